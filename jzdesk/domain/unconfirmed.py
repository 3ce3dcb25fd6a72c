"""待确认的默认值: what no regulation settles and the county must still confirm, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.handling import form_name
from jzdesk.domain.sanctions import FAMILY_NAMES
from jzdesk.domain.visit_rules import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.visit_rules import VisitRules


def unconfirmed(rules: Rulebook) -> tuple[str, ...]:
    """The names of all defaults, in the order of the rule files and then of the code lists."""
    return (
        *_sanctions(rules),
        *_execution(rules),
        *_tolerance(rules),
        *_visits(rules.visits),
        *_others(rules),
        *_codes(rules),
    )


def _sanctions(rules: Rulebook) -> Iterator[str]:
    sanctions = rules.sanctions
    if sanctions.end_rule_is_default:
        yield "期间最后一日的算法"
    for family, combine in sanctions.combine.items():
        if combine.is_default:
            yield f"{FAMILY_NAMES[family]}期间的合并"
    yield from (f"{s.name}（{v.id}版）" for s in sanctions for v in s.versions if v.is_default)
    yield from (f"{s.name}归入{form_name(s.form)}" for s in sanctions if s.form_is_default)
    yield from (f"统计指标 {i.code}：{i.name}" for i in rules.handling.indicators if i.is_default)


def _execution(rules: Rulebook) -> Iterator[str]:
    yield from (f"期限：{d.name}" for d in rules.deadlines.values() if d.is_default)
    yield from (f"执行事项：{item.name}" for item in rules.execution.items.values() if item.is_default)
    yield from (
        f"检查提示：{fault.plain_text}" for fault in rules.execution.faults.values() if fault.is_default
    )
    yield from (f"年度考核：{rule.id}" for rule in rules.appraisal.rules if rule.is_default)


def _tolerance(rules: Rulebook) -> Iterator[str]:
    lists = rules.tolerance
    yield from (f"三个区分：{d.title}" for d in lists.distinctions if d.is_default)
    items = (*lists.positive, *lists.negative, *lists.exclusions)
    yield from (f"容错清单 {item.code}：{item.text}" for item in items if item.is_default)
    yield from (f"认定因素：{group.name}" for group in lists.factor_sets.values() if group.is_default)
    yield from (f"容错期限：{stage.name}" for stage in lists.stages if stage.is_default)
    yield from (f"认定结论：{item.text}" for item in lists.conclusions if item.is_default)
    yield from (f"容错结论对本人的影响：{item.text}" for item in lists.conclusions if item.effects_are_default)


def _visits(visits: VisitRules) -> Iterator[str]:
    yield from (f"回访频次：{c.name}" for c in visits.cadences if c.is_default)
    yield from (f"回访对象分类频次：{c.name}" for c in visits.categories if c.is_default)
    if visits.limits_are_default:
        yield "建档、指定帮带人、成立回访小组、帮教记录、期满考核的时限"
    for field, title in LISTS.items():
        found = getattr(visits, field)
        yield from _of_list(title, ((item.text, item.is_default) for item in found))


def _others(rules: Rulebook) -> Iterator[str]:
    if rules.assessments.places_are_default:
        yield "不宜回访谈话的场所"
    if rules.assessments.limits_are_default:
        yield "抄送期满考核结果、落实考核处理措施的时限"
    if any(rule.is_default for rule in rules.assessments.proposals):
        yield "期满考核结果的建议规则"
    if rules.attachments.is_default:
        yield "附件大小和数量的上限"
    if rules.attachments.book_is_default:
        yield "打印一人一档装入附件的上限"
    if rules.enquiries.matching.is_default:
        yield "征求意见函人员比对的计分"
    if any(rule.is_default for rule in rules.enquiries.outcomes):
        yield "廉政意见结论的建议规则"
    if rules.replies.is_default:
        yield "廉政意见复函的用语"


def _codes(rules: Rulebook) -> Iterator[str]:
    for name in rules.own_lists:
        if name == "duty_kind":
            if any(code.is_default for code in rules.codes[name]):
                yield "提前提醒的天数"
            continue
        yield from _of_list(
            rules.codes.title(name), ((code.name, code.is_default) for code in rules.codes[name])
        )


def _of_list(title: str, entries: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """One line for a list: all of it, or the entries that are defaults."""
    known = tuple(entries)
    waiting = [name for name, is_default in known if is_default]
    if waiting:
        yield f"清单：{title}" if len(waiting) == len(known) else f"清单：{title}（{'；'.join(waiting)}）"
