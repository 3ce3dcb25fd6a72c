"""Locks the desk after so many minutes without a key or a click, by the wall clock, so that sleep counts too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from PySide6.QtGui import QWindow

LOOK_EVERY_MS = 15_000
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class IdleLock(QObject):
    """`timed_out` once the time is over.

    It listens at the windows, not at every widget: that costs nothing. Only Chinese comes past the windows, an input
    method having taken its keys; for that it listens at the widget with the keyboard too.
    """

    timed_out = Signal()

    def __init__(self, clock: Callable[[], datetime], minutes: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._clock, self._minutes = clock, minutes
        self._last = clock()
        self._writing: QObject | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """From a log-in on."""
        self.touch()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and not self._timer.isActive():
            app.focusWindowChanged.connect(self._watch)
            self._watch(app.focusWindow())
            app.focusObjectChanged.connect(self._watch_writing)
            self._watch_writing()
        self._timer.start()

    def stop(self) -> None:
        """Nothing is open."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and self._timer.isActive():
            app.focusWindowChanged.disconnect(self._watch)
            app.focusObjectChanged.disconnect(self._watch_writing)
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is there."""
        self._last = self._clock()

    def look(self) -> None:
        """Is it time? A clock set back counts as being there."""
        minutes = self._minutes()
        if minutes <= 0:
            return
        idle = (self._clock() - self._last).total_seconds()
        if idle < 0:
            self.touch()
        elif idle >= minutes * 60:
            self.touch()
            self.timed_out.emit()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def _watch_writing(self, _said: object = None) -> None:
        old, self._writing = self._writing, QGuiApplication.focusObject()
        if old is not None and isValid(old):
            old.removeEventFilter(self)
        if self._writing is not None:
            self._writing.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.touch()
        return False
