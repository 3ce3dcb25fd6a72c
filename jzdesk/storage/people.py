"""Rows of people and units: find, get, save."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.people import Person
from jzdesk.domain.units import Unit
from jzdesk.storage.rows import columns_of, select, tuples, update, value_of
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.storage.transaction import Transaction

Initials = "Callable[[str], str]"


def get(person_id: int) -> Person | None:
    """The person with the name of his unit, or None."""
    found = select(m.Person, Person, "WHERE t.id = ?", person_id)
    if not found:
        return None
    unit = tuples(m.Unit, ("name",), "WHERE t.id = ?", found[0].unit_id)
    return replace(found[0], unit_name=unit[0][0] if unit else "")


def annual_records(person_id: int) -> tuple[AnnualRecord, ...]:
    """The annual records of a person, by year."""
    return tuple(select(m.AnnualRecord, AnnualRecord, "WHERE t.person_id = ? ORDER BY t.year", person_id))


def save_annual(tx: Transaction, item: AnnualRecord) -> AnnualRecord:
    """Insert or update the record of one year of a person."""
    values = columns_of(item, m.AnnualRecord)
    key = "WHERE t.person_id = ? AND t.year = ?"
    found = tuples(m.AnnualRecord, ("id",), key, item.person_id, item.year)
    if not found:
        return replace(item, id=tx.insert(m.AnnualRecord, values))
    update(tx, m.AnnualRecord, found[0][0], values)
    return replace(item, id=found[0][0])


def remove_annual(tx: Transaction, record_id: int) -> None:
    """Take out the record of a year entered by mistake; the audit log keeps it."""
    tx.remove(m.AnnualRecord, record_id)


def _person(row: Any) -> Person:
    name = row.unit.name if row.unit_id else ""
    return value_of(row, Person, unit_name=name)


def with_id_number(id_number: str) -> Person | None:
    """The living record with this ID number, if any."""
    if not id_number:
        return None
    row = m.Person.get_or_none((m.Person.id_number == id_number) & m.Person.deleted_at.is_null())
    return _person(row) if row else None


def named(name: str, limit: int = 8) -> list[Person]:
    """People of that exact name, for look-alike warnings."""
    query = m.Person.select(m.Person, m.Unit).join(m.Unit, JOIN.LEFT_OUTER)
    return [_person(r) for r in query.where(m.Person.name == name, m.Person.deleted_at.is_null()).limit(limit)]


def matching(text: str, limit: int = 12) -> list[Person]:
    """People whose name, pinyin initials or ID number begin with (or contain) what was typed."""
    query = m.Person.select(m.Person, m.Unit).join(m.Unit, JOIN.LEFT_OUTER)
    query = query.where(m.Person.deleted_at.is_null(), keyword(text)).order_by(m.Person.name, m.Person.id)
    return [_person(row) for row in query.limit(limit)]


def keyword(text: str) -> Any:
    """The condition of a person search: Latin letters are initials, digits an ID number, else a part of the name."""
    text = text.strip()
    if text.isascii() and text.isalpha():
        key = text.lower()
        # readings are stored as ' wjg cj ': a blank before each, so that a prefix of any reading is found
        return m.Person.initials.contains(f" {key}")
    if text.isascii():
        return m.Person.id_number.startswith(text.upper())
    return m.Person.name.contains(text) | m.Unit.name.contains(text)


def save(tx: Transaction, person: Person, *, initials: Callable[[str], str]) -> Person:
    """Insert or update; the unit is found by its name or made."""
    if person.unit_name.strip():
        person = replace(person, unit_id=unit_named(tx, person.unit_name.strip(), initials=initials))
    if person.id is None:
        person = replace(person, uid=person.uid or uuid.uuid4().hex)
        values = columns_of(person, m.Person) | {"initials": initials(person.name)}
        return replace(person, id=tx.insert(m.Person, values))
    values = columns_of(person, m.Person, leave=("uid",)) | {"initials": initials(person.name)}
    update(tx, m.Person, person.id, values)
    return person


def unit_named(tx: Transaction, name: str, *, initials: Callable[[str], str], level: str = "county") -> int:
    """The id of the unit of that name, made where it does not exist yet."""
    found = tuples(m.Unit, ("id",), "WHERE t.name = ? AND t.deleted_at IS NULL", name)
    if found:
        return int(found[0][0])
    return tx.insert(m.Unit, {"uid": uuid.uuid4().hex, "name": name, "level": level, "initials": initials(name)})


def save_unit(tx: Transaction, unit: Unit, *, initials: Callable[[str], str]) -> Unit:
    """Insert or update one unit."""
    values = columns_of(unit, m.Unit, leave=("uid",)) | {"initials": initials(unit.name)}
    if unit.id is None:
        return replace(unit, id=tx.insert(m.Unit, values | {"uid": unit.uid or uuid.uuid4().hex}))
    tx.update(m.Unit, unit.id, values)
    return unit


def units(text: str = "", limit: int = 500) -> list[Unit]:
    """Units in use, by level and name; `text` filters by name or initials."""
    query = m.Unit.select().where(m.Unit.deleted_at.is_null())
    if text.strip():
        key = text.strip()
        query = query.where(m.Unit.name.contains(key) | m.Unit.initials.contains(f" {key.lower()}"))
    return [value_of(row, Unit) for row in query.order_by(m.Unit.level, m.Unit.name).limit(limit)]


def posts(text: str, limit: int = 12) -> list[str]:
    """Posts typed before that contain the text."""
    query = m.Person.select(m.Person.post).where(m.Person.post.contains(text.strip()), m.Person.post != "").distinct()
    return [post for (post,) in query.order_by(m.Person.post).limit(limit).tuples()]


def ids(deleted: bool = False) -> Sequence[int]:
    """Keys of all people, for a rebuild."""
    query = m.Person.select(m.Person.id)
    if not deleted:
        query = query.where(m.Person.deleted_at.is_null())
    return [i for (i,) in query.order_by(m.Person.id).tuples()]
