"""月报 | 指标: which page of the tab is in front. Each page's bar carries one; they move together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QTabBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

PAGES = ("月报", "指标")
MONTH, INDICATORS = range(len(PAGES))


class PageSwitch(QTabBar):
    """`currentChanged(page)` when another page is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageSwitch")
        self.setAccessibleName("页面")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for title in PAGES:
            self.addTab(title)

    def sizeHint(self) -> QSize:
        """As wide as its pages: Qt leaves room for arrows that are never needed."""
        sizes = [self.tabSizeHint(number) for number in range(self.count())]
        return QSize(sum(size.width() for size in sizes), max(size.height() for size in sizes))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_page(self, page: int) -> None:
        """Show what is in front, without asking for it."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(page)
        self.blockSignals(blocked)
