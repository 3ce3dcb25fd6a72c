"""指标: every unit measured for a span, ranked, with the people behind each number and what could still be mended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QWidget

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import indicators as service
from jzdesk.services.indicator_book import export_indicators
from jzdesk.services.indicator_lines import lines_behind
from jzdesk.ui.common.layouts import tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.reports.indicator_bar import IndicatorBar
from jzdesk.ui.reports.indicator_people import PeoplePane, PersonRow, person_rows
from jzdesk.ui.reports.indicator_table import IndicatorTable, PlaceRow, PlaceSource
from jzdesk.ui.reports.made_page import MadePage
from jzdesk.ui.reports.outlook import OutlookPanel

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from jzdesk.domain.indicators import Span
    from jzdesk.services.desk import Desk
    from jzdesk.services.indicators import Measured, Place
    from jzdesk.ui.common.jobs import Progress

NOTHING = "没有这样的单位。"


class IndicatorPage(MadePage):
    """The table of units above; who is behind the chosen number and what could still be mended below."""

    title = "指标"
    watches = Touched.ALL

    def build(self) -> None:
        super().build()
        self._measured: Measured | None = None
        self._asked = 0
        self.bar = IndicatorBar(self.frame.today())
        self.table = IndicatorTable(self.jobs, self.frame.memory)
        self.people = PeoplePane(jobs=self.jobs, memory=self.frame.memory)
        self.outlook = OutlookPanel()
        self._note = QLabel(NOTHING)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark_role(self._note, "hint")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._note)
        below = _splitter(Qt.Orientation.Horizontal, (self.people, 61), (self.outlook, 39))
        body = _splitter(Qt.Orientation.Vertical, (self._stack, 46), (below, 54))
        layout = tight_column(self)
        layout.addWidget(self.made)
        layout.addWidget(self.bar)
        layout.addWidget(body, 1)

    def connect_signals(self) -> None:
        self.bar.span_changed.connect(self.reload)
        self.bar.filter_changed.connect(self._show_rows)
        self.bar.ranked.connect(self.table.sort_by)
        self.bar.export_button.clicked.connect(self.export_list)
        self.table.sorted_by.connect(self.bar.show_rank)
        self.table.cell_chosen.connect(self._show_cell)
        self.table.entered.connect(self.people.list.focus_content)
        self.people.opened.connect(self._open)
        self.bar.show_rank(self.table.sort_key)

    # ---- reading

    def reload(self) -> None:
        if not self.desk.may(Permission.READ):
            self.bar.setEnabled(False)
            self._refuse("当前账户不接触业务数据。")
            return
        self.bar.show_rights(may_export=self.desk.may(Permission.EXPORT))
        span, on = self.bar.span, self.bar.on
        self.run(partial(service.measure, self.desk, span, on=on), done=partial(self._show, span, on))

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

    # ---- the workbook, the keyboard

    def export_list(self) -> None:
        """Ctrl+E: the indicators as a workbook."""
        bar = self.bar
        if not bar.export_button.isEnabled():
            return
        path = self.choose_file("导出指标", f"{self.unit_name}{bar.span.title}指标.xlsx")
        if path is not None:
            work = partial(_export, self.desk, bar.span, bar.on, path)
            self.run_long(work, done=partial(self.show_file, "指标"), busy_text="导出指标")

    def focus_filter(self) -> None:
        """Ctrl+F: the unit."""
        self.bar.unit.setFocus()

    def focus_content(self) -> None:
        self.table.setFocus()

    # ---- the people behind a cell

    def _show_cell(self, row: PlaceRow, code: str) -> None:
        if self._measured is None:
            return
        self._asked += 1
        self.people.show_figure(row, row.figures[code])
        self.outlook.show_place(row.name, row.figures)
        work = partial(_read_people, self.desk, self._measured, row.place, code)
        self.run(work, done=partial(self._show_people, self._asked))

    def _show_people(self, asked: int, rows: tuple[PersonRow, ...]) -> None:
        if asked == self._asked:
            self.people.show_rows(rows)

    def _open(self, kind: str, record_id: int) -> None:
        self.frame.open_record(kind, record_id)


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


# ---- on the lanes


def _export(desk: Desk, span: Span, on: date, path: Path, progress: Progress) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    progress(0, 0, "导出指标…")
    export_indicators(desk, span, path, on=on)
    return path


def _read_people(desk: Desk, measured: Measured, place: Place, code: str) -> tuple[PersonRow, ...]:
    lines = lines_behind(desk, measured.span, place, code, on=measured.on)
    return person_rows(lines, measured.on, desk.calendar)
