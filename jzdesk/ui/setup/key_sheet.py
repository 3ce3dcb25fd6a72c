"""The recovery key as it is shown once: large, in groups, with a question that proves it was copied."""

from __future__ import annotations

import html
import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jzdesk.ui.common import ask
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

GROUPS_A_LINE = 4
FORGET_MS = 60_000
ASKED = 2
_MISREAD = str.maketrans("ILOU", "110V")


class KeySheet(QWidget):
    """`settled` when the key was copied, said to be kept, and two of its groups were given back rightly."""

    settled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = self._unit = ""
        self._groups: list[str] = []
        self._made_on: date | None = None
        self.asked: tuple[int, ...] = ()
        self._build()
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(FORGET_MS)
        self._forget.timeout.connect(self._clear_clipboard)

    def _build(self) -> None:
        why = QLabel(
            "恢复密钥只在这里显示一次，程序不保存。口令全部遗忘时，只有它能打开数据；没有它，任何人都无法恢复。"
            "请抄录或打印在纸上，由单位密封保管，不要存放在本机。"
        )
        why.setWordWrap(True)
        self._card = QFrame()
        self._card.setObjectName("loginCard")
        self._grid = QGridLayout(self._card)
        self._grid.setContentsMargins(24, 16, 24, 16)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self.print_button = QPushButton("打印")
        self.copy_button = QPushButton("复制")
        self.save_button = QPushButton("另存为")
        self.note = QLabel()
        mark_role(self.note, "secondary")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.kept = QCheckBox("我已抄录并妥善保管")
        self._question = QHBoxLayout()
        self._question.setSpacing(8)
        self.answers: list[QLineEdit] = []
        self._verdict = QLabel()
        mark_role(self._verdict, "error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(why)
        layout.addWidget(self._card)
        layout.addLayout(buttons)
        for button in (self.print_button, self.copy_button, self.save_button):
            buttons.addWidget(button)
        buttons.addWidget(self.note, 1)
        layout.addWidget(self.kept)
        layout.addLayout(self._question)
        self.print_button.clicked.connect(self._print)
        self.copy_button.clicked.connect(self._copy)
        self.save_button.clicked.connect(self._save)
        self.kept.toggled.connect(self._tell)

    def show_key(self, key: str, *, unit: str, on: date, asked: Sequence[int] | None = None) -> None:
        """Show a key. `asked` are the places of the groups asked back (from 0); chosen by chance when not given."""
        self._key, self._unit, self._made_on = key, unit, on
        self._groups = key.split("-")
        for place, group in enumerate(self._groups):
            cell = QVBoxLayout()
            cell.setSpacing(0)
            number = QLabel(f"第{place + 1}组")
            mark_role(number, "secondary")
            text = QLabel(group)
            mark_role(text, "recovery")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(f"恢复密钥第{place + 1}组 {' '.join(group)}")
            self._grid.addLayout(cell, place // GROUPS_A_LINE, place % GROUPS_A_LINE)
            cell.addWidget(number)
            cell.addWidget(text)
        chance = secrets.SystemRandom()
        self.asked = tuple(sorted(asked or chance.sample(range(len(self._groups)), ASKED)))
        self._question.addWidget(QLabel("按抄录回填"))
        for place in self.asked:
            label, edit = QLabel(f"第{place + 1}组"), QLineEdit()
            edit.setFixedWidth(edit.fontMetrics().horizontalAdvance("W") * 6 + 20)
            edit.setMaxLength(8)
            edit.setAccessibleName(f"恢复密钥第{place + 1}组")
            label.setBuddy(edit)
            edit.textChanged.connect(self._tell)
            self._question.addWidget(label)
            self._question.addWidget(edit)
            self.answers.append(edit)
        self._question.addWidget(self._verdict)
        self._question.addStretch(1)

    def is_settled(self) -> bool:
        """Said to be kept, and proven."""
        return self.kept.isChecked() and bool(self.answers) and all(map(self._right, range(len(self.answers))))

    def forget(self) -> None:
        """The key leaves the screen and the memory of this widget, and the clipboard if it is still there."""
        self._clear_clipboard()
        self._key, self._groups = "", []

    def _right(self, number: int) -> bool:
        return _plain(self.answers[number].text()) == _plain(self._groups[self.asked[number]])

    def _tell(self, *_: object) -> None:
        full = all(len(_plain(edit.text())) >= len(self._groups[0]) for edit in self.answers)
        wrong = full and not all(map(self._right, range(len(self.answers))))
        self._verdict.setText("与恢复密钥不一致，请对照抄录核对。" if wrong else "")
        self.settled.emit(self.is_settled())

    # ---- onto paper, the clipboard, a stick

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._key)
        self.note.setText("已复制，一分钟后自动从剪贴板清除。")
        self._forget.start()

    def _clear_clipboard(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._key and clipboard.text() == self._key:
            clipboard.clear()
            self.note.setText("剪贴板已清除。")

    def _save(self) -> None:
        path = ask.choose_save_file(self, "另存恢复密钥", suggested="恢复密钥.txt", kinds="文本文件 (*.txt)")
        if path is None:
            return
        try:
            path.write_text(self._plain_text(), encoding="utf-8")
            path.chmod(0o600)
        except OSError as error:
            self.note.setText(f"没有保存：{error.strerror or error}。请换一个位置。")
            return
        self.note.setText(f"已保存到 {path.name}，请移到专用介质保管，不要留在本机。")

    def _print(self) -> None:
        printer = ask.choose_printer(self, "打印恢复密钥")
        if printer is None:
            return
        document = QTextDocument()
        lines = (html.escape(line) for line in self._plain_text().splitlines())
        document.setHtml(f'<div style="font-size:14pt; line-height:180%">{"<br>".join(lines)}</div>')
        document.print_(printer)
        self.note.setText("已送往打印机。")

    def _plain_text(self) -> str:
        first, second = self._groups[:GROUPS_A_LINE], self._groups[GROUPS_A_LINE:]
        made = f"{self._made_on:%Y-%m-%d}" if self._made_on else ""
        return (
            f"执纪台账 恢复密钥\n{self._unit}\n生成日期：{made}\n\n{' - '.join(first)}\n{' - '.join(second)}\n\n"
            "本页能打开本单位的全部数据，请密封保管。\n保管人：            启封记录：\n"
        )


def _plain(text: str) -> str:
    """As `storage.recovery` reads it: case, spaces and misread letters forgiven."""
    return "".join(c for c in text.upper() if c.isalnum()).translate(_MISREAD)
