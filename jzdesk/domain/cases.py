"""案件 and 处分决定: one person's case from filing to execution, and the documents that close it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from jzdesk.domain.announcements import Announcement
    from jzdesk.domain.annual import AnnualRecord
    from jzdesk.domain.appeals import Appeal
    from jzdesk.domain.execution import ExecutionItem
    from jzdesk.domain.measures import Measure
    from jzdesk.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person's case. `violations` are codes of the six disciplines, `eight_rules` of 中央八项规定 kinds.
    `amount` is in 分."""

    id: int | None = None
    uid: str = ""
    number: str = ""
    person_id: int | None = None
    source: str = ""
    filed_on: date | None = None
    violations: tuple[str, ...] = ()
    eight_rules: tuple[str, ...] = ()
    facts: str = ""
    amount: int | None = None
    suspected_crime: bool = False
    transferred_on: date | None = None
    handler: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The document. `decided_on` is the day the organ collectively decided: it takes effect that day
    (批准权限和程序规定 第五条); `issued_on` is only the date of the document."""

    id: int | None = None
    uid: str = ""
    case_id: int | None = None
    issuer: str = ""
    document_number: str = ""
    decided_on: date | None = None
    issued_on: date | None = None
    delivered_on: date | None = None
    reviews_id: int | None = None
    review_kind: str = ""
    note: str = ""
    measures: tuple[Measure, ...] = ()
    announcement: Announcement | None = None
    items: tuple[ExecutionItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case with its person and decisions: what the 案件处分 form edits and the detail shows. `annual` are the
    person's annual records, of all his cases."""

    person: Person
    case: Case
    decisions: tuple[Decision, ...] = field(default_factory=tuple)
    appeals: tuple[Appeal, ...] = ()
    annual: tuple[AnnualRecord, ...] = ()

    @property
    def decision(self) -> Decision | None:
        """The decision in force: the last one made."""
        made = [d for d in self.decisions if d.decided_on]
        return max(made, key=lambda d: (d.decided_on or date.min, d.id or 0)) if made else None


def check(record: CaseFile, *, on: date) -> None:
    """Refuse what no clerk would sign: a decision before the filing, in the future, without measures."""
    case = record.case
    if case.filed_on and case.filed_on > on:
        raise RuleError("filed_on", "立案日期晚于今天。")
    for decision in record.decisions:
        if decision.decided_on is None:
            if decision.measures:
                raise RuleError("decided_on", "已选择处分种类，请填写决定日期。")
            continue
        _check_decision(decision, case, on)


def _check_decision(decision: Decision, case: Case, on: date) -> None:
    decided = decision.decided_on
    if decided is None:
        return
    if decided > on:
        raise RuleError("decided_on", "决定日期晚于今天。")
    if case.filed_on and decided < case.filed_on:
        raise RuleError("decided_on", "决定日期早于立案日期。")
    if not decision.measures and decision.review_kind != "revoked":
        raise RuleError("measures", "请至少选择一种处分或处理措施。")
    if not decision.document_number.strip():
        raise RuleError("document_number", "请填写处分决定文号。")
    if not decision.issuer:
        raise RuleError("issuer", "请选择决定机关。")
    if decision.issued_on and decision.issued_on < decided:
        raise RuleError("issued_on", "制发日期早于决定日期。")
    if decision.delivered_on and decision.delivered_on < decided:
        raise RuleError("delivered_on", "送达日期早于决定日期。")
    if decision.delivered_on and decision.delivered_on > on:
        raise RuleError("delivered_on", "送达日期晚于今天。")
    for measure in decision.measures:
        _check_override(measure, decided)


def _check_override(measure: Measure, decided: date) -> None:
    if measure.official_end_on is None:
        return
    if not measure.override_reason.strip():
        raise RuleError("override_reason", "以决定书载明的截止日期为准时，请说明理由。")
    if measure.official_end_on < decided:
        raise RuleError("official_end_on", "载明的截止日期早于决定日期。")
