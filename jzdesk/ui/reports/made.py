"""A line that says which file was made and leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

if TYPE_CHECKING:
    from pathlib import Path


class MadeLine(QFrame):
    """Stays until closed or another month is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageLine")
        self.setProperty("kind", "done")
        self._path: Path | None = None
        self.text = QLabel()
        self.text.setAccessibleName("导出结果")
        self.open_button, self.folder_button = QPushButton("打开文件"), QPushButton("打开文件夹")
        self.close_button = QPushButton("关闭")
        self.close_button.setProperty("link", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        for button in (self.open_button, self.folder_button, self.close_button):
            row.addWidget(button)
        self.open_button.clicked.connect(self._open)
        self.folder_button.clicked.connect(self._open_folder)
        self.close_button.clicked.connect(self.clear)
        self.hide()

    def show_made(self, what: str, path: Path) -> None:
        """'月报已导出到 …'."""
        self._path = path
        self.text.setText(f"{what}已保存：{path}")
        self.text.setToolTip(str(path))
        self.show()

    def clear(self) -> None:
        self._path = None
        self.hide()

    def _open(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path)))

    def _open_folder(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))
