"""执行事项: done, extended, or not applicable."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.execution import ExecutionItem
from jzdesk.ui.common.duty_list import why_of
from jzdesk.ui.common.fields import ChoiceField, CompleteField, DateField, LongText, TextField
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.common.frame import Frame

DONE, EXTENDED, NOT_APPLICABLE = "done", "extended", "not_applicable"
WAYS = ((DONE, "已办结"), (EXTENDED, "经批准延期"), (NOT_APPLICABLE, "不适用"))
SHOWN: dict[str, frozenset[str]] = {
    DONE: frozenset({"done_on", "done_by", "evidence"}),
    EXTENDED: frozenset({"extended_to", "extension_approver"}),
    NOT_APPLICABLE: frozenset({"not_applicable"}),
}


class ExecutionForm(RecordForm):
    """One execution item of one decision. `read()` gives the ExecutionItem."""

    def __init__(
        self, frame: Frame, file: CaseFile, decision: Decision, *, kind: str, duty: Duty | None = None
    ) -> None:
        name = frame.desk.rulebook.codes.name_of("execution_item", kind)
        super().__init__(f"记录“{name}”", save_text="保存")
        self.frame = frame
        old = next((item for item in decision.items if item.kind == kind), None)
        self._base = old or ExecutionItem(decision_id=decision.id, kind=kind)
        day = partial(DateField, today=frame.today, day_name=frame.desk.calendar.day_name)
        part = self.section(f"{file.person.name}　{file.person.unit_name}")
        self.way = self.add(part, "way", "办理情况", ChoiceField(WAYS, empty=None), below=True)
        self.add(part, "done_on", "办结日期", day(), required=True)
        self.add(part, "done_by", "办理人", TextField(chars=10), required=True)
        offered = partial(evidence_offered, frame.desk.rulebook)
        self.add(
            part, "evidence", "依据材料", CompleteField(offered, jobs=frame.jobs, chars=17),
            hint="例如送达回证、工资调整审批表、处分执行报告单；扫描件可在“附件”中添加。",
        )  # fmt: skip
        self.add(part, "extended_to", "延期至", day(), required=True)
        self.add(part, "extension_approver", "批准人", TextField(chars=10), required=True)
        self.add(part, "not_applicable", "不适用的原因", TextField(chars=17), required=True)
        self.add(part, "note", "备注", LongText(lines=2, chars=18))
        lines = [(f"{decision.document_number}　{decision.decided_on:%Y-%m-%d} 决定", "", "")]
        if duty is not None:
            lines.append((f"办结期限 {duty.due_on:%Y-%m-%d}", why_of(duty), ""))
        self.computed("way").set_lines(lines)
        self.edited.connect(self._edited)
        self.show_record(self._base)

    def show_record(self, value: ExecutionItem) -> None:
        values: dict[str, Any] = {name: getattr(value, name, None) for name in self.rows}
        values["way"] = way_of(value)
        if value.id is None:
            values["done_by"] = self.frame.desk.account.display_name
        self.set_values(values)
        self.show_rows()

    def show_rows(self) -> None:
        """Only what the chosen way asks for."""
        shown = SHOWN[self.way.value()] | {"way", "note"}
        for name in self.rows:
            self.set_row_visible(name, on=name in shown)

    def _edited(self, name: str) -> None:
        if name == "way":
            self.show_rows()

    def read(self) -> ExecutionItem:
        values = self.values()
        way = values.pop("way")
        kept = replace(self._base, not_applicable="", done_on=None)
        if way == NOT_APPLICABLE:
            kept = replace(kept, extended_to=None, extension_approver="")
        return replace(kept, **values)

    def restore_draft(self, draft: Any) -> None:
        super().restore_draft(draft)
        self.show_rows()


def way_of(item: ExecutionItem) -> str:
    """Which of the three ways a record took."""
    if item.not_applicable:
        return NOT_APPLICABLE
    return EXTENDED if item.extended_to and item.done_on is None else DONE


def evidence_offered(rules: Rulebook, text: str) -> Sequence[str]:
    """Kinds of proof the code list names, by any part of the name."""
    names = [code.name for code in rules.codes["execution_evidence"] if code.enabled]
    return [name for name in names if text in name]
