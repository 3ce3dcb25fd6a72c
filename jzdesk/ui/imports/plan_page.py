"""第二步：试导入. What would become of every row of the file; nothing is written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QSplitter, QWidget

from jzdesk.services.import_kinds import CHOICE, FAULT
from jzdesk.ui.common.layouts import add_row, tight_column
from jzdesk.ui.common.record_list import RecordList
from jzdesk.ui.common.state import State
from jzdesk.ui.common.switch import PageSwitch
from jzdesk.ui.common.table import Column
from jzdesk.ui.imports.foot import Foot
from jzdesk.ui.imports.row_panel import RowPanel
from jzdesk.ui.imports.shapes import OUTCOMES, PASSED, PlanLine, RowView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.common.table import Source
    from jzdesk.ui.imports.shapes import PlanView


def _number(line: PlanLine) -> object:
    return line.id if line.id > 0 else ""


def _remark(line: PlanLine) -> object:
    """What is only pointed out is amber; what stands in the way is told by the outcome."""
    return State(line.remark, "soon" if line.warned and line.outcome != FAULT else "plain")


COLUMNS = (
    Column("id", "行号", 60, align="right", sort_key="", text=_number),
    Column("state", "结果", 72, sort_key=""),
    Column("who", "对象", 150, sort_key="", least=84),
    Column("what", "内容", 190, sort_key="", least=90),
    Column("remark", "说明", 240, sort_key="", least=120, text=_remark),
)
ALL = ""
SPLIT = (56, 44)
KEYWORD_AFTER_MS = 200
DETAIL_AFTER_MS = 30


class PlanPage(QWidget):
    """`row_wanted(row)`: tell of a row, answered by `show_row`; `decided(row, record_id | None)`, `undecided(row)`,
    `all_new_wanted()`; `go_wanted(leave_out)`: write it; `problems_wanted()`: the workbook of problems; `left()`: back."""

    row_wanted = Signal(int)
    decided = Signal(int, object)
    undecided = Signal(int)
    all_new_wanted = Signal()
    go_wanted = Signal(bool)
    problems_wanted = Signal()
    record_wanted = Signal(str, int)
    left = Signal()

    def __init__(
        self, frame: Frame, lines: Callable[[str, str], Source], parent: QWidget | None = None
    ) -> None:
        """`lines(outcome, text)`: the source of the rows under a filter; outcome '' is all."""
        super().__init__(parent)
        self._lines = lines
        self.view: PlanView | None = None
        self._codes: tuple[str, ...] = (ALL,)
        self._decided: set[int] = set()
        self.switch = PageSwitch(["全部"], "按结果筛选")
        self.keyword = QLineEdit()
        self.keyword.setPlaceholderText("姓名、文号、说明")
        self.keyword.setAccessibleName("关键字")
        self.keyword.setClearButtonEnabled(True)
        self.keyword.setFixedWidth(self.keyword.fontMetrics().horizontalAdvance("国") * 11 + 36)
        self.list = RecordList(
            "import.plan", COLUMNS, jobs=frame.jobs, memory=frame.memory, empty_text="文件中没有这样的行。"
        )
        self.list.view.setAccessibleName("文件中的各行")
        self.panel = RowPanel()
        self.leave_out = QCheckBox()
        self.problems_button = QPushButton("导出问题工作簿…")
        self.problems_button.setToolTip("文件的一份副本，有问题的单元格已标出，改正后可以重新导入（Ctrl+E）")
        self.foot = Foot("导入")
        self.foot.back_button.setText("返回栏目")
        self.foot.add_link(self.leave_out)
        self.foot.add_link(self.problems_button)
        self._soon, self._detail_soon = _timer(self, KEYWORD_AFTER_MS), _timer(self, DETAIL_AFTER_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = tight_column(self)
        add_row(layout, self.switch, None, self.keyword, margins=(8, 4, 16, 4))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self.list)
        splitter.addWidget(self.panel)
        for place, share in enumerate(SPLIT):
            splitter.setStretchFactor(place, share)
        splitter.setSizes([share * 10 for share in SPLIT])
        self.panel.setMinimumWidth(360)
        layout.addWidget(splitter, 1)
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.switch.currentChanged.connect(self._filter)
        self.keyword.textChanged.connect(self._soon.start)
        self._soon.timeout.connect(self._filter)
        self.list.current_changed.connect(self._current_changed)
        self._detail_soon.timeout.connect(self._ask_row)
        self.list.opened.connect(self._entered)
        self.list.filter_unwanted.connect(self._unfilter)
        self.panel.decided.connect(self._decide)
        self.panel.undecided.connect(self.undecided)
        self.panel.all_new_wanted.connect(self.all_new_wanted)
        self.panel.record_wanted.connect(self.record_wanted)
        self.leave_out.toggled.connect(self._tell)
        self.problems_button.clicked.connect(self.problems_wanted)
        self.foot.go_wanted.connect(self.go_on)
        self.foot.back_wanted.connect(self.left)

    # ---- what stands there

    def show_plan(self, view: PlanView) -> None:
        """The plan of a file; what needs somebody comes to the front first."""
        self._decided.clear()
        self.keyword.clear()
        self.leave_out.setChecked(False)
        self.panel.show_row(None)
        self._take(view)
        first = CHOICE if view.waiting else FAULT if view.faulty else ALL
        self.switch.show_page(self._codes.index(first))
        self._filter()

    def update_plan(self, view: PlanView) -> None:
        """The same file after a decision; after the last one what else is to be seen to comes to the front."""
        self._take(view)
        if self.outcome == CHOICE and not view.waiting:
            self.switch.show_page(self._codes.index(FAULT if view.faulty else ALL))
            self._filter()
        else:
            self.list.reload()
        self._ask_row()

    def _take(self, view: PlanView) -> None:
        code = self.outcome
        self.view, self.panel.waiting = view, view.waiting
        blocked = self.switch.blockSignals(True)
        while self.switch.count():
            self.switch.removeTab(0)
        self._codes = (ALL, *(c for c in OUTCOMES if view.counts.get(c) or c == code))
        for each in self._codes:
            count = view.total if each == ALL else view.counts.get(each, 0)
            self.switch.addTab(f"{OUTCOMES[each][0] if each else '全部'} {count:,}")
        self.switch.setCurrentIndex(self._codes.index(code) if code in self._codes else 0)
        self.switch.blockSignals(blocked)
        self.switch.updateGeometry()
        self.leave_out.setVisible(bool(view.faulty))
        self.leave_out.setText(f"有问题的 {view.faulty:,} 行不导入，先导入其余各行")
        self.problems_button.setVisible(bool(view.faulty))
        self._tell()

    @property
    def outcome(self) -> str:
        """The outcome the list is filtered by; '' for all."""
        number = self.switch.currentIndex()
        return self._codes[number] if 0 <= number < len(self._codes) else ALL

    def _tell(self, *_: object) -> None:
        view = self.view
        if view is None:
            return
        why_not = self._why_not(view)
        self.foot.say(
            why_not or "这是试导入的结果，还没有写入任何内容。",
            "overdue" if why_not and not view.nothing else "",
        )
        self.foot.go_button.setText(f"导入 {view.written:,} 行" if view.written else "导入")
        self.foot.set_ready(on=not why_not, why_not=why_not)

    def _why_not(self, view: PlanView) -> str:
        if view.waiting:
            return f"还有 {view.waiting:,} 行与库内的记录相近，请先认定是不是同一个。"
        if view.faulty and not self.leave_out.isChecked():
            return (
                f"有 {view.faulty:,} 行有问题，还不能导入：可以改正文件后重新读取，也可以勾选先不导入这些行。"
            )
        return view.nothing or ("" if view.written else "没有需要导入的内容。")

    # ---- the list

    def _filter(self, *_: object) -> None:
        text = self.keyword.text().strip()
        self.list.set_filtered(on=bool(text))
        self.list.set_source(self._lines(self.outcome, text))

    def _unfilter(self) -> None:
        self.keyword.clear()
        self.switch.setCurrentIndex(0)

    def _current_changed(self, row: int | None) -> None:
        if row is None and self.list.model.rowCount():
            self.list.view.selectRow(0)
        else:
            self._detail_soon.start()

    def _ask_row(self) -> None:
        line = self.list.current_row()
        if not isinstance(line, PlanLine):
            self.panel.show_row(None)
        elif line.outcome == PASSED:
            self.panel.show_row(RowView(number=line.id, outcome=PASSED, head=line.remark))
        else:
            self.row_wanted.emit(line.id)

    def show_row(self, view: RowView) -> None:
        """What was asked for; if another row is in front by now, it comes too late."""
        if view.number == self.list.current_id():
            self.panel.show_row(view)

    # ---- decisions

    def _entered(self, _row: int) -> None:
        """Enter on a row: to what is to be decided about it."""
        self.panel.focus_choice()

    def _decide(self, row: int, record_id: int | None) -> None:
        self._decided.add(row)
        self.decided.emit(row, record_id)
        self._go_to_next(row)
        self.list.view.setFocus()

    def _go_to_next(self, row: int) -> None:
        """To the next row that waits, from the top again after the last."""
        model = self.list.model
        rows = [line for at in range(model.rowCount()) if isinstance(line := model.row_at(at), PlanLine)]
        at = next((n for n, line in enumerate(rows) if line.id == row), 0)
        waiting = (
            r for r in (*rows[at + 1 :], *rows[:at]) if r.outcome == CHOICE and r.id not in self._decided
        )
        line = next(waiting, None)
        if line is not None:
            self.list.select_id(line.id)

    def not_decided(self, row: int) -> None:
        """A decision was refused or taken back: the row waits again."""
        self._decided.discard(row)

    # ---- acts

    def go_on(self) -> None:
        """导入."""
        if self.foot.is_ready:
            self.go_wanted.emit(self.leave_out.isChecked())

    def focus_filter(self) -> None:
        """Ctrl+F."""
        self.keyword.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.keyword.selectAll()

    def focus_content(self) -> None:
        """The keyboard goes to the rows."""
        self.list.focus_content()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            focus = self.focusWidget()
            if focus is not None and (self.panel.isAncestorOf(focus) or focus is self.keyword):
                self.list.view.setFocus()
            else:
                self.left.emit()
        elif event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.go_on()
        elif event.key() == Qt.Key.Key_Down and self.keyword.hasFocus():
            self.list.focus_content()
        else:
            super().keyPressEvent(event)


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _timer(parent: QWidget, after: int) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after)
    return timer
