"""The revisit tab in a window over a small county, for its tests."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow
from revisit_county import Clock, make_desk, sanctioned

from jzdesk.ui.common.frame import Frame
from jzdesk.ui.dossiers.tab import DossiersTab

FIRST, SECOND, THIRD = date(2026, 6, 2), date(2026, 9, 2), date(2026, 12, 2)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock, jobs):
    made = make_desk(tmp_path / "vault", clock)
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


class Shown:
    """The tab with what it asked of the window around it."""

    def __init__(self, tab, jobs, qtbot):
        self.tab, self.jobs, self.qtbot = tab, jobs, qtbot
        self.messages, self.jumps = [], []
        jobs.message.connect(lambda _kind, text: self.messages.append(text))

    def wait(self):
        self.jobs.wait_idle(self.qtbot)

    def choose(self, dossier_id):
        self.tab.list.select_id(dossier_id)
        self.wait()
        assert self.tab.detail_id == dossier_id

    def fill(self, **values):
        for name, value in values.items():
            self.tab.form.field(name).set_value(value)

    def save(self):
        self.tab.form.save_button.click()
        self.wait()

    def errors(self):
        form = self.tab.form
        found = {name: row.error.text() for name, row in form.rows.items() if row.has_error()}
        return found | ({"": form.problem.text()} if form.problem.text() and not form.problem.isHidden() else {})


@pytest.fixture
def shown(qtbot, desk, jobs, memory):
    def show():
        around = []
        frame = Frame(
            desk=desk, jobs=jobs, memory=memory, clock=desk.clock,
            open_record=lambda *what: around[0].jumps.append(what), open_form=lambda *what: None,
        )  # fmt: skip
        window = QMainWindow()
        qtbot.addWidget(window)
        tab = DossiersTab(frame)
        window.setCentralWidget(tab)
        window.resize(1366, 768)
        around.append(Shown(tab, jobs, qtbot))
        with qtbot.waitExposed(window):
            window.show()
        around[0].window = window
        around[0].wait()
        return around[0]

    return show


@pytest.fixture
def screen(shown, desk):
    """The tab over two people, nobody chosen yet."""
    sanctioned(desk, "吴建国")
    sanctioned(desk, "李秀英", decided_on=date(2026, 9, 1), unit="县水利局")
    return shown()


def texts(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel))
