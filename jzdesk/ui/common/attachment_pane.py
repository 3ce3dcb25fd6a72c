"""Everything that can be done with the attachments of a record, around whatever shows them as a list."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.accounts import Permission
from jzdesk.domain.file_kinds import KINDS
from jzdesk.services import attachments as service
from jzdesk.ui.common import ask
from jzdesk.ui.common.attachment_preview import AttachmentPreview
from jzdesk.ui.common.attachment_queue import AttachmentQueue
from jzdesk.ui.common.attachment_take import DropCatcher, Incoming, taken_from_clipboard
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.changes import Changes
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.ui.common.frame import Frame

FILES = f"材料 ({' '.join(f'*.{ending}' for ending in KINDS)});;所有文件 (*)"
NO_PART = "不归类"


class AttachmentPane(QWidget):
    """A subclass puts its list into `body`, tells `current()` and calls `tell_buttons()` when that changes.

    Files come in by the button, by drag and drop onto the pane, or by Ctrl+V; they belong to the part chosen beside the
    button. A file that another program looks at is copied to a private folder which goes with this widget."""

    def __init__(self, frame: Frame, owner: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame, self._owner = frame, owner
        self._owner_id: int | None = None
        self._folder: QTemporaryDir | None = None
        self.choices = service.part_choices(frame.desk, owner)
        self.add_button = QPushButton("添加附件")
        self.part = QComboBox()
        self.open_button = QPushButton("打开")
        self.view_button = QPushButton("预览")
        self.more_button = QPushButton("更多")
        self.save_action = QAction("另存…", self)
        self.remove_action = QAction("删除…", self)
        self.preview = AttachmentPreview(frame)
        self.queue = AttachmentQueue(frame, owner, self)
        self.drops = DropCatcher(self, frame.clock, allowed=self._may_add)
        self.body = QVBoxLayout()
        self.top = QVBoxLayout()
        self._build()
        self._connect()
        self.tell_buttons()

    # ---- build

    def _build(self) -> None:
        self.part.setAccessibleName("归入哪项材料")
        self.part.setToolTip("新添加的附件归入哪项材料")
        for code, name in (("", NO_PART), *self.choices):
            self.part.addItem(f"{code} {name}" if code.isdigit() else name, code)
        self.part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # it takes the room that is left
        self.part.setMinimumWidth(120)
        self.part.setMaximumWidth(200)
        menu = QMenu(self.more_button)
        menu.addAction(self.save_action)
        self._changing = [self.remove_action]
        for title, slot in (
            ("修改标题…", self.rename_current), ("归入其他材料…", self.move_current), ("替换文件…", self.replace_current),
            ("上移", self.move_up), ("下移", self.move_down),
        ):  # fmt: skip
            action = QAction(title, menu)
            action.triggered.connect(slot)
            action.setVisible(bool(self.choices) or slot != self.move_current)
            menu.addAction(action)
            self._changing.append(action)
        menu.addSeparator()
        menu.addAction(self.remove_action)
        self.more_button.setMenu(menu)
        self.add_button.setToolTip("选择文件；也可把文件拖到这里，或按 Ctrl+V 粘贴")
        self.report = _Report()
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addLayout(self.top)
        bar = QHBoxLayout()
        bar.setSpacing(4)  # in a row, at 125 % too
        layout.addLayout(bar)
        for widget in (self.add_button, self.part, self.view_button, self.open_button, self.more_button):
            bar.addWidget(widget, 20 if widget is self.part else 0)
        bar.addStretch(1)
        layout.addWidget(self.report)
        layout.addLayout(self.body, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(page)
        self._stack.addWidget(self.preview)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.part.setVisible(bool(self.choices))
        self.report.hide()

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add_files)
        self.view_button.clicked.connect(self.view_current)
        self.open_button.clicked.connect(self.open_current)
        self.save_action.triggered.connect(self.save_current)
        self.remove_action.triggered.connect(self.remove_current)
        self.preview.closed.connect(self._back)
        self.preview.open_wanted.connect(self._open)
        self.queue.refused.connect(self.report.tell)
        self.queue.progressed.connect(self.report.count)
        self.report.stopped.clicked.connect(self.queue.stop)
        self.drops.dropped.connect(self.take_dropped)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    # ---- what a subclass gives

    def current(self) -> AttachmentRow | None:
        """The attachment the cursor is on."""
        raise AssertionError("a subclass tells")

    def part_at(self, _position: QPoint) -> str:
        """The part of what lies under a point of the pane, where something is dropped."""
        return self.chosen_part()

    # ---- state

    def chosen_part(self) -> str:
        """The part new attachments belong to."""
        return str(self.part.currentData() or "")

    def propose_part(self, code: str) -> None:
        """Choose the part new attachments are to belong to."""
        self.part.setCurrentIndex(max(0, self.part.findData(code)))

    def set_owner(self, owner_id: int) -> None:
        """Another record's attachments come next."""
        if owner_id != self._owner_id:
            self._owner_id = owner_id
            self.report.tell([])
            self._back()

    def _may_add(self) -> bool:
        return self._owner_id is not None and self._frame.desk.may(Permission.WRITE)

    def tell_buttons(self, *_: object) -> None:
        """Which buttons the attachment chosen, and the account, allow."""
        desk, chosen = self._frame.desk, self.current() is not None
        write, export = desk.may(Permission.WRITE), desk.may(Permission.EXPORT)
        self.add_button.setEnabled(write)
        self.part.setEnabled(write)
        self.view_button.setEnabled(chosen)
        self.open_button.setEnabled(chosen and export)
        self.save_action.setEnabled(chosen and export)
        for action in self._changing:
            action.setEnabled(chosen and write)
        self.more_button.setEnabled(chosen and (write or export))

    # ---- coming in

    def add_files(self) -> None:
        """Choose files and copy them into the vault, one audit entry each."""
        if self._may_add():
            self.take([Incoming(path=path) for path in ask.choose_open_files(self, "添加附件", kinds=FILES)])

    def paste(self) -> None:
        """Attach the files or the picture copied elsewhere."""
        if not self._may_add():
            return
        found = taken_from_clipboard(self._frame.clock)
        if found:
            self.take(found)
        else:
            self._frame.jobs.message.emit("refused", "剪贴板里没有文件或图片。")

    def take_dropped(self, items: Sequence[Incoming], position: QPoint) -> None:
        """Attach what was dropped onto the pane."""
        self.take(items, self.part_at(position))

    def take(self, items: Sequence[Incoming], part: str | None = None) -> None:
        """Attach these to the record shown, to the part given or chosen."""
        if self._owner_id is not None and items:
            self.report.tell([])
            self.queue.add(self._owner_id, self.chosen_part() if part is None else part, items)

    # ---- looking at

    def view_current(self, *_: object) -> None:
        """Show the attachment chosen inside the program."""
        row = self.current()
        if row is not None:
            self.view(row)

    def view(self, row: AttachmentRow) -> None:
        """Show an attachment inside the program."""
        self._stack.setCurrentWidget(self.preview)
        self.preview.show_item(row)

    def _back(self) -> None:
        if self._stack.currentIndex():
            self._stack.setCurrentIndex(0)
            self.focus_list()

    def focus_list(self) -> None:
        """Put the cursor back into the list."""
        self.setFocus()

    def open_current(self, *_: object) -> None:
        """Look at a copy with the PC's own viewer."""
        self._open(self.current())

    def _open(self, row: AttachmentRow | None) -> None:
        if self._folder is None:
            self._folder = QTemporaryDir()
        self._take_out(row, Path(self._folder.path()), self._show)

    def save_current(self, *_: object) -> None:
        """Take a copy out into a folder of the user's choice; logged as an export."""
        folder = ask.choose_folder(self, "另存附件到")
        if folder is not None:
            self._take_out(self.current(), folder, self._saved)

    def _take_out(self, row: AttachmentRow | None, folder: Path, done: Callable[[Path], None]) -> None:
        if row is not None:
            work = partial(service.save_copy, self._frame.desk, row, folder)
            self._frame.jobs.run(work, owner=self, done=done, busy_text="正在取出附件")

    def _show(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _saved(self, path: Path) -> None:
        self._frame.jobs.message.emit("done", f"已另存为“{path}”。")

    # ---- changing

    def rename_current(self, *_: object) -> None:
        """Give it another title."""
        row = self.current()
        title = ask.ask_text(self, "修改附件标题", "标题", verb="修改", text=row.title) if row else None
        if row is not None and title is not None:
            self._change(partial(service.retitle, self._frame.desk, row, title))

    def move_current(self, *_: object) -> None:
        """Let it belong to another part."""
        row = self.current()
        if row is None:
            return
        codes = ["", *(code for code, _ in self.choices)]
        names = [self.part.itemText(at) for at in range(self.part.count())]
        at = codes.index(row.part) if row.part in codes else 0
        chosen = ask.choose_one(self, "归入其他材料", f"“{row.title}”归入", names, verb="归入", at=at)
        if chosen is not None and codes[chosen] != row.part:
            self._change(partial(service.move_to_part, self._frame.desk, row, codes[chosen]))

    def replace_current(self, *_: object) -> None:
        """Put another file in its place."""
        row = self.current()
        path = ask.choose_open_file(self, "替换附件", kinds=FILES) if row else None
        if row is not None and path is not None:
            self._change(partial(service.replace_file, self._frame.desk, row, path))

    def move_up(self, *_: object) -> None:
        """One place up among those of its part."""
        self._shift(-1)

    def move_down(self, *_: object) -> None:
        """One place down among those of its part."""
        self._shift(1)

    def _shift(self, by: int) -> None:
        row = self.current()
        if row is not None:
            self._change(partial(service.shift, self._frame.desk, row, by))

    def remove_current(self, *_: object) -> None:
        """To the recycle bin, after a question."""
        row = self.current()
        text = f"“{row.title}”将移入回收站，可按 Ctrl+Z 撤回。" if row else ""
        if row is not None and ask.confirm(self, "删除附件", text, verb="删除", danger=True):
            self._change(partial(service.remove_attachment, self._frame.desk, row))

    def _change(self, work: Callable[[], Changes]) -> None:
        self._frame.jobs.run(work, owner=self, failed=self._told, busy_text="正在保存")

    def _told(self, _field: str, text: str) -> bool:
        self.report.tell([text])
        return True


class _Report(QFrame):
    """How far the files are, and which were not attached and why, until it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("attachmentReport")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.stopped = QPushButton("停止")
        self.stopped.setToolTip("其余文件不再附加，已附加的保留")
        self.seen = QPushButton("知道了")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.stopped)
        row.addWidget(self.seen)
        self.seen.clicked.connect(self.hide)
        self.stopped.hide()

    def tell(self, sentences: Sequence[str]) -> None:
        """The files that were not attached, a sentence each; nothing to tell hides it."""
        lines = list(sentences)
        if len(lines) > 1:
            lines.insert(0, f"有 {len(lines)} 份文件没有附加：")
        mark_role(self.text, "error")
        self.text.setText("\n".join(lines))
        self.text.setAccessibleName("没有附加的文件")
        self.stopped.hide()
        self.seen.show()
        self.setVisible(bool(lines))

    def count(self, done: int, total: int) -> None:
        """How many are in, while there are several."""
        if total > 1:
            mark_role(self.text, "secondary")
            self.text.setText(f"正在附加 {done + 1}/{total}")
            self.seen.hide()
            self.stopped.show()
            self.show()
