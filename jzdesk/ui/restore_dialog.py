"""从备份恢复 at the log-in page: which backup, and a password of its day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common import ask
from jzdesk.ui.common.layouts import add_row
from jzdesk.ui.common.preedit import make_secret
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.ui.common.jobs import Jobs
    from jzdesk.ui.providers import Providers

WORDS = "现有数据不会删除，移到数据文件夹的 earlier 里。恢复后用备份当时的账户和口令登录；口令忘了，用当时的恢复密钥。"


class RestoreDialog(QDialog):
    """Closes itself when the backup is in place; `said` then tells of it."""

    def __init__(self, providers: Providers, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._providers, self._jobs = providers, jobs
        self.said = ""
        self._file: Path | None = None
        self.setWindowTitle("从备份恢复")
        self.setMinimumWidth(520)
        self.file = QLineEdit()
        self.file.setReadOnly(True)
        self.file.setPlaceholderText("选择备份的数据文件，如 20261120-180312.db")
        self.choose_button = QPushButton("选择…")
        self.account, self.password = QComboBox(), QLineEdit()
        make_secret(self.password)
        for widget, name in (
            (self.file, "备份文件"),
            (self.account, "账户"),
            (self.password, "备份当时的口令"),
        ):
            widget.setAccessibleName(name)
        words, self.message = QLabel(WORDS), QLabel()
        mark_role(words, "secondary")
        mark_role(self.message, "error")
        for label in (words, self.message):
            label.setWordWrap(True)
        buttons = ask.dialog_buttons(self, "恢复")
        self.restore_button = buttons.buttons()[0]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(12)
        layout.addLayout(form)
        place = QWidget()
        row = QVBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        add_row(row, self.file, self.choose_button, spacing=8)
        form.addRow("备份文件", place)
        form.addRow("账户", self.account)
        form.addRow("口令", self.password)
        layout.addWidget(words)
        layout.addWidget(self.message)
        layout.addWidget(buttons)
        self.choose_button.clicked.connect(self._choose)
        self.choose_button.setFocus()

    def _choose(self) -> None:
        folder = self._providers.backup_folder()
        path = ask.choose_open_file(self, "选择备份", kinds="备份 (*.db)", folder=str(folder))
        if path is not None:
            self.message.clear()
            self._jobs.run(
                partial(self._providers.backup_accounts, path), owner=self, done=partial(self._chosen, path),
                failed=self._refused, faults_too=True,
            )  # fmt: skip

    def _chosen(self, path: Path, accounts: tuple[str, ...]) -> None:
        self._file = path
        self.file.setText(path.name)
        self.file.setToolTip(str(path))
        self.account.clear()
        self.account.addItems(list(accounts))
        self.password.setFocus()

    def accept(self) -> None:
        """恢复: the dialog stays until the backup is in place."""
        if self._file is None or not self.password.text():
            self.message.setText("请选择备份文件。" if self._file is None else "请输入备份当时的口令。")
            return
        self.message.clear()
        self.setEnabled(False)
        work = partial(
            self._providers.restore_at_login, self._file, self.account.currentText(), self.password.text()
        )
        self._jobs.run(
            work, owner=self, done=self._restored, failed=self._refused, faults_too=True,
            busy_text="正在核对并恢复", after=partial(self.setEnabled, True),
        )  # fmt: skip

    def _restored(self, said: str) -> None:
        self.said = said
        super().accept()

    def _refused(self, _field: str, text: str) -> bool:
        self.message.setText(text)
        self.password.selectAll()
        return True
