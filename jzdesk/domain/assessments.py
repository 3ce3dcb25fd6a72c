"""期满考核: the full review when a period ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One assessment at expiry. Poll figures are head counts of 民主测评 (good, fairly good, fair, poor).
    `new_violation`: a new violation came to light in the period; `slack`: 消极怠工、敷衍塞责, with its `consequence`."""

    id: int | None = None
    dossier_id: int | None = None
    held_on: date | None = None
    mentor_opinion: str = ""
    unit_opinion: str = ""
    poll_good: int | None = None
    poll_fairly: int | None = None
    poll_fair: int | None = None
    poll_poor: int | None = None
    visits_summary: str = ""
    appraisals: str = ""
    complaints: str = ""
    result: str = ""
    use: str = ""
    forwarded_to: str = ""
    forwarded_on: date | None = None
    assessors: tuple[str, ...] = ()
    note: str = ""
    new_violation: bool = False
    slack: bool = False
    consequence: str = ""
    consequence_due: date | None = None
    consequence_done: date | None = None


def check(item: Assessment, *, earliest: date | None, on: date) -> None:
    """Refuse an assessment without date, result or both opinions, in the future, or long before expiry."""
    if item.held_on is None:
        raise RuleError("held_on", "请填写考核日期。")
    if item.held_on > on:
        raise RuleError("held_on", "考核日期晚于今天。")
    if earliest and item.held_on < earliest:
        raise RuleError("held_on", f"影响期未临近届满，最早可于{earliest:%Y-%m-%d}考核。")
    for name in ("poll_good", "poll_fairly", "poll_fair", "poll_poor"):
        if (getattr(item, name) or 0) < 0:
            raise RuleError(name, "票数不能是负数。")
    if not item.mentor_opinion.strip():
        raise RuleError("mentor_opinion", "请填写帮带人意见。")
    if not item.unit_opinion.strip():
        raise RuleError("unit_opinion", "请填写所在单位党组织意见。")
    if not item.result:
        raise RuleError("result", "请选择考核结果。")
    if not item.use:
        raise RuleError("use", "请选择结果运用。")
    _check_forwarded(item, item.held_on, on)


def _check_forwarded(item: Assessment, held_on: date, on: date) -> None:
    if item.forwarded_on and not item.forwarded_to.strip():
        raise RuleError("forwarded_to", "已填抄送日期，请填写抄送机关。")
    if item.forwarded_on and item.forwarded_on < held_on:
        raise RuleError("forwarded_on", "抄送日期早于考核日期。")
    if item.forwarded_on and item.forwarded_on > on:
        raise RuleError("forwarded_on", "抄送日期晚于今天。")
