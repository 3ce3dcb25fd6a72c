"""The stages of a tolerance review: their limits, their order, what each refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from review_paper import APPLIED, FED_BACK, ON, check_of, concluded, corrected, county_without, review_of

from jzdesk.domain import review_stages as rules
from jzdesk.domain.duties import DutyState, state_of
from jzdesk.domain.errors import RuleError
from jzdesk.domain.plans import Planner
from jzdesk.domain.review_cautions import is_waiting
from jzdesk.domain.rulebook import Rulebook
from jzdesk.domain.tolerance import Finding


@pytest.fixture
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


@pytest.fixture
def off(tables, work_calendar):
    """Makes a planner of a county that does without some stages."""
    return partial(county_without, tables, work_calendar)


def duties(planner, review, *checks):
    return {(d.kind, d.part): d for d in planner.of_review(review, checks)}


def days(planner, review, *checks):
    return {kind if not part else (kind, part): d.due_on for (kind, part), d in duties(planner, review, *checks).items()}


def refused(review, *, on=ON):
    with pytest.raises(RuleError) as found:
        rules.check(review, on=on)
    return found.value.field, found.value.text


# ---- the limits of each stage, in working days


def test_every_stage_counts_working_days_from_the_day_before_it(planner):
    # 2026: 中秋 09-25…09-27, 国庆 10-01…10-07, work on 09-20 and 10-10 (a Sunday and a Saturday)
    found = days(planner, concluded(clarify="needed", clarify_ways=("written",), objected_on=date(2026, 9, 24)))
    assert found == {
        "accept_review": date(2026, 9, 8),  # 5 from 09-01
        "verify_review": date(2026, 10, 8),  # 20 from 09-03
        "study_review": date(2026, 9, 23),  # 7 from 09-15, with the Sunday
        "conclude_review": date(2026, 9, 29),  # 10 from 09-15
        "feed_back_review": date(2026, 9, 29),  # 5 from 09-21
        "file_review": date(2026, 9, 29),
        "answer_objection": date(2026, 10, 15),  # 10 from 09-24, with Saturday 10-10
        "clarify": date(2026, 9, 29),  # 5 from the conclusion
    }


def test_clarifying_with_other_departments_has_its_own_limit(planner):
    one = duties(planner, concluded(clarify="needed", clarify_ways=("written",), clarify_joint=True))
    assert one["clarify", 0].due_on == date(2026, 10, 12)
    assert ("clarify", 0) not in duties(planner, concluded(clarify="not_needed"))
    assert ("clarify", 0) not in duties(planner, review_of(clarify="needed", clarify_ways=("written",)))


def test_an_approved_extension_moves_the_limit_of_verifying_and_says_so(planner):
    review = review_of(accepted_on=date(2026, 9, 3), extended_to=date(2026, 10, 16), extension_approver="张书记")
    duty = duties(planner, review)["verify_review", 0]
    assert (duty.due_on, duty.counted_from) == (date(2026, 10, 16), date(2026, 9, 3))
    assert duty.why.endswith("；经张书记批准延长至2026-10-16")


@pytest.mark.parametrize(
    "code",
    ["accept_review", "verify_review", "study_review", "conclude_review", "feed_back_review", "file_review",
     "answer_objection", "correct", "check_correction", "clarify"],
)  # fmt: skip
def test_a_stage_the_county_does_without_causes_no_duty(planner, off, code):
    review = concluded(
        clarify="needed", clarify_ways=("written",), objected_on=date(2026, 9, 24), correction="整改",
        correction_due=date(2026, 10, 30), correction_ordered_on=date(2026, 9, 22),
    )  # fmt: skip
    with_it, without = days(planner, review), days(off(code), review)
    assert set(with_it) - set(without) == {code}
    assert {kind: with_it[kind] for kind in without} == without


def test_rules_that_do_not_name_a_newer_stage_do_without_it(tables, work_calendar):
    lists = tables["tolerance"]
    stages = [stage for stage in lists["stages"] if stage["code"] != "study_review"]
    planner = Planner(Rulebook.from_tables(tables | {"tolerance": lists | {"stages": stages}}), work_calendar)
    assert "study_review" not in days(planner, concluded())


def test_the_limits_are_data(off):
    found = days(off(accept_review={"working_days": 3}, verify_review={"working_days": 1}), concluded())
    assert (found["accept_review"], found["verify_review"]) == (date(2026, 9, 4), date(2026, 9, 4))


# ---- acceptance


def test_a_refusal_of_a_day_answers_the_application_and_ends_the_stages(planner):
    review = review_of(acceptance_refused="与履职无关", acceptance_refused_on=date(2026, 9, 9))
    ((_, duty),) = duties(planner, review).items()
    assert (duty.done_on, duty.excuse, state_of(duty, ON)) == (date(2026, 9, 9), "", DutyState.DONE_LATE)


def test_a_refusal_without_a_day_only_excuses(planner):
    ((_, duty),) = duties(planner, review_of(acceptance_refused="与履职无关")).items()
    assert (duty.done_on, duty.excuse) == (None, "不予受理")


# ---- prior filing


def test_a_filing_is_accepted_within_a_day_and_then_waits(planner):
    review = review_of(way_in="filing")
    assert days(planner, review) == {"accept_review": date(2026, 9, 2)}
    accepted = replace(review, accepted_on=date(2026, 9, 2))
    assert list(days(planner, accepted)) == ["accept_review"]
    assert is_waiting(accepted)
    assert not is_waiting(review)


def test_what_was_filed_and_went_wrong_is_verified_from_that_day(planner):
    review = review_of(way_in="filing", accepted_on=date(2026, 9, 2), happened_on=date(2026, 10, 20))
    duty = duties(planner, review)["verify_review", 0]
    assert (duty.counted_from, duty.due_on) == (date(2026, 10, 20), date(2026, 11, 17))
    early = replace(review, happened_on=date(2026, 9, 1))  # between the filing and its acceptance
    assert duties(planner, early)["verify_review", 0].counted_from == date(2026, 9, 2)
    assert not is_waiting(review)


def test_an_old_filing_that_went_on_without_that_day_is_counted_as_before(planner):
    review = review_of(way_in="filing", accepted_on=date(2026, 9, 2), verified_on=date(2026, 9, 10))
    assert duties(planner, review)["verify_review", 0].counted_from == date(2026, 9, 2)


def test_a_filing_lies_before_the_matter_an_application_after_it():
    assert refused(review_of(way_in="filing", happened_on=date(2026, 8, 31)))[0] == "happened_on"
    assert refused(review_of(happened_on=date(2026, 9, 2)))[0] == "happened_on"
    rules.check(review_of(happened_on=APPLIED), on=ON)
    rules.check(review_of(way_in="filing", happened_on=APPLIED), on=ON)


# ---- after the conclusion


def test_told_is_who_was_told_and_his_organization(planner):
    half = concluded(feedback_on=date(2026, 9, 23))
    assert duties(planner, half)["feed_back_review", 0].open
    whole = replace(half, feedback_organ_on=date(2026, 9, 30))
    duty = duties(planner, whole)["feed_back_review", 0]
    assert (duty.done_on, state_of(duty, ON)) == (date(2026, 9, 30), DutyState.DONE_LATE)


def test_a_conclusion_of_no_recorded_meeting_leaves_none_due(planner):
    assert "study_review" not in days(planner, concluded(studied_on=None))
    assert "study_review" in days(planner, concluded(studied_on=None, concluded_on=None, conclusion=""))


def test_a_followed_objection_opens_a_second_round_and_keeps_the_first(planner):
    review = concluded(
        conclusion="", concluded_on=None, studied_on=None, objected_on=date(2026, 9, 28), objection_result="changed",
        objection_answered_on=date(2026, 10, 9), earlier_conclusion="lighter", earlier_concluded_on=date(2026, 9, 21),
        earlier_studied_on=date(2026, 9, 18), earlier_feedback_on=date(2026, 9, 30),
    )  # fmt: skip
    found = duties(planner, review)
    assert found["conclude_review", 0].done_on == date(2026, 9, 21)
    assert found["study_review", 0].done_on == date(2026, 9, 18)
    assert state_of(found["feed_back_review", 0], ON) == DutyState.DONE_LATE
    assert found["file_review", 0].excuse == "异议成立，重新认定"
    assert found["answer_objection", 0].done_on == date(2026, 10, 9)
    assert found["study_review", 1].due_on == date(2026, 10, 19)  # 7 from 10-09, with Saturday 10-10
    assert found["conclude_review", 1].due_on == date(2026, 10, 22)
    assert found["conclude_review", 1].open
    anew = replace(review, concluded_on=date(2026, 10, 16), conclusion="exempt")
    assert duties(planner, anew)["feed_back_review", 1].due_on == date(2026, 10, 23)
    assert ("study_review", 1) not in duties(planner, anew)


# ---- the correction and its checks


def test_an_order_is_checked_until_it_is_done(planner):
    review = corrected()
    assert duties(planner, review)["check_correction", 0].due_on == date(2026, 10, 13)  # 10 from 09-22
    one = check_of(date(2026, 10, 14), next_on=date(2026, 10, 28))
    found = duties(planner, review, one)
    assert state_of(found["check_correction", 0], ON) == DutyState.DONE_LATE
    assert found["check_correction", 1].due_on == date(2026, 10, 28)
    assert found["check_correction", 1].counted_from == date(2026, 10, 14)
    assert "2026-10-28再查" in found["check_correction", 1].why
    two = check_of(date(2026, 10, 28), result="done", id=2)
    found = duties(planner, replace(review, correction_done=date(2026, 10, 28)), one, two)
    assert [part for kind, part in found if kind == "check_correction"] == [0, 1]
    assert state_of(found["check_correction", 1], ON) == DutyState.DONE
    assert found["correct", 0].done_on == date(2026, 10, 28)


def test_what_was_reported_done_is_not_checked_any_more(planner):
    found = duties(planner, corrected(correction_done=date(2026, 10, 9)))
    assert not [kind for kind, _ in found if kind == "check_correction"]


def test_a_check_says_what_was_found_and_when_to_look_again():
    review = corrected()
    day = date(2026, 10, 14)
    for check, field in (
        (check_of(None), "checked_on"),
        (check_of(date(2026, 11, 21)), "checked_on"),
        (check_of(date(2026, 9, 21)), "checked_on"),
        (check_of(day, checker=" "), "checker"),
        (check_of(day, found=""), "found"),
        (check_of(day), "next_on"),
        (check_of(day, next_on=day), "next_on"),
        (check_of(day, result="done", next_on=date(2026, 10, 28)), "next_on"),
        (check_of(day, result="?"), "result"),
    ):
        with pytest.raises(RuleError) as found:
            rules.check_checks(review, [check], on=ON)
        assert found.value.field == field, check
    rules.check_checks(review, [check_of(day, next_on=date(2026, 10, 28)), check_of(ON, result="done")], on=ON)
    with pytest.raises(RuleError) as found:
        rules.check_checks(review, [check_of(day, result="done"), check_of(ON, result="done")], on=ON)
    assert found.value.field == "result"
    with pytest.raises(RuleError, match="尚未下达"):
        rules.check_checks(concluded(), [check_of(day, result="done")], on=ON)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"correction": " "}, "correction"),
        ({"correction_due": None}, "correction_due"),
        ({"correction_due": date(2026, 9, 21)}, "correction_due"),
        ({"correction_ordered_on": date(2026, 8, 31)}, "correction_ordered_on"),
        ({"correction_done": date(2026, 9, 21)}, "correction_done"),
        ({"correction_due": None, "correction_ordered_on": None, "correction_done": date(2026, 9, 30)}, "correction_due"),
    ],
)
def test_an_order_that_cannot_be_is_refused(more, field):
    assert refused(corrected(**more))[0] == field


# ---- days


DATED = [name for name in rules.LABELS if name != "correction_due"]


@pytest.mark.parametrize("name", DATED)
def test_nothing_lies_in_the_future(name):
    field, text = refused(review_of(**{name: date(2026, 11, 21)}))
    assert (field, text) == (name, f"{rules.LABELS[name]}晚于今天。")


@pytest.mark.parametrize(
    ("name", "before"),
    [("accepted_on", "申请（启动）日期2026-09-01"), ("acceptance_refused_on", "申请（启动）日期2026-09-01"),
     ("verified_on", "受理日期2026-09-03"), ("studied_on", "核实日期2026-09-15"),
     ("concluded_on", "集体研究日期2026-09-18"), ("feedback_on", "认定日期2026-09-21"),
     ("feedback_organ_on", "认定日期2026-09-21"), ("filed_on", "认定日期2026-09-21")],
)  # fmt: skip
def test_no_stage_comes_before_the_one_it_follows(name, before):
    field, text = refused(concluded(**{name: date(2026, 8, 31)}))
    assert (field, text) == (name, f"{rules.LABELS[name]}早于{before}。")


def test_a_stage_left_out_is_passed_over_in_the_order():
    assert refused(review_of(verified_on=date(2026, 8, 31)))[1] == "核实日期早于申请（启动）日期2026-09-01。"
    rules.check(review_of(verified_on=APPLIED, concluded_on=APPLIED, conclusion="refused"), on=ON)


@pytest.mark.parametrize("name", ["feedback_on", "feedback_organ_on", "filed_on"])
def test_nothing_follows_a_conclusion_that_was_not_drawn(name):
    assert refused(review_of(**{name: ON}))[1].startswith("尚未作出认定结论")


def test_what_was_not_accepted_goes_no_further():
    refusal = {"acceptance_refused": "与履职无关", "acceptance_refused_on": date(2026, 9, 3)}
    rules.check(review_of(**refusal), on=ON)
    assert refused(review_of(acceptance_refused_on=date(2026, 9, 3)))[0] == "acceptance_refused"
    for more in ({"accepted_on": date(2026, 9, 3)}, {"verified_on": ON}, {"studied_on": ON}, {"concluded_on": ON}):
        assert refused(review_of(**refusal, **more))[0] == "acceptance_refused"


# ---- the extension


EXTENDED = {
    "accepted_on": date(2026, 9, 3), "extended_to": date(2026, 10, 16), "extension_reason": "须向省里调取文件",
    "extension_approver": "张书记", "extension_approved_on": date(2026, 9, 29),
}  # fmt: skip


def extension(planner, **more):
    review = review_of(**(EXTENDED | more))
    plain = planner.verify_due(replace(review, extended_to=None))
    rules.check_extension(review, plain=plain, longest=planner.longest_verify_due(review))


def test_an_extension_is_approved_in_time_and_no_longer_than_allowed(planner):
    extension(planner)
    extension(planner, extended_to=date(2026, 10, 21))  # 10 more than 10-08: the last day
    extension(planner, extension_approved_on=date(2026, 10, 8))
    for more, field in (
        ({"extension_reason": " "}, "extension_reason"),
        ({"extension_approver": ""}, "extension_approver"),
        ({"extension_approved_on": None}, "extension_approved_on"),
        ({"extension_approved_on": date(2026, 10, 9)}, "extension_approved_on"),
        ({"extended_to": date(2026, 10, 8)}, "extended_to"),
        ({"extended_to": date(2026, 10, 22)}, "extended_to"),
        ({"extended_to": None}, "extended_to"),
        ({"accepted_on": None}, "extended_to"),
    ):
        with pytest.raises(RuleError) as found:
            extension(planner, **more)
        assert found.value.field == field, more


def test_no_extension_where_the_rules_allow_none(off):
    with pytest.raises(RuleError, match="没有延长的规定"):
        extension(off(verify_review={"extension_days": 0}))


def test_a_review_without_an_extension_says_nothing_of_one(planner):
    rules.check_extension(review_of(), plain=None, longest=None)


# ---- the meeting, the objection, clarifying


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"study_expected": 9, "study_present": 10}, "study_present"),
        ({"study_present": 5, "votes_for": 4, "votes_against": 1, "votes_abstained": 1}, "votes_for"),
        ({"study_expected": 5, "votes_for": 6}, "votes_for"),
        ({"votes_against": -1}, "votes_against"),
        ({"study_expected": -1}, "study_expected"),
    ],
)
def test_votes_that_cannot_be_are_refused(more, field):
    assert refused(concluded(**more))[0] == field


def test_all_present_may_vote():
    rules.check(concluded(study_expected=9, study_present=7, votes_for=5, votes_against=1, votes_abstained=1), on=ON)


def test_an_objection_follows_the_feedback_and_is_answered_with_a_result():
    rules.check(concluded(**FED_BACK, objected_on=date(2026, 9, 24)), on=ON)
    assert refused(concluded(**FED_BACK, objected_on=date(2026, 9, 23)))[0] == "objected_on"
    answer = {"objection_answered_on": date(2026, 9, 30)}
    assert refused(concluded(**FED_BACK, **answer))[0] == "objected_on"
    objected = FED_BACK | {"objected_on": date(2026, 9, 28)}
    assert refused(concluded(**objected, **answer))[0] == "objection_result"
    assert refused(concluded(**objected, objection_result="upheld"))[0] == "objection_answered_on"
    early = {"objection_answered_on": date(2026, 9, 27), "objection_result": "upheld"}
    assert refused(concluded(**objected, **early))[0] == "objection_answered_on"


def test_after_a_restudy_the_feedback_is_that_of_the_new_conclusion():
    rules.check(concluded(
        feedback_on=date(2026, 10, 20), objected_on=date(2026, 9, 28), objection_answered_on=date(2026, 9, 30),
        objection_result="changed", concluded_on=date(2026, 10, 16),
    ), on=ON)  # fmt: skip


@pytest.mark.parametrize("ways", [("face",), ("meeting",), ("circular",), ("face", "meeting", "circular"), ()])
def test_a_name_is_always_cleared_in_writing(ways):
    assert refused(concluded(clarify="needed", clarify_ways=ways))[0] == "clarify_ways"
    rules.check(concluded(clarify="needed", clarify_ways=("written", *ways)), on=ON)


def test_nothing_is_clarified_without_need():
    assert refused(concluded(clarify="not_needed", clarify_ways=("written",)))[0] == "clarify"
    assert refused(concluded(clarified_on=ON))[0] == "clarify"
    told = {"clarify": "needed", "clarify_ways": ("written",), "clarify_told_on": date(2026, 9, 28)}
    assert refused(concluded(**told, clarified_on=date(2026, 9, 24)))[0] == "clarified_on"


def test_findings_do_not_matter_to_the_stages():
    rules.check(concluded(negative={"N01": Finding("yes", "属实")}), on=ON)
