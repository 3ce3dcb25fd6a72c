"""Which duties and visits a record causes, by the shipped rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.dates import EndRule
from jzdesk.domain.dossiers import Dossier, DossierFile, Mentor
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner
from jzdesk.domain.reckoning import reckon
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.domain.visits import Visit

DECIDED = date(2026, 9, 18)


@pytest.fixture(scope="module")
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


def case(*codes, decided=DECIDED, **more):
    measures = tuple(Measure(id=n, decision_id=1, code=code) for n, code in enumerate(codes, 1))
    decision = Decision(id=1, case_id=1, document_number="公纪〔2026〕1号", decided_on=decided, measures=measures, **more)
    return CaseFile(person=Person(id=1, name="吴建国", unit_name="县装备中心"), case=Case(id=1), decisions=(decision,))


def duties(planner, file):
    return {d.kind: d for d in reckon([file], planner, EndRule.PREV_DAY).duties}


def dossier(*visits, decided=DECIDED, until=date(2027, 9, 17), **more):
    return DossierFile(
        dossier=Dossier(id=1, **more), person=Person(id=1, name="吴建国"), visits=visits, decided_on=decided,
        period_start=decided, period_end=until,
    )  # fmt: skip


def test_a_light_sanction_is_announced_told_filed_and_reported_but_changes_no_post(planner):
    found = duties(planner, case("D2"))
    assert set(found) == {
        "announce", "deliver", "tell", "notify_organs", "appraisal", "archive", "report_execution",
    }  # fmt: skip
    assert found["announce"].due_on == date(2026, 9, 29)
    assert "7 个工作日" in found["announce"].why
    assert found["announce"].clause


@pytest.mark.parametrize("code", ["D3", "D4-1", "D5", "Z4", "Z5", "Z6", "S3", "S4"])
def test_what_takes_a_post_or_grade_changes_post_and_pay_within_a_month(planner, code):
    assert duties(planner, case(code))["adjust"].due_on == date(2026, 10, 19)


def test_an_extension_never_passes_six_months(planner):
    item = ExecutionItem(id=1, decision_id=1, kind="adjust", extended_to=date(2028, 1, 1), extension_approver="王某")
    found = duties(planner, case("D3", items=(item,)))
    assert found["adjust"].due_on == date(2027, 3, 18)
    assert "王某" in found["adjust"].why


def test_first_form_measures_cause_no_execution(planner):
    assert duties(planner, case("F03")) == {}


def test_organizational_measures_are_announced(planner):
    assert set(duties(planner, case("O05"))) == {"announce", "appraisal"}


def test_the_meeting_discharges_and_an_exemption_excuses(planner):
    held = duties(planner, case("D2", announcement=Announcement(decision_id=1, held_on=date(2026, 9, 28))))
    assert held["announce"].done_on == date(2026, 9, 28)
    excused = duties(planner, case("D2", announcement=Announcement(decision_id=1, exemption="state_secret")))
    assert excused["announce"].excuse
    assert excused["announce"].done_on is None


def test_a_revoked_decision_leaves_nothing_open(planner):
    file = case("D2")
    gone = replace(file.decisions[0].measures[0], revoked_on=date(2026, 10, 20))
    file = replace(file, decisions=(replace(file.decisions[0], measures=(gone,)),))
    found = duties(planner, file)
    assert not any(d.open for d in found.values())
    assert found["announce"].excuse == "已撤销"  # it was overdue by then, which stays to be seen
    assert "report_execution" not in found


def test_a_year_whose_holidays_are_not_known_says_provisional(planner):
    found = duties(planner, case("D2", decided=date(2026, 12, 25)))
    assert found["announce"].provisional
    assert "暂定" in found["announce"].why


def test_probation_ends_with_a_duty_to_restore_rights(planner):
    found = duties(planner, case("D4-1", decided=date(2025, 3, 10)))
    assert found["restore_rights"].counted_from == date(2026, 3, 9) or found["restore_rights"].due_on >= date(2026, 3, 9)
    assert found["restore_rights"].due_on > date(2026, 3, 9)


def test_visits_come_every_three_months_to_the_end_on_working_days(planner):
    planned = planner.plan_visits(dossier(), ("Z2",), date(2027, 9, 17))
    assert [v.ordinal for v in planned] == [1, 2, 3, 4]
    assert [v.planned_on for v in planned] == [
        date(2026, 12, 18), date(2027, 3, 18), date(2027, 6, 18), date(2027, 9, 17),
    ]  # fmt: skip
    assert planned[0].kind == "first"


def test_the_next_visit_is_counted_from_the_last_one_held(planner):
    held = Visit(id=1, ordinal=1, planned_on=date(2026, 12, 18), held_on=date(2026, 11, 16))
    planned = planner.plan_visits(dossier(held), ("Z2",), date(2027, 9, 17))
    assert planned[0].planned_on == date(2027, 2, 16)
    assert planned[0].ordinal == 2


def test_a_visit_moved_by_hand_stays_and_the_ones_after_it_follow(planner):
    moved = Visit(id=1, ordinal=1, planned_on=date(2026, 11, 30), planned_by_rule=False, moved_reason="本人住院")
    planned = planner.plan_visits(dossier(moved), ("Z2",), date(2027, 9, 17))
    assert planned[0] == moved
    assert planned[1].planned_on == date(2027, 3, 1)  # 28 February is a Sunday


@pytest.mark.parametrize("more", [{"excluded": "custody"}, {"closed_on": date(2026, 12, 1)}])
def test_nobody_is_visited_who_is_excluded_or_whose_file_is_closed(planner, more):
    assert planner.plan_visits(dossier(**more), ("Z2",), date(2027, 9, 17)) == ()


def test_one_visit_after_an_admonition(planner):
    assert len(planner.plan_visits(dossier(), ("F11",), date(2027, 3, 17))) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2018, 7, 1), date(2025, 6, 30)),
    st.sampled_from(["Z1", "Z2", "D1", "D2", "D3"]),
    st.integers(0, 400),
)
def test_plans_never_leave_the_period_and_always_rise(planner, decided, code, late):
    file = case(code, decided=decided)
    found = reckon([file], planner, EndRule.PREV_DAY)
    planned = planner.plan_visits(dossier(decided=decided, until=found.until), (code,), found.until)
    days = [v.planned_on for v in planned]
    assert days == sorted(set(days))
    assert all(decided < day <= found.until for day in days)
    assert days, "every sanctioned person is visited at least once"


def test_the_dossier_duties_and_their_discharge(planner):
    visit = Visit(id=5, ordinal=1, planned_on=date(2026, 12, 18), held_on=date(2026, 12, 16),
                  follow_up="协调医疗救助", follow_up_due=date(2027, 1, 15))  # fmt: skip
    file = replace(
        dossier(visit, opened_on=date(2026, 9, 30)),
        mentors=(Mentor(name="陈某", appointed_on=date(2026, 9, 25)),),
        assessments=(Assessment(held_on=date(2027, 9, 20), result="good"),),
    )
    found = {d.kind: d for d in planner.of_dossier(file, (), ("Z2",))}
    assert found["open_dossier"].done_on == date(2026, 9, 30)
    assert found["name_mentor"].done_on == date(2026, 9, 25)
    assert found["form_team"].open
    assert found["visit"].done_on == date(2026, 12, 16)
    assert found["follow_up"].due_on == date(2027, 1, 15)
    assert found["assess"].done_on == date(2027, 9, 20)
    assert found["assess"].due_on == date(2027, 10, 17)
    assert found["assess"].warn_on == date(2027, 8, 18)


def test_an_assessment_of_an_earlier_period_does_not_discharge_the_new_one(planner):
    file = replace(dossier(), assessments=(Assessment(held_on=date(2026, 10, 1), result="good"),))
    found = {d.kind: d for d in planner.of_dossier(file, (), ("Z2",))}
    assert found["assess"].open


def test_who_is_excluded_has_his_duties_excused_with_the_reason(planner):
    visit = Visit(id=5, ordinal=1, planned_on=date(2026, 12, 18))
    found = {d.kind: d for d in planner.of_dossier(dossier(visit, excluded="custody"), (), ("Z2",))}
    assert found["visit"].excuse == "在押、服刑"


def test_each_stage_of_a_review_counts_from_the_one_before(planner):
    review = ToleranceReview(id=1, person_id=1, applied_on=date(2026, 9, 18), accepted_on=date(2026, 9, 22))
    found = {d.kind: d for d in planner.of_review(review)}
    assert set(found) == {"accept_review", "verify_review"}
    assert found["accept_review"].done_on == date(2026, 9, 22)
    assert found["verify_review"].counted_from == date(2026, 9, 22)


def test_a_refused_acceptance_ends_the_stages(planner):
    review = ToleranceReview(id=1, person_id=1, applied_on=date(2026, 9, 18), acceptance_refused="不属于容错范围")
    found = list(planner.of_review(review))
    assert [(d.kind, d.excuse) for d in found] == [("accept_review", "不予受理")]


def test_a_correction_is_a_duty_until_done(planner):
    review = ToleranceReview(id=1, person_id=1, applied_on=date(2026, 3, 2), concluded_on=date(2026, 4, 1),
                             correction_due=date(2026, 5, 1))  # fmt: skip
    assert next(d for d in planner.of_review(review) if d.kind == "correct").open


def test_dismissal_from_office_excludes(planner):
    assert planner.exclusion_of(("D5", "Z6")) == "dismissed"
    assert planner.exclusion_of(("D5",)) == ""
