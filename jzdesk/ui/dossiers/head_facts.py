"""The head of a form as the paper has it: who and what it is about, read only, in two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Sequence

LONG_TEXT = 13
"""Chinese characters a value may have to stand beside another; Latin letters and digits count half."""


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


class HeadFacts(QWidget):
    """Pairs of label and text; long texts have a line of their own."""

    def __init__(self, facts: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = tuple((label, text) for label, text in facts if text)
        self.setAccessibleName("回访对象")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        row, column = 0, 0
        for label, text in self.facts:
            long = _width(text) > LONG_TEXT
            if long and column:
                row, column = row + 1, 0
            name, value = QLabel(label), QLabel(text)
            mark_role(name, "secondary")
            name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(name, row, column)
            grid.addWidget(value, row, column + 1, 1, 3 if long else 1)
            row, column = (row + 1, 0) if long or column else (row, 2)
