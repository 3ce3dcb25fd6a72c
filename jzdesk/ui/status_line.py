"""The bottom line: what was saved, the way back, the month, what is due, the backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from jzdesk.ui.common.restyle import mark_role, restyle

if TYPE_CHECKING:
    from datetime import datetime

    from jzdesk.ui.provided import StatusFacts


class StatusLine(QFrame):
    """`undo_wanted`, `overdue_wanted`, `week_wanted`, `month_wanted` when a part of it is clicked."""

    undo_wanted = Signal()
    overdue_wanted = Signal()
    month_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self._saved = QLabel("")
        self._saved.setAccessibleName("保存时间")
        mark_role(self._saved, "secondary")
        self.undo_button = _part("撤回 Ctrl+Z", "撤回上一次记录改动")
        self.undo_button.hide()
        self.month_button = _part("", "打开统计上报")
        self.overdue_button = _part("", "打开今日")
        self._week = QLabel("")
        self._backup = QLabel("")
        self._backup.setAccessibleName("备份")
        for label in (self._week, self._backup):
            mark_role(label, "secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 12, 2)
        row.setSpacing(12)
        row.addWidget(self._saved)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        for widget in (self.month_button, self.overdue_button, self._week, self._backup):
            row.addWidget(widget)
        self.undo_button.clicked.connect(self.undo_wanted)
        self.month_button.clicked.connect(self.month_wanted)
        self.overdue_button.clicked.connect(self.overdue_wanted)

    def set_saved(self, at: datetime) -> None:
        """Something was written to the vault."""
        self._saved.setText(f"已保存 {at:%H:%M}")

    def set_undo(self, text: str) -> None:
        """What Ctrl+Z would take back; '' when nothing."""
        self.undo_button.setVisible(bool(text))
        self.undo_button.setToolTip(f"撤回：{text}" if text else "")

    def show_facts(self, facts: StatusFacts) -> None:
        """The right half."""
        self.month_button.setText(facts.month)
        self.month_button.setVisible(bool(facts.month))
        self.overdue_button.setText(f"逾期 {facts.overdue:,}")
        self.overdue_button.setProperty("state", "overdue" if facts.overdue else "")
        restyle(self.overdue_button)
        self._week.setText(f"本周到期 {facts.this_week:,}")
        mark = " ✓" if facts.backup_ok and facts.backup else ""
        self._backup.setText(f"备份 {facts.backup}{mark}" if facts.backup else "尚未备份")
        mark_role(self._backup, "secondary" if facts.backup_ok else "error")

    def text(self) -> str:
        """All of it, for tests and screen readers."""
        parts = (self._saved, self.month_button, self.overdue_button, self._week, self._backup)
        return " · ".join(part.text() for part in parts if part.text())


def _part(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("status", True)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
