"""The rules of the revisit education and of the tolerance review, and the code lists, as rows to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.rule_edits import Spot
from jzdesk.domain.visit_rules import LISTS
from jzdesk.ui.system.rule_row import Line, items, numbered, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jzdesk.domain.assessment_rules import ProposalRule
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.visit_rules import Cadence, Category
    from jzdesk.ui.system.rule_row import RuleRow

_THRESHOLDS = {
    "poll_below": "低于 {0}%", "missed": "不少于 {0} 次", "follow_up_open": "不少于 {0} 件", "items_open": "不少于 {0} 件",
}  # fmt: skip


def visit_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """How often one is visited, the lists of the visit rules, and what follows a period's end."""
    visits = rules.visits
    found = [
        Line("回访频次", c.name, _cadence(c), c.clause, c.is_default, spot=Spot("visits", ("cadences", c.code)))
        for c in visits.cadences
    ]
    once = "、".join(s.short for s in rules.sanctions if visits.class_of.get(s.code) == "once")
    found.append(Line("回访频次", "只回访一次的措施", once, visits.cadences[2].clause, visits.cadences[2].is_default))
    found += [
        Line("对象分类频次", c.name, _category(c), c.clause, c.is_default, spot=Spot("visits", ("categories", c.code)))
        for c in visits.categories
    ]
    for field, title in LISTS.items():
        found += items(title, getattr(visits, field), "visits", field)
    return numbered((*found, *_assessments(rules)))


def _cadence(cadence: Cadence) -> str:
    if not cadence.min_visits:
        return "不回访"
    often = f"每 {cadence.months_between} 个月一次" if cadence.months_between else "一次"
    most = f"，每年至多 {cadence.max_per_year} 次" if cadence.max_per_year and cadence.months_between else ""
    return f"{often}，首次在 {cadence.first_within_months} 个月内，至少 {cadence.min_visits} 次{most}"


def _category(category: Category) -> str:
    parts = (
        f"每 {category.months_between} 个月一次" if category.months_between else "频次不变",
        f"每年至多 {category.max_per_year} 次" if category.max_per_year else "",
        f"帮教记录每 {category.note_months} 个月一次" if category.note_months else "",
    )
    return "，".join(part for part in parts if part)


def _assessments(rules: Rulebook) -> Iterator[Line]:
    own = rules.assessments
    yield Line("谈话场所", "提醒更换的场所", "、".join(own.unfit_places), own.place_clause, own.places_are_default)
    uses = "、".join(rules.name_of("assessment_use", code) for code in own.forward_uses)
    yield Line(
        "期满考核", "抄送组织人事部门",
        f"考核后 {own.forward_within_days} 日内；{uses}的须抄送" if uses else "不要求抄送",
        own.forward_clause, own.limits_are_default, spot=Spot("assessments", ("forwarding",)),
    )  # fmt: skip
    yield Line(
        "期满考核", "落实处理措施", f"考核后 {own.consequence_within_days} 日内", own.consequence_clause, own.limits_are_default,
        spot=Spot("assessments", ("consequence",)),
    )  # fmt: skip
    for rule in own.proposals:
        yield Line("考核结果建议", rule.text, _proposal(rule, rules), "自上而下取第一条符合的，由考核人决定", rule.is_default,
                   spot=Spot("assessments", ("proposal", rule.code)))  # fmt: skip


def _proposal(rule: ProposalRule, rules: Rulebook) -> str:
    result = rules.name_of("assessment_grade", rule.result)
    use = rules.name_of("assessment_use", rule.use)
    return sentence(_THRESHOLDS.get(rule.when, "").format(rule.number), f"建议结果：{result}", f"运用：{use}")


def tolerance_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """The three distinctions, the sets of factors, positive list, negative list, exclusions, conclusions."""
    lists = rules.tolerance
    found = [
        Line("三个区分", d.title, f"可以容错：{d.tolerated}；不予容错：{d.punished}", d.clause, d.is_default)
        for d in lists.distinctions
    ]
    for group in lists.factor_sets.values():
        used = "默认使用" if group.code == lists.default_factor_set else ""
        factors = "、".join(factor.text for factor in group.factors)
        found.append(Line("认定因素", group.name, sentence(factors, used), group.clause, group.is_default))
    for title, entries in (
        ("正面清单", lists.positive), ("负面清单", lists.negative), ("不予容错", lists.exclusions),
        ("认定结论", lists.conclusions),
    ):  # fmt: skip
        found += items(title, entries)
    return numbered(found)


def code_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """The code lists, one a row; the reminders have a table of their own."""
    return numbered(_codes(rules))


def _codes(rules: Rulebook) -> Iterator[Line]:
    for name in sorted(rules.own_lists):
        if name == "duty_kind":
            continue
        codes = rules.codes[name]
        entries = "、".join(code.name if code.enabled else f"{code.name}（未启用）" for code in codes)
        waiting = [code.name for code in codes if code.is_default]
        some = f"待确认：{'、'.join(waiting)}" if waiting and len(waiting) < len(codes) else ""
        clause = next((code.clause for code in codes if code.clause), "")
        yield Line("代码表", rules.codes.title(name), sentence(entries, some), clause, bool(waiting))
