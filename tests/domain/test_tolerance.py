"""The rules of a tolerance review: what locks it, what each conclusion needs, what the days must be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain import tolerance
from jzdesk.domain.errors import RuleError
from jzdesk.domain.tolerance import CONCLUSIONS, REFUSED, Finding, RequiredCodes, ToleranceReview

TODAY = date(2026, 11, 22)
REQUIRED = RequiredCodes(
    distinctions=("K1", "K2", "K3"), negative=("N01", "N02"), exclusions=("X1", "X2"), factors=("six-1", "six-2")
)  # fmt: skip
NAMES = {"N01": "政绩工程", "N02": "弄虚作假", "X1": "重大负面影响", "X2": "重大经济损失", "K2": "探索性试验", "six-1": "动机态度"}
NO, YES = Finding("no"), Finding("yes", "经核实属实")


def whole(**more):
    """A review that may be concluded as exempt."""
    base = ToleranceReview(
        matter="驻村第一书记补贴", applied_on=date(2026, 9, 18), accepted_on=date(2026, 9, 21),
        verified_on=date(2026, 9, 29), concluded_on=date(2026, 10, 9), conclusion="exempt",
        distinctions={c: Finding("tolerated", "先行先试") for c in REQUIRED.distinctions},
        factors={c: Finding("", "出于公心") for c in REQUIRED.factors},
        positive={"P04": Finding("yes")},
        negative=dict.fromkeys(REQUIRED.negative, NO), exclusions=dict.fromkeys(REQUIRED.exclusions, NO),
    )  # fmt: skip
    return replace(base, **more)


def check(review, required=REQUIRED):
    tolerance.check(review, required=required, names=NAMES, on=TODAY)


def refusal(review, required=REQUIRED):
    with pytest.raises(RuleError) as caught:
        check(review, required)
    return caught.value.field, caught.value.text


@pytest.mark.parametrize("conclusion", list(CONCLUSIONS))
def test_a_whole_review_may_be_concluded_each_way(conclusion):
    check(whole(conclusion=conclusion, statement="经研究不予容错"))


@pytest.mark.parametrize("conclusion", [c for c in CONCLUSIONS if c != REFUSED])
@pytest.mark.parametrize(("group", "code"), [("negative", "N02"), ("exclusions", "X1")])
def test_any_entry_answered_yes_leaves_only_refusal(conclusion, group, code):
    held = {**getattr(whole(), group), code: YES}
    field, text = refusal(whole(conclusion=conclusion, **{group: held}))
    assert field == "conclusion"
    assert text == f"存在“{NAMES[code]}”，结论只能是不予容错。"
    check(whole(conclusion=REFUSED, **{group: held}))


def test_an_entry_the_county_no_longer_uses_still_locks():
    assert refusal(whole(exclusions={**whole().exclusions, "X5": YES}))[0] == "conclusion"


def test_the_same_code_in_both_lists_cannot_hide_a_yes():
    sly = whole(exclusions={**whole().exclusions, "N01": NO}, negative={"N01": YES, "N02": NO})
    assert tolerance.standing(sly) == ("N01",)
    assert refusal(sly)[0] == "conclusion"


answers = st.dictionaries(
    st.sampled_from(["N01", "N02", "X1", "X2", "X9"]), st.builds(Finding, st.sampled_from(["yes", "no", ""]), st.text(max_size=3))
)  # fmt: skip


@given(answers, answers, st.sampled_from(["", *CONCLUSIONS, "pardon"]))
def test_whatever_is_answered_no_tolerated_conclusion_passes_with_an_entry_standing(negative, exclusions, conclusion):
    review = whole(negative=negative, exclusions=exclusions, conclusion=conclusion, statement="理由")
    try:
        check(review)
    except RuleError:
        return
    yes = any(f.answer == "yes" for group in (negative, exclusions) for f in group.values())
    assert not (yes and conclusion != REFUSED)
    assert conclusion in CONCLUSIONS


def test_every_entry_must_be_answered_before_a_conclusion():
    field, text = refusal(whole(negative={"N01": NO}))
    assert (field, text) == ("negative:N02", "负面清单“弄虚作假”尚未逐项认定。")
    assert refusal(whole(exclusions={"X1": NO}))[0] == "exclusions:X2"
    assert refusal(whole(conclusion=REFUSED, statement="理由", exclusions={"X1": NO}))[0] == "exclusions:X2"


def test_yes_wants_grounds_even_before_a_conclusion():
    started = whole(conclusion="", concluded_on=None, negative={"N01": Finding("yes")})
    assert refusal(started) == ("negative:N01", "“政绩工程”认定为“是”，请写明理由。")


def test_tolerance_wants_every_distinction_on_the_tolerated_side_with_grounds():
    for answer in ("punished", "unclear", ""):
        sides = {**whole().distinctions, "K2": Finding(answer, "理由")}
        assert refusal(whole(distinctions=sides)) == ("distinctions:K2", "“探索性试验”未认定为可容一侧，不能给予容错。")
    sides = {**whole().distinctions, "K2": Finding("tolerated", " ")}
    assert refusal(whole(distinctions=sides)) == ("distinctions:K2", "“探索性试验”请写明认定理由。")


def test_tolerance_wants_every_factor_weighed_and_a_positive_entry():
    assert refusal(whole(factors={"six-2": Finding("", "集体研究")}))[0] == "factors:six-1"
    assert refusal(whole(positive={})) == ("positive", "请至少认定一项正面清单情形。")


def test_necessary_conditions_must_all_be_met():
    strict = replace(REQUIRED, necessary=True)
    met = {c: Finding("yes", "具备") for c in REQUIRED.factors}
    check(whole(factors=met), strict)
    field, text = refusal(whole(factors={**met, "six-1": Finding("no", "不具备")}), strict)
    assert field == "factors:six-1"
    assert "必要条件" in text


def test_a_refusal_without_an_entry_says_why():
    assert refusal(whole(conclusion=REFUSED)) == ("statement", "不予容错请写明认定理由。")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"matter": " "}, "matter"),
        ({"way_in": "rumour"}, "way_in"),
        ({"applied_on": None}, "applied_on"),
        ({"accepted_on": date(2026, 9, 17)}, "accepted_on"),
        ({"verified_on": date(2026, 9, 20)}, "verified_on"),
        ({"concluded_on": date(2026, 11, 23)}, "concluded_on"),
        ({"concluded_on": date(2026, 9, 22)}, "concluded_on"),
        ({"concluded_on": None}, "concluded_on"),
        ({"conclusion": ""}, "conclusion"),
        ({"conclusion": "pardon"}, "conclusion"),
        ({"feedback_on": date(2026, 10, 8)}, "feedback_on"),
        ({"filed_on": date(2026, 10, 8)}, "filed_on"),
        ({"filed_on": date(2026, 11, 23)}, "filed_on"),
        ({"acceptance_refused": "与履职无关"}, "acceptance_refused"),
        ({"acceptance_refused": "与履职无关", "accepted_on": None}, "acceptance_refused"),
        ({"correction_due": date(2026, 11, 6)}, "correction"),
        ({"correction_due": date(2026, 10, 8), "correction": "停发"}, "correction_due"),
        ({"correction_done": date(2026, 10, 20)}, "correction_due"),
        ({"correction_due": date(2026, 11, 6), "correction": "停发", "correction_done": date(2026, 10, 8)}, "correction_done"),
        ({"correction_due": date(2026, 12, 6), "correction": "停发", "correction_done": date(2026, 11, 23)}, "correction_done"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_field(changes, field):
    assert refusal(whole(**changes))[0] == field


def test_feedback_and_filing_follow_a_conclusion():
    started = whole(conclusion="", concluded_on=None)
    check(started)
    assert refusal(replace(started, feedback_on=date(2026, 10, 12)))[0] == "feedback_on"
    assert refusal(replace(started, filed_on=date(2026, 10, 12)))[0] == "filed_on"


def test_entries_are_quoted_by_their_words():
    assert tolerance.quoted(["N01", "Z9"], NAMES) == "“政绩工程”、“Z9”"
