"""Rows of the months: what was sent, the rows of their ledgers as sent, and the corrections reported later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.month_rows import packed, unpacked
from jzdesk.domain.months import Correction, Month, span
from jzdesk.storage.rows import changed, columns_of, select, value_of
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from jzdesk.domain.month_rows import KeptRow
    from jzdesk.storage.transaction import Transaction


CHECKED = "month.checked."
"""The setting that remembers, by month, how many findings were open when it was last looked over, and the day (JSON)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLedger:
    """One ledger of a closed month: how many rows, their digest; the rows themselves are read apart."""

    ledger: str
    count: int
    digest: str


def month(key: str) -> Month | None:
    """What is kept of a month."""
    row = m.Month.get_or_none(m.Month.key == key)
    return value_of(row, Month) if row else None


def months(limit: int = 36) -> list[Month]:
    """The latest months that were exported or closed."""
    return [value_of(row, Month) for row in m.Month.select().order_by(m.Month.key.desc()).limit(limit)]


def frozen(*, before: str = "") -> list[Month]:
    """The closed months, the earliest first; only those before a month where one is named."""
    query = m.Month.select().where(m.Month.state == "frozen")
    if before:
        query = query.where(m.Month.key < before)
    return [value_of(row, Month) for row in query.order_by(m.Month.key)]


def frozen_spans() -> dict[str, tuple[date, date]]:
    """The first and last day of every closed month; those of the calendar where it was closed before days were kept."""
    rows = m.Month.select(m.Month.key, m.Month.first_on, m.Month.last_on).where(m.Month.state == "frozen")
    return {key: (first, last) if first and last else span(key) for key, first, last in rows.tuples()}


def save(tx: Transaction, item: Month) -> Month:
    """Insert or update a month."""
    row = m.Month.get_or_none(m.Month.key == item.key)
    values = columns_of(item, m.Month)
    if row is None:
        return replace(item, id=tx.insert(m.Month, values))
    differing = changed({name: getattr(row, name) for name in values}, values)
    if differing:
        tx.update(m.Month, row.id, differing)
    return replace(item, id=row.id)


# -- rows as sent -----------------------------------------------------------------------------------------------------


def ledgers(month_id: int) -> list[KeptLedger]:
    """Which ledgers of a month are kept."""
    rows = m.MonthLedger
    query = rows.select(rows.ledger, rows.count, rows.digest).where(rows.month == month_id).order_by(rows.id)
    return [KeptLedger(ledger=name, count=count, digest=digest) for name, count, digest in query.tuples()]


def ledger_rows(month_id: int, ledger: str) -> list[KeptRow]:
    """The rows of one ledger as they were sent; none where it was not kept."""
    content = ledger_content(month_id, ledger)
    return unpacked(content) if content else []


def ledger_content(month_id: int, ledger: str) -> bytes:
    """The same, packed."""
    row = m.MonthLedger.get_or_none((m.MonthLedger.month == month_id) & (m.MonthLedger.ledger == ledger))
    return bytes(row.content) if row else b""


def keep_ledger(tx: Transaction, month_id: int, kept: KeptLedger, rows: Iterable[KeptRow]) -> None:
    """Keep the rows of a ledger as sent, in place of those of an earlier closing."""
    values = {"month": month_id, "ledger": kept.ledger, "count": kept.count, "digest": kept.digest}
    content = packed(rows)
    row = m.MonthLedger.get_or_none((m.MonthLedger.month == month_id) & (m.MonthLedger.ledger == kept.ledger))
    if row is None:
        tx.insert(m.MonthLedger, {**values, "content": content})
    elif bytes(row.content) != content:
        tx.update(m.MonthLedger, row.id, {**values, "content": content})


def drop_ledger(tx: Transaction, month_id: int, ledger: str) -> None:
    """A ledger the earlier closing had and this one has not."""
    for row in m.MonthLedger.select(m.MonthLedger.id).where(
        m.MonthLedger.month == month_id, m.MonthLedger.ledger == ledger
    ):
        tx.remove(m.MonthLedger, row.id)


# -- corrections ------------------------------------------------------------------------------------------------------


def corrections(*, of_month: str = "", month_id: int | None = None) -> list[Correction]:
    """Corrections kept: those of a closed month, or those a month reported, in the order they were reported."""
    where, values = [], []
    if of_month:
        where.append("t.of_month = ?")
        values.append(of_month)
    if month_id is not None:
        where.append("t.month_id = ?")
        values.append(str(month_id))
    clause = f"WHERE {' AND '.join(where)} " if where else ""
    return select(m.MonthCorrection, Correction, f"{clause}ORDER BY t.id", *values)


def reported_before(of_month: str, key: str) -> list[Correction]:
    """Corrections of a closed month that the closed months before `key` have reported."""
    clause = (
        "WHERE t.of_month = ? AND t.month_id IN (SELECT id FROM month WHERE key < ? AND state = 'frozen')"
        " ORDER BY (SELECT key FROM month WHERE id = t.month_id), t.id"
    )
    return select(m.MonthCorrection, Correction, clause, of_month, key)


def keep_corrections(tx: Transaction, month_id: int, found: Sequence[Correction]) -> None:
    """What a month reports about earlier ones, in place of what an earlier closing of it reported."""
    for row in m.MonthCorrection.select(m.MonthCorrection.id).where(m.MonthCorrection.month == month_id):
        tx.remove(m.MonthCorrection, row.id)
    for item in found:
        values = columns_of(item, m.MonthCorrection)
        tx.insert(m.MonthCorrection, values | {"month_id": month_id})
