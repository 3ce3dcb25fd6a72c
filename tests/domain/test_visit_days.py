"""The plan of visits whatever happened before: its end, its year, its working days, and what was put by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jzdesk.domain.dates import add_months
from jzdesk.domain.dossiers import Dossier, DossierFile
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner
from jzdesk.domain.visits import Visit

DECIDED = date(2026, 9, 18)
UNTIL = date(2027, 9, 17)
MEASURES = ("Z1", "Z2", "D1", "D2", "D3", "D4-2")


@pytest.fixture(scope="module")
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


@pytest.fixture(scope="module")
def rolling(rulebook, work_calendar):
    return Planner(replace(rulebook, visits=replace(rulebook.visits, rolling_year=True)), work_calendar)


class Counties:
    """By calendar year and by rolling year; a class of its own keeps hypothesis from writing down the rulebook."""

    def __init__(self, planner, rolling):
        self.planner, self.rolling = planner, rolling


@pytest.fixture(scope="module")
def counties(planner, rolling):
    return Counties(planner, rolling)


def dossier(*visits, decided=DECIDED, until=UNTIL, category="general", **more):
    return DossierFile(
        dossier=Dossier(id=1, category=category, **more), person=Person(id=1, name="吴建国"), visits=visits,
        decided_on=decided, period_start=decided, period_end=until,
    )  # fmt: skip


def days(planned):
    return [v.planned_on for v in planned]


@st.composite
def histories(draw):
    """A decision, the end of its period, and visits held, excused or put somewhere by hand since."""
    decided = draw(st.dates(date(2019, 1, 1), date(2025, 6, 30)))
    until = add_months(decided, draw(st.integers(3, 30))) - timedelta(days=1)
    day, visits = decided, []
    for ordinal in range(1, draw(st.integers(0, 4)) + 1):
        day += timedelta(days=draw(st.integers(15, 130)))
        what = draw(st.sampled_from(({"held_on": day}, {"excuse": "illness"}, {"excuse": "lost"})))
        visits.append(Visit(id=ordinal, ordinal=ordinal, planned_on=day, **what))
    if draw(st.booleans()):
        at = len(visits) + draw(st.integers(1, 2))
        day += timedelta(days=draw(st.integers(20, 200)))
        visits.append(Visit(id=90, ordinal=at, planned_on=day, planned_by_rule=False, moved_reason="外出"))
    return dossier(*visits, decided=decided, until=until, category=draw(st.sampled_from(("general", "key", "positive"))))


@settings(max_examples=250, deadline=None)
@given(histories(), st.sampled_from(MEASURES), st.booleans())
def test_a_plan_keeps_to_the_end_the_year_and_working_days(counties, file, code, by_rolling_year):
    made = counties.rolling if by_rolling_year else counties.planner
    planned = made.plan_visits(file, (code,), file.period_end)
    ruled = [v.planned_on for v in planned if v.planned_by_rule]
    settled = [v for v in file.visits if v.settled]
    last = max((v.held_on or v.planned_on for v in settled), default=file.decided_on)
    late = last > file.period_end  # nothing more is due, but for what the rules ask at least
    assert all(day <= file.period_end for day in ruled) or late
    assert all(made.calendar.is_working_day(day) for day in ruled) or late
    assert days(planned) == sorted(set(days(planned)))
    for first, second in zip([last, *days(planned)], days(planned), strict=False):
        assert late or second == first or made.calendar.working_days_between(first, second) >= 1
    cadence = made.rhythm(file, (code,))
    held = [v.held_on for v in settled if v.held_on]
    for day in ruled if settled else ruled[1:]:  # the first after a decision has a limit of its own
        others = [d for d in (*held, *days(planned)) if d <= day]
        near = [d for d in others if (d > add_months(day, -12) if by_rolling_year else d.year == day.year)]
        assert len(near) <= cadence.max_per_year


@settings(max_examples=150, deadline=None)
@given(histories(), st.sampled_from(MEASURES))
def test_what_was_put_by_hand_stays_and_numbers_go_on(counties, file, code):
    by_hand = [v for v in file.visits if not v.settled]
    planned = counties.planner.plan_visits(file, (code,), file.period_end)
    assert [(v.id, v.planned_on) for v in planned if not v.planned_by_rule] == [(v.id, v.planned_on) for v in by_hand]
    begun = sum(v.settled for v in file.visits)
    assert [v.ordinal for v in planned] == list(range(begun + 1, begun + 1 + len(planned)))


@settings(max_examples=150, deadline=None)
@given(histories(), st.sampled_from(MEASURES))
def test_who_is_followed_closely_is_visited_no_less(counties, file, code):
    counts = [
        len(counties.planner.plan_visits(replace(file, dossier=replace(file.dossier, category=category)), (code,), file.period_end))
        for category in ("positive", "general", "key")
    ]
    assert counts == sorted(counts)


def test_the_same_plan_again_from_what_it_planned(planner):
    file = dossier()
    planned = planner.plan_visits(file, ("Z2",), UNTIL)
    stored = tuple(replace(v, id=n) for n, v in enumerate(planned, 1))
    again = planner.plan_visits(replace(file, visits=stored), ("Z2",), UNTIL)
    assert [(v.ordinal, v.kind, v.planned_on) for v in again] == [(v.ordinal, v.kind, v.planned_on) for v in planned]


def test_the_categories_change_the_rhythm_and_the_kind(planner):
    key = planner.plan_visits(dossier(category="key"), ("Z2",), UNTIL)
    positive = planner.plan_visits(dossier(category="positive"), ("Z2",), UNTIL)
    assert days(key)[:3] == [date(2026, 11, 18), date(2027, 1, 18), date(2027, 3, 18)]
    assert [v.kind for v in key] == ["first", "key", "key", "key", "key", "before_end"]
    assert days(positive) == [date(2026, 12, 18), date(2027, 6, 18)]
    assert [v.kind for v in positive] == ["first", "before_end"]


def test_the_last_visit_is_one_before_the_end_only_near_it(planner):
    rare = replace(planner.rules.visits, before_end_days=30)
    made = Planner(replace(planner.rules, visits=rare), planner.calendar)
    planned = made.plan_visits(dossier(until=date(2027, 8, 17)), ("Z2",), date(2027, 8, 17))
    assert [v.kind for v in planned] == ["first", "regular", "regular"]
    assert planner.plan_visits(dossier(until=date(2027, 8, 17)), ("Z2",), date(2027, 8, 17))[-1].kind == "before_end"


def test_a_full_year_puts_the_next_visit_into_the_next(planner):
    held = [date(2026, 1, 9), date(2026, 4, 9), date(2026, 7, 9), date(2026, 9, 9)]
    visits = [Visit(id=n, ordinal=n, planned_on=day, held_on=day) for n, day in enumerate(held, 1)]
    planned = planner.plan_visits(dossier(*visits, decided=date(2025, 10, 10)), ("D2",), UNTIL)
    assert days(planned)[0] == planner.calendar.add_working_days(date(2026, 12, 31), 1).on


def test_a_rolling_year_is_full_until_a_year_after_the_oldest(rolling):
    held = [date(2026, 3, 9), date(2026, 4, 9), date(2026, 7, 9), date(2026, 9, 9)]
    visits = [Visit(id=n, ordinal=n, planned_on=day, held_on=day) for n, day in enumerate(held, 1)]
    planned = rolling.plan_visits(dossier(*visits, decided=date(2025, 10, 10)), ("D2",), UNTIL)
    assert days(planned)[0] == date(2027, 3, 9)


def test_who_is_followed_more_closely_from_a_day_on_is_not_overdue_that_day(planner):
    held = Visit(id=1, ordinal=1, planned_on=date(2026, 12, 18), held_on=date(2026, 12, 18))
    file = dossier(held, category="key", category_on=date(2027, 3, 1))
    assert days(planner.plan_visits(file, ("Z2",), UNTIL))[0] == date(2027, 3, 16), "in 15 days, before the usual day"
    late = dossier(held, category="key", category_on=date(2027, 3, 15))
    assert days(planner.plan_visits(late, ("Z2",), UNTIL))[0] == date(2027, 3, 18), "never later than without"


def test_a_single_talk_put_off_by_illness_is_still_due_and_one_refused_is_not(planner):
    ill = Visit(id=1, ordinal=1, planned_on=date(2026, 12, 18), excuse="illness")
    planned = planner.plan_visits(dossier(ill), ("F11",), date(2027, 3, 17))
    assert days(planned) == [date(2027, 3, 18)]
    refused = replace(ill, excuse="refusal")
    assert planner.plan_visits(dossier(refused), ("F11",), date(2027, 3, 17)) == ()
