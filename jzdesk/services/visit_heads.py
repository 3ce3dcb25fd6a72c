"""The head of a visit record: who is visited, for what, under which decision (domain notes §4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.storage import cases

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.visits import Visit
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossier_views import DossierView


def visit_head(desk: Desk, view: DossierView, visit: Visit) -> tuple[tuple[str, str], ...]:
    """Pairs of label and text; those the records do not know are ''."""
    desk.need(Permission.READ)
    file, person, book = view.file, view.file.person, desk.rulebook
    with desk.vault.read():
        case = cases.file_of(view.case_id) if view.case_id else None
    violations = "、".join(book.name_of("violation", code) for code in case.case.violations) if case else ""
    eight = "、".join(book.name_of("eight_rules", code) for code in case.case.eight_rules) if case else ""
    duty = next((d for d in view.duties if d.kind == "visit" and d.subject_id == visit.id), None)
    planned = f"（计划{visit.planned_on:%Y-%m-%d}）" if visit.planned_on else ""
    return (
        ("编号", file.dossier.number),
        ("第几次", f"第{visit.ordinal}次{planned}" if visit.ordinal else ""),
        ("性别", book.name_of("sex", person.sex)),
        ("民族", book.name_of("ethnicity", person.ethnicity)),
        ("出生年月", f"{person.birth.year}年{person.birth.month}月" if person.birth else ""),
        ("政治面貌", book.name_of("politics", person.politics)),
        ("学历", book.name_of("education", person.education)),
        ("职级", book.name_of("rank", person.rank)),
        ("处分", file.measures_text),
        ("决定日期", _day(file.decided_on)),
        ("文号", view.document_number),
        ("影响期", _span(file.period_start, file.period_end)),
        ("违纪违法性质", "；".join(text for text in (violations, eight) if text)),
        ("对象分类", book.name_of("dossier_category", file.dossier.category)),
        ("应访依据", duty.why if duty else ""),
    )


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _span(first: date | None, last: date | None) -> str:
    return f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}" if first and last else ""
