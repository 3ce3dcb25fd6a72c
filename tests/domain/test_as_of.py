"""Records as they stood on an earlier day: what was set later is not known yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.as_of import case_as_of
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.execution import EXTENDED_ON, ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.domain.plans import Planner

DECIDED, NOTICE = date(2026, 3, 2), date(2026, 5, 11)


@pytest.fixture(scope="module")
def planner(rulebook, work_calendar):
    return Planner(rulebook, work_calendar)


def file_with(item):
    made = Decision(id=1, case_id=1, document_number="甲", decided_on=DECIDED, measures=(Measure(id=1, code="D3"),), items=(item,))
    return CaseFile(person=Person(id=1, name="吴建国"), case=Case(id=1), decisions=(made,))


def due(file, planner, kind):
    return next((d.due_on for d in planner.of_decision(file, file.decisions[0]) if d.kind == kind), None)


def test_an_extension_recorded_later_is_not_known(planner):
    item = ExecutionItem(
        kind="adjust", extended_to=date(2026, 6, 30), extension_approver="张书记", details={EXTENDED_ON: "2026-04-01"}
    )  # fmt: skip
    file = file_with(item)
    plain = file_with(ExecutionItem(kind="adjust"))
    before = case_as_of(file, date(2026, 3, 31))
    assert due(before, planner, "adjust") == due(plain, planner, "adjust")
    assert before.decisions[0].items[0] == ExecutionItem(kind="adjust")
    assert due(case_as_of(file, date(2026, 4, 1)), planner, "adjust") == date(2026, 6, 30)


def test_an_extension_of_unknown_day_stays(planner):
    file = file_with(ExecutionItem(kind="adjust", extended_to=date(2026, 6, 30), extension_approver="张书记"))
    assert case_as_of(file, date(2026, 3, 31)) == file


def test_an_item_that_counts_from_a_later_notice_was_not_there(planner):
    file = file_with(ExecutionItem(kind="property", counted_from=NOTICE))
    assert due(case_as_of(file, NOTICE), planner, "property") == due(file, planner, "property") > NOTICE
    assert due(case_as_of(file, date(2026, 5, 10)), planner, "property") is None


def test_what_was_done_before_a_later_notice_stays_done():
    done = ExecutionItem(kind="property", counted_from=NOTICE, done_on=date(2026, 4, 1), done_by="李经办")
    assert case_as_of(file_with(done), date(2026, 4, 2)).decisions[0].items == (replace(done, counted_from=None),)
