"""Records as they stood on an earlier day: what is dated later had not happened yet.

A month is reported after it has ended, and its report must not know what came afterwards. Only what bears a date can
be put back; a reason without a date (a visit excused, an item marked as not applicable) stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.execution import EXTENDED_ON
from jzdesk.domain.visits import Visit

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.annual import AnnualRecord
    from jzdesk.domain.appeals import Appeal
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dossiers import Dossier, DossierFile
    from jzdesk.domain.execution import ExecutionItem
    from jzdesk.domain.tolerance import ToleranceReview

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


def review_as_of(review: ToleranceReview, on: date) -> ToleranceReview:
    """The review as far as it had come: no conclusion of a later day, nor what rests on it."""
    verified = review.verified_on is not None and review.verified_on <= on
    if review.concluded_on and review.concluded_on > on:
        review = replace(
            review, concluded_on=None, conclusion="", statement="", meeting="", handling_after="", feedback_on=None,
            filed_on=None, correction="", correction_owner="", correction_due=None, correction_done=None, enquiry="",
        )  # fmt: skip
        if not verified:
            review = replace(review, distinctions={}, factors={}, positive={}, negative={}, exclusions={})
    return _undated(review, on, "accepted_on", "verified_on", "feedback_on", "filed_on", "correction_done")
