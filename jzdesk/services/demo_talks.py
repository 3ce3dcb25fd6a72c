"""Visits of the demo county: each planned one held, late, moved, missed or excused, as a dossier's story says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.services.demo_grades import grade_in_use, poll_said
from jzdesk.services.demo_matters import FOLLOW_UPS, SIDES, TALKS

if TYPE_CHECKING:
    from random import Random

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.plans import Planner
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.visits import Visit
    from jzdesk.services.demo_tales import Tale

_EXCUSES = {
    "illness": "住院治疗，医院证明附后", "abroad": "经批准出国探亲，返回后补访", "lost": "多次联系未果，已请所在村协助查找",
    "refusal": "本人表示不愿接受谈话，已报告分管领导", "custody": "因另案被羁押", "left": "已辞职离开本县",
}  # fmt: skip


ROOMS = {
    "county": ("所在单位小会议室", "县纪委监委小会议室"),
    "dispatched": ("驻在单位小会议室", "县纪委监委小会议室"),
    "town": ("镇纪委办公室", "镇政府小会议室"),
    "village": ("村党群服务中心", "镇纪委办公室"),
}
"""Where talks are held, by the level of the unit."""


@dataclass(frozen=True, slots=True)
class Talkers:
    """Who holds the talks of a dossier, and where."""

    names: tuple[str, ...]
    recorder: str
    mentor: str
    places: tuple[str, ...]


def held_visits(tale: Tale, file: DossierFile, who: Talkers, *, planner: Planner, today: date, rng: Random) -> list[Visit]:
    """The visits of a dossier that are settled by today, or were moved by hand; the rest stays planned."""
    planned = {v.ordinal: v for v in file.visits if not v.settled}
    before = [v for v in file.visits if v.settled]
    found: list[Visit] = []
    while coming := planner.plan_visits(replace(file, visits=(*before, *found)), tale.codes, file.period_end):
        at = len(found)
        fate = tale.visits[at] if at < len(tale.visits) else _fate(rng)
        visit = coming[0]
        old = planned.get(visit.ordinal)
        visit = replace(visit, id=old.id if old else None)
        visit = _happened(visit, fate, who, planner=planner, today=today, rng=rng)
        if not visit.settled:
            if visit.moved_reason:
                found.append(visit)
            break
        found.append(visit)
    return _with_follow_up(found, tale, today, rng)


def _fate(rng: Random) -> str:
    return rng.choices(("held", "late", "moved", "illness", "refusal", "lost"), (900, 45, 30, 12, 6, 7))[0]


def _happened(visit: Visit, fate: str, who: Talkers, *, planner: Planner, today: date, rng: Random) -> Visit:
    planned = visit.planned_on or today
    if fate == "missed" or (fate in _EXCUSES and planned > today):
        return visit
    if fate in _EXCUSES:
        return replace(visit, excuse=fate, excuse_reason=_EXCUSES[fate])
    if fate == "moved":
        later = planner.calendar.add_working_days(planned, rng.randint(4, 9)).on
        if planned > today + timedelta(days=20):
            return visit
        visit = replace(visit, planned_on=later, planned_by_rule=False, moved_reason="本人参加县委党校培训，商定改期")
        planned = later
    shift = rng.randint(3, 9) if fate == "late" else -rng.choice((0, 0, 1, 2, 4, 6))
    day = planned + timedelta(days=shift)
    while not planner.calendar.is_working_day(day):
        day += timedelta(days=1 if shift > 0 else -1)
    return _talked(visit, day, who, rules=planner.rules, today=today, rng=rng) if day <= today else visit


def _talked(visit: Visit, day: date, who: Talkers, *, rules: Rulebook, today: date, rng: Random) -> Visit:
    hour, minute = rng.choice((9, 10, 14, 15)), rng.choice((0, 10, 20, 30, 40))
    length = rng.randint(45, 95)
    end = hour * 60 + minute + length
    grade = rng.choices(("good", "fairly", "fair", "poor"), (38, 45, 14, 3))[0]
    votes = rng.randint(8, 16)
    good = rng.randint(votes // 2, votes)
    return replace(
        visit, held_on=day, way=rng.choices(("talk", "home", "forum", "phone"), (80, 10, 6, 4))[0],
        start_time=f"{hour:02d}:{minute:02d}", end_time=f"{end // 60:02d}:{end % 60:02d}",
        place=rng.choice(who.places),
        talkers=who.names, recorder=who.recorder, participants=f"{who.mentor}（帮带人）",
        outline=tuple(rng.choice(texts) for texts in TALKS), side_head=rng.choice(SIDES[0]),
        side_members=rng.choice(SIDES[1]), side_family=rng.choice(SIDES[2]),
        side_poll=poll_said(rules, good, votes, today), evaluation=grade_in_use(rules, "visit_grade", grade, today),
        effect="not_recognises" if grade == "poor" else "recognises", counselling=grade in ("fair", "poor") and rng.random() < 0.5,
    )  # fmt: skip


def _with_follow_up(found: list[Visit], tale: Tale, today: date, rng: Random) -> list[Visit]:
    """A matter to follow up from the last talk, in the state the tale wants, or now and then by chance."""
    at = max((i for i, v in enumerate(found) if v.held_on), default=None)
    if at is None or not (tale.follow_up or rng.random() < 0.12):
        return found
    visit = found[at]
    held = visit.held_on or today
    due, done = _limits(tale.follow_up, held, today)
    found[at] = replace(visit, follow_up=rng.choice(FOLLOW_UPS), follow_up_due=due, follow_up_done=done)
    return found


def _limits(state: str, held: date, today: date) -> tuple[date, date | None]:
    if state == "open":
        return today + timedelta(days=25), None
    if state == "soon":
        return today + timedelta(days=3), None
    if state == "overdue":
        return max(held, today - timedelta(days=8)), None
    due = held + timedelta(days=21)
    done = due + timedelta(days=6 if state == "late" else -7)
    return due, done if done <= today else None
