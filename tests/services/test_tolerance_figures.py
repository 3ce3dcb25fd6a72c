"""容错统计 counted again from the raw rows by rules of their own: no planner, no index of duties, days counted one by one."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest
from openpyxl import load_workbook
from raw_decisions import rows
from raw_reviews import is_open, owed, reviews, stood, used
from review_county import scatter
from revisit_county import make_desk

from jzdesk.domain.indicators import Span, SpanKind
from jzdesk.services import tolerance_book, tolerance_figures
from jzdesk.services.indicators import COUNTY

SPANS = [
    Span(SpanKind.YEAR, 2026, 1), Span(SpanKind.HALF, 2026, 1), Span(SpanKind.QUARTER, 2026, 3),
    Span(SpanKind.QUARTER, 2026, 4), Span(SpanKind.MONTH, 2026, 5), Span(SpanKind.MONTH, 2026, 11), Span(SpanKind.YEAR, 2025, 1),
]  # fmt: skip
TOLERATED = ("exempt", "lighter", "mitigated")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    made = make_desk(tmp_path_factory.mktemp("county") / "vault")
    scatter(made, count=140, seed=7)
    yield made
    made.vault.close(back_up=False)


def shown(found, code):
    figure = next((f for f in found.figures if f.code == code), None)
    return sorted((m.review_id, m.person_id) for m in figure.marks if m.met) if figure else []


def keys(those):
    return sorted((review["id"], None) for review in those)


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.title)
def test_what_came_in_and_where_it_stands(county, span):
    on = min(span.last, county.today)
    found = tolerance_figures.measure(county, span)
    now = reviews(county, on)
    then = [stood(review, on) for review in now]
    new = [r for r in then if r["applied_on"] >= span.first]
    assert shown(found, "received") == keys(new)
    for way in ("application", "self_started", "filing"):
        assert shown(found, f"way:{way}") == keys(r for r in new if r["way_in"] == way)
    assert shown(found, "accepted") == keys(
        r for r in then if r["accepted_on"] and r["accepted_on"] >= span.first
    )
    refused = [r for r in then if r["acceptance_refused"] and r["acceptance_refused_on"] >= span.first]
    assert shown(found, "not_accepted") == keys(refused)
    assert shown(found, "covered") == sorted((r["id"], p) for r in new for p in r["people"])

    eve = span.first - timedelta(days=1)
    carried = [
        r for old, r in zip(now, then, strict=True)
        if r["applied_on"] < span.first and (is_open(county, stood(old, eve), eve) or is_open(county, r, on))
    ]  # fmt: skip
    assert shown(found, "carried") == keys(carried)
    assert shown(found, "handled") == keys([*carried, *new])
    parts = [mark for f in found.figures if f.code.startswith("at:") for mark in f.marks]
    assert sorted(m.review_id for m in parts) == sorted(r["id"] for r in (*carried, *new))
    waiting = [
        r for r in (*carried, *new) if r["way_in"] == "filing" and r["accepted_on"] and not r["happened_on"]
    ]
    assert shown(found, "at:waiting") == keys(waiting)
    closed = [r for r in (*carried, *new) if r["conclusion"] and not is_open(county, r, on)]
    assert shown(found, "at:closed") == keys(closed)
    verifying = [r for r in (*carried, *new) if not r["verified_on"] and not r["acceptance_refused"]
                 and (r["happened_on"] if r["way_in"] == "filing" else r["accepted_on"])]  # fmt: skip
    assert shown(found, "at:verify_review") == keys(verifying)


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.title)
def test_what_was_found(county, span):
    on = min(span.last, county.today)
    found = tolerance_figures.measure(county, span)
    then = [stood(review, on) for review in reviews(county, on)]
    done = [r for r in then if r["concluded_on"] and r["concluded_on"] >= span.first]
    kept = [r for r in done if r["conclusion"] in TOLERATED]
    assert shown(found, "concluded") == keys(done)
    for code in (*TOLERATED, "refused"):
        assert shown(found, f"conclusion:{code}") == keys(r for r in done if r["conclusion"] == code)
    share = found.figure("tolerated").rate
    assert (share.met, share.due) == (len(kept), len(done))
    wanted = Counter()
    for review in done:
        for group in ("positive", "negative", "exclusions"):
            wanted.update(
                (group, code) for code, entry in json.loads(review[group]).items() if entry[0] == "yes"
            )
    told = Counter()
    for figure in found.figures:
        group, _, rest = figure.code.partition(":")
        if group in ("positive", "negative", "exclusions"):
            told[group, rest.partition(":")[0]] += figure.count
            assert figure.rate.due == len(done)
    assert told == wanted


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.title)
def test_the_time_each_stage_took(county, span):
    on = min(span.last, county.today)
    found = tolerance_figures.measure(county, span)
    taken = {}
    for review in (stood(r, on) for r in reviews(county, on)):
        for stage, start, due, done in owed(county, review, on):
            if span.first <= due <= span.last and (due <= on or done):
                days = used(county.calendar, start, done) if done else None
                taken.setdefault(stage, []).append((bool(done) and done <= due, days))
    assert sum(map(len, taken.values())) > 3
    for kind in ("accept_review", "verify_review", "study_review", "conclude_review", "feed_back_review", "file_review",
                 "answer_objection", "correct", "check_correction", "clarify"):  # fmt: skip
        figure, pairs = found.figure(f"time:{kind}"), taken.get(kind, [])
        assert (figure.rate.met, figure.rate.due) == (sum(ok for ok, _ in pairs), len(pairs)), kind
        days = [n for _, n in pairs if n is not None]
        assert figure.longest == max(days, default=None)
        assert figure.median == (median(days) if days else None)


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.title)
def test_objections_corrections_and_cleared_names(county, span):
    on = min(span.last, county.today)
    found = tolerance_figures.measure(county, span)
    then = [stood(review, on) for review in reviews(county, on)]

    def inside(name):
        return [
            r
            for r in then
            if r[name]
            and r[name] >= span.first
            and not (name == "correction_done" and not r["correction_due"])
        ]

    raised = inside("objected_on")
    assert shown(found, "objected") == keys(raised)
    for code, result in (("upheld", "upheld"), ("changed", "changed"), ("unanswered", "")):
        assert shown(found, f"objection:{code}") == keys(r for r in raised if r["objection_result"] == result)
    assert shown(found, "ordered") == keys(inside("correction_ordered_on"))
    assert shown(found, "corrected") == keys(inside("correction_done"))
    assert shown(found, "clarified") == keys(r for r in inside("clarified_on") if r["clarify"] == "needed")
    assert shown(found, "to_clarify") == keys(r for r in inside("concluded_on") if r["clarify"] == "needed")


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.title)
@pytest.mark.parametrize("till_today", [False, True])
def test_what_became_of_the_people(county, span, till_today):
    on = county.today if till_today else min(span.last, county.today)
    found = tolerance_figures.measure(county, span, on=on)
    then = [stood(review, on) for review in reviews(county, on)]
    kept = [r for r in then if r["concluded_on"] and span.first <= r["concluded_on"] <= span.last
            and r["conclusion"] in TOLERATED]  # fmt: skip
    promoted, decided, again = set(), set(), set()
    for review in kept:
        for person in review["people"]:
            key = review["id"], person
            letters = rows(
                county, "SELECT e.reply_on FROM enquiry e JOIN enquiry_person p ON p.enquiry_id = e.id WHERE p.person_id = ?"
                " AND e.purpose IN ('promotion', 'rank') AND p.conclusion IN ('clear', 'tolerated') AND e.reply_on BETWEEN ? AND ?"
                " AND e.deleted_at IS NULL", person, str(review["concluded_on"]), str(on),
            )  # fmt: skip
            sentences = rows(
                county, 'SELECT MIN(d.decided_on) AS first FROM decision d JOIN "case" c ON c.id = d.case_id'
                " WHERE c.person_id = ? AND c.id <> ? AND c.deleted_at IS NULL GROUP BY c.id", person, review["case_id"] or 0,
            )  # fmt: skip
            promoted |= {key} if letters else set()
            decided |= (
                {key}
                if any(str(review["concluded_on"]) < s["first"] <= str(on) for s in sentences)
                else set()
            )
            again |= {key} if any(alike(review, later, person) for later in then) else set()
    assert shown(found, "followed") == sorted((r["id"], p) for r in kept for p in r["people"])
    assert shown(found, "promoted") == sorted(promoted)
    assert shown(found, "erred:decision") == sorted(decided)
    assert shown(found, "erred:repeated") == sorted(again)
    assert shown(found, "erred") == sorted(decided | again)
    assert found.figure("erred").rate.due == sum(len(r["people"]) for r in kept)


def alike(review, later, person):
    """Applied for after the conclusion, about the same kind of matter or under the same item; 其他 is no kind."""
    if (
        later["applied_on"] <= review["concluded_on"]
        or person not in later["people"]
        or later["acceptance_refused"]
    ):
        return False
    kind = review["matter_kind"] not in ("", "other") and review["matter_kind"] == later["matter_kind"]
    items = [
        {c for c, e in json.loads(r["positive"]).items() if e[0] == "yes" and c != "P99"}
        for r in (review, later)
    ]
    return kind or bool(items[0] & items[1])


def test_units_and_levels_add_up_to_the_county(county):
    span = Span(SpanKind.YEAR, 2026, 1)
    whole = tolerance_figures.measure(county, span)
    units = [
        tolerance_figures.measure(county, span, place=p.place) for p in whole.places if p.place.kind == "unit"
    ]
    levels = [
        tolerance_figures.measure(county, span, place=p.place)
        for p in whole.places
        if p.place.kind == "level"
    ]
    assert len(units) > 2
    assert whole.place == COUNTY
    for figure in whole.figures:
        for parts in (units, levels):
            counts = [f for part in parts for f in part.figures if f.code == figure.code]
            assert sum(f.count for f in counts) == figure.count, figure.code
            if figure.timely:
                assert sum(len(f.marks) for f in counts) == len(figure.marks)


def test_every_number_opens_its_reviews(county):
    found = tolerance_figures.measure(county, Span(SpanKind.YEAR, 2026, 1))
    for figure in found.figures:
        lines = found.lines[figure.code]
        assert len(lines) == len(figure.marks)
        assert sum(line.met for line in lines) == figure.count
    line = found.lines["time:verify_review"][0]
    assert not line.met
    assert "期限" in line.note
    promoted = found.lines["promoted"][0]
    assert "县委组织部" in promoted.note
    assert promoted.person.startswith(("甲", "乙"))


def test_a_span_without_reviews_has_figures_without_rates(county):
    found = tolerance_figures.measure(county, Span(SpanKind.MONTH, 2024, 11))
    assert all(figure.count == 0 for figure in found.figures)
    assert found.figure("tolerated").rate.text == "—"
    assert found.on == date(2024, 11, 30)


def test_the_workbook_says_what_the_figures_say(county, tmp_path):
    span = Span(SpanKind.YEAR, 2026, 1)
    found = tolerance_figures.measure(county, span)
    tolerance_book.export_figures(county, span, tmp_path / "容错统计.xlsx")
    book = load_workbook(tmp_path / "容错统计.xlsx", data_only=True)
    told = [
        (row[1].strip("　"), row[2], row[4])
        for row in book["统计"].iter_rows(min_row=5, values_only=True)
        if row[1]
    ]
    assert told == [(f.name, f.count, f.rate.due if f.rate else None) for f in found.figures]
    behind = Counter(row[1] for row in book["明细"].iter_rows(min_row=4, values_only=True) if row[1])
    assert behind["核实"] + behind["调查核实"] == len(found.figure("time:verify_review").marks)
    assert sum(behind.values()) == sum(len(f.marks) for f in found.figures)
    assert rows(county, "SELECT summary FROM audit ORDER BY seq DESC LIMIT 1")[0]["summary"].startswith(
        "2026年全县，截至2026-11-22"
    )
