"""The month's reviews and letters counted again from the raw rows: their three ledgers, the key figures, the changes of
form, and the contradictions a reviewer would ask about."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from raw_decisions import day, rows
from raw_reviews import is_open, reviews, stood, working_days_after
from review_county import scatter
from revisit_county import make_desk

from jzdesk.domain.months import span
from jzdesk.services import months

KEYS = ["2025-12", "2026-03", "2026-06", "2026-10", "2026-11"]
SAID = {"exempt": "免责", "lighter": "从轻", "mitigated": "减轻", "refused": "不予容错"}
TOLERATED = ("exempt", "lighter", "mitigated")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made = make_desk(tmp_path_factory.mktemp("county") / "vault")
    scatter(made, count=120, seed=23)
    yield made
    made.vault.close(back_up=False)


@pytest.fixture(scope="module")
def books(county):
    return {key: months.make_book(county, key) for key in KEYS}


def of_month(desk, key):
    """First and last day, the day of the report, and every review as it stood on that day."""
    first, last = span(key)
    on = min(last, desk.today)
    now = reviews(desk, on)
    return first, last, on, now, [stood(review, on) for review in now]


def concluded(then, first):
    return [r for r in then if r["concluded_on"] and r["concluded_on"] >= first]


@pytest.mark.parametrize("key", KEYS)
def test_the_ledger_of_reviews(county, books, key):
    first, _last, on, now, then = of_month(county, key)
    eve = first - timedelta(days=1)
    wanted = {}
    for old, review in zip(now, then, strict=True):
        new = review["applied_on"] >= first
        if new or is_open(county, review, on) or is_open(county, stood(old, eve), eve):
            wanted[review["number"]] = (
                review["name"], len(review["people"]), review["applied_on"], review["concluded_on"],
                SAID.get(review["conclusion"], ""), review["correction_due"], review["correction_done"],
            )  # fmt: skip
    shown = {
        r["number"]: (r["name"], r["people"], r["applied_on"], r["concluded_on"], r["conclusion"], r["correction_due"],
                      r["correction_done"])
        for r in books[key].ledgers["tolerance"]
    }  # fmt: skip
    assert shown == wanted
    assert [r["seq"] for r in books[key].ledgers["tolerance"]] == list(range(1, len(wanted) + 1))


@pytest.mark.parametrize("key", KEYS)
def test_the_ledger_of_people_and_the_changes_of_form(county, books, key):
    first, _last, _on, _now, then = of_month(county, key)
    forms = {code.code: code.form for code in county.rulebook.sanctions}
    wanted = Counter()
    month, year = Counter(), Counter()
    for review in concluded(then, first.replace(month=1, day=1)):
        for person, before, after in handled(county, review):
            if review["concluded_on"] >= first:
                wanted[review["number"], person, SAID[review["conclusion"]]] += 1
            if review["conclusion"] in TOLERATED:
                said = changed(forms, review["conclusion"], before, after)
                year[said] += 1
                month[said] += review["concluded_on"] >= first
    book = books[key]
    names = {p["id"]: p["name"] for p in rows(county, "SELECT id, name FROM person")}
    shown = Counter((r["number"], r["name"], r["conclusion"]) for r in book.ledgers["tolerance_people"])
    assert shown == Counter({(n, names[p], c): count for (n, p, c), count in wanted.items()})
    assert {text: (m, y) for text, m, y in book.form_changes if y} == {
        text: (month[text], count) for text, count in year.items()
    }
    assert sum(m for _, m, _ in book.form_changes) == months.figures(county, key).reviews.people


def handled(desk, review):
    """(person, measure proposed, measure given) of everybody a review covers."""
    yield review["person_id"], review["before_code"], review["after_code"]
    for other in rows(desk, "SELECT * FROM review_person WHERE review_id = ?", review["id"]):
        yield other["person_id"], other["before_code"], other["after_code"]


WORDS = {0: "不作处理", 1: "第一种形态", 2: "第二种形态", 3: "第三种形态"}


def changed(forms, conclusion, before, after):
    to = 0 if conclusion == "exempt" else forms.get(after)
    since = forms.get(before)
    if not since or to is None or to > since:
        return "其他（处理种类未登记等）"
    return "形态不变" if since == to else f"{WORDS[since]}→{WORDS[to]}"


@pytest.mark.parametrize("key", KEYS)
def test_the_ledger_of_letters(county, books, key):
    first, last = span(key)
    on = min(last, county.today)
    wanted = Counter()
    received, answered, on_time, names = 0, 0, 0, 0
    for letter in rows(county, "SELECT * FROM enquiry WHERE deleted_at IS NULL"):
        came, reply = day(letter["received_on"]), day(letter["reply_on"])
        reply = reply if reply and reply <= on else None
        if came > last or (came < first and reply and reply < first):
            continue
        due = working_days_after(county.calendar, came, 10)
        people = rows(county, "SELECT * FROM enquiry_person WHERE enquiry_id = ?", letter["id"])
        for name in people:
            wanted[letter["number"], name["name"], came, due, reply, bool(reply)] += 1
        received += came >= first
        names += len(people) if came >= first else 0
        answered += bool(reply) and reply >= first
        on_time += bool(reply) and reply >= first and reply <= due
    shown = Counter(
        (r["number"], r["name"], r["received_on"], r["due_on"], r["reply_on"], bool(r["conclusion"]))
        for r in books[key].ledgers["enquiries"]
    )
    assert shown == wanted
    found = months.figures(county, key).letters
    assert (found.received, found.names, found.answered, found.on_time) == (
        received,
        names,
        answered,
        on_time,
    )


@pytest.mark.parametrize("key", KEYS)
def test_the_key_figures_and_every_equation(county, books, key):
    first, _last, _on, _now, then = of_month(county, key)
    done = concluded(then, first)
    kept = [r for r in done if r["conclusion"] in TOLERATED]
    found = months.figures(county, key).reviews
    assert found.received == sum(r["applied_on"] >= first for r in then)
    assert (found.concluded, found.tolerated) == (len(done), len(kept))
    assert found.people == sum(len(r["people"]) for r in kept)
    assert [(c.name, c.left, c.right) for c in books[key].checks if not c.ok] == []
    assert f"本月收到容错审查{found.received}件，认定{found.concluded}件" in "".join(books[key].notes)


def test_the_workbook_agrees_and_nobody_is_counted_twice(county, books, tmp_path):
    months.export_month(county, "2026-10", tmp_path / "月报.xlsx")
    book = load_workbook(tmp_path / "月报.xlsx", data_only=True)
    assert book["核对表"]["F2"].value == "全部一致"
    sheet = book["四种形态统计"]
    official = months.figures(county, "2026-10").forms
    assert [sheet.cell(row, 3).value for row in range(5, 10)] == [*official, sum(official)]
    assert sheet.cell(22, 3).value == months.figures(county, "2026-10").reviews.people
    totals = {
        cell.value: column[4].value for column in book["汇总表"].iter_cols(min_row=1) for cell in column[3:4]
    }
    assert totals["办理"] == len(books["2026-10"].ledgers["tolerance"])


@pytest.mark.parametrize("key", KEYS)
def test_contradictions_lead_to_their_records(county, key):
    first, last, on, _now, then = of_month(county, key)
    found = [f for f in months.check_month(county, key) if f.kind in ("tolerance", "enquiry")]
    assert not any(f.grave for f in found)
    untold = {
        r["id"] for r in concluded(then, first)
        if not (r["feedback_on"] and r["feedback_organ_on"]) and working_days_after(county.calendar, r["concluded_on"], 5) < on
    }  # fmt: skip
    assert {f.record_id for f in found if "尚未向" in f.text} == untold
    undecided = [f for f in found if "尚未登记处理决定" in f.text]
    for finding in undecided:
        review = next(r for r in then if r["id"] == finding.record_id)
        assert review["conclusion"] in ("lighter", "mitigated")
    early = rows(
        county, "SELECT e.id, e.reply_on, p.person_id FROM enquiry e JOIN enquiry_person p ON p.enquiry_id = e.id"
        " WHERE p.conclusion = 'tolerated' AND e.reply_on BETWEEN ? AND ?", str(first), str(min(last, on)),
    )  # fmt: skip
    wanted = {
        (letter["id"]) for letter in early
        if not any(letter["person_id"] in r["people"] and r["conclusion"] in TOLERATED and str(r["concluded_on"]) <= letter["reply_on"]
                   for r in reviews(county, county.today) if r["concluded_on"])
    }  # fmt: skip
    assert {f.record_id for f in found if f.code == "early_reply"} == wanted
