"""回访: one talk, planned, held or excused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit of the plan or beside it. `ordinal` counts from 1 in a dossier; `talkers` are names;
    `outline` holds the answers to the sections of the talk outline, in their order. `visitor` is who is to go (of a
    planned visit), `group_key` the same for visits held together."""

    id: int | None = None
    dossier_id: int | None = None
    ordinal: int = 0
    kind: str = "regular"
    way: str = "talk"
    planned_on: date | None = None
    planned_by_rule: bool = True
    moved_reason: str = ""
    held_on: date | None = None
    start_time: str = ""
    end_time: str = ""
    place: str = ""
    talkers: tuple[str, ...] = ()
    recorder: str = ""
    participants: str = ""
    outline: tuple[str, ...] = ()
    side_head: str = ""
    side_members: str = ""
    side_family: str = ""
    side_poll: str = ""
    evaluation: str = ""
    effect: str = ""
    counselling: bool = False
    follow_up: str = ""
    follow_up_due: date | None = None
    follow_up_done: date | None = None
    excuse: str = ""
    excuse_reason: str = ""
    note: str = ""
    visitor: str = ""
    group_key: str = ""
    counselling_note: str = ""
    follow_up_owner: str = ""
    follow_up_result: str = ""
    signed: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Held or excused: nothing more to do."""
        return self.held_on is not None or bool(self.excuse)


def check(visit: Visit, *, decided_on: date, on: date, least: int = 2) -> None:
    """Refuse a held visit with fewer than `least` talkers, no place, no evaluation, or dates in a wrong order."""
    if visit.excuse:
        if visit.held_on:
            raise RuleError("excuse", "已开展的回访不能同时登记为未访原因。")
        if not visit.excuse_reason.strip():
            raise RuleError("excuse_reason", "请填写未能回访的具体情况。")
        return
    if visit.held_on is None:
        if visit.planned_on is None:
            raise RuleError("planned_on", "请填写计划回访日期。")
        return
    _check_when(visit, visit.held_on, decided_on, on)
    given = [name.strip() for name in visit.talkers if name.strip()]
    if len(set(given)) < len(given):
        twice = next(name for name in given if given.count(name) > 1)
        raise RuleError("talkers", f"谈话人“{twice}”重复，请填写不同的人。")
    if len(given) < least:
        raise RuleError("talkers", f"回访谈话人不得少于{'两' if least == 2 else least}人。")
    if not visit.place.strip():
        raise RuleError("place", "请填写回访地点。")
    if not visit.evaluation:
        raise RuleError("evaluation", "请选择评价等次。")
    _check_follow_up(visit, visit.held_on, on)


def _check_when(visit: Visit, held_on: date, decided_on: date, on: date) -> None:
    if held_on < decided_on:
        raise RuleError("held_on", f"回访日期早于处分决定日期（{decided_on:%Y-%m-%d}）。")
    if held_on > on:
        raise RuleError("held_on", "回访日期晚于今天，尚未开展的回访请改计划日期。")
    if visit.end_time and not visit.start_time:
        raise RuleError("start_time", "已填结束时间，请补填开始时间。")
    if visit.start_time and visit.end_time and visit.end_time <= visit.start_time:
        raise RuleError("end_time", "结束时间应晚于开始时间。")


def _check_follow_up(visit: Visit, held_on: date, on: date) -> None:
    if not visit.follow_up.strip():
        if visit.follow_up_due or visit.follow_up_done or visit.follow_up_owner.strip():
            raise RuleError("follow_up", "已填跟踪责任人、期限或办结日期，请写明跟踪事项。")
        return
    if visit.follow_up_due and visit.follow_up_due < held_on:
        raise RuleError("follow_up_due", "跟踪事项期限早于回访日期。")
    if visit.follow_up_done and visit.follow_up_done < held_on:
        raise RuleError("follow_up_done", "办结日期早于回访日期。")
    if visit.follow_up_done and visit.follow_up_done > on:
        raise RuleError("follow_up_done", "办结日期晚于今天。")
