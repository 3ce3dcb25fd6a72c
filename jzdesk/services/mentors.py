"""教育帮带人: named, changed, ended, their notes, and how many people each of them helps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import dossiers as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.dossiers import MentorNote
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.dossier_writes import change_dossier
from jzdesk.services.many import change_many
from jzdesk.services.opened import refuse_changed
from jzdesk.storage import dossiers as rows
from jzdesk.storage import mentors as lists
from jzdesk.storage.mentors import HelpedRow, MentorRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.dossiers import DossierFile, Mentor
    from jzdesk.services.desk import Desk
    from jzdesk.services.many import ManyChanges
    from jzdesk.services.opened import Opened
    from jzdesk.storage.transaction import Transaction

__all__ = [
    "HelpedRow",
    "MentorRow",
    "blank_note",
    "end_mentor",
    "known_mentors",
    "list_mentors",
    "name_mentor",
    "name_mentor_many",
    "note_of",
    "people_of_mentor",
    "record_note",
    "remove_note",
]


def _begun(file: DossierFile) -> date | None:
    """The day nothing in the file may be older than: the first decision that counts."""
    return min((day for day in (file.decided_on, file.period_start) if day), default=None)


def name_mentor(
    desk: Desk, dossier_id: int, mentor: Mentor, *, end_reason: str = "", instead_of: int | None = None
) -> Changes:
    """Name a mentor, or correct the particulars of one (with id).

    While the county's number of mentors is not reached he stands beside those in office; else he takes the place of
    `instead_of`, or of the only one there is, who ends the day he begins, for `end_reason`."""

    def work(tx: Transaction, file: DossierFile) -> str:
        _naming(desk, file, mentor, end_reason, instead_of)(tx)
        return f"帮带人为{mentor.name.strip()}"

    return change_dossier(desk, dossier_id, "指定帮带人", work)


def name_mentor_many(desk: Desk, dossier_ids: Iterable[int], mentor: Mentor, *, end_reason: str = "") -> ManyChanges:
    """The same mentor for many people in one act; who cannot have him is left out and named."""
    name = mentor.name.strip()

    def act(file: DossierFile) -> Callable[[Transaction], None]:
        return _naming(desk, file, replace(mentor, id=None), end_reason, None)

    return change_many(desk, dossier_ids, "批量指定帮带人", act, said=lambda count: f"已为{count}人指定帮带人{name}")


def _naming(
    desk: Desk, file: DossierFile, mentor: Mentor, end_reason: str, instead_of: int | None
) -> Callable[[Transaction], None]:
    """Check a naming or a correction; what it returns writes it."""
    rules.check_mentor(mentor, person_name=file.person.name, on=desk.today)
    begun = _begun(file)
    if begun and mentor.appointed_on and mentor.appointed_on < begun:
        raise RuleError("appointed_on", "指定日期早于处分决定日期。")
    if mentor.id and mentor.id not in {m.id for m in file.mentors}:
        raise Refused("这名帮带人的记录已不存在，请刷新。")
    name = mentor.name.strip()
    if any(m.name == name and m.id != mentor.id for m in file.mentors_now):
        raise RuleError("mentor_name", f"{name}已是现任帮带人。")
    old = _followed(desk, file, instead_of) if mentor.id is None else None
    if old and old.appointed_on and mentor.appointed_on and mentor.appointed_on < old.appointed_on:
        raise RuleError("appointed_on", "新帮带人的指定日期早于现任帮带人。")

    def write(tx: Transaction) -> None:
        if old:
            reason = end_reason.strip() or "更换帮带人"
            rows.save_mentor(tx, replace(old, ended_on=mentor.appointed_on, end_reason=reason))
        rows.save_mentor(tx, replace(mentor, name=name, dossier_id=file.dossier.id))

    return write


def _followed(desk: Desk, file: DossierFile, instead_of: int | None) -> Mentor | None:
    """Whom a new mentor takes the place of; None while there is room beside those in office."""
    now = file.mentors_now
    if instead_of is not None:
        found = next((m for m in now if m.id == instead_of), None)
        if found is None:
            raise Refused("要接替的帮带人已不在任，请刷新。")
        return found
    most = desk.rulebook.visits.mentors_per_person
    if len(now) < most:
        return None
    if len(now) > 1:
        raise RuleError("instead_of", f"已有{len(now)}名帮带人，请选择由谁移交。")
    return now[0]


def end_mentor(desk: Desk, dossier_id: int, mentor_id: int, *, on: date, reason: str) -> Changes:
    """A mentor ends and nobody follows yet: another is to be named, which becomes a duty."""

    def work(tx: Transaction, file: DossierFile) -> str:
        mentor = next((m for m in file.mentors_now if m.id == mentor_id), None)
        if mentor is None:
            raise Refused("这名帮带人已不在任，请刷新。")
        if not reason.strip():
            raise RuleError("end_reason", "请填写结束帮带的原因。")
        if on > desk.today:
            raise RuleError("ended_on", "结束日期晚于今天。")
        ended = replace(mentor, ended_on=on, end_reason=reason.strip())
        rules.check_mentor(ended, person_name=file.person.name, on=desk.today)
        rows.save_mentor(tx, ended)
        return f"{mentor.name}自{on:%Y-%m-%d}起不再帮带"

    return change_dossier(desk, dossier_id, "结束帮带", work, why=reason, after=_vacancy_text)


def _vacancy_text(file: DossierFile) -> str:
    return "" if file.mentors_now else "帮带人空缺，请另行指定。"


# ---- notes


def note_of(file: DossierFile, note_id: int) -> MentorNote:
    """A note of a dossier; Refused when it is gone."""
    for note in file.notes:
        if note.id == note_id:
            return note
    raise Refused("这条帮教记录已不存在，请刷新。")


def blank_note(desk: Desk, file: DossierFile) -> MentorNote:
    """The note a form opens with: today, by the mentor in office, in the way of the last one."""
    last = max(file.notes, key=lambda n: (n.noted_on or desk.today, n.id or 0), default=None)
    mentor = file.mentor
    return MentorNote(
        dossier_id=file.dossier.id, mentor_id=mentor.id if mentor else None, noted_on=desk.today,
        way=last.way if last else "talk", recorded_by=mentor.name if mentor else "",
    )  # fmt: skip


def record_note(
    desk: Desk, dossier_id: int, note: MentorNote, *, opened: Opened[MentorNote] | None = None
) -> Changes:
    """Write a note of the mentor, or correct one (with id) that a form showed as `opened`; the next is due counted
    from it."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if note.id:
            refuse_changed(tx, opened, note_of(file, note.id), name="这条帮教记录", table="mentor_note")
        rules.check_note(note, begun=_begun(file), on=desk.today)
        if file.dossier.closed_on:
            raise Refused("档案已结档，不能再登记帮教记录，请先撤销结档。")
        day = note.noted_on or desk.today
        writer = next((m for m in file.mentors if m.id == note.mentor_id), None)
        if writer is None:
            raise RuleError("mentor_id", "请选择帮带人；还没有帮带人的，请先指定。")
        if (writer.appointed_on and day < writer.appointed_on) or (writer.ended_on and day > writer.ended_on):
            raise RuleError("noted_on", f"{writer.name}在这一天不是帮带人，请核对日期或帮带人。")
        same = any(n.noted_on == day and n.mentor_id == writer.id and n.id != note.id for n in file.notes)
        if same and note.id is None:
            raise RuleError("noted_on", f"{writer.name}{day:%Y-%m-%d}已有帮教记录，请核对是否重复。")
        rows.save_note(tx, replace(note, dossier_id=dossier_id, content=note.content.strip(), help=note.help.strip()))
        return f"{day:%Y-%m-%d}的帮教记录已保存"

    return change_dossier(desk, dossier_id, "登记帮教记录", work)


def remove_note(desk: Desk, dossier_id: int, note_id: int, *, why: str) -> Changes:
    """Take out a note made by mistake, for a reason; the audit log keeps it."""

    def work(tx: Transaction, file: DossierFile) -> str:
        note = note_of(file, note_id)
        if not why.strip():
            raise RuleError("why", "请填写删除理由。")
        rows.remove_note(tx, note_id)
        return f"已删除{note.noted_on:%Y-%m-%d}的帮教记录"

    return change_dossier(desk, dossier_id, "删除帮教记录", work, why=why)


# ---- lists


def list_mentors(desk: Desk, keyword: str = "") -> list[MentorRow]:
    """Every mentor in office by name, with how many people he helps; those who help too many first."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return lists.in_office(desk.today, desk.rulebook.visits.mentor_people_max, keyword)


def people_of_mentor(desk: Desk, name: str) -> list[HelpedRow]:
    """Whom a mentor helps now, the next note first."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return lists.helped_by(name)


def known_mentors(desk: Desk, text: str) -> list[Mentor]:
    """Mentors named before, for completion."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.mentors_named(text)
