"""The classic faults: each is found where it is, and not where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.checklist import checklist, faults_in
from jzdesk.domain.dates import EndRule
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.execution_faults import CHECKS, names_in
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner
from jzdesk.domain.reckoning import reckon

DECIDED = date(2026, 9, 18)
IN_TIME, LATE = date(2026, 10, 12), date(2026, 11, 2)


@pytest.fixture(scope="module")
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


def done(kind, on=IN_TIME, details=None, **more):
    return ExecutionItem(id=1, decision_id=1, kind=kind, done_on=on, done_by="李某", details=details or {}, **more)


def case(*items, codes=("D3", "Z5"), announcement=None, annual=(), **more):
    measures = tuple(Measure(id=n, decision_id=1, code=code) for n, code in enumerate(codes, 1))
    decision = Decision(
        id=1, case_id=1, decided_on=DECIDED, measures=measures, items=items, announcement=announcement, **more
    )
    person = Person(id=1, name="吴建国", politics="01", object_kind="civil")
    return CaseFile(person=person, case=Case(id=1), decisions=(decision,), annual=annual)


def found(planner, file):
    reckoned = reckon([file], planner, EndRule.PREV_DAY)
    return faults_in(reckoned.files[0], reckoned.duties, planner)


GOOD_TELLING = {"told": "person、branch", "officers": "周明、陈芳", "opinion": "agreed"}
FAULTY = {
    "late_delivery": case(done("deliver", LATE)),
    "receipt_without_seal": case(done("deliver", details={"sealed": "no"})),
    "receipt_without_signature": case(done("deliver", details={"signed": "no"})),
    "delivery_for_telling": case(done("deliver"), done("tell", details=GOOD_TELLING | {"told": "person"})),
    "narrow_telling": case(done("tell", details=GOOD_TELLING | {"told": "person、team"})),
    "few_officers": case(done("tell", details=GOOD_TELLING | {"officers": "周明"})),
    "refusal_not_noted": case(done("tell", details=GOOD_TELLING | {"opinion": "refused", "noted": "no"})),
    "delivery_for_announcement": case(done("deliver"), announcement=Announcement(decision_id=1, held_on=IN_TIME)),
    "narrow_announcement": case(announcement=Announcement(decision_id=1, held_on=DECIDED, expected=46, attendance=20)),
    "pay_late": case(done("adjust", LATE)),
    "archived_late": case(done("archive", LATE)),
    "report_unsigned": case(done("report_execution", details={"head_signed": "no"})),
    "report_unsealed": case(done("report_execution", details={"report_sealed": "no"})),
    "annual": case(annual=(AnnualRecord(year=2026, grade="excellent"),)),
}  # fmt: skip


def test_every_check_has_its_example():
    assert FAULTY.keys() == CHECKS.keys()


@pytest.mark.parametrize("code", FAULTY)
def test_a_fault_is_found_with_its_sentence_and_clause(planner, code):
    faults = {fault.code: fault for fault in found(planner, FAULTY[code])}
    assert code in faults
    assert "{" not in faults[code].text
    assert faults[code].clause
    assert faults[code].item in planner.rules.execution.items


@pytest.mark.parametrize(
    "file",
    [
        case(done("deliver", details={"sealed": "yes", "signed": "yes"}), done("tell", details=GOOD_TELLING)),
        case(done("deliver"), done("tell"), done("adjust"), done("archive"), done("report_execution")),  # nothing filled in
        case(done("tell", details=GOOD_TELLING | {"opinion": "absent", "noted": "yes"})),
        case(done("deliver"), announcement=Announcement(decision_id=1, held_on=IN_TIME, attendance=46, expected=50)),
        case(done("adjust", LATE, extended_to=date(2027, 1, 31), extension_approver="张书记")),
        case(annual=(AnnualRecord(year=2025, grade="excellent"), AnnualRecord(year=2026, grade="incompetent"))),
    ],
)  # fmt: skip
def test_what_is_in_order_has_none(planner, file):
    assert found(planner, file) == ()


def test_the_sentence_names_the_days(planner):
    (fault,) = found(planner, FAULTY["late_delivery"])
    assert fault.text.startswith("2026-11-02送达，超过期限（2026-10-19）")


def test_honours_promotion_and_bonus_within_the_period(planner):
    record = AnnualRecord(year=2026, grade="none", honours="先进个人", promotion="副局长", bonus="年终奖1万元")
    faults = found(planner, case(annual=(record,)))
    assert all(word in "".join(f.text for f in faults) for word in ("先进个人", "副局长", "年终奖1万元"))
    assert {f.part for f in faults} == {2026}


def test_a_check_can_be_switched_off(tables, work_calendar, planner):
    from copy import deepcopy

    from jzdesk.domain.rulebook import Rulebook

    quiet = deepcopy(tables)
    for entry in quiet["execution_rules"]["fault"]:
        entry["enabled"] = entry["code"] != "few_officers"
    silent = Planner(Rulebook.from_tables(quiet), work_calendar)
    assert found(silent, FAULTY["few_officers"]) == ()


def test_faults_stand_at_their_lines(planner):
    file = case(done("deliver", LATE, details={"sealed": "no"}), annual=(AnnualRecord(year=2026, grade="excellent"),))
    reckoned = reckon([file], planner, EndRule.PREV_DAY)
    shown = checklist(reckoned.files[0], reckoned.duties, planner, on=date(2027, 5, 1))
    assert [f.code for f in shown.line("deliver").faults] == ["late_delivery", "receipt_without_seal"]
    assert [f.code for f in shown.line("appraisal", 2026).faults] == ["annual"]
    assert len(shown.faults) == 3


def test_a_fault_of_a_year_without_a_limit_stands_at_the_limit_on_promotion(planner):
    file = case(annual=(AnnualRecord(year=2028, grade="competent", honours="先进个人"),))
    reckoned = reckon([file], planner, EndRule.PREV_DAY)
    shown = checklist(reckoned.files[0], reckoned.duties, planner, on=date(2028, 12, 1))
    assert [f.code for f in shown.line("promotion").faults] == ["annual"]


def test_what_a_revoked_measure_left_is_not_held_against_it(planner):
    file = case(annual=(AnnualRecord(year=2026, grade="excellent"),))
    gone = tuple(replace(m, revoked_on=date(2026, 10, 20)) for m in file.decisions[0].measures)
    file = replace(file, decisions=(replace(file.decisions[0], measures=gone),))
    assert found(planner, file) == ()


@pytest.mark.parametrize("text", ["周明、陈芳", "周明，陈芳", "周明 陈芳", "周明,陈芳；", "周明\n陈芳"])
def test_names_however_they_are_set_apart(text):
    assert names_in(text) == ("周明", "陈芳")
