"""本月: the rates with their figures, and how the month's report stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.domain.months import title as month_title
from jzdesk.ui.common.layouts import hairline
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.duties import Rate


class RateGrid(QWidget):
    """A line per rate: its name and, as a button, its figures. `chosen(name)` opens the list behind."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self.buttons: dict[str, QPushButton] = {}

    def show_rates(self, rates: Sequence[Rate]) -> None:
        """Show other figures under the same names."""
        for row, rate in enumerate(rates):
            if rate.name not in self.buttons:
                self._add(row, rate.name)
            button = self.buttons[rate.name]
            button.setText(rate.text)
            button.setAccessibleName(f"{rate.name} {rate.text}")
            excused = f"，另有 {rate.excused} 项豁免不计" if rate.excused else ""
            tip = f"应办 {rate.due} 项，完成 {rate.met} 项{excused}。点开看名单。"
            button.setToolTip(tip if rate.due or rate.excused else "本月截至今天没有到期的事项。")

    def _add(self, row: int, name: str) -> None:
        label, button = QLabel(name), QPushButton()
        button.setProperty("figure", True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(partial(self._choose, name))
        label.setBuddy(button)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(button, row, 1, Qt.AlignmentFlag.AlignRight)
        self.buttons[name] = button

    def _choose(self, name: str) -> None:
        self.chosen.emit(name)


class MonthPanel(QFrame):
    """`figure_chosen(name)`, and `month_chosen(key)` to open the report of a month."""

    figure_chosen = Signal(str)
    month_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        self.heading = QLabel("本月")
        mark_role(self.heading, "section")
        self.rates = RateGrid()
        self.rates.chosen.connect(self.figure_chosen)
        note = QLabel("截至今天。点数字看名单。")
        mark_role(note, "secondary")
        report = QLabel("月报")
        mark_role(report, "section")
        self._reports = QVBoxLayout()
        self._reports.setSpacing(4)
        self.month_buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        for widget in (self.heading, hairline(), self.rates, note):
            layout.addWidget(widget)
        layout.addSpacing(16)
        layout.addWidget(report)
        layout.addWidget(hairline())
        layout.addLayout(self._reports)
        layout.addStretch(1)

    def show_month(self, key: str, rates: Sequence[Rate]) -> None:
        """The rates of the month that runs."""
        self.heading.setText(f"本月　{month_title(key)}")
        self.rates.show_rates(rates)

    def show_report(self, key: str, state: str) -> None:
        """A line for a month's report, such as '2026年10月　3 项待核对（11-22） →': it fits the panel up to thousands."""
        button = self.month_buttons.get(key)
        if button is None:
            button = QPushButton()
            button.setProperty("figure", True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(partial(self._open_month, key))
            self._reports.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.month_buttons[key] = button
        button.setText(f"{month_title(key)}　{state} →")
        day = "括号内是最近一次核对的日期。" if "（" in state else ""
        button.setToolTip(f"打开{month_title(key)}月报。{day}")

    def keep_reports(self, keys: Sequence[str]) -> None:
        """Take away the lines of other months."""
        for key in [k for k in self.month_buttons if k not in keys]:
            button = self.month_buttons.pop(key)
            self._reports.removeWidget(button)
            button.deleteLater()

    def _open_month(self, key: str) -> None:
        self.month_chosen.emit(key)
