"""A review on paper for the tests of its stages: applied for on a Tuesday, concluded three weeks later."""

from __future__ import annotations

from datetime import date

from jzdesk.domain.plans import Planner
from jzdesk.domain.review_files import CorrectionCheck
from jzdesk.domain.rulebook import Rulebook
from jzdesk.domain.tolerance import ToleranceReview

ON = date(2026, 11, 20)
APPLIED = date(2026, 9, 1)
CONCLUDED = {
    "accepted_on": date(2026, 9, 3), "verified_on": date(2026, 9, 15), "studied_on": date(2026, 9, 18),
    "concluded_on": date(2026, 9, 21), "conclusion": "exempt",
}  # fmt: skip
FED_BACK = {"feedback_on": date(2026, 9, 24), "feedback_organ_on": date(2026, 9, 23)}


def county_without(tables, calendar, *codes, **changed):
    """A planner of a county that does without some stages, or has limits of its own."""
    lists = tables["tolerance"]
    stages = [stage | ({"enabled": False} if stage["code"] in codes else {}) for stage in lists["stages"]]
    stages = [stage | changed.get(stage["code"], {}) for stage in stages]
    return Planner(Rulebook.from_tables(tables | {"tolerance": lists | {"stages": stages}}), calendar)


def review_of(**more):
    return ToleranceReview(**({"id": 1, "person_id": 1, "matter": "驻村补贴", "applied_on": APPLIED} | more))


def concluded(**more):
    return review_of(**(CONCLUDED | more))


def corrected(**more):
    """With a correction ordered the day after the conclusion."""
    return concluded(**{
        "correction": "停止发放", "correction_ordered_on": date(2026, 9, 22), "correction_due": date(2026, 10, 30), **more
    })  # fmt: skip


def check_of(day, *, result="open", next_on=None, **more):
    return CorrectionCheck(**({"id": 1, "review_id": 1, "checked_on": day, "checker": "周明", "found": "已退款",
                               "result": result, "next_on": next_on} | more))  # fmt: skip
