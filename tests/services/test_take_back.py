"""Taking back: random days of a clerk's work, where after every step the index of duties is what the rules compute,
the audit chain holds, no row points nowhere, and what is taken back is as if it had never been."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import decided, file_of
from random_clerk import Clerk, everything, sound
from revisit_county import Clock, make_desk, sanction

from jzdesk.domain.errors import Refused
from jzdesk.services import cases, duties
from jzdesk.services.history import take_back
from jzdesk.storage import audit


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault", Clock())
    yield made
    made.vault.close(back_up=False)


@pytest.mark.parametrize("seed", range(5))
def test_a_random_day_can_be_taken_back_step_by_step_and_done_again(desk, seed):
    clerk = Clerk(desk, seed)
    done = 0
    for _ in range(70):
        before = everything(desk)
        changes = clerk.step()
        after = everything(desk)
        sound(desk)
        if changes is None:
            assert after == before, "a refusal left something behind"
        if after == before:
            continue
        done += 1
        back = take_back(desk, changes.audit_seq)
        assert everything(desk) == before
        sound(desk)
        again = take_back(desk, back.audit_seq)
        assert everything(desk) == after
        assert again.audit_seq > back.audit_seq
        if clerk.rng.random() < 0.15:
            take_back(desk, again.audit_seq)
    assert done >= 25
    settled = everything(desk)
    duties.rebuild(desk)
    assert everything(desk) == settled
    sound(desk)


def test_a_whole_day_is_taken_back_in_reverse(desk):
    clerk = Clerk(desk, 99)
    steps = [(everything(desk), clerk.step()) for _ in range(40)]
    for before, changes in reversed(steps):
        if everything(desk) != before:
            take_back(desk, changes.audit_seq)
        assert everything(desk) == before
    sound(desk)


def test_what_was_changed_since_is_not_taken_back(desk):
    first = cases.record_case(desk, cases.open_case(desk, decided(desk)))
    file = cases.open_case(desk, first.record_id)
    one = cases.record_case(desk, replace(file, case=replace(file.case, facts="一")))
    cases.record_case(desk, replace(file, case=replace(file.case, facts="二")))
    before = everything(desk)
    with pytest.raises(Refused):
        take_back(desk, one.audit_seq)
    assert everything(desk) == before


def test_only_records_are_taken_back(desk):
    with desk.vault.read() as database:
        last = audit.head(database).seq
        nouns = {seq: audit.entry(database, seq).noun for seq in range(1, last + 1)}
    assert "office" in nouns.values()
    for seq in nouns:
        with pytest.raises(Refused):
            take_back(desk, seq)


def test_a_sanction_taken_back_leaves_no_one_behind(desk):
    before = everything(desk)
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 3, 2))
    with desk.vault.read() as database:
        seq = audit.head(database).seq
    assert cases.open_case(desk, case_id)
    take_back(desk, seq)
    assert everything(desk) == before


def test_taking_back_a_taking_back_is_called_restoring(desk):
    seq = cases.record_case(desk, file_of("吴建国", decided_on=date(2026, 9, 18), codes=("D1",))).audit_seq
    back = take_back(desk, seq)
    assert back.message.startswith("已撤回“登记处分决定”：")
    again = take_back(desk, back.audit_seq)
    assert again.message.startswith("已恢复“登记处分决定”：")
    assert "撤回" not in again.message
    assert take_back(desk, again.audit_seq).message.startswith("已撤回“登记处分决定”：")
