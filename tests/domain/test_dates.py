from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.dates import (
    EndRule,
    add_months,
    cn_date,
    months_and_days,
    next_start,
    period_end,
    span_text,
)

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
D = date.fromisoformat

# domain notes §1.6: every vector of the table, and the line below it
VECTORS = [
    ("2020-12-15", 6, "2021-06-14", "2021-06-14", "2021-06-15"),
    ("2020-08-31", 6, "2021-02-28", "2021-02-27", "2021-02-28"),
    ("2024-02-29", 12, "2025-02-28", "2025-02-27", "2025-02-28"),
    ("2023-08-29", 6, "2024-02-28", "2024-02-28", "2024-02-29"),
    ("2023-08-31", 18, "2025-02-28", "2025-02-27", "2025-02-28"),
    ("2022-03-12", 12, "2023-03-11", "2023-03-11", "2023-03-12"),
]


@pytest.mark.parametrize(("start", "months", "prev", "clip", "same"), VECTORS)
def test_the_three_ways_to_end_a_period(start, months, prev, clip, same):
    assert period_end(D(start), months, EndRule.PREV_DAY) == D(prev)
    assert period_end(D(start), months, EndRule.PREV_DAY_CLIP) == D(clip)
    assert period_end(D(start), months, EndRule.SAME_DAY) == D(same)


def test_the_rules_are_spelt_as_on_the_command_line():
    assert [str(rule) for rule in EndRule] == ["prev-day", "prev-day-clip", "same-day"]


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2024-05-15", 0, "2024-05-15"),
        ("2024-12-01", 1, "2025-01-01"),
    ],
)
def test_add_months_clips_to_the_month(start, months, expected):
    assert add_months(D(start), months) == D(expected)


@given(DAYS, st.integers(0, 120), st.sampled_from(EndRule))
def test_a_later_start_never_ends_earlier(start, months, rule):
    assert period_end(start, months, rule) <= period_end(start + timedelta(days=1), months, rule)


@given(DAYS, st.integers(0, 120), st.sampled_from(EndRule))
def test_a_longer_period_never_ends_earlier(start, months, rule):
    assert period_end(start, months, rule) < period_end(start, months + 1, rule)


@given(DAYS, st.integers(0, 120))
def test_the_three_rules_differ_by_at_most_a_day(start, months):
    clip, prev, same = (
        period_end(start, months, rule)
        for rule in (EndRule.PREV_DAY_CLIP, EndRule.PREV_DAY, EndRule.SAME_DAY)
    )
    assert clip <= prev <= same
    assert same - clip == timedelta(days=1)


@given(DAYS, st.integers(0, 4000))
def test_months_and_days_lead_back(start, days):
    boundary = start + timedelta(days=days)
    months, rest = months_and_days(start, boundary)
    assert add_months(start, months) + timedelta(days=rest) == boundary
    assert rest < 31


def test_nothing_remains_of_a_past_boundary():
    assert months_and_days(D("2024-05-02"), D("2024-05-01")) == (0, 0)


def test_the_next_period_begins_where_the_last_one_ended():
    assert next_start(D("2024-05-31"), EndRule.PREV_DAY) == D("2024-06-01")
    assert next_start(D("2024-05-31"), EndRule.SAME_DAY) == D("2024-05-31")


def test_words():
    assert cn_date(D("2026-09-18")) == "2026年9月18日"
    assert span_text(24, 0) == "24 个月"
    assert span_text(6, 3) == "6 个月零 3 天"
    assert span_text(0, 12) == "12 天"
