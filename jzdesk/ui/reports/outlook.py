"""All indicators of one place: how they stand, how they would if what is due were done, and who is left out why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from jzdesk.domain.indicators import INDICATORS, Figure, Mark
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADINGS = ("指标", "现在", "都办结后（补办）", "不列入（以前逾期）")


class OutlookPanel(ReadingPage):
    """如果到期未办的都办结. For the place whose row is current."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("都办结后的比率", parent)
        self.title, self.note = QLabel(), QLabel()
        mark_role(self.title, "section")
        mark_role(self.note, "secondary")
        self.note.setWordWrap(True)
        self.cells: dict[tuple[str, int], QLabel] = {}
        body = self.fresh_body()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self.note)
        grid = QGridLayout()
        layout.addLayout(grid)
        self._fill(grid)
        layout.addStretch(1)
        self.setWidget(body)

    def _fill(self, grid: QGridLayout) -> None:
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(3, 1)
        for column, text in enumerate(HEADINGS):
            heading = QLabel(text)
            mark_role(heading, "secondary")
            if column == 3:
                heading.setWordWrap(True)
                grid.addWidget(heading, 0, column)
            else:
                grid.addWidget(heading, 0, column, _side(column))
        for row, indicator in enumerate(INDICATORS, 1):
            grid.addWidget(QLabel(indicator.name), row, 0)
            for column in range(1, len(HEADINGS)):
                cell = QLabel()
                cell.setAccessibleName(f"{indicator.name} {HEADINGS[column]}")
                if column == 3:
                    mark_role(cell, "secondary")
                    cell.setWordWrap(True)
                    grid.addWidget(cell, row, column)
                else:
                    grid.addWidget(cell, row, column, _side(column))
                self.cells[indicator.code, column] = cell

    def show_place(self, name: str, figures: Mapping[str, Figure]) -> None:
        """Show another place."""
        self.title.setText(f"{name}　如果到期未办的都办结")
        for code, figure in figures.items():
            self.cells[code, 1].setText(percent_of(figure.rate.percent))
            self.cells[code, 2].setText(after(figure))
            self.cells[code, 3].setText(left_out(figure))
        self.note.setText(note_of(figures))


def percent_of(percent: object) -> str:
    """'97.8 %', or '—'."""
    return "—" if percent is None else f"{percent} %"


def after(figure: Figure) -> str:
    """'100.0 %（3 件）', '不变', or '—'."""
    if not figure.due:
        return "—"
    if not figure.open:
        return "不变"
    changed = figure.if_done.met != figure.met
    if not changed:
        return f"不变（{figure.open} {figure.indicator.counted}）"
    return f"{figure.if_done.percent} %（{figure.open} {figure.indicator.counted}）"


def left_out(figure: Figure) -> str:
    """'开除公职 3，死亡 1；以前逾期未办 2'."""
    parts = ["，".join(f"{reason} {count}" for reason, count in figure.reasons.items())]
    if earlier := figure.of(Mark.EARLIER):
        parts.append(f"以前逾期未办 {earlier}")
    return "；".join(part for part in parts if part)


def note_of(figures: Mapping[str, Figure]) -> str:
    """What doing it now does not mend."""
    said = [
        f"{f.indicator.name}有 {late} {f.indicator.counted}"
        for f in figures.values()
        if f.indicator.timely and (late := f.of(Mark.LATE) + f.of(Mark.OVERDUE))
    ]
    if not said:
        return "逾期后补办不计入及时率。"
    return f"逾期后补办不计入及时率：{'，'.join(said)}已逾期，补办后不变。"


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column in (1, 2) else Qt.AlignmentFlag.AlignLeft
