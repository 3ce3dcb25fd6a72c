"""Where a review stands, what may be done next, and what is unusual about it and yet not refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from review_paper import FED_BACK, ON, check_of, concluded, corrected, county_without, review_of

from jzdesk.domain.plans import Planner
from jzdesk.domain.review_cautions import cautions
from jzdesk.domain.review_course import course_of
from jzdesk.domain.review_verbs import reasons, why_not
from jzdesk.domain.tolerance import ToleranceReview


@pytest.fixture
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


@pytest.fixture
def off(tables, work_calendar):
    """Makes a planner of a county that does without some stages."""
    return partial(county_without, tables, work_calendar)


# ---- what is unusual and not refused


def said(rulebook, work_calendar, review, **more):
    return cautions(review, lists=rulebook.tolerance, calendar=work_calendar, **more)


def test_an_application_follows_the_start_of_accountability_within_its_limit(rulebook, work_calendar):
    def about(**more):
        return said(rulebook, work_calendar, review_of(**more))

    assert about(accountability_on=date(2026, 8, 18)) == ()  # 10 working days: until 09-01
    (late,) = about(accountability_on=date(2026, 8, 17))
    assert "2026-08-31前" in late
    (early,) = about(accountability_on=date(2026, 9, 2))
    assert early.startswith("申请早于责任追究启动日期2026-09-02")
    (unknown,) = about()
    assert "尚未填写责任追究启动日期" in unknown
    assert about(way_in="self_started") == about(way_in="filing") == ()


def test_a_limit_the_county_does_without_warns_nobody(off, work_calendar):
    lists = off("apply", "object").rules.tolerance
    review = concluded(accountability_on=date(2026, 1, 5), **FED_BACK, objected_on=ON)
    assert cautions(review, lists=lists, calendar=work_calendar) == ()


def test_it_is_applied_for_before_the_decision_of_the_case(rulebook, work_calendar):
    decided = [(date(2026, 10, 9), "公纪〔2026〕9号"), (date(2026, 8, 31), "公纪〔2026〕8号")]
    (text,) = said(rulebook, work_calendar, review_of(way_in="self_started"), decided=decided)
    assert text == "关联案件已于2026-08-31作出处理决定（公纪〔2026〕8号），容错应当在作出决定以前提出。"
    assert said(rulebook, work_calendar, review_of(way_in="self_started"), decided=decided[:1]) == ()
    between = [(date(2026, 9, 18), "")]
    (text,) = said(rulebook, work_calendar, concluded(way_in="self_started"), decided=between)
    assert "早于容错认定" in text


def test_a_filing_covers_what_happens_after_it_was_accepted(rulebook, work_calendar):
    review = review_of(way_in="self_started", filing_id=7, happened_on=date(2026, 8, 20))
    filing = ToleranceReview(id=7, number="RC2026-007", way_in="filing", applied_on=date(2026, 8, 19))
    assert "未经受理" in said(rulebook, work_calendar, review, filing=filing)[0]
    accepted = replace(filing, accepted_on=date(2026, 8, 21))
    assert "以前" in said(rulebook, work_calendar, review, filing=accepted)[0]
    assert said(rulebook, work_calendar, review, filing=replace(filing, accepted_on=date(2026, 8, 20))) == ()


def test_a_meeting_of_half_and_a_motion_of_half_are_pointed_out(rulebook, work_calendar):
    def about(**more):
        return said(rulebook, work_calendar, concluded(way_in="self_started", **more))

    assert about(study_expected=9, study_present=5, votes_for=5) == ()
    assert about(study_expected=8, study_present=4, votes_for=4) == (
        "实到4人，未过应到8人的半数。", "同意4票，未过应到8人的半数。",
    )  # fmt: skip
    assert about(studied_on=None) == ("认定须经集体研究，尚未登记集体研究日期。",)


def test_a_late_objection_is_pointed_out(rulebook, work_calendar):
    def about(day):
        return said(rulebook, work_calendar, concluded(way_in="self_started", **FED_BACK, objected_on=day))

    assert about(date(2026, 10, 15)) == ()  # 10 working days from 09-24
    assert about(date(2026, 10, 16)) == ("异议超过期限：应当在反馈之日起10个工作日以内（2026-10-15前）提出。",)


# ---- what may be done now


def open_now(rulebook, review, *checks):
    return {verb for verb, why in reasons(review, checks=checks, lists=rulebook.tolerance).items() if not why}


def test_only_what_the_stage_allows_is_open(rulebook):
    assert open_now(rulebook, review_of()) == {"accept", "refuse_acceptance"}
    accepted = review_of(accepted_on=date(2026, 9, 3))
    assert open_now(rulebook, accepted) == {"accept", "extend_verification", "verify", "order_correction"}
    verified = replace(accepted, verified_on=date(2026, 9, 15))
    assert open_now(rulebook, verified) == {"accept", "verify", "study", "order_correction"}
    assert open_now(rulebook, concluded()) == {"feed_back", "file_review", "order_correction", "decide_clarify"}
    told = concluded(**FED_BACK, clarify="needed", clarify_ways=("written",))
    assert open_now(rulebook, told) == {
        "feed_back", "file_review", "record_objection", "order_correction", "decide_clarify", "clarify",
    }  # fmt: skip
    objected = replace(told, objected_on=date(2026, 9, 30))
    assert "answer_objection" in open_now(rulebook, objected)
    answered = replace(objected, objection_answered_on=date(2026, 9, 30), objection_result="upheld")
    assert "record_objection" not in open_now(rulebook, answered)


def test_what_was_not_accepted_is_only_mended(rulebook):
    review = review_of(acceptance_refused="与履职无关")
    assert open_now(rulebook, review) == {"refuse_acceptance"}


def test_a_filing_waits_for_what_it_was_filed_for(rulebook):
    review = review_of(way_in="filing", accepted_on=date(2026, 9, 2))
    assert open_now(rulebook, review) == {"accept", "record_happened", "order_correction"}
    assert "尚未发生失误" in why_not("verify", review, checks=(), lists=rulebook.tolerance)
    assert "verify" in open_now(rulebook, replace(review, happened_on=date(2026, 9, 20)))


def test_a_correction_is_checked_once_ordered_until_done(rulebook):
    checking = {"check_correction", "finish_correction"}
    assert open_now(rulebook, corrected()) & {*checking, "order_correction"} == {*checking, "order_correction"}
    one = check_of(date(2026, 10, 14), next_on=date(2026, 10, 28))
    assert open_now(rulebook, corrected(), one) & {*checking, "order_correction"} == checking
    done = check_of(date(2026, 10, 28), result="done")
    review = corrected(correction_done=date(2026, 10, 28))
    assert not open_now(rulebook, review, one, done) & {*checking, "order_correction"}


def test_without_a_stage_the_next_is_open_at_once(off):
    lists = off("accept_review", "verify_review").rules.tolerance
    found = reasons(review_of(), checks=(), lists=lists)
    assert (found["verify"], found["study"]) == ("", "")
    assert found["extend_verification"] == "核实期限没有延长的规定。"


# ---- where it stands


def standing(planner, review, *checks, on=ON):
    return course_of(
        review, planner.of_review(review, checks), lists=planner.rules.tolerance, on=on, calendar=planner.calendar
    )


def test_the_course_names_every_stage_and_the_next(planner):
    found = standing(planner, review_of(accepted_on=date(2026, 9, 3)), on=date(2026, 9, 30))
    assert [(s.name, s.state) for s in found.steps] == [
        ("受理", "done"), ("调查核实", "due_soon"), ("集体研究", "later"), ("认定", "later"), ("反馈", "later"), ("备案", "later"),
    ]  # fmt: skip
    assert found.next.code == "verify_review"
    assert found.now == "调查核实应于2026-10-08前完成（还剩1个工作日）。"


def test_several_open_stages_are_told_by_the_first_two(planner):
    found = standing(planner, concluded(clarify="needed", clarify_ways=("written",)), on=date(2026, 9, 22))
    assert found.now.startswith("反馈应于2026-09-29前完成（")
    assert found.now.endswith("另有1项。")
    assert [s.name for s in found.steps][-1] == "澄清正名"


def test_the_course_of_what_ended_waits_or_was_refused(planner, off):
    whole = concluded(**FED_BACK, filed_on=date(2026, 9, 24), clarify="not_needed")
    assert standing(planner, whole).now == "已办结。"
    assert standing(planner, whole).steps[-1].state == "none"
    refusal = review_of(acceptance_refused="与履职无关", acceptance_refused_on=date(2026, 9, 3))
    found = standing(planner, refusal)
    assert found.now == "已于2026-09-03不予受理：与履职无关。"
    assert {s.state for s in found.steps[1:]} == {"none"}
    filing = review_of(way_in="filing", accepted_on=date(2026, 9, 2))
    found = standing(planner, filing)
    assert found.now == "报备已受理，尚未发生失误，暂无办理期限。"
    assert [s.name for s in found.steps][:3] == ["报备初审", "失误发生", "调查核实"]
    assert found.next is None
    assert standing(off("file_review"), whole).steps[5].state == "done"
    assert standing(off("file_review"), replace(whole, filed_on=None)).steps[5].state == "off"


def test_after_a_restudy_the_second_round_is_shown(planner):
    review = concluded(
        conclusion="", concluded_on=None, studied_on=None, objected_on=date(2026, 9, 28), objection_result="changed",
        objection_answered_on=date(2026, 10, 9), earlier_conclusion="lighter", earlier_concluded_on=date(2026, 9, 21),
    )  # fmt: skip
    found = {s.code: s for s in standing(planner, review, on=date(2026, 10, 12)).steps}
    assert (found["study_review"].name, found["study_review"].open) == ("重新集体研究", True)
    assert found["conclude_review"].open
    assert found["answer_objection"].done_on == date(2026, 10, 9)
