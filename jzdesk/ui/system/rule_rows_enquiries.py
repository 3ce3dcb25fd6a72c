"""The rules of 征求意见函 as rows to read: how names are compared, what is proposed, how it is put in the reply."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jzdesk.domain.rule_edits import CONFIRM, Spot
from jzdesk.ui.system.rule_row import Line, in_use, numbered, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jzdesk.domain.enquiry_rules import OutcomeRule
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.ui.system.rule_row import RuleRow


_FILLED = {
    "names": "×××同志", "count": "×", "unit": "（本单位名称）", "you": "你单位", "letter": "来函（文号）", "purpose": "（事由）",
    "told": "（理由）", "name": "（结论）",
}  # fmt: skip
"""What stands on the page for the words filled into a letter."""


def enquiry_rows(rules: Rulebook) -> tuple[RuleRow, ...]:
    """The points of the comparison, then the proposals in their order."""
    return numbered(
        (*_matching(rules), *(_outcome(rule, rules) for rule in rules.enquiries.outcomes), *_letter(rules))
    )


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
        yield Line("人员比对", name, text, own.clause, own.is_default, spot=Spot("enquiries", ("matching",), CONFIRM))


def _outcome(rule: OutcomeRule, rules: Rulebook) -> Line:
    purposes = "、".join(rules.name_of("enquiry_purpose", code) for code in rule.purposes)
    proposed = f"建议：{rules.name_of('enquiry_reply', rule.conclusion)}" if rule.conclusion else "只列理由"
    value = sentence(
        proposed, f"{rule.months} 个月以内" if rule.months else "", f"适用于{purposes}" if purposes else "",
        "可以写入复函" if rule.told else "", in_use(enabled=rule.enabled),
    )  # fmt: skip
    name = rule.text.replace("：{detail}", "").replace("{detail}", "").rstrip("。")
    return Line("结论建议", name, value, rule.clause, rule.is_default, spot=Spot("enquiries", ("outcome", rule.code)))


def _letter(rules: Rulebook) -> Iterator[Line]:
    """The words of the reply."""
    own = rules.replies
    for name, words in (
        ("标题", own.title),
        ("开头", own.opening),
        (f"超过 {own.in_text} 人的", f"{own.several}附件：{own.annex}"),
        ("结尾", "".join(own.closing)),
        ("落款", "、".join(own.signature)),
        *(
            (f"“{rules.name_of('enquiry_reply', code)}”的写法", opinion.told)
            for code, opinion in own.opinions.items()
        ),
    ):
        text = re.sub(r"\{(\w+)\}", lambda found: _FILLED.get(found[1], ""), words)
        yield Line("复函用语", name, text, own.clause, own.is_default, spot=Spot("replies", ("letter",), CONFIRM))
