"""The surroundings of every screen test: offscreen, no question goes unanswered, Chinese typed as it really arrives."""

from __future__ import annotations

import os
from datetime import datetime

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from keyboard import write
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QMenu, QWidget

from jzdesk.ui.common import ask
from jzdesk.ui.common.jobs import Jobs
from jzdesk.ui.common.memory import Memory

NOW = datetime(2026, 11, 22, 9, 30)


@pytest.fixture
def jobs(qapp):
    """Both lanes, shut down at the end; a bug on a lane fails the test."""
    lanes = Jobs()
    crashes = []
    lanes.crashed.connect(crashes.append)
    yield lanes
    lanes.shutdown()
    if crashes:
        raise crashes[0]


@pytest.fixture
def memory(qapp):
    return Memory()


@pytest.fixture(autouse=True)
def _no_dialogs(monkeypatch):
    """A modal question would hang the run: it fails instead, unless the test answers it."""

    def refuse(*args, **kwargs):
        raise AssertionError(f"unexpected question: {args[1:]} {kwargs}")

    for name in (
        "confirm",
        "tell",
        "ask_text",
        "ask_reason",
        "choose_save_file",
        "choose_open_file",
        "choose_open_files",
        "choose_folder",
        "choose_one",
        "choose_printer",
        "run_dialog",
    ):
        monkeypatch.setattr(ask, name, refuse)


class _StrayWindows(QObject):
    """Notes every part of a screen that opens as a window of its own."""

    def __init__(self, allowed):
        super().__init__()
        self.allowed, self.found = allowed, []

    def eventFilter(self, watched, event):
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if shown and not isinstance(watched, self.allowed):
            self.found.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def no_stray_windows(qapp):
    """A widget shown before it has a parent flickers as a window and takes the keyboard away: none may."""
    stray = _StrayWindows((QMainWindow, QDialog, QMenu))
    qapp.installEventFilter(stray)
    yield
    qapp.removeEventFilter(stray)
    assert stray.found == []


def compose(widget, text):
    """Pinyin on its way to Chinese: shown in the editor, not yet its text."""
    QCoreApplication.sendEvent(widget, QInputMethodEvent(text, []))


@pytest.fixture
def typing():
    return write


@pytest.fixture
def composing():
    return compose
