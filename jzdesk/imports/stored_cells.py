"""Cells as the child sends them to values: serial numbers to dates, merged cells spread downwards."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from jzdesk.domain.sheet_cells import Cell, Odd, SheetRow
from jzdesk.imports.row_batch import (
    ERROR,
    FORMULA,
    ISO,
    LONG,
    MONTH_SERIAL,
    SERIAL,
    TIME_SERIAL,
    TRUTH,
    WIDEST,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_EPOCH, _EARLY, _EPOCH_1904 = (
    datetime.combine(day, time()) for day in (date(1899, 12, 30), date(1899, 12, 31), date(1904, 1, 1))
)
_LAST_SERIAL = 2_958_465
_REMEMBERED = 20_000
_NONE: frozenset[int] = frozenset()


class CellMaker:
    """Makes the rows of one sheet, in their order."""

    def __init__(self, *, date1904: bool, merged: Sequence[tuple[int, int, int, int]]) -> None:
        self._date1904 = date1904
        self._made: dict[tuple[int, Any], Cell] = {}
        tall = sorted(
            (top, left, bottom) for left, top, _right, bottom in merged if bottom > top and left <= WIDEST
        )
        self._coming = tall[::-1]
        self._open: dict[int, tuple[int, Cell]] = {}

    def row(self, number: int, hidden: bool, stored: list[Any]) -> SheetRow:
        """A row of the sheet."""
        cells: list[Cell] = [self._cell(cell) if type(cell) is list else cell for cell in stored]
        spread = self._spread(number, cells) if self._open or self._coming else _NONE
        return SheetRow(number, tuple(cells), hidden, spread)

    # ---- merged cells

    def _spread(self, number: int, cells: list[Cell]) -> frozenset[int]:
        while self._coming and self._coming[-1][0] <= number:
            top, left, bottom = self._coming.pop()
            value = cells[left - 1] if top == number and left <= len(cells) else None
            if value is not None:
                self._open[left] = bottom, value
        for left in [left for left, (bottom, _value) in self._open.items() if bottom < number]:
            del self._open[left]
        filled = set()
        for left, (_bottom, value) in self._open.items():
            if left > len(cells):
                cells.extend([None] * (left - len(cells)))
            if cells[left - 1] is None:
                cells[left - 1] = value
                filled.add(left)
        return frozenset(filled)

    # ---- cells

    def _cell(self, stored: list[Any]) -> Cell:
        mark, what = stored
        if mark in (SERIAL, MONTH_SERIAL, TIME_SERIAL):
            key = (mark, what)
            if key not in self._made:
                if len(self._made) > _REMEMBERED:
                    self._made.clear()
                self._made[key] = self._dated(mark, what)
            return self._made[key]
        if mark == TRUTH:
            return str(what).strip().lower() in ("1", "true")
        if mark == ISO:
            return _iso(str(what))
        kinds = {ERROR: "error", FORMULA: "formula", LONG: "long"}
        return Odd(kinds.get(mark, "error"), str(what))

    def _dated(self, mark: int, serial: float) -> Cell:
        if mark == TIME_SERIAL and 0 <= serial < 1:
            moment = _EPOCH + timedelta(seconds=round(serial * 86_400))
            return time(moment.hour, moment.minute, moment.second)
        if not 0 <= serial <= _LAST_SERIAL:
            return serial
        epoch = _EPOCH_1904 if self._date1904 else _EPOCH if serial >= 60 else _EARLY
        moment = epoch + timedelta(days=int(serial), seconds=round((serial - int(serial)) * 86_400))
        if mark == MONTH_SERIAL and moment.day == 1:
            return Odd("month", f"{moment:%Y-%m}")
        return moment if moment.time() != time() else moment.date()


def _iso(text: str) -> Cell:
    """A date stored in words, as the strict form of the format has it."""
    try:
        moment = datetime.fromisoformat(text.strip().removesuffix("Z"))
    except ValueError:
        return text
    moment = moment.replace(tzinfo=None)
    return moment if moment.time() != time() else date(moment.year, moment.month, moment.day)
