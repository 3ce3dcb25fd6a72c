"""Paper: the forms there are, and 回访谈话表 filled from the records; who printed what goes into the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.accounts import Permission
from jzdesk.domain.dates import cn_date
from jzdesk.domain.errors import Refused
from jzdesk.printing import forms
from jzdesk.storage import cases, dossiers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dossiers import DossierFile, TeamMember
    from jzdesk.domain.visits import Visit
    from jzdesk.paths import Paths
    from jzdesk.printing.forms import FormDefinition
    from jzdesk.services.desk import Desk

INTERVIEW = "interview"
"""The name of 回访谈话表 among the forms."""

Record = dict[str, "str | list[str] | bool"]


@dataclass(frozen=True, slots=True)
class FormTitle:
    """A form by the name used in commands, and its title."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What was written: the file, how many forms it holds and on how many pages."""

    path: Path
    forms: int
    pages: int


def list_forms(desk: Desk) -> tuple[FormTitle, ...]:
    """The forms there are; a county's own wins over the shipped one of the same name."""
    return forms_in(desk.paths)


def forms_in(paths: Paths) -> tuple[FormTitle, ...]:
    """The same without opening the vault: forms are no secret. FormError names a form that cannot be read."""
    found = forms.list_forms((paths.local_forms, paths.forms()))
    return tuple(FormTitle(name, forms.load_form(folder).title) for name, folder in found.items())


def interview_form(desk: Desk) -> FormDefinition:
    """回访谈话表 with the county's own words to tick."""
    codes = desk.rulebook.codes
    lists = {name: tuple(code.name for code in codes.offered(name, desk.today)) for name in codes}
    return forms.load_form(forms.list_forms((desk.paths.local_forms, desk.paths.forms()))[INTERVIEW], lists)


def print_interviews(
    desk: Desk,
    *,
    out: Path,
    month: str | None = None,
    visit_id: int | None = None,
    visit_ids: Sequence[int] = (),
    dossier_id: int | None = None,
    dossier_ids: Sequence[int] = (),
    blank: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Printed:
    """Write 回访谈话表 to one PDF: those of a month, of one visit, of the next visit of dossiers, or a blank one.

    A visit held is printed with what was said; one still to come with its head filled and lines to write on. Refused
    when there is nothing to print; what `progress` raises cancels, and no file is changed."""
    from jzdesk.printing.render import render

    desk.need(Permission.EXPORT)
    if not out.parent.is_dir():
        raise Refused(f"文件夹“{out.parent}”不存在，“{out.name}”没有写成，请另选位置。")
    if blank:
        records: list[Record] = [{}]
        said = "空白表"
    else:
        with desk.vault.read():
            wanted = [*dossier_ids, *([dossier_id] if dossier_id else [])]
            visits, said = _listed(visit_ids) if visit_ids else _wanted(desk, month, visit_id, wanted)
            records = list(_records(desk, visits))
    form = interview_form(desk)
    pages = render(form, records, out, progress=progress)
    single = visits[0].dossier_id if not blank and len(visits) == 1 else None
    desk.vault.log(desk.actor, f"打印{form.title}", noun="dossier", record_id=single,
                   summary=f"{said}，{len(records)}份{pages}页")  # fmt: skip
    return Printed(out, len(records), pages)


def _listed(visit_ids: Sequence[int]) -> tuple[list[Visit], str]:
    """The visits of a list, in its order; those excused or gone meanwhile are left out."""
    found = [visit for key in visit_ids if (visit := dossiers.visit(key)) is not None and not visit.excuse]
    if not found:
        raise Refused("所选回访都已登记未访原因或已不在计划中，没有谈话表可打印，请刷新。")
    return found, f"选定的{len(found)}次回访"


def _wanted(
    desk: Desk, month: str | None, visit_id: int | None, dossier_ids: Sequence[int]
) -> tuple[list[Visit], str]:
    """The visits to print and how the log names them."""
    if month:
        first, last = months.span(month)
        visits = dossiers.visits_between(first, last)
        if not visits:
            raise Refused(f"{months.title(month)}没有已开展或应开展的回访，没有谈话表可打印。")
        return visits, months.title(month)
    if visit_id is not None:
        visit = dossiers.visit(visit_id)
        if visit is None:
            raise Refused(f"没有编号为{visit_id}的回访，请刷新后重试。")
        if visit.excuse:
            raise Refused("这次回访已登记未访原因，没有谈话表。")
        return [visit], f"第{visit.ordinal}次回访"
    if not dossier_ids:
        raise Refused("请指定月份、一次回访或一份档案，或打印空白表。")
    found = [_coming(desk, key) for key in dossier_ids]
    visits = [visit for visit in found if visit]
    if not visits:
        raise Refused("所选人员没有待开展的回访，可从回访记录打印已开展的谈话表。")
    return visits, "下次回访"


def _coming(desk: Desk, dossier_id: int) -> Visit | None:
    """The next visit of a dossier that is still to be held."""
    file = dossiers.file_of(dossier_id)
    if file is None:
        raise Refused("这份回访档案已不存在，请刷新列表。")
    return next((visit for visit in file.visits if not visit.settled), None)


def _records(desk: Desk, visits: Iterable[Visit]) -> Iterable[Record]:
    for visit in visits:
        file = dossiers.file_of(visit.dossier_id or 0)
        if file is not None:
            yield interview_of(desk, file, visit, cases.files_of_person(file.person.id or 0))


def interview_of(desk: Desk, file: DossierFile, visit: Visit, known: Sequence[CaseFile]) -> Record:
    """The fields of forms/interview for one visit; `known` are the cases of the person."""
    record: Record = {
        "form.number": f"{file.dossier.number}-{visit.ordinal:02d}",
        "unit.name": desk.office.unit_name,
        "dossier.number": file.dossier.number,
    }
    record |= _of_person(desk, file)
    record |= _of_decision(desk, file, visit, known)
    record |= _of_visit(desk, file, visit)
    return record


def _of_person(desk: Desk, file: DossierFile) -> Record:
    person = file.person
    return {
        "person.name": person.name,
        "person.sex": _named(desk, "sex", person.sex),
        "person.ethnicity": _named(desk, "ethnicity", person.ethnicity),
        "person.birth": f"{person.birth.year}年{person.birth.month}月" if person.birth else "",
        "person.politics": _named(desk, "politics", person.politics),
        "person.education": _named(desk, "education", person.education),
        "person.unit": person.unit_name,
        "person.post": person.post,
        "person.rank": _named(desk, "rank", person.rank),
    }


def _named(desk: Desk, list_name: str, code: str) -> str:
    return desk.rulebook.name_of(list_name, code) if code else ""


def _of_decision(desk: Desk, file: DossierFile, visit: Visit, known: Sequence[CaseFile]) -> Record:
    """The decision the visit was about: the one that governs the dossier, or for an older visit the one before."""
    found = _decision_at(file, visit, known)
    if found is None:
        return {}
    case_file, decision = found
    decided = decision.decided_on or date.min
    living = [m for m in decision.measures if not m.revoked_on]
    starts = [m.start_on for m in living if m.start_on and m.end_on]
    ends = [m.end_on for m in living if m.end_on]
    sanctions = desk.rulebook.sanctions
    return {
        "decision.measures": [sanctions[m.code].name_on(decided) for m in living],
        "decision.number": decision.document_number,
        "decision.date": cn_date(decided),
        "decision.issuer": _named(desk, "issuer", decision.issuer),
        "period.start": cn_date(min(starts)) if starts else "",
        "period.end": cn_date(max(ends)) if ends else "",
        "violation.kinds": [_named(desk, "violation", code) for code in case_file.case.violations],
    }


def _decision_at(file: DossierFile, visit: Visit, known: Sequence[CaseFile]) -> tuple[CaseFile, Decision] | None:
    made = [(c, d) for c in known for d in c.decisions if d.decided_on]
    governing = next((pair for pair in made if pair[1].id == file.dossier.decision_id), None)
    day = visit.held_on
    if day is None or governing is None or (governing[1].decided_on or day) <= day:
        return governing
    before = [pair for pair in made if (pair[1].decided_on or day) <= day]
    return max(before, key=lambda pair: (pair[1].decided_on or date.min, pair[1].id or 0), default=governing)


def _of_visit(desk: Desk, file: DossierFile, visit: Visit) -> Record:
    held = visit.held_on
    team = [m.name for m in file.team if _belongs(m, held)]
    mentor = f"{file.mentor.name}（帮带人）" if file.mentor else ""
    record: Record = {
        "visit.ordinal": str(visit.ordinal),
        "visit.kind": _named(desk, "visit_kind", visit.kind),
        "visit.team": "、".join(team),
        "visit.participants": visit.participants or mentor,
    }
    if held is None:
        return record
    later = [v.planned_on for v in file.visits if not v.settled and v.planned_on and v.ordinal > visit.ordinal]
    record |= {f"outline.{at}": text for at, text in enumerate(visit.outline[:9], 1)}
    return record | {
        "visit.way": _named(desk, "visit_way", visit.way),
        "visit.date": cn_date(held),
        "visit.start": _clock(visit.start_time),
        "visit.end": _clock(visit.end_time),
        "visit.place": visit.place,
        "visit.talkers": list(visit.talkers),
        "visit.recorder": visit.recorder,
        "side.head": visit.side_head,
        "side.members": visit.side_members,
        "side.family": visit.side_family,
        "side.poll": visit.side_poll,
        "visit.evaluation": _named(desk, "visit_grade", visit.evaluation),
        "visit.effect": _named(desk, "visit_effect", visit.effect),
        "visit.counselling": visit.counselling,
        "visit.counselling_note": visit.counselling_note,
        "visit.follow_up": visit.follow_up,
        "visit.follow_up_owner": visit.follow_up_owner,
        "visit.follow_up_due": cn_date(visit.follow_up_due) if visit.follow_up_due else "",
        "visit.follow_up_done": cn_date(visit.follow_up_done) if visit.follow_up_done else "",
        "visit.follow_up_result": visit.follow_up_result,
        "visit.signed": [_named(desk, "visit_sign", code) for code in visit.signed],
        "visit.next_on": cn_date(min(later)) if later else "",
    }


def _belongs(member: TeamMember, held: date | None) -> bool:
    """Whether a member was in the team on the day of the talk; of a talk to come, is in it now."""
    if held is None:
        return member.left_on is None
    return (member.joined_on is None or member.joined_on <= held) and (member.left_on is None or member.left_on >= held)


def _clock(text: str) -> str:
    """'09:30' as '9时30分'; anything else as it was typed."""
    hour, mark, minute = text.partition(":")
    return f"{int(hour)}时{int(minute):02d}分" if mark and hour.isdigit() and minute.isdigit() else text
