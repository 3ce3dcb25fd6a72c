"""Spans of days the filter line offers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QVBoxLayout, QWidget

from jzdesk.domain.dates import add_months
from jzdesk.ui.common.ask import dialog_buttons
from jzdesk.ui.common.fields import DateField
from jzdesk.ui.common.restyle import mark_role

OWN = "own"
SPANS = (
    ("month", "本月"),
    ("last_month", "上月"),
    ("quarter", "本季度"),
    ("year", "本年"),
    ("last_year", "上年"),
    (OWN, "自定起止…"),
)


class Span(NamedTuple):
    """First and last day, both included; None is open."""

    first: date | None = None
    last: date | None = None


def span_of(code: str | None, on: date) -> Span:
    """The days a choice stands for, seen from a day."""
    month = on.replace(day=1)
    if code == "month":
        return Span(month, add_months(month, 1) - timedelta(days=1))
    if code == "last_month":
        return Span(add_months(month, -1), month - timedelta(days=1))
    if code == "quarter":
        first = month.replace(month=month.month - (month.month - 1) % 3)
        return Span(first, add_months(first, 3) - timedelta(days=1))
    if code == "year":
        return Span(date(on.year, 1, 1), date(on.year, 12, 31))
    if code == "last_year":
        return Span(date(on.year - 1, 1, 1), date(on.year - 1, 12, 31))
    return Span()


class SpanDialog(QDialog):
    """自定起止: two dates, either may be left empty."""

    def __init__(self, parent: QWidget, today: date, span: Span, *, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._today = today
        self.first, self.last = DateField(today=self._on), DateField(today=self._on)
        self.first.setAccessibleName("起")
        self.last.setAccessibleName("止")
        self.first.set_value(span.first)
        self.last.set_value(span.last)
        self.problem = QLabel()
        mark_role(self.problem, "error")
        self.problem.hide()
        lines = QFormLayout()
        buttons = dialog_buttons(self, "筛选")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(lines)
        lines.addRow("起", self.first)
        lines.addRow("止", self.last)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)

    def _on(self) -> date:
        return self._today

    def span(self) -> Span:
        """What was typed."""
        return Span(self.first.value(), self.last.value())

    def accept(self) -> None:
        found = self.first.problem() or self.last.problem()
        span = self.span()
        if not found and span.first and span.last and span.first > span.last:
            found = "起始日期晚于截止日期。"
        if found:
            self.problem.setText(found)
            self.problem.show()
            return
        super().accept()
