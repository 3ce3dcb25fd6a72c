"""The desk: an opened vault with the person who logged in, the rules, the calendar and the clock.

Every service takes a desk first. It asks the desk for permission; a hidden button is only a courtesy.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import (
    PERMISSION_NAMES,
    ROLE_NAMES,
    Account,
    Permission,
    Role,
    Scheme,
    check_password,
    may,
)
from jzdesk.domain.dates import EndRule
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.plans import Planner
from jzdesk.services import guard
from jzdesk.services.rules import COMPUTED_BY, load_calendar, load_rulebook, mark_of
from jzdesk.services.tolerance_lists import ensure_starter, keep_starter
from jzdesk.storage import office as rows
from jzdesk.storage.errors import StoreError
from jzdesk.storage.office import Office
from jzdesk.storage.vault import Actor, KdfCost, Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.paths import Paths

@dataclass(slots=True)
class Desk:
    """What services work with. `office` and `rulebook` are replaced when they change; everything else stays."""

    vault: Vault
    paths: Paths
    account: Account
    office: Office
    rulebook: Rulebook
    calendar: WorkCalendar
    clock: Callable[[], datetime]
    notices: list[str] = field(default_factory=list)
    #: Versions of the tolerance lists already read, by digest, with the rulebook they were completed from.
    lists_read: dict[str, tuple[Rulebook, ToleranceRules]] = field(default_factory=dict, repr=False)

    @property
    def today(self) -> date:
        """The day of the clock handed in."""
        return self.clock().date()

    @property
    def actor(self) -> Actor:
        """Who writes, for the audit log."""
        return Actor(self.account.name, self.account.role)

    @property
    def planner(self) -> Planner:
        """The rules and the calendar that turn records into duties."""
        return Planner(self.rulebook, self.calendar)

    @property
    def end_rule(self) -> EndRule:
        """How the last day of a period is counted in this office."""
        return EndRule(self.office.end_rule)

    def may(self, permission: Permission) -> bool:
        """Whether the account holds a permission."""
        return may(Role(self.account.role), permission, Scheme(self.office.scheme))

    def need(self, permission: Permission) -> None:
        """Refuse unless the account holds a permission."""
        if not self.may(permission):
            role = ROLE_NAMES[Role(self.account.role)]
            raise Refused(f"当前账户是{role}，没有“{PERMISSION_NAMES[permission]}”的权限。")

    def close(self) -> None:
        """Close the vault; it makes its own backup if something changed."""
        self.vault.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account to be made with a vault, or later by an administrator."""

    name: str
    display_name: str
    role: Role
    password: str


def check_new_account(item: NewAccount) -> None:
    """Refuse an account without names or with a weak password."""
    if not item.name.strip():
        raise RuleError("account", "请填写账户名。")
    if not item.display_name.strip():
        raise RuleError("display_name", "请填写使用人姓名。")
    check_password(item.password, account=item.name)


def create_desk(
    paths: Paths,
    *,
    unit_name: str,
    unit_code: str,
    accounts: Sequence[NewAccount],
    clock: Callable[[], datetime],
    scheme: Scheme = Scheme.SIMPLE,
    demo: bool = False,
    cost: KdfCost = KdfCost.STANDARD,
) -> tuple[Desk, str]:
    """Make a vault with its office and accounts; the first account is logged in. Returns the recovery key too,
    which is shown once and kept nowhere."""
    _check_office(unit_name, unit_code)
    if not accounts:
        raise RuleError("account", "请至少设置一个账户。")
    for item in accounts:
        check_new_account(item)
    if len({item.name for item in accounts}) < len(accounts):
        raise RuleError("account", "账户名不能重复。")
    rulebook = load_rulebook(paths.resources(), paths.data)
    calendar = load_calendar(paths.resources(), paths.data)
    first = accounts[0]
    vault, recovery = Vault.create(
        paths.data, account=first.name, password=first.password, cost=cost, clock=clock
    )
    now = clock()
    try:
        with vault.write(Actor(first.name, first.role), "建立数据库", noun="office") as tx:
            rows.keep_setting(COMPUTED_BY, mark_of(paths.resources(), paths.data))
            office = Office(
                unit_name=unit_name.strip(), unit_code=unit_code.strip(), scheme=scheme.value, created_at=now,
                demo=demo, last_seen_on=now.date(),
            )  # fmt: skip
            office = rows.save(tx, office)
            saved = [rows.save_account(tx, _account(item, now.date())) for item in accounts]
            keep_starter(tx, rulebook.tolerance, now=now, by=first.name)
        for item in accounts[1:]:
            vault.add_slot(item.name, item.password)
    except BaseException:
        vault.close(back_up=False)  # a failing backup must not hide the first fault
        raise
    desk = Desk(
        vault=vault, paths=paths, account=saved[0], office=office, rulebook=rulebook, calendar=calendar, clock=clock
    )
    return desk, recovery


def _check_office(unit_name: str, unit_code: str) -> None:
    from jzdesk.domain.identity import check_unit_code

    if not unit_name.strip():
        raise RuleError("unit_name", "请填写本单位名称。")
    fault = check_unit_code(unit_code.strip())
    if fault:
        raise RuleError("unit_code", fault)


def _account(item: NewAccount, on: date) -> Account:
    return Account(
        name=item.name.strip(), display_name=item.display_name.strip(), role=item.role.value, password_set_on=on
    )


def open_desk(paths: Paths, *, account: str, password: str, clock: Callable[[], datetime]) -> Desk:
    """Log in. StoreError for a wrong password, a vault in use or damaged; Refused for a disabled account."""
    guard.refuse_while_locked(paths.data, account, clock())
    try:
        vault = Vault.open(paths.data, account, password, clock=clock)
    except StoreError as fault:
        raise guard.counted(fault, paths.data, account, clock()) from fault
    return _enter(vault, paths, account, clock)


def unlock_desk(desk: Desk, password: str) -> None:
    """Go on at a locked window. Wrong passwords count as at the log-in: StoreError, then Refused while locked."""
    folder, name = desk.paths.data, desk.account.name
    guard.refuse_while_locked(folder, name, desk.clock())
    try:
        desk.vault.check_password(name, password)
    except StoreError as fault:
        raise guard.counted(fault, folder, name, desk.clock()) from fault
    wrong = guard.forget_failures(folder, name)
    if wrong:
        summary = f"此前口令输错{wrong}次"
        desk.vault.log(desk.actor, "解锁", noun="account", record_id=desk.account.id, summary=summary)


def open_desk_with_recovery(
    paths: Paths, *, account: str, recovery_key: str, new_password: str, clock: Callable[[], datetime]
) -> Desk:
    """Log in with the printed recovery key and give the account a new password."""
    check_password(new_password, account=account)
    vault = Vault.open_with_recovery(paths.data, recovery_key, clock=clock)
    try:
        with vault.read():
            item = rows.account(account)
        if item is None:
            raise Refused(f"没有名为“{account}”的账户。")
        vault.change_password(account, new_password)
        with vault.write(Actor(account, item.role), "用恢复密钥重设口令", noun="account", record_id=item.id) as tx:
            rows.save_account(tx, replace(item, failures=0, enabled=True, password_set_on=clock().date()))
    except BaseException:
        vault.close(back_up=False)  # a failing backup must not hide the first fault
        raise
    return _enter(vault, paths, account, clock)


def _enter(vault: Vault, paths: Paths, account: str, clock: Callable[[], datetime]) -> Desk:
    try:
        with vault.read():  # which puts a damaged page into words
            office, item = rows.get(), rows.account(account)
        if office is None or item is None:
            raise Refused(f"没有名为“{account}”的账户。")
        if not item.enabled:
            raise Refused("该账户已停用，请联系有账户管理权限的人员启用。")
        rulebook = load_rulebook(paths.resources(), paths.data)
        calendar = load_calendar(paths.resources(), paths.data)
        desk = Desk(
            vault=vault, paths=paths, account=item, office=office, rulebook=rulebook, calendar=calendar, clock=clock
        )
        _note_entry(desk)
        ensure_starter(desk)
    except BaseException:
        vault.close(back_up=False)  # a failing backup must not hide the first fault
        raise
    return desk


def _note_entry(desk: Desk) -> None:
    """Write the log-in down and notice a clock that went backwards (a dead CMOS battery hides every deadline)."""
    last = desk.office.last_seen_on
    if last and desk.today < last - timedelta(days=1):
        desk.notices.append(f"电脑日期是{desk.today:%Y-%m-%d}，早于上次使用的{last:%Y-%m-%d}，请核对系统日期。")
    if not desk.calendar.knows(desk.today.year):
        desk.notices.append(f"{desk.today.year}年节假日安排未录入，工作日期限均为暂定。")
    elif desk.today.month >= 11 and not desk.calendar.knows(desk.today.year + 1):
        desk.notices.append(f"{desk.today.year + 1}年节假日安排未录入，跨年的工作日期限为暂定，公布后请导入。")
    if desk.account.last_login_at:
        desk.notices.append(f"上次登录：{desk.account.last_login_at:%Y-%m-%d %H:%M}。")
    wrong = guard.forget_failures(desk.paths.data, desk.account.name)
    if wrong:
        desk.notices.append(f"本次登录前口令输错{wrong}次。")
    with desk.vault.write(desk.actor, "登录", noun="account", record_id=desk.account.id) as tx:
        if wrong:
            tx.note(f"此前口令输错{wrong}次")
        desk.account = rows.save_account(tx, replace(desk.account, last_login_at=desk.clock(), failures=0))
        rows.note_day(max(desk.today, last or desk.today))
