"""Whose file a row about visits belongs to, and what such a row says of the file itself: its mentors and its team."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jzdesk.domain import dossiers as rules
from jzdesk.domain.document_numbers import same_number
from jzdesk.domain.dossiers import Mentor, TeamMember
from jzdesk.domain.errors import RuleError
from jzdesk.services.dossiers import check_team
from jzdesk.services.import_kinds import Alike, Change, FileRow, problem
from jzdesk.storage import dossiers as rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.people import Person
    from jzdesk.domain.problems import Problem
    from jzdesk.services.desk import Desk
    from jzdesk.services.import_base import Base
    from jzdesk.storage.transaction import Transaction

NO_FILE = "库内没有这个人的回访档案，请先导入案件处分，或者核对姓名和单位。"
NO_DECISION = "库内没有这个人的这份处分决定，请先导入案件处分，或者核对姓名和文号。"


def find(
    base: Base, files: Mapping[int, DossierFile], row: FileRow
) -> tuple[list[DossierFile], list[Problem]]:
    """The files a row may belong to, with what is the matter with it. The ID number tells it, else the document number, else
    the unit or the day of the decision."""
    pool = [
        f
        for p in base.people.by_name.get(row.text("name"), ())
        if (f := files.get(p.id or 0)) and _may_be(f.person, row)
    ]
    number, document = row.text("id_number"), row.text("document_number")
    sure = [f for f in pool if number and f.person.id_number == number]
    pool = sure or pool
    if not pool:
        return [], [problem(row, "name", "visit.no_dossier", NO_FILE)]
    if document:
        decided = [
            f for f in pool if any(same_number(d.document_number, document) for d in _decisions(base, f))
        ]
        if not decided:
            return (sure, [problem(row, "document_number", "visit.no_decision", NO_DECISION, grave=not sure)])
        return decided, []
    pool = _narrowed(
        pool, [f for f in pool if row.values.get("decided_on") in {d.decided_on for d in _decisions(base, f)}]
    )
    unit = row.text("unit_name")
    same = [f for f in pool if f.person.unit_name == unit]
    if not (sure or same or row.values.get("decided_on")):
        return [], [problem(row, "unit_name", "visit.no_dossier", NO_FILE)]
    return _narrowed(pool, same), []


def _narrowed(pool: list[DossierFile], less: list[DossierFile]) -> list[DossierFile]:
    return less or pool


def _decisions(base: Base, file: DossierFile) -> Iterable[Any]:
    return (d for case in base.files.by_person.get(file.person.id or 0, ()) for d in case.decisions)


def _may_be(person: Person, row: FileRow) -> bool:
    number, birth = row.text("id_number"), row.text("birth")
    if number and person.id_number:
        return number == person.id_number
    other = person.sex and row.text("sex") and person.sex != row.text("sex")
    return not other and not (birth and person.birth and not person.birth.isoformat().startswith(birth))


def alike(file: DossierFile) -> Alike:
    """A file a row may belong to, for a person to choose."""
    person, day = file.person, file.decided_on
    said = f"{day:%Y-%m-%d}" if day else ""
    text = f"{person.name}　{person.unit_name}　{file.dossier.number}　{said}"
    pairs = (
        ("unit_name", None, person.unit_name),
        ("id_number", None, person.id_number),
        ("decided_on", None, day),
    )
    return Alike(person.id or 0, text, ("姓名一致",), pairs)


@dataclass(frozen=True, slots=True)
class Keepers:
    """The mentors and members a row brings to a file, the changes that are, and what is said of them."""

    mentors: tuple[Mentor, ...] = ()
    team: tuple[TeamMember, ...] = ()
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()

    def write(self, tx: Transaction) -> None:
        """Into the file."""
        for mentor in self.mentors:
            rows.save_mentor(tx, mentor)
        for member in self.team:
            rows.save_member(tx, member)


def keepers(desk: Desk, file: DossierFile, row: FileRow, begun: date | None) -> Keepers:
    """What a row says of mentors and team, and of what is not taken over from a ledger of visits."""
    said = list(_left(desk, file, row))
    mentors, changes = _mentors(desk, file, row, begun, said)
    team, more = _team(desk, file, row, begun, said)
    return Keepers(tuple(mentors), tuple(team), (*changes, *more), tuple(said))


def _left(desk: Desk, file: DossierFile, row: FileRow) -> Iterable[Problem]:
    """Days and numbers of the file that only its own pages set: establishing asks for papers, a category for a reason."""
    dossier, name = file.dossier, desk.rulebook.name_of
    held = {"dossier_number": dossier.number, "opened_on": dossier.opened_on, "category": dossier.category}
    why = {
        "dossier_number": "档案编号由程序编排",
        "opened_on": "建档须核对材料，请在回访档案中办理",
        "category": "对象分类影响回访频次，请在回访档案中写明理由调整",
    }
    for key, reason in why.items():
        if key in row.values and row.values[key] != held[key]:
            value = held[key] if key != "category" else name("dossier_category", dossier.category)
            now = f"库内为{value}" if value else "库内未登记"
            yield problem(row, key, f"dossier.{key}", f"{reason}，{now}，没有改动。", grave=False)


def _mentors(
    desk: Desk, file: DossierFile, row: FileRow, begun: date | None, said: list[Problem]
) -> tuple[list[Mentor], list[Change]]:
    names = tuple(row.values.get("mentor", ()))
    now = file.mentors_now
    if not names:
        return [], []
    if now:
        known = {m.name for m in now}
        if set(names) - known:
            text = (
                f"库内现任帮带人为{'、'.join(m.name for m in now)}，更换帮带人请在回访档案中办理，没有改动。"
            )
            said.append(problem(row, "mentor", "mentor.other", text, grave=False))
            return [], []
        return _corrected(desk, file, row, said)
    return _named(desk, file, row, begun, said)


def _named(
    desk: Desk, file: DossierFile, row: FileRow, begun: date | None, said: list[Problem]
) -> tuple[list[Mentor], list[Change]]:
    """The first mentors of a file that has none."""
    names = tuple(row.values["mentor"])
    day = row.values.get("appointed_on")
    if day is None:
        text = "没有帮带人指定日期，帮带人没有导入，请补填指定日期，或者导入后在回访档案中指定。"
        said.append(problem(row, "mentor", "mentor.no_day", text, grave=False))
        return [], []
    most = desk.rulebook.visits.mentors_per_person
    if len(names) > most:
        text = f"本县每人指定{most}名帮带人，所填为{len(names)}人，请核对。"
        said.append(problem(row, "mentor", "mentor.too_many", text))
        return [], []
    posts = _posts(row, len(names))
    made = [
        Mentor(dossier_id=file.dossier.id, name=name, post=post, appointed_on=day)
        for name, post in zip(names, posts, strict=True)
    ]
    if any(not _mentor_ok(desk, file, mentor, begun=begun, row=row, said=said) for mentor in made):
        return [], []
    return made, [Change("mentor", (), names)]


def _posts(row: FileRow, many: int) -> list[str]:
    """The posts of so many mentors: a list for several, where it has as many entries."""
    text = row.text("mentor_post")
    parts = text.split("、")
    return parts if many > 1 and len(parts) == many else [text] * many


def _corrected(
    desk: Desk, file: DossierFile, row: FileRow, said: list[Problem]
) -> tuple[list[Mentor], list[Change]]:
    """Particulars of the one mentor in office, told otherwise."""
    names = tuple(row.values["mentor"])
    if len(names) != 1 or len(file.mentors_now) != 1:
        return [], []
    old = file.mentors_now[0]
    given = {"post": row.values.get("mentor_post"), "appointed_on": row.values.get("appointed_on")}
    new = replace(old, **{key: value for key, value in given.items() if value is not None})
    if new == old or not _mentor_ok(desk, file, new, begun=None, row=row, said=said):
        return [], []
    titles = {"post": "mentor_post", "appointed_on": "appointed_on"}
    changes = [Change(title, getattr(old, key), getattr(new, key)) for key, title in titles.items()
               if getattr(old, key) != getattr(new, key)]  # fmt: skip
    return [new], changes


def _mentor_ok(
    desk: Desk, file: DossierFile, mentor: Mentor, *, begun: date | None, row: FileRow, said: list[Problem]
) -> bool:
    try:
        rules.check_mentor(mentor, person_name=file.person.name, on=desk.today)
    except RuleError as fault:
        key = "appointed_on" if fault.field == "appointed_on" else "mentor"
        said.append(problem(row, key, f"house.{fault.field}", fault.text))
        return False
    if begun and mentor.appointed_on and mentor.appointed_on < begun:
        said.append(problem(row, "appointed_on", "house.appointed_on", "指定日期早于处分决定日期。"))
        return False
    return True


def _team(
    desk: Desk, file: DossierFile, row: FileRow, begun: date | None, said: list[Problem]
) -> tuple[list[TeamMember], list[Change]]:
    names = tuple(row.values.get("team", ()))
    now = [member.name for member in file.team if member.left_on is None]
    if not names or set(names) == set(now):
        return [], []
    if now:
        text = f"库内回访小组为{'、'.join(now)}，调整小组请在回访档案中办理，没有改动。"
        said.append(problem(row, "team", "team.other", text, grave=False))
        return [], []
    day = row.values.get("team_on")
    if day is None:
        text = "没有回访小组成立日期，小组没有导入，请补填成立日期，或者导入后在回访档案中成立小组。"
        said.append(problem(row, "team", "team.no_day", text, grave=False))
        return [], []
    made = [
        TeamMember(dossier_id=file.dossier.id, name=name, role="member" if at else "head", joined_on=day)
        for at, name in enumerate(names)
    ]
    try:
        check_team(desk, replace(file, decided_on=begun, period_start=None), made, day)
    except RuleError as fault:
        key = "team_on" if fault.field == "joined_on" else "team"
        said.append(problem(row, key, f"house.{fault.field}", fault.text))
        return [], []
    return made, [Change("team", (), names)]


def values_of_file(file: DossierFile) -> dict[str, Any]:
    """What the register says of mentors and team: those in office, the head of the team first."""
    mentors = file.mentors_now
    team = sorted((m for m in file.team if m.left_on is None), key=lambda m: m.role != "head")
    posts = [m.post for m in mentors]
    days = {m.appointed_on for m in mentors}
    joined = {m.joined_on for m in team}
    return {
        "mentor": tuple(m.name for m in mentors), "team": tuple(m.name for m in team),
        "mentor_post": "、".join(posts) if any(posts) else "",
        "appointed_on": days.pop() if len(days) == 1 else None, "team_on": joined.pop() if len(joined) == 1 else None,
    }  # fmt: skip
