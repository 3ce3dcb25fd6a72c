"""Putting a backup in the vault's place. What was there is kept; a way cut short is finished at the next opening.

A backup is first copied into a folder of its own and checked there; the backup itself is never opened for writing. From the
moment `ready.json` stands beside the checked copy, every further step can be taken again: files are only ever renamed.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.audit import Actor
from jzdesk.paths import private_folder, replace_file, sync_folder
from jzdesk.storage import audit, county_files, keyslots
from jzdesk.storage.backup import check_copy
from jzdesk.storage.database import open_database, refuse_newer, writable
from jzdesk.storage.errors import Kind, StoreError, all_faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from jzdesk.domain.audit import Head
    from jzdesk.paths import Paths
    from jzdesk.storage.backup import Backup
    from jzdesk.storage.database import VaultDatabase
    from jzdesk.storage.keyslots import KeyRing

_DATABASE, _KEYS, _FILES, _READY = "vault.db", "vault.keys.json", "files.zip", "ready.json"
_BESIDE = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a backup holds: its audit head, when its last entry was made, living people and cases, the accounts that open
    it."""

    made_at: datetime
    head: Head
    last_at: datetime | None
    people: int
    cases: int
    accounts: tuple[str, ...]


def stage(
    paths: Paths, made: Backup, unlock: Callable[[KeyRing], bytes], *, account: str, at: datetime
) -> Contents:
    """Copy a backup beside the vault and check every page of it; the vault itself is not touched. The copy's log notes that
    it was put back, and by whom. StoreError: wrong password, damaged, made by a newer program, disk full."""
    discard(paths)
    with all_faults():
        private_folder(paths.restoring)
        try:
            return _stage(paths, made, unlock, account=account, at=at)
        except BaseException:
            discard(paths)
            raise


def _stage(
    paths: Paths, made: Backup, unlock: Callable[[KeyRing], bytes], *, account: str, at: datetime
) -> Contents:
    ring = ring_of(made)
    key = unlock(ring)
    folder = paths.restoring
    copy = folder / _DATABASE
    shutil.copyfile(made.database, copy)
    copy.chmod(0o600)
    replace_file(folder / _KEYS, keyslots.pack(ring))
    if made.files.exists():
        own = made.files.read_bytes()
        county_files.check(own, paths)
        replace_file(folder / _FILES, own)
    database = open_database(copy, key)
    try:
        if not audit.is_installed(database) or check_copy(database):
            raise StoreError("这份备份已损坏，没有恢复，现有数据不变，请换一份备份。", Kind.DAMAGED)
        refuse_newer(database)
        found = _contents(database, made, ring)
        _note(database, made, account=account, at=at)
        database.execute_sql("PRAGMA journal_mode=DELETE")
    finally:
        database.close_all()
    _sync(copy)
    return found


def ring_of(made: Backup) -> KeyRing:
    """The keys of a backup: they are those of its day. StoreError where they are missing or damaged."""
    with all_faults():
        ring = keyslots.unpack(made.keys.read_bytes()) if made.keys.exists() else None
    if ring is None:
        raise StoreError(
            "找不到这份备份的口令文件，或者它已损坏，没有恢复，现有数据不变，请换一份备份。", Kind.DAMAGED
        )
    return ring


def _contents(database: VaultDatabase, made: Backup, ring: KeyRing) -> Contents:
    last = audit.entries(database, audit.Filter(), limit=1)

    def living(table: str) -> int:
        return int(
            database.execute_sql(f'SELECT count(*) FROM "{table}" WHERE deleted_at IS NULL').fetchone()[0]
        )

    return Contents(
        made_at=made.made_at, head=audit.head(database), last_at=last[0].at if last else None,
        people=living("person"), cases=living("case"), accounts=ring.account_names(),
    )  # fmt: skip


def _note(database: VaultDatabase, made: Backup, *, account: str, at: datetime) -> None:
    row = database.execute_sql("SELECT role FROM account WHERE name = ?", (account,)).fetchone()
    if row is None:
        raise StoreError(
            f"这份备份里没有名为“{account}”的账户，请用备份当时的账户恢复。", Kind.WRONG_PASSWORD
        )
    with writable(database), database.atomic("IMMEDIATE"):
        audit.append(
            database, Actor(account, row[0]), "从备份恢复", at=at, noun="office", summary=made.database.name
        )


def discard(paths: Paths) -> None:
    """Take a staged copy away, unless it is already on its way."""
    if not (paths.restoring / _READY).exists():
        with all_faults():
            shutil.rmtree(paths.restoring, ignore_errors=True)


def put_in_place(paths: Paths, *, now: datetime) -> Path:
    """The staged copy becomes the vault. Only while nobody has the vault open; the folder that what was there lies in."""
    with all_faults():
        if not (paths.restoring / _DATABASE).exists():
            raise StoreError("没有准备好的备份，没有恢复，现有数据不变。", Kind.MISSING)
        aside = paths.earlier / f"{now:%Y%m%d-%H%M%S}"
        replace_file(paths.restoring / _READY, json.dumps({"earlier": aside.name}).encode())
    finish(paths)
    return aside


def is_under_way(paths: Paths) -> bool:
    """Whether a backup was on its way when the program ended."""
    return (paths.restoring / _READY).exists()


def finish(paths: Paths) -> None:
    """Take the steps that are left; a copy that nobody said yes to goes. Call it with the vault's lock held."""
    if not is_under_way(paths):
        discard(paths)
        return
    with all_faults():
        ready = json.loads((paths.restoring / _READY).read_bytes())
        aside = private_folder(paths.earlier / str(ready["earlier"]))
        staged = paths.restoring / _DATABASE
        if staged.exists():
            for suffix in _BESIDE:
                _move(paths.database.with_name(paths.database.name + suffix), aside)
            sync_folder(aside)
            staged.replace(paths.database)
            sync_folder(paths.data)
        _put_keys(paths, paths.restoring / _KEYS, aside)
        own = paths.restoring / _FILES
        if own.exists():
            county_files.unpack(own.read_bytes(), paths, aside=aside)
            own.unlink()
        shutil.rmtree(paths.restoring)
        sync_folder(paths.data)


def _put_keys(paths: Paths, staged: Path, aside: Path) -> None:
    if not staged.exists():
        return
    content = staged.read_bytes()
    for path in (paths.keys_copy, paths.keys):
        kept = aside / path.name
        if path.exists() and not kept.exists():
            shutil.copyfile(path, kept)
            kept.chmod(0o600)
        replace_file(path, content)
    staged.unlink()


def _move(path: Path, aside: Path) -> None:
    with suppress(FileNotFoundError):
        path.replace(aside / path.name)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
