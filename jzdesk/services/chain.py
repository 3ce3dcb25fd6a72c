"""Whether the audit log is whole: its own chain, and the heads that reports and backups kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.audit import Head
from jzdesk.storage import audit, backup, months
from jzdesk.storage.audit import Filter

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.services.desk import Desk


def look_for(
    *, account: str = "", noun: str = "", since: date | None = None, until: date | None = None, text: str = ""
) -> Filter:
    """What to look for in the log: see `services.history.read_log`. Empty means any; days are inclusive."""
    return Filter(account=account, noun=noun, since=since, until=until, text=text)


def verify_log(desk: Desk) -> list[str]:
    """What does not hold in the chain, the first bad entry first; [] when every entry stands as it was written,
    also those whose digest was printed in a month's report or kept in the newest backup."""
    desk.need(Permission.READ_AUDIT)
    newest = backup.latest(desk.paths.backups)
    kept = backup.head_of(desk.vault, newest) if newest else None
    known = [*reported_heads(desk), *([kept] if kept and kept.seq else [])]
    with desk.vault.read() as database:
        return [problem.message for problem in audit.verify(database, known=known)]


def reported_heads(desk: Desk) -> list[Head]:
    """The heads of the log as they were printed in the month's reports."""
    with desk.vault.read():
        kept = months.months(limit=1000)
    return [Head.parse(month.audit_head) for month in kept if month.audit_head]
