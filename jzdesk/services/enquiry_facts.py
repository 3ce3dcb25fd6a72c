"""What the records of the matched people say, gathered once for a whole letter. Call it inside a read or a write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.case_changes import in_force
from jzdesk.domain.periods import clocks
from jzdesk.domain.review_stages import FILING
from jzdesk.domain.screening import Facts, MeasureFact, OpenCase, ReviewFact
from jzdesk.domain.visit_plan import is_dismissal
from jzdesk.storage import enquiry_facts as rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.people import Person
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk


def facts_of(desk: Desk, persons: Mapping[int, Person]) -> dict[int, Facts]:
    """The facts of each person on this day; cases without a decision only for those who may see them."""
    ids = sorted(persons)
    sees = desk.may(Permission.SEE_OPEN_CASES)
    files, reviews = rows.cases(ids, persons), rows.reviews(ids)
    dossiers, deleted = rows.dossiers(ids), rows.deleted(ids, undecided=sees)
    return {
        key: Facts(
            measures=measures_on(desk, files.get(key, ()), desk.today),
            open_cases=_open_cases(files.get(key, ())) if sees else None,
            reviews=tuple(fact_of(review) for review in reviews.get(key, ())),
            dossier=dossiers.get(key),
            deleted=deleted.get(key, 0),
        )
        for key in ids
    }


def _open_cases(files: Sequence[CaseFile]) -> tuple[OpenCase, ...]:
    return tuple(
        OpenCase(case_id=file.case.id or 0, number=file.case.number, filed_on=file.case.filed_on)
        for file in files
        if file.decision is None
    )


def measures_on(desk: Desk, files: Sequence[CaseFile], on: date) -> tuple[MeasureFact, ...]:
    """Every measure that stands, the latest decision first, and whether it runs on a day."""
    sanctions = desk.rulebook.sanctions
    imposed = [
        m.imposed(d.decided_on) for f in files for d in f.decisions if d.decided_on for m in d.measures
    ]
    by_key = {clock.key: clock for clock in clocks(imposed, sanctions, desk.end_rule)}
    found = []
    for file in files:
        decided = {d.id: d for d in file.decisions}
        for measure in in_force(file):
            clock, decision = by_key.get(measure.id or 0), decided.get(measure.decision_id)
            if clock is None or decision is None or decision.decided_on is None or not clock.active:
                continue
            sanction = sanctions[measure.code]
            found.append(
                MeasureFact(
                    case_id=file.case.id or 0, code=measure.code, name=sanction.name_on(decision.decided_on),
                    document_number=decision.document_number, decided_on=decision.decided_on, start_on=clock.start,
                    end_on=clock.end, running=clock.covers(on), permanent=is_dismissal(sanction), expelled=sanction.kind == "bar",
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda fact: (fact.decided_on, fact.case_id), reverse=True))


def fact_of(review: ToleranceReview) -> ReviewFact:
    """What a letter's screening says of a review."""
    ordered = review.correction_due is not None or review.correction_ordered_on is not None
    return ReviewFact(
        review_id=review.id or 0, number=review.number, matter=review.matter, conclusion=review.conclusion,
        applied_on=review.applied_on, concluded_on=review.concluded_on,
        running=not review.conclusion and not review.acceptance_refused
        and (review.way_in != FILING or review.happened_on is not None),
        correcting=ordered and review.correction_done is None and review.conclusion not in ("", "refused"),
    )  # fmt: skip
