"""The list of 应办事项: groups by urgency, a line per duty, the button that discharges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
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

from jzdesk.domain.duties import remaining_text, state_of
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.state import SECONDARY, colour_of
from jzdesk.ui.common.why import show_why
from jzdesk.ui.today.actions import action_of, what_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QMouseEvent

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.services.overview import Board, DutyRow

HEADINGS = ("人员", "单位职务", "事项", "应于", "期限", "")
WIDTHS = (92, 200, 148, 100, 152, 104)
LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ROW_HEIGHT = 34
SELECTED = "#E3E8EF"
ACTION_COLUMN = 5
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One duty ready for painting."""

    duty: Duty
    cells: tuple[str, str, str, str, str, str]
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class LineGroup:
    """A heading with its count and the first of its lines."""

    code: str
    title: str
    count: int
    lines: tuple[Line, ...]


def line_of(row: DutyRow, on: date, calendar: WorkCalendar) -> Line:
    """A duty as it reads on the board."""
    duty = row.duty
    action = action_of(duty)
    due = f"{duty.due_on:%m-%d}" if duty.due_on.year == on.year else f"{duty.due_on:%Y-%m-%d}"
    place = " ".join(part for part in (row.unit, row.post) if part)
    rest = remaining_text(duty, on, calendar) + ("（暂定）" if duty.provisional else "")
    cells = (row.person, place, what_of(duty), due, rest, action.verb if action else "")
    return Line(duty, cells, STATE_KINDS[state_of(duty, on)], why_of(duty))


def lines_of(board: Board, calendar: WorkCalendar) -> tuple[LineGroup, ...]:
    """All groups of a board; made off the GUI thread."""
    return tuple(
        LineGroup(g.code, g.title, g.count, tuple(line_of(row, board.on, calendar) for row in g.rows))
        for g in board.groups
    )


class BoardView(QTreeView):
    """`acted(duty)` for the button, Enter and Space; `opened(duty)` for a double click on a line."""

    acted = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(0, len(HEADINGS), self)
        self.setModel(self._model)
        self._delegate = _LineDelegate(self)
        self.setItemDelegate(self._delegate)
        self._folded: set[str] = {"later"}
        self._groups: dict[str, QStandardItem] = {}
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
        self._model.setHorizontalHeaderLabels(list(HEADINGS))
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
        self._model.removeRows(0, self._model.rowCount())
        self._groups = {}
        found: QStandardItem | None = None
        for group in groups:
            if group.count == 0:
                continue
            head = self._heading(group)
            self._groups[group.code] = head
            rows = [self._row(line) for line in group.lines]
            for row in rows:
                head.appendRow(row)
                line: Line = row[0].data(LINE_ROLE)
                if line.duty.key == wanted:
                    found = row[0]
            if group.count > len(group.lines):
                head.appendRow(self._rest(group.count - len(group.lines)))
            number = head.row()
            self.setFirstColumnSpanned(number, QModelIndex(), True)
            if group.count > len(group.lines):
                self.setFirstColumnSpanned(head.rowCount() - 1, head.index(), True)
            self.setExpanded(head.index(), group.code not in self._folded)
        first = self._model.index(0, 0, self._model.index(0, 0))
        self.setCurrentIndex(found.index() if found is not None else first)
        self.verticalScrollBar().setValue(place)

    def _heading(self, group: LineGroup) -> QStandardItem:
        item = QStandardItem(f"{group.title}　{group.count:,}")
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() + 1)
        item.setFont(font)
        item.setForeground(colour_of("overdue") if group.code == "overdue" else QColor("#1F2328"))
        item.setData(group.code, LINE_ROLE + 1)
        item.setSelectable(False)
        self._model.appendRow(item)
        return item

    def _row(self, line: Line) -> list[QStandardItem]:
        items = []
        for column, text in enumerate(line.cells):
            item = QStandardItem(text)
            if column in (3, 4):
                item.setForeground(colour_of(line.kind) if column == 4 else QColor("#1F2328"))
                item.setToolTip(line.why)
            elif column == 1:
                item.setForeground(QColor(SECONDARY))
                item.setToolTip(text)
            items.append(item)
        items[0].setData(line, LINE_ROLE)
        return items

    def _rest(self, count: int) -> list[QStandardItem]:
        item = QStandardItem(f"还有 {count:,} 项，办理前面的以后依次显示")
        item.setForeground(QColor(SECONDARY))
        item.setSelectable(False)
        return [item]

    def go_to_group(self, code: str) -> None:
        """Unfold a group and put its first line under the cursor."""
        head = self._groups.get(code)
        if head is None:
            return
        self.setExpanded(head.index(), True)
        if head.rowCount():
            self.setCurrentIndex(head.child(0).index())
        self.scrollTo(head.index(), QAbstractItemView.ScrollHint.PositionAtTop)
        self.setFocus()

    def line_at(self, index: QModelIndex) -> Line | None:
        """The line an index belongs to; None on headings."""
        line = index.siblingAtColumn(0).data(LINE_ROLE) if index.isValid() else None
        return line if isinstance(line, Line) else None

    def current_duty(self) -> Duty | None:
        line = self.line_at(self.currentIndex())
        return line.duty if line else None

    def shown_lines(self) -> list[Line]:
        """Every line in its order, folded ones too."""
        heads = (self._model.item(n) for n in range(self._model.rowCount()))
        lines = (head.child(n).data(LINE_ROLE) for head in heads for n in range(head.rowCount()))
        return [line for line in lines if isinstance(line, Line)]

    def heading_texts(self) -> list[str]:
        """'逾期　2' and so on, as they stand."""
        return [self._model.item(n).text() for n in range(self._model.rowCount())]

    def _fold(self, index: QModelIndex) -> None:
        self._folded.add(index.data(LINE_ROLE + 1))

    def _unfold(self, index: QModelIndex) -> None:
        self._folded.discard(index.data(LINE_ROLE + 1))

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
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
            place = self.visualRect(self.currentIndex().siblingAtColumn(3))
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
        option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)  # `paint` does it, flat
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
