"""A list held against the records, as a workbook to work from: one row a name, and what could not be read below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.screening import ALIKE
from jzdesk.domain.tolerance import CONCLUSIONS
from jzdesk.exports.ledgers import LedgerColumn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jzdesk.domain.intake import Intake, IntakeRow
    from jzdesk.domain.screening import Candidate, Facts, ScreenedName, Screening
    from jzdesk.services.desk import Desk

NOTHING, UNSEEN = "无", "无权查看"
COLUMNS = (
    LedgerColumn("seq", "序号", "", "int", 5),
    LedgerColumn("place", "位置", "名单", "text", 10),
    LedgerColumn("name", "姓名", "名单", "text", 8),
    LedgerColumn("id_number", "身份证号", "名单", "id", 19),
    LedgerColumn("birth_month", "出生年月", "名单", "text", 8.5),
    LedgerColumn("unit", "单位职务", "名单", "text", 18),
    LedgerColumn("match", "比对结果", "核查", "text", 11),
    LedgerColumn("person", "库内人员", "核查", "text", 17),
    LedgerColumn("alike", "近似人员（须人工核对）", "核查", "text", 22),
    LedgerColumn("measures", "处分（处理）", "核查", "text", 22),
    LedgerColumn("reviews", "容错审查", "核查", "text", 16),
    LedgerColumn("open_cases", "在办案件", "核查", "text", 11),
    LedgerColumn("dossier", "回访和考核", "核查", "text", 14),
    LedgerColumn("proposal", "建议", "建议", "text", 14),
    LedgerColumn("reasons", "理由", "建议", "text", 26),
    LedgerColumn("problems", "名单疑问", "", "text", 18),
)


def export_screening(desk: Desk, screening: Screening, intake: Intake, out: Path) -> int:
    """Write what the comparison found to a workbook; how many names. Nothing is registered, the export is logged.

    ExportError when it cannot be written; what was at `out` before then stays."""
    from jzdesk.exports.xlsx import write_register

    desk.need(Permission.EXPORT)
    subtitle = f"{desk.office.unit_name}　{desk.today:%Y-%m-%d}　共{len(screening.names)}人　比对建议，没有登记，也不是回复意见"
    write_register(
        "名单比对情况",
        COLUMNS,
        rows=_rows(desk, screening, intake),
        out=out,
        subtitle=subtitle,
        made_on=desk.today,
    )
    desk.vault.log(desk.actor, "导出名单比对", noun="office", summary=f"{len(screening.names)}人，{out.name}")
    return len(screening.names)


def _rows(desk: Desk, screening: Screening, intake: Intake) -> Iterator[dict[str, object]]:
    for number, (line, row) in enumerate(zip(screening.names, intake.rows, strict=True), 1):
        yield {"seq": number, **_name(desk, line, row), **_facts(line.facts)}
    for problem in intake.problems:
        if problem.refused:
            yield {"place": problem.place, "name": "（没有读入）", "problems": problem.text}


def _name(desk: Desk, line: ScreenedName, row: IntakeRow) -> dict[str, object]:
    name, person = line.name, line.person
    said = line.proposal.conclusion
    twice = (f"与第{line.double_of}人重复。",) if line.double_of else ()
    return {
        "place": row.place,
        "name": name.name,
        "id_number": name.id_number,
        "birth_month": name.birth_month,
        "unit": f"{name.unit_text}{name.post}",
        "match": desk.rulebook.name_of("name_match", line.matched)
        if line.matched
        else "有近似人员，须人工核对",
        "person": f"{person.name}（{person.unit_name}{person.post}）" if person else "",
        "alike": "\n".join(_alike(found) for found in line.candidates if found.level == ALIKE),
        "proposal": desk.rulebook.name_of("enquiry_reply", said) if said else "",
        "reasons": line.proposal.text,
        "problems": "\n".join((*row.problems, *twice)),
    }


def _alike(found: Candidate) -> str:
    return f"{found.person.name} {found.person.unit_name}{found.person.post}（{'，'.join(found.why)}）"


def _facts(facts: Facts | None) -> dict[str, object]:
    """What the records say, each in its column; empty for who is not matched."""
    if facts is None:
        return {}
    measures = [
        f"{m.decided_on:%Y-%m-%d}{m.name}（{m.document_number}，{'期内' if m.running else '期满'}）"
        for m in facts.measures
    ]
    reviews = [
        f"{r.number}：{CONCLUSIONS.get(r.conclusion, '') or '正在办理'}{'，纠错未完成' if r.correcting else ''}"
        for r in facts.reviews
    ]
    cases = facts.open_cases
    dossier = facts.dossier
    return {
        "measures": "\n".join(measures) or NOTHING,
        "reviews": "\n".join(reviews) or NOTHING,
        "open_cases": UNSEEN
        if cases is None
        else "\n".join(c.number or "案号未填" for c in cases) or NOTHING,
        "dossier": f"应访{dossier.visits_due}次，已访{dossier.visits_held}次；期满考核{dossier.result or '未进行'}"
        if dossier
        else NOTHING,
    }
