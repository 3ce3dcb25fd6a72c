"""廉政意见复函 on paper: a letter as GB/T 9704 sets one (三号 text, 二号 title, margins 37/35/28/26 mm), its annex from a new page on,
a page number on every page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.printing.book import Grid
from jzdesk.printing.book_flow import Flow, PageDraft, Word
from jzdesk.printing.fill import Fitter, clean, spread
from jzdesk.printing.fonts import BOLD, FANG, HEI, SONG, Typefaces, shipped_fonts, system_font_folders
from jzdesk.printing.layout import MM, Box
from jzdesk.printing.page import BORDER, Pen
from jzdesk.printing.render import new_canvas, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TEXT, TITLE = 15.75, 22.0
"""三号, of which 28 make a line, and 二号."""
LEADING, TITLE_LEADING = 28.95, 34.0
"""22 lines to the page."""
FRAME = Box(28 * MM, 35 * MM, 156 * MM, 225 * MM)
_SMALL = 10.5
_ASCENT = 0.86
_INDENT = 2 * TEXT
_DATE_BLANK = "　　　　年　　月　　日"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLetter:
    """One letter. `rows` are those of the annex, the first its heading, none for a letter without; `date` '' leaves room for
    the date; `mark` stands above the title of what is not yet sent (送审稿)."""

    title: str
    number: str
    addressee: str
    paragraphs: tuple[str, ...]
    signature: tuple[str, ...]
    date: str
    annex: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    mark: str = ""


def print_letter(
    letter: ReplyLetter, out: Path, *, invariant: bool = False, faces: Typefaces | None = None
) -> int:
    """Print the letter and return its pages. PrintError when the file cannot be written."""
    faces = faces or Typefaces(shipped_fonts(), system_font_folders())
    drafts = _Setter(letter, faces).pages + (_annex(letter, faces) if letter.rows else [])
    canvas = new_canvas(letter.title, faces.name(SONG), invariant=invariant)
    for number, draft in enumerate(drafts, 1):
        pen = Pen(canvas, faces)
        pen.grid(BORDER, draft.boxes)
        for word in draft.words:
            pen.text(word.x, word.y, word.text, word.role, word.size, spread=word.spread)
        pen.centred(FRAME.x + FRAME.w / 2, 24 * MM, f"第 {number} 页　共 {len(drafts)} 页", SONG, _SMALL)
        pen.finish()
        canvas.showPage()
    write_whole(out, canvas.finish())
    return len(drafts)


class _Setter:
    """Sets the letter line after line; a page is begun where the next line has no room."""

    def __init__(self, letter: ReplyLetter, faces: Typefaces) -> None:
        self._faces = faces
        self._fitter = Fitter(faces, FANG)
        self.pages = [PageDraft()]
        self._y = FRAME.top
        self._signed = [text[line.start : line.end].rstrip() for text in letter.signature
                        for line in self._fitter.lines(text, TEXT, FRAME.w - TEXT)]  # fmt: skip
        self._head(letter)
        if letter.addressee:
            self._paragraph(letter.addressee, indent=0.0)
        *before, end = letter.paragraphs or ("",)
        for text in before[:-1]:
            self._paragraph(text)
        for text in before[-1:]:
            if not self._fits(self._count([text, end]) + (2 if letter.rows else 0) + len(self._signed) + 2):
                self._need(
                    99
                )  # the last words go along with the signature, so that it does not follow two of them
            self._paragraph(text)
        self._close(letter)

    def _head(self, letter: ReplyLetter) -> None:
        if letter.mark:
            self._put(FRAME.x, letter.mark, HEI, TEXT)
        if letter.number:
            self._put(
                FRAME.x + FRAME.w - self._faces.width(letter.number, FANG, TEXT), letter.number, FANG, TEXT
            )
        self._y -= LEADING * 2
        for line in _balanced(letter.title, self._faces, FRAME.w - 2 * TITLE):
            x = FRAME.x + (FRAME.w - self._faces.width(line, BOLD, TITLE)) / 2
            self.pages[-1].words.append(Word(x, self._y - TITLE, line, BOLD, TITLE))
            self._y -= TITLE_LEADING
        self._y -= LEADING * 0.6

    def _paragraph(self, text: str, *, indent: float = _INDENT) -> None:
        words = clean(text)
        for line in self._fitter.lines(words, TEXT, FRAME.w, indent=indent):
            self._need(1)
            piece = words[line.start : line.end].rstrip()
            self._put(FRAME.x + line.indent, piece, FANG, TEXT, spread(line, len(piece), TEXT))
            self._y -= LEADING

    def _close(self, letter: ReplyLetter) -> None:
        """The end with the signature on one page: a signature never stands alone. Where it is tight the white above it
        gives way first."""
        below = (2 if letter.rows else 0) + len(self._signed) + 1
        last = self._count(letter.paragraphs[-1:])
        white = 2 if self._fits(last + below + 2) else 1
        if not self._fits(last + below + white):
            self.pages.append(PageDraft())
            self._y, white = FRAME.top, 2
        for text in letter.paragraphs[-1:]:
            self._paragraph(text)
        if letter.rows:
            self._y -= LEADING
            self._paragraph(f"附件：{letter.annex}")
        self._need(white + len(self._signed) + 1)
        self._y -= LEADING * white
        self._signature(letter)

    def _count(self, texts: Sequence[str]) -> int:
        return sum(len(self._fitter.lines(clean(text), TEXT, FRAME.w, indent=_INDENT)) for text in texts)

    def _signature(self, letter: ReplyLetter) -> None:
        """The date ends four characters from the right edge, those who sign stand centred above it."""
        date = letter.date or _DATE_BLANK
        wide = self._faces.width(date, FANG, TEXT)
        right = FRAME.x + FRAME.w
        middle = right - 4 * TEXT - wide / 2
        for text in self._signed:
            width = self._faces.width(text, FANG, TEXT)
            self._put(max(min(middle - width / 2, right - TEXT - width), FRAME.x), text, FANG, TEXT)
            self._y -= LEADING
        self._put(middle - wide / 2, date, FANG, TEXT)
        self._y -= LEADING

    def _put(self, x: float, text: str, role: str, size: float, more: float = 0.0) -> None:
        self.pages[-1].words.append(
            Word(x, self._y - (LEADING - size) / 2 - size * _ASCENT, text, role, size, more)
        )

    def _fits(self, lines: int) -> bool:
        return self._y - lines * LEADING >= FRAME.y - 1e-6

    def _need(self, lines: int) -> None:
        if not self._fits(lines):
            self.pages.append(PageDraft())
            self._y = FRAME.top


_UNITS = re.compile(r".+?(?:、|同志|(?=党风廉政)|$)")


def _balanced(text: str, faces: Typefaces, width: float) -> list[str]:
    """A title in lines of nearly the same length, none wider than the frame, as few as will do; no name is parted."""
    words = " ".join(clean(text).split())
    units = _UNITS.findall(words)
    whole = faces.width(words, BOLD, TITLE)
    least = max(1, -(-int(whole) // int(width)))
    for lines in range(least, least + 3):
        for narrow in range(int(whole / lines), int(width) + 1, 11):
            found = _packed(units, faces, narrow)
            if found and len(found) <= lines:
                return found
    fitter = Fitter(faces, BOLD)
    return [words[line.start : line.end].rstrip() for line in fitter.lines(words, TITLE, width)]


def _packed(units: Sequence[str], faces: Typefaces, width: float) -> list[str]:
    """Units in lines; nothing where one is wider than a line."""
    lines = [""]
    for unit in units:
        if faces.width(lines[-1] + unit, BOLD, TITLE) <= width:
            lines[-1] += unit
        elif faces.width(unit, BOLD, TITLE) <= width:
            lines.append(unit)
        else:
            return []
    return [line for line in lines if line]


def _annex(letter: ReplyLetter, faces: Typefaces) -> list[PageDraft]:
    """附件, its title, its table; the titles of the columns on every page."""
    flow = Flow(faces, FRAME)
    flow.skip(LEADING)
    flow.pages[-1].words.append(Word(FRAME.x, FRAME.top - TEXT, "附件", HEI, TEXT))
    flow.title(letter.annex, BOLD, TITLE)
    flow.skip(LEADING / 2)
    head, *rows = letter.rows
    if rows:
        flow.grid(Grid(_columns(head), tuple(rows)))
    return flow.pages


def _columns(head: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Widths in millimetres by what the columns are called; the others share the rest."""
    fixed = {"序号": 13.0, "姓名": 24.0, "单位及职务": 48.0}
    return tuple((title, fixed.get(title, 0.0)) for title in head)
