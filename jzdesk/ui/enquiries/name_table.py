"""Typing into the table of names: Enter goes to the next cell, a list pasted anywhere is read as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
)

from jzdesk.ui.common.table_view import StateDelegate, shares
from jzdesk.ui.enquiries.name_cells import CELLS, CHECK

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from jzdesk.ui.enquiries.name_cells import NameCells

PADDING = 12
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_Hint = QAbstractItemDelegate.EndEditHint


def pasted_list() -> str:
    """What lies on the clipboard if it is more than one cell."""
    text = QGuiApplication.clipboard().text()
    return text if "\n" in text.strip() or "\t" in text.strip() else ""


class _CellDelegate(QStyledItemDelegate):
    """`pasted(text)`: a whole list was pasted into a cell."""

    pasted = Signal(str)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(CELLS[index.column()].title)
        return editor

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, _Hint.EditNextItem)
                return True
            if event.matches(QKeySequence.StandardKey.Paste) and (text := pasted_list()):
                self.closeEditor.emit(editor, _Hint.RevertModelCache)
                self.pasted.emit(text)
                return True
        return super().eventFilter(editor, event)


class NameTable(QTableView):
    """`pasted(text)`: a list; `removal_wanted()`: Delete."""

    pasted = Signal(str)
    removal_wanted = Signal()

    def __init__(self, model: NameCells, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName("人员名单")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setGridStyle(Qt.PenStyle.SolidLine)
        self._cells, self._checks = _CellDelegate(self), StateDelegate(self)
        self.setItemDelegate(self._cells)
        self.setItemDelegateForColumn(CHECK, self._checks)
        self._cells.pasted.connect(self.pasted)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(30)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setProperty("dense", True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 12)
        rows.setHighlightSections(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All columns share the width by their characters; what does not fit is elided and shown whole on hover."""
        super().resizeEvent(event)
        one = self.fontMetrics().horizontalAdvance("国")
        least = [round(one * cell.least) + PADDING for cell in CELLS]
        wanted = [(narrow, round(one * cell.chars) + PADDING) for narrow, cell in zip(least, CELLS, strict=True)]
        for at, width in enumerate(shares(max(self.viewport().width(), sum(least)), wanted)):
            self.setColumnWidth(at, width)

    def moveCursor(self, action: QAbstractItemView.CursorAction, held: Qt.KeyboardModifier) -> QModelIndex:
        """On through the cells one types into; the last column is passed over."""
        index = super().moveCursor(action, held)
        model: QAbstractItemModel = self.model()
        if index.column() == CHECK and action == QAbstractItemView.CursorAction.MoveNext:
            return model.index(min(index.row() + 1, model.rowCount() - 1), 0)
        if index.column() == CHECK and action == QAbstractItemView.CursorAction.MovePrevious:
            return model.index(index.row(), CHECK - 1)
        return index

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            text = pasted_list()
            if text:
                self.pasted.emit(text)
            else:
                self._paste_cell()
        elif event.key() in _ENTER and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self.removal_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _paste_cell(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.model().setData(index, QGuiApplication.clipboard().text().strip(), int(Qt.ItemDataRole.EditRole))

    def places(self) -> list[int]:
        """The rows in which something is selected."""
        return sorted({index.row() for index in self.selectedIndexes()})
