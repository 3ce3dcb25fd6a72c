"""The pages behind the 系统 menu. Like the tabs they are imported and built when first opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from jzdesk.domain.accounts import Permission
    from jzdesk.ui.common.frame import Frame


class SystemPage(NamedTuple):
    """A page made with a `Frame`; without the permission it is not offered."""

    title: str
    module: str
    name: str
    permission: Permission | None = None

    def make(self, frame: Frame) -> QWidget:
        """Import and build it."""
        page: QWidget = getattr(import_module(self.module), self.name)(frame)
        return page


SYSTEM_PAGES: tuple[SystemPage, ...] = (SystemPage("关于", "jzdesk.ui.about", "AboutPage"),)
