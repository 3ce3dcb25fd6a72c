"""案件处分, told as days in the office, through the real window."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt
from revisit_county import make_desk
from stories.decision_office import CASES_TAB, TODAY_TAB, DecisionOffice

from jzdesk.services import cases, dossiers, overview
from jzdesk.ui.common import ask


@pytest.fixture
def office(open_office, tmp_path, clock):
    clock.set(date(2026, 9, 18))
    return open_office(make_desk(tmp_path / "vault", clock), DecisionOffice).log_in().to(CASES_TAB)


def register(office, name="吴建国", **more):
    """Ctrl+N, the fields a decision needs, Ctrl+S."""
    office.ctrl(Qt.Key.Key_N)
    office.fill_in(name=name, politics="中共党员", unit_name="县装备中心", post="主任")
    office.fill_in(
        issuer="县纪委监委", document_number=f"公纪〔2026〕{len(name)}{ord(name[0]) % 97}号",
        **{"decided_on": "20260918", "party": "党内警告", **more},
    )  # fmt: skip


def rate(office, name):
    return next(r for r in overview.month_rates(office.desk, "2026-09", on=office.desk.today) if r.name == name)


def test_from_entry_to_announced_on_time(office):
    """今天常委会决定给吴建国党内警告、政务记过。我一边填，程序一边告诉我哪天之前要宣布、影响期到哪天、什么时候回访；
    送达了，28日在他单位开了宣布会，四项议程都走完，按期。"""
    register(office, admin="政务记过")
    office.fill_in(filed_on="7-1", violations="")
    form = office.form
    assert "公开宣布期限 2026-09-29" in form.computed("decided_on").text()
    assert "9月20日调休上班，9月25日至27日中秋节放假" in form.computed("decided_on").why()
    assert "影响期 2026-09-18 至 2027-09-17（12个月）" in form.computed("party").text()
    assert "处分期 2026-09-18 至 2027-09-17（12个月）" in form.computed("admin").text()
    assert "回访计划 2026-12-18" in form.computed("decided_on").text()
    office.save()
    assert office.said[-1] == "已保存吴建国的处分决定，应办事项已排定。"

    office.clock.set(date(2026, 9, 22))
    office.choose("吴建国")
    assert office.state() == "未到期"
    text, button = office.duty_line("deliver")
    assert "还剩" in text
    button.click()
    office.wait()
    office.fill_in(done_on="今天", evidence="送达回证")
    office.save()
    assert cases.open_case(office.desk, office.tab.detail_id).decision.delivered_on == date(2026, 9, 22)

    office.clock.set(date(2026, 9, 28))
    office.duty_line("announce")[1].click()
    office.wait()
    office.fill_in(held_on="9-28", place="县装备中心三楼会议室", chair="郑书记", announcer="周明")
    office.tick("part_report", "part_reading", "part_criticism", "part_statement")
    office.fill_in(attendance="46", leader="郑书记")
    office.save()
    assert office.state() == "已按期"
    assert [(p.title, p.when) for p in office.tab.view.course.points][1:4] == [
        ("决定", "2026-09-18"), ("送达", "2026-09-22"), ("宣布", "2026-09-28")
    ]  # fmt: skip
    assert rate(office, "宣布及时率").text == "100.0 %  1/1"
    dossier = dossiers.file_of_person(office.desk, cases.open_case(office.desk, office.tab.detail_id).person.id)
    assert dossier.visits[0].planned_on == date(2026, 12, 18)
    office.tab.view.pages.setCurrentIndex(4)
    history = office.tab.view.history.toPlainText()
    assert history.index("记录公开宣布") < history.index("记录执行事项") < history.index("登记处分决定")


def test_overdue_then_done_late(office):
    """国庆前忙忘了，节后打开程序，今日页第一条就是吴建国应宣布已逾期。补开会议以后算逾期已办，及时率掉了下来。"""
    register(office)
    office.save()
    office.clock.set(date(2026, 10, 9))
    office.to(TODAY_TAB)
    office.today.refresh()
    office.wait()
    first = overview.board(office.desk).groups[0].rows[0]
    assert (first.person, first.duty.kind) == ("吴建国", "announce")
    office.today._act(first.duty)
    office.wait()
    assert office.form.title.text() == "记录公开宣布"
    assert office.tab.close_form()
    office.choose("吴建国")
    assert office.state() == "逾期"
    text, button = office.duty_line("announce")
    assert "已逾期 3 个工作日" in text
    assert [p.kind for p in office.tab.view.course.points if p.title == "应宣布"] == ["overdue"]
    button.click()
    office.wait()
    office.fill_in(held_on="10.9", place="县装备中心")
    office.ctrl(Qt.Key.Key_S)
    assert "四项议程齐全才算公开宣布" in office.form.rows["part_report"].error.text()
    office.tick("part_report", "part_reading", "part_criticism", "part_statement")
    office.save()
    assert office.state() == "逾期已办"
    assert "逾期3个工作日" in office.duty_line("announce")[0]
    assert rate(office, "宣布及时率").text == "0.0 %  0/1"


def test_an_exempt_decision(office):
    """李秀英的案子涉及未成年人隐私，张书记批准不公开宣布。登记豁免以后不再催办，也不算进及时率的分母。"""
    register(office, "李秀英")
    office.save()
    office.clock.set(date(2026, 9, 24))
    office.choose("李秀英")
    office.duty_line("announce")[1].click()
    office.wait()
    office.fill_in(way="不公开宣布（豁免）")
    office.ctrl(Qt.Key.Key_S)
    assert "豁免类型" in office.form.rows["exemption"].error.text()
    office.fill_in(
        exemption="涉及个人隐私", exemption_reason="案情涉及未成年人", exemption_approver="张书记", exempted_on="昨天"
    )  # fmt: skip
    office.save()
    assert office.state() == "豁免"
    office.clock.set(date(2026, 10, 20))
    found = rate(office, "宣布及时率")
    assert (found.due, found.excused) == (0, 1)
    assert "announce" not in {row.duty.kind for row in overview.due_duties(office.desk)}


def test_a_person_sanctioned_again_and_a_mistake_taken_back(office, monkeypatch):
    """吴建国以前受过警告，输入拼音首字母就带出来，程序提醒影响期要接着算。后来发现登记重复，删掉，又按 Ctrl+Z 撤了回来。"""
    register(office)
    office.save()
    office.clock.set(date(2026, 11, 20))
    office.ctrl(Qt.Key.Key_N)
    name = office.form.name
    name.edit.setFocus()
    for letter in "wjg":
        office.qtbot.keyClick(name.edit, letter)
    office.qtbot.waitUntil(lambda: bool(name._offers))
    name._take_offer(name._offers[0].text)
    office.settle()
    assert office.form.field("unit_name").value() == "县装备中心"
    office.fill_in(issuer="县纪委监委", document_number="公纪〔2026〕77号", decided_on="今天", party="党内严重警告")
    assert "此前：2026-09-18 警告" in office.form.computed("name").text()
    assert "至 2029-03-17" in office.form.computed("party").text()
    office.save()
    assert len(cases.list_cases(office.desk, office.tab.filter_of({}))) == 2

    monkeypatch.setattr(ask, "ask_reason", lambda *a, **k: "重复登记")
    office.tab.list.view.setFocus()
    office.key(Qt.Key.Key_Delete)
    assert len(cases.list_cases(office.desk, office.tab.filter_of({}))) == 1
    office.ctrl(Qt.Key.Key_Z)
    assert len(cases.list_cases(office.desk, office.tab.filter_of({}))) == 2


def test_what_was_typed_survives_a_lock(office):
    """填到一半锁了屏、断了电，再登录进来，程序问我要不要接着填。"""
    register(office)
    office.form._tell_draft()
    office.wait()
    office.tab.suspend()
    office.wait()
    form = office.form
    form.set_clean()
    office.tab._keeper = None
    assert office.tab.close_form()
    office.ctrl(Qt.Key.Key_N)
    office.qtbot.waitUntil(lambda: office.form._offer.isVisible())
    office.form.offer_taken.emit()
    office.settle()
    assert office.form.name.value() == "吴建国"
    assert office.form.party.code == "D1"
    office.save()
    assert cases.list_cases(office.desk, office.tab.filter_of({}))[0].person == "吴建国"
