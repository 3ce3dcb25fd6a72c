"""A value as the XML of a spreadsheet cell: text is always text, whatever it starts with.

Cells are written by hand because that costs a tenth of a styled openpyxl cell
(tests/benchmarks/bench_export.py).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jzdesk.exports.ledgers import Kind

MAX_ROWS = 1_048_576
_MAX_TEXT = 32_767  # UTF-16 units in one cell; more makes Excel call the file damaged
_CUT = "……（过长，已截断）"
_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f&<>\ud800-\udfff\ufffe\uffff]")
_AS_XML: dict[int, str] = {
    **{
        code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)
    },  # ␀ ␁ …: seen, not silently gone
    **dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd"),
    13: "\r",
}
_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_SAFE = date(1900, 3, 1)  # before it spreadsheets disagree, so such days are written as text
_MAX_EXACT = 10**15
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


def clean(text: str) -> str:
    """The text a cell can hold: control characters made visible, CR LF as LF, cut at the format's limit."""
    if _SPECIAL.search(text):
        text = text.replace("\r\n", "\n").translate(_AS_XML)
    if len(text) > _MAX_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > _MAX_TEXT:
        kept = text.encode("utf-16-le")[: 2 * (_MAX_TEXT - len(_CUT))]
        text = kept.decode("utf-16-le", "ignore") + _CUT
    return text


def escape(text: str) -> str:
    """Cleaned text as XML. A lone CR is a reference, or the reader would turn it into LF."""
    if _SPECIAL.search(text) is None:
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


def plain(value: object, kind: Kind = "text") -> str | int | float | Decimal | None:
    """What a value becomes in a cell of that kind: text or a number; None for an empty cell."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return _day(value, kind)
    if isinstance(value, int | float | Decimal):
        return _number(value, kind)
    raise TypeError(f"a cell cannot hold {type(value).__name__}")


def _day(value: date, kind: Kind) -> str | int | float:
    day = value.date() if isinstance(value, datetime) else value
    if kind in ("text", "id") or day < _FIRST_SAFE:
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()
    serial = day.toordinal() - _EPOCH
    if isinstance(value, datetime):
        return serial + round((value.hour * 3600 + value.minute * 60 + value.second) / 86400, 8)
    return serial


def _number(value: int | float | Decimal, kind: Kind) -> str | int | float | Decimal:
    if kind in ("text", "id") or not math.isfinite(value):
        return str(value)
    number = Decimal(str(value)) / 100 if kind in ("percent", "money") else value
    if number >= _MAX_EXACT or number <= -_MAX_EXACT:  # spreadsheets keep 15 digits of a number
        return str(number)
    return number


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
    search = _SPECIAL.search
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
                value = plain(value, kind)
            if value is None or value == "":
                parts.append(f'<c r="{letter}{at}{style}/>')
                continue
            if not isinstance(value, str):
                parts.append(f'<c r="{letter}{at}{style}><v>{_digits(value)}</v></c>')
                continue
            if search(value) or len(value) > _MAX_TEXT // 2:
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
