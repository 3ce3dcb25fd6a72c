"""Which words of a record go into which cell, at which size, and what the continuation page must take."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.printing.chinese import Line, break_lines
from jzdesk.printing.forms import PLACEHOLDER, Cell

if TYPE_CHECKING:
    from jzdesk.printing.fonts import Typefaces
    from jzdesk.printing.layout import Placed

Record = Mapping[str, object]

TEXT_SIZE = 12.0
"""小四, the size of text and labels."""
LINE_SPACING = 1.55
PADDING = 4.0
"""Points between a cell's border and its text."""
SIZES = (12.0, 10.5, 9.0, 8.0)
"""What is tried in turn where a text does not fit: 小四, 五号, 小五 and a size that is still read."""
_TIGHT, _RUNNING = 1.22, 1.35
_BLANK = "　　　"
# Variation selectors and zero-width marks change no glyph we have and would print as a box.
_INVISIBLE = frozenset(
    chr(c) for c in [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x200B, 0x200C, 0x200D, 0xFEFF]
)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text that fits its cell: its lines, their size and distance.

    Where a cell is too small, `mark` is to be set at the end of its last line and `rest` goes to the
    continuation page; `within` says that the rest begins in the middle of a paragraph.
    """

    text: str
    lines: tuple[Line, ...]
    size: float
    leading: float
    mark: str = ""
    rest: str = ""
    within: bool = False


def spread(line: Line, count: int, size: float) -> float:
    """Points to add after each of `count` characters so that a line reaches the right edge: little,
    or none at all.
    """
    if line.closes or count < 2:
        return 0.0
    extra = line.room / (count - 1)
    return extra if extra <= 0.09 * size else 0.0


def clean(text: str) -> str:
    """Line ends as `\\n`, tabs as spaces, characters that print nothing left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
    return "".join(c for c in text if c == "\n" or (c not in _INVISIBLE and unicodedata.category(c) != "Cc"))


def field_text(record: Record, name: str) -> str:
    """A field as text: several texts joined by 、, yes and no as 是 and 否, nothing as the empty text."""
    value = record.get(name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return clean("、".join(str(one) for one in value if str(one).strip()))
    return clean(str(value))


def template_text(record: Record, text: str, blank: str) -> str:
    """`text` with its `{fields}` filled in, or `blank` when the record has none of them."""
    values = {name: field_text(record, name) for name in PLACEHOLDER.findall(text)}
    if values and not any(values.values()):
        return blank
    return PLACEHOLDER.sub(lambda found: values[found[1]] or _BLANK, text)


def cell_text(record: Record, cell: Cell) -> str:
    """What a cell without choices prints for a record."""
    if cell.value:
        return field_text(record, cell.value) or cell.blank
    return template_text(record, cell.text, cell.blank)


def chosen(record: Record, cell: Cell) -> tuple[frozenset[str], list[str]]:
    """The ticked choices, and values that no printed choice stands for."""
    value = record.get(cell.value)
    if value is None or value == "":
        return frozenset(), []
    if isinstance(value, bool):
        names = [cell.choices[0] if value else cell.choices[-1]]
    elif isinstance(value, str):
        names = [clean(value)]
    else:
        names = [clean(str(one)) for one in value] if isinstance(value, Sequence) else [str(value)]
    return frozenset(names) & set(cell.choices), [one for one in names if one and one not in cell.choices]


def is_written(record: Record, cells: Sequence[Placed]) -> bool:
    """Whether a record holds the words of a talk already held, or is to be filled in by hand."""
    return any(
        placed.lines and placed.cell.value and field_text(record, placed.cell.value) for placed in cells
    )


def _trials(align: str) -> list[tuple[float, int]]:
    """Sizes in the order they are tried, with the most lines allowed: one line of 五号 reads better than
    two of 小四.

    Running text, which is aligned left, is continued elsewhere rather than printed in the smallest size.
    """
    sizes = SIZES[:-1] if align == "left" else SIZES
    return [(SIZES[0], 1), (SIZES[1], 1), *((size, 99) for size in sizes)]


class Fitter:
    """Fits texts into cells with the widths of one font role."""

    def __init__(self, faces: Typefaces, role: str) -> None:
        self._faces = faces
        self._role = role

    def fit(self, text: str, placed: Placed, item: str = "") -> Fitted:
        """Text for a cell: in its usual size; if need be smaller; else cut, with a rest for the continuation
        page, where it is called `item`.
        """
        if placed.lines:
            return self._fit_writing(text, placed, f"（接附页{item}）")
        running = placed.cell.align == "left"
        tight = _RUNNING if running else _TIGHT
        width = placed.content.w - 2 * PADDING
        room = placed.content.h - 2
        for size, most in _trials(placed.cell.align):
            lines = self.lines(text, size, width)
            leading = size * tight
            if len(lines) <= most and len(lines) * leading <= room + 1e-6:
                return Fitted(text, tuple(lines), size, leading)
        # Even the smallest size does not hold it: the last line is the reference to the continuation page.
        keep = max(int(room // leading) - 1, 0)
        cut = lines[keep].start
        mark = f"（接附页{item}）" if running else f"（见附页{item}）"
        head = f"{text[:cut].rstrip()}\n{mark}" if keep else mark
        fitted = Fitted(head, tuple(self.lines(head, size, width)), size, leading)
        # A name or a unit is given whole on the continuation page, running text goes on there.
        return self._cut(fitted, text, cut) if running else replace(fitted, rest=text)

    def _fit_writing(self, text: str, placed: Placed, mark: str) -> Fitted:
        width = placed.content.w - 4 * PADDING
        leading = TEXT_SIZE * LINE_SPACING
        capacity = max(int((placed.content.h - PADDING / 2) // leading), 1)
        lines = self.lines(text, TEXT_SIZE, width, indent=2 * TEXT_SIZE)
        if len(lines) <= capacity:
            return Fitted(text, tuple(lines), TEXT_SIZE, leading)
        last = lines[capacity - 1]
        short = width - last.indent - self._faces.width(mark, self._role, TEXT_SIZE)
        final = self.lines(text[last.start : last.end], TEXT_SIZE, short)[0]
        cut = last.start + final.end
        kept = (*lines[: capacity - 1], Line(last.start, cut, last.indent))  # not spread: the mark follows
        return self._cut(Fitted(text, kept, TEXT_SIZE, leading, mark), text, cut)

    def _cut(self, fitted: Fitted, text: str, cut: int) -> Fitted:
        rest = text[cut:].lstrip(" ")
        return replace(
            fitted, rest=rest.lstrip("\n"), within=not rest.startswith("\n") and text[cut - 1 : cut] != "\n"
        )

    def lines(
        self, text: str, size: float, width: float, *, indent: float = 0.0, first: bool = True
    ) -> list[Line]:
        """The text broken for a column `width` points wide."""
        return break_lines(
            text, self._faces.widths(text, self._role, size), width, indent=indent, first=first
        )
