"""A form that stood open while its record was changed does not write over the change: it is told who made it and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import announced, decided
from change_county import appealed
from revisit_county import Clock, dossier_of, make_desk, mentor, sanctioned, talk

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.dossiers import MentorNote
from jzdesk.domain.errors import Refused
from jzdesk.domain.execution import ExecutionItem
from jzdesk.services import annual, appeals, case_changes, cases, dossiers, mentors
from jzdesk.services.opened import Opened

DECIDED = date(2025, 3, 3)
SAID = "在本表单打开后已由李经办于2026-11-22 09:30改动（{}），没有覆盖；填写的内容仍在表单中，请重新打开核对后再保存。"


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault", Clock())
    yield made
    made.vault.close(back_up=False)


def told(name, action):
    return pytest.raises(Refused, match=f"^{name}{SAID.format(action)}$")


def test_an_execution_item_recorded_meanwhile(desk):
    case_id = decided(desk)
    item = ExecutionItem(decision_id=cases.open_case(desk, case_id).decision.id, kind="tell", done_on=date(2026, 10, 1),
                         done_by="李经办", details={"who": "本人"})  # fmt: skip
    cases.record_execution(desk, case_id, item, opened=Opened(None))
    with told("“告知本人和所在党组织”|“[^”]+”", "记录执行事项"):
        cases.record_execution(desk, case_id, replace(item, done_by="张三"), opened=Opened(None))
    (stored,) = cases.open_case(desk, case_id).decision.items
    cases.record_execution(desk, case_id, replace(stored, done_by="张三"), opened=Opened(stored))
    with told("“[^”]+”", "记录执行事项"):
        cases.record_execution(desk, case_id, replace(stored, done_by="王五"), opened=Opened(stored))
    assert cases.open_case(desk, case_id).decision.items[0].done_by == "张三"


def test_an_announcement_recorded_meanwhile(desk):
    case_id = decided(desk)
    announced(desk, case_id, on=date(2026, 9, 28))
    decision = cases.open_case(desk, case_id).decision
    item = Announcement(decision_id=decision.id, planned_on=date(2026, 11, 25), scope="unit")
    with told("公开宣布情况", "记录公开宣布"):
        cases.record_announcement(desk, case_id, item, opened=Opened(None))
    changed = replace(decision.announcement, minutes="会议记录")
    cases.record_announcement(desk, case_id, changed, opened=Opened(decision.announcement))
    assert cases.open_case(desk, case_id).decision.announcement.minutes == "会议记录"


def test_an_appeal_carried_on_meanwhile(desk):
    case_id = decided(desk)
    appeal = appealed(desk, case_id, on=date(2026, 9, 25))
    changed = replace(appeal, accepted_on=date(2026, 9, 28))
    appeals.record_appeal(desk, case_id, changed, opened=Opened(appeal))
    with told("这件复审（复核、申诉）", "办理复审复核申诉"):
        appeals.record_appeal(desk, case_id, replace(appeal, refused_reason="超过期限"), opened=Opened(appeal))
    assert cases.open_case(desk, case_id).appeals[0].accepted_on == date(2026, 9, 28)


def test_a_note_corrected_meanwhile(desk):
    i = sanctioned(desk)
    dossiers.name_mentor(desk, i, mentor())
    (who,) = dossiers.open_file(desk, i).mentors
    note = MentorNote(mentor_id=who.id, noted_on=date(2026, 6, 1), way="talk", content="谈心", thought="steady")
    mentors.record_note(desk, i, note)
    (stored,) = dossiers.open_file(desk, i).notes
    mentors.record_note(desk, i, replace(stored, content="谈心谈话"), opened=Opened(stored))
    with told("这条帮教记录", "登记帮教记录"):
        mentors.record_note(desk, i, replace(stored, content="家访"), opened=Opened(stored))
    assert dossiers.open_file(desk, i).notes[0].content == "谈心谈话"


def test_a_year_recorded_meanwhile(desk):
    case_id = decided(desk, decided_on=DECIDED)
    person_id = cases.open_case(desk, case_id).person.id
    item = AnnualRecord(year=2025, grade="none")
    annual.record_annual(desk, person_id, item, opened=Opened(None))
    with told("2025年度情况", "登记年度情况"):
        annual.record_annual(desk, person_id, replace(item, note="重复"), opened=Opened(None))
    stored = annual.annual_of(desk, person_id)[0].record
    annual.record_annual(desk, person_id, replace(stored, note="补充"), opened=Opened(stored))
    assert annual.annual_of(desk, person_id)[0].record.note == "补充"


def test_an_assessment_recorded_meanwhile(desk):
    i = dossier_of(desk, decided(desk, decided_on=DECIDED)).dossier.id
    item = Assessment(held_on=date(2026, 3, 10), mentor_opinion="好", unit_opinion="好", result="good", use="normal")
    dossiers.record_assessment(desk, i, item, opened=Opened(None))
    with told("期满考核", "记录期满考核"):
        dossiers.record_assessment(desk, i, replace(item, result="fair"), opened=Opened(None))
    (stored,) = dossiers.open_file(desk, i).assessments
    dossiers.forward_assessment(desk, i, stored.id, to="县委组织部", on=date(2026, 3, 12))
    with told("期满考核", "抄送期满考核结果"):
        dossiers.record_assessment(desk, i, replace(stored, result="fair"), opened=Opened(stored))
    (now,) = dossiers.open_file(desk, i).assessments
    dossiers.record_assessment(desk, i, replace(now, result="fair"), opened=Opened(now))
    assert dossiers.open_file(desk, i).assessments[0].forwarded_to == "县委组织部"


def test_a_case_changed_meanwhile(desk):
    case_id = decided(desk)
    opened = cases.open_case(desk, case_id)
    cases.record_case(desk, replace(opened, case=replace(opened.case, facts="补充事实")))
    announced(desk, case_id, on=date(2026, 9, 28))  # what hangs on the decision is not what the form writes
    with told("吴建国的案件", "修改案件处分"):
        cases.record_case(desk, replace(opened, case=replace(opened.case, handler="王五")), opened=Opened(opened))
    now = cases.open_case(desk, case_id)
    announced(desk, case_id, on=date(2026, 9, 29))
    cases.record_case(desk, replace(now, case=replace(now.case, handler="王五")), opened=Opened(now))
    file = cases.open_case(desk, case_id)
    assert (file.case.facts, file.case.handler, file.decision.announcement.held_on) == ("补充事实", "王五", date(2026, 9, 29))


def test_a_delivery_recorded_meanwhile_is_not_lost_by_the_form_of_the_case(desk):
    case_id = decided(desk)
    opened = cases.open_case(desk, case_id)
    item = ExecutionItem(decision_id=opened.decision.id, kind="deliver", done_on=date(2026, 9, 22), done_by="李经办")
    cases.record_execution(desk, case_id, item)
    with told("吴建国的案件", "记录执行事项"):
        cases.record_case(desk, opened, opened=Opened(opened))
    assert cases.open_case(desk, case_id).decision.delivered_on == date(2026, 9, 22)


def test_computed_days_that_moved_are_no_change_of_the_case(desk):
    case_id = decided(desk, codes=("D4-1",), decided_on=date(2025, 9, 1))
    opened = cases.open_case(desk, case_id)
    second = replace(opened, case=replace(opened.case, id=None, uid=""), decisions=())
    made = replace(opened.decision, id=None, uid="", document_number="公纪〔2026〕2号", decided_on=date(2026, 3, 1), items=(),
                   measures=(replace(opened.decision.measures[0], id=None, code="D2"),))  # fmt: skip
    cases.record_case(desk, replace(second, decisions=(made,)))
    cases.record_case(desk, replace(opened, case=replace(opened.case, note="备注")), opened=Opened(opened))
    assert cases.open_case(desk, case_id).case.note == "备注"
    now = cases.open_case(desk, case_id)
    case_changes.extend_probation(desk, case_id, opened.decision.measures[0].id, on=date(2026, 8, 20))
    with told("吴建国的案件", "延长留党察看"):
        cases.record_case(desk, now, opened=Opened(now))


def test_a_visit_recorded_and_corrected_meanwhile(desk):
    i = sanctioned(desk)
    dossiers.record_visit(desk, i, talk(date(2026, 6, 2)))
    stored = next(v for v in dossiers.open_file(desk, i).visits if v.held_on)
    dossiers.record_visit(desk, i, replace(stored, evaluation="poor"), based_on=stored, why="更正")
    with told("第1次回访", "更正回访记录"):
        dossiers.record_visit(desk, i, replace(stored, evaluation="fair"), based_on=stored, why="更正")
