"""容错审查: an honest mistake told apart from a violation, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from datetime import date

Side = Literal["", "tolerated", "punished", "unclear"]
REFUSED = "refused"
CONCLUSIONS: dict[str, str] = {
    "exempt": "免责",
    "lighter": "从轻",
    "mitigated": "减轻",
    REFUSED: "不予容错",
}
WAYS_IN: dict[str, str] = {"application": "申请", "self_started": "同步启动", "filing": "事前报备"}


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer to one entry of a list: `answer` is 'yes'/'no' for lists, a side for distinctions, free text
    for factors; `grounds` the reasons, `evidence` the numbered pieces."""

    answer: str = ""
    grounds: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceReview:
    """One review. The five mappings go from the code of a list entry to its finding."""

    id: int | None = None
    uid: str = ""
    number: str = ""
    person_id: int | None = None
    case_id: int | None = None
    way_in: str = "application"
    matter: str = ""
    facts: str = ""
    applied_on: date | None = None
    accepted_on: date | None = None
    acceptance_refused: str = ""
    verified_on: date | None = None
    concluded_on: date | None = None
    meeting: str = ""
    handler: str = ""
    factor_set: str = "six"
    distinctions: dict[str, Finding] = field(default_factory=dict)
    factors: dict[str, Finding] = field(default_factory=dict)
    positive: dict[str, Finding] = field(default_factory=dict)
    negative: dict[str, Finding] = field(default_factory=dict)
    exclusions: dict[str, Finding] = field(default_factory=dict)
    conclusion: str = ""
    statement: str = ""
    handling_before: str = ""
    handling_after: str = ""
    feedback_on: date | None = None
    filed_on: date | None = None
    correction: str = ""
    correction_owner: str = ""
    correction_due: date | None = None
    correction_done: date | None = None
    enquiry: str = ""
    note: str = ""


def standing(review: ToleranceReview) -> tuple[str, ...]:
    """Codes of negative-list items and hard exclusions answered yes, in list order."""
    both = {**review.negative, **review.exclusions}
    return tuple(code for code, finding in both.items() if finding.answer == "yes")


def is_locked(review: ToleranceReview) -> bool:
    """Any negative item or hard exclusion standing locks the conclusion to 不予容错."""
    return bool(standing(review))


def locked(review: ToleranceReview) -> ToleranceReview:
    """The review with its conclusion forced to 不予容错 where it is locked and a conclusion was drawn."""
    from dataclasses import replace

    if is_locked(review) and review.conclusion and review.conclusion != REFUSED:
        return replace(review, conclusion=REFUSED)
    return review


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredCodes:
    """Codes of the list entries in force that every conclusion must answer."""

    distinctions: tuple[str, ...]
    negative: tuple[str, ...]
    exclusions: tuple[str, ...]
    factors: tuple[str, ...]


def check(review: ToleranceReview, *, required: RequiredCodes, names: dict[str, str], on: date) -> None:
    """Refuse a review that would not stand up: see `_check_conclusion` for what a conclusion needs."""
    if not review.matter.strip():
        raise RuleError("matter", "请填写容错事项名称。")
    if review.applied_on is None:
        raise RuleError("applied_on", "请填写申请（启动）日期。")
    for name, label in (
        ("applied_on", "申请（启动）日期"),
        ("accepted_on", "受理日期"),
        ("concluded_on", "认定日期"),
        ("feedback_on", "反馈日期"),
    ):
        day = getattr(review, name)
        if day and day > on:
            raise RuleError(name, f"{label}晚于今天。")
        if day and day < review.applied_on:
            raise RuleError(name, f"{label}早于申请（启动）日期。")
    if review.conclusion:
        _check_conclusion(review, required, names)
    elif review.concluded_on:
        raise RuleError("conclusion", "已填认定日期，请选择认定结论。")


def _check_conclusion(review: ToleranceReview, required: RequiredCodes, names: dict[str, str]) -> None:
    """Every distinction, negative item and exclusion answered with grounds where it matters; a yes locks."""
    if review.conclusion not in CONCLUSIONS:
        raise RuleError("conclusion", "认定结论不在规定的四种之内。")
    if review.concluded_on is None:
        raise RuleError("concluded_on", "请填写认定日期。")
    for group, codes, title in (
        ("negative", required.negative, "负面清单"),
        ("exclusions", required.exclusions, "不予容错情形"),
    ):
        findings: dict[str, Finding] = getattr(review, group)
        for code in codes:
            finding = findings.get(code, Finding())
            if finding.answer not in ("yes", "no"):
                raise RuleError(group, f"{title}“{names.get(code, code)}”尚未逐项认定。")
            if finding.answer == "yes" and not finding.grounds.strip():
                raise RuleError(group, f"{title}“{names.get(code, code)}”认定为“是”，请写明理由。")
    if is_locked(review) and review.conclusion != REFUSED:
        hit = "、".join(names.get(code, code) for code in standing(review))
        raise RuleError("conclusion", f"存在“{hit}”，结论只能是不予容错。")
    if review.conclusion == REFUSED:
        if not is_locked(review) and not review.statement.strip():
            raise RuleError("statement", "不予容错请写明认定理由。")
        return
    _check_tolerated(review, required, names)


def _check_tolerated(review: ToleranceReview, required: RequiredCodes, names: dict[str, str]) -> None:
    for code in required.distinctions:
        finding = review.distinctions.get(code, Finding())
        if finding.answer != "tolerated":
            raise RuleError("distinctions", f"“{names.get(code, code)}”未认定为可容一侧，不能给予容错。")
        if not finding.grounds.strip():
            raise RuleError("distinctions", f"“{names.get(code, code)}”请写明认定理由。")
    for code in required.factors:
        if not review.factors.get(code, Finding()).grounds.strip():
            raise RuleError("factors", f"“{names.get(code, code)}”尚未分析。")
    if not any(f.answer == "yes" for f in review.positive.values()):
        raise RuleError("positive", "请至少认定一项正面清单情形。")
