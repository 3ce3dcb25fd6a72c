"""What comes in by drag and drop or from the clipboard: files of the PC, and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDropEvent
    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing to be attached: a file of the PC, or the content of a picture under a name."""

    path: Path | None = None
    name: str = ""
    content: bytes = b""


def is_wanted(mime: QMimeData) -> bool:
    """Whether there is something in it that can be attached."""
    return mime.hasImage() or any(url.isLocalFile() for url in mime.urls())


def taken_from(mime: QMimeData, clock: Callable[[], datetime]) -> list[Incoming]:
    """The files in it; if there are none, the picture."""
    files = [Incoming(path=Path(url.toLocalFile())) for url in mime.urls() if url.isLocalFile()]
    if files or not mime.hasImage():
        return files
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return []
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return [Incoming(name=f"粘贴的图片{clock():%Y%m%d-%H%M%S}.png", content=bytes(buffer.data().data()))]


def taken_from_clipboard(clock: Callable[[], datetime]) -> list[Incoming]:
    """What was copied elsewhere."""
    mime = QGuiApplication.clipboard().mimeData()
    return taken_from(mime, clock) if mime is not None else []


class DropCatcher(QObject):
    """Lets a widget take what is dropped anywhere on it: `dropped(incoming, position)`."""

    dropped = Signal(list, object)

    def __init__(self, widget: QWidget, clock: Callable[[], datetime], *, allowed: Callable[[], bool]) -> None:
        super().__init__(widget)
        self._clock, self._allowed = clock, allowed
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        drop: QDropEvent = event  # type: ignore[assignment]
        if not self._allowed() or not is_wanted(drop.mimeData()):
            drop.ignore()
            return True
        drop.acceptProposedAction()
        if kind == QEvent.Type.Drop:
            self.dropped.emit(taken_from(drop.mimeData(), self._clock), drop.position().toPoint())
        return True
