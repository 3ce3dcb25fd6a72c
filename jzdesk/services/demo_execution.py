"""How the demo county's decisions were announced and executed: on time, late, exempt, extended, or not yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.execution import ExecutionItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from jzdesk.domain.plans import Planner
    from jzdesk.services.demo_people import Crowd
    from jzdesk.services.demo_tales import Tale

_EXEMPTIONS = {
    "state_secret": "案情涉及国家秘密事项，公开宣布可能泄密",
    "trade_secret": "案情涉及企业未公开的商业秘密",
    "privacy": "案情涉及他人隐私，公开宣布会造成次生伤害",
}
_EVIDENCE = {"deliver": "送达回证", "tell": "会议记录", "adjust": "任免职文件、工资审批表", "archive": "归档回执",
             "report_execution": "处分执行报告单"}  # fmt: skip


_ROOMS = {
    "county": ("本单位三楼会议室", "本单位大会议室", "机关食堂二楼会议室"),
    "dispatched": ("驻在单位会议室", "本单位会议室"),
    "town": ("镇政府大会议室", "镇党校会议室", "便民服务中心会议室"),
    "village": ("村党群服务中心", "村文化礼堂", "村委会会议室"),
}
"""Where meetings are held, by the level of the unit."""


def announcement_of(
    tale: Tale, planner: Planner, *, level: str, today: date, rng: Random, crowd: Crowd
) -> Announcement | None:
    """The meeting or its exemption; None while nothing is known of it."""
    decided = tale.decided_on
    if tale.announce == "none":
        return None
    if tale.announce in _EXEMPTIONS:
        on = min(planner.calendar.add_working_days(decided, 3).on, today)
        return Announcement(exemption=tale.announce, exemption_reason=_EXEMPTIONS[tale.announce],
                            exemption_approver="县纪委监委主要负责人", exempted_on=on)  # fmt: skip
    if tale.announce == "postponed":
        planned = planner.calendar.add_working_days(today, 3).on
        return Announcement(planned_on=planned, postponed_reason="所在单位主要负责人赴外地防汛，商定延后召开")
    days = rng.randint(8, 13) if tale.announce == "late" else rng.randint(2, 7)
    day = planner.calendar.add_working_days(decided, days).on
    if day > today:
        return Announcement(planned_on=planner.calendar.add_working_days(decided, 6).on, place=_ROOMS[level][0])
    head = crowd.colleague()
    return Announcement(
        planned_on=day, held_on=day, place=rng.choice(_ROOMS[level]),
        announcer="县纪委监委案件审理室主任", chair=head, part_report=True, part_reading=True, part_criticism=True,
        part_statement=True, attendance=rng.randint(12, 85), speakers="、".join(crowd.colleague() for _ in range(2)),
        leader=head, statement="坚决拥护处分决定，举一反三，以案促改。", minutes="四项议程齐全，会议记录已存档。",
    )  # fmt: skip


def items_of(tale: Tale, kinds: Sequence[DutyKind], planner: Planner, *, today: date, rng: Random) -> Iterator[ExecutionItem]:
    """The execution items that are done, extended or do not apply by today."""
    for kind in kinds:
        name = kind.value
        if name not in _EVIDENCE:  # the meeting, and what `demo_checklist` adds
            continue
        if name in tale.excused:
            yield ExecutionItem(kind=name, not_applicable=tale.excused[name])
            continue
        due = planner.due(name, tale.decided_on).on
        if tale.extended_item and kind is DutyKind.ADJUST:
            longer = planner.calendar.add_working_days(due + timedelta(days=90), 0).on
            yield ExecutionItem(kind=name, extended_to=longer, extension_approver="县委组织部", note="机构改革期间暂缓办理")
            continue
        done = _done_on(tale, name, due, planner=planner, today=today, rng=rng)
        if done:
            yield ExecutionItem(kind=name, done_on=done, done_by=rng.choice(("案件审理室", "县委组织部", "所在单位党组织")),
                                evidence=_EVIDENCE[name])  # fmt: skip


def _done_on(tale: Tale, kind: str, due: date, *, planner: Planner, today: date, rng: Random) -> date | None:
    if kind in tale.undone or "*" in tale.undone:
        return None
    if kind in tale.late:
        day = due + timedelta(days=rng.randint(1, 12))
    else:
        span = (due - tale.decided_on).days
        day = tale.decided_on + timedelta(days=max(2, int(span * rng.uniform(0.15, 0.9))))
    while not planner.calendar.is_working_day(day):
        day += timedelta(days=1 if kind in tale.late else -1)
    return day if tale.decided_on <= day <= today else None
