"""人员: anyone who is, or may be, the subject of a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person. Coded fields hold codes of `resources/codes` (politics, rank, management, object_kind …)."""

    id: int | None = None
    uid: str = ""
    name: str = ""
    id_number: str = ""
    sex: str = ""
    birth: date | None = None
    ethnicity: str = ""
    politics: str = ""
    education: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    post: str = ""
    rank: str = ""
    rank_level: str = ""
    management: str = ""
    object_kind: str = ""
    retired: bool = False
    delegate: str = ""
    phone: str = ""
    note: str = ""

    @property
    def is_party_member(self) -> bool:
        """Full or probationary member (codes 01, 02): only they can be given a party sanction."""
        return self.politics in ("01", "02")


def check(person: Person, *, on: date) -> None:
    """Refuse a person without name or unit, with an impossible ID number, or whose birth contradicts it."""
    from jzdesk.domain import identity

    if not person.name.strip():
        raise RuleError("name", "请填写姓名。")
    if not person.unit_name.strip():
        raise RuleError("unit_name", "请填写所在单位。")
    if person.id_number:
        fault = identity.check_id_number(person.id_number)
        if fault:
            raise RuleError("id_number", fault)
        born = identity.birth_of(person.id_number)
        if person.birth and born != person.birth:
            raise RuleError("birth", f"出生日期与身份证号不一致，身份证号为{born:%Y-%m-%d}。")
    if person.birth and person.birth > on:
        raise RuleError("birth", "出生日期晚于今天。")
