"""A cell of a workbook of others as it was read, before anybody says what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple


class Odd(NamedTuple):
    """A cell without a value of its own: `kind` 'error' (text '#REF!'), 'formula' (never reckoned), 'long' (its beginning), or
    'month' ('2024-03': a date of which the sheet shows year and month only)."""

    kind: str
    text: str


Cell = str | int | float | bool | date | datetime | time | Odd | None
"""Text as it was typed, a number as it is stored, a date where the number format says that a number is one."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that holds something: `number` as the sheet counts it, cells from column A. `spread` are the columns (from 1)
    whose value stands in a merged cell that begins further up."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    spread: frozenset[int] = frozenset()

    def at(self, column: int) -> Cell:
        """The cell of a column counted from 1; None where there is none."""
        return self.cells[column - 1] if 0 < column <= len(self.cells) else None


def shown(cell: Cell) -> str:
    """A cell as a person reads it in the sheet; '' for an empty one."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}" if cell.time() != time() else f"{cell:%Y-%m-%d}"
    if isinstance(cell, Odd):
        return cell.text
    return (
        f"{cell:%H:%M}"
        if isinstance(cell, time)
        else f"{cell:.15g}"
        if isinstance(cell, float)
        else str(cell)
    )


def is_blank(cell: Cell) -> bool:
    """Nothing in it, or nothing that shows."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\u200b\ufeff \t\r\n\u3000\xa0"))
