"""The bar below a step: what hinders going on, back, and the step itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from jzdesk.ui.common.restyle import restyle


class Foot(QFrame):
    """`go_wanted()`, `back_wanted()`."""

    go_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("formBar")
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setAccessibleName("说明")
        self.back_button, self.go_button = QPushButton("返回"), QPushButton(verb)
        self.back_button.setToolTip("Esc")
        self.go_button.setProperty("primary", True)
        self._tip = "Ctrl+S"
        self.go_button.setToolTip(self._tip)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 8, 16, 8)
        self._row.setSpacing(12)
        self._row.addWidget(self.said, 1)
        self._row.addWidget(self.back_button)
        self._row.addWidget(self.go_button)
        self.back_button.clicked.connect(self.back_wanted)
        self.go_button.clicked.connect(self.go_wanted)

    def add_link(self, widget: QWidget) -> None:
        """Something beside the sentence."""
        self._row.insertWidget(self._row.indexOf(self.back_button), widget)

    def say(self, text: str, kind: str = "") -> None:
        """What there is to know before going on; `kind` is a state kind."""
        self.said.setText(text)
        self.said.setProperty("state", kind)
        restyle(self.said)

    def set_ready(self, *, on: bool, why_not: str = "") -> None:
        """Whether one may go on, and why not."""
        self.go_button.setEnabled(on)
        self.go_button.setToolTip(self._tip if on else why_not)

    @property
    def is_ready(self) -> bool:
        """Whether one may go on."""
        return self.go_button.isEnabled()
