"""Backup by button, the list of backups, and the full check of the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from jzdesk.domain.accounts import Permission
from jzdesk.services import duties
from jzdesk.services.chain import reported_heads
from jzdesk.storage import backup, check
from jzdesk.storage.backup import Backup
from jzdesk.storage.check import Problem
from jzdesk.storage.errors import Kind, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from jzdesk.services.desk import Desk

T = TypeVar("T")

__all__ = ["Backup", "Problem"]


def back_up_now(desk: Desk, to: Path | None = None) -> Backup:
    """A verified live copy, in the vault's own backups or a folder of the user's (a USB stick)."""
    desk.need(Permission.BACK_UP)
    made = backup.back_up(desk.vault, to)
    desk.vault.log(desk.actor, "备份", noun="office", summary=made.database.name)
    return made


def backups(desk: Desk) -> tuple[Backup, ...]:
    """The vault's own backups, oldest first."""
    return backup.all_in(desk.paths.backups)


def last_backup(desk: Desk) -> Backup | None:
    """The newest backup, if there is one."""
    return backup.latest(desk.paths.backups)


def check_everything(desk: Desk) -> list[Problem]:
    """Database pages, references, audit chain, attachments, and duties against the rules."""
    if not desk.may(Permission.READ_AUDIT):
        desk.need(Permission.BACK_UP)
    heads, found = _survived(desk, reported_heads)
    found += check.check_vault(desk.vault, known=heads)
    if desk.may(Permission.READ):
        stale, unread = _survived(desk, duties.stale)
        found += [Problem(place="应办事项", rule="duties", message=text) for text in stale]
        found += unread
    return list(dict.fromkeys(found))


def _survived(desk: Desk, read: Callable[[Desk], Iterable[T]]) -> tuple[list[T], list[Problem]]:
    """What was read; if damage stops it, that is one more problem and no reason to tell nothing of the others."""
    try:
        return list(read(desk)), []
    except StoreError as fault:
        if fault.kind is not Kind.DAMAGED:
            raise
        return [], [Problem(place="数据库", rule="readable", message=fault.text)]
