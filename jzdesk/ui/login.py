"""The first thing painted: who works, and the password. Also shown over a locked desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common.layouts import add_row
from jzdesk.ui.common.preedit import make_secret
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CARD_WIDTH = 420
NEAR_ENOUGH_MS = 30_000


class LoginPage(QWidget):
    """`entered(account, password)`; `recover_wanted`; `folder_wanted`; in a lock also `leave_wanted`."""

    entered = Signal(str, str)
    recovered = Signal(str, str, str)  # account, recovery key, new password
    folder_wanted = Signal()
    leave_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, folder: Path, *, unit_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loginPage")
        self._locked = False
        self._recovering = False
        self._build(folder, unit_name)
        self._show_mode()

    def _build(self, folder: Path, unit_name: str) -> None:
        self.title = QLabel("执纪台账")
        mark_role(self.title, "title")
        self.unit = QLabel(unit_name or "县级纪检监察机关执纪台账")
        mark_role(self.unit, "secondary")
        self.account = QComboBox()
        self.account.setAccessibleName("账户")
        self.password = _secret("口令")
        self.key = QLineEdit()
        self.key.setAccessibleName("恢复密钥")
        self.key.setPlaceholderText("建库时打印保存的恢复密钥")
        self.new_password = _secret("新口令")
        self.again = _secret("再输一次新口令")
        self.enter_button = QPushButton()
        self.enter_button.setProperty("primary", True)
        self.forgot_button = _link("")
        self.restore_button = _link("从备份恢复")
        self.other_button = _link("")
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName("提示")
        mark_role(self.message, "error")
        self._folder = QLabel(f"数据文件夹：{folder}")
        self._folder.setWordWrap(True)
        mark_role(self._folder, "secondary")
        self._captions = {
            field: _caption(text, field)
            for text, field in (
                ("账户", self.account),
                ("口令", self.password),
                ("恢复密钥", self.key),
                ("新口令", self.new_password),
                ("再输一次", self.again),
            )
        }
        self._lay_out()
        self.password.returnPressed.connect(self._enter)
        self.again.returnPressed.connect(self._enter)
        self.key.returnPressed.connect(self.new_password.setFocus)
        self.new_password.returnPressed.connect(self.again.setFocus)
        self.enter_button.clicked.connect(self._enter)
        self.forgot_button.clicked.connect(self._toggle_recovery)
        self.other_button.clicked.connect(self._other)
        self.restore_button.clicked.connect(self.restore_wanted)
        self._forget = QTimer(self)  # a typed password does not stand on an unattended screen
        self._forget.setSingleShot(True)
        self._forget.setInterval(NEAR_ENOUGH_MS * 4)
        self._forget.timeout.connect(self.password.clear)
        self.password.textChanged.connect(self._forget.start)

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("loginCard")
        card.setFixedWidth(CARD_WIDTH)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(32, 24, 32, 24)
        inner.setSpacing(12)
        inner.addWidget(self.title)
        inner.addWidget(self.unit)
        inner.addSpacing(8)
        inner.addLayout(grid)
        for place, (field, caption) in enumerate(self._captions.items()):
            grid.addWidget(caption, place, 0)
            grid.addWidget(field, place, 1)
        inner.addWidget(self.message)
        inner.addWidget(self.enter_button)
        add_row(inner, self.forgot_button, None, self.restore_button, None, self.other_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.addStretch(2)
        add_row(layout, None, card, None)
        layout.addStretch(3)
        layout.addWidget(self._folder, 0)

    # ---- what is shown

    def set_accounts(self, names: Sequence[str], current: str = "") -> None:
        """The accounts to choose from; the one used last is chosen."""
        chosen = current or self.account.currentText()
        self.account.clear()
        self.account.addItems(list(names))
        if chosen in names:
            self.account.setCurrentText(chosen)
        self.password.setFocus()

    def set_locked(self, account: str) -> None:
        """Stand before a locked desk: only its own account may go on."""
        self._locked = True
        self._recovering = False
        self.set_accounts([account], account)
        self.account.setEnabled(False)
        self._show_mode()

    def show_message(self, text: str) -> None:
        """Why it did not go on, in one sentence."""
        if not text:
            mark_role(self.message, "error")
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def show_done(self, text: str) -> None:
        """What was done before this page came, until the next log-in is tried."""
        mark_role(self.message, "computed")
        self.show_message(text)

    def set_busy(self, *, on: bool) -> None:
        """While the key is being derived."""
        for widget in (*self._captions, self.enter_button, self.forgot_button, self.restore_button, self.other_button):
            widget.setEnabled(not on)
        self.account.setEnabled(not on and not self._locked)
        if on:
            self.enter_button.setText("正在打开…")
        else:
            self._show_mode()
            self.password.selectAll()
            (self.key if self._recovering else self.password).setFocus()

    def _show_mode(self) -> None:
        recovery = {self.key, self.new_password, self.again}
        for field, caption in self._captions.items():
            shown = field is self.account or (field in recovery) == self._recovering
            field.setVisible(shown)
            caption.setVisible(shown)
        if self._recovering:
            self.enter_button.setText("重设口令并登录")
        else:
            self.enter_button.setText("解锁" if self._locked else "登录")
        self.forgot_button.setText("返回口令登录" if self._recovering else "忘记口令")
        self.forgot_button.setVisible(not self._locked)
        self.restore_button.setVisible(not self._locked)
        self.other_button.setText("退出登录" if self._locked else "打开其他数据文件夹")
        self.message.setVisible(bool(self.message.text()))

    # ---- slots

    def _enter(self) -> None:
        account = self.account.currentText()
        if not account:
            # where they could not be read, the reason stays
            self.show_message(self.message.text() or "账户列表尚未读出，请稍候再试。")
            return
        self.show_message("")
        if self._recovering:
            self._recover(account)
        elif not self.password.text():
            self.show_message("请输入口令。")
            self.password.setFocus()
        else:
            self.entered.emit(account, self.password.text())

    def _recover(self, account: str) -> None:
        if not self.key.text().strip():
            self.show_message("请输入恢复密钥。")
            self.key.setFocus()
        elif not self.new_password.text() or self.new_password.text() != self.again.text():
            self.show_message("两次输入的新口令不一致，请重新输入。")
            self.again.clear()
            self.new_password.setFocus()
        else:
            self.recovered.emit(account, self.key.text().strip(), self.new_password.text())

    def _toggle_recovery(self) -> None:
        self._recovering = not self._recovering
        self.show_message("")
        self._show_mode()
        (self.key if self._recovering else self.password).setFocus()

    def _other(self) -> None:
        if self._locked:
            self.leave_wanted.emit()
        else:
            self.folder_wanted.emit()


def _secret(name: str) -> QLineEdit:
    edit = QLineEdit()
    make_secret(edit)
    edit.setAccessibleName(name)
    return edit


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", True)
    return button


def _caption(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "caption")  # aligned by the style sheet: the Qt namespace costs 24 ms to load
    label.setBuddy(buddy)
    return label
