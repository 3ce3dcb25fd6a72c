"""The page 征求意见 in a window of its own, and what a test does with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from jzdesk.ui.common.frame import Frame
from jzdesk.ui.enquiries.page import EnquiriesPage


class Shown:
    """The page with what it asked of the window around it."""

    def __init__(self, desk, jobs, memory, qtbot, size=(1366, 640)):
        self.desk, self.jobs, self.qtbot = desk, jobs, qtbot
        self.messages, self.jumps = [], []
        jobs.message.connect(self._said)
        frame = Frame(
            desk=desk, jobs=jobs, memory=memory, clock=desk.clock, open_record=self._jump, open_form=self._jump
        )
        self.page = EnquiriesPage(frame)
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.setCentralWidget(self.page)
        self.window.resize(*size)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.wait()

    def _said(self, _kind, text):
        self.messages.append(text)

    def _jump(self, *what):
        self.jumps.append(what)

    @property
    def form(self):
        return self.page.form

    @property
    def view(self):
        return self.page.view

    @property
    def names(self):
        return self.page.view.names

    @property
    def panel(self):
        return self.names.panel

    def wait(self):
        self.jobs.wait_idle(self.qtbot)

    def choose(self, enquiry_id):
        self.page.list.select_id(enquiry_id)
        self.wait()
        assert self.page.detail_id == enquiry_id

    def work(self, enquiry_id):
        """The names of a letter, with room for them."""
        self.choose(enquiry_id)
        self.page.work_button.click()
        self.wait()

    def pick(self, name):
        """One of the names."""
        line = next(line for line in self.view.shown.names if line.name.name == name)
        self.names.list.select_id(line.name.id)
        self.wait()
        return line

    def line(self, name):
        return next(line for line in self.view.shown.names if line.name.name == name)

    def enter(self):
        self.qtbot.keyClick(self.names.list.view, Qt.Key.Key_Return)

    def at(self):
        """Which name is in front."""
        row = self.names.list.current_row()
        return row.name if row is not None else None

    def put(self, **values):
        for name, value in values.items():
            self.form.field(name).set_value(value)
        self.wait()

    def settle(self):
        """Until the names typed or read were looked through."""
        soon = self.form.names._soon
        self.qtbot.waitUntil(lambda: not soon.isActive())
        self.wait()

    def cells(self, column):
        """What one column of the table of names says, line by line."""
        model = self.form.names.cells
        return [model.data(model.index(row, column)) for row in range(model.rowCount() - 1)]

    def save(self):
        self.form.save_button.click()
        self.wait()

    def errors(self):
        form = self.form
        found = {name: row.error.text() for name, row in form.rows.items() if row.has_error()}
        return found | ({"": form.problem.text()} if form.problem.isVisible() else {})
