"""Above the chart: what it shows, of when and on what it rests; for the rates, which indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.ui.common.layouts import add_row
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.span_chooser import fixed_combo
from jzdesk.ui.reports.elided import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Iterable


LARGER, SMALLER = "放大图", "还原"


class StatisticsHead(QWidget):
    """Title and subtitle; `indicator` is shown for the rates only; `alone` is checked where the chart is to have all the room."""

    def __init__(self, indicators: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.subtitle = QLabel(), ElidedLabel()
        mark_role(self.title, "section")
        mark_role(self.subtitle, "secondary")
        self.indicator = fixed_combo("指标", 7)
        for code, name in indicators:
            self.indicator.addItem(name, code)
        self.indicator.hide()
        self.alone = QPushButton(LARGER)
        self.alone.setCheckable(True)
        self.alone.setProperty("link", True)
        self.alone.setToolTip("只看图，供投影和汇报；在图上按 Esc 还原")
        self.alone.toggled.connect(self._toggled)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 0)
        column.setSpacing(2)
        top = add_row(column)
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.indicator)
        top.addWidget(self.alone)
        column.addWidget(self.subtitle)

    def show_title(self, title: str, subtitle: str) -> None:
        """Say what is shown."""
        self.title.setText(title)
        self.subtitle.show_line(subtitle, subtitle)

    def _toggled(self, on: bool) -> None:
        self.alone.setText(SMALLER if on else LARGER)

    def show_indicator(self, *, on: bool) -> None:
        """Whether an indicator can be chosen."""
        self.indicator.setVisible(on)
