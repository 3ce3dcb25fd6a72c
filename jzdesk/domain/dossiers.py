"""回访档案（一人一档）, 帮带人 and 回访小组: everything about one person's revisit education."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, timedelta

    from jzdesk.domain.annual import AnnualRecord
    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.people import Person
    from jzdesk.domain.visits import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One person's file. `decision_id` is the decision that governs it now; `excluded` is a code of the list
    of persons not due for visits (开除公职, 在押 …); `category_on` is the day since when the category holds, None
    where it did from the start; `parts` are the codes of the file parts already in it."""

    id: int | None = None
    uid: str = ""
    number: str = ""
    person_id: int | None = None
    decision_id: int | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    category: str = "general"
    category_on: date | None = None
    excluded: str = ""
    excluded_reason: str = ""
    excluded_on: date | None = None
    parts: tuple[str, ...] = ()
    plan: str = ""
    note: str = ""
    archived_on: date | None = None
    archive_number: str = ""
    archive_pages: int | None = None
    retention: str = ""
    part_notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorNote:
    """One entry of a mentor's notes (帮教记录): when, how, what was said, the state of mind, what was helped with.
    `way` and `thought` are codes of the lists note_way and note_thought."""

    id: int | None = None
    dossier_id: int | None = None
    mentor_id: int | None = None
    noted_on: date | None = None
    way: str = ""
    content: str = ""
    thought: str = ""
    help: str = ""
    recorded_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentor:
    """教育帮带人: one person named by the unit's party organization to help."""

    id: int | None = None
    dossier_id: int | None = None
    name: str = ""
    post: str = ""
    phone: str = ""
    appointed_on: date | None = None
    appointed_by: str = ""
    ended_on: date | None = None
    end_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """One member of the 回访小组; `role` is 'head' 组长 or 'member' 成员."""

    id: int | None = None
    dossier_id: int | None = None
    name: str = ""
    post: str = ""
    role: str = "member"
    joined_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierFile:
    """A dossier with its person and everything that hangs on it: what the 回访教育 tab shows."""

    dossier: Dossier
    person: Person
    mentors: tuple[Mentor, ...] = ()
    team: tuple[TeamMember, ...] = ()
    visits: tuple[Visit, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    notes: tuple[MentorNote, ...] = ()
    annual: tuple[AnnualRecord, ...] = ()
    measures_text: str = ""
    decided_on: date | None = None
    period_start: date | None = None
    period_end: date | None = None

    @property
    def visits_of_period(self) -> tuple[Visit, ...]:
        """The visits that count for the period that runs; those of an earlier one that had ended do not."""
        start = self.period_start
        return tuple(v for v in self.visits if not start or (v.held_on or v.planned_on or start) >= start)

    def assessments_of_period(self, lead: timedelta) -> tuple[Assessment, ...]:
        """The assessments held for the period that runs, from `lead` before its end; all while it has no end."""
        held = (a for a in self.assessments if a.held_on)
        return tuple(a for a in held if not self.period_end or (a.held_on or self.period_end) >= self.period_end - lead)

    @property
    def mentors_now(self) -> tuple[Mentor, ...]:
        """The mentors in office, the one named first first; one, or as many as the county asks for."""
        return tuple(mentor for mentor in self.mentors if mentor.ended_on is None)

    @property
    def mentor(self) -> Mentor | None:
        """The mentor in office; of several the one named last."""
        current = self.mentors_now
        return current[-1] if current else None

    @property
    def visitor(self) -> str:
        """Who goes where a visit names nobody: the head of the team; '' while there is none."""
        heads = (member.name for member in self.team if member.left_on is None and member.role == "head")
        return next(heads, "")


def check_mentor(mentor: Mentor, *, person_name: str, on: date) -> None:
    """Refuse a mentor without name or date, and the person as his own mentor."""
    if not mentor.name.strip():
        raise RuleError("mentor_name", "请填写帮带人姓名。")
    if mentor.name.strip() == person_name.strip():
        raise RuleError("mentor_name", "帮带人不能是受处分人本人。")
    if mentor.appointed_on is None:
        raise RuleError("appointed_on", "请填写指定日期。")
    if mentor.appointed_on > on:
        raise RuleError("appointed_on", "指定日期晚于今天。")
    if mentor.ended_on and mentor.ended_on < mentor.appointed_on:
        raise RuleError("ended_on", "结束日期早于指定日期。")


def check_note(note: MentorNote, *, begun: date | None, on: date) -> None:
    """Refuse a note without day, way, content or state of mind, and one from before the decision or after today."""
    if note.noted_on is None:
        raise RuleError("noted_on", "请填写帮教日期。")
    if note.noted_on > on:
        raise RuleError("noted_on", "帮教日期晚于今天。")
    if begun and note.noted_on < begun:
        raise RuleError("noted_on", f"帮教日期早于处分决定日期（{begun:%Y-%m-%d}）。")
    if not note.way:
        raise RuleError("way", "请选择帮教方式。")
    if not note.content.strip():
        raise RuleError("content", "请填写帮教内容。")
    if not note.thought:
        raise RuleError("thought", "请选择思想状况。")
