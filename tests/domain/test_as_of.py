"""Records as they stood on an earlier day: what was set later is not known yet."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from jzdesk.domain.as_of import case_as_of, review_as_of, review_file_as_of
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.execution import EXTENDED_ON, ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner
from jzdesk.domain.review_files import CorrectionCheck, Evidence, InvolvedPerson, ReviewFile
from jzdesk.domain.tolerance import Finding, ToleranceReview

DECIDED, NOTICE = date(2026, 3, 2), date(2026, 5, 11)


@pytest.fixture(scope="module")
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


def file_with(item):
    made = Decision(id=1, case_id=1, document_number="甲", decided_on=DECIDED, measures=(Measure(id=1, code="D3"),), items=(item,))
    return CaseFile(person=Person(id=1, name="吴建国"), case=Case(id=1), decisions=(made,))


def due(file, planner, kind):
    return next((d.due_on for d in planner.of_decision(file, file.decisions[0]) if d.kind == kind), None)


def test_an_extension_recorded_later_is_not_known(planner):
    item = ExecutionItem(
        kind="adjust", extended_to=date(2026, 6, 30), extension_approver="张书记", details={EXTENDED_ON: "2026-04-01"}
    )  # fmt: skip
    file = file_with(item)
    plain = file_with(ExecutionItem(kind="adjust"))
    before = case_as_of(file, date(2026, 3, 31))
    assert due(before, planner, "adjust") == due(plain, planner, "adjust")
    assert before.decisions[0].items[0] == ExecutionItem(kind="adjust")
    assert due(case_as_of(file, date(2026, 4, 1)), planner, "adjust") == date(2026, 6, 30)


def test_an_extension_of_unknown_day_stays(planner):
    file = file_with(ExecutionItem(kind="adjust", extended_to=date(2026, 6, 30), extension_approver="张书记"))
    assert case_as_of(file, date(2026, 3, 31)) == file


def test_an_item_that_counts_from_a_later_notice_was_not_there(planner):
    file = file_with(ExecutionItem(kind="property", counted_from=NOTICE))
    assert due(case_as_of(file, NOTICE), planner, "property") == due(file, planner, "property") > NOTICE
    assert due(case_as_of(file, date(2026, 5, 10)), planner, "property") is None


def test_what_was_done_before_a_later_notice_stays_done():
    done = ExecutionItem(kind="property", counted_from=NOTICE, done_on=date(2026, 4, 1), done_by="李经办")
    assert case_as_of(file_with(done), date(2026, 4, 2)).decisions[0].items == (replace(done, counted_from=None),)


# ---- reviews


REVIEW = ToleranceReview(
    id=1, applied_on=date(2026, 3, 2), accountability_on=date(2026, 2, 24), accepted_on=date(2026, 3, 4),
    extended_to=date(2026, 4, 8), extension_reason="须外调", extension_approver="张书记", extension_approved_on=date(2026, 3, 25),
    verified_on=date(2026, 4, 3), verifiers="周明", verification="属实", studied_on=date(2026, 4, 9), meeting="县纪委常委会",
    study_expected=9, study_present=8, votes_for=8, study_minutes="一致同意", positive={"P04": Finding("yes", "相符", "1")},
    concluded_on=date(2026, 4, 10), conclusion="exempt", statement="认定免责", handling_before="拟予诫勉", handling_after="不予追究",
    before_code="W4", after_code="W1", effects="不影响使用", enquiry="不影响", feedback_on=date(2026, 4, 14), feedback_way="face",
    person_opinion="无异议", feedback_organ_on=date(2026, 4, 15), feedback_organ="单位党组", filed_on=date(2026, 4, 16),
    filed_with="市纪委", copied_to="组织部", objected_on=date(2026, 4, 20), objected_by="举报人", objection="过轻",
    objection_answered_on=date(2026, 4, 28), objection_result="upheld", objection_answer="维持", correction="停止发放",
    correction_owner="党组", correction_number="1号", correction_ordered_on=date(2026, 4, 13), correction_due=date(2026, 5, 13),
    correction_done=date(2026, 5, 8), correction_result="已退款", clarify="needed", clarify_ways=("written",),
    clarify_scope="单位", clarify_told_on=date(2026, 4, 17), clarified_on=date(2026, 4, 17), clarify_number="2号",
)  # fmt: skip


def changed_from_empty(on):
    """The columns of the review that say something on a day."""
    then, new = review_as_of(REVIEW, on), ToleranceReview()
    return {f.name for f in fields(then) if getattr(then, f.name) != getattr(new, f.name)}


def test_a_review_is_as_it_was_on_each_day_of_its_course():
    assert review_as_of(REVIEW, date(2026, 5, 8)) is REVIEW
    applied = {"id", "applied_on", "accountability_on", "handling_before", "before_code"}
    steps = (
        (date(2026, 3, 2), applied),
        (date(2026, 3, 4), {"accepted_on"}),
        (date(2026, 3, 25), {"extended_to", "extension_reason", "extension_approver", "extension_approved_on"}),
        (date(2026, 4, 3), {"verified_on", "verifiers", "verification", "positive"}),
        (date(2026, 4, 9), {"studied_on", "meeting", "study_expected", "study_present", "votes_for", "study_minutes"}),
        (date(2026, 4, 10), {"concluded_on", "conclusion", "statement", "handling_after", "after_code", "effects", "enquiry",
                             "clarify", "clarify_ways", "clarify_scope"}),
        (date(2026, 4, 13), {"correction", "correction_owner", "correction_number", "correction_ordered_on", "correction_due"}),
        (date(2026, 4, 14), {"feedback_on", "feedback_way", "person_opinion"}),
        (date(2026, 4, 15), {"feedback_organ_on", "feedback_organ"}),
        (date(2026, 4, 16), {"filed_on", "filed_with", "copied_to"}),
        (date(2026, 4, 17), {"clarify_told_on", "clarified_on", "clarify_number"}),
        (date(2026, 4, 20), {"objected_on", "objected_by", "objection"}),
        (date(2026, 4, 28), {"objection_answered_on", "objection_result", "objection_answer"}),
        (date(2026, 5, 8), {"correction_done", "correction_result"}),
    )  # fmt: skip
    known = set()
    for on, new in steps:
        assert changed_from_empty(on - timedelta(days=1)) - applied == known - applied, on
        known |= new
        assert changed_from_empty(on) == known, on


def test_a_refusal_and_what_happened_later_are_not_known_before():
    refused = ToleranceReview(applied_on=date(2026, 3, 2), acceptance_refused="与履职无关", acceptance_refused_on=date(2026, 3, 6))
    assert review_as_of(refused, date(2026, 3, 5)) == ToleranceReview(applied_on=date(2026, 3, 2))
    filing = ToleranceReview(way_in="filing", applied_on=date(2026, 3, 2), happened_on=date(2026, 3, 6))
    assert review_as_of(filing, date(2026, 3, 5)).happened_on is None


def test_before_an_objection_was_followed_the_first_conclusion_stood():
    anew = replace(
        REVIEW, objection_result="changed", conclusion="lighter", concluded_on=date(2026, 5, 20), studied_on=date(2026, 5, 19),
        feedback_on=date(2026, 5, 21), feedback_organ_on=date(2026, 5, 21), filed_on=None, earlier_conclusion="exempt",
        earlier_concluded_on=date(2026, 4, 10), earlier_studied_on=date(2026, 4, 9), earlier_feedback_on=date(2026, 4, 15),
        earlier_filed_on=date(2026, 4, 16),
    )  # fmt: skip
    first = review_as_of(anew, date(2026, 4, 27))
    assert (first.conclusion, first.concluded_on, first.studied_on) == ("exempt", date(2026, 4, 10), date(2026, 4, 9))
    assert (first.feedback_on, first.filed_on, first.statement) == (date(2026, 4, 15), date(2026, 4, 16), "")
    assert (first.objected_on, first.objection_result, first.earlier_conclusion) == (date(2026, 4, 20), "", "")
    assert review_as_of(anew, date(2026, 4, 9)).conclusion == ""
    between = review_as_of(anew, date(2026, 5, 1))
    assert (between.conclusion, between.earlier_conclusion, between.feedback_on) == ("", "exempt", None)
    assert review_as_of(anew, date(2026, 5, 20)).conclusion == "lighter"


def test_what_hangs_on_a_review_has_its_days_too():
    file = ReviewFile(
        review=REVIEW, person=Person(name="朱明远"),
        others=(InvolvedPerson(person_id=2, told_on=date(2026, 4, 14), after_code="W1", handling_after="批评教育", role="分管"),),
        evidence=(Evidence(number=1, obtained_on=date(2026, 3, 10)), Evidence(number=2)),
        checks=(CorrectionCheck(checked_on=date(2026, 4, 27)), CorrectionCheck(checked_on=date(2026, 5, 8), result="done")),
    )  # fmt: skip
    then = review_file_as_of(file, date(2026, 4, 30))
    assert (len(then.checks), len(then.evidence), then.others) == (1, 2, file.others)
    early = review_file_as_of(file, date(2026, 3, 9))
    assert (early.checks, [e.number for e in early.evidence]) == ((), [2])
    assert early.others == (InvolvedPerson(person_id=2, role="分管"),)
