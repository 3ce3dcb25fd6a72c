"""月报关账 as duties: one for every month owed, reckoned when asked for. No record is written at a month's end, so there is
no index of them; the calendar and what was closed say everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.reporting import after
from jzdesk.services.reporting import load, owed_from
from jzdesk.storage import months as rows
from jzdesk.storage.duties import DutyRow

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.reporting import Reporting
    from jzdesk.services.desk import Desk

SUBJECT = "month"
WARN_DAYS = 3
"""Working days before the last day on which the duty counts as due soon."""


def month_number(key: str) -> int:
    """The number by which a duty names its month: 202610."""
    return int(key.replace("-", ""))


def month_duties(desk: Desk, *, on: date | None = None) -> list[DutyRow]:
    """The duty to close each month owed, the running one included, the earliest first. Call it inside a read."""
    reporting = load()
    key, last = owed_from(reporting), reporting.key_of(on or desk.today)
    if not key:
        return []
    done = {month.key: month.frozen_at for month in rows.frozen() if month.frozen_at}
    found = []
    while key <= last:
        closed = done.get(key)
        duty = _duty(desk, reporting, key, closed.date() if closed else None)
        found.append(DutyRow(duty, months.title(key), desk.office.unit_name, "月报"))
        key = after(key)
    return found


def open_month_duties(desk: Desk, *, on: date | None = None) -> list[DutyRow]:
    """Those not closed yet. Call it inside a read."""
    return [row for row in month_duties(desk, on=on) if row.duty.open]


def _duty(desk: Desk, reporting: Reporting, key: str, closed: date | None) -> Duty:
    last = reporting.last_day(key)
    due = desk.calendar.add_working_days(last, reporting.report_days)
    return Duty(
        kind=DutyKind.CLOSE_MONTH.value, subject=SUBJECT, subject_id=month_number(key), counted_from=last, due_on=due.on,
        warn_on=desk.calendar.working_day_before(due.on, min(WARN_DAYS, reporting.report_days)),
        provisional=due.provisional, done_on=closed, why=due.why, clause="本单位月报设置：月报截止后规定的工作日内关账报送。",
    )  # fmt: skip
