"""核对: a registry of what a reviewer would ask before a month is sent, and what was said to it.

Each check has a stable code (`domain.month_findings.CHECK_NAMES`) and gives findings that lead to a record. What is grave
keeps a month from being closed; a gap may be left as it is with a reason, which the workbook's notes repeat."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.month_findings import CHECK_NAMES, Finding
from jzdesk.services import month_carry, month_gaps
from jzdesk.services.corrections import refresh_comparison
from jzdesk.services.month_facts import Facts
from jzdesk.storage import office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jzdesk.services.desk import Desk

CHECKS: tuple[Callable[[Facts], Iterable[Finding]], ...] = (
    month_gaps.records_incomplete,
    month_gaps.duties_open,
    month_gaps.nobody_to_help,
    month_gaps.without_dossier,
    month_gaps.reviews_and_letters,
    month_gaps.not_over,
    month_carry.equations_failed,
    month_carry.carried_over,
    month_carry.added_up,
    month_carry.out_of_line,
)
"""Every check. One more is one function more here, and its code in CHECK_NAMES."""

_ORDER = {code: number for number, code in enumerate(CHECK_NAMES)}
_ANSWERS = "month_answers:"


def check_month(desk: Desk, key: str, progress: Callable[[int, int], None] | None = None) -> list[Finding]:
    """What is found, the grave first, then by the order of the checks; each says its record and what was answered."""
    desk.need(Permission.READ)
    months.span(key)
    refresh_comparison(desk, key, progress)
    with desk.vault.read():
        return findings(Facts(desk, key, progress=progress))


def findings(facts: Facts) -> list[Finding]:
    """The same of facts read already. Call it inside their read."""
    given = _answers(facts.key)
    found = [
        replace(item, reason=given[item.key]["reason"]) if item.key in given and not item.grave else item
        for check in CHECKS
        for item in check(facts)
    ]
    return sorted(found, key=lambda f: (not f.grave, f.hint, bool(f.reason), _ORDER.get(f.code, 99)))


def _answers(key: str) -> Mapping[str, Mapping[str, str]]:
    text = office.setting(_ANSWERS + key)
    found: dict[str, dict[str, str]] = json.loads(text) if text else {}
    return found


def answer_finding(desk: Desk, key: str, finding: Finding, *, reason: str) -> Changes:
    """Say why a gap is left as it is; '' takes what was said back. What is grave cannot be left: RuleError at 'reason'."""
    desk.need(Permission.EXPORT)
    months.span(key)
    reason = reason.strip()
    if finding.grave and reason:
        raise RuleError("reason", "这一项影响上报数据，须改正后才能关账，不能只作说明。")
    with desk.vault.write(
        desk.actor, "说明核对事项" if reason else "取消核对说明", noun="month", why=reason
    ) as tx:
        month = _month(key)
        if month is not None and month.state == "frozen":
            raise Refused(f"{months.title(key)}已关账，不能再作说明。")
        given = dict(_answers(key))
        given.pop(finding.key, None)
        if reason:
            at = desk.clock().isoformat(timespec="seconds")
            given[finding.key] = {"reason": reason, "by": desk.account.display_name, "at": at}
        office.keep_setting(_ANSWERS + key, json.dumps(given, ensure_ascii=False))
        tx.record_id = month.id if month else None
        tx.note(f"{months.title(key)}：{finding.text}")
    said = "已说明，关账时写入工作簿的说明。" if reason else "已取消说明。"
    return Changes(touched=Touched.MONTHS, message=said)


def _month(key: str) -> months.Month | None:
    from jzdesk.storage import months as rows

    return rows.month(key)


def answered_notes(found: Iterable[Finding]) -> list[str]:
    """The gaps left as they are, as the workbook's notes tell them."""
    return [f"核对说明：{item.text}。{item.reason}" for item in found if item.reason]
