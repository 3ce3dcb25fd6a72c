"""月报: the month as a unit of reporting."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

from jzdesk.domain.errors import RuleError


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What was exported for a month. `key` is 'YYYY-MM'; `state` is 'open' or 'frozen'; figures are JSON. `first_on` and
    `last_on` are the days a frozen month covered, whatever the cut-off day is now."""

    id: int | None = None
    key: str = ""
    state: str = "open"
    submission: int = 0
    exported_at: datetime | None = None
    exported_by: str = ""
    file_digest: str = ""
    audit_head: str = ""
    figures: str = ""
    note: str = ""
    first_on: date | None = None
    last_on: date | None = None
    frozen_at: datetime | None = None
    frozen_by: str = ""
    reopened_at: datetime | None = None
    reopened_by: str = ""
    reopen_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One value of a closed month that reads otherwise since: which column of which row of which ledger, as sent and as it
    is now. `month_id` is the month that reports it; `column` '' stands for a whole row that came (`before` '') or went
    (`after` '')."""

    id: int | None = None
    month_id: int | None = None
    of_month: str = ""
    ledger: str = ""
    key: str = ""
    name: str = ""
    subject: str = ""
    subject_id: int | None = None
    column: str = ""
    before: str = ""
    after: str = ""
    note: str = ""


def span(key: str) -> tuple[date, date]:
    """First and last day of 'YYYY-MM'; anything else is refused."""
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", key):
        raise RuleError("month", f"月份“{key}”应写成 2026-10 这样。")
    year, month = int(key[:4]), int(key[5:])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def key_of(day: date) -> str:
    """'YYYY-MM' of a day."""
    return f"{day:%Y-%m}"


def before(key: str) -> str:
    """The month before."""
    first, _ = span(key)
    return key_of(date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1))


def title(key: str) -> str:
    """'2026年10月'."""
    first, _ = span(key)
    return f"{first.year}年{first.month}月"
