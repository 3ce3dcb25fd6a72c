"""汇总 on the screen: the board, taking in, looking at a file, deciding, two counties, one workbook, the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import county_files as made_up
import pytest
from city_office import CityClock, make_city, month_file
from office_county import log_in, make_office
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from revisit_county import Clock
from spoiled_files import VISITS, Workbook
from ui.today_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.domain.merging import Place
from jzdesk.services import counties, intake_views, intakes
from jzdesk.services.counties import IntakeSettings
from jzdesk.services.intake_views import LedgerView
from jzdesk.ui.common import ask
from jzdesk.ui.common.jobs import Cancelled
from jzdesk.ui.reports.intake_forms import AcceptForm, MergeForm, ReturnForm
from jzdesk.ui.reports.intake_page import IntakePage
from jzdesk.ui.reports.intake_reading import TakeOrder, around, number_of, take
from jzdesk.ui.reports.pages import INTAKE, MONTH, PAGES
from jzdesk.ui.reports.tab import ReportsTab
from jzdesk.ui.system.settings import SettingsPage

MONTH_KEY = "2026-09"
REASON = "已与填报单位核实"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """公安县 as it should be, 松滋市 spoiled by hand, 公安县 once more with somebody of 松滋市 in it, a stranger's file."""
    folder = tmp_path_factory.mktemp("sent")
    sent = {"good": month_file(folder, 0, MONTH_KEY), "spoiled": month_file(folder, 1, MONTH_KEY)}
    book = Workbook(sent["spoiled"])
    book.put_number(VISITS, "Z6", 12)
    book.clear(VISITS, "B8")
    book.save(sent["spoiled"])
    twin = next(c for c in made_up.county(1, cases=30).cases if f"{c.decided:%Y-%m}" == MONTH_KEY)
    home = made_up.with_person(made_up.county(0, cases=30), twin, key="f" * 32, document="公纪决〔2026〕99号")
    sent["again"] = folder / "重报.xlsx"
    book = made_up.MonthOf(home, MONTH_KEY).book(submission=2)
    made_up.write_month_book(book, made_up.FORMS_FOLDER, out=sent["again"])
    stranger = {"unit_name": "某某区纪委监委", "unit_code": "429900"}
    sent["stranger"] = month_file(folder, 0, "2026-08", name="某某区.xlsx", **stranger)
    sent["bad"] = folder / "不是表格.xlsx"
    sent["bad"].write_text("不是表格")
    return sent


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_city(tmp_path / "city", clock=CityClock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def show(desk, jobs, memory, qtbot):
    def open_page(on=desk):
        return Shown(IntakePage, on, jobs=jobs, memory=memory, qtbot=qtbot)

    return open_page


@pytest.fixture
def save_to(tmp_path, monkeypatch):
    """What the save dialog answers."""
    folder = tmp_path / "out"
    monkeypatch.setattr(
        ask, "choose_save_file", lambda _p, _t, *, suggested, kinds: folder / suggested.rpartition("/")[2]
    )
    return folder


@pytest.fixture
def reasons(monkeypatch):
    monkeypatch.setattr(ask, "ask_reason", lambda *_words, **_more: REASON)


def taken(desk, *paths):
    return [file.intake_id for file in intakes.take_in(desk, paths).files]


def press(shown, key, held=Qt.KeyboardModifier.NoModifier):
    shown.qtbot.keyClick(shown.window.focusWidget(), key, held)
    shown.wait()


def click(shown, button):
    shown.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    shown.wait()


def around_current(shown, pane):
    """Ask for the cells of the finding in front at once."""
    pane._soon.stop()
    pane._ask()
    shown.wait()


def choose(pane, title):
    row = next(n for n, row in enumerate(pane.rows) if row.title == title)
    pane.list.view.selectRow(row)
    return pane.rows[row].finding


# -- the board ----------------------------------------------------------------------------------------------------------


def test_the_board_is_walked_by_keyboard_and_leads_to_a_file(desk, files, show):
    taken(desk, files["good"])
    shown = show()
    page, grid = shown.tab, shown.tab.board.grid
    assert (grid.current.month, grid.currentRow()) == (
        MONTH_KEY,
        0,
    )  # October has just begun: September is due
    assert grid.currentItem().text().split("\n")[0] == "已收到"
    assert page.board.said.text() == "公安县2026年9月：已收到，第1次，收到于2026-10-09，期限2026-10-13"
    assert grid.item(2, 8).data(Qt.ItemDataRole.AccessibleTextRole) == "2026年9月报送率：100.0 %  1/1"
    assert "报送率" in page.board.rates.text()
    page.focus_content()
    press(shown, Qt.Key.Key_Down)
    assert page.board.said.text() == "松滋市2026年9月：未到期，期限2026-10-13"
    assert page.board.open_button.text() == "接收文件…"
    press(shown, Qt.Key.Key_Up)
    press(shown, Qt.Key.Key_Return)
    assert page.content is page.file
    assert page.file.head.title.text() == "公安县2026年9月月报"
    press(shown, Qt.Key.Key_Escape)
    assert page.content is page.board
    assert (grid.current.month, grid.hasFocus()) == (MONTH_KEY, True)
    page.board.earlier.click()
    shown.wait()
    assert grid.current.month == "2025-09"
    assert page.board.chosen_year == 2025


def test_what_is_overdue_is_told_in_word_and_colour(desk, files, show):
    taken(desk, files["spoiled"])
    desk.clock.go_to(date(2026, 10, 20))
    grid = show().tab.board.grid
    missing, came = grid.item(0, 8), grid.item(1, 8)
    assert (missing.text(), missing.foreground().color().name()) == ("未报", "#b42318")
    assert came.text().startswith("已收到\n改")
    assert "须改正" in came.toolTip()


def test_the_page_is_offered_where_reports_are_taken_in(desk, tmp_path, jobs, memory, qtbot):
    number = PAGES.index(INTAKE)
    shown = Shown(ReportsTab, desk, jobs=jobs, memory=memory, qtbot=qtbot)
    assert shown.tab.switch.isTabVisible(number)
    shown.tab.show_page(number)
    changes = counties.keep_intake_settings(desk, IntakeSettings(on=False), why="不再汇总")
    jobs.changed.emit(changes)
    shown.wait()
    assert not shown.tab.switch.isTabVisible(number)
    assert shown.tab.switch.currentIndex() == PAGES.index(MONTH)
    county = make_office(tmp_path / "county", clock=Clock())
    other = Shown(ReportsTab, county, jobs=jobs, memory=memory, qtbot=qtbot)
    assert not other.tab.switch.isTabVisible(number)
    county.vault.close(back_up=False)


def test_a_city_without_counties_is_told_what_to_do_first(tmp_path, jobs, memory, qtbot):
    desk = make_city(tmp_path / "new", registered=0)
    shown = Shown(IntakePage, desk, jobs=jobs, memory=memory, qtbot=qtbot)
    assert shown.tab.board.pages.currentIndex() == 1
    click(shown, shown.tab.board.counties_button)
    assert shown.tab.content is shown.tab.register
    desk.vault.close(back_up=False)


def test_an_office_says_in_the_settings_that_it_takes_reports(tmp_path, jobs, memory, qtbot):
    desk = make_office(tmp_path / "county", clock=Clock())
    shown = Shown(SettingsPage, desk, jobs=jobs, memory=memory, qtbot=qtbot)
    form = shown.tab.settings_form
    assert form.field("intake").value() == "auto"
    form.field("intake").set_value("on")
    shown.tab.save_form()
    shown.wait()
    assert not counties.takes_reports(desk)
    assert form.rows["why"].has_error() or form.problem.text()
    form.field("why").set_value(REASON)
    shown.tab.save_form()
    shown.wait()
    assert counties.takes_reports(desk)
    assert shown.tab.settings_form.field("intake").value() == "on"
    desk.vault.close(back_up=False)


# -- taking in ----------------------------------------------------------------------------------------------------------


def test_many_files_at_once_each_with_its_result(desk, files, show, monkeypatch):
    taken(desk, files["good"])
    chosen = [files[name] for name in ("good", "spoiled", "stranger", "bad")]
    monkeypatch.setattr(ask, "choose_open_files", lambda *_words, **_more: chosen)
    shown = show()
    shown.tab.new_record()
    shown.wait()
    page = shown.tab
    assert page.content is page.taken
    assert [str(row.state) for row in page.taken.rows] == ["没有接收", "没有接收", "有问题", "已有"]
    assert "收到1份，3份没有接收。" in shown.messages
    page.taken.list.view.selectRow(2)
    page.taken.open_button.click()
    shown.wait()
    assert page.file.head.title.text() == "松滋市2026年9月月报"
    page.back()
    assert page.content is page.taken
    page.back()
    assert page.board.grid.board.rows[1].cells[8].state == "received"


def test_a_file_of_nobody_is_taken_with_the_sender_said(desk, files, show):
    shown = show()
    page = shown.tab
    page.moves.take((files["stranger"],))
    shown.wait()
    assert page.taken.rows[0].taken.state == "refused"
    page.taken.sender_button.click()
    shown.wait()
    page.form.set_values({"county_id": 1, "month": "2026-08"})
    page.save_form()
    shown.wait()
    assert page.content is page.file
    assert page.file.head.title.text() == "公安县2026年8月月报"
    assert any(row.title == "单位不符" for row in page.file.findings.rows)


def test_cancelling_keeps_what_came_before(desk, files):
    def stop(done, _total, _text):
        if done == 1:
            raise Cancelled

    found = take(desk, TakeOrder((files["good"], files["spoiled"])), stop)
    assert [file.state for file in found] == ["taken", "left"]
    assert [i.file_name for i in intake_views.submissions(desk, 1, MONTH_KEY)] == ["公安县2026-09.xlsx"]
    assert intake_views.submissions(desk, 2, MONTH_KEY) == []


# -- a file -------------------------------------------------------------------------------------------------------------


def test_each_finding_is_shown_at_its_cell(desk, files, show):
    (intake_id,) = taken(desk, files["spoiled"])
    shown = show()
    page = shown.tab
    page.open_record("intake", intake_id)
    shown.wait()
    pane = page.file.findings
    choose(pane, "缺少姓名")
    around_current(shown, pane)
    (grid,) = pane.grids
    assert 2 in grid.columns_shown
    numbers = [row.number for row in grid._model.rows]
    assert numbers == [4, 6, 7, 8, 9, 10]
    assert grid._model.text(0, 2) == "姓名"
    assert grid._model.text(3, 2) == ""
    assert not any(button.isVisible() for button in pane.verdicts.values())  # it must be put right
    pane.switch.setCurrentIndex(1)
    shown.wait()
    assert pane.group == "changed"
    assert {row.finding.group for row in pane.list.model.source.rows} == {"changed"}


def test_a_verdict_with_its_reason_and_back(desk, files, show, reasons):
    (intake_id,) = taken(desk, files["spoiled"])
    shown = show()
    page = shown.tab
    page.open_file(intake_id)
    shown.wait()
    pane = page.file.findings
    before = sum(row.finding.open for row in pane.rows)
    choose(pane, "合计与清单不符")
    press(shown, Qt.Key.Key_Return)  # from the list to what can be decided
    assert pane.verdicts["explained"].hasFocus()
    press(shown, Qt.Key.Key_Space)
    assert sum(row.finding.open for row in pane.rows) == before - 1
    row = next(row for row in pane.rows if row.title == "合计与清单不符")
    assert (str(row.state), row.finding.reason) == ("已认定", REASON)
    choose(pane, "合计与清单不符")
    click(shown, pane.undo_button)
    assert sum(row.finding.open for row in pane.rows) == before


def test_accepting_asks_why_only_where_something_is_open(desk, files, show):
    good, spoiled = taken(desk, files["good"], files["spoiled"])
    shown = show()
    page = shown.tab
    page.open_file(good)
    shown.wait()
    page.save_form()
    shown.wait()
    assert page.file.state.text() == "已接收"
    assert page.file.accept_button.isHidden()
    page.open_file(spoiled)
    shown.wait()
    page.save_form()
    shown.wait()
    assert isinstance(page.form, AcceptForm)
    assert page.file.state.text() == "已收到"
    page.form.set_values({"reason": REASON})
    page.save_form()
    shown.wait()
    assert page.form is None
    assert page.file.state.text() == "已接收"
    assert f"理由：{REASON}" in page.file.head.note.toolTip()


def test_returned_with_remarks_and_taken_up_again(desk, files, show, save_to, reasons):
    (intake_id,) = taken(desk, files["spoiled"])
    shown = show()
    page = shown.tab
    page.open_file(intake_id)
    shown.wait()
    click(shown, page.file.return_button)
    assert isinstance(page.form, ReturnForm)
    assert page.form.read().startswith("须改正")
    page.save_form()
    shown.wait()
    assert page.file.state.text() == "已退回"
    page.export_list()
    shown.wait()
    out = save_to / "松滋市2026年9月月报审核意见.xlsx"
    assert load_workbook(out)[VISITS]["B8"].comment is not None
    assert str(out) in page.made.text.text()
    page.file.original_action.trigger()
    shown.wait()
    assert (save_to / files["spoiled"].name).read_bytes() == files["spoiled"].read_bytes()
    click(shown, page.file.reopen_button)
    assert page.file.state.text() == "已收到"
    page.delete_record()
    shown.wait()
    assert page.content is page.board
    assert page.board.grid.board.rows[1].cells[8].intake_id is None


def test_what_a_file_sent_anew_says_otherwise(desk, files, show):
    (first,) = taken(desk, files["good"])
    intakes.accept(desk, first)
    (second,) = taken(desk, files["again"])
    shown = show()
    page = shown.tab
    page.open_file(second)
    shown.wait()
    page.file.show_part(2)
    shown.wait()
    counts = intake_views.open_intake(desk, second).against.counts
    assert counts[0] >= 1
    assert page.file.compared.text() == (
        f"与第1次（已接收）比较：新增 {counts[0]} 行，修改 {counts[1]} 行，删去 {counts[2]} 行。"
    )
    rows = page.file.changes.model.source.rows
    assert {str(row.state) for row in rows} == {"新增"}
    assert page.file.submission.count() == 2
    page.file.submission.setCurrentIndex(1)
    page.file.submission.activated.emit(1)
    shown.wait()
    assert page.file.intake_id == first
    assert "公安县纪委监委（421022）" in page.file.facts.text()


# -- across the counties, one workbook ----------------------------------------------------------------------------------


def test_somebody_in_two_counties_with_both_places(desk, files, show, reasons):
    taken(desk, files["again"], files["spoiled"])
    shown = show()
    page = shown.tab
    click(shown, page.across_button)
    pane = page.across.findings
    finding = choose(pane, "同一人在两个县")
    around_current(shown, pane)
    assert [grid.accessibleName().split()[0] for grid in pane.grids] == ["松滋市", "公安县"][
        :: 1 if finding.county_name == "松滋市" else -1
    ]
    for grid in pane.grids:
        column = 3  # 身份证号
        texts = [grid._model.text(n, column) for n in range(len(grid._model.rows))]
        assert any(len(text) == 18 for text in texts)
    click(shown, pane.verdicts["not_duplicate"])
    assert str(pane.rows[0].state) == "已认定"
    assert "待核实 0 处" in page.across.head.note.toolTip()


def test_one_workbook_of_the_chosen_months(desk, files, show, save_to):
    good, _ = taken(desk, files["good"], files["spoiled"])
    intakes.accept(desk, good)
    shown = show()
    page = shown.tab
    page.export_list()
    assert isinstance(page.form, MergeForm)
    assert page.form.read().months == (MONTH_KEY,)
    assert page.form.field("months").boxes[8].text() == "9月（已接收1，待处理1）"
    page.form.set_values({"months": (), "received": False})
    page.save_form()
    assert page.form.rows["months"].has_error()
    page.form.set_values({"months": (MONTH_KEY,), "received": True})
    page.save_form()
    shown.wait()
    out = save_to / "荆江市纪委监委2026年9月汇总.xlsx"
    assert "分县汇总" in load_workbook(out, read_only=True).sheetnames
    assert any(text.startswith("汇总 2 份月报") for text in shown.messages)


# -- the register -------------------------------------------------------------------------------------------------------


def test_a_county_is_registered_changed_and_taken_out(desk, show, reasons):
    shown = show()
    page = shown.tab
    click(shown, page.register_button)
    page.new_record()
    page.form.set_values({"code": "421022", "name": "石首市"})
    page.save_form()
    shown.wait()
    assert "已登记为“公安县”" in page.form.rows["code"].error.text()
    page.form.set_values({"code": "421081", "name": "石首市", "since": "2026-08"})
    page.save_form()
    shown.wait()
    assert [c.name for c in counties.list_counties(desk)] == ["公安县", "松滋市", "石首市"]
    page.register.list.view.selectRow(2)
    page.edit_record()
    page.form.set_values({"code": "421081", "name": "石首市纪委监委", "since": "2026-08", "why": REASON})
    page.save_form()
    shown.wait()
    assert page.register.list.model.source.rows[2].name == "石首市纪委监委"
    page.register.list.view.selectRow(2)
    click(shown, page.register.remove_button)
    assert len(counties.list_counties(desk)) == 2


def test_what_is_wanted_of_the_counties(desk, show):
    shown = show()
    page = shown.tab
    click(shown, page.register_button)
    click(shown, page.register.settings_button)
    page.form.set_values({"due_days": 8, "level": "masked", "on": "on"})
    page.save_form()
    assert page.form.rows["why"].has_error()
    page.form.set_values({"due_days": 8, "level": "masked", "on": "on", "why": REASON})
    page.save_form()
    shown.wait()
    assert counties.intake_settings(desk) == IntakeSettings(on=True, due_days=8, level="masked")
    assert page.register.head.note.toolTip() == "月末后 8 个工作日内报送，脱敏级别"


def test_a_leader_reads_and_no_more(desk, files, show):
    (intake_id,) = taken(desk, files["spoiled"])
    reader = log_in(desk, Role.LEADER)
    shown = show(reader)
    page = shown.tab
    assert not page.take_button.isEnabled()
    assert "没有“" in page.take_button.toolTip()
    page.new_record()
    page.open_file(intake_id)
    shown.wait()
    assert page.file.head.title.text() == "松滋市2026年9月月报"
    assert not page.file.accept_button.isEnabled()
    page.save_form()
    shown.wait()
    assert intake_views.open_intake(reader, intake_id).intake.state == "received"
    shown.jobs.shutdown(lambda: reader.vault.close(back_up=False))


# -- bare functions -----------------------------------------------------------------------------------------------------


def test_letters_and_neighbours():
    assert [number_of(letter) for letter in ("A", "Z", "AA", "BC")] == [1, 26, 27, 55]
    empty = LedgerView(title="空", columns=(("name", "姓名", "B"),), rows=())
    place = Place(county_name="公安县", sheet="空", row=5, column=2)
    found = around(empty, place)
    assert (found.place, len(found.rows), found.rows[0].texts) == ("公安县 空 B5", 1, ["", "姓名"])
    whole = around(empty, replace(place, column=0))
    assert whole.marks == {(5, 1): "warning", (5, 2): "warning"}
