"""What the list of dossiers shows, the state of each as colour and word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.dossier_parts import Completeness
from jzdesk.services import dossiers as service
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column, unit_and_post

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossiers import DossierRow

#: the choice 状态 of the filter line: what the service is asked, and the word
STATES: tuple[tuple[str, str], ...] = (
    ("visit_overdue", "回访逾期"),
    ("visit_soon", "近期应访"),
    ("no_mentor", "无帮带人"),
    ("lost", "失联"),
    ("parts_missing", "材料不全"),
    ("follow_overdue", "跟踪逾期"),
    ("assess_due", "待期满考核"),
    ("after_assessment", "考核后逾期"),
    ("in_period", "影响期内"),
    ("expired", "已期满"),
    ("excluded", "不列入"),
    ("closed", "已结档"),
    ("archived", "已归档"),
    ("to_add", "待补充归档"),
)


def columns_for(desk: Desk) -> tuple[Column, ...]:
    """The columns in reading order; the state needs the desk's day and rules."""

    def state(row: DossierRow) -> State:
        return State(*service.standing(desk, row))

    def category(row: DossierRow) -> str:
        return desk.rulebook.name_of("dossier_category", row.category)

    def visits(row: DossierRow) -> str:
        return f"{row.visits_held}/{row.visits_due}" if row.visits_due else ""

    def result(row: DossierRow) -> str:
        return desk.rulebook.name_of("assessment_grade", row.result)

    def complete(row: DossierRow) -> str:
        return Completeness(row.parts_held, row.parts_due).text if row.parts_due else ""

    return (
        Column("person", "姓名", 78),
        Column("state", "状态", 94, sort_key="", text=state),
        Column("unit", "单位职务", 160, text=unit_and_post, least=96),
        Column("measures", "处分", 110, least=80),
        Column("next_visit_on", "下次应访", 94),
        Column("visits_held", "已访/应访", 80, align="right", text=visits),
        Column("mentor", "帮带人", 74),
        Column("complete", "完整度", 104, align="right", text=complete, shown=False),
        Column("category", "对象分类", 84, text=category, shown=False),
        Column("visitor", "回访人", 74, shown=False),
        Column("post", "职务", 90, shown=False),
        Column("decided_on", "决定日期", 94, shown=False),
        Column("period_end", "影响期止", 94, shown=False),
        Column("last_visit_on", "最近回访", 94, shown=False),
        Column("result", "考核结果", 80, text=result, shown=False),
        Column("number", "档案编号", 124, shown=False),
    )
