"""The sheets of a person's file that come from the revisits: who helps him, the plan, what was said, how he was assessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.printing.book import Grid, Heading, Piece, Prose
from jzdesk.services.assessment_inputs import poll_names
from jzdesk.services.dossier_sheets_case import day, pairs, said
from jzdesk.services.printing import interview_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.visits import Visit
    from jzdesk.printing.book import Block
    from jzdesk.services.annual import AnnualLine
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossier_views import DossierView


def _label(label: str, text: str) -> str:
    return f"{label}：{text}" if text.strip() else ""


def _joined(*texts: str) -> str:
    return "\n".join(text.strip() for text in texts if text.strip())


# ---- 5 帮带人


def mentoring(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """The mentors one after another, and what they noted."""
    file, name = view.file, desk.rulebook.name_of
    if file.mentors:
        rows = tuple(
            (m.name, m.post, m.phone, f"{day(m.appointed_on)}\n{m.appointed_by}".strip(),
             f"{day(m.ended_on)}\n{m.end_reason}".strip() if m.ended_on else "在任")
            for m in file.mentors
        )  # fmt: skip
        columns = (("姓名", 22.0), ("单位职务", 0.0), ("联系电话", 28.0), ("指定日期和党组织", 40.0), ("结束和原因", 30.0))
        yield Piece(title="帮带人指定情况", on=file.mentors[0].appointed_on, blocks=(Grid(columns, rows),))
    if file.notes:
        notes = sorted(file.notes, key=lambda n: (n.noted_on or desk.today, n.id or 0))
        helpers = {m.id: m.name for m in file.mentors}
        lines = tuple(
            (day(n.noted_on), name("note_way", n.way) if n.way else "", _joined(n.content, _label("备注", n.note)),
             name("note_thought", n.thought) if n.thought else "", n.help, helpers.get(n.mentor_id, n.recorded_by))
            for n in notes
        )  # fmt: skip
        noted = (("日期", 23.0), ("方式", 21.0), ("帮教内容", 0.0), ("思想状况", 22.0), ("帮助解决", 32.0), ("帮带人", 19.0))
        yield Piece(title="帮教记录", on=notes[-1].noted_on, blocks=(Grid(noted, lines),))


# ---- 6 回访方案


def plan(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """The plan in words, the team, and the days that were set."""
    file, name = view.file, desk.rulebook.name_of
    blocks: list[Block] = []
    if file.dossier.plan.strip():
        blocks.append(Prose(file.dossier.plan))
    if file.team:
        rows = tuple(
            (m.name, name("team_role", m.role), m.post, day(m.joined_on), day(m.left_on)) for m in file.team
        )
        columns = (("姓名", 26.0), ("职责", 22.0), ("单位职务", 0.0), ("加入", 26.0), ("退出", 26.0))
        blocks += [Heading("回访小组"), Grid(columns, rows)]
    if file.visits:
        visits = tuple(_planned(desk, visit) for visit in file.visits)
        dates = (("次序", 16.0), ("计划日期", 26.0), ("回访人", 26.0), ("情况", 26.0), ("改期、未访原因", 0.0))
        blocks += [Heading("回访安排"), Grid(dates, visits)]
    if blocks:
        yield Piece(on=file.dossier.opened_on, blocks=tuple(blocks))


def _planned(desk: Desk, visit: Visit) -> tuple[str, ...]:
    state = day(visit.held_on) or ("未访" if visit.excuse else "待回访")
    why = f"{desk.rulebook.name_of('visit_excuse', visit.excuse)}：{visit.excuse_reason}" if visit.excuse else visit.moved_reason
    return f"第{visit.ordinal}次", day(visit.planned_on), visit.visitor, state, why


# ---- 7 回访谈话记录


def talks(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """Each talk on its form; then the matters followed up, all in one table."""
    name = desk.rulebook.name_of
    for visit in (v for v in view.file.visits if v.held_on):
        title = f"第{visit.ordinal}次回访谈话表（{name('visit_kind', visit.kind)}）"
        note = "、".join(name("visit_sign", code) for code in visit.signed)
        yield Piece(title=title, on=visit.held_on, record=interview_of(desk, view.file, visit, view.cases), note=note)
    followed = [v for v in view.file.visits if v.follow_up.strip() or v.counselling_note.strip()]
    if followed:
        rows = tuple(
            (f"第{v.ordinal}次", _joined(v.follow_up, _label("心理疏导", v.counselling_note)), v.follow_up_owner,
             day(v.follow_up_due), day(v.follow_up_done), v.follow_up_result)
            for v in followed
        )  # fmt: skip
        columns = (("回访", 16.0), ("跟踪事项", 0.0), ("责任人", 20.0), ("期限", 24.0), ("办结", 24.0), ("结果", 36.0))
        yield Piece(title="跟踪事项办理情况", blocks=(Grid(columns, rows),))


# ---- 8 单位评价、民主测评


def opinions(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """What others said of him: beside the talks, and at the assessment."""
    rows = tuple(
        (f"第{v.ordinal}次\n{day(v.held_on)}", v.side_head, v.side_members, v.side_family, v.side_poll)
        for v in view.file.visits
        if v.held_on and any(text.strip() for text in (v.side_head, v.side_members, v.side_family, v.side_poll))
    )
    if rows:
        columns = (("回访", 25.0), ("单位负责人", 0.0), ("群众代表", 0.0), ("家属", 0.0), ("民主测评", 40.0))
        yield Piece(title="侧面访谈和测评", blocks=(Grid(columns, rows),))
    for item in view.file.assessments:
        if item.unit_opinion.strip():
            poll = _poll(desk, item)
            blocks = said(("所在单位党组织意见", item.unit_opinion), ("民主测评", poll))
            yield Piece(title="所在单位评价", on=item.held_on, blocks=blocks)


def _poll(desk: Desk, item: Assessment) -> str:
    votes = ((name, getattr(item, field)) for field, name in poll_names(desk, item))
    return "、".join(f"{name} {count} 票" for name, count in votes if count is not None)


# ---- 10 年度考核


def years(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """The years that were recorded or that the measures bear on."""
    rows = tuple(_year(desk, line) for line in view.years)
    if rows and any(line.record for line in view.years):
        columns = (("年度", 16.0), ("考核等次", 24.0), ("按规定", 40.0), ("评先评优、提拔晋升、奖金", 0.0), ("核对情况", 40.0))
        last = max((line.record.graded_on for line in view.years if line.record and line.record.graded_on), default=None)
        yield Piece(on=last, blocks=(Grid(columns, rows),))


def _year(desk: Desk, line: AnnualLine) -> tuple[str, ...]:
    record = line.record
    if record is None:
        return str(line.year), "尚未登记", line.allowed, "", ""
    told = _joined(
        _label("评先评优", record.honours), _label("提拔晋升", record.promotion), _label("年终奖金", record.bonus),
        _label("备注", record.note),
    )  # fmt: skip
    grade = desk.rulebook.name_of("annual_grade", record.grade)
    return str(line.year), grade, line.allowed, told, _joined(*line.faults) or "与规定相符"


# ---- 11 期满考核, 13 评价运用


def assessments(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """The assessment, or several where another period followed."""
    name, held = desk.rulebook.name_of, [a for a in view.file.assessments if a.held_on]
    for item in held:
        facts = pairs(
            ("考核日期", day(item.held_on)), ("考核结果", name("assessment_grade", item.result)),
            ("考核人", "、".join(item.assessors)), ("结果运用", name("assessment_use", item.use)),
            ("民主测评", _poll(desk, item)), ("期内再违纪", "有" if item.new_violation else "无"),
        )  # fmt: skip
        texts = (
            ("回访情况", item.visits_summary), ("年度考核情况", item.appraisals), ("帮带人意见", item.mentor_opinion),
            ("所在单位党组织意见", item.unit_opinion), ("新的问题反映", item.complaints), ("备注", item.note),
        )  # fmt: skip
        rows = pairs(*((label, text or "无") for label, text in texts), columns=1)
        title = f"期满考核表（{item.held_on:%Y}年）" if len(held) > 1 else ""
        yield Piece(title=title, on=item.held_on, blocks=(facts, rows))


def use(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """What became of the assessment: whom it was sent to, what followed."""
    for item in view.file.assessments:
        if not (item.forwarded_on or item.consequence.strip()):
            continue
        facts = pairs(
            ("考核结果", desk.rulebook.name_of("assessment_grade", item.result)),
            ("结果运用", desk.rulebook.name_of("assessment_use", item.use)),
            ("抄送机关", item.forwarded_to), ("抄送日期", day(item.forwarded_on)),
        )  # fmt: skip
        measures: tuple[Block, ...] = ()
        if item.consequence.strip():
            due = pairs(("处理期限", day(item.consequence_due)), ("落实日期", day(item.consequence_done) or "尚未落实"))
            measures = (pairs(("处理措施", item.consequence), columns=1), due)
        yield Piece(title="考核结果运用情况", on=item.forwarded_on or item.consequence_done, blocks=(facts, *measures))
