"""The checklist of a case: lines in order, the meter, what runs and what is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.checklist import FINISHED, UNDER_WAY, checklist, counts
from jzdesk.domain.dates import EndRule
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner
from jzdesk.domain.reckoning import reckon

DECIDED, ON = date(2026, 9, 18), date(2026, 11, 22)


@pytest.fixture(scope="module")
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


def case(*items, codes=("D2",), **more):
    annual = more.pop("annual", ())
    measures = tuple(Measure(id=n, decision_id=1, code=code) for n, code in enumerate(codes, 1))
    decision = Decision(id=1, case_id=1, document_number="公纪〔2026〕1号", decided_on=DECIDED, measures=measures,
                        items=items, **more)  # fmt: skip
    person = Person(id=1, name="吴建国", politics="01", object_kind="civil")
    return CaseFile(person=person, case=Case(id=1), decisions=(decision,), annual=annual)


def shown(planner, file, on=ON, **more):
    reckoned = reckon([file], planner, EndRule.PREV_DAY)
    return checklist(reckoned.files[0], reckoned.duties, planner, on=on, **more)


def item(kind, on=date(2026, 10, 9), part=0, **more):
    return ExecutionItem(id=1, decision_id=1, kind=kind, part=part, done_on=on, done_by="李某", **more)


def test_the_lines_stand_in_the_order_of_the_work(planner):
    found = shown(planner, case())
    assert [line.template.code for line in found.lines] == [
        "deliver", "tell", "announce", "notify_organs", "appraisal", "promotion", "archive", "report_execution", "revisit",
    ]  # fmt: skip
    assert (found.met, found.due, found.percent, found.state) == (0, 7, 0, UNDER_WAY)
    assert found.overdue == 5  # all but the report of March and the appraisal of the year
    assert found.line("appraisal", 2026).name == "确定2026年度考核等次"


def test_running_lines_are_not_counted_and_end_by_themselves(planner):
    found = shown(planner, case(codes=("D4-1",)))
    limits = {line.template.code: line for line in found.lines if line.running}
    assert set(limits) == {"promotion", "probation", "revisit"}
    assert limits["probation"].until == date(2027, 9, 17)
    assert not any(line.counted for line in limits.values())
    assert not limits["probation"].over(date(2027, 9, 17))
    assert limits["probation"].over(date(2027, 9, 18))


def test_everything_settled_is_a_hundred_percent_and_finished(planner):
    done = [item(kind) for kind in ("deliver", "tell", "archive", "report_execution")]
    waived = ExecutionItem(id=9, decision_id=1, kind="notify_organs", not_applicable="由上级通知")
    meeting = Announcement(decision_id=1, held_on=date(2026, 9, 28), place="三楼会议室", attendance=46)
    grade = AnnualRecord(year=2026, grade="none", graded_on=date(2027, 2, 1))
    almost = shown(planner, case(*done, waived, announcement=meeting))
    assert (almost.met, almost.due, almost.percent, almost.state) == (6, 7, 85, UNDER_WAY)
    found = shown(planner, case(*done, waived, announcement=meeting, annual=(grade,)), on=date(2027, 2, 2))
    assert (found.met, found.due, found.percent, found.state, found.overdue) == (7, 7, 100, FINISHED, 0)
    assert found.line("announce").said == "三楼会议室，到会46人"
    assert found.line("promotion").running


def test_the_meter_of_the_list_is_the_meter_of_the_screen(planner):
    file = case(item("deliver"), codes=("D4-1", "Z5"))
    reckoned = reckon([file], planner, EndRule.PREV_DAY)
    found = checklist(reckoned.files[0], reckoned.duties, planner, on=ON)
    assert counts(reckoned.duties) == (found.due, found.met)
    assert found.line("restore").duty.kind == "restore_rights"


def test_percent_is_never_a_hundred_while_one_is_missing(planner):
    letters = tuple(item("letters", part=n, limit_on=date(2026, 12, 1)) for n in range(1, 300))
    found = shown(planner, case(*letters))
    assert (found.met, found.due, found.percent) == (299, 306, 97)
    assert shown(planner, case(codes=("F03",))).state == ""


def test_a_letter_is_called_by_what_it_is_and_can_be_taken_off(planner):
    letter = ExecutionItem(id=1, decision_id=1, kind="letters", part=2, limit_on=date(2026, 12, 1), details={
        "letter": "supervisory", "number": "公监建〔2026〕3号", "addressee": "县装备中心"})  # fmt: skip
    line = shown(planner, case(letter)).line("letters", 2)
    assert line.name == "落实“三书”：监察建议书　公监建〔2026〕3号　县装备中心"
    assert line.by_hand
    assert not shown(planner, case()).line("deliver").by_hand


def test_details_evidence_and_attachments_stand_at_their_line(planner):
    file = case(item("deliver", details={"way": "direct", "sealed": "yes"}, evidence="送达回证"))
    line = shown(planner, file, attached={"deliver": 2}).line("deliver")
    assert line.details == (("送达方式", "直接送达"), ("回证单位盖章", "是"))
    assert (line.attachments, line.item.evidence) == (2, "送达回证")


def test_a_record_of_a_kind_without_template_is_still_shown(planner):
    line = shown(planner, case(item("recover"))).line("recover")
    assert line.duty is None
    assert "收缴违纪违法所得" in line.name
    assert line.done_on == date(2026, 10, 9)


def test_what_was_done_for_a_revoked_decision_stays_to_be_seen(planner):
    file = case(item("deliver"))
    gone = tuple(replace(m, revoked_on=date(2026, 10, 20)) for m in file.decisions[0].measures)
    file = replace(file, decisions=(replace(file.decisions[0], measures=gone),))
    found = shown(planner, file)
    assert found.line("deliver").settled
    assert found.overdue == 0
    assert not any(line.running for line in found.lines)
