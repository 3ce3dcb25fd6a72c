"""Some rows of a sheet as they stand in the file: letters above, row numbers at the side, what is meant tinted.

A ledger has more columns than a screen has room for. The grid shows as many as fit and moves along with the arrow keys or
with whoever asks for a column; it never scrolls sideways, so that the letters stay in sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from jzdesk.domain.problems import letter_of
from jzdesk.ui.common.state import SECONDARY, colour_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Index = QModelIndex | QPersistentModelIndex

LEAST, MOST = 6, 20
"""Characters: how narrow and how wide a column is shown."""
PADDING = 22
TINTS = {
    "fault": QColor("#FBE3E1"),
    "warning": QColor("#FDF0DC"),
    "heading": QColor("#E9ECF0"),
    "chosen": QColor("#F4F5F7"),
}
HEADINGS = "heading"
ABOVE = "above"

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
TINT_ROLE = int(Qt.ItemDataRole.UserRole) + 5


class GridRow(NamedTuple):
    """A row of the sheet: its number, its texts from column A on, and what it is: 'heading', 'above' (before it) or ''."""

    number: int
    texts: Sequence[str]
    kind: str = ""


class _Model(QAbstractTableModel):
    """A window of columns over rows in hand."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[GridRow] = ()
        self.marks: Mapping[tuple[int, int], str] = {}
        self.first, self.shown, self.chosen = 1, 0, 0

    def set_rows(self, rows: Sequence[GridRow], marks: Mapping[tuple[int, int], str]) -> None:
        """Other rows; no column is shown yet."""
        self.beginResetModel()
        self.rows, self.marks = tuple(rows), dict(marks)
        self.first, self.shown, self.chosen = 1, 0, 0
        self.endResetModel()

    def set_window(self, first: int, shown: int) -> None:
        """Which columns stand there: so many from `first` on."""
        self.beginResetModel()
        self.first, self.shown = first, shown
        self.endResetModel()

    def text(self, row: int, column: int) -> str:
        """`column` from 1."""
        texts = self.rows[row].texts
        return texts[column - 1] if column <= len(texts) else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.shown

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        column, row = self.first + index.column(), self.rows[index.row()]
        if role in (_DISPLAY, _TOOL_TIP):
            return self.text(index.row(), column)
        if role == _ACCESSIBLE:
            return f"{letter_of(column)}{row.number} {self.text(index.row(), column)}"
        if role == _FOREGROUND:
            return QColor(SECONDARY) if row.kind == ABOVE else None
        return self._tint(row, column) if role == TINT_ROLE else None

    def _tint(self, row: GridRow, column: int) -> QColor | None:
        mark = self.marks.get((row.number, column))
        if mark is None and row.kind == HEADINGS:
            mark = HEADINGS
        if mark is None and column == self.chosen:
            mark = "chosen"
        return TINTS.get(mark) if mark is not None else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role != _DISPLAY:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return letter_of(self.first + section)
        return str(self.rows[section].number) if section < len(self.rows) else None


class _Cells(QStyledItemDelegate):
    """A tint below the text; a cell that is wrong keeps its colour when it is the current one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tint = index.data(TINT_ROLE)
        if tint is not None:
            painter.fillRect(option.rect, QBrush(tint))  # type: ignore[attr-defined]
        super().paint(painter, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        tint = index.data(TINT_ROLE)
        if tint == TINTS["fault"]:
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, colour_of("overdue"))  # type: ignore[attr-defined]


class SheetGrid(QTableView):
    """`column_chosen(column from 1)` when the cursor comes to another column; `entered(row number)` for Enter on a row."""

    column_chosen = Signal(int)
    entered = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model()
        self._model.setParent(self)
        self._last = self._told = 0
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setProperty("dense", True)
        self.setItemDelegate(_Cells(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        header, rows = self.horizontalHeader(), self.verticalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setStretchLastSection(True)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setHighlightSections(False)
        self._seen, self._fixed = 0, False
        self.selectionModel().currentChanged.connect(self._moved)
        self.doubleClicked.connect(self._enter)

    # ---- what stands there

    def show_rows(
        self, rows: Sequence[GridRow], *, marks: Mapping[tuple[int, int], str] | None = None, column: int = 0
    ) -> None:
        """Other rows; `marks` says by (row number, column from 1) what is wrong: 'fault' or 'warning'; `column` is to be seen
        (0: the first ones)."""
        self._model.set_rows(rows, marks or {})
        self._last = max((len(row.texts) for row in rows), default=0)
        self._fit()
        self.show_column(column)

    def show_column(self, column: int) -> None:
        """Bring a column (from 1) into sight and tint it; where the grid must move, it comes to the middle."""
        self._told = 0
        self._bring(column)

    def _bring(self, column: int) -> None:
        model = self._model
        if not 1 <= column <= self._last:
            return
        if not model.first <= column < model.first + model.shown or self._is_cut(column):
            self._begin_at(self._first_around(column))
        model.chosen = column
        self.viewport().update()

    def show_row(self, number: int) -> None:
        """Bring a row of the sheet into sight, or the next one there is."""
        at = next((n for n, row in enumerate(self._model.rows) if row.number >= number), -1)
        if at >= 0 and self._model.shown:
            self.scrollTo(self._model.index(at, 0))

    def _is_cut(self, column: int) -> bool:
        place = column - self._model.first
        return 0 < place == self._model.shown - 1 and self.columnWidth(place) < self._width_of(column)

    @property
    def columns_shown(self) -> range:
        """Which columns (from 1) are in sight."""
        return range(self._model.first, self._model.first + self._model.shown)

    def show_at_least(self, rows: int, *, fixed: bool = False) -> None:
        """So high that so many rows are seen; with `fixed` not higher."""
        self._seen, self._fixed = rows, fixed
        self._measure()

    def _measure(self) -> None:
        """The style sheet is only known when the grid comes onto a window."""
        line = self.fontMetrics().height() + 8
        self.horizontalHeader().setFixedHeight(line)
        self.verticalHeader().setDefaultSectionSize(line)
        if self._seen:
            height = line * (self._seen + 1) + 2
            self.setFixedHeight(height) if self._fixed else self.setMinimumHeight(height)

    def event(self, event: QEvent) -> bool:
        told = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._measure()
        return told

    # ---- how many fit

    def _width_of(self, column: int) -> int:
        metrics = self.fontMetrics()
        one = metrics.horizontalAdvance("国")
        texts = (self._model.text(row, column)[:MOST] for row in range(min(len(self._model.rows), 40)))
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        return min(max(widest, one * LEAST), one * MOST) + PADDING

    def _room(self) -> int:
        return max(self.viewport().width(), 80)

    def _fitting_from(self, first: int) -> int:
        """How many columns from `first` on there is room for; the last one may be cut to the least width."""
        least = self.fontMetrics().horizontalAdvance("国") * LEAST + PADDING
        room, count = self._room(), 0
        while first + count <= self._last and (room >= least or not count):
            room -= self._width_of(first + count)
            count += 1
        return count

    def _first_around(self, column: int) -> int:
        """Where to begin so that a column stands near the middle, with nothing empty at the end."""
        first, room = column, self._room() // 2
        while first > 1 and room > self._width_of(first - 1):
            first -= 1
            room -= self._width_of(first)
        while first > 1 and first - 1 + self._fitting_from(first - 1) > self._last:
            first -= 1
        return first

    def _begin_at(self, first: int) -> None:
        place_down = self.verticalScrollBar().value()
        self._model.set_window(first, self._fitting_from(first))
        self.verticalScrollBar().setValue(place_down)
        room = self._room()
        for place in range(self._model.shown):
            width = min(self._width_of(first + place), max(room, 24))
            self.setColumnWidth(place, width)
            room -= width

    def _fit(self) -> None:
        if self._last:
            self._begin_at(min(self._model.first, self._last))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width() and self._last:
            chosen = self._model.chosen
            self._fit()
            if chosen:
                self.show_column(chosen)

    # ---- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = event.key(), self.currentIndex()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and at.isValid():
            self.go_to(at.row(), self._model.first + at.column() + (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and at.isValid():
            self.go_to(at.row(), 1 if key == Qt.Key.Key_Home else self._last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at.isValid():
            self._enter(at)
        else:
            super().keyPressEvent(event)

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor on a row (its place) and a column (from 1), if there are such."""
        if 1 <= column <= self._last and 0 <= row < len(self._model.rows):
            self._bring(column)
            index = self._model.index(row, column - self._model.first)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            column = self._model.first + current.column()
            if column != self._told:
                self._told = self._model.chosen = column
                self.viewport().update()
                self.column_chosen.emit(column)

    def _enter(self, index: QModelIndex) -> None:
        if index.isValid():
            self.entered.emit(self._model.rows[index.row()].number)
