"""关账 through the real window: October is closed, a record of it is changed, November tells the correction, on the screen
and in its workbook; and a month is opened again with a reason."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from office_county import PASSWORD, make_office, october
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from jzdesk.domain.accounts import Role
from jzdesk.services import cases, months
from jzdesk.services.reporting import save_reporting
from jzdesk.ui.cases.tab import CasesTab
from jzdesk.ui.common import ask
from jzdesk.ui.reports.closing_panel import CORRECTIONS, FINDINGS, SENT
from jzdesk.ui.reports.month_page import MonthPage
from jzdesk.ui.system_menu import SYSTEM_PAGES

OCTOBER, NOVEMBER = "2026-10", "2026-11"


@pytest.fixture
def opened(tmp_path, clock, open_office, monkeypatch):
    """The reviewer's office on 3 November; reports are owed from October on."""
    clock.set(date(2026, 11, 3))
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.CLERK, clock=clock)
    ids = october(desk)
    save_reporting(desk, since=OCTOBER, day=31, report_days=5, begins=OCTOBER, why="自十月起用本程序上报")
    monkeypatch.setattr(
        ask, "choose_save_file", lambda _p, _t, *, suggested, **_m: tmp_path / suggested.rpartition("/")[2]
    )
    asked = []

    def agree(_parent, title, text, **_more):
        asked.append((title, text))
        return True

    monkeypatch.setattr(ask, "confirm", agree)
    office = open_office(desk)
    office.ids, office.asked = ids, asked
    return office


def to_month(opened, key):
    opened.ctrl(Qt.Key.Key_5)
    page = opened.front
    assert isinstance(page, MonthPage)
    page.bar.choose(key)
    opened.wait()
    return page


def close(opened, page):
    page.bar.freeze_button.click()
    opened.wait()
    assert "月报已关账" in page.bar.state.text()


def shown(page):
    return [
        (r.state.text, r.month, r.ledger, r.name, r.column, r.before, r.after)
        for r in page.panel.correction_rows
    ]


def sheet_lines(path, title):
    rows = load_workbook(path, data_only=True)[title].iter_rows(values_only=True)
    return [tuple(str(cell) for cell in row[1:7]) for row in rows if isinstance(row[0], int)]


DATE_PUT_RIGHT = ("2026年10月", "公开宣布台账", "陈大勇", "实际宣布日期", "2026-10-28", "2026-10-21")
RATE_PUT_RIGHT = ("2026年10月", "统计数据", "宣布及时率", "数值", "33.3 %  1/3", "66.7 %  2/3")


def october_book(tmp_path):
    return load_workbook(tmp_path / "公安县纪委监委2026年10月月报.xlsx")


def owed_day(opened):
    """By when 今日 wants October closed."""
    model = opened.front.board.model()
    heads = [model.index(row, 0) for row in range(model.rowCount())]
    lines = [model.index(row, 0, head) for head in heads for row in range(model.rowCount(head))]
    line = next(index for index in lines if index.data() == "2026年10月")
    return model.index(line.row(), 3, line.parent()).data()


def answer_gap(opened, page, monkeypatch, reason):
    """F2 on what is missing of 吴建国; the line afterwards."""
    rows = page.panel.finding_rows
    gap = next(row for row in rows if row.check == "内容未填全" and "吴建国" in row.text)
    page.panel.findings.view.selectRow([row.id for row in rows].index(gap.id))
    page.panel.findings.view.setFocus()
    monkeypatch.setattr(ask, "ask_text", lambda *_a, **_m: reason)
    opened.key(Qt.Key.Key_F2)
    return next(row for row in page.panel.finding_rows if row.text == gap.text)


def put_right(opened):
    """陈大勇's meeting was on 21 October."""
    file = cases.open_case(opened.desk, opened.ids[1])
    item = replace(file.decision.announcement, held_on=date(2026, 10, 21))
    cases.record_announcement(opened.desk, opened.ids[1], item)


def test_a_month_is_closed_with_its_gaps_answered(opened, tmp_path, monkeypatch):
    """审核人王审核在“今日”看到十月月报应在11月6日前关账，逐项核对，一项缺内容的写明理由后关账，理由写进工作簿的说明。"""
    opened.log_in("王审核", PASSWORD)
    assert owed_day(opened) == "11-06"
    page = to_month(opened, OCTOBER)
    answered = answer_gap(opened, page, monkeypatch, "档案待组织部门移交")
    assert (answered.state.text, answered.reason) == ("已说明", "档案待组织部门移交")
    close(opened, page)
    title, text = opened.asked[-1]
    assert title == "2026年10月月报关账"
    assert "各项比率的人员名单" in text
    notes = [str(cell.value) for row in october_book(tmp_path).worksheets[0] for cell in row]
    assert any("核对说明：吴建国：未填" in note and "档案待组织部门移交" in note for note in notes)


def test_a_post_that_was_wrong_is_reported_when_somebody_says_so(opened, clock, monkeypatch):
    """十月关账后发现吴建国的职务填错了，改后“更正”里仅提示；F2 写明理由，列为本月上报，原因就是写下的理由。"""
    opened.log_in("王审核", PASSWORD)
    page = to_month(opened, OCTOBER)
    close(opened, page)
    clock.set(date(2026, 11, 20))
    file = cases.open_case(opened.desk, opened.ids[0])
    cases.record_case(opened.desk, replace(file, person=replace(file.person, post="副主任")))
    page = to_month(opened, NOVEMBER)
    page.panel.show_page(CORRECTIONS)
    assert {row.state.text for row in page.panel.correction_rows} == {"仅提示"}
    page.panel.corrections.view.selectRow(0)
    opened.wait()
    assert "属当时填报错误的" in page.panel.detail.text()
    assert (page.panel.answer_button.text(), page.panel.answer_button.isEnabled()) == ("作为更正上报…", True)
    monkeypatch.setattr(ask, "ask_text", lambda *_a, **_m: "报送时职务填错")
    opened.key(Qt.Key.Key_F2)
    assert {(row.state.text, row.note) for row in page.panel.correction_rows} == {("本月上报", "报送时职务填错")}


def test_what_is_changed_later_is_told_by_the_next_month(opened, clock, tmp_path):
    """十一月里发现陈大勇其实是10月21日宣布的，改了记录；十一月的“更正”里列出起报和更正的内容，关账后写进工作簿，
    十月份仍是报送时的数据和名单。"""
    opened.log_in("王审核", PASSWORD)
    page = to_month(opened, OCTOBER)
    close(opened, page)
    clock.set(date(2026, 11, 20))
    put_right(opened)
    page = to_month(opened, NOVEMBER)
    page.panel.show_page(CORRECTIONS)
    found = shown(page)
    assert ("本月上报", *DATE_PUT_RIGHT) in found
    assert ("本月上报", *RATE_PUT_RIGHT) in found
    page.panel.corrections.view.selectRow(found.index(("本月上报", *DATE_PUT_RIGHT)))
    opened.wait()
    assert page.panel.detail.text().endswith(
        "起报“2026-10-28”，更正为“2026-10-21”。原因：2026-11-20王审核记录公开宣布"
    )
    opened.key(Qt.Key.Key_Return)
    assert isinstance(opened.front, CasesTab)

    clock.set(date(2026, 12, 3))
    page = to_month(opened, NOVEMBER)
    opened.key(Qt.Key.Key_F5)  # another day
    close(opened, page)
    assert "更正" in opened.asked[-1][1]
    lines = sheet_lines(tmp_path / "公安县纪委监委2026年11月月报.xlsx", "更正情况")
    month, ledger, name, column, *values = DATE_PUT_RIGHT
    assert (month, ledger, name, f"公开宣布·{column}", *values) in lines
    page = to_month(opened, OCTOBER)
    assert page.figures.rates.buttons["宣布及时率"].text() == "33.3 %  1/3"
    page.figures.rates.buttons["宣布及时率"].click()
    opened.wait()
    assert [row.done_on for row in page.behind.rows if row.person == "陈大勇"] == [date(2026, 10, 28)]
    assert {row[0] for row in shown(page)} == {"已上报"}


def test_a_month_is_opened_again_with_a_reason_and_closed_once_more(opened, monkeypatch, tmp_path):
    """县里要求补报：王审核写明理由重新打开十月，补录一件后再关账；两次报送的工作簿都在，说明里有重新打开的理由。"""
    opened.log_in("王审核", PASSWORD)
    page = to_month(opened, OCTOBER)
    close(opened, page)
    reasons = iter((None, "市纪委要求补报漏录的一件"))
    monkeypatch.setattr(ask, "ask_reason", lambda *_a, **_m: next(reasons))
    page.bar.freeze_button.click()  # thinks better of it
    opened.wait()
    assert "月报已关账" in page.bar.state.text()
    page.bar.freeze_button.click()
    opened.wait()
    assert "月报未关账" in page.bar.state.text()
    cases.delete_case(opened.desk, opened.ids[2], why="重复登记")
    page.refresh()
    opened.wait()
    assert page.figures.texts()["合计 本月人次"] == "2"
    close(opened, page)
    assert "已导出 2 次" in page.bar.state.text()
    page.panel.show_page(SENT)
    (row,) = page.panel.month_rows
    assert row.note == "2026-11-03重新打开：市纪委要求补报漏录的一件"
    page.panel.show_page(FINDINGS)
    assert page.panel.finding_rows == ()
    path = tmp_path / "公安县纪委监委2026年10月月报.xlsx"
    sent = path.read_bytes()
    opened.ctrl(Qt.Key.Key_E)
    assert path.read_bytes() == sent
    assert months.month_of(opened.desk, OCTOBER).submission == 2


def test_the_cut_off_day_is_set_and_the_next_months_follow(opened, clock, tmp_path):
    """省里规定自11月起按25日截止：在设置里改，月报页写明统计期间，26日以后的列入下月。"""
    opened.log_in("王审核", PASSWORD)
    opened.window.desk_page.show_page(next(entry for entry in SYSTEM_PAGES if entry.title == "设置"))
    opened.wait()
    page = opened.window.desk_page._pages["设置"]
    form = page.settings_form
    form.field("cut_off").set_value(25)
    form.field("since").set_value(NOVEMBER)
    form.field("why").set_value("省里规定25日截止")
    page.save_form()
    opened.wait()
    clock.set(date(2026, 11, 27))
    page = to_month(opened, NOVEMBER)
    assert page.bar.days.text() == "11月1日至11月25日"
    assert page.bar.freeze_button.isEnabled()
    page = to_month(opened, "2026-12")
    assert page.bar.days.text() == "11月26日至12月25日"
    assert not page.bar.freeze_button.isEnabled()
