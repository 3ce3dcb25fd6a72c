"""人员: rows of a list of people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain import people as rules
from jzdesk.domain.errors import RuleError
from jzdesk.services.import_kinds import (
    CHANGED,
    CHOICE,
    FAULT,
    NEW,
    REPEAT,
    SAME,
    Change,
    Facts,
    FileRow,
    Verdict,
    Written,
    problem,
)
from jzdesk.services.import_match import (
    PERSON_KEYS,
    Crowd,
    People,
    cautions,
    differing,
    meet,
    new_unit,
    save_person,
    told,
    values_of_person,
)
from jzdesk.storage import bulk, import_reads

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.people import Person
    from jzdesk.domain.problems import Problem
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

_KEYS = (*PERSON_KEYS, "note")
SEALED = "该人员的回访档案已归档（档号{number}），归档前的材料只能查阅，没有可以改的内容。"


@dataclass(slots=True)
class Base:
    """What is on record that some rows may be about."""

    desk: Desk
    people: People
    facts: Facts
    archived: dict[int, str]


@dataclass(frozen=True, slots=True)
class _People:
    code: str = "people"
    noun: str = "person"

    def group(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name", ""))

    def moment(self, values: Mapping[str, Any]) -> date | None:
        return None

    def late(self, values: Mapping[str, Any]) -> bool:
        return False

    def gather(self, desk: Desk, rows: Sequence[FileRow], facts: Facts, but: Container[int]) -> Base:
        people = People.gather(rows, but)
        keys = [p.id or 0 for group in people.by_name.values() for p in group]
        keys += [p.id or 0 for p in people.by_number.values()]
        sealed = {key: dossier.archive_number for key, dossier in import_reads.archived_of(keys).items()}
        return Base(desk, people, facts, sealed)

    def state(self) -> State:
        return State()

    def judge(self, base: Base, state: State, row: FileRow, choices: Mapping[int, int | None]) -> Verdict:
        met = meet(base.people, state.crowd, row, choices, facts=base.facts)
        found = [*met.problems, *cautions(met.person, row, base.people)]
        what = "　".join(filter(None, (row.text("unit_name"), row.text("post"))))
        plain = partial(
            Verdict, who=row.text("name"), what=what, notes=(*met.notes, *new_unit(row, base.people))
        )
        if met.asks:
            return plain(outcome=CHOICE, problems=tuple(found), alike=met.alike, asks=met.asks)
        if met.first:
            return _again(plain, state.rows[met.first], row, found)
        state.rows[row.number] = row
        person = met.person if met.person.id is None else told(met.person, row.values)
        if "note" in row.values:
            person = replace(person, note=row.values["note"])
        found += refused(person, row, base.desk.today)
        changes = changed(met.person, person, row, (*_KEYS,))
        if changes and met.person.id in base.archived:
            text = SEALED.format(number=base.archived[met.person.id or 0])
            found.append(problem(row, changes[0].key, "record.archived", text))
        state.crowd.keep(person)
        record = ("person", met.person.id) if met.person.id else None
        if any(p.grave for p in found):
            return plain(outcome=FAULT, problems=tuple(found), changes=tuple(changes), record=record)
        if met.person.id is not None and not changes:
            return plain(outcome=SAME, problems=tuple(found), record=record)
        outcome = CHANGED if met.person.id is not None else NEW
        return plain(
            outcome=outcome, problems=tuple(found), changes=tuple(changes), record=record,
            write=partial(_write, person, row, state),
        )  # fmt: skip

    def register(self, desk: Desk) -> Iterator[dict[str, Any]]:
        units = {unit.name: unit for unit in import_reads.all_units()}
        for group in bulk.chunks(import_reads.all_people()):
            for person in bulk.people_by_id(group).values():
                yield values_of_person(person, units) | ({"note": person.note} if person.note else {})


class State:
    """The people of one name that earlier rows were about, each with the row that spoke of him."""

    __slots__ = ("crowd", "rows")

    def __init__(self) -> None:
        self.crowd = Crowd()
        self.rows: dict[int, FileRow] = {}


def _again(plain: Any, first: FileRow, row: FileRow, found: list[Problem]) -> Verdict:
    """A person who stands in the file a second time: left out where both rows say the same, else a fault."""
    for key in (*_KEYS, "unit_level"):
        if key in row.values and key in first.values and row.values[key] != first.values[key]:
            text = f"与第{first.number}行是同一人，两行所填不同，请核对后保留一行。"
            found.append(problem(row, key, "row.contradicts", text))
    if any(p.grave for p in found):
        return plain(outcome=FAULT, problems=tuple(found))  # type: ignore[no-any-return]
    text = f"与第{first.number}行重复，没有再导入。"
    found.append(problem(row, "name", "row.repeated", text, grave=False))
    return plain(outcome=REPEAT, problems=tuple(found))  # type: ignore[no-any-return]


def changed(before: Person, after: Person, row: FileRow, keys: Sequence[str]) -> list[Change]:
    """What a row would change of a person on record, as far as it can be taken: a birth without a day cannot."""
    if before.id is None:
        return []
    held = values_of_person(before) | ({"note": before.note} if before.note else {})
    new = values_of_person(after) | ({"note": after.note} if after.note else {})
    return [c for c in differing(held, row.values, keys) if new.get(c.key) != held.get(c.key)]


def refused(person: Person, row: FileRow, on: date) -> list[Problem]:
    """What the form would refuse of a person."""
    try:
        rules.check(person, on=on)
    except RuleError as fault:
        return [problem(row, fault.field, f"house.{fault.field}", fault.text)]
    return []


def _write(person: Person, row: FileRow, state: State, desk: Desk, tx: Transaction) -> Written:
    saved = save_person(desk, tx, person, row)
    state.crowd.keep(saved)
    made = () if person.id else (saved.id or 0,)
    people = () if person.id is None else (saved.id or 0,)  # who is new has no duties yet
    return Written(people=people, made=made, concerns=(("person", saved.id or 0),))


KIND = _People()
