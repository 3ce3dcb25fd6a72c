"""修改口令: the old one, the new one twice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from jzdesk.ui.common.preedit import make_secret
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.domain.changes import Changes
    from jzdesk.ui.common.jobs import Jobs


class PasswordDialog(QDialog):
    """Closes itself when the service accepted the new password."""

    def __init__(
        self, change: Callable[[str, str], Changes], jobs: Jobs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._change, self._jobs = change, jobs
        self.setWindowTitle("修改口令")
        self.setMinimumWidth(400)
        self.old, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(12)
        hint = QLabel("不少于 8 位，含字母、数字、符号中的至少两类。")
        mark_role(hint, "secondary")
        self.message = QLabel()
        self.message.setWordWrap(True)
        mark_role(self.message, "error")
        buttons = QDialogButtonBox()
        self.save_button = buttons.addButton("修改口令", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save_button.setProperty("primary", True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        for text, edit in (("原口令", self.old), ("新口令", self.new), ("再输一次", self.again)):
            make_secret(edit)
            form.addRow(text, edit)
        for widget in (hint, self.message, buttons):
            layout.addWidget(widget)

    def _save(self) -> None:
        if not self.new.text() or self.new.text() != self.again.text():
            self.message.setText("两次输入的新口令不一致，请重新输入。")
            return
        self.save_button.setEnabled(False)
        self._jobs.run(
            partial(self._change, self.old.text(), self.new.text()),
            owner=self,
            done=self._saved,
            failed=self._refused,
            faults_too=True,
            after=partial(self.save_button.setEnabled, True),
        )

    def _saved(self, _changes: object) -> None:
        self.accept()

    def _refused(self, _field: str, text: str) -> bool:
        self.message.setText(text)
        return True
