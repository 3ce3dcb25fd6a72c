"""The list of cases: filters, keywords, order and pages over one county that is only looked at."""

from __future__ import annotations

from datetime import date

import pytest
from case_county import fill, make_desk

from jzdesk.services import cases, people
from jzdesk.services.cases import CaseFilter

TODAY = date(2026, 11, 22)


def rows(desk, **terms):
    return cases.list_cases(desk, CaseFilter(on=TODAY, **terms))


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Thirty cases that are only looked at."""
    made = make_desk(tmp_path_factory.mktemp("county") / "vault")
    fill(made)
    yield made
    made.vault.close(back_up=False)


def test_each_state_the_filter_offers_is_the_state_of_its_rows(county):
    everything = rows(county)
    for state in ("overdue", "due_soon", "open", "done", "done_late", "excused", "undecided"):
        found = rows(county, state=state)
        assert {row.state for row in found} <= {state}
        assert len(found) == sum(row.state == state for row in everything), state
        assert cases.count_cases(county, CaseFilter(on=TODAY, state=state)) == len(found)
    assert {row.state for row in rows(county, state="none")} == {""}
    assert {"overdue", "open", "done", "done_late", "excused", "undecided", ""} <= {row.state for row in everything}


@pytest.mark.parametrize(
    ("keyword", "name"),
    [("吴建国", "吴建国"), ("wjg", "吴建国"), ("oy", "欧阳明远"), ("李㛃", "李㛃"), ("公纪〔2026〕58号", "陈志强"), ("公案〔2026〕2号", "李㛃")],
)
def test_a_keyword_finds_by_name_initials_or_number(county, keyword, name):
    assert name in {row.person for row in rows(county, keyword=keyword)}


def test_the_list_filters_by_unit_span_and_form(county):
    unit_id, unit = people.choose_units(county)[0]
    assert {row.unit for row in rows(county, unit_id=unit_id)} == {unit}
    span = rows(county, decided_from=date(2026, 9, 1), decided_to=date(2026, 9, 30))
    assert span
    assert all(row.decided_on.month == 9 for row in span)
    assert {row.form for row in rows(county, form=3)} == {3}


@pytest.mark.parametrize("sort", ["decided_on", "announce_due", "period_end", "document_number", "person", "unit", "post", "form"])
def test_pages_are_pieces_of_one_order(county, sort):
    filter_ = CaseFilter(on=TODAY)
    whole = cases.list_cases(county, filter_, sort=sort, descending=False, limit=100)
    pieces = [
        row
        for offset in range(0, 31, 7)
        for row in cases.list_cases(county, filter_, sort=sort, descending=False, offset=offset, limit=7)
    ]
    assert pieces == whole
    assert len({row.id for row in whole}) == 31
