"""What the 执行 page of a case asks for: record, extend, excuse, attach, add and remove items."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.duties import DutyKind
from jzdesk.ui.cases.execution_form import AddItemForm, ExecutionForm
from jzdesk.ui.cases.execution_page import ATTACH, RECORD, REMOVE
from jzdesk.ui.common import ask
from jzdesk.ui.common.attachment_pane import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any, Protocol

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.checklist import Line
    from jzdesk.domain.duties import Duty
    from jzdesk.ui.cases.execution_page import Wanted
    from jzdesk.ui.cases.reading import CaseDetail
    from jzdesk.ui.common.form import RecordForm

    class Host(Protocol):
        """What it needs of the tab: see `RecordTab` and `CasesTab`."""

        desk: Any
        frame: Any
        jobs: Any

        def with_current(self, then: Callable[[CaseDetail], None]) -> None: ...
        def show_form(self, form: RecordForm, save: Callable[[RecordForm, bool], None]) -> None: ...
        def save_read(self, form: RecordForm, service: Callable[[Any], Changes]) -> None: ...
        def act_on(self, duty: Duty) -> None: ...
        def run(self, fn: Callable[[], Any]) -> Any: ...
        def say(self, text: str) -> None: ...
        def may_write(self) -> bool: ...


class ExecutionActions:
    """The forms and services behind the 执行 page of a tab."""

    def __init__(self, tab: Any) -> None:
        self._tab: Host = tab

    def act(self, wanted: Wanted) -> None:
        """A button or menu of a line."""
        line, what = wanted
        if not self._tab.may_write():
            return
        if what == ATTACH:
            self._tab.with_current(partial(self._attach, line))
        elif what == REMOVE:
            self._tab.with_current(partial(self._remove, line))
        elif what == RECORD and line.duty is not None:
            self._tab.act_on(line.duty)
        elif line.duty is not None:
            self._tab.with_current(partial(self.open, line.duty, way=what))

    def open(self, duty: Duty, detail: CaseDetail, *, way: str = "") -> None:
        """The form of an item."""
        decision = next((d for d in detail.file.decisions if d.id == duty.subject_id), None)
        if decision is None:
            return
        form = ExecutionForm(self._tab.frame, detail.file, decision, kind=duty.kind, duty=duty, way=way)
        self._tab.show_form(form, partial(self._save, detail.file.case.id or 0))

    def _save(self, case_id: int, form: RecordForm, _then_next: bool) -> None:
        from jzdesk.services.execution import record_execution

        self._tab.save_read(form, partial(record_execution, self._tab.desk, case_id))

    # ---- items added by hand

    def add(self, kind: str) -> None:
        """A letter or a property matter of the decision in force."""
        if self._tab.desk.may(Permission.WRITE):
            self._tab.with_current(partial(self._add, kind))

    def _add(self, kind: str, detail: CaseDetail) -> None:
        decision = detail.file.decision
        if decision is None:
            self._tab.say("尚未作出处分决定，不能添加执行事项。")
            return
        line = detail.checklist.line(kind)
        if kind == DutyKind.PROPERTY.value and line is not None and line.duty is not None:
            self._tab.with_current(partial(self.open, line.duty))  # it is there already: fill it in
            return
        form = AddItemForm(self._tab.frame, detail.file, decision, self._tab.desk.rulebook.execution.items[kind])
        self._tab.show_form(form, partial(self._save_added, detail.file.case.id or 0))

    def _save_added(self, case_id: int, form: RecordForm, _then_next: bool) -> None:
        from jzdesk.services.execution import add_item

        self._tab.save_read(form, partial(add_item, self._tab.desk, case_id))

    def _remove(self, line: Line, detail: CaseDetail) -> None:
        from jzdesk.services.execution import remove_item

        text = f"“{line.name}”将从清单中移除，可以撤销。"
        if ask.confirm(self._tab, "移除执行事项", text, verb="移除", danger=True):  # type: ignore[arg-type]
            case_id = detail.file.case.id or 0
            self._tab.run(
                partial(remove_item, self._tab.desk, case_id, line.decision_id, line.template.code, line.part)
            )

    # ---- evidence

    def _attach(self, line: Line, detail: CaseDetail) -> None:
        case_id = detail.file.case.id or 0
        for path in ask.choose_open_files(self._tab, f"附加到“{line.name}”", kinds=FILES):  # type: ignore[arg-type]
            work = partial(self._attached, case_id, path, line.template.code)
            self._tab.jobs.run(work, owner=self._tab, busy_text="正在添加附件")

    def _attached(self, case_id: int, path: Path, part: str) -> Changes:
        from jzdesk.services.attachments import attach_file

        return attach_file(self._tab.desk, "case", case_id, path, part=part)
