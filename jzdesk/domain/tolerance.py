"""容错审查: an honest mistake told apart from a violation, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
    for factors; `grounds` the reasons, `evidence` the numbers of the pieces of evidence ('1、3'), `met` which of the
    things the entry requires are met (their texts), `by` the account that recorded an answer which locks."""

    answer: str = ""
    grounds: str = ""
    evidence: str = ""
    met: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceReview:
    """One review of one matter. The five mappings go from the code of a list entry to its finding; whom it covers
    beside `person_id`, its evidence and its checks are in `review_files.ReviewFile`."""

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
    # ways in
    list_version_id: int | None = None
    filing_id: int | None = None
    matter_kind: str = ""
    applicant_kind: str = ""
    applicant: str = ""
    accountability_organ: str = ""
    accountability_on: date | None = None
    clue: str = ""
    basis_documents: str = ""
    decision_process: str = ""
    consequences: str = ""
    remedy: str = ""
    unit_opinion: str = ""
    plan: str = ""
    happened_on: date | None = None
    # stages
    acceptance_refused_on: date | None = None
    extended_to: date | None = None
    extension_reason: str = ""
    extension_approver: str = ""
    extension_approved_on: date | None = None
    verifiers: str = ""
    verification: str = ""
    studied_on: date | None = None
    study_expected: int | None = None
    study_present: int | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    study_minutes: str = ""
    # the conclusion and what it changes
    before_code: str = ""
    after_code: str = ""
    effects: str = ""
    feedback_way: str = ""
    feedback_organ_on: date | None = None
    feedback_organ: str = ""
    person_opinion: str = ""
    filed_with: str = ""
    copied_to: str = ""
    objected_on: date | None = None
    objected_by: str = ""
    objection: str = ""
    objection_result: str = ""
    objection_answered_on: date | None = None
    objection_answer: str = ""
    earlier_conclusion: str = ""
    earlier_concluded_on: date | None = None
    earlier_studied_on: date | None = None
    earlier_feedback_on: date | None = None
    earlier_filed_on: date | None = None
    # correction and clarification
    correction_number: str = ""
    correction_ordered_on: date | None = None
    correction_result: str = ""
    clarify: str = ""
    clarify_ways: tuple[str, ...] = ()
    clarify_joint: bool = False
    clarify_told_on: date | None = None
    clarified_on: date | None = None
    clarify_number: str = ""
    clarify_scope: str = ""


def standing(review: ToleranceReview) -> tuple[str, ...]:
    """Codes of negative-list items and hard exclusions answered yes, in list order."""
    both = (review.negative, review.exclusions)
    return tuple(dict.fromkeys(code for group in both for code, finding in group.items() if finding.answer == "yes"))


def is_locked(review: ToleranceReview) -> bool:
    """Any negative item or hard exclusion standing locks the conclusion to 不予容错."""
    return bool(standing(review))


def quoted(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """“甲”、“乙”: entries of the lists by their words."""
    return "、".join(f"“{names.get(code, code)}”" for code in codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredCodes:
    """Codes of the list entries in force that every conclusion must answer. `necessary`: the factors are conditions
    that must all be met (answer 'yes') before anything is tolerated."""

    distinctions: tuple[str, ...]
    negative: tuple[str, ...]
    exclusions: tuple[str, ...]
    factors: tuple[str, ...]
    necessary: bool = False


def check(review: ToleranceReview, *, required: RequiredCodes, names: Mapping[str, str], on: date) -> None:
    """Refuse a review that would not stand up: see `_check_conclusion` for what a conclusion needs.

    A finding that is wrong is named by its list and code, such as `negative:N01`."""
    if review.way_in not in WAYS_IN:
        raise RuleError("way_in", "请选择启动方式。")
    if not review.matter.strip():
        raise RuleError("matter", "请填写容错事项名称。")
    if review.applied_on is None:
        raise RuleError("applied_on", "请填写申请（启动）日期。")
    _check_days(review, on)
    _check_acceptance(review)
    for group in ("negative", "exclusions"):
        for code, finding in getattr(review, group).items():
            if finding.answer == "yes" and not finding.grounds.strip():
                raise RuleError(f"{group}:{code}", f"{quoted([code], names)}认定为“是”，请写明理由。")
    refuse_locked(review, names)
    if review.conclusion:
        _check_conclusion(review, required, names)
    elif review.concluded_on:
        raise RuleError("conclusion", "已填认定日期，请选择认定结论。")
    _check_afterwards(review, on)


def refuse_locked(review: ToleranceReview, names: Mapping[str, str]) -> None:
    """The one rule nothing may get round: no other conclusion than 不予容错 while an entry stands."""
    if review.conclusion not in ("", REFUSED) and is_locked(review):
        raise RuleError("conclusion", f"存在{quoted(standing(review), names)}，结论只能是不予容错。")


_DAYS: tuple[tuple[str, str], ...] = (
    ("applied_on", "申请（启动）日期"),
    ("accepted_on", "受理日期"),
    ("verified_on", "核实日期"),
    ("concluded_on", "认定日期"),
    ("feedback_on", "反馈日期"),
)


def _check_days(review: ToleranceReview, on: date) -> None:
    """No stage in the future, none before an earlier one."""
    before, before_name = review.applied_on, "申请（启动）日期"
    for name, label in _DAYS:
        day = getattr(review, name)
        if day is None:
            continue
        if day > on:
            raise RuleError(name, f"{label}晚于今天。")
        if before and day < before:
            raise RuleError(name, f"{label}早于{before_name}。")
        before, before_name = day, label


def _check_acceptance(review: ToleranceReview) -> None:
    if not review.acceptance_refused.strip():
        return
    if review.accepted_on:
        raise RuleError("acceptance_refused", "已填受理日期，不能再填不予受理理由。")
    if review.conclusion or review.concluded_on:
        raise RuleError("acceptance_refused", "不予受理的申请不再作出认定结论。")


def _check_afterwards(review: ToleranceReview, on: date) -> None:
    """What follows a conclusion: feedback, filing, correction."""
    for name, label in (("feedback_on", "反馈日期"), ("filed_on", "备案日期"), ("correction_done", "整改完成日期")):
        day = getattr(review, name)
        if day and day > on:
            raise RuleError(name, f"{label}晚于今天。")
        if day and not review.concluded_on and name != "correction_done":
            raise RuleError(name, f"尚未作出认定结论，不能填写{label}。")
        if day and review.concluded_on and day < review.concluded_on:
            raise RuleError(name, f"{label}早于认定日期。")
    begun = review.concluded_on or review.applied_on
    if review.correction_due and not review.correction.strip():
        raise RuleError("correction", "已定整改期限，请写明纠错措施。")
    if review.correction_due and begun and review.correction_due < begun:
        raise RuleError("correction_due", "整改期限早于认定日期。")
    if review.correction_done and review.correction_due is None:
        raise RuleError("correction_due", "已填整改完成日期，请填写整改期限。")
    if review.correction_done and not review.concluded_on and begun and review.correction_done < begun:
        raise RuleError("correction_done", "整改完成日期早于申请（启动）日期。")


def _check_conclusion(review: ToleranceReview, required: RequiredCodes, names: Mapping[str, str]) -> None:
    """Every distinction, negative item and exclusion answered with grounds where it matters."""
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
            if findings.get(code, Finding()).answer not in ("yes", "no"):
                raise RuleError(f"{group}:{code}", f"{title}{quoted([code], names)}尚未逐项认定。")
    if review.conclusion == REFUSED:
        if not is_locked(review) and not review.statement.strip():
            raise RuleError("statement", "不予容错请写明认定理由。")
        return
    _check_tolerated(review, required, names)


def _check_tolerated(review: ToleranceReview, required: RequiredCodes, names: Mapping[str, str]) -> None:
    for code in required.distinctions:
        finding, field_ = review.distinctions.get(code, Finding()), f"distinctions:{code}"
        if finding.answer != "tolerated":
            raise RuleError(field_, f"{quoted([code], names)}未认定为可容一侧，不能给予容错。")
        if not finding.grounds.strip():
            raise RuleError(field_, f"{quoted([code], names)}请写明认定理由。")
    for code in required.factors:
        finding, field_ = review.factors.get(code, Finding()), f"factors:{code}"
        if required.necessary and finding.answer != "yes":
            raise RuleError(field_, f"{quoted([code], names)}是必要条件，未认定为具备，不能给予容错。")
        if not finding.grounds.strip():
            raise RuleError(field_, f"{quoted([code], names)}尚未分析。")
    if not any(f.answer == "yes" for f in review.positive.values()):
        raise RuleError("positive", "请至少认定一项正面清单情形。")
