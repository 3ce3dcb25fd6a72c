"""Accounts: make, change role, enable, disable, new password. Roles are checked here, not only on the screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import ROLE_NAMES, Account, Permission, Role, Scheme, check_password, may
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.desk import NewAccount, check_new_account
from jzdesk.storage import office

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk


def list_accounts(desk: Desk) -> list[Account]:
    """All accounts, for those who manage or audit them."""
    if not (desk.may(Permission.MANAGE_ACCOUNTS) or desk.may(Permission.GRANT_ROLES) or desk.may(Permission.READ_AUDIT)):
        desk.need(Permission.MANAGE_ACCOUNTS)
    with desk.vault.read():
        return office.accounts()


def add_account(desk: Desk, item: NewAccount) -> Changes:
    """Make an account with a first password, to be changed at its first log-in.

    Under the three-administrator scheme the system administrator makes it without a say in the role: it starts as
    a read-only leader until the security administrator grants another."""
    desk.need(Permission.MANAGE_ACCOUNTS)
    check_new_account(item)
    role = item.role if desk.may(Permission.GRANT_ROLES) else Role.LEADER
    with desk.vault.read():
        if office.account(item.name):
            raise RuleError("account", f"已有名为“{item.name}”的账户。")
    with desk.vault.write(desk.actor, "新建账户", noun="account") as tx:
        saved = office.save_account(
            tx, Account(name=item.name, display_name=item.display_name, role=role, must_change=True,
                        password_set_on=desk.today)
        )  # fmt: skip
        tx.record_id = saved.id
        tx.note(f"{item.name}（{ROLE_NAMES[role]}）")
        desk.vault.add_slot(item.name, item.password)
    return Changes(touched=Touched.ACCOUNTS, message=f"已新建账户“{item.name}”，首次登录须修改口令。")


def grant_role(desk: Desk, name: str, role: Role, *, why: str) -> Changes:
    """Give an account another role. Nobody changes his own; the last one who may manage accounts stays."""
    desk.need(Permission.GRANT_ROLES)
    if name == desk.account.name:
        raise Refused("不能修改自己的角色。")
    if not why.strip():
        raise RuleError("why", "请写明授权理由。")
    item = _account(desk, name)
    _keep_one(desk, replace(item, role=role))
    return _save(desk, replace(item, role=role), "授予角色", f"{name} 为{ROLE_NAMES[role]}", why)


def enable(desk: Desk, name: str, *, enabled: bool, why: str) -> Changes:
    """Enable or disable an account; a disabled one cannot open the vault."""
    desk.need(Permission.MANAGE_ACCOUNTS)
    if name == desk.account.name:
        raise Refused("不能停用自己的账户。")
    item = _account(desk, name)
    if not enabled:
        _keep_one(desk, replace(item, enabled=False))
    word = "启用账户" if enabled else "停用账户"
    return _save(desk, replace(item, enabled=enabled, failures=0), word, name, why)


def reset_password(desk: Desk, name: str, new: str) -> Changes:
    """An administrator gives an account a new first password, to be changed at the next log-in."""
    desk.need(Permission.MANAGE_ACCOUNTS)
    check_password(new, account=name)
    item = _account(desk, name)
    changed = _save(desk, replace(item, must_change=True, failures=0, password_set_on=desk.today), "重设口令", name, "")
    desk.vault.change_password(name, new)
    return changed


def change_own_password(desk: Desk, old: str, new: str) -> Changes:
    """Change one's own password; the old one is asked again."""
    if old == new:
        raise RuleError("password", "新口令不能与旧口令相同。")
    check_password(new, account=desk.account.name)
    desk.vault.check_password(desk.account.name, old)
    item = replace(desk.account, must_change=False, password_set_on=desk.today)
    changes = _save(desk, item, "修改口令", desk.account.name, "")
    desk.vault.change_password(desk.account.name, new)
    desk.account = item
    return changes


def new_recovery_key(desk: Desk) -> str:
    """A new printed recovery key; the old one stops working."""
    desk.need(Permission.MANAGE_ACCOUNTS)
    key = desk.vault.new_recovery_key()
    desk.vault.log(desk.actor, "更换恢复密钥", noun="account")
    return key


def _account(desk: Desk, name: str) -> Account:
    with desk.vault.read():
        item = office.account(name)
    if item is None:
        raise Refused(f"没有名为“{name}”的账户。")
    return item


def _keep_one(desk: Desk, changed: Account) -> None:
    """Refuse a change after which nobody could manage accounts or grant roles."""
    scheme = Scheme(desk.office.scheme)
    with desk.vault.read():
        after = [changed if a.name == changed.name else a for a in office.accounts()]
    for permission in (Permission.MANAGE_ACCOUNTS, Permission.GRANT_ROLES):
        if not any(a.enabled and may(Role(a.role), permission, scheme) for a in after):
            raise Refused("这样修改后将没有人能管理账户或授予角色。")


def _save(desk: Desk, item: Account, action: str, summary: str, why: str) -> Changes:
    with desk.vault.write(desk.actor, action, noun="account", record_id=item.id, why=why) as tx:
        office.save_account(tx, item)
        tx.note(summary)
    return Changes(touched=Touched.ACCOUNTS, message=f"{action}：{summary}。")
