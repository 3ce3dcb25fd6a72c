"""A tab or system page in a window of its own, with what it asked of the window around it."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow

from jzdesk.ui.common.frame import Frame


class Shown:
    """`jumps` holds every open_record and open_form; `messages` what the message line said."""

    def __init__(self, make, desk, *, jobs, memory, qtbot, settings=None):
        self.desk, self.jobs, self.qtbot = desk, jobs, qtbot
        self.messages, self.records, self.forms = [], [], []
        jobs.message.connect(self._said)
        frame = Frame(
            desk=desk, jobs=jobs, memory=memory, clock=desk.clock, settings=settings, open_record=self._record,
            open_form=self._form,
        )  # fmt: skip
        self.tab = make(frame)
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.setCentralWidget(self.tab)
        self.window.resize(1366, 620)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.wait()

    def _said(self, _kind, text):
        self.messages.append(text)

    def _record(self, kind, record_id):
        self.records.append((kind, record_id))

    def _form(self, kind, values):
        self.forms.append((kind, values))

    def wait(self):
        self.jobs.wait_idle(self.qtbot)
