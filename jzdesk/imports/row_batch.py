"""In the child: rows on their way to the one who asked, so many at a time, and not more of them than a file of its size holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.imports.strict_xml import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 250
WEIGHT = 1 << 18
"""Characters after which rows are sent on, however few they are."""
MOST_ROWS = 200_000
WIDEST = 400
"""The last column that may hold anything."""
LONGEST = 32_767
"""Characters of one cell, as spreadsheets have it."""

# How a cell travels: a text, a number, null; or a list of a mark and a text or a number.
SERIAL, MONTH_SERIAL, TIME_SERIAL, TRUTH, ERROR, FORMULA, LONG, ISO = range(1, 9)


class Batch:
    """Collects rows and emits them. `add` says whether more are wanted."""

    def __init__(self, emit: Callable[[dict[str, Any]], None], most: int, *, heaviest: int) -> None:
        self._emit = emit
        self._most = most or MOST_ROWS
        self._limited = bool(most)
        self._heaviest = heaviest
        self._rows: list[list[Any]] = []
        self._count = self._weight = self._whole = 0

    def add(self, number: int, hidden: bool, cells: list[Any]) -> bool:
        """One more row. Refusal when there are too many, or far more text than the file can have been made for."""
        if self._count >= self._most and not self._limited:
            raise Refusal("rows", most=MOST_ROWS)
        self._count += 1
        self._rows.append([number, int(hidden), cells])
        for cell in cells:
            if type(cell) is str:
                self._weight += len(cell)
        if len(self._rows) >= ROWS or self._weight > WEIGHT:
            self.send()
        return self._count < self._most or not self._limited

    def send(self) -> None:
        """Send what is there."""
        self._whole += self._weight
        self._weight = 0
        if self._whole > self._heaviest:
            raise Refusal("bomb")
        if self._rows:
            self._emit({"rows": self._rows})
            self._rows = []


def fitting(text: str) -> Any:
    """A text as it travels."""
    return text if len(text) <= LONGEST else [LONG, text[:60]]


def heaviest_of(size: int) -> int:
    """Characters the cells of a file of this size may come to."""
    return min((24 << 20) + 12 * size, 128 << 20)
