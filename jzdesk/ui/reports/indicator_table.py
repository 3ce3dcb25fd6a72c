"""单位 × 指标: a rate with its figures in every cell. The county and the levels stand first, whatever the order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from jzdesk.domain.indicators import INDICATORS, Mark
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import ROW_ROLE, Column, WindowedModel
from jzdesk.ui.common.table_view import ROW_PADDING, StateDelegate, TableView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from jzdesk.domain.indicators import Figure
    from jzdesk.services.indicators import Measure, Measured, Place
    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.common.memory import Memory

CODES = tuple(indicator.code for indicator in INDICATORS)
FIRST_RATE = 2
"""The columns before the first indicator: 名次 and 单位."""

PADDING, DENSE_PADDING = 24, 18
MOST_SPARE = 24
BODY_TO_SECONDARY = 10.5 / 9.5
LEAST_NAME = 112
LEAST_ROWS = 4


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place as a row; `rank` is its place by the indicator the table is sorted by."""

    id: int
    place: Place
    name: str
    head: bool
    figures: Mapping[str, Figure]
    rank: int | None


def cell_of(code: str, row: PlaceRow) -> State:
    """'97.8% 44/45': red where something is overdue; '—' where nothing was due."""
    figure = row.figures[code]
    percent = figure.rate.percent
    if percent is None:
        return State(f"不列入 {figure.excused}" if figure.excused else "—", "excused")
    kind = "overdue" if figure.of(Mark.OVERDUE) else "late" if figure.met < figure.due else "plain"
    return State(f"{percent}% {figure.met}/{figure.due}", kind)


COLUMNS = (
    Column("rank", "名次", 48, align="right", sort_key=""),
    Column("name", "单位", 160, sort_key="name", least=LEAST_NAME),
    *(
        Column(i.code, i.name, 100, align="right", sort_key=i.code, text=partial(cell_of, i.code))
        for i in INDICATORS
    ),
)


@dataclass(frozen=True)
class PlaceSource:
    """The rows of the table under a filter. Places with nothing due come last, in either direction."""

    measured: Measured
    level: str | None = None
    unit: str = ""

    def _shown(self, item: Measure) -> bool:
        place = item.place
        if self.level is not None and (place.kind == "county" or place.level != self.level):
            return False
        return not self.unit or (place.kind == "unit" and self.unit in item.name)

    def count(self) -> int:
        return sum(map(self._shown, self.measured.measures))

    def fetch(self, offset: int, limit: int, sort: str, descending: bool) -> Sequence[PlaceRow]:
        return self.rows(sort, descending=descending)[offset : offset + limit]

    def rows(self, sort: str, *, descending: bool) -> list[PlaceRow]:
        """All rows in an order."""
        ranking = self.measured.ranking(sort) if sort in CODES else {}
        rows = [
            PlaceRow(number, item.place, item.name, item.place.kind != "unit", item.figures, ranking.get(item.place))
            for number, item in enumerate(self.measured.measures, 1)
            if self._shown(item)
        ]
        units = [row for row in rows if not row.head]
        if sort in CODES:
            # the best first; among equals those of whom more was asked; whoever owed nothing at the end
            known = [row for row in units if row.rank is not None]
            known.sort(key=lambda row: ((row.rank or 0) * (-1 if descending else 1), -row.figures[sort].due))
            units = known + [row for row in units if row.rank is None]
        elif sort == "name":
            units.sort(key=lambda row: row.name, reverse=descending)
        return [row for row in rows if row.head] + units


class _Cells(StateDelegate):
    """The names of sums stand out by weight."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        row = index.data(ROW_ROLE)
        if isinstance(row, PlaceRow) and row.head and index.column() < FIRST_RATE:
            option.font.setBold(True)  # type: ignore[attr-defined]


class IndicatorTable(TableView):
    """One cell is current: `cell_chosen(row, code)` tells which; `entered` when Enter asks for its people."""

    cell_chosen = Signal(object, str)
    entered = Signal()
    sorted_by = Signal(str)

    def __init__(self, jobs: Jobs, memory: Memory) -> None:
        super().__init__("reports.indicators", WindowedModel(COLUMNS, jobs), memory)
        self._wanted: tuple[Place, str] | None = None
        self._source: PlaceSource | None = None
        self._model.setParent(self)
        self.setAccessibleName("各单位指标")
        self.setMinimumHeight((LEAST_ROWS + 1) * (self.fontMetrics().height() + ROW_PADDING))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._cells = _Cells(self)
        self.setItemDelegate(self._cells)
        self.horizontalHeader().setSectionsMovable(False)
        self.selectionModel().currentChanged.connect(self._moved)
        self._model.loaded.connect(self._loaded)
        self.sort_changed.connect(self._sorted)
        self.opened.connect(self._entered)

    # ---- for the page

    def show_source(self, source: PlaceSource) -> None:
        """Show other figures or other rows, staying at the same place and indicator."""
        self._source = source
        self._model.set_source(source)

    def choose(self, place: Place, code: str) -> None:
        """Make a cell current, now or when it is there."""
        self._wanted = place, code
        self._restore()

    def sort_by(self, code: str) -> None:
        """Rank by an indicator, the best first; '' for the order of levels."""
        if code:
            self._show_sort(CODES.index(code) + FIRST_RATE, descending=False)
        else:
            self._model.set_sort("", descending=False)
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._remember_columns()
        self.sort_changed.emit()

    @property
    def sort_key(self) -> str:
        """By what the units are ranked; '' for another order."""
        return self._model.sort_key if self._model.sort_key in CODES else ""

    def shown(self) -> list[PlaceRow]:
        """All rows as they stand."""
        if self._source is None:
            return []
        return self._source.rows(self._model.sort_key, descending=self._model.descending)

    # ---- widths: every figure whole, the name gets what is left

    def _fit(self) -> None:
        rows, header = self.shown(), self.horizontalHeader()
        self._fitting = True
        header.setStretchLastSection(False)
        texts = [{cell_of(code, row).text for row in rows} for code in CODES]
        wanted = self._widths(texts)
        room = self.viewport().width() - self._usual(COLUMNS[0].width)
        # at 125 % on an office screen the smaller of the two text sizes lets all nine stand side by side
        natural = sum(self._widths(texts, BODY_TO_SECONDARY)) if self.property("dense") else sum(wanted)
        dense = bool(rows) and natural + self._usual(LEAST_NAME) > room
        if dense != bool(self.property("dense")):
            self.setProperty("dense", dense)
            self.style().unpolish(self)
            self.style().polish(self)
            wanted = self._widths(texts)
        spare = max(room - sum(wanted) - self._usual(220), 0) // len(CODES)
        self.setColumnWidth(0, self._usual(COLUMNS[0].width))
        for number, width in enumerate(wanted, FIRST_RATE):
            self.setColumnWidth(number, width + min(spare, MOST_SPARE))
            room -= self.columnWidth(number)
        self.setColumnWidth(1, max(room, self._usual(LEAST_NAME)))
        self._fitting = False

    def _widths(self, texts: list[set[str]], larger: float = 0) -> list[int]:
        """Of the columns of rates: the widest text, or the heading; as they would be in a larger text."""
        metrics, heading = self.fontMetrics(), self.horizontalHeader().fontMetrics()
        around = DENSE_PADDING if self.property("dense") and not larger else PADDING
        widest = [max(map(metrics.horizontalAdvance, found), default=0) * (larger or 1) for found in texts]
        titles = [heading.horizontalAdvance(column.title) + PADDING for column in COLUMNS[FIRST_RATE:]]
        return [max(title, round(text) + around) for title, text in zip(titles, widest, strict=True)]

    def _resized(self, number: int, old: int, new: int) -> None:
        """Widths follow the figures, they are not the user's."""

    # ---- the current cell

    def _colour_states(self, _total: int) -> None:
        """One delegate does for all columns."""

    def _loaded(self, _total: int) -> None:
        self._fit()
        self._restore()

    def _restore(self) -> None:
        rows = self.shown()
        if self._model.rowCount() != len(rows) or not rows:
            return
        place, code = self._wanted or (rows[0].place, CODES[0])
        number = next((n for n, row in enumerate(rows) if row.place == place), 0)
        index = self._model.index(number, CODES.index(code) + FIRST_RATE)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._tell(index)

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._tell(current)

    def _tell(self, index: QModelIndex) -> None:
        row: Any = index.data(ROW_ROLE)
        if isinstance(row, PlaceRow):
            code = CODES[max(index.column() - FIRST_RATE, 0)]
            if index.column() < FIRST_RATE and self._wanted is not None:
                code = self._wanted[1]
            self._wanted = row.place, code
            self.cell_chosen.emit(row, code)

    def _entered(self, _row: int) -> None:
        self.entered.emit()

    def _sorted(self) -> None:
        self.sorted_by.emit(self.sort_key)
        self._model.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
            event.ignore()  # nothing here can be changed or deleted
        else:
            super().keyPressEvent(event)
