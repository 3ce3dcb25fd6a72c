"""指标: every unit measured for a span, ranked, with the people behind each number and what could still be mended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.services import indicators as service
from jzdesk.services.indicator_lines import lines_behind
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.reports.indicator_bar import IndicatorBar
from jzdesk.ui.reports.indicator_people import PeoplePane, PersonRow, person_rows
from jzdesk.ui.reports.indicator_table import IndicatorTable, PlaceRow, PlaceSource
from jzdesk.ui.reports.outlook import OutlookPanel

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.indicators import Span
    from jzdesk.services.desk import Desk
    from jzdesk.services.indicators import Measured, Place
    from jzdesk.ui.common.frame import Frame

NOTHING = "没有这样的单位。"


class IndicatorPage(QWidget):
    """`made(path)` is the tab's business; this page reads, shows, and leads to records."""

    export_wanted = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame, self._desk, self._jobs = frame, frame.desk, frame.jobs
        self._measured: Measured | None = None
        self._asked = 0
        self.bar = IndicatorBar(frame.today())
        self.table = IndicatorTable(frame.jobs, frame.memory)
        self.people = PeoplePane(jobs=frame.jobs, memory=frame.memory)
        self.outlook = OutlookPanel()
        self._note = QLabel(NOTHING)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark_role(self._note, "hint")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._note)
        below = _splitter(Qt.Orientation.Horizontal, (self.people, 61), (self.outlook, 39))
        body = _splitter(Qt.Orientation.Vertical, (self._stack, 46), (below, 54))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(body, 1)
        self._connect()

    def _connect(self) -> None:
        self.bar.span_changed.connect(self.reload)
        self.bar.filter_changed.connect(self._show_rows)
        self.bar.ranked.connect(self.table.sort_by)
        self.bar.export_button.clicked.connect(self.export_wanted)
        self.table.sorted_by.connect(self.bar.show_rank)
        self.table.cell_chosen.connect(self._show_cell)
        self.table.entered.connect(self.people.list.focus_content)
        self.people.opened.connect(self._open)
        self.bar.show_rank(self.table.sort_key)

    # ---- reading

    def reload(self) -> None:
        """Count again."""
        if not self._desk.may(Permission.READ):
            self.bar.setEnabled(False)
            self._refuse("当前账户不接触业务数据。")
            return
        self.bar.show_rights(may_export=self._desk.may(Permission.EXPORT))
        span, on = self.bar.span, self.bar.on
        self._jobs.run(
            partial(service.measure, self._desk, span, on=on), owner=self, done=partial(self._show, span, on)
        )

    def _refuse(self, text: str) -> None:
        self._note.setText(text)
        self._stack.setCurrentWidget(self._note)

    def _show(self, span: Span, on: date, measured: Measured) -> None:
        if (span, on) != (self.bar.span, self.bar.on):
            return
        self._measured = measured
        levels = [m for m in measured.measures if m.place.kind == "level"]
        self.bar.set_levels((m.place.level, m.level) for m in levels)
        self._show_rows()

    def _show_rows(self) -> None:
        if self._measured is None:
            return
        source = PlaceSource(self._measured, self.bar.level.currentData(), self.bar.unit.text().strip())
        if source.count():
            self.table.show_source(source)
            self._stack.setCurrentWidget(self.table)
        else:
            self._refuse(NOTHING)

    # ---- the people behind a cell

    def _show_cell(self, row: PlaceRow, code: str) -> None:
        if self._measured is None:
            return
        self._asked += 1
        self.people.show_figure(row, row.figures[code])
        self.outlook.show_place(row.name, row.figures)
        work = partial(_read_people, self._desk, self._measured, row.place, code)
        self._jobs.run(work, owner=self, done=partial(self._show_people, self._asked))

    def _show_people(self, asked: int, rows: tuple[PersonRow, ...]) -> None:
        if asked == self._asked:
            self.people.show_rows(rows)

    def _open(self, kind: str, record_id: int) -> None:
        self._frame.open_record(kind, record_id)


def _splitter(way: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Two parts, each with its share of whatever room there is."""
    splitter = QSplitter(way)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
    for number, (part, share) in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(number, share)
    splitter.setSizes([share * 10 for _, share in parts])
    return splitter


# ---- on the store lane


def _read_people(desk: Desk, measured: Measured, place: Place, code: str) -> tuple[PersonRow, ...]:
    lines = lines_behind(desk, measured.span, place, code, on=measured.on)
    return person_rows(lines, measured.on, desk.calendar)
