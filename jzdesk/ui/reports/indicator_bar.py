"""The line on top of 指标: which span, as of when, which units, and by what they are ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.indicators import INDICATORS, SPAN_NAMES, Span, SpanKind, span_of
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.top_bar import TopBar
from jzdesk.ui.reports.switch import page_switch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

YEARS_BACK = 5
TYPED_AFTER_MS = 200
BY_LEVEL = "按层级"


class IndicatorBar(QWidget):
    """`span_changed` for other figures, `filter_changed` for other rows of them, `ranked(code)` for another order
    ('' is the order of levels)."""

    span_changed = Signal()
    filter_changed = Signal()
    ranked = Signal(str)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TYPED_AFTER_MS)
        self._soon.timeout.connect(self.filter_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(TopBar(self._make_spans(), self._make_filters()))
        self._fill()
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.which.currentIndexChanged.connect(self._which_changed)
        self.as_of.currentIndexChanged.connect(self._as_of_changed)
        self.earlier.clicked.connect(self._go_earlier)
        self.later.clicked.connect(self._go_later)
        self.level.currentIndexChanged.connect(self._filtered)
        self.unit.textChanged.connect(self._soon.start)
        self.rank.currentIndexChanged.connect(self._rank_changed)

    def _make_spans(self) -> QWidget:
        self.switch = page_switch()
        self.kind = _combo("时段", 4)
        for kind, name in SPAN_NAMES.items():
            self.kind.addItem(name, kind)
        self.kind.setCurrentIndex(self.kind.findData(SpanKind.QUARTER))
        self.which = _combo("哪一期", 9)
        self.earlier, self.later = QToolButton(), QToolButton()
        self.earlier.setText("上期")
        self.later.setText("下期")
        self.as_of = _combo("截至", 8)
        return _row(self.switch, self.kind, self.earlier, self.which, self.later, self.as_of)

    def _make_filters(self) -> QWidget:
        self.level = _combo("层级", 6)
        self.level.addItem("全部层级", None)
        self.unit = QLineEdit()
        self.unit.setPlaceholderText("单位名称")
        self.unit.setAccessibleName("单位名称")
        self.unit.setClearButtonEnabled(True)
        self.unit.setFixedWidth(self.unit.fontMetrics().horizontalAdvance("国") * 7 + 36)
        self.rank = _combo("排名", 6)
        self.rank.addItem(BY_LEVEL, "")
        for indicator in INDICATORS:
            self.rank.addItem(indicator.name, indicator.code)
        self.export_button = QPushButton("导出指标")
        self.export_button.setProperty("primary", True)
        return _row(self.level, self.unit, _label("排名", self.rank), self.rank, self.export_button)

    # ---- what is chosen

    @property
    def span(self) -> Span:
        """The chosen span."""
        found: Span = self.which.currentData()
        return found

    @property
    def on(self) -> date:
        """The day the figures are counted on."""
        found: date = self.as_of.currentData()
        return found

    def choose(self, span: Span) -> None:
        """Show a span; one before those offered is added."""
        self.kind.setCurrentIndex(self.kind.findData(span.kind))
        if span not in [self.which.itemData(n) for n in range(self.which.count())]:
            self.which.addItem(span.title, span)
        self.which.setCurrentIndex(self.which.findText(span.title))

    def set_levels(self, levels: Iterable[tuple[str, str]]) -> None:
        """Offer the levels there are as (code, name), keeping the choice."""
        chosen, blocked = self.level.currentData(), self.level.blockSignals(True)
        while self.level.count() > 1:
            self.level.removeItem(1)
        for code, name in levels:
            self.level.addItem(name, code)
        self.level.setCurrentIndex(max(self.level.findData(chosen) if chosen is not None else 0, 0))
        self.level.blockSignals(blocked)

    def show_rank(self, code: str) -> None:
        """Show by what the table was sorted, without asking for it."""
        blocked = self.rank.blockSignals(True)
        self.rank.setCurrentIndex(max(self.rank.findData(code), 0))
        self.rank.blockSignals(blocked)

    def show_rights(self, *, may_export: bool) -> None:
        """A button that may not be used says why."""
        self.export_button.setEnabled(may_export)
        self.export_button.setToolTip("Ctrl+E" if may_export else "当前账户没有导出和打印的权限。")

    # ---- slots

    def _fill(self) -> None:
        """The spans of a kind, the running one first."""
        blocked = self.which.blockSignals(True)
        self.which.clear()
        span = span_of(self.kind.currentData(), self._today)
        while span.year > self._today.year - YEARS_BACK:
            self.which.addItem(span.title, span)
            span = span.before()
        self.which.blockSignals(blocked)
        self._fill_as_of()

    def _fill_as_of(self) -> None:
        blocked = self.as_of.blockSignals(True)
        self.as_of.clear()
        if self.span.last < self._today:
            self.as_of.addItem(f"截至期末 {self.span.last:%m-%d}", self.span.last)
            self.as_of.setItemData(0, "期末那天的情况，与报送时一致", _TIP)
        self.as_of.addItem("截至今天", self._today)
        self.as_of.setItemData(self.as_of.count() - 1, "期后补办的也计入", _TIP)
        self.as_of.setEnabled(self.as_of.count() > 1)
        self.as_of.blockSignals(blocked)
        self.later.setEnabled(self.which.currentIndex() > 0)
        self.earlier.setEnabled(self.which.currentIndex() < self.which.count() - 1)

    def _kind_changed(self, _number: int) -> None:
        self._fill()
        self.span_changed.emit()

    def _which_changed(self, _number: int) -> None:
        self._fill_as_of()
        self.span_changed.emit()

    def _as_of_changed(self, _number: int) -> None:
        self.span_changed.emit()

    def _go_earlier(self) -> None:
        self.which.setCurrentIndex(self.which.currentIndex() + 1)

    def _go_later(self) -> None:
        self.which.setCurrentIndex(self.which.currentIndex() - 1)

    def _filtered(self, _number: int) -> None:
        self.filter_changed.emit()

    def _rank_changed(self, _number: int) -> None:
        self.ranked.emit(self.rank.currentData())


_TIP = 3  # Qt.ItemDataRole.ToolTipRole


def _combo(name: str, chars: int) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setMaxVisibleItems(18)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setFixedWidth(combo.fontMetrics().horizontalAdvance("国") * chars + 36)
    return combo


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    mark_role(label, "secondary")
    label.setBuddy(buddy)
    return label


def _row(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return box
