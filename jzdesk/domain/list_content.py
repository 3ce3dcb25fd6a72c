"""The content of a version of the tolerance lists: JSON of the tables of tolerance.toml that a county makes its own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain.errors import RuleError
from jzdesk.domain.tolerance_rules import CONCLUSION_CODES, read_tolerance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.list_items import ListItem
    from jzdesk.domain.tolerance_rules import Distinction, FactorSet, ToleranceRules

GROUPS = ("positive", "negative", "exclusions")
"""The plain lists of a version; beside them it has `distinctions`, `factor_sets` and `default_factor_set`."""

_KEYS = {"is_default": "default"}
_USUAL: dict[str, Any] = {"is_default": False, "enabled": True, "all_required": False}


def tables_of(rules: ToleranceRules) -> dict[str, Any]:
    """The lists as the tables that `read_tolerance` takes; stages and conclusions are left to the rulebook."""
    return {
        "distinctions": [_table(item) for item in rules.distinctions],
        "factor_sets": [_table(item) for item in rules.factor_sets.values()],
        "default_factor_set": rules.default_factor_set,
        **{name: [_table(item) for item in getattr(rules, name)] for name in GROUPS},
    }


def _table(value: ListItem | Distinction | FactorSet) -> dict[str, Any]:
    """One entry; what is as usual is left out, so that a field added to the program later changes no digest."""
    table: dict[str, Any] = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if held == _USUAL.get(field.name, field.default):
            continue
        if field.name == "factors":
            held = [_table(item) for item in held]
        table[_KEYS.get(field.name, field.name)] = list(held) if isinstance(held, tuple) else held
    return table


def content_of(rules: ToleranceRules) -> str:
    """The lists as they are kept."""
    return as_content(tables_of(rules))


def as_content(tables: Mapping[str, Any]) -> str:
    """Tables as they are kept: the same tables give the same text."""
    return json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: str) -> str:
    """Two versions with the same digest say the same."""
    return hashlib.sha256(content.encode()).hexdigest()


def summary_of(rules: ToleranceRules) -> str:
    """How much a version holds, in a line."""
    sets = "、".join(f"{s.name}{len(s.factors)}项" for s in rules.factor_sets.values())
    return (
        f"三个区分开来{len(rules.distinctions)}项；认定因素：{sets}；正面清单{len(rules.positive)}项；"
        f"负面清单{len(rules.negative)}项；不予容错情形{len(rules.exclusions)}项"
    )


def lists_in(content: str, base: ToleranceRules) -> ToleranceRules:
    """The lists of a version with the stages and conclusions of the rulebook. RuleError when it cannot be read."""
    try:
        tables = json.loads(content)
    except ValueError as fault:
        raise RuleError("content", "这一版容错清单的内容已损坏，不能读取。") from fault
    known = {name: tables.get(name, []) for name in ("distinctions", "factor_sets", *GROUPS)}
    rest = {"stages": [], "conclusions": [{"code": code, "text": code} for code in CONCLUSION_CODES]}
    whole = {**known, **rest, "default_factor_set": tables.get("default_factor_set", "")}
    return replace(read_tolerance({"tolerance": whole}), stages=base.stages, conclusions=base.conclusions)
