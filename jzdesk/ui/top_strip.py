"""The top strip: whose desk it is, search, the system menu and the account menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class TopStrip(QFrame):
    """The name of the unit · 执纪台账 on the left; the rest on the right."""

    def __init__(
        self,
        unit_name: str,
        account: str,
        search: QWidget,
        *,
        demo: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("topStrip")
        title = QLabel(f"{unit_name} · 执纪台账")
        title.setObjectName("unitTitle")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(title)
        if demo:
            note = QLabel("演示数据")
            note.setToolTip("这是虚构的演示县，不要登记真实人员。")
            mark_role(note, "badge")
            row.addWidget(note, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(search)
        self.system_button = _menu_button("系统")
        self.account_button = _menu_button(account)
        self.account_button.setAccessibleName(f"账户 {account}")
        row.addWidget(self.system_button)
        row.addWidget(self.account_button)

    def set_account_menu(self, items: Sequence[tuple[str, Callable[[], Any]]]) -> None:
        """修改口令, 锁定, 退出登录."""
        _fill(self.account_button.menu(), items)

    def set_system_menu(self, items: Sequence[tuple[str, Callable[[], Any]]]) -> None:
        """账户, 审计日志, 备份, …, 关于; without items the button hides."""
        _fill(self.system_button.menu(), items)
        self.system_button.setVisible(bool(items))


def _menu_button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(f"{text}  ▼")
    button.setProperty("strip", True)
    button.setAccessibleName(text)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(QMenu(button))
    return button


def _fill(menu: QMenu, items: Sequence[tuple[str, Callable[[], Any]]]) -> None:
    menu.clear()
    for text, slot in items:
        if not text:
            menu.addSeparator()
            continue
        action = QAction(text, menu)
        action.triggered.connect(slot)
        menu.addAction(action)
