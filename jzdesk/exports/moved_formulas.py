"""A formula of the county's own, when the rows it speaks of move."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jzdesk.exports.cells import letter_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Moved = Callable[[str, int, bool], int]
    """The new row of (sheet or '' for its own, row, whether it ends a range)."""
    Across = Callable[[str, int], int]
    """The new column of (sheet or '' for its own, column); LookupError where it is gone."""

_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})")
_REACHING_OUT = re.compile(
    r"\[|HYPERLINK|WEBSERVICE|RTD|DDE|CALL|EXEC|REGISTER|FILTERXML|IMPORTDATA", re.IGNORECASE
)


def reaches_out(formula: str) -> bool:
    """Whether a formula speaks of another file, a program or an address: such a one is not kept in a form."""
    return _REACHING_OUT.search(formula) is not None


def moved(formula: str, to: Moved | None = None, across: Across | None = None) -> str:
    """The formula (without '=') with every cell in its new row and column. Names, whole columns and texts stay."""
    from openpyxl.formula.tokenizer import Token, Tokenizer

    made = []
    for token in Tokenizer(f"={formula}").items:
        known = token.type == Token.OPERAND and token.subtype == Token.RANGE
        made.append(_moved_range(token.value, to, across) if known else token.value)
    return "".join(made)


def _moved_range(text: str, to: Moved | None, across: Across | None) -> str:
    from openpyxl.utils import column_index_from_string

    sheet, mark, area = text.rpartition("!")
    title = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    ends = area.split(":")
    found = [cell for end in ends if (cell := _CELL.fullmatch(end))]
    if len(ends) > 2 or len(found) < len(ends):
        return text
    parts = []
    for at, cell in enumerate(found):
        row = to(title, int(cell[4]), at == 1) if to else int(cell[4])
        column = cell[2].upper()
        if across:
            column = letter_of(across(title, column_index_from_string(column)))
        parts.append(f"{cell[1]}{column}{cell[3]}{row}")
    return f"{sheet}{mark}{':'.join(parts)}"
