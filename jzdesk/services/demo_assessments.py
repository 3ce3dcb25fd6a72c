"""The ends of periods in the demo county: results forwarded or not, slack work dealt with or not, years, archives.

It goes over the dossiers that are already written and gives the assessments of the last ones the fates an inspector
meets; it draws from a chance of its own, so that no other story moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.duties import DutyKind
from jzdesk.domain.reckoning import reckon
from jzdesk.services.annual import annual_lines
from jzdesk.services.duties import refresh_person
from jzdesk.storage import bulk, cases, dossiers, people

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.domain.assessments import Assessment
    from jzdesk.domain.clock import Clock
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

FATES = ("open", "soon", "overdue", "excused", "late", "done")
"""How the forwarding and the consequence of the latest assessments stand, the latest first."""

MOST_KEPT = 60
"""Of a large county only so many closed files get their years and their place in the archive."""

CONSEQUENCES = ("谈话提醒，调整工作岗位", "通报批评，取消年度评先资格", "责令作出书面检查，延长帮教三个月")
HELP = ("继续帮教三个月，到期复查", "由帮带人每月谈心一次，半年后报告情况")


def tell_assessments(desk: Desk, seed: int) -> None:
    """Change the latest assessments so that every state of both duties is there; archive some closed files."""
    rng = Random(f"{seed}:assessments")  # noqa: S311 - not for secrets
    with desk.vault.read():
        files = [file for file in bulk.dossier_files(dossiers.ids()) if file.assessments]
    # of who was sanctioned again the file is not closed: a new period runs
    done = [f for f in files if not f.dossier.excluded and (f.period_end or desk.today) < desk.today]
    done.sort(key=lambda f: (_last(f).held_on or date.min, f.dossier.number), reverse=True)
    rest = [f.dossier.id for f in done[len(FATES) - 1 :]][:MOST_KEPT]
    with desk.vault.unlogged():
        for fate, file in zip(FATES, done, strict=False):
            _write(desk, file, "演示考核后续", partial(_follow, desk, file, fate, rng))
        for number, key in enumerate(rest, 1):
            kept = dossiers.file_of(key or 0)
            if kept and kept.dossier.closed_on:
                _write(desk, kept, "演示归档", partial(_keep, desk, kept, number, rng))


def _last(file: DossierFile) -> Assessment:
    return max(file.assessments, key=lambda a: (a.held_on or date.min, a.id or 0))


def _write(desk: Desk, file: DossierFile, action: str, work: Callable[[Transaction], None]) -> None:
    with desk.vault.write(desk.actor, action, noun="dossier", record_id=file.dossier.id) as tx:
        work(tx)
        refresh_person(desk, tx, file.person.id or 0)
        tx.note(f"{file.person.name} {file.dossier.number}")


def _follow(desk: Desk, file: DossierFile, fate: str, rng: Random, tx: Transaction) -> None:
    """One assessment with its forwarding and its consequence in the state wanted; a weak result is slack work."""
    today, rules = desk.today, desk.rulebook.assessments
    item = _last(file)
    end = file.period_end or today
    held = item.held_on or today
    if fate in ("open", "soon"):  # the forwarding still has time only where the assessment was lately
        held = max(_lately(desk, soon=fate == "soon"), end + timedelta(days=1))
    elif fate == "overdue":
        held = min(held, today - timedelta(days=rules.forward_within_days + 12))
    weak = item.result in ("fair", "poor")
    changed = replace(
        item, held_on=held, slack=weak, consequence=rng.choice(CONSEQUENCES if weak else HELP),
        unit_opinion="工作中消极怠工、敷衍塞责，建议严肃处理。" if weak else item.unit_opinion, forwarded_on=None,
    )  # fmt: skip
    spans = {"open": 30, "soon": 3, "overdue": -8, "excused": 20}
    if fate in spans:
        changed = replace(changed, consequence_due=max(held, today + timedelta(days=spans[fate])))
    else:
        due = held + timedelta(days=20)
        finished = due + timedelta(days=6 if fate == "late" else -5)
        sent = held + timedelta(days=rules.forward_within_days + 9 if fate == "late" else 6)
        changed = replace(
            changed, consequence_due=due, consequence_done=min(finished, today), forwarded_on=min(sent, today),
        )  # fmt: skip
    dossiers.save_assessment(tx, changed)
    last = max(day for day in (held, changed.consequence_done, changed.forwarded_on) if day)
    closed = min(last + timedelta(days=3), today) if fate == "done" and changed.consequence_done else None
    dossier = replace(file.dossier, closed_on=closed)
    if fate == "excused":
        dossier = replace(
            dossier, excluded="moved", excluded_reason="考核后调往外县工作，档案随转", excluded_on=max(held, end),
        )  # fmt: skip
    dossiers.save(tx, dossier)


def _lately(desk: Desk, *, soon: bool) -> date:
    """A working day of late, so that the result held then must be forwarded soon, or has some time still."""
    within, today = desk.rulebook.assessments.forward_within_days, desk.today
    day = desk.calendar.working_day_before(today, 1)
    while soon:
        due = desk.calendar.add_days_deadline(day, within).on
        if desk.planner.warn(DutyKind.FORWARD_ASSESSMENT, due, day) <= today:
            break
        day = desk.calendar.working_day_before(day, 1)
    return day


def _keep(desk: Desk, file: DossierFile, number: int, rng: Random, tx: Transaction) -> None:
    """The years of a closed file, one in four against the rule; every second file lies in the archive."""
    found = annual_lines(desk, file.annual, _clocks(desk, file), start=file.period_start, end=file.period_end)
    for line in found:
        if line.record is not None or line.year >= desk.today.year:
            continue
        allowed = line.effect.allows if line.effect else ("competent", "qualified")
        grade = "competent" if "competent" in allowed else ("none" if "none" in allowed else allowed[0])
        wrong = number % 4 == 1
        record = AnnualRecord(
            person_id=file.person.id, year=line.year, grade=grade, graded_on=date(line.year + 1, 1, rng.randint(5, 28)),
            honours="县级先进工作者" if wrong and line.year == (file.period_start or date.min).year else "",
            bonus="未发放" if grade in ("none", "absent") else "按规定发放",
        )  # fmt: skip
        people.save_annual(tx, record)
    closed = file.dossier.closed_on
    if number % 2 == 0 or closed is None:
        return
    archived = min(closed + timedelta(days=rng.randint(5, 30)), desk.today)
    dossiers.save(
        tx,
        replace(
            file.dossier, archived_on=archived, archive_number=f"0123·{archived.year % 100}·{number:03d}",
            archive_pages=rng.randint(48, 140), retention="y30" if number % 3 else "permanent",
        ),
    )  # fmt: skip


def _clocks(desk: Desk, file: DossierFile) -> tuple[Clock, ...]:
    found = reckon(cases.files_of_person(file.person.id or 0), desk.planner, desk.end_rule)
    return tuple(found.clocks.values())
