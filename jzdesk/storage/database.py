"""The encrypted SQLite file: opening it with the raw key, its pragmas, its connections, its migrations."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playhouse.sqlcipher_ext import SqlCipherDatabase

from jzdesk.storage import audit
from jzdesk.storage.errors import Kind, StoreError, all_faults, fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jzdesk.paths import Paths

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

_HISTORY = "schema_migration"
_BUSY_SECONDS = 5
#: Prepared, by each connection; with 128 a save is no faster and an open vault 0.7 MB bigger.
_STATEMENTS_KEPT = 32
#: Of pages, in KiB (negative by SQLite's convention), see `roomy`.
_ROOMY = -16_000
_PRAGMAS: tuple[tuple[str, Any], ...] = (
    ("cipher_log_level", "NONE"),  # first: SQLCipher otherwise writes its complaints to stderr
    ("busy_timeout", _BUSY_SECONDS * 1000),
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),
    ("foreign_keys", 1),
    ("recursive_triggers", 1),  # so that REPLACE fires the audit log's delete trigger
    # 1 MB of pages. Of 20,000 people a page of a list takes 2.4 ms so, 1.6 with 2 MB, 0.8 with SQLCipher's 8; the
    # board takes 0.1 s and a save as long with each.
    ("cache_size", -1000),
    ("trusted_schema", 0),
    ("query_only", 1),  # nothing is written but inside `writable`
    # Not cipher_memory_security: it made a save six times as slow, and Python holds the texts anyway.
)


class VaultDatabase(SqlCipherDatabase):  # type: ignore[misc]  # playhouse has no stubs
    """One connection per thread, all of them known, so that closing leaves no -wal file behind."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._made: list[tuple[threading.Thread, Any]] = []
        self._made_lock = threading.Lock()
        # check_same_thread: `close_all` closes the connections of other threads, once they are idle.
        super().__init__(
            str(path),
            passphrase=f"x'{key.hex()}'",
            pragmas=_PRAGMAS,
            check_same_thread=False,
            cached_statements=_STATEMENTS_KEPT,
        )

    def _connect(self) -> Any:
        connection = super()._connect()
        with self._made_lock:
            dead = [made for thread, made in self._made if not thread.is_alive()]
            self._made = [(thread, made) for thread, made in self._made if thread.is_alive()]
            self._made.append((threading.current_thread(), connection))
        for made in dead:
            made.close()
        return connection

    def _close(self, conn: Any) -> None:
        with self._made_lock:
            self._made = [(thread, made) for thread, made in self._made if made is not conn]
        super()._close(conn)

    def rollback(self) -> Any:
        """Roll back, unless SQLite has done so already, as it does on a full disk.

        The first fault is then told.
        """
        if self.connection().in_transaction:
            return super().rollback()
        return None

    def close_all(self) -> None:
        """Close every thread's connection. No thread may be inside a query."""
        if not self.is_closed():
            self.close()
        with self._made_lock:
            made, self._made = self._made, []
        for _, connection in made:
            connection.close()


def open_database(path: Path, key: bytes) -> VaultDatabase:
    """Open an existing encrypted database and read its first page.

    StoreError if missing, damaged or not writable.
    """
    with all_faults():
        if not path.is_file():
            raise fault(Kind.MISSING)
        if path.stat().st_size == 0:
            raise fault(Kind.DAMAGED)
        # SQLite would quietly open a write-protected file for reading and fail at the first save.
        with path.open("r+b"):
            pass
        return _opened(path, key)


def build_database(paths: Paths, key: bytes, migrations: Path) -> None:
    """Make a new vault's database at `paths.unfinished`, whole and synced, or leave nothing behind."""
    part = paths.unfinished
    with all_faults():
        remove_database(part)
        try:
            database = _opened(part, key)
            try:
                part.chmod(0o600)
                with writable(database), database.atomic("IMMEDIATE"):
                    audit.install(database)
                migrate(database, migrations)
            finally:
                database.close_all()
        except BaseException:
            remove_database(part)
            raise


def remove_database(path: Path) -> None:
    """Remove a database file and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _opened(path: Path, key: bytes) -> VaultDatabase:
    database = VaultDatabase(path, key)
    try:
        database.connect()
        database.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        database.close_all()
        raise
    return database


@contextmanager
def writable(database: VaultDatabase) -> Iterator[None]:
    """Let this thread's connection write. Without it every write is refused by SQLite itself."""
    was = database.execute_sql("PRAGMA query_only").fetchone()[0]
    database.execute_sql("PRAGMA query_only=0")
    try:
        yield
    finally:
        if was:
            database.execute_sql("PRAGMA query_only=1")


@contextmanager
def roomy(database: VaultDatabase) -> Iterator[None]:
    """More pages for this thread's connection while it goes through everything (the indicators of a year over 20,000
    people take 743 ms of the processor so, 1,035 without); given back to the system afterwards."""
    before = database.execute_sql("PRAGMA cache_size").fetchone()[0]
    database.execute_sql(f"PRAGMA cache_size={_ROOMY}")
    try:
        yield
    finally:
        database.execute_sql(f"PRAGMA cache_size={before}")
        database.execute_sql("PRAGMA shrink_memory")


def migrate(
    database: VaultDatabase, folder: Path = MIGRATIONS, *, before: Callable[[], object] | None = None
) -> list[str]:
    """Bring the tables up to date; the names of the steps taken.

    `before` (a backup) is called if there are any. Refuses a database made by a newer program. A step that
    fails leaves the tables as they were before it.
    """
    with all_faults():
        taken, known = refuse_newer(database, folder)
        if taken == known:
            return []
        if before is not None:
            before()
        # Never inside a transaction: the Runner switches foreign keys off around each step, and a rebuilt
        # parent table would otherwise take its children with it.
        if database.in_transaction():
            raise RuntimeError("migrations must not run inside a transaction")
        # Here, for it brings the dialects of other databases, which a log-in without new steps never needs.
        from playhouse.migrations import Runner

        with writable(database):
            steps: list[str] = Runner(database, str(folder), table_name=_HISTORY).up()
        if database.execute_sql("PRAGMA foreign_key_check").fetchone() is not None:
            raise fault(Kind.DAMAGED)
        return steps


def refuse_newer(database: VaultDatabase, folder: Path = MIGRATIONS) -> tuple[set[str], set[str]]:
    """The steps a database has been through and those there are. Refuses one made by a newer program."""
    taken, known = _steps_taken(database), {path.stem for path in folder.glob("[0-9]*.py")}
    if taken - known:
        raise StoreError(
            "这份数据由更新版本的程序建立，当前版本不能打开，数据没有改动，请安装新版本后再打开。",
            Kind.TOO_NEW,
        )
    return taken, known


def _steps_taken(database: VaultDatabase) -> set[str]:
    """Names of the migrations this database has been through; none in a new one."""
    if not database.table_exists(_HISTORY):
        return set()
    return {name for (name,) in database.execute_sql(f"SELECT name FROM {_HISTORY}")}
