"""What the board shows: its groups and lines, made off the GUI thread, and the model a view reads them from.

A model of its own rather than standard items: the six items of each of some hundred lines cost 2 MB, most of them
for lines folded away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from jzdesk.domain.duties import remaining_text, state_of
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.state import SECONDARY, TEXT, colour_of
from jzdesk.ui.today.actions import action_of, what_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from PySide6.QtCore import QObject

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.services.overview import Board, DutyRow

HEADINGS = ("人员", "单位职务", "事项", "应于", "期限", "")
PLACE_COLUMN, WHAT_COLUMN, DUE_COLUMN, REST_COLUMN, ACTION_COLUMN = 1, 2, 3, 4, 5
Index = QModelIndex | QPersistentModelIndex

# Ints: comparing with the enum is slow (see `ui.common.table`).
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_FONT = int(Qt.ItemDataRole.FontRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
GROUP_ROLE = LINE_ROLE + 1

_NOWHERE = QModelIndex()
#: The internal id of a heading; that of a line is its group's number + 1.
_HEAD = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One duty ready for painting."""

    duty: Duty
    cells: tuple[str, str, str, str, str, str]
    kind: str

    @property
    def why(self) -> str:
        """The arithmetic and the clause."""
        return why_of(self.duty)


@dataclass(frozen=True, slots=True)
class LineGroup:
    """A heading with its count and the first of its lines."""

    code: str
    title: str
    count: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The heading as it stands."""
        return f"{self.title}　{self.count:,}"

    @property
    def left_out(self) -> int:
        """How many lines there are beyond those shown."""
        return self.count - len(self.lines)


def line_of(row: DutyRow, on: date, calendar: WorkCalendar) -> Line:
    """A duty as it reads on the board."""
    duty = row.duty
    action = action_of(duty)
    due = f"{duty.due_on:%m-%d}" if duty.due_on.year == on.year else f"{duty.due_on:%Y-%m-%d}"
    place = " ".join(part for part in (row.unit, row.post) if part)
    rest = remaining_text(duty, on, calendar) + ("（暂定）" if duty.provisional else "")
    cells = (row.person, place, what_of(duty), due, rest, action.verb if action else "")
    return Line(duty, cells, STATE_KINDS[state_of(duty, on)])


def lines_of(board: Board, calendar: WorkCalendar) -> tuple[LineGroup, ...]:
    """All groups of a board; made off the GUI thread."""
    return tuple(
        LineGroup(g.code, g.title, g.count, tuple(line_of(row, board.on, calendar) for row in g.rows))
        for g in board.groups
    )


class BoardModel(QAbstractItemModel):
    """Headings, under each its lines, and last what was left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.groups: tuple[LineGroup, ...] = ()
        self._head_font = QFont()

    def show_groups(self, groups: Sequence[LineGroup], head_font: QFont) -> None:
        """Other lines; groups without any are left out."""
        self.beginResetModel()
        self.groups = tuple(group for group in groups if group.count)
        self._head_font = head_font
        self.endResetModel()

    # ---- where things are

    def head_of(self, code: str) -> QModelIndex:
        """A group's heading; nowhere if it has no lines."""
        for number, group in enumerate(self.groups):
            if group.code == code:
                return self.index(number, 0)
        return QModelIndex()

    def place_of(self, key: object) -> QModelIndex:
        """The line of the duty with a key; nowhere if it is not shown."""
        for number, group in enumerate(self.groups):
            for row, line in enumerate(group.lines):
                if line.duty.key == key:
                    return self.createIndex(row, 0, number + 1)
        return QModelIndex()

    def line_at(self, index: Index) -> Line | None:
        """The line an index belongs to; None on headings and on what was left out."""
        if not index.isValid() or index.internalId() == _HEAD:
            return None
        lines = self.groups[index.internalId() - 1].lines
        return lines[index.row()] if index.row() < len(lines) else None

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _HEAD)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # QObject.parent has none
        if not index.isValid() or index.internalId() == _HEAD:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _HEAD)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        if not parent.isValid():
            return len(self.groups)
        if parent.internalId() != _HEAD or parent.column() > 0:
            return 0
        group = self.groups[parent.row()]
        return len(group.lines) + bool(group.left_out)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return len(HEADINGS)

    # ---- what is there

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY and orientation == Qt.Orientation.Horizontal:
            return HEADINGS[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.line_at(index) is not None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        line = self.line_at(index)
        if line is not None:
            return _line_data(line, index.column(), role)
        if index.internalId() == _HEAD:
            return self._head_data(self.groups[index.row()], role) if index.column() == 0 else None
        if index.column() == 0 and role == _DISPLAY:
            left_out = self.groups[index.internalId() - 1].left_out
            return f"还有 {left_out:,} 项，办理前面的以后依次显示"
        return QColor(SECONDARY) if role == _FOREGROUND else None

    def _head_data(self, group: LineGroup, role: int) -> Any:
        if role == _DISPLAY:
            return group.text
        if role == _FOREGROUND:
            return colour_of("overdue" if group.code == "overdue" else "")
        if role == _FONT:
            return self._head_font
        return group.code if role == GROUP_ROLE else None


def _line_data(line: Line, column: int, role: int) -> Any:
    if role == _DISPLAY:
        return line.cells[column]
    if role == _FOREGROUND:
        return _colour(line, column)
    if role == _TOOL_TIP:
        if column in (PLACE_COLUMN, WHAT_COLUMN):
            return line.cells[column]
        return line.why if column in (DUE_COLUMN, REST_COLUMN) else None
    return line if role == LINE_ROLE else None


def _colour(line: Line, column: int) -> QColor | None:
    if column == REST_COLUMN:
        return colour_of(line.kind)
    named = {PLACE_COLUMN: SECONDARY, DUE_COLUMN: TEXT}.get(column)
    return QColor(named) if named else None
