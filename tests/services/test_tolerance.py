"""The services of 容错纠错 over a real vault; above all that nothing gets round the lock."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from case_county import decided
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tolerance_county import EVIDENCE, answered, concluded, fill, make_desk, record, review_of, someone

from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Role
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.tolerance import CONCLUSIONS, REFUSED, Finding
from jzdesk.services import cases, history, recycle, tolerance, tolerance_stages
from jzdesk.services.tolerance import ReviewFilter
from jzdesk.storage import tolerance as rows


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


@pytest.fixture
def reviewer(desk):
    """The same vault as the reviewer sees it."""
    return as_role(desk, Role.REVIEWER)


def as_role(desk, role):
    return replace(
        desk, account=replace(desk.account, name=f"账户{role}", display_name=f"账户{role}", role=role)
    )


def stored(desk, review_id):
    with desk.vault.read():
        return rows.get(review_id)


def locked_id(desk, *codes):
    """A review concluded as 不予容错 because of entries."""
    return record(desk, concluded(desk, conclusion=REFUSED, yes=codes or ("N01",)))


# ---- registering and saving


def test_a_review_is_numbered_and_its_stages_run(desk):
    changes = tolerance.record_review(desk, review_of(), someone())
    review, person = tolerance.open_review(desk, changes.record_id)
    assert (review.number, person.name) == ("RC2026-001", "朱明远")
    assert changes.message == "已保存朱明远的容错审查。"
    (duty,) = tolerance.duties_of_review(desk, review.id)
    assert (duty.kind, duty.due_on) == ("accept_review", date(2026, 9, 24))
    assert record(desk, review_of(matter="另一件"), someone("李㛃")) != review.id
    assert [r.number for r in tolerance.list_reviews(desk, ReviewFilter(on=desk.today), sort="number")] == [
        "RC2026-002", "RC2026-001",
    ]  # fmt: skip


def test_the_stages_follow_one_another_to_the_correction(desk):
    review = concluded(
        desk, correction="停止执行", correction_due=date(2026, 11, 6), feedback_on=date(2026, 10, 13)
    )
    review_id = record(desk, review)
    found = {d.kind: d for d in tolerance.duties_of_review(desk, review_id)}
    assert list(found) == [
        "accept_review", "verify_review", "conclude_review", "feed_back_review", "file_review", "correct",
    ]  # fmt: skip
    assert found["file_review"].counted_from == date(
        2026, 10, 9
    )  # counts from the conclusion, not from the feedback
    assert found["correct"].open
    changes = tolerance_stages.finish_correction(desk, review_id, correction_done=date(2026, 11, 5))
    assert changes.message == "朱明远的容错审查已登记纠错整改完成。"
    assert stored(desk, review_id).correction_done == date(2026, 11, 5)


def test_a_stage_left_out_on_paper_does_not_stop_the_next(desk):
    review_id = record(desk, review_of(verified_on=date(2026, 10, 9)))
    found = {d.kind: d for d in tolerance.duties_of_review(desk, review_id)}
    assert set(found) == {"accept_review", "verify_review", "study_review", "conclude_review"}
    assert found["verify_review"].counted_from == date(2026, 9, 18)
    assert found["conclude_review"].counted_from == date(2026, 10, 9)


def test_the_form_sees_the_stages_before_saving(desk):
    found = tolerance.preview_stages(desk, review_of(accepted_on=date(2026, 9, 21)))
    assert [(d.kind, d.due_on) for d in found] == [
        ("accept_review", date(2026, 9, 24)), ("verify_review", date(2026, 10, 26)),
    ]  # fmt: skip
    assert tolerance.preview_stages(desk, review_of(applied_on=None)) == []


def test_what_is_wrong_is_refused_at_its_field_and_nothing_stored(desk):
    for review, person, field in (
        (review_of(matter=""), someone(), "matter"),
        (review_of(), someone(""), "name"),
        (review_of(factor_set="none"), someone(), "factor_set"),
        (review_of(factor_set="seven_views"), someone(), "factor_set"),
        (concluded(desk, positive={}), someone(), "positive"),
    ):
        with pytest.raises(RuleError) as refused:
            record(desk, review, person)
        assert refused.value.field == field
    assert tolerance.count_reviews(desk, ReviewFilter(on=desk.today)) == 0


def test_an_id_number_fills_birth_and_belongs_to_one_person(desk):
    number = "11010519491231002X"
    review_id = record(desk, review_of(), someone(id_number=f" {number} "))
    _review, person = tolerance.open_review(desk, review_id)
    assert (person.id_number, person.birth) == (number, date(1949, 12, 31))
    with pytest.raises(RuleError) as refused:
        tolerance.record_review(desk, review_of(), someone("李㛃", id_number=number))
    assert refused.value.field == "id_number"


def test_a_review_is_linked_to_a_case_of_the_same_person_only(desk):
    case_id = decided(desk, "吴建国", case={"number": "公案〔2026〕1号"})
    person = cases.open_case(desk, case_id).person
    assert tolerance.cases_of_person(desk, None) == []
    ((offered, words),) = tolerance.cases_of_person(desk, person.id)
    assert offered == case_id
    assert words.startswith("公案〔2026〕1号")
    with pytest.raises(RuleError) as refused:
        tolerance.record_review(desk, review_of(case_id=case_id), someone())
    assert refused.value.field == "case_id"
    review_id = record(desk, review_of(case_id=case_id), person)
    assert tolerance.duties_of_review(desk, review_id)[0].case_id == case_id


def test_a_review_moved_to_another_person_takes_its_duties_along(desk):
    review_id = record(desk, review_of())
    _review, first = tolerance.open_review(desk, review_id)
    record(desk, review_of(matter="另一件"), someone("李㛃"))
    second = next(p for p in _people(desk) if p.name == "李㛃")
    tolerance.record_review(desk, stored(desk, review_id), second)
    assert tolerance.open_review(desk, review_id)[1].name == "李㛃"
    assert {d.person_id for d in tolerance.duties_of_review(desk, review_id)} == {second.id}
    assert first.id != second.id


def _people(desk):
    from jzdesk.services.people import find_people

    return find_people(desk, "李")


def test_the_correction_is_recorded_only_where_one_was_ordered(desk):
    plain = record(desk, concluded(desk))
    with pytest.raises(Refused, match="尚未下达纠错通知。"):
        tolerance_stages.finish_correction(desk, plain, correction_done=date(2026, 11, 5))
    ordered = record(
        desk, concluded(desk, correction="停发", correction_due=date(2026, 11, 6)), someone("李㛃")
    )
    for day in (date(2026, 11, 23), date(2026, 10, 8)):
        with pytest.raises(RuleError):
            tolerance_stages.finish_correction(desk, ordered, correction_done=day)


# ---- the text of the finding


def test_the_statement_of_a_tolerated_review_names_every_ground_its_evidence_and_its_clause(desk):
    review = concluded(
        desk, meeting="县纪委常委会", handling_before="拟予诫勉", handling_after="不予追究责任"
    )
    text = tolerance.propose_statement(desk, review, someone())
    for part in (
        "关于县委组织部副部长朱明远“驻村第一书记生活与工作补贴”，经核实认定如下：",
        "二、三个区分开来：（一）属于在推进改革中因缺乏经验、先行先试出现的失误和错误，不属于明知故犯的违纪违法行为。",
        "不属于明知故犯的违纪违法行为。在上级尚无标准时先行先试（证据1、2）。（二）",
        "三、认定因素：动机态度：出于公心，经集体研究（证据1）；",
        "四、正面清单：符合“在上级尚无明确标准和限制的探索性试验中出现失误的”（荆州市实施办法（试行）：驻村第一书记补助一案）。",
        "五、负面清单和不予容错情形：经逐项核对，不存在负面清单和不予容错情形。",
        "六、结论：经县纪委常委会研究，依据湖北省《容错纠错工作办法（试行）》（2022年），免责，处理由“拟予诫勉”变更为“不予追究责任”。",
    ):
        assert part in text


def test_the_statement_of_a_locked_review_names_what_locks_it_each_by_its_list(desk):
    text = tolerance.propose_statement(desk, concluded(desk, conclusion=REFUSED, yes=("N01", "X2")))
    assert (
        "存在负面清单情形“打着改革创新旗号搞劳民伤财的政绩工程、形象工程”（荆州市实施办法（试行）负面清单）。经核实属实（证据1）。"
        in text
    )
    assert "存在不予容错情形“造成重大经济损失”" in text
    assert "不存在" not in text
    assert text.endswith("不予容错。")


def test_the_statement_claims_nothing_that_was_not_answered(desk):
    assert "不存在" not in tolerance.propose_statement(desk, review_of())


# ---- the lock


@pytest.mark.parametrize("conclusion", ["exempt", "lighter", "mitigated"])
@pytest.mark.parametrize("code", ["N01", "N06", "X1", "X4"])
def test_no_tolerated_conclusion_is_stored_with_an_entry_standing(desk, conclusion, code):
    review = concluded(desk, conclusion=conclusion, yes=(code,))
    with pytest.raises(RuleError) as refused:
        tolerance.record_review(desk, review, someone())
    assert refused.value.field == "conclusion"
    assert "结论只能是不予容错" in refused.value.text
    with pytest.raises(RuleError), desk.vault.write(desk.actor, "批量导入", noun="tolerance") as tx:
        tolerance.save_review(desk, tx, review, someone())
    assert tolerance.count_reviews(desk, ReviewFilter(on=desk.today)) == 0


def test_neither_clerk_nor_reviewer_unticks_by_an_edit(desk, reviewer):
    review_id = locked_id(desk)
    review, person = tolerance.open_review(desk, review_id)
    for lifted in (
        concluded(desk, review, conclusion="exempt"),
        answered(desk, review),
        replace(answered(desk, review), conclusion="", concluded_on=None),
        replace(review, negative={}),
    ):
        for who in (desk, reviewer):
            with pytest.raises((Refused, RuleError)):
                tolerance.record_review(who, lifted, person)
    assert stored(desk, review_id) == review


def test_the_conclusion_cannot_be_emptied_first_and_the_tick_taken_off_later(desk, reviewer):
    review_id = locked_id(desk)
    review, person = tolerance.open_review(desk, review_id)
    for who in (desk, reviewer):
        with pytest.raises(RuleError, match="已锁定为不予容错") as refused:
            tolerance.record_review(who, replace(review, conclusion="", concluded_on=None), person)
        assert refused.value.field == "conclusion"


def test_other_things_of_a_locked_review_may_be_edited(desk):
    review_id = locked_id(desk)
    review, person = tolerance.open_review(desk, review_id)
    grounds = {**review.negative, "N01": Finding("yes", "补充理由", "1、2")}
    tolerance.record_review(desk, replace(review, negative=grounds, feedback_on=date(2026, 10, 12)), person)
    assert stored(desk, review_id).negative["N01"].grounds == "补充理由"


def test_before_a_conclusion_too_a_tick_goes_only_by_unlocking(desk, reviewer):
    review_id = record(desk, answered(desk, review_of(), yes=("N01",)))
    review, person = tolerance.open_review(desk, review_id)
    for who in (desk, reviewer):
        for lifted in (concluded(desk, review), answered(desk, review), replace(review, negative={})):
            with pytest.raises(Refused, match="解除锁定"):
                tolerance.record_review(who, lifted, person)
    changes = tolerance.unlock(reviewer, review_id, "N01", why="误点")
    assert changes.message == "已解除锁定，请继续认定。"
    tolerance.record_review(desk, concluded(desk, stored(desk, review_id)), person)
    assert stored(desk, review_id).conclusion == "exempt"


def test_unlocking_needs_the_reviewer_and_a_reason(desk, reviewer):
    review_id = locked_id(desk)
    with pytest.raises(Refused, match="审核"):
        tolerance.unlock(desk, review_id, "N01", why="认定有误")
    with pytest.raises(RuleError, match="理由"):
        tolerance.unlock(reviewer, review_id, "N01", why="  ")
    with pytest.raises(Refused, match="无须解除"):
        tolerance.unlock(reviewer, review_id, "N02", why="认定有误")
    changes = tolerance.unlock(reviewer, review_id, "N01", why="认定有误")
    assert changes.message == "已解除锁定，请重新认定结论。"
    review = stored(desk, review_id)
    assert (review.conclusion, review.concluded_on) == ("", None)
    assert review.negative["N01"] == Finding("no", "审核人账户reviewer解除：认定有误", "1")
    step = history.history_of(desk, "tolerance", review_id)[0]
    assert (step.action, step.why, step.role) == ("解除容错锁定", "认定有误", "审核人")


def test_unlocking_makes_feedback_and_filing_due_again(desk, reviewer):
    more = {"feedback_on": date(2026, 10, 12), "filed_on": date(2026, 10, 13)}
    review_id = record(desk, concluded(desk, conclusion=REFUSED, yes=("X1",), **more))
    tolerance.unlock(reviewer, review_id, "X1", why="损失核减")
    assert {d.kind for d in tolerance.duties_of_review(desk, review_id) if d.open} == {
        "study_review",
        "conclude_review",
    }


def test_with_another_entry_standing_the_conclusion_stays(desk, reviewer):
    review_id = locked_id(desk, "N01", "X2")
    changes = tolerance.unlock(reviewer, review_id, "N01", why="认定有误")
    assert "“造成重大经济损失”仍在" in changes.message
    review, person = tolerance.open_review(desk, review_id)
    assert review.conclusion == REFUSED
    with pytest.raises(Refused):
        tolerance.record_review(desk, concluded(desk, review), person)


def test_a_clerk_neither_deletes_nor_takes_back_what_is_locked(desk, reviewer):
    started = record(desk, answered(desk, review_of()))
    review, person = tolerance.open_review(desk, started)
    changes = tolerance.record_review(desk, concluded(desk, review, conclusion=REFUSED, yes=("N01",)), person)
    with pytest.raises(Refused, match="审核人"):
        history.take_back(desk, changes.audit_seq)
    with pytest.raises(Refused, match="审核人删除"):
        tolerance.delete_review(desk, started, why="登记错误")
    assert rules.is_locked(stored(desk, started))
    tolerance.delete_review(reviewer, started, why="登记错误")
    assert tolerance.count_reviews(desk, ReviewFilter(on=desk.today)) == 0


def test_taking_back_the_registration_of_a_locked_review_is_refused(desk):
    changes = tolerance.record_review(
        desk, concluded(desk, conclusion=REFUSED, yes=("N01",)), someone(), evidence=EVIDENCE
    )
    with pytest.raises(Refused, match="审核人"):
        history.take_back(desk, changes.audit_seq)
    assert stored(desk, changes.record_id).conclusion == REFUSED


def test_an_ordinary_save_is_taken_back(desk):
    review_id = record(desk, review_of())
    review, person = tolerance.open_review(desk, review_id)
    changes = tolerance.record_review(desk, replace(review, matter="更正后的事项"), person)
    history.take_back(desk, changes.audit_seq)
    assert stored(desk, review_id).matter == review.matter


def test_what_lies_in_the_bin_is_not_worked_on(desk, reviewer):
    review_id = record(desk, concluded(desk, correction="停发", correction_due=date(2026, 11, 6)))
    review, person = tolerance.open_review(desk, review_id)
    tolerance.delete_review(desk, review_id, why="重复")
    assert tolerance.duties_of_review(desk, review_id) == []
    for work in (
        lambda: tolerance.record_review(desk, review, person),
        lambda: tolerance_stages.finish_correction(desk, review_id, correction_done=date(2026, 11, 5)),
        lambda: tolerance.unlock(reviewer, review_id, "N01", why="有误"),
        lambda: tolerance.delete_review(desk, review_id, why="再删"),
        lambda: tolerance.open_review(desk, review_id),
    ):
        with pytest.raises(Refused, match="已不存在"):
            work()
    assert [d.id for d in recycle.list_deleted(desk) if d.kind == "tolerance"] == [review_id]
    tolerance.recover_review(desk, review_id)
    assert tolerance.duties_of_review(desk, review_id)


CODES = ("N01", "N02", "N03", "N04", "N05", "N06", "X1", "X2", "X3", "X4")
ACTS = st.one_of(
    st.tuples(st.just("save"), st.sets(st.sampled_from(CODES), max_size=2), st.sampled_from(["", *CONCLUSIONS])),
    st.tuples(st.just("drop answers"), st.sets(st.sampled_from(CODES), max_size=10), st.just("")),
    st.tuples(st.just("unlock"), st.sampled_from(CODES), st.sampled_from(["", "认定有误"])),
    st.tuples(st.just("delete"), st.just(""), st.just("")),
    st.tuples(st.just("recover"), st.just(""), st.just("")),
    st.tuples(st.just("take back"), st.just(""), st.just("")),
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)  # fmt: skip
@given(st.lists(st.tuples(st.booleans(), ACTS), min_size=2, max_size=9))
def test_whatever_is_done_in_whatever_order_the_lock_holds(desk, reviewer, acts):
    """Random sequences of what a clerk and a reviewer can do with one review: no tolerated conclusion is ever stored
    with an entry standing, and an entry a conclusion rests on goes only by a reviewer's `unlock` with a reason."""
    review_id = record(desk, review_of())
    seqs = []
    for by_reviewer, act in acts:
        who = reviewer if by_reviewer else desk
        before = stored(desk, review_id)
        with desk.vault.read():
            was_deleted = rows.is_deleted(review_id)
        with suppress(Refused, RuleError):
            seqs.append(_do(who, review_id, act, seqs).audit_seq)
        after = stored(desk, review_id)
        assert not (rules.is_locked(after) and after.conclusion not in ("", REFUSED))
        lifted = set(rules.standing(before)) - set(rules.standing(after))
        if before.conclusion and lifted:
            assert (by_reviewer, act[0]) == (True, "unlock")
            assert act[2]
            assert not (after.conclusion and not rules.is_locked(after))
        if before.conclusion and rules.is_locked(before) and not by_reviewer:
            with desk.vault.read():
                assert was_deleted or not rows.is_deleted(review_id) or act[0] != "delete"


def _do(who, review_id, act, seqs):
    kind, what, more = act
    review = stored(who, review_id)
    if kind == "save":
        wanted = concluded(who, replace(review, conclusion=""), conclusion=more, yes=what, statement="理由")
        wanted = wanted if more else replace(wanted, concluded_on=None, feedback_on=None, filed_on=None)
        return tolerance.record_review(who, wanted, someone(id=review.person_id))
    if kind == "drop answers":
        kept = {
            g: {c: f for c, f in getattr(review, g).items() if c not in what}
            for g in ("negative", "exclusions")
        }
        return tolerance.record_review(who, replace(review, **kept), someone(id=review.person_id))
    if kind == "unlock":
        return tolerance.unlock(who, review_id, what, why=more)
    if kind == "delete":
        return tolerance.delete_review(who, review_id, why="试删")
    if kind == "recover":
        return tolerance.recover_review(who, review_id)
    return history.take_back(who, seqs[-1] if seqs else 0)


# ---- list, histories


def test_the_list_finds_by_state_unit_span_and_word(desk):
    fill(desk)
    on = desk.today

    def found(**more):
        filter_ = ReviewFilter(**({"on": on} | more))
        page = tolerance.list_reviews(desk, filter_)
        assert tolerance.count_reviews(desk, filter_) == len(page)
        return page

    every = found()
    assert len(every) == 30
    assert [r.applied_on for r in every] == sorted((r.applied_on for r in every), reverse=True)
    assert {r.id for r in found(state="overdue")} == {r.id for r in every if r.next_due and r.next_due < on}
    assert {r.conclusion for r in found(state="refused")} == {"refused"}
    assert {r.conclusion for r in found(state="running")} == {""}
    assert all(r.conclusion for r in found(state="concluded"))
    assert all(r.correction_due and not r.correction_done for r in found(state="correcting"))
    assert [r.person for r in found(state="not_accepted")] == ["周国平"]
    assert [r.person for r in found(keyword="zmy")] == ["朱明远"]
    assert [r.person for r in found(keyword="RC2026-003")] == ["陈志强"]
    assert {r.matter for r in found(keyword="光伏")} == {"村级光伏项目试点未达预期"}
    first = on - timedelta(days=30)
    assert all(first <= r.applied_on <= on for r in found(applied_from=first, applied_to=on))
    unit = next(u for u in {r.unit for r in every})
    from jzdesk.services.people import choose_units

    unit_id = next(i for i, name in choose_units(desk) if name == unit)
    assert {r.unit for r in found(unit_id=unit_id)} == {unit}


def test_the_list_names_the_stage_that_is_due_first(desk):
    record(desk, review_of(accepted_on=date(2026, 9, 21)))
    (row,) = tolerance.list_reviews(desk, ReviewFilter(on=desk.today), sort="next_due", descending=False)
    assert (row.next_kind, row.next_due) == ("verify_review", date(2026, 10, 26))
    assert row.next_warn < row.next_due


@pytest.mark.parametrize(
    "sort", ["number", "person", "unit", "post", "matter", "way_in", "conclusion", "correction_due"]
)
def test_every_column_sorts_both_ways(desk, sort):
    fill(desk)
    up = tolerance.list_reviews(desk, ReviewFilter(on=desk.today), sort=sort, descending=False)
    down = tolerance.list_reviews(desk, ReviewFilter(on=desk.today), sort=sort, descending=True)
    assert [r.id for r in up] == [r.id for r in reversed(down)]


def test_what_has_nothing_due_stands_last_when_sorted_by_the_day_due(desk):
    fill(desk)
    for descending in (False, True):
        days = [r.next_due for r in tolerance.list_reviews(
            desk, ReviewFilter(on=desk.today), sort="next_due", descending=descending)]  # fmt: skip
        due = [day for day in days if day]
        assert days == sorted(due, reverse=descending) + [None] * (len(days) - len(due))


def test_a_history_speaks_of_findings_in_words(desk, reviewer):
    review_id = locked_id(desk)
    tolerance.unlock(reviewer, review_id, "N01", why="认定有误")
    difference = next(
        d for d in history.history_of(desk, "tolerance", review_id)[0].differences if "负面清单" in d.field
    )
    assert difference.before == "打着改革创新旗号搞劳民伤财的政绩工程、形象工程：是，经核实属实（证据1）"
    assert difference.after.endswith("：否，审核人账户reviewer解除：认定有误（证据1）")
