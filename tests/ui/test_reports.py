"""统计上报 on the screen: the month's figures, the checks that lead to records, exporting, closing, opening again."""

from __future__ import annotations

from datetime import date

import pytest
from office_county import log_in, make_office, october
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from revisit_county import Clock, sanction
from ui.today_shown import Shown

from jzdesk.domain.accounts import Role
from jzdesk.services import cases, months, overview
from jzdesk.ui.common import ask
from jzdesk.ui.reports.month_page import MonthPage

KEY = "2026-10"


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_office(tmp_path / "vault", Role.REVIEWER, Role.CLERK, Role.LEADER, clock=Clock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def show(desk, jobs, memory, qtbot):
    def open_tab(on=desk):
        shown = Shown(MonthPage, on, jobs=jobs, memory=memory, qtbot=qtbot)
        shown.tab.bar.choose(KEY)
        shown.wait()
        return shown

    return open_tab


@pytest.fixture
def save_to(tmp_path, monkeypatch):
    """What the save dialog answers, and what it was asked."""
    asked = []

    def choose(_parent, title, *, suggested, kinds):
        asked.append((title, suggested.rpartition("/")[2], kinds))
        return tmp_path / "out" / suggested.rpartition("/")[2]

    monkeypatch.setattr(ask, "choose_save_file", choose)
    return asked


def texts(shown):
    return [row.text for row in shown.tab.panel.finding_rows]


def test_the_month_offered_first(desk, jobs, memory, qtbot):
    """Until mid-month the report in the making is that of the month before."""
    assert Shown(MonthPage, desk, jobs=jobs, memory=memory, qtbot=qtbot).tab.month == "2026-11"
    desk.clock.set(date(2026, 11, 9))
    assert Shown(MonthPage, desk, jobs=jobs, memory=memory, qtbot=qtbot).tab.month == "2026-10"


def test_the_figures_are_those_of_the_service(desk, show):
    october(desk)
    shown = show()
    figures = months.figures(desk, KEY)
    cells = shown.tab.figures.texts()
    assert cells["第二种形态 本月人次"] == str(figures.forms[1]) == "3"
    assert cells["第二种形态 本月占比"] == "100.0 %"
    assert cells["合计 本年人次"] == "3"
    assert cells["合计 本月占比"] == "100.0 %"
    assert shown.tab.figures.rates.buttons["宣布及时率"].text() == "33.3 %  1/3"
    assert "作出处分（处理）决定 3 件" in shown.tab.figures.announced.text()
    assert "逾期 1，已按期 1，逾期已办 1" in shown.tab.figures.announced.text()


def test_a_month_without_anything(show):
    shown = show()
    assert shown.tab.figures.texts()["合计 本月占比"] == "0.0 %"
    assert shown.tab.figures.rates.buttons["回访率"].text() == "—"
    assert shown.tab.panel.findings.model.rowCount() == 0


def test_a_check_leads_to_its_record(desk, show, qtbot):
    *_, open_case = october(desk)
    shown = show()
    place = next(n for n, text in enumerate(texts(shown)) if "已逾期" in text)
    shown.tab.panel.findings.view.selectRow(place)
    qtbot.keyClick(shown.tab.panel.findings.view, Qt.Key.Key_Return)
    assert shown.records == [("case", open_case)]


def test_a_figure_opens_the_list_it_counts(desk, show, qtbot):
    october(desk)
    shown = show()
    qtbot.mouseClick(shown.tab.figures.rates.buttons["宣布及时率"], Qt.MouseButton.LeftButton)
    shown.wait()
    rate = next(r for r in overview.month_rates(desk, KEY) if r.name == "宣布及时率")
    assert shown.tab.stack.currentWidget() is shown.tab.behind
    assert len(shown.tab.behind.rows) == rate.due
    shown.tab.bar.choose("2026-09")
    shown.wait()
    assert shown.tab.stack.currentIndex() == 0


def test_exporting_the_month(desk, show, save_to, tmp_path, monkeypatch):
    october(desk)
    shown = show()
    shown.tab.bar.export_button.click()
    shown.wait()
    assert save_to == [("导出月报", "公安县纪委监委2026年10月月报.xlsx", "工作簿 (*.xlsx)")]
    made = tmp_path / "out" / "公安县纪委监委2026年10月月报.xlsx"
    assert "公开宣布台账" in load_workbook(made).sheetnames
    assert shown.tab.made.isVisible()
    assert str(made) in shown.tab.made.text.text()
    assert "已导出 1 次" in shown.tab.bar.state.text()
    (row,) = shown.tab.panel.month_rows
    assert (row.title, row.submission, row.exported_by) == ("2026年10月", 1, "王审核")
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    shown.tab.made.open_button.click()
    shown.tab.made.folder_button.click()
    assert opened == [str(made), str(made.parent)]
    shown.tab.made.close_button.click()
    assert not shown.tab.made.isVisible()


def test_the_folder_is_remembered(desk, show, save_to, tmp_path, monkeypatch):
    october(desk)
    shown = show()
    shown.tab.export_list()
    shown.wait()
    folders = []
    monkeypatch.setattr(ask, "choose_save_file", lambda *_a, suggested, **_m: folders.append(suggested))
    shown.tab.export_list()
    assert folders == [f"{tmp_path / 'out'}/公安县纪委监委2026年10月月报.xlsx"]


def test_an_export_that_cannot_be_written_says_so_and_counts_nothing(desk, show, tmp_path, monkeypatch):
    october(desk)
    shown = show()
    blocked = tmp_path / "folder.xlsx"
    blocked.mkdir()
    monkeypatch.setattr(ask, "choose_save_file", lambda *_a, **_m: blocked)
    shown.tab.export_list()
    shown.wait()
    assert len(shown.messages) == 1
    assert shown.messages[0].endswith("。")
    assert not shown.tab.made.isVisible()
    assert months.month_of(desk, KEY).submission == 0


def test_the_interview_forms_of_the_month(desk, show, save_to, tmp_path):
    october(desk)
    shown = show()
    sanction(desk, "回访人", decided_on=date(2026, 7, 13))
    shown.tab.bar.print_button.click()
    shown.wait()
    assert save_to == [("打印本月谈话表", "2026年10月回访谈话表.pdf", "PDF 文件 (*.pdf)")]
    assert (tmp_path / "out" / "2026年10月回访谈话表.pdf").read_bytes().startswith(b"%PDF")
    assert "谈话表已保存" in shown.tab.made.text.text()


def test_closing_and_opening_again(desk, show, save_to, tmp_path, monkeypatch):
    """The closed month shows what was sent, whatever is changed since."""
    *_, open_case = october(desk)
    shown = show()
    monkeypatch.setattr(ask, "confirm", lambda *_a, **_m: True)
    shown.tab.bar.freeze_button.click()
    shown.wait()
    assert shown.tab.bar.state.text() == "月报已关账 · 已导出 1 次"
    assert (tmp_path / "out").exists()
    cases.delete_case(desk, open_case, why="重复登记")
    shown.tab.refresh()
    shown.wait()
    assert shown.tab.figures.texts()["合计 本月人次"] == "3"
    assert shown.tab.bar.freeze_button.text() == "重新打开"
    monkeypatch.setattr(ask, "ask_reason", lambda *_a, **_m: "更正一件")
    shown.tab.bar.freeze_button.click()
    shown.wait()
    assert shown.tab.bar.state.text() == "月报未关账 · 已导出 1 次"
    assert shown.tab.figures.texts()["合计 本月人次"] == "2"


def test_thinking_better_of_closing(desk, show, monkeypatch):
    october(desk)
    shown = show()
    monkeypatch.setattr(ask, "confirm", lambda *_a, **_m: False)
    shown.tab.bar.freeze_button.click()
    shown.wait()
    assert months.month_of(desk, KEY).state == "open"


def test_a_running_month_cannot_be_closed(show):
    shown = show()
    shown.tab.bar.choose("2026-11")
    shown.wait()
    assert not shown.tab.bar.freeze_button.isEnabled()
    assert shown.tab.bar.freeze_button.toolTip() == "本月尚未结束，不能关账。"


@pytest.mark.parametrize(("role", "may_export"), [(Role.CLERK, True), (Role.LEADER, False)])
def test_what_other_roles_may_do(desk, show, role, may_export):
    october(desk)
    other = log_in(desk, role)
    shown = show(other)
    assert shown.tab.bar.export_button.isEnabled() is may_export
    assert shown.tab.bar.print_button.isEnabled() is may_export
    assert not shown.tab.bar.freeze_button.isEnabled()
    assert shown.tab.bar.freeze_button.toolTip() == "关账由审核人办理。"
    if not may_export:
        shown.tab.export_list()
        shown.tab.print_record()
    shown.jobs.shutdown(lambda: other.vault.close(back_up=False))


def test_from_the_board_and_from_the_list_of_months(desk, show, save_to):
    october(desk)
    shown = show()
    shown.tab.export_list()
    shown.wait()
    shown.tab.open_form("month", {"month": "2026-03"})
    assert shown.tab.month == "2026-03"
    shown.tab.open_record("month", shown.tab.panel.month_rows[0].id)
    assert shown.tab.month == KEY
    shown.tab.open_form("month", {"month": "2019-05"})
    assert shown.tab.month == "2019-05"


def test_the_arrows_walk_the_months(show, qtbot):
    shown = show()
    qtbot.mouseClick(shown.tab.bar.earlier, Qt.MouseButton.LeftButton)
    assert shown.tab.month == "2026-09"
    qtbot.mouseClick(shown.tab.bar.later, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(shown.tab.bar.later, Qt.MouseButton.LeftButton)
    shown.wait()
    assert shown.tab.month == "2026-11"
    assert not shown.tab.bar.later.isEnabled()
