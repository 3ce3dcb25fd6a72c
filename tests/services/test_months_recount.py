"""The month counted again by a naive computation from the raw rows, day by day and row by row.

One vault serves all tests here, so none of them may open another (what came later is in `test_months_past`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from revisit_county import make_desk

from jzdesk.domain.decision_duties import LEDGER_KINDS
from jzdesk.domain.duties import STATE_NAMES
from jzdesk.domain.months import span
from jzdesk.services import months
from jzdesk.services.demo import fill

ON_TIME, LATE, OVERDUE, EXCUSED = (STATE_NAMES[s] for s in ("done", "done_late", "overdue", "excused"))


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made = make_desk(tmp_path_factory.mktemp("county") / "vault")
    fill(made, people=150, months=24, seed=11)
    yield made
    made.vault.close(back_up=False)


def rows(desk, sql, *values):
    with desk.vault.read() as database:
        cursor = database.execute_sql(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def day(text):
    return date.fromisoformat(text) if text else None


def working_days_after(calendar, start, number):
    """The naive way: one day after the other."""
    on = start
    while number:
        on += timedelta(days=1)
        number -= calendar.is_working_day(on)
    return on


def count_working_days(calendar, start, end):
    return sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def decisions(desk, last):
    """Every living decision made by a day with what hangs on it, straight from the tables."""
    found = rows(
        desk,
        'SELECT d.*, c.suspected_crime, c.transferred_on, p.name FROM decision d JOIN "case" c ON c.id = d.case_id'
        " JOIN person p ON p.id = c.person_id WHERE c.deleted_at IS NULL AND d.decided_on <= ? ORDER BY d.decided_on, c.id",
        str(last),
    )  # fmt: skip
    for decision in found:
        key = decision["id"]
        decision["codes"] = [
            m["code"] for m in rows(desk, "SELECT * FROM measure WHERE decision_id = ? ORDER BY id", key)
            if not m["revoked_on"] or day(m["revoked_on"]) > last
        ]  # fmt: skip
        decision["meeting"] = next(iter(rows(desk, "SELECT * FROM announcement WHERE decision_id = ?", key)), None)
        decision["items"] = {i["kind"]: i for i in rows(desk, "SELECT * FROM execution_item WHERE decision_id = ?", key)}
    return found


def announcing(desk, decision):
    """Whether this decision is announced: 组织处理 and sanctions are, first-form measures end with the talk."""
    codes = decision["codes"]
    return "M01" in codes or any(desk.rulebook.sanctions[c].family != "org" or desk.rulebook.sanctions[c].form > 1 for c in codes)


def verdict(due, done, excused, last):
    if done and done <= last:
        return ON_TIME if done <= due else LATE
    if excused:
        return EXCUSED
    return OVERDUE if due < last else ""


@pytest.mark.parametrize("key", ["2025-02", "2025-09", "2026-02", "2026-05", "2026-09", "2026-10"])
def test_the_announcement_ledger(county, key):
    first, last = span(key)
    book = months.make_book(county, key)
    wanted = {}
    met = due_in_month = excused = 0
    for decision in decisions(county, last):
        if not announcing(county, decision):
            continue
        made, meeting = day(decision["decided_on"]), decision["meeting"] or defaultdict(lambda: None)
        if set(decision["codes"]) == {"M01"}:
            continue
        due = working_days_after(county.calendar, made, 7)
        held = day(meeting["held_on"])
        held = held if held and held <= last else None
        exempt = bool(meeting["exemption"]) and day(meeting["exempted_on"]) <= last
        if first <= due <= last:
            state = verdict(due, held, exempt, last)
            met += state == ON_TIME
            excused += state == EXCUSED
            due_in_month += state != EXCUSED
        waiting = due < first and not exempt and (held is None or held >= first)
        if waiting or any(d and first <= d <= last for d in (made, due, held)):
            used = count_working_days(county.calendar, made, held) if held else None
            wanted[decision["name"], made] = (due, held, verdict(due, held, exempt, last), used)
    shown = {
        (r["name"], r["decided_on"]): (r["due_on"], r["held_on"], r["state"], r["working_days"])
        for r in book.ledgers["announcements"]
    }
    assert shown.keys() == wanted.keys()
    for who, (due, held, state, used) in wanted.items():
        assert shown[who][:2] == (due, held)
        assert shown[who][3] == used
        assert not state or shown[who][2] == state
    rate = months.figures(county, key).rates[0]
    assert (rate.met, rate.due, rate.excused) == (met, due_in_month, excused)


@pytest.mark.parametrize("key", ["2025-02", "2025-12", "2026-05", "2026-10"])
def test_the_decision_ledger_and_the_forms(county, key):
    first, last = span(key)
    book = months.make_book(county, key)
    forms = Counter()
    fresh, carried = set(), set()
    limits = {"tell": 1, "adjust": 1, "archive": 1, "report_execution": 6}
    for decision in decisions(county, last):
        made, codes = day(decision["decided_on"]), decision["codes"]
        crime = decision["suspected_crime"] and not (decision["transferred_on"] and day(decision["transferred_on"]) > last)
        if made >= first:
            fresh.add((decision["name"], made))
            if codes:
                forms[4 if crime else max(county.rulebook.sanctions[c].form for c in codes)] += 1
            continue
        kinds = {d.value for d in county.planner.demanded(codes)} & LEDGER_KINDS if codes else set()
        for kind in kinds:
            item, meeting = decision["items"].get(kind), decision["meeting"]
            done = day(item["done_on"]) if item else None
            if kind == "announce":
                if meeting and meeting["exemption"] and day(meeting["exempted_on"]) <= last:
                    continue
                done = day(meeting["held_on"]) if meeting else None
            if kind == "deliver":
                done = done or day(decision["delivered_on"])
            if not (item and item["not_applicable"]) and (done is None or done >= first):
                carried.add((decision["name"], made))
    shown = [(r["name"], r["decided_on"]) for r in book.ledgers["decisions"]]
    assert {r for r in shown if r[1] >= first} == fresh
    assert {r for r in shown if r[1] < first} == carried
    assert book.forms_of_handling == tuple((n, forms[n]) for n in (1, 2, 3, 4))
    for row in book.ledgers["decisions"]:
        for kind, name in (("tell", "told"), ("adjust", "adjust"), ("archive", "archive"), ("report_execution", "report")):
            due = row[f"{name}_due"]
            if due:
                whole = row["decided_on"].month - 1 + limits[kind]
                plain = (row["decided_on"].year + whole // 12, whole % 12 + 1)
                assert (due - timedelta(days=due.day - 1)).timetuple()[:2] == plain or due.day <= 9  # moved past days off
                assert county.calendar.is_working_day(due) or not county.calendar.day_name(due).endswith("放假")


@pytest.mark.parametrize("key", ["2025-09", "2026-03", "2026-10", "2026-11"])
def test_the_visit_ledger(county, key):
    first, last = span(key)
    on = min(last, county.today)
    book = months.make_book(county, key)
    shown = {r["name"]: r for r in book.ledgers["visits"]}
    assert len(shown) == len(book.ledgers["visits"])
    checked = 0
    for dossier in rows(county, "SELECT d.*, p.name FROM dossier d JOIN person p ON p.id = d.person_id WHERE d.deleted_at IS NULL"):
        mine = rows(
            county,
            'SELECT d.decided_on, m.* FROM decision d JOIN "case" c ON c.id = d.case_id JOIN measure m ON m.decision_id = d.id'
            " WHERE c.person_id = ? AND c.deleted_at IS NULL", dossier["person_id"],
        )  # fmt: skip
        if any(day(m[n]) and day(m[n]) > on for m in mine for n in ("decided_on", "revoked_on", "restored_on")):
            continue  # those are for test_months_past
        begun, end = day(dossier["decided_on"]), day(dossier["period_end"])
        assert (begun <= last and (end is None or end >= first)) == (dossier["name"] in shown), dossier["name"]
        if dossier["name"] not in shown:
            continue
        row, start = shown[dossier["name"]], day(dossier["period_start"])
        visits = [v for v in rows(county, "SELECT * FROM visit WHERE dossier_id = ?", dossier["id"])
                  if day(v["held_on"] or v["planned_on"]) >= start]  # fmt: skip
        held = [day(v["held_on"]) for v in visits if v["held_on"] and day(v["held_on"]) <= on]
        due = [v for v in visits if not v["excuse"] and day(v["planned_on"] or v["held_on"]) <= on]
        assert row["visits_held"] == len(held)
        assert row["last_visit_on"] == max(held, default=None)
        excluded = dossier["excluded"] and day(dossier["excluded_on"]) <= on
        assert row["visits_due"] == (0 if excluded else len(due))
        opened = day(dossier["opened_on"])
        assert row["dossier"] == ("是" if opened and opened <= on else "否")
        mentors = [m["name"] for m in rows(county, "SELECT * FROM mentor WHERE dossier_id = ? ORDER BY id", dossier["id"])
                   if day(m["appointed_on"]) <= on and not (m["ended_on"] and day(m["ended_on"]) <= on)]  # fmt: skip
        assert row["mentor"] == (mentors[-1] if mentors else "")
        checked += 1
    assert checked > 5


@pytest.mark.parametrize("key", ["2026-03", "2026-10"])
def test_the_rates_of_visits_and_assessments(county, key):
    first, last = span(key)
    rates = {r.name: r for r in months.figures(county, key).rates}
    later = {r["person_id"] for r in rows(county, "SELECT person_id FROM dossier WHERE excluded_on > ?", str(last))}
    later |= {r["person_id"] for r in rows(county, 'SELECT c.person_id FROM "case" c JOIN decision d ON d.case_id = c.id'
                                           " WHERE d.decided_on > ?", str(last))}  # fmt: skip
    if later & {r["person_id"] for r in rows(county, "SELECT person_id FROM dossier WHERE decided_on <= ?", str(last))}:
        assert rates["回访率"].due  # people judged otherwise since: test_months_past looks at them
        return
    visits = rows(county, "SELECT v.* FROM visit v JOIN dossier d ON d.id = v.dossier_id WHERE d.deleted_at IS NULL"
                  " AND COALESCE(v.planned_on, v.held_on) BETWEEN ? AND ? AND v.excuse = '' AND d.excluded = ''",
                  str(first), str(last))  # fmt: skip
    done = sum(1 for v in visits if v["held_on"] and day(v["held_on"]) <= last)
    assert (rates["回访率"].met, rates["回访率"].due) == (done, len(visits))


@pytest.mark.parametrize("key", ["2025-02", "2025-07", "2025-12", "2026-05", "2026-09", "2026-10", "2026-11"])
def test_every_equation_of_the_check_sheet_holds(county, key):
    wrong = [(c.name, c.left, c.right) for c in months.make_book(county, key).checks if not c.ok]
    assert wrong == []
