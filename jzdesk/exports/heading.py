"""Where the heading of a table stands above its sample row, and which text belongs to which column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Merge = tuple[int, int, int, int]
"""A merged range: first column, first row, last column, last row, from 1."""

_LINE_MARKS = ("：", ":", "{{")
"""What a line of facts over a table (填报单位：…) has and a heading has not."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The texts of a sheet by (column, row), and its merged ranges."""

    texts: Mapping[tuple[int, int], str]
    merges: Sequence[Merge]

    def merge_at(self, column: int, row: int) -> Merge | None:
        """The merged range a cell is in."""
        return next((m for m in self.merges if m[0] <= column <= m[2] and m[1] <= row <= m[3]), None)

    def anchor(self, column: int, row: int) -> tuple[int, int]:
        """The cell whose text shows at a place."""
        found = self.merge_at(column, row)
        return (found[0], found[1]) if found else (column, row)

    def text(self, column: int, row: int) -> str:
        """The text that shows at a place."""
        return self.texts.get(self.anchor(column, row), "")


def heading_above(cells: Cells, sample: int, columns: Sequence[int]) -> tuple[int, ...]:
    """The rows of the heading directly above row `sample` of a table in `columns`, from above; () where there is none.

    The lowest row has a text for most columns; rows above it belong to the heading where they say what columns have in
    common: tied to it by a merged cell, or two texts and more without the marks of a line of facts."""
    found: list[int] = []
    for row in range(sample - 1, 0, -1):
        anchors = {cells.anchor(c, row) for c in columns if cells.text(c, row)}
        texts = [cells.texts[a] for a in anchors]
        marked = any(mark in text for text in texts for mark in _LINE_MARKS if not _is_word(text))
        if found:
            tied = any(m[1] <= row < m[3] and m[0] in columns for m in cells.merges)
            if not tied and (len(anchors) < 2 or marked):
                break
        elif not anchors:
            continue
        elif 2 * sum(bool(cells.text(c, row)) for c in columns) < len(columns) or len(anchors) == 1 < len(
            columns
        ):
            break
        found.append(row)
    return tuple(reversed(found))


def _is_word(text: str) -> bool:
    """Whether a text is a token alone: a heading whose word comes from the county's lists."""
    return text.startswith("{{") and text.endswith("}}") and text.count("{{") == 1


def titles_of(cells: Cells, rows: Sequence[int], column: int) -> tuple[str, ...]:
    """The texts over a column from above, each once."""
    seen = dict.fromkeys(cells.anchor(column, row) for row in rows)
    return tuple(text for at in seen if (text := "".join(cells.texts.get(at, "").split())))
