"""Where everything on a form's pages stands. Computed once per form: rows have fixed heights, so pages are
the same for every record and can be drawn once as a background.

Coordinates are points from the lower left corner of the page, as PDF has them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.printing.errors import FormError
from jzdesk.printing.forms import A4, FORM_FILE, Block, Cell, FormDefinition, Row
from jzdesk.printing.reader import LABEL_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MM = 72 / 25.4
TITLE_HEIGHT = 17.0
"""Millimetres the title takes above the table of the first page."""
_FULL_ENOUGH = 0.7  # a page less filled than this is left as it is, not stretched


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points: lower left corner, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y + self.h

    def inset(self, dx: float, dy: float) -> Box:
        """The rectangle without a margin at each side."""
        return Box(self.x + dx, self.y + dy, self.w - 2 * dx, self.h - 2 * dy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A cell on its page: the whole box, the label's part, the content's part; `lines` are to write on."""

    cell: Cell
    box: Box
    label: Box | None
    content: Box
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of the form: its cells, and upright titles with their columns."""

    cells: tuple[Placed, ...]
    sides: tuple[tuple[str, Box], ...]
    frame: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All pages of a form, the signature row every page carries, and the frame of a continuation page."""

    sheets: tuple[Sheet, ...]
    signatures: tuple[Placed, ...]
    annex: Box


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows of one block that came to stand on one page."""

    block: Block
    rows: tuple[Row, ...]

    @property
    def height(self) -> float:
        return sum(row.height for row in self.rows)


def lay_out(form: FormDefinition) -> Layout:
    """Share the rows out over pages. Raises FormError when a row is higher than a page."""
    page = form.page
    foot = page.signatures.height if page.signatures else 0.0
    body = A4[1] - page.top - page.bottom - foot
    left, bottom = page.left * MM, (page.bottom + foot) * MM
    width = page.body_width * MM
    sheets = []
    for index, runs in enumerate(_paginate(form, body)):
        room = body - (TITLE_HEIGHT if index == 0 else 0.0)
        top = bottom + room * MM
        sheets.append(_sheet(form, _stretch(runs, room), Box(left, bottom, width, top - bottom)))
    signatures: tuple[Placed, ...] = ()
    if page.signatures:
        signatures = tuple(_row(page.signatures, Box(left, page.bottom * MM, width, foot * MM)))
    annex = Box(left, bottom, width, (body - TITLE_HEIGHT) * MM)
    return Layout(sheets=tuple(sheets), signatures=signatures, annex=annex)


def _paginate(form: FormDefinition, body: float) -> list[list[_Run]]:
    """Rows to pages in their order; a block that does not fit whole is split between rows."""
    pages: list[list[_Run]] = [[]]
    room = body - TITLE_HEIGHT
    for number, block in enumerate(form.blocks, start=1):
        if block.new_page and pages[-1]:
            pages.append([])
            room = body
        taken: list[Row] = []
        for place, row in enumerate(block.rows, start=1):
            if row.height > body - TITLE_HEIGHT:
                where = f"第{number}块“{block.title}”第{place}行"
                raise FormError(form.folder / FORM_FILE, where, f"高 {row.height:g} 毫米，一页放不下")
            if row.height > room + 1e-6:
                if taken:
                    pages[-1].append(_Run(block, tuple(taken)))
                pages.append([])
                room, taken = body, []
            taken.append(row)
            room -= row.height
        pages[-1].append(_Run(block, tuple(taken)))
    return pages


def _stretch(runs: list[_Run], room: float) -> list[_Run]:
    """Give what a nearly full page has left to its rows for writing, so that the table fills it."""
    used = sum(run.height for run in runs)
    writing = sum(row.lines for run in runs for row in run.rows)
    if not writing or used < room * _FULL_ENOUGH:
        return runs
    extra = (room - used) / writing
    return [
        _Run(run.block, tuple(replace(row, height=row.height + extra * row.lines) for row in run.rows))
        for run in runs
    ]


def _sheet(form: FormDefinition, runs: list[_Run], frame: Box) -> Sheet:
    cells: list[Placed] = []
    sides: list[tuple[str, Box]] = []
    top = frame.top
    for run in runs:
        height = run.height * MM
        side = form.page.side * MM if run.block.title else 0.0
        if side:
            sides.append((run.block.title, Box(frame.x, top - height, side, height)))
        for row in run.rows:
            step = row.height * MM
            cells += _row(row, Box(frame.x + side, top - step, frame.w - side, step))
            top -= step
    return Sheet(cells=tuple(cells), sides=tuple(sides), frame=Box(frame.x, top, frame.w, frame.top - top))


def _row(row: Row, box: Box) -> Iterator[Placed]:
    fixed = sum(cell.width for cell in row.cells)
    sharing = sum(cell.width == 0 for cell in row.cells)
    share = (box.w - fixed * MM) / sharing if sharing else 0.0
    x = box.x
    for cell in row.cells:
        width = cell.width * MM or share
        yield _place(cell, Box(x, box.y, width, box.h), row.lines)
        x += width


def edges(boxes: Sequence[Box]) -> list[tuple[float, float, float, float]]:
    """The borders of boxes as straight lines (x1, y1, x2, y2), none drawn twice."""
    level: dict[float, list[tuple[float, float]]] = {}
    upright: dict[float, list[tuple[float, float]]] = {}
    for box in boxes:
        left, right, low, high = (round(v, 2) for v in (box.x, box.x + box.w, box.y, box.top))
        for y in (low, high):
            level.setdefault(y, []).append((left, right))
        for x in (left, right):
            upright.setdefault(x, []).append((low, high))
    lines = [(start, y, end, y) for y, spans in level.items() for start, end in _joined(spans)]
    return lines + [(x, start, x, end) for x, spans in upright.items() for start, end in _joined(spans)]


def _joined(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + 0.02:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _place(cell: Cell, box: Box, lines: int) -> Placed:
    if not cell.label:
        return Placed(cell=cell, box=box, label=None, content=box, lines=lines)
    if cell.label_on_top:
        height = LABEL_HEIGHT * MM
        label = Box(box.x, box.top - height, box.w, height)
        content = Box(box.x, box.y, box.w, box.h - height)
    else:
        width = min(cell.label_width * MM, box.w)
        label = Box(box.x, box.y, width, box.h)
        content = Box(box.x + width, box.y, box.w - width, box.h)
    return Placed(cell=cell, box=box, label=label, content=content, lines=lines)
