"""Each stage of a review over a real vault: written, refused, audited, undone; where the review stands after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tolerance_county import concluded, make_desk, record, review_of

from jzdesk.domain.accounts import Role
from jzdesk.domain.duties import DutyState, state_of
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.review_files import CorrectionCheck
from jzdesk.domain.tolerance import REFUSED
from jzdesk.services import duties, history, tolerance_course
from jzdesk.services import tolerance as reviews
from jzdesk.services import tolerance_stages as stages
from jzdesk.services.opened import Opened
from jzdesk.storage import tolerance as rows
from jzdesk.storage.check import check_vault

APPLIED = date(2026, 9, 18)


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    assert duties.stale(made) == []
    assert check_vault(made.vault) == []
    made.vault.close(back_up=False)


def stored(desk, review_id):
    with desk.vault.read():
        return rows.get(review_id)


def open_kinds(desk, review_id):
    return {d.kind for d in reviews.duties_of_review(desk, review_id) if d.open}


def accepted(desk, **more):
    review_id = record(desk, review_of(**more))
    stages.accept(desk, review_id, accepted_on=date(2026, 9, 21))
    return review_id


def verified(desk):
    review_id = accepted(desk)
    stages.verify(desk, review_id, verified_on=date(2026, 9, 29), verifiers="周明、陈芳", verification="属实")
    return review_id


def finished(desk, **more):
    """A review with its conclusion of 10-09 drawn."""
    return record(desk, concluded(desk, **more))


def told(desk, **more):
    review_id = finished(desk, **more)
    stages.feed_back(
        desk, review_id, feedback_on=date(2026, 10, 12), feedback_way="face", feedback_organ_on=date(2026, 10, 12),
        feedback_organ="县委组织部机关党委",
    )  # fmt: skip
    return review_id


def objected(desk, **more):
    review_id = told(desk, **more)
    stages.record_objection(
        desk, review_id, objected_on=date(2026, 10, 14), objected_by="朱明远", objection="处理偏重"
    )
    return review_id


def last_entry(desk, review_id):
    return history.history_of(desk, "tolerance", review_id)[0]


# ---- one review from the application to the end


def test_a_review_runs_through_every_stage(desk):
    review_id = record(desk, review_of(accountability_on=date(2026, 9, 15)))
    assert open_kinds(desk, review_id) == {"accept_review"}
    said = stages.accept(desk, review_id, accepted_on=date(2026, 9, 21))
    assert said.message == "朱明远的容错审查已受理。"
    assert open_kinds(desk, review_id) == {"verify_review"}
    stages.extend_verification(
        desk, review_id, extended_to=date(2026, 10, 30), extension_reason="须向省里调取文件", extension_approver="张书记",
        extension_approved_on=date(2026, 10, 12),
    )  # fmt: skip
    stages.verify(desk, review_id, verified_on=date(2026, 10, 30), verifiers="周明、陈芳", verification="补贴确无标准")
    (verify,) = [d for d in reviews.duties_of_review(desk, review_id) if d.kind == "verify_review"]
    assert state_of(verify, desk.today) == DutyState.DONE
    assert open_kinds(desk, review_id) == {"study_review", "conclude_review"}
    stages.study(
        desk, review_id, studied_on=date(2026, 11, 5), meeting="县纪委常委会", study_expected=9, study_present=8, votes_for=8,
        votes_against=0, votes_abstained=0, study_minutes="同意承办部门意见",
    )  # fmt: skip
    assert open_kinds(desk, review_id) == {"conclude_review"}
    review = stored(desk, review_id)
    assert (review.meeting, review.votes_for, review.extension_approver) == ("县纪委常委会", 8, "张书记")
    assert tolerance_course.progress(desk, review_id).next.code == "conclude_review"
    assert [step.action for step in reversed(history.history_of(desk, "tolerance", review_id))] == [
        "登记容错审查", "受理容错审查", "延长容错核实期限", "完成容错核实", "容错集体研究",
    ]  # fmt: skip


def test_after_the_conclusion_to_the_end(desk):
    review_id = finished(desk)
    assert open_kinds(desk, review_id) == {"feed_back_review", "file_review"}
    stages.feed_back(desk, review_id, feedback_on=date(2026, 10, 12), feedback_way="face", person_opinion="接受")
    assert open_kinds(desk, review_id) == {"feed_back_review", "file_review"}
    stages.feed_back(desk, review_id, feedback_organ_on=date(2026, 10, 13), feedback_organ="县委组织部机关党委")
    assert stored(desk, review_id).person_opinion == "接受"
    stages.file_review(desk, review_id, filed_on=date(2026, 10, 14), filed_with="市纪委监委", copied_to="县委组织部")
    assert open_kinds(desk, review_id) == set()
    stages.decide_clarify(
        desk, review_id, clarify="needed", clarify_ways=("written", "meeting"), clarify_scope="县委组织部全体干部"
    )
    assert open_kinds(desk, review_id) == {"clarify"}
    stages.clarify(
        desk, review_id, clarify_told_on=date(2026, 10, 13), clarified_on=date(2026, 10, 14), clarify_number="公纪澄〔2026〕1号"
    )
    assert tolerance_course.progress(desk, review_id).now == "已办结。"
    assert last_entry(desk, review_id).action == "澄清正名"
    differences = {d.field: d.after for d in last_entry(desk, review_id).differences}
    assert differences["容错审查·澄清函文号"] == "公纪澄〔2026〕1号"


def test_a_name_is_cleared_in_writing_whatever_else(desk):
    review_id = finished(desk)
    for ways in (("meeting",), ("face", "circular"), ()):
        with pytest.raises(RuleError) as found:
            stages.decide_clarify(desk, review_id, clarify="needed", clarify_ways=ways)
        assert found.value.field == "clarify_ways"
    with pytest.raises(RuleError):
        stages.decide_clarify(desk, review_id, clarify="maybe")
    stages.decide_clarify(desk, review_id, clarify="needed", clarify_ways=("written",))
    with pytest.raises(RuleError):
        stages.clarify(desk, review_id, clarified_on=date(2026, 10, 14), clarify_number="1号", clarify_ways=("face",))
    stages.decide_clarify(desk, review_id, clarify="not_needed", clarify_ways=("written",), clarify_joint=True)
    review = stored(desk, review_id)
    assert (review.clarify, review.clarify_ways, review.clarify_joint) == ("not_needed", (), False)
    assert "clarify" not in open_kinds(desk, review_id)


# ---- acceptance and prior filing


def test_a_refusal_needs_a_reason_and_closes_the_review(desk):
    review_id = record(desk, review_of())
    with pytest.raises(RuleError) as found:
        stages.refuse_acceptance(desk, review_id, acceptance_refused=" ", acceptance_refused_on=date(2026, 9, 22))
    assert found.value.field == "acceptance_refused"
    stages.refuse_acceptance(
        desk, review_id, acceptance_refused="所反映事项与履职无关", acceptance_refused_on=date(2026, 9, 22)
    )
    assert open_kinds(desk, review_id) == set()
    with pytest.raises(Refused, match="已不予受理"):
        stages.accept(desk, review_id, accepted_on=date(2026, 9, 22))
    assert "不予受理" in tolerance_course.progress(desk, review_id).now


def test_a_filing_waits_until_what_it_was_filed_for_happened(desk):
    review_id = accepted(desk, way_in="filing", plan="先行先试发放补贴")
    assert open_kinds(desk, review_id) == set()
    with pytest.raises(Refused, match="尚未发生失误"):
        stages.verify(desk, review_id, verified_on=desk.today, verifiers="周明", verification="属实")
    with pytest.raises(RuleError) as found:
        stages.record_happened(desk, review_id, happened_on=date(2026, 9, 17))
    assert found.value.field == "happened_on"
    facts = stored(desk, review_id).facts
    stages.record_happened(desk, review_id, happened_on=date(2026, 10, 20))
    assert stored(desk, review_id).facts == facts
    assert open_kinds(desk, review_id) == {"verify_review"}
    stages.record_happened(desk, review_id, happened_on=date(2026, 10, 20), facts="多发三人")
    assert stored(desk, review_id).facts == "多发三人"
    with pytest.raises(Refused, match="事前报备"):
        stages.record_happened(desk, accepted(desk), happened_on=date(2026, 9, 1))


# ---- refusals


def test_a_stage_is_not_recorded_before_its_turn(desk):
    review_id = record(desk, review_of())
    for call in (
        lambda: stages.verify(desk, review_id, verified_on=desk.today, verifiers="周明", verification="属实"),
        lambda: stages.study(desk, review_id, studied_on=desk.today, meeting="常委会"),
        lambda: stages.file_review(desk, review_id, filed_on=desk.today, filed_with="市纪委"),
        lambda: stages.feed_back(desk, review_id, feedback_on=desk.today, feedback_way="face"),
        lambda: stages.record_objection(desk, review_id, objected_on=desk.today, objected_by="朱", objection="重"),
        lambda: stages.answer_objection(
            desk, review_id, objection_answered_on=desk.today, objection_result="upheld", objection_answer="维持"),
        lambda: stages.check_correction(desk, review_id, check_of(desk.today, result="done")),
        lambda: stages.finish_correction(desk, review_id, correction_done=desk.today),
        lambda: stages.decide_clarify(desk, review_id, clarify="not_needed"),
        lambda: stages.clarify(desk, review_id, clarified_on=desk.today, clarify_number="1号"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            call()
    assert len(history.history_of(desk, "tolerance", review_id)) == 1


def test_what_every_stage_needs_is_asked_at_its_field(desk):
    review_id, done = verified(desk), objected(desk)
    for call, field in (
        (lambda: stages.verify(desk, review_id, verified_on=desk.today, verifiers="", verification="实"), "verifiers"),
        (lambda: stages.verify(desk, review_id, verified_on=desk.today, verifiers="周", verification=" "), "verification"),
        (lambda: stages.study(desk, review_id, studied_on=desk.today, meeting=""), "meeting"),
        (lambda: stages.study(desk, review_id, studied_on=date(2026, 9, 28), meeting="常委会"), "studied_on"),
        (lambda: stages.accept(desk, review_id, accepted_on=date(2026, 9, 17)), "accepted_on"),
        (lambda: stages.feed_back(desk, done), "feedback_on"),
        (lambda: stages.feed_back(desk, done, feedback_on=desk.today, feedback_way="mail"), "feedback_way"),
        (lambda: stages.feed_back(desk, done, feedback_organ_on=desk.today), "feedback_organ"),
        (lambda: stages.file_review(desk, done, filed_on=desk.today, filed_with=" "), "filed_with"),
        (lambda: stages.file_review(desk, done, filed_on=date(2026, 10, 8), filed_with="市纪委"), "filed_on"),
        (lambda: stages.record_objection(desk, done, objected_on=desk.today, objected_by="", objection="重"), "objected_by"),
        (lambda: stages.record_objection(desk, done, objected_on=desk.today, objected_by="朱", objection=""), "objection"),
        (lambda: stages.answer_objection(
            desk, done, objection_answered_on=desk.today, objection_result="", objection_answer="维持"), "objection_result"),
        (lambda: stages.answer_objection(
            desk, done, objection_answered_on=desk.today, objection_result="upheld", objection_answer=""), "objection_answer"),
        (lambda: stages.clarify(desk, done, clarified_on=desk.today, clarify_number=""), "clarify_number"),
    ):  # fmt: skip
        with pytest.raises(RuleError) as found:
            call()
        assert found.value.field == field


def test_an_extension_is_approved_in_time_and_within_the_limit(desk):
    review_id = accepted(desk)  # until 10-26
    values = {"extended_to": date(2026, 11, 6), "extension_reason": "外调", "extension_approver": "张书记",
              "extension_approved_on": date(2026, 10, 26)}  # fmt: skip
    for wrong, field in (
        ({"extended_to": date(2026, 10, 26)}, "extended_to"),
        ({"extended_to": date(2026, 11, 10)}, "extended_to"),
        ({"extension_approved_on": date(2026, 10, 27)}, "extension_approved_on"),
        ({"extension_approver": " "}, "extension_approver"),
        ({"extension_reason": " "}, "extension_reason"),
    ):
        with pytest.raises(RuleError) as found:
            stages.extend_verification(desk, review_id, **(values | wrong))
        assert found.value.field == field, wrong
    stages.extend_verification(desk, review_id, **values)
    assert [d.due_on for d in reviews.duties_of_review(desk, review_id) if d.open] == [date(2026, 11, 6)]


def test_a_review_that_is_gone_is_refused(desk):
    review_id = record(desk, review_of())
    reviews.delete_review(desk, review_id)
    for call in (
        lambda: stages.accept(desk, review_id, accepted_on=desk.today),
        lambda: stages.check_correction(desk, review_id, check_of(desk.today, result="done")),
        lambda: tolerance_course.progress(desk, review_id),
        lambda: tolerance_course.open_verbs(desk, review_id),
        lambda: stages.accept(desk, 999, accepted_on=desk.today),
    ):
        with pytest.raises(Refused, match="已不存在"):
            call()
    reviews.recover_review(desk, review_id)
    stages.accept(desk, review_id, accepted_on=date(2026, 9, 21))


def test_a_form_that_stood_open_writes_over_nothing(desk):
    review_id = record(desk, review_of())
    shown = Opened(stored(desk, review_id))
    stages.accept(desk, review_id, accepted_on=date(2026, 9, 21), based_on=shown)
    with pytest.raises(Refused, match=r"李经办.*受理容错审查"):
        stages.refuse_acceptance(
            desk, review_id, acceptance_refused="与履职无关", acceptance_refused_on=desk.today, based_on=shown
        )
    shown = Opened(stored(desk, review_id))
    stages.verify(desk, review_id, verified_on=desk.today, verifiers="周明", verification="实", based_on=shown)


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_who_only_reads_records_no_stage(desk, role):
    review_id = record(desk, review_of())
    reader = replace(desk, account=replace(desk.account, role=role))
    with pytest.raises(Refused, match="没有“"):
        stages.accept(reader, review_id, accepted_on=desk.today)


# ---- objection


def test_an_objection_upheld_or_not_is_a_duty_until_answered(desk):
    review_id = objected(desk)
    assert "answer_objection" in open_kinds(desk, review_id)
    stages.answer_objection(
        desk, review_id, objection_answered_on=date(2026, 10, 20), objection_result="upheld", objection_answer="适用清单正确"
    )
    review = stored(desk, review_id)
    assert (review.conclusion, review.earlier_conclusion) == ("exempt", "")
    assert "answer_objection" not in open_kinds(desk, review_id)
    with pytest.raises(Refused, match="已经答复"):
        stages.record_objection(desk, review_id, objected_on=desk.today, objected_by="朱", objection="重")


def test_a_late_objection_is_recorded_and_said_to_be_late(desk):
    review_id = told(desk)
    said = stages.record_objection(
        desk, review_id, objected_on=date(2026, 10, 27), objected_by="朱明远", objection="处理偏重"
    )
    assert said.message == (
        "朱明远的容错审查已登记异议。异议超过期限：应当在反馈之日起10个工作日以内（2026-10-26前）提出。"
    )
    assert stored(desk, review_id).objected_on == date(2026, 10, 27)


def follow(desk, review_id):
    return stages.answer_objection(
        desk, review_id, objection_answered_on=date(2026, 10, 20), objection_result="changed", objection_answer="重新认定"
    )


def test_a_followed_objection_opens_the_finding_again(desk):
    review_id = objected(desk, conclusion="lighter", studied_on=date(2026, 9, 30), statement="从轻")
    before = stored(desk, review_id)
    said = follow(desk, review_id)
    assert said.message.endswith("请重新研究认定。")
    review = stored(desk, review_id)
    assert (review.conclusion, review.concluded_on, review.studied_on, review.meeting) == ("", None, None, "")
    assert (review.earlier_conclusion, review.earlier_concluded_on) == ("lighter", date(2026, 10, 9))
    assert (review.earlier_studied_on, review.earlier_feedback_on) == (date(2026, 9, 30), date(2026, 10, 12))
    assert (review.feedback_on, review.feedback_organ_on, review.filed_on) == (None, None, None)
    assert review.positive == before.positive
    assert open_kinds(desk, review_id) == {"study_review", "conclude_review"}
    stages.study(desk, review_id, studied_on=date(2026, 10, 29), meeting="县纪委常委会")
    anew = concluded(desk, stored(desk, review_id), conclusion="exempt", after_code="", handling_after="不予追究", accepted_on=before.accepted_on, verified_on=before.verified_on, concluded_on=date(2026, 10, 30))  # fmt: skip
    reviews.record_review(desk, anew, reviews.open_review(desk, review_id)[1])
    assert open_kinds(desk, review_id) == {"feed_back_review", "file_review"}
    found = {(d.kind, d.part): d for d in reviews.duties_of_review(desk, review_id)}
    assert found["conclude_review", 0].done_on == date(2026, 10, 9)
    assert found["conclude_review", 1].done_on == date(2026, 10, 30)


def test_a_locked_conclusion_is_opened_by_a_reviewer_first(desk):
    review_id = objected(desk, conclusion=REFUSED, yes=("N01",))
    with pytest.raises(Refused, match="先由审核人解除锁定"):
        follow(desk, review_id)
    assert stored(desk, review_id).conclusion == REFUSED
    reviewer = replace(desk, account=replace(desk.account, name="王审核", display_name="王审核", role=Role.REVIEWER))
    reviews.unlock(reviewer, review_id, "N01", why="数据核减后不构成弄虚作假")
    with pytest.raises(RuleError, match="不能维持"):
        stages.answer_objection(
            desk, review_id, objection_answered_on=desk.today, objection_result="upheld", objection_answer="维持"
        )
    follow(desk, review_id)
    assert stored(desk, review_id).conclusion == ""


def test_taking_the_answer_back_puts_the_conclusion_back(desk):
    review_id = objected(desk, conclusion="lighter")
    before = stored(desk, review_id)
    open_before = open_kinds(desk, review_id)
    seq = follow(desk, review_id).audit_seq
    history.take_back(desk, seq)
    assert stored(desk, review_id) == before
    assert open_kinds(desk, review_id) == open_before


# ---- correction


def check_of(day, *, result="open", next_on=None, **more):
    return CorrectionCheck(**({"checked_on": day, "checker": "周明", "found": "已退款", "result": result,
                               "next_on": next_on} | more))  # fmt: skip


def ordered(desk):
    review_id = finished(desk)
    said = stages.order_correction(
        desk, review_id, correction="停止发放、清退超范围补贴", correction_owner="县委组织部", correction_due=date(2026, 11, 13),
        correction_ordered_on=date(2026, 10, 12), correction_number="公纪纠〔2026〕3号",
    )  # fmt: skip
    assert said.message == "朱明远的容错审查已登记纠错通知，整改期限至2026-11-13。"
    return review_id


def test_a_correction_is_checked_until_it_is_done(desk):
    review_id = ordered(desk)
    assert {"correct", "check_correction"} <= open_kinds(desk, review_id)
    said = stages.check_correction(desk, review_id, check_of(date(2026, 10, 26), next_on=date(2026, 11, 9)))
    assert said.message == "已登记检查：尚未整改到位，2026-11-09再查。"
    with pytest.raises(Refused, match="已检查过整改"):
        stages.order_correction(
            desk, review_id, correction="另", correction_owner="党组", correction_due=date(2026, 11, 30),
            correction_ordered_on=date(2026, 10, 12),
        )  # fmt: skip
    stages.check_correction(desk, review_id, check_of(date(2026, 11, 9), result="done", found="全部清退"))
    review = stored(desk, review_id)
    assert (review.correction_done, review.correction_result) == (date(2026, 11, 9), "全部清退")
    assert not {"correct", "check_correction"} & open_kinds(desk, review_id)
    with pytest.raises(Refused, match="整改已经完成"):
        stages.check_correction(desk, review_id, check_of(date(2026, 11, 10), result="done"))
    with pytest.raises(Refused, match="已由检查认定"):
        stages.finish_correction(desk, review_id, correction_done=date(2026, 11, 10))


def test_a_check_that_ended_it_may_be_mended_and_opens_it_again(desk):
    review_id = ordered(desk)
    stages.check_correction(desk, review_id, check_of(date(2026, 10, 26), result="done"))
    with desk.vault.read():
        (check,) = rows.checks_of(review_id)
    stages.check_correction(desk, review_id, replace(check, result="open", next_on=date(2026, 11, 9)))
    assert stored(desk, review_id).correction_done is None
    assert {"correct", "check_correction"} <= open_kinds(desk, review_id)
    assert last_entry(desk, review_id).action == "修改纠错检查"
    with pytest.raises(Refused, match="这次检查已不存在"):
        stages.check_correction(desk, review_id, replace(check, id=77))


def test_taking_a_check_back_opens_the_correction_again(desk):
    review_id = ordered(desk)
    seq = stages.check_correction(desk, review_id, check_of(date(2026, 10, 26), result="done")).audit_seq
    history.take_back(desk, seq)
    with desk.vault.read():
        assert rows.checks_of(review_id) == []
    assert stored(desk, review_id).correction_done is None
    assert "check_correction" in open_kinds(desk, review_id)


def test_a_correction_reported_done_needs_no_check(desk):
    review_id = ordered(desk)
    with pytest.raises(RuleError):
        stages.finish_correction(desk, review_id, correction_done=date(2026, 10, 9))
    stages.finish_correction(desk, review_id, correction_done=date(2026, 11, 9), correction_result="单位书面报告已清退")
    assert not {"correct", "check_correction"} & open_kinds(desk, review_id)
