"""回访: plan, record, move and withdraw talks, and what comes next after each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain import visits as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.reckoning import reckon
from jzdesk.domain.visit_days import AFTER_END
from jzdesk.domain.visit_plan import LOST, lost_in_row
from jzdesk.domain.visits import Visit
from jzdesk.services.dossier_writes import change_dossier, living_file
from jzdesk.services.opened import Opened, refuse_changed
from jzdesk.storage import cases, people
from jzdesk.storage import dossiers as rows

if TYPE_CHECKING:
    from jzdesk.domain.changes import Changes
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class NextVisit:
    """What a visit held on a day would lead to: the next due date with its reason, and how late this one is."""

    on: date | None
    text: str
    why: str = ""
    late: str = ""
    late_why: str = ""


def visit_of(file: DossierFile, visit_id: int) -> Visit:
    """A visit of a dossier; Refused when the plan no longer has it."""
    for visit in file.visits:
        if visit.id == visit_id:
            return visit
    raise Refused("这次回访已不在计划中，请刷新。")


def coming_visit(file: DossierFile) -> Visit | None:
    """The next visit of the plan: the earliest neither held nor excused."""
    coming = [v for v in file.visits if not v.settled]
    return min(coming, key=lambda v: (v.planned_on or date.max, v.ordinal), default=None)


def blank_visit(desk: Desk, file: DossierFile, visit_id: int | None = None) -> Visit:
    """The visit a form opens with: the one asked for, else the next of the plan, else one beside the plan;
    not yet held, so filled with what is known: today, the team as talkers, the mentor, the last place."""
    visit = visit_of(file, visit_id) if visit_id else coming_visit(file)
    if visit is None:
        ordinal = max((v.ordinal for v in file.visits), default=0) + 1
        over = file.period_end is not None and file.period_end < desk.today
        kind = AFTER_END if over else "regular"
        visit = Visit(dossier_id=file.dossier.id, ordinal=ordinal, kind=kind, planned_by_rule=False)
    if visit.settled:
        return visit
    team = sorted((m for m in file.team if m.left_on is None), key=lambda m: m.role != "head")
    held = [v for v in file.visits if v.held_on]
    last = max(held, key=lambda v: (v.held_on or date.min, v.ordinal), default=None)
    return replace(
        visit,
        held_on=desk.today,
        talkers=visit.talkers or tuple(m.name for m in team) or (last.talkers if last else ()),
        recorder=last.recorder if last else "",
        place=visit.place or (last.place if last else ""),
        participants=f"{file.mentor.name}（帮带人）" if file.mentor else "",
    )


def plan_visit(desk: Desk, dossier_id: int, visit_id: int, *, planned_on: date, why: str) -> Changes:
    """Move a visit of the plan; the rule leaves it where it was put, and the reason stays with it. Who was to be
    visited together with others goes by himself then."""

    def work(tx: Transaction, file: DossierFile) -> str:
        visit = moved(desk, file, visit_of(file, visit_id), planned_on, why)
        rows.save_visit(tx, replace(visit, group_key="", place="", start_time="", talkers=()))
        return f"第{visit.ordinal}次回访改为{planned_on:%Y-%m-%d}"

    return change_dossier(desk, dossier_id, "调整回访计划", work, why=why)


def moved(desk: Desk, file: DossierFile, visit: Visit, planned_on: date, why: str) -> Visit:
    """A visit of the plan put on another day by hand, or the rule that forbids it."""
    if visit.settled:
        raise Refused("已开展或已登记未访原因的回访不能再改期。")
    if not why.strip():
        raise RuleError("moved_reason", "请填写改期理由。")
    _check_move(desk, file, visit, planned_on)
    return replace(visit, planned_on=planned_on, planned_by_rule=False, moved_reason=why.strip())


def _check_move(desk: Desk, file: DossierFile, visit: Visit, planned_on: date) -> None:
    """A visit is moved to today or later, stays between the one before it and the one after it, and within the
    period while it runs."""
    if planned_on == visit.planned_on:
        raise RuleError("planned_on", "计划日期没有变化。")
    if planned_on < desk.today:
        raise RuleError("planned_on", "改期后的日期不能早于今天。")
    end = file.period_end
    if end and desk.today <= end < planned_on and visit.kind != AFTER_END:
        raise RuleError("planned_on", f"影响期至{end:%Y-%m-%d}，回访不能改到期满以后。")
    for other in file.visits:
        day = other.held_on or other.planned_on
        if other.id == visit.id or day is None:
            continue
        if other.ordinal < visit.ordinal and planned_on <= day:
            raise RuleError("planned_on", f"应晚于第{other.ordinal}次回访（{day:%Y-%m-%d}）。")
        fixed = other.settled or not other.planned_by_rule
        if other.ordinal > visit.ordinal and fixed and planned_on >= day:
            raise RuleError("planned_on", f"应早于第{other.ordinal}次回访（{day:%Y-%m-%d}）。")


def record_visit(
    desk: Desk, dossier_id: int, visit: Visit, *, based_on: Visit | None = None, why: str = ""
) -> Changes:
    """Record a visit that was held (or why it could not be); the next ones are planned from it.

    A visit without id takes the next place of the plan, or stands beside it when an earlier day is recorded
    belatedly. `based_on` is the visit as the form showed it: refused when somebody recorded it meanwhile. What was
    recorded before is corrected only for a reason, `why`."""

    def work(tx: Transaction, file: DossierFile) -> str:
        stored = next((v for v in file.visits if visit.id and v.id == visit.id), None)
        if stored is not None and stored.settled and based_on is not None:
            refuse_changed(tx, Opened(based_on), stored, name=f"第{stored.ordinal}次回访", table="visit")
        item = settling(desk, file, visit)
        if any(v.id == item.id and v.settled for v in file.visits) and not why.strip():
            raise RuleError("why", "更正已登记的回访，请填写更正理由。")
        saved = rows.save_visit(tx, item)
        renumber(tx, dossier_id)
        now = visit_of(living_file(dossier_id), saved.id or 0)
        if now.excuse:
            return f"第{now.ordinal}次回访登记为{desk.rulebook.name_of('visit_excuse', now.excuse)}"
        return f"第{now.ordinal}次回访已登记" if now.held_on else f"第{now.ordinal}次回访计划已保存"

    return change_dossier(desk, dossier_id, "更正回访记录" if why.strip() else "记录回访", work, why=why, after=_next_text)


def settling(desk: Desk, file: DossierFile, visit: Visit) -> Visit:
    """The visit as it is to be stored, or the rule it breaks."""
    if file.decided_on is None:
        raise Refused("该档案没有生效的处分决定，不能登记回访。")
    if file.dossier.closed_on:
        raise Refused("档案已结档，不能再登记回访，请先撤销结档。")
    earliest = min(file.decided_on, file.period_start or file.decided_on)
    rules.check(visit, decided_on=earliest, on=desk.today, least=desk.rulebook.visits.min_talkers)
    if visit.held_on and file.person.name in visit.talkers:
        raise RuleError("talkers", "谈话人不能是被回访人本人。")
    if visit.kind == AFTER_END and visit.held_on and file.period_end and visit.held_on <= file.period_end:
        raise RuleError("kind", f"影响期至{file.period_end:%Y-%m-%d}，期满以后的回访才是期满后跟踪。")
    for other in file.visits:
        if visit.held_on and other.held_on == visit.held_on and other.id != visit.id:
            day = visit.held_on
            raise RuleError("held_on", f"{day:%Y-%m-%d}已登记第{other.ordinal}次回访，请核对是否重复。")
    if visit.id is None:
        return _looked_for(desk, file, _placed(file, replace(visit, dossier_id=file.dossier.id)))
    stored = visit_of(file, visit.id)
    # the plan may have moved while the form stood open: what was planned is the store's to say
    item = replace(
        visit, dossier_id=file.dossier.id, ordinal=stored.ordinal, planned_by_rule=stored.planned_by_rule,
        moved_reason=stored.moved_reason,
        planned_on=stored.planned_on if stored.settled or visit.settled else visit.planned_on,
    )  # fmt: skip
    return _looked_for(desk, file, item)


def _looked_for(desk: Desk, file: DossierFile, visit: Visit) -> Visit:
    """Who could not be found so many times in a row is asked after in his unit: that becomes a matter to follow up."""
    if visit.excuse != LOST or visit.follow_up:
        return visit
    limits = desk.rulebook.visits
    others = [v for v in file.visits if v.id != visit.id]
    if lost_in_row([*others, visit]) < limits.lost_in_row:
        return visit
    due = desk.calendar.add_working_days(desk.today, limits.lost_within_days)
    return replace(visit, follow_up="函告所在单位核实去向和联系方式", follow_up_due=due.on, follow_up_done=None)


def _placed(file: DossierFile, visit: Visit) -> Visit:
    """Where a visit without id belongs: in the next place of the plan, or beside the plan."""
    open_ones = sorted((v for v in file.visits if not v.settled), key=lambda v: (v.planned_on or date.max, v.ordinal))
    done = [v.held_on or v.planned_on or date.min for v in file.visits if v.settled]
    last = max((v.ordinal for v in file.visits), default=0)
    if visit.excuse and not open_ones:
        raise Refused("没有待开展的回访，无须登记未访原因。")
    belated = visit.held_on is not None and done and visit.held_on < max(done)
    if not visit.settled or not open_ones or belated or visit.kind == AFTER_END:
        return replace(visit, ordinal=last + 1, planned_by_rule=False)
    place = open_ones[0]
    return replace(
        visit, id=place.id, ordinal=place.ordinal, planned_on=place.planned_on,
        planned_by_rule=place.planned_by_rule, moved_reason=place.moved_reason,
    )  # fmt: skip


def renumber(tx: Transaction, dossier_id: int) -> None:
    """Number the visits as they happened: those settled by their day, then those to come by their plan."""
    visits = living_file(dossier_id).visits
    past = sorted((v for v in visits if v.settled), key=lambda v: (v.held_on or v.planned_on or date.min, v.ordinal))
    coming = sorted((v for v in visits if not v.settled), key=lambda v: (v.planned_on or date.max, v.ordinal))
    for ordinal, visit in enumerate([*past, *coming], 1):
        rows.save_visit(tx, replace(visit, ordinal=ordinal))


def _next_text(file: DossierFile) -> str:
    coming = coming_visit(file)
    if coming and coming.planned_on:
        return f"下次应访{coming.planned_on:%Y-%m-%d}。"
    if file.period_end and not any(a.held_on for a in file.assessments):
        return f"影响期至{file.period_end:%Y-%m-%d}，不再安排回访。"
    return "不再安排回访。"


def withdraw_visit(desk: Desk, dossier_id: int, visit_id: int, *, why: str) -> Changes:
    """Take back the record of a visit entered by mistake: a planned one goes back into the plan, one beside
    the plan goes away. The record stays in the audit log."""

    def work(tx: Transaction, file: DossierFile) -> str:
        visit = visit_of(file, visit_id)
        if not visit.settled:
            raise Refused("这次回访尚未登记，无须撤回。")
        if file.dossier.closed_on:
            raise Refused("档案已结档，不能撤回回访记录，请先撤销结档。")
        if not why.strip():
            raise RuleError("why", "请填写撤回理由。")
        if visit.planned_on:
            kept = Visit(
                id=visit.id, dossier_id=visit.dossier_id, ordinal=visit.ordinal, planned_on=visit.planned_on,
                planned_by_rule=visit.planned_by_rule, moved_reason=visit.moved_reason, kind=visit.kind,
                visitor=visit.visitor, group_key=visit.group_key,
            )  # fmt: skip
            rows.save_visit(tx, kept)
        else:
            rows.remove_visit(tx, visit_id)
        renumber(tx, dossier_id)
        return f"已撤回第{visit.ordinal}次回访的登记"

    return change_dossier(desk, dossier_id, "撤回回访记录", work, why=why, after=_next_text)


def finish_follow_up(desk: Desk, dossier_id: int, visit_id: int, *, on: date, result: str) -> Changes:
    """The matter a visit left to be followed up is settled, and how."""

    def work(tx: Transaction, file: DossierFile) -> str:
        visit = visit_of(file, visit_id)
        if not visit.follow_up or not visit.settled:
            raise Refused("这次回访没有跟踪事项。")
        if visit.excuse and on > desk.today:
            raise RuleError("follow_up_done", "办结日期晚于今天。")
        if not result.strip():
            raise RuleError("follow_up_result", "请填写跟踪事项的办理结果。")
        changed = replace(visit, follow_up_done=on, follow_up_result=result.strip())
        rules.check(changed, decided_on=visit.held_on or on, on=desk.today, least=0)
        rows.save_visit(tx, changed)
        return f"第{visit.ordinal}次回访的跟踪事项已办结"

    return change_dossier(desk, dossier_id, "办结跟踪事项", work)


def look_ahead(desk: Desk, dossier_id: int, visit: Visit, *, held_on: date) -> NextVisit:
    """What follows if this visit is recorded on that day; nothing is written."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = living_file(dossier_id)
        found = reckon(cases.files_of_person(file.person.id or 0), desk.planner, desk.end_rule)
    held = replace(visit, held_on=held_on, excuse="")
    others = tuple(v for v in file.visits if v.id != visit.id or visit.id is None)
    after = replace(file, visits=(*others, held))
    coming = [v.planned_on for v in desk.planner.plan_visits(after, found.codes, found.until) if v.planned_on]
    late = late_why = ""
    if visit.planned_on and held_on > visit.planned_on:
        days = desk.calendar.working_days_between(visit.planned_on, held_on)
        late = f"应访 {visit.planned_on:%Y-%m-%d}，逾期 {days} 个工作日"
        late_why = "按计划日期次日起算的工作日。"
    if coming:
        cadence = desk.planner.rhythm(after, found.codes)
        on = min(coming)
        clause = cadence.clause if cadence else ""
        why = f"自{held_on:%Y-%m-%d}起按“{cadence.name if cadence else ''}”的频次，遇休息日顺延\n{clause}"
        return NextVisit(on, f"下次应访 {on:%Y-%m-%d}", why, late, late_why)
    end = f"影响期至 {found.until:%Y-%m-%d}，" if found.until else ""
    return NextVisit(None, f"{end}此后不再安排回访", "", late, late_why)


def known_talkers(desk: Desk, text: str = "") -> list[str]:
    """Names of people who hold talks or sit in visit teams, for completion; by name or pinyin initials."""
    from jzdesk.services.pinyin import initials

    desk.need(Permission.READ)
    with desk.vault.read():
        names = rows.talkers()
    key = text.strip()
    if key.isascii() and key.isalpha():
        return [name for name in names if f" {key.lower()}" in initials(name)]
    return [name for name in names if key in name]


def known_places(desk: Desk, text: str = "") -> list[str]:
    """Places of earlier talks, for completion."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.places(text)


def unit_names(desk: Desk) -> list[tuple[int, str]]:
    """Units in use as (id, name), for the filter line."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return [(unit.id or 0, unit.name) for unit in people.units()]
