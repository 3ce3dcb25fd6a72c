"""时间线: everything that happened to one person, of all his cases and of his file, in time order.

    view = dossier_views.look_at(desk, dossier_id)
    for entry in dossier_story.story_of(desk, view): ...

`story_of` reads nothing: a view holds all of it, so that the screen and the paper tell the same. Only what has happened is
told; what is still to come stands among the duties.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from jzdesk.domain.announcements import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from jzdesk.domain.announcements import Announcement
    from jzdesk.domain.appeals import Appeal
    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.measures import Measure
    from jzdesk.domain.visits import Visit
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossier_views import DossierView

    Name = Callable[[str, str], str]

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "decision": "处分决定", "execution": "宣布执行", "appeal": "复审申诉", "file": "档案", "mentor": "帮带",
        "visit": "回访", "annual": "年度考核", "assessment": "期满考核", "attachment": "附件",
    }
)  # fmt: skip
"""The kinds of entries in the order they stand on one day, with the words of the filter."""

_RANK: Mapping[str, int] = MappingProxyType({kind: rank for rank, kind in enumerate(KINDS)})
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened on a day. `title` says it in a few words, `text` the particulars ('' for none). `link` is
    the kind of record behind it and its id: ('case', case_id), ('visit', visit_id), ('mentor', mentor_id),
    ('note', note_id), ('annual', record_id), ('assessment', assessment_id), ('file', dossier_id),
    ('attachment', attachment_id)."""

    on: date
    kind: str
    title: str
    text: str
    link: tuple[str, int]

    @property
    def words(self) -> str:
        """All of it as one text, to be searched."""
        return f"{self.on:%Y-%m-%d} {KINDS[self.kind]} {self.title} {self.text}"


def story_of(desk: Desk, view: DossierView) -> tuple[Entry, ...]:
    """The whole of a person's file in time order, the earliest first."""
    name = desk.rulebook.name_of
    found = [entry for case in view.cases for entry in _of_case(desk, case)]
    found += _of_file(name, view)
    found += _of_notes(name, view.file)
    found += [entry for visit in view.file.visits for entry in _of_visit(name, visit)]
    found += [entry for item in view.file.assessments for entry in _of_assessment(name, item)]
    found += [_of_attachment(item) for item in (*view.attachments, *view.case_attachments)]
    on = desk.today
    return tuple(sorted((e for e in found if e.on <= on), key=lambda e: (e.on, _RANK[e.kind])))


def _said(*parts: str) -> str:
    """The parts that say something, joined; cut where somebody typed pages."""
    text = "；".join(part.strip().rstrip("。；") for part in parts if part and part.strip())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _labelled(label: str, text: str) -> str:
    return f"{label}：{text}" if text and text.strip() else ""


# ---- cases


def _of_case(desk: Desk, file: CaseFile) -> Iterator[Entry]:
    case, link = file.case, ("case", file.case.id or 0)
    if case.filed_on:
        yield Entry(case.filed_on, "decision", "立案", _said(case.number), link)
    for decision in file.decisions:
        if decision.decided_on:
            yield from _of_decision(desk, decision, decision.decided_on, link)
    for appeal in file.appeals:
        yield from _of_appeal(desk.rulebook.name_of, appeal, link)


def _of_decision(desk: Desk, decision: Decision, decided: date, link: tuple[str, int]) -> Iterator[Entry]:
    name, sanctions = desk.rulebook.name_of, desk.rulebook.sanctions
    given = "、".join(sanctions[m.code].name_on(decided) for m in decision.measures if m.code in sanctions)
    word = name("review_kind", decision.review_kind) if decision.review_kind else "处分决定"
    text = _said(name("issuer", decision.issuer), decision.document_number, decision.note)
    yield Entry(decided, "decision", f"{word}：{given}", text, link)
    if decision.delivered_on:
        yield Entry(decision.delivered_on, "execution", "送达处分决定", "", link)
    if decision.announcement:
        yield from _of_announcement(name, decision.announcement, link)
    for item in decision.items:
        twice = item.kind == "announce" or (item.kind == "deliver" and decision.delivered_on)
        if item.done_on and not twice:
            text = _said(item.done_by, item.evidence, item.note)
            yield Entry(item.done_on, "execution", name("execution_item", item.kind), text, link)
    for measure in decision.measures:
        called = sanctions[measure.code].name_on(decided) if measure.code in sanctions else measure.code
        yield from _of_measure(measure, called, link)


def _of_announcement(name: Name, item: Announcement, link: tuple[str, int]) -> Iterator[Entry]:
    if item.exemption and item.exempted_on:
        text = _said(name("exemption", item.exemption), item.exemption_reason, _labelled("批准人", item.exemption_approver))
        yield Entry(item.exempted_on, "execution", "经批准不公开宣布", text, link)
    elif item.held_on:
        present = f"到会 {item.attendance} 人" if item.attendance else ""
        agenda = [title for field, title in PARTS if getattr(item, field)]
        parts = "四项议程齐全" if len(agenda) == len(PARTS) else "、".join(agenda)
        own = _labelled("本人表态", item.person_statement)
        text = _said(item.place, _labelled("宣布人", item.announcer), present, parts, _labelled("表态", item.leader), own)
        yield Entry(item.held_on, "execution", "公开宣布处分决定", text, link)


def _of_measure(measure: Measure, called: str, link: tuple[str, int]) -> Iterator[Entry]:
    for day, kind, word in (
        (measure.extended_on, "decision", f"延长{called}"),
        (measure.restored_on, "execution", f"恢复党员权利（{called}）"),
        (measure.revoked_on, "decision", f"撤销或者变更{called}"),
        (measure.end_on, "decision", f"{called}期满"),
    ):
        if day and not (word.endswith("期满") and measure.revoked_on):
            yield Entry(day, kind, word, "", link)


def _of_appeal(name: Name, item: Appeal, link: tuple[str, int]) -> Iterator[Entry]:
    word = name("appeal_kind", item.kind) or "申诉"
    if item.applied_on:
        yield Entry(item.applied_on, "appeal", f"提出{word}", _said(item.number, item.grounds), link)
    if item.accepted_on:
        yield Entry(item.accepted_on, "appeal", f"受理{word}", _said(item.handler), link)
    if item.decided_on:
        result = name("appeal_result", item.result) if item.result else ""
        yield Entry(item.decided_on, "appeal", f"{word}决定", _said(result, item.result_number, item.result_text), link)


# ---- the file itself


def _of_file(name: Name, view: DossierView) -> Iterator[Entry]:
    file, dossier = view.file, view.file.dossier
    link = ("file", dossier.id or 0)
    excluded = name("visit_exclusion", dossier.excluded) if dossier.excluded else ""
    for day, title, text in (
        (dossier.opened_on, "建立回访档案", dossier.number),
        (dossier.excluded_on if excluded else None, f"不列入应回访：{excluded}", dossier.excluded_reason),
        (dossier.closed_on, "结档", ""),
        (dossier.archived_on, "归档", _labelled("档号", dossier.archive_number)),
    ):
        if day:
            yield Entry(day, "file", title, text, link)
    joined: dict[date, list[str]] = {}
    for member in file.team:
        if member.joined_on:
            joined.setdefault(member.joined_on, []).append(member.name)
    for day, names in joined.items():
        yield Entry(day, "file", "回访小组成员", "、".join(names), ("team", dossier.id or 0))
    for at, mentor in enumerate(file.mentors):
        behind = ("mentor", mentor.id or 0)
        if mentor.appointed_on:
            word = "更换帮带人" if at else "指定帮带人"
            yield Entry(mentor.appointed_on, "mentor", f"{word}：{mentor.name}", _said(mentor.post, mentor.appointed_by), behind)
        if mentor.ended_on:
            yield Entry(mentor.ended_on, "mentor", f"帮带人{mentor.name}不再帮带", _said(mentor.end_reason), behind)


def _of_notes(name: Name, file: DossierFile) -> Iterator[Entry]:
    for note in file.notes:
        if note.noted_on:
            thought = name("note_thought", note.thought) if note.thought else ""
            text = _said(note.content, _labelled("思想状况", thought), _labelled("帮助解决", note.help))
            yield Entry(note.noted_on, "mentor", "帮教记录", text, ("note", note.id or 0))
    for record in file.annual:
        if record.graded_on:
            grade = name("annual_grade", record.grade) if record.grade else ""
            text = _said(_labelled("评先评优", record.honours), _labelled("提拔晋升", record.promotion))
            yield Entry(record.graded_on, "annual", f"{record.year}年度考核：{grade}", text, ("annual", record.id or 0))


def _of_visit(name: Name, visit: Visit) -> Iterator[Entry]:
    link = ("visit", visit.id or 0)
    if visit.held_on:
        with_whom = _labelled("谈话人", "、".join(visit.talkers))
        grade = _labelled("评价", name("visit_grade", visit.evaluation) if visit.evaluation else "")
        text = _said(name("visit_way", visit.way), visit.place, with_whom, grade, next(iter(visit.outline), ""))
        yield Entry(visit.held_on, "visit", f"第{visit.ordinal}次回访（{name('visit_kind', visit.kind)}）", text, link)
        if visit.follow_up and visit.follow_up_done:
            text = _said(visit.follow_up, visit.follow_up_result)
            yield Entry(visit.follow_up_done, "visit", "跟踪事项办结", text, link)
    elif visit.excuse and visit.planned_on:
        why = name("visit_excuse", visit.excuse)
        yield Entry(visit.planned_on, "visit", f"第{visit.ordinal}次未能回访：{why}", _said(visit.excuse_reason), link)


def _of_assessment(name: Name, item: Assessment) -> Iterator[Entry]:
    link = ("assessment", item.id or 0)
    if item.held_on:
        use = _labelled("结果运用", name("assessment_use", item.use) if item.use else "")
        title = f"期满考核：{name('assessment_grade', item.result)}"
        text = _said(use, _labelled("单位意见", item.unit_opinion), _labelled("帮带人意见", item.mentor_opinion))
        yield Entry(item.held_on, "assessment", title, text, link)
    if item.forwarded_on:
        yield Entry(item.forwarded_on, "assessment", f"考核结果抄送{item.forwarded_to}", "", link)
    if item.consequence_done:
        yield Entry(item.consequence_done, "assessment", "落实考核处理措施", _said(item.consequence), link)


def _of_attachment(item: AttachmentRow) -> Entry:
    return Entry(item.added_at.date(), "attachment", f"添加附件：{item.title}", item.file_name, ("attachment", item.id))
