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
    if item.new_violation and not item.complaints.strip():
        raise RuleError("complaints", "影响期内有新的违纪违法，请写明情况。")
    _check_forwarded(item, item.held_on, on)
    _check_consequence(item, item.held_on, on)


def _check_forwarded(item: Assessment, held_on: date, on: date) -> None:
    if item.forwarded_on and not item.forwarded_to.strip():
        raise RuleError("forwarded_to", "已填抄送日期，请填写抄送机关。")
    if item.forwarded_on and item.forwarded_on < held_on:
        raise RuleError("forwarded_on", "抄送日期早于考核日期。")
    if item.forwarded_on and item.forwarded_on > on:
        raise RuleError("forwarded_on", "抄送日期晚于今天。")


def _check_consequence(item: Assessment, held_on: date, on: date) -> None:
    """消极怠工、敷衍塞责 must be dealt with: how, and by when."""
    if item.slack and not item.consequence.strip():
        raise RuleError("consequence", "认定为消极怠工、敷衍塞责的，请写明处理措施。")
    if not item.consequence.strip():
        if item.consequence_due or item.consequence_done:
            raise RuleError("consequence", "已填处理期限或完成日期，请写明处理措施。")
        return
    if item.consequence_due is None:
        raise RuleError("consequence_due", "请填写处理期限。")
    if item.consequence_due < held_on:
        raise RuleError("consequence_due", "处理期限早于考核日期。")
    if item.consequence_done and item.consequence_done < held_on:
        raise RuleError("consequence_done", "处理完成日期早于考核日期。")
    if item.consequence_done and item.consequence_done > on:
        raise RuleError("consequence_done", "处理完成日期晚于今天。")
