"""What is on record that rows about cases may be about: people, their cases, archived files, months already sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.document_numbers import key_of, spellings
from jzdesk.services.import_case_place import Files
from jzdesk.services.import_match import People
from jzdesk.storage import bulk, import_reads, months

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dossiers import Dossier
    from jzdesk.services.desk import Desk
    from jzdesk.services.import_kinds import Change, Facts, FileRow

MONTHS_SAID = 3


@dataclass(slots=True)
class Base:
    """What some rows may be about. `frozen` are the closed months: key, first and last day."""

    desk: Desk
    people: People
    files: Files
    facts: Facts
    archived: dict[int, Dossier]
    binned: dict[str, CaseFile]
    frozen: tuple[tuple[str, date, date], ...]


def gather_cases(desk: Desk, rows: Sequence[FileRow], facts: Facts, but: Container[int]) -> Base:
    """In some ten queries, for some hundred rows."""
    people = People.gather(rows, but)
    keys = {p.id or 0 for group in people.by_name.values() for p in group} | {
        p.id or 0 for p in people.by_number.values()
    }
    numbers = {way for row in rows for way in spellings(row.text("case_number"))}
    documents = {
        way for row in rows for key in ("document_number", "reviews") for way in spellings(row.text(key))
    }
    found = [
        f
        for f in bulk.case_files(import_reads.cases_like(keys, numbers, documents))
        if f.person.id not in but
    ]
    gone = bulk.case_files(import_reads.cases_like((), (), documents, deleted=True))
    binned = {key_of(d.document_number): file for file in gone for d in file.decisions if d.document_number}
    everybody = keys | {f.person.id or 0 for f in found}
    return Base(
        desk, people, Files.of(found), facts, import_reads.archived_of(everybody), binned, frozen_months()
    )


def frozen_months() -> tuple[tuple[str, date, date], ...]:
    """The closed months with their first and last day; call it inside a read."""
    return tuple((key, *span) for key, span in months.frozen_spans().items())


def frozen_notes(
    base: Base, before: Decision | None, after: Decision | None, changes: Sequence[Change]
) -> tuple[str, ...]:
    """That a closed month would read otherwise: the change will stand in the next month as a correction."""
    if before is not None and not changes:
        return ()
    return closed_months(base, {d.decided_on for d in (before, after) if d is not None and d.decided_on})


def closed_months(base: Base, days: Iterable[date]) -> tuple[str, ...]:
    """That something of these days stands in a closed month."""
    days = tuple(days)
    keys = [key for key, first, last in base.frozen if any(first <= day <= last for day in days)]
    said = "、".join(keys[:MONTHS_SAID])
    return (f"{said}月报已关账，导入后将作为更正在下月月报中反映。",) if keys else ()
