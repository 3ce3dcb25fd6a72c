"""单位: rows of a list of units, known by their names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain import identity
from jzdesk.domain.units import Unit
from jzdesk.services.import_kinds import (
    CHANGED,
    FAULT,
    NEW,
    REPEAT,
    SAME,
    Facts,
    FileRow,
    Verdict,
    Written,
    problem,
)
from jzdesk.services.import_match import differing, level_of
from jzdesk.services.pinyin import initials
from jzdesk.storage import import_reads
from jzdesk.storage import people as rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.problems import Problem
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

_KEYS = ("name", "code", "level", "kind", "party_head", "phone", "note")


@dataclass(slots=True)
class Base:
    """Units on record by name, those the rows name as a parent among them."""

    units: dict[str, Unit]
    names: dict[int, str]
    facts: Facts


@dataclass(slots=True)
class State:
    """The row that spoke of the unit before."""

    first: list[FileRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Units:
    code: str = "units"
    noun: str = "unit"

    def group(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name", ""))

    def moment(self, values: Mapping[str, Any]) -> date | None:
        return None

    def late(self, values: Mapping[str, Any]) -> bool:
        """Who belongs to another unit may stand above it in the list."""
        return bool(values.get("parent"))

    def gather(self, desk: Desk, rows: Sequence[FileRow], facts: Facts, but: Container[int]) -> Base:
        everybody = {unit.name: unit for unit in reversed(import_reads.all_units())}
        return Base(everybody, {unit.id or 0: unit.name for unit in everybody.values()}, facts)

    def state(self) -> State:
        return State()

    def judge(self, base: Base, state: State, row: FileRow, choices: Mapping[int, int | None]) -> Verdict:
        known = base.units.get(row.text("name"))
        plain = partial(Verdict, who=row.text("name"), what=row.text("parent"))
        found = _faults(base, row)
        if state.first:
            return _again(plain, state.first[0], row, found)
        state.first.append(row)
        given = {key: row.values[key] for key in _KEYS if key in row.values}
        parent = row.text("parent")
        if known is None:
            unit = replace(Unit(level=level_of(row.text("name"))), **given)
            changes = []
        else:
            unit = replace(known, **given)
            changes = differing(_values(known, base.names), row.values, (*_KEYS, "parent"))
        record = ("unit", known.id or 0) if known else None
        if any(p.grave for p in found):
            return plain(outcome=FAULT, problems=tuple(found), changes=tuple(changes), record=record)
        if known is not None and not changes:
            return plain(outcome=SAME, problems=tuple(found), record=record)
        return plain(
            outcome=CHANGED if known else NEW, problems=tuple(found), changes=tuple(changes), record=record,
            write=partial(_write, unit, parent),
        )  # fmt: skip

    def register(self, desk: Desk) -> Iterator[dict[str, Any]]:
        """Those that belong to none first, then what belongs to them."""
        everybody = {unit.id or 0: unit for unit in import_reads.all_units()}
        names = {key: unit.name for key, unit in everybody.items()}
        for unit in sorted(everybody.values(), key=lambda unit: (_depth(everybody, unit), unit.id or 0)):
            yield _values(unit, names)


def _depth(everybody: Mapping[int, Unit], unit: Unit) -> int:
    """How many units stand above one."""
    seen = {unit.id}
    while unit.parent_id and (above := everybody.get(unit.parent_id)) is not None and above.id not in seen:
        seen.add(above.id)
        unit = above
    return len(seen)


def _values(unit: Unit, names: Mapping[int, str]) -> dict[str, Any]:
    found = {key: getattr(unit, key) for key in _KEYS if getattr(unit, key)}
    parent = names.get(unit.parent_id or 0, "")
    return found | ({"parent": parent} if parent else {})


def _faults(base: Base, row: FileRow) -> list[Problem]:
    found = []
    code, parent = row.text("code"), row.text("parent")
    if code and (fault := identity.check_unit_code(code)):
        found.append(problem(row, "code", "house.code", fault))
    if parent and parent == row.text("name"):
        found.append(problem(row, "parent", "unit.own_parent", "上级单位不能是它自己。"))
    elif parent and parent not in base.units and parent not in base.facts.groups:
        text = f"库内和本文件中都没有“{parent}”这个单位，请先列出上级单位。"
        found.append(problem(row, "parent", "unit.no_parent", text))
    elif parent and row.text("name") in _above(base, parent):
        found.append(
            problem(
                row, "parent", "unit.ring", f"“{parent}”在库内或本文件中隶属于本单位，不能作为它的上级单位。"
            )
        )
    return found


def _above(base: Base, name: str) -> set[str]:
    """The units a unit belongs to, by name: as the file says, else as on record."""
    found: set[str] = set()
    while name not in found:
        found.add(name)
        unit = base.units.get(name)
        name = base.facts.parents.get(name) or base.names.get((unit and unit.parent_id) or 0, "")
        if not name:
            break
    return found


def _again(plain: Any, first: FileRow, row: FileRow, found: list[Problem]) -> Verdict:
    for key in (*_KEYS, "parent"):
        if key in row.values and key in first.values and row.values[key] != first.values[key]:
            text = f"与第{first.number}行是同一单位，两行所填不同，请核对后保留一行。"
            found.append(problem(row, key, "row.contradicts", text))
    if any(p.grave for p in found):
        return plain(outcome=FAULT, problems=tuple(found))  # type: ignore[no-any-return]
    found.append(problem(row, "name", "row.repeated", f"与第{first.number}行重复，没有再导入。", grave=False))
    return plain(outcome=REPEAT, problems=tuple(found))  # type: ignore[no-any-return]


def _write(unit: Unit, parent: str, _desk: Desk, tx: Transaction) -> Written:
    if parent:
        unit = replace(unit, parent_id=rows.unit_named(tx, parent, initials=initials, level=level_of(parent)))
    known = import_reads.units_named([unit.name]).get(unit.name) if unit.id is None else None
    if known is not None:  # made since as the parent of another
        unit = replace(unit, id=known.id, uid=known.uid)
    saved = rows.save_unit(tx, unit, initials=initials)
    return Written(concerns=(("unit", saved.id or 0),))


KIND = _Units()
