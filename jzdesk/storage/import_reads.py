"""What an import has to know of the records that rows of a file may be about: some hundred at a time, in a few queries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.dossiers import Dossier
from jzdesk.domain.people import Person
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.domain.units import Unit
from jzdesk.storage.rows import select, tuples
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def people_like(names: Iterable[str], numbers: Iterable[str]) -> list[Person]:
    """Living people of these names or with these ID numbers, with the name of their unit, in the order they were entered."""
    names, numbers = sorted({*names} - {""}), sorted({*numbers} - {""})
    tail = f"WHERE t.deleted_at IS NULL AND (t.name IN ({_marks(names)}) OR t.id_number IN ({_marks(numbers)})) ORDER BY t.id"
    found = select(m.Person, Person, tail, *names, *numbers)
    homes = sorted({p.unit_id for p in found if p.unit_id})
    known = dict(tuples(m.Unit, ("id", "name"), f"WHERE t.id IN ({_marks(homes)})", *homes))
    return [replace(person, unit_name=known.get(person.unit_id or 0, "")) for person in found]


def units_named(names: Iterable[str]) -> dict[str, Unit]:
    """Living units of these names, by name."""
    names = sorted({*names} - {""})
    found = select(
        m.Unit, Unit, f"WHERE t.deleted_at IS NULL AND t.name IN ({_marks(names)}) ORDER BY t.id DESC", *names
    )
    return {unit.name: unit for unit in found}


def cases_like(
    people: Iterable[int], numbers: Iterable[str], documents: Iterable[str], *, deleted: bool = False
) -> list[int]:
    """Cases of these people, or with one of these case numbers, or with a decision of one of these document numbers; the
    living ones, or those in the recycle bin."""
    people, numbers, documents = sorted({*people}), sorted({*numbers} - {""}), sorted({*documents} - {""})
    where = "IS NOT NULL" if deleted else "IS NULL"
    made = f"SELECT case_id FROM decision WHERE document_number IN ({_marks(documents)})"
    tail = (
        f"WHERE t.deleted_at {where} AND (t.person_id IN ({_marks(people)}) OR t.number IN ({_marks(numbers)})"
        f" OR t.id IN ({made})) ORDER BY t.id"
    )
    return [key for (key,) in tuples(m.Case, ("id",), tail, *people, *numbers, *documents)]


def archived_of(people: Iterable[int]) -> dict[int, Dossier]:
    """The archived dossiers of these people, by person."""
    people = sorted({*people})
    tail = f"WHERE t.deleted_at IS NULL AND t.archived_on IS NOT NULL AND t.person_id IN ({_marks(people)})"
    return {dossier.person_id or 0: dossier for dossier in select(m.Dossier, Dossier, tail, *people)}


def all_people() -> Iterator[int]:
    """Keys of all living people, in the order they were entered."""
    yield from (key for (key,) in tuples(m.Person, ("id",), "WHERE t.deleted_at IS NULL ORDER BY t.id"))


def all_cases() -> list[int]:
    """Keys of all living cases, in the order they were entered."""
    return [key for (key,) in tuples(m.Case, ("id",), "WHERE t.deleted_at IS NULL ORDER BY t.id")]


def all_units() -> list[Unit]:
    """All living units, in the order they were entered: a parent before what belongs to it."""
    return select(m.Unit, Unit, "WHERE t.deleted_at IS NULL ORDER BY t.id")


def dossiers_of(people: Iterable[int]) -> list[int]:
    """Keys of the dossiers of these people, those in the recycle bin too."""
    people = sorted({*people})
    tail = f"WHERE t.person_id IN ({_marks(people)})"
    return [key for (key,) in tuples(m.Dossier, ("id",), tail, *people)]


def living_dossiers_of(people: Iterable[int]) -> list[int]:
    """Keys of the dossiers of these people that are not in the recycle bin."""
    people = sorted({*people})
    tail = f"WHERE t.deleted_at IS NULL AND t.person_id IN ({_marks(people)}) ORDER BY t.person_id"
    return [key for (key,) in tuples(m.Dossier, ("id",), tail, *people)]


def all_dossiers() -> list[int]:
    """Keys of all living dossiers, in the order their people were entered."""
    return [key for (key,) in tuples(m.Dossier, ("id",), "WHERE t.deleted_at IS NULL ORDER BY t.person_id, t.id")]


def reviews_like(people: Iterable[int], numbers: Iterable[str]) -> list[tuple[ToleranceReview, bool]]:
    """Reviews of these people or with these numbers, each with whether it lies in the recycle bin."""
    people, numbers = sorted({*people}), sorted({*numbers} - {""})
    tail = f"WHERE t.person_id IN ({_marks(people)}) OR t.number IN ({_marks(numbers)}) ORDER BY t.id"
    found = select(m.ToleranceReview, ToleranceReview, tail, *people, *numbers)
    gone = {key for (key,) in tuples(m.ToleranceReview, ("id",), "WHERE t.deleted_at IS NOT NULL")}
    return [(review, review.id in gone) for review in found]


def all_reviews() -> list[ToleranceReview]:
    """All living reviews, in the order they were entered."""
    return select(m.ToleranceReview, ToleranceReview, "WHERE t.deleted_at IS NULL ORDER BY t.id")


def with_reviews(people: Iterable[int]) -> set[int]:
    """Under which of these people a review is registered."""
    people = sorted({*people})
    tail = f"WHERE t.person_id IN ({_marks(people)})"
    return {key for (key,) in tuples(m.ToleranceReview, ("person_id",), tail, *people)}
