"""收报情况 and one county's month for the screens: the board, the findings, the rows, what a file sent anew changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.domain.intake_board import Board, make_board
from jzdesk.domain.merge_changes import RowChange, changes_between, counts_of
from jzdesk.domain.merging import from_plain
from jzdesk.domain.months import before as month_before
from jzdesk.services import intake_books as books
from jzdesk.services.counties import intake_settings, last_day
from jzdesk.services.intake_context import before_of
from jzdesk.services.intake_findings import findings_of, judged
from jzdesk.storage import intakes as rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.counties import County, Intake
    from jzdesk.domain.merging import Finding, LedgerRead
    from jzdesk.domain.month_rows import KeptRow
    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSeen:
    """One ledger of a file: how many rows it has and had when it was exported (None: not said)."""

    ledger: str
    title: str
    sheet: str
    rows: int
    sent_rows: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmission:
    """A file against the one it is to take the place of."""

    of: Intake
    lines: tuple[RowChange, ...]

    @property
    def counts(self) -> tuple[int, int, int]:
        """Rows added, changed, vanished."""
        return counts_of(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeView:
    """Everything about one file."""

    intake: Intake
    county: County
    findings: tuple[Finding, ...]
    sheets: tuple[SheetSeen, ...]
    facts: tuple[tuple[str, str], ...]
    against: Resubmission | None
    others: tuple[Intake, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerView:
    """The rows of a ledger as the file has them; the `id` of a row is its number in the sheet."""

    title: str
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[KeptRow, ...]


def board(desk: Desk, months: Sequence[str]) -> Board:
    """Counties × months."""
    desk.need(Permission.READ)
    days = intake_settings(desk).due_days
    limits = {month: last_day(desk, month, days) for month in months}
    with desk.vault.read():
        counties = rows.counties()
        sent = rows.intakes_in(min(months), max(months)) if months else []
        open_of = {
            item.id or 0: _open(item.id or 0)
            for item in sent
            if item.state in ("received", "accepted", "returned")
        }
    return make_board(counties, months, sent, due_on=limits.__getitem__, today=desk.today, open_of=open_of)


def _open(intake_id: int) -> tuple[int, int]:
    text = rows.findings(intake_id)
    if len(text) <= len("[]"):
        return 0, 0
    open_ = [f for f in judged(from_plain(json.loads(text))) if f.open]
    grave = sum(f.grave for f in open_)
    return grave, len(open_) - grave


def submissions(desk: Desk, county_id: int, month: str) -> list[Intake]:
    """What a county sent for a month, the latest first."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.intakes_of(county_id, month)


def open_intake(desk: Desk, intake_id: int) -> IntakeView:
    """One file with all that is known of it."""
    desk.need(Permission.READ)
    with desk.vault.read():
        item, county = _found(intake_id)
        kept = books.kept_of(item.manifest)
        read = _ledgers(item)
        others = rows.intakes_of(county.id or 0, item.month)
        earlier = rows.accepted(county.id or 0, month_before(item.month))
        before = before_of(earlier) if earlier else None
        return IntakeView(
            intake=item, county=county, findings=tuple(findings_of(item)),
            sheets=tuple(_seen(kept, ledger) for ledger in read.values()),
            facts=tuple(books.facts_of(books.book_of(kept, rows.ledgers(intake_id)), before, kept.span)),
            against=_against(item, others, read), others=tuple(others),
        )  # fmt: skip


def _found(intake_id: int) -> tuple[Intake, County]:
    item = rows.intake(intake_id)
    county = rows.county(item.county_id or 0) if item else None
    if item is None or county is None:
        raise Refused("这份月报已不在库中，请刷新后再试。")
    return item, county


def _ledgers(item: Intake) -> dict[str, LedgerRead]:
    kept = books.kept_of(item.manifest)
    return {code: kept.ledger(code, content) for code, content in rows.ledgers(item.id or 0).items()}


def _seen(kept: books.Kept, ledger: LedgerRead) -> SheetSeen:
    sent = kept.head.sent_rows.get(ledger.code) if kept.head.has_manifest else None
    return SheetSeen(
        ledger=ledger.code, title=ledger.title, sheet=ledger.sheet, rows=len(ledger.rows), sent_rows=sent
    )


def _against(item: Intake, others: Sequence[Intake], read: dict[str, LedgerRead]) -> Resubmission | None:
    """What the file changes against the one accepted; where none is, against the one sent before it."""
    earlier = [other for other in others if (other.id or 0) < (item.id or 0)]
    holds = next((o for o in others if o.state == "accepted" and o.id != item.id), None)
    other = holds or (earlier[0] if earlier else None)
    full = rows.intake(other.id or 0) if other else None
    if other is None or full is None:
        return None
    return Resubmission(of=other, lines=changes_between(_ledgers(full), read))


def rows_of(desk: Desk, intake_id: int, ledger: str) -> LedgerView:
    """The rows of one ledger of a file."""
    desk.need(Permission.READ)
    with desk.vault.read():
        item, _ = _found(intake_id)
        content = rows.ledger(intake_id, ledger)
        kept = books.kept_of(item.manifest)
    if content is None or ledger not in kept.sheets:
        raise Refused("这份月报没有这一台账。")
    read = kept.ledger(ledger, content)
    columns = tuple((c.key, read.title_of(c.key), c.letter) for c in read.columns if c.key)
    return LedgerView(title=read.title, columns=columns, rows=tuple(read.rows))
