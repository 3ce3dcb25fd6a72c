"""Many visits at once: who goes, on which day, and the talks held with several people together (集体回访)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain import visits as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.visit_days import AFTER_END
from jzdesk.domain.visits import Visit
from jzdesk.services.many import change_many
from jzdesk.services.visits import coming_visit, moved, renumber, settling, visit_of
from jzdesk.storage import dossiers as rows
from jzdesk.storage import visit_calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.desk import Desk
    from jzdesk.services.many import ManyChanges
    from jzdesk.storage.transaction import Transaction



@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPlan:
    """What is the same for everybody of a group visit that is planned."""

    planned_on: date
    start_time: str = ""
    place: str = ""
    talkers: tuple[str, ...] = ()
    visitor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """What a group visit found about one person."""

    evaluation: str
    effect: str = ""
    note: str = ""


def _by_dossier(desk: Desk, visit_ids: Iterable[int]) -> dict[int, list[int]]:
    """The visits to be changed by the dossier they are of; what is gone is left out."""
    desk.need(Permission.WRITE)
    with desk.vault.read():
        found = visit_calendar.dossiers_of(list(dict.fromkeys(visit_ids)))
    groups: dict[int, list[int]] = defaultdict(list)
    for visit_id, dossier_id in found.items():
        groups[dossier_id].append(visit_id)
    return groups


def _open_visit(file: DossierFile, visit_id: int) -> Visit:
    visit = visit_of(file, visit_id)
    if visit.settled:
        raise Refused(f"第{visit.ordinal}次回访已登记")
    return visit


def assign_visitor(desk: Desk, visit_ids: Iterable[int], visitor: str) -> ManyChanges:
    """Who is to hold these talks; '' leaves them to the head of the team again."""
    groups, name = _by_dossier(desk, visit_ids), visitor.strip()

    def act(file: DossierFile) -> Callable[[Transaction], None]:
        if name == file.person.name:
            raise RuleError("visitor", "回访人不能是被回访人本人。")
        visits = [_open_visit(file, key) for key in groups[file.dossier.id or 0]]
        return lambda tx: _save(tx, [replace(visit, visitor=name) for visit in visits])

    def said(count: int) -> str:
        return f"{count}人的回访由{name}负责" if name else f"{count}人的回访改由小组组长负责"

    return change_many(desk, groups, "安排回访人", act, said=said)


def _save(tx: Transaction, visits: Iterable[Visit]) -> None:
    for visit in visits:
        rows.save_visit(tx, visit)


def plan_visits_many(
    desk: Desk, dossier_ids: Iterable[int], planned_on: date, visitor: str, why: str
) -> ManyChanges:
    """The next talk of each of these people on one day and by one visitor ('' leaves the visitor as he is). Who has
    none to come gets one beside the plan; who cannot be visited that day is left out and named."""
    if not why.strip():
        raise RuleError("moved_reason", "请填写安排回访的理由。")
    if planned_on < desk.today:
        raise RuleError("planned_on", "计划日期不能早于今天。")

    def act(file: DossierFile) -> Callable[[Transaction], None]:
        visit = _on_day(desk, file, coming_visit(file), planned_on, why)
        named = replace(visit, visitor=visitor.strip() or visit.visitor)
        return lambda tx: _save(tx, [named])

    return change_many(
        desk, dossier_ids, "批量安排回访", act, said=lambda n: f"已为{n}人安排{planned_on:%Y-%m-%d}回访", why=why
    )


def _on_day(desk: Desk, file: DossierFile, visit: Visit | None, planned_on: date, why: str) -> Visit:
    if visit is not None:
        return visit if visit.planned_on == planned_on else moved(desk, file, visit, planned_on, why)
    if file.dossier.excluded or file.dossier.closed_on or file.decided_on is None:
        raise Refused("不列入应回访或已结档")
    if any(v.held_on == planned_on for v in file.visits):
        raise Refused("当天已回访")
    over = file.period_end is not None and file.period_end < planned_on
    ordinal = max((v.ordinal for v in file.visits), default=0) + 1
    return Visit(
        dossier_id=file.dossier.id, ordinal=ordinal, planned_on=planned_on, planned_by_rule=False,
        kind=AFTER_END if over else "regular", moved_reason=why.strip(),
    )  # fmt: skip


def plan_group(desk: Desk, visit_ids: Iterable[int], plan: GroupPlan, *, why: str) -> ManyChanges:
    """These visits are held together: one day, place and time, the same talkers. Each stays a visit of its own."""
    groups = _by_dossier(desk, visit_ids)
    if len(groups) < 2:
        raise Refused("集体回访至少两人，请选择两名以上的回访对象。")
    if not why.strip():
        raise RuleError("moved_reason", "请填写集体回访的理由。")
    if plan.planned_on < desk.today:
        raise RuleError("planned_on", "计划日期不能早于今天。")

    key = f"{desk.clock():%Y%m%d%H%M%S}-{min(groups)}"

    def act(file: DossierFile) -> Callable[[Transaction], None]:
        ids = groups[file.dossier.id or 0]
        if len(ids) > 1:
            raise Refused("选中了同一人的多次回访")
        if file.person.name in (plan.visitor, *plan.talkers):
            raise RuleError("talkers", "谈话人不能是被回访人本人")
        visit = _open_visit(file, ids[0])
        if visit.planned_on != plan.planned_on:
            visit = moved(desk, file, visit, plan.planned_on, why)
        together = replace(
            visit, planned_by_rule=False, moved_reason=visit.moved_reason or why.strip(), start_time=plan.start_time,
            place=plan.place.strip(), talkers=plan.talkers, visitor=plan.visitor.strip() or visit.visitor, group_key=key,
        )  # fmt: skip
        return lambda tx: _save(tx, [together])

    day = f"{plan.planned_on:%Y-%m-%d}"
    return change_many(
        desk, groups, "安排集体回访", act, said=lambda n: f"已安排{n}人{day}集体回访", why=why, least=2
    )


def visits_of_group(desk: Desk, group_key: str) -> list[visit_calendar.CalendarVisit]:
    """Everybody of a group visit."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return visit_calendar.of_group(group_key) if group_key else []


def record_group(desk: Desk, common: Visit, own: Mapping[int, OwnPart]) -> ManyChanges:
    """Record a talk held with several people: `common` once for all, `own` by visit what was found about each. Who
    is not among `own` did not come and stays in the plan."""
    if not own:
        raise RuleError("own", "请至少登记一人的评价等次。")
    least = desk.rulebook.visits.min_talkers
    rules.check(replace(common, evaluation="?", excuse=""), decided_on=common.held_on or desk.today, on=desk.today,
                least=least)  # fmt: skip
    groups = _by_dossier(desk, own)

    def act(file: DossierFile) -> Callable[[Transaction], None]:
        visit = _open_visit(file, groups[file.dossier.id or 0][0])
        part = own[visit.id or 0]
        if not part.evaluation:
            raise RuleError("own", "没有选择评价等次")
        talk = replace(
            visit, held_on=common.held_on, start_time=common.start_time, end_time=common.end_time, place=common.place,
            way=common.way, talkers=common.talkers, recorder=common.recorder, participants=common.participants,
            outline=common.outline, evaluation=part.evaluation, effect=part.effect, note=part.note,
        )  # fmt: skip
        item = settling(desk, file, talk)

        def write(tx: Transaction) -> None:
            rows.save_visit(tx, item)
            renumber(tx, file.dossier.id or 0)

        return write

    return change_many(desk, groups, "记录集体回访", act, said=lambda n: f"集体回访已登记{n}人")
