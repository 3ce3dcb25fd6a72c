"""A client of the interface that fcitx 4.2.9 and fcitx 5 both offer (org.fcitx.Fcitx.InputContext1).

Keys go to the input method first; what it takes never reaches the editor. Composed text comes back as the same
QInputMethodEvent that Qt's own plug-ins send. fcitx may come, go and come again while the program runs.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodQueryEvent, QKeyEvent
from shiboken6 import isValid

from jzdesk.ui.input_method.composed import committed, composing
from jzdesk.ui.input_method.composition import Composition

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow
    from PySide6.QtWidgets import QApplication

SERVICE = "org.freedesktop.portal.Fcitx"
ROOT = ("/org/freedesktop/portal/inputmethod", SERVICE, "org.fcitx.Fcitx.InputMethod1")
CONTEXT = "org.fcitx.Fcitx.InputContext1"
PREEDIT, FORMATTED_PREEDIT = 0x2, 0x10
WE_KEEP_WHAT_IS_LEFT = 0x1000
"""Without it fcitx 5 commits at FocusOut by itself, too late: into the field that has the keyboard by then."""
KEY_SECONDS = 2.0
"""The first key of a session makes fcitx read its dictionaries: seen to take more than half a second."""
MISSES_ALLOWED = 2
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})

_log = logging.getLogger(__name__)


class ChannelLike(Protocol):
    """What the client needs of a bus connection."""

    def fileno(self) -> int: ...

    def listen(self, interface: str, path: str) -> None: ...

    def watch(self, service: str) -> None: ...

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
    """One input context for the whole program. While fcitx is not there, keys simply pass."""

    def __init__(self, app: QGuiApplication, channel: ChannelLike) -> None:
        super().__init__(app)
        self._app = app
        self._channel: ChannelLike | None = channel
        self._context: tuple[str, str, str] | None = None
        self._misses = 0
        self._told: tuple[int, ...] = ()
        self._window: QWindow | None = None
        self._editor: QObject | None = None
        channel.watch(SERVICE)
        self._composition = Composition(app, self._reset)
        self._notifier = QSocketNotifier(channel.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._pump)
        app.focusWindowChanged.connect(self._focus_changed)
        app.focusObjectChanged.connect(self._focus_changed)
        self._focus_changed()
        self._begin()

    def close(self) -> None:
        """Stop listening; from now on keys pass."""
        channel, self._channel = self._channel, None
        self._context = None
        if channel is None:
            return
        self._notifier.setEnabled(False)
        self._app.focusWindowChanged.disconnect(self._focus_changed)
        self._app.focusObjectChanged.disconnect(self._focus_changed)
        self._watch(None)
        self._composition.close()
        try:
            channel.close()
        except OSError as error:
            _log.debug("bus already gone: %s", error)

    # ---- fcitx there or not

    def _begin(self) -> None:
        channel = self._channel
        if channel is None:
            return
        body = ([("program", "jzdesk"), ("display", "x11:")],)
        try:
            reply = channel.call(ROOT, "CreateInputContext", signature="a(ss)", body=body)
            context = (str(reply[0]), SERVICE, CONTEXT)
            channel.listen(CONTEXT, context[0])
            able = PREEDIT | FORMATTED_PREEDIT | WE_KEEP_WHAT_IS_LEFT
            channel.send(context, "SetCapability", signature="t", body=(able,))
        except (OSError, RuntimeError) as error:
            _log.info("no fcitx now: %s", type(error).__name__)
            return
        self._context, self._misses, self._told = context, 0, ()
        self._tell_focus()

    def _gone(self) -> None:
        """Keys pass until fcitx comes again; what it had not finished stays in the editor."""
        self._context = None
        self._composition.finish()

    # ---- keys out

    def _watch(self, window: QWindow | None) -> None:
        """Listen at the window with the keyboard: an ear at every widget would cost time."""
        old, self._window = self._window, window
        if old is not None and isValid(old):
            old.removeEventFilter(self)
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if self._context is None or editor() is None:
            return False
        return self._process(event)

    def _process(self, event: QKeyEvent) -> bool:
        channel, context = self._channel, self._context
        if channel is None or context is None:
            return False
        body = (
            event.nativeVirtualKey(),
            event.nativeScanCode(),
            event.nativeModifiers(),
            event.type() == QEvent.Type.KeyRelease,
            event.timestamp() & 0xFFFFFFFF,
        )
        try:
            self._tell_place()
            reply = channel.call(
                context, "ProcessKeyEvent", signature="uuubu", body=body, timeout=KEY_SECONDS
            )
            self._misses = 0
            self._handle(channel.signals())
            self._tell_place()
        except (OSError, RuntimeError) as error:  # TimeoutError is an OSError
            self._missed(error)
            return False
        return bool(reply and reply[0])

    def _missed(self, error: Exception) -> None:
        """A key may wait so long twice, then the input method counts as gone."""
        self._misses += 1
        if self._misses >= MISSES_ALLOWED:
            _log.warning("input method does not answer: %s", type(error).__name__)
            self._gone()

    def _tell(self, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> None:
        if self._channel is None or self._context is None:
            return
        try:
            self._channel.send(self._context, method, signature=signature, body=body)
        except OSError as error:
            self._missed(error)

    def _tell_place(self) -> None:
        """Where the caret is, for the list of candidates, in the screen's own pixels."""
        window = QGuiApplication.focusWindow()
        if window is None:
            return
        cursor = QGuiApplication.inputMethod().cursorRectangle().toRect()
        place = window.mapToGlobal(cursor.topLeft())
        scale = window.devicePixelRatio()
        sizes = (place.x(), place.y(), cursor.width(), cursor.height())
        body = tuple(round(value * scale) for value in sizes)
        if body != self._told:
            self._told = body
            self._tell("SetCursorRect", "iiii", body)

    def _focus_changed(self, _said: object = None) -> None:
        """Asks for itself, see `Composition`; what is said twice must not disturb a composition."""
        window, now = self._app.focusWindow(), editor()
        if window is not self._window:
            self._watch(window)
        if now is not self._editor:
            self._editor = now
            self._tell_focus()

    def _tell_focus(self) -> None:
        """From editor to editor is out and in again, so that nothing of the one goes along to the other."""
        self._tell("FocusOut")
        if self._editor is not None:
            self._tell("FocusIn")
            self._tell_place()

    def _reset(self) -> None:
        self._tell("Reset")

    # ---- text in

    def _pump(self, *_: object) -> None:
        if self._channel is None:
            return
        try:
            self._handle(self._channel.signals())
        except (OSError, RuntimeError):
            self._gone()
            self.close()

    def _handle(self, signals: list[tuple[str, tuple[Any, ...]]]) -> None:
        for name, body in signals:
            if name == "NameOwnerChanged":
                self._gone()
                if body[2]:
                    self._begin()
                continue
            target = editor()
            if target is None:
                continue
            if name == "CommitString":
                QCoreApplication.sendEvent(target, committed(str(body[0])))
            elif name == "UpdateFormattedPreedit":
                QCoreApplication.sendEvent(target, composing(body[0], int(body[1])))


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
    """The client, or None when there is no bus. Where fcitx is not there yet, the client waits for it."""
    try:
        if channel is None:
            from jzdesk.ui.input_method.bus import Channel

            channel = Channel()
        return FcitxClient(app, channel)
    except Exception as error:
        _log.info("no fcitx: %s", type(error).__name__)
        return None
