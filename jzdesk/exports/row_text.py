"""Rows of a sheet as XML, read again: the rows are our own (`cells`), so their form is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

_ROW = re.compile(r'<row r="(\d+)"')
_CELL = re.compile(
    r'<c r="([A-Z]+)\d+"[^>]*?(?: t="(\w+)")?(?:/>|>(?:<f>(.*?)</f>)?(?:<v>(.*?)</v>|<v ?/>)?(?:<is><t[^>]*>(.*?)</t></is>)?</c>)',
    re.DOTALL,
)


class CellText(NamedTuple):
    """One cell: its column, whether it is reckoned by a formula, and what it holds (None: a formula not reckoned yet)."""

    letter: str
    reckoned: bool
    value: str | float | None


def number_of(row: str) -> int:
    """The number of a row."""
    found = _ROW.match(row)
    if found is None:
        raise ValueError("no row")
    return int(found[1])


def cells_of(row: str, shared: Sequence[str] = ()) -> Iterator[CellText]:
    """The cells of a row that hold something; `shared` are the texts of the workbook that cells name by number."""
    for letter, kind, formula, value, text in _CELL.findall(row):
        if text or kind == "inlineStr":
            if text:
                yield CellText(letter, False, unescaped(text))
        elif value:
            yield CellText(letter, bool(formula), _held(kind, value, shared))
        elif formula:
            yield CellText(letter, True, None)


def _held(kind: str, value: str, shared: Sequence[str]) -> str | float:
    if kind == "s":
        return shared[int(value)]
    return unescaped(value) if kind in ("str", "e") else float(value)


def unescaped(text: str) -> str:
    """The text that XML stands for."""
    if "&" not in text:
        return text
    return (
        text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#13;", "\r")
        .replace("&quot;", '"')
        .replace("&amp;", "&")
    )


def set_footer(sheet: Worksheet, text: str) -> None:
    """Print a short text at the foot of every page, where the template leaves room: left, else right, else above what
    stands left."""
    whole: Any = sheet.HeaderFooter
    said = " ".join(text.split()).replace("&", "&&")
    for footer, used in (
        (whole.oddFooter, True),
        (whole.evenFooter, whole.differentOddEven),
        (whole.firstFooter, whole.differentFirst),
    ):
        if used:
            free = next((part for part in (footer.left, footer.right) if not part.text), footer.left)
            free.text = f"{free.text}\n{said}" if free.text else said
            free.size = free.size or 8
