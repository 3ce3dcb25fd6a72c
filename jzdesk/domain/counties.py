"""汇总: the counties that report to a city, and the workbooks they send, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

INTAKE_STATES = {
    "received": "已收到",
    "returned": "已退回",
    "accepted": "已接收",
    "replaced": "已被重报替代",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county, or another office that reports. `since` and `until` are months ('YYYY-MM'), '' for no bound."""

    id: int | None = None
    uid: str = ""
    code: str = ""
    name: str = ""
    position: int = 0
    since: str = ""
    until: str = ""
    note: str = ""

    def reports(self, month: str) -> bool:
        """Whether a report of that month is expected."""
        return (not self.since or self.since <= month) and (not self.until or month <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """One workbook of a county for a month, as it was received. `level` is how much it shows (`domain.masking`); `manifest`
    and `findings` are JSON; `state` is one of INTAKE_STATES; `due_on` is the last day on which it was in time."""

    id: int | None = None
    uid: str = ""
    county_id: int | None = None
    month: str = ""
    submission: int = 0
    level: str = ""
    state: str = "received"
    file_name: str = ""
    file_digest: str = ""
    received_on: date | None = None
    received_by: str = ""
    due_on: date | None = None
    manifest: str = ""
    findings: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    reason: str = ""
    note: str = ""

    @property
    def late(self) -> bool:
        """Received after its last day."""
        return bool(self.due_on and self.received_on and self.received_on > self.due_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person decided about a finding of the merge ('not_duplicate', 'explained'), kept for later months."""

    id: int | None = None
    rule: str = ""
    key: str = ""
    verdict: str = ""
    reason: str = ""
    decided_on: date | None = None
    decided_by: str = ""
