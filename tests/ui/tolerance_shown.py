"""The tab 容错纠错 in a window of its own, and what a test does with it."""

from __future__ import annotations

from keyboard import typing_is_over
from PySide6.QtWidgets import QMainWindow

from jzdesk.ui.common.frame import Frame
from jzdesk.ui.tolerance.tab import ToleranceTab


class Shown:
    """The tab with what it asked of the window around it."""

    def __init__(self, desk, jobs, memory, qtbot):
        self.desk, self.jobs, self.qtbot = desk, jobs, qtbot
        self.messages, self.jumps = [], []
        jobs.message.connect(self._said)
        frame = Frame(
            desk=desk,
            jobs=jobs,
            memory=memory,
            clock=desk.clock,
            open_record=self._jump,
            open_form=self._jump,
        )
        self.tab = ToleranceTab(frame)
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

    def choose(self, review_id):
        self.tab.list.select_id(review_id)
        self.wait()
        assert self.tab.detail_id == review_id

    def new(self):
        self.tab.new_button.click()
        self.wait()

    def edit(self, review_id):
        self.choose(review_id)
        self.tab.edit_button.click()
        self.wait()

    def stage(self, verb):
        """An entry of the menu 办理."""
        self.tab.forms.stage(verb)
        self.wait()

    def put(self, **values):
        """Fill fields; what is computed from them follows as when typed."""
        for name, value in values.items():
            self.form.field(name).set_value(value)
        self.settle()

    def settle(self):
        """Wait until nothing typed is still to be looked up."""
        typing_is_over(self.form, self.qtbot)
        self.wait()

    def answer(self, code, answer, grounds="", evidence=""):
        """Press an answer of an entry as the mouse does, and write its grounds."""
        field = self.entry(code)
        if field.answers is None:
            if (field.answer() == "yes") != (answer == "yes"):
                field.box.click()
        elif answer:
            field.answers.buttons[answer].click()
        if grounds:
            field.grounds.setPlainText(grounds)
        if evidence:
            field.evidence.setText(evidence)

    def entry(self, code):
        return next(row.field for name, row in self.form.rows.items() if name.endswith(f":{code}"))

    def answer_all(self, *yes):
        """Every entry of the negative list and the exclusions, those named with 是."""
        for name in self.form.rows:
            group, _, code = name.partition(":")
            if group in ("negative", "exclusions"):
                self.answer(
                    code, "yes" if code in yes else "no", "经核实属实" if code in yes else "经核查没有", "1"
                )

    def list_evidence(self, *titles):
        """Pieces of evidence by their titles, numbered as they come."""
        for title in titles:
            self.form.evidence.add_card().title.set_value(title)
        self.form.evidence.open_card(None)

    def tolerate(self):
        """All that a tolerated conclusion needs, as the article's case has it."""
        self.list_evidence("部务会议记录", "关于发放补贴的通知")
        for code in ("K1", "K2", "K3"):
            self.answer(code, "tolerated", "省、市均未出台具体标准", "1、2")
        for number in range(1, 7):
            self.answer(f"six-{number}", "", "出于公心，经集体研究", "1")
        self.answer("P04", "yes", "与清单所列情形一致", "2")
        self.answer_all()

    def conclude(self, conclusion):
        self.form.conclusion.answers.buttons[conclusion].click()

    def choices(self):
        """The conclusions that can be chosen."""
        return [value for value, button in self.form.conclusion.answers.buttons.items() if button.isEnabled()]

    def save(self):
        self.form.save_button.click()
        self.wait()

    def errors(self):
        form = self.form
        found = {name: row.error.text() for name, row in form.rows.items() if row.has_error()}
        return found | ({"": form.problem.text()} if form.problem.isVisible() else {})

    def line(self, name):
        return self.form.computed(name).text()
