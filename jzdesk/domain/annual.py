"""年度情况: one year of a person under a sanction, as his unit reports it (domain notes §1.7, §4.3 part 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jzdesk.domain.appraisal import Effect
    from jzdesk.domain.codes import CodeLists


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualRecord:
    """The appraisal grade of a year (a code of the list annual_grade), fixed on `graded_on`, and what else an auditor
    asks for: honours, promotion and bonus of that year as texts, '' when there was none."""

    id: int | None = None
    person_id: int | None = None
    year: int = 0
    grade: str = ""
    graded_on: date | None = None
    honours: str = ""
    promotion: str = ""
    bonus: str = ""
    note: str = ""


UNGRADED = frozenset({"none", "absent"})
"""Grades that give no year-end bonus and do not count for promotion and pay (不确定等次, 未参加)."""


def years_of(start: date | None, end: date | None, on: date) -> tuple[int, ...]:
    """The years a period touches that have begun by `on`; none without a start. An open period runs to `on`."""
    if start is None:
        return ()
    last = min(end or on, on)
    return tuple(range(start.year, last.year + 1))


def check(item: AnnualRecord, *, first: int, on: date) -> None:
    """Refuse a year before the first sanction or to come, no grade, or a grade fixed before its year began."""
    if not first <= item.year <= on.year:
        raise RuleError("year", f"年度应在{first}年至{on.year}年之间。")
    if not item.grade:
        raise RuleError("grade", "请选择年度考核等次。")
    if item.graded_on and item.graded_on > on:
        raise RuleError("graded_on", "确定日期晚于今天。")
    if item.graded_on and item.graded_on.year < item.year:
        raise RuleError("graded_on", f"确定日期早于{item.year}年度。")


def faults(
    item: AnnualRecord, effect: Effect | None, codes: CodeLists, *, start: date | None, end: date | None
) -> tuple[str, ...]:
    """What an auditor would find in a year: a grade the measures do not allow, honours, promotion or bonus while a
    period (`start`..`end`) ran. They are to be seen, not refused: the unit has done it."""
    found = []
    if effect and effect.allows and item.grade and item.grade not in effect.allows:
        grade = codes.name_of("annual_grade", item.grade)
        found.append(f"{item.year}年度考核为“{grade}”，按规定{effect.text}（{effect.clause}）。")
    span = _inside(item.year, start, end)
    if span:
        for what, text in (("评先评优", item.honours.strip()), ("提拔晋升", item.promotion.strip())):
            if _something(text):
                found.append(f"{item.year}年{span}{what}：{text}。")
    ungraded = item.grade in UNGRADED or (effect and effect.allows and set(effect.allows) <= UNGRADED)
    if ungraded and _something(item.bonus):
        found.append(f"{item.year}年度不确定等次，不应发年终奖金：{item.bonus.strip()}。")
    return tuple(found)


_NOTHING = ("无", "未", "没有", "不", "停发", "扣发", "取消", "否")
"""How clerks begin a text that says there was none: '未发放', '无', '取消年终奖金'."""


def _something(text: str) -> bool:
    return bool(text.strip()) and not text.strip().startswith(_NOTHING)


def _inside(year: int, start: date | None, end: date | None) -> str:
    """How much of a year the period covers, as the beginning of a reproach; '' for nothing of it."""
    if start is None or start.year > year or (end and end.year < year):
        return ""
    if end and end < date(year, 12, 31):
        return f"影响期至{end.month}月{end.day}日，请核对是否在期内"
    return f"自{start.month}月{start.day}日起在影响期内，仍有" if start.year == year else "在影响期内，仍有"


def record_of(records: Iterable[AnnualRecord], year: int) -> AnnualRecord | None:
    """The record of a year, if there is one."""
    return next((record for record in records if record.year == year), None)
