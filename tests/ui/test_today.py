"""今日 on the screen: the groups, the button that discharges each duty, the figures and the lists behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest
from office_county import announce, log_in, make_office, october
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel
from revisit_county import Clock, sanction
from ui.today_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.services import months, overview
from jzdesk.storage.duties import DutyRow
from jzdesk.ui.common.why import WhyPopover
from jzdesk.ui.tabs import TABS
from jzdesk.ui.today import tab as tab_module
from jzdesk.ui.today.actions import ACTIONS, action_of, form_values, record_of, what_of
from jzdesk.ui.today.board import button_rect
from jzdesk.ui.today.board_lines import ACTION_COLUMN, BoardModel, lines_of
from jzdesk.ui.today.tab import TodayTab

BUSY = set(DutyKind) - {DutyKind.ANSWER_ENQUIRY}


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock, jobs):
    made = make_office(tmp_path / "vault", clock=clock)
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def shown(desk, jobs, memory, qtbot):
    october(desk)
    return Shown(TodayTab, desk, jobs=jobs, memory=memory, qtbot=qtbot)


def line_of(board, kind):
    return next(line for line in board.shown_lines() if line.duty.kind == kind)


def go_to(board, line):
    """Put the cursor on a line."""
    board.expandAll()
    model = board.model()
    for top in range(model.rowCount()):
        head = model.index(top, 0)
        for row in range(model.rowCount(head)):
            index = model.index(row, 0, head)
            found = board.line_at(index)
            if found is not None and found.duty.key == line.duty.key:
                board.setCurrentIndex(index)
                return index
    raise AssertionError("no such line")


def test_the_board_reads_as_the_clerk_says_it(shown):
    board = shown.tab.board
    line = line_of(board, "announce")
    assert line.cells == ("周小林", "埠河镇 主任", "公开宣布", "10-23", "已逾期 20 个工作日", "记录宣布")
    assert line.kind == "overdue"
    assert "7 个工作日" in line.why
    counts = {g.title: g.count for g in overview.board(shown.desk).groups}
    assert board.heading_texts() == [f"{title}　{count}" for title, count in counts.items() if count]


def test_enter_opens_the_form_that_discharges_the_duty(shown, qtbot):
    board = shown.tab.board
    line = line_of(board, "announce")
    go_to(board, line)
    qtbot.keyClick(board, Qt.Key.Key_Return)
    ((kind, values),) = shown.forms
    assert kind == "announcement"
    assert values["case_id"] == line.duty.case_id
    assert values["decision_id"] == line.duty.subject_id
    assert values["duty_kind"] == "announce"


def test_the_button_and_the_line_are_two_things(shown, qtbot):
    """A click on the button opens the form; a double click beside it opens the record; one click does nothing."""
    board = shown.tab.board
    index = go_to(board, line_of(board, "visit"))
    board.scrollTo(index)
    place = button_rect(board.visualRect(index.siblingAtColumn(ACTION_COLUMN))).center()
    beside = board.visualRect(index.siblingAtColumn(1)).center()
    qtbot.mouseClick(board.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert (shown.forms, shown.records) == ([], [])
    qtbot.mouseClick(board.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [kind for kind, _ in shown.forms] == ["visit"]
    qtbot.mouseDClick(board.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert [kind for kind, _ in shown.records] == ["dossier"]


def test_f1_says_why(shown, qtbot):
    board = shown.tab.board
    go_to(board, line_of(board, "announce"))
    qtbot.keyClick(board, Qt.Key.Key_F1)
    panel = QApplication.activePopupWidget()
    assert isinstance(panel, WhyPopover)
    assert any("7 个工作日" in label.text() for label in panel.findChildren(QLabel))
    panel.close()


def test_the_counts_jump_to_their_groups(shown, qtbot):
    """以后 lies folded at first; its count unfolds it and puts the cursor there."""
    board, jump = shown.tab.board, shown.tab._jumps["later"]
    model = board.model()
    later = model.index(model.rowCount() - 1, 0)
    assert not board.isExpanded(later)
    qtbot.mouseClick(jump, Qt.MouseButton.LeftButton)
    assert board.isExpanded(later)
    assert board.currentIndex().parent() == later
    assert board.hasFocus()


def test_a_done_duty_leaves_the_board_and_the_place_is_kept(shown, qtbot):
    board = shown.tab.board
    line = line_of(board, "announce")
    kept = line_of(board, "visit")
    go_to(board, kept)
    announce(shown.desk, line.duty.case_id, date(2026, 11, 20))
    shown.jobs.changed.emit(Changes(touched=Touched.DUTIES, message=""))
    shown.wait()
    assert line.duty.key not in [shown_line.duty.key for shown_line in board.shown_lines()]
    assert board.current_duty().key == kept.duty.key


def test_every_figure_opens_the_list_it_counts(shown, qtbot):
    shown.desk.clock.set(date(2026, 10, 31))
    shown.tab.refresh()
    shown.wait()
    for name, button in shown.tab.panel.rates.buttons.items():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        shown.wait()
        assert shown.tab.stack.currentWidget() is shown.tab.behind
        assert shown.tab.behind.title.text() == f"2026年10月　{name}"
        rate = next(r for r in overview.month_rates(shown.desk, "2026-10") if r.name == name)
        assert len(shown.tab.behind.rows) == rate.due + rate.excused
        qtbot.mouseClick(shown.tab.behind.back_button, Qt.MouseButton.LeftButton)
        assert shown.tab.stack.currentIndex() == 0
    assert shown.tab.panel.rates.buttons["宣布及时率"].text() == "33.3 %  1/3"


def test_a_line_of_the_list_behind_opens_its_record(shown, qtbot):
    shown.tab._month_key = "2026-10"
    shown.tab._show_behind("宣布及时率")
    shown.wait()
    states = [row.state.text for row in shown.tab.behind.rows]
    assert states == ["逾期", "逾期已办", "已按期"]
    shown.tab.behind.list.view.selectRow(0)
    qtbot.keyClick(shown.tab.behind.list.view, Qt.Key.Key_Return)
    assert shown.records == [("case", shown.tab.behind.rows[0].duty.case_id)]


def test_the_report_of_the_month_before_until_mid_month(shown, qtbot):
    assert list(shown.tab.panel.month_buttons) == ["2026-11"]
    shown.desk.clock.set(date(2026, 11, 9))
    months.check_month(shown.desk, "2026-10")
    shown.tab.refresh()
    shown.wait()
    october_line = shown.tab.panel.month_buttons["2026-10"]
    assert october_line.text().startswith("2026年10月")
    assert october_line.text().endswith("项待核对（11-09） →")
    qtbot.mouseClick(october_line, Qt.MouseButton.LeftButton)
    assert shown.forms == [("month", {"month": "2026-10"})]


def test_an_empty_vault_says_what_will_stand_here(desk, jobs, memory, qtbot):
    shown = Shown(TodayTab, desk, jobs=jobs, memory=memory, qtbot=qtbot)
    assert shown.tab.empty.isVisible()
    assert not shown.tab.board.isVisible()
    sanction(desk, "吴建国", decided_on=date(2026, 11, 20))
    jobs.changed.emit(Changes(touched=Touched.ALL, message=""))
    shown.wait()
    assert shown.tab.board.isVisible()


def test_an_administrator_sees_no_records_and_no_refusals(tmp_path, jobs, memory, qtbot):
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.SYSTEM_ADMIN)
    october(desk)
    desk = log_in(desk, Role.SYSTEM_ADMIN)
    shown = Shown(TodayTab, desk, jobs=jobs, memory=memory, qtbot=qtbot)
    assert shown.messages == []
    assert shown.tab.empty.isVisible()
    assert "系统" in shown.tab.empty.text()
    jobs.shutdown(lambda: desk.vault.close(back_up=False))


@pytest.mark.parametrize("kind", sorted(BUSY))
def test_every_kind_of_duty_has_a_verb_and_a_tab_that_takes_its_form(kind):
    action = ACTIONS[kind]
    assert action.verb
    assert any(action.form in entry.kinds for entry in TABS), action.form


def test_what_a_form_is_told():
    duty = Duty(
        kind="visit", subject="visit", subject_id=7, part=3, person_id=1, dossier_id=5,
        counted_from=date(2026, 1, 1), due_on=date(2026, 4, 1), warn_on=date(2026, 3, 1),
    )  # fmt: skip
    values = form_values(duty)
    assert {name: values[name] for name in ("dossier_id", "visit_id", "duty_kind")} == {
        "dossier_id": 5, "visit_id": 7, "duty_kind": "visit",
    }  # fmt: skip
    assert what_of(duty) == "第3次回访谈话"
    assert record_of(duty) == ("dossier", 5)
    assert action_of(duty).form == "visit"


def test_five_thousand_open_duties_show_at_once(desk, jobs, memory, qtbot, monkeypatch):
    """The first 200 of a group and how many more there are; well under half a second on the GUI thread."""
    sanction(desk, "吴建国", decided_on=date(2026, 10, 14))
    (row, *_) = overview.due_duties(desk, within=400)
    rows = tuple(DutyRow(row.duty, f"人员{n}", "县装备中心", "科员") for n in range(200))
    real = overview.board(desk)
    big = overview.Board(
        on=real.on, rates=real.rates, month=None, month_key=real.month_key, overdue=1250, due_this_week=0,
        groups=tuple(overview.Group(g.code, g.title, 1250, rows) for g in real.groups[:4]),
    )  # fmt: skip
    groups = lines_of(big, desk.calendar)
    monkeypatch.setattr(tab_module, "_read", lambda _desk: tab_module.Shown(big, groups))
    shown = Shown(TodayTab, desk, jobs=jobs, memory=memory, qtbot=qtbot)
    begun = perf_counter()
    shown.tab.board.show_groups(groups)
    assert perf_counter() - begun < 0.5
    assert shown.tab.board.heading_texts()[0] == "逾期　1,250"
    model = shown.tab.board.model()
    head = model.index(0, 0)
    assert model.rowCount(head) == 201
    assert model.index(200, 0, head).data().startswith("还有 1,050 项")


def test_the_board_model_keeps_qts_contract(desk, qtbot):
    """Headings and lines in one tree, lines beyond the shown ones counted; asked for every role by Qt's own tester."""
    sanction(desk, "吴建国", decided_on=date(2026, 10, 14))
    groups = [replace(group, count=group.count + 3) for group in lines_of(overview.board(desk), desk.calendar) if group.lines]
    model = BoardModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for shown in (groups, [], groups[:1]):
        model.show_groups(shown, QFont())
        assert model.rowCount() == len(shown)
        for number, group in enumerate(shown):
            head = model.head_of(group.code)
            assert head.row() == number
            assert model.rowCount(head) == len(group.lines) + 1
            line = model.index(0, 3, head)
            assert (line.data(), line.parent()) == (group.lines[0].cells[3], head)
            assert line.data(Qt.ItemDataRole.ToolTipRole) == group.lines[0].why
            assert model.place_of(group.lines[0].duty.key) == line.siblingAtColumn(0)
            assert model.line_at(head) is model.line_at(model.index(len(group.lines), 0, head)) is None
    assert tester.model() is model
    assert not model.head_of("nothing").isValid()
    assert not model.place_of("nobody").isValid()
