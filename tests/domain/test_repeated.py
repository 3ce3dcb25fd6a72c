"""同一错误重复发生: which earlier reviews are about the same kind of error of the same people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.repeated import Earlier, find, grounds, said
from jzdesk.domain.tolerance import Finding, ToleranceReview

NOW = ToleranceReview(id=9, number="RC2026-009", applied_on=date(2026, 9, 1), matter_kind="subsidy",
                      positive={"P04": Finding("yes"), "P02": Finding("no")})  # fmt: skip
PAST = ToleranceReview(
    id=3, number="RC2025-003", matter="年节补助", applied_on=date(2025, 3, 1), concluded_on=date(2025, 4, 2), conclusion="exempt",
    matter_kind="subsidy",
)  # fmt: skip
PEOPLE = {1: "朱明远", 2: "李㛃"}


def found(review=NOW, *, ids=(1,), people=PEOPLE, **more):
    return find(review, ids, [Earlier(replace(PAST, **more), people)])


def test_the_same_kind_of_matter_of_the_same_person():
    (like,) = found()
    assert (like.review_id, like.number, like.persons, like.same_kind) == (3, "RC2025-003", ("朱明远",), True)


def test_the_same_item_of_the_positive_list():
    (like,) = found(matter_kind="", positive={"P04": Finding("yes")})
    assert (like.same_kind, like.same_items) == (False, ("P04",))
    assert found(matter_kind="", positive={"P02": Finding("yes")}) == ()  # answered no now
    assert found(matter_kind="", positive={"P04": Finding("no")}) == ()


def test_anybody_covered_counts_whoever_it_was_registered_under():
    assert found(ids=(2, 7))[0].persons == ("李㛃",)
    assert found(ids=(1, 2))[0].persons == ("朱明远", "李㛃")
    assert found(ids=(7,)) == ()


@pytest.mark.parametrize(
    "more",
    [
        {"matter_kind": "project"},
        {"matter_kind": ""},
        {"acceptance_refused": "与履职无关", "concluded_on": None},
        {"way_in": "filing", "concluded_on": None},
        {"applied_on": date(2026, 9, 2)},
        {"applied_on": date(2026, 9, 1), "id": 10},
        {"applied_on": None},
        {"id": 9},
    ],
)
def test_what_does_not_count(more):
    assert found(**more) == ()


def test_what_counts_as_well():
    assert found(way_in="filing", concluded_on=None, happened_on=date(2025, 3, 5))
    assert found(concluded_on=None, conclusion="")
    assert found(conclusion="refused")
    assert found(applied_on=date(2026, 9, 1))
    assert found(replace(NOW, id=None), applied_on=date(2026, 9, 1), id=10)


def test_the_filing_of_the_matter_itself_is_no_earlier_error():
    assert found(replace(NOW, filing_id=3), way_in="filing", happened_on=date(2025, 3, 5)) == ()


def test_other_is_no_kind_and_no_item():
    vague = replace(NOW, matter_kind="other", positive={"P99": Finding("yes")})
    assert found(vague, matter_kind="other", positive={"P99": Finding("yes")}) == ()


def test_the_latest_stands_first():
    other = replace(PAST, id=4, number="RC2026-001", applied_on=date(2026, 1, 5))
    likes = find(NOW, [1], [Earlier(PAST, PEOPLE), Earlier(other, PEOPLE)])
    assert [like.review_id for like in likes] == [4, 3]
    assert "RC2026-001、RC2025-003" in grounds(likes)
    assert grounds(()) == ""


def test_the_sentence_names_the_earlier_review_by_number():
    names = {"kinds": {"subsidy": "补贴和福利发放"}, "items": {"P04": "探索性试验"}, "conclusions": {"exempt": "免责"}}
    (like,) = found(positive={"P04": Finding("yes")})
    assert said(like, kind="subsidy", **names) == (
        "朱明远：RC2025-003“年节补助”（2025-04-02认定免责），事项类别同为“补贴和福利发放”，同属正面清单“探索性试验”。"
    )
    (running,) = found(concluded_on=None, conclusion="")
    assert "（尚在办理）" in said(running, kind="subsidy", **names)
