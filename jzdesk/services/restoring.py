"""从备份恢复: a backup looked at, then put in the vault's place, from the desk, the log-in page or the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.paths import private_folder
from jzdesk.services import guard
from jzdesk.storage import audit, keyslots, restoring
from jzdesk.storage.backup import Backup, named
from jzdesk.storage.errors import StoreError, all_faults
from jzdesk.storage.lock import VaultLock
from jzdesk.storage.restoring import Contents

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from jzdesk.paths import Paths
    from jzdesk.services.desk import Desk
    from jzdesk.storage.keyslots import KeyRing

__all__ = ["Contents"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A backup that was checked and lies ready: what it holds, and how many entries of the log came after it."""

    contents: Contents
    later: int

    @property
    def said(self) -> str:
        """What will be, in a few sentences, for the question before it."""
        found = self.contents
        last = f"，最后一次操作在{found.last_at:%Y-%m-%d %H:%M}" if found.last_at else ""
        gone = f"此后的{self.later}条操作不再出现。" if self.later > 0 else "此后没有别的操作。"
        return (
            f"备份时间{found.made_at:%Y-%m-%d %H:%M:%S}{last}；内有人员{found.people}人、案件{found.cases}件。{gone}"
            "恢复后须用备份当时的口令登录。现有数据不会删除，留存在数据文件夹的 earlier 里。"
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where what was there before lies."""

    contents: Contents
    earlier: Path

    @property
    def message(self) -> str:
        """For the log-in page."""
        return f"已恢复到{self.contents.made_at:%Y-%m-%d %H:%M:%S}的备份，请用当时的口令登录；原来的数据在“{self.earlier}”。"


def backup_at(path: Path) -> Backup:
    """The backup a file belongs to: its database, or the key file beside it. Refused for any other file."""
    base = path.name.removesuffix(".keys.json").removesuffix(".files.zip").removesuffix(".db")
    made = named(path.with_name(f"{base}.db"))
    if made is None or not made.database.is_file():
        raise Refused("请选择备份的数据文件，文件名如 20261120-180312.db。")
    return made


def accounts_of(made: Backup) -> tuple[str, ...]:
    """The accounts that open a backup, as they were on its day. StoreError where its key file is missing or damaged."""
    return restoring.ring_of(made).account_names()


def prepare(desk: Desk, made: Backup) -> Prepared:
    """Copy a backup of this very vault beside it and check it. Nothing changes until `restore_prepared`."""
    desk.need(Permission.BACK_UP)
    with desk.vault.read() as database:
        now = audit.head(database)
    ours = keyslots.unpack(desk.vault.key_file())

    def unlock(ring: KeyRing) -> bytes:
        if ours is None or ring.vault_id != ours.vault_id:
            raise Refused("这份备份不是本数据库的，请退出登录，在登录页选择它自己的数据文件夹后再恢复。")
        return desk.vault.key

    contents = restoring.stage(desk.paths, made, unlock, account=desk.account.name, at=desk.clock())
    return Prepared(contents, now.seq - contents.head.seq)


def forget_prepared(desk: Desk) -> None:
    """The question was answered with no."""
    desk.need(Permission.BACK_UP)
    restoring.discard(desk.paths)


def restore_prepared(paths: Paths, prepared: Prepared, *, clock: Callable[[], datetime]) -> Restored:
    """After the desk was closed: the copy that lies ready becomes the vault."""
    return Restored(prepared.contents, _in_place(paths, clock()))


def restore_at_login(
    paths: Paths, made: Backup, *, account: str, password: str, clock: Callable[[], datetime]
) -> Restored:
    """Put a backup in place of a vault that does not open, or into an empty folder, with a password of its day.

    StoreError: wrong password, damaged, vault open elsewhere; Refused while the account is locked."""
    guard.refuse_while_locked(paths.data, account, clock())
    with all_faults():
        private_folder(paths.data)
    lock = VaultLock(paths.lock, now=clock())
    try:
        contents = restoring.stage(
            paths, made, lambda ring: keyslots.unlock(ring, account, password), account=account, at=clock()
        )
        return Restored(contents, restoring.put_in_place(paths, now=clock()))
    except StoreError as fault:
        raise guard.counted(fault, paths.data, account, clock()) from fault
    finally:
        lock.release()


def _in_place(paths: Paths, now: datetime) -> Path:
    lock = VaultLock(paths.lock, now=now)
    try:
        return restoring.put_in_place(paths, now=now)
    finally:
        lock.release()
