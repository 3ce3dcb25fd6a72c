"""Lists that others made, .xlsx, .xls or .csv, as a table small enough to be held whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from jzdesk.domain.problems import letter_of
from jzdesk.domain.sheet_cells import Cell as Read
from jzdesk.domain.sheet_cells import Odd, shown
from jzdesk.imports.books import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.domain.sheet_cells import SheetRow
    from jzdesk.imports.books import Book

MOST_ROWS = 5000
_BEYOND = 100
"""Rows above the limit that are looked at, so that a title and a foot do not make a list too long."""
_MOST_COLUMNS = 120
_LONGEST = 2000
_SHEETS = 20

Cell = str | int | float | list[str] | None
"""A text, a number (kept as one, since a spreadsheet ruins ID numbers by it), a list of one text for a date, or nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its rows from the first; `merged` are ranges (left, top, right, bottom, from 0), `hidden` the rows (from 0) that
    are hidden or filtered out. `more`: there are rows beyond the limit, which were not read."""

    name: str
    sheets: tuple[str, ...]
    sheet: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    more: bool = False
    hidden: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> Cell:
        """A cell; None where there is none."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else None


def read_table(path: Path, sheet: str | None = None) -> Table:
    """One sheet of a workbook, the first with anything in it unless named; or the one table of a text file. ImportFault when
    there is nothing to read."""
    with open_book(path) as book:
        return _table(book, sheet if sheet is not None else _filled(book))


def _filled(book: Book) -> str:
    """The first sheet that is shown and holds more than a line."""
    shown_first = [info.name for info in book.sheets if info.state == "visible"] or [
        info.name for info in book.sheets
    ]
    return next(
        (name for name in shown_first[:_SHEETS] if len(list(book.rows(name, most=2))) == 2), shown_first[0]
    )


def _table(book: Book, name: str) -> Table:
    last = MOST_ROWS + _BEYOND
    rows: list[tuple[Cell, ...]] = []
    hidden = set()
    more = False
    for row in book.rows(name, most=last + 1, spread=False):
        if row.number > last:
            more = True
            break
        rows += [()] * (row.number - 1 - len(rows))
        rows.append(_cells(row))
        if row.hidden:
            hidden.add(row.number - 1)
    while rows and not rows[-1]:
        rows.pop()
    return Table(
        name=book.name, sheets=tuple(info.name for info in book.sheets if info.name), sheet=name, rows=tuple(rows),
        merged=tuple((a - 1, b - 1, c - 1, d - 1) for a, b, c, d in book.facts(name).merged), more=more, hidden=frozenset(hidden),
    )  # fmt: skip


def _cells(row: SheetRow) -> tuple[Cell, ...]:
    cells = [_cell(cell) for cell in row.cells[:_MOST_COLUMNS]]
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return tuple(cells)


def _cell(cell: Read) -> Cell:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int):
        return cell if abs(cell) < 10**20 else str(cell)
    if isinstance(cell, date):
        return [f"{cell:%Y-%m-%d}"]
    if isinstance(cell, Odd | time):
        return shown(cell) or None
    return cell[:_LONGEST] if isinstance(cell, str) else cell


def letter(column: int) -> str:
    """'A' for 0, 'AA' for 26."""
    return letter_of(column + 1)
