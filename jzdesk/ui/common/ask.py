"""Every modal question goes through here; nothing else calls exec(), and tests replace these functions.

Import the module, not its functions (`from jzdesk.ui.common import ask`), so that a replacement is seen.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common.restyle import restyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtPrintSupport import QPrinter


def confirm(parent: QWidget, title: str, text: str, *, verb: str, danger: bool = False) -> bool:
    """Ask before something that is hard to take back. `verb` is the word on the button, such as 删除."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(title)
    box.setInformativeText(text)
    go = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay if danger else go)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is go


def tell(parent: QWidget, title: str, text: str, *, detail: str = "") -> None:
    """State something that must be read before going on."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(title)
    box.setInformativeText(text)
    if detail:
        box.setDetailedText(detail)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def ask_text(
    parent: QWidget,
    title: str,
    label: str,
    *,
    verb: str,
    text: str = "",
    lines: int = 1,
    required: bool = True,
) -> str | None:
    """One text, such as a reason. None when the user thought better of it."""
    dialog = _TextDialog(parent, title, label, verb=verb, text=text, lines=lines, required=required)
    return dialog.text() if dialog.exec() == QDialog.DialogCode.Accepted else None


def ask_reason(parent: QWidget, title: str, label: str = "理由（写入审计日志）", *, verb: str) -> str | None:
    """A reason that goes into the audit log; it may not be empty."""
    return ask_text(parent, title, label, verb=verb, lines=3)


def choose_save_file(parent: QWidget, title: str, *, suggested: str, kinds: str) -> Path | None:
    """Where to save. `kinds` is a Qt filter such as '工作簿 (*.xlsx)'. The system asks before overwriting."""
    name, _ = QFileDialog.getSaveFileName(parent, title, suggested, kinds)
    return Path(name) if name else None


def choose_open_file(
    parent: QWidget, title: str, *, folder: str = "", kinds: str = "所有文件 (*)"
) -> Path | None:
    """One existing file."""
    name, _ = QFileDialog.getOpenFileName(parent, title, folder, kinds)
    return Path(name) if name else None


def choose_open_files(
    parent: QWidget, title: str, *, folder: str = "", kinds: str = "所有文件 (*)"
) -> list[Path]:
    """Any number of existing files."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, folder, kinds)
    return [Path(name) for name in names]


def choose_folder(parent: QWidget, title: str, *, folder: str = "") -> Path | None:
    """One folder."""
    name = QFileDialog.getExistingDirectory(parent, title, folder)
    return Path(name) if name else None


def choose_one(
    parent: QWidget, title: str, label: str, choices: Sequence[str], *, verb: str, at: int = 0
) -> int | None:
    """The position of the chosen line, or None; the one at `at` is proposed."""
    dialog = _ListDialog(parent, title, label, choices, verb=verb)
    dialog.list.setCurrentRow(at)
    if dialog.exec() != QDialog.DialogCode.Accepted or dialog.list.currentRow() < 0:
        return None
    return dialog.list.currentRow()


def choose_printer(parent: QWidget, title: str) -> QPrinter | None:
    """A printer with its settings, ready to print on."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter()
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def run_dialog(dialog: QDialog) -> bool:
    """Show a dialog of the program's own and wait; True when it was accepted."""
    return dialog.exec() == QDialog.DialogCode.Accepted


def dialog_buttons(dialog: QDialog, verb: str) -> QDialogButtonBox:
    """The verb of a dialog and 取消, wired to its `accept` and `reject`."""
    box = QDialogButtonBox(dialog)
    go = box.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
    go.setProperty("primary", True)
    go.setDefault(True)
    restyle(go)
    box.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


class _TextDialog(QDialog):
    def __init__(
        self, parent: QWidget, title: str, label: str, *, verb: str, text: str, lines: int, required: bool
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self._required = required
        caption = QLabel(label)
        self._edit: QLineEdit | QPlainTextEdit
        if lines == 1:
            self._edit = QLineEdit(text)
        else:
            self._edit = QPlainTextEdit(text)
            self._edit.setTabChangesFocus(True)
            self._edit.setFixedHeight(self._edit.fontMetrics().lineSpacing() * lines + 24)
        caption.setBuddy(self._edit)
        self._hint = QLabel()
        self._hint.setProperty("role", "error")
        self._hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        for widget in (caption, self._edit, self._hint, dialog_buttons(self, verb)):
            layout.addWidget(widget)

    def text(self) -> str:
        text = self._edit.text() if isinstance(self._edit, QLineEdit) else self._edit.toPlainText()
        return text.strip()

    def accept(self) -> None:
        if self._required and not self.text():
            self._hint.setText("请填写后再继续。")
            self._hint.show()
            self._edit.setFocus()
            return
        super().accept()


class _ListDialog(QDialog):
    def __init__(self, parent: QWidget, title: str, label: str, choices: Sequence[str], *, verb: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self.list = QListWidget()
        self.list.setAccessibleName(label)
        self.list.addItems(list(choices))
        self.list.setCurrentRow(0)
        self.list.itemDoubleClicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(QLabel(label))
        layout.addWidget(self.list)
        layout.addWidget(dialog_buttons(self, verb))
