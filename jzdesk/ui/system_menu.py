"""The pages behind the 系统 menu. Like the tabs they are imported and built when first opened."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from jzdesk.domain.accounts import Permission
    from jzdesk.ui.common.frame import Frame


class SystemPage(NamedTuple):
    """A page made with a `Frame`; without the permission it is not offered. `kinds` are the forms it can open."""

    title: str
    module: str
    name: str
    permission: Permission | None = None
    kinds: tuple[str, ...] = ()

    def make(self, frame: Frame) -> QWidget:
        """Import and build it."""
        page: QWidget = getattr(import_module(self.module), self.name)(frame)
        return page


# A page an account may not use is offered all the same: it says which right is missing.
SYSTEM_PAGES: tuple[SystemPage, ...] = (
    SystemPage("账户", "jzdesk.ui.system.accounts", "AccountsPage"),
    SystemPage("审计日志", "jzdesk.ui.system.audit", "AuditPage"),
    SystemPage("备份与检查", "jzdesk.ui.system.backups", "BackupPage"),
    SystemPage("规则与日历", "jzdesk.ui.system.rules", "RulesPage"),
    SystemPage("设置", "jzdesk.ui.system.settings", "SettingsPage"),
    SystemPage("导入旧台账", "jzdesk.ui.imports.page", "ImportsPage", kinds=("import",)),
    SystemPage("回收站", "jzdesk.ui.system.recycle", "RecyclePage"),
    SystemPage("关于", "jzdesk.ui.about", "AboutPage"),
)
