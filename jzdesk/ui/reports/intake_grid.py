"""收报情况 as a grid: counties down, the months of a year across, a state in words and colour in every cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from jzdesk.domain import months
from jzdesk.domain.intake_board import BOARD_STATES
from jzdesk.ui.common.state import FRAME, SECONDARY, TEXT, colour_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from jzdesk.domain.duties import Rate
    from jzdesk.domain.intake_board import Board, BoardCell, BoardRow

RATES = ("报送率", "按期率")
NAME_CHARS = 7
RETURNED_LATE = "退回逾期"
PADDING = 18
KINDS = {
    "none": "excused", "coming": "open", "missing": "overdue", "received": "soon", "late": "late", "returned": "soon",
    "accepted": "done",
}  # fmt: skip
RATE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_CENTRE = Qt.AlignmentFlag.AlignCenter
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def kind_of(cell: BoardCell) -> str:
    """The state kind that gives a cell its colour."""
    if cell.overdue:
        return "overdue"
    return "late" if cell.late and cell.state == "accepted" else KINDS[cell.state]


def words_of(cell: BoardCell) -> str:
    """The state on the first line, what there is to see to on the second."""
    first = RETURNED_LATE if cell.overdue and cell.intake_id is not None else BOARD_STATES[cell.state]
    second = ["迟报"] if cell.late and cell.state == "accepted" else []
    second += [f"{word}{count}" for word, count in (("改", cell.grave), ("核", cell.checks)) if count]
    return "\n".join((first, " ".join(second))).rstrip()


def said_of(row: BoardRow, cell: BoardCell) -> str:
    """A cell as one sentence: '松滋市2026年9月：已收到，第1次，2026-10-09，期限2026-10-14，须改正1处'."""
    parts = [cell.label]
    if cell.intake_id is not None:
        parts.append(f"第{cell.submission}次")
        parts.append(f"收到于{cell.received_on:%Y-%m-%d}" if cell.received_on else "")
    parts.append(f"期限{cell.due_on:%Y-%m-%d}" if cell.due_on and cell.state != "none" else "")
    parts.append("已逾期" if cell.overdue else "")
    parts += [
        f"{word}{count}处" for word, count in (("须改正", cell.grave), ("须核实", cell.checks)) if count
    ]
    return f"{row.county.name}{months.title(cell.month)}：" + "，".join(part for part in parts if part)


class IntakeGrid(QTableWidget):
    """`chosen(cell | None)` when the cursor comes to another cell, `entered(cell)` for Enter or a double click on one."""

    chosen = Signal(object)
    entered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board: Board | None = None
        self._strong = QFont(self.font())
        self.setProperty("dense", True)
        self.setAccessibleName("收报情况")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(True)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(40)
        across.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setHighlightSections(False)
        down.setTextElideMode(Qt.TextElideMode.ElideRight)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for header in (across, down):
            header.setSectionsClickable(False)
        self.currentCellChanged.connect(self._moved)
        self.cellDoubleClicked.connect(self._enter)

    # ---- what stands there

    def show_board(self, board: Board, place: tuple[int, str]) -> None:
        """Another board, with the cursor on a county's month (or the first county's), without telling."""
        self.board = board
        blocked = self.blockSignals(True)
        self.clear()
        self.setRowCount(len(board.rows) + len(RATES))
        self.setColumnCount(len(board.months) + len(RATES))
        self.setHorizontalHeaderLabels([f"{int(month[5:])}月" for month in board.months] + list(RATES))
        self.setVerticalHeaderLabels([row.county.name for row in board.rows] + list(RATES))
        for number, row in enumerate(board.rows):
            self.verticalHeaderItem(number).setToolTip(f"{row.county.name}（{row.county.code}）")
            self._fill_row(number, row)
        self._fill_rates(board)
        self._go(place)
        self.blockSignals(blocked)
        self._measure()

    def _fill_row(self, number: int, row: BoardRow) -> None:
        for column, cell in enumerate(row.cells):
            item = _item(words_of(cell), said_of(row, cell))
            kind = kind_of(cell)
            item.setForeground(colour_of(kind))
            if cell.state in ("none", "coming"):
                item.setBackground(QColor(FRAME))
            self.setItem(number, column, item)
        for column, rate in enumerate((row.report, row.on_time), len(row.cells)):
            self.setItem(number, column, _rate(rate, row.county.name))

    def _fill_rates(self, board: Board) -> None:
        last, across = len(board.rows), len(board.months)
        for column, (month, report, on_time) in enumerate(board.by_month):
            for offset, rate in enumerate((report, on_time)):
                self.setItem(last + offset, column, _rate(rate, months.title(month)))
        self._strong = QFont(self.font())
        self._strong.setBold(True)
        for offset, rate in enumerate((board.report, board.on_time)):
            for column in (0, 1):
                item = _rate(rate, "全部单位") if column == offset else _item("", "")
                item.setFont(self._strong)
                self.setItem(last + offset, across + column, item)

    def cell_at(self, row: int, column: int) -> BoardCell | None:
        """A county's month; None for a rate."""
        rows = self.board.rows if self.board else ()
        if 0 <= row < len(rows) and 0 <= column < len(rows[row].cells):
            return rows[row].cells[column]
        return None

    @property
    def current(self) -> BoardCell | None:
        """The county's month the cursor is on."""
        return self.cell_at(self.currentRow(), self.currentColumn())

    @property
    def said(self) -> str:
        """The current cell as a sentence."""
        item = self.currentItem()
        return item.toolTip() if item is not None else ""

    def go_to(self, county_id: int, month: str) -> None:
        """Put the cursor on a county's month."""
        self._go((county_id, month))

    def _go(self, place: tuple[int, str]) -> None:
        for row, line in enumerate(self.board.rows if self.board else ()):
            for column, cell in enumerate(line.cells):
                if cell.month == place[1] and place[0] in (0, cell.county_id):
                    self.setCurrentCell(row, column)
                    return
        self.setCurrentCell(0, 0)

    # ---- size

    def _measure(self) -> None:
        """A row is as high as it has lines; not on resizing, which would come round again."""
        line = self.fontMetrics().lineSpacing()
        for row in range(self.rowCount()):
            texts = [item.text() for column in range(self.columnCount()) if (item := self.item(row, column))]
            self.setRowHeight(row, line * (2 if any("\n" in text for text in texts) else 1) + 6)
        self.verticalHeader().setFixedWidth(self.fontMetrics().horizontalAdvance("国") * NAME_CHARS + 8)
        self.horizontalHeader().setFixedHeight(line + 10)
        self._say_rates()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_rates()

    def _say_rates(self) -> None:
        """Of a rate the share; where there is room what it is of as well."""
        metrics = QFontMetrics(self._strong)
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                item = self.item(row, column)
                rate = item.data(RATE_ROLE) if item is not None else None
                if item is not None and rate:
                    fits = metrics.horizontalAdvance(rate) + PADDING <= self.columnWidth(column)
                    item.setText(rate if fits else rate.rpartition(" ")[0] or rate)

    # ---- slots

    def _moved(self, *_places: int) -> None:
        self.chosen.emit(self.current)

    def _enter(self, *_place: int) -> None:
        if self.current is not None:
            self.entered.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._enter()
        elif event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _item(text: str, said: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(_CENTRE)
    item.setToolTip(said)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
    return item


def _rate(rate: Rate, whose: str) -> QTableWidgetItem:
    item = _item(rate.text, f"{whose}{rate.name}：{rate.text}")
    item.setData(RATE_ROLE, rate.text.replace("  ", " "))
    item.setForeground(QColor(SECONDARY if rate.percent is None else TEXT))
    return item
