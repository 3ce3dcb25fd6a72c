"""What a bug looks like to the clerk: what happened, that the records are safe, and what to hand to the helper."""

from __future__ import annotations

import platform
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

import jzdesk
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from pathlib import Path


def report_of(error: BaseException) -> str:
    """Versions and the trace; the text of the error itself is left out, because it may quote a record."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    head = f"执纪台账 {jzdesk.__version__} · Qt {qVersion()} · Python {platform.python_version()} · {platform.platform()}"
    return "\n".join([head, type(error).__qualname__, *lines])


class CrashDialog(QDialog):
    """Not modal: what was typed can still be saved."""

    def __init__(self, error: BaseException, log_file: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self.report = report_of(error)
        title = QLabel("这一步没有做成，程序遇到了未预料的错误。")
        mark_role(title, "section")
        where = f"日志：{log_file}" if log_file is not None else ""
        text = QLabel(f"已保存的记录不受影响。请先保存手头的内容，再把下面的说明交给技术人员。{where}")
        text.setWordWrap(True)
        detail = QPlainTextEdit(self.report)
        detail.setReadOnly(True)
        detail.setFixedHeight(200)
        detail.setAccessibleName("错误说明")
        buttons = QDialogButtonBox()
        copy = buttons.addButton("复制说明", QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        for widget in (title, text, detail, buttons):
            layout.addWidget(widget)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
