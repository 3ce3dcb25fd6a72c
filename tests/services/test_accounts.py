"""Accounts: who may do what to whom, and that the vault cannot be left without a way in."""

from __future__ import annotations

import pytest
from office_county import NAMES, PASSWORD, log_in, make_office

from jzdesk.domain.accounts import Role, Scheme
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services import accounts, chain, history
from jzdesk.services.desk import NewAccount, open_desk, open_desk_with_recovery
from jzdesk.storage.errors import Kind, StoreError

NEW = NewAccount(name="周新", display_name="周新", role=Role.CLERK, password="Zhang-Jia-7")


@pytest.fixture
def desk(tmp_path):
    made = make_office(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


def reopened(desk, name, password):
    desk.vault.close(back_up=False)
    return open_desk(desk.paths, account=name, password=password, clock=desk.clock)


def by_name(desk, name):
    return next(a for a in accounts.list_accounts(desk) if a.name == name)


def test_a_new_account_logs_in_and_must_change_its_password(desk):
    accounts.add_account(desk, NEW)
    entered = reopened(desk, "周新", NEW.password)
    assert entered.account.must_change
    assert entered.account.role == Role.CLERK
    accounts.change_own_password(entered, NEW.password, "Qing-Feng-8")
    assert not entered.account.must_change
    again = reopened(entered, "周新", "Qing-Feng-8")
    assert not again.account.must_change
    again.vault.close(back_up=False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "account"),
        ({"name": "王审核"}, "account"),
        ({"display_name": ""}, "display_name"),
        ({"password": "short-1"}, "password"),
        ({"password": "alllettersonly"}, "password"),
        ({"name": "zhou", "password": "my-zhou-2026"}, "password"),
    ],
)
def test_refused_new_accounts_leave_nothing_behind(desk, change, field):
    from dataclasses import replace

    before = accounts.list_accounts(desk)
    with pytest.raises(RuleError) as refusal:
        accounts.add_account(desk, replace(NEW, **change))
    assert refusal.value.field == field
    assert accounts.list_accounts(desk) == before
    assert len(type(desk.vault).account_names(desk.paths.data)) == len(before)


def test_a_role_is_granted_with_a_reason_and_not_to_oneself(desk):
    with pytest.raises(RuleError, match="理由"):
        accounts.grant_role(desk, NAMES[Role.CLERK], Role.LEADER, why=" ")
    with pytest.raises(Refused, match="自己"):
        accounts.grant_role(desk, desk.account.name, Role.LEADER, why="调整")
    accounts.grant_role(desk, NAMES[Role.CLERK], Role.LEADER, why="工作调整")
    assert by_name(desk, NAMES[Role.CLERK]).role == Role.LEADER
    latest = history.read_log(desk, chain.look_for(noun="account"), limit=1)[0]
    assert (latest.action, latest.why) == ("授予角色", "工作调整")


def test_a_disabled_account_cannot_enter(desk):
    accounts.enable(desk, NAMES[Role.CLERK], enabled=False, why="调离")
    with pytest.raises(Refused, match="停用"):
        reopened(desk, NAMES[Role.CLERK], PASSWORD)
    entered = open_desk(desk.paths, account=NAMES[Role.REVIEWER], password=PASSWORD, clock=desk.clock)
    accounts.enable(entered, NAMES[Role.CLERK], enabled=True, why="调回")
    back = reopened(entered, NAMES[Role.CLERK], PASSWORD)
    back.vault.close(back_up=False)


def test_the_one_who_manages_accounts_stays(desk):
    with pytest.raises(Refused, match="自己"):
        accounts.enable(desk, desk.account.name, enabled=False, why="试试")
    accounts.grant_role(desk, NAMES[Role.CLERK], Role.REVIEWER, why="替补")
    other = log_in(desk, Role.CLERK)
    accounts.grant_role(other, NAMES[Role.REVIEWER], Role.LEADER, why="轮岗")
    alone = other
    with pytest.raises(Refused, match="自己"):
        accounts.grant_role(alone, alone.account.name, Role.LEADER, why="轮岗")
    alone.vault.close(back_up=False)


def test_the_last_security_administrator_cannot_be_disabled(tmp_path):
    desk = make_office(
        tmp_path / "vault", Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.CLERK, Role.REVIEWER,
        scheme=Scheme.THREE_ADMIN,
    )  # fmt: skip
    with pytest.raises(Refused, match="没有人能"):
        accounts.enable(desk, NAMES[Role.SECURITY_ADMIN], enabled=False, why="调离")
    desk.vault.close(back_up=False)


def test_three_administrators_divide_the_work(tmp_path):
    """The system administrator makes the account, the security administrator its role; neither reads records."""
    desk = make_office(
        tmp_path / "vault", Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.CLERK, Role.REVIEWER,
        scheme=Scheme.THREE_ADMIN,
    )  # fmt: skip
    accounts.add_account(desk, NEW)
    assert by_name(desk, "周新").role == Role.LEADER
    with pytest.raises(Refused, match="授予角色"):
        accounts.grant_role(desk, "周新", Role.CLERK, why="经办")
    desk = log_in(desk, Role.SECURITY_ADMIN)
    accounts.grant_role(desk, "周新", Role.CLERK, why="经办")
    with pytest.raises(Refused, match="管理账户"):
        accounts.add_account(desk, NEW)
    desk = log_in(desk, Role.AUDITOR)
    assert by_name(desk, "周新").role == Role.CLERK
    with pytest.raises(Refused):
        accounts.reset_password(desk, "周新", "Zhang-Jia-9")
    desk = log_in(desk, Role.REVIEWER)
    with pytest.raises(Refused):
        accounts.list_accounts(desk)
    desk.vault.close(back_up=False)


def test_a_reset_password_replaces_the_old_one(desk):
    accounts.reset_password(desk, NAMES[Role.CLERK], "Chu-Shi-2027")
    with pytest.raises(StoreError) as wrong:
        reopened(desk, NAMES[Role.CLERK], PASSWORD)
    assert wrong.value.kind is Kind.WRONG_PASSWORD
    entered = open_desk(desk.paths, account=NAMES[Role.CLERK], password="Chu-Shi-2027", clock=desk.clock)
    assert entered.account.must_change
    entered.vault.close(back_up=False)


def test_ones_own_password_asks_the_old_one(desk):
    with pytest.raises(StoreError):
        accounts.change_own_password(desk, "wrong-2026", "Qing-Feng-8")
    with pytest.raises(RuleError, match="相同"):
        accounts.change_own_password(desk, PASSWORD, PASSWORD)
    accounts.change_own_password(desk, PASSWORD, "Qing-Feng-8")
    reopened(desk, desk.account.name, "Qing-Feng-8").vault.close(back_up=False)


def test_a_new_recovery_key_ends_the_old_one(tmp_path):
    from office_county import Clock

    from jzdesk.paths import Paths
    from jzdesk.services.desk import create_desk
    from jzdesk.storage.vault import KdfCost

    item = NewAccount(name="王审核", display_name="王审核", role=Role.REVIEWER, password=PASSWORD)
    desk, old = create_desk(
        Paths(tmp_path / "vault"), unit_name="公安县纪委监委", unit_code="421022", accounts=[item], clock=Clock(),
        cost=KdfCost.WEAK,
    )  # fmt: skip
    new = accounts.new_recovery_key(desk)
    desk.vault.close(back_up=False)
    again = {"account": "王审核", "new_password": "Chong-She-1", "clock": Clock()}
    with pytest.raises(StoreError):
        open_desk_with_recovery(desk.paths, recovery_key=old, **again)
    opened = open_desk_with_recovery(desk.paths, recovery_key=new, **again)
    assert opened.account.name == "王审核"
    opened.vault.close(back_up=False)


def test_a_clerk_manages_nobody(tmp_path):
    desk = make_office(tmp_path / "vault", Role.CLERK, Role.REVIEWER)
    for verb in (
        lambda: accounts.add_account(desk, NEW),
        lambda: accounts.enable(desk, NAMES[Role.REVIEWER], enabled=False, why="试试"),
        lambda: accounts.reset_password(desk, NAMES[Role.REVIEWER], "Zhang-Jia-9"),
        lambda: accounts.new_recovery_key(desk),
        lambda: accounts.list_accounts(desk),
        lambda: accounts.grant_role(desk, NAMES[Role.REVIEWER], Role.CLERK, why="试试"),
    ):
        with pytest.raises(Refused, match="没有"):
            verb()
    desk.vault.close(back_up=False)


def test_the_log_tells_every_step_and_holds(desk):
    accounts.add_account(desk, NEW)
    accounts.enable(desk, "周新", enabled=False, why="借调结束")
    said = [step.action for step in history.read_log(desk, chain.look_for(noun="account"))]
    assert said[:2] == ["停用账户", "新建账户"]
    assert chain.verify_log(desk) == []
