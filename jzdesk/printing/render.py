"""Records to a PDF: blank, one, or a thousand in one file. Nothing is left half-written."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jzdesk.paths import replace_file
from jzdesk.printing.annex import Annex, AnnexLine, draw_annex
from jzdesk.printing.errors import PrintError
from jzdesk.printing.fill import Fitted, Record, cell_text, is_written, template_text
from jzdesk.printing.fonts import Typefaces, shipped_fonts, system_font_folders
from jzdesk.printing.forms import A4, PLACEHOLDER, FormDefinition
from jzdesk.printing.layout import MM, Placed, lay_out
from jzdesk.printing.page import Painter, Pen, TextSink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jzdesk.printing.paper import PaperCanvas


def render(
    form: FormDefinition,
    records: Sequence[Mapping[str, object]],
    out: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    invariant: bool = False,
    faces: Typefaces | None = None,
    listener: TextSink | None = None,
) -> int:
    """Print the records into one PDF and return its pages. An empty record gives a form to fill in by hand.

    Values are str, a sequence of str, or bool, by field name. `progress(done, total)` is called before
    each record and at the end; an exception from it stops the job, and no file is written or changed.
    `invariant` leaves time out of the file, for tests. `listener` hears every placed text. Raises
    PrintError when the file cannot be written.
    """
    faces = faces or Typefaces(shipped_fonts(), system_font_folders())
    painter = Painter(form, lay_out(form), faces)
    canvas = new_canvas(form.title, faces.name(form.text_font), invariant=invariant)
    job = FormPress(painter, canvas, listener)
    for done, record in enumerate(records):
        if progress:
            progress(done, len(records))
        job.add(record)
    if progress:
        progress(len(records), len(records))
    if not job.pages:
        raise PrintError("没有可打印的内容。")
    write_whole(out, canvas.finish())
    return job.pages


def new_canvas(title: str, font: str, *, invariant: bool = False) -> PaperCanvas:
    """An empty A4 file; `font` is one that the pages use."""
    from jzdesk.printing.paper import PaperCanvas

    canvas = PaperCanvas(
        "",
        pagesize=(A4[0] * MM, A4[1] * MM),
        pageCompression=1,
        invariant=invariant,
        lang="zh-CN",
        # Any font of ours: reportlab would otherwise list a Helvetica that is not embedded.
        initialFontName=font,  # type: ignore[arg-type]  # the stub says float
    )
    canvas.setTitle(title)
    canvas.setCreator("jzdesk")
    return canvas


def write_whole(out: Path, content: bytes) -> None:
    """Write the file whole or not at all. PrintError says why it could not be."""
    with spoken_faults(out):
        replace_file(out, content)


@contextmanager
def spoken_faults(out: Path) -> Iterator[None]:
    """What the disk refuses, as a PrintError that names the file."""
    try:
        yield
    except PermissionError:
        raise PrintError(f"写不进“{out}”，文件可能正被其他程序打开，请关闭后重试或换一个文件名。") from None
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC}:
            raise PrintError(f"磁盘空间不足，“{out}”没有写入，请腾出空间后重试。") from None
        raise PrintError(f"“{out}”没有写入：{error.strerror}。") from None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record whose texts have been fitted: how many pages it takes is known before any is drawn."""

    record: Record
    written: bool
    fits: tuple[tuple[Fitted | None, ...], ...]
    annex: tuple[list[AnnexLine], ...]

    @property
    def pages(self) -> int:
        """The form's pages and its continuation pages."""
        return len(self.fits) + len(self.annex)


class FormPress:
    """Draws record after record on one canvas; the backgrounds are drawn once and referred to."""

    def __init__(self, painter: Painter, canvas: PaperCanvas, listener: TextSink | None = None) -> None:
        self._painter = painter
        self._canvas = canvas
        self._listener = listener
        self._drawn: set[str] = set()
        self.pages = 0

    def add(self, record: Record) -> None:
        """All pages of one record, numbered by themselves."""
        self.draw(self.prepare(record))

    def prepare(self, record: Record) -> Prepared:
        """Fit the texts of a record; nothing is drawn."""
        sheets = self._painter.layout.sheets
        written = is_written(record, [placed for sheet in sheets for placed in sheet.cells])
        rest = Annex(self._painter)
        fits = tuple(tuple(self._fit(record, sheet.cells, page, rest)) for page, sheet in enumerate(sheets, start=1))
        return Prepared(record, written, fits, tuple(rest.pages()))

    def draw(self, ready: Prepared, *, before: int = 0, total: int = 0) -> None:
        """All pages of one record; in a book `before` pages stand before it, of `total`."""
        record, written, total = ready.record, ready.written, total or ready.pages
        sheets = self._painter.layout.sheets
        for page, (sheet, fitted) in enumerate(zip(sheets, ready.fits, strict=True), start=1):
            pen = self._begin(
                f"page{page}{'written' if written else 'blank'}",
                partial(self._painter.background, sheet=sheet, first=page == 1, written=written),
            )
            self._painter.head_and_foot(pen, record, before + page, total)
            for placed, fit in zip(sheet.cells, fitted, strict=True):
                self._cell(pen, record, placed, fit, written)
            self._end(pen)
        for page, entries in enumerate(ready.annex, start=len(sheets) + 1):
            pen = self._begin("annex", self._painter.annex_background)
            self._painter.head_and_foot(pen, record, before + page, total)
            draw_annex(self._painter, pen, entries)
            self._end(pen)

    def _fit(self, record: Record, cells: Sequence[Placed], page: int, rest: Annex) -> list[Fitted | None]:
        """Each cell's text as far as it fits; the remainder goes to the continuation page."""
        fits: list[Fitted | None] = []
        for placed in cells:
            cell = placed.cell
            if cell.choices or not (cell.value or PLACEHOLDER.search(cell.text)):
                fits.append(None)
                continue
            fit = self._painter.fitter.fit(cell_text(record, cell), placed, rest.next())
            if fit.rest:
                rest.add(cell, page, fit)
            fits.append(fit)
        return fits

    def _cell(self, pen: Pen, record: Record, placed: Placed, fit: Fitted | None, written: bool) -> None:
        cell, painter = placed.cell, self._painter
        if cell.choices:
            painter.ticks(pen, placed, record)
        if PLACEHOLDER.search(cell.foot):
            painter.foot(pen, placed, template_text(record, cell.foot, PLACEHOLDER.sub("　" * 3, cell.foot)))
        if fit is None:
            return
        below = painter.words(pen, placed, fit)
        if written and placed.lines and cell.value and painter.form.page.strike_out:
            painter.strike(pen, placed.content, below)

    def _begin(self, name: str, draw: Callable[[Pen], None]) -> Pen:
        """A page on its background, which is drawn at its first use."""
        if name not in self._drawn:
            self._drawn.add(name)
            self._canvas.beginForm(name)
            pen = self._pen()
            draw(pen)
            pen.finish()
            self._canvas.endForm()
        self._canvas.doForm(name)
        return self._pen()

    def _pen(self) -> Pen:
        return Pen(self._canvas, self._painter.faces, self._listener)

    def _end(self, pen: Pen) -> None:
        pen.finish()
        self._canvas.showPage()
        self.pages += 1
