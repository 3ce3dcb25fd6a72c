"""附件: scans and photos of one record as a list; what can be done with them is in `attachment_pane`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from jzdesk.services.attachments import part_name, said_size
from jzdesk.ui.common.attachment_pane import AttachmentPane
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.ui.common.frame import Frame

_ROW = int(Qt.ItemDataRole.UserRole)


class AttachmentList(AttachmentPane):
    """`owner` is the kind the service knows: 'case', 'dossier', 'tolerance_review' or 'enquiry'."""

    def __init__(self, frame: Frame, owner: str, parent: QWidget | None = None) -> None:
        self.list = QListWidget()
        super().__init__(frame, owner, parent)
        self.list.setAccessibleName("附件")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.empty = QLabel("还没有附件。可附加决定书扫描件、送达回证、会议照片等；\n把文件拖到这里，或按 Ctrl+V 粘贴。")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        mark_role(self.empty, "hint")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.list)
        self.body.addWidget(self._pages)
        self.list.itemActivated.connect(self.view_current)
        self.list.currentRowChanged.connect(self.tell_buttons)

    def set_rows(self, owner_id: int, rows: Sequence[AttachmentRow]) -> None:
        """Show the attachments of another record; of the same one the cursor stays where it was."""
        kept = self.current() if owner_id == self._owner_id else None
        self.set_owner(owner_id)
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(self._line(row))
            item.setData(_ROW, row)
            item.setToolTip(row.file_name)
            self.list.addItem(item)
        self._pages.setCurrentWidget(self.list if rows else self.empty)
        at = next((n for n, row in enumerate(rows) if kept and row.id == kept.id), 0)
        if rows:
            self.list.setCurrentRow(at)
        self.tell_buttons()

    def _line(self, row: AttachmentRow) -> str:
        part = part_name(self._frame.desk, row.owner, row.part)
        name = row.title if row.title == row.file_name.rpartition(".")[0] else f"{row.title}（{row.file_name}）"
        ending = row.file_name.rpartition(".")[2]
        name = f"{row.title}.{ending}" if name == row.title else name
        facts = (part, said_size(row.size), f"{row.added_at:%Y-%m-%d %H:%M}", row.added_by)
        return f"{name}\n{' · '.join(fact for fact in facts if fact)}"

    def current(self) -> AttachmentRow | None:
        item = self.list.currentItem()
        row: AttachmentRow | None = item.data(_ROW) if item is not None else None
        return row

    def focus_list(self) -> None:
        self.list.setFocus()
