"""A list as users meet it: the table, its count line, and what stands there when it is empty or unreadable."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.table import Source, WindowedModel
from jzdesk.ui.common.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.common.memory import Memory
    from jzdesk.ui.common.table import Column


class RecordList(QWidget):
    """Table, "1,284 条 · 已选 3", designed empty and failed states; selection kept by id over reloads."""

    current_changed = Signal(object)  # id or None
    opened = Signal(int)  # Enter or double click
    edit_wanted = Signal(int)  # F2
    delete_wanted = Signal(list)  # ids
    menu_wanted = Signal(QPoint)  # global position; the current row is already set
    empty_action = Signal()
    filter_unwanted = Signal()

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        jobs: Jobs,
        memory: Memory,
        empty_text: str = "这里还没有记录。",
        empty_action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._keep: set[int] = set()
        self._keep_current: int | None = None
        self.model = WindowedModel(columns, jobs, self)
        self.view = TableView(name, self.model, memory)
        self._build(empty_text, empty_action)
        self.model.loaded.connect(self._loaded)
        self.model.load_failed.connect(self._failed)
        self.model.modelAboutToBeReset.connect(self._remember)
        selection = self.view.selectionModel()
        selection.currentRowChanged.connect(self._current_row)
        selection.selectionChanged.connect(self._count_line)
        self.view.opened.connect(self.opened)
        self.view.edit_wanted.connect(self.edit_wanted)
        self.view.delete_pressed.connect(self._delete)
        self.view.menu_wanted.connect(self.menu_wanted)
        self.view.sort_changed.connect(self.reload)

    def _build(self, empty_text: str, empty_action: str) -> None:
        self._note = QWidget()
        self._note_text = QLabel(empty_text)
        self._note_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note_text.setWordWrap(True)
        mark_role(self._note_text, "hint")
        self._empty_text, self._empty_verb = empty_text, empty_action
        self._note_button = QPushButton(empty_action)
        if not empty_action:
            self._note_button.hide()
        self._note_button.clicked.connect(self._note_clicked)
        note = QVBoxLayout(self._note)
        note.setContentsMargins(24, 24, 24, 24)
        note.setSpacing(16)
        note.addStretch(2)
        note.addWidget(self._note_text)
        note.addWidget(self._note_button, 0, Qt.AlignmentFlag.AlignHCenter)
        note.addStretch(3)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._note)
        self.count_label = QLabel("")
        self.count_label.setAccessibleName("条数")
        mark_role(self.count_label, "secondary")
        self.foot = QWidget()
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(12, 4, 12, 4)
        foot.addWidget(self.count_label)
        foot.addStretch(1)
        self.columns_button = QPushButton("显示列…")
        self.columns_button.setProperty("link", True)
        self.columns_button.setToolTip("选择显示哪些列")
        self.columns_button.clicked.connect(self._offer_columns)
        if all(column.shown for column in self.model.columns):
            self.columns_button.hide()
        foot.addWidget(self.columns_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.foot)
        self._failure = self._filtered = False

    # ---- for the tab

    def set_filtered(self, *, on: bool) -> None:
        """Whether a filter is set: an empty list then says that it is the filter, and offers to lift it."""
        self._filtered = on

    def set_source(self, source: Source) -> None:
        """Another filter: show it from the top, keeping the selected record if it is there."""
        self.model.set_source(source)

    def reload(self) -> None:
        """Ask again from where the user is."""
        self.model.reload(first_row=max(self.view.rowAt(0), 0))

    def select_id(self, record_id: int) -> None:
        """Make a record current, now or as soon as its page is loaded."""
        self._keep, self._keep_current = {record_id}, record_id
        row = self.model.find_loaded(record_id)
        if row is not None:
            self._select_rows([row], row)
            self.view.scrollTo(self.model.index(row, 0))

    def current_id(self) -> int | None:
        """The record the cursor is on."""
        index = self.view.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else None

    def current_row(self) -> Any | None:
        index = self.view.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def selected_count(self) -> int:
        ranges = self.view.selectionModel().selection()
        return sum(ranges.at(i).height() for i in range(ranges.count()))

    def collect_selected(self, done: Callable[[list[int]], None]) -> None:
        """Hand over the ids of all selected records, also of pages not loaded (after 全选)."""
        ranges = self.view.selectionModel().selection()
        spans = sorted((ranges.at(i).top(), ranges.at(i).height()) for i in range(ranges.count()))
        model = self.model
        work = partial(_ids_of, model.source, spans, model.sort_key, model.descending)
        self._jobs.run(work, owner=self, done=done)

    def focus_content(self) -> None:
        """The keyboard goes to the table, or to what stands in its place."""
        if self._stack.currentWidget() is self.view:
            self.view.setFocus()
        elif self._note_button.isVisible():
            self._note_button.setFocus()
        else:
            self._note.setFocus()

    def show_failure(self, text: str) -> None:
        """The list could not be read: say so where it would be, with a way to try again."""
        self._failure = True
        self._note_text.setText(text)
        self._note_button.setText("重新读取")
        self._note_button.show()
        self._stack.setCurrentWidget(self._note)

    # ---- slots

    def _remember(self) -> None:
        if self._keep_current is not None:
            return  # another record is to be selected: not beside the old ones, or Delete would take them too
        self._keep_current = self.current_id()
        rows = {index.row() for index in self.view.selectionModel().selectedRows()[:2000]}
        self._keep |= {record_id for row in rows if (record_id := self.model.id_at(row)) is not None}

    def _loaded(self, total: int) -> None:
        self._failure = False
        if total == 0:
            verb = "清除筛选" if self._filtered else self._empty_verb
            self._note_text.setText("没有符合筛选条件的记录。" if self._filtered else self._empty_text)
            self._note_button.setText(verb)
            self._note_button.setVisible(bool(verb))
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self._stack.isAncestorOf(focus)
        self._stack.setCurrentWidget(self.view if total else self._note)
        if had_focus:  # else Qt would hand the keyboard to whatever comes next on the window
            self.focus_content()
        keep, current = self._keep, self._keep_current
        self._keep, self._keep_current = set(), None
        rows = [row for i in sorted(keep) if (row := self.model.find_loaded(i)) is not None]
        row = self.model.find_loaded(current) if current is not None else None
        if row is not None or rows:
            self._select_rows(rows, row if row is not None else rows[0])
        else:
            self.current_changed.emit(None)
        self._count_line()

    def _select_rows(self, rows: Sequence[int], current: int) -> None:
        selection = QItemSelection()
        last = len(self.model.columns) - 1
        for row in {*rows, current}:
            selection.select(self.model.index(row, 0), self.model.index(row, last))
        chooser = self.view.selectionModel()
        chooser.setCurrentIndex(self.model.index(current, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        chooser.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _current_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.current_changed.emit(self.model.id_at(current.row()) if current.isValid() else None)

    def _count_line(self, *_: object) -> None:
        chosen = self.selected_count()
        text = f"{self.model.rowCount():,} 条"
        self.count_label.setText(f"{text} · 已选 {chosen:,}" if chosen > 1 else text)

    def _failed(self, text: str) -> None:
        self.show_failure(text)

    def _delete(self) -> None:
        self.collect_selected(self._delete_ids)

    def _delete_ids(self, ids: list[int]) -> None:
        if ids:
            self.delete_wanted.emit(ids)

    def _offer_columns(self) -> None:
        self.view.offer_columns(self.columns_button.mapToGlobal(self.columns_button.rect().topLeft()))

    def _note_clicked(self) -> None:
        if self._failure:
            self.reload()
        elif self._filtered:
            self.filter_unwanted.emit()
        else:
            self.empty_action.emit()


def _ids_of(source: Source, spans: Sequence[tuple[int, int]], sort: str, descending: bool) -> list[int]:
    return [row.id for top, height in spans for row in source.fetch(top, height, sort, descending)]
