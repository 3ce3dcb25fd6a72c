"""Which page is in front: a row of words, moved through with the arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QTabBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class PageSwitch(QTabBar):
    """`currentChanged(page)` when another page is wanted."""

    def __init__(self, titles: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageSwitch")
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for title in titles:
            self.addTab(title)

    def sizeHint(self) -> QSize:
        """As wide as its pages: Qt leaves room for arrows that are never needed."""
        sizes = [self.tabSizeHint(number) for number in range(self.count()) if self.isTabVisible(number)]
        return QSize(sum(size.width() for size in sizes), max(size.height() for size in sizes))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_page(self, page: int) -> None:
        """Show what is in front, without asking for it."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(page)
        self.blockSignals(blocked)

    def offer(self, page: int, *, on: bool) -> None:
        """Whether a page can be gone to at all."""
        if self.isTabVisible(page) != on:
            self.setTabVisible(page, on)
            self.updateGeometry()

    def rename(self, page: int, title: str) -> None:
        """Another word for a page, such as one with a count."""
        if self.tabText(page) != title:
            self.setTabText(page, title)
            self.updateGeometry()
