"""The vault: one folder with the encrypted database, its key slots, its lock and its backups.

All reading happens inside `read()`, all writing inside `write()`; SQLite itself refuses a write outside of
it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from jzdesk.domain.audit import Actor, RowChange
from jzdesk.domain.errors import Refused
from jzdesk.paths import Paths, private_folder, sync_folder
from jzdesk.storage import audit, backup, keyslots, models, restoring
from jzdesk.storage.database import (
    MIGRATIONS,
    VaultDatabase,
    build_database,
    migrate,
    open_database,
    roomy,
    writable,
)
from jzdesk.storage.errors import Kind, StoreError, all_faults, database_faults, fault
from jzdesk.storage.keyholder import KeyHolder
from jzdesk.storage.keyslots import KdfCost, KeyRing
from jzdesk.storage.lock import VaultLock
from jzdesk.storage.transaction import Transaction, meta_of

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    import peewee

__all__ = ["Actor", "KdfCost", "RowChange", "Transaction", "Vault"]

Clock = Callable[[], datetime]

_CLOSING_SECONDS = 30


class Vault(KeyHolder):
    """An open vault. Made by `create`, `open` or `open_with_recovery`.

    Closed by `close` or as a context manager.
    """

    def __init__(self, paths: Paths, *, lock: VaultLock, ring: KeyRing, key: bytes, clock: Clock) -> None:
        """Not for callers: the class methods below make sure that everything fits together."""
        super().__init__(paths, ring=ring, key=key)
        self.clock = clock
        self._lock = lock
        self._readers = 0
        self._idle = threading.Condition()
        self._closed = False
        self._database: VaultDatabase | None = None

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        account: str,
        password: str,
        cost: KdfCost = KdfCost.STANDARD,
        clock: Clock = datetime.now,
        migrations: Path = MIGRATIONS,
    ) -> tuple[Vault, str]:
        """Make a new vault with one account; the open vault, and the recovery key, to be shown once.

        Refused if the folder holds a vault already; StoreError if it cannot be written.
        """
        paths = Paths(folder)
        with all_faults():
            private_folder(folder)
        lock = VaultLock(paths.lock, now=clock())
        try:
            if cls.exists(folder):
                raise Refused("这个文件夹里已有一份数据，请直接打开它，或另选一个空文件夹。")
            ring, key, words = keyslots.new_ring(account, password, cost=cost)
            build_database(paths, key, migrations)
            # From here on a crash leaves either an unfinished vault, which may be made anew, or a whole one.
            keyslots.save(paths, ring)
            with all_faults():
                paths.unfinished.replace(paths.database)
                sync_folder(folder)
            vault = cls(paths, lock=lock, ring=ring, key=key, clock=clock)
            vault._attach(open_database(paths.database, key), migrations)
        except BaseException:
            lock.release()
            raise
        return vault, words

    @classmethod
    def open(
        cls,
        folder: Path,
        account: str,
        password: str,
        *,
        clock: Clock = datetime.now,
        migrations: Path = MIGRATIONS,
    ) -> Vault:
        """Open with an account's password.

        StoreError by kind: missing, wrong_password, damaged, too_new, …
        """
        return cls._open(folder, lambda ring: keyslots.unlock(ring, account, password), clock, migrations)

    @classmethod
    def open_with_recovery(
        cls, folder: Path, recovery_key: str, *, clock: Clock = datetime.now, migrations: Path = MIGRATIONS
    ) -> Vault:
        """Open with the printed recovery key. Errors as in `open`."""
        return cls._open(
            folder, lambda ring: keyslots.unlock_with_recovery(ring, recovery_key), clock, migrations
        )

    @classmethod
    def _open(cls, folder: Path, unlock: Callable[[KeyRing], bytes], clock: Clock, migrations: Path) -> Vault:
        paths = Paths(folder)
        if not cls.exists(folder):
            raise fault(Kind.MISSING)
        lock = VaultLock(paths.lock, now=clock())
        try:
            restoring.finish(paths)
            ring = keyslots.load(paths)
            vault = cls(paths, lock=lock, ring=ring, key=unlock(ring), clock=clock)
            vault._attach(open_database(paths.database, vault._key), migrations)
        except BaseException:
            lock.release()
            raise
        keyslots.mend(paths, ring)
        return vault

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether the folder holds a vault, even a damaged one."""
        paths = Paths(folder)
        keys = paths.keys.exists() or paths.keys_copy.exists()
        return paths.database.exists() or restoring.is_under_way(paths) or (keys and not paths.unfinished.exists())

    @staticmethod
    def account_names(folder: Path) -> tuple[str, ...]:
        """Log-in names that can open the vault, for the log-in list. StoreError missing or damaged."""
        return keyslots.load(Paths(folder)).account_names()

    def _attach(self, database: VaultDatabase, migrations: Path) -> None:
        try:
            with all_faults():
                if not audit.is_installed(database):
                    raise fault(Kind.DAMAGED)
            self._database = database
            models.proxy.initialize(database)
            migrate(database, migrations, before=lambda: backup.back_up(self))
        except BaseException:
            self._forget(database)
            database.close_all()
            raise

    @staticmethod
    def _forget(database: VaultDatabase) -> None:
        if models.proxy.obj is database:
            models.proxy.initialize(None)

    # Reading and writing

    @property
    def database(self) -> VaultDatabase:
        """The open database. RuntimeError once the vault is closed."""
        if self._closed or self._database is None:
            raise RuntimeError("the vault is closed")
        return self._database

    @contextmanager
    def read(self, *, all_of_it: bool = False) -> Iterator[VaultDatabase]:
        """Queries of one moment, that of the first one in the block. Any thread; may be nested.

        `all_of_it` for the few that go through every person: they keep more pages until the block ends."""
        with self._inside() as database, database_faults(), roomy(database) if all_of_it else nullcontext():
            if database.in_transaction():
                yield database
            else:
                with database.atomic():
                    yield database

    @contextmanager
    def write(
        self, actor: Actor, action: str, *, noun: str = "", record_id: int | None = None, why: str = ""
    ) -> Iterator[Transaction]:
        """Everything in the block is written, with its audit entry, or nothing is.

        One writer at a time; a block inside a block joins it, with an entry of its own. `noun` and
        `record_id` may be set later on the transaction, when an insert has given the id.
        """
        with self.unlogged() as database:
            tx = Transaction(database, noun=noun, record_id=record_id)
            yield tx
            self._conclude(tx, actor, action, why)

    @contextmanager
    def unlogged(self) -> Iterator[VaultDatabase]:
        """A transaction without an audit entry: for drafts, counters and indexes, never for records."""
        with self._writer, self._inside() as database, database_faults():
            if database.in_transaction() and not self._is_writing(database):
                raise RuntimeError("write() inside read(): the block would act on rows already out of date")
            with writable(database), database.atomic("IMMEDIATE"):
                yield database

    def log(
        self,
        actor: Actor,
        action: str,
        *,
        noun: str = "",
        record_id: int | None = None,
        summary: str = "",
        why: str = "",
    ) -> int:
        """Enter something that changes no rows: a log-in, a print, an export, a look at a dossier.

        Its number.
        """
        with self.write(actor, action, noun=noun, record_id=record_id, why=why) as tx:
            if summary:
                tx.note(summary)
        return tx.seq or 0

    def take_back(self, actor: Actor, seq: int, why: str) -> list[tuple[str, int]]:
        """Undo the row changes of one audit entry; the (table, id) touched, so that duties can be refreshed.

        Refused if any of the rows was changed since, or if there is nothing to take back.
        """
        with self.read() as database:
            entry = audit.entry(database, seq)
        if entry is None or not entry.changes:
            raise Refused(f"第{seq}条操作没有可以撤回的内容。")
        tables: dict[str, type[peewee.Model]] = {meta_of(model).table_name: model for model in models.TABLES}
        with self.write(actor, "撤回", noun=entry.noun, record_id=entry.record_id, why=why) as tx:
            tx.note(f"撤回第{seq}条操作“{entry.action}”")
            return tx.take_back(entry, tables)

    def _conclude(self, tx: Transaction, actor: Actor, action: str, why: str) -> None:
        tx.seq = audit.append(
            tx.database,
            actor,
            action,
            at=self.clock(),
            noun=tx.noun,
            record_id=tx.record_id,
            summary=tx.summary,
            why=why,
            changes=tx.packed,
            places=tx.places,
            others=tx.others,
        )

    @staticmethod
    def _is_writing(database: VaultDatabase) -> bool:
        return not database.execute_sql("PRAGMA query_only").fetchone()[0]

    @contextmanager
    def _inside(self) -> Iterator[VaultDatabase]:
        with self._idle:
            database = self.database
            if models.proxy.obj is not database:
                raise RuntimeError("another vault was opened since; close one before using the other")
            self._readers += 1
        try:
            yield database
        except StoreError as exc:
            # SQLCipher leaves a connection that met a damaged page unusable: every later step on it would fail with
            # a reason of its own, also those that need only sound pages.
            if exc.kind is Kind.DAMAGED and not database.in_transaction():
                database.close()
            raise
        finally:
            with self._idle:
                self._readers -= 1
                self._idle.notify_all()

    # Closing

    def close(self, *, back_up: bool = True) -> None:
        """Back up if anything changed since the last backup, then close. Closing twice is harmless.

        StoreError if the backup failed (the vault is closed all the same), or busy if another thread does not
        end.
        """
        with self._writer:
            if self._closed:
                return
            try:
                if back_up:
                    backup.back_up_if_changed(self)
            finally:
                self._shut()

    def _shut(self) -> None:
        with self._idle:
            if not self._idle.wait_for(lambda: self._readers == 0, timeout=_CLOSING_SECONDS):
                raise fault(Kind.BUSY)
            database = self.database
            self._closed = True
        try:
            self._forget(database)
            with database_faults():
                database.close_all()
        finally:
            self._lock.release()

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if exc is None:
            self.close()
            return
        # The fault that ended the block is the one to tell of.
        with suppress(StoreError):
            self.close()
