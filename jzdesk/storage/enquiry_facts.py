"""What the records say about many people at once, in a fixed number of queries: for the screening of a letter."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.measures import Measure
from jzdesk.domain.screening import DossierFact
from jzdesk.storage.bulk import chunks, people_by_id
from jzdesk.storage.rows import select, tuples
from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jzdesk.domain.people import Person
    from jzdesk.domain.tolerance import ToleranceReview


def everybody() -> list[tuple[int, str, str]]:
    """Key, name and ID number of everybody on record: what the names of a letter are held against."""
    sql = 'SELECT id, name, id_number FROM "person" WHERE deleted_at IS NULL'
    rows: list[tuple[int, str, str]] = meta_of(m.Person).database.execute_sql(sql).fetchall()
    return rows


def people(ids: Iterable[int]) -> dict[int, Person]:
    """People by key, with their units."""
    found: dict[int, Person] = {}
    for group in chunks(sorted(set(ids))):
        found |= people_by_id(group)
    return found


def _in(column: str, keys: Sequence[int], more: str = "") -> str:
    return f'WHERE t."{column}" IN ({", ".join("?" * len(keys))}){more} ORDER BY t.id'


def cases(ids: Sequence[int], persons: Mapping[int, Person]) -> dict[int, list[CaseFile]]:
    """The living cases of people by person, each with its decisions and their measures and nothing else."""
    found: dict[int, list[CaseFile]] = defaultdict(list)
    for group in chunks(ids):
        mine = select(m.Case, Case, _in("person_id", group, " AND t.deleted_at IS NULL"), *group)
        decisions = _decisions([case.id or 0 for case in mine])
        for case in mine:
            key = case.person_id or 0
            found[key].append(
                CaseFile(person=persons[key], case=case, decisions=tuple(decisions[case.id or 0]))
            )
    return found


_DECISION = ("id", "case_id", "document_number", "decided_on", "reviews_id", "review_kind")


def _decisions(case_ids: Sequence[int]) -> dict[int, list[Decision]]:
    bare: list[dict[str, Any]] = []
    for group in chunks(case_ids):
        rows = tuples(m.Decision, _DECISION, _in("case_id", group), *group)
        bare += [dict(zip(_DECISION, row, strict=True)) for row in rows]
    measures: dict[int, list[Measure]] = defaultdict(list)
    for group in chunks([row["id"] for row in bare]):
        for measure in select(m.Measure, Measure, _in("decision_id", group), *group):
            measures[measure.decision_id or 0].append(measure)
    found: dict[int, list[Decision]] = defaultdict(list)
    for row in bare:
        found[row["case_id"]].append(Decision(**row, measures=tuple(measures[row["id"]])))
    return found


_REVIEW = (
    "id", "person_id", "number", "way_in", "happened_on", "matter", "conclusion", "applied_on", "concluded_on", "acceptance_refused",
    "correction_due", "correction_done", "correction_ordered_on",
)  # fmt: skip


def reviews(ids: Sequence[int]) -> dict[int, list[ToleranceReview]]:
    """The living reviews that cover people, by person, those registered under others included; the oldest first."""
    from jzdesk.domain.tolerance import ToleranceReview

    links: dict[int, set[int]] = defaultdict(set)
    for group in chunks(ids):
        marks = ", ".join("?" * len(group))
        sql = (
            f'SELECT person_id, id FROM "tolerance_review" WHERE person_id IN ({marks}) '
            f'UNION SELECT person_id, review_id FROM "review_person" WHERE person_id IN ({marks})'
        )
        for person_id, review_id in meta_of(m.Person).database.execute_sql(sql, (*group, *group)).fetchall():
            links[review_id].add(person_id)
    found: dict[int, list[ToleranceReview]] = defaultdict(list)
    for group in chunks(sorted(links)):
        rows = tuples(m.ToleranceReview, _REVIEW, _in("id", group, " AND t.deleted_at IS NULL"), *group)
        for review in (ToleranceReview(**dict(zip(_REVIEW, row, strict=True))) for row in rows):
            for person_id in links[review.id or 0]:
                found[person_id].append(review)
    return found


def dossiers(ids: Sequence[int]) -> dict[int, DossierFact]:
    """The revisit file of each person, with what its last visit and its last assessment found."""
    found: dict[int, DossierFact] = {}
    names = (
        "id",
        "person_id",
        "number",
        "visits_due",
        "visits_held",
        "last_visit_on",
        "assessed_on",
        "result",
    )
    for group in chunks(ids):
        rows = tuples(m.Dossier, names, _in("person_id", group, " AND t.deleted_at IS NULL"), *group)
        keys = [row[0] for row in rows]
        last = {
            (dossier_id, day): (evaluation, effect)
            for dossier_id, day, evaluation, effect in tuples(
                m.Visit, ("dossier_id", "held_on", "evaluation", "effect"),
                _in("dossier_id", keys, " AND t.held_on IS NOT NULL"), *keys,
            )
        }  # fmt: skip
        uses = {
            (dossier_id, day): use
            for dossier_id, day, use in tuples(
                m.Assessment, ("dossier_id", "held_on", "use"), _in("dossier_id", keys), *keys
            )
        }
        for key, person_id, number, due, held, visited, assessed, result in rows:
            evaluation, effect = last.get((key, visited), ("", ""))
            found[person_id] = DossierFact(
                dossier_id=key, number=number, visits_due=due, visits_held=held, last_visit_on=visited,
                evaluation=evaluation, effect=effect, assessed_on=assessed, result=result,
                use=uses.get((key, assessed), ""),
            )  # fmt: skip
    return found


def deleted(ids: Sequence[int], *, undecided: bool) -> dict[int, int]:
    """How many cases and reviews of each person lie in the recycle bin; cases without a decision only where `undecided`
    says so."""
    found: dict[int, int] = defaultdict(int)
    for group in chunks(ids):
        marks = ", ".join("?" * len(group))
        only = "" if undecided else ' AND id IN (SELECT case_id FROM "decision" WHERE decided_on IS NOT NULL)'
        sql = (
            f'SELECT person_id FROM "case" WHERE deleted_at IS NOT NULL AND person_id IN ({marks}){only} '
            f'UNION ALL SELECT person_id FROM "tolerance_review" WHERE deleted_at IS NOT NULL AND person_id IN ({marks})'
        )
        for (person_id,) in meta_of(m.Person).database.execute_sql(sql, (*group, *group)).fetchall():
            found[person_id] += 1
    return found
