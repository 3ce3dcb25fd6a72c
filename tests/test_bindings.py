"""The Qt bindings may not eat references of None.

PySide6 6.12.0 on CPython 3.11 drops one with nearly every call that returns nothing; after some thousands
the interpreter aborts. 6.8 to 6.11 are clean. From Python 3.12 on None is immortal, nothing is lost.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

TIMES = 100  # enough to stand out, few enough that a leaking binding is reported before it aborts us
Call = tuple[Callable[..., object], tuple[object, ...]]


class Emitter(QtCore.QObject):
    """A signal with a slot that does nothing."""

    went = QtCore.Signal(int)

    def slot(self, number: int) -> None:
        """Takes what was sent."""

    def send(self) -> None:
        """Sends to the slot. A bound signal would not keep its source alive."""
        self.went.emit(1)


def widget_calls() -> list[Call]:
    widget, label, edit = QtWidgets.QWidget(), QtWidgets.QLabel(), QtWidgets.QLineEdit()
    check, button, bar = QtWidgets.QCheckBox(), QtWidgets.QPushButton(), QtWidgets.QProgressBar()
    return [
        (widget.update, ()),
        (widget.setEnabled, (True,)),
        (widget.setToolTip, ("x",)),
        (widget.setVisible, (False,)),
        (widget.resize, (10, 10)),
        (widget.move, (1, 1)),
        (widget.setFont, (QtGui.QFont(),)),
        (widget.setPalette, (QtGui.QPalette(),)),
        (widget.setAccessibleName, ("x",)),
        (widget.setObjectName, ("x",)),
        (label.setText, ("x",)),
        (label.setAlignment, (QtCore.Qt.AlignmentFlag.AlignRight,)),
        (edit.setText, ("x",)),
        (edit.selectAll, ()),
        (edit.clear, ()),
        (check.setChecked, (True,)),
        (button.setText, ("x",)),
        (bar.setValue, (1,)),
    ]


def view_calls() -> list[Call]:
    table, listing, combo = QtWidgets.QTableView(), QtWidgets.QListWidget(), QtWidgets.QComboBox()
    model = QtGui.QStandardItemModel(3, 3, table)
    table.setModel(model)
    text, stack, tabs = QtWidgets.QPlainTextEdit(), QtWidgets.QStackedWidget(), QtWidgets.QTabWidget()
    window, splitter = QtWidgets.QMainWindow(), QtWidgets.QSplitter()
    return [
        (table.setColumnWidth, (0, 50)),
        (table.scrollToTop, ()),
        (table.selectRow, (1,)),
        (table.clearSelection, ()),
        (model.setRowCount, (3,)),
        (listing.clear, ()),
        (combo.setCurrentIndex, (0,)),
        (text.setPlainText, ("x",)),
        (stack.setCurrentIndex, (0,)),
        (tabs.setCurrentIndex, (0,)),
        (window.setWindowTitle, ("x",)),
        (splitter.setSizes, ([1, 2],)),
    ]


def core_calls() -> list[Call]:
    action, timer, emitter = QtGui.QAction(), QtCore.QTimer(), Emitter()
    emitter.went.connect(emitter.slot)
    return [
        (action.setText, ("x",)),
        (action.setEnabled, (True,)),
        (timer.stop, ()),
        (timer.setInterval, (5,)),
        (emitter.send, ()),
    ]


def paint_calls(painter: QtGui.QPainter) -> list[Call]:
    return [
        (painter.setFont, (QtGui.QFont(),)),
        (painter.setPen, (QtGui.QColor("black"),)),
        (painter.drawRect, (QtCore.QRect(0, 0, 2, 2),)),
        (painter.fillRect, (QtCore.QRect(0, 0, 2, 2), QtGui.QColor("red"))),
        (painter.drawLine, (0, 0, 2, 2)),
        (painter.setRenderHint, (QtGui.QPainter.RenderHint.Antialiasing,)),
    ]


def lost(calls: list[Call]) -> dict[str, int]:
    """How many references of None each call has lost after TIMES repetitions, of those that lose any."""
    found = {}
    for call, arguments in calls:
        call(*arguments)
        before = sys.getrefcount(None)
        for _ in range(TIMES):
            call(*arguments)
        # Other objects may release a few references of None meanwhile; a leaking binding loses one a call.
        drop = before - sys.getrefcount(None)
        if drop > TIMES // 2:
            found[str(call)] = drop
    return found


@pytest.mark.parametrize("calls", [widget_calls, view_calls, core_calls])
def test_calls_that_return_nothing_keep_none(qapp: object, calls: Callable[[], list[Call]]) -> None:
    assert lost(calls()) == {}


def test_painting_keeps_none(qapp: object) -> None:
    pixmap = QtGui.QPixmap(20, 20)
    painter = QtGui.QPainter(pixmap)
    try:
        assert lost(paint_calls(painter)) == {}
    finally:
        painter.end()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_a_loss_is_seen() -> None:
    """The measure itself: a call that returns nothing and drops one reference of None is caught."""
    kept = [None] * (TIMES + 2)
    assert list(lost([(kept.pop, ())]).values()) == [TIMES]
