"""The line on top of 统计上报: which month, how it stands, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from jzdesk.domain import months
from jzdesk.domain.reporting import span_words
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from jzdesk.ui.common.state import State

MONTHS_BACK = 60


class ReportBar(QFrame):
    """`month_changed(key)` for another month. Buttons that may not be used say why."""

    month_changed = Signal(str)

    def __init__(self, latest: str, chosen: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tabBarLine")
        self.combo = QComboBox()
        self.combo.setAccessibleName("月份")
        self.combo.setMaxVisibleItems(18)
        key = latest
        for _ in range(MONTHS_BACK):
            self.combo.addItem(months.title(key), key)
            key = months.before(key)
        self.combo.setCurrentIndex(self.combo.findData(chosen))
        self.earlier, self.later = QToolButton(), QToolButton()
        self.earlier.setText("上月")
        self.later.setText("下月")
        self.state = QLabel()
        self.state.setAccessibleName("月报状态")
        mark_role(self.state, "computed")
        self.days = QLabel()
        self.days.setAccessibleName("统计期间")
        mark_role(self.days, "secondary")
        self.days.hide()
        self.export_button = QPushButton("导出月报")
        self.export_button.setProperty("primary", True)
        self.export_button.setToolTip("Ctrl+E")
        self.levels_button = QPushButton("脱敏导出")
        self.levels_button.setToolTip("对外提供或按要求脱敏报送的工作簿")
        self.print_button = QPushButton("打印本月谈话表")
        self.print_button.setToolTip("本月应访人员的回访谈话表，合为一个文件（Ctrl+P）")
        self.freeze_button = QPushButton("关账")
        self.forms_button = QPushButton("表样和栏目")
        self.forms_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for widget in (self.earlier, self.combo, self.later, self.days, self.state):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (
            self.export_button, self.levels_button, self.print_button, self.forms_button, self.freeze_button,
        ):  # fmt: skip
            row.addWidget(button)
        self.combo.currentIndexChanged.connect(self._changed)
        self.earlier.clicked.connect(self._go_earlier)
        self.later.clicked.connect(self._go_later)
        self._show_ends()

    @property
    def month(self) -> str:
        """The key of the chosen month."""
        return str(self.combo.currentData())

    def choose(self, key: str) -> None:
        """Choose a month; one before those offered is added."""
        if self.combo.findData(key) < 0:
            self.combo.addItem(months.title(key), key)
        self.combo.setCurrentIndex(self.combo.findData(key))

    def offer(self, key: str) -> bool:
        """Offer a month later than those there are (a month may begin before the calendar's does); whether it is new."""
        if self.combo.findData(key) >= 0:
            return False
        blocked = self.combo.blockSignals(True)
        self.combo.insertItem(0, months.title(key), key)
        self.combo.blockSignals(blocked)
        self._show_ends()
        return True

    def show_span(self, first: date, last: date) -> None:
        """The days the month covers, where they are not those of the calendar."""
        whole = (first, last) == months.span(self.month)
        self.days.setText("" if whole else span_words(first, last))
        self.days.setHidden(whole)

    def show_forms(self, actions: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """Fill the menu 表样和栏目."""
        menu = QMenu(self.forms_button)
        for title, slot in actions:
            menu.addAction(title).triggered.connect(slot)
        self.forms_button.setMenu(menu)
        self.forms_button.setHidden(not actions)

    def show_state(
        self, state: State, submission: int, *, may_export: bool, may_freeze: bool, ended: bool
    ) -> None:
        """How the month stands, and what may be done."""
        sent = f" · 已导出 {submission} 次" if submission else ""
        self.state.setText(f"月报{state.text}{sent}")
        self.state.setProperty("state", state.kind)
        mark_role(self.state, "computed")
        frozen = state.kind == "done"
        for button, tip in ((self.export_button, "Ctrl+E"), (self.print_button, "Ctrl+P")):
            button.setEnabled(may_export)
            button.setToolTip(tip if may_export else "当前账户没有导出和打印的权限。")
        self.levels_button.setEnabled(may_export)
        self.freeze_button.setText("重新打开" if frozen else "关账")
        self.freeze_button.setEnabled(may_freeze and (ended or frozen))
        self.freeze_button.setToolTip(_why_not(may_freeze=may_freeze, ended=ended or frozen))

    def _changed(self, _number: int) -> None:
        self._show_ends()
        self.month_changed.emit(self.month)

    def _show_ends(self) -> None:
        self.later.setEnabled(self.combo.currentIndex() > 0)
        self.earlier.setEnabled(self.combo.currentIndex() < self.combo.count() - 1)

    def _go_earlier(self) -> None:
        self.combo.setCurrentIndex(self.combo.currentIndex() + 1)

    def _go_later(self) -> None:
        self.combo.setCurrentIndex(self.combo.currentIndex() - 1)


def _why_not(*, may_freeze: bool, ended: bool) -> str:
    if not may_freeze:
        return "关账由审核人办理。"
    return "" if ended else "本月尚未结束，不能关账。"
