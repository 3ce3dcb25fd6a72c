"""The reviewer signs at the clerk's window: his own account and password, counted like at the log-in, both named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from random_reviews import SECOND, UNLOCK, open_office
from tolerance_county import CLERK, PASSWORD, REVIEWER, Clock, answered, record, review_of

from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Role
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services import accounts, guard, history, tolerance
from jzdesk.services.desk import NewAccount, open_desk
from jzdesk.storage import audit, office
from jzdesk.storage import tolerance as rows

WRONG = "Cuo-Wu-2026!"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    made = open_office(tmp_path / "vault", clock)
    yield made
    if not made.vault._closed:
        made.vault.close(back_up=False)


@pytest.fixture
def locked(desk):
    """A review with an entry the clerk recorded."""
    return record(desk, answered(desk, review_of(), yes=("N01",)))


def sign(desk, review_id, *, account=REVIEWER.name, password=PASSWORD, why="复核有误", code="N01"):
    return tolerance.unlock_as(desk, review_id, code, why=why, account=account, password=password)


def stands(desk, review_id):
    with desk.vault.read():
        return rules.standing(rows.get(review_id))


def log(desk):
    with desk.vault.read() as database:
        return audit.entries(database, audit.Filter(), limit=20)


def test_the_reviewer_signs_without_a_new_log_in_and_the_log_names_both(desk, locked):
    sign(desk, locked)
    assert stands(desk, locked) == ()
    assert desk.account.name == CLERK.name
    entry = log(desk)[0]
    assert (entry.action, entry.account, entry.role, entry.why) == (
        UNLOCK,
        REVIEWER.name,
        Role.REVIEWER,
        "复核有误",
    )
    assert f"原由{CLERK.name}认定" in entry.summary
    assert f"在{CLERK.name}登录的窗口签认" in entry.summary
    assert history.history_of(desk, "tolerance", locked)[0].who == REVIEWER.name


@pytest.mark.parametrize("account", [f" {REVIEWER.name} ", REVIEWER.name])
def test_blanks_around_the_name_do_not_matter(desk, locked, account):
    sign(desk, locked, account=account)
    assert stands(desk, locked) == ()


@pytest.mark.parametrize(
    ("more", "field"),
    [({"account": " "}, "account"), ({"password": ""}, "password"), ({"why": " "}, "why"), ({"password": WRONG}, "password"),
     ({"account": "无此人"}, "password")],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_told_at_its_field(desk, locked, more, field):
    with pytest.raises(RuleError) as refused:
        sign(desk, locked, **more)
    assert refused.value.field == field
    assert stands(desk, locked) == ("N01",)


def test_wrong_passwords_are_counted_logged_and_lock_the_account_out(desk, locked, clock):
    for left in (4, 3, 2, 1):
        with pytest.raises(RuleError, match=f"还可以再试{left}次"):
            sign(desk, locked, password=WRONG)
        entry = log(desk)[0]
        assert (entry.account, entry.action, entry.summary) == (
            CLERK.name,
            f"{UNLOCK}时口令错误",
            f"签认账户{REVIEWER.name}",
        )
    with pytest.raises(RuleError, match="已锁定"):
        sign(desk, locked, password=WRONG)
    with pytest.raises(Refused, match="连续输错5次"):
        sign(desk, locked)
    assert stands(desk, locked) == ("N01",)
    desk.close()
    with pytest.raises(Refused, match="连续输错5次"):
        open_desk(desk.paths, account=REVIEWER.name, password=PASSWORD, clock=clock)


def test_a_good_password_forgets_the_wrong_ones(desk, locked):
    with pytest.raises(RuleError):
        sign(desk, locked, password=WRONG)
    sign(desk, locked)
    assert guard.forget_failures(desk.paths.data, REVIEWER.name) == 0


def test_only_a_reviewer_in_use_with_a_password_of_his_own_signs(desk, locked):
    with pytest.raises(Refused, match="没有“审核”的权限"):
        sign(desk, locked, account=CLERK.name)
    with desk.vault.read():
        reviewer = replace(desk, account=office.account(REVIEWER.name))
    accounts.add_account(
        reviewer, NewAccount(name="新审核", display_name="新审核", role=Role.REVIEWER, password=PASSWORD)
    )
    with pytest.raises(Refused, match="修改口令后才能签认"):
        sign(desk, locked, account="新审核")
    accounts.enable(reviewer, SECOND.name, enabled=False, why="离岗")
    with pytest.raises(Refused, match="已停用"):
        sign(desk, locked, account=SECOND.name)
    assert [item.name for item in tolerance.signers(desk, locked, "N01")] == [REVIEWER.name]
    assert stands(desk, locked) == ("N01",)


def test_who_recorded_it_does_not_sign_for_it(desk):
    with desk.vault.read():
        second = replace(desk, account=office.account(SECOND.name))
    review_id = record(second, answered(second, review_of(), yes=("N01",)))
    with pytest.raises(Refused, match="须由另一名审核人解除"):
        sign(desk, review_id, account=SECOND.name)
    sign(desk, review_id)
    assert stands(desk, review_id) == ()


def test_a_signed_unlocking_is_not_the_clerks_to_take_back(desk, locked):
    changes = sign(desk, locked)
    with pytest.raises(Refused, match="只能撤回本账户自己的操作"):
        history.take_back(desk, changes.audit_seq)
