"""The month counted again: by a naive computation from the raw rows, and by looking at it before and after what came
later. The first catches a wrong figure, the second a report that knows the future."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from case_county import announced, file_of
from revisit_county import Clock, dossier_of, make_desk, mentor, talk, team

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.duties import STATE_NAMES
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.months import span
from jzdesk.domain.tolerance import Finding, ToleranceReview
from jzdesk.services import cases, dossiers, months, tolerance
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
        kinds = {d.value for d in county.planner.demanded(codes)} if codes else set()
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
            continue  # those are for the test of the future below
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
        assert rates["回访率"].due  # people judged otherwise since: the test of the future looks at them
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


# ---- the report that knows the future


class Life:
    """What goes on in a county day by day, everything dated on its day."""

    CODES = (("D1",), ("D2", "Z3"), ("D3",), ("D4-1",), ("F11",), ("Z6",), ("F01",), ("D5", "Z5"), ("Z2",))

    def __init__(self, desk, clock, seed):
        self.desk, self.clock, self.rng = desk, clock, Random(seed)
        self.cases, self.count, self.reviews = [], 0, []

    def live(self, first, last):
        on = first
        while on <= last:
            self.clock.set(on)
            for _ in range(self.rng.randrange(3)):
                with suppress(Refused, RuleError, StopIteration, IndexError):
                    self.rng.choice((self.decide, self.decide, self.again, self.announce, self.announce, self.exempt, self.execute,
                                     self.visit, self.visit, self.visit, self.assess, self.name, self.form, self.open,
                                     self.revoke, self.restore, self.exclude, self.review, self.conclude))(on)  # fmt: skip
            on += timedelta(days=1)

    def any(self):
        case_id = self.rng.choice(self.cases)
        return case_id, cases.open_case(self.desk, case_id)

    def dossier(self):
        found = dossier_of(self.desk, self.rng.choice(self.cases))
        if found is None:
            raise StopIteration
        return found

    def decide(self, on, person=None):
        self.count += 1
        file = file_of(f"某{self.count}", decided_on=on, codes=self.rng.choice(self.CODES), number=f"〔{self.count}〕号")
        if person:
            file = replace(file, person=person)
        self.cases.append(cases.record_case(self.desk, file).record_id)

    def again(self, on):
        self.decide(on, self.any()[1].person)

    def announce(self, on):
        case_id, file = self.any()
        if file.decision.announcement is None:
            announced(self.desk, case_id, on=on)

    def exempt(self, on):
        case_id, file = self.any()
        if file.decision.announcement is None:
            item = Announcement(decision_id=file.decision.id, exemption="privacy", exemption_reason="隐私",
                                exemption_approver="张书记", exempted_on=on)  # fmt: skip
            cases.record_announcement(self.desk, case_id, item)

    def execute(self, on):
        case_id, file = self.any()
        kind = self.rng.choice(("deliver", "tell", "adjust", "archive", "report_execution"))
        if kind not in {item.kind for item in file.decision.items}:
            item = ExecutionItem(decision_id=file.decision.id, kind=kind, done_on=on, done_by="李经办")
            cases.record_execution(self.desk, case_id, item)

    def visit(self, on):
        dossiers.record_visit(self.desk, self.dossier().dossier.id, talk(on))

    def assess(self, on):
        item = Assessment(held_on=on, mentor_opinion="好", unit_opinion="好", result="good", use="normal")
        dossiers.record_assessment(self.desk, self.dossier().dossier.id, item)

    def name(self, on):
        who = mentor(self.rng.choice("赵钱孙李") + "书记", appointed_on=on)
        dossiers.name_mentor(self.desk, self.dossier().dossier.id, who)

    def form(self, on):
        members = team(*self.rng.sample(("周明", "陈芳", "吴军"), 2))
        dossiers.form_team(self.desk, self.dossier().dossier.id, members, on=on)

    def open(self, on):
        file = self.dossier()
        if not file.dossier.opened_on:
            dossiers.establish(self.desk, file.dossier.id, on=on, parts=("1", "2", "5"))

    def revoke(self, on):
        if self.rng.random() < 0.3:
            case_id, file = self.any()
            cases.revoke_measure(self.desk, case_id, file.decision.measures[0].id, on=on, why="复查撤销")

    def restore(self, on):
        case_id, file = self.any()
        cases.restore_rights(self.desk, case_id, file.decision.measures[0].id, on=on)

    def exclude(self, on):
        file = self.dossier()
        if not file.dossier.excluded and self.rng.random() < 0.4:
            dossiers.exclude(self.desk, file.dossier.id, code="custody", reason="羁押", on=on)

    def review(self, on):
        self.count += 1
        item = ToleranceReview(matter=f"事项{self.count}", applied_on=on)
        self.reviews.append(tolerance.record_review(self.desk, item, file_of(f"容{self.count}").person).record_id)

    def conclude(self, on):
        item, person = tolerance.open_review(self.desk, self.rng.choice(self.reviews))
        if item.conclusion:
            raise StopIteration
        need = tolerance.required_codes(self.desk, item.factor_set)
        found = {"negative": dict.fromkeys(need.negative, Finding("no")), "exclusions": dict.fromkeys(need.exclusions, Finding("no"))}
        tolerance.record_review(
            self.desk, replace(item, accepted_on=on, verified_on=on, concluded_on=on, conclusion="refused", statement="不符",
                               meeting="常委会", **found), person,
        )  # fmt: skip


def said(ledger):
    """What a ledger says: an empty cell is one whether blank or missing."""
    return [{key: value for key, value in row.items() if value not in (None, "")} for row in ledger]


@pytest.mark.parametrize("seed", range(4))
def test_a_past_month_does_not_know_what_came_after_it(tmp_path, seed):
    clock = Clock()
    clock.set(date(2025, 6, 2))
    desk = make_desk(tmp_path / "vault", clock)
    life = Life(desk, clock, seed)
    life.live(date(2025, 6, 2), date(2026, 3, 31))
    clock.set(date(2026, 3, 31))
    book, figures = months.make_book(desk, "2026-03"), months.figures(desk, "2026-03")
    life.live(date(2026, 4, 1), date(2026, 11, 20))
    clock.set(date(2026, 11, 20))
    later, figures_later = months.make_book(desk, "2026-03"), months.figures(desk, "2026-03")
    assert figures_later == figures
    for ledger, rows_then in book.ledgers.items():
        assert said(later.ledgers[ledger]) == said(rows_then), ledger
    assert [c for c in later.checks if not c.ok] == []
    assert [c for c in book.checks if not c.ok] == []
    assert sum(len(r) for r in book.ledgers.values()) > 40
    desk.vault.close(back_up=False)
