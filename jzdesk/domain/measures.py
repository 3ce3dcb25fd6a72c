"""处分/处理措施: one party sanction, 政务处分, 组织处理 or first-form measure of a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.periods import Imposed

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure as recorded, with its computed period beside the officially written one.

    `start_on`/`end_on` are computed by `domain.periods` (an index, rewritten with the person's other measures);
    `official_end_on` with `override_reason` is what the document says and wins where given.
    `months` is set only where the document itself fixes the length (政务处分法 第十五条).
    """

    id: int | None = None
    decision_id: int | None = None
    code: str = ""
    months: int | None = None
    rule_version: str = ""
    official_end_on: date | None = None
    override_reason: str = ""
    replaces_id: int | None = None
    change: str = ""
    extended_on: date | None = None
    restored_on: date | None = None
    revoked_on: date | None = None
    note: str = ""
    start_on: date | None = None
    end_on: date | None = None
    computed_end_on: date | None = None
    probation_end_on: date | None = None
    why: str = ""

    def imposed(self, decided_on: date) -> Imposed:
        """The same measure in the shape the period rules take."""
        return Imposed(
            key=self.id or 0,
            code=self.code,
            decided_on=decided_on,
            months=self.months,
            official_end_on=self.official_end_on,
            override_reason=self.override_reason,
            replaces=self.replaces_id,
            change=self.change,
            extended_on=self.extended_on,
            restored_on=self.restored_on,
            revoked_on=self.revoked_on,
            rule_version=self.rule_version,
        )
