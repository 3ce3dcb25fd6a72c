"""Mentors and the plan of visits in the demo county: notes on time, late and owed, a mentor who left, two who cannot be
found, a group visit. It goes over the dossiers that are already written and draws from a chance of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from jzdesk.domain.dates import add_months
from jzdesk.domain.dossiers import Mentor, MentorNote
from jzdesk.domain.visit_plan import LOST
from jzdesk.services.duties import refresh_person
from jzdesk.services.visit_groups import GroupPlan, assign_visitor, plan_group
from jzdesk.storage import bulk, dossiers, visit_calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.domain.dossiers import Dossier, DossierFile
    from jzdesk.domain.visits import Visit
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

FATES = ("overdue", "soon", "late", "open", "done")
"""How the notes of one dossier after the other stand."""

MOST_NOTED = 2_000
"""Of a large county only so many dossiers get notes."""

WORDS = (
    ("talk", "stable", "谈了近期工作和学习情况，能够正视错误，表示服从组织决定、放下包袱好好干。", ""),
    ("work", "improving", "一起梳理了岗位职责和整改措施，工作主动性比上次明显增强。", "帮助协调参加业务培训一次。"),
    ("home", "low", "到家走访，本人担心影响子女就业，情绪有些低落，作了政策解释和疏导。", "向单位反映家庭困难，落实慰问。"),
    ("study", "stable", "共同学习党纪条例和典型案例通报，结合自身问题谈了认识。", ""),
    ("phone", "stable", "电话了解驻村工作情况，思想稳定，与同事相处融洽。", ""),
)


def tell_mentoring(desk: Desk, seed: int) -> None:
    """Notes for everybody with a mentor in every state of the duty, and what else happens to mentors and plans."""
    rng = Random(f"{seed}:mentoring")  # noqa: S311 - not for secrets
    with desk.vault.read():
        files = list(bulk.dossier_files(dossiers.ids()[:MOST_NOTED]))
    with desk.vault.unlogged():
        for file in files:
            if file.dossier.excluded and file.dossier.excluded != "dismissed" and file.period_end:
                _write(desk, file, "演示帮带", partial(_helped_before, desk, file))
        helped = [f for f in files if f.mentors and not f.dossier.excluded and f.period_end]
        running = [f for f in helped if _runs(desk, f)]
        for number, file in enumerate(running):
            fate = FATES[number % len(FATES)]
            _write(desk, file, "演示帮教记录", partial(_noted, desk, file, fate, rng))
        for file in helped:
            if not _runs(desk, file):
                _write(desk, file, "演示帮教记录", partial(_noted, desk, file, "open", rng))
        _tell_fates(desk, running)
    _tell_visits(desk)


def _runs(desk: Desk, file: DossierFile) -> bool:
    end = file.period_end
    return end is not None and end > desk.today + timedelta(days=60) and not file.dossier.closed_on and bool(file.mentor)


def _write(desk: Desk, file: DossierFile, action: str, work: Callable[[Transaction], None]) -> None:
    with desk.vault.write(desk.actor, action, noun="dossier", record_id=file.dossier.id) as tx:
        work(tx)
        refresh_person(desk, tx, file.person.id or 0)
        tx.note(f"{file.person.name} {file.dossier.number}")


def _helped_before(desk: Desk, file: DossierFile, tx: Transaction) -> None:
    """Who is in custody had a mentor named before it was known: his notes are excused."""
    if file.mentors or file.decided_on is None:
        return
    named = desk.calendar.add_working_days(file.decided_on, 6).on
    if named <= desk.today:
        mentor = Mentor(dossier_id=file.dossier.id, name="汪本立", post="党支部书记", appointed_on=named,
                        appointed_by="所在单位党组织")  # fmt: skip
        dossiers.save_mentor(tx, mentor)


# ---- notes


def _noted(desk: Desk, file: DossierFile, fate: str, rng: Random, tx: Transaction) -> None:
    for day in _days(desk, file, fate, rng):
        writer = _writer(file, day)
        if writer is None:
            continue
        way, thought, content, helped = rng.choice(WORDS)
        dossiers.save_note(tx, MentorNote(
            dossier_id=file.dossier.id, mentor_id=writer.id, noted_on=day, way=way, thought=thought, content=content,
            help=helped, recorded_by=writer.name,
        ))  # fmt: skip


def _writer(file: DossierFile, day: date) -> Mentor | None:
    """Who was the mentor that day."""
    for mentor in reversed(file.mentors):
        if mentor.appointed_on and mentor.appointed_on <= day and (mentor.ended_on is None or day <= mentor.ended_on):
            return mentor
    return None


def _days(desk: Desk, file: DossierFile, fate: str, rng: Random) -> list[date]:
    """The days of the notes: in the rhythm of the rules, the first or last of them as the fate wants."""
    today, months = desk.today, desk.rulebook.visits.note_months(file.dossier.category)
    named = [m.appointed_on for m in file.mentors if m.appointed_on]
    day = max(min(named), file.decided_on or min(named))
    found: list[date] = []
    while (due := add_months(day, months)) <= min(today, file.period_end or today):
        shift = rng.randint(3, 9) if fate == "late" and not found else -rng.randint(0, 9)
        day = desk.calendar.working_day_before(due + timedelta(days=shift + 1), 1)
        if day > today:
            break
        found.append(day)
    if fate == "overdue" and found:
        found.pop()
    if fate == "soon":
        last = add_months(today + timedelta(days=4), -months)
        found = [d for d in found if d < last]
        if last > max(min(named), file.decided_on or last):
            found.append(desk.calendar.working_day_before(last + timedelta(days=1), 1))
    return found


# ---- mentors who left, people who cannot be found, people followed more closely


def _tell_fates(desk: Desk, running: list[DossierFile]) -> None:
    quiet = [f for f in running if len(f.mentors) == 1 and f.mentor and f.mentor.appointed_on]
    for file, days in zip(quiet[-2:], (6, 30), strict=False):
        _write(desk, file, "演示结束帮带", partial(_left, desk, file, days))
    visited = [f for f in running if sum(v.settled for v in f.visits) > 1 and "某" not in f.person.name]
    for file in visited[len(visited) // 2 :][:1]:
        _write(desk, file, "演示失联", partial(_lost, desk, file))
    for file in running:
        if file.dossier.category == "key" and file.dossier.category_on is None:
            since = replace(file.dossier, category_on=desk.today - timedelta(days=9))
            _write(desk, file, "演示重点关注", partial(_kept, since))


def _kept(dossier: Dossier, tx: Transaction) -> None:
    dossiers.save(tx, dossier)


def _left(desk: Desk, file: DossierFile, days: int, tx: Transaction) -> None:
    """The mentor went elsewhere and nobody follows yet."""
    mentor = file.mentor
    on = desk.calendar.working_day_before(desk.today - timedelta(days=days - 1), 1)
    if mentor and mentor.appointed_on and mentor.appointed_on <= on:
        last = max((n.noted_on for n in file.notes if n.noted_on), default=on)
        dossiers.save_mentor(tx, replace(mentor, ended_on=max(on, last), end_reason="调离本单位"))


def _lost(desk: Desk, file: DossierFile, tx: Transaction) -> None:
    """The last two talks failed because the person could not be found; his unit is asked after him."""
    settled = [v for v in file.visits if v.settled][-2:]
    due = desk.calendar.add_working_days(desk.today, 5).on
    for number, visit in enumerate(settled):
        last = number == len(settled) - 1
        dossiers.save_visit(tx, _not_found(visit, due if last else None))


def _not_found(visit: Visit, due: date | None) -> Visit:
    return replace(
        visit, planned_on=visit.planned_on or visit.held_on, held_on=None, start_time="", end_time="", place="",
        talkers=(), recorder="", participants="", outline=(), side_head="", side_members="", side_family="", side_poll="",
        evaluation="", effect="", counselling=False, counselling_note="", excuse=LOST,
        excuse_reason="多次拨打电话未接，到住处走访未见本人", follow_up="函告所在单位核实去向和联系方式" if due else "",
        follow_up_due=due, follow_up_done=None, follow_up_owner="", follow_up_result="",
    )  # fmt: skip


def _tell_visits(desk: Desk) -> None:
    """A group visit of two or three people of the weeks to come, and a talk another colleague holds."""
    today = desk.today
    with desk.vault.read():
        coming = visit_calendar.between(today + timedelta(days=1), today + timedelta(days=75))
    coming = [visit for visit in coming if visit.held_on is None and not visit.by_hand]
    first = {visit.dossier_id: visit for visit in reversed(coming)}
    together = sorted(first.values(), key=lambda v: (v.on, v.id))[:3]
    if len(together) > 1:
        talkers = tuple(dict.fromkeys(visit.visitor for visit in together if visit.visitor)) or ("周明",)
        day = desk.calendar.working_day_before(together[0].on + timedelta(days=1), 1)
        plan = GroupPlan(
            planned_on=max(day, desk.calendar.add_working_days(today, 1).on), start_time="09:00",
            place="县纪委监委第二谈话室", talkers=(*talkers, "陈芳")[:3], visitor=talkers[0],
        )  # fmt: skip
        plan_group(desk, [visit.id for visit in together], plan, why="就近集中安排回访")
    rest = [visit for visit in coming if visit.id not in {v.id for v in together}]
    if rest and rest[-1].visitor:
        assign_visitor(desk, [rest[0].id], rest[-1].visitor)
