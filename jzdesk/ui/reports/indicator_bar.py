"""The line on top of 指标: which span, as of when, which units, and by what they are ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.indicators import INDICATORS
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.common.span_chooser import SpanChooser, fixed_combo
from jzdesk.ui.common.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from jzdesk.domain.indicators import Span

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
        self.spans.changed.connect(self.span_changed)
        self.level.currentIndexChanged.connect(self._filtered)
        self.unit.textChanged.connect(self._soon.start)
        self.rank.currentIndexChanged.connect(self._rank_changed)

    def _make_spans(self) -> QWidget:
        self.spans = SpanChooser(self._today)
        self.kind, self.which, self.as_of = self.spans.kind, self.spans.which, self.spans.as_of
        self.earlier, self.later = self.spans.earlier, self.spans.later
        return self.spans

    def _make_filters(self) -> QWidget:
        self.level = fixed_combo("层级", 6)
        self.level.addItem("全部层级", None)
        self.unit = QLineEdit()
        self.unit.setPlaceholderText("单位名称")
        self.unit.setAccessibleName("单位名称")
        self.unit.setClearButtonEnabled(True)
        self.unit.setFixedWidth(self.unit.fontMetrics().horizontalAdvance("国") * 7 + 36)
        self.rank = fixed_combo("排名", 6)
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
        return self.spans.span

    @property
    def on(self) -> date:
        """The day the figures are counted on."""
        return self.spans.on

    def choose(self, span: Span) -> None:
        """Show a span; one before those offered is added."""
        self.spans.choose(span)

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

    def _filtered(self, _number: int) -> None:
        self.filter_changed.emit()

    def _rank_changed(self, _number: int) -> None:
        self.ranked.emit(self.rank.currentData())


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
