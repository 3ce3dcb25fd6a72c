"""Every indicator counted again from the raw records, with rules of its own, for months, quarters and years.

Nothing of the index of duties is read: decisions, meetings, items, dossiers and talks are, and the limits are counted
day by day. Who was judged otherwise after a past span is left to `test_months_past` and `test_indicators`."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date, timedelta

import pytest
from raw_decisions import day, decisions, demands, left_of, rows
from revisit_county import make_desk

from jzdesk.domain.indicators import Mark, Span, SpanKind
from jzdesk.services import indicators
from jzdesk.services.demo import fill

SPANS = [
    Span(SpanKind.MONTH, 2026, 11), Span(SpanKind.MONTH, 2026, 10), Span(SpanKind.MONTH, 2025, 12),
    Span(SpanKind.QUARTER, 2026, 4), Span(SpanKind.QUARTER, 2026, 2), Span(SpanKind.HALF, 2026, 1),
    Span(SpanKind.YEAR, 2026, 1), Span(SpanKind.YEAR, 2025, 1),
]  # fmt: skip


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made = make_desk(tmp_path_factory.mktemp("county") / "vault")
    fill(made, people=300, months=24, seed=17)
    yield made
    made.vault.close(back_up=False)


def working_days_after(cal, start, number):
    on = start
    while number:
        on += timedelta(days=1)
        number -= cal.is_working_day(on)
    return on


def months_after(start, number):
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def rolled(cal, on):
    """A limit of months that ends on a day off ends on the next working day."""
    while not cal.is_working_day(on):
        on += timedelta(days=1)
    return on


def judged_later(desk, on):
    """People whom something after that day shows in another light: decided, revoked, restored, exempted, excluded,
    or a talk overdue then and held since."""
    after = str(on)
    found = rows(
        desk,
        'SELECT c.person_id FROM "case" c JOIN decision d ON d.case_id = c.id LEFT JOIN measure m ON m.decision_id = d.id'
        " LEFT JOIN announcement a ON a.decision_id = d.id WHERE d.decided_on > ?1 OR m.revoked_on > ?1"
        " OR m.restored_on > ?1 OR m.extended_on > ?1 OR a.exempted_on > ?1"
        " UNION SELECT person_id FROM dossier WHERE excluded_on > ?1"
        " UNION SELECT d.person_id FROM dossier d JOIN visit v ON v.dossier_id = d.id"
        " WHERE v.held_on > ?1 AND v.planned_on <= ?1",
        after,
    )  # fmt: skip
    return {row["person_id"] for row in found}


def state(due, done, excuse, on):
    if done and done <= on:
        return Mark.ON_TIME if done <= due else Mark.LATE
    if due > on:
        return None
    if excuse and not done:
        return Mark.EXCUSED
    return Mark.OVERDUE if due < on else Mark.LAST_DAY


def people_of_decisions(desk, span, on):
    """(indicator, person, mark) of everything counted from a decision."""
    cal = desk.calendar
    for decision in decisions(desk, on):
        made, items = day(decision["decided_on"]), decision["items"]
        meeting = decision["meeting"] or {"held_on": None, "exemption": ""}
        month = rolled(cal, months_after(made, 1))
        acquitted = set(decision["called"]) == {"M01"}
        nothing = {"done_on": None, "not_applicable": ""}
        delivery, report = items.get("deliver", nothing), items.get("report_execution", nothing)
        found = {
            "announce": (month if acquitted else working_days_after(cal, made, 7), meeting["held_on"], meeting["exemption"]),
            "deliver": (month, decision["delivered_on"] or delivery["done_on"], delivery["not_applicable"]),
            "report_execution": (rolled(cal, months_after(made, 6)), report["done_on"], report["not_applicable"]),
        }
        for kind in found.keys() & demands(desk, decision, decision["called"]):
            due, done, excuse = found[kind]
            left = left_of(desk, decision, kind, due, settled=done or excuse)
            if span.first <= due <= span.last and left != "gone":
                excuse = excuse or left == "excused"
                yield kind.removesuffix("_execution"), decision["person_id"], state(due, day(done), excuse, on)


def governing(desk, person_id):
    codes = rows(
        desk,
        'SELECT m.code FROM measure m JOIN decision d ON d.id = m.decision_id JOIN "case" c ON c.id = d.case_id'
        " WHERE c.person_id = ? AND c.deleted_at IS NULL AND m.revoked_on IS NULL AND m.id NOT IN"
        " (SELECT y.replaces_id FROM measure y WHERE y.replaces_id IS NOT NULL)", person_id,
    )  # fmt: skip
    return [row["code"] for row in codes]


def people_of_dossiers(desk, span, on):
    """(indicator, person, mark) of everything counted from a dossier."""
    cal = desk.calendar
    once = {c for c, name in desk.rulebook.visits.class_of.items() if name in ("once", "none")}
    for dossier in rows(desk, "SELECT * FROM dossier WHERE deleted_at IS NULL AND decided_on IS NOT NULL"):
        who, key, made = dossier["person_id"], dossier["id"], day(dossier["decided_on"])
        codes = governing(desk, who)
        regular = any(code not in once for code in codes)
        if regular:
            named = [day(x["appointed_on"]) for x in rows(desk, "SELECT * FROM mentor WHERE dossier_id = ?", key)]
            joined = [day(x["joined_on"]) for x in rows(desk, "SELECT * FROM team_member WHERE dossier_id = ?", key)]
            for code, length, done in (
                ("open_dossier", 15, day(dossier["opened_on"])),
                ("mentor", 10, min((d for d in named if d), default=None)),
                ("team", 10, min((d for d in joined if d), default=None)),
            ):
                due = working_days_after(cal, made, length)
                if span.first <= due <= span.last:
                    yield code, who, state(due, done, dossier["excluded"], on)
            end = day(dossier["period_end"])
            if end and span.first <= end + timedelta(days=30) <= span.last:
                tests = [day(a["held_on"]) for a in rows(desk, "SELECT * FROM assessment WHERE dossier_id = ?", key)]
                held = [d for d in tests if d and d >= end - timedelta(days=30)]
                yield "assess", who, state(end + timedelta(days=30), max(held, default=None), dossier["excluded"], on)
        marks = []
        for visit in rows(desk, "SELECT * FROM visit WHERE dossier_id = ?", key):
            due = day(visit["planned_on"] or visit["held_on"])
            if due and span.first <= due <= span.last:
                mark = state(due, day(visit["held_on"]), visit["excuse"] or dossier["excluded"], on)
                marks += [mark] if mark else []
                yield "visits", who, mark
        yield "visited", who, by_person(dossier, marks, span, on)


def by_person(dossier, marks, span, on):
    counted = [mark for mark in marks if mark is not Mark.EXCUSED]
    if counted:
        order = (Mark.OVERDUE, Mark.LAST_DAY, Mark.LATE, Mark.ON_TIME)
        return min(counted, key=order.index)
    end, out = day(dossier["period_end"]), day(dossier["excluded_on"])
    in_force = day(dossier["decided_on"]) <= span.last and (end is None or end >= span.first)
    closed = dossier["closed_on"] and day(dossier["closed_on"]) < span.first
    excluded = dossier["excluded"] and (out is None or out <= on) and in_force and not closed
    return Mark.EXCUSED if marks or excluded else None


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.title)
def test_every_indicator_of_every_unit(county, span):
    on = min(span.last, county.today)
    later = judged_later(county, on) if on < county.today else set()
    units = {p["id"]: p["unit_id"] for p in rows(county, "SELECT id, unit_id FROM person WHERE deleted_at IS NULL")}
    wanted = Counter()
    for code, who, mark in (*people_of_decisions(county, span, on), *people_of_dossiers(county, span, on)):
        if mark is not None and who not in later:
            wanted[code, units[who], mark] += 1
    shown = Counter()
    for unit in indicators.measure(county, span).units:
        for code, figure in unit.figures.items():
            for mark, count in figure.marks.items():
                if mark is not Mark.EARLIER:
                    shown[code, unit.place.unit_id, mark] += count
    shown.subtract(of_those(county, span, later))
    assert {k: n for k, n in shown.items() if n} == dict(wanted)
    assert len({code for code, _, _ in wanted}) == 9 or span.kind is SpanKind.MONTH


def of_those(desk, span, people):
    """What the service counts for some people, taken from its own lists."""
    from jzdesk.services.indicator_lines import lines_behind

    units = {p["id"]: p["unit_id"] for p in rows(desk, "SELECT id, unit_id FROM person WHERE deleted_at IS NULL")}
    found = Counter()
    for code in indicators.INDICATORS if people else ():
        for line in lines_behind(desk, span, indicators.COUNTY, code.code):
            if line.person_id in people and line.mark is not Mark.EARLIER:
                found[code.code, units[line.person_id], line.mark] += 1
    return found
