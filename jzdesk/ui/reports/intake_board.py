"""收报情况: the year, how much came and in time, the grid, and in words what the cursor is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QToolButton, QWidget

from jzdesk.domain import months
from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.record_tab import ActionBar
from jzdesk.ui.common.restyle import mark_role, restyle
from jzdesk.ui.common.span_chooser import YEARS_BACK, fixed_combo
from jzdesk.ui.common.top_bar import TopBar
from jzdesk.ui.reports.intake_grid import IntakeGrid, kind_of

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.intake_board import Board, BoardCell

NO_COUNTIES = "还没有登记报送月报的下级单位。登记以后，这里按月显示各单位的报送情况。"
LEGEND = "改＝须改正，核＝须核实。方向键移动，回车打开。"


class BoardView(QWidget):
    """`year_changed()`; `opened(cell)` for a file that is there, `file_wanted(cell)` where none is; `counties_wanted()`."""

    year_changed = Signal()
    opened = Signal(object)
    file_wanted = Signal(object)
    counties_wanted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = months.before(months.key_of(today))
        self.bar = ActionBar()
        self.year = fixed_combo("年度", 5)
        last = int(self._wanted[:4])
        for year in range(today.year, today.year - YEARS_BACK, -1):
            self.year.addItem(f"{year}年", year)
        self.year.setCurrentIndex(self.year.findData(last))
        self.earlier, self.later = QToolButton(), QToolButton()
        self.earlier.setText("上年")
        self.later.setText("下年")
        self.rates = QLabel()
        self.rates.setAccessibleName("报送率和按期率")
        self.grid = IntakeGrid()
        self.said, self.legend = QLabel(), QLabel(LEGEND)
        self.said.setWordWrap(True)
        self.said.setAccessibleName("所选的月报")
        mark_role(self.legend, "secondary")
        self.open_button = QPushButton("打开")
        self._lay_out()
        self._connect()
        self._tell_years()

    def _lay_out(self) -> None:
        years = QWidget()
        row = tight_column(years)
        add_row(row, self.earlier, self.year, self.later, self.rates)
        layout = tight_column(self)
        layout.addWidget(TopBar(years, self.bar))
        self.empty = self._nobody()
        full = QWidget()
        column = tight_column(full)
        column.addWidget(self.grid, 1)
        column.addWidget(hairline())
        add_row(column, self.said, self.open_button, margins=(16, 8, 16, 4), spacing=12).setStretch(0, 1)
        add_row(column, self.legend, None, margins=(16, 0, 16, 8))
        self.pages = QStackedWidget()
        for page in (full, self.empty):
            self.pages.addWidget(page)
        layout.addWidget(self.pages, 1)

    def _nobody(self) -> QWidget:
        page = QWidget()
        text = QLabel(NO_COUNTIES)
        mark_role(text, "hint")
        self.counties_button = QPushButton("登记下级单位…")
        column = tight_column(page)
        column.addStretch(2)
        add_row(column, None, text, None)
        add_row(column, None, self.counties_button, None, margins=(0, 16, 0, 0))
        column.addStretch(3)
        return page

    def _connect(self) -> None:
        self.year.currentIndexChanged.connect(self._year_changed)
        self.earlier.clicked.connect(self._go_earlier)
        self.later.clicked.connect(self._go_later)
        self.grid.chosen.connect(self._show_cell)
        self.grid.entered.connect(self._enter)
        self.open_button.clicked.connect(self._open)
        self.counties_button.clicked.connect(self.counties_wanted)

    # ---- what stands there

    @property
    def chosen_year(self) -> int:
        """The year shown."""
        return int(self.year.currentData())

    @property
    def month(self) -> str:
        """The month the cursor is on; before there is a board, the one that is due next."""
        cell = self.grid.current
        return cell.month if cell is not None else self._wanted

    def show_board(self, board: Board) -> None:
        """Another board; the cursor stays where it was, at first it is on the month that is due."""
        cell = self.grid.current
        place = (cell.county_id, cell.month) if cell is not None else (0, self._wanted)
        if place[1] not in board.months:
            place = (place[0], f"{self.chosen_year}{place[1][4:]}")
        self.pages.setCurrentIndex(0 if board.rows else 1)
        self.grid.show_board(board, place)
        self.rates.setText(_rates(board) if board.rows else "")
        self._show_cell(self.grid.current)

    def _show_cell(self, cell: BoardCell | None) -> None:
        self.said.setText(self.grid.said)
        self.said.setProperty("state", kind_of(cell) if cell is not None else "")
        restyle(self.said)
        there = cell is not None and cell.intake_id is not None
        wanted = cell is not None and cell.intake_id is None and cell.state != "none"
        self.open_button.setText("接收文件…" if wanted else "打开")
        self.open_button.setEnabled(there or wanted)
        self.open_button.setToolTip("回车" if there or wanted else "")

    def _open(self) -> None:
        cell = self.grid.current
        if cell is not None:
            self._enter(cell)

    def _enter(self, cell: BoardCell) -> None:
        if cell.intake_id is not None:
            self.opened.emit(cell)
        elif cell.state != "none":
            self.file_wanted.emit(cell)

    # ---- years

    def _year_changed(self, _number: int) -> None:
        self._tell_years()
        self.year_changed.emit()

    def _tell_years(self) -> None:
        self.later.setEnabled(self.year.currentIndex() > 0)
        self.earlier.setEnabled(self.year.currentIndex() < self.year.count() - 1)

    def _go_earlier(self) -> None:
        self.year.setCurrentIndex(self.year.currentIndex() + 1)

    def _go_later(self) -> None:
        self.year.setCurrentIndex(self.year.currentIndex() - 1)

    def focus_content(self) -> None:
        """The keyboard goes to the cells."""
        (self.grid if self.pages.currentIndex() == 0 else self.counties_button).setFocus()


def _rates(board: Board) -> str:
    cells = [cell for row in board.rows for cell in row.cells]
    waiting = sum(cell.state in ("received", "late") for cell in cells)
    missing = sum(cell.state == "missing" for cell in cells)
    counts = "".join(f"　{word} {count}" for word, count in (("待处理", waiting), ("未报", missing)) if count)
    return f"报送率 {board.report.text}　按期率 {board.on_time.text}{counts}"
