"""Typing in tests: as an input method does it, and without sitting out the pause after it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent
from shiboken6 import isValid


def write(widget, text):
    """Type as an input method does; QTest's keyClicks aborts on Chinese."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)


def typing_is_over(form, qtbot):
    """A form looks at what was typed once the keyboard rests for a moment: this is that moment, without its length."""
    timer = getattr(form, "_soon", None)
    if timer is None or not timer.isActive():
        return
    pause = timer.interval()
    timer.setInterval(0)
    qtbot.waitUntil(lambda: not isValid(timer) or not timer.isActive())  # saved meanwhile
    if isValid(timer):
        timer.setInterval(pause)
