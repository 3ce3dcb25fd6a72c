"""The rules in force as rows to read: measures, limits, visits, lists, appraisal, reminders, holidays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.deadlines import UNITS
from jzdesk.domain.handling import form_name
from jzdesk.domain.sanctions import FAMILY_NAMES
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from jzdesk.domain.list_items import ListItem
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.visit_rules import Category
    from jzdesk.domain.workdays import WorkCalendar

DEFAULT = State("默认，待确认", "soon")
SETTLED = State("依规定", "open")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: what, under which heading, how much, since when, by which clause, and whether it is a default."""

    id: int
    group: str
    name: str
    value: str
    valid: str
    clause: str
    state: State

    @property
    def is_default(self) -> bool:
        return self.state is DEFAULT


def columns(group: str, value: str, *, valid: bool = False) -> tuple[Column, ...]:
    """The columns of a table of rules with its own words for group and value."""
    return (
        Column("group", group, 130),
        Column("name", "名称", 230, least=130),
        Column("value", value, 260, least=150),
        Column("valid", "决定日期", 190, shown=valid),
        Column("clause", "依据", 330, least=150),
        Column("state", "性质", 110),
    )


def _row(number: int, group: str, name: str, value: str, clause: str, *, default: bool, valid: str = "") -> RuleRow:
    return RuleRow(number, group, name, value, valid, clause, DEFAULT if default else SETTLED)


def _numbered(found: Iterable[tuple[str, str, str, str, bool, str]]) -> tuple[RuleRow, ...]:
    return tuple(
        _row(n, group, name, value, clause, default=default, valid=valid)
        for n, (group, name, value, clause, default, valid) in enumerate(found, 1)
    )


def measure_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """Every measure in every version, in menu order."""
    return _numbered(
        (
            FAMILY_NAMES[s.family], v.name or s.name, _period(v.months, s.form, v.restriction), v.clause,
            v.is_default or s.form_is_default, _span(v.valid_from, v.valid_to),
        )
        for s in rules.sanctions
        for v in s.versions
    )  # fmt: skip


def _period(months: int | None, form: int, restriction: str) -> str:
    length = f"{months} 个月" if months else "无期限"
    said = f"{length} · {form_name(form)}" if form else length
    return f"{said}；{restriction}" if restriction else said


def _span(first: date, last: date | None) -> str:
    since = f"{first:%Y-%m-%d}" if first.year > 1900 else ""
    return f"{since} 至 {last:%Y-%m-%d}" if last else f"{since} 起"


def limit_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """Every limit of the execution and of the tolerance review."""
    found = [
        (
            "执行与申诉", d.name,
            f"{d.length_text}，自{d.counted_from}起"
            + (f"，经批准最长 {d.longest} {UNITS[d.unit]}" if d.longest else ""),
            d.clause, d.is_default, "",
        )
        for d in rules.deadlines.values()
    ]  # fmt: skip
    found += [
        ("容错审查", s.name, f"{s.working_days} 个工作日", s.clause, s.is_default, "") for s in rules.tolerance.stages
    ]
    visits = rules.visits
    for name, days, unit, clause in (
        ("建立回访档案", visits.dossier_within_days, "个工作日", "dossier"),
        ("指定帮带人", visits.mentor_within_days, "个工作日", "mentor"),
        ("成立回访小组", visits.team_within_days, "个工作日", "team"),
        ("期满考核", visits.assess_within_days, "日（期满后）", "assess"),
    ):
        found.append(("回访教育", name, f"{days} {unit}", visits.clauses[clause], visits.limits_are_default, ""))
    for name, text, clause in (
        ("帮教记录", f"至少每 {visits.mentor_note_months} 个月一次", "note"),
        ("一名帮带人帮带", f"不超过 {visits.mentor_people_max} 人", "mentor"),
        ("反复失联", f"连续 {visits.lost_in_row} 次，{visits.lost_within_days} 个工作日内函告所在单位", "lost"),
    ):
        found.append(("回访教育", name, text, visits.clauses[clause], visits.limits_are_default, ""))
    return _numbered(found)


def visit_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """How often one is visited, and the lists of the visit rules."""
    found = [
        (
            "回访频次", c.name,
            (f"每 {c.months_between} 个月一次" if c.months_between else "一次")
            + f"，首次在 {c.first_within_months} 个月内，至少 {c.min_visits} 次",
            c.clause, c.is_default, "",
        )
        for c in rules.visits.cadences
    ]  # fmt: skip
    found += [("对象分类频次", c.name, _category(c), c.clause, c.is_default, "") for c in rules.visits.categories]
    for title, items in (
        ("评价等次", rules.visits.grades), ("认识情况", rules.visits.effect_classes),
        ("未访原因", rules.visits.excuses), ("不列入应回访", rules.visits.exclusions),
        ("回访方式", rules.visits.ways), ("档案材料", rules.visits.dossier_parts), ("结果运用", rules.visits.uses),
    ):  # fmt: skip
        found += _items(title, items)
    return _numbered(found)


def _category(category: Category) -> str:
    parts = (
        f"每 {category.months_between} 个月一次" if category.months_between else "频次不变",
        f"每年至多 {category.max_per_year} 次" if category.max_per_year else "",
        f"帮教记录每 {category.note_months} 个月一次" if category.note_months else "",
    )
    return "，".join(part for part in parts if part)


def tolerance_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """The three distinctions, positive list, negative list, exclusions, conclusions."""
    lists = rules.tolerance
    found = [
        ("三个区分", d.title, f"可容：{d.tolerated}；不可容：{d.punished}", d.clause, False, "")
        for d in lists.distinctions
    ]
    for title, items in (
        ("正面清单", lists.positive), ("负面清单", lists.negative), ("不予容错", lists.exclusions),
        ("认定结论", lists.conclusions),
    ):  # fmt: skip
        found += _items(title, items)
    return _numbered(found)


def _items(title: str, items: Sequence[ListItem]) -> list[tuple[str, str, str, str, bool, str]]:
    return [(title, i.text, "" if i.enabled else "未启用", i.clause, i.is_default, "") for i in items]


def reminder_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """How long before its limit a duty counts as due soon."""
    return _numbered(
        (
            "提前提醒", code.name, f"期限前 {code.lead} {'个工作日' if code.lead_unit == 'wd' else '日'}", code.clause,
            code.is_default, "",
        )
        for code in rules.codes["duty_kind"]
        if code.lead
    )  # fmt: skip


def holiday_rows(calendar: WorkCalendar) -> tuple[RuleRow, ...]:
    """The holiday arrangement of every year loaded, the latest first."""
    found = []
    for plan in reversed(calendar.plans):
        off = "、".join(_holiday(h.name, h.first, h.last) for h in plan.holidays)
        work = "、".join(f"{day:%m-%d}" for day in plan.work)
        found.append((f"{plan.year}年", off, f"调休上班：{work or '无'}", plan.source, False, ""))
    for day in calendar.local_days:
        word = "上班" if day.works else "放假"
        found.append(("本地调整", f"{day.on:%Y-%m-%d} {day.name}", word, "本单位录入", False, ""))
    return _numbered(found)


def _holiday(name: str, first: date, last: date) -> str:
    return f"{name} {first:%m-%d}" if first == last else f"{name} {first:%m-%d}至{last:%m-%d}"
