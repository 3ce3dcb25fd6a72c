"""Decisions that do not stay as they were, told as days in the office, through the real window."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from case_county import announced, decided
from change_county import appealed, changed
from PySide6.QtCore import Qt
from revisit_county import dossier_of, make_desk
from stories.decision_office import CASES_TAB, DecisionOffice

from jzdesk.domain.case_changes import in_force
from jzdesk.services import cases
from jzdesk.services.duties import stale
from jzdesk.ui.common import ask


@pytest.fixture
def office(open_office, tmp_path, clock):
    made = make_desk(tmp_path / "vault", clock)
    decided(made, "吴建国", decided_on=date(2026, 3, 2), codes=("D2",), number="公纪〔2026〕3号", delivered_on=date(2026, 3, 4))
    case_id = decided(made, "李明", decided_on=date(2026, 8, 3), codes=("D1",), number="公纪〔2026〕8号")
    announced(made, case_id, on=date(2026, 8, 10), scope="unit", attendance=46)
    decided(made, "陈刚", decided_on=date(2024, 3, 1), codes=("D4-1",), number="公纪〔2024〕5号")
    return open_office(made, DecisionOffice).log_in().to(CASES_TAB)


def change(office, kind):
    """An entry of 处分变更."""
    office.tab.changes.open(kind)
    office.wait()


def file_of(office):
    return cases.open_case(office.desk, office.tab.detail_id)


def overview(office):
    office.tab.view.pages.setCurrentIndex(0)
    return office.tab.view.overview.text()


def measure_row(office, number=0):
    return list(office.form.fields)[number]


def test_a_review_makes_it_lighter(office):
    """吴建国3月受严重警告，不服，申请复审。我登记申请，程序说最迟哪天申请、哪天前作出决定，执行不停。复审改为警告，影响期从原决定
    起算，缩短到明年3月1日，回访也少了；原来的处分还看得见。"""
    office.clock.set(date(2026, 4, 3))
    office.choose("吴建国")
    change(office, "appeal")
    office.fill_in(stage="已受理", kind="复审（原决定的监察机关）")
    assert "最迟 2026-04-07 申请" in office.form.computed("kind").text()  # 4日是清明节，顺延到6日假期之后
    assert "不停止原决定的执行" in office.form.computed("stage").text()
    office.fill_in(applied_on="20260401", accepted_on="20260402")
    assert "应于 2026-05-06 前作出决定" in office.form.computed("accepted_on").text()
    office.save()
    assert "应于2026-05-06前办结" in office.said[-1]
    assert "复审申诉中" in office.cell("measures")

    office.clock.set(date(2026, 4, 28))
    office.choose("吴建国")
    change(office, "lighter")
    office.form.appeal.set_value(office.form._file.appeals[0].id)
    office.fill_in(**{measure_row(office): "党内警告"}, document_number="公纪复〔2026〕1号", decided_on="20260427")
    assert "保存后" in office.form.computed("decided_on").text()
    assert "影响期止（警告） 2027-09-01 → 2027-03-01" in office.form.computed("decided_on").why()
    office.save()
    assert "日期随之调整" in office.said[-1]
    assert office.tab.moved.isVisible()
    assert "影响期止（警告） 2027-09-01 → 2027-03-01" in office.tab.moved.text()
    assert office.cell("measures") == "警告（已减轻）"
    text = overview(office)
    assert "已由公纪复〔2026〕1号变更（2026-04-27）" in text
    assert "结果：变更原决定（减轻）" in text
    assert [(p.title, p.when) for p in office.tab.view.course.points][1:3] == [
        ("原决定", "2026-03-02"), ("减轻决定", "2026-04-27")
    ]  # fmt: skip
    assert dossier_of(office.desk, office.tab.detail_id).period_end == date(2027, 3, 1)
    assert stale(office.desk) == []


def test_the_organ_makes_it_heavier(office):
    """县纪委复查，认为给吴建国的严重警告轻了，改为撤销党内职务：自改变之日起算，扣除已执行的期间。"""
    office.choose("吴建国")
    change(office, "lighter")
    office.fill_in(way="加重（改为较重的处分，或者延长期间）")
    office.fill_in(**{measure_row(office): "撤销党内职务"}, document_number="公纪复〔2026〕2号", decided_on="20260902")
    office.save()
    new = in_force(file_of(office))[0]
    assert (new.start_on, new.end_on) == (date(2026, 9, 2), date(2028, 3, 1))
    assert office.cell("measures") == "撤销党内职务（已加重）"
    assert "扣除" in office.tab.view.overview.text() or "扣除" in new.why
    assert stale(office.desk) == []


def test_a_review_changes_only_how_long(office):
    """李明8月受警告12个月。复查认为处分不变，期间改为9个月：还是同一项处分，原来的期间看得见，新的自原决定起算；再改长也行。"""
    office.choose("李明")
    change(office, "lighter")
    name = measure_row(office)
    assert not office.form.rows[f"{name}_months"].shown
    office.fill_in(**{name: "处分不变，只改变期间"})
    office.fill_in(**{f"{name}_months": "9"}, document_number="公纪复〔2026〕4号", decided_on="20261012")
    assert "影响期止（警告） 2027-08-02 → 2027-05-02" in office.form.computed("decided_on").why()
    office.save()
    assert in_force(file_of(office))[0].end_on == date(2027, 5, 2)
    assert "公纪复〔2026〕4号　警告（期间9个月）" in overview(office)
    change(office, "lighter")
    office.fill_in(way="加重（改为较重的处分，或者延长期间）")
    office.fill_in(**{measure_row(office): "处分不变，只改变期间"}, document_number="公纪复〔2026〕5号", decided_on="20261116")
    office.save()
    assert in_force(file_of(office))[0].end_on == date(2027, 8, 2)
    assert stale(office.desk) == []


def test_what_was_entered_by_mistake_is_taken_out_with_a_reason(office, monkeypatch):
    """我把别人的两件申请、又把别人的变更决定登记到吴建国名下。菜单里可以删除，问我理由；据以作出决定的申请不能删，先删决定。"""
    asked, chosen = [], []

    def why(_parent, title, label, *, verb):
        asked.append((title, label, verb))
        return "登记到他人名下"

    def which(_parent, _title, _label, names, *, verb):
        chosen.append((names, verb))
        return 1

    monkeypatch.setattr(ask, "ask_reason", why)
    monkeypatch.setattr(ask, "choose_one", which)
    office.choose("吴建国")
    change(office, "drop_appeal")
    assert "没有可以删除的" in office.said[-1]
    change(office, "drop_change")
    assert "没有登记过变更决定" in office.said[-1]
    appealed(office.desk, office.tab.detail_id, on=date(2026, 4, 1))
    appealed(office.desk, office.tab.detail_id, on=date(2026, 4, 2), kind="recheck")
    change(office, "drop_appeal")
    assert [len(names) for names, _verb in chosen] == [2]
    assert "2026-04-01" in asked[-1][1]
    assert [a.applied_on for a in file_of(office).appeals] == [date(2026, 4, 2)]

    appeal = file_of(office).appeals[0]
    changed(office.desk, office.tab.detail_id, on=date(2026, 4, 27), to={"D2": "D1"}, appeal_id=appeal.id)
    change(office, "drop_appeal")
    assert "已据此作出变更决定的不能删除" in office.said[-1]
    change(office, "drop_change")
    assert "已删除误登记的变更决定" in office.said[-1]
    assert "日期随之调整" in office.said[-1]
    assert office.cell("measures").startswith("严重警告")
    change(office, "drop_appeal")  # the only one left is not chosen first
    assert (file_of(office).appeals, len(chosen)) == ((), 1)
    assert stale(office.desk) == []


def test_a_reason_not_given_leaves_all_as_it_is(office, monkeypatch):
    monkeypatch.setattr(ask, "ask_reason", lambda *_a, **_k: None)
    office.choose("吴建国")
    appealed(office.desk, office.tab.detail_id, on=date(2026, 4, 1))
    changed(office.desk, office.tab.detail_id, on=date(2026, 4, 27), to={"D2": "D1"})
    before = file_of(office)
    change(office, "drop_appeal")
    change(office, "drop_change")
    assert file_of(office) == before


def test_a_wrong_sanction_is_revoked_and_the_good_name_restored_where_it_was_lost(office):
    """李明的警告错了，撤销。他在全体干部职工大会上被宣布过，恢复名誉也要在这个范围里宣布，7个工作日内。"""
    office.clock.set(date(2026, 11, 17))
    office.choose("李明")
    change(office, "revoked")
    office.fill_in(document_number="公纪撤〔2026〕1号", decided_on="20261116", why="复查认定主要事实不清")
    office.save()
    assert office.cell("measures") == "已撤销"
    assert "处分已撤销，不计影响期" in overview(office)
    assert dossier_of(office.desk, office.tab.detail_id) is None

    office.duty_line("announce")
    office.tab.record_announcement()
    office.wait()
    form = office.form
    assert form.title.text() == "记录恢复名誉宣布"
    assert "恢复名誉宣布期限 2026-11-25" in form.computed("way").text()
    assert "原宣布范围：本单位全体干部职工大会" in form.computed("way").text()
    office.fill_in(held_on="11-17", place="三楼会议室", scope="单位领导班子")
    office.tick("part_report", "part_reading")
    office.ctrl(Qt.Key.Key_S)
    assert "不能小于原范围" in form.rows["scope"].error.text()
    office.fill_in(scope="本单位全体干部职工大会", expected="50", attendance="47")
    office.save()
    assert office.state() == "已按期"
    assert stale(office.desk) == []


def test_probation_extended_then_rights_restored_step_by_step(office):
    """陈刚留党察看一年，期满还不够，延长一年；今年支部考察、公示、开大会表决，一步步登记，县委批准后恢复权利，影响期从恢复那天起算。"""
    office.clock.set(date(2026, 3, 19))
    office.choose("陈刚")
    change(office, "extend")
    office.fill_in(on="20250224")
    office.save()
    assert "察看期止（留党察看一年） 2025-02-28 → 2026-02-28" in office.tab.moved.text()

    change(office, "restore")
    assert "留党察看期至 2026-02-28" in office.form.computed("applied_on").text()
    office.fill_in(applied_on="20260226", inspected_on="20260305", published_from="20260309", published_to="20260313")
    office.fill_in(meeting_on="20260317", due="21", present="18", yes="10")
    assert "没有超过应到" in office.form.computed("yes").text()
    office.fill_in(yes="15")
    assert "决议通过" in office.form.computed("yes").text()
    office.save()
    assert "还缺基层党委审议、有审批权限的党委（党组）批准、抄送原处分决定机关" in office.said[-1]

    office.clock.set(date(2026, 4, 2))
    office.choose("陈刚")
    change(office, "restore")
    office.fill_in(committee="县直机关工委", committee_on="20260320", approver="县委", approved_on="20260327", on="20260401")
    office.ctrl(Qt.Key.Key_S)
    assert "抄送原处分决定机关" in office.form.rows["reason"].error.text()
    office.fill_in(copied_on="20260330")
    office.save()
    assert file_of(office).decision.measures[0].end_on == date(2028, 3, 31)
    assert "应到 21 人，实到 18 人，赞成 15 票" in overview(office)
    assert stale(office.desk) == []


def test_a_person_sanctioned_twice_has_both_clocks(office):
    """吴建国严重警告还没满，又受党内警告：两次的影响期相加，两份决定各看各的，回访档案看到最后一天。"""
    office.ctrl(Qt.Key.Key_N)
    office.form.name.set_value((file_id(office, "吴建国"), "吴建国"))
    office.form._person_chosen(file_id(office, "吴建国"))
    office.wait()
    office.fill_in(issuer="县纪委监委", document_number="公纪〔2026〕40号", decided_on="20261109", party="党内警告")
    assert "此前：2026-03-02 严重警告，影响期至2027-09-01" in office.form.computed("name").text()
    assert "至 2028-09-01" in office.form.computed("party").text()
    office.save()
    assert "影响期 2026-11-09 至 2028-09-01" in overview(office)
    assert dossier_of(office.desk, office.tab.detail_id).period_end == date(2028, 9, 1)
    assert stale(office.desk) == []


def file_id(office, name):
    row = next(r for r in cases.list_cases(office.desk, office.tab.filter_of({"keyword": name})))
    return cases.open_case(office.desk, row.id).person.id


def test_a_corrected_date_tells_before_and_after_what_moves(office, monkeypatch):
    """吴建国的决定日期登错了，应是3月9日。改的时候程序就说哪些日期会跟着动，保存以后再列一遍；Ctrl+Z 又都回来。"""
    monkeypatch.setattr(ask, "choose_one", lambda *a, **k: pytest.fail("one decision needs no question"))
    office.choose("吴建国")
    before = cases.duties_of_case(office.desk, office.tab.detail_id)
    office.key(Qt.Key.Key_F2)
    office.fill_in(decided_on="20260309", delivered_on="20260310")
    told = office.form.computed("decided_on")
    assert "项日期随之调整" in told.text()
    assert "公开宣布 2026-03-11 → 2026-03-18" in told.why()
    office.save()
    assert "公开宣布 2026-03-11 → 2026-03-18" in office.tab.moved.text()
    assert "第1次回访 2026-06-02 → 2026-06-09" in office.tab.moved.text()
    assert "影响期止（严重警告） 2027-09-01 → 2027-09-08" in office.tab.moved.text()
    office.ctrl(Qt.Key.Key_Z)
    after = cases.duties_of_case(office.desk, office.tab.detail_id)
    assert [(d.kind, d.due_on) for d in after] == [(d.kind, d.due_on) for d in before]
    assert stale(office.desk) == []
