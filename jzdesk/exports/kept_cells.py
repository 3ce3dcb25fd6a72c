"""Rows that are canonical texts already, as the XML of a sheet: a text met before is not made into a cell again.

Of a city's year most cells repeat: ranks, units, days, states. What stands behind the reference of a cell depends on its
text alone, and is remembered by column.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from jzdesk.exports.cells import cell_xml, clean, height_for, lines_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jzdesk.exports.cells import ColumnPlan

_REMEMBERED = 10_000
_OPENING = len('<c r="')


class _Bodies(dict[str, tuple[str, float]]):
    """Of each text of a column: its cell behind the reference, and how high the row must be for it (0: as any)."""

    def __init__(self, column: ColumnPlan) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, text: str) -> tuple[str, float]:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[text] = self._made(text)
        return made

    def _made(self, text: str) -> tuple[str, float]:
        column = self._column
        value = plain(value_of(text, column.kind), column.kind)
        height = 0.0
        if column.capacity and isinstance(value, str):
            value = clean(value)
            if 2 * len(value) > column.capacity or "\n" in value:
                lines = lines_of(value, column.capacity)
                height = height_for(lines, column.line)
        return cell_xml("", column.style, value)[_OPENING:], height


def stream_kept(
    columns: Sequence[ColumnPlan], rows: Iterable[Mapping[str, str]], *, first: int, least: float
) -> Iterator[str]:
    """The rows as XML, one string a row, from row number `first`; `least` is the smallest height. Texts of columns that are
    not among `columns` are not written."""
    plans = [(column.key, column.letter, _Bodies(column)) for column in columns]
    for number, row in enumerate(rows, first):
        at, height = str(number), least
        parts = []
        for key, letter, bodies in plans:
            body, needed = bodies[row.get(key, "")]
            if needed > height:
                height = needed
            parts.append(f'<c r="{letter}{at}{body}')
        yield f'<row r="{at}" ht="{height}" customHeight="1">{"".join(parts)}</row>'


def value_of(text: str, kind: str) -> object:
    """A canonical text as the value a cell of that kind takes; words stay words."""
    if kind in ("text", "id"):
        return text
    try:
        if kind == "date":
            return date.fromisoformat(text) if len(text) == len("2026-10-01") else text
        number = Decimal(text.rstrip("%"))
        if kind == "money":
            return number * 100
        return int(number) if kind == "int" and number == number.to_integral_value() else number
    except (ValueError, InvalidOperation):
        return text
