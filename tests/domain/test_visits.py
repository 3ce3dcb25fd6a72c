"""回访: what a record of a talk must have."""

from __future__ import annotations

from datetime import date

import pytest

from jzdesk.domain.errors import RuleError
from jzdesk.domain.visits import Visit, check

D = date.fromisoformat


def refusal(**values):
    given = {"held_on": D("2026-06-02"), "place": "会议室", "talkers": ("周明", "陈芳"), "evaluation": "good"}
    with pytest.raises(RuleError) as refused:
        check(Visit(**{**given, **values}), decided_on=D("2026-03-02"), on=D("2026-11-22"))
    return refused.value


@pytest.mark.parametrize(
    ("talkers", "words"),
    [((), "不得少于两人"), (("周明",), "不得少于两人"), (("周明", " "), "不得少于两人"), (("周明", "周明 "), "“周明”重复")],
)
def test_two_different_talkers(talkers, words):
    refused = refusal(talkers=talkers)
    assert refused.field == "talkers"
    assert words in refused.text


@pytest.mark.parametrize(
    "values", [{"follow_up_due": D("2026-07-01")}, {"follow_up_owner": "李某"}, {"follow_up_done": D("2026-07-01")}]
)
def test_a_follow_up_says_what_it_is(values):
    assert refusal(**values).field == "follow_up"
