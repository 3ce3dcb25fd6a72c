"""Backups: a live copy of the encrypted database with its key file, opened and checked before it counts."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jzdesk.paths import private_folder, replace_file, sync_folder
from jzdesk.storage import audit, county_files
from jzdesk.storage.database import VaultDatabase, open_database, remove_database
from jzdesk.storage.errors import Kind, StoreError, all_faults

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jzdesk.domain.audit import Head
    from jzdesk.storage.vault import Vault

_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"\d{8}-\d{6}\.db")

# How many there are of each, newest first: everything of two days, then one a day, a week, a month.
_ALL_FOR = timedelta(days=2)
_DAYS, _WEEKS, _MONTHS = 14, 8, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup: the database copy and the key file beside it; `files` holds the county's own rules and forms, if it had
    any."""

    database: Path
    keys: Path
    made_at: datetime

    @property
    def files(self) -> Path:
        """The county's rules and forms; a backup of a county without its own has no such file."""
        return self.database.with_suffix(".files.zip")


def back_up(vault: Vault, to: Path | None = None) -> Backup:
    """Copy the live vault into `to` or the vault's own backups; only a checked copy gets its name.

    StoreError if the place is full or not writable, or if the copy does not hold: then nothing is left
    behind. The vault's own folder is thinned afterwards; a folder the user named never is.
    """
    folder = vault.paths.backups if to is None else to
    with all_faults():
        private_folder(folder)
        made = _free_name(folder, vault.clock())
        aside = made.database.with_name(made.database.name + ".part")
        try:
            _copy(vault, aside)
            # Not the file beside the vault: it may be damaged or gone, and the vault opened by its copy.
            replace_file(made.keys, vault.key_file())
            if own := county_files.pack(vault.paths):
                replace_file(made.files, own)
            aside.replace(made.database)
            sync_folder(folder)
        except BaseException:
            remove_database(aside)
            made.keys.unlink(missing_ok=True)
            made.files.unlink(missing_ok=True)
            raise
    if to is None:
        thin(folder, now=made.made_at)
    return made


def back_up_if_changed(vault: Vault) -> Backup | None:
    """Back up unless the newest backup already holds the last change of rows and the county's own files."""
    with vault.read() as database:
        last = audit.last_change(database)
    own = county_files.pack(vault.paths)
    if last == 0 and not own:
        return None
    newest = latest(vault.paths.backups)
    if newest is not None and own == (newest.files.read_bytes() if newest.files.exists() else b""):
        head = head_of(vault, newest)
        if head is not None and head.seq >= last:
            return None
    return back_up(vault)


def head_of(vault: Vault, made: Backup) -> Head | None:
    """The audit head inside a backup of this vault; None if it does not open."""
    with suppress(StoreError):
        copy = _open_copy(vault, made.database)
        try:
            return audit.head(copy)
        finally:
            copy.close_all()
    return None


def all_in(folder: Path) -> tuple[Backup, ...]:
    """The backups in a folder, oldest first. A copy without its key file is none."""
    if not folder.is_dir():
        return ()
    found = (named(path) for path in sorted(folder.iterdir()) if _NAME.fullmatch(path.name))
    return tuple(made for made in found if made is not None and made.keys.exists())


def latest(folder: Path) -> Backup | None:
    """The newest backup in a folder."""
    made = all_in(folder)
    return made[-1] if made else None


def kept(moments: Iterable[datetime], *, now: datetime) -> set[datetime]:
    """Which backups thinning keeps: all of 2 days, then the last of each of 14 days, 8 weeks and 24 months.

    The newest is always kept, and so is one "from the future": the clock may have been set back.
    """
    newest_first = sorted(moments, reverse=True)
    keep = set(newest_first[:1]) | {moment for moment in newest_first if moment > now - _ALL_FOR}
    older = [moment for moment in newest_first if moment not in keep]
    for period, number in (("%Y-%m-%d", _DAYS), ("%G-%V", _WEEKS), ("%Y-%m", _MONTHS)):
        last_of: dict[str, datetime] = {}
        for moment in older:
            last_of.setdefault(moment.strftime(period), moment)
        keep.update(list(last_of.values())[:number])
    return keep


def thin(folder: Path, *, now: datetime) -> tuple[Path, ...]:
    """Remove the backups that need not be kept; the database files removed. Other files are left alone."""
    made = all_in(folder)
    keep = kept((one.made_at for one in made), now=now)
    gone = tuple(one for one in made if one.made_at not in keep)
    with all_faults():
        for one in gone:
            one.database.unlink()
            one.keys.unlink(missing_ok=True)
            one.files.unlink(missing_ok=True)
    return tuple(one.database for one in gone)


def check_copy(database: VaultDatabase) -> list[str]:
    """What is wrong with a database's pages, in SQLCipher's and SQLite's own words; empty if nothing."""
    broken = [str(row[0]) for row in database.execute_sql("PRAGMA cipher_integrity_check").fetchall()]
    if broken:
        return broken
    return [str(row[0]) for row in database.execute_sql("PRAGMA quick_check").fetchall() if row[0] != "ok"]


def _copy(vault: Vault, aside: Path) -> None:
    aside.unlink(missing_ok=True)
    with vault.read() as source:
        counted = row_counts(source)  # first: this opens the snapshot that the copy is then taken of
        target = VaultDatabase(aside, vault.key)
        try:
            target.connect()
            aside.chmod(0o600)
            source.connection().backup(target.connection())
        finally:
            target.close_all()
    copy = _open_copy(vault, aside)
    try:
        if check_copy(copy) or row_counts(copy) != counted:
            raise StoreError(
                "备份写入后核对不符，没有留下备份，原有数据不变，请检查磁盘后再备份一次。", Kind.IO
            )
        copy.execute_sql("PRAGMA journal_mode=DELETE")
    finally:
        copy.close_all()
    _sync(aside)


def _open_copy(vault: Vault, path: Path) -> VaultDatabase:
    return open_database(path, vault.key)


def row_counts(database: VaultDatabase) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: int(database.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0])
        for name in database.get_tables()
    }


def _free_name(folder: Path, now: datetime) -> Backup:
    moment = now.replace(microsecond=0)
    while True:
        path = folder / f"{moment.strftime(_STAMP)}.db"
        made = named(path)
        if made is not None and not path.exists() and not made.keys.exists():
            return made
        moment += timedelta(seconds=1)


def named(path: Path) -> Backup | None:
    """The backup whose database lies at a path, by its name; None for any other name."""
    try:
        made_at = datetime.strptime(path.name.removesuffix(".db"), _STAMP)  # noqa: DTZ007 - local
    except ValueError:
        return None
    return Backup(database=path, keys=path.with_suffix(".keys.json"), made_at=made_at)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
