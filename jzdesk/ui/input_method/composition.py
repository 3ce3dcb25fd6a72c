"""What stands composed in an editor stays in it when the keyboard or the mouse goes elsewhere.

Seen with the daemons themselves: Qt's ibus plug-in throws the composition away, at a lock too, and fcitx would take
it along to the next field. On Windows Qt itself keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from shiboken6 import isValid

from jzdesk.ui.input_method.composed import committed

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow

_INPUT_METHOD = QEvent.Type.InputMethod
_LEAVING = frozenset(
    {QEvent.Type.FocusAboutToChange, QEvent.Type.Hide, QEvent.Type.MouseButtonPress, QEvent.Type.Close}
)
"""At the editor the first two: a lock hides it before it takes the keyboard away. At the window the others."""


class Composition(QObject):
    """Follows the editor with the keyboard. `forget` tells the input method to drop what it composes; if it puts
    in the text itself, well and good."""

    def __init__(self, app: QGuiApplication, forget: Callable[[], None] | None = None) -> None:
        super().__init__(app)
        self._forget = forget or QGuiApplication.inputMethod().commit
        self._editor: QObject | None = None
        self._window: QWindow | None = None
        self._text = ""
        self._committed = False
        self._app = app
        app.focusObjectChanged.connect(self._follow)
        app.focusWindowChanged.connect(self._follow)
        self._follow()

    def close(self) -> None:
        """Follow nobody any more."""
        self._app.focusObjectChanged.disconnect(self._follow)
        self._app.focusWindowChanged.disconnect(self._follow)
        self._turn(self._editor, None)
        self._turn(self._window, None)

    def finish(self) -> None:
        """Put what is composed into its editor as it stands."""
        editor, text = self._editor, self._text
        if editor is None or not text:
            return
        self._text, self._committed = "", False
        self._forget()
        if not self._committed and isValid(editor):
            QCoreApplication.sendEvent(editor, committed(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == _INPUT_METHOD and isinstance(event, QInputMethodEvent):
            self._text = event.preeditString()
            self._committed = self._committed or bool(event.commitString())
        elif kind in _LEAVING and self._text:
            self.finish()
        return False

    def _follow(self, _said: object = None) -> None:
        """Asks for itself: a window that is destroyed late says that nobody has the keyboard."""
        editor, window = self._app.focusObject(), self._app.focusWindow()
        if window is not self._window:
            self._turn(self._window, window)
            self._window = window
        if editor is not self._editor:
            self._turn(self._editor, editor)
            self._editor, self._text = editor, ""

    def _turn(self, old: QObject | None, new: QObject | None) -> None:
        if old is not None and isValid(old):
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)
