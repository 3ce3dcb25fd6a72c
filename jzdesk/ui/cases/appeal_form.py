"""复审, 复核, 申诉: applied for, accepted or refused, decided, each with its limit."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.appeals import RESULTS_WITH_DECISION, SUSPENDS_NOTHING, Appeal
from jzdesk.services.opened import Opened
from jzdesk.ui.cases.choices import choices
from jzdesk.ui.common.fields import ChoiceField, DateField, LongText, TextField
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.ui.common.frame import Frame

APPLIED, ACCEPTED, REFUSED, DECIDED = "applied", "accepted", "refused", "decided"
STAGES = ((APPLIED, "已申请"), (ACCEPTED, "已受理"), (REFUSED, "不予受理"), (DECIDED, "已作出决定"))
_ALWAYS = frozenset({"stage", "kind", "number", "applied_on", "grounds", "handler", "note"})
SHOWN: dict[str, frozenset[str]] = {
    APPLIED: frozenset(),
    ACCEPTED: frozenset({"accepted_on", "extended_to", "extension_approver"}),
    REFUSED: frozenset({"refused_reason"}),
    DECIDED: frozenset({
        "accepted_on", "extended_to", "extension_approver", "decided_on", "result", "result_number", "result_text",
    }),
}  # fmt: skip


class AppealForm(RecordForm):
    """A new application against the decision in force, or a known one carried further. `read()` gives the Appeal."""

    def __init__(self, frame: Frame, file: CaseFile, decision: Decision, appeal: Appeal | None = None) -> None:
        super().__init__("办理复审复核申诉" if appeal else "登记复审复核申诉")
        self.frame, self._file, self._decision = frame, file, decision
        self.opened = Opened(appeal) if appeal else None
        self._base = appeal or Appeal(case_id=file.case.id, decision_id=decision.id)
        self._add_application()
        self._add_handling()
        self.edited.connect(self._edited)
        self.show_record(self._base)

    def _add_application(self) -> None:
        frame, rules = self.frame, self.frame.desk.rulebook
        lists = partial(choices, rules, on=frame.today())
        day = partial(DateField, today=frame.today, day_name=frame.desk.calendar.day_name)
        part = self.section(f"{self._file.person.name}　{self._file.person.unit_name}")
        self.stage = self.add(part, "stage", "办理情况", ChoiceField(STAGES, empty=None), below=True)
        self.computed("stage").set_lines([
            (f"对 {self._decision.document_number}（{self._decision.decided_on:%Y-%m-%d}）不服", "", ""),
            (SUSPENDS_NOTHING, "", ""),
        ])  # fmt: skip
        self.kind = self.add(part, "kind", "种类", ChoiceField(lists("appeal_kind"), chars=16), required=True, below=True)
        self.add(part, "number", "编号", TextField(chars=14))
        self.applied_on = self.add(part, "applied_on", "申请日期", day(), required=True, below=True)
        self.add(part, "grounds", "申请理由", LongText(lines=3, chars=18))

    def _add_handling(self) -> None:
        frame, rules = self.frame, self.frame.desk.rulebook
        day = partial(DateField, today=frame.today, day_name=frame.desk.calendar.day_name)
        part = self.section("办理")
        self.add(part, "accepted_on", "受理日期", day(), required=True, below=True)
        self.add(part, "refused_reason", "不予受理理由", LongText(lines=2, chars=18), required=True)
        self.add(part, "handler", "承办人", TextField(chars=10))
        self.add(part, "extended_to", "延长至", day())
        self.add(part, "extension_approver", "批准人", TextField(chars=10))
        self.add(part, "decided_on", "作出决定日期", day(), required=True)
        known = self._base.new_decision_id is not None
        results = [c for c in choices(rules, "appeal_result", frame.today()) if known or c.value not in RESULTS_WITH_DECISION]
        self.add(
            part, "result", "结果", ChoiceField(results, chars=12), required=True,
            hint="" if known else "变更、撤销原决定的，在“处分变更”中登记变更决定，并选明因本件申请作出。",
        )  # fmt: skip
        self.add(part, "result_number", "决定文号", TextField(chars=14))
        self.add(part, "result_text", "决定内容", LongText(lines=2, chars=18))
        self.add(part, "note", "备注", LongText(lines=2, chars=18))

    def show_record(self, value: Appeal) -> None:
        values: dict[str, Any] = {name: getattr(value, name, None) for name in self.rows}
        values["stage"] = stage_of(value)
        if value.id is None:
            values["handler"] = self.frame.desk.account.display_name
        self.set_values(values)
        self.show_rows()
        self._show_limits()

    def show_rows(self) -> None:
        """Only what the stage asks for."""
        shown = SHOWN[self.stage.value()] | _ALWAYS
        for name in self.rows:
            self.set_row_visible(name, on=name in shown)

    def _edited(self, name: str) -> None:
        if name == "stage":
            self.show_rows()
        if name in ("stage", "kind", "applied_on", "accepted_on"):
            self._show_limits()

    def _show_limits(self) -> None:
        """Until when it could be applied for, by when it must be decided, and what is unusual."""
        planner, item = self.frame.desk.planner, self._typed()
        limit = planner.appeal_last_day(self._file, self._decision, item)
        clause = f"{limit.due.why}\n{limit.due.clause}" if limit.due else ""
        self.computed("kind").set_lines([(limit.text, clause, "")] if limit.text else [])
        found = planner.appeal_cautions(self._file, self._decision, item)
        self.computed("applied_on").set_lines([(text, "", "soon") for text in found])
        due = planner.appeal_due(replace(item, extended_to=None)) if item.accepted_on else None
        lines = [(f"应于 {due.on:%Y-%m-%d} 前作出决定", f"{due.why}\n{due.clause}", "")] if due else []
        self.computed("accepted_on").set_lines(lines)

    def _typed(self) -> Appeal:
        names = ("kind", "applied_on", "accepted_on")
        values = {name: self.rows[name].field.value() for name in names if self.rows[name].shown}
        return replace(self._base, **{**values, "kind": values.get("kind") or ""})

    def read(self) -> Appeal:
        values = self.values()
        stage = values.pop("stage")
        kept = self._base
        if stage in (APPLIED, ACCEPTED, REFUSED):
            kept = replace(kept, decided_on=None, result="")
        if stage != REFUSED:
            kept = replace(kept, refused_reason="")
        if stage in (APPLIED, REFUSED):
            kept = replace(kept, accepted_on=None, extended_to=None, extension_approver="")
        return replace(kept, **{**values, "result": values.get("result") or ""})

    def restore_draft(self, draft: Any) -> None:
        super().restore_draft(draft)
        self.show_rows()


def stage_of(item: Appeal) -> str:
    """How far an application has come."""
    if item.refused_reason:
        return REFUSED
    if item.decided_on:
        return DECIDED
    return ACCEPTED if item.accepted_on else APPLIED
