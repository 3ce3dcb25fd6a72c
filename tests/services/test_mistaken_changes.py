"""A change of a decision entered by mistake, taken out with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import decided
from change_county import appealed, changed, expelled, revoked
from revisit_county import Clock, dossier_of, make_desk, refused, talk

from jzdesk.domain.case_changes import in_force
from jzdesk.domain.errors import Refused
from jzdesk.domain.execution import ExecutionItem
from jzdesk.services import cases, dossiers, execution, history
from jzdesk.services.duties import stale
from jzdesk.services.mistaken_changes import delete_change

ON = date(2026, 10, 9)


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault", Clock())
    yield made
    assert stale(made) == []
    made.vault.close(back_up=False)


def drop(desk, case_id, *, why="文号登记到别人名下"):
    return delete_change(desk, case_id, cases.open_case(desk, case_id).decision.id, why=why)


def seen(desk, case_id):
    duties = [replace(d, id=None) for d in cases.duties_of_case(desk, case_id)]
    dossier = dossier_of(desk, case_id)
    plan = [(v.ordinal, v.planned_on, v.held_on) for v in dossier.visits] if dossier else []
    return cases.open_case(desk, case_id), duties, replace(dossier, visits=()) if dossier else None, plan


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("D2", lambda desk, case_id: changed(desk, case_id, on=ON, to={"D2": "D1"})),
        ("D1", lambda desk, case_id: changed(desk, case_id, on=ON, to={"D1": "D3"})),
        ("D2", lambda desk, case_id: revoked(desk, case_id, on=ON)),
        ("D4-1", lambda desk, case_id: expelled(desk, case_id, on=ON)),
    ],
)
def test_everything_is_as_it_was_before(desk, code, change):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=(code,))
    before = seen(desk, case_id)
    change(desk, case_id)
    number = cases.open_case(desk, case_id).decision.document_number
    assert number != before[0].decision.document_number
    done = drop(desk, case_id)
    assert seen(desk, case_id) == before
    assert number in done.message
    step = history.history_of(desk, "case", case_id)[0]
    assert (step.action, step.why) == ("删除误登记的变更决定", "文号登记到别人名下")


def test_the_deleting_is_taken_back_and_done_again(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    changed(desk, case_id, on=ON, to={"D2": "D1"})
    after = cases.open_case(desk, case_id)
    gone = drop(desk, case_id)
    history.take_back(desk, gone.audit_seq)
    assert cases.open_case(desk, case_id) == after
    drop(desk, case_id)
    assert cases.open_case(desk, case_id).decision.review_kind == ""


def test_a_talk_held_since_stays_and_the_plan_is_made_anew(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    changed(desk, case_id, on=ON, to={"D2": "D1"})
    visit = next(v for v in dossier_of(desk, case_id).visits if not v.settled)
    dossiers.record_visit(desk, dossier_of(desk, case_id).dossier.id, replace(talk(date(2026, 10, 20)), id=visit.id))
    drop(desk, case_id)
    assert dossier_of(desk, case_id).period_end == date(2027, 9, 1)
    assert [v.held_on for v in dossier_of(desk, case_id).visits if v.held_on] == [date(2026, 10, 20)]


def test_an_appeal_it_settled_is_open_again(desk):
    case_id = decided(desk, decided_on=date(2026, 9, 18), codes=("D2",))
    before = appealed(desk, case_id, on=ON)
    changed(desk, case_id, on=date(2026, 11, 9), to={"D2": "D1"}, appeal_id=before.id)
    drop(desk, case_id)
    assert cases.open_case(desk, case_id).appeals == (before,)


def test_only_the_latest_goes_then_the_one_before(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D3",))
    changed(desk, case_id, on=date(2026, 6, 2), to={"D3": "D2"})
    first = cases.open_case(desk, case_id).decision.id
    changed(desk, case_id, on=date(2026, 9, 2), to={"D2": "D1"})
    with pytest.raises(Refused, match="再次变更"):
        delete_change(desk, case_id, first, why="误登记")
    drop(desk, case_id)
    drop(desk, case_id)
    assert [m.code for m in in_force(cases.open_case(desk, case_id))] == ["D3"]
    with pytest.raises(Refused, match="没有登记过变更决定"):
        drop(desk, case_id)


def test_what_rests_on_it_keeps_it(desk):
    case_id = decided(desk, decided_on=date(2026, 3, 2), codes=("D2",))
    changed(desk, case_id, on=ON, to={"D2": "D1"})
    with refused("why"):
        drop(desk, case_id, why=" ")
    appealed(desk, case_id, on=date(2026, 10, 12))
    with pytest.raises(Refused, match="复审、复核或者申诉"):
        drop(desk, case_id)
    made = cases.open_case(desk, case_id).decision
    item = ExecutionItem(decision_id=made.id, kind="tell", done_on=date(2026, 10, 12), done_by="李经办")
    execution.record_execution(desk, case_id, item)
    with pytest.raises(Refused, match="执行记录"):
        drop(desk, case_id)
