"""结档 and 归档: what a file still lacks, closing it, putting it into the archive and taking it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain import archives as archive_rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.archive_locks import to_add
from jzdesk.services.dossier_writes import change_dossier, living_file, refuse_archived
from jzdesk.storage import dossiers as rows
from jzdesk.storage import duties as duty_rows

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.archives import Archiving
    from jzdesk.domain.changes import Changes
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.duties import Duty
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

BLOCKING = (
    DutyKind.VISIT, DutyKind.FOLLOW_UP, DutyKind.ASSESS, DutyKind.FORWARD_ASSESSMENT, DutyKind.CONSEQUENCE,
)  # fmt: skip
"""Duties of a dossier without which its period is not closed."""

ADVISED = (DutyKind.OPEN_DOSSIER, DutyKind.NAME_MENTOR, DutyKind.FORM_TEAM)
"""Duties whose lack an inspector would see, and that do not keep a file open."""

SAID = 3
"""How many of the things that are missing a refusal names."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a file lacks: what, the kind of form that supplies it ('' for none) with its record, and whether it
    keeps the file from being closed."""

    text: str
    form: str = ""
    subject_id: int | None = None
    blocking: bool = True


def what_is_missing(desk: Desk, dossier_id: int, *, on: date) -> tuple[Missing, ...]:
    """What stands between a file and its closing on a day, each with the form that leads there."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = living_file(dossier_id)
        return _missing(desk, file, on)


def _missing(desk: Desk, file: DossierFile, on: date) -> tuple[Missing, ...]:
    if file.dossier.excluded:
        return ()
    found = []
    if file.period_end and on <= file.period_end:
        found.append(Missing(f"影响期至{file.period_end:%Y-%m-%d}，未届满不能结档"))
    duties = duty_rows.of_person(file.person.id or 0)
    mine = [d for d in duties if d.open and d.dossier_id == file.dossier.id]
    names = desk.rulebook.codes
    for kind in (*BLOCKING, *ADVISED):
        for duty in mine:
            if duty.kind == kind.value:
                name = names.name_of("duty_kind", duty.kind)
                text = _said(file, duty, name)
                found.append(Missing(text, duty.kind, duty.subject_id, blocking=kind in BLOCKING))
    known = {record.year for record in file.annual}
    first, last = file.period_start, file.period_end
    if first and last:
        years = [y for y in range(first.year, last.year + 1) if y < on.year and y not in known]
        if years:
            said = "、".join(str(year) for year in years)
            found.append(Missing(f"{said}年度考核情况没有登记", "annual", blocking=False))
    return tuple(found)


def _said(file: DossierFile, duty: Duty, name: str) -> str:
    if duty.kind == DutyKind.VISIT.value:
        return f"第{duty.part}次回访没有登记（计划{duty.due_on:%Y-%m-%d}）"
    if duty.kind == DutyKind.FOLLOW_UP.value:
        visit = next((v for v in file.visits if v.id == duty.subject_id), None)
        return f"跟踪事项没有办结：{visit.follow_up if visit else ''}"
    if duty.kind == DutyKind.ASSESS.value:
        return "尚未完成期满考核"
    if duty.kind == DutyKind.FORWARD_ASSESSMENT.value:
        return "期满考核结果没有抄送组织人事部门"
    if duty.kind == DutyKind.CONSEQUENCE.value:
        return "考核确定的处理措施没有落实"
    return f"没有{name}"


def close_file(desk: Desk, dossier_id: int, *, on: date) -> Changes:
    """Close the file once the period has ended and nothing `what_is_missing` calls blocking is left. Who is not due
    for visits, or was due only once, needs no assessment."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if file.dossier.closed_on:
            raise Refused(f"档案已于{file.dossier.closed_on:%Y-%m-%d}结档。")
        if on > desk.today:
            raise RuleError("closed_on", "结档日期晚于今天。")
        begun = min((day for day in (file.decided_on, file.period_start) if day), default=None)
        if begun and on < begun:
            raise RuleError("closed_on", "结档日期早于处分决定日期。")
        lacking = [item.text for item in _missing(desk, file, on) if item.blocking]
        if lacking:
            rest = f"；另有{len(lacking) - SAID}项" if len(lacking) > SAID else ""
            raise Refused(f"还不能结档：{'；'.join(lacking[:SAID])}{rest}。")
        rows.save(tx, replace(file.dossier, closed_on=on))
        return f"已于{on:%Y-%m-%d}结档"

    return change_dossier(desk, dossier_id, "结档", work)


def reopen_file(desk: Desk, dossier_id: int, *, why: str) -> Changes:
    """Take the closing back, for a reason."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if not file.dossier.closed_on:
            raise Refused("该档案没有结档。")
        if not why.strip():
            raise RuleError("why", "请填写撤销结档的理由。")
        rows.save(tx, replace(file.dossier, closed_on=None))
        return "已撤销结档"

    return change_dossier(desk, dossier_id, "撤销结档", work, why=why)


def archive_file(desk: Desk, dossier_id: int, item: Archiving) -> Changes:
    """Put a closed file into the archive under its number; from then on it can be read only. An archived one is
    archived anew (补充归档) with what came to its cases since."""

    def work(tx: Transaction, file: DossierFile) -> str:
        again = bool(to_add(desk, file.dossier))
        if not again:
            refuse_archived(file)
        if file.dossier.closed_on is None:
            raise Refused("尚未结档的档案不能归档，请先结档。")
        if file.dossier.archived_on and item.archived_on and item.archived_on < file.dossier.archived_on:
            raise RuleError("archived_on", f"补充归档日期早于原归档日期（{file.dossier.archived_on:%Y-%m-%d}）。")
        checked = archive_rules.check(item, closed_on=file.dossier.closed_on, on=desk.today)
        other = rows.with_archive_number(checked.number, but=dossier_id)
        if other:
            raise RuleError("archive_number", f"档号{checked.number}已用于{other}的档案。")
        rows.save(
            tx,
            replace(
                file.dossier, archived_on=checked.archived_on, archive_number=checked.number,
                archive_pages=checked.pages, retention=checked.retention,
            ),
        )  # fmt: skip
        return f"已{'补充' if again else ''}归档，档号{checked.number}"

    desk.need(Permission.WRITE)
    with desk.vault.read():
        action = "补充归档" if to_add(desk, living_file(dossier_id).dossier) else "归档"
    return change_dossier(desk, dossier_id, action, work, archived=True)


def unarchive_file(desk: Desk, dossier_id: int, *, why: str) -> Changes:
    """Take a file out of the archive for a reason; its number stays for when it goes back."""

    def work(tx: Transaction, file: DossierFile) -> str:
        if file.dossier.archived_on is None:
            raise Refused("该档案没有归档。")
        if not why.strip():
            raise RuleError("why", "请填写撤销归档的理由。")
        rows.save(tx, replace(file.dossier, archived_on=None))
        return "已撤销归档，可以更改"

    return change_dossier(desk, dossier_id, "撤销归档", work, why=why, archived=True)
