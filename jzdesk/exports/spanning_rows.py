"""Rows that span a whole table (title, unit and month, signatures), when its columns change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.exports.heading import Merge
    from jzdesk.exports.template import TemplateCell, TemplateRow, TemplateSheet


class SpanningRows:
    """Rows that span the whole table (title, unit and month, signatures) over its new width, by share of the width."""

    def __init__(self, sheet: TemplateSheet, first: int, last: int, widths: Sequence[float]) -> None:
        """The table stood in columns `first` to `last`; `widths` are those of its columns now."""
        self._first, self._last = first, last
        self._end = first + len(widths) - 1
        self._before = _edges([sheet.widths(at, at) for at in range(first, last + 1)])
        self._after = _edges(widths)
        self._merges = sheet.merges

    def _at(self, column: int) -> int:
        """Where the left edge of a column comes to lie; columns outside the table keep their distance."""
        if column < self._first:
            return column
        if column > self._last:
            return column - self._last + self._end
        edge = self._before[column - self._first]
        near = min(range(len(self._after)), key=lambda n: abs(self._after[n] - edge))
        return min(self._first + near, self._end)

    def merge(self, merge: Merge) -> list[Merge]:
        """A merged range in its new place; none where one cell is left of it."""
        c1, r1, c2, r2 = merge
        left, right = self._at(c1), max(self._at(c2 + 1) - 1, self._at(c1)) if c2 < self._last else self._end
        if c2 > self._last:
            right = self._at(c2)
        return [(left, r1, right, r2)] if (left, r1) != (right, r2) else []

    def row(self, row: TemplateRow) -> TemplateRow:
        """A row with its cells in their new places; a text is never lost under another."""
        covered = {
            c for c1, r1, c2, r2 in self._merges if r1 <= row.number <= r2 for c in range(c1, c2 + 1) if (c, row.number) != (c1, r1)
        }  # fmt: skip
        made: dict[int, TemplateCell] = {}
        for cell in row.cells:
            if cell.column in covered:
                continue
            at = self._at(cell.column)
            while at in made and made[at].value is not None:
                at += 1
            if at not in made or cell.value is not None:
                made[at] = replace(cell, column=at)
        return replace(row, cells=tuple(made[at] for at in sorted(made)))


def _edges(widths: Sequence[float]) -> list[float]:
    """The left edges of columns as shares of the whole width."""
    whole, at, found = sum(widths) or 1.0, 0.0, []
    for width in widths:
        found.append(at / whole)
        at += width
    return found
