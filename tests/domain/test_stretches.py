"""Months, quarters, half-years, years and a year's first months."""

from __future__ import annotations

from datetime import date

import pytest

from jzdesk.domain.charts import ticks
from jzdesk.domain.stretches import Stretch, StretchKind, stretch_of, stretches


@pytest.mark.parametrize(
    ("kind", "day", "title", "first", "last"),
    [
        (StretchKind.MONTH, date(2026, 2, 28), "2026年2月", 2, 2),
        (StretchKind.QUARTER, date(2026, 11, 22), "2026年第四季度", 10, 12),
        (StretchKind.QUARTER, date(2026, 1, 1), "2026年第一季度", 1, 3),
        (StretchKind.HALF, date(2026, 6, 30), "2026年上半年", 1, 6),
        (StretchKind.HALF, date(2026, 7, 1), "2026年下半年", 7, 12),
        (StretchKind.YEAR, date(2026, 7, 1), "2026年", 1, 12),
        (StretchKind.TO_DATE, date(2026, 9, 5), "2026年1—9月", 1, 9),
        (StretchKind.TO_DATE, date(2026, 12, 5), "2026年1—11月", 1, 11),
        (StretchKind.TO_DATE, date(2026, 1, 5), "2025年1—11月", 1, 11),
    ],
)
def test_the_stretch_of_a_day(kind, day, title, first, last):
    found = stretch_of(kind, day)
    assert (found.title, found.first_month, found.last_month) == (title, first, last)
    assert found.months[0].endswith(f"{first:02d}")
    assert found.months_of_year[0].endswith("-01")
    assert found.months_of_year[-1] == found.months[-1]


def test_back_through_the_years_without_a_gap():
    for kind in StretchKind:
        found = list(stretches(kind, date(2026, 11, 22), years=3))
        assert found[0] == stretch_of(kind, date(2026, 11, 22))
        assert len(set(found)) == len(found)
        assert {item.year for item in found} == {2026, 2025, 2024}
    months = list(stretches(StretchKind.MONTH, date(2026, 11, 22), years=2))
    assert [item.months[0] for item in months[:3]] == ["2026-11", "2026-10", "2026-09"]
    assert months[-1].months[0] == "2025-01"
    to_date = [item.last_month for item in stretches(StretchKind.TO_DATE, date(2026, 3, 1), years=2)]
    assert to_date == [3, 2, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]


def test_the_same_months_of_an_earlier_year():
    assert Stretch(StretchKind.QUARTER, 2026, 10, 12).earlier(2).months == ("2024-10", "2024-11", "2024-12")


@pytest.mark.parametrize(
    ("highest", "marks"),
    [(0, (0, 1)), (1, (0, 1)), (3, (0, 1, 2, 3)), (7, (0, 2, 4, 6, 8)), (12, (0, 5, 10, 15)), (1015, (0, 250, 500, 750, 1000, 1250)),
     (100, (0, 20, 40, 60, 80, 100))],
)  # fmt: skip
def test_the_marks_of_a_scale_are_round_and_reach_over_the_highest(highest, marks):
    assert ticks(highest) == marks


def test_marks_are_few_whole_and_enough():
    for highest in range(1, 3000, 7):
        marks = ticks(highest)
        assert highest <= marks[-1]
        assert all(mark % 1 == 0 for mark in marks)
        assert 2 <= len(marks) <= 6
