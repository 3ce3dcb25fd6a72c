"""期满考核, what it rests on: everything the records of a period say, gathered on one page, and what the rules propose."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.assessment_rules import Findings, Proposal, propose
from jzdesk.domain.duties import DutyKind, DutyState, state_of
from jzdesk.domain.reckoning import reckon
from jzdesk.services.annual import AnnualLine, annual_lines
from jzdesk.services.dossier_writes import living_file
from jzdesk.storage import cases
from jzdesk.storage import duties as duty_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.visits import Visit
    from jzdesk.services.desk import Desk

POLL = (("poll_good", "good"), ("poll_fairly", "fairly"), ("poll_fair", "fair"), ("poll_poor", "poor"))
"""The counts of 民主测评 and the code, in the list assessment_grade, that names each."""

NOTES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class InputLine:
    """One thing the records say; `kind` is a state's colour where it weighs against the person."""

    label: str
    text: str
    kind: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class InputGroup:
    """Lines under a title."""

    title: str
    lines: tuple[InputLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The page, and what the proposal is read off. `annual` are the years, `new_cases` what came up in the period."""

    groups: tuple[InputGroup, ...]
    findings: Findings
    annual: tuple[AnnualLine, ...]
    new_cases: tuple[str, ...]

    def text(self) -> str:
        """The page as plain text."""
        return "\n".join(f"{line.label}：{line.text}" for group in self.groups for line in group.lines)


def gather(desk: Desk, dossier_id: int) -> Inputs:
    """Read all inputs of the assessment of the period that runs or has just ended."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = living_file(dossier_id)
        known = cases.files_of_person(file.person.id or 0)
        found = reckon(known, desk.planner, desk.end_rule)
        duties = duty_rows.of_person(file.person.id or 0)
    years = annual_lines(desk, file.annual, found.clocks.values(), start=file.period_start, end=file.period_end)
    new = new_cases(desk, file, known)
    items = [d for d in duties if d.open and d.case_id is not None]
    follow_ups = [v for v in file.visits_of_period if v.follow_up and v.follow_up_done is None]
    missed = _missed(file, desk.today)
    findings = _findings(desk, file, years=years, new=len(new), items=len(items), follow_ups=len(follow_ups), missed=len(missed))
    groups = (
        InputGroup("帮带", _mentoring(desk, file)),
        InputGroup("回访", (*_visits(desk, file), *_missed_lines(desk, file, missed))),
        InputGroup("单位和群众评价", _sides(file)),
        InputGroup("年度考核", _annual(desk, years)),
        InputGroup("期内新立案、新处分", _new(new)),
        InputGroup("尚未办结", (*_open_follow_ups(desk, follow_ups), *_open_items(desk, items))),
    )
    return Inputs(groups=groups, findings=findings, annual=years, new_cases=new)


def propose_result(
    desk: Desk, inputs: Inputs, *, slack: bool = False, new_violation: bool = False, poll: Sequence[int] = ()
) -> Proposal:
    """What the rules propose from the page and from what the form says so far; `poll` are the votes, best first."""
    found = replace(inputs.findings, slack=slack)
    if new_violation and not found.new_cases:
        found = replace(found, new_cases=1)
    if sum(poll):
        found = replace(found, good_share=100 * sum(poll[:2]) / sum(poll))
    lists = desk.rulebook.codes
    grades = [code.code for code in lists.offered("visit_grade", desk.today)]
    results = [code.code for code in lists.offered("assessment_grade", desk.today)]
    return propose(found, desk.rulebook.assessments, grades=grades, results=results)


def poll_names(desk: Desk, item: Assessment | None = None) -> tuple[tuple[str, str], ...]:
    """The counts of 民主测评 with their names: those of the grades in use, and any an old record has votes for."""
    offered = {code.code for code in desk.rulebook.codes.offered("assessment_grade", desk.today)}
    return tuple(
        (field, desk.rulebook.name_of("assessment_grade", code))
        for field, code in POLL
        if code in offered or (item is not None and getattr(item, field) is not None)
    )


# ---- what is read off the records


def new_cases(desk: Desk, file: DossierFile, known: Iterable[CaseFile]) -> tuple[str, ...]:
    """Cases filed or decided after the period began: the test of "no new violation" (domain notes §4.5)."""
    start, end = file.period_start or file.decided_on, file.period_end
    if start is None:
        return ()
    last = max(end, desk.today) if end else desk.today
    said = []
    for case in known:
        filed, decision = case.case.filed_on, case.decision
        decided = decision.decided_on if decision else None
        if decision is not None and decision.review_kind:  # a change of the old decision is no new violation
            continue
        began = filed if filed and start < filed <= last else None
        fresh = decided if decided and start < decided <= last else None
        if began is None and fresh is None:
            continue
        parts = [f"{began:%Y-%m-%d}立案"] if began else []
        if decided and fresh:
            names = "、".join(desk.rulebook.sanctions[m.code].short for m in decision.measures) if decision else ""
            parts.append(f"{decided:%Y-%m-%d}{names}")
        number = (decision.document_number if decision else "") or case.case.number
        said.append(f"{'，'.join(parts)}{f'（{number}）' if number else ''}")
    return tuple(said)


def _missed(file: DossierFile, on: date) -> list[Visit]:
    return [v for v in file.visits_of_period if not v.settled and v.planned_on and v.planned_on < on]


def _findings(
    desk: Desk, file: DossierFile, *, years: Sequence[AnnualLine], new: int, items: int, follow_ups: int, missed: int
) -> Findings:
    held = [v for v in file.visits_of_period if v.held_on]
    votes: Counter[str] = Counter()
    for visit in held:
        votes.update(poll_counts(desk, visit.side_poll))
    total = sum(votes.values())
    excused = sum(v.excuse == "refusal" for v in file.visits_of_period)  # 拒访 weighs like a missed visit
    return Findings(
        new_cases=new,
        evaluations=tuple(v.evaluation for v in held if v.evaluation),
        effects=tuple(v.effect for v in held if v.effect),
        good_share=100 * (votes["good"] + votes["fairly"]) / total if total else None,
        missed=missed + excused,
        follow_ups_open=follow_ups,
        items_open=items,
        years=tuple(line.record.grade for line in years if line.record),
    )


def poll_counts(desk: Desk, text: str) -> dict[str, int]:
    """'参加12人：好10票，较好2票' → {'good': 10, 'fairly': 2}, by the names of the visit grades."""
    found: dict[str, int] = {}
    for code in desk.rulebook.codes["visit_grade"]:
        match = re.search(rf"(?<!较){re.escape(code.name)}\s*(\d+)\s*票", text)
        if match:
            found[code.code] = int(match[1])
    return found


# ---- the lines


def _mentoring(desk: Desk, file: DossierFile) -> tuple[InputLine, ...]:
    mentors = tuple(
        InputLine("帮带人", f"{m.name}　{m.post}　{_span(m.appointed_on, m.ended_on)}") for m in file.mentors
    )
    start = file.period_start
    notes = [n for n in file.notes if n.noted_on and (start is None or n.noted_on >= start)]
    shown = tuple(
        InputLine(f"{note.noted_on:%Y-%m-%d}", _note(desk, note.thought, note.content, note.help))
        for note in sorted(notes, key=lambda n: n.noted_on or date.min)[-NOTES_SHOWN:]
    )
    count = InputLine("帮教记录", f"期内{len(notes)}条" if notes else "期内没有帮教记录", "" if notes else "soon")
    return (*(mentors or (InputLine("帮带人", "未指定帮带人", "soon"),)), count, *shown)


def _note(desk: Desk, thought: str, content: str, help_: str) -> str:
    name = desk.rulebook.name_of("note_thought", thought)
    return "；".join(text.rstrip("。；") for text in (name, content, help_) if text)


def _span(first: date | None, last: date | None) -> str:
    return f"{first:%Y-%m-%d}至{f'{last:%Y-%m-%d}' if last else '今'}" if first else ""


def _visits(desk: Desk, file: DossierFile) -> tuple[InputLine, ...]:
    book, visits = desk.rulebook, file.visits_of_period
    held = [v for v in visits if v.held_on]
    grades = Counter(v.evaluation for v in held if v.evaluation)
    effects = Counter(v.effect for v in held if v.effect)
    lines = [InputLine("次数", f"应回访{sum(not v.excuse for v in visits)}次，已回访{len(held)}次")]
    for label, list_name, counts in (("评价等次", "visit_grade", grades), ("认识情况", "visit_effect", effects)):
        order = [code.code for code in book.codes[list_name]]
        said = "，".join(f"{book.name_of(list_name, code)}{counts[code]}次" for code in order if counts[code])
        if said:
            lines.append(InputLine(label, said))
    for visit in held:
        words = [book.name_of("visit_grade", visit.evaluation), book.name_of("visit_effect", visit.effect)]
        if visit.counselling:
            words.append(f"需要心理疏导{f'：{visit.counselling_note}' if visit.counselling_note else ''}")
        lines.append(InputLine(f"第{visit.ordinal}次", f"{visit.held_on:%Y-%m-%d}　{'，'.join(w for w in words if w)}"))
    return tuple(lines)


def _missed_lines(desk: Desk, file: DossierFile, missed: Sequence[Visit]) -> tuple[InputLine, ...]:
    excused = [v for v in file.visits_of_period if v.excuse]
    lines = [InputLine("应访未访", f"第{v.ordinal}次，计划{v.planned_on:%Y-%m-%d}", "overdue") for v in missed]
    lines += [
        InputLine("未能回访", f"第{v.ordinal}次，{desk.rulebook.name_of('visit_excuse', v.excuse)}：{v.excuse_reason}")
        for v in excused
    ]
    return tuple(lines)


def _sides(file: DossierFile) -> tuple[InputLine, ...]:
    lines = []
    for visit in (v for v in file.visits_of_period if v.held_on):
        for label, text in (
            ("单位负责人", visit.side_head), ("群众代表", visit.side_members), ("家属", visit.side_family),
            ("民主测评", visit.side_poll),
        ):  # fmt: skip
            if text:
                lines.append(InputLine(label, f"第{visit.ordinal}次：{text}"))
    return tuple(lines) or (InputLine("评价", "回访中没有了解到单位和群众的评价"),)


def _annual(desk: Desk, years: Sequence[AnnualLine]) -> tuple[InputLine, ...]:
    lines = []
    for line in years:
        allowed = f"（规定：{line.allowed}）" if line.allowed else ""
        if line.record is None:
            over = line.year < desk.today.year
            lines.append(InputLine(f"{line.year}年度", f"尚未登记{allowed}", "soon" if over else ""))
            continue
        grade = desk.rulebook.name_of("annual_grade", line.record.grade)
        lines.append(InputLine(f"{line.year}年度", f"{grade}{allowed}", "overdue" if line.faults else "", "\n".join(line.faults)))
    return tuple(lines) or (InputLine("年度考核", "期内没有应登记的年度"),)


def _new(new: Sequence[str]) -> tuple[InputLine, ...]:
    if not new:
        return (InputLine("系统核对", "影响期内没有新的立案和处分"),)
    return tuple(InputLine("期内新立案", text, "overdue") for text in new)


def _open_follow_ups(desk: Desk, visits: Sequence[Visit]) -> tuple[InputLine, ...]:
    lines = []
    for visit in visits:
        late = visit.follow_up_due is not None and visit.follow_up_due < desk.today
        due = f"，期限{visit.follow_up_due:%Y-%m-%d}" if visit.follow_up_due else ""
        owner = f"（{visit.follow_up_owner}）" if visit.follow_up_owner else ""
        text = f"第{visit.ordinal}次：{visit.follow_up}{owner}{due}"
        lines.append(InputLine("跟踪事项", text, "overdue" if late else "soon"))
    return tuple(lines) or (InputLine("跟踪事项", "没有未办结的跟踪事项"),)


def _open_items(desk: Desk, duties: Sequence[Duty]) -> tuple[InputLine, ...]:
    lines = []
    for duty in duties:
        late = state_of(duty, desk.today) is DutyState.OVERDUE
        name = desk.rulebook.name_of("duty_kind", DutyKind(duty.kind).value)
        text = f"{name}，应于{duty.due_on:%Y-%m-%d}"
        lines.append(InputLine("处分执行", text, "overdue" if late else "soon", duty.why))
    return tuple(lines) or (InputLine("处分执行", "执行事项均已办结"),)
