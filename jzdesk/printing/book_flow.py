"""Words and tables set on pages: lines broken, tables continued on the next page under their titles.

Nothing is drawn here. The result is a list of pages with everything that stands on them, so that a book can be counted
before its contents are printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.printing.book import Grid, Heading, Pairs, Prose
from jzdesk.printing.fill import PADDING, Fitter, clean, spread
from jzdesk.printing.fonts import HEI, SONG
from jzdesk.printing.layout import MM, Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.printing.book import Block
    from jzdesk.printing.fonts import Typefaces

TEXT, TABLE, HEADING = 12.0, 10.5, 14.0
LEADING, TABLE_LEADING = TEXT * 1.6, TABLE * 1.35
LABEL = 27.0
"""Millimetres of a label's column."""
_ASCENT = 0.86
_GAP = 9.0


@dataclass(frozen=True, slots=True)
class Word:
    """A text at the point of its baseline."""

    x: float
    y: float
    text: str
    role: str
    size: float
    spread: float = 0.0


@dataclass(slots=True)
class PageDraft:
    """What stands on one page; `links` are places that lead to the piece of that key."""

    words: list[Word] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    links: list[tuple[str, Box]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cell:
    """One box of a table's row, `width` in points."""

    text: str
    width: float
    label: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class _Set:
    """A cell with its lines."""

    cell: Cell
    lines: tuple[str, ...]

    @property
    def role(self) -> str:
        return HEI if self.cell.label else SONG


class Flow:
    """Sets block after block into a frame, page after page."""

    def __init__(self, faces: Typefaces, frame: Box) -> None:
        self._faces = faces
        self._fitters = {role: Fitter(faces, role) for role in (SONG, HEI)}
        self.frame = frame
        self.pages: list[PageDraft] = []
        self._y = frame.y

    def add(self, blocks: Sequence[Block]) -> None:
        """Set these blocks below what is there."""
        for block in blocks:
            if isinstance(block, Heading):
                self.heading(block.text)
            elif isinstance(block, Prose):
                self._prose(block)
            elif isinstance(block, Pairs):
                self._pairs(block)
            else:
                self.grid(block)

    def skip(self, height: float) -> None:
        """Leave points of white."""
        self._need(height)
        self._y -= height

    # ---- words

    def title(self, text: str, role: str, size: float) -> None:
        """A centred line, as large as fits."""
        while size > TEXT and self._faces.width(text, role, size) > self.frame.w:
            size -= 1
        self._need(size * 2)
        x = self.frame.x + (self.frame.w - self._faces.width(text, role, size)) / 2
        self.pages[-1].words.append(Word(x, self._y - size * 1.15, text, role, size))
        self._y -= size * 2

    def heading(self, text: str) -> int:
        """A heading with room for what it announces; the page (from 0) it came to stand on."""
        if self.pages and self._y < self.frame.top:
            self._y -= _GAP
        lines = self._fitters[HEI].lines(text, HEADING, self.frame.w)
        self._need(len(lines) * HEADING * 1.5 + 3 * LEADING)
        for line in lines:
            self.pages[-1].words.append(
                Word(self.frame.x, self._y - HEADING * 1.1, text[line.start : line.end].rstrip(), HEI, HEADING)
            )
            self._y -= HEADING * 1.5
        self._y -= 3
        return len(self.pages) - 1

    def _prose(self, block: Prose) -> None:
        text = clean(block.text)
        label = f"{block.label}：" if block.label else ""
        whole = f"{label}{text}"
        for line in self._fitters[SONG].lines(whole, TEXT, self.frame.w, indent=2 * TEXT):
            self._need(LEADING)
            words = whole[line.start : line.end].rstrip()
            x, y = self.frame.x + line.indent, self._y - (LEADING - TEXT) / 2 - TEXT * _ASCENT
            self.pages[-1].words.append(Word(x, y, words, SONG, TEXT, spread(line, len(words), TEXT)))
            self._y -= LEADING
        self._y -= 3

    # ---- tables

    def _pairs(self, block: Pairs) -> None:
        for row in block.rows:
            label = LABEL * MM
            value = self.frame.w / len(row) - label
            self.row([c for name, text in row for c in (Cell(name, label, label=True, centred=True), Cell(text, value))])
        self._y -= _GAP

    def grid(self, block: Grid, *, keys: Sequence[str] = ()) -> None:
        """A table under its titles; `keys` name the pieces its rows lead to."""
        fixed = sum(width for _, width in block.columns) * MM
        sharing = sum(width == 0 for _, width in block.columns)
        share = (self.frame.w - fixed) / sharing if sharing else 0.0
        widths = [width * MM or share for _, width in block.columns]
        top = [Cell(title, width, label=True, centred=True) for (title, _), width in zip(block.columns, widths, strict=True)]
        short = [all(_is_short(text) for text in column) for column in zip(*block.rows, strict=True)]
        for number, texts in enumerate(block.rows):
            cells = [
                Cell(text, width, label=number in block.strong, centred=centred)
                for text, width, centred in zip(texts, widths, short, strict=True)
            ]
            self.row(cells, head=top, starts=number == 0, key=keys[number] if keys else "")
        self._y -= _GAP

    def row(self, cells: Sequence[Cell], *, head: Sequence[Cell] = (), starts: bool = False, key: str = "") -> None:
        """One row; what does not fit goes on overleaf, under `head`. A row that `starts` a table brings its head."""
        rest = [_Set(cell, self._broken(cell)) for cell in cells]
        top = [_Set(cell, self._broken(cell)) for cell in head]
        above = _height(top) if starts and top else 0.0
        whole = _height(rest)
        fresh = self.frame.h - (_height(top) if top else 0.0)
        if not self.pages or (self._room < above + whole and (whole <= fresh / 3 or self._room < above + 4 * TABLE_LEADING)):
            self._turn()
            starts = bool(top)
        if starts and top:
            self._draw(top)
        while _height(rest) > self._room + 1e-6:
            fits = max(int((self._room - 2 * PADDING) // TABLE_LEADING), 1)
            self._draw([_Set(one.cell, one.lines[:fits]) for one in rest], key)
            rest = [_Set(one.cell, one.lines[fits:]) for one in rest]
            self._turn()
            if top:
                self._draw(top)
        self._draw(rest, key)

    def _broken(self, cell: Cell) -> tuple[str, ...]:
        text = clean(cell.text)
        role = HEI if cell.label else SONG
        lines = self._fitters[role].lines(text, TABLE, cell.width - 2 * PADDING)
        return tuple(text[line.start : line.end].rstrip() for line in lines)

    def _draw(self, row: Sequence[_Set], key: str = "") -> None:
        page, height, x = self.pages[-1], _height(row), self.frame.x
        for one in row:
            box = Box(x, self._y - height, one.cell.width, height)
            page.boxes.append(box)
            used = len(one.lines) * TABLE_LEADING
            y = box.top - (height - used) / 2
            for line in one.lines:
                indent = (box.w - self._faces.width(line, one.role, TABLE)) / 2 if one.cell.centred else PADDING
                base = y - (TABLE_LEADING - TABLE) / 2 - TABLE * _ASCENT
                page.words.append(Word(x + indent, base, line, one.role, TABLE))
                y -= TABLE_LEADING
            x += one.cell.width
        if key:
            page.links.append((key, Box(self.frame.x, self._y - height, x - self.frame.x, height)))
        self._y -= height

    # ---- pages

    @property
    def _room(self) -> float:
        return self._y - self.frame.y if self.pages else 0.0

    def _need(self, height: float) -> None:
        if not self.pages or self._room < height:
            self._turn()

    def _turn(self) -> None:
        self.pages.append(PageDraft())
        self._y = self.frame.top


def _height(row: Sequence[_Set]) -> float:
    return max(max((len(one.lines) for one in row), default=1), 1) * TABLE_LEADING + 2 * PADDING


def _is_short(text: str) -> bool:
    """A column of dates, numbers and single words stands in the middle, one of sentences at the left."""
    return len(text) <= 10
