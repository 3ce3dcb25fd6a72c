"""What is the matter with a file of others, said at the very cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_QUOTE = 24
"""Characters a sentence repeats of what stands in a cell."""
_HIDING = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong at one place. `rule` is a stable code ('date.impossible'), `text` a whole Chinese sentence that says
    what stands there and what is expected. `row` and `column` count from 1, 0 where it is of the whole sheet, row or file.
    One that is not `grave` is only pointed out: the row can be taken as it was read."""

    rule: str
    text: str
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: int = 0
    field: str = ""
    grave: bool = True

    @property
    def cell(self) -> str:
        """'C12'; '第12行', 'C列' where only one of both is known; '' for the whole sheet."""
        if self.row and self.column:
            return f"{letter_of(self.column)}{self.row}"
        if self.row:
            return f"第{self.row}行"
        return f"{letter_of(self.column)}列" if self.column else ""

    @property
    def place(self) -> str:
        """Sheet and cell as one reads them: '人员 C12'."""
        return " ".join(part for part in (self.sheet, self.cell) if part)

    @property
    def line(self) -> str:
        """Place and sentence in one line."""
        return f"{self.place}：{self.text}" if self.place else self.text

    @property
    def order(self) -> tuple[str, int, int, bool]:
        """As one goes through a sheet: by row, then by column, the grave first."""
        return self.sheet, self.row, self.column, not self.grave


def letter_of(column: int) -> str:
    """1 → 'A', 28 → 'AB'."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """'A' → 1, 'AB' → 28; 0 for anything that is not the name of a column."""
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return 0
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def quote(text: str) -> str:
    """As much of a cell as a sentence may repeat: on one line, half-width, without marks that hide or turn letters."""
    words = " ".join(_HIDING.sub(" ", unicodedata.normalize("NFKC", text[:200])).split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"
