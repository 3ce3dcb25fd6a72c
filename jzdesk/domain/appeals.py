"""复审, 复核, 申诉: a review or appeal against a decision, its limits and its outcome (domain notes §2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """One review or appeal. `kind` is a code of the list appeal_kind, `result` of appeal_result; `new_decision_id` is
    the decision that changed or revoked the one appealed against. It never suspends execution (政务处分法 第五十六条)."""

    id: int | None = None
    case_id: int | None = None
    decision_id: int | None = None
    kind: str = ""
    number: str = ""
    applied_on: date | None = None
    grounds: str = ""
    accepted_on: date | None = None
    refused_reason: str = ""
    handler: str = ""
    extended_to: date | None = None
    extension_approver: str = ""
    decided_on: date | None = None
    result: str = ""
    result_number: str = ""
    result_text: str = ""
    new_decision_id: int | None = None
    note: str = ""
