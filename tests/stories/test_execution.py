"""Decisions executed to the end, told as days in the office, through the real window."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from case_county import decided
from revisit_county import make_desk
from stories.decision_office import CASES_TAB, DecisionOffice

from jzdesk.services import cases, execution
from jzdesk.services.cases import CaseFilter
from jzdesk.services.duties import stale


@pytest.fixture
def office(open_office, tmp_path, clock):
    clock.set(date(2026, 9, 22))
    made = make_desk(tmp_path / "vault", clock)
    decided(made, "吴建国", codes=("D3", "Z5"), person={"delegate": "npc"}, case={"amount": 120_000_000})
    decided(made, "陈志强", codes=("D1",))
    return open_office(made, DecisionOffice).log_in().to(CASES_TAB)


def settle(office, kind, on, **details):
    """Press the button of an item, fill in its form by keyboard, save."""
    office.duty_line(kind)[1].click()
    office.wait()
    texts = {f"details.{name}": text for name, text in details.items() if isinstance(text, str)}
    office.fill_in(done_on=f"{on:%Y%m%d}", **texts)
    for name, numbers in details.items():
        if isinstance(numbers, tuple):  # boxes to tick
            for number in numbers:
                office.form.field(f"details.{name}").boxes[number].click()
    office.save()


def page(office):
    return office.tab.view.execution


def test_a_decision_with_all_items_to_closure(office):
    """吴建国是县人大代表，撤销党内职务、政务撤职，还有120万元违纪所得。清单十一项，我一项一项办：送达、宣布、通知组织部和
    人大、免职降薪、收缴、归档、报告，住建局还要答复监察建议书；两年的考核等次第二年、第三年春天定了，这才执行完毕。"""
    office.choose("吴建国")
    text, _ = office.duty_line("deliver")
    assert "0/11　0%　执行中" in text
    assert "至 2028-09-17" in text
    settle(office, "deliver", date(2026, 9, 22), way="直接送达", signed="是", sealed="是")

    office.clock.set(date(2026, 9, 28))
    office.duty_line("announce")[1].click()
    office.wait()
    office.fill_in(held_on="9-28", place="县装备中心三楼会议室", chair="郑书记", announcer="周明")
    office.tick("part_report", "part_reading", "part_criticism", "part_statement")
    office.fill_in(attendance="46")
    office.save()
    settle(office, "tell", date(2026, 9, 28), told=(0, 1, 2), officers="周明、陈芳", rights="是", opinion="无异议")

    office.clock.set(date(2026, 10, 12))
    settle(office, "notify_organs", date(2026, 10, 9), organ="县委组织部", receipt="是")
    settle(office, "delegate", date(2026, 10, 9), organ="县人大常委会", number="公纪函〔2026〕4号")
    settle(office, "adjust", date(2026, 10, 12), post_number="公组干〔2026〕31号", post_after="一级科员")
    settle(office, "property", date(2026, 10, 12), amount_due="120", amount_received="120", receipt_number="鄂财缴0931")
    settle(office, "archive", date(2026, 10, 12), archive_kind="干部人事档案")
    page(office).added.emit("letters")
    office.wait()
    office.fill_in(**{"details.letter": "监察建议书", "details.addressee": "县住房和城乡建设局", "limit_on": "20261130"})
    office.save()
    assert "8/12　66%　执行中" in page(office).text()

    office.clock.set(date(2026, 11, 20))
    settle(office, "letters", date(2026, 11, 20), answer="制定整改措施三条，已落实")
    settle(office, "report_execution", date(2026, 11, 20), head="郑书记", head_signed="是", report_sealed="是")
    office.clock.set(date(2027, 3, 12))
    settle(office, "appraisal", date(2027, 3, 10), grade="不称职")
    assert "11/12　91%　执行中" in page(office).text()
    assert cases.count_cases(office.desk, CaseFilter(on=office.desk.today, state="executed")) == 0
    office.clock.set(date(2028, 3, 10))
    last = execution.checklist_of(office.desk, office.tab.detail_id).line("appraisal", 2027)
    office.tab.act_on(last.duty)
    office.wait()
    office.fill_in(done_on="20280309")
    office.save()
    office.tab.view.pages.setCurrentIndex(1)
    assert "12/12　100%　执行完毕" in page(office).text()
    assert page(office).meter.value() == page(office).meter.maximum()
    found = execution.checklist_of(office.desk, office.tab.detail_id)
    assert (found.percent, found.state, found.faults) == (100, "执行完毕", ())
    (row,) = cases.list_cases(office.desk, CaseFilter(on=office.desk.today, state="executed"))
    assert (row.person, row.items_done, row.items_due) == ("吴建国", 12, 12)
    assert stale(office.desk) == []


def test_a_late_receipt(office):
    """陈志强的决定书压到11月2日才送，回证上单位没盖章，页面上橙色写着两处问题。章补盖了，我改成已盖章，只剩送达逾期这一处，
    改不掉。"""
    office.clock.set(date(2026, 11, 3))
    office.choose("陈志强")
    settle(office, "deliver", date(2026, 11, 2), way="委托所在单位送达", signed="是", sealed="否")
    assert "问题 2 处" in page(office).summary.text()
    text = page(office).text()
    assert "问题：2026-11-02送达，超过期限（2026-10-19）" in text
    assert "问题：送达回证没有加盖单位印章" in text
    (row,) = cases.list_cases(office.desk, CaseFilter(on=office.desk.today, state="items_faulty"))
    assert row.person == "陈志强"

    office.clock.set(date(2026, 11, 6))
    settle(office, "deliver", date(2026, 11, 2), sealed="是")
    assert "问题 1 处" in page(office).summary.text()
    assert "没有加盖单位印章" not in page(office).text()
    assert "逾期已办" in page(office).text()
    office.tab.view.pages.setCurrentIndex(4)
    history = office.tab.view.history.toPlainText()
    assert "回证单位盖章：否" in history
    assert "回证单位盖章：是" in history
    assert stale(office.desk) == []
