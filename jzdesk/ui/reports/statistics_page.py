"""统计: what was handled in some months, topic by topic: a chart for the leader, the figures, and the people behind each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Touched
from jzdesk.services import statistics_rates
from jzdesk.services.statistics_grids import TOPICS, Ref
from jzdesk.services.statistics_rates import RATE
from jzdesk.ui.common.charts.view import ChartView
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.reports.elided import ElidedLabel
from jzdesk.ui.reports.indicator_people import COLUMNS, PeoplePane
from jzdesk.ui.reports.made_page import MadePage
from jzdesk.ui.reports.statistics_bar import StatisticsBar
from jzdesk.ui.reports.statistics_head import StatisticsHead
from jzdesk.ui.reports.statistics_numbers import NumbersTable
from jzdesk.ui.reports.statistics_people import GONE, TimesPane
from jzdesk.ui.reports.statistics_reading import (
    Behind,
    Reading,
    export_book,
    read_behind,
    read_figures,
    read_grid,
    read_rates,
)
from jzdesk.ui.reports.statistics_taking import Taking

if TYPE_CHECKING:
    from jzdesk.domain.charts import Point
    from jzdesk.services.statistics import Statistics
    from jzdesk.services.statistics_grids import Grid
    from jzdesk.services.statistics_rates import Rates

BESIDE = ("what", "rest")
RATE_COLUMNS = tuple(replace(c, shown=c.key not in BESIDE, least=84 if c.least else 0) for c in COLUMNS)
"""The columns of 指标 that fit beside a chart; the others can be chosen."""
PEOPLE_WIDTH = 530
PROJECTED = 1.35
"""How much larger the words are while the chart stands alone."""
REFUSED = "当前账户不接触业务数据。"


class StatisticsPage(MadePage):
    """Topics on the left, the chart with the people behind its bars, the figures below."""

    title = "统计"
    watches = Touched.ALL

    def build(self) -> None:
        super().build()
        self._found: Statistics | None = None
        self._rates: Rates | None = None
        self._grid: Grid | None = None
        self._refs: dict[str, Ref] = {}
        self._asked = 0
        memory = self.frame.memory
        self.bar = StatisticsBar(self.frame.today())
        self.topics = self._make_topics()
        self.head = StatisticsHead(statistics_rates.offered())
        self.chart, self.numbers, self.note = ChartView(), NumbersTable(), ElidedLabel()
        mark_role(self.note, "secondary")
        self.times = TimesPane(jobs=self.jobs, memory=memory)
        self.people = PeoplePane(
            jobs=self.jobs, memory=memory, columns=RATE_COLUMNS, name="reports.rate_people"
        )
        self.panes = QStackedWidget()
        self.panes.addWidget(self.times)
        self.panes.addWidget(self.people)
        self.taking = Taking(self)
        layout = tight_column(self)
        layout.addWidget(self.made)
        layout.addWidget(self.bar)
        layout.addWidget(self._parts(), 1)

    def _make_topics(self) -> QListWidget:
        topics = QListWidget()
        topics.setAccessibleName("统计项目")
        topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for code, name in (*TOPICS, (RATE, "各单位比率")):
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, code)
            topics.addItem(item)
        topics.setFixedWidth(topics.fontMetrics().horizontalAdvance("国") * 8 + 40)
        topics.setCurrentRow(0)
        return topics

    def _parts(self) -> QSplitter:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.chart)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left = QWidget()
        column = tight_column(left)
        column.addWidget(self.head)
        column.addWidget(scroll, 1)
        self._below = below = QWidget()
        rows = tight_column(below)
        rows.addWidget(self.numbers, 1)
        add_row(rows, margins=(12, 4, 12, 4)).addWidget(self.note, 1)
        self._upper = _splitter(Qt.Orientation.Horizontal, (left, 60), (self.panes, 40))
        right = _splitter(Qt.Orientation.Vertical, (self._upper, 58), (below, 42))
        return _splitter(Qt.Orientation.Horizontal, (self.topics, 0), (right, 100))

    def connect_signals(self) -> None:
        self.bar.changed.connect(self._another)
        self.bar.export_button.clicked.connect(self.export_list)
        self.topics.currentRowChanged.connect(self._show_topic)
        self.head.indicator.currentIndexChanged.connect(self._show_topic)
        self.chart.chosen.connect(self._bar_chosen)
        self.chart.entered.connect(self._enter_people)
        self.chart.left.connect(self._restore)
        self.head.alone.toggled.connect(self._show_alone)
        self.numbers.chosen.connect(self._figure_chosen)
        self.numbers.entered.connect(self._enter_people)
        self.times.opened.connect(self._open_case)
        self.times.gone.connect(self._say_gone)
        self.people.opened.connect(self._open)
        self.taking.connect_menu(self.bar.menu)

    # ---- reading

    @property
    def topic(self) -> str:
        """The topic in front."""
        return str(self.topics.currentItem().data(Qt.ItemDataRole.UserRole))

    def choose_topic(self, code: str) -> None:
        """Bring a topic to the front."""
        for row in range(self.topics.count()):
            if self.topics.item(row).data(Qt.ItemDataRole.UserRole) == code:
                self.topics.setCurrentRow(row)

    def _another(self) -> None:
        self.made.clear()
        self.reload()

    def reload(self) -> None:
        if not self.desk.may(Permission.READ):
            for widget in (self.bar, self.topics, self.chart, self.numbers):
                widget.setEnabled(False)
            self.times.list.show_failure(REFUSED)
            return
        self.bar.show_rights(may_export=self.desk.may(Permission.EXPORT))
        topic = "" if self.topic == RATE else self.topic
        work = partial(
            read_figures,
            self.desk,
            self.bar.stretch,
            on=self.bar.on,
            basis=self.bar.chosen_basis,
            topic=topic,
        )
        self.run(work, done=partial(self._show, (self.bar.stretch, self.bar.on, self.bar.chosen_basis)))

    def _show(self, asked: tuple[object, ...], reading: Reading) -> None:
        if asked != (self.bar.stretch, self.bar.on, self.bar.chosen_basis):
            return
        self._found, self._rates = reading.found, None
        if reading.grid is not None and reading.grid.topic == self.topic:
            self._show_grid(reading.grid)
        else:
            self._show_topic()

    def _show_topic(self, _number: int = 0) -> None:
        """The topic or the indicator changed: make its grid from what was counted."""
        found = self._found
        self.head.show_indicator(on=self.topic == RATE)
        if found is None:
            return
        if self.topic != RATE:
            self.run(partial(read_grid, found, self.topic), done=partial(self._grid_made, found))
        elif self._rates is not None:
            self._rates_read(found, self._rates)
        else:
            self.run(partial(read_rates, self.desk, found, None), done=partial(self._rates_read, found))

    def _grid_made(self, found: Statistics, grid: Grid) -> None:
        if found is self._found and grid.topic == self.topic:
            self._show_grid(grid)

    def _rates_read(self, found: Statistics, rates: Rates) -> None:
        """This year's rates at once; the year before, which takes longer, when they are there."""
        if found is not self._found or self.topic != RATE:
            return
        self._rates = rates
        self._show_grid(statistics_rates.make_grid(rates, str(self.head.indicator.currentData())))
        if rates.before is None:
            self.run(partial(read_rates, self.desk, found, rates), done=partial(self._rates_read, found))

    def _show_grid(self, grid: Grid) -> None:
        if self._found is None:
            return
        self._grid = grid
        self.head.show_title(grid.chart.title, grid.chart.subtitle)
        self.note.show_line(grid.note, grid.note)
        self.chart.show_chart(grid.chart)
        ref = self.numbers.show_grid(grid, self._refs.get(grid.topic))
        if ref is not None:
            self._choose(ref)

    # ---- the people behind a figure or a bar

    def _bar_chosen(self, point: Point) -> None:
        if isinstance(point.ref, Ref):
            self.numbers.choose(point.ref)
            self._choose(point.ref)

    def _figure_chosen(self, ref: Ref) -> None:
        self._choose(ref)

    def _choose(self, ref: Ref) -> None:
        """Show who a figure counts; the same bar and figure are marked in chart and table."""
        if self._found is None:
            return
        self._refs[ref.topic] = ref
        self.chart.choose(ref)
        self._asked += 1
        work = partial(read_behind, self.desk, self._found, self._rates, ref)
        self.run(work, done=partial(self._show_behind, self._asked))

    def _show_behind(self, asked: int, behind: Behind) -> None:
        if asked != self._asked:
            return
        if behind.figure is not None and behind.place is not None:
            self.people.show_figure(behind.place, behind.figure)
            self.people.show_rows(behind.lines)
            self._bring(self.people)
        else:
            self.times.show_rows(behind.title, behind.times)
            self._bring(self.times)

    def _bring(self, pane: QWidget) -> None:
        """The pane beside the chart; that of the rates wants more room."""
        if self.panes.currentWidget() is pane:
            return
        self.panes.setCurrentWidget(pane)
        whole = sum(self._upper.sizes())
        wanted = PEOPLE_WIDTH if pane is self.people else whole * 40 // 100
        self._upper.setSizes([whole - wanted, wanted])

    def _show_alone(self, on: bool) -> None:
        """The chart with all the room, for a projector; or beside its people and above its figures again."""
        self.panes.setVisible(not on)
        self._below.setVisible(not on)
        self.chart.enlarge(PROJECTED if on else 1.0)
        self.chart.setFocus()

    def _restore(self) -> None:
        self.head.alone.setChecked(False)

    def _enter_people(self, _point: object = None) -> None:
        self._restore()
        pane = self.people.list if self.panes.currentWidget() is self.people else self.times.list
        pane.focus_content()

    def _open_case(self, case_id: int) -> None:
        self.frame.open_record("case", case_id)

    def _open(self, kind: str, record_id: int) -> None:
        self.frame.open_record(kind, record_id)

    def _say_gone(self) -> None:
        self.jobs.message.emit("refused", GONE)

    # ---- what is taken along

    @property
    def found(self) -> Statistics | None:
        """What was counted last."""
        return self._found

    @property
    def grid(self) -> Grid | None:
        """The topic as it is shown."""
        return self._grid

    def export_list(self) -> None:
        """Ctrl+E: all topics as a workbook with charts."""
        if self._found is None or not self.bar.export_button.isEnabled():
            return
        path = self.choose_file("导出统计", f"{self.unit_name}{self._found.stretch.title}统计.xlsx")
        if path is not None:
            work = partial(export_book, self.desk, self._found, path)
            self.run_long(work, done=partial(self.made.show_made, "统计"), busy_text="导出统计")

    def focus_filter(self) -> None:
        """Ctrl+F: which months."""
        self.bar.which.setFocus()

    def focus_content(self) -> None:
        self.topics.setFocus()


def _splitter(way: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Parts, each with its share of whatever room there is; nought is as wide as it wants to be."""
    splitter = QSplitter(way)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
    for number, (part, share) in enumerate(parts):
        splitter.addWidget(part)
        splitter.setStretchFactor(number, share)
    splitter.setSizes([share * 10 or 1 for _, share in parts])
    return splitter
