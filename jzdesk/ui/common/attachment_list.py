"""附件: scans and photos of one record, kept in the vault: add, look at, take out, delete."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.accounts import Permission
from jzdesk.ui.common import ask
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.changes import Changes
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.ui.common.frame import Frame

KINDS = "材料 (*.pdf *.ofd *.jpg *.jpeg *.png *.tif *.tiff *.docx *.doc *.wps *.xlsx *.xls *.et *.txt)"
_ROW = int(Qt.ItemDataRole.UserRole)


class AttachmentList(QWidget):
    """`owner` is the kind the service knows: 'case', 'dossier' or 'tolerance_review'.

    A file that is looked at is copied to a private folder which goes with this widget.
    """

    def __init__(self, frame: Frame, owner: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame, self._owner = frame, owner
        self._owner_id: int | None = None
        self._folder: QTemporaryDir | None = None
        self.list = QListWidget()
        self.list.setAccessibleName("附件")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.empty = QLabel("还没有附件。可附加决定书扫描件、送达回证、会议照片等。")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        mark_role(self.empty, "hint")
        self.add_button = QPushButton("添加附件")
        self.open_button = QPushButton("打开")
        self.save_button = QPushButton("另存")
        self.remove_button = QPushButton("删除")
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for button in (self.add_button, self.open_button, self.save_button, self.remove_button):
            bar.addWidget(button)
        bar.addStretch(1)
        self._stack = QStackedLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(bar)
        layout.addLayout(self._stack, 1)
        self._stack.addWidget(self.empty)  # only now: a page shown without a parent would be a window
        self._stack.addWidget(self.list)
        self.add_button.clicked.connect(self.add_files)
        self.open_button.clicked.connect(self.open_current)
        self.save_button.clicked.connect(self.save_current)
        self.remove_button.clicked.connect(self.remove_current)
        self.list.itemActivated.connect(self.open_current)
        self.list.currentRowChanged.connect(self._tell_buttons)
        self._tell_buttons()

    def set_rows(self, owner_id: int, rows: Sequence[AttachmentRow]) -> None:
        """Show the attachments of another record."""
        self._owner_id = owner_id
        self.list.clear()
        for row in rows:
            about = f"{_size(row.size)} · {row.added_at:%Y-%m-%d %H:%M} · {row.added_by}"
            item = QListWidgetItem(f"{row.file_name}\n{about}")
            item.setData(_ROW, row)
            self.list.addItem(item)
        self._stack.setCurrentWidget(self.list if rows else self.empty)
        if rows:
            self.list.setCurrentRow(0)
        self._tell_buttons()

    def current(self) -> AttachmentRow | None:
        item = self.list.currentItem()
        row: AttachmentRow | None = item.data(_ROW) if item is not None else None
        return row

    def _tell_buttons(self, _row: int = -1) -> None:
        desk, chosen = self._frame.desk, self.current() is not None
        self.add_button.setEnabled(desk.may(Permission.WRITE))
        self.remove_button.setEnabled(chosen and desk.may(Permission.WRITE))
        self.open_button.setEnabled(chosen and desk.may(Permission.EXPORT))
        self.save_button.setEnabled(chosen and desk.may(Permission.EXPORT))

    def add_files(self) -> None:
        """Choose files and copy them into the vault, one audit entry each."""
        if self._owner_id is None:
            return
        for path in ask.choose_open_files(self, "添加附件", kinds=KINDS):
            work = partial(self._attach, self._owner_id, path)
            self._frame.jobs.run(work, owner=self, busy_text="正在添加附件")

    def _attach(self, owner_id: int, path: Path) -> Changes:
        from jzdesk.services.attachments import attach_file

        return attach_file(self._frame.desk, self._owner, owner_id, path)

    def open_current(self) -> None:
        """Look at a copy with the PC's own viewer."""
        if self._folder is None:
            self._folder = QTemporaryDir()
        self._take_out(Path(self._folder.path()), self._show)

    def save_current(self) -> None:
        """Take a copy out into a folder of the user's choice; logged as an export."""
        folder = ask.choose_folder(self, "另存附件到")
        if folder is not None:
            self._take_out(folder, self._saved)

    def _take_out(self, folder: Path, done: Callable[[Path], None]) -> None:
        row = self.current()
        if row is None:
            return

        def copy() -> Path:
            from jzdesk.services.attachments import save_copy

            return save_copy(self._frame.desk, row, folder)

        self._frame.jobs.run(copy, owner=self, done=done, busy_text="正在取出附件")

    def _show(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _saved(self, path: Path) -> None:
        self._frame.jobs.message.emit("done", f"已另存为“{path}”。")

    def remove_current(self) -> None:
        """To the recycle bin, after a question."""
        row = self.current()
        text = f"“{row.file_name}”将移入回收站，可以恢复。" if row else ""
        if row is None or not ask.confirm(self, "删除附件", text, verb="删除", danger=True):
            return

        def remove() -> Changes:
            from jzdesk.services.attachments import remove_attachment

            return remove_attachment(self._frame.desk, row)

        self._frame.jobs.run(remove, owner=self)


def _size(count: int) -> str:
    kilo = count / 1024
    return f"{kilo:,.0f} KB" if kilo < 1024 else f"{kilo / 1024:,.1f} MB"
