"""Rows of the register of imports, and the entries of the audit log that tell what became of each run."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from jzdesk.domain.import_runs import ImportRun
from jzdesk.storage.rows import columns_of, select
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jzdesk.storage.database import VaultDatabase
    from jzdesk.storage.transaction import Transaction

NOUN = "import"
"""The noun of the audit entries of runs."""


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One audit entry about a run: the run itself, or its taking back."""

    seq: int
    at: datetime
    account: str
    action: str
    run_id: int
    summary: str


def save(tx: Transaction, run: ImportRun) -> ImportRun:
    """Keep a run."""
    run = replace(run, uid=run.uid or uuid.uuid4().hex)
    return replace(run, id=tx.insert(m.ImportRun, columns_of(run, m.ImportRun)))


def get(run_id: int) -> ImportRun | None:
    """One run; None when it was taken back."""
    found = select(m.ImportRun, ImportRun, "WHERE t.id = ?", run_id)
    return found[0] if found else None


def runs(ids: Iterable[int]) -> dict[int, ImportRun]:
    """Runs by key, those that were not taken back."""
    ids = list(ids)
    found = select(m.ImportRun, ImportRun, f"WHERE t.id IN ({', '.join('?' * len(ids))})", *ids)
    return {run.id or 0: run for run in found}


def of_file(digest: str, kind: str, sheet: str) -> ImportRun | None:
    """The last run of this very file, sheet and kind that stands."""
    tail = "WHERE t.file_digest = ? AND t.kind = ? AND t.sheet = ? ORDER BY t.id DESC LIMIT 1"
    found = select(m.ImportRun, ImportRun, tail, digest, kind, sheet)
    return found[0] if found else None


def entries(database: VaultDatabase, *, limit: int = 200, run_id: int | None = None) -> list[RunEntry]:
    """What was done about runs, the latest first; without the rows each changed, which may be very many."""
    mine = "AND record_id = ?" if run_id is not None else ""
    sql = f"SELECT seq, at, account, action, record_id, summary FROM audit WHERE noun = ? {mine} ORDER BY seq DESC LIMIT ?"
    values = (NOUN, *((run_id,) if run_id is not None else ()), limit)
    found = database.execute_sql(sql, values).fetchall()
    return [
        RunEntry(row[0], datetime.fromisoformat(row[1]), row[2], row[3], row[4] or 0, row[5]) for row in found
    ]
