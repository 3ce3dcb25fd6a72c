"""The table names are typed into: a row a person, an empty one always last, what is wrong in the last column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.ui.common.state import colour_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.intake import IntakeRow

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_EDIT = int(Qt.ItemDataRole.EditRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
SEXES = {"男": "1", "女": "2", "1": "1", "2": "2"}


class Cell(NamedTuple):
    """One column: the field it fills, its title, how many characters it would like, and how many it needs."""

    field: str
    title: str
    chars: float
    least: float


CELLS = (
    Cell("name", "姓名", 5, 3.5),
    Cell("id_number", "身份证号", 11, 10),
    Cell("sex", "性别", 2.8, 2.8),
    Cell("birth_month", "出生", 5, 4.4),
    Cell("unit_text", "单位", 12, 4.5),
    Cell("post", "职务", 8, 3.5),
    Cell("proposed_post", "拟任", 8, 4),
    Cell("check", "核对", 14, 5),
)
CHECK = len(CELLS) - 1
"""The column that says what is wrong; nobody types into it."""


@dataclass(slots=True)
class Row:
    """One person as typed or read, where from, and what is to be said."""

    person: EnquiryPerson = field(default_factory=EnquiryPerson)
    place: str = ""
    doubts: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()
    blocking: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        person = self.person
        return not any(getattr(person, cell.field) for cell in CELLS[:CHECK])

    @property
    def problem(self) -> str:
        """Everything to be said, in one line."""
        return "；".join(dict.fromkeys(text.rstrip("。") for text in (*self.faults, *self.doubts)))


class NameCells(QAbstractTableModel):
    """`edited()` after every change of a person."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = [Row()]

    # ---- what stands here

    def filled(self) -> list[Row]:
        """The rows of people."""
        return [row for row in self.rows if not row.is_empty]

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Other people."""
        self.beginResetModel()
        self.rows = [*rows, Row()]
        self.endResetModel()
        self.edited.emit()

    def append(self, taken: Sequence[IntakeRow], source: str) -> None:
        """People read from a list, after those that are there."""
        new = [
            Row(replace(row.person, source=source), place=row.place, doubts=row.problems, more=row.more) for row in taken
        ]
        self.set_rows([*self.filled(), *new])

    def remove(self, places: Sequence[int]) -> None:
        """Take rows away."""
        gone = set(places)
        self.set_rows([row for at, row in enumerate(self.rows) if at not in gone and not row.is_empty])

    def mark(self, faults: dict[int, tuple[list[str], bool]]) -> None:
        """What is wrong, by the place among the filled rows from 1."""
        for at, row in enumerate(self.filled(), 1):
            texts, row.blocking = faults.get(at, ([], False))
            row.faults = tuple(texts)
        last = max(len(self.rows) - 1, 0)
        self.dataChanged.emit(self.index(0, 0), self.index(last, CHECK))

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(CELLS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role != _DISPLAY:
            return None
        if orientation == Qt.Orientation.Vertical:
            return "＊" if self.rows[section].is_empty else str(section + 1)
        return CELLS[section].title

    def flags(self, index: Index) -> Qt.ItemFlag:
        kinds = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return kinds if index.column() == CHECK else kinds | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        row, at = self.rows[index.row()], index.column()
        if role in (_DISPLAY, _EDIT):
            return self._check(row) if at == CHECK else self._text(row, CELLS[at].field)
        if role == _FOREGROUND and at == CHECK:
            return colour_of("overdue" if row.blocking else "soon" if row.problem else "done")
        if role == _TOOL_TIP:
            return "\n".join(part for part in (row.place, row.problem, self._more(row)) if part) or None
        return None

    def _check(self, row: Row) -> str:
        if row.is_empty:
            return ""
        return row.problem or "可以加入"

    def _more(self, row: Row) -> str:
        return "　".join(f"{label} {text}" for label, text in row.more)

    def _text(self, row: Row, name: str) -> str:
        value = str(getattr(row.person, name))
        return {"1": "男", "2": "女"}.get(value, value) if name == "sex" else value

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        if role != _EDIT or index.column() == CHECK:
            return False
        row, name = self.rows[index.row()], CELLS[index.column()].field
        text = str(value or "").strip()
        wanted = SEXES.get(text, text) if name == "sex" else text
        if wanted == getattr(row.person, name):
            return True
        row.person = replace(row.person, **{name: wanted})  # type: ignore[arg-type]
        row.doubts = ()  # what was doubtful of the list was looked at
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), CHECK))
        if index.row() == len(self.rows) - 1 and not row.is_empty:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
            self.rows.append(Row())
            self.endInsertRows()
        self.edited.emit()
        return True
