"""Looking at an attachment inside the program: pictures, pages of a PDF, texts; of others it says what they are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.domain.file_kinds import KINDS, ending_of, family_of, text_of
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from jzdesk.services.attachment_pages import Pages
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.ui.common.frame import Frame

R = TypeVar("R")

WIDEST = 1_400
"""Pixels of a page or picture: sharp on the pane, quick to draw."""
MARGIN = 16
_PIXELS = 120_000_000
_TEXT = 200_000


class AttachmentPreview(QWidget):
    """`closed` when the user goes back, `open_wanted(row)` when another program is to show it."""

    closed = Signal()
    open_wanted = Signal(object)

    def __init__(self, frame: Frame, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame = frame
        self.row: AttachmentRow | None = None
        self._content = b""
        self._page, self._count = 0, 0
        self._image: QImage | None = None
        self.back = QPushButton("返回")
        self.back.setToolTip("Esc")
        self.title = QLabel()
        mark_role(self.title, "section")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.before = QPushButton("上一页")
        self.place = QLabel()
        self.after = QPushButton("下一页")
        self.open_button = QPushButton("打开")
        self.open_button.setToolTip("用本机的程序打开一份副本")
        self._build()
        self.back.clicked.connect(self.close_item)
        self.before.clicked.connect(self.show_before)
        self.after.clicked.connect(self.show_after)
        self.open_button.clicked.connect(self._open)
        for key, slot in (("Esc", self.close_item), ("PgUp", self.show_before), ("PgDown", self.show_after)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _build(self) -> None:
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.picture)
        self.area.setAccessibleName("附件预览")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName("附件文字")
        self.said = QLabel()
        self.said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.said.setWordWrap(True)
        mark_role(self.said, "hint")
        bar = QHBoxLayout()
        bar.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 12)
        layout.setSpacing(8)
        layout.addLayout(bar)
        bar.addWidget(self.back)
        bar.addWidget(self.title, 1)
        for widget in (self.before, self.place, self.after, self.open_button):
            bar.addWidget(widget)
        self._stack = QStackedLayout()
        layout.addLayout(self._stack, 1)
        for page in (self.said, self.area, self.text):
            self._stack.addWidget(page)

    # ---- one attachment

    def show_item(self, row: AttachmentRow) -> None:
        """Read an attachment and show it."""
        self.row, self._page, self._count = row, 0, 0
        self.title.setText(row.title)
        self.title.setToolTip(row.file_name)
        self.open_button.setEnabled(self._frame.desk.may(Permission.EXPORT))
        self._tell_pages()
        self.back.setFocus()  # so that Esc leads back, whatever there is to show
        if family_of(row.file_name) == "other":
            kind = KINDS.get(ending_of(row.file_name))
            self._say(f"“{row.file_name}”是{kind.name if kind else '其他文件'}，程序内不能显示，请按“打开”用本机的程序查看。")
            return
        self._say("正在读取…")
        self._frame.jobs.run(
            partial(self._read, row), owner=self, done=partial(self._show_content, row), failed=self._failed,
            faults_too=True,
        )  # fmt: skip

    def _read(self, row: AttachmentRow) -> bytes:
        from jzdesk.services.attachments import content_of

        return content_of(self._frame.desk, row)

    def _show_content(self, row: AttachmentRow, content: bytes) -> None:
        if self.row is not row:
            return
        family = family_of(row.file_name)
        self._content = content if family == "pdf" else b""
        if family == "text":
            words = text_of(content)
            self.text.setPlainText(words if len(words) <= _TEXT else f"{words[:_TEXT]}\n……（以下从略，请按“打开”查看全文）")
            self._stack.setCurrentWidget(self.text)
            self.text.setFocus()
        elif family == "picture":
            self._later(partial(_decoded, content), partial(self._show_image, row))
        else:
            self._draw()

    def _later(self, work: Callable[[], R], done: Callable[[R], None]) -> None:
        """Off the store's lane: a slow file does not hold up the records."""
        self._frame.jobs.run(
            work, owner=self, done=done, failed=self._failed, lane="files", faults_too=True, busy_text="正在显示附件"
        )

    def _failed(self, _field: str, text: str) -> bool:
        self._say(text)
        return True

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self._stack.setCurrentWidget(self.said)

    # ---- pages of a PDF

    def _draw(self) -> None:
        from jzdesk.services.attachment_pages import page_of

        if self.row is not None:
            work = partial(page_of, self._content, self._page, width=self._width())
            self._later(work, partial(self._show_page, self.row, self._page))

    def _width(self) -> int:
        bar = self.area.verticalScrollBar().sizeHint().width()
        room = self.width() - 2 * MARGIN - bar - 4  # not that of the area: behind the words it has no size yet
        return max(200, min(WIDEST, int(room * self.devicePixelRatioF())))

    def _show_page(self, row: AttachmentRow, number: int, pages: Pages) -> None:
        if self.row is not row or number != self._page:
            return
        self._count = pages.count
        self._tell_pages()
        found = pages.pictures[0] if pages.pictures else None
        if found is None or not found.rgb:
            self._say("这一页不能显示，请按“打开”查看。")
            return
        form = QImage.Format.Format_RGB888
        self._show_image(row, QImage(found.rgb, found.width, found.height, found.width * 3, form).copy())

    def _show_image(self, row: AttachmentRow, image: QImage) -> None:
        if self.row is not row:
            return
        self._image = image
        self.picture.setAccessibleDescription(f"{row.title}，{self.place.text()}" if self._count else row.title)
        self._fit()
        self._stack.setCurrentWidget(self.area)
        self.area.verticalScrollBar().setValue(0)
        self.area.setFocus()

    def _fit(self) -> None:
        """As wide as the pane, never larger than it is."""
        image, room = self._image, self._width()
        if image is None:
            return
        if image.width() > room:
            image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(pixmap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_before(self) -> None:
        """The page before."""
        self._turn(-1)

    def show_after(self) -> None:
        """The next page."""
        self._turn(1)

    def _turn(self, by: int) -> None:
        if 0 <= self._page + by < self._count and self._content:
            self._page += by
            self._tell_pages()
            self._draw()

    def _tell_pages(self) -> None:
        many = self._count > 1
        self.place.setText(f"第{self._page + 1}/{self._count}页" if self._count else "")
        for button, there in ((self.before, self._page > 0), (self.after, self._page + 1 < self._count)):
            button.setVisible(many)
            button.setEnabled(there)

    # ---- leaving

    def close_item(self) -> None:
        """Forget what was shown and go back."""
        self.row, self._content, self._image = None, b"", None
        self.picture.clear()
        self.text.clear()
        self.closed.emit()

    def _open(self) -> None:
        if self.row is not None:
            self.open_wanted.emit(self.row)


def _decoded(content: bytes) -> QImage:
    """A picture, no larger than it is shown. Refused when it is damaged or would fill the memory."""
    data = QByteArray(content)
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > _PIXELS:
        raise Refused(f"图片有 {size.width()} × {size.height()} 像素，太大，程序内不能显示，请按“打开”查看。")
    if size.isValid() and size.width() > WIDEST:
        reader.setScaledSize(QSize(WIDEST, max(1, size.height() * WIDEST // size.width())))
    image = reader.read()
    if image.isNull():
        raise Refused("这张图片已损坏或者格式不受支持，不能显示；可按“打开”用本机的程序查看。")
    return image
