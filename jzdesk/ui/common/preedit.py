"""Chinese input first: while a composition is under way, every key belongs to the input method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_INPUT_METHOD = QEvent.Type.InputMethod
_FOCUS_OUT = QEvent.Type.FocusOut
_SHORTCUT_OVERRIDE = QEvent.Type.ShortcutOverride


def make_secret(edit: QLineEdit) -> None:
    """A password: dots, and no input method. Qt leaves it to each platform whether one may look on, and on Windows
    one would: its list of candidates shows what is typed."""
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)


class PreeditGuard(QObject):
    """Knows which of the watched editors is composing, and keeps shortcuts away from it meanwhile."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composing: QObject | None = None

    def watch(self, editor: QWidget) -> None:
        editor.installEventFilter(self)

    def active(self) -> bool:
        """True while pinyin stands in an editor that is not yet Chinese."""
        return self._composing is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == _INPUT_METHOD and isinstance(event, QInputMethodEvent):
            self._composing = watched if event.preeditString() else None
        elif kind == _FOCUS_OUT and self._composing is watched:
            self._composing = None
        elif kind == _SHORTCUT_OVERRIDE and self._composing is watched:
            event.accept()
            return True
        return False
