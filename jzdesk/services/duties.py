"""Keeping the duty index equal to what the rules say, person by person, inside the write that changes a record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jzdesk.domain import archives, checklist, dossier_parts
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.dossiers import Dossier, DossierFile
from jzdesk.domain.reckoning import Reckoning, reckon
from jzdesk.domain.visit_plan import lost_in_row, next_visitor
from jzdesk.services.enquiry_upkeep import refresh_all, stale_letters
from jzdesk.services.rules import COMPUTED_BY, mark_of
from jzdesk.services.visit_moves import replan
from jzdesk.storage import cases, dossiers, duties, office, people, tolerance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.plans import Planner
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction


AUTO_EXCLUDED = "按处分种类自动认定"
"""The reason of an exclusion that came with the measure and goes with it."""


NOTHING: Mapping[str, Any] = MappingProxyType({
    "decided_on": None, "measures_text": "", "period_start": None, "period_end": None, "mentor_name": "",
    "lost_visits": 0, "last_note_on": None, "visitor": "", "parts_held": 0, "parts_due": 0, "parts_until": None,
    "visits_due": 0, "visits_held": 0, "last_visit_on": None, "next_visit_on": None, "assessed_on": None, "result": "",
})  # fmt: skip
"""The index of a dossier that no decision governs any more."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """What was read of a person together with many others: his cases, his duties in the index, his dossier, and whether
    there are reviews of him."""

    files: Sequence[CaseFile]
    duties: Sequence[Duty]
    dossier: DossierFile | None
    reviews: bool


def refresh_person(desk: Desk, tx: Transaction, person_id: int, at_hand: AtHand | None = None) -> Reckoning:
    """Recompute periods, lists, visit plan and duties of one person after any of his records changed."""
    planner = desk.planner
    files = cases.files_of_person(person_id) if at_hand is None else at_hand.files
    found = reckon(files, planner, desk.end_rule)
    _index_cases(found, planner)
    kept = dossiers.of_person(person_id) if at_hand is None else at_hand.dossier
    file = _dossier(desk, tx, person_id, found, kept)
    wanted: list[Duty] = list(found.duties)
    if file is not None and found.governing is not None:
        file = replan(tx, file, planner.plan_visits(file, found.codes, found.until))
        own = [c for c in found.clocks.values() if c.active]
        wanted += planner.of_dossier(file, own, found.codes)
        _index_dossier(desk, file, wanted)
    if at_hand is None or at_hand.reviews:
        for review, checks in tolerance.planned_of_person(person_id):
            wanted += planner.of_review(review, checks)
    duties.rewrite(person_id, wanted, None if at_hand is None else at_hand.duties)
    return found


def _index_cases(found: Reckoning, planner: Planner) -> None:
    for file in found.files:
        if file.case.id is None:
            continue
        line = found.lines[file.case.id]
        own = [duty for duty in found.duties if duty.case_id == file.case.id]
        items_due, items_done = checklist.counts(own)
        cases.index_case(
            file.case.id,
            {
                "measures_text": line.measures_text, "form": line.form, "document_number": line.document_number,
                "decided_on": line.decided_on, "announce_due": line.announce_due.on if line.announce_due else None,
                "announced_on": line.announced_on, "announce_excuse": line.announce_excuse,
                "period_end": line.period_end, "change": line.change, "first_decided_on": line.first_decided_on,
                "items_due": items_due, "items_done": items_done,
                "items_faulty": len(checklist.faults_in(file, own, planner)),
            },
        )  # fmt: skip
        for decision in file.decisions:
            for measure in decision.measures:
                values = {name: getattr(measure, name) for name in cases.MEASURE_INDEX}
                cases.index_measure(measure.id or 0, values)


def _dossier(
    desk: Desk, tx: Transaction, person_id: int, found: Reckoning, file: DossierFile | None
) -> DossierFile | None:
    """The person's one file: made with his first decision, put aside with his last one, reopened by a new one."""
    governing = found.governing
    if governing is None or governing.decided_on is None:
        if file is not None:
            _ungoverned(desk, tx, file, found)
        return None
    if file is None:
        number = dossiers.next_number(governing.decided_on.year)
        fresh = Dossier(person_id=person_id, number=number, decision_id=governing.id, category="general")
        saved = dossiers.save(tx, _auto_excluded(fresh, found, desk))
        tx.note(f"建立回访档案{number}")
        person, annual = found.files[0].person, found.files[0].annual
        return _governed(DossierFile(dossier=saved, person=person, annual=annual), found)
    dossier = file.dossier
    if dossier.id and dossiers.is_deleted(dossier.id):
        dossiers.set_deleted(tx, dossier.id, None)
    if dossier.decision_id != governing.id:
        # a new decision reopens a closed file; a change of the old one leaves it closed
        begun = governing.decided_on if governing.review_kind == "heavier" else found.followed_on
        newer = dossier.closed_on and begun and begun > dossier.closed_on
        dossier = replace(dossier, decision_id=governing.id)
        dossier = _reopened(tx, dossier) if newer else dossier
    if dossier.closed_on and (_runs_again(file, found) or _due_again(desk, file, found)):
        dossier = _reopened(tx, dossier)
    dossier = dossiers.save(tx, _auto_excluded(dossier, found, desk))
    return _governed(replace(file, dossier=dossier), found)


def _ungoverned(desk: Desk, tx: Transaction, file: DossierFile, found: Reckoning) -> None:
    """A file whose last decision is gone is put aside; one that bears a number of the archive stays where everybody
    looks for it, and says that the decision was revoked."""
    key = file.dossier.id or 0
    stays = archives.stays(file.dossier, found.files)
    if dossiers.is_deleted(key) == stays:
        dossiers.set_deleted(tx, key, None if stays else desk.clock())
    if stays:
        dossiers.save(tx, _auto_excluded(file.dossier, found, desk))
    dossiers.index(key, {**NOTHING, "measures_text": "已撤销"} if stays else NOTHING)


def _runs_again(file: DossierFile, found: Reckoning) -> bool:
    """Whether a period that was over when the file was closed reaches past that day now: a decision made before and
    registered since, or a date corrected. Nobody would visit while it stayed closed."""
    closed, before = file.dossier.closed_on, file.period_end
    return closed is not None and before is not None and found.until is not None and before <= closed < found.until


def _due_again(desk: Desk, file: DossierFile, found: Reckoning) -> bool:
    """Whether a file was closed because its measure (开除) calls for no visits, and a lighter one now does, past that
    day."""
    closed, excluded = file.dossier.closed_on, file.dossier.excluded_reason == AUTO_EXCLUDED
    still = desk.planner.exclusion_of(found.codes)
    return closed is not None and excluded and not still and found.until is not None and closed < found.until


def _reopened(tx: Transaction, dossier: Dossier) -> Dossier:
    """A closed file is open again, and taken out of the archive; its number there stays for when it goes back."""
    if dossier.archived_on:
        tx.note(f"因处分决定或影响期变动，档案{dossier.archive_number}撤销归档")
    return replace(dossier, closed_on=None, archived_on=None)


def _auto_excluded(dossier: Dossier, found: Reckoning, desk: Desk) -> Dossier:
    """Who was dismissed from public office is not due for visits; the exclusion goes when the measure does."""
    code = desk.planner.exclusion_of(found.codes)
    if code and not dossier.excluded:
        on = min(c.start for c in found.clocks.values() if c.active and desk.planner.exclusion_of([c.code]))
        return replace(dossier, excluded=code, excluded_reason=AUTO_EXCLUDED, excluded_on=on)
    if not code and dossier.excluded and dossier.excluded_reason == AUTO_EXCLUDED:
        return replace(dossier, excluded="", excluded_reason="", excluded_on=None)
    return dossier


def _governed(file: DossierFile | None, found: Reckoning) -> DossierFile | None:
    if file is None or found.governing is None:
        return None
    return replace(
        file, decided_on=found.followed_on, period_start=found.start, period_end=found.until,
        measures_text=found.lines[found.governing.case_id or 0].measures_text,
    )  # fmt: skip


def _index_dossier(desk: Desk, file: DossierFile, wanted: Sequence[Duty]) -> None:
    visits = [v for v in file.visits_of_period if not v.excuse]
    held = [v.held_on for v in visits if v.held_on]
    coming = [v.planned_on for v in visits if v.held_on is None and v.planned_on]
    lead = timedelta(days=desk.rulebook.visits.lead_days)
    # an assessment of an earlier period says nothing about this one
    last = max(file.assessments_of_period(lead), key=lambda a: (a.held_on, a.id), default=None)
    values: dict[str, Any] = {
        "decided_on": file.decided_on,
        "measures_text": file.measures_text,
        "period_start": file.period_start,
        "period_end": file.period_end,
        "mentor_name": "、".join(mentor.name for mentor in file.mentors_now),
        "visits_due": len(visits),
        "visits_held": len(held),
        "last_visit_on": max(held, default=None),
        "next_visit_on": min(coming, default=None),
        "assessed_on": last.held_on if last else None,
        "result": last.result if last else "",
        "lost_visits": lost_in_row(file.visits_of_period),
        "last_note_on": max((n.noted_on for n in file.notes if n.noted_on), default=None),
        "visitor": next_visitor(file),
        **parts_counted(desk, file, wanted),
    }
    dossiers.index(file.dossier.id or 0, values)


def parts_counted(desk: Desk, file: DossierFile, wanted: Sequence[Duty]) -> dict[str, Any]:
    """The index of 完整度: parts held, parts due, and the day from which they must be counted again."""
    attached = office.attached_parts("dossier", file.dossier.id or 0)
    items, on = desk.rulebook.visits.dossier_parts, desk.today
    found = dossier_parts.completeness(dossier_parts.parts_of(file, wanted, attached, items, on))
    return {
        "parts_held": found.held, "parts_due": found.due, "parts_until": dossier_parts.recount_on(file, wanted, on),
    }  # fmt: skip


def recount_parts(desk: Desk, dossier_id: int) -> None:
    """Count the parts of one file again after nothing but its attachments changed; call it inside a write."""
    file = dossiers.file_of(dossier_id)
    if file is not None and file.decided_on is not None:
        known = duties.of_person(file.person.id or 0)
        dossiers.index(dossier_id, parts_counted(desk, file, known))


def recount_overnight(desk: Desk) -> int:
    """Count the parts again of the files of which one has fallen due since, though nobody touched them; how many."""
    with desk.vault.read():
        waiting = dossiers.to_recount(desk.today)
    if waiting:
        with desk.vault.unlogged():
            for dossier_id in waiting:
                recount_parts(desk, dossier_id)
    return len(waiting)


def is_outdated(desk: Desk) -> bool:
    """Whether the program, the rules or the calendar changed since the index was computed."""
    with desk.vault.read():
        return office.setting(COMPUTED_BY) != mark_of(desk.paths.resources(), desk.paths.data)


def catch_up(desk: Desk, progress: Callable[[int, int], None] | None = None) -> Changes | None:
    """Compute every person's duties again if the program or the rules changed since they were computed, else nothing.

    The program's own upkeep, whoever logs in; cancelled or cut off it leaves everything as it was, for the next time."""
    if not is_outdated(desk):
        recount_overnight(desk)
        return None
    with desk.vault.write(desk.actor, "程序或规则更新后重新计算应办事项", noun="duty") as tx:
        count = _recompute(desk, tx, progress)
    return Changes(touched=Touched.ALL, message=f"程序或规则已更新，{count}人的应办事项已重新计算。")


def note_computed(desk: Desk) -> None:
    """Remember by which program and rules the index is computed; call it inside a write."""
    office.keep_setting(COMPUTED_BY, mark_of(desk.paths.resources(), desk.paths.data))


def _recompute(desk: Desk, tx: Transaction, progress: Callable[[int, int], None] | None) -> int:
    everyone = people.ids()
    for done, person_id in enumerate(everyone, 1):
        refresh_person(desk, tx, person_id)
        if progress and done % 50 == 0:
            progress(done, len(everyone))
    refresh_all(desk)
    note_computed(desk)
    tx.note(f"共{len(everyone)}人")
    return len(everyone)


def rebuild(desk: Desk, progress: Callable[[int, int], None] | None = None) -> Changes:
    """Compute every person's duties again, for instance after a rule or the calendar changed."""
    if not desk.may(Permission.CHANGE_RULES):
        desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "重新计算应办事项", noun="duty") as tx:
        count = _recompute(desk, tx, progress)
    return Changes(touched=Touched.ALL, message=f"已按现行规则重新计算{count}人的应办事项。")


def stale(desk: Desk) -> list[str]:
    """People and letters whose index differs from what the rules compute now: one line each, for `check`."""
    problems = []
    planner = desk.planner
    with desk.vault.read():
        for person_id in people.ids():
            found = reckon(cases.files_of_person(person_id), planner, desk.end_rule)
            wanted = list(found.duties)
            file = _governed(dossiers.of_person(person_id), found)
            if file is not None:
                own = [c for c in found.clocks.values() if c.active]
                wanted += planner.of_dossier(file, own, found.codes)
            for review, checks in tolerance.planned_of_person(person_id):
                wanted += planner.of_review(review, checks)
            stored = {d.key: replace(d, id=None) for d in duties.of_person(person_id)}
            if stored != {d.key: d for d in wanted}:
                problems.append(f"第{person_id}号人员的应办事项与按规则计算的不一致。")
        problems += stale_letters(desk)
    return problems
