"""期满考核: propose what the records already say, record the full review, send it on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from jzdesk.domain import assessments as rules
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.dossier_writes import change_dossier
from jzdesk.storage import dossiers as rows

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction


def earliest_day(desk: Desk, file: DossierFile) -> date | None:
    """The first day the assessment may be held: the lead before the end of the period."""
    return file.period_end - timedelta(days=desk.rulebook.visits.lead_days) if file.period_end else None


def current_assessment(desk: Desk, file: DossierFile) -> Assessment | None:
    """The assessment of the period now running or just ended; one of an earlier period does not count."""
    earliest = earliest_day(desk, file)
    held = [a for a in file.assessments if a.held_on and (earliest is None or a.held_on >= earliest)]
    return max(held, key=lambda a: (a.held_on, a.id or 0), default=None)


def propose_assessment(desk: Desk, file: DossierFile) -> Assessment:
    """The assessment as a form opens it: the one recorded, else a new one with what the records say."""
    found = current_assessment(desk, file)
    if found:
        return found
    return Assessment(
        dossier_id=file.dossier.id,
        held_on=desk.today,
        visits_summary=visits_summary(desk, file),
        assessors=tuple(m.name for m in file.team if m.left_on is None),
    )


def visits_summary(desk: Desk, file: DossierFile) -> str:
    """One paragraph: how many visits were due, held and excused, then each with day, way and evaluation."""
    book = desk.rulebook
    started = file.period_start
    visits = [v for v in file.visits if not (started and v.held_on and v.held_on < started)]
    held = [v for v in visits if v.held_on]
    excused = [v for v in visits if v.excuse]
    lines = [f"影响期内应回访{len(visits)}次，已回访{len(held)}次"]
    if excused:
        names = "、".join(dict.fromkeys(book.name_of("visit_excuse", v.excuse) for v in excused))
        lines[0] += f"，未能回访{len(excused)}次（{names}）"
    lines[0] += "。"
    for visit in held:
        parts = [book.name_of("visit_way", visit.way)]
        if visit.evaluation:
            parts.append(f"评价{book.name_of('visit_grade', visit.evaluation)}")
        if visit.effect:
            parts.append(book.name_of("visit_effect", visit.effect))
        if visit.follow_up:
            parts.append("跟踪事项已办结" if visit.follow_up_done else "跟踪事项未办结")
        lines.append(f"第{visit.ordinal}次 {visit.held_on:%Y-%m-%d} {'，'.join(parts)}。")
    return "\n".join(lines)


def record_assessment(desk: Desk, dossier_id: int, item: Assessment) -> Changes:
    """Record the full review at expiry, or correct the one recorded; one for each period."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if file.period_end is None:
            raise Refused("没有可计算的影响期，无须期满考核。")
        if file.dossier.closed_on:
            raise Refused("档案已结档，不能再修改考核，请先撤销结档。")
        rules.check(item, earliest=earliest_day(desk, file), on=desk.today)
        same = current_assessment(desk, file)
        if same and item.id != same.id:
            raise RuleError("held_on", f"本影响期已于{same.held_on:%Y-%m-%d}登记期满考核，请打开原记录修改。")
        if item.id and item.id not in {a.id for a in file.assessments}:
            raise Refused("这次考核已不存在，请刷新。")
        rows.save_assessment(tx, replace(item, dossier_id=dossier_id))
        return f"期满考核结果为{desk.rulebook.name_of('assessment_grade', item.result)}"

    return change_dossier(desk, dossier_id, "记录期满考核", work)
