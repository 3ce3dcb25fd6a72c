"""What of the rules a county may change on the screen, and how a change is laid over the shipped tables.

A spot names an entry: the stem of its file, then keys and codes in turn, as in ('deadline', 'announce') or ('limits',).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from jzdesk.domain.deadlines import UNITS
from jzdesk.domain.errors import Refused

KEYS = ("code", "id")
"""What names an entry of a list."""

CLAUSE, DEFAULT = "clause", "default"

CONFIRM = ("",)
"""`Spot.only` of a row that can be confirmed and nothing else."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an entry stands. `only`: the values of a table that belong to this row, where each row shows one of them."""

    stem: str
    path: tuple[str, ...]
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an entry that may be changed: `kind` is 'int', 'flag' or 'choice'."""

    key: str
    label: str
    kind: str
    now: int | bool | str | None
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is in force: its values, its clause (None where one clause serves the whole table), whether it is a
    default, and whether the county changed it."""

    values: tuple[Value, ...]
    clause: str | None
    is_default: bool
    is_own: bool


_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "length": "期限", "unit": "单位", "longest": "经批准最长", "enabled": "启用", "working_days": "工作日数",
        "extension_days": "可延长工作日数", "months_between": "间隔（月）", "first_within_months": "首次在几个月内",
        "min_visits": "至少几次", "max_per_year": "每年至多几次", "note_months": "帮教记录间隔（月）", "within_days": "几日以内",
        "number": "数值", "told": "可以写入复函", "lead": "提前", "months": "期间（月）", "lead_days": "期满前几日开始准备",
        "assess_within_days": "期满后几日以内", "dossier_within_days": "决定后几个工作日", "mentor_within_days": "决定后几个工作日",
        "team_within_days": "决定后几个工作日", "min_talkers": "不少于几人", "mentors_per_person": "名数",
        "mentor_people_max": "不超过几人", "mentor_note_months": "间隔（月）", "before_end_days": "期满前几日以内",
        "category_within_days": "几日以内", "lost_in_row": "连续几次", "lost_within_days": "几个工作日以内",
        "max_per_year_by": "计算方法", "file_mb": "每份（MB）", "record_mb": "合计（MB）", "record_files": "份数",
        "vault_mb": "全部合计（MB）", "file_pages": "每份页数", "total_mb": "合计（MB）", "text_chars": "每份字数",
    }
)  # fmt: skip

_CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "unit": tuple(UNITS.items()),
        "max_per_year_by": (("calendar", "按自然年"), ("rolling", "按任意连续十二个月")),
    }
)

_ABSENT: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("deadlines", "deadline"): ("enabled",),
        ("tolerance", "stages"): ("enabled", "extension_days"),
        ("visits", "categories"): ("months_between", "max_per_year", "note_months"),
    }
)
"""Values that may be given though the shipped entry has none; a flag that is absent is on."""


def entry_at(tables: Mapping[str, Any], own: Mapping[str, Any], spot: Spot) -> Entry:
    """The entry of a spot in the tables in force; `own` are the county's. Refused where there is none."""
    raw = _find(tables.get(spot.stem, {}), spot.path)
    if raw is None:
        raise Refused("这条规则已不存在，请刷新后再试。")
    more = _ABSENT.get((spot.stem, spot.path[0]), ())
    keys = spot.only or (*raw, *(key for key in more if key not in raw))
    clause = raw.get(CLAUSE)
    return Entry(
        tuple(_value(key, raw.get(key)) for key in keys if key in _LABELS), clause if isinstance(clause, str) else None,
        bool(raw.get(DEFAULT, False)), _find(own.get(spot.stem, {}), spot.path) is not None,
    )  # fmt: skip


def _value(key: str, now: Any) -> Value:
    if key in ("enabled", "told"):
        return Value(key, _LABELS[key], "flag", True if now is None else bool(now))
    if key in _CHOICES:
        return Value(key, _LABELS[key], "choice", now, _CHOICES[key])
    return Value(key, _LABELS[key], "int", now)


def patched(
    own: Mapping[str, Any], tables: Mapping[str, Any], spot: Spot, values: Mapping[str, Any]
) -> dict[str, Any]:
    """The county's table of a stem with values laid into it; what is None is left as it is."""
    given = {key: value for key, value in values.items() if value is not None}
    laid = _lay(own, tables, spot.path, given)
    sanction = _find(tables, spot.path[:2]) if spot.stem == "sanctions" else None
    if sanction and sanction.get("form_default") and not given.get(DEFAULT, True):
        laid = _lay(
            laid, tables, spot.path[:2], {"form_default": False}
        )  # the row speaks of its form as well
    return laid


def without(own: Mapping[str, Any], path: Sequence[str]) -> dict[str, Any]:
    """The county's table without an entry: the shipped one holds again."""
    result = dict(own)
    at = own.get(path[0])
    if isinstance(at, list):
        rest = [entry for entry in at if _code(entry) != path[1]]
        if len(path) > 2:
            rest += [
                left for entry in at if _code(entry) == path[1] and _says(left := without(entry, path[2:]))
            ]
    else:
        rest = []
    if rest:
        result[path[0]] = rest
    else:
        result.pop(path[0], None)
    return result


def _says(entry: Mapping[str, Any]) -> bool:
    """Whether anything but its name is left of an entry."""
    return bool(set(entry) - set(KEYS))


def said(before: Entry, values: Mapping[str, Any]) -> str:
    """What changes, in words: '期限 7→5，单位 个工作日→天'; '确认' where nothing but the mark does."""
    changes = []
    for value in before.values:
        new = values.get(value.key)
        if new is not None and new != value.now:
            changes.append(f"{value.label} {_word(value, value.now)}→{_word(value, new)}")
    return "，".join(changes) or "确认"


def _word(value: Value, what: Any) -> str:
    if what is None:
        return "未定"
    if value.kind == "flag":
        return "是" if what else "否"
    return dict(value.choices).get(str(what), str(what))


def _find(table: Any, path: Sequence[str]) -> Mapping[str, Any] | None:
    """The raw entry of a path: a list is entered by code."""
    at: Any = table
    for step in path:
        if isinstance(at, list):
            at = next((entry for entry in at if _code(entry) == step), None)
        elif isinstance(at, Mapping):
            at = at.get(step)
        if at is None:
            return None
    return at if isinstance(at, Mapping) else None


def _code(entry: Any) -> str:
    return next((str(entry[key]) for key in KEYS if key in entry), "") if isinstance(entry, Mapping) else ""


def _lay(
    own: Mapping[str, Any], shipped: Any, path: Sequence[str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """`own` with `values` at a path, made along the way as `shipped` is made."""
    if not path:
        return {**own, **values}
    key, rest = path[0], path[1:]
    below = shipped.get(key) if isinstance(shipped, Mapping) else None
    if not isinstance(below, list):
        return {**own, key: _lay(own.get(key, {}), below or {}, rest, values)}
    code, rest = rest[0], rest[1:]
    model: Mapping[str, Any] = next((entry for entry in below if _code(entry) == code), {})
    name = next((k for k in KEYS if k in model), KEYS[0])
    found = list(own.get(key, []))
    at = next((n for n, entry in enumerate(found) if _code(entry) == code), len(found))
    old = found[at] if at < len(found) else {name: code}
    found[at : at + 1] = [_lay(old, model, rest, values)]
    return {**own, key: found}
