"""复审, 复核, 申诉: limits from delivery and acceptance, extension, refusal, and that nothing waits for them (§2.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import decided
from change_county import appealed
from revisit_county import make_desk, refused

from jzdesk.domain.appeals import Appeal
from jzdesk.domain.duties import DutyKind, DutyState, state_of
from jzdesk.domain.errors import Refused
from jzdesk.services import appeals, cases
from jzdesk.services.duties import stale

DELIVERED = date(2026, 9, 21)


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    assert stale(made) == []
    made.vault.close(back_up=False)


@pytest.fixture
def case_id(desk):
    return decided(desk, decided_on=date(2026, 9, 18), codes=("D1", "Z2"), delivered_on=DELIVERED)


def duty(desk, case_id):
    return next((d for d in cases.duties_of_case(desk, case_id) if d.kind == DutyKind.DECIDE_APPEAL), None)


@pytest.mark.parametrize(
    ("kind", "last", "due"),
    [
        ("review", date(2026, 10, 21), date(2026, 11, 9)),
        ("party_appeal", None, date(2027, 1, 11)),
        ("civil_review", date(2026, 10, 21), date(2026, 11, 9)),
        ("civil_appeal", date(2026, 10, 21), date(2026, 12, 8)),
        ("soe_review", date(2026, 10, 21), date(2026, 11, 9)),
    ],
)
def test_each_kind_has_its_limits(desk, case_id, kind, last, due):
    appeal = appealed(desk, case_id, on=date(2026, 10, 8), kind=kind, accepted_on=date(2026, 10, 9))
    file = cases.open_case(desk, case_id)
    found = desk.planner.appeal_last_day(file, file.decision, appeal)
    assert (found.due.on if found.due else None) == last
    assert duty(desk, case_id).due_on == due
    assert "受理" in duty(desk, case_id).why


def test_while_not_accepted_the_limit_runs_from_the_application(desk, case_id):
    appeal = appealed(desk, case_id, on=date(2026, 10, 9))
    assert duty(desk, case_id).counted_from == date(2026, 10, 9)
    appeals.record_appeal(desk, case_id, replace(appeal, accepted_on=date(2026, 10, 12)))
    assert (duty(desk, case_id).counted_from, duty(desk, case_id).due_on) == (date(2026, 10, 12), date(2026, 11, 12))


def test_a_recheck_runs_from_the_review_before_it(desk, case_id):
    first = appealed(desk, case_id, on=date(2026, 10, 8), accepted_on=date(2026, 10, 9))
    appeals.record_appeal(desk, case_id, replace(first, accepted_on=date(2026, 10, 9), decided_on=date(2026, 10, 30),
                                                 result="upheld"))  # fmt: skip
    second = appealed(desk, case_id, on=date(2026, 11, 6), kind="recheck")
    file = cases.open_case(desk, case_id)
    assert desk.planner.appeal_last_day(file, file.decision, second).due.on == date(2026, 11, 30)
    assert desk.planner.appeal_cautions(file, file.decision, second) == ()


def test_a_late_application_is_cautioned_not_refused(desk, case_id):
    appeal = appealed(desk, case_id, on=date(2026, 11, 2))
    file = cases.open_case(desk, case_id)
    assert "超过申请期限" in desk.planner.appeal_cautions(file, file.decision, appeal)[0]


def test_it_suspends_nothing(desk, case_id):
    before = {d.key: d.due_on for d in cases.duties_of_case(desk, case_id)}
    appealed(desk, case_id, on=date(2026, 10, 8))
    after = {d.key: d.due_on for d in cases.duties_of_case(desk, case_id) if d.kind != DutyKind.DECIDE_APPEAL}
    assert after == before


def test_refused_is_no_longer_due_and_says_why(desk, case_id):
    appeal = appealed(desk, case_id, on=date(2026, 10, 8))
    appeals.record_appeal(desk, case_id, replace(appeal, refused_reason="超过申请期限且无正当理由"))
    assert state_of(duty(desk, case_id), desk.today) is DutyState.EXCUSED
    with refused("refused_reason"):
        appeals.record_appeal(desk, case_id, replace(appeal, refused_reason="超期", result="upheld",
                                                     decided_on=date(2026, 10, 20)))  # fmt: skip


def test_an_extension_is_only_where_the_law_has_one_and_by_approval(desk, case_id):
    civil = appealed(desk, case_id, on=date(2026, 10, 8), kind="civil_appeal", accepted_on=date(2026, 10, 9))
    with refused("extension_approver"):
        appeals.record_appeal(desk, case_id, replace(civil, extended_to=date(2026, 12, 30)))
    with refused("extended_to"):
        appeals.record_appeal(desk, case_id, replace(civil, extended_to=date(2027, 2, 1), extension_approver="张书记"))
    appeals.record_appeal(desk, case_id, replace(civil, extended_to=date(2026, 12, 30), extension_approver="张书记"))
    assert duty(desk, case_id).due_on == date(2026, 12, 30)
    assert "张书记" in duty(desk, case_id).why
    other = decided(desk, "李明", decided_on=date(2026, 9, 18))
    with refused("extended_to"):
        appealed(desk, other, on=date(2026, 10, 8), extended_to=date(2026, 12, 1), extension_approver="张书记")


def test_days_stand_in_order_and_a_result_needs_its_day(desk, case_id):
    with refused("kind"):
        appealed(desk, case_id, on=date(2026, 10, 8), kind="")
    with refused("applied_on"):
        appealed(desk, case_id, on=date(2026, 9, 17))
    with refused("accepted_on"):
        appealed(desk, case_id, on=date(2026, 10, 8), accepted_on=date(2026, 10, 7))
    with refused("decided_on"):
        appealed(desk, case_id, on=date(2026, 10, 8), result="upheld")
    with refused("result"):
        appealed(desk, case_id, on=date(2026, 10, 8), decided_on=date(2026, 10, 20), result="revoked")


def test_the_list_shows_who_appeals_and_a_mistake_is_taken_out(desk, case_id):
    appeal = appealed(desk, case_id, on=date(2026, 10, 8))
    rows = cases.list_cases(desk, cases.CaseFilter(on=desk.today, state="appealed"))
    assert [r.id for r in rows] == [case_id]
    with refused("why"):
        appeals.withdraw_appeal(desk, case_id, appeal.id, why="")
    appeals.withdraw_appeal(desk, case_id, appeal.id, why="登记到别人名下")
    assert duty(desk, case_id) is None
    with pytest.raises(Refused):
        appeals.record_appeal(desk, case_id, Appeal(id=appeal.id, decision_id=appeal.decision_id, kind="review"))
