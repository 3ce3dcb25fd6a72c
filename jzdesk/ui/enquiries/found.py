"""What the records say about the person of a name, as lines that lead to their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.screening import DossierFact, Facts, MeasureFact, OpenCase, ReviewFact


class Found(NamedTuple):
    """One line: what it is about, the words, the kind that colours them, and the record (kind, id) it leads to."""

    title: str
    text: str
    kind: str = ""
    record: tuple[str, int] | None = None


NOT_ALLOWED = "当前账户无权查看在办案件，未核对立案情况。"


def found_lines(facts: Facts, rulebook: Rulebook) -> list[Found]:
    """Everything found, the weightiest first; what was looked for and not found is said too."""
    lines = [_measure(fact) for fact in facts.measures] or [Found("处分处理", "没有记录。", "excused")]
    if facts.open_cases is None:
        lines.append(Found("在办案件", NOT_ALLOWED, "excused"))
    elif facts.open_cases:
        lines += [_case(case) for case in facts.open_cases]
    else:
        lines.append(Found("在办案件", "没有记录。", "excused"))
    lines += [_review(fact, rulebook) for fact in facts.reviews] or [Found("容错审查", "没有记录。", "excused")]
    if facts.dossier is not None:
        lines.append(_dossier(facts.dossier, rulebook))
    if facts.deleted:
        lines.append(Found("回收站", f"另有该人员的 {facts.deleted} 件记录在回收站中，请核实。", "soon"))
    return lines


def _measure(fact: MeasureFact) -> Found:
    words = [fact.name, fact.document_number, f"{_day(fact.decided_on)} 决定"]
    if fact.permanent:
        return Found("处分处理", _line(*words), "overdue", ("case", fact.case_id))
    if fact.end_on is not None:
        state = "尚未期满" if fact.running else "已满"
        words.append(f"{_day(fact.start_on)} 至 {_day(fact.end_on)}，{state}")
    elif fact.running:
        words.append("期限尚未确定")
    return Found("处分处理", _line(*words), "soon" if fact.running else "", ("case", fact.case_id))


def _case(case: OpenCase) -> Found:
    filed = f"{_day(case.filed_on)} 立案" if case.filed_on else "已登记"
    return Found("在办案件", _line(case.number, f"{filed}，尚未作出决定"), "overdue", ("case", case.case_id))


def _review(fact: ReviewFact, rulebook: Rulebook) -> Found:
    if fact.running:
        state, kind = f"{_day(fact.applied_on)} 申请，正在审查", "soon"
    else:
        said = rulebook.name_of("tolerance_conclusion", fact.conclusion) if fact.conclusion else "未受理"
        state = f"{_day(fact.concluded_on)} 认定：{said}" if fact.concluded_on else said
        kind = "done" if fact.conclusion == "exempt" else ""
    tail = "纠错整改尚未完成" if fact.correcting else ""
    return Found("容错审查", _line(fact.matter, fact.number, state, tail), kind, ("tolerance", fact.review_id))


def _dossier(fact: DossierFact, rulebook: Rulebook) -> Found:
    visits = f"应回访 {fact.visits_due} 次，已回访 {fact.visits_held} 次" if fact.visits_due else "尚无应回访次数"
    last = f"最近 {_day(fact.last_visit_on)}" if fact.last_visit_on else ""
    told = _line(rulebook.name_of("visit_grade", fact.evaluation), rulebook.name_of("visit_effect", fact.effect))
    assessed = f"期满考核 {rulebook.name_of('assessment_grade', fact.result)}" if fact.result else ""
    return Found("回访教育", _line(visits, last, told, assessed), "", ("dossier", fact.dossier_id))


def _line(*parts: str) -> str:
    return "　".join(part for part in parts if part)


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""
