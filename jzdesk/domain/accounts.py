"""Accounts, roles, and what each role may do. Services ask `may`; hidden buttons are only a courtesy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from datetime import date, datetime


class Role(StrEnum):
    """Business roles, and the 三员 of BMB practice, who see no business data."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    LEADER = "leader"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"


ROLE_NAMES: dict[Role, str] = {
    Role.CLERK: "经办人",
    Role.REVIEWER: "审核人",
    Role.LEADER: "领导（只读）",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全保密管理员",
    Role.AUDITOR: "安全审计员",
}


class Scheme(StrEnum):
    """How an office divides the work: a clerk and a reviewer, or the three administrators apart from them."""

    SIMPLE = "simple"
    THREE_ADMIN = "three_admin"


class Permission(StrEnum):
    """What a service asks for before it acts."""

    READ = "read"
    WRITE = "write"
    REVIEW = "review"
    EXPORT = "export"
    FREEZE = "freeze"
    MANAGE_ACCOUNTS = "manage_accounts"
    GRANT_ROLES = "grant_roles"
    CHANGE_RULES = "change_rules"
    BACK_UP = "back_up"
    READ_AUDIT = "read_audit"
    SEE_OPEN_CASES = "see_open_cases"


_P = Permission
_BUSINESS = frozenset({_P.READ, _P.WRITE, _P.EXPORT, _P.SEE_OPEN_CASES})
_SIMPLE: dict[Role, frozenset[Permission]] = {
    Role.CLERK: _BUSINESS | {_P.BACK_UP, _P.CHANGE_RULES},
    Role.REVIEWER: _BUSINESS
    | {_P.REVIEW, _P.FREEZE, _P.MANAGE_ACCOUNTS, _P.GRANT_ROLES, _P.CHANGE_RULES, _P.BACK_UP, _P.READ_AUDIT},
    Role.LEADER: frozenset({_P.READ, _P.SEE_OPEN_CASES}),
    Role.SYSTEM_ADMIN: frozenset({_P.MANAGE_ACCOUNTS, _P.BACK_UP}),
    Role.SECURITY_ADMIN: frozenset({_P.GRANT_ROLES, _P.READ_AUDIT}),
    Role.AUDITOR: frozenset({_P.READ_AUDIT}),
}
_THREE_ADMIN: dict[Role, frozenset[Permission]] = {
    **_SIMPLE,
    Role.CLERK: _BUSINESS,
    Role.REVIEWER: _BUSINESS | {_P.REVIEW, _P.FREEZE, _P.CHANGE_RULES},
}

PERMISSION_NAMES: dict[Permission, str] = {
    _P.READ: "查看业务数据",
    _P.WRITE: "登记和修改",
    _P.REVIEW: "审核",
    _P.EXPORT: "导出和打印",
    _P.FREEZE: "关账",
    _P.MANAGE_ACCOUNTS: "管理账户",
    _P.GRANT_ROLES: "授予角色",
    _P.CHANGE_RULES: "修改规则与日历",
    _P.BACK_UP: "备份",
    _P.READ_AUDIT: "查看审计日志",
    _P.SEE_OPEN_CASES: "查看在办案件",
}


def may(role: Role, permission: Permission, scheme: Scheme) -> bool:
    """Whether a role holds a permission under the office's scheme."""
    table = _SIMPLE if scheme is Scheme.SIMPLE else _THREE_ADMIN
    return permission in table[role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A log-in. `failures` counts wrong passwords since the last success; times are local."""

    id: int | None = None
    name: str = ""
    display_name: str = ""
    role: str = Role.CLERK
    enabled: bool = True
    must_change: bool = False
    password_set_on: date | None = None
    last_login_at: datetime | None = None
    failures: int = 0


MIN_PASSWORD = 8


def check_password(password: str, *, account: str) -> None:
    """At least 8 characters of at least two kinds, and not the account name (BMB-style default)."""
    if len(password) < MIN_PASSWORD:
        raise RuleError("password", f"口令不得少于{MIN_PASSWORD}位。")
    kinds = [
        any(c.isdigit() for c in password),
        any(c.isalpha() for c in password),
        any(not c.isalnum() for c in password),
    ]
    if sum(kinds) < 2:
        raise RuleError("password", "口令须包含字母、数字、符号中的至少两类。")
    if account and account.lower() in password.lower():
        raise RuleError("password", "口令不得包含账户名。")


STRENGTHS: tuple[str, ...] = ("弱", "中", "强")


def password_strength(password: str, *, account: str) -> str:
    """A word for a password as it is typed: '弱' while the rule refuses it, '强' from 12 characters of three kinds
    (or 16 of two) on, '中' between; '' while nothing is typed."""
    if not password:
        return ""
    try:
        check_password(password, account=account)
    except RuleError:
        return STRENGTHS[0]
    kinds = len({"d" if c.isdigit() else "a" if c.isalpha() else "s" for c in password})
    varied = len(set(password)) >= 6
    long = len(password) >= (12 if kinds == len(STRENGTHS) else 16)
    return STRENGTHS[2] if long and varied else STRENGTHS[1]
