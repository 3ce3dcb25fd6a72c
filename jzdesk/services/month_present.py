"""What somebody is now and was not when a month was sent: shown, and reported as a correction only where a person says
that it was wrong already then. A transfer, a new post or a new rank corrects no month gone by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.corrections import is_present
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.storage import months as rows
from jzdesk.storage import office

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.months import Correction
    from jzdesk.services.desk import Desk

ADVICE = "已报月份以当时情况为准，调动、任免不作更正；属当时填报错误的，写明理由作为更正上报"

_GIVEN = "month_present:"


def mark_of(item: Correction) -> str:
    """By which it is known again in every ledger: one wrong unit stands in several, and is said once."""
    return "|".join((item.of_month, item.name, item.column, item.before, item.after))


def reasons_given(key: str) -> Mapping[str, str]:
    """Mark → why a month reports it as a correction. Call it inside a read or a write."""
    text = office.setting(_GIVEN + key)
    found: dict[str, dict[str, str]] = json.loads(text) if text else {}
    return {mark: given["reason"] for mark, given in found.items()}


def report_present(desk: Desk, key: str, correction: Correction, *, reason: str) -> Changes:
    """Report it with the month `key` as a correction, because it was wrong when it was sent; '' takes that back. Refused
    for a closed month and for what is a correction by itself: RuleError at 'reason'."""
    desk.need(Permission.EXPORT)
    months.span(key)
    reason = reason.strip()
    if not is_present(correction):
        raise RuleError("reason", "这一处本来就作为更正上报，不用另写理由。")
    with desk.vault.write(
        desk.actor, "列为月报更正" if reason else "取消列为月报更正", noun="month", why=reason
    ) as tx:
        month = rows.month(key)
        if month is not None and month.state == "frozen":
            raise Refused(f"{months.title(key)}已关账，由下一个月上报更正。")
        text = office.setting(_GIVEN + key)
        given: dict[str, dict[str, str]] = json.loads(text) if text else {}
        given.pop(mark_of(correction), None)
        if reason:
            at = desk.clock().isoformat(timespec="seconds")
            given[mark_of(correction)] = {"reason": reason, "by": desk.account.display_name, "at": at}
        office.keep_setting(_GIVEN + key, json.dumps(given, ensure_ascii=False))
        tx.record_id = month.id if month else None
        tx.note(
            f"{months.title(correction.of_month)}{correction.name}：{correction.before}→{correction.after}"
        )
    said = f"由{months.title(key)}作为更正上报。" if reason else "已取消，不作更正。"
    return Changes(touched=Touched.MONTHS, message=said)
