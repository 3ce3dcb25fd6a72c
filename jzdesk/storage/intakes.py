"""Rows of what a city takes in: its counties, the workbooks they sent, what was said of them."""

from __future__ import annotations

import uuid
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from jzdesk.domain.counties import County, Intake, Verdict
from jzdesk.storage.rows import columns_of, select, tuples, update
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from jzdesk.storage.transaction import Transaction

_LIVING = "t.deleted_at IS NULL"
_LIGHT = tuple(f.name for f in fields(Intake) if f.name not in ("findings", "manifest"))


# -- counties -----------------------------------------------------------------------------------------------------------


def counties() -> list[County]:
    """The counties in their order."""
    return select(m.County, County, f"WHERE {_LIVING} ORDER BY t.position, t.code, t.id")


def county(county_id: int) -> County | None:
    """One county."""
    found = select(m.County, County, f"WHERE t.id = ? AND {_LIVING}", county_id)
    return found[0] if found else None


def save_county(tx: Transaction, item: County) -> County:
    """Insert or update one county."""
    if item.id is None:
        item = replace(item, uid=item.uid or uuid.uuid4().hex)
        return replace(item, id=tx.insert(m.County, columns_of(item, m.County)))
    update(tx, m.County, item.id, columns_of(item, m.County, leave=("uid",)))
    return item


def delete_county(tx: Transaction, county_id: int, at: datetime) -> None:
    """Into the recycle bin."""
    tx.update(m.County, county_id, {"deleted_at": at})


def count_of_county(county_id: int) -> int:
    """How many workbooks a county has sent that are not in the recycle bin."""
    return int(m.Intake.select().where(m.Intake.county == county_id, m.Intake.deleted_at.is_null()).count())


# -- workbooks ----------------------------------------------------------------------------------------------------------


def intake(intake_id: int) -> Intake | None:
    """One workbook with all that is said of it."""
    found = select(m.Intake, Intake, f"WHERE t.id = ? AND {_LIVING}", intake_id)
    return found[0] if found else None


def _light(tail: str, *params: object) -> list[Intake]:
    """Workbooks without manifest and findings, which are long."""
    return [Intake(**dict(zip(_LIGHT, row, strict=True))) for row in tuples(m.Intake, _LIGHT, tail, *params)]


def findings(intake_id: int) -> str:
    """The findings of a workbook as JSON; '' when it is gone."""
    found = tuples(m.Intake, ("findings",), "WHERE t.id = ?", intake_id)
    return str(found[0][0]) if found else ""


def intakes_of(county_id: int, month: str) -> list[Intake]:
    """What a county sent for a month, the latest first."""
    tail = f"WHERE t.county_id = ? AND t.month = ? AND {_LIVING} ORDER BY t.id DESC"
    return _light(tail, county_id, month)


def intakes_in(first: str, last: str) -> list[Intake]:
    """What was sent for the months of a span, the oldest first."""
    return _light(f"WHERE t.month >= ? AND t.month <= ? AND {_LIVING} ORDER BY t.id", first, last)


def accepted(county_id: int, month: str) -> Intake | None:
    """The workbook of a month that was accepted."""
    tail = f"WHERE t.county_id = ? AND t.month = ? AND t.state = 'accepted' AND {_LIVING} ORDER BY t.id DESC"
    found = _light(tail, county_id, month)
    return found[0] if found else None


def months_accepted(county_id: int, before: str, limit: int) -> list[Intake]:
    """The latest accepted workbooks of a county before a month, the latest first."""
    tail = (
        f"WHERE t.county_id = ? AND t.month < ? AND t.state = 'accepted' AND {_LIVING} "
        "ORDER BY t.month DESC, t.id DESC LIMIT ?"
    )
    return select(m.Intake, Intake, tail, county_id, before, limit)


def with_digest(digest: str) -> Intake | None:
    """A workbook of the same bytes."""
    found = _light(f"WHERE t.file_digest = ? AND {_LIVING} ORDER BY t.id", digest)
    return found[0] if found else None


def save(tx: Transaction, item: Intake) -> Intake:
    """Insert or update one workbook."""
    if item.id is None:
        item = replace(item, uid=item.uid or uuid.uuid4().hex)
        return replace(item, id=tx.insert(m.Intake, columns_of(item, m.Intake)))
    update(tx, m.Intake, item.id, columns_of(item, m.Intake, leave=("uid",)))
    return item


def set_values(tx: Transaction, intake_id: int, values: Mapping[str, object]) -> None:
    """Set columns of a workbook."""
    update(tx, m.Intake, intake_id, values)


def delete(tx: Transaction, intake_id: int, at: datetime) -> None:
    """Into the recycle bin."""
    tx.update(m.Intake, intake_id, {"deleted_at": at})


# -- its rows -----------------------------------------------------------------------------------------------------------


def keep_ledger(
    tx: Transaction, intake_id: int, ledger: str, *, count: int, digest: str, content: bytes
) -> None:
    """The packed rows of one sheet."""
    values = {"intake_id": intake_id, "ledger": ledger, "count": count, "digest": digest, "content": content}
    tx.insert(m.IntakeLedger, values)


def ledgers(intake_id: int) -> dict[str, bytes]:
    """The packed rows of every sheet by ledger."""
    found = tuples(m.IntakeLedger, ("ledger", "content"), "WHERE t.intake_id = ? ORDER BY t.id", intake_id)
    return {code: bytes(content) for code, content in found}


def ledger(intake_id: int, code: str) -> bytes | None:
    """The packed rows of one sheet; None where there is none."""
    found = tuples(m.IntakeLedger, ("content",), "WHERE t.intake_id = ? AND t.ledger = ?", intake_id, code)
    return bytes(found[0][0]) if found else None


def counts(intake_ids: Sequence[int]) -> dict[int, int]:
    """The rows of each workbook, all sheets together."""
    marks = ", ".join("?" * len(intake_ids))
    found = tuples(m.IntakeLedger, ("intake_id", "count"), f"WHERE t.intake_id IN ({marks})", *intake_ids)
    sums: dict[int, int] = {}
    for intake_id, count in found:
        sums[intake_id] = sums.get(intake_id, 0) + count
    return sums


# -- verdicts -----------------------------------------------------------------------------------------------------------


def verdicts() -> list[Verdict]:
    """Everything that was decided, the latest first."""
    return select(m.IntakeVerdict, Verdict, "ORDER BY t.id DESC")


def verdicts_of(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Verdict]:
    """What was decided about findings, by (rule, key)."""
    wanted = set(keys)
    return {(v.rule, v.key): v for v in verdicts() if (v.rule, v.key) in wanted}


def save_verdict(tx: Transaction, item: Verdict) -> Verdict:
    """Insert what was decided, or put it in place of what was decided about the same before."""
    found = tuples(m.IntakeVerdict, ("id",), "WHERE t.rule = ? AND t.key = ?", item.rule, item.key)
    if found:
        row_id = int(found[0][0])
        update(tx, m.IntakeVerdict, row_id, columns_of(item, m.IntakeVerdict))
        return replace(item, id=row_id)
    return replace(item, id=tx.insert(m.IntakeVerdict, columns_of(item, m.IntakeVerdict)))


def remove_verdict(tx: Transaction, rule: str, key: str) -> bool:
    """Forget what was decided; whether there was anything."""
    found = tuples(m.IntakeVerdict, ("id",), "WHERE t.rule = ? AND t.key = ?", rule, key)
    for row in found:
        tx.remove(m.IntakeVerdict, int(row[0]))
    return bool(found)
