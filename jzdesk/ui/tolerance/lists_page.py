"""清单版本: which lists were in force when, what they say, and how the county's own come in and go out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.domain.errors import RuleError
from jzdesk.domain.list_versions import VersionState
from jzdesk.services import list_imports as service
from jzdesk.ui.common import ask
from jzdesk.ui.common.record_tab import RecordTab
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column, ListSource
from jzdesk.ui.tolerance.lists_import import EndForm, ImportForm
from jzdesk.ui.tolerance.lists_view import STATE_KINDS, VersionView

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QPushButton, QWidget

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.services.desk import Desk
    from jzdesk.services.list_imports import ListPreview, VersionRow
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.record_tab import ActionBar
    from jzdesk.ui.common.table import Source

BOOKS = "工作簿 (*.xlsx)"


def _state(row: VersionRow) -> State:
    return State(row.state_name, STATE_KINDS[row.state])


COLUMNS = (
    Column("name", "清单版本", 210, sort_key="", least=120),
    Column("state", "状态", 72, sort_key="", text=_state),
    Column("valid_from", "施行日期", 94, sort_key=""),
    Column("valid_to", "停用日期", 94, sort_key=""),
    Column("judged", "审查件数", 76, sort_key="", align="right"),
    Column("document_number", "文号", 150, sort_key="", least=90, shown=False),
)


class ListsPage(RecordTab):
    """Versions to the left, the one chosen to the right; importing and ending stand in its place."""

    title = "清单版本"
    watches = Touched.RULES | Touched.TOLERANCE
    kinds: ClassVar[tuple[str, ...]] = ("list_version",)
    list_name = "list_versions"
    columns = COLUMNS
    empty_text = "这里放容错清单的各个版本。"
    pick_hint = "在左边选一版清单，这里显示它的内容。"
    none_chosen = "请先在左边选一版清单。"
    counted = "版清单"

    # ---- build

    def build_actions(self, bar: ActionBar) -> None:
        self.import_button = bar.add(
            "从Excel导入…", self.new_record, primary=True, tip="导入本县清单，先看有哪些变化（Ctrl+N）"
        )
        self.export_button = bar.add(
            "导出Excel…", self.export_list, tip="导出选中的一版，修改后可以再导入（Ctrl+E）"
        )
        self.end_button = bar.add("停用…", self.end_version)
        self.delete_button = bar.add(
            "删除", self.delete_record, tip="没有用于审查的本县清单可以删除（Delete）"
        )
        self.filters.hide()
        self._tell_buttons(None)

    def make_detail(self) -> QWidget:
        self.view = VersionView()
        return self.view

    def connect_signals(self) -> None:
        super().connect_signals()
        self.list.model.loaded.connect(self._choose_first)

    # ---- list and detail

    def _choose_first(self, total: int) -> None:
        """Until a version is chosen, the one in force is shown."""
        if not total or self.form is not None or self.list.current_id() is not None:
            return
        rows = (self.list.model.row_at(at) for at in range(total))
        at = next((n for n, row in enumerate(rows) if row and row.state is VersionState.IN_FORCE), 0)
        self.list.view.selectRow(at)

    def source(self, filters: dict[str, Any]) -> Source:
        return ListSource(partial(_count, self.desk), partial(_page, self.desk))

    def read_detail(self, record_id: int) -> tuple[VersionRow, ToleranceRules]:
        return service.open_version(self.desk, record_id)

    def show_detail(self, value: tuple[VersionRow, ToleranceRules]) -> None:
        self.view.show_version(*value)
        self._tell_buttons(value[0])

    def _tell_buttons(self, row: VersionRow | None) -> None:
        """What cannot be done says why."""
        may, no_right = self.desk.may(Permission.CHANGE_RULES), "当前账户没有“修改规则与日历”的权限。"
        starter = "随程序附带的清单不能停用或者删除；导入本县清单后，新的审查即按本县清单。"
        own = "" if row is not None and row.own else starter
        used = f"已用于{row.judged}件容错审查，不能删除，可以停用。" if row is not None and row.judged else ""
        self._tell(self.import_button, "" if may else no_right)
        self._tell(self.end_button, own if may else no_right)
        self._tell(self.delete_button, own or used if may else no_right)
        self._tell(
            self.export_button, "" if self.desk.may(Permission.EXPORT) else "当前账户没有“导出和打印”的权限。"
        )

    def _tell(self, button: QPushButton, why_not: str) -> None:
        kept = button.property("tip")
        if kept is None:
            button.setProperty("tip", button.toolTip())
        button.setEnabled(not why_not)
        button.setToolTip(why_not or str(button.property("tip") or ""))

    # ---- out

    def export_list(self) -> None:
        """Ctrl+E."""
        if self.export_button.isEnabled():
            self.with_current(self._export)

    def _export(self, value: tuple[VersionRow, ToleranceRules]) -> None:
        row = value[0]
        suggested = f"{row.name}_{self.frame.today():%Y%m%d}.xlsx"
        path = ask.choose_save_file(self, "导出容错清单", suggested=suggested, kinds=BOOKS)
        if path is not None:
            self.run_long(
                lambda _progress: service.export_lists(self.desk, row.id, path), done=partial(self._exported, path),
                busy_text="导出容错清单",
            )  # fmt: skip

    def _exported(self, path: Path, name: str) -> None:
        self.jobs.message.emit("info", f"已导出“{name}”到 {path}。")

    # ---- in

    def new_record(self) -> None:
        """Ctrl+N: a workbook to be read."""
        if not self.import_button.isEnabled():
            self.say(self.import_button.toolTip())
            return
        path = ask.choose_open_file(self, "从Excel导入容错清单", kinds=BOOKS)
        if path is not None:
            self.run_long(
                lambda _progress: service.preview_lists(self.desk, path),
                done=self._show_preview,
                busy_text="读取工作簿",
            )

    def _show_preview(self, preview: ListPreview) -> None:
        form = ImportForm(self.frame, preview)
        form.another_wanted.connect(self.new_record)
        self.show_form(form, partial(self._save_import, form))

    def _save_import(self, form: ImportForm, _form: RecordForm, _next: bool) -> None:
        self._save(form, lambda: partial(service.save_lists, self.desk, form.preview, form.read()))

    def _save(self, form: RecordForm, read: Callable[[], Callable[[], Changes]]) -> None:
        try:
            work = read()
        except RuleError as refusal:
            form.mark(refusal.field, refusal.text)
            return
        self.save_by(form, work)

    # ---- ending and deleting

    def end_version(self) -> None:
        """停用."""
        if self.end_button.isEnabled():
            self.with_current(self._end)

    def _end(self, value: tuple[VersionRow, ToleranceRules]) -> None:
        self.show_form(EndForm(self.frame, value[0]), partial(self._save_end, value[0].id))

    def _save_end(self, version_id: int, form: RecordForm, _next: bool) -> None:
        def work() -> Callable[[], Changes]:
            last_day, why = form.read()
            return partial(service.end_version, self.desk, version_id, last_day, why=why)

        self._save(form, work)

    def delete_ids(self, ids: list[int]) -> None:
        """Delete was pressed: never more than one at a time."""
        if len(ids) != 1:
            self.say("请一次选一版清单。")
            return
        if not self.delete_button.isEnabled():
            self.say(self.delete_button.toolTip())
            return
        why = ask.ask_reason(
            self, "删除这版清单", "这一版没有用于任何审查。理由（写入审计日志）", verb="删除"
        )
        if why is not None:
            self.run(partial(service.delete_version, self.desk, ids[0], why=why))


def _count(desk: Desk) -> int:
    return len(service.list_versions(desk))


def _page(desk: Desk, offset: int, limit: int, _sort: str, _descending: bool) -> list[VersionRow]:
    return service.list_versions(desk)[offset : offset + limit]
