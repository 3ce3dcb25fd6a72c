"""A value as the XML of a spreadsheet cell: text is always text, whatever it starts with.

Cells are written by hand because that costs a tenth of a styled openpyxl cell
(tests/benchmarks/bench_export.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from jzdesk.domain.canonical import MAX_TEXT, SPECIAL, clean, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jzdesk.exports.ledgers import Kind

__all__ = ["clean", "plain"]

MAX_ROWS = 1_048_576
_LINE = 1.45  # line height in font sizes: 宋体 needs 1.2, the fonts standing in for it on Linux 1.45
_TALLEST = 409.0  # points, the most a row can be


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula without its '=', and the figure it gives now (shown by viewers that do not
    calculate)."""

    text: str
    value: int | float | Decimal | str | None = None


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of a streamed block: where it stands, its style, and how many half-width characters
    fit a line (0: the column does not wrap)."""

    key: str
    letter: str
    style: int
    kind: Kind
    capacity: int
    line: float


@lru_cache(maxsize=512)
def letter_of(column: int) -> str:
    """1 → 'A', 28 → 'AB'."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def escape(text: str) -> str:
    """Cleaned text as XML. A lone CR is a reference, or the reader would turn it into LF."""
    if SPECIAL.search(text) is None:
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def width_of(text: str) -> int:
    """Width in half-width characters: 1 for ASCII, 2 for Chinese and full-width marks."""
    return len(text) if text.isascii() else (len(text.encode()) + len(text) + 1) >> 1


def lines_of(text: str, capacity: int) -> int:
    """How many lines the text takes when wrapped. Guessed high: a Latin word or number is not broken."""
    if capacity <= 0:
        return 1
    total = 0
    for paragraph in text.split("\n"):
        width = width_of(paragraph)
        room = capacity if width == 2 * len(paragraph) else max(capacity - 2, 2)
        total += max(1, -(-width // max(room & ~1, 2)))
    return total


def height_for(lines: float, line: float) -> float:
    """Row height in points for so many lines of `line` points, with a little air."""
    return min(_TALLEST, round(lines * line + 5, 1))


def line_height(font_size: float) -> float:
    """Height of one line in points."""
    return font_size * _LINE


def capacity_of(width: float, font_size: float, base_size: float) -> int:
    """Half-width characters of `font_size` that fit a column of `width` (in characters of the base font)."""
    return max(2, int(width * base_size / font_size * 1.02 - 0.6))


def cell_xml(ref: str, style: int, value: str | int | float | Decimal | Formula | None) -> str:
    """One cell. Only a `Formula` becomes a formula; a str is an inline string whatever it holds."""
    if value is None or value == "":
        return f'<c r="{ref}" s="{style}"/>'
    if isinstance(value, Formula):
        return _formula_xml(ref, style, value)
    if isinstance(value, str):
        text = escape(clean(value))
        return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c r="{ref}" s="{style}"><v>{_digits(value)}</v></c>'


def _formula_xml(ref: str, style: int, formula: Formula) -> str:
    body = f"<f>{escape(formula.text)}</f>"
    if formula.value is None:
        return f'<c r="{ref}" s="{style}">{body}</c>'
    if isinstance(formula.value, str):
        return f'<c r="{ref}" s="{style}" t="str">{body}<v>{escape(clean(formula.value))}</v></c>'
    return f'<c r="{ref}" s="{style}">{body}<v>{_digits(formula.value)}</v></c>'


def _digits(value: float | Decimal) -> str:
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def row_xml(number: int, height: float | None, cells: Iterable[tuple[int, int, object]]) -> str:
    """One row from (column, style, value) triples in column order; values as `cell_xml` takes them."""
    inner = "".join(cell_xml(f"{letter_of(column)}{number}", style, value) for column, style, value in cells)  # type: ignore[arg-type]
    size = "" if height is None else f' ht="{height}" customHeight="1"'
    return f'<row r="{number}"{size}>{inner}</row>'


def stream_rows(
    columns: Sequence[ColumnPlan], rows: Iterable[Mapping[str, object]], *, first: int, least: float
) -> Iterator[str]:
    """The rows of a ledger as XML, one string a row, from row number `first`; `least` is the smallest height.

    A row with a key that is no column is refused (ValueError): a figure must not vanish from a report. Keys that begin
    with '@' say whose row it is and are not written.
    """
    known = frozenset(column.key for column in columns)
    plans = [(c.key, c.letter, f'" s="{c.style}"', c.kind, c.capacity, c.line) for c in columns]
    search = SPECIAL.search
    number = first
    for row in rows:
        others = [key for key in row.keys() - known if not key.startswith("@")]
        if others:
            raise ValueError(f"no such column: {', '.join(sorted(others))}")
        at, height = str(number), least
        parts: list[str] = []
        for key, letter, style, kind, capacity, line in plans:
            value = row.get(key)
            if type(value) is not str:
                if type(value) is Formula:  # the county's own, from its template
                    parts.append(_formula_xml(f"{letter}{at}", int(style[5:-1]), value))
                    continue
                value = plain(value, kind)
            if value is None or value == "":
                parts.append(f'<c r="{letter}{at}{style}/>')
                continue
            if not isinstance(value, str):
                parts.append(f'<c r="{letter}{at}{style}><v>{_digits(value)}</v></c>')
                continue
            if search(value) or len(value) > MAX_TEXT // 2:
                value = clean(value)
            if capacity and (2 * len(value) > capacity or "\n" in value):
                height = max(height, lines_of(value, capacity) * line + 5)
            if search(value):
                value = escape(value)
            parts.append(
                f'<c r="{letter}{at}{style} t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'
            )
        yield f'<row r="{at}" ht="{min(_TALLEST, round(height, 1))}" customHeight="1">{"".join(parts)}</row>'
        number += 1
