"""公开宣布: rows of a ledger of announcements; each belongs to a decision on record, known by its number and its person."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain import announcements as rules
from jzdesk.domain.announcements import Announcement
from jzdesk.domain.document_numbers import same_number
from jzdesk.domain.errors import RuleError
from jzdesk.services.import_base import Base, frozen_notes, gather_cases
from jzdesk.services.import_case_values import own_note
from jzdesk.services.import_cases import what_of
from jzdesk.services.import_kinds import (
    CHANGED,
    CHOICE,
    FAULT,
    NEW,
    REPEAT,
    SAME,
    Alike,
    Facts,
    FileRow,
    Verdict,
    Written,
    problem,
)
from jzdesk.services.import_match import differing, values_of_person
from jzdesk.storage import bulk, import_reads
from jzdesk.storage import cases as rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.problems import Problem
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

_KEYS = tuple(f.name for f in fields(Announcement) if f.name not in ("id", "decision_id"))
_PARTS = tuple(name for name, _title in rules.PARTS)
_NUMBERS = ("case_number", "document_number")
"""By these the decision was found: other brackets are no other number."""
_POSTPONED = "推迟："


@dataclass(slots=True)
class State:
    """The row that spoke of each decision, by its key."""

    spoken: dict[int, FileRow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Announcements:
    code: str = "announcements"
    noun: str = "case"

    def group(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name", ""))

    def moment(self, values: Mapping[str, Any]) -> date | None:
        return None

    def late(self, values: Mapping[str, Any]) -> bool:
        return False

    def gather(self, desk: Desk, rows: Sequence[FileRow], facts: Facts, but: Container[int]) -> Base:
        return gather_cases(desk, rows, facts, but)

    def state(self) -> State:
        return State()

    def judge(self, base: Base, state: State, row: FileRow, choices: Mapping[int, int | None]) -> Verdict:
        row = _with_note(row)
        plain = partial(Verdict, who=row.text("name"), what=what_of(row, base.desk.rulebook.sanctions))
        found = _decisions(base, row)
        if row.number in choices:
            found = [(file, d) for file, d in found if d.id == choices[row.number]] or found
        if not found:
            text = "库内没有这个人的这份处分决定，请先导入案件处分，或者核对姓名和文号。"
            key = "document_number" if "document_number" in row.values else "name"
            return plain(outcome=FAULT, problems=(problem(row, key, "announcement.no_decision", text),))
        if len(found) > 1:
            alike = tuple(_alike(file, decision) for file, decision in found)
            return plain(outcome=CHOICE, alike=alike, asks=row.number)
        file, decision = found[0]
        plain = partial(plain, record=("case", file.case.id or 0))
        first = state.spoken.setdefault(decision.id or 0, row)
        if first is not row and first.number != row.number:
            return _again(plain, first, row)
        return _judged(base, plain, file, decision, row)

    def register(self, desk: Desk) -> Iterator[dict[str, Any]]:
        """Every decision whose announcement anything is recorded of."""
        units = {unit.name: unit for unit in import_reads.all_units()}
        for file in bulk.case_files(import_reads.all_cases()):
            for decision in file.decisions:
                if decision.announcement is None:
                    continue
                about = {"case_number": file.case.number, "document_number": decision.document_number,
                         "decided_on": decision.decided_on}  # fmt: skip
                whose = values_of_person(file.person, units)
                yield whose | {k: v for k, v in about.items() if v} | _values(decision.announcement)


def _with_note(row: FileRow) -> FileRow:
    """Our own monthly ledger writes a postponement into its note, and words of its own."""
    if "note" not in row.values:
        return row
    values = dict(row.values)
    parts = own_note(values.pop("note")).split("；")
    waits = [part for part in parts if part.startswith(_POSTPONED)]
    if waits and not values.get("postponed_reason"):
        values["postponed_reason"] = waits[0].removeprefix(_POSTPONED)
        parts.remove(waits[0])
    if note := "；".join(part for part in parts if part):
        values["note"] = note
    return replace(row, values=values)


def _decisions(base: Base, row: FileRow) -> list[tuple[CaseFile, Decision]]:
    """The decisions on record a row may be about: by number, else by case number, person and day; of the row's person."""
    document, number, day = row.text("document_number"), row.text("case_number"), row.values.get("decided_on")
    id_number, unit = row.text("id_number"), row.text("unit_name")
    pairs = [
        (file, decision) for files in base.files.by_person.values() for file in files for decision in file.decisions
        if file.person.name == row.text("name") and decision.decided_on
        and not (id_number and file.person.id_number and file.person.id_number != id_number)
    ]  # fmt: skip
    if document:
        pairs = [(f, d) for f, d in pairs if same_number(d.document_number, document)]
    else:
        pairs = [(f, d) for f, d in pairs if not number or same_number(f.case.number, number)]
        pairs = [(f, d) for f, d in pairs if not day or d.decided_on == day]
        if not (number or day or id_number):
            pairs = [(f, d) for f, d in pairs if f.person.unit_name == unit]
    same = [(f, d) for f, d in pairs if f.person.unit_name == unit]
    return same if len(same) == 1 else pairs


def _judged(base: Base, plain: Any, file: CaseFile, decision: Decision, row: FileRow) -> Verdict:
    held = decision.announcement or Announcement(decision_id=decision.id)
    given = {key: row.values[key] for key in _KEYS if key in row.values}
    item = replace(held, **given)
    found = _refused(base, file, decision, item, row)
    before = _values(held) if decision.announcement else {}
    changes = differing(before, row.values, _KEYS)
    if decision.announcement is None and not any(value for value in given.values()):
        text = "没有宣布、豁免或者推迟的内容，没有需要导入的。"
        found.append(problem(row, "name", "row.empty", text, grave=False))
        return plain(outcome=SAME, problems=tuple(found))  # type: ignore[no-any-return]
    dossier = base.archived.get(file.person.id or 0)
    if (
        changes
        and dossier
        and dossier.archived_on
        and (decision.decided_on or base.desk.today) <= dossier.archived_on
    ):
        text = f"该人员的回访档案已归档（档号{dossier.archive_number}），归档前的案件材料只能查阅，不能改动。"
        found.append(problem(row, changes[0].key, "record.archived", text))
    notes = frozen_notes(base, decision, decision, changes)
    plain = partial(plain, problems=tuple(found), notes=notes, changes=tuple(changes if before else ()))
    if any(p.grave for p in found):
        return plain(outcome=FAULT)  # type: ignore[no-any-return]
    if before and not changes:
        return plain(outcome=SAME)  # type: ignore[no-any-return]
    write = partial(_write, item, file.person.id or 0, file.case.id or 0)
    return plain(outcome=CHANGED if before else NEW, write=write)  # type: ignore[no-any-return]


def _refused(
    base: Base, file: CaseFile, decision: Decision, item: Announcement, row: FileRow
) -> list[Problem]:
    if decision.decided_on is None:
        return []
    desk = base.desk
    try:
        rules.check(
            item, decided_on=decision.decided_on, on=desk.today, review_kind=decision.review_kind,
            least=rules.least_scope(file, decision), scopes=desk.rulebook.codes["announce_scope"],
        )  # fmt: skip
    except RuleError as fault:
        key = fault.field
        if key == "parts":
            needed = [name for name, _title in rules.parts_for(decision.review_kind)]
            key = next((name for name in needed if not getattr(item, name)), "part_report")
        return [problem(row, key, f"house.{fault.field}", fault.text)]
    return []


def _values(item: Announcement) -> dict[str, Any]:
    """What a register says of an announcement; what is empty is left out, the four parts are said of a meeting held."""
    found = {key: getattr(item, key) for key in _KEYS if getattr(item, key) not in ("", None, False)}
    if item.held_on:
        found |= {name: getattr(item, name) for name in (*_PARTS, "person_present")}
    return found


def _again(plain: Any, first: FileRow, row: FileRow) -> Verdict:
    for key, value in row.values.items():
        if key not in _NUMBERS and key in first.values and first.values[key] != value:
            text = f"与第{first.number}行是同一份处分决定，两行所填不同，请核对后保留一行。"
            return plain(outcome=FAULT, problems=(problem(row, key, "row.contradicts", text),))  # type: ignore[no-any-return]
    text = f"与第{first.number}行重复，没有再导入。"
    said = problem(row, "name", "row.repeated", text, grave=False)
    return plain(outcome=REPEAT, problems=(said,))  # type: ignore[no-any-return]


def _alike(file: CaseFile, decision: Decision) -> Alike:
    day = f"{decision.decided_on:%Y-%m-%d}" if decision.decided_on else ""
    person = file.person
    pairs = (("unit_name", None, person.unit_name), ("decided_on", None, decision.decided_on))
    return Alike(
        decision.id or 0,
        f"{person.name}　{person.unit_name}　{decision.document_number}　{day}",
        ("姓名一致",),
        pairs,
    )


def _write(item: Announcement, person_id: int, case_id: int, _desk: Desk, tx: Transaction) -> Written:
    rows.save_announcement(tx, item)
    return Written(people=(person_id,), concerns=(("case", case_id),))


KIND = _Announcements()
