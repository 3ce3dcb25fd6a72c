"""Stages recorded by mistake: which columns a verb filled, and what must not rest on them when they are taken out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.review_stages import DONE, LABELS, restudied
from jzdesk.domain.tolerance import ToleranceReview

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.review_files import CorrectionCheck

FILLED: Mapping[str, tuple[str, ...]] = {
    "accept": ("accepted_on",),
    "refuse_acceptance": ("acceptance_refused", "acceptance_refused_on"),
    "record_happened": ("happened_on",),
    "extend_verification": (
        "extended_to", "extension_reason", "extension_approver", "extension_approved_on",
    ),
    "verify": ("verified_on", "verifiers", "verification"),
    "study": (
        "studied_on", "meeting", "study_expected", "study_present", "votes_for", "votes_against", "votes_abstained",
        "study_minutes",
    ),
    "feed_back": ("feedback_on", "feedback_way", "feedback_organ_on", "feedback_organ", "person_opinion"),
    "file_review": ("filed_on", "filed_with", "copied_to"),
    "record_objection": ("objected_on", "objected_by", "objection"),
    "answer_objection": ("objection_answered_on", "objection_result", "objection_answer"),
    "order_correction": (
        "correction", "correction_owner", "correction_due", "correction_ordered_on", "correction_number",
    ),
    "finish_correction": ("correction_done", "correction_result"),
    "decide_clarify": ("clarify", "clarify_ways", "clarify_joint", "clarify_scope"),
    "clarify": ("clarified_on", "clarify_told_on", "clarify_number"),
}  # fmt: skip
"""The columns of each verb; the first is the one that says it was recorded."""

NOT_RECORDED = "没有登记过这一环节。"

_LATER: Mapping[str, tuple[str, ...]] = {
    "accept": ("happened_on", "extension_approved_on", "verified_on", "studied_on", "concluded_on"),
    "record_happened": ("extension_approved_on", "verified_on", "studied_on", "concluded_on"),
    "extend_verification": ("verified_on", "concluded_on"),
    "verify": ("studied_on", "concluded_on"),
    "study": ("concluded_on",),
    "feed_back": ("objected_on",),
    "record_objection": ("objection_answered_on",),
    "order_correction": ("correction_done",),
    "decide_clarify": ("clarify_told_on", "clarified_on"),
}
"""Days of what rests on a stage."""


def why_it_stays(verb: str, review: ToleranceReview, checks: Sequence[CorrectionCheck]) -> str:
    """'' where a stage may be taken out as recorded by mistake, else why not. KeyError for no such verb."""
    if not getattr(review, FILLED[verb][0]) and not (verb == "feed_back" and review.feedback_organ_on):
        return NOT_RECORDED
    later = next((name for name in _LATER.get(verb, ()) if getattr(review, name)), None)
    if later and not (verb == "feed_back" and restudied(review)):
        return f"已填{LABELS[later]}，请先删除其后的环节。"
    if verb == "answer_objection" and restudied(review):
        return "已按异议重新认定，不能删除答复。"
    if verb == "order_correction" and checks:
        return "已检查过整改，请先删除检查记录。"
    if verb == "finish_correction" and any(item.result == DONE for item in checks):
        return "整改由检查认定到位，请修改该次检查。"
    return ""


def without(verb: str, review: ToleranceReview) -> ToleranceReview:
    """The review as if the stage had not been recorded."""
    new = ToleranceReview()
    return replace(review, **{name: getattr(new, name) for name in FILLED[verb]})
