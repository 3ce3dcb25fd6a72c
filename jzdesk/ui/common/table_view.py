"""The table: sort by header, copy, keys, and columns the user may choose, order and size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.ui.common.memory import Memory
    from jzdesk.ui.common.table import WindowedModel

ROW_PADDING = 12
CELL_PADDING = 20
COPY_LIMIT = 5_000
USUAL_CHARACTER = 14
"""Columns are measured for characters of this width (10.5 pt); larger text makes them wider."""


class StateDelegate(QStyledItemDelegate):
    """Keeps the colour of a state in a selected row."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        colour = index.data(_FOREGROUND)
        if colour is not None:
            option.palette.setColor(QPalette.ColorRole.HighlightedText, colour)  # type: ignore[attr-defined]


class TableView(QTableView):
    """A read-only table. Widths, order and choice of columns are remembered under the list's name."""

    opened = Signal(int)
    edit_wanted = Signal(int)
    delete_pressed = Signal()
    menu_wanted = Signal(QPoint)
    sort_changed = Signal()

    def __init__(
        self, name: str, model: WindowedModel, memory: Memory, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._model, self._memory = f"list.{name}", model, memory
        self._scale = max(1.0, self.fontMetrics().horizontalAdvance("国") / USUAL_CHARACTER)
        self._dragged: dict[str, int] = {}
        self._fitting = False
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("列表")
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        self._build_header()
        self._state_delegate = StateDelegate(self)
        model.loaded.connect(self._colour_states)
        self.doubleClicked.connect(self._open)

    def _colour_states(self, _total: int) -> None:
        for number in self._model.state_columns:
            self.setItemDelegateForColumn(number, self._state_delegate)

    def _build_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._restore_columns()
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._remember_columns)
        header.customContextMenuRequested.connect(self._choose_columns)

    # ---- columns

    def _restore_columns(self) -> None:
        header, columns = self.horizontalHeader(), self._model.columns
        kept: dict[str, Any] = self._memory.get(self._name, {})
        hidden, order = kept.get("hidden"), kept.get("order", [])
        self._dragged = {key: int(width) for key, width in kept.get("widths", {}).items()}
        for number, column in enumerate(columns):
            self.setColumnWidth(number, self._dragged.get(column.key, self._usual(column.width)))
            gone = column.key in hidden if hidden is not None else not column.shown
            self.setColumnHidden(number, gone)
        places = {column.key: number for number, column in enumerate(columns)}
        for place, key in enumerate([key for key in order if key in places]):
            header.moveSection(header.visualIndex(places[key]), place)
        sort, descending = kept.get("sort", ["", False])
        number = next((n for n, c in enumerate(columns) if c.sort and c.sort == sort), -1)
        if number >= 0:
            self._show_sort(number, descending=bool(descending))
        else:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _usual(self, width: int) -> int:
        return round(width * self._scale)

    def _shown(self) -> list[int]:
        return [n for n in range(len(self._model.columns)) if not self.isColumnHidden(n)]

    def _fit(self) -> None:
        """Share the room that is left among the columns that bend; where none does, the last one stretches."""
        columns, shown = self._model.columns, self._shown()
        bending = [n for n in shown if columns[n].least and columns[n].key not in self._dragged]
        self._fitting = True
        self.horizontalHeader().setStretchLastSection(not bending)
        room = self.viewport().width() - sum(self.columnWidth(n) for n in shown if n not in bending)
        wanted = [(self._usual(columns[n].least), columns[n].width) for n in bending]
        for number, width in zip(bending, shares(room, wanted), strict=True):
            self.setColumnWidth(number, width)
        self._fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _resized(self, number: int, _old: int, new: int) -> None:
        """The user drags the edge of a heading: that width stays, the columns that bend give way."""
        shown, header = self._shown(), self.horizontalHeader()
        stretched = header.stretchLastSection() and number == max(shown, key=header.visualIndex, default=-1)
        if not self._fitting and new and not stretched:
            self._dragged[self._model.columns[number].key] = new
            self._fit()
            self._remember_columns()

    def _remember_columns(self, *_: object) -> None:
        header, columns, shown = self.horizontalHeader(), self._model.columns, self._shown()
        self._memory.put(
            self._name,
            {
                "widths": self._dragged,
                "hidden": [c.key for n, c in enumerate(columns) if n not in shown],
                "order": [columns[header.logicalIndex(v)].key for v in range(len(columns))],
                "sort": [self._model.sort_key, self._model.descending],
            },
        )

    def _choose_columns(self, position: QPoint) -> None:
        self.offer_columns(self.horizontalHeader().mapToGlobal(position))

    def offer_columns(self, where: QPoint) -> None:
        """A menu at a place on the screen, to choose which columns are shown."""
        menu = QMenu(self)
        menu.setAccessibleName("显示哪些列")
        for number, column in enumerate(self._model.columns):
            action = QAction(column.title, menu)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.setData(number)
            action.toggled.connect(self._toggle_column)
            menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _toggle_column(self, on: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.show_column(int(action.data()), on=on)

    def show_column(self, number: int, *, on: bool) -> None:
        """Show or hide a column; the last shown one stays."""
        if on or len(self._shown()) > 1:
            self._fitting = True
            self.setColumnHidden(number, not on)
            if on and self.columnWidth(number) < self.horizontalHeader().minimumSectionSize():
                self.setColumnWidth(number, self._usual(self._model.columns[number].width))
            self._fit()
            self._remember_columns()

    # ---- sorting

    def _sort_by(self, number: int) -> None:
        column = self._model.columns[number]
        if not column.sort:
            self._show_sort_again()
            return
        descending = self._model.sort_key == column.sort and not self._model.descending
        self._show_sort(number, descending=descending)
        self._remember_columns()
        self.sort_changed.emit()

    def _show_sort(self, number: int, *, descending: bool) -> None:
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._model.set_sort(self._model.columns[number].sort, descending=descending)
        self.horizontalHeader().setSortIndicator(number, order)

    def _show_sort_again(self) -> None:
        keys = [column.sort for column in self._model.columns]
        place = keys.index(self._model.sort_key) if self._model.sort_key in keys else -1
        order = Qt.SortOrder.DescendingOrder if self._model.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(place, order)

    # ---- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), event.modifiers() in _PLAIN
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif plain and key == Qt.Key.Key_F2:
            self._emit_id(self.edit_wanted, self.currentIndex())
        elif plain and key == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            where = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_wanted.emit(where)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        inside = index.isValid() and self.selectionModel().isRowSelected(index.row())
        if event.button() == Qt.MouseButton.RightButton and inside:
            return  # a right click into a selection of many keeps it
        super().mousePressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self._emit_id(self.opened, index)

    def _emit_id(self, signal: Any, index: QModelIndex) -> None:
        record_id = self._model.id_at(index.row()) if index.isValid() else None
        if record_id is not None:
            signal.emit(record_id)

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard as tab-separated lines with headings, as the columns stand."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(v) for v in range(header.count())]
        shown = [n for n in order if not self.isColumnHidden(n)]
        rows = sorted(index.row() for index in self.selectionModel().selectedRows()[:COPY_LIMIT])
        lines = ["\t".join(self._model.columns[n].title for n in shown)]
        for row in rows:
            cells = [str(self._model.data(self._model.index(row, n)) or "") for n in shown]
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        QGuiApplication.clipboard().setText("\n".join(lines))

    # ---- a tooltip only where something is cut off

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            text = index.data() if index.isValid() else ""
            room = self.visualRect(index).width() - CELL_PADDING
            if text and self.fontMetrics().horizontalAdvance(text) > room:
                QToolTip.showText(event.globalPos(), text, self.viewport(), self.visualRect(index))
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)


def shares(room: int, wanted: Sequence[tuple[int, int]]) -> list[int]:
    """Divide `room` by the weights of `wanted` (least, weight); who would get less than his least gets that."""
    got = [0] * len(wanted)
    open_ = list(range(len(wanted)))
    while open_:
        parts = sum(wanted[n][1] for n in open_)
        poor = [n for n in open_ if room * wanted[n][1] // parts < wanted[n][0]]
        if not poor:
            break
        for number in poor:
            got[number] = wanted[number][0]
            room -= got[number]
        open_ = [n for n in open_ if n not in poor]
    parts = sum(wanted[n][1] for n in open_)
    for number in open_:
        got[number] = room * wanted[number][1] // parts
        room, parts = room - got[number], parts - wanted[number][1]
    return got


_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
