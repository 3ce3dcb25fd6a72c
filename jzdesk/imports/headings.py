"""The heading of a foreign table: among the first rows, below titles of the whole, in one row or two, with merged cells."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain.import_catalogue import plain_title
from jzdesk.domain.sheet_cells import shown
from jzdesk.imports.column_match import Title, TitleIndex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.sheet_cells import SheetRow

FIRST_ROWS = 40
"""Rows among which the heading is looked for."""
LONGEST_TITLE = 40
_LEAST = 2

Merged = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Heading:
    """First and last row (from 1), the title over each column (from 1), and a text by which the same heading is known again."""

    first: int
    last: int
    titles: Mapping[int, Title] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """The same for every table headed so, wherever the heading stands."""
        said = "\n".join(
            f"{column}:{plain_title(title.whole)}" for column, title in sorted(self.titles.items())
        )
        return hashlib.sha256(said.encode()).hexdigest()[:24]


class HeadRows:
    """The first rows as words, what is merged written into every cell it covers."""

    def __init__(self, rows: Sequence[SheetRow], merged: Sequence[Merged]) -> None:
        self._words: dict[int, dict[int, str]] = {}
        self._numbers: dict[int, int] = {}
        for row in rows:
            words = {at: text for at, cell in enumerate(row.cells, 1) if (text := shown(cell).strip())}
            self._words[row.number] = words
            self._numbers[row.number] = sum(
                not isinstance(cell, str) for cell in row.cells if cell is not None
            )
        self.numbers = sorted(self._words)
        for left, top, right, bottom in merged:
            self._cover(left, top, min(right, left + 120), min(bottom, top + 4))

    def _cover(self, left: int, top: int, right: int, bottom: int) -> None:
        text = self._words.get(top, {}).get(left, "")
        if not text:
            return
        for number in range(top, bottom + 1):
            words = self._words.get(number)
            if words is not None:
                for column in range(left, right + 1):
                    words.setdefault(column, text)

    def row(self, number: int) -> dict[int, str]:
        """The words of a row by column."""
        return self._words.get(number, {})

    def is_titles(self, number: int) -> bool:
        """Whether a row may be titles: words only, and short ones."""
        words = self.row(number)
        return (
            bool(words)
            and not self._numbers.get(number, 0)
            and all(len(text) <= LONGEST_TITLE for text in words.values())
        )

    def grouped(self, first: int, last: int) -> bool:
        """Whether the rows belong together: a title reaches over all of them, and another stands over several columns."""
        if first == last:
            return False
        upper, lower = self.row(first), self.row(last)
        through = any(lower.get(column, text) == text for column, text in upper.items())
        return (
            through
            and len(set(upper.values())) > 1
            and any(lower.get(column, text) != text for column, text in upper.items())
        )

    def titles(self, first: int, last: int) -> dict[int, Title]:
        """The title over each column when these rows are the heading: the lowest row, and what stands over it."""
        lower = self.row(last)
        if first == last:
            return {column: Title("", _line(text)) for column, text in lower.items()}
        titles: dict[int, Title] = {}
        upper: dict[int, str] = {}
        for number in range(first, last):
            above, carried = self.row(number), ""
            for column in range(1, max((*above, *lower), default=0) + 1):
                own = above.get(column, "")
                carried = own or (carried if lower.get(column) else "")
                if carried:
                    upper[column] = carried
        for column in sorted({*upper, *lower}):
            below = lower.get(column, "")
            titles[column] = Title(_line(upper.get(column, "")), _line(below or upper[column]))
        return titles


def _line(text: str) -> str:
    return " ".join(text.split())


def find_heading(rows: HeadRows, index: TitleIndex) -> Heading | None:
    """The rows that name most columns, a required one among them. Of equals those that group columns, then fewer rows, then the
    upper one."""
    required = {field.key for field in index.catalogue.fields if field.required}
    best: tuple[tuple[int, bool, int, int], Heading] | None = None
    for first in rows.numbers:
        for depth in (1, 2, 3):
            last = first + depth - 1
            if not all(rows.is_titles(number) for number in range(first, last + 1)):
                break
            titles = rows.titles(first, last)
            keys = {key for title in titles.values() if (key := index.key_of(title))}
            if "unit_post" in keys:
                keys.add("unit_name")
            if not keys & required or len(keys) < min(_LEAST, len(titles)):
                continue
            rank = (len(keys), rows.grouped(first, last), -depth, -first)
            if best is None or rank > best[0]:
                best = rank, Heading(first, last, titles)
    return best[1] if best else None
