"""The sub-tab 考核 of a dossier: the assessment of this period, earlier ones, and the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.services import dossiers as service
from jzdesk.ui.common.facts import Fact, FactGroup

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.assessments import Assessment
    from jzdesk.services.annual import AnnualLine
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossiers import DossierView


def _day(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def assessments(desk: Desk, view: DossierView) -> list[FactGroup]:
    """考核: the assessment of this period first, the years, the archive, earlier assessments below."""
    current = service.current_assessment(desk, view.file)
    earlier = sorted((a for a in view.file.assessments if a is not current), key=lambda a: -(a.id or 0))
    if current is None:
        end = view.file.period_end
        text = f"影响期至 {_day(end)}，尚未考核" if end else "没有影响期，无须期满考核"
        groups = [FactGroup("期满考核", (Fact("状态", text),))]
    else:
        groups = [_assessment(desk, current, current=True)]
    groups += [_years(desk, view.years), _archive(desk, view)]
    return groups + [_assessment(desk, item, current=False) for item in earlier]


def _assessment(desk: Desk, item: Assessment, *, current: bool) -> FactGroup:
    book = desk.rulebook
    poll = "、".join(
        f"{name}{getattr(item, field)}票"
        for field, name in service.poll_names(desk, item)
        if getattr(item, field) is not None
    )
    facts = (
        Fact("考核日期", _day(item.held_on)),
        Fact("考核结果", book.name_of("assessment_grade", item.result)),
        Fact("结果运用", book.name_of("assessment_use", item.use)),
        Fact("工作态度", "消极怠工、敷衍塞责" if item.slack else "", kind="overdue"),
        Fact("期内再违纪", "有新的违纪违法" if item.new_violation else "", kind="overdue"),
        *_after(desk, item),
        Fact("考核人", "、".join(item.assessors)),
        Fact("回访情况", item.visits_summary),
        Fact("帮带人意见", item.mentor_opinion),
        Fact("单位意见", item.unit_opinion),
        Fact("民主测评", poll),
        Fact("年度考核", item.appraisals),
        Fact("新的问题反映", item.complaints),
        Fact("备注", item.note),
    )
    return FactGroup("期满考核" if current else f"此前考核（{_day(item.held_on)}）", facts)


def _after(desk: Desk, item: Assessment) -> tuple[Fact, ...]:
    """The consequence and the forwarding, with how they stand."""
    on, rules = desk.today, desk.rulebook.assessments
    state, kind = "", ""
    if item.consequence_done:
        state, kind = f"（{_day(item.consequence_done)}已落实）", "done"
    elif item.consequence_due:
        state = f"（应于{_day(item.consequence_due)}前落实）"
        kind = "overdue" if item.consequence_due < on else "soon"
    sent = f"{item.forwarded_to} {_day(item.forwarded_on)}".strip()
    if item.forwarded_on is None and rules.forwards(item.use):
        sent = f"{sent}　尚未抄送".strip()
    return (
        Fact("处理措施", f"{item.consequence}{state}" if item.consequence else "", rules.consequence_clause, kind),
        Fact("抄送", sent, rules.forward_clause, "" if item.forwarded_on else "soon"),
    )


def _years(desk: Desk, lines: tuple[AnnualLine, ...]) -> FactGroup:
    names, facts = desk.rulebook.codes, []
    for line in lines:
        clause = line.effect.clause if line.effect else ""
        allowed = f"（按规定{line.allowed}）" if line.allowed else ""
        record = line.record
        if record is None:
            over = line.year < desk.today.year
            facts.append(Fact(f"{line.year}年度", f"尚未登记{allowed}", clause, "soon" if over else ""))
            continue
        day = f"　{_day(record.graded_on)}确定" if record.graded_on else ""
        facts.append(Fact(f"{line.year}年度", f"{names.name_of('annual_grade', record.grade)}{day}{allowed}", clause))
        for label, text in (("评先评优", record.honours), ("提拔晋升", record.promotion), ("年终奖金", record.bonus), ("备注", record.note)):
            facts.append(Fact(label, text))
        facts += [Fact("请核对", fault, clause, "overdue") for fault in line.faults]
    return FactGroup("年度情况", tuple(facts))


def _archive(desk: Desk, view: DossierView) -> FactGroup:
    dossier = view.file.dossier
    pages = f"{dossier.archive_pages} 页" if dossier.archive_pages else ""
    return FactGroup(
        "归档",
        (
            Fact("归档日期", _day(dossier.archived_on)),
            Fact("档号", dossier.archive_number),
            Fact("页数", pages),
            Fact("保管期限", desk.rulebook.name_of("retention", dossier.retention)),
            *(Fact("待补充归档", text, kind="soon") for text in view.to_add),
        ),
    )
