"""Somebody (or a unit) on record whom a row of a file may mean, beside what the file says; a person says yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout

from jzdesk.ui.common.layouts import add_row
from jzdesk.ui.common.plain_label import plain_label
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from jzdesk.ui.imports.shapes import Alike

STATES = {"一致": "done", "相近": "soon", "不同": "overdue"}


class AlikeCard(QFrame):
    """`taken()`: this one is meant."""

    taken = Signal()

    def __init__(self, alike: Alike, same: str) -> None:
        """`same`: 同一人 or 同一单位."""
        super().__init__()
        self.setObjectName("likenessCard")
        self.yes = QPushButton(f"是{same}")
        self.yes.setAccessibleName(f"是{same}：{alike.text}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        add_row(layout, plain_label(f"库内：{alike.text}"), self.yes).setStretch(0, 1)
        if alike.why:
            layout.addWidget(plain_label(alike.why, "secondary"))
        if alike.pairs:
            grid = QGridLayout()
            layout.addLayout(grid)
            self._fill(grid, alike)
        self.yes.clicked.connect(self.taken)

    def _fill(self, grid: QGridLayout, alike: Alike) -> None:
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, text in enumerate(("", "文件中", "库内记录", "")):
            grid.addWidget(plain_label(text, "secondary"), 0, column)
        for row, (label, given, held, verdict) in enumerate(alike.pairs, 1):
            caption = QLabel(label)
            mark_role(caption, "secondary")
            grid.addWidget(caption, row, 0)
            for column, text in enumerate((given, held), 1):
                grid.addWidget(plain_label(text or "（空）", "" if text else "secondary"), row, column)
            said = QLabel(verdict)
            said.setProperty("state", STATES.get(verdict, ""))
            mark_role(said, "secondary")
            grid.addWidget(said, row, 3)
