"""The bones of a record tab: actions, filter line, list on the left, detail or form on the right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.accounts import Permission
from jzdesk.ui.common import ask
from jzdesk.ui.common.draft_keeper import DraftKeeper
from jzdesk.ui.common.filter_line import FilterLine
from jzdesk.ui.common.moved_panel import MovedPanel
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab import Tab
from jzdesk.ui.common.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.changes import Changes
    from jzdesk.ui.common.form import RecordForm
    from jzdesk.ui.common.table import Column, Source

SPLIT = (58, 42)


class ActionBar(QWidget):
    """Buttons with verbs, left to right; the first one usually the primary."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    def add(self, text: str, slot: Callable[[], Any], *, primary: bool = False, tip: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setProperty("primary", primary)
        button.setToolTip(tip)
        button.clicked.connect(slot)
        self._row.addWidget(button)
        return button

    def add_menu(self, text: str, items: Sequence[tuple[str, Callable[[], Any]]]) -> QPushButton:
        """A button that opens a short menu, such as 打印."""
        button = QPushButton(text)
        menu = QMenu(button)
        for title, slot in items:
            action = QAction(title, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        button.setMenu(menu)
        self._row.addWidget(button)
        return button


class RecordTab(Tab):
    """A subclass gives the class variables and: `build_actions`, `build_filters`, `make_detail`, `source`,
    `read_detail` (called on the store lane), `show_detail`; and the hooks it offers (new_record, …)."""

    list_name: ClassVar[str] = ""
    columns: ClassVar[tuple[Column, ...]] = ()
    empty_text: ClassVar[str] = "这里还没有记录。"
    empty_action: ClassVar[str] = ""
    keyword_hint: ClassVar[str] = "姓名、拼音首字母、文号"
    pick_hint: ClassVar[str] = "在左边选一条记录，这里显示它的详情。"
    none_chosen: ClassVar[str] = "请先在左边选一条记录。"
    counted: ClassVar[str] = "条记录"

    # ---- what a subclass gives

    def build_actions(self, bar: ActionBar) -> None:
        """Add the buttons."""

    def build_filters(self, line: FilterLine) -> None:
        """Add the choices."""

    def make_detail(self) -> QWidget:
        """The read view of one record, usually a head line and sub-tabs."""
        return QWidget()

    def source(self, filters: dict[str, Any]) -> Source:
        """The rows for what the filter line says."""
        raise AssertionError(f"{type(self).__name__} has no source for {filters}")

    def read_detail(self, record_id: int) -> Any:
        """On the store lane: everything the read view shows of a record."""

    def show_detail(self, value: Any) -> None:
        """Put it on the read view."""

    # ---- build

    def build(self) -> None:
        self.form: RecordForm | None = None
        self._keeper: DraftKeeper | None = None
        self._detail_wanted: int | None = None
        self._detail_running = False
        self._detail_shown: int | None = None
        self._pinned: int | None = None
        self.action_bar = ActionBar()
        self.filters = FilterLine(keyword_hint=self.keyword_hint)
        self.list = RecordList(
            self.list_name,
            self.columns,
            jobs=self.jobs,
            memory=self.frame.memory,
            empty_text=self.empty_text,
            empty_action=self.empty_action,
        )
        self.moved = MovedPanel()
        self.detail = self.make_detail()
        self._hint = QLabel(self.pick_hint)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        mark_role(self._hint, "hint")
        self.pane = QStackedWidget()
        self.pane.setObjectName("detailPane")
        self.pane.addWidget(self._hint)
        self.pane.addWidget(self.detail)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.list.setMinimumWidth(360)
        self.pane.setMinimumWidth(420)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, SPLIT[0])
        self.splitter.setStretchFactor(1, SPLIT[1])
        sizes = self.frame.memory.get(f"split.{self.list_name}")
        self.splitter.setSizes(sizes if isinstance(sizes, list) else [SPLIT[0] * 13, SPLIT[1] * 13])
        self._lay_out()
        self.build_actions(self.action_bar)
        self.build_filters(self.filters)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(TopBar(self.action_bar, self.filters))
        layout.addWidget(self.moved)
        layout.addWidget(self.splitter, 1)

    def connect_signals(self) -> None:
        self.filters.changed.connect(self._filter_changed)
        self.filters.down_pressed.connect(self._into_list)
        self.list.current_changed.connect(self._current_changed)
        self.list.opened.connect(self._opened)
        self.list.edit_wanted.connect(self._opened)
        self.list.delete_wanted.connect(self.delete_ids)
        self.list.empty_action.connect(self.new_record)
        self.list.filter_unwanted.connect(self.filters.clear)
        self.splitter.splitterMoved.connect(self._split_moved)

    # ---- list

    def reload(self) -> None:
        if self._detail_shown is not None or self._stale_source():
            self._detail_shown = None
        self.list.reload() if self._has_source else self._filter_changed()

    _has_source = False

    def _stale_source(self) -> bool:
        return not self._has_source

    def _filter_changed(self) -> None:
        self._has_source = True
        self.list.set_filtered(on=self.filters.is_set())
        self.list.set_source(self.source(self.filters.values()))

    def _into_list(self) -> None:
        self.list.view.setFocus()
        if not self.list.view.currentIndex().isValid() and self.list.model.rowCount():
            self.list.view.selectRow(0)

    def _split_moved(self, *_: object) -> None:
        self.frame.memory.put(f"split.{self.list_name}", self.splitter.sizes())

    def focus_content(self) -> None:
        if self.form is not None:
            self.form.focus_first()
        else:
            self.list.focus_content()

    def focus_filter(self) -> None:
        self.filters.focus_keyword()

    def open_record(self, kind: str, record_id: int) -> None:
        """Show one record; the filter is lifted if it would hide it."""
        if self.form is not None and not self.close_form():
            return
        if self.filters.is_set():
            self.filters.set_values({})
        self._pinned = record_id
        self.list.select_id(record_id)
        self._filter_changed()
        self._want_detail(record_id)

    def with_selected(self, act: Callable[[list[int], list[str]], None]) -> None:
        """Do something with all selected records, those of pages not loaded too: their ids, and the names of those
        the list has at hand."""
        self.list.collect_selected(partial(self._act_on, act))

    def _act_on(self, act: Callable[[list[int], list[str]], None], ids: list[int]) -> None:
        model = self.list.model
        places = [place for key in ids if (place := model.find_loaded(key)) is not None]
        act(ids, [row.person for place in places if (row := model.row_at(place)) is not None])

    def chosen_id(self) -> int | None:
        """The record an action is about: the one shown, else the one the cursor is on. None is told the user."""
        record_id = self.detail_id or self.list.current_id()
        if record_id is None:
            self.say(self.none_chosen)
        return record_id

    def with_current(self, then: Callable[[Any], None]) -> None:
        """Do something with the chosen record, read afresh: another screen may have changed it."""
        record_id = self.chosen_id()
        if record_id is not None:
            self.run(partial(self.read_detail, record_id), done=then)

    def say(self, text: str) -> None:
        """A sentence why something is not done, on the message line."""
        self.jobs.message.emit("refused", text)

    def may_write(self) -> bool:
        """Whether the account may record anything; if not it is said."""
        may = self.desk.may(Permission.WRITE)
        if not may:
            self.say("当前账户只能查看，不能登记和修改。")
        return may

    def why_delete(self, ids: list[int]) -> str | None:
        """Ask for the reason to delete records with their duties; None: they stay."""
        title = f"删除这{self.counted}" if len(ids) == 1 else f"删除选中的 {len(ids)} {self.counted}"
        label = "移入回收站，应办事项一并撤下，可以恢复。理由（写入审计日志）"
        return ask.ask_reason(self, title, label, verb="删除")

    def delete_ids(self, ids: list[int]) -> None:
        """Delete was pressed in the list; a tab that offers it asks for the reason and calls the service."""

    def delete_record(self) -> None:
        self.list.collect_selected(self._delete_if_any)

    def _delete_if_any(self, ids: list[int]) -> None:
        if ids:
            self.delete_ids(ids)

    # ---- detail follows the selection

    def _current_changed(self, record_id: int | None) -> None:
        if record_id is None:
            record_id = self._pinned  # opened from elsewhere, and on a page of the list that is not loaded
        else:
            self._pinned = None
        if self.form is not None and record_id != self._detail_wanted:  # a reload leaves the form where it is
            if record_id is None or not self.form.may_leave():
                return
            self._drop_form()
        self._want_detail(record_id)

    def _want_detail(self, record_id: int | None) -> None:
        self._detail_wanted = record_id
        if record_id is None:
            self._detail_shown = None
            if self.form is None:
                self.pane.setCurrentWidget(self._hint)
        elif not self._detail_running:
            self._read_wanted()

    def _read_wanted(self) -> None:
        record_id = self._detail_wanted
        if record_id is None:
            return
        self._detail_running = True
        self.jobs.run(
            partial(self.read_detail, record_id),
            owner=self,
            done=partial(self._detail_read, record_id),
            failed=self._detail_refused,
            faults_too=True,
            after=self._detail_ended,
        )

    def _detail_ended(self) -> None:
        self._detail_running = False

    def _detail_read(self, record_id: int, value: Any) -> None:
        if record_id != self._detail_wanted:
            self._read_wanted()
            return
        self._detail_shown = record_id
        self.show_detail(value)
        if self.form is None:
            self.pane.setCurrentWidget(self.detail)

    def _detail_refused(self, _field: str, text: str) -> bool:
        self._hint.setText(text)
        self.pane.setCurrentWidget(self._hint)
        return True

    @property
    def detail_id(self) -> int | None:
        """The record whose detail is on screen."""
        return self._detail_shown

    # ---- form in place of the detail

    def show_form(
        self,
        form: RecordForm,
        save: Callable[[RecordForm, bool], None],
        *,
        draft: str = "",
        record_id: int = 0,
    ) -> None:
        """Put a form in place of the detail. `save(form, then_next)` is called when the user saves.

        With `draft`, the name of the form, what is typed is kept every second; what a crash left is offered.
        """
        if self.form is not None and not self.close_form():
            form.deleteLater()
            return
        self.form = form
        self.moved.hide()
        self._keeper = None
        if draft and self.frame.keep_draft is not None:
            self._keeper = DraftKeeper(self.frame, draft, record_id, form)
        form.save_requested.connect(partial(save, form))
        form.left.connect(self._drop_form)
        self.pane.addWidget(form)
        self.pane.setCurrentWidget(form)
        form.focus_first()

    def save_by(
        self,
        form: RecordForm,
        work: Callable[[], Changes],
        *,
        done: Callable[[Changes], None] | None = None,
        stay: bool = False,
    ) -> None:
        """Run the saving service: refusals go to the fields; then the form closes, the record is selected.

        `stay` keeps the form open (保存并登记下一件: `done` empties what does not repeat).
        """
        form.setEnabled(False)
        self.jobs.run(
            work,
            owner=self,
            done=partial(self._saved, form, done, stay),
            failed=partial(self._save_refused, form),
            after=partial(form.setEnabled, True),
            busy_text="正在保存",
        )

    def _saved(
        self,
        form: RecordForm,
        done: Callable[[Changes], None] | None,
        stay: bool,
        changes: Changes,
    ) -> None:
        if not stay:  # a form that stays for the next record is not left for the one just saved
            self._drop_form()
            if changes.record_id is not None:
                self.list.select_id(changes.record_id)
        self.moved.show_moved(changes.moved)
        if done is not None:
            done(changes)

    def _save_refused(self, form: RecordForm, field: str, text: str) -> bool:
        form.mark(field, text)
        return True

    def close_form(self) -> bool:
        """Close the form, asking if something changed; False when the user stays."""
        if self.form is None:
            return True
        if not self.form.may_leave():
            return False
        self._drop_form()
        return True

    def _drop_form(self) -> None:
        form, self.form = self.form, None
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.forget()
        if form is not None:
            form.stop()
            self.pane.removeWidget(form)
            form.deleteLater()
        self.pane.setCurrentWidget(self.detail if self._detail_shown is not None else self._hint)
        self.list.view.setFocus()

    def save_form(self) -> None:
        if self.form is not None:
            self.form.save()

    def may_close(self) -> bool:
        return self.close_form()

    def suspend(self) -> None:
        if self.form is not None:
            self.form.stop()

    def _opened(self, _record_id: int) -> None:
        self.edit_record()
