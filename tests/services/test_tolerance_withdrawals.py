"""Stages of a review recorded by mistake are taken out with a reason, the last first, and are due again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tolerance_county import concluded, make_desk, record, review_of

from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.review_files import CorrectionCheck
from jzdesk.domain.review_verbs import reasons
from jzdesk.domain.review_withdrawals import FILLED
from jzdesk.domain.tolerance import REFUSED
from jzdesk.services import duties, history
from jzdesk.services import tolerance as reviews
from jzdesk.services import tolerance_stages as stages
from jzdesk.services import tolerance_withdrawals as withdrawals
from jzdesk.services.opened import Opened
from jzdesk.storage import tolerance as rows

REASON = "录错了日期，应登记在另一件"


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    assert duties.stale(made) == []
    made.vault.close(back_up=False)


def stored(desk, review_id):
    with desk.vault.read():
        return rows.get(review_id)


def open_kinds(desk, review_id):
    return {d.kind for d in reviews.duties_of_review(desk, review_id) if d.open}


def studied(desk):
    review_id = record(desk, review_of())
    stages.accept(desk, review_id, accepted_on=date(2026, 9, 21))
    stages.extend_verification(
        desk, review_id, extended_to=date(2026, 10, 30), extension_reason="外调", extension_approver="张书记",
        extension_approved_on=date(2026, 10, 12),
    )  # fmt: skip
    stages.verify(desk, review_id, verified_on=date(2026, 10, 30), verifiers="周明、陈芳", verification="属实")
    stages.study(desk, review_id, studied_on=date(2026, 11, 5), meeting="县纪委常委会", study_present=8)
    return review_id


def finished(desk):
    """Everything that may follow a conclusion, the objection upheld."""
    review_id = record(desk, concluded(desk))
    stages.feed_back(desk, review_id, feedback_on=date(2026, 10, 12), feedback_way="face",
                     feedback_organ_on=date(2026, 10, 12), feedback_organ="机关党委")  # fmt: skip
    stages.file_review(desk, review_id, filed_on=date(2026, 10, 13), filed_with="市纪委监委")
    stages.record_objection(desk, review_id, objected_on=date(2026, 10, 14), objected_by="朱明远", objection="偏重")
    stages.answer_objection(desk, review_id, objection_answered_on=date(2026, 10, 20), objection_result="upheld",
                            objection_answer="维持")  # fmt: skip
    stages.order_correction(desk, review_id, correction="清退", correction_owner="党组", correction_due=date(2026, 11, 13),
                            correction_ordered_on=date(2026, 10, 12))  # fmt: skip
    stages.finish_correction(desk, review_id, correction_done=date(2026, 11, 9))
    stages.decide_clarify(desk, review_id, clarify="needed", clarify_ways=("written",))
    stages.clarify(desk, review_id, clarified_on=date(2026, 10, 14), clarify_number="1号")
    return review_id


def test_every_verb_but_the_check_can_be_taken_out(desk):
    verbs = set(reasons(review_of(), checks=(), lists=desk.rulebook.tolerance))
    assert set(FILLED) == set(withdrawals.NAMES) == verbs - {"check_correction"}


def test_the_stages_go_the_last_first_until_nothing_is_left(desk):
    review_id = studied(desk)
    before = stored(desk, review_id)
    assert {verb for verb, why in withdrawals.withdrawable(desk, review_id).items() if not why} == {"study"}
    for verb, kinds in (
        ("study", {"study_review", "conclude_review"}),
        ("verify", {"verify_review"}),
        ("extend_verification", {"verify_review"}),
        ("accept", {"accept_review"}),
    ):
        said = withdrawals.withdraw_stage(desk, review_id, verb, why=REASON)
        assert said.message == f"已删除误登记的{withdrawals.NAMES[verb]}。"
        assert open_kinds(desk, review_id) == kinds
    kept = {name: getattr(before, name) for name in ("uid", "number", "person_id", "list_version_id")}
    assert stored(desk, review_id) == review_of(id=review_id, **kept)
    entry = history.history_of(desk, "tolerance", review_id)[0]
    assert (entry.action, entry.why) == ("删除误登记的受理", REASON)


def test_what_followed_the_conclusion_is_taken_out(desk):
    review_id = finished(desk)
    clean = replace(stored(desk, review_id), **{
        name: getattr(review_of(), name)
        for verb in ("feed_back", "file_review", "record_objection", "answer_objection", "order_correction",
                     "finish_correction", "decide_clarify", "clarify")
        for name in FILLED[verb]
    })  # fmt: skip
    for verb in ("clarify", "decide_clarify", "finish_correction", "order_correction", "answer_objection", "record_objection",
                 "file_review", "feed_back"):  # fmt: skip
        withdrawals.withdraw_stage(desk, review_id, verb, why=REASON)
    assert stored(desk, review_id) == clean
    assert open_kinds(desk, review_id) == {"feed_back_review", "file_review"}
    assert withdrawals.withdrawable(desk, review_id).get("accept", "").startswith("已填")


@pytest.mark.parametrize(
    ("verb", "later"),
    [("accept", "已填核实日期"), ("verify", "已填认定日期"), ("feed_back", "已填异议日期"), ("record_objection", "已填答复日期"),
     ("order_correction", "已填整改完成日期"), ("decide_clarify", "已填澄清日期"), ("study", "没有登记过"),
     ("refuse_acceptance", "没有登记过")],
)  # fmt: skip
def test_nothing_goes_while_something_rests_on_it(desk, verb, later):
    review_id = finished(desk)
    with pytest.raises(Refused, match=later):
        withdrawals.withdraw_stage(desk, review_id, verb, why=REASON)


def test_a_refusal_entered_by_mistake_is_taken_out_and_the_review_goes_on(desk):
    review_id = record(desk, review_of())
    stages.refuse_acceptance(desk, review_id, acceptance_refused="与履职无关", acceptance_refused_on=date(2026, 9, 22))
    with pytest.raises(RuleError) as found:
        withdrawals.withdraw_stage(desk, review_id, "refuse_acceptance", why=" ")
    assert found.value.field == "why"
    withdrawals.withdraw_stage(desk, review_id, "refuse_acceptance", why=REASON)
    stages.accept(desk, review_id, accepted_on=date(2026, 9, 23))


def test_an_answer_that_opened_the_finding_again_stays(desk):
    review_id = finished(desk)
    withdrawals.withdraw_stage(desk, review_id, "answer_objection", why=REASON)
    stages.answer_objection(desk, review_id, objection_answered_on=date(2026, 10, 20), objection_result="changed",
                            objection_answer="重新认定")  # fmt: skip
    with pytest.raises(Refused, match="重新认定"):
        withdrawals.withdraw_stage(desk, review_id, "answer_objection", why=REASON)


def test_a_locked_conclusion_is_not_touched(desk):
    review_id = record(desk, concluded(desk, conclusion=REFUSED, yes=("N01",), studied_on=date(2026, 9, 30), meeting="常委会"))
    with pytest.raises(Refused, match="已填认定日期"):
        withdrawals.withdraw_stage(desk, review_id, "study", why=REASON)
    assert stored(desk, review_id).conclusion == REFUSED


def test_a_form_that_stood_open_takes_nothing_out(desk):
    review_id = studied(desk)
    shown = Opened(stored(desk, review_id))
    stages.study(desk, review_id, studied_on=date(2026, 11, 6), meeting="县纪委常委会")
    with pytest.raises(Refused, match="改动"):
        withdrawals.withdraw_stage(desk, review_id, "study", why=REASON, based_on=shown)


# ---- checks of a correction


def checked(desk):
    review_id = record(desk, concluded(desk))
    stages.order_correction(desk, review_id, correction="清退", correction_owner="党组", correction_due=date(2026, 11, 13),
                            correction_ordered_on=date(2026, 10, 12))  # fmt: skip
    one = CorrectionCheck(checked_on=date(2026, 10, 26), checker="周明", found="清退过半", next_on=date(2026, 11, 9))
    stages.check_correction(desk, review_id, one)
    stages.check_correction(desk, review_id, replace(one, checked_on=date(2026, 11, 9), result="done", next_on=None))
    return review_id, [check.id for check in checks_of(desk, review_id)]


def checks_of(desk, review_id):
    with desk.vault.read():
        return rows.checks_of(review_id)


def test_only_the_last_check_goes_and_opens_the_correction_again(desk):
    review_id, (first, last) = checked(desk)
    with pytest.raises(Refused, match="最后一次"):
        withdrawals.withdraw_check(desk, review_id, first, why=REASON)
    with pytest.raises(RuleError):
        withdrawals.withdraw_check(desk, review_id, last, why="")
    seq = withdrawals.withdraw_check(desk, review_id, last, why=REASON).audit_seq
    assert stored(desk, review_id).correction_done is None
    assert {"correct", "check_correction"} <= open_kinds(desk, review_id)
    history.take_back(desk, seq)
    assert [check.id for check in checks_of(desk, review_id)] == [first, last]
    assert stored(desk, review_id).correction_done == date(2026, 11, 9)
    withdrawals.withdraw_check(desk, review_id, last, why=REASON)
    withdrawals.withdraw_check(desk, review_id, first, why=REASON)
    with pytest.raises(Refused, match="已不存在"):
        withdrawals.withdraw_check(desk, review_id, first, why=REASON)
    withdrawals.withdraw_stage(desk, review_id, "order_correction", why=REASON)


def test_an_order_that_was_checked_stays_as_it_is_in_the_form_too(desk):
    review_id, _checks = checked(desk)
    with pytest.raises(Refused, match="整改由检查认定到位"):
        withdrawals.withdraw_stage(desk, review_id, "finish_correction", why=REASON)
    review, person = reviews.open_review(desk, review_id)
    for wrong, field in (
        ({"correction_ordered_on": date(2026, 10, 27)}, "correction_ordered_on"),
        ({"correction_ordered_on": None}, "correction_ordered_on"),
        ({"correction_ordered_on": None, "correction_due": None, "correction_done": None}, "correction_due"),
        ({"correction_done": date(2026, 11, 10)}, "correction_done"),
        ({"correction_done": None}, "correction_done"),
    ):
        with pytest.raises(RuleError) as found:
            reviews.record_review(desk, replace(review, **wrong), person)
        assert found.value.field == field, wrong
    reviews.record_review(desk, replace(review, correction_due=date(2026, 11, 20)), person)
