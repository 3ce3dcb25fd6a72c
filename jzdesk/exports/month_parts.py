"""What else goes into the workbook of a month beside the county's own sheets: charts, corrections, the manifest.

A part is called once, when it is known where every ledger stands and before anything is written. It may add sheets and
set what a workbook says about its sheets (headers, footers, properties); it does not touch the ledgers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, Literal

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.exports.indicator_sheet import Table
    from jzdesk.exports.ledgers import Kind
    from jzdesk.exports.month_book import MonthBook
    from jzdesk.exports.package import Rework

    Part = Callable[["Making"], None]
    State = Literal["visible", "hidden", "veryHidden"]


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """One column of a ledger where it stands in its sheet; `hidden` ones are kept only to be counted."""

    key: str
    title: str
    letter: str
    kind: Kind
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """One ledger where it stands: its sheet's name, its columns from left to right, its rows from `first` to `last`.
    A ledger without rows has one row, which says so."""

    code: str
    sheet: str
    columns: tuple[PlacedColumn, ...]
    first: int
    last: int
    rows: Sequence[Mapping[str, object]]


@dataclass(slots=True)
class Making:
    """A workbook being made."""

    book: MonthBook
    workbook: Workbook
    places: tuple[LedgerPlace, ...]
    rows: dict[str, Iterable[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    late: list[Callable[[dict[str, Iterable[str]]], None]] = field(default_factory=list)
    """Called last with the rows of every sheet, before any is written: what is said about all of them (the manifest)."""
    rework: Rework | None = None
    """Makes another file of the finished one, which is then never on the disk: a desensitised variant."""

    def add_sheet(self, title: str, *, state: State = "visible") -> Worksheet:
        """A new sheet at the end. Small ones are filled with `put`; large ones stay empty and get `stream`."""
        sheet: Any = self.workbook.create_sheet(title)
        sheet.sheet_state = state
        made: Worksheet = sheet
        return made

    def stream(self, title: str, rows: Iterable[str]) -> None:
        """The rows of a sheet added, as XML (`cells.row_xml`, `cells.stream_rows`)."""
        self.rows[title] = rows

    def add_table(self, table: Table) -> Worksheet:
        """A new sheet with a title, headings and rows in the look of the house."""
        from jzdesk.exports.indicator_sheet import Page

        sheet = self.add_sheet(table.name)
        self.stream(table.name, Page(sheet, table).rows())
        self.counts[table.name] = len(table.rows)
        return sheet


def put(cell: Cell, value: object) -> Cell:
    """Set a cell of a small sheet: a text stays a text, whatever it starts with, as `cells` writes it elsewhere."""
    from datetime import date

    from jzdesk.domain.canonical import plain
    from jzdesk.exports.cells import Formula

    target: Any = cell
    if isinstance(value, Formula):
        target.value = f"={value.text}"
        return cell
    target.value = plain(
        value, "text" if isinstance(value, str) else "date" if isinstance(value, date) else "int"
    )
    if isinstance(target.value, str):
        target.data_type = "s"
    return cell
