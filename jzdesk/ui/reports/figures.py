"""The figures of a month: the rates, and the four forms of handling of the month and of the year so far."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from jzdesk.domain.duties import STATE_NAMES, DutyState
from jzdesk.domain.handling import form_name
from jzdesk.ui.common.duty_list import STATE_KINDS
from jzdesk.ui.common.layouts import hairline
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.today.month_panel import RateGrid

if TYPE_CHECKING:
    from jzdesk.services.months import MonthFigures

HEADINGS = ("", "本月人次", "占比", "本年人次", "占比")
SAID = ("", "本月人次", "本月占比", "本年人次", "本年占比")
FORMS = (1, 2, 3, 4)


class FiguresPanel(ReadingPage):
    """`figure_chosen(name)` when a rate's figures were pressed."""

    figure_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("本月数据", parent)
        self.rates = RateGrid()
        self.rates.chosen.connect(self.figure_chosen)
        self._as_of = _secondary("")
        self.announced, self.reviews, self.letters = _secondary(""), _secondary(""), _secondary("")
        for label in (self.announced, self.reviews, self.letters):
            label.setWordWrap(True)
        self._cells: dict[tuple[int, int], QLabel] = {}
        body = self.fresh_body()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        for widget in (_section("比率"), hairline(), self.rates, self._as_of):
            layout.addWidget(widget)
        layout.addSpacing(12)
        for widget in (_section("四种形态"), hairline()):
            layout.addWidget(widget)
        grid = QGridLayout()
        layout.addLayout(grid)
        self._fill_forms(grid)
        layout.addSpacing(12)
        for widget in (_section("公开宣布"), hairline(), self.announced):
            layout.addWidget(widget)
        layout.addSpacing(12)
        for widget in (_section("容错和廉政意见"), hairline(), self.reviews, self.letters):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.setWidget(body)

    def _fill_forms(self, grid: QGridLayout) -> None:
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for column, heading in enumerate(HEADINGS):
            grid.addWidget(_secondary(heading), 0, column, Qt.AlignmentFlag.AlignRight)
        for row, name in enumerate((*map(form_name, FORMS), "合计"), 1):
            grid.addWidget(QLabel(name), row, 0)
            for column in range(1, len(HEADINGS)):
                cell = QLabel()
                cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                cell.setAccessibleName(f"{name} {SAID[column]}")
                grid.addWidget(cell, row, column)
                self._cells[row, column] = cell

    def show_figures(self, figures: MonthFigures, note: str) -> None:
        """Show the figures of another month; `note` says as of when."""
        self.rates.show_rates(figures.rates)
        self._as_of.setText(note)
        for column, counts, shares in (
            (1, figures.forms, figures.shares),
            (3, figures.forms_year, figures.shares_year),
        ):
            for row, (count, share) in enumerate(zip(counts, shares, strict=True), 1):
                self._show(row, column, count, share)
            self._show(len(FORMS) + 1, column, sum(counts), sum(shares, Decimal(0)))
        parts = [
            f"{STATE_NAMES[state]} {figures.announced[state.value]}"
            for state in STATE_KINDS_IN_ORDER
            if figures.announced.get(state.value)
        ]
        self.announced.setText(
            f"本月作出处分（处理）决定 {figures.decisions:,} 件。"
            + (f"应公开宣布的：{'，'.join(parts)}。" if parts else "")
        )

        self._show_tolerance(figures)

    def _show_tolerance(self, figures: MonthFigures) -> None:
        reviews, letters = figures.reviews, figures.letters
        self.reviews.setText(
            f"本月收到容错审查 {reviews.received:,} 件，认定 {reviews.concluded:,} 件，"
            f"予以容错 {reviews.tolerated:,} 件 {reviews.people:,} 人次。"
        )
        self.letters.setText(
            f"本月收到征求意见函 {letters.received:,} 件 {letters.names:,} 人次，"
            f"回复 {letters.answered:,} 件，其中按期 {letters.on_time:,} 件。"
        )

    def _show(self, row: int, column: int, count: int, share: Decimal) -> None:
        self._cells[row, column].setText(f"{count:,}")
        self._cells[row, column + 1].setText(f"{share} %")

    def texts(self) -> dict[str, str]:
        """The cells of the four forms by what they are, for tests and screen readers."""
        return {cell.accessibleName(): cell.text() for cell in self._cells.values()}


STATE_KINDS_IN_ORDER: tuple[DutyState, ...] = tuple(DutyState(code) for code in STATE_KINDS)


def _section(text: str) -> QLabel:
    label = QLabel(text)
    mark_role(label, "section")
    return label


def _secondary(text: str) -> QLabel:
    label = QLabel(text)
    mark_role(label, "secondary")
    return label
