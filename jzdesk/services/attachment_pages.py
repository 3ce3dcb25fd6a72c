"""A page of an attachment for the screen. It needs no desk: whoever calls it has read the content by his right to."""

from __future__ import annotations

from jzdesk.printing.foreign_pages import PagePicture, Pages, draw_pages

__all__ = ["PagePicture", "Pages", "page_of"]


def page_of(content: bytes, number: int, *, width: int) -> Pages:
    """One page of a PDF (counted from 0), `width` pixels wide. A refusal with a sentence when it cannot be shown."""
    return draw_pages(content, [number], width=width)
