"""Mentors to be named, again when one leaves, and the notes they owe."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.dossiers import Dossier, DossierFile, Mentor, MentorNote
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.mentor_duties import vacancies
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner

DECIDED, END = date(2026, 3, 2), date(2027, 9, 1)
NAMED = date(2026, 3, 5)


@pytest.fixture(scope="module")
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


@pytest.fixture(scope="module")
def pairs(rulebook, work_calendar):
    """A county that names two (沾益)."""
    return Planner(replace(rulebook, visits=replace(rulebook.visits, mentors_per_person=2)), work_calendar)


def file(*mentors, notes=(), **more):
    return DossierFile(
        dossier=Dossier(id=1, **more), person=Person(id=1, name="吴建国"), mentors=mentors, notes=tuple(notes),
        decided_on=DECIDED, period_start=DECIDED, period_end=END,
    )  # fmt: skip


def mentor(key, since=NAMED, until=None, why=""):
    return Mentor(id=key, name=f"书记{key}", appointed_on=since, ended_on=until, end_reason=why)


def note(key, on):
    return MentorNote(id=key, mentor_id=1, noted_on=on, way="talk", content="谈心", thought="stable")


def duties(planner, it, kind):
    return [d for d in planner.of_dossier(it, (), ("D2",)) if d.kind == kind]


def test_a_mentor_who_leaves_without_a_successor_opens_the_duty_again(planner):
    first, again = duties(planner, file(mentor(1, until=date(2026, 6, 1), why="调离")), DutyKind.NAME_MENTOR)
    assert first.done_on == NAMED
    assert again.open
    assert again.due_on == planner.calendar.add_working_days(date(2026, 6, 1), 10).on
    assert "帮带人空缺：书记1自2026-06-01起不再帮带（调离）" in again.why
    assert again.part == 1
    filled = file(mentor(1, until=date(2026, 6, 1)), mentor(2, since=date(2026, 6, 8)))
    assert duties(planner, filled, DutyKind.NAME_MENTOR)[1].done_on == date(2026, 6, 8)


def test_a_successor_of_the_same_day_leaves_no_gap_and_the_last_days_ask_for_nobody(planner):
    change = file(mentor(1, until=date(2026, 6, 1)), mentor(2, since=date(2026, 6, 1)))
    assert len(duties(planner, change, DutyKind.NAME_MENTOR)) == 1
    late = file(mentor(1, until=date(2027, 8, 25)))
    assert len(duties(planner, late, DutyKind.NAME_MENTOR)) == 1


def test_where_two_are_named_the_duty_is_done_with_the_second(pairs):
    (one,) = duties(pairs, file(mentor(1)), DutyKind.NAME_MENTOR)
    assert one.open
    both = (mentor(1), mentor(2, since=date(2026, 3, 9)))
    assert duties(pairs, file(*both), DutyKind.NAME_MENTOR)[0].done_on == date(2026, 3, 9)
    gap = duties(pairs, file(mentor(1, until=date(2026, 6, 1)), both[1]), DutyKind.NAME_MENTOR)
    assert [d.open for d in gap] == [False, True]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 100), st.booleans()), max_size=6), st.integers(1, 2))
def test_vacancies_fit_those_in_office(spans, places):
    """As many places are open as are missing in office."""
    mentors = []
    for key, (start, length, over) in enumerate(spans, 1):
        since = date.fromordinal(NAMED.toordinal() + start)
        mentors.append(mentor(key, since=since, until=date.fromordinal(since.toordinal() + length) if over else None))
    first, later = vacancies(mentors, places)
    office = sum(m.ended_on is None for m in mentors)
    open_places = sum(v.filled_on is None for v in (*first, *later))
    assert open_places == max(0, places - office)
    assert all(v.filled_on >= v.since for v in later if v.filled_on)


def test_each_note_is_a_duty_done_and_the_next_counts_from_it(planner):
    (due,) = duties(planner, file(mentor(1)), DutyKind.MENTOR_NOTE)
    assert (due.due_on, due.open, due.part) == (date(2026, 6, 5), True, 0)
    noted = file(mentor(1), notes=[note(7, date(2026, 6, 1)), note(8, date(2026, 9, 10))])
    first, second, coming = duties(planner, noted, DutyKind.MENTOR_NOTE)
    assert (first.part, first.due_on, first.done_on) == (7, date(2026, 6, 5), date(2026, 6, 1))
    assert (second.part, second.due_on, second.done_on) == (8, date(2026, 9, 1), date(2026, 9, 10))
    assert coming.due_on == date(2026, 12, 10)
    assert "2026-09-10 + 3 个月 = 2026-12-10" in coming.why
    assert coming.clause


def test_the_category_changes_how_often_a_note_is_due(planner):
    (due,) = duties(planner, file(mentor(1), category="key"), DutyKind.MENTOR_NOTE)
    assert due.due_on == date(2026, 4, 7)  # 5 April falls into 清明


def test_no_note_is_due_without_a_mentor_after_closing_or_past_the_end(planner):
    gone = file(mentor(1, until=date(2026, 4, 1)))
    assert duties(planner, gone, DutyKind.MENTOR_NOTE) == []
    assert duties(planner, file(mentor(1), closed_on=date(2026, 4, 1)), DutyKind.MENTOR_NOTE) == []
    last = file(mentor(1), notes=[note(1, date(2027, 6, 20))])
    assert [d.open for d in duties(planner, last, DutyKind.MENTOR_NOTE)] == [False]


def test_who_is_excluded_owes_no_note_and_a_gap_begins_the_count_anew(planner):
    (excused,) = duties(planner, file(mentor(1), excluded="custody"), DutyKind.MENTOR_NOTE)
    assert excused.excuse == "在押、服刑"
    gap = file(mentor(1, until=date(2026, 5, 1)), mentor(2, since=date(2026, 7, 1)))
    assert duties(planner, gap, DutyKind.MENTOR_NOTE)[0].due_on == date(2026, 10, 8)  # after 国庆


def test_a_single_talk_asks_for_no_mentor(planner):
    assert [d.kind for d in planner.of_dossier(file(mentor(1)), (), ("O01",))] == []
