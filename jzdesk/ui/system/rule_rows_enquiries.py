"""The rules of 征求意见函 as rows to read: how names are compared, and what is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.ui.system.rule_row import Line, in_use, numbered, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jzdesk.domain.enquiry_rules import OutcomeRule
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.system.rule_row import RuleRow


def enquiry_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """The points of the comparison, then the proposals in their order."""
    return numbered((*_matching(rules), *(_outcome(rule, rules) for rule in rules.enquiries.outcomes)))


def _matching(rules: Rulebook) -> Iterator[Line]:
    own = rules.enquiries.matching
    for name, text in (
        ("直接认定", "身份证号（旧15位号码换算为18位）和姓名都一致"),
        ("近似人员", f"{own.alike} 分以上，须由人核对后才能回复"),
        ("身份证号一致、姓名不同", f"{own.number} 分"),
        ("姓名一致", f"{own.name} 分"),
        ("身份证号差一位、相邻互换或者被截断", f"{own.slip} 分"),
        ("出生年月一致", f"{own.birth_month} 分；仅年份一致 {own.birth_year} 分"),
        ("单位一致", f"{own.unit} 分；相近的按比例"),
        (
            "不一致的扣减",
            f"身份证号 {own.other_number} 分；出生年月 {own.other_birth} 分；性别 {own.other_sex} 分",
        ),
    ):
        yield Line("人员比对", name, text, own.clause, own.is_default)


def _outcome(rule: OutcomeRule, rules: Rulebook) -> Line:
    purposes = "、".join(rules.name_of("enquiry_purpose", code) for code in rule.purposes)
    proposed = f"建议：{rules.name_of('enquiry_reply', rule.conclusion)}" if rule.conclusion else "只列理由"
    value = sentence(
        proposed, f"{rule.months} 个月以内" if rule.months else "", f"适用于{purposes}" if purposes else "",
        "可以写入复函" if rule.told else "", in_use(enabled=rule.enabled),
    )  # fmt: skip
    name = rule.text.replace("：{detail}", "").replace("{detail}", "").rstrip("。")
    return Line("结论建议", name, value, rule.clause, rule.is_default)
