"""变更处分: the new decision that makes the one in force lighter or heavier, revokes it, or expels from the party."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QTimer

from jzdesk.domain.case_changes import EXPELLED, HEAVIER, LIGHTER, REVOKED, direction, in_force, way_of
from jzdesk.domain.cases import Decision
from jzdesk.domain.measures import Measure
from jzdesk.services.case_changes import Order
from jzdesk.ui.cases.choices import choices
from jzdesk.ui.cases.preview_lines import moved_lines
from jzdesk.ui.common.fields import Choice, ChoiceField, DateField, IntField, LongText, TextField
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from jzdesk.domain.cases import CaseFile
    from jzdesk.ui.common.frame import Frame

PREVIEW_AFTER_MS = 150
KEEP, GONE = "", "revoked"
ONLY_PERIOD = "处分不变，只改变期间"


class _Words(NamedTuple):
    title: str
    save: str
    ways: tuple[tuple[str, str], ...]


WORDS = {
    LIGHTER: _Words("变更处分", "登记变更决定", (
        (LIGHTER, "减轻（改为较轻的处分，或者缩短期间）"), (HEAVIER, "加重（改为较重的处分，或者延长期间）"),
    )),
    REVOKED: _Words("撤销处分", "登记撤销决定", ((REVOKED, "撤销"),)),
    EXPELLED: _Words("开除党籍", "登记开除党籍", ((EXPELLED, "留党察看期间开除党籍"),)),
}


class ChangeForm(RecordForm):
    """`read()` gives the Order. `kind`: LIGHTER (or heavier, as chosen), REVOKED or EXPELLED."""

    def __init__(self, frame: Frame, file: CaseFile, kind: str, appeal_id: int | None = None) -> None:
        words = WORDS[kind]
        super().__init__(words.title, save_text=words.save)
        self.frame, self._file, self._kind = frame, file, kind
        self.rules = frame.desk.rulebook
        self._standing = {f"measure{m.id}": m for m in in_force(file)}
        self._asked = 0
        self._add_measures()
        self._add_document()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PREVIEW_AFTER_MS)
        self._soon.timeout.connect(self.ask_preview)
        self.edited.connect(self._edited)
        blank = GONE if kind == REVOKED else KEEP
        self.set_values({
            "way": kind, "appeal": appeal_id, "issuer": file.decision.issuer if file.decision else None,
            **dict.fromkeys(self._standing, blank),
        })  # fmt: skip

    # ---- building

    def _add_measures(self) -> None:
        old = self._file.decision
        part = self.section(f"{self._file.person.name}　{self._file.person.unit_name}")
        self.way = self.add(part, "way", "变更种类", ChoiceField(WORDS[self._kind].ways, empty=None), below=True)
        if old is not None:
            self.computed("way").set_line(f"原决定 {old.document_number}　{old.decided_on:%Y-%m-%d}")
        open_ones = [Choice(None, "不是")] + [
            Choice(a.id, f"{self.rules.name_of('appeal_kind', a.kind)}　{a.applied_on:%Y-%m-%d} 申请")
            for a in self._file.appeals if a.open
        ]  # fmt: skip
        self.appeal = self.add(part, "appeal", "因申请作出", ChoiceField(open_ones, empty=None, chars=16))
        self.set_row_visible("appeal", on=len(open_ones) > 1 and self._kind != EXPELLED)
        changes = self.section("给予的处分" if self._kind == EXPELLED else "原处分改为")
        self.fields: dict[str, ChoiceField] = {}
        for name, measure in self._standing.items():
            sanction = self.rules.sanctions[measure.code]
            field = ChoiceField(self._offered(measure, self._kind), empty=None, chars=16)
            self.fields[name] = self.add(changes, name, sanction.short, field, below=True)
            self.set_row_visible(name, on=self._kind != EXPELLED)
            self.add(
                changes, f"{name}_months", "期间", IntField(unit="个月", least=1, most=120),
                hint="变更决定另定期间长度的填写；不填的按规则的期间计算。",
            )  # fmt: skip
            self._show_months(name)
        if self._kind == EXPELLED:
            bar = [Choice(s.code, s.name) for s in self.rules.sanctions.catalogue if s.kind == "bar"]
            self.add(changes, "expulsion", "党纪处分", ChoiceField(bar, empty=None, chars=16), below=True)
            clause = self.rules.sanctions.clauses.probation_again
            self.computed("expulsion").set_line("原留党察看自决定之日起终止", clause)

    def _offered(self, measure: Measure, kind: str) -> list[Choice]:
        """What a measure may become: it stays, goes, or is changed in the direction chosen."""
        if kind == REVOKED:
            return [Choice(GONE, "撤销"), Choice(KEEP, "维持不变")]
        found = [Choice(KEEP, "维持不变")]
        if kind == LIGHTER:
            found.append(Choice(GONE, "撤销"))
        on, sanctions = self.frame.today(), self.rules.sanctions
        fitting = (s for s in sanctions.offered(on) if direction(measure.code, s.code, sanctions) == kind)
        if sanctions[measure.code].kind == "sum":
            found.append(Choice(measure.code, ONLY_PERIOD))
        return [*found, *(Choice(s.code, s.name_on(on)) for s in fitting)]

    def _show_months(self, name: str) -> None:
        """A length belongs to what a measure becomes, where that has a period of its own."""
        chosen = self.fields[name].value() or KEEP
        fixed = chosen not in (KEEP, GONE) and self.rules.sanctions[chosen].kind == "sum"
        self.set_row_visible(f"{name}_months", on=fixed)

    def _add_document(self) -> None:
        today = self.frame.today
        day = partial(DateField, today=today, day_name=self.frame.desk.calendar.day_name)
        part = self.section("变更决定" if self._kind != EXPELLED else "处分决定")
        self.add(part, "issuer", "决定机关", ChoiceField(choices(self.rules, "issuer", today())))
        self.add(part, "document_number", "文号", TextField(chars=14), required=True)
        hint = "改轻的自原决定之日起算，改重的自本决定之日起算并扣除已执行的期间。" if self._kind == LIGHTER else ""
        self.add(part, "decided_on", "决定日期", day(), required=True, hint=hint, below=True)
        self.add(part, "issued_on", "制发日期", day())
        self.add(part, "delivered_on", "送达日期", day())
        self.add(part, "why", "理由", LongText(lines=3, chars=18), required=self._kind == REVOKED)
        self.add(part, "note", "备注", LongText(lines=2, chars=18))

    # ---- reading

    def read(self) -> Order:
        return self._order(self.values())

    def _order(self, values: dict[str, Any]) -> Order:
        kind = values.get("way") or self._kind
        made, gone = [], []
        for name, measure in self._standing.items():
            chosen = values.get(name) or KEEP
            if chosen == GONE:
                gone.append(measure.id or 0)
            elif chosen != KEEP:
                made.append(self._become(measure, chosen, values.get(f"{name}_months")))
        if values.get("expulsion"):
            made, gone = [Measure(code=values["expulsion"])], []
        if kind == LIGHTER and gone and not made:
            kind = REVOKED  # nothing takes the place of what goes
        decision = Decision(
            case_id=self._file.case.id, review_kind=kind, issuer=values.get("issuer") or "",
            document_number=values.get("document_number") or "", decided_on=values.get("decided_on"),
            issued_on=values.get("issued_on"), delivered_on=values.get("delivered_on"), note=values.get("note") or "",
            measures=tuple(made),
        )  # fmt: skip
        return Order(
            decision=decision, revoked=tuple(gone), appeal_id=values.get("appeal"), why=values.get("why") or ""
        )

    def _become(self, old: Measure, code: str, months: int | None) -> Measure:
        on = next((d.decided_on for d in self._file.decisions if d.id == old.decision_id), None) or self.frame.today()
        new = Measure(code=code, months=months, replaces_id=old.id)
        return replace(new, change=way_of(old, new, self.rules.sanctions, on=on))

    def mark(self, field: str, text: str) -> None:
        """A refusal of the measures goes to the first that was changed."""
        if field == "measures":
            chosen = [name for name, choice in self.fields.items() if choice.value()]
            field = next(iter([*chosen, *self.fields]), "way")
        super().mark("way" if field == "review_kind" else field, text)

    # ---- what follows, while typing

    def _edited(self, name: str) -> None:
        if name == "way":
            for key, field in self.fields.items():
                field.set_choices(self._offered(self._standing[key], self.way.value()))
                self._show_months(key)
        elif name in self.fields:
            self._show_months(name)
        self._soon.start()

    def ask_preview(self) -> None:
        """Which days saving would move; only the latest answer is shown."""
        from jzdesk.services.case_changes import foresee_change

        self._asked += 1
        shown = {name: row.field.value() for name, row in self.rows.items() if row.shown}
        work = partial(foresee_change, self.frame.desk, self._file.case.id or 0, self._order(shown))
        self.frame.jobs.run(work, owner=self, done=partial(self._previewed, self._asked), failed=self._not_yet)

    def _previewed(self, asked: int, moved: tuple[str, ...]) -> None:
        if asked == self._asked:
            self.computed("decided_on").set_lines(moved_lines(moved))

    def _not_yet(self, _field: str, _text: str) -> bool:
        return True  # what cannot be reckoned yet is refused in words when it is saved


def expects(file: CaseFile, kind: str, frame: Frame) -> str:
    """'' when the case has something this kind can change, else why not."""
    if file.decision is None:
        return "尚未作出处分决定，没有可以变更的处分。"
    standing = in_force(file)
    if not standing:
        return "这件案件的处分已经撤销，没有可以变更的处分。"
    sanctions = frame.desk.rulebook.sanctions
    if kind == EXPELLED and not any(sanctions[m.code].kind == "probation" and not m.restored_on for m in standing):
        return "没有尚未恢复党员权利的留党察看处分。"
    return ""
