"""What a new version of the lists changes against another, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from jzdesk.domain.list_content import tables_of
from jzdesk.domain.list_reading import Problem
from jzdesk.domain.list_sheets import PLANS, SHEET_NAMES, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jzdesk.domain.tolerance_rules import ToleranceRules

ADDED, CHANGED, REMOVED, RENAMED = "added", "changed", "removed", "renamed"
KIND_NAMES: dict[str, str] = {ADDED: "新增", CHANGED: "修改", REMOVED: "取消", RENAMED: "改代码"}
_ALIKE = 0.5
_TEXT_KEYS = ("text", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChange:
    """One entry that is not as before. `before` and `after` say what differs, a line a field; '' on the side where
    there is no entry. For a renamed one they begin with the codes."""

    kind: str
    group: str
    code: str
    before: str = ""
    after: str = ""

    @property
    def sheet(self) -> str:
        """The list it stands in."""
        return SHEET_NAMES[self.group]


def compare(before: ToleranceRules, after: ToleranceRules) -> list[EntryChange]:
    """All differences in the order of the sheets; empty when the two say the same."""
    old, new = tables_of(before), tables_of(after)
    found: list[EntryChange] = []
    for plan in PLANS:
        titles = {column.key: column.title for column in plan.columns}
        found += _in_group(plan.group, titles, rows_of(old, plan.group), rows_of(new, plan.group))
    if old["default_factor_set"] != new["default_factor_set"]:
        found.append(EntryChange(
            kind=CHANGED, group="factors", code="", before=f"默认种类：{old['default_factor_set']}",
            after=f"默认种类：{new['default_factor_set']}",
        ))  # fmt: skip
    return found


def _in_group(
    group: str, titles: Mapping[str, str], old: list[dict[str, str]], new: list[dict[str, str]]
) -> list[EntryChange]:
    before, after = {row["code"]: row for row in old}, {row["code"]: row for row in new}
    gone = [code for code in before if code not in after]
    come = [code for code in after if code not in before]
    moved = {
        there: code for code in gone for there in come if _words(before[code]) == _words(after[there])
    }  # a code of its own for the same words
    found = []
    for code, row in after.items():
        source = moved.get(code)
        if source is not None:
            lines = _differing(titles, {**before[source], "code": source}, row)
            found.append(EntryChange(kind=RENAMED, group=group, code=code, before=lines[0], after=lines[1]))
        elif code not in before:
            found.append(EntryChange(kind=ADDED, group=group, code=code, after=_whole(titles, row)))
        elif row != before[code]:
            lines = _differing(titles, before[code], row)
            found.append(EntryChange(kind=CHANGED, group=group, code=code, before=lines[0], after=lines[1]))
    taken = set(moved.values())
    found += [
        EntryChange(kind=REMOVED, group=group, code=code, before=_whole(titles, before[code]))
        for code in gone
        if code not in taken
    ]
    if not found and list(before) != list(after):
        found.append(EntryChange(
            kind=CHANGED, group=group, code="", before="顺序：" + "、".join(before), after="顺序：" + "、".join(after)
        ))  # fmt: skip
    return found


def _words(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(key, "") for key in _TEXT_KEYS)


def _differing(titles: Mapping[str, str], old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, str]:
    keys = [key for key in titles if old.get(key, "") != new.get(key, "")]
    return tuple("\n".join(_line(titles, row, key) for key in keys) for row in (old, new))  # type: ignore[return-value]


def _line(titles: Mapping[str, str], row: Mapping[str, str], key: str) -> str:
    said = "；".join(row.get(key, "").split("\n")) or "（空）"
    return said if key in _TEXT_KEYS else f"{titles[key]}：{said}"


def _whole(titles: Mapping[str, str], row: Mapping[str, str]) -> str:
    return "\n".join(_line(titles, row, key) for key in titles if row.get(key) and key != "code")


def other_meanings(
    earlier: Iterable[tuple[str, ToleranceRules]], new: ToleranceRules, places: Mapping[str, str]
) -> list[Problem]:
    """Codes that meant something else in an earlier version (name, lists): they keep their meaning or the entry gets
    a code of its own, lest figures over several years add up different things."""
    now = _meanings(new)
    said: dict[str, Problem] = {}
    for name, lists in earlier:
        for code, (group, words) in _meanings(lists).items():
            if code not in now or code in said:
                continue
            group_now, words_now = now[code]
            if (
                group == group_now
                and SequenceMatcher(None, words, words_now, autojunk=False).ratio() >= _ALIKE
            ):
                continue
            where = "" if group == group_now else f"（{SHEET_NAMES[group]}）"
            said[code] = Problem(
                places.get(code, SHEET_NAMES[group_now]),
                f"代码“{code}”在“{name}”中是“{words}”{where}，现在是“{words_now}”；意思不同的请换一个新代码，原代码不再使用。",
                refused=False,
            )
    return list(said.values())


def _meanings(lists: ToleranceRules) -> dict[str, tuple[str, str]]:
    tables: dict[str, Any] = tables_of(lists)
    return {
        row["code"]: (plan.group, next(row[key] for key in _TEXT_KEYS if row.get(key)))
        for plan in PLANS
        for row in rows_of(tables, plan.group)
    }
