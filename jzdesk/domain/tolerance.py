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


LOCKING = ("negative", "exclusions")
"""The findings of which a yes locks the conclusion."""


def standing(review: ToleranceReview) -> tuple[str, ...]:
    """Codes of negative-list items and hard exclusions answered yes, in list order."""
    both = (review.negative, review.exclusions)
    return tuple(
        dict.fromkeys(code for group in both for code, finding in group.items() if finding.answer == "yes")
    )


def is_locked(review: ToleranceReview) -> bool:
    """Any negative item or hard exclusion standing locks the conclusion to 不予容错."""
    return bool(standing(review))


def says_nothing(text: str) -> bool:
    """Whether a reason has nothing to read in it: blanks, stops and marks that do not show."""
    return not any(char.isalnum() for char in text)


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


def check(review: ToleranceReview, *, names: Mapping[str, str]) -> None:
    """Refuse findings that contradict one another. The days and stages are checked by `review_stages`, and what a
    conclusion still lacks is told by `final_findings.missing`.

    A finding that is wrong is named by its list and code, such as `negative:N01`."""
    if review.way_in not in WAYS_IN:
        raise RuleError("way_in", "请选择启动方式。")
    if not review.matter.strip():
        raise RuleError("matter", "请填写容错事项名称。")
    if review.applied_on is None:
        raise RuleError("applied_on", "请填写申请（启动）日期。")
    for group in LOCKING:
        for code, finding in getattr(review, group).items():
            if finding.answer not in ("", "yes", "no"):
                raise RuleError(f"{group}:{code}", f"{quoted([code], names)}只能认定为“是”或者“否”。")
            if finding.answer == "yes" and says_nothing(finding.grounds):
                raise RuleError(f"{group}:{code}", f"{quoted([code], names)}认定为“是”，请写明理由。")
    if review.conclusion not in ("", *CONCLUSIONS):
        raise RuleError("conclusion", "请从所列的认定结论中选择。")
    refuse_locked(review, names)
    if review.conclusion and review.concluded_on is None:
        raise RuleError("concluded_on", "请填写认定日期。")
    if review.concluded_on and not review.conclusion:
        raise RuleError("conclusion", "已填认定日期，请选择认定结论。")


def refuse_locked(review: ToleranceReview, names: Mapping[str, str]) -> None:
    """The one rule nothing may get round: no other conclusion than 不予容错 while an entry stands."""
    if review.conclusion not in ("", REFUSED) and is_locked(review):
        raise RuleError("conclusion", f"存在{quoted(standing(review), names)}，结论只能是不予容错。")
