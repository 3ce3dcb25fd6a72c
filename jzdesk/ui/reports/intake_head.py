"""What stands above a view of 汇总 that one comes back from: 返回, what it shows, its actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from jzdesk.ui.common.record_tab import ActionBar
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.reports.elided import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Head(QFrame):
    """`left()` for 返回."""

    left = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tabBarLine")
        self.back_button = QPushButton("返回")
        self.back_button.setToolTip("Esc")
        self.title, self.note = QLabel(title), ElidedLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        mark_role(self.title, "section")
        mark_role(self.note, "secondary")
        self.bar = ActionBar()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 12, 8)
        self._row.setSpacing(12)
        self._row.addWidget(self.back_button)
        self._row.addWidget(self.title)
        self._row.addWidget(self.note, 1)
        self._row.addWidget(self.bar)
        self.back_button.clicked.connect(self.left)

    def add_beside(self, *widgets: QWidget) -> None:
        """Something between the title and the note."""
        for widget in widgets:
            self._row.insertWidget(self._row.indexOf(self.note), widget)

    def say(self, title: str, note: str) -> None:
        """Another title, and what there is to know."""
        self.title.setText(title)
        self.note.show_line(note, note)
