"""The list of 应办事项: groups by urgency, a line per duty, the button that discharges it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from jzdesk.ui.common.why import show_why
from jzdesk.ui.today.board_lines import (
    ACTION_COLUMN,
    DUE_COLUMN,
    GROUP_ROLE,
    BoardModel,
    Index,
    Line,
    LineGroup,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QMouseEvent

    from jzdesk.domain.duties import Duty

WIDTHS = (92, 200, 176, 96, 150, 104)
ROW_HEIGHT = 34
SELECTED = "#E3E8EF"


class BoardView(QTreeView):
    """`acted(duty)` for the button, Enter and Space; `opened(duty)` for a double click on a line."""

    acted = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = BoardModel(self)
        self.setModel(self._model)
        self._delegate = _LineDelegate(self)
        self.setItemDelegate(self._delegate)
        self._folded: set[str] = {"later"}
        self.setObjectName("dutyBoard")
        self.setAccessibleName("应办事项")
        self.setUniformRowHeights(True)
        self.setRootIsDecorated(True)
        self.setIndentation(16)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(WIDTHS):
            stretches = column == 1
            mode = QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, mode)
            self.setColumnWidth(column, width + (16 if column == 0 else 0))
        header.setMinimumSectionSize(64)
        self.collapsed.connect(self._fold)
        self.expanded.connect(self._unfold)
        self._anchor = QWidget(self)  # asking for the viewport makes PySide build every widget class there is
        self._anchor.resize(1, 1)

    # ---- showing

    def show_groups(self, groups: Sequence[LineGroup]) -> None:
        """Show other lines, keeping what is folded, the current line and the place."""
        current = self.current_duty()
        wanted = current.key if current else None
        place = self.verticalScrollBar().value()
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() + 1)
        self._model.show_groups(groups, font)
        for number, group in enumerate(self._model.groups):
            head = self._model.index(number, 0)
            self.setFirstColumnSpanned(number, QModelIndex(), True)
            if group.left_out:
                self.setFirstColumnSpanned(len(group.lines), head, True)
            self.setExpanded(head, group.code not in self._folded)
        found = self._model.place_of(wanted)
        self.setCurrentIndex(found if found.isValid() else self._model.index(0, 0, self._model.index(0, 0)))
        self.verticalScrollBar().setValue(place)

    def go_to_group(self, code: str) -> None:
        """Unfold a group and put its first line under the cursor."""
        head = self._model.head_of(code)
        if not head.isValid():
            return
        self.setExpanded(head, True)
        self.setCurrentIndex(self._model.index(0, 0, head))
        self.scrollTo(head, QAbstractItemView.ScrollHint.PositionAtTop)
        self.setFocus()

    def line_at(self, index: QModelIndex) -> Line | None:
        """The line an index belongs to; None on headings."""
        return self._model.line_at(index)

    def current_duty(self) -> Duty | None:
        line = self.line_at(self.currentIndex())
        return line.duty if line else None

    def shown_lines(self) -> list[Line]:
        """Every line in its order, folded ones too."""
        return [line for group in self._model.groups for line in group.lines]

    def heading_texts(self) -> list[str]:
        """'逾期　2' and so on, as they stand."""
        return [group.text for group in self._model.groups]

    def _fold(self, index: QModelIndex) -> None:
        self._folded.add(index.data(GROUP_ROLE))

    def _unfold(self, index: QModelIndex) -> None:
        self._folded.discard(index.data(GROUP_ROLE))

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The room before a chosen line is as flat as the line."""
        if self.selectionModel().isSelected(index):
            painter.fillRect(rect, QColor(SELECTED))
        else:
            super().drawBranches(painter, rect, index)

    # ---- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line, key = self.line_at(self.currentIndex()), event.key()
        if line is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            (self.acted if line.cells[ACTION_COLUMN] else self.opened).emit(line.duty)
        elif line is not None and key == Qt.Key.Key_F1:
            self.explain()
        elif line is None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def explain(self) -> None:
        """The clause and the arithmetic of the current line."""
        line = self.line_at(self.currentIndex())
        if line is not None:
            place = self.visualRect(self.currentIndex().siblingAtColumn(DUE_COLUMN))
            self._anchor.move(self.viewport().mapToParent(place.bottomLeft()))
            show_why(line.why, self._anchor)

    def _toggle(self, index: QModelIndex) -> None:
        if index.isValid() and not index.parent().isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        line = self.line_at(index)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if line is None:
            on_arrow = event.position().x() < self.visualRect(index).left()
            if index.isValid() and not on_arrow:
                self._toggle(index.siblingAtColumn(0))
        elif self.on_button(event.position().toPoint()):
            self.acted.emit(line.duty)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        line = self.line_at(self.indexAt(event.position().toPoint()))
        if line is not None and not self.on_button(event.position().toPoint()):
            self.opened.emit(line.duty)

    def on_button(self, position: QPoint) -> bool:
        """Whether a place is on the button of a line."""
        index = self.indexAt(position)
        line = self.line_at(index)
        if line is None or index.column() != ACTION_COLUMN or not line.cells[ACTION_COLUMN]:
            return False
        return button_rect(self.visualRect(index)).contains(position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self.on_button(event.position().toPoint())
        cursor = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(cursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        line = self.line_at(self.currentIndex())
        if line is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if line.cells[ACTION_COLUMN]:
            menu.addAction(f"{line.cells[ACTION_COLUMN]}\tEnter").triggered.connect(self._act_current)
        menu.addAction("打开记录").triggered.connect(self._open_current)
        menu.addAction("依据\tF1").triggered.connect(self.explain)
        menu.popup(event.globalPos())

    def _act_current(self) -> None:
        duty = self.current_duty()
        if duty is not None:
            self.acted.emit(duty)

    def _open_current(self) -> None:
        duty = self.current_duty()
        if duty is not None:
            self.opened.emit(duty)


def button_rect(cell: QRect) -> QRect:
    """Where the button lies in its cell."""
    return cell.adjusted(4, 4, -8, -4)


class _LineDelegate(QStyledItemDelegate):
    """Gives lines their height, keeps state colours in a selected line, paints the button."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> Any:
        size = super().sizeHint(option, index)
        size.setHeight(ROW_HEIGHT)
        return size

    def initStyleOption(self, option: Any, index: Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~(
            QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus
        )  # `paint` does it, flat
        if index.column() == ACTION_COLUMN:
            option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(option.rect, QColor(SELECTED))  # type: ignore[attr-defined]
        super().paint(painter, option, index)
        text = index.data() if index.column() == ACTION_COLUMN else ""
        if not text:
            return
        cell: QRect = option.rect  # type: ignore[attr-defined]
        place = button_rect(cell)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor("#C9CFD6"))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(QColor("#1F2328"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), str(text))
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        return False
