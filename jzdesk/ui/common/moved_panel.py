"""What a save moved: the days that changed with it, below the actions until closed or the next form is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Sequence

LINES_SHOWN, LINES_SHOWN_LOW = 6, 3
LOW = 600
"""px of the window: below it the record under the panel needs the room more."""


class MovedPanel(QFrame):
    """Hidden while there is nothing to say. The lines can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("movedPanel")
        self.head = QLabel()
        mark_role(self.head, "section")
        self.list = QPlainTextEdit()
        self.list.setReadOnly(True)
        self.list.setAccessibleName("随之调整的日期")
        self.list.setTabChangesFocus(True)
        self.list.setProperty("bare", "true")
        self.list.document().setDocumentMargin(0)
        self.list.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        close = QToolButton()
        close.setText("知道了")
        close.setAccessibleName("关闭随之调整的日期")
        close.clicked.connect(self.hide)
        top = QHBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 12, 8)
        layout.setSpacing(4)
        layout.addLayout(top)
        top.addWidget(self.head, 1)
        top.addWidget(close)
        layout.addWidget(self.list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_moved(self, lines: Sequence[str]) -> None:
        """Show other lines; none hides the panel."""
        if not lines:
            self.hide()
            return
        self.head.setText(f"{len(lines)} 项日期随之调整")
        self.list.setPlainText("\n".join(lines))
        height = self.list.fontMetrics().lineSpacing() * min(len(lines), self._lines_shown()) + 2
        self.list.setFixedHeight(height)
        self.show()

    def _lines_shown(self) -> int:
        return LINES_SHOWN if self.window().height() >= LOW else LINES_SHOWN_LOW

    def text(self) -> str:
        """The lines as they read, for tests."""
        return self.list.toPlainText()
