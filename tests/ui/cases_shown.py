"""The tab 案件处分 in a window of its own, and what a test does with it."""

from __future__ import annotations

from keyboard import typing_is_over
from PySide6.QtWidgets import QMainWindow

from jzdesk.ui.cases.tab import CasesTab
from jzdesk.ui.common.frame import Frame


class Shown:
    """The tab with what it asked of the window around it."""

    def __init__(self, desk, jobs, memory, qtbot):
        self.desk, self.jobs, self.qtbot = desk, jobs, qtbot
        self.messages, self.jumps = [], []
        jobs.message.connect(self._said)
        frame = Frame(
            desk=desk, jobs=jobs, memory=memory, clock=desk.clock, open_record=self._jump, open_form=self._jump
        )
        self.tab = CasesTab(frame)
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.setCentralWidget(self.tab)
        self.window.resize(1366, 700)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.wait()

    def _said(self, _kind, text):
        self.messages.append(text)

    def _jump(self, *what):
        self.jumps.append(what)

    @property
    def form(self):
        return self.tab.form

    @property
    def view(self):
        return self.tab.view

    def wait(self):
        self.jobs.wait_idle(self.qtbot)

    def names(self):
        model = self.tab.list.model
        return [model.row_at(row).person for row in range(model.rowCount())]

    def choose(self, case_id):
        self.tab.list.select_id(case_id)
        self.wait()
        assert self.tab.detail_id == case_id

    def put(self, **values):
        """Fill fields; what is computed from them follows as when typed."""
        for name, value in values.items():
            self.form.field(name).set_value(value)
        self.settle()

    def settle(self):
        """Wait until nothing typed is still to be previewed."""
        typing_is_over(self.form, self.qtbot)
        self.wait()

    def save(self):
        self.form.save_button.click()
        self.wait()

    def errors(self):
        form = self.form
        found = {name: row.error.text() for name, row in form.rows.items() if row.has_error()}
        return found | ({"": form.problem.text()} if form.problem.isVisible() else {})

    def line(self, name):
        return self.form.computed(name).text()

    def act(self, kind):
        """Press the button of a duty on 执行."""
        self.view.pages.setCurrentIndex(1)
        self.view.execution.buttons[kind].click()
        self.wait()
