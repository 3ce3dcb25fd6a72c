"""回访教育, reading: the list, one dossier with everything its detail shows, and the one word for its standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain import dossier_parts
from jzdesk.domain.accounts import Permission
from jzdesk.domain.dossier_parts import Completeness, Part, completeness
from jzdesk.domain.reckoning import reckon
from jzdesk.services.annual import annual_lines
from jzdesk.services.archive_locks import to_add
from jzdesk.services.attachments import list_attachments
from jzdesk.services.dossier_writes import living_file
from jzdesk.services.history import history_of
from jzdesk.storage import cases as case_rows
from jzdesk.storage import dossiers as rows
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import office

if TYPE_CHECKING:
    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.reckoning import Reckoning
    from jzdesk.services.annual import AnnualLine
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.services.desk import Desk
    from jzdesk.services.history import Step
    from jzdesk.storage.dossiers import DossierFilter, DossierRow


@dataclass(frozen=True, slots=True)
class Period:
    """One measure of the person with the span it runs, and why; `expected` while its end is not yet fixed."""

    name: str
    start_on: date | None
    end_on: date | None
    why: str
    revoked: bool
    expected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierView:
    """Everything the detail of one dossier shows, read at once: the one page a person's whole file is read from.
    `case_id` is the case that governs it (of a revoked one that stays in the archive, the case revoked), `cases` all
    of his cases with their computed columns, the earliest first; `to_add` is what came since it was archived."""

    file: DossierFile
    case_id: int | None
    document_number: str
    periods: tuple[Period, ...]
    duties: tuple[Duty, ...]
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    attachments: tuple[AttachmentRow, ...]
    cases: tuple[CaseFile, ...] = ()
    case_attachments: tuple[AttachmentRow, ...] = ()
    years: tuple[AnnualLine, ...] = ()
    to_add: tuple[str, ...] = ()

    @property
    def complete(self) -> Completeness:
        """Of the parts that must lie in the file today, how many do."""
        return completeness(self.parts)


def list_dossiers(
    desk: Desk, filter_: DossierFilter, *, sort: str = "decided_on", descending: bool = True, offset: int = 0,
    limit: int = 200,
) -> list[DossierRow]:  # fmt: skip
    """One page of the list."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.page(filter_, sort=sort, descending=descending, offset=offset, limit=limit)


def count_dossiers(desk: Desk, filter_: DossierFilter) -> int:
    """How many dossiers the filter leaves."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.count(filter_)


def open_file(desk: Desk, dossier_id: int) -> DossierFile:
    """A dossier with everything that hangs on it. Refused when it is gone."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return living_file(dossier_id)


def look_at(desk: Desk, dossier_id: int) -> DossierView:
    """The dossier with its duties, parts, attachments and history. Refused when it is gone."""
    file = open_file(desk, dossier_id)
    with desk.vault.read():
        found = reckon(case_rows.files_of_person(file.person.id or 0), desk.planner, desk.end_rule)
        since = to_add(desk, file.dossier)
    decisions = (d for f in found.files for d in f.decisions)
    governing = found.governing or next((d for d in decisions if d.id == file.dossier.decision_id), None)
    return DossierView(
        file=file,
        case_id=governing.case_id if governing else None,
        document_number=governing.document_number if governing else "",
        periods=_periods(desk, found),
        duties=tuple(duties_of_dossier(desk, dossier_id)),
        parts=parts_of(desk, file),
        steps=tuple(history_of(desk, "dossier", dossier_id)),
        attachments=tuple(list_attachments(desk, "dossier", dossier_id)),
        cases=_in_time(found),
        to_add=since,
        years=annual_lines(
            desk, file.annual, found.clocks.values(), start=file.period_start, end=file.period_end
        ),
        case_attachments=tuple(a for f in found.files for a in list_attachments(desk, "case", f.case.id or 0)),
    )


def _in_time(found: Reckoning) -> tuple[CaseFile, ...]:
    """The cases of a person, the earliest decision first."""
    lines = found.lines
    return tuple(sorted(found.files, key=lambda f: (lines[f.case.id or 0].decided_on or date.max, f.case.id or 0)))


def _periods(desk: Desk, found: Reckoning) -> tuple[Period, ...]:
    """The measures that run or ran, the latest decision first."""
    decisions = [d for file in found.files for d in file.decisions if d.decided_on]
    decisions.sort(key=lambda d: (d.decided_on or date.min, d.id or 0), reverse=True)
    periods = []
    for measure in (m for decision in decisions for m in decision.measures):
        clock = found.clocks.get(measure.id or 0)
        if clock is None:
            continue
        name = desk.rulebook.sanctions[measure.code].name_on(clock.start)
        end = clock.end or clock.expected_end
        periods.append(Period(name, clock.start, end, clock.why_text, not clock.active, clock.end is None))
    return tuple(periods)


def standing(desk: Desk, row: DossierRow) -> tuple[str, str]:
    """The one word that says how a dossier stands today, and its kind of colour; the most pressing first."""
    on = desk.today
    pressing = (
        (row.to_add, "待补充归档", "soon"),
        (row.archived_on is not None, "已归档", "excused"),
        (row.closed_on is not None, "已结档", "excused"),
        (bool(row.excluded), "不列入", "excused"),
        (row.visit_due_on is not None and row.visit_due_on < on, "回访逾期", "overdue"),
        (row.assess_due_on is not None and row.assess_due_on < on, "待期满考核", "overdue"),
        (row.after_due_on is not None and row.after_due_on < on, "考核后逾期", "overdue"),
        (row.follow_due_on is not None and row.follow_due_on < on, "跟踪逾期", "overdue"),
        (row.mentor_wanted, "无帮带人", "soon"),
        (row.visit_warn_on is not None and row.visit_warn_on <= on, "近期应访", "soon"),
        (row.assess_warn_on is not None and row.assess_warn_on <= on, "待期满考核", "soon"),
        (row.period_end is not None and row.period_end >= on, "影响期内", "open"),
        (row.assessed_on is not None, "已期满", "done"),
    )
    return next(((word, kind) for holds, word, kind in pressing if holds), ("已期满", "open"))


def file_of_person(desk: Desk, person_id: int) -> DossierFile | None:
    """The one dossier of a person, if he has one; None while his last case lies in the recycle bin."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = rows.of_person(person_id)
        return None if file is None or rows.is_deleted(file.dossier.id or 0) else file


def duties_of_dossier(desk: Desk, dossier_id: int) -> list[Duty]:
    """The duties of a dossier, by due date."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = rows.file_of(dossier_id)
        return [d for d in duty_rows.of_person(file.person.id or 0) if d.dossier_id == dossier_id] if file else []


def parts_of(desk: Desk, file: DossierFile) -> tuple[Part, ...]:
    """The parts of the file in order: which are there, which must be there today, which 建档 requires (domain.md §4.3)."""
    with desk.vault.read():
        duties = duty_rows.of_person(file.person.id or 0)
        attached = office.attached_parts("dossier", file.dossier.id or 0)
    return dossier_parts.parts_of(file, duties, attached, desk.rulebook.visits.dossier_parts, desk.today)
