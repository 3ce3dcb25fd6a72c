"""The sheets of a person's file that come from his cases: who he is, what was decided and changed, how it was executed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.announcements import PARTS, parts_for, purpose
from jzdesk.domain.duties import STATE_NAMES, state_of
from jzdesk.domain.identity import mask_id
from jzdesk.domain.restoration import STEPS, Restoration
from jzdesk.printing.book import Grid, Heading, Pairs, Piece, Prose
from jzdesk.services.execution import checklist_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from jzdesk.domain.announcements import Announcement
    from jzdesk.domain.appeals import Appeal
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.checklist import Line
    from jzdesk.domain.execution import ExecutionItem
    from jzdesk.domain.measures import Measure
    from jzdesk.printing.book import Block
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossier_views import DossierView

Label = tuple[str, str]
RESTORE = "restore"
"""The execution item that keeps the steps to restored rights."""


def day(value: date | None) -> str:
    """A day as tables write it; '' for none."""
    return f"{value:%Y-%m-%d}" if value else ""


def pairs(*labels: Label, columns: int = 2) -> Pairs:
    """Labels and values side by side, row after row; one left over takes its whole row."""
    rows = [labels[at : at + columns] for at in range(0, len(labels), columns)]
    return Pairs(tuple(rows))


def said(*labels: Label) -> tuple[Block, ...]:
    """Those long texts that say something, each under its label."""
    return tuple(Prose(text, label) for label, text in labels if text.strip())


# ---- 1 基本情况表


def basic(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """Who he is, what he was given and until when, and how his file stands."""
    person, dossier, name = view.file.person, view.file.dossier, desk.rulebook.name_of
    who = pairs(
        ("姓名", person.name), ("性别", name("sex", person.sex)),
        ("民族", name("ethnicity", person.ethnicity)),
        ("出生年月", f"{person.birth.year}年{person.birth.month}月" if person.birth else ""),
        ("政治面貌", name("politics", person.politics)), ("文化程度", name("education", person.education)),
        ("身份证号", mask_id(person.id_number) if person.id_number else ""), ("职级", name("rank", person.rank)),
        ("管理权限", name("management", person.management)), ("监察对象类别", name("object_kind", person.object_kind)),
    )  # fmt: skip
    where = pairs(("工作单位", person.unit_name), ("职务", person.post), columns=1)
    excluded = name("visit_exclusion", dossier.excluded) if dossier.excluded else ""
    file = pairs(
        ("档案编号", dossier.number), ("建档日期", day(dossier.opened_on) or "尚未建档"),
        ("对象分类", name("dossier_category", dossier.category)), ("结档日期", day(dossier.closed_on)),
    )  # fmt: skip
    spans = Grid((("处分（处理）", 38.0), ("起", 24.0), ("止", 24.0), ("计算依据", 0.0)), tuple(_spans(view)))
    blocks: list[Block] = [who, where, Heading("处分（处理）及影响期"), spans, Heading("档案情况"), file]
    left_out = f"{excluded}，自{day(dossier.excluded_on)}起。{dossier.excluded_reason}" if excluded else ""
    blocks += said(("不列入应回访", left_out), ("备注", dossier.note))
    yield Piece(on=dossier.opened_on, blocks=tuple(blocks))


def _spans(view: DossierView) -> Iterator[tuple[str, ...]]:
    for period in view.periods:
        end = day(period.end_on) or "没有影响期"
        tail = "（预计）" if period.expected and period.end_on else ""
        name = f"{period.name}（已撤销或变更）" if period.revoked else period.name
        yield name, day(period.start_on), end + tail, period.why


# ---- 2 处分决定书


def decisions(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """Every decision of every case, the earliest first, with the reviews and appeals of each case."""
    for file in view.cases:
        made = sorted((d for d in file.decisions if d.decided_on), key=lambda d: (d.decided_on or desk.today, d.id or 0))
        for decision in made:
            yield _decision(desk, file, decision)
        for appeal in file.appeals:
            yield _appeal(desk, appeal)


def _decision(desk: Desk, file: CaseFile, decision: Decision) -> Piece:
    name, case = desk.rulebook.name_of, file.case
    word = name("review_kind", decision.review_kind) if decision.review_kind else "处分（处理）决定"
    facts = pairs(
        ("决定机关", name("issuer", decision.issuer)), ("文号", decision.document_number),
        ("决定日期", day(decision.decided_on)), ("制发日期", day(decision.issued_on)),
        ("送达日期", day(decision.delivered_on)), ("立案日期", day(case.filed_on)),
    )  # fmt: skip
    kinds = "、".join(name("violation", code) for code in case.violations)
    given = Grid(
        (("处分（处理）种类", 46.0), ("起", 24.0), ("止", 24.0), ("变动情况", 0.0)),
        tuple(_measure(desk, decision, measure) for measure in decision.measures),
    )
    more = said(("违纪违法类型", kinds), ("主要事实", case.facts if not decision.review_kind else ""), ("备注", decision.note))
    blocks = (facts, *([given] if decision.measures else []), *more)
    return Piece(title=f"{word}　{decision.document_number}", on=decision.decided_on, blocks=blocks)


def measure_name(desk: Desk, decision: Decision, measure: Measure) -> str:
    """What a measure was called when it was given."""
    sanctions = desk.rulebook.sanctions
    return sanctions[measure.code].name_on(decision.decided_on or desk.today) if measure.code in sanctions else measure.code


def _measure(desk: Desk, decision: Decision, measure: Measure) -> tuple[str, ...]:
    changes = (
        ("延长", measure.extended_on), ("恢复权利", measure.restored_on), ("撤销或者变更", measure.revoked_on),
        ("察看期满", measure.probation_end_on),
    )  # fmt: skip
    moved = "；".join(f"{word} {day(on)}" for word, on in changes if on)
    official = f"；决定书载明止于 {day(measure.official_end_on)}" if measure.official_end_on else ""
    return measure_name(desk, decision, measure), day(measure.start_on), day(measure.end_on), (moved + official).lstrip("；")


def _appeal(desk: Desk, item: Appeal) -> Piece:
    name = desk.rulebook.name_of
    word = name("appeal_kind", item.kind) or "申诉"
    facts = pairs(
        ("种类", word), ("编号", item.number), ("申请日期", day(item.applied_on)), ("受理日期", day(item.accepted_on)),
        ("承办人", item.handler), ("决定日期", day(item.decided_on)),
        ("结果", name("appeal_result", item.result) if item.result else "尚未作出决定"), ("决定文号", item.result_number),
    )  # fmt: skip
    more = said(
        ("申请理由", item.grounds), ("不予受理理由", item.refused_reason), ("决定内容", item.result_text), ("备注", item.note)
    )
    return Piece(title=f"{word}　{item.number}".rstrip("　"), on=item.applied_on, blocks=(facts, *more))


# ---- 3 执行


def execution(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """How each decision was announced and executed."""
    for file in view.cases:
        lists = {group.decision.id: group.lines for group in checklist_of(desk, file.case.id or 0).groups}
        made = sorted((d for d in file.decisions if d.decided_on), key=lambda d: (d.decided_on or desk.today, d.id or 0))
        for decision in made:
            blocks = [*_announced(desk, decision), *_checklist(desk, lists.get(decision.id, ()))]
            if blocks:
                meeting = decision.announcement
                on = (meeting.held_on or meeting.exempted_on) if meeting else None
                title = f"宣布和执行情况　{decision.document_number}"
                yield Piece(title=title, on=on or decision.delivered_on, blocks=tuple(blocks))


def _announced(desk: Desk, decision: Decision) -> list[Block]:
    item = decision.announcement
    if item is None:
        return []
    if item.exemption:
        facts = pairs(
            ("不公开宣布", desk.rulebook.name_of("exemption", item.exemption)), ("批准人", item.exemption_approver),
            ("批准日期", day(item.exempted_on)),
        )  # fmt: skip
        return [facts, *said(("理由", item.exemption_reason))]
    if item.held_on is None:
        late = said(("推迟理由", item.postponed_reason))
        return [pairs(("宣布会议", "尚未召开"), ("计划日期", day(item.planned_on))), *late]
    return _held(desk, decision, item)


def _held(desk: Desk, decision: Decision, item: Announcement) -> list[Block]:
    heads = f"应到 {item.expected} 人，" if item.expected else ""
    facts = pairs(
        (purpose(decision), day(item.held_on)), ("地点", item.place), ("宣布机关", item.announcer), ("主持人", item.chair),
        ("宣布范围", desk.rulebook.name_of("announce_scope", item.scope) if item.scope else ""),
        ("到会人数", f"{heads}实到 {item.attendance} 人" if item.attendance else ""),
        ("本人到会", "是" if item.person_present else "否"), ("会议通知", f"{item.notice} {day(item.notice_on)}".strip()),
    )  # fmt: skip
    speakers = {
        "part_report": item.reporter, "part_reading": item.reader, "part_criticism": item.speakers, "part_statement": item.leader,
    }  # fmt: skip
    rows = tuple(
        (str(at), title, "已进行" if getattr(item, field) else "未进行", speakers.get(field, ""))
        for at, (field, title) in enumerate(parts_for(decision.review_kind) or PARTS, 1)
    )
    agenda = Grid((("序号", 14.0), ("会议议程", 0.0), ("情况", 20.0), ("人员", 44.0)), rows)
    more = said(
        ("表态内容", item.statement), ("本人表态", item.person_statement), ("会议记录", item.minutes), ("备注", item.note)
    )
    return [facts, agenda, *more]


def _checklist(desk: Desk, lines: Iterable[Line]) -> list[Block]:
    rows = tuple(_line(desk, line) for line in lines)
    if not rows:
        return []
    columns = (("执行事项", 0.0), ("期限", 24.0), ("办结", 28.0), ("办理人", 24.0), ("依据和细目", 52.0))
    return [Heading("执行清单"), Grid(columns, rows)]


def _line(desk: Desk, line: Line) -> tuple[str, ...]:
    item, duty = line.item, line.duty
    if duty is not None and duty.excuse:
        done = "不需办理"
    elif line.done_on:
        done = day(line.done_on)
    elif duty is not None:
        done = STATE_NAMES[state_of(duty, desk.today)]
    else:
        done = f"至{day(line.until)}" if line.until else "执行中"
    own = line.template.code != RESTORE  # its steps have a sheet of their own
    details = "；".join(f"{label}：{text}" for label, text in line.details) if own else "步骤见恢复党员权利材料"
    proof = [line.said, duty.excuse if duty else "", item.evidence if item else "", details, item.note if item else ""]
    told = "；".join(dict.fromkeys(text.strip() for text in proof if text and text.strip()))
    return line.name, day(duty.due_on) if duty else "", done, item.done_by if item else "", told


# ---- 12 恢复党员权利、解除处分


def restoration(desk: Desk, view: DossierView) -> Iterator[Piece]:
    """Measures that came to their end: rights restored, revoked, or the period over; and the steps to restored rights."""
    rows, steps, days = [], [], []
    for file in view.cases:
        for decision in file.decisions:
            steps += [block for item in decision.items if item.kind == RESTORE for block in _steps(decision, item)]
            for measure in decision.measures:
                over = measure.end_on if measure.end_on and measure.end_on < desk.today else None
                ended = measure.restored_on or measure.revoked_on or over
                if ended is None:
                    continue
                days.append(ended)
                word = "恢复党员权利" if measure.restored_on else "撤销或者变更" if measure.revoked_on else "影响期（处分期）届满"
                rows.append((measure_name(desk, decision, measure), decision.document_number, word, day(ended)))
    columns = (("处分（处理）", 46.0), ("决定文号", 0.0), ("情形", 44.0), ("日期", 26.0))
    blocks = [*([Grid(columns, tuple(rows))] if rows else []), *steps]
    if blocks:
        yield Piece(on=max(days, default=None), blocks=tuple(blocks))


def _steps(decision: Decision, item: ExecutionItem) -> list[Block]:
    """The steps of the branch, the committee and the organ that approves."""
    found = Restoration.of(item.details)
    if found == Restoration():
        return []
    told = {
        "inspected_on": "；".join(text for text in (found.inspectors, found.opinion) if text),
        "published_to": "；".join(text for text in (f"自 {day(found.published_from)} 起公示" if found.published_from else "",
                                                    found.objections) if text),
        "meeting_on": f"应到 {found.due} 人，实到 {found.present} 人，赞成 {found.yes} 票" if found.due else "",
        "committee_on": found.committee, "approved_on": found.approver,
    }  # fmt: skip
    rows = tuple((name, day(getattr(found, field)) or "未办", told.get(field, "")) for field, name in STEPS)
    heading = Heading(f"恢复党员权利程序　{decision.document_number}")
    return [heading, Grid((("步骤", 60.0), ("日期", 26.0), ("情况", 0.0)), rows), *said(("缺项理由", found.reason))]
