"""案件处分: the list of cases, the read view, and the forms that register, announce and follow a decision."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import RuleError
from jzdesk.ui.cases.announcement_form import AnnouncementForm
from jzdesk.ui.cases.change_actions import ChangeActions
from jzdesk.ui.cases.columns import COLUMNS, FORM_NAMES, STATES
from jzdesk.ui.cases.deliver_form import DeliverForm
from jzdesk.ui.cases.detail import CaseView
from jzdesk.ui.cases.execution_actions import ExecutionActions
from jzdesk.ui.cases.form import DecisionForm
from jzdesk.ui.cases.measure_form import RESTORE
from jzdesk.ui.cases.paper import CasePaper
from jzdesk.ui.cases.reading import CaseDetail, read_detail
from jzdesk.ui.common import ask
from jzdesk.ui.common.dated_tab import DatedTab
from jzdesk.ui.common.table import ListSource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QPoint

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.duties import Duty
    from jzdesk.services.cases import CaseFilter
    from jzdesk.ui.common.filter_line import FilterLine
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.record_tab import ActionBar
    from jzdesk.ui.common.table import Source

SORT = "decided_on"


class CasesTab(DatedTab):
    """Cases and their decisions; announcements and execution items are forms of theirs."""

    title = "案件处分"
    watches = Touched.CASES | Touched.PEOPLE | Touched.DOSSIERS | Touched.DUTIES | Touched.UNITS | Touched.RULES
    kinds: ClassVar[tuple[str, ...]] = (
        "case", "decision", "announcement", "execution", "restore_rights", "appeal", "person",
    )  # fmt: skip
    list_name = "cases"
    columns = COLUMNS
    empty_text = "这里放处分决定和它的执行情况。登记第一件后，应宣布日期、影响期和回访计划由程序推算。"
    empty_action = "登记处分决定"
    keyword_hint = "姓名、拼音、证号、文号"
    pick_hint = "在左边选一件案件，这里显示处分决定和执行情况。"
    none_chosen = "请先在左边选一件案件。"
    counted = "件案件"
    states = STATES
    day_title = "决定日期"

    # ---- build

    def build_actions(self, bar: ActionBar) -> None:
        self.changes = ChangeActions(self)
        self._writing = [
            bar.add("登记处分决定", self.new_record, primary=True, tip="Ctrl+N"),
            bar.add("修改", self.edit_record, tip="F2"),
            bar.add("记录宣布", self.record_announcement),
            bar.add_menu("处分变更", self.changes.menu()),
            bar.add_menu(
                "批量办理", [("为所选案件标记送达…", self.deliver_many), ("导入旧台账…", self.bring_in)]
            ),
        ]
        self.paper = CasePaper(self)
        self._taking_out = [
            bar.add_menu("打印", [("下次回访谈话表…", self.paper.coming), ("空白回访谈话表…", self.paper.blank)]),
            bar.add_menu("导出", [("导出当前列表…", self.paper.export)]),
        ]
        self._writing.append(bar.add("删除", self.delete_record, tip="移入回收站（Delete）"))
        may = self.desk.may(Permission.WRITE)
        for button in self._writing:
            button.setEnabled(may)
        for button in self._taking_out:
            button.setEnabled(self.desk.may(Permission.EXPORT))

    def build_filters(self, line: FilterLine) -> None:
        super().build_filters(line)
        line.add_choice("form", "形态", [(number, name) for number, name in FORM_NAMES.items()], chars=4)

    def make_detail(self) -> QWidget:
        self.view = CaseView(self.frame)
        self.execution = ExecutionActions(self)
        return self.view

    def connect_signals(self) -> None:
        super().connect_signals()
        self.view.act_wanted.connect(self.execution.act)
        self.view.add_wanted.connect(self.execution.add)
        self.view.dossier_wanted.connect(partial(self.frame.open_record, "dossier"))
        self.list.menu_wanted.connect(self._show_menu)

    # ---- list

    def source(self, filters: dict[str, Any]) -> Source:
        from jzdesk.services import cases

        # asked anew each time: a window left open over midnight must see the new day's states

        def count() -> int:
            return cases.count_cases(self.desk, self.filter_of(filters))

        def fetch(offset: int, limit: int, sort: str, descending: bool) -> Any:
            what, down = self.filter_of(filters), descending if sort else True
            return cases.list_cases(
                self.desk, what, sort=sort or SORT, descending=down, offset=offset, limit=limit
            )  # fmt: skip

        return ListSource(count, fetch)

    def filter_of(self, filters: dict[str, Any]) -> CaseFilter:
        """What the filter line says, as the service takes it."""
        from jzdesk.services.cases import CaseFilter

        span = self.span(filters)
        return CaseFilter(
            on=self.frame.today(),
            keyword=filters.get("keyword") or "",
            unit_id=filters.get("unit"),
            state=filters.get("state") or "",
            decided_from=span.first,
            decided_to=span.last,
            form=filters.get("form") or 0,
        )

    def _show_menu(self, _where: QPoint) -> None:
        menu = QMenu(self)
        may = self.desk.may(Permission.WRITE)
        for title, slot in (
            ("修改", self.edit_record),
            ("记录宣布", self.record_announcement),
            ("删除…", self.delete_record),
        ):
            menu.addAction(title, slot).setEnabled(may)
        menu.popup(QCursor.pos())

    # ---- read view

    def read_detail(self, record_id: int) -> CaseDetail:
        return read_detail(self.desk, record_id)

    def show_detail(self, value: CaseDetail) -> None:
        self.view.show_detail(value)

    # ---- decision form

    def new_record(self) -> None:
        if not self.may_write():
            return
        form = DecisionForm(self.frame)
        form.set_clean()
        self.show_form(form, partial(self._save_decision, form), draft="decision")

    def edit_record(self) -> None:
        if self.may_write():
            self.with_current(self._edit)

    def _edit(self, detail: CaseDetail) -> None:
        made = [d for d in detail.file.decisions if d.decided_on]
        number: int | None = len(made) - 1
        if len(made) > 1:
            names = [f"{d.decided_on:%Y-%m-%d}　{d.document_number}" for d in made]
            number = ask.choose_one(self, "修改哪一份决定", "这件案件的决定，按作出先后", names, verb="修改")
        if number is None:
            return
        form = DecisionForm(self.frame, changing=True)
        form.show_record(detail.file, made[number].id if made else None)
        self.show_form(form, partial(self._save_decision, form), draft="decision", record_id=detail.file.case.id or 0)

    def _save_decision(self, form: DecisionForm, _form: RecordForm, then_next: bool) -> None:
        from jzdesk.services.cases import record_case

        try:
            file = form.read()
        except RuleError as refused:
            form.mark(refused.field, refused.text)
            return
        done = partial(self._next, form) if then_next else None
        self.save_by(form, partial(record_case, self.desk, file, opened=form.opened), done=done, stay=then_next)

    def _next(self, form: DecisionForm, _changes: Changes) -> None:
        form.start_next()

    # ---- announcement and execution

    def record_announcement(self) -> None:
        """The announcement of the chosen case's decision in force."""
        if self.may_write():
            self.with_current(self._announce)

    def _announce(self, detail: CaseDetail) -> None:
        duty = detail.duty(DutyKind.ANNOUNCE)
        decision = detail.file.decision
        if decision is None:
            self.say("尚未作出处分决定，不能记录公开宣布。")
        elif duty is None:
            self.say("第一种形态的处理不需公开宣布。")
        else:
            self._announce_by(detail, duty)

    def _announce_by(self, detail: CaseDetail, duty: Duty) -> None:
        decision = next((d for d in detail.file.decisions if d.id == duty.subject_id), None)
        if decision is None:
            return
        form = AnnouncementForm(self.frame, detail.file, decision, duty)
        self.show_form(form, partial(self._save_announcement, detail.file.case.id or 0))

    def _save_announcement(self, case_id: int, form: RecordForm, _then_next: bool) -> None:
        from jzdesk.services.cases import record_announcement

        self.save_read(form, partial(record_announcement, self.desk, case_id))

    def save_read(self, form: RecordForm, service: Callable[..., Changes]) -> None:
        """Save what a form says by a service; a value that cannot be read is marked on it."""
        try:
            value = form.read()
        except RuleError as refused:
            form.mark(refused.field, refused.text)
            return
        opened = getattr(form, "opened", None)  # what it showed, where it shows a record others may change meanwhile
        self.save_by(form, partial(service, value, opened=opened) if opened else partial(service, value))

    def act_on(self, duty: Duty) -> None:
        """The button of a duty: the very form that discharges it."""
        if not self.may_write():
            return
        kind = DutyKind(duty.kind)
        if kind is DutyKind.RESTORE_RIGHTS:
            self.changes.open(RESTORE)
        elif kind is DutyKind.DECIDE_APPEAL:
            self.changes.act_on(duty)
        elif kind is DutyKind.ANNOUNCE:
            self.with_current(partial(self._announce_with, duty))
        else:
            self.with_current(partial(self.execution.open, duty))

    def _announce_with(self, duty: Duty, detail: CaseDetail) -> None:
        self._announce_by(detail, duty)

    # ---- many at once

    def deliver_many(self) -> None:
        """One delivery for the decisions of all selected cases."""
        if self.may_write():
            self.with_selected(self._deliver_many)

    def _deliver_many(self, ids: list[int], names: list[str]) -> None:
        if not ids:
            self.say("请先在列表中选择案件，可按住 Ctrl 或 Shift 多选。")
            return
        form = DeliverForm(self.frame, names, len(ids))
        self.show_form(form, partial(self._save_delivery, ids))

    def _save_delivery(self, ids: list[int], form: RecordForm, _then_next: bool) -> None:
        from jzdesk.services.execution import deliver_many

        self.save_read(form, lambda v: deliver_many(self.desk, ids, on=v.on, by=v.by, details=v.details))

    # ---- delete, export, jumps

    def delete_ids(self, ids: list[int]) -> None:
        why = self.why_delete(ids) if self.may_write() else None
        if why is None:
            return
        from jzdesk.services.cases import delete_case

        for case_id in ids:
            self.run(partial(delete_case, self.desk, case_id, why=why))

    def export_list(self) -> None:
        self.paper.export()

    def print_record(self) -> None:
        self.paper.coming()

    def open_record(self, kind: str, record_id: int) -> None:
        """A case by its key; a decision, announcement or execution item by the case they belong to."""
        if kind == "person":
            from jzdesk.services.people import latest_case_of

            self.run(partial(latest_case_of, self.desk, record_id), done=self._open_case)
        else:
            super().open_record("case", record_id)

    def _open_case(self, case_id: int | None) -> None:
        if case_id is None:
            self.say("该人员没有案件处分记录。")
        else:
            super().open_record("case", case_id)

    def bring_in(self) -> None:
        """导入旧台账 is a page of its own."""
        self.frame.open_form("import", {})

    def open_form(self, kind: str, values: Mapping[str, object]) -> None:
        """The 今日 board opens the form that discharges a duty: `values` holds case_id, decision_id and duty_kind."""
        case_id = values.get("case_id")
        if not isinstance(case_id, int):
            self.new_record()
            if isinstance(self.form, DecisionForm):
                self.form.fill(values)
            return
        super().open_record("case", case_id)
        wanted = str(values.get("duty_kind") or {"announcement": "announce"}.get(kind, ""))
        which = values.get("decision_id"), values.get("part")
        self.run(partial(read_detail, self.desk, case_id), done=partial(self._open_duty, wanted, which))

    def _open_duty(self, wanted: str, which: tuple[object, object], detail: CaseDetail) -> None:
        if not wanted:
            self._edit(detail)
            return
        decision_id, part = which
        found = [d for d in detail.duties if d.kind == wanted and decision_id in (None, d.subject_id)]
        found = [d for d in found if d.part == part] or found
        duty = next((d for d in found if d.open), None) or next(iter(found), None)
        if duty is None:
            self.say("这件应办事项已不存在，可能已经办结或者处分已变更。")
            return
        if wanted == DutyKind.ANNOUNCE:
            self._announce_by(detail, duty)
        elif wanted == DutyKind.RESTORE_RIGHTS:
            self.changes.change(RESTORE, detail)
        elif wanted == DutyKind.DECIDE_APPEAL:
            self.changes.open_appeal(duty.subject_id, detail)
        else:
            self.execution.open(duty, detail)
