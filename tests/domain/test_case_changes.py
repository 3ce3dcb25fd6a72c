"""Properties of changes on review: lighter never lengthens, revoking clears, nothing of the past is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.as_of import case_as_of
from jzdesk.domain.case_changes import HEAVIER, LIGHTER, REVOKED, chain, direction, in_force
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.dates import EndRule
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.domain.moves import fixed_days, moves
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner
from jzdesk.domain.reckoning import reckon

FIRST = date(2024, 1, 8)
CODES = ("D1", "D2", "D3", "Z1", "Z2", "Z3", "Z4", "Z5", "F11")
days = st.integers(0, 900).map(lambda n: FIRST + timedelta(days=n))
codes = st.sampled_from(CODES)


@pytest.fixture(scope="module")
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


def case(code, decided):
    first = Decision(id=1, case_id=1, document_number="甲", decided_on=decided, measures=(Measure(id=1, code=code),))
    return CaseFile(person=Person(id=1, name="吴建国"), case=Case(id=1), decisions=(first,))


def changed(file, new, on, way):
    made = Decision(id=2, case_id=1, document_number="乙", decided_on=on, reviews_id=1, review_kind=way,
                    measures=(Measure(id=2, code=new, replaces_id=1, change=way),))  # fmt: skip
    return replace(file, decisions=(*file.decisions, made))


def revoked(file, on):
    first = file.decisions[0]
    first = replace(first, measures=tuple(replace(m, revoked_on=on) for m in first.measures))
    return replace(file, decisions=(first, Decision(id=2, case_id=1, document_number="乙", decided_on=on, reviews_id=1,
                                                    review_kind=REVOKED)))  # fmt: skip


def changed_again(file, new, on, way):
    last = file.decisions[-1]
    made = Decision(id=last.id + 1, case_id=1, document_number="丙", decided_on=on, reviews_id=last.id, review_kind=way,
                    measures=(Measure(id=last.id + 1, code=new, replaces_id=last.id, change=way),))  # fmt: skip
    return replace(file, decisions=(*file.decisions, made))


def reckoned(file, planner):
    return reckon([file], planner, EndRule.PREV_DAY)


def a_pair(draw, planner, way):
    """Two measures of which the second is lighter, or heavier, than the first."""
    pairs = [(a, b) for a in CODES for b in CODES if direction(a, b, planner.rules.sanctions) == way]
    return draw(st.sampled_from(pairs))


@given(st.data(), days, st.integers(1, 700))
def test_lighter_never_lengthens_and_starts_where_the_old_one_did(planner, data, decided, later):
    old, new = a_pair(data.draw, planner, LIGHTER)
    before = reckoned(case(old, decided), planner)
    after = reckoned(changed(case(old, decided), new, decided + timedelta(days=later), LIGHTER), planner)
    if before.until is not None:
        assert after.until is None or after.until <= before.until
    assert after.clocks[2].start == decided
    assert not after.clocks[1].active


@given(st.data(), days, st.integers(1, 700))
def test_heavier_never_ends_before_the_old_one_would_have(planner, data, decided, later):
    old, new = a_pair(data.draw, planner, HEAVIER)
    on = decided + timedelta(days=later)
    before, after = reckoned(case(old, decided), planner), reckoned(changed(case(old, decided), new, on, HEAVIER), planner)
    if before.until and after.clocks[2].end and on <= before.until:
        assert after.until >= before.until
    assert after.clocks[2].start == on
    assert after.followed_on in (decided, on)


@given(codes, days, st.integers(1, 700))
def test_revoked_has_no_clock_and_nothing_open_of_the_old_decision(planner, code, decided, later):
    after = reckoned(revoked(case(code, decided), decided + timedelta(days=later)), planner)
    assert not any(clock.active for clock in after.clocks.values())
    assert after.until is None
    assert after.governing is None
    assert not [d for d in after.duties if d.open and d.subject_id == 1]


@given(st.data(), st.sampled_from((LIGHTER, HEAVIER)), days, st.integers(1, 700))
def test_the_history_keeps_all(planner, data, way, decided, later):
    old, new = a_pair(data.draw, planner, way)
    file = reckoned(changed(case(old, decided), new, decided + timedelta(days=later), way), planner).files[0]
    assert [d.document_number for d in chain(file)] == ["甲", "乙"]
    assert [m.code for d in file.decisions for m in d.measures] == [old, new]
    assert [m.code for m in in_force(file)] == [new]
    assert file.decisions[0].measures[0].start_on == decided


@given(codes, days, st.integers(-60, 60))
def test_what_moved_is_what_differs(planner, code, decided, by):
    before, after = (reckoned(case(code, day), planner) for day in (decided, decided + timedelta(days=by)))
    old, new = (fixed_days(r.files, r.duties, planner.rules.sanctions) for r in (before, after))
    lines = moves(old, new)
    differing = {key for key in {**old, **new} if (old.get(key) and old[key].on) != (new.get(key) and new[key].on)}
    assert len(lines) == len(differing)
    assert moves(old, old) == ()


def test_what_was_done_after_a_review_leaves_the_duty_as_it_was_reckoned_before(planner):
    file = changed(case("D2", date(2026, 3, 2)), "D1", date(2026, 4, 15), LIGHTER)
    first, second = file.decisions
    late = {"done_on": date(2026, 5, 6), "done_by": "李经办"}
    first = replace(first, items=(ExecutionItem(kind="deliver", **late), ExecutionItem(kind="report_execution", **late)))
    file = replace(file, decisions=(first, second))
    now = {d.kind: d for d in reckoned(file, planner).duties if d.subject_id == 1}
    then = {d.kind: d for d in reckoned(case_as_of(file, date(2026, 4, 20)), planner).duties if d.subject_id == 1}
    assert now == then
    assert now["deliver"].excuse  # overdue by then
    assert "report_execution" not in now  # not yet due: it goes to the new decision


@pytest.mark.parametrize("restored", [date(2027, 3, 1), date(2027, 5, 6)])
def test_rights_restored_after_a_review_are_not_restored_of_the_old_measure(planner, restored):
    file = changed(case("D4-1", date(2026, 3, 2)), "D2", date(2027, 4, 1), LIGHTER)
    first = file.decisions[0]
    measure = replace(first.measures[0], restored_on=restored, probation_end_on=date(2027, 3, 1))
    file = replace(file, decisions=(replace(first, measures=(measure,)), file.decisions[1]))
    now, then = (
        [d for d in reckoned(f, planner).duties if d.kind == "restore_rights"]
        for f in (file, case_as_of(file, date(2027, 4, 20)))
    )
    assert now == then
    assert bool(now) is (restored < date(2027, 4, 1))


@pytest.mark.parametrize(("code", "middle"), [("D3", "F11"), ("D3", "D2"), ("Z5", "F11")])
def test_what_was_made_lighter_and_heavier_again_runs_from_the_first_decision_without_a_break(planner, code, middle):
    file = changed(case(code, date(2025, 1, 10)), middle, date(2025, 3, 5), LIGHTER)
    after = reckoned(changed_again(file, code, date(2025, 6, 2), HEAVIER), planner)
    assert (after.clocks[2].start, after.clocks[2].end) == (date(2025, 1, 10), date(2025, 6, 1))
    assert (after.start, after.until) == (date(2025, 1, 10), date(2027, 1, 9))
    assert (after.clocks[3].start, after.clocks[3].end) == (date(2025, 6, 2), date(2027, 1, 9))
    assert not after.clocks[1].active


def test_what_was_made_heavier_after_the_lighter_period_was_over_begins_with_the_change(planner):
    file = changed(case("D3", date(2025, 1, 10)), "F11", date(2025, 3, 5), LIGHTER)
    after = reckoned(changed_again(file, "D3", date(2025, 9, 1), HEAVIER), planner)
    assert (after.clocks[2].start, after.clocks[2].end) == (date(2025, 1, 10), date(2025, 7, 9))
    assert (after.start, after.until) == (date(2025, 9, 1), date(2027, 2, 28))  # 24 months less the 6 served


def test_what_was_made_heavier_after_its_end_and_heavier_again_counts_to_the_second_change(planner):
    file = changed(case("D1", date(2024, 1, 10)), "D2", date(2025, 6, 3), HEAVIER)
    middle = reckoned(changed_again(file, "D3", date(2025, 9, 1), HEAVIER), planner).clocks[2]
    assert (middle.start, middle.end) == (date(2025, 6, 3), date(2025, 8, 31))


def test_a_chain_that_ends_revoked_leaves_no_clock_running(planner):
    file = changed(case("D1", date(2025, 1, 10)), "D2", date(2025, 3, 5), HEAVIER)
    file = changed_again(file, "D3", date(2025, 5, 6), HEAVIER)
    last = replace(file.decisions[-1], measures=(replace(file.decisions[-1].measures[0], revoked_on=date(2025, 7, 1)),))
    after = reckoned(replace(file, decisions=(*file.decisions[:-1], last)), planner)
    assert not any(clock.active for clock in after.clocks.values())


def test_a_measure_without_a_period_has_none_once_it_is_replaced(planner):
    file = changed(case("D1", date(2025, 1, 10)), "M01", date(2025, 3, 5), LIGHTER)
    after = reckoned(changed_again(file, "D1", date(2025, 9, 1), HEAVIER), planner)
    assert after.clocks[2].end is None
    assert after.start == date(2025, 9, 1)
