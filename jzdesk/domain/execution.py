"""执行事项: one thing that must be done and proven for a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


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
    if item.extended_to and not item.extension_approver.strip():
        raise RuleError("extension_approver", "延期办理须经批准，请填写批准人。")
