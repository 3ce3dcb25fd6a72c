"""Records that change afterwards: dates corrected, decisions deleted, added, revoked; what follows must follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import announced, decided
from change_county import revoked
from revisit_county import dossier_of, mentor, sanction, talk

from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.services import cases, dossiers
from jzdesk.services.duties import stale


def again(desk, case_id, *, decided_on, codes, number):
    """Another decision about the person of a case."""
    person = cases.open_case(desk, case_id).person
    first = cases.open_case(desk, case_id).decision
    decision = replace(first, id=None, uid="", decided_on=decided_on, document_number=number, announcement=None, items=(),
                       delivered_on=None, measures=tuple(replace(first.measures[0], id=None, code=c) for c in codes))  # fmt: skip
    file = replace(cases.open_case(desk, case_id), person=person, decisions=(decision,))
    return cases.record_case(desk, replace(file, case=replace(file.case, id=None, uid="", number=""))).record_id


def correct(desk, case_id, **fields):
    file = cases.open_case(desk, case_id)
    cases.record_case(desk, replace(file, decisions=(replace(file.decision, **fields),)))


def plan(file):
    return [v.planned_on for v in file.visits if not v.settled]


def kinds(desk, dossier_id):
    return {d.kind for d in dossiers.duties_of_dossier(desk, dossier_id)}


def test_a_corrected_decision_date_moves_every_limit_and_visit(desk):
    moved = sanction(desk, "吴建国", decided_on=date(2026, 3, 2))
    straight = sanction(desk, "李明", decided_on=date(2026, 5, 6))
    correct(desk, moved, decided_on=date(2026, 5, 6))
    assert plan(dossier_of(desk, moved)) == plan(dossier_of(desk, straight))
    limits = [[(d.kind, d.counted_from, d.due_on, d.warn_on) for d in cases.duties_of_case(desk, c)] for c in (moved, straight)]
    assert limits[0] == limits[1]
    one, other = dossier_of(desk, moved), dossier_of(desk, straight)
    assert (one.decided_on, one.period_start, one.period_end) == (other.decided_on, other.period_start, other.period_end)
    assert stale(desk) == []


@pytest.mark.parametrize("what", ["announced", "told"])
def test_a_decision_cannot_be_dated_after_what_followed_from_it(desk, what):
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 3, 2))
    if what == "announced":
        announced(desk, case_id, on=date(2026, 3, 10))
    else:
        item = ExecutionItem(decision_id=cases.open_case(desk, case_id).decision.id, kind="tell",
                             done_on=date(2026, 3, 10), done_by="李经办")  # fmt: skip
        cases.record_execution(desk, case_id, item)
    with pytest.raises(RuleError) as refused:
        correct(desk, case_id, decided_on=date(2026, 3, 11))
    assert refused.value.field == "decided_on"
    correct(desk, case_id, decided_on=date(2026, 3, 10))


def test_a_later_talk_for_admonition_leaves_the_visits_of_a_sanction_that_runs(desk):
    first = sanction(desk, "吴建国", decided_on=date(2026, 3, 2), codes=("D3",))
    before = dossier_of(desk, first)
    again(desk, first, decided_on=date(2026, 6, 8), codes=("F11",), number="公纪谈〔2026〕1号")
    after = dossier_of(desk, first)
    assert plan(after) == plan(before)
    assert {DutyKind.NAME_MENTOR, DutyKind.OPEN_DOSSIER, DutyKind.ASSESS} <= kinds(desk, after.dossier.id)
    assert stale(desk) == []


def test_a_talk_after_the_sanction_has_run_out_is_due_once(desk):
    first = sanction(desk, "吴建国", decided_on=date(2024, 3, 4), codes=("D1",))
    again(desk, first, decided_on=date(2026, 6, 8), codes=("F11",), number="公纪谈〔2026〕1号")
    file = dossier_of(desk, first)
    assert file.decided_on == date(2026, 6, 8)
    assert plan(file) == [date(2026, 9, 8)]
    assert file.period_start == date(2026, 6, 8)  # not that of a period long over


def test_two_sanctions_in_a_row_make_one_period(desk):
    first = sanction(desk, "吴建国", decided_on=date(2026, 1, 5), codes=("D1",))
    again(desk, first, decided_on=date(2026, 7, 6), codes=("D2",), number="公纪〔2026〕2号")
    file = dossier_of(desk, first)
    assert (file.period_start, file.period_end) == (date(2026, 1, 5), date(2028, 7, 4))


def test_dismissed_by_one_document_and_expelled_by_another_is_not_due_for_visits(desk):
    first = sanction(desk, "吴建国", decided_on=date(2026, 3, 2), codes=("Z6",), kind="civil")
    again(desk, first, decided_on=date(2026, 3, 9), codes=("D5",), number="公纪〔2026〕2号")
    file = dossier_of(desk, first)
    assert file.dossier.excluded == "dismissed"
    assert plan(file) == []
    assert stale(desk) == []


def test_the_first_of_two_decisions_deleted_and_recovered(desk):
    first = sanction(desk, "吴建国", decided_on=date(2026, 1, 5), codes=("D1",))
    second = again(desk, first, decided_on=date(2026, 7, 6), codes=("D2",), number="公纪〔2026〕2号")
    whole = dossier_of(desk, second)
    cases.delete_case(desk, first, why="重复登记")
    alone = dossier_of(desk, second)
    assert (alone.period_start, alone.period_end) == (date(2026, 7, 6), date(2028, 1, 5))
    assert cases.duties_of_case(desk, first) == []
    assert stale(desk) == []
    cases.recover_case(desk, first)
    assert plan(dossier_of(desk, second)) == plan(whole)
    assert dossier_of(desk, second).period_end == whole.period_end
    assert stale(desk) == []


def test_the_only_case_deleted_takes_the_dossier_along_and_brings_it_back(desk):
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 3, 2))
    file = dossier_of(desk, case_id)
    dossiers.name_mentor(desk, file.dossier.id, mentor())
    dossiers.record_visit(desk, file.dossier.id, talk(date(2026, 6, 2)))
    before = dossier_of(desk, case_id)
    duties = dossiers.duties_of_dossier(desk, file.dossier.id)
    cases.delete_case(desk, case_id, why="误登记")
    assert dossiers.duties_of_dossier(desk, file.dossier.id) == []
    with pytest.raises(Refused):
        dossiers.open_file(desk, file.dossier.id)
    cases.recover_case(desk, case_id)
    after = dossier_of(desk, case_id)
    assert replace(after, dossier=before.dossier) == before
    assert [replace(d, id=None) for d in dossiers.duties_of_dossier(desk, file.dossier.id)] == [replace(d, id=None) for d in duties]


def test_a_case_does_not_come_back_beside_another_with_its_number(desk):
    first = decided(desk, "吴建国", number="公纪〔2026〕1号")
    cases.delete_case(desk, first, why="误登记")
    decided(desk, "李明", number="公纪〔2026〕1号")
    with pytest.raises(Refused):
        cases.recover_case(desk, first)


def test_a_revoked_measure_takes_its_duties_and_plan_along(desk):
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 3, 2), codes=("D2",))
    first = cases.open_case(desk, case_id).decision
    revoked(desk, case_id, on=date(2026, 10, 9))
    old = [d for d in cases.duties_of_case(desk, case_id) if d.subject_id == first.id]
    assert not any(d.open for d in old)
    assert {d.kind for d in old} >= {DutyKind.ANNOUNCE, DutyKind.DELIVER}  # overdue by then: still told, as excused
    assert all("撤销" in d.excuse for d in old)
    assert dossiers.file_of_person(desk, cases.open_case(desk, case_id).person.id) is None or stale(desk) == []


def test_one_of_two_measures_revoked_leaves_the_other(desk):
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 3, 2), codes=("D2", "Z3"), kind="civil")
    revoked(desk, case_id, on=date(2026, 10, 9), codes=["D2"])
    file = dossier_of(desk, case_id)
    assert file.measures_text == "记大过"
    assert file.period_end == date(2027, 9, 1)
    assert stale(desk) == []


def test_excluded_then_put_back_has_its_plan_again(desk):
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 3, 2))
    file = dossier_of(desk, case_id)
    planned = plan(file)
    dossiers.exclude(desk, file.dossier.id, code="custody", reason="在押", on=date(2026, 4, 1))
    assert plan(dossier_of(desk, case_id)) == []
    assert stale(desk) == []
    dossiers.exclude(desk, file.dossier.id, code="", reason="取保候审", on=date(2026, 5, 6))
    assert plan(dossier_of(desk, case_id)) == planned
    assert stale(desk) == []


def test_a_new_decision_reopens_a_closed_file(desk):
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 2, 2), codes=("F11",))
    file = dossier_of(desk, case_id)
    dossiers.record_visit(desk, file.dossier.id, talk(date(2026, 4, 29)))
    dossiers.close_file(desk, file.dossier.id, on=date(2026, 9, 1))
    assert dossier_of(desk, case_id).dossier.closed_on == date(2026, 9, 1)
    again(desk, case_id, decided_on=date(2026, 10, 12), codes=("D1",), number="公纪〔2026〕2号")
    reopened = dossier_of(desk, case_id)
    assert reopened.dossier.closed_on is None
    assert plan(reopened)[0] == date(2027, 1, 12)
    assert stale(desk) == []


def test_a_moved_visit_stays_where_it_was_put_and_the_next_are_counted_from_it(desk):
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 9, 1))
    file = dossier_of(desk, case_id)
    first = file.visits[0]
    dossiers.plan_visit(desk, file.dossier.id, first.id, planned_on=date(2026, 12, 15), why="出差")
    moved = dossier_of(desk, case_id)
    assert plan(moved)[:2] == [date(2026, 12, 15), date(2027, 3, 15)]
    announced(desk, case_id, on=date(2026, 9, 8))  # any other change leaves it there
    assert plan(dossier_of(desk, case_id)) == plan(moved)
    assert stale(desk) == []
