"""The line on top of 统计: which months, as of when, what frozen months count by, and what can be taken along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from jzdesk.domain.stretches import KIND_NAMES, Stretch, StretchKind, stretches
from jzdesk.services.statistics import BASIS_NAMES
from jzdesk.ui.common.layouts import tight_column
from jzdesk.ui.common.span_chooser import YEARS_BACK, fixed_combo
from jzdesk.ui.common.top_bar import TopBar

if TYPE_CHECKING:
    from datetime import date

_TIP = int(Qt.ItemDataRole.ToolTipRole)
_BASIS_TIPS = (
    "已关账的月份按报送时的台账统计，与报送的数据一致",
    "所有月份都按现在的记录统计，报送后的更正也计入",
)


class StatisticsBar(QWidget):
    """`changed` when other figures are wanted. The picture and copy entries are in `menu`."""

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        layout = tight_column(self)
        layout.addWidget(TopBar(self._make_spans(), self._make_choices()))
        self._fill()
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.which.currentIndexChanged.connect(self._which_changed)
        self.as_of.currentIndexChanged.connect(self._another)
        self.basis.currentIndexChanged.connect(self._another)
        self.earlier.clicked.connect(self._go_earlier)
        self.later.clicked.connect(self._go_later)

    def _make_spans(self) -> QWidget:
        self.kind = fixed_combo("时段", 4)
        for kind, name in KIND_NAMES.items():
            self.kind.addItem(name, kind)
        self.kind.setCurrentIndex(self.kind.findData(StretchKind.YEAR))
        self.which = fixed_combo("哪一期", 9)
        self.earlier, self.later = QToolButton(), QToolButton()
        self.earlier.setText("上期")
        self.later.setText("下期")
        self.as_of = fixed_combo("截至", 6)
        return _row(self.kind, self.earlier, self.which, self.later, self.as_of)

    def _make_choices(self) -> QWidget:
        self.basis = fixed_combo("已关账月份的口径", 5)
        for number, (code, name) in enumerate(BASIS_NAMES.items()):
            self.basis.addItem(name, code)
            self.basis.setItemData(number, _BASIS_TIPS[number], _TIP)
        self.basis.setToolTip(_BASIS_TIPS[0])
        self.menu = QMenu(self)
        self.picture_button = QPushButton("图片和文字")
        self.picture_button.setProperty("menu", True)
        self.picture_button.setMenu(self.menu)
        self.export_button = QPushButton("导出统计")
        self.export_button.setProperty("primary", True)
        return _row(self.basis, self.picture_button, self.export_button)

    # ---- what is chosen

    @property
    def stretch(self) -> Stretch:
        """The chosen months."""
        found: Stretch = self.which.currentData()
        return found

    @property
    def on(self) -> date | None:
        """The day the figures are counted on; None for the last day of the months."""
        found: date | None = self.as_of.currentData()
        return found

    @property
    def chosen_basis(self) -> str:
        """What frozen months count by."""
        return str(self.basis.currentData())

    def choose(self, stretch: Stretch) -> None:
        """Show other months; those before the ones offered are added."""
        self.kind.setCurrentIndex(self.kind.findData(stretch.kind))
        if stretch not in [self.which.itemData(n) for n in range(self.which.count())]:
            self.which.addItem(stretch.title, stretch)
        self.which.setCurrentIndex(self.which.findText(stretch.title))

    def show_rights(self, *, may_export: bool) -> None:
        """A button that may not be used says why."""
        for button, tip in ((self.export_button, "Ctrl+E"), (self.picture_button, "")):
            button.setEnabled(may_export)
            button.setToolTip(tip if may_export else "当前账户没有导出和打印的权限。")

    # ---- slots

    def _fill(self) -> None:
        blocked = self.which.blockSignals(True)
        self.which.clear()
        kind = StretchKind(self.kind.currentData())  # Qt gives back the bare text
        for stretch in stretches(kind, self._today, years=YEARS_BACK):
            self.which.addItem(stretch.title, stretch)
        self.which.blockSignals(blocked)
        self._fill_as_of()

    def _fill_as_of(self) -> None:
        blocked = self.as_of.blockSignals(True)
        self.as_of.clear()
        ended = self.stretch.months[-1] < f"{self._today:%Y-%m}"
        if ended:
            self.as_of.addItem("截至期末", None)
            self.as_of.setItemData(0, "期末那天的情况", _TIP)
        self.as_of.addItem("截至今天", self._today if ended else None)
        self.as_of.setItemData(
            self.as_of.count() - 1, "期后复查变更的也计入" if ended else "期间尚未结束", _TIP
        )
        self.as_of.setEnabled(ended)
        self.as_of.blockSignals(blocked)
        self.later.setEnabled(self.which.currentIndex() > 0)
        self.earlier.setEnabled(self.which.currentIndex() < self.which.count() - 1)

    def _kind_changed(self, _number: int) -> None:
        self._fill()
        self.changed.emit()

    def _which_changed(self, _number: int) -> None:
        self._fill_as_of()
        self.changed.emit()

    def _another(self, _number: int) -> None:
        self.basis.setToolTip(_BASIS_TIPS[self.basis.currentIndex()])
        self.changed.emit()

    def _go_earlier(self) -> None:
        self.which.setCurrentIndex(self.which.currentIndex() + 1)

    def _go_later(self) -> None:
        self.which.setCurrentIndex(self.which.currentIndex() - 1)


def _row(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return box
