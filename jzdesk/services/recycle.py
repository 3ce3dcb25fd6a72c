"""The recycle bin: what was deleted, and bringing it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.storage import cases, enquiries, tolerance

if TYPE_CHECKING:
    from jzdesk.domain.changes import Changes
    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Deleted:
    """One record in the recycle bin."""

    kind: str
    id: int
    title: str
    detail: str


def list_deleted(desk: Desk, *, limit: int = 500) -> list[Deleted]:
    """Deleted cases, reviews and letters of enquiry, the latest first."""
    desk.need(Permission.READ)
    on = desk.today
    with desk.vault.read():
        gone = cases.page(
            cases.CaseFilter(on=on, deleted=True), sort="decided_on", descending=True, offset=0, limit=limit
        )
        reviews = tolerance.page(
            tolerance.ReviewFilter(on=on, deleted=True), sort="applied_on", descending=True, offset=0, limit=limit
        )
        letters = enquiries.page(
            enquiries.EnquiryFilter(on=on, deleted=True), sort="received_on", descending=True, offset=0, limit=limit
        )
    return [Deleted("case", r.id, f"{r.person}（{r.unit}）", f"{r.measures} {r.document_number}") for r in gone] + [
        Deleted("tolerance", r.id, f"{r.person}（{r.unit}）", f"{r.number} {r.matter}") for r in reviews
    ] + [
        Deleted("enquiry", e.id or 0, e.organ, f"{e.number} {e.letter_number} {e.people}人") for e in letters
    ]


def recover(desk: Desk, item: Deleted) -> Changes:
    """Bring one record back with everything that hangs on it."""
    from jzdesk.services.cases import recover_case
    from jzdesk.services.enquiries import recover_enquiry
    from jzdesk.services.tolerance import recover_review

    verbs = {"case": recover_case, "tolerance": recover_review, "enquiry": recover_enquiry}
    return verbs[item.kind](desk, item.id)
