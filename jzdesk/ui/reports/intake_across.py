"""跨单位核对: people and documents that two counties report for the same month, each with both places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jzdesk.domain import months
from jzdesk.domain.accounts import Permission
from jzdesk.ui.common.layouts import tight_column
from jzdesk.ui.common.span_chooser import fixed_combo
from jzdesk.ui.reports.intake_findings import FindingsPane
from jzdesk.ui.reports.intake_head import Head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.merging import Finding
    from jzdesk.ui.common.frame import Frame

NOTHING = "这个月收到的月报之间没有发现同一人、同一文号等重复。"
MONTHS = 24


class AcrossView(QWidget):
    """`month_changed()`; `left()`. The findings are in `findings`."""

    month_changed = Signal()
    left = Signal()

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = Head("跨单位核对")
        self.which = fixed_combo("月份", 8)
        month = months.key_of(frame.today())
        for _ in range(MONTHS):
            self.which.addItem(months.title(month), month)
            month = months.before(month)
        self.head.add_beside(self.which)
        self.findings = FindingsPane(
            frame, "intake.across", empty=NOTHING, may=frame.desk.may(Permission.WRITE)
        )
        layout = tight_column(self)
        layout.addWidget(self.head)
        layout.addWidget(self.findings, 1)
        self.which.currentIndexChanged.connect(self._changed)
        self.head.left.connect(self.left)

    @property
    def month(self) -> str:
        """The month shown."""
        return str(self.which.currentData())

    def choose(self, month: str) -> None:
        """Another month, without telling; an older one is added."""
        blocked = self.which.blockSignals(True)
        if self.which.findData(month) < 0:
            self.which.addItem(months.title(month), month)
        self.which.setCurrentIndex(self.which.findData(month))
        self.which.blockSignals(blocked)

    def show_found(self, found: Sequence[Finding]) -> None:
        """What was found for the month."""
        opened = sum(f.open for f in found)
        note = f"发现 {len(found)} 处，待核实 {opened} 处。" if found else "没有发现重复。"
        self.head.say("跨单位核对", f"{note}已认定的以后各月不再提示。")
        self.findings.show_findings(found)

    def _changed(self, _number: int) -> None:
        self.month_changed.emit()

    def focus_content(self) -> None:
        """The keyboard goes to the list."""
        self.findings.focus_content()
