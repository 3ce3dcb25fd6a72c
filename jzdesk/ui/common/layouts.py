"""Rows, columns and bars inside another layout: each is added first and filled afterwards.

PySide 6.9.3 wraps every item of a filled layout that is added to another one; freeing such an item may crash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QBoxLayout

Margins = tuple[int, int, int, int]
NONE: Margins = (0, 0, 0, 0)
BAR: Margins = (16, 12, 16, 4)
"""Of the buttons above a page: left, top, right, bottom."""


def add_row(
    layout: QBoxLayout, *items: QWidget | None, margins: Margins = NONE, spacing: int = 8, stretch: int = 0
) -> QHBoxLayout:
    """One row more in a layout, with the widgets side by side; None is room that stretches."""
    row = QHBoxLayout()
    row.setContentsMargins(*margins)
    row.setSpacing(spacing)
    layout.addLayout(row, stretch)
    for item in items:
        if item is None:
            row.addStretch(1)
        else:
            row.addWidget(item)
    return row


def fill_pair(column: QVBoxLayout, above: QWidget, below: QWidget) -> None:
    """Two lines as one cell, at the top of it: side by side they would not fit beside a list."""
    column.setSpacing(0)
    column.addWidget(above)
    column.addWidget(below)
    column.addStretch(1)


def with_bar(page: QWidget, *items: QWidget | None, margins: Margins = BAR) -> QWidget:
    """A page with its buttons in a row above it."""
    box = QWidget()
    layout = tight_column(box)
    add_row(layout, *items, None, margins=margins)
    layout.addWidget(page, 1)
    return box


def tight_column(widget: QWidget) -> QVBoxLayout:
    """The layout of a widget whose parts stand one below the other with nothing between or around them."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(*NONE)
    layout.setSpacing(0)
    return layout


def hairline() -> QFrame:
    """The thin line below a heading."""
    line = QFrame()
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line
