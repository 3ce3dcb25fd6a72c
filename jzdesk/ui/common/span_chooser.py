"""Which month, quarter, half-year or year figures are for, and as of when they are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from jzdesk.domain.indicators import SPAN_NAMES, Span, SpanKind, span_of

if TYPE_CHECKING:
    from datetime import date

YEARS_BACK = 5
_TIP = 3  # Qt.ItemDataRole.ToolTipRole


class SpanChooser(QWidget):
    """`changed` when another span or another day is wanted."""

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.kind = fixed_combo("时段", 4)
        for kind, name in SPAN_NAMES.items():
            self.kind.addItem(name, kind)
        self.kind.setCurrentIndex(self.kind.findData(SpanKind.QUARTER))
        self.which = fixed_combo("哪一期", 9)
        self.earlier, self.later = QToolButton(), QToolButton()
        self.earlier.setText("上期")
        self.later.setText("下期")
        self.as_of = fixed_combo("截至", 8)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.kind, self.earlier, self.which, self.later, self.as_of):
            row.addWidget(widget)
        self._fill()
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.which.currentIndexChanged.connect(self._which_changed)
        self.as_of.currentIndexChanged.connect(self._as_of_changed)
        self.earlier.clicked.connect(self._go_earlier)
        self.later.clicked.connect(self._go_later)

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
        self.changed.emit()

    def _which_changed(self, _number: int) -> None:
        self._fill_as_of()
        self.changed.emit()

    def _as_of_changed(self, _number: int) -> None:
        self.changed.emit()

    def _go_earlier(self) -> None:
        self.which.setCurrentIndex(self.which.currentIndex() + 1)

    def _go_later(self) -> None:
        self.which.setCurrentIndex(self.which.currentIndex() - 1)


def fixed_combo(name: str, chars: int) -> QComboBox:
    """A choice as wide as so many characters, whatever it offers."""
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setMaxVisibleItems(18)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setFixedWidth(combo.fontMetrics().horizontalAdvance("国") * chars + 36)
    return combo
