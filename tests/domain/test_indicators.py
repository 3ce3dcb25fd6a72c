"""指标: spans, what counts, rates that never flatter, ranking."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from jzdesk.domain.duties import Duty, DutyState, state_of
from jzdesk.domain.indicators import (
    BY_CODE,
    INDICATORS,
    Figure,
    Mark,
    Span,
    SpanKind,
    Tally,
    mark_of,
    person_mark,
    places,
    span_of,
)

DUE = date(2026, 9, 10)


@pytest.mark.parametrize(
    ("kind", "first", "last", "title"),
    [
        (SpanKind.MONTH, date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        (SpanKind.QUARTER, date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        (SpanKind.HALF, date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        (SpanKind.YEAR, date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_the_span_of_a_day(kind, first, last, title):
    span = span_of(kind, date(2026, 11, 22))
    assert (span.first, span.last, span.title) == (first, last, title)


@pytest.mark.parametrize("kind", SpanKind)
def test_spans_follow_one_another_without_a_gap(kind):
    span = span_of(kind, date(2028, 3, 5))
    for _ in range(30):
        before = span.before()
        assert (span.first - before.last).days == 1
        assert span_of(kind, before.first) == span_of(kind, before.last) == before
        span = before


def test_february_of_a_leap_year():
    assert Span(SpanKind.MONTH, 2028, 2).last == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("done", "excuse", "on", "mark"),
    [
        (date(2026, 9, 10), "", date(2026, 9, 30), Mark.ON_TIME),
        (date(2026, 9, 11), "", date(2026, 9, 30), Mark.LATE),
        (None, "", date(2026, 9, 30), Mark.OVERDUE),
        (None, "", DUE, Mark.LAST_DAY),
        (None, "", date(2026, 9, 9), None),
        (date(2026, 9, 2), "", date(2026, 9, 5), Mark.ON_TIME),  # done before its limit: counted already
        (date(2026, 10, 2), "", date(2026, 9, 30), Mark.OVERDUE),  # done later: open then
        (None, "死亡", date(2026, 9, 30), Mark.EXCUSED),
        (None, "死亡", date(2026, 9, 9), None),
        (date(2026, 9, 12), "死亡", date(2026, 9, 30), Mark.LATE),  # done all the same
    ],
)
def test_what_a_duty_counts_as(done, excuse, on, mark):
    assert mark_of(DUE, done, excuse, on) is mark
    assert mark_of(DUE.isoformat(), done.isoformat() if done else None, excuse, on.isoformat()) is mark


SAME = {
    Mark.ON_TIME: DutyState.DONE, Mark.LATE: DutyState.DONE_LATE, Mark.OVERDUE: DutyState.OVERDUE,
    Mark.LAST_DAY: DutyState.DUE_SOON, Mark.EXCUSED: DutyState.EXCUSED,
}  # fmt: skip


@pytest.mark.parametrize("done", [None, date(2026, 9, 1), DUE, date(2026, 9, 14), date(2026, 10, 4)])
@pytest.mark.parametrize("excuse", ["", "死亡"])
@pytest.mark.parametrize("on", [date(2026, 9, 4), DUE, date(2026, 9, 11), date(2026, 9, 30)])
def test_a_mark_is_the_state_of_the_duty(done, excuse, on):
    duty = Duty(kind="visit", subject="visit", subject_id=1, person_id=1, counted_from=date(2026, 6, 1), due_on=DUE,
                warn_on=date(2026, 6, 1), done_on=done, excuse=excuse)  # fmt: skip
    mark = mark_of(DUE, done, excuse, on)
    if mark is None:
        assert duty.due_on > on
    else:
        assert state_of(duty, on) is SAME[mark]


def test_a_person_is_met_only_when_all_his_visits_are():
    assert person_mark([Mark.ON_TIME, Mark.OVERDUE, Mark.LATE]) is Mark.OVERDUE
    assert person_mark([Mark.ON_TIME, Mark.LATE]) is Mark.LATE
    assert person_mark([Mark.EXCUSED, Mark.ON_TIME]) is Mark.ON_TIME
    assert person_mark([Mark.EXCUSED, Mark.EXCUSED]) is Mark.EXCUSED


def figure(code, **marks):
    return Figure(BY_CODE[code], {Mark(name): n for name, n in marks.items()}, {})


def test_100_percent_means_all_of_them():
    """1999 of 2000 would round to 100.0."""
    almost = figure("visits", on_time=1999, overdue=1)
    assert almost.rate.percent == Decimal("99.9")
    assert figure("visits", on_time=2000).rate.percent == Decimal("100.0")


def test_nothing_due_is_no_100_percent():
    nothing = figure("assess", excused=3, earlier=2)
    assert nothing.rate.percent is None
    assert nothing.rate.text == "—"
    assert nothing.share is None
    assert (nothing.excused, nothing.due) == (3, 0)


def test_an_old_debt_is_told_but_is_no_part_of_the_rate():
    item = figure("visits", on_time=4, earlier=5)
    assert item.rate.percent == Decimal("100.0")
    assert item.of(Mark.EARLIER) == 5


def test_late_is_done_but_not_timely():
    assert figure("announce", on_time=3, late=1).rate.text == "75.0 %  3/4"
    assert figure("visits", on_time=3, late=1).rate.text == "100.0 %  4/4"


def test_doing_it_now_does_not_make_it_timely():
    """逾期后补办不计入及时率; what is on its last day can still be in time."""
    announce = figure("announce", on_time=3, late=1, overdue=2, last_day=1)
    assert (announce.rate.met, announce.if_done.met, announce.if_done.due) == (3, 4, 7)
    assert announce.open == 3
    visits = figure("visits", on_time=3, late=1, overdue=2, last_day=1)
    assert (visits.rate.met, visits.if_done.met) == (4, 7)
    assert visits.if_done.percent == Decimal("100.0")


def test_places_are_shared_and_the_next_ones_skipped():
    shares = {"a": Fraction(1, 2), "b": Fraction(9, 10), "c": Fraction(90, 100), "d": None, "e": Fraction(0)}
    assert places(shares) == {"b": 1, "c": 1, "a": 3, "e": 4, "d": None}


def test_ranking_looks_behind_the_decimal():
    assert places({"a": Fraction(1998, 2000), "b": Fraction(1999, 2000)}) == {"b": 1, "a": 2}


def test_a_tally_takes_another_in():
    town, village = Tally(), Tally()
    town.add("visits", Mark.EXCUSED, "死亡", times=2)
    village.add("visits", Mark.EXCUSED, "失联")
    village.add("visits", Mark.ON_TIME)
    town.take(village)
    found = town.figures()
    assert list(found) == [indicator.code for indicator in INDICATORS]
    assert found["visits"].reasons == {"失联": 1, "死亡": 2}
    assert (found["visits"].excused, found["visits"].met) == (3, 1)
    assert village.figures()["visits"].excused == 1
