"""The month counted again by a naive computation from the raw rows, day by day and row by row.

One vault serves all tests here, so none of them may open another (what came later is in `test_months_past`)."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from raw_decisions import day, decisions, demands, left_of, rows
from revisit_county import make_county

from jzdesk.domain.duties import STATE_NAMES
from jzdesk.domain.months import span
from jzdesk.services import months

ON_TIME, LATE, OVERDUE, EXCUSED = (STATE_NAMES[s] for s in ("done", "done_late", "overdue", "excused"))


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made = make_county(tmp_path_factory.mktemp("county") / "vault", people=150, months=24, seed=11)
    yield made
    made.vault.close(back_up=False)


def working_days_after(calendar, start, number):
    """The naive way: one day after the other."""
    on = start
    while number:
        on += timedelta(days=1)
        number -= calendar.is_working_day(on)
    return on


def count_working_days(calendar, start, end):
    return sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def announce_by(calendar, decision):
    """7 working days; 免予处分 alone within a month, which ends on a working day."""
    made = day(decision["decided_on"])
    if set(decision["called"]) != {"M01"}:
        return working_days_after(calendar, made, 7)
    year, month = divmod(made.year * 12 + made.month, 12)
    due = made.replace(year=year, month=month + 1, day=min(made.day, monthrange(year, month + 1)[1]))
    while not calendar.is_working_day(due):
        due += timedelta(days=1)
    return due


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
        if "announce" not in demands(county, decision, decision["called"]):
            continue
        made, meeting = day(decision["decided_on"]), decision["meeting"] or defaultdict(lambda: None)
        due = announce_by(county.calendar, decision)
        held = day(meeting["held_on"])
        held = held if held and held <= last else None
        exempt = bool(meeting["exemption"]) and day(meeting["exempted_on"]) <= last
        left = left_of(county, decision, "announce", due, settled=held or exempt)
        if left == "gone":
            continue
        exempt = exempt or left == "excused"
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


def form_of(desk, case, last):
    """The gravest form of what stands of a case, 0 for nothing; 开除党籍 leaves no 留党察看 beside it."""
    codes = [code for decision in case for code in decision["standing"]]
    if case[-1]["review_kind"] == "expelled":
        codes = [code for code in codes if not code.startswith("D")] + case[-1]["standing"]
    crime = case[0]["suspected_crime"] and not (case[0]["transferred_on"] and day(case[0]["transferred_on"]) > last)
    if not codes:
        return 0
    return 4 if crime else max(desk.rulebook.sanctions[c].form for c in codes)


def unfinished(desk, decision, first, last):
    """Whether something of an earlier decision was still to be done when the month began, and is not set aside."""
    meeting = decision["meeting"] or defaultdict(lambda: None)
    for kind in demands(desk, decision, decision["called"]):
        item = decision["items"].get(kind)
        done = day(item["done_on"]) if item else None
        excused = item and item["not_applicable"]
        if kind == "announce":
            done, excused = day(meeting["held_on"]), meeting["exemption"] and day(meeting["exempted_on"]) <= last
        if kind == "deliver":
            done = day(decision["delivered_on"]) or done
        known = done and done <= last
        set_aside = not known and kind not in demands(desk, decision, decision["codes"])
        if not excused and not set_aside and (done is None or done >= first):
            return True
    return False


@pytest.mark.parametrize("key", ["2025-02", "2025-12", "2026-05", "2026-10"])
def test_the_decision_ledger_and_the_forms(county, key):
    first, last = span(key)
    book = months.make_book(county, key)
    forms = Counter()
    fresh, carried = set(), set()
    limits = {"tell": 1, "adjust": 1, "archive": 1, "report_execution": 6}
    cases = defaultdict(list)
    for decision in decisions(county, last):
        cases[decision["case_id"]].append(decision)
    for case in cases.values():
        line = (case[-1]["name"], day(case[-1]["decided_on"]))  # a case is one line: that of its decision in force
        if line[1] >= first:
            fresh.add(line)
        elif any(unfinished(county, decision, first, last) for decision in case):
            carried.add(line)
        form = form_of(county, case, last)
        if form and day(case[0]["decided_on"]) >= first:
            forms[form] += 1
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
    shown = {(r["name"], r["decided_on"]): r for r in book.ledgers["visits"]}  # the county has people of one name
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
        who = dossier["name"], begun
        assert (begun <= last and (end is None or end >= first)) == (who in shown), who
        if who not in shown:
            continue
        row, start = shown[who], day(dossier["period_start"])
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
