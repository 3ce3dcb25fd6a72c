"""公开宣布: the meeting that makes a decision known in the person's unit, in four set parts, or its exemption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from datetime import date

PARTS: tuple[tuple[str, str], ...] = (
    ("part_report", "通报案件查处情况"),
    ("part_reading", "宣布处分（处理）决定"),
    ("part_criticism", "党委（党组）成员以案说法、批评与自我批评"),
    ("part_statement", "党委（党组）主要负责人表态发言"),
)
"""The four parts of the meeting, in order (荆州市《公开宣布执行的暂行办法》, 2018-07)."""


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


def check(item: Announcement, *, decided_on: date, on: date) -> None:
    """Refuse an exemption without reason or approver, a meeting before the decision or in the future,
    and a held meeting whose four parts are not all done."""
    if item.exemption:
        _check_exemption(item, decided_on, on)
        return
    if item.held_on is None:
        if item.planned_on and item.planned_on < decided_on:
            raise RuleError("planned_on", "计划宣布日期早于决定日期。")
        return
    if item.held_on < decided_on:
        raise RuleError("held_on", "宣布日期早于决定日期。")
    if item.held_on > on:
        raise RuleError("held_on", "宣布日期晚于今天，尚未召开的会议请填计划日期。")
    if not item.place.strip():
        raise RuleError("place", "请填写宣布会议地点。")
    missing = [title for field, title in PARTS if not getattr(item, field)]
    if missing:
        raise RuleError("parts", f"会议缺少议程：{'、'.join(missing)}。四项议程齐全才算公开宣布。")


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
