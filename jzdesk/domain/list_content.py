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
_OF_OTHERS = frozenset({"required", "source", "when", "temporary", "effects"})
"""Fields of a ListItem that belong to the lists of other rules."""


def tables_of(rules: ToleranceRules) -> dict[str, Any]:
    """The lists as the tables that `read_tolerance` takes; everything else is left to the rulebook."""
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
        if field.name in _OF_OTHERS or held == _USUAL.get(field.name, field.default):
            continue
        table[_KEYS.get(field.name, field.name)] = _plain(held)
    return table


def _plain(held: Any) -> Any:
    if isinstance(held, tuple):
        return [part.strip() if isinstance(part, str) else _table(part) for part in held]
    return held.strip() if isinstance(held, str) else held


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
    """The rulebook's rules with the lists of a version. RuleError when it cannot be read."""
    try:
        tables = json.loads(content)
    except ValueError as fault:
        raise RuleError("content", "这一版容错清单的内容已损坏，不能读取。") from fault
    rest = {"stages": [], "conclusions": [{"code": code, "text": code} for code in CONCLUSION_CODES]}
    read = read_tolerance({"tolerance": {**tables, **rest}})
    return replace(
        base, distinctions=read.distinctions, factor_sets=read.factor_sets, default_factor_set=read.default_factor_set,
        positive=read.positive, negative=read.negative, exclusions=read.exclusions,
    )  # fmt: skip
