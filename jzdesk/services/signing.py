"""Signing in place: somebody else confirms a step at this window with his own account, without a new log-in."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import PERMISSION_NAMES, ROLE_NAMES, Role, Scheme, may
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services import guard
from jzdesk.storage import office
from jzdesk.storage.errors import Kind, StoreError

if TYPE_CHECKING:
    from jzdesk.domain.accounts import Account, Permission
    from jzdesk.services.desk import Desk


def holders(desk: Desk, permission: Permission) -> list[Account]:
    """The accounts in use that hold a permission. Call it inside a read or a write."""
    return [item for item in office.accounts() if not _fault_of(desk, item, permission)]


def sign(desk: Desk, permission: Permission, *, account: str, password: str, step: str) -> Account:
    """The account that signs. Wrong passwords count as at the log-in and go into the audit log at once, as tries at
    `step`; RuleError 'account' or 'password'; Refused while the account is locked out."""
    name = unicodedata.normalize("NFC", account).strip()
    if not name:
        raise RuleError("account", "请填写签认人的账户名。")
    if not password:
        raise RuleError("password", "请签认人输入本人口令。")
    folder = desk.paths.data
    guard.refuse_while_locked(folder, name, desk.clock())
    try:
        desk.vault.check_password(name, password)
    except StoreError as fault:
        if fault.kind is not Kind.WRONG_PASSWORD:
            raise
        counted = guard.counted(fault, folder, name, desk.clock())
        desk.vault.log(desk.actor, f"{step}时口令错误", noun="account", summary=f"签认账户{name}")
        raise RuleError("password", counted.text) from fault
    guard.forget_failures(folder, name)
    with desk.vault.read():
        item = office.account(name)
    if item is None:
        raise RuleError("account", f"没有名为“{name}”的账户。")
    if fault_text := _fault_of(desk, item, permission):
        raise Refused(fault_text)
    return item


def _fault_of(desk: Desk, item: Account, permission: Permission) -> str:
    """Why an account cannot sign, '' when it can."""
    if not item.enabled:
        return f"账户“{item.name}”已停用，不能签认。"
    if not may(Role(item.role), permission, Scheme(desk.office.scheme)):
        role = ROLE_NAMES[Role(item.role)]
        return f"账户“{item.name}”是{role}，没有“{PERMISSION_NAMES[permission]}”的权限，不能签认。"
    if item.must_change:
        return f"账户“{item.name}”还在用他人设置的口令，须本人登录修改口令后才能签认。"
    return ""
