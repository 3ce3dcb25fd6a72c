"""One row of a file: as it stands there among its neighbours, what is wrong with it, whom it may mean, what it would change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jzdesk.services.import_kinds import CHOICE
from jzdesk.ui.common.layouts import add_row, hairline, tight_column
from jzdesk.ui.common.plain_label import plain_label
from jzdesk.ui.common.reading_page import ReadingPage
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.tab_order import tab_after
from jzdesk.ui.imports.alike_card import AlikeCard
from jzdesk.ui.imports.shapes import OUTCOMES
from jzdesk.ui.imports.sheet_grid import SheetGrid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QResizeEvent

    from jzdesk.ui.imports.shapes import RowView
    from jzdesk.ui.imports.sheet_grid import GridRow

ROWS, FEW_ROWS = 4, 2
"""Rows of the file: the heading, the row before, the row, the row after; where there is little room heading and row."""
ROOM_FOR_NEIGHBOURS = 330
"""px."""
MOST_ALIKE = 6
SAME_NUMBER = "身份证号与库内记录相同，不能按新人员登记；如果是文件写错了，请改正后重新读取。"
NOTHING = "在左边选一行，这里显示它在文件中的样子、有什么问题、会怎样写入。"


class RowPanel(QWidget):
    """`decided(row, record_id | None)`: the record that is meant, None for nobody on record; `undecided(row)`: that is
    taken back; `all_new_wanted()`: nobody on record is meant by any row that waits; `record_wanted(kind, id)`."""

    decided = Signal(int, object)
    undecided = Signal(int)
    all_new_wanted = Signal()
    record_wanted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: RowView | None = None
        self.cards: list[AlikeCard] = []
        self.nobody_button: QPushButton | None = None
        self._rows: tuple[GridRow, ...] = ()
        self.waiting = 0
        """How many rows wait for a decision."""
        self.state, self.head = QLabel(), QLabel()
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.head.setAccessibleName("所选的行")
        self.open_button = QPushButton("查看原记录")
        self.open_button.setProperty("link", True)
        self.open_button.hide()
        self.grid = SheetGrid("这一行在文件中的样子")
        self.grid.show_at_least(ROWS, fixed=True)
        self.grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reading = ReadingPage("这一行的情况")
        layout = tight_column(self)
        row = add_row(layout, self.state, self.head, self.open_button, margins=(16, 8, 16, 6), spacing=12)
        row.setStretch(1, 1)
        layout.addWidget(hairline())
        layout.addWidget(self.grid)
        layout.addWidget(self.reading, 1)
        self.open_button.clicked.connect(self._open_record)
        self.show_row(None)

    # ---- what stands there

    def show_row(self, view: RowView | None) -> None:
        """Another row, or none."""
        same = view is not None and self.view is not None and view.number == self.view.number
        place = self.reading.verticalScrollBar().value() if same else 0
        self.view = view
        self._show_head()
        self._show_around()
        body = self.reading.fresh_body()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(6)
        self.cards, self.nobody_button = [], None
        stops: list[QWidget] = []
        if view is not None:
            stops += self._faults(view, column)
            stops += self._choice(view, column)
            self._rest(view, column)
        column.addStretch(1)
        self.reading.setWidget(body)
        tab_after(self.grid, stops)
        self.reading.verticalScrollBar().setValue(place)

    def _show_head(self) -> None:
        view = self.view
        word, kind = OUTCOMES[view.outcome] if view is not None else ("", "")
        self.state.setText(word)
        self.state.setProperty("state", kind)
        mark_role(self.state, "")
        self.head.setText(_head_of(view) if view is not None else NOTHING)
        mark_role(self.head, "" if view is not None else "hint")
        if self.open_button.parentWidget() is not None:
            self.open_button.setVisible(view is not None and view.record is not None)

    def _show_around(self) -> None:
        view = self.view
        marks: dict[tuple[int, int], str] = {}
        first = 0
        if view is not None:
            for fault in reversed(view.faults):
                if fault.column:
                    grave = fault.grave or marks.get((view.number, fault.column)) == "fault"
                    marks[view.number, fault.column] = "fault" if grave else "warning"
                    first = fault.column
        rows = view.around if view is not None else ()
        if self._is_low() and view is not None:
            rows = tuple(row for row in rows if row.kind or row.number == view.number)
        self._rows = rows
        self.grid.show_at_least(len(rows) or ROWS, fixed=True)
        self.grid.show_rows(rows, marks=marks, column=first)
        self.grid.setVisible(
            view is not None and bool(view.around)
        ) if self.grid.parentWidget() is not None else None

    def _is_low(self) -> bool:
        return self.height() < ROOM_FOR_NEIGHBOURS

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (event.oldSize().height() < ROOM_FOR_NEIGHBOURS) != self._is_low():
            self._show_around()

    def _faults(self, view: RowView, column: QVBoxLayout) -> list[QWidget]:
        for text in view.notes:
            column.addWidget(plain_label(text, "secondary"))
        if not view.faults:
            return []
        grid = QGridLayout()
        column.addLayout(grid)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        places: list[QWidget] = []
        for row, fault in enumerate(view.faults):
            place = QPushButton(fault.cell or "整行")
            place.setProperty("link", True)
            place.setProperty("state", "overdue" if fault.grave else "")
            place.setAccessibleName(f"{fault.cell} {fault.text}")
            place.clicked.connect(partial(self._go_to, fault.column))
            grid.addWidget(place, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(plain_label(fault.text), row, 1)
            places.append(place)
        return places

    def _choice(self, view: RowView, column: QVBoxLayout) -> list[QWidget]:
        stops: list[QWidget] = []
        if view.chosen:
            back = QPushButton("重新认定")
            back.setProperty("link", True)
            back.clicked.connect(partial(self.undecided.emit, view.number))
            add_row(column, plain_label(view.chosen), back).setStretch(0, 1)
            return [back]
        if view.outcome != CHOICE or not view.alike:
            return []
        same = "同一人" if view.noun == "人员" else f"同一{view.noun}"
        column.addWidget(plain_label(f"库内有相近的记录，请认定是不是{same}："))
        for alike in view.alike[:MOST_ALIKE]:
            card = AlikeCard(alike, same)
            card.taken.connect(partial(self.decided.emit, view.number, alike.id))
            column.addWidget(card)
            self.cards.append(card)
            stops.append(card.yes)
        if not view.may_be_new:
            column.addWidget(plain_label(SAME_NUMBER, "secondary"))
            return stops
        self.nobody_button = QPushButton(f"都不是，按新{view.noun}登记")
        self.nobody_button.clicked.connect(partial(self.decided.emit, view.number, None))
        stops.append(self.nobody_button)
        if self.waiting > 1:
            everyone = QPushButton(f"待认定的 {self.waiting:,} 行都按新{view.noun}登记…")
            everyone.setProperty("link", True)
            everyone.clicked.connect(self.all_new_wanted)
            stops.append(everyone)
            add_row(column, self.nobody_button, everyone, None, spacing=16)
        else:
            add_row(column, self.nobody_button, None)
        return stops

    def _rest(self, view: RowView, column: QVBoxLayout) -> None:
        if view.changes:
            _table(column, "改动的栏目", ("", "库内原来", "导入后"), view.changes)
        if view.values:
            title = "读到的内容" if not view.changes else "其余读到的内容"
            changed = {label for label, _before, _after in view.changes}
            _table(column, title, (), [pair for pair in view.values if pair[0] not in changed])

    # ---- acts

    def _go_to(self, column: int) -> None:
        if column:
            self.grid.go_to(self._place(), column)

    def _place(self) -> int:
        view = self.view
        rows = self._rows
        return next((n for n, row in enumerate(rows) if view is not None and row.number == view.number), 0)

    def _open_record(self) -> None:
        if self.view is not None and self.view.record is not None:
            self.record_wanted.emit(*self.view.record)

    def focus_choice(self) -> bool:
        """The keyboard goes to 是同一人 of the likeliest; False when nothing is to be chosen."""
        button = self.cards[0].yes if self.cards else self.nobody_button
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        return button is not None

    def reads(self) -> str:
        """Everything as it reads, for tests."""
        return f"{self.state.text()} {self.head.text()} {self.reading.reads()}"


def _head_of(view: RowView) -> str:
    return f"第 {view.number} 行　{view.head}" if view.number > 0 else view.head


def _table(column: QVBoxLayout, title: str, heads: tuple[str, ...], rows: Iterable[Sequence[str]]) -> None:
    """A titled group of lines: label and one or two texts."""
    label = QLabel(title)
    mark_role(label, "secondary")
    column.addSpacing(6)
    column.addWidget(label)
    column.addWidget(hairline())
    grid = QGridLayout()
    column.addLayout(grid)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    for place, text in enumerate(heads):
        grid.addWidget(plain_label(text, "secondary"), 0, place)
    for row, texts in enumerate(rows, 1 if heads else 0):
        caption = QLabel(texts[0])
        mark_role(caption, "secondary")
        grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
        for place, text in enumerate(texts[1:], 1):
            grid.addWidget(plain_label(text or "（空）", "" if text else "secondary"), row, place)
    for place in range(1, max(len(heads), 2)):
        grid.setColumnStretch(place, 1)
