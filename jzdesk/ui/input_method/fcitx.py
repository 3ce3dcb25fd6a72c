"""A client of the interface that fcitx 4.2.9 and fcitx 5 both offer (org.fcitx.Fcitx.InputContext1).

Keys go to the input method first; what it takes never reaches the editor. Composed text comes back as the same
QInputMethodEvent that Qt's own plug-ins send.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSocketNotifier, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QInputMethodQueryEvent,
    QKeyEvent,
    QTextCharFormat,
    QWindow,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

SERVICE = "org.freedesktop.portal.Fcitx"
ROOT = ("/org/freedesktop/portal/inputmethod", SERVICE, "org.fcitx.Fcitx.InputMethod1")
CONTEXT = "org.fcitx.Fcitx.InputContext1"
PREEDIT, FORMATTED_PREEDIT = 0x2, 0x10
KEY_SECONDS = 0.5
MISSES_ALLOWED = 3
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})

_log = logging.getLogger(__name__)


class ChannelLike(Protocol):
    """What the client needs of a bus connection."""

    def fileno(self) -> int: ...

    def listen(self, interface: str, path: str) -> None: ...

    def call(
        self,
        address: tuple[str, str, str],
        method: str,
        *,
        signature: str = "",
        body: tuple[Any, ...] = (),
        timeout: float = 1.0,
    ) -> tuple[Any, ...]: ...

    def send(
        self, address: tuple[str, str, str], method: str, *, signature: str = "", body: tuple[Any, ...] = ()
    ) -> None: ...

    def signals(self) -> list[tuple[str, tuple[Any, ...]]]: ...

    def close(self) -> None: ...


class FcitxClient(QObject):
    """One input context for the whole program. When fcitx goes away, keys simply pass."""

    def __init__(self, app: QGuiApplication, channel: ChannelLike) -> None:
        super().__init__(app)
        self._channel: ChannelLike | None = channel
        self._misses = 0
        reply = channel.call(
            ROOT,
            "CreateInputContext",
            signature="a(ss)",
            body=([("program", "jzdesk"), ("display", "x11:")],),
        )
        self._context = (str(reply[0]), SERVICE, CONTEXT)
        channel.listen(CONTEXT, self._context[0])
        channel.send(self._context, "SetCapability", signature="t", body=(PREEDIT | FORMATTED_PREEDIT,))
        self._notifier = QSocketNotifier(channel.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._pump)
        app.installEventFilter(self)
        app.focusObjectChanged.connect(self._focus_changed)
        self._focus_changed(None)

    def close(self) -> None:
        """Stop listening; from now on keys pass."""
        channel, self._channel = self._channel, None
        if channel is None:
            return
        self._notifier.setEnabled(False)
        app = QGuiApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        try:
            channel.close()
        except OSError as error:
            _log.debug("bus already gone: %s", error)

    # ---- keys out

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KEYS or not isinstance(watched, QWindow) or not isinstance(event, QKeyEvent):
            return False
        if self._channel is None or editor() is None:
            return False
        return self._process(event)

    def _process(self, event: QKeyEvent) -> bool:
        channel = self._channel
        if channel is None:
            return False
        released = event.type() == QEvent.Type.KeyRelease
        body = (
            event.nativeVirtualKey(),
            event.nativeScanCode(),
            event.nativeModifiers(),
            released,
            event.timestamp() & 0xFFFFFFFF,
        )
        try:
            reply = channel.call(
                self._context, "ProcessKeyEvent", signature="uuubu", body=body, timeout=KEY_SECONDS
            )
            if not released:
                self._tell_place(channel)
            self._handle(channel.signals())
        except (OSError, RuntimeError) as error:  # TimeoutError is an OSError
            self._missed(error)
            return False
        self._misses = 0
        return bool(reply and reply[0])

    def _missed(self, error: Exception) -> None:
        """A key may wait for half a second a few times, then the input method counts as gone."""
        self._misses += 1
        if self._misses >= MISSES_ALLOWED:
            _log.warning("input method does not answer: %s", type(error).__name__)
            self.close()

    def _tell_place(self, channel: ChannelLike) -> None:
        window = QGuiApplication.focusWindow()
        if window is None:
            return
        cursor = QGuiApplication.inputMethod().cursorRectangle().toRect()
        place = window.mapToGlobal(cursor.topLeft())
        scale = window.devicePixelRatio()
        sizes = (place.x(), place.y(), cursor.width(), cursor.height())
        body = tuple(round(value * scale) for value in sizes)
        channel.send(self._context, "SetCursorRect", signature="iiii", body=body)

    def _focus_changed(self, _object: QObject | None) -> None:
        if self._channel is None:
            return
        try:
            self._channel.send(self._context, "FocusIn" if editor() is not None else "FocusOut")
        except OSError as error:
            self._missed(error)

    # ---- text in

    def _pump(self, *_: object) -> None:
        if self._channel is None:
            return
        try:
            self._handle(self._channel.signals())
        except (OSError, RuntimeError):
            self.close()

    def _handle(self, signals: list[tuple[str, tuple[Any, ...]]]) -> None:
        for name, body in signals:
            target = editor()
            if target is None:
                continue
            if name == "CommitString":
                event = QInputMethodEvent()
                event.setCommitString(str(body[0]))
                QCoreApplication.sendEvent(target, event)
            elif name == "UpdateFormattedPreedit":
                text = "".join(str(part) for part, _format in body[0])
                QCoreApplication.sendEvent(target, _preedit(text))


def _preedit(text: str) -> QInputMethodEvent:
    underlined = QTextCharFormat()
    underlined.setFontUnderline(True)
    kind = QInputMethodEvent.AttributeType
    marks = [
        QInputMethodEvent.Attribute(kind.TextFormat, 0, len(text), underlined),
        QInputMethodEvent.Attribute(kind.Cursor, len(text), 1, None),
    ]
    return QInputMethodEvent(text, marks if text else [])


def editor() -> QObject | None:
    """Who has the focus, if it takes Chinese; a password field does not."""
    focus = QGuiApplication.focusObject()
    if focus is None:
        return None
    wanted = Qt.InputMethodQuery
    query = QInputMethodQueryEvent(wanted.ImEnabled | wanted.ImHints)
    QCoreApplication.sendEvent(focus, query)
    hidden = Qt.InputMethodHint.ImhHiddenText.value
    secret = int(query.value(wanted.ImHints) or 0) & hidden
    return focus if query.value(wanted.ImEnabled) and not secret else None


def start(app: QApplication, channel: ChannelLike | None = None) -> FcitxClient | None:
    """The client, or None when fcitx does not answer."""
    try:
        if channel is None:
            from jzdesk.ui.input_method.bus import Channel

            channel = Channel()
        return FcitxClient(app, channel)
    except Exception as error:
        _log.info("no fcitx: %s", type(error).__name__)
        return None
