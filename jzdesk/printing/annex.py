"""附页: the continuation pages that take what the cells of a form cannot hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.printing.fill import LINE_SPACING, PADDING, TEXT_SIZE, Fitted, spread

if TYPE_CHECKING:
    from jzdesk.printing.forms import Cell
    from jzdesk.printing.page import Painter, Pen

_LEADING = TEXT_SIZE * LINE_SPACING


@dataclass(frozen=True, slots=True)
class AnnexLine:
    """One line of a continuation page, with its font role and how many points it is set in."""

    text: str
    role: str
    indent: float
    spread: float = 0.0


class Annex:
    """Collects what is left over from one record's cells and breaks it into pages."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter
        self._items: list[list[AnnexLine]] = []

    def next(self) -> str:
        """What the next continued cell will be called."""
        return _circled(len(self._items) + 1)

    def add(self, cell: Cell, page: int, fitted: Fitted) -> None:
        """Take the rest of a cell that stands on this page of the form."""
        form = self._painter.form
        width = self._painter.layout.annex.w - 4 * PADDING
        title = cell.label.replace("　", "") or form.title
        heading = AnnexLine(f"{self.next()} {title}（第{page}页）", form.label_font, 0.0)
        lines = self._painter.fitter.lines(
            fitted.rest, TEXT_SIZE, width, indent=2 * TEXT_SIZE, first=not fitted.within
        )
        body = []
        for line in lines:
            text = fitted.rest[line.start : line.end].rstrip()
            body.append(AnnexLine(text, form.text_font, line.indent, spread(line, len(text), TEXT_SIZE)))
        self._items.append([heading, *body])

    def pages(self) -> list[list[AnnexLine]]:
        """The lines page by page; a heading never stands alone at the end of a page."""
        capacity = int((self._painter.layout.annex.h - PADDING) // _LEADING)
        pages: list[list[AnnexLine]] = []
        for item in self._items:
            if not pages or len(pages[-1]) + 3 > capacity:
                pages.append([])
            elif pages[-1]:
                pages[-1].append(AnnexLine("", self._painter.form.text_font, 0.0))
            for line in item:
                if len(pages[-1]) == capacity:
                    pages.append([])
                pages[-1].append(line)
        return pages


def draw_annex(painter: Painter, pen: Pen, lines: list[AnnexLine]) -> None:
    """The words of one continuation page, its empty part struck out where the form wants it."""
    box = painter.layout.annex
    top = box.top - PADDING / 2
    for line in lines:
        pen.text(
            box.x + 2 * PADDING + line.indent,
            top - _LEADING * 0.7,
            line.text,
            line.role,
            TEXT_SIZE,
            spread=line.spread,
        )
        top -= _LEADING
    if painter.form.page.strike_out:
        painter.strike(pen, box, top)


def _circled(number: int) -> str:
    """① to ⑳, then plain digits in brackets."""
    return chr(0x245F + number) if number <= 20 else f"({number})"
