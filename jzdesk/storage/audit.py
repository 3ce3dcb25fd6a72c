"""The audit log in the vault: appended in the transaction it tells of, never changed, read by record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from jzdesk.domain import audit as chain
from jzdesk.domain.audit import Actor, ChainProblem, Entry, Head, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jzdesk.storage.database import VaultDatabase

_COLUMNS = ", ".join(Line._fields)

# Kept apart from the migrations: the log must outlive every change of the other tables, and is never rebuilt.
_TABLES = (
    """
    CREATE TABLE audit (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL,
      action TEXT NOT NULL, noun TEXT NOT NULL, record_id INTEGER, summary TEXT NOT NULL, why TEXT NOT NULL,
      changes TEXT NOT NULL, prev TEXT NOT NULL, digest TEXT NOT NULL)
    """,
    """
    CREATE TABLE audit_row (
      place TEXT NOT NULL, row_id INTEGER NOT NULL, seq INTEGER NOT NULL REFERENCES audit,
      PRIMARY KEY (place, row_id, seq)) WITHOUT ROWID
    """,
    *(
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table}"
        " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        for table in ("audit", "audit_row")
        for act in ("UPDATE", "DELETE")
    ),
    """
    CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
    WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit)
    BEGIN SELECT RAISE(ABORT, 'the audit log is numbered without gaps'); END
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to look for in the log; empty means any. Days are inclusive.

    `text` is searched in summary and why.
    """

    account: str = ""
    action: str = ""
    noun: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


def install(database: VaultDatabase) -> None:
    """Make the log's tables in a new vault."""
    for statement in _TABLES:
        database.execute_sql(statement)


def is_installed(database: VaultDatabase) -> bool:
    """Whether the log is there at all; a vault without it has been tampered with."""
    return {"audit", "audit_row"} <= set(database.get_tables())


def append(
    database: VaultDatabase,
    actor: Actor,
    action: str,
    *,
    at: datetime,
    noun: str = "",
    record_id: int | None = None,
    summary: str = "",
    why: str = "",
    changes: str = "[]",
    places: Iterable[tuple[str, int]] = (),
    others: Iterable[tuple[str, int]] = (),
) -> int:
    """Append one entry in the running transaction and return its number. `changes` are the row changes as they are kept
    (`domain.audit.pack_changes`), `places` the rows they are of, `others` further records the entry is about."""
    before = head(database)
    line = chain.seal(
        Line(
            seq=before.seq + 1,
            at=at.isoformat(timespec="seconds"),
            account=actor.account,
            role=str(actor.role),
            action=action,
            noun=noun,
            record_id=record_id,
            summary=summary,
            why=why,
            changes=changes,
            prev=before.digest,
            digest="",
        )
    )
    database.execute_sql(f"INSERT INTO audit ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", tuple(line))
    touched = set(places) | set(others)
    if noun and record_id is not None:
        touched.add((noun, record_id))
    if touched:
        cursor = database.cursor()
        rows = [(place, row_id, line.seq) for place, row_id in sorted(touched)]
        cursor.executemany("INSERT INTO audit_row (place, row_id, seq) VALUES (?,?,?)", rows)
    return line.seq


def head(database: VaultDatabase) -> Head:
    """The last entry; number 0 and the genesis digest for an empty log."""
    row = database.execute_sql("SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head(0, chain.GENESIS)


def last_change(database: VaultDatabase) -> int:
    """The number of the last entry that changed rows; 0 if none did. Log-ins and prints change none."""
    row = database.execute_sql(
        "SELECT seq FROM audit WHERE changes <> '[]' ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return int(row[0]) if row else 0


def last_change_but(database: VaultDatabase, nouns: Sequence[str]) -> int:
    """The same, passing over the entries about some nouns."""
    marks = ",".join("?" * len(nouns))
    sql = f"SELECT seq FROM audit WHERE changes <> '[]' AND noun NOT IN ({marks}) ORDER BY seq DESC LIMIT 1"
    row = database.execute_sql(sql, tuple(nouns)).fetchone()
    return int(row[0]) if row else 0


def entry(database: VaultDatabase, seq: int) -> Entry | None:
    """One entry by its number."""
    row = database.execute_sql(f"SELECT {_COLUMNS} FROM audit WHERE seq = ?", (seq,)).fetchone()
    return chain.entry_of(Line(*row)) if row else None


def entries(database: VaultDatabase, what: Filter, *, limit: int = 200, offset: int = 0) -> list[Entry]:
    """Entries that match, newest first."""
    where, values = _where(what)
    sql = f"SELECT {_COLUMNS} FROM audit {where} ORDER BY seq DESC LIMIT ? OFFSET ?"
    return _read(database, sql, (*values, limit, offset))


def count(database: VaultDatabase, what: Filter) -> int:
    """How many entries match."""
    where, values = _where(what)
    return int(database.execute_sql(f"SELECT count(*) FROM audit {where}", values).fetchone()[0])


def entries_for(database: VaultDatabase, noun: str, record_id: int, *, limit: int = 200) -> list[Entry]:
    """What happened to one record, newest first: entries about it, and entries that changed its row.

    `noun` may be the noun given to `Vault.write` or the table's name.
    """
    sql = (
        f"SELECT {_COLUMNS} FROM audit WHERE seq IN ("
        "SELECT seq FROM audit_row WHERE place = ? AND row_id = ? ORDER BY seq DESC LIMIT ?) ORDER BY seq DESC"
    )
    return _read(database, sql, (noun, record_id, limit))


def verify(
    database: VaultDatabase, *, since: Head | None = None, known: Iterable[Head] = ()
) -> list[ChainProblem]:
    """Problems of the chain; the first names the first bad entry. See `domain.audit.verify`."""
    problems = chain.verify(_lines(database, since.seq if since else 0), since=since, known=known)
    last = head(database).seq
    # AUTOINCREMENT remembers the highest number ever given, so a cut tail shows even without a known head.
    row = database.execute_sql("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").fetchone()
    ever = int(row[0]) if row else 0
    if ever > last and not any(p.seq == last + 1 for p in problems):
        text = f"审计日志应有{ever}条，现在到第{last}条为止，末尾可能被截去。"
        problems.append(ChainProblem(last + 1, "gap", text))
    return problems


def _lines(database: VaultDatabase, after: int) -> Iterator[Line]:
    sql = f"SELECT {_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq"
    for row in database.execute_sql(sql, (after,)):
        yield Line(*row)


def _read(database: VaultDatabase, sql: str, values: Sequence[Any]) -> list[Entry]:
    return [chain.entry_of(Line(*row)) for row in database.execute_sql(sql, tuple(values)).fetchall()]


def _where(what: Filter) -> tuple[str, tuple[Any, ...]]:
    columns = ((name, getattr(what, name)) for name in ("account", "action", "noun"))
    parts: list[tuple[str, Any]] = [(f"{name} = ?", value) for name, value in columns if value]
    if what.since:
        parts.append(("at >= ?", what.since.isoformat()))
    if what.until:
        parts.append(("at < ?", (what.until + timedelta(days=1)).isoformat()))
    if what.text:
        parts.append(("instr(summary || char(10) || why, ?) > 0", what.text))
    if not parts:
        return "", ()
    return "WHERE " + " AND ".join(sql for sql, _ in parts), tuple(value for _, value in parts)
