"""执行事项: one thing that must be done and proven for a decision."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jzdesk.domain.execution_rules import DetailField, ItemTemplate


EXTENDED_ON = "extended_on"
"""Under which of its details an item keeps the day its extension was recorded, so that a report of an earlier day does
not know of it."""

MONEY_DIGITS = 15
"""The longest amount in fen, some ten trillion yuan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionItem:
    """One item; `kind` is a code of the list execution_item (deliver, tell, adjust, archive, report …).

    `part` tells items of one kind apart (the year of an appraisal, the number of a letter), else 0. `counted_from` is
    the day its limit runs from where that is not the decision's, `limit_on` a last day set by hand. `details` are the
    further fields its template names (who was told, whether the receipt bears the unit's seal …)."""

    id: int | None = None
    decision_id: int | None = None
    kind: str = ""
    part: int = 0
    done_on: date | None = None
    done_by: str = ""
    evidence: str = ""
    not_applicable: str = ""
    extended_to: date | None = None
    extension_approver: str = ""
    note: str = ""
    counted_from: date | None = None
    limit_on: date | None = None
    details: Mapping[str, str] = field(default_factory=dict)


def stamped(item: ExecutionItem, before: ExecutionItem | None, on: date) -> ExecutionItem:
    """The item with the day its extension was recorded: today for a new one, else as it was kept."""
    details = {code: text for code, text in item.details.items() if code != EXTENDED_ON}
    if item.extended_to is not None:
        same = before is not None and before.extended_to == item.extended_to
        day = before.details.get(EXTENDED_ON, "") if before is not None and same else on.isoformat()
        details |= {EXTENDED_ON: day} if day else {}
    return replace(item, details=details)


def check(item: ExecutionItem, *, decided_on: date, on: date) -> None:
    """Refuse an item done before its decision, in the future, or both done and marked as not applicable."""
    if item.done_on and item.not_applicable:
        raise RuleError("not_applicable", "已办结的事项不能同时标为不适用。")
    if item.done_on and item.done_on < decided_on:
        raise RuleError("done_on", "办结日期早于决定日期。")
    if item.done_on and item.done_on > on:
        raise RuleError("done_on", "办结日期晚于今天。")
    if item.done_on and not item.done_by.strip():
        raise RuleError("done_by", "请填写办理人。")
    if item.counted_from and item.counted_from > on:
        raise RuleError("counted_from", "通知日期晚于今天。")
    if item.extended_to and not item.extension_approver.strip():
        raise RuleError("extension_approver", "延期办理须经批准，请填写批准人。")


def check_details(item: ExecutionItem, template: ItemTemplate) -> None:
    """Refuse what its template asks for and is not filled in once the item is done, or cannot be read. The field is
    named 'details.' and its code."""
    for entry in template.fields:
        text = item.details.get(entry.code, "")
        asked = entry.required and not item.not_applicable and (item.done_on is not None or entry.from_start)
        if asked and not text.strip():
            verb = "选择" if entry.choices else "填写"
            raise RuleError(f"details.{entry.code}", f"请{verb}{entry.label}。")
        if text and not _readable(entry, text):
            raise RuleError(f"details.{entry.code}", f"{entry.label}填写有误。")


def _readable(entry: DetailField, text: str) -> bool:
    from datetime import date

    if entry.kind == "yes":
        return text in ("yes", "no")
    if entry.kind in ("choice", "several"):
        codes = {code for code, _ in entry.choices}
        return text in codes if entry.kind == "choice" else set(text.split("、")) <= codes
    if entry.kind == "money":
        return text.isascii() and text.isdecimal() and len(text) <= MONEY_DIGITS
    if entry.kind == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            return False
    return True


def check_limit(item: ExecutionItem, template: ItemTemplate, *, decided_on: date) -> None:
    """Refuse an item without the day it is to be done by, where its template sets none, or with one before the
    decision."""
    if template.counted_from == "hand" and item.limit_on is None:
        raise RuleError("limit_on", "请填写办理（回复）期限。")
    if item.limit_on and item.limit_on < decided_on:
        raise RuleError("limit_on", "办理期限早于处分决定日期。")
