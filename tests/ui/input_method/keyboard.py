"""The keyboard for one editor, when the window of the test before is really gone."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication


def give_keyboard(edit, qtbot):
    """The offscreen platform tells late that a closed window is inactive, and takes the keyboard from the next."""

    def has_it():
        edit.window().activateWindow()
        edit.setFocus()
        return QGuiApplication.focusObject() is edit

    with qtbot.waitActive(edit.window()):
        edit.window().activateWindow()
    qtbot.waitUntil(has_it)
