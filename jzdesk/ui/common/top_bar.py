"""Actions and filter line: side by side where there is room, one below the other where there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_BESIDE, _BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class TopBar(QFrame):
    """At 125 % on an office screen a tab is 1,090 points wide; nothing may be pushed out of it."""

    def __init__(self, actions: QWidget, filters: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tabBarLine")
        self._parts = (actions, filters)
        self._row = QBoxLayout(_BESIDE, self)
        self._row.setContentsMargins(12, 8, 12, 8)
        self._row.setSpacing(8)
        self._row.addWidget(actions, 0, Qt.AlignmentFlag.AlignLeft)
        self._row.addStretch(1)
        self._row.addWidget(filters, 0, Qt.AlignmentFlag.AlignLeft)

    def _room_wanted(self) -> int:
        margins = self._row.contentsMargins()
        wanted = sum(part.sizeHint().width() for part in self._parts)
        return wanted + margins.left() + margins.right() + 2 * self._row.spacing()

    def minimumSizeHint(self) -> QSize:
        margins = self._row.contentsMargins()
        widest = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(widest + margins.left() + margins.right(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = _BESIDE if event.size().width() >= self._room_wanted() else _BELOW
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
            self.updateGeometry()
