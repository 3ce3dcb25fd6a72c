"""期满考核: propose what the records already say, record the full review, send it on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from jzdesk.domain import assessments as rules
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.annual import annual_text
from jzdesk.services.assessment_inputs import Inputs, gather
from jzdesk.services.dossier_writes import change_dossier
from jzdesk.services.opened import refuse_changed
from jzdesk.storage import dossiers as rows

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.desk import Desk
    from jzdesk.services.opened import Opened
    from jzdesk.storage.transaction import Transaction


def earliest_day(desk: Desk, file: DossierFile) -> date | None:
    """The first day the assessment may be held: the lead before the end of the period."""
    return file.period_end - timedelta(days=desk.rulebook.visits.lead_days) if file.period_end else None


def current_assessment(desk: Desk, file: DossierFile) -> Assessment | None:
    """The assessment of the period now running or just ended; one of an earlier period does not count."""
    earliest = earliest_day(desk, file)
    held = [a for a in file.assessments if a.held_on and (earliest is None or a.held_on >= earliest)]
    return max(held, key=lambda a: (a.held_on, a.id or 0), default=None)


def propose_assessment(desk: Desk, file: DossierFile, inputs: Inputs | None = None) -> Assessment:
    """The assessment as a form opens it: the one recorded, else a new one with what the records say. The result is
    left to the person who assesses."""
    found = current_assessment(desk, file)
    if found:
        return found
    inputs = inputs or gather(desk, file.dossier.id or 0)
    new = "；".join(inputs.new_cases)
    return Assessment(
        dossier_id=file.dossier.id,
        held_on=desk.today,
        visits_summary=visits_summary(desk, file),
        appraisals=annual_text(desk, inputs.annual),
        complaints=f"影响期内有新的立案或者处分：{new}。" if new else "影响期内没有新的立案和处分。",
        new_violation=bool(new),
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
        if visit.counselling:
            parts.append("需要心理疏导")
        if visit.follow_up:
            parts.append("跟踪事项已办结" if visit.follow_up_done else "跟踪事项未办结")
        lines.append(f"第{visit.ordinal}次 {visit.held_on:%Y-%m-%d} {'，'.join(parts)}。")
    return "\n".join(lines)


def record_assessment(
    desk: Desk, dossier_id: int, item: Assessment, *, opened: Opened[Assessment] | None = None
) -> Changes:
    """Record the full review at expiry, or correct the one recorded; one for each period. `opened` is what the form
    showed."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if file.period_end is None:
            raise Refused("没有可计算的影响期，无须期满考核。")
        if file.dossier.closed_on:
            raise Refused("档案已结档，不能再修改考核，请先撤销结档。")
        stored = next((a for a in file.assessments if a.id == item.id), None) if item.id else current_assessment(desk, file)
        refuse_changed(tx, opened, stored, name="期满考核", table="assessment")
        rules.check(item, earliest=earliest_day(desk, file), on=desk.today)
        same = current_assessment(desk, file)
        if same and item.id != same.id:
            raise RuleError("held_on", f"本影响期已于{same.held_on:%Y-%m-%d}登记期满考核，请打开原记录修改。")
        if item.id and item.id not in {a.id for a in file.assessments}:
            raise Refused("这次考核已不存在，请刷新。")
        rows.save_assessment(tx, replace(item, dossier_id=dossier_id))
        return f"期满考核结果为{desk.rulebook.name_of('assessment_grade', item.result)}"

    return change_dossier(desk, dossier_id, "记录期满考核", work)


def assessment_of(file: DossierFile, assessment_id: int) -> Assessment:
    """One assessment of a dossier; Refused when it is gone."""
    found = next((a for a in file.assessments if a.id == assessment_id), None)
    if found is None:
        raise Refused("这次考核已不存在，请刷新。")
    return found


def forward_assessment(desk: Desk, dossier_id: int, assessment_id: int, *, to: str, on: date | None) -> Changes:
    """The result was sent to the organization department (or 人社部门) as what it may be used for."""

    def work(tx: Transaction, file: DossierFile) -> str:
        item = assessment_of(file, assessment_id)
        if on is None:
            raise RuleError("forwarded_on", "请填写抄送日期。")
        changed = replace(item, forwarded_to=to.strip(), forwarded_on=on)
        rules.check(changed, earliest=None, on=desk.today)
        rows.save_assessment(tx, changed)
        return f"期满考核结果已抄送{to.strip()}"

    return change_dossier(desk, dossier_id, "抄送期满考核结果", work)


def carry_out(desk: Desk, dossier_id: int, assessment_id: int, *, on: date | None, note: str = "") -> Changes:
    """What was decided against slack work has been carried out."""

    def work(tx: Transaction, file: DossierFile) -> str:
        item = assessment_of(file, assessment_id)
        if not item.consequence:
            raise Refused("这次考核没有确定处理措施。")
        if on is None:
            raise RuleError("consequence_done", "请填写处理完成日期。")
        said = "\n".join(text for text in (item.note, note.strip()) if text)
        changed = replace(item, consequence_done=on, note=said)
        rules.check(changed, earliest=None, on=desk.today)
        rows.save_assessment(tx, changed)
        return "考核处理措施已落实"

    return change_dossier(desk, dossier_id, "落实考核处理措施", work)
