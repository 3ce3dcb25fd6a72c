"""回访对象分类: 重点关注, 一般帮扶, 正向激励. Another category is another rhythm of visits and of mentors' notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError
from jzdesk.domain.reckoning import reckon
from jzdesk.services.dossier_writes import change_dossier
from jzdesk.services.visit_moves import moved_text
from jzdesk.services.visits import coming_visit
from jzdesk.storage import cases
from jzdesk.storage import dossiers as rows

if TYPE_CHECKING:
    from jzdesk.domain.changes import Changes
    from jzdesk.domain.dossiers import Dossier, DossierFile
    from jzdesk.domain.visits import Visit
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction


def set_category(desk: Desk, dossier_id: int, category: str, *, why: str) -> Changes:
    """Put a person into another category, for a reason; the visits to come are planned anew, and the message says
    which of them moved."""
    before: list[Visit] = []

    def work(tx: Transaction, file: DossierFile) -> str:
        if category == file.dossier.category:
            raise RuleError("category", "对象分类没有变化。")
        if not why.strip():
            raise RuleError("why", "请填写调整分类的理由。")
        rows.save(tx, recategorized(desk, file, category))
        before.extend(file.visits)
        return f"对象分类改为{desk.rulebook.name_of('dossier_category', category)}"

    def after(file: DossierFile) -> str:
        return moved_text(before, file.visits)

    return change_dossier(desk, dossier_id, "调整对象分类", work, why=why, after=after)


def recategorized(desk: Desk, file: DossierFile, category: str) -> Dossier:
    """The dossier in a category from today on; refused where a slower rhythm would hide a visit that is overdue."""
    if category == file.dossier.category:
        return file.dossier
    if category not in {code.code for code in desk.rulebook.codes["dossier_category"]}:
        raise RuleError("category", "请选择对象分类。")
    changed = replace(file.dossier, category=category, category_on=desk.today)
    coming = coming_visit(file)
    if coming and coming.planned_on and coming.planned_on < desk.today:
        found = reckon(cases.files_of_person(file.person.id or 0), desk.planner, desk.end_rule)
        planned = desk.planner.plan_visits(replace(file, dossier=changed), found.codes, found.until)
        if not planned or (planned[0].planned_on or desk.today) > coming.planned_on:
            text = f"第{coming.ordinal}次回访（{coming.planned_on:%Y-%m-%d}）已逾期，请先记录回访或登记未访原因，再调整分类。"
            raise RuleError("category", text)
    return changed
