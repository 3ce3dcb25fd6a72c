"""年度情况: which years, what is refused, and what an auditor would find."""

from __future__ import annotations

from datetime import date

import pytest

from jzdesk.domain.annual import AnnualRecord, check, faults, record_of, years_of
from jzdesk.domain.appraisal import effects
from jzdesk.domain.errors import RuleError

D = date.fromisoformat
START, END = D("2025-03-02"), D("2026-09-01")


def found(rulebook, codes=("D2",), **values):
    effect = {e.year: e for e in effects([(c, START) for c in codes], rulebook.appraisal)}
    item = AnnualRecord(**{"year": 2025, "grade": "none", **values})
    return faults(item, effect.get(item.year), rulebook.codes, start=START, end=END)


@pytest.mark.parametrize(
    ("codes", "grade", "wrong"),
    [
        (("D1",), "excellent", True),
        (("D1",), "competent", False),
        (("D1",), "qualified", False),
        (("D2",), "competent", True),
        (("D2",), "none", False),
        (("D2",), "absent", False),
        (("D3",), "none", True),
        (("D3",), "incompetent", False),
        (("D3",), "unqualified", False),
        (("D1", "Z2"), "basic", True),  # the heavier counts
    ],
)
def test_a_grade_better_than_allowed_is_seen(rulebook, codes, grade, wrong):
    said = found(rulebook, codes, grade=grade)
    assert bool(said) is wrong
    if wrong:
        assert f"“{rulebook.name_of('annual_grade', grade)}”" in said[0]


def test_the_year_after_a_single_year_of_effect_may_be_good(rulebook):
    assert found(rulebook, year=2026, grade="competent") == ()


@pytest.mark.parametrize(("year", "words"), [(2024, ""), (2025, "自3月2日起在影响期内，仍有"), (2026, "影响期至9月1日"), (2027, "")])
def test_honours_and_promotion_inside_the_period_are_seen(rulebook, year, words):
    said = found(rulebook, year=year, honours="县先进工作者", promotion="晋升四级调研员")
    assert len(said) == (2 if words else 0)
    assert all(words in text for text in said)
    assert not words or ("县先进工作者" in said[0] and "四级调研员" in said[1])


def test_a_bonus_goes_with_a_grade(rulebook):
    assert "不应发年终奖金：8000元" in found(rulebook, bonus="8000元")[0]
    assert found(rulebook, ("D1",), grade="competent", bonus="8000元") == ()


@pytest.mark.parametrize("text", ["未发放", "无", "没有", "不发", "取消年终奖金", " "])
def test_a_text_that_says_there_was_none_is_no_fault(rulebook, text):
    assert found(rulebook, bonus=text, honours=text, promotion=text) == ()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": 2024}, "year"),
        ({"year": 2027}, "year"),
        ({"grade": ""}, "grade"),
        ({"graded_on": D("2024-12-31")}, "graded_on"),
        ({"graded_on": D("2026-11-23")}, "graded_on"),
    ],
)
def test_what_is_refused(values, field):
    with pytest.raises(RuleError) as refusal:
        check(AnnualRecord(**{"year": 2025, "grade": "none", **values}), first=2025, on=D("2026-11-22"))
    assert refusal.value.field == field


def test_the_years_of_a_period():
    assert years_of(START, END, D("2026-11-22")) == (2025, 2026)
    assert years_of(START, None, D("2027-01-02")) == (2025, 2026, 2027)
    assert years_of(START, END, D("2025-05-01")) == (2025,)
    assert years_of(None, END, D("2026-11-22")) == ()


def test_every_allowed_grade_is_in_the_list(rulebook):
    known = {code.code for code in rulebook.codes["annual_grade"]}
    for result in rulebook.appraisal.results.values():
        assert result.allows
        assert set(result.allows) <= known
    assert record_of([AnnualRecord(year=2025)], 2025) is not None
    assert record_of([], 2025) is None
