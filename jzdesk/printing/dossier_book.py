"""A person's whole file as one PDF: cover, contents, the parts, what others made bound in; a page number on every page.

The book is planned first (`book_plan`), so that the contents can say where everything is; then drawn; then, where it holds
files of others, a child process puts their pages onto the pages kept for them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.printing.book import Counts, Grid, Pairs
from jzdesk.printing.book_plan import FRAME, Entry, FilePages, FormPages, Plan, Planner, WordPages
from jzdesk.printing.fonts import BOLD, SONG, Typefaces, shipped_fonts, system_font_folders
from jzdesk.printing.foreign_files import Place, bind_files
from jzdesk.printing.forms import A4
from jzdesk.printing.layout import MM, lay_out
from jzdesk.printing.page import BORDER, Painter, Pen
from jzdesk.printing.render import FormPress, new_canvas, spoken_faults, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jzdesk.printing.book import Book
    from jzdesk.printing.book_flow import PageDraft
    from jzdesk.printing.book_plan import Unit
    from jzdesk.printing.foreign_files import CleanPages
    from jzdesk.printing.paper import PaperCanvas

SMALL, HEAD = 9.0, 10.5
MARGIN, BAND = 10 * MM, 12 * MM
"""Around a page of others: at its sides, and above and below for its caption and the page number. An A4 page comes to
nine tenths of its size."""
CONTENTS = (("顺序号", 15.0), ("材料名称", 0.0), ("日期", 24.0), ("页号", 14.0), ("备注", 45.0))


def print_book(
    book: Book, out: Path, *, progress: Callable[[int, int], None] | None = None, invariant: bool = False,
    faces: Typefaces | None = None,
) -> Counts:  # fmt: skip
    """Print the book and say what it came to. `progress(done, total)` is called at every piece, twice; an exception from it
    stops the job and no file is written or changed. PrintError when the file cannot be written."""
    faces = faces or Typefaces(shipped_fonts(), system_font_folders())
    pieces = sum(len(part.pieces) for part in book.parts)
    steps = _Steps(2 * pieces + 1, progress)
    canvas = new_canvas(book.title, faces.name(SONG), invariant=invariant)
    press = FormPress(Painter(book.form, lay_out(book.form), faces), canvas)
    made = _Made(book, Planner(book, faces, press, steps.one), steps)
    binder = _Binder(book, canvas, faces, press)
    for number, unit in enumerate(made.units):
        steps.to(pieces + number * pieces // len(made.units))
        binder.draw(unit, made.counts.pages)
    _outline(canvas, made)
    content = canvas.finish()
    steps.to(2 * pieces)
    _write(out, content, binder)
    steps.to(2 * pieces + 1)
    return made.counts


class _Steps:
    """Tells how far the job is; never back."""

    def __init__(self, total: int, progress: Callable[[int, int], None] | None) -> None:
        self._done, self._total, self._progress = 0, total, progress
        self.to(0)

    def one(self) -> None:
        """One more; the last part, planned more than once, does not count twice."""
        self.to(min(self._done + 1, self._total // 2))

    def to(self, done: int) -> None:
        """So far."""
        self._done = max(done, self._done)
        if self._progress:
            self._progress(self._done, self._total)


class _Made:
    """The plan of the whole: cover, contents, parts, closing sheet; repeated until the closing sheet, which tells the
    number of pages, does not change it."""

    def __init__(self, book: Book, planner: Planner, steps: _Steps) -> None:
        self._book, self._planner = book, planner
        main = planner.plan(book.parts)
        self.counts = Counts()
        cover = self._cover()
        for _ in range(4):
            closing = planner.plan([book.closing(self.counts)])
            self.entries = _shifted(main, closing)
            front = cover.pages + self._contents({}).pages
            counts = main.counts(closing, front)
            settled, self.counts = counts == self.counts, counts
            if settled:
                break
        body: list[Unit] = [*main.units, *closing.units]
        self.starts = _starts(body, front)
        self.front = front
        numbers = {e.key: str(self.page_of(e) + 1) for e in self.entries if e.unit is not None}
        self.units: list[Unit] = [cover, self._contents(numbers), *body]

    def page_of(self, entry: Entry) -> int:
        """Where an entry begins, counted from 0."""
        return self.starts[entry.unit or 0] + entry.offset

    def _contents(self, numbers: dict[str, str]) -> WordPages:
        flow = self._planner.flow()
        flow.title("目　　录", BOLD, 22.0)
        rows = tuple(
            (e.number, e.title if e.part else f"　{e.title}", f"{e.on:%Y-%m-%d}" if e.on else "", numbers.get(e.key, ""), e.note)
            for e in self.entries
        )  # fmt: skip
        strong = frozenset(at for at, entry in enumerate(self.entries) if entry.part)
        flow.grid(Grid(CONTENTS, rows, strong), keys=[e.key if e.unit is not None else "" for e in self.entries])
        return WordPages(flow.pages, {0: ["contents"]})

    def _cover(self) -> WordPages:
        book, flow = self._book, self._planner.flow()
        flow.skip(14 * MM)
        flow.title(book.office, BOLD, 20.0)
        flow.skip(26 * MM)
        flow.title("一　人　一　档", BOLD, 40.0)
        flow.title("受处分处理人员回访教育档案", BOLD, 20.0)
        flow.skip(24 * MM)
        flow.add([Pairs(tuple((line,) for line in book.cover))])
        return WordPages(flow.pages, {0: ["cover"]}, bare=True)


def _shifted(main: Plan, closing: Plan) -> list[Entry]:
    """The lines of both, those of the second counted on."""
    from dataclasses import replace

    behind = len(main.units)
    later = [replace(e, unit=e.unit + behind) if e.unit is not None else e for e in closing.entries]
    return [*main.entries, *later]


def _starts(units: Sequence[Unit], front: int) -> list[int]:
    starts, at = [], front
    for unit in units:
        starts.append(at)
        at += unit.pages
    return starts


def _outline(canvas: PaperCanvas, made: _Made) -> None:
    """Bookmarks: cover, contents, the parts that have pages, their pieces."""
    canvas.addOutlineEntry("封面", "cover", 0)
    canvas.addOutlineEntry("目录", "contents", 0)
    for entry in made.entries:
        if entry.unit is not None:
            level = 0 if entry.part else 1
            canvas.addOutlineEntry(f"{entry.number}　{entry.title}", entry.key, level, closed=entry.part)


@dataclass(frozen=True, slots=True)
class _Kept:
    """Pages of a file, and the places kept for them."""

    clean: CleanPages
    places: list[Place]


class _Binder:
    """Draws unit after unit and keeps pages for those of others."""

    def __init__(self, book: Book, canvas: PaperCanvas, faces: Typefaces, press: FormPress) -> None:
        self._book, self._canvas, self._faces, self._press = book, canvas, faces, press
        self._at = 0
        self._marked: set[str] = set()
        self.kept: list[_Kept] = []

    def draw(self, unit: Unit, total: int) -> None:
        """All pages of one unit."""
        if isinstance(unit, FormPages):
            self._canvas.setPageSize((A4[0] * MM, A4[1] * MM))
            self._mark([unit.key])
            self._press.draw(unit.ready, before=self._at, total=total)
        elif isinstance(unit, FilePages):
            self._file(unit, total)
        else:
            for number, draft in enumerate(unit.drafts):
                self._words(draft, self._at + number, total, bare=unit.bare, keys=unit.keys.get(number, []))
        self._at += unit.pages

    def _mark(self, keys: Sequence[str]) -> None:
        """Places on the page now open that the contents and the bookmarks lead to. A part's is its first piece's."""
        for key in keys:
            for name in (key, key.partition(".")[0]):
                if name and name not in self._marked:
                    self._marked.add(name)
                    self._canvas.bookmarkPage(name)

    def _words(self, draft: PageDraft, page: int, total: int, *, bare: bool, keys: Sequence[str]) -> None:
        self._canvas.setPageSize((A4[0] * MM, A4[1] * MM))
        self._mark(keys)
        pen = Pen(self._canvas, self._faces)
        pen.grid(BORDER, draft.boxes)
        for word in draft.words:
            pen.text(word.x, word.y, word.text, word.role, word.size, spread=word.spread)
        for key, box in draft.links:
            if key:
                self._canvas.linkRect("", key, (box.x, box.y, box.x + box.w, box.top), relative=0, Border="[0 0 0]")
        if not bare:
            y = (A4[1] - 20) * MM
            self._line(pen, y, self._book.head, self._book.number, edges=(FRAME.x, FRAME.x + FRAME.w), size=HEAD)
        pen.centred(FRAME.x + FRAME.w / 2, 13 * MM, _numbered(page, total), SONG, SMALL)
        self._close(pen)

    def _file(self, unit: FilePages, total: int) -> None:
        places = []
        for number, (width, height) in enumerate(unit.clean.sizes):
            page = self._at + number
            wide = width > height
            paper = (A4[1] * MM, A4[0] * MM) if wide else (A4[0] * MM, A4[1] * MM)
            self._canvas.setPageSize(paper)
            self._mark([unit.key] if number == 0 else [])
            room = (paper[0] - 2 * MARGIN, paper[1] - 2 * BAND)
            scale = min(room[0] / width, room[1] / height, unit.largest)
            x, y = (paper[0] - width * scale) / 2, paper[1] - BAND - height * scale
            places.append(Place(page, number, scale, x, y))
            pen = Pen(self._canvas, self._faces)
            of = f"（{number + 1}/{unit.pages}）" if unit.pages > 1 else ""
            edges = (MARGIN, paper[0] - MARGIN)
            self._line(pen, paper[1] - 8 * MM, unit.caption + of, self._book.head, edges=edges, size=SMALL)
            pen.centred(paper[0] / 2, 6 * MM, _numbered(page, total), SONG, SMALL)
            self._close(pen)
        self.kept.append(_Kept(unit.clean, places))

    def _line(self, pen: Pen, y: float, left: str, right: str, *, edges: tuple[float, float], size: float) -> None:
        """A line above the page: the left side is cut where both do not fit."""
        room = edges[1] - edges[0] - self._faces.width(right + "　", SONG, size)
        if self._faces.width(left, SONG, size) > room:
            while left and self._faces.width(left + "…", SONG, size) > room:
                left = left[:-1]
            left += "…"
        pen.text(edges[0], y, left, SONG, size)
        pen.right(edges[1], y, right, SONG, size)

    def _close(self, pen: Pen) -> None:
        pen.finish()
        self._canvas.showPage()


def _numbered(page: int, total: int) -> str:
    return f"第 {page + 1} 页　共 {total} 页"


def _write(out: Path, content: bytes, binder: _Binder) -> None:
    """Write the file whole or not at all."""
    if not binder.kept:
        write_whole(out, content)
        return
    aside = out.with_name(out.name + ".part")
    try:
        with spoken_faults(out):
            os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            bind_files(content, [(kept.clean, kept.places) for kept in binder.kept], aside)
            with aside.open("rb+") as written:
                os.fsync(written.fileno())
            aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
