"""The figures of a topic: every number a cell of its own that can be gone to and leads to its people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from jzdesk.ui.common.restyle import restyle

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from jzdesk.services.statistics_grids import Cell, Grid, Line, Ref

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
PADDING = 24
DENSE_PADDING = 16
LEAST_NAME = 96
BODY_TO_SECONDARY = 10.5 / 9.5
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class _Numbers(QAbstractTableModel):
    """A grid as a model: the names first, then the figures."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.grid: Grid | None = None
        self._strong = QFont(parent.font())

    def show(self, grid: Grid, font: QFont) -> None:
        self.beginResetModel()
        self.grid = grid
        self._strong = QFont(font)
        self._strong.setBold(True)
        self.endResetModel()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.grid.lines if self.grid else ()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() or self.grid is None else len(self.grid.columns) + 1

    def cell(self, index: Index) -> Cell | None:
        """The figure there; None for a name."""
        if not index.isValid() or index.column() == 0:
            return None
        return self.lines[index.row()].cells[index.column() - 1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, cell = self.lines[index.row()], self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return ("　" if line.group and not line.kind else "") + line.name if cell is None else cell.text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if cell is None else _RIGHT
        if role == Qt.ItemDataRole.FontRole and line.kind:
            return self._strong
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.name if cell is None else self.said(index)
        if role == Qt.ItemDataRole.ForegroundRole and cell is not None and cell.ref is None:
            return QColor("#5B6470")
        return None

    def said(self, index: Index) -> str:
        """'第一种形态，2025年同期人次 896'."""
        cell = self.cell(index)
        if self.grid is None or cell is None:
            return ""
        heading = self.grid.columns[index.column() - 1]
        return f"{self.lines[index.row()].name}，{heading.group}{heading.title} {cell.text}"

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way != Qt.Orientation.Horizontal or self.grid is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section else _LEFT
        heading = self.grid.columns[section - 1] if section else None
        if role == Qt.ItemDataRole.DisplayRole:
            if heading is None:
                return self.grid.first
            return f"{heading.short}\n{heading.title}" if heading.short else heading.title
        if role == Qt.ItemDataRole.ToolTipRole and heading is not None:
            return f"{heading.group}　{heading.title}"
        return None


class NumbersTable(QTableView):
    """`chosen(ref)` when another figure is current, `entered()` for Enter or a double click on one."""

    chosen = Signal(object)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Numbers(self)
        self.setModel(self._model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        self.selectionModel().currentChanged.connect(self._moved)
        self.doubleClicked.connect(self._double_clicked)

    # ---- for the page

    @property
    def grid(self) -> Grid | None:
        """What is shown."""
        return self._model.grid

    def show_grid(self, grid: Grid, ref: Ref | None) -> Ref | None:
        """Show other figures with the one of `ref` current, or the first; the reference that is current then."""
        self.setAccessibleName(f"{grid.title}数据")
        self._model.show(grid, self.font())
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 7)
        self._fit()
        place = self._place_of(ref)
        self._go(self._model.index(*place))
        cell = self._model.cell(self.currentIndex())
        return cell.ref if cell else None

    def choose(self, ref: Ref) -> None:
        """Make the figure of a reference current, without telling."""
        self._go(self._model.index(*self._place_of(ref)))

    def text(self, name: str, column: int) -> str:
        """What stands in the row of a name, at a column of figures from 0."""
        line = next(line for line in self._model.lines if line.name == name)
        return line.cells[column].text

    def _place_of(self, ref: Ref | None) -> tuple[int, int]:
        for row, line in enumerate(self._model.lines):
            for column, cell in enumerate(line.cells, 1):
                if ref is not None and cell.ref == ref:
                    return row, column
        return 0, 1

    def _go(self, index: QModelIndex) -> None:
        blocked = self.selectionModel().blockSignals(True)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.selectionModel().blockSignals(blocked)
        self.scrollTo(index)
        self.viewport().update()

    # ---- widths: every figure whole, the names get what is left

    def _fit(self) -> None:
        if self._model.grid is None:
            return
        room = self.viewport().width()
        # at 125 % on an office screen the smaller of the two text sizes lets all figures stand side by side
        natural = sum(self._widths(BODY_TO_SECONDARY if self.property("dense") else 1.0)) + LEAST_NAME
        dense = natural > room
        if dense != bool(self.property("dense")):
            self.setProperty("dense", dense)
            restyle(self)
        wanted = self._widths()
        names = self._width_of([f"　{line.name}" for line in self._model.lines]) + PADDING
        left = room - sum(wanted)
        self.setColumnWidth(0, max(min(names, left), LEAST_NAME))
        spare = max((left - self.columnWidth(0)) // max(len(wanted), 1), 0)
        for column, width in enumerate(wanted, 1):
            self.setColumnWidth(column, width + min(spare, 28))

    def _widths(self, larger: float = 1.0) -> list[int]:
        """Of the columns of figures: the widest text or heading; as they would be in a larger text."""
        heads = self.horizontalHeader().fontMetrics()
        around = DENSE_PADDING if self.property("dense") and larger == 1.0 else PADDING
        found = []
        for column in range(1, self._model.columnCount()):
            title = str(self._model.headerData(column, Qt.Orientation.Horizontal))
            texts = self._width_of([line.cells[column - 1].text for line in self._model.lines])
            found.append(
                max(round(texts * larger), *map(heads.horizontalAdvance, title.split("\n"))) + around
            )
        return found

    def _width_of(self, texts: list[str]) -> int:
        strong = QFont(self.font())
        strong.setBold(True)
        metrics = QFontMetrics(strong)
        return max(map(metrics.horizontalAdvance, texts), default=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # ---- slots

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        cell = self._model.cell(index)
        if cell is not None and cell.ref is not None:
            self.chosen.emit(cell.ref)

    def _double_clicked(self, index: QModelIndex) -> None:
        cell = self._model.cell(index)
        if cell is not None and cell.ref is not None:
            self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._double_clicked(self.currentIndex())
        elif event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
            event.ignore()  # nothing here can be changed or deleted
        else:
            super().keyPressEvent(event)
