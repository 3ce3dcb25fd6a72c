"""A white page to read, that scrolls up and down only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget


class ReadingPage(QScrollArea):
    """Each time it shows something else: take a `fresh_body()`, lay it out and fill it, then `setWidget()`."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)

    def fresh_body(self) -> QWidget:
        """An empty page; the one shown goes when it is set."""
        body = QWidget()
        body.setObjectName("factsBody")
        return body

    def reads(self) -> str:
        """Everything as it reads, for tests."""
        labels = self.widget().findChildren(QLabel) if self.widget() else []
        return " ".join(label.text() for label in labels)
