"""A clerk brings in five years of ledgers: units, people, decisions, announcements; what is wrong is marked and mended, whom a
row means is decided, all of it can be taken back and brought in again."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from revisit_county import make_desk
from stories import old_ledgers
from stories.office_window import OfficeWindow

from jzdesk.services import cases
from jzdesk.services.cases import CaseFilter
from jzdesk.ui.common import ask
from jzdesk.ui.imports.shapes import PASSED
from jzdesk.ui.system_menu import SYSTEM_PAGES

ENTER = Qt.Key.Key_Return


class ImportOffice(OfficeWindow):
    """The moves at 导入旧台账."""

    chosen = None

    @property
    def tab(self):
        return self.window.desk_page.current_tab()

    def to_imports(self):
        self.window.desk_page.show_page(next(page for page in SYSTEM_PAGES if "import" in page.kinds))
        self.wait()
        return self

    def rest(self):
        plan = self.tab.plan
        self.wait()
        self.qtbot.waitUntil(lambda: not plan._detail_soon.isActive() and not plan._soon.isActive())
        self.wait()

    def take(self, path):
        """Ctrl+N and the file."""
        self.chosen = path
        self.ctrl(Qt.Key.Key_N)
        self.rest()
        return self.tab.columns

    def try_it(self):
        """Ctrl+S on the columns."""
        assert self.tab.columns.foot.is_ready, self.tab.columns.foot.said.text()
        self.ctrl(Qt.Key.Key_S)
        self.rest()
        return self.counts()

    def counts(self):
        view = self.tab.plan.view
        return {code: count for code, count in view.counts.items() if count and code != PASSED}

    def bring_in(self):
        """Ctrl+S on the plan."""
        assert self.tab.plan.foot.is_ready, self.tab.plan.foot.said.text()
        self.ctrl(Qt.Key.Key_S)
        self.rest()
        assert self.tab.stack.currentWidget() is self.tab.runs
        return self.tab.runs.current()

    def only(self, outcome):
        """The rows of one outcome, the first of them in front."""
        plan = self.tab.plan
        plan.switch.setCurrentIndex(plan._codes.index(outcome))
        self.rest()
        return plan

    def not_read(self):
        return [line.remark for line in self.tab.importer.lines(PASSED, "").fetch(0, 99, "", False)]

    def decisions(self):
        return cases.count_cases(self.desk, CaseFilter(on=self.desk.today))

    def cases_of(self, name):
        wanted = CaseFilter(on=self.desk.today, keyword=name)
        return cases.list_cases(self.desk, wanted, sort="decided_on", descending=False, offset=0, limit=9)


@pytest.fixture
def office(open_office, tmp_path, clock, monkeypatch):
    """An empty vault, and the window at 导入旧台账."""
    opened = open_office(make_desk(tmp_path / "vault", clock), ImportOffice).log_in()
    monkeypatch.setattr(ask, "choose_open_file", lambda *_args, **_more: opened.chosen)
    monkeypatch.setattr(ask, "choose_save_file", lambda *_args, **more: tmp_path / more["suggested"])
    monkeypatch.setattr(ask, "confirm", lambda *_args, **_more: True)
    return opened.to_imports()


def test_five_years_of_ledgers_come_in(office, tmp_path):
    units, people = tmp_path / "单位名录.xlsx", tmp_path / "人员.csv"
    old_ledgers.units_book(units)
    old_ledgers.people_text(people)
    assert office.take(units).kind.text() == "单位"
    assert office.try_it() == {"new": 5}
    assert office.bring_in().added == 5
    assert office.take(people).kind.text() == "人员"
    assert office.try_it() == {"new": 50}
    assert office.bring_in().added == 50
    for year in old_ledgers.YEARS:
        book = tmp_path / f"{year}年台账.xlsx"
        old_ledgers.cases_book(book, year)
        page = office.take(book)
        assert page.kind.text() == "案件处分"
        assert (page.first.value(), page.last.value()) == (3, 4)
        assert office.try_it() == {"new": 10}
        assert office.not_read() == [
            "第15行是合计行，没有读入：合计 10人。",
            "第16行是签名行，没有读入：填表人:李明 审核人:王红。",
        ]
        office.bring_in()
    assert office.decisions() == 50
    meetings = tmp_path / "公开宣布.xlsx"
    old_ledgers.announcements_book(meetings)
    assert office.take(meetings).kind.text() == "公开宣布"
    assert office.try_it() == {"new": 10}
    office.bring_in()
    assert [run.kind for run in office.tab.importer.runs()] == [
        "announcements",
        *["cases"] * 5,
        "people",
        "units",
    ]


def test_faults_are_shown_at_their_cells_sent_back_marked_and_mended(office, tmp_path):
    book = tmp_path / "2021年台账.xlsx"
    old_ledgers.cases_book(book, 2021)
    sound = {place: load_workbook(book).active[place].value for place in ("D6", "L8", "I9")}
    old_ledgers.change(book, {"D6": 4.21022e17, "L8": "2021.2.30", "I9": "严厉批评"})
    office.take(book)
    assert office.try_it() == {"new": 7, "fault": 3}
    plan = office.only("fault")
    said = []
    for _ in range(3):
        said += [(fault.cell, fault.text) for fault in plan.panel.view.faults if fault.grave]
        office.key(Qt.Key.Key_Down)
        office.rest()
    assert [cell for cell, _text in said] == ["D6", "L8", "I9"]
    assert "2021.2.30" in said[1][1]
    assert "严厉批评" in said[2][1]
    assert not plan.foot.is_ready

    office.ctrl(Qt.Key.Key_E)
    office.wait()
    marked = load_workbook(tmp_path / office.tab.importer.problem_name())
    sheet = marked["2021年"]
    assert all(sheet[place].comment for place in ("D6", "L8", "I9"))
    assert not sheet["D7"].comment
    assert sheet["A1"].font.name == "方正小标宋简体"  # the clerk's own formats
    assert "D6" in str([cell.value for row in marked.worksheets[0].iter_rows() for cell in row])

    old_ledgers.change(book, sound)
    office.key(Qt.Key.Key_F5)
    office.rest()
    assert office.counts() == {"new": 10}
    office.bring_in()
    assert office.decisions() == 10


def test_whom_a_row_means_is_decided_by_keyboard_and_an_import_is_taken_back(office, tmp_path):
    book, next_book = tmp_path / "2021年台账.xlsx", tmp_path / "补充.xlsx"
    old_ledgers.cases_book(book, 2021)
    office.take(book)
    office.try_it()
    office.bring_in()
    old_ledgers.cases_book(next_book, 2022, rows=3)
    name, _number, unit, post = old_ledgers.who(2021, 0)
    old_ledgers.change(next_book, {"B5": name, "D5": None, "E5": unit, "F5": f"原{post}"})
    office.take(next_book)
    assert office.try_it() == {"new": 2, "choice": 1}
    plan = office.only("choice")
    assert not plan.foot.is_ready
    assert name in plan.panel.reads()
    office.key(ENTER)
    office.key(Qt.Key.Key_Space)  # 是同一人
    office.rest()
    assert office.counts() == {"new": 3}
    run = office.bring_in()
    assert (run.added, office.decisions()) == (3, 13)
    people = {cases.open_case(office.desk, row.id).person.id for row in office.cases_of(name)}
    assert (len(office.cases_of(name)), len(people)) == (2, 1)

    office.press(office.tab.runs.undo_button)
    office.rest()
    assert office.decisions() == 10
    assert office.tab.runs.current().undone
    assert not office.tab.runs.undo_button.isEnabled()

    page = office.take(next_book)  # once more: nothing of the first time is left
    assert "这个文件已由" not in page.foot.said.text()
    assert office.try_it() == {"new": 2, "choice": 1}
    plan = office.only("choice")
    office.press(plan.panel.nobody_button)
    office.rest()
    office.bring_in()
    assert office.decisions() == 13
    assert len({cases.open_case(office.desk, row.id).person.id for row in office.cases_of(name)}) == 2


def test_the_same_file_again_says_so_and_changes_nothing(office, tmp_path):
    book = tmp_path / "2021年台账.xlsx"
    old_ledgers.cases_book(book, 2021)
    office.take(book)
    office.try_it()
    office.bring_in()
    page = office.take(book)
    assert "这个文件已由李经办于" in page.foot.said.text()
    assert office.try_it() == {"same": 10}
    assert not office.tab.plan.foot.is_ready
    assert office.tab.plan.view.nothing
    office.key(Qt.Key.Key_Escape)
    office.key(Qt.Key.Key_Escape)
    assert office.tab.stack.currentWidget() is office.tab.runs
    old_ledgers.change(book, {"F6": "副局长（主持工作）"})
    office.take(book)
    assert office.try_it() == {"same": 9, "changed": 1}
    plan = office.only("changed")
    assert ("职务", "副局长", "副局长（主持工作）") in plan.panel.view.changes
    assert office.bring_in().changed == 1


@pytest.mark.parametrize("title", ["案件处分", "回访教育"])
def test_the_tabs_lead_to_the_page(office, title):
    office.to(title)
    buttons = office.window.desk_page.current_tab().findChildren(QPushButton)
    entries = [action for button in buttons if button.menu() for action in button.menu().actions()]
    next(action for action in entries if action.text() == "导入旧台账…").trigger()
    office.wait()
    assert office.tab.title == "导入旧台账"
    assert office.tab.runs.list._note_button.hasFocus()
