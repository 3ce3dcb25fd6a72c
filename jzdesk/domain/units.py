"""单位: where a person works. A tree of 县直, 派驻, 乡镇, 村社."""

from __future__ import annotations

from dataclasses import dataclass

from jzdesk.domain.errors import RuleError


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit. `level` and `kind` are codes of the lists unit_level and unit_kind."""

    id: int | None = None
    uid: str = ""
    name: str = ""
    code: str = ""
    level: str = "county"
    kind: str = ""
    parent_id: int | None = None
    party_head: str = ""
    phone: str = ""
    note: str = ""


def check(unit: Unit) -> None:
    """Refuse a unit without a name."""
    if not unit.name.strip():
        raise RuleError("name", "请填写单位名称。")
