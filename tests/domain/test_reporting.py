"""The days of a month's report: without gap, without overlap, whatever the cut-off day and whenever it changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain import months
from jzdesk.domain.errors import RuleError
from jzdesk.domain.reporting import CutOff, Reporting, after, check, span_words, with_cut_off

KEYS = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]
days = st.integers(15, 31)
cut_offs = st.dictionaries(st.sampled_from(KEYS), days, max_size=4).map(
    lambda found: tuple(CutOff(key, found[key]) for key in sorted(found))
)


@given(cut_offs)
def test_every_day_is_reported_in_exactly_one_month(found):
    reporting = Reporting(cut_offs=found)
    day = reporting.span(KEYS[0])[0]
    for key in KEYS:
        first, last = reporting.span(key)
        assert first == day
        assert first <= last
        assert {reporting.key_of(first), reporting.key_of(last)} == {key}
        day = last + timedelta(days=1)


def test_the_month_end_is_the_calendar_s():
    assert all(Reporting().span(key) == months.span(key) for key in KEYS)
    assert Reporting(cut_offs=(CutOff("2024-02", 30),)).span("2024-02") == months.span("2024-02")


def test_a_day_after_the_cut_off_belongs_to_the_next_month():
    reporting = Reporting(cut_offs=(CutOff("2026-01", 25),))
    assert reporting.span("2026-10") == (date(2026, 9, 26), date(2026, 10, 25))
    assert [reporting.key_of(date(2026, 12, d)) for d in (25, 26)] == ["2026-12", "2027-01"]
    assert reporting.year_begins("2026-03") == date(2026, 1, 1)
    assert reporting.year_begins("2027-03") == date(2026, 12, 26)


def test_a_closed_month_keeps_its_days_and_the_next_one_follows_it():
    kept = {"2026-10": (date(2026, 10, 1), date(2026, 10, 31))}
    reporting = Reporting(cut_offs=(CutOff("2026-01", 25),), kept=kept)
    assert reporting.span("2026-10") == kept["2026-10"]
    assert reporting.span("2026-11") == (date(2026, 11, 1), date(2026, 11, 25))


def test_a_new_day_takes_the_place_of_later_ones():
    reporting = Reporting(cut_offs=(CutOff("2026-01", 25), CutOff("2026-06", 20)))
    assert with_cut_off(reporting, since="2026-03", day=28) == (CutOff("2026-01", 25), CutOff("2026-03", 28))
    assert with_cut_off(reporting, since="2026-03", day=25) == (CutOff("2026-01", 25),)
    with pytest.raises(RuleError, match="最早从2026年5月起"):
        with_cut_off(Reporting(kept={"2026-04": months.span("2026-04")}), since="2026-04", day=25)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Reporting(cut_offs=(CutOff("2026-01", 14),)), "cut_off"), (Reporting(cut_offs=(CutOff("2026", 25),)), "month"),
        (Reporting(report_days=31), "report_days"), (Reporting(since="x"), "month"),
    ],
)  # fmt: skip
def test_what_cannot_be_reported_by_is_refused(wrong, field):
    with pytest.raises(RuleError) as fault:
        check(wrong)
    assert fault.value.field == field


def test_in_words():
    assert after("2026-12") == "2027-01"
    assert span_words(date(2026, 9, 26), date(2026, 10, 25)) == "9月26日至10月25日"
    assert span_words(date(2026, 12, 26), date(2027, 1, 25)) == "2026年12月26日至2027年1月25日"
