"""认定意见: the text of a finding, put together from its answers, their evidence and their clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain import tolerance as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.review_files import ReviewFile
from jzdesk.domain.tolerance import LOCKING, REFUSED, Finding
from jzdesk.services.review_lists import lists_for
from jzdesk.services.tolerance_words import proof_said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jzdesk.domain.list_items import ListItem
    from jzdesk.domain.people import Person
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.services.desk import Desk

_STOPS = "。；;. \n"
_NUMBERS = "一二三四五六七八九十"
LISTS = {"negative": "负面清单情形", "exclusions": "不予容错情形"}
_CONCLUDED = {"exempt": "免责", "lighter": "从轻处理", "mitigated": "减轻处理", REFUSED: "不予容错"}


def propose_statement(desk: Desk, about: ReviewFile | ToleranceReview, person: Person | None = None) -> str:
    """The text of the finding assembled from its answers, for the clerk to edit. It claims nothing that was not
    answered. `person`: whom a bare review is about."""
    desk.need(Permission.READ)
    file = about if isinstance(about, ReviewFile) else None
    review = file.review if file else about
    if not isinstance(review, rules.ToleranceReview):
        raise TypeError("neither a review nor its file")
    people = file.everybody if file else (person,) if person else ()
    lists = lists_for(desk, review)
    matter = f"“{review.matter.strip()}”" if review.matter.strip() else "申请容错的事项"
    head = f"关于{_who(people)}{matter}，经核实认定如下："
    parts = (
        [_fact(review)], [*_distinctions(review, lists)], [_factors(review, lists)], [*_positive(review, lists)],
        [*_locks(review, lists)], [_conclusion(desk, file, review, lists)],
    )  # fmt: skip
    titles = ("事实经过", "三个区分开来", "认定因素", "正面清单", "负面清单和不予容错情形", "结论")
    lines = [head]
    for title, found in zip(titles, parts, strict=True):
        said = [text for text in found if text]
        if said:
            number = _NUMBERS[len(lines) - 1]
            lines.append(f"{number}、{title}：{''.join(said)}")
    return "\n".join(lines)


def _who(people: tuple[Person, ...]) -> str:
    """'县委组织部副部长朱明远', of several the first and how many."""
    named = [f"{p.unit_name}{p.post}{p.name}" for p in people if p.name]
    return named[0] if len(named) == 1 else f"{'、'.join(named)}等{len(named)}人" if named else ""


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith(("。", "；")) else f"{text}。"


def _grounds(finding: Finding) -> str:
    """The grounds as a sentence with the evidence before its stop."""
    text = finding.grounds.strip().rstrip(_STOPS)
    proof = proof_said(finding.evidence)
    return f"{text}{proof}。" if text or proof else ""


def _fact(review: ToleranceReview) -> str:
    return "".join(_sentence(text) for text in (review.facts, review.consequences, review.remedy))


def _distinctions(review: ToleranceReview, lists: ToleranceRules) -> Iterator[str]:
    number = 0
    for item in lists.distinctions:
        finding = review.distinctions.get(item.code, Finding())
        said = {
            "tolerated": f"属于{item.tolerated}，不属于{item.punished}",
            "punished": f"属于{item.punished}，不属于{item.tolerated}",
            "unclear": f"现有证据不足以认定属于{item.tolerated}",
        }.get(finding.answer)
        if item.enabled and said:
            yield f"（{_NUMBERS[number]}）{said}。{_grounds(finding)}"
            number += 1


def _factors(review: ToleranceReview, lists: ToleranceRules) -> str:
    group = lists.factor_sets.get(review.factor_set)
    said = []
    for item in group.factors if group else ():
        finding = review.factors.get(item.code, Finding())
        met = {"yes": "具备，", "no": "不具备，"}.get(finding.answer, "")
        text = f"{met}{finding.grounds.strip().rstrip(_STOPS)}{proof_said(finding.evidence)}".rstrip("，")
        if text:
            said.append(f"{item.text}：{text}")
    return "；".join(said) + "。" if said else ""


def _positive(review: ToleranceReview, lists: ToleranceRules) -> Iterator[str]:
    for item in lists.positive:
        finding = review.positive.get(item.code, Finding())
        if finding.answer == "yes":
            met = "，".join(text for text in item.requires if text in finding.met)
            held = f"经核实，{met}。" if met else ""
            yield f"符合“{item.text}”{_source(item)}。{held}{_grounds(finding)}"


def _source(item: ListItem) -> str:
    return f"（{item.clause}）" if item.clause else ""


def _locks(review: ToleranceReview, lists: ToleranceRules) -> Iterator[str]:
    """What the finding says about the negative list and the exclusions."""
    if rules.is_locked(review):
        for group in LOCKING:
            items = {item.code: item for item in getattr(lists, group)}
            found: dict[str, Finding] = getattr(review, group)
            for code, finding in found.items():
                if finding.answer == "yes":
                    source = _source(items[code]) if code in items else ""
                    yield f"存在{LISTS[group]}“{lists.text_of(code)}”{source}。{_grounds(finding)}"
        return
    asked = [
        getattr(review, group).get(item.code, Finding()).answer
        for group in LOCKING for item in getattr(lists, group) if item.enabled
    ]  # fmt: skip
    if asked and all(answer == "no" for answer in asked):
        yield "经逐项核对，不存在负面清单和不予容错情形。"


def _conclusion(desk: Desk, file: ReviewFile | None, review: ToleranceReview, lists: ToleranceRules) -> str:
    if review.conclusion not in _CONCLUDED:
        return ""
    clause = next((item.clause for item in lists.conclusions if item.code == review.conclusion), "")
    meeting = f"经{review.meeting.strip()}研究，" if review.meeting.strip() else ""
    by = f"依据{clause}，" if clause else ""
    before, after = (_measure(desk, code, text) for code, text in (
        (review.before_code, review.handling_before), (review.after_code, review.handling_after)))  # fmt: skip
    change = f"，处理由“{before}”变更为“{after}”" if before and after and review.conclusion != REFUSED else ""
    said = [f"{meeting}{by}{_CONCLUDED[review.conclusion]}{change}"]
    names = {person.id: person.name for person in file.people} if file else {}
    for other in file.others if file else ():
        before = _measure(desk, other.before_code, other.handling_before)
        after = _measure(desk, other.after_code, other.handling_after)
        if before and after and review.conclusion != REFUSED:
            said.append(f"{names.get(other.person_id, '')}的处理由“{before}”变更为“{after}”")
    return "；".join(said) + "。"


def _measure(desk: Desk, code: str, text: str) -> str:
    """The words of a handling: what was written, else the measure by name."""
    sanctions = desk.rulebook.sanctions
    return text.strip() or (sanctions[code].name if code in sanctions else "")
