"""`jzdesk enquiry FILE`: a list of names held against the records, without a letter; nothing is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.cli_rules import WrongUse
from jzdesk.cli_vault import Result

if TYPE_CHECKING:
    import argparse

    from jzdesk.domain.intake import Intake
    from jzdesk.domain.screening import ScreenedName
    from jzdesk.services.desk import Desk


def read(args: argparse.Namespace) -> Intake:
    """The names of the files that are meant, before a password is asked. Refused when they cannot be read."""
    from jzdesk.services import enquiry_intake

    if args.sheet:
        if len(args.files) != 1:
            raise WrongUse("--sheet 只能与一份表格同时使用")
        return enquiry_intake.read_names_book(args.files[0], args.sheet)
    return enquiry_intake.read_list(args.files)


def screen(args: argparse.Namespace, desk: Desk, intake: Intake) -> Result:
    """Each name with whom it means and what the rules propose. Problems: what could not be read or is doubtful, and
    look-alikes a person must compare."""
    from jzdesk.services.enquiry_screening import screen_list

    purpose = _purpose(desk, args.purpose)
    screening = screen_list(desk, intake.names, purpose=purpose)
    values = [
        _name(desk, line, row.place, row.problems)
        for line, row in zip(screening.names, intake.rows, strict=True)
    ]
    lines = [text for value in values for text in _lines(value)]
    lines += [f"没有读入：{problem.line}" for problem in intake.problems if problem.refused]
    alike, doubtful = len(screening.unresolved), sum(bool(value["problems"]) for value in values)
    refused = intake.refused
    counts = [f"共{len(values)}人"]
    counts += [f"{alike}人有近似人员须人工核对"] if alike else []
    counts += [f"{doubtful}人的信息有疑问"] if doubtful else []
    counts += [f"{refused}处没有读入"] if refused else []
    lines.append(f"{'，'.join(counts)}。")
    if not screening.sees_open_cases:
        lines.append("当前账户无权查看在办案件，未核对立案情况。")
    if args.out is not None:
        from jzdesk.services.screening_book import export_screening

        export_screening(desk, screening, intake, args.out.absolute())
        lines.append(f"已写出{args.out}。")
    lines.append("以上为比对建议，没有登记，也不是回复意见。")
    value = {
        "purpose": purpose, "sees_open_cases": screening.sees_open_cases, "names": values,
        "problems": [
            {"file": args.files[0].name if len(args.files) == 1 else p.place, "sheet": intake.sheet, "cell": p.place, "rule": "unread" if p.refused else "doubtful",
             "message": p.text, "refused": p.refused} for p in intake.problems
        ],
    }  # fmt: skip
    return Result(lines, value, problems=bool(alike or doubtful or refused))


def _purpose(desk: Desk, given: str) -> str:
    codes = desk.rulebook.codes["enquiry_purpose"]
    for code in codes:
        if given in (code.code, code.name):
            return code.code
    raise WrongUse(f"没有名为“{given}”的事由，可用的有 {'、'.join(code.name for code in codes)}")


def _name(desk: Desk, line: ScreenedName, place: str, problems: tuple[str, ...]) -> dict[str, Any]:
    from jzdesk.domain.identity import mask_id
    from jzdesk.domain.screening import ALIKE

    twice = (f"与第{line.double_of}人重复。",) if line.double_of else ()
    alike = [candidate for candidate in line.candidates if candidate.level == ALIKE]
    return {
        "position": line.name.position, "place": place, "name": line.name.name,
        "id_number": mask_id(line.name.id_number), "birth_month": line.name.birth_month,
        "unit": f"{line.name.unit_text}{line.name.post}", "match": line.matched or "unresolved",
        "match_name": desk.rulebook.name_of("name_match", line.matched) if line.matched else "有近似人员，须人工核对",
        "person_id": line.person.id if line.person else None,
        "candidates": [
            {"person_id": c.person.id, "name": c.person.name, "unit": f"{c.person.unit_name}{c.person.post}",
             "score": c.score, "why": list(c.why)} for c in alike
        ],
        "proposal": line.proposal.conclusion,
        "proposal_name": desk.rulebook.name_of("enquiry_reply", line.proposal.conclusion) if line.proposal.conclusion else "",
        "reasons": [reason.text for reason in line.proposal.reasons], "problems": [*problems, *twice],
    }  # fmt: skip


def _lines(value: dict[str, Any]) -> list[str]:
    """The name and what is proposed; below it the look-alikes, the reasons, what is doubtful."""
    head = [value["name"], value["unit"], value["match_name"], value["proposal_name"]]
    lines = [f"{value['position']}  {'  '.join(text for text in head if text)}"]
    lines += [
        f"    近似：{found['name']} {found['unit']}（{'，'.join(found['why'])}）"
        for found in value["candidates"]
    ]
    if value["proposal"] != "clear":
        lines += [f"    理由：{text}" for text in value["reasons"]]
    return [*lines, *(f"    注意：{text}" for text in value["problems"])]
