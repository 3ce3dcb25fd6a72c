"""复审, 复核, 申诉: a review or appeal against a decision, its limits and its outcome (domain notes §2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from jzdesk.domain import deadlines
from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.deadlines import DeadlineRules
    from jzdesk.domain.workdays import DueDate, WorkCalendar

SUSPENDS_NOTHING = "复审、复核、申诉期间不停止原决定的执行，不因申请而加重处分（《公职人员政务处分法》第五十六条）。"

CHANGED, REVOKED, REFUSED = "lighter", "revoked", "不予受理"
RESULTS_WITH_DECISION = frozenset({CHANGED, REVOKED})
"""Results that need a decision of their own: registered as a change of the decision (`services.case_changes`)."""


@dataclass(frozen=True, slots=True)
class Route:
    """The limits of one kind: codes of deadlines.toml. `after` is the kind that must have come first, the day of whose
    outcome the limit to apply runs from; `direct` the limit where that step was left out."""

    apply: str
    decide: str
    after: str = ""
    direct: str = ""


ROUTES: Mapping[str, Route] = MappingProxyType({
    "review": Route("review_apply", "review_decide"),
    "recheck": Route("recheck_apply", "recheck_decide", after="review"),
    "party_appeal": Route("", "party_appeal"),
    "civil_review": Route("civil_review_apply", "civil_review_decide"),
    "civil_appeal": Route("civil_appeal_apply", "civil_appeal_decide", after="civil_review", direct="civil_appeal_direct"),
    "soe_review": Route("soe_review_apply", "soe_review_decide"),
    "soe_appeal": Route("soe_appeal_apply", "soe_appeal_decide", after="soe_review"),
})  # fmt: skip
"""By code of the list appeal_kind. A party appeal has no limit to apply (监督执纪工作规则 第五十九条)."""


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

    @property
    def open(self) -> bool:
        """Applied for, and neither refused nor decided."""
        return self.applied_on is not None and not self.refused_reason and self.decided_on is None

    @property
    def counted_from(self) -> date | None:
        """The day the limit to decide runs from: acceptance, or the application while it is not yet accepted."""
        return self.accepted_on or self.applied_on


def earlier(file: CaseFile, appeal: Appeal, kind: str) -> Appeal | None:
    """The last appeal of a kind against the same decision that was decided before this one was applied for."""
    found = [
        a for a in file.appeals
        if a.kind == kind and a.id != appeal.id and a.decision_id == appeal.decision_id and a.decided_on
        and (appeal.applied_on is None or a.decided_on <= appeal.applied_on)
    ]  # fmt: skip
    return max(found, key=lambda a: (a.decided_on, a.id), default=None)


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day to apply. `due` is None where there is no limit or the day it runs from is not known; `text` says so."""

    due: DueDate | None
    text: str


def last_day(
    file: CaseFile, decision: Decision, appeal: Appeal, *, rules: DeadlineRules, calendar: WorkCalendar
) -> LastDay:
    """Until when this kind of review or appeal could be applied for, from delivery or from the step before it."""
    route = ROUTES.get(appeal.kind)
    if route is None:
        return LastDay(None, "")
    if not route.apply:
        return LastDay(None, "党纪处分申诉没有申请期限。")
    before = earlier(file, appeal, route.after) if route.after else None
    code, start = route.apply, before.decided_on if before else decision.delivered_on
    if route.after and before is None and route.direct:
        code = route.direct
    if start is None:
        return LastDay(None, f"未记录送达日期，申请期限自收到决定之日起{rules[code].length_text}。")
    due = deadlines.due(rules[code], start, calendar)
    return LastDay(due, f"最迟 {due.on:%Y-%m-%d} 申请（自 {start:%Y-%m-%d} 起 {rules[code].length_text}）")


def cautions(
    file: CaseFile, decision: Decision, appeal: Appeal, *, rules: DeadlineRules, calendar: WorkCalendar
) -> tuple[str, ...]:
    """What is unusual and yet not refused: applied for too late, or without the step that comes first."""
    found = []
    limit = last_day(file, decision, appeal, rules=rules, calendar=calendar).due
    if limit and appeal.applied_on and appeal.applied_on > limit.on:
        found.append(f"申请日期超过申请期限（{limit.on:%Y-%m-%d}），是否受理由受理机关决定。")
    route = ROUTES.get(appeal.kind)
    if route and route.after and not route.direct and earlier(file, appeal, route.after) is None:
        found.append("没有登记此前的复审（复核）决定，请核对申请的次序。")
    return tuple(found)


def check(
    appeal: Appeal, decision: Decision, *, on: date, rules: DeadlineRules, calendar: WorkCalendar
) -> None:
    """Refuse what cannot be: no kind, days out of order or in the future, an extension that is not provided for."""
    if appeal.kind not in ROUTES:
        raise RuleError("kind", "请选择复审、复核或者申诉的种类。")
    if appeal.applied_on is None:
        raise RuleError("applied_on", "请填写申请日期。")
    _check_days(appeal, decision, on)
    if appeal.refused_reason and (appeal.decided_on or appeal.result):
        raise RuleError("refused_reason", "不予受理的申请不能再登记处理结果。")
    if bool(appeal.decided_on) != bool(appeal.result):
        field, word = ("result", "处理结果") if appeal.decided_on else ("decided_on", "作出决定的日期")
        raise RuleError(field, f"请填写{word}。")
    if appeal.extended_to is not None:
        _check_extension(appeal, rules, calendar)


def _check_days(appeal: Appeal, decision: Decision, on: date) -> None:
    steps: Sequence[tuple[str, str, date | None]] = (
        ("applied_on", "申请日期", appeal.applied_on),
        ("accepted_on", "受理日期", appeal.accepted_on),
        ("decided_on", "作出决定的日期", appeal.decided_on),
    )
    before, word = decision.decided_on, "处分决定日期"
    for field, name, day in steps:
        if day is None:
            continue
        if day > on:
            raise RuleError(field, f"{name}晚于今天。")
        if before and day < before:
            raise RuleError(field, f"{name}早于{word}。")
        before, word = day, name


def _check_extension(appeal: Appeal, rules: DeadlineRules, calendar: WorkCalendar) -> None:
    deadline, start = rules[ROUTES[appeal.kind].decide], appeal.counted_from
    if not appeal.extension_approver.strip():
        raise RuleError("extension_approver", "延长办理期限须经批准，请填写批准人。")
    if deadline.longest is None:
        raise RuleError("extended_to", f"{deadline.name}的期限为{deadline.length_text}，没有延长的规定。")
    if start is None or appeal.extended_to is None:
        return
    plain = deadlines.due(deadline, start, calendar).on
    last = deadlines.latest(deadline, start, calendar).on
    if not plain < appeal.extended_to <= last:
        raise RuleError("extended_to", f"原期限为{plain:%Y-%m-%d}，最长可延长至{last:%Y-%m-%d}。")
