"""Many records with everything that hangs on them in a handful of queries: for reports and rebuilds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.appeals import Appeal
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.decision_duties import LEDGER_KINDS
from jzdesk.domain.dossiers import Dossier, DossierFile, Mentor, MentorNote, TeamMember
from jzdesk.domain.duties import Duty
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.domain.units import Unit
from jzdesk.domain.visits import Visit
from jzdesk.storage.rows import V, select, tuples, value_of
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

CHUNK = 400
"""Keys per query: well under SQLite's limit of parameters, and memory stays flat."""


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The keys in groups of at most CHUNK."""
    group: list[int] = []
    for key in ids:
        group.append(key)
        if len(group) == CHUNK:
            yield group
            group = []
    if group:
        yield group


def _in(column: str, keys: Sequence[int]) -> str:
    """The condition that a column is one of so many keys."""
    return f'WHERE t."{column}" IN ({", ".join("?" * len(keys))}) ORDER BY t.id'


def _by(model: Any, cls: type[V], column: str, keys: Sequence[int]) -> dict[int, list[V]]:
    found: dict[int, list[V]] = defaultdict(list)
    for value in select(model, cls, _in(column, keys), *keys) if keys else ():
        found[getattr(value, column)].append(value)
    return found


def people_by_id(ids: Sequence[int]) -> dict[int, Person]:
    """People by key, with the name of their unit."""
    keys = list(dict.fromkeys(ids))
    found = select(m.Person, Person, _in("id", keys), *keys)
    homes = list({p.unit_id for p in found if p.unit_id})
    names = {key: name for key, name in tuples(m.Unit, ("id", "name"), _in("id", homes), *homes)}  # noqa: C416 - lists
    return {p.id or 0: replace(p, unit_name=names.get(p.unit_id, "")) for p in found}


def case_files(ids: Iterable[int], *, whole: bool = True) -> Iterator[CaseFile]:
    """Case files in the order of the keys; keys that are gone are left out. Not `whole`: without appeals, annual records and
    items of execution, for those who list only what was decided."""
    for group in chunks(ids):
        cases = {case.id: case for case in select(m.Case, Case, _in("id", group), *group)}
        people = people_by_id([case.person_id or 0 for case in cases.values()])
        decisions = _decisions(group, items=whole)
        appeals = _by(m.Appeal, Appeal, "case_id", group if whole else ())
        annual = _by(m.AnnualRecord, AnnualRecord, "person_id", list(people) if whole else ())
        for key in group:
            case = cases.get(key)
            if case and case.person_id in people:
                yield CaseFile(
                    person=people[case.person_id], case=case, decisions=tuple(decisions[key]),
                    appeals=tuple(appeals[key]), annual=_by_year(annual[case.person_id]),
                )  # fmt: skip


def _by_year(records: Sequence[AnnualRecord]) -> tuple[AnnualRecord, ...]:
    return tuple(sorted(records, key=lambda record: record.year))


def _decisions(case_ids: Sequence[int], *, items: bool) -> dict[int, list[Decision]]:
    bare = _by(m.Decision, Decision, "case_id", case_ids)
    keys = [d.id or 0 for group in bare.values() for d in group]
    measures = _by(m.Measure, Measure, "decision_id", keys)
    carried = _by(m.ExecutionItem, ExecutionItem, "decision_id", keys if items else ())
    announcements = _by(m.Announcement, Announcement, "decision_id", keys)
    found: dict[int, list[Decision]] = defaultdict(list)
    for case_id, group in bare.items():
        for decision in group:
            key = decision.id or 0
            whole = replace(
                decision, measures=tuple(measures[key]), items=tuple(carried[key]),
                announcement=next(iter(announcements[key]), None),
            )  # fmt: skip
            found[case_id].append(whole)
    return found


_REPEATED = ("id", "measures_text", "decided_on", "period_start", "period_end")
"""Columns of the index that a file shows with its dossier, after its key."""


def dossier_files(ids: Iterable[int], *, whole: bool = True) -> Iterator[DossierFile]:
    """Dossier files in the order of the keys; keys that are gone are left out. Not `whole`: without the mentors' notes and
    annual records, which no ledger lists."""
    for group in chunks(ids):
        dossiers = {d.id: d for d in select(m.Dossier, Dossier, _in("id", group), *group)}
        shown = {row[0]: row[1:] for row in tuples(m.Dossier, _REPEATED, _in("id", group), *group)}
        people = people_by_id([d.person_id or 0 for d in dossiers.values()])
        mentors = _by(m.Mentor, Mentor, "dossier_id", group)
        team = _by(m.TeamMember, TeamMember, "dossier_id", group)
        visits = _by(m.Visit, Visit, "dossier_id", group)
        assessments = _by(m.Assessment, Assessment, "dossier_id", group)
        notes = _by(m.MentorNote, MentorNote, "dossier_id", group if whole else ())
        annual = _by(m.AnnualRecord, AnnualRecord, "person_id", list(people) if whole else ())
        for key in group:
            dossier = dossiers.get(key)
            if dossier is None or dossier.person_id not in people:
                continue
            yield DossierFile(
                dossier=dossier, person=people[dossier.person_id], mentors=tuple(mentors[key]), team=tuple(team[key]),
                visits=tuple(sorted(visits[key], key=lambda v: (v.ordinal, v.id or 0))),
                assessments=tuple(assessments[key]),
                notes=tuple(sorted(notes[key], key=lambda n: (n.noted_on or date.min, n.id or 0))),
                annual=_by_year(annual[dossier.person_id]), **dict(zip(_REPEATED[1:], shown[key], strict=True)),
            )  # fmt: skip


def units_by_id() -> dict[int, Unit]:
    """Every unit by key."""
    return {row.id: value_of(row, Unit) for row in m.Unit.select()}


def duties_by(column: str, ids: Sequence[int]) -> dict[int, list[Duty]]:
    """Duties grouped by 'case_id', 'dossier_id' or 'review_id'."""
    return _by(m.Duty, Duty, column, ids)


def cases_of_decisions(decision_ids: Sequence[int]) -> dict[int, int]:
    """The case of each decision."""
    query = m.Decision.select(m.Decision.id, m.Decision.case_id).where(m.Decision.id.in_(list(decision_ids)))
    return dict(query.tuples())


def cases_in_month(first: date, last: date) -> list[int]:
    """Cases decided in a span, or decided before with a duty of the ledger still open at its start."""
    c, d = m.Case, m.Duty
    carried = d.select(d.case_id).where(
        d.subject == "decision", d.kind.in_(sorted(LEDGER_KINDS)), d.excuse == "", d.counted_from < first,
        d.done_on.is_null() | (d.done_on >= first),
    )  # fmt: skip
    query = c.select(c.id).where(
        c.deleted_at.is_null(), c.decided_on <= last, (c.decided_on >= first) | c.id.in_(carried)
    )
    return [key for (key,) in query.order_by(c.decided_on, c.id).tuples()]


def cases_decided(first: date, last: date) -> list[int]:
    """Cases decided in a span."""
    c = m.Case
    query = c.select(c.id).where(c.deleted_at.is_null(), c.decided_on >= first, c.decided_on <= last)
    return [key for (key,) in query.order_by(c.decided_on, c.id).tuples()]


def cases_to_announce(first: date, last: date) -> list[int]:
    """Cases whose announcement was due in a span, or was open at its start, or was decided in it."""
    c, d = m.Case, m.Duty
    mine = d.select(d.case_id).where(
        d.kind == "announce", d.counted_from <= last, (d.due_on >= first) & (d.due_on <= last)
        | (d.counted_from >= first)
        | ((d.excuse == "") & (d.due_on < first) & (d.done_on.is_null() | (d.done_on >= first)))
        | ((d.done_on >= first) & (d.done_on <= last)),
    )  # fmt: skip
    query = c.select(c.id).where(c.deleted_at.is_null(), c.id.in_(mine)).order_by(c.decided_on, c.id)
    return [key for (key,) in query.tuples()]


def people_changed_after(on: date) -> list[int]:
    """People whom a later decision, revocation, restoration, extension, exemption or exclusion shows in another light
    than they stood in on that day, or whose plan a talk then overdue has moved since."""
    d, x, a, t, c, v = m.Decision, m.Measure, m.Announcement, m.Dossier, m.Case, m.Visit
    decided = c.select(c.person_id).join(d, on=d.case_id == c.id)
    alive = c.deleted_at.is_null()
    later = (
        decided.where(alive, d.decided_on > on),
        decided.join(x, on=x.decision_id == d.id)
        .where(alive, (x.revoked_on > on) | (x.restored_on > on) | (x.extended_on > on)),
        decided.join(a, on=a.decision_id == d.id).where(alive, a.exempted_on > on),
        c.select(c.person_id).where(alive, c.transferred_on > on),
        t.select(t.person_id).where(t.excluded != ""),  # what was done all the same later hides that it was excused
        t.select(t.person_id).join(v, on=v.dossier_id == t.id).where(v.held_on > on, v.planned_on <= on),
    )  # fmt: skip
    return sorted({key for query in later for (key,) in query.distinct().tuples()})


def cases_of_people(ids: Sequence[int]) -> list[int]:
    """Living cases of some people, in the order they were entered."""
    c = m.Case
    found = [
        key
        for group in chunks(ids)
        for (key,) in c.select(c.id).where(c.deleted_at.is_null(), c.person_id.in_(group)).tuples()
    ]
    return sorted(found)


def dossiers_of_people(ids: Sequence[int]) -> list[int]:
    """Dossiers of some people, those put aside since included."""
    t = m.Dossier
    return [key for group in chunks(ids) for (key,) in t.select(t.id).where(t.person_id.in_(group)).tuples()]


def decided_forms(first: date, last: date) -> Iterator[tuple[int, int]]:
    """(person, form of handling) of every living case first decided in a span: one person-time each, whatever was
    changed on review since."""
    c = m.Case
    query = c.select(c.person_id, c.form)
    query = query.where(c.deleted_at.is_null(), c.first_decided_on >= first, c.first_decided_on <= last)
    yield from query.where(c.form > 0).tuples()


def duties_counted_from(kind: str, first: date, last: date) -> list[Duty]:
    """Duties of a kind whose limit began to run in a span."""
    tail = "WHERE t.kind = ? AND t.counted_from >= ? AND t.counted_from <= ?"
    return select(m.Duty, Duty, tail, kind, first.isoformat(), last.isoformat())


def dossiers_in_force(first: date, last: date) -> list[int]:
    """Dossiers whose period touches a span, or with a duty in it: the rows of the revisit ledger."""
    d = m.Dossier
    query = d.select(d.id).where(
        d.deleted_at.is_null(), d.decided_on <= last, d.period_end.is_null() | (d.period_end >= first)
    )
    return [key for (key,) in query.order_by(d.decided_on, d.id).tuples()]


def dossiers_without_mentor(first: date) -> list[tuple[int, str]]:
    """(dossier, person's name) of those opened before a day, in force on it, included, and with nobody in office to
    help. One query: the files of everybody in force would be gathered only to find that most have somebody."""
    d, x, p = m.Dossier, m.Mentor, m.Person
    helped = x.select(x.dossier_id).where(x.ended_on.is_null())
    query = d.select(d.id, p.name).join(p, on=d.person_id == p.id).where(
        d.deleted_at.is_null(), d.decided_on < first, d.period_end.is_null() | (d.period_end >= first),
        d.excluded == "", d.id.not_in(helped),
    )  # fmt: skip
    return list(query.order_by(d.decided_on, d.id).tuples())


def dossiers_to_assess(first: date, last: date) -> list[int]:
    """Dossiers whose assessment was due in a span, done in it, or open at its start."""
    t, d = m.Duty, m.Dossier
    mine = t.select(t.dossier_id).where(
        t.kind == "assess",
        ((t.due_on >= first) & (t.due_on <= last))
        | ((t.done_on >= first) & (t.done_on <= last))
        | ((t.excuse == "") & (t.due_on < first) & (t.done_on.is_null() | (t.done_on >= first))),
    )
    query = d.select(d.id).where(d.deleted_at.is_null(), d.id.in_(mine)).order_by(d.period_end, d.id)
    return [key for (key,) in query.tuples()]


def sanctioned_again(person_id: int, decided_on: date | None, decision_id: int | None, *, until: date) -> bool:
    """Whether the person got another decision by a day, after the one that governs his dossier began."""
    if decided_on is None:
        return False
    d, c = m.Decision, m.Case
    query = d.select(d.id).join(c, on=d.case_id == c.id)
    query = query.where(c.person_id == person_id, c.deleted_at.is_null(), d.decided_on > decided_on)
    return bool(query.where(d.id != (decision_id or 0), d.decided_on <= until).exists())


def count_decided(first: date, last: date) -> int:
    """Living cases decided in a span, counted from the decisions."""
    d, c = m.Decision, m.Case
    query = c.select(c.id).distinct().join(d, on=d.case_id == c.id).where(c.deleted_at.is_null())
    return int(query.where(d.decided_on >= first, d.decided_on <= last).count())


def count_with_form(first: date, last: date) -> int:
    """Living cases first decided in a span with a measure that stood at its end, counted from the measures."""
    d, c, x = m.Decision, m.Case, m.Measure
    y, r = x.alias(), d.alias()
    begun = d.select(d.case_id).where(d.reviews_id.is_null()).group_by(d.case_id)
    begun = begun.having((fn.MAX(d.decided_on) >= first) & (fn.MAX(d.decided_on) <= last))
    replaced = y.select(y.replaces_id).join(r, on=y.decision_id == r.id)
    replaced = replaced.where(y.replaces_id.is_null(False), r.decided_on <= last)
    query = c.select(c.id).distinct().join(d, on=d.case_id == c.id).join(x, on=x.decision_id == d.id)
    query = query.where(c.deleted_at.is_null(), d.decided_on <= last, c.id.in_(begun), x.id.not_in(replaced))
    return int(query.where(x.revoked_on.is_null() | (x.revoked_on > last)).count())


def count_announced(first: date, last: date, but: Container[int]) -> int:
    """Announcement meetings held in a span for living cases that had to be announced, but for some people."""
    a, d, t, c = m.Announcement, m.Decision, m.Duty, m.Case
    query = a.select(c.person_id).join(d, on=a.decision_id == d.id).join(c, on=d.case_id == c.id)
    query = query.join(t, on=(t.subject_id == d.id) & (t.kind == "announce"))
    rows = query.where(c.deleted_at.is_null(), a.held_on >= first, a.held_on <= last).tuples()
    return sum(person_id not in but for (person_id,) in rows)


def count_visited_people(first: date, last: date, but: Container[int]) -> int:
    """People in force in a span with a talk held by its last day in the period that runs, but for some people."""
    v, d = m.Visit, m.Dossier
    query = d.select(d.person_id).distinct().join(v, on=v.dossier_id == d.id)
    query = query.where(
        d.deleted_at.is_null(), d.decided_on <= last, d.period_end.is_null() | (d.period_end >= first),
        v.held_on <= last, d.period_start.is_null() | (v.held_on >= d.period_start),
    )  # fmt: skip
    return sum(person_id not in but for (person_id,) in query.tuples())


def announce_days(last: date) -> list[tuple[int, date, date | None]]:
    """(person, made on, announced or exempted on) of every decision made by a day that must be announced."""
    d, a = m.Duty, m.Announcement
    query = d.select(d.person_id, d.counted_from, a.held_on, a.exempted_on, d.excuse, d.subject_id)
    query = query.join(a, JOIN.LEFT_OUTER, on=a.decision_id == d.subject_id).where(d.kind == "announce")
    rows = list(query.where(d.counted_from <= last).tuples())
    aside = _set_aside([row[5] for row in rows if row[4] and not (row[2] or row[3])])
    return [(who, begun, held or exempted or aside.get(key)) for who, begun, held, exempted, _excuse, key in rows]


def _set_aside(decision_ids: Sequence[int]) -> dict[int, date]:
    """The day the last measure of each of these decisions was revoked or replaced on review."""
    x, y, r = m.Measure, m.Measure.alias(), m.Decision
    found: dict[int, date] = {}
    for group in chunks(decision_ids):
        gone = list(x.select(x.decision_id, x.revoked_on).where(x.decision_id.in_(group), x.revoked_on.is_null(False)).tuples())
        query = x.select(x.decision_id, r.decided_on).join(y, on=y.replaces_id == x.id).join(r, on=y.decision_id == r.id)
        gone += list(query.where(x.decision_id.in_(group)).tuples())
        for key, day in gone:
            found[key] = max(day, found.get(key, day))
    return found
