"""Execution items, what auditors look for, annual appraisals and the four forms as rows to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.rule_edits import Spot
from jzdesk.ui.system.rule_row import Line, in_use, numbered, sentence, span

if TYPE_CHECKING:
    from jzdesk.domain.execution_rules import ItemTemplate
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.system.rule_row import RuleRow

MODES = {"duty": "应办事项", "running": "持续执行", "linked": "由有关登记办结"}
YEARS = ("当年", "第二年", "第三年")


def execution_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """The templates of the execution items, then the faults that are looked for."""
    execution = rules.execution
    templates = (
        Line(
            MODES[item.mode],
            item.name,
            _template(item, rules),
            item.clause,
            item.is_default,
            spot=Spot("execution_rules", ("item", item.code)),
        )
        for item in execution.items.values()
    )
    faults = (
        Line(
            "检查提示", execution.items[fault.item].name, sentence(fault.plain_text, in_use(enabled=fault.enabled)),
            fault.clause, fault.is_default, spot=Spot("execution_rules", ("fault", fault.code)),
        )
        for fault in execution.faults.values()
    )  # fmt: skip
    return numbered((*templates, *faults))


def _template(item: ItemTemplate, rules: Rulebook) -> str:
    """Why it is to be done, within which time, what is filled in and what proves it."""
    fields = "、".join(field.label for field in item.fields)
    evidence = "、".join(rules.name_of("execution_evidence", code) for code in item.evidence)
    return sentence(
        item.applies,
        _limit(item, rules),
        f"填写：{fields}" if fields else "",
        f"证明材料：{evidence}" if evidence else "",
        "可以手工添加" if item.manual else "",
    )


def _limit(item: ItemTemplate, rules: Rulebook) -> str:
    if item.due_day is not None:
        month, day = item.due_day
        return f"期限：次年 {month} 月 {day} 日"
    if item.counted_from == "hand":
        return "期限：登记时填写"
    if not item.deadline:
        return ""
    others = "、".join(
        f"{rules.deadlines[code].name} {rules.deadlines[code].length_text}" for _, code in item.limits
    )
    return f"期限：{rules.deadlines[item.deadline].length_text}" + (f"（{others}）" if others else "")


def appraisal_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """What a measure does to the appraisals of its year and of the years after."""
    appraisal = rules.appraisal
    found = [
        Line(
            rule.id.partition("·")[0], "、".join(rules.sanctions[code].name for code in rule.measures),
            "；".join(f"{year}{result.text}" for year, result in zip(YEARS, rule.results, strict=False)), rule.clause,
            rule.is_default, span(rule.valid_from, rule.valid_to), Spot("appraisal", ("rule", rule.id)),
        )
        for rule in appraisal.rules
    ]  # fmt: skip
    found.append(Line("尚未结案", "被立案调查尚未结案的", appraisal.pending.text, appraisal.pending_clause))
    return numbered(found)


def handling_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """The four forms, then the indicators of the statistics with the measures counted under each."""
    handling = rules.handling
    names = {form.number: form.name for form in handling.forms}
    forms = (Line("定义", form.name, form.description, form.clause) for form in handling.forms)
    indicators = (
        Line(
            names[item.form], f"{item.code} {item.name}",
            "、".join(rules.sanctions[code].name for code in item.measures) or "涉嫌犯罪移送审查起诉的", handling.clause,
            item.is_default, spot=Spot("handling", ("indicator", item.code)),
        )
        for item in handling.indicators
    )  # fmt: skip
    return numbered((*forms, *indicators))
