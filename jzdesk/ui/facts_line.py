"""The facts of the bottom line, gathered from the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.months import title
from jzdesk.services import backups, overview
from jzdesk.ui.provided import StatusFacts

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk

STALE_DAYS = 2


def status_of(desk: Desk) -> StatusFacts:
    """Month, overdue duties, those due this week, and the last backup. On the store lane."""
    backup = backups.last_backup(desk)
    made = backup.made_at if backup is not None else None
    text = ""
    if made is not None:
        text = f"今日 {made:%H:%M}" if made.date() == desk.today else f"{made:%m-%d %H:%M}"
    fresh = made is not None and (desk.clock() - made).days < STALE_DAYS
    if not desk.may(Permission.READ):
        return StatusFacts(backup=text, backup_ok=fresh)
    now = overview.standing(desk)
    closed = now.month is not None and now.month.state == "frozen"
    return StatusFacts(
        month=f"{title(now.month_key)} 月报{'已关账' if closed else '未关账'}",
        overdue=now.overdue,
        this_week=now.due_this_week,
        backup=text,
        backup_ok=fresh,
    )
