"""The window with a clerk logged in, and the moves she makes in 案件处分."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QComboBox, QLineEdit
from revisit_county import CLERK

CASES_TAB, TODAY_TAB = "案件处分", "今日"


def write(widget, text):
    """Type as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)


class Office:
    """One working day."""

    def __init__(self, window, jobs, qtbot, clock):
        self.window, self.jobs, self.qtbot, self.clock = window, jobs, qtbot, clock
        self.said = []
        jobs.message.connect(self._heard)

    def _heard(self, _kind, text):
        self.said.append(text)

    @property
    def desk(self):
        return self.window.desk_page.desk

    @property
    def tab(self):
        page = self.window.desk_page
        return page.tab(page._number_of("case"))

    @property
    def today(self):
        return self.window.desk_page.tab(0)

    @property
    def form(self):
        return self.tab.form

    def wait(self):
        self.jobs.wait_idle(self.qtbot)

    def log_in(self):
        self.qtbot.waitUntil(lambda: self.window.login is not None and self.window.login.account.count() == 1)
        self.wait()
        write(self.window.login.password, CLERK.password)
        self.qtbot.keyClick(self.window.login.password, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.window.desk_page is not None)
        self.wait()

    def to(self, title):
        bar = self.window.desk_page.tab_bar
        bar.setCurrentIndex(next(n for n in range(bar.count()) if bar.tabText(n).startswith(title)))
        self.wait()

    def key(self, key, *, ctrl=False):
        """A key pressed wherever the keyboard is."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        self.qtbot.keyClick(self.window.focusWidget() or self.window, key, held)
        self.settle()

    def settle(self):
        soon = getattr(self.form, "_soon", None)
        if soon is not None:
            self.qtbot.waitUntil(lambda: not shiboken6.isValid(soon) or not soon.isActive())  # saved meanwhile
        self.wait()

    def fill_in(self, **texts):
        """Type each value into its field as a clerk does, leaving it by Enter."""
        for name, text in texts.items():
            editor = self.form.field(name).editors()[0]
            editor.setFocus()
            if isinstance(editor, QComboBox):
                editor.setCurrentIndex(next(n for n in range(editor.count()) if editor.itemText(n) == text))
            elif isinstance(editor, QLineEdit):
                editor.selectAll()
                write(editor, text)
            else:
                write(editor, text)
            self.settle()
            if isinstance(editor, QLineEdit | QComboBox):
                self.qtbot.keyClick(editor, Qt.Key.Key_Return)

    def tick(self, *names):
        for name in names:
            self.form.field(name).box.click()

    def save(self):
        self.key(Qt.Key.Key_S, ctrl=True)
        assert self.form is None, {n: r.error.text() for n, r in self.form.rows.items() if r.has_error()}

    def choose(self, name):
        """Filter by the name and go down into the list, as one does by keyboard."""
        self.tab.focus_filter()
        self.tab.filters.keyword.clear()
        write(self.tab.filters.keyword, name)
        self.tab.filters.changed.emit()
        self.wait()
        self.qtbot.keyClick(self.tab.filters.keyword, Qt.Key.Key_Down)
        self.wait()
        assert self.tab.view.head.text() == name

    def state(self):
        """The word of the chosen line."""
        row = self.tab.list.view.currentIndex().row()
        keys = [column.key for column in self.tab.list.model.columns]
        return self.tab.list.model.index(row, keys.index("state")).data()

    def duty_line(self, kind):
        self.tab.view.pages.setCurrentIndex(1)
        return self.tab.view.execution.text(), self.tab.view.execution.buttons[kind]
