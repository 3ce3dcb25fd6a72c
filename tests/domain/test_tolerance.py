"""The rules of a tolerance review that hold at every stage: what locks it, and what its findings may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain import tolerance
from jzdesk.domain.errors import RuleError
from jzdesk.domain.tolerance import CONCLUSIONS, REFUSED, Finding, ToleranceReview

NAMES = {"N01": "政绩工程", "N02": "弄虚作假", "X1": "重大负面影响", "X2": "重大经济损失"}
NO, YES = Finding("no"), Finding("yes", "经核实属实")


def review_of(**more):
    base = ToleranceReview(
        matter="驻村第一书记补贴", applied_on=date(2026, 9, 18), concluded_on=date(2026, 10, 9), conclusion="exempt",
        negative={"N01": NO, "N02": NO}, exclusions={"X1": NO, "X2": NO},
    )  # fmt: skip
    return replace(base, **more)


def check(review):
    tolerance.check(review, names=NAMES)


def refusal(review):
    with pytest.raises(RuleError) as caught:
        check(review)
    return caught.value.field, caught.value.text


@pytest.mark.parametrize("conclusion", list(CONCLUSIONS))
def test_a_review_without_an_entry_may_be_concluded_each_way(conclusion):
    check(review_of(conclusion=conclusion))


@pytest.mark.parametrize("conclusion", [c for c in CONCLUSIONS if c != REFUSED])
@pytest.mark.parametrize(("group", "code"), [("negative", "N02"), ("exclusions", "X1")])
def test_any_entry_answered_yes_leaves_only_refusal(conclusion, group, code):
    held = {**getattr(review_of(), group), code: YES}
    assert refusal(review_of(conclusion=conclusion, **{group: held})) == (
        "conclusion", f"存在“{NAMES[code]}”，结论只能是不予容错。",
    )  # fmt: skip
    check(review_of(conclusion=REFUSED, **{group: held}))


def test_an_entry_the_county_no_longer_uses_still_locks():
    assert refusal(review_of(exclusions={**review_of().exclusions, "X5": YES}))[0] == "conclusion"


def test_the_same_code_in_both_lists_cannot_hide_a_yes():
    sly = review_of(exclusions={**review_of().exclusions, "N01": NO}, negative={"N01": YES, "N02": NO})
    assert tolerance.standing(sly) == ("N01",)
    assert refusal(sly)[0] == "conclusion"


answers = st.dictionaries(
    st.sampled_from(["N01", "N02", "X1", "X2", "X9"]),
    st.builds(Finding, st.sampled_from(["yes", "no", "", "Yes", " yes"]), st.text(max_size=3)),
)


@given(answers, answers, st.sampled_from(["", *CONCLUSIONS, "pardon"]))
def test_whatever_is_answered_no_tolerated_conclusion_passes_with_an_entry_standing(
    negative, exclusions, conclusion
):
    review = review_of(negative=negative, exclusions=exclusions, conclusion=conclusion)
    try:
        check(review)
    except RuleError:
        return
    yes = any(f.answer.strip().lower() == "yes" for group in (negative, exclusions) for f in group.values())
    assert not (yes and conclusion != REFUSED)
    assert conclusion in CONCLUSIONS


@pytest.mark.parametrize("group", ["negative", "exclusions"])
def test_an_entry_is_answered_yes_or_no_and_nothing_like_it(group):
    assert refusal(review_of(conclusion="", concluded_on=None, **{group: {"N01": Finding("Yes", "属实")}})) == (
        f"{group}:N01", "“政绩工程”只能认定为“是”或者“否”。",
    )  # fmt: skip


def test_yes_wants_grounds_even_before_a_conclusion():
    started = review_of(conclusion="", concluded_on=None, negative={"N01": Finding("yes")})
    assert refusal(started) == ("negative:N01", "“政绩工程”认定为“是”，请写明理由。")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"matter": " "}, "matter"),
        ({"way_in": "rumour"}, "way_in"),
        ({"applied_on": None}, "applied_on"),
        ({"concluded_on": None}, "concluded_on"),
        ({"conclusion": ""}, "conclusion"),
        ({"conclusion": "pardon"}, "conclusion"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(changes, field):
    assert refusal(review_of(**changes))[0] == field


def test_entries_are_quoted_by_their_words():
    assert tolerance.quoted(["N01", "Z9"], NAMES) == "“政绩工程”、“Z9”"
