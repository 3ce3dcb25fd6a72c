"""Drawing on a page: the pen, the fixed background of a form's page, and the words of one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from jzdesk.printing.errors import FormError
from jzdesk.printing.fill import (
    LINE_SPACING,
    PADDING,
    SIZES,
    TEXT_SIZE,
    Fitted,
    Fitter,
    Record,
    chosen,
    spread,
    template_text,
)
from jzdesk.printing.fonts import BOLD, SONG, Typefaces
from jzdesk.printing.forms import A4, FORM_FILE, PLACEHOLDER, FormDefinition
from jzdesk.printing.layout import MM, TITLE_HEIGHT, Box, Layout, Placed, Sheet, edges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reportlab.pdfgen.canvas import Canvas

BORDER, RULE = 0.5, 0.25
"""Widths in points: of the table's lines (customary 0.5 pt), and of the lines to write on."""
TITLE_SIZE = 22.0
"""二号, as GB/T 9704 has for titles."""
_SMALL = 9.0
_ASCENT = 0.86  # from the top of a line of CJK text to its baseline, in parts of the size
_TICK = "√"


class TextSink(Protocol):
    """Takes text that has been placed; a test or a benchmark may listen in place of a page."""

    def __call__(self, x: float, y: float, font: str, size: float, text: str) -> None: ...


class Pen:
    """Draws on the canvas's current page. Lines are drawn at once, text is gathered into one text object."""

    def __init__(self, canvas: Canvas, faces: Typefaces, listener: TextSink | None = None) -> None:
        self._canvas = canvas
        self._faces = faces
        self._listener = listener
        self._text = canvas.beginText()
        self._font: tuple[str, float] = ("", 0.0)
        self._spread = 0.0

    def text(self, x: float, y: float, text: str, role: str, size: float, *, spread: float = 0.0) -> None:
        """Text from the point (x, y) of its baseline, `spread` points between its characters."""
        if spread != self._spread:
            self._text.setCharSpace(spread)
            self._spread = spread
        for font, run in self._faces.runs(text, role):
            if self._font != (font, size):
                self._text.setFont(font, size)
                self._font = (font, size)
            self._text.setTextOrigin(x, y)
            self._text.textOut(run)
            if self._listener:
                self._listener(x, y, font, size, run)
            x += self._faces.width(run, role, size) + len(run) * spread

    def centred(self, x: float, y: float, text: str, role: str, size: float) -> None:
        """Text with its middle at x."""
        self.text(x - self._faces.width(text, role, size) / 2, y, text, role, size)

    def right(self, x: float, y: float, text: str, role: str, size: float) -> None:
        """Text that ends at x."""
        self.text(x - self._faces.width(text, role, size), y, text, role, size)

    def lines(self, width: float, segments: Sequence[tuple[float, float, float, float]]) -> None:
        """Straight lines (x1, y1, x2, y2) of a width in points."""
        if segments:
            self._canvas.setLineWidth(width)
            self._canvas.lines(segments)

    def grid(self, width: float, boxes: Sequence[Box]) -> None:
        """The borders of boxes; one that two boxes share is drawn once, or it would look thicker."""
        self.lines(width, edges(boxes))

    def finish(self) -> None:
        """Put the gathered text on the page. The pen is used up."""
        self._canvas.drawText(self._text)


class Painter:
    """Draws the parts of one form's pages with the form's fonts."""

    def __init__(self, form: FormDefinition, layout: Layout, faces: Typefaces) -> None:
        self.form = form
        self.layout = layout
        self.faces = faces
        self.fitter = Fitter(faces, form.text_font)
        self._labels = Fitter(faces, form.label_font)

    # The fixed part, the same for every record.

    def background(self, pen: Pen, sheet: Sheet, *, first: bool, written: bool) -> None:
        """Borders, labels, fixed texts and the lines to write on. `written`: with words, not for a pen."""
        if first:
            self._title(pen, self.form.title)
        pen.grid(BORDER, [box for _, box in sheet.sides] + [placed.box for placed in sheet.cells])
        for title, box in sheet.sides:
            self._upright(pen, title, box)
        for placed in sheet.cells:
            self._fixed(pen, placed, ruled=placed.lines > 0 and not (written and placed.cell.value))
        self._signatures(pen)

    def annex_background(self, pen: Pen) -> None:
        """The fixed part of a continuation page."""
        self._title(pen, f"{self.form.title}附页")
        pen.grid(BORDER, [self.layout.annex])
        self._signatures(pen)

    def _title(self, pen: Pen, text: str) -> None:
        frame = self.layout.sheets[0].frame
        top = A4[1] * MM - self.form.page.top * MM
        size = TITLE_SIZE
        while size > TEXT_SIZE and self.faces.width(text, BOLD, size) > frame.w:
            size -= 1
        pen.centred(frame.x + frame.w / 2, top - TITLE_HEIGHT * MM / 2 - size * 0.3, text, BOLD, size)

    def _signatures(self, pen: Pen) -> None:
        pen.grid(BORDER, [placed.box for placed in self.layout.signatures])
        for placed in self.layout.signatures:
            self._fixed(pen, placed, ruled=False)

    def _fixed(self, pen: Pen, placed: Placed, *, ruled: bool) -> None:
        cell = placed.cell
        if placed.label and cell.label_on_top:
            self._label_on_top(pen, placed, placed.label)
        elif placed.label:
            self._label(pen, cell.label, placed.label)
            pen.lines(BORDER, [(placed.content.x, placed.box.y, placed.content.x, placed.box.top)])
        if cell.text and not PLACEHOLDER.search(cell.text):
            fitted = self.fitter.fit(cell.text, placed)
            if fitted.rest:
                raise FormError(self.form.folder / FORM_FILE, f"“{cell.text}”", "格内放不下")
            self.words(pen, placed, fitted)
        if cell.foot and not PLACEHOLDER.search(cell.foot):
            self.foot(pen, placed, cell.foot)
        if ruled:
            box, step = placed.content, placed.content.h / placed.lines
            pen.lines(
                RULE,
                [
                    (box.x + 2 * PADDING, box.y + k * step, box.x + box.w - 2 * PADDING, box.y + k * step)
                    for k in range(1, placed.lines)
                ],
            )

    def _label(self, pen: Pen, text: str, box: Box) -> None:
        for size in SIZES:
            lines = self._labels.lines(text, size, box.w - PADDING)
            if len(lines) * size * 1.2 <= box.h:
                break
        y = box.y + box.h / 2 + len(lines) * size * 0.6
        for line in lines:
            pen.centred(
                box.x + box.w / 2,
                y - size * (_ASCENT + 0.1),
                text[line.start : line.end],
                self.form.label_font,
                size,
            )
            y -= size * 1.2

    def _label_on_top(self, pen: Pen, placed: Placed, box: Box) -> None:
        x, y = box.x + 2 * PADDING, box.y + box.h / 2 - TEXT_SIZE * 0.38
        pen.text(x, y, placed.cell.label, self.form.label_font, TEXT_SIZE)
        x += self.faces.width(placed.cell.label, self.form.label_font, TEXT_SIZE) + PADDING
        hint, size = placed.cell.hint, _SMALL
        room = box.x + box.w - PADDING - x
        while size > 6 and self.faces.width(hint, SONG, size) > room:
            size -= 0.5
        pen.text(x, y, hint, SONG, size)

    def _upright(self, pen: Pen, text: str, box: Box) -> None:
        step = min(TEXT_SIZE * 1.6, (box.h - PADDING) / len(text))
        size = min(TEXT_SIZE, step)
        y = box.y + box.h / 2 + step * len(text) / 2
        for character in text:
            pen.centred(box.x + box.w / 2, y - step / 2 - size * 0.36, character, self.form.label_font, size)
            y -= step

    # What differs from record to record.

    def head_and_foot(self, pen: Pen, record: Record, page: int, pages: int) -> None:
        """The head of every page and the page number within the record."""
        setup = self.form.page
        left, right = setup.left * MM, (A4[0] - setup.right) * MM
        y = (A4[1] - setup.top + 3.5) * MM
        number = template_text(record, setup.number, PLACEHOLDER.sub("　" * 8, setup.number))
        pen.right(right, y, number, SONG, 10.5)
        head = template_text(record, setup.head, "")
        size = 10.5
        while size > 6 and self.faces.width(head + number + "　", SONG, size) > right - left:
            size -= 0.5
        pen.text(left, y, head, SONG, size)
        pen.centred((left + right) / 2, (setup.bottom - 7) * MM, f"第 {page} 页　共 {pages} 页", SONG, _SMALL)

    def words(self, pen: Pen, placed: Placed, fitted: Fitted) -> float:
        """The text of a cell. Returns how far down it reaches, in points from the page's bottom."""
        box, role = placed.content, self.form.text_font
        writing = placed.lines > 0
        top = box.top if writing else box.y + box.h / 2 + len(fitted.lines) * fitted.leading / 2
        x = box.x + (2 * PADDING if writing else PADDING)
        base = top - (fitted.leading - fitted.size) / 2 - fitted.size * _ASCENT
        for line in fitted.lines:
            text = fitted.text[line.start : line.end].rstrip()
            if writing or placed.cell.align == "left":
                space = spread(line, len(text), fitted.size)
                pen.text(x + line.indent, base, text, role, fitted.size, spread=space)
            else:
                pen.centred(box.x + box.w / 2, base, text, role, fitted.size)
            base -= fitted.leading
        if fitted.mark:
            pen.right(box.x + box.w - 2 * PADDING, base + fitted.leading, fitted.mark, role, fitted.size)
        return top - len(fitted.lines) * fitted.leading

    def foot(self, pen: Pen, placed: Placed, text: str) -> None:
        """A cell's bottom right: signature and date."""
        box = placed.content
        low = box.h > 2.2 * TEXT_SIZE
        y = box.y + (TEXT_SIZE * 0.7 if low else box.h / 2 - TEXT_SIZE * 0.36)
        size = TEXT_SIZE
        while size > 8 and self.faces.width(text, self.form.text_font, size) > box.w - 2 * PADDING:
            size -= 0.5
        pen.right(box.x + box.w - 1.5 * PADDING, y, text, self.form.text_font, size)

    def strike(self, pen: Pen, box: Box, below: float) -> None:
        """Strike the empty part of a box out, from `below` down, so that nothing can be added (domain:
        talk records).
        """
        if below - box.y >= 1.3 * TEXT_SIZE * LINE_SPACING:
            edge = 2 * PADDING
            pen.lines(BORDER, [(box.x + edge, box.y + PADDING, box.x + box.w - edge, below - PADDING)])

    def ticks(self, pen: Pen, placed: Placed, record: Mapping[str, object]) -> None:
        """The choices of a cell with their boxes, the chosen ticked; a value of the county's own is added
        ticked.
        """
        ticked, others = chosen(record, placed.cell)
        names = [*placed.cell.choices, *others]
        box, role = placed.content, self.form.text_font
        for size in SIZES:
            spots = self._flow(names, size, box.w - 2 * PADDING)
            rows = spots[-1][1] + 1
            if rows * size * 1.35 <= box.h:
                break
        top = box.y + box.h / 2 + rows * size * 0.675
        side = size * 0.82
        for name, (x, row) in zip(names, spots, strict=True):
            base = top - row * size * 1.35 - size * 1.05
            left = box.x + PADDING + x
            pen.grid(0.6, [Box(left, base - size * 0.08, side, side)])
            if name in ticked or name in others:
                pen.text(left - size * 0.06, base + size * 0.02, _TICK, SONG, size)
            pen.text(left + side + size * 0.3, base, name, role, size)

    def _flow(self, names: Sequence[str], size: float, width: float) -> list[tuple[float, int]]:
        """Where each choice stands: distance from the left, and row."""
        spots: list[tuple[float, int]] = []
        x, row = 0.0, 0
        for name in names:
            wide = size * 1.12 + self.faces.width(name, self.form.text_font, size)
            if x and x + wide > width:
                x, row = 0.0, row + 1
            spots.append((x, row))
            x += wide + size * 1.1
        return spots
