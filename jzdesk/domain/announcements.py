"""公开宣布: the meeting that makes a decision known in the person's unit, in four set parts, or its exemption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.case_changes import FAVOURABLE, HEAVIER, REVOKED, chain
from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.codes import Code

PARTS: tuple[tuple[str, str], ...] = (
    ("part_report", "通报案件查处情况"),
    ("part_reading", "宣布处分（处理）决定"),
    ("part_criticism", "党委（党组）成员以案说法、批评与自我批评"),
    ("part_statement", "党委（党组）主要负责人表态发言"),
)
"""The four parts of the meeting, in order (荆州市《公开宣布执行的暂行办法》, 2018-07)."""

CORRECTING_PARTS: tuple[tuple[str, str], ...] = (
    ("part_report", "通报复查（复审、复核、申诉）情况"),
    ("part_reading", "宣布变更（撤销）处分的决定"),
)
"""What a meeting must hold that announces a decision made lighter or revoked: nobody is criticized a second time."""


def parts_for(review_kind: str) -> tuple[tuple[str, str], ...]:
    """The parts a meeting for this kind of decision must hold."""
    return CORRECTING_PARTS if review_kind in FAVOURABLE else PARTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """How and when one decision was announced, or why it is not (three exemptions), or why it waits.

    `plan` is the meeting plan, `notice`/`notice_on` whom it was sent to and when, `scope` a code of the list
    announce_scope, `reporter`/`reader`/`speakers`/`leader` who speaks to the four parts, `expected` and `attendance`
    head counts (应到, 实到), `person_statement` what the person said."""

    id: int | None = None
    decision_id: int | None = None
    planned_on: date | None = None
    held_on: date | None = None
    place: str = ""
    announcer: str = ""
    chair: str = ""
    part_report: bool = False
    part_reading: bool = False
    part_criticism: bool = False
    part_statement: bool = False
    attendance: int | None = None
    speakers: str = ""
    leader: str = ""
    statement: str = ""
    minutes: str = ""
    exemption: str = ""
    exemption_reason: str = ""
    exemption_approver: str = ""
    exempted_on: date | None = None
    postponed_reason: str = ""
    note: str = ""
    plan: str = ""
    scope: str = ""
    notice: str = ""
    notice_on: date | None = None
    reporter: str = ""
    reader: str = ""
    expected: int | None = None
    person_present: bool = False
    person_statement: str = ""


def purpose(decision: Decision) -> str:
    """What the meeting for this decision is called: a correction, or restoring a good name, or plain 公开宣布."""
    if decision.review_kind == REVOKED:
        return "恢复名誉宣布"
    return "更正宣布" if decision.review_kind and decision.review_kind in (*FAVOURABLE, HEAVIER) else "公开宣布"


def least_scope(file: CaseFile, decision: Decision) -> str:
    """The scope of the announcement of the decision this one reviews; '' where that was not announced or not said.

    A change is announced, and a good name restored, at least as widely (政务处分法 第六十条)."""
    for earlier in reversed(chain(file, decision)[:-1]):
        item = earlier.announcement
        if item and item.held_on and item.scope:
            return item.scope
    return ""


def covers(scope: str, least: str, scopes: Sequence[Code]) -> bool:
    """Whether a scope is at least as wide as another: the list runs from narrow to wide."""
    order = [code.code for code in scopes]
    if least not in order or not scope:
        return True
    return scope in order and order.index(scope) >= order.index(least)


def check(
    item: Announcement, *, decided_on: date, on: date, review_kind: str = "", least: str = "",
    scopes: Sequence[Code] = (),
) -> None:  # fmt: skip
    """Refuse an exemption without reason or approver, a meeting before the decision or in the future, a held meeting
    whose parts are not all done, more people than were due, and a correction in a narrower circle (`least`)."""
    if item.exemption:
        _check_exemption(item, decided_on, on)
        return
    if not covers(item.scope, least, scopes):
        name = next(code.name for code in scopes if code.code == least)
        raise RuleError("scope", f"应在原宣布范围（{name}）内宣布，不能小于原范围。")
    _check_plan(item, decided_on)
    if item.held_on is None:
        return
    if item.held_on < decided_on:
        raise RuleError("held_on", "宣布日期早于决定日期。")
    if item.held_on > on:
        raise RuleError("held_on", "宣布日期晚于今天，尚未召开的会议请填计划日期。")
    if item.notice_on and item.notice_on > item.held_on:
        raise RuleError("notice_on", "会议通知日期晚于宣布日期。")
    if not item.place.strip():
        raise RuleError("place", "请填写宣布会议地点。")
    if least and not item.scope:
        raise RuleError("scope", "请选择宣布范围，变更、撤销的决定应在原宣布范围内宣布。")
    parts = parts_for(review_kind)
    missing = [title for field, title in parts if not getattr(item, field)]
    if missing:
        count = "四" if len(parts) == len(PARTS) else "两"
        raise RuleError("parts", f"会议缺少议程：{'、'.join(missing)}。{count}项议程齐全才算公开宣布。")
    if item.attendance and item.expected and item.attendance > item.expected:
        raise RuleError("attendance", "实到人数多于应到人数。")


def _check_plan(item: Announcement, decided_on: date) -> None:
    if item.held_on is None and item.planned_on and item.planned_on < decided_on:
        raise RuleError("planned_on", "计划宣布日期早于决定日期。")
    if item.notice_on and item.notice_on < decided_on:
        raise RuleError("notice_on", "会议通知日期早于决定日期。")


def cautions(item: Announcement, *, due_on: date | None, scopes: Sequence[Code] = ()) -> tuple[str, ...]:
    """What an inspector would find fault with and what is yet recorded as it is."""
    found = []
    code = next((c for c in scopes if c.code == item.scope), None)
    if item.exemption:
        return ()
    if code is not None and code.group == "narrow":
        found.append(f"宣布范围偏窄（{code.name}），公开宣布应面向所在单位。")
    if item.held_on is None and item.planned_on and due_on and item.planned_on > due_on:
        word = "改期后" if item.postponed_reason else "计划日期"
        found.append(f"{word}超过 7 个工作日期限（{due_on:%Y-%m-%d}），仍按逾期统计。")
    if item.expected and item.attendance and 2 * item.attendance < item.expected:
        found.append(f"应到 {item.expected} 人，实到 {item.attendance} 人，不足一半。")
    if item.held_on and not item.attendance:
        found.append("未填实到人数，容易被认定为以送达代替宣布。")
    if item.held_on and not item.person_present and not item.person_statement:
        found.append("未登记本人是否到会，本人缺席的请在备注中说明。")
    return tuple(found)


def _check_exemption(item: Announcement, decided_on: date, on: date) -> None:
    if item.held_on:
        raise RuleError("exemption", "已召开宣布会议的决定不能再登记为豁免。")
    if not item.exemption_reason.strip():
        raise RuleError("exemption_reason", "请填写不公开宣布的理由。")
    if not item.exemption_approver.strip():
        raise RuleError("exemption_approver", "请填写批准人。")
    if item.exempted_on is None:
        raise RuleError("exempted_on", "请填写批准日期。")
    if item.exempted_on < decided_on:
        raise RuleError("exempted_on", "批准日期早于决定日期。")
    if item.exempted_on > on:
        raise RuleError("exempted_on", "批准日期晚于今天。")
