"""Records as they stood on an earlier day: what is dated later had not happened yet.

A month is reported after it has ended, and its report must not know what came afterwards. Only what bears a date can
be put back; a reason without a date (a visit excused, an item marked as not applicable) stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.execution import EXTENDED_ON
from jzdesk.domain.review_stages import restudied
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.domain.visits import Visit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from jzdesk.domain.annual import AnnualRecord
    from jzdesk.domain.appeals import Appeal
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dossiers import Dossier, DossierFile
    from jzdesk.domain.execution import ExecutionItem
    from jzdesk.domain.review_files import CorrectionCheck, ReviewFile

T = TypeVar("T")


def _undated(value: T, on: date, *names: str) -> T:
    """The value without those of its days that lie after `on`."""
    later = {name: None for name in names if (day := getattr(value, name)) and day > on}
    return replace(value, **later) if later else value  # type: ignore[type-var]


def case_as_of(file: CaseFile, on: date) -> CaseFile:
    """The case without decisions made later, without what later became of its measures, meetings and items."""
    case = file.case
    if case.transferred_on and case.transferred_on > on:
        case = replace(case, suspected_crime=False, transferred_on=None)
    made = [d for d in file.decisions if d.decided_on is None or d.decided_on <= on]
    return replace(
        file, case=case, decisions=tuple(_decision(d, on) for d in made),
        appeals=tuple(_appeal(a, on) for a in file.appeals if a.applied_on is None or a.applied_on <= on),
        annual=_annual(file.annual, on),
    )  # fmt: skip


def _appeal(item: Appeal, on: date) -> Appeal:
    if item.decided_on and item.decided_on > on:
        item = replace(item, decided_on=None, result="", result_number="", result_text="", new_decision_id=None)
    return _undated(item, on, "accepted_on")


def _annual(records: tuple[AnnualRecord, ...], on: date) -> tuple[AnnualRecord, ...]:
    return tuple(r for r in records if r.graded_on is None or r.graded_on <= on)


def _decision(decision: Decision, on: date) -> Decision:
    decision = _undated(decision, on, "issued_on", "delivered_on")
    return replace(
        decision,
        measures=tuple(_undated(m, on, "extended_on", "restored_on", "revoked_on") for m in decision.measures),
        items=tuple(kept for item in decision.items if (kept := _item(item, on))),
        announcement=_announcement(decision.announcement, on) if decision.announcement else None,
    )


def _item(item: ExecutionItem, on: date) -> ExecutionItem | None:
    """An item as far as it had come: without an extension recorded later; one that counts from a notice of a later day
    was not recorded yet."""
    item = _undated(item, on, "done_on")
    if item.counted_from and item.counted_from > on:
        if item.done_on is None:
            return None
        item = replace(item, counted_from=None)
    if item.extended_to and item.details.get(EXTENDED_ON, "") > on.isoformat():
        details = {code: text for code, text in item.details.items() if code != EXTENDED_ON}
        item = replace(item, extended_to=None, extension_approver="", details=details)
    return item


def _announcement(item: Announcement, on: date) -> Announcement:
    if item.exempted_on and item.exempted_on > on:
        item = replace(item, exemption="", exemption_reason="", exemption_approver="", exempted_on=None)
    if item.held_on and item.held_on > on:
        item = Announcement(
            id=item.id, decision_id=item.decision_id, planned_on=item.planned_on, exemption=item.exemption,
            exemption_reason=item.exemption_reason, exemption_approver=item.exemption_approver,
            exempted_on=item.exempted_on, postponed_reason=item.postponed_reason,
        )  # fmt: skip
    return item


def dossier_as_of(file: DossierFile, on: date) -> DossierFile:
    """The dossier without mentors, members, talks and assessments of a later day; a talk held later is still planned."""
    team = [m for m in file.team if m.joined_on is None or m.joined_on <= on]
    visits = [_visit(v, on) for v in file.visits]
    return replace(
        file,
        dossier=_dossier(file.dossier, on),
        mentors=tuple(_undated(m, on, "ended_on") for m in file.mentors if not m.appointed_on or m.appointed_on <= on),
        team=tuple(_undated(m, on, "left_on") for m in team),
        visits=tuple(v for v in visits if v is not None),
        assessments=tuple(
            _undated(a, on, "forwarded_on", "consequence_done")
            for a in file.assessments
            if a.held_on is None or a.held_on <= on
        ),
        notes=tuple(n for n in file.notes if n.noted_on is None or n.noted_on <= on),
        annual=_annual(file.annual, on),
    )


def _dossier(dossier: Dossier, on: date) -> Dossier:
    if dossier.excluded_on and dossier.excluded_on > on:
        dossier = replace(dossier, excluded="", excluded_reason="", excluded_on=None)
    return _undated(dossier, on, "opened_on", "closed_on", "archived_on")


def _visit(visit: Visit, on: date) -> Visit | None:
    """A talk of a later day goes back into the plan; one beside the plan was not there yet."""
    day = visit.held_on or (visit.planned_on if visit.excuse else None)
    if day is None or day <= on:
        return _undated(visit, on, "follow_up_done")
    if visit.planned_on is None:
        return None
    return Visit(
        id=visit.id, dossier_id=visit.dossier_id, ordinal=visit.ordinal, kind=visit.kind, planned_on=visit.planned_on,
        planned_by_rule=visit.planned_by_rule, moved_reason=visit.moved_reason,
    )  # fmt: skip


def review_file_as_of(file: ReviewFile, on: date) -> ReviewFile:
    """A review with what hangs on it as it stood: without checks and evidence of a later day; who was told later was
    not told yet, and his handling not decided before the conclusion."""
    review = review_as_of(file.review, on)
    others = [_undated(other, on, "told_on") for other in file.others]
    if review.concluded_on is None:
        others = [replace(other, after_code="", handling_after="") for other in others]
    return replace(
        file, review=review, others=tuple(others), checks=checks_as_of(file.checks, on),
        evidence=tuple(e for e in file.evidence if e.obtained_on is None or e.obtained_on <= on),
    )  # fmt: skip


def checks_as_of(checks: Iterable[CorrectionCheck], on: date) -> tuple[CorrectionCheck, ...]:
    """The checks of a correction made by then."""
    return tuple(item for item in checks if item.checked_on is None or item.checked_on <= on)


_FINDINGS = ("distinctions", "factors", "positive", "negative", "exclusions")
_STUDY = ("meeting", "study_expected", "study_present", "votes_for", "votes_against", "votes_abstained", "study_minutes")
_ORDER = ("correction", "correction_owner", "correction_due", "correction_number", "correction_done", "correction_result")
_WITH: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("accountability_on", ()),
    ("acceptance_refused_on", ("acceptance_refused",)),
    ("accepted_on", ()),
    ("happened_on", ()),
    ("extension_approved_on", ("extended_to", "extension_reason", "extension_approver")),
    ("verified_on", ("verifiers", "verification", *_FINDINGS)),
    ("studied_on", _STUDY),
    ("feedback_on", ("feedback_way", "person_opinion")),
    ("feedback_organ_on", ("feedback_organ",)),
    ("filed_on", ("filed_with", "copied_to")),
    ("objection_answered_on", ("objection_result", "objection_answer")),
    ("objected_on", ("objected_by", "objection")),
    ("correction_ordered_on", _ORDER),
    ("correction_done", ("correction_result",)),
    ("clarify_told_on", ()),
    ("clarified_on", ("clarify_number",)),
)
"""Each day of a review and the columns that were filled with it."""
_CONCLUSION = (
    "conclusion", "concluded_on", "statement", "handling_after", "after_code", "effects", "enquiry", "clarify",
    "clarify_ways", "clarify_joint", "clarify_scope",
)  # fmt: skip


def review_as_of(review: ToleranceReview, on: date) -> ToleranceReview:
    """The review as far as it had come: no conclusion of a later day, nor what rests on it; before an objection was
    followed the conclusion it set aside still stood."""
    if restudied(review) and review.objection_answered_on and review.objection_answered_on > on:
        review = _first_round(review)
    gone: list[str] = []
    if review.concluded_on and review.concluded_on > on:
        gone += _CONCLUSION
        if review.studied_on is None:
            gone.append("meeting")
        if review.correction_ordered_on is None:
            gone += _ORDER
        if review.verified_on is None:
            gone += _FINDINGS
    for name, more in _WITH:
        day = getattr(review, name)
        if day and day > on:
            gone += (name, *more)
    return _without(review, gone) if gone else review


def _first_round(review: ToleranceReview) -> ToleranceReview:
    """The review before its objection was answered; what the first conclusion said besides is not known any more."""
    told = review.earlier_feedback_on
    review = _without(review, (*_CONCLUSION, *_STUDY))
    return replace(
        review, conclusion=review.earlier_conclusion, concluded_on=review.earlier_concluded_on,
        studied_on=review.earlier_studied_on, feedback_on=told, feedback_organ_on=told, filed_on=review.earlier_filed_on,
        earlier_conclusion="", earlier_concluded_on=None, earlier_studied_on=None, earlier_feedback_on=None,
        earlier_filed_on=None,
    )  # fmt: skip


def _without(review: ToleranceReview, names: Iterable[str]) -> ToleranceReview:
    """The review with some columns as a new one has them."""
    new = ToleranceReview()
    return replace(review, **{name: getattr(new, name) for name in names})
