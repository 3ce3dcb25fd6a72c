"""执行事项: done, extended, or not applicable; and an item added by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.checklist import item_name
from jzdesk.domain.execution import ExecutionItem
from jzdesk.services.opened import Opened
from jzdesk.ui.cases.execution_fields import add_fields, names_of, read_details, shown_values
from jzdesk.ui.common.duty_list import why_of
from jzdesk.ui.common.fields import ChoiceField, CompleteField, DateField, LongText, TextField
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.execution_rules import ItemTemplate
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame

DONE, EXTENDED, NOT_APPLICABLE = "done", "extended", "not_applicable"
WAYS = ((DONE, "已办结"), (EXTENDED, "经批准延期"), (NOT_APPLICABLE, "不适用"))
SHOWN: dict[str, frozenset[str]] = {
    DONE: frozenset({"done_on", "done_by", "evidence"}),
    EXTENDED: frozenset({"extended_to", "extension_approver"}),
    NOT_APPLICABLE: frozenset({"not_applicable"}),
}
NOTICE = "办理期限自审理室通知之日起算；尚未通知的暂按决定之日起算。"


class ExecutionForm(RecordForm):
    """One execution item of one decision. `read()` gives the ExecutionItem. `way` is what it opens with."""

    def __init__(
        self, frame: Frame, file: CaseFile, decision: Decision, *, kind: str, duty: Duty | None = None, way: str = ""
    ) -> None:
        rules = frame.desk.rulebook
        self.template = rules.execution.items.get(kind)
        number = duty.part if duty else 0
        old = next((i for i in decision.items if i.kind == kind and i.part == number), None)
        self.opened = Opened(old)
        self._base = old or ExecutionItem(decision_id=decision.id, kind=kind, part=number)
        super().__init__(f"记录“{_title(rules, self.template, self._base)}”", save_text="保存")
        self.frame, self._way = frame, way
        part = self.section(f"{file.person.name}　{file.person.unit_name}")
        self.way = self.add(part, "way", "办理情况", ChoiceField(WAYS, empty=None), below=True)
        self._add_days(part)
        if self.template is not None:
            add_fields(self, part, self.template, frame)
        self._add_reasons(part)
        self.computed("way").set_lines(self._lines(decision, duty))
        self.edited.connect(self._edited)
        self.show_record(self._base)

    def _add_days(self, part: Section) -> None:
        day = partial(DateField, today=self.frame.today, day_name=self.frame.desk.calendar.day_name)
        if self._from == "notice":
            self.add(part, "counted_from", "审理室通知日期", day(), hint=NOTICE)
        if self._from == "hand":
            self.add(part, "limit_on", "办理（回复）期限", day(), required=True)
        self.add(part, "done_on", "办结日期", day(), required=True)
        self.add(part, "done_by", "办理人", TextField(chars=10), required=True)
        offered = partial(evidence_offered, self.frame.desk.rulebook, self.template)
        self.add(
            part, "evidence", "依据材料", CompleteField(offered, jobs=self.frame.jobs, chars=17),
            hint=_evidence_hint(self.frame.desk.rulebook, self.template),
        )  # fmt: skip

    def _add_reasons(self, part: Section) -> None:
        day = partial(DateField, today=self.frame.today, day_name=self.frame.desk.calendar.day_name)
        self.add(part, "extended_to", "延期至", day(), required=True)
        self.add(part, "extension_approver", "批准人", TextField(chars=10), required=True)
        self.add(part, "not_applicable", "不适用的原因", TextField(chars=17), required=True)
        self.add(part, "note", "备注", LongText(lines=2, chars=18))

    @property
    def _from(self) -> str:
        return self.template.counted_from if self.template else ""

    def _lines(self, decision: Decision, duty: Duty | None) -> list[tuple[str, str, str]]:
        lines = [(f"{decision.document_number}　{decision.decided_on:%Y-%m-%d} 决定", "", "")]
        if duty is not None:
            lines.append((f"办结期限 {duty.due_on:%Y-%m-%d}", why_of(duty), ""))
        if self.template is not None and self.template.applies:
            lines.append((self.template.applies, self.template.clause, ""))
        return lines

    def show_record(self, value: ExecutionItem) -> None:
        values: dict[str, Any] = {name: getattr(value, name, None) for name in self.rows}
        values |= shown_values(self.template, value.details)
        values["way"] = self._way or way_of(value)
        if not value.done_by:
            values["done_by"] = self.frame.desk.account.display_name
        self.set_values(values)
        self.show_rows()

    def show_rows(self) -> None:
        """Only what the chosen way asks for, and what an item added by hand was added with."""
        way = self.way.value()
        shown = {*SHOWN[way], "way", "note", "limit_on", *names_of(self.template, from_start=True)}
        if way == DONE:
            shown |= {*names_of(self.template), "counted_from"}
        elif way == EXTENDED:
            shown.add("counted_from")
        for name in self.rows:
            self.set_row_visible(name, on=name in shown)

    def _edited(self, name: str) -> None:
        if name == "way":
            self.show_rows()

    def read(self) -> ExecutionItem:
        values = self.values()
        way = values.pop("way")
        details = read_details(self.template, values, self._base.details)
        kept = replace(self._base, not_applicable="", done_on=None)
        if way == NOT_APPLICABLE:
            kept = replace(kept, extended_to=None, extension_approver="")
        return replace(kept, details=details, **values)

    def restore_draft(self, draft: Any) -> None:
        super().restore_draft(draft)
        self.show_rows()


class AddItemForm(RecordForm):
    """An item no template called for: a letter to be answered, a property matter. `read()` gives the ExecutionItem."""

    def __init__(self, frame: Frame, file: CaseFile, decision: Decision, template: ItemTemplate) -> None:
        super().__init__(f"添加“{template.name}”", save_text="添加")
        self.template, self._decision = template, decision
        part = self.section(f"{file.person.name}　{file.person.unit_name}")
        day = partial(DateField, today=frame.today, day_name=frame.desk.calendar.day_name)
        for entry in (f for f in template.fields if f.from_start):
            add_fields(self, part, replace(template, fields=(entry,)), frame)
        if template.counted_from == "hand":
            self.add(part, "limit_on", "办理（回复）期限", day(), required=True)
        else:
            self.add(part, "counted_from", "审理室通知日期", day(), required=True, hint=NOTICE)
        self.add(part, "note", "备注", LongText(lines=2, chars=18))
        self.set_values({})

    def read(self) -> ExecutionItem:
        values = self.values()
        details = read_details(self.template, values, {})
        return ExecutionItem(decision_id=self._decision.id, kind=self.template.code, details=details, **values)


def _title(rules: Rulebook, template: ItemTemplate | None, item: ExecutionItem) -> str:
    if template is None:
        return rules.codes.name_of("execution_item", item.kind)
    return item_name(template, item.part, item.details)


def _evidence_hint(rules: Rulebook, template: ItemTemplate | None) -> str:
    names = [rules.codes.name_of("execution_evidence", code) for code in (template.evidence if template else ())]
    wanted = f"应有{'、'.join(names)}；" if names else ""
    return f"{wanted}扫描件可在执行页该事项的“更多”中附加。"


def way_of(item: ExecutionItem) -> str:
    """Which of the three ways a record took."""
    if item.not_applicable:
        return NOT_APPLICABLE
    return EXTENDED if item.extended_to and item.done_on is None else DONE


def evidence_offered(rules: Rulebook, template: ItemTemplate | None, text: str) -> Sequence[str]:
    """Kinds of proof the code list names, by any part of the name; those of the item first."""
    first = template.evidence if template else ()
    codes = sorted((c for c in rules.codes["execution_evidence"] if c.enabled), key=lambda c: c.code not in first)
    return [code.name for code in codes if text in code.name]
