"""Search anywhere (Ctrl+K): name, pinyin initials, ID number, document number, unit; grouped by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.storage import cases, dossiers, enquiries, tolerance

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: which record to open and the two lines that show it."""

    kind: str
    id: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Results of one kind."""

    title: str
    hits: tuple[Hit, ...]


def search(desk: Desk, text: str, *, limit: int = 6) -> list[HitGroup]:
    """The first few records of each kind that match; an empty text finds nothing."""
    desk.need(Permission.READ)
    if not text.strip():
        return []
    on = desk.today
    with desk.vault.read():
        case_rows = cases.page(
            cases.CaseFilter(on=on, keyword=text), sort="decided_on", descending=True, offset=0, limit=limit
        )
        review_rows = tolerance.page(
            tolerance.ReviewFilter(on=on, keyword=text), sort="applied_on", descending=True, offset=0, limit=limit
        )
        dossier_rows = dossiers.page(
            dossiers.DossierFilter(on=on, keyword=text), sort="decided_on", descending=True, offset=0, limit=limit
        )
        letters = enquiries.page(
            enquiries.EnquiryFilter(on=on, keyword=text), sort="received_on", descending=True, offset=0, limit=limit
        )
    groups = (
        HitGroup("案件处分", tuple(Hit("case", r.id, f"{r.person}  {r.unit}", f"{r.measures}  {r.document_number}")
                               for r in case_rows)),
        HitGroup("容错纠错", tuple(Hit("tolerance", r.id, f"{r.person}  {r.unit}", f"{r.number}  {r.matter}")
                               for r in review_rows)),
        HitGroup("回访教育", tuple(Hit("dossier", r.id, f"{r.person}  {r.unit}", f"{r.number}  帮带人{r.mentor or '未指定'}")
                               for r in dossier_rows)),
        HitGroup("征求意见函", tuple(Hit("enquiry", e.id or 0, e.organ, f"{e.number}  {e.letter_number}  {e.people}人")
                                for e in letters)),
    )  # fmt: skip
    return [group for group in groups if group.hits]
