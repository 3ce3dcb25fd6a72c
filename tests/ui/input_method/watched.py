"""The real program, run by itself, that answers on its input what its widgets hold; keys come from the display only."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QSocketNotifier, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from jzdesk import app as program

QUIET_MS = 350
LOOK_MS = 30
INPUT = frozenset({QEvent.Type.InputMethod, QEvent.Type.KeyPress, QEvent.Type.KeyRelease})


class Watch(QObject):
    """What the input method said: (field, preedit, commit); and when keys and words have come to rest."""

    quiet = Signal()

    def __init__(self, app):
        super().__init__(app)
        self.said = []
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(QUIET_MS)
        self._rest.timeout.connect(self.quiet)
        app.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() in INPUT and self._rest.isActive():
            self._rest.start()
        if event.type() == QEvent.Type.InputMethod:
            self.said.append((name_of(watched), event.preeditString(), event.commitString()))
        return False

    def tell_quiet(self):
        self._rest.start()

    def composed(self):
        """What was said, without the empty words at a change of focus."""
        return [line for line in self.said if line[1] or line[2]]


def name_of(widget):
    return widget.accessibleName() or widget.objectName()


def window():
    """The main window."""
    return next(w for w in QApplication.topLevelWidgets() if type(w).__name__ == "MainWindow")


def here():
    """[name, text] of the widget with the keyboard."""
    widget = QApplication.focusWidget()
    return [name_of(widget), text_of(widget)] if widget is not None else ["", ""]


def text_of(widget):
    if hasattr(widget, "toPlainText"):
        return widget.toPlainText()
    return widget.text() if hasattr(widget, "text") else ""


def row(name):
    """The row `name` of the form that is shown."""
    form = next(w for w in window().findChildren(QWidget) if hasattr(w, "save_button") and w.isVisible())
    return form.rows[name]


def middle_of(widget):
    """On the screen."""
    place = widget.mapToGlobal(widget.rect().center())
    return [place.x(), place.y()]


def caret():
    """[x, y, height] on the screen."""
    box = QGuiApplication.inputMethod().cursorRectangle().toRect()
    place = QGuiApplication.focusWindow().mapToGlobal(QPoint(box.x(), box.y()))
    return [place.x(), place.y(), box.height()]


class Answers(QObject):
    """A line in is JSON: [expression] for its value, [expression, wanted, seconds] for its value when it is as wanted
    or the time is over, [] for null when there is quiet. A line out is the value."""

    def __init__(self, app):
        super().__init__(app)
        self._watch = Watch(app)
        self._watch.quiet.connect(lambda: tell(None))
        self._names = {**globals(), "watch": self._watch}
        self._wanted = ("", None, 0.0)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._again)
        self._input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._input.activated.connect(self._asked)

    def _asked(self, *_):
        line = sys.stdin.readline()
        if not line:
            QApplication.exit(0)
            return
        match json.loads(line):
            case []:
                self._watch.tell_quiet()
            case [expression]:
                tell(eval(expression, self._names))
            case [expression, wanted, seconds]:
                self._wanted = (expression, wanted, time.monotonic() + seconds)
                self._look.start()

    def _again(self):
        expression, wanted, end = self._wanted
        value = eval(expression, self._names)
        if value == wanted or time.monotonic() > end:
            self._look.stop()
            tell(value)


def tell(value):
    print(json.dumps(value, default=repr), flush=True)


def listen(inside, app):
    """In the place of the program's event loop."""
    answers = Answers(app)
    assert answers.parent() is app
    return inside(app)


if __name__ == "__main__":
    program.stay = partial(listen, program.stay)
    sys.exit(program.run(Path(sys.argv[1])))
