"""What is corrected: once, and back again where a value reads as it was first sent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.corrections import (
    FIGURES,
    cells_of,
    differences,
    figure_differences,
    is_present,
    kind_of,
    place_of,
    unreported,
)
from jzdesk.domain.month_rows import KeptRow

MONTH = "2026-10"


def row(key, **cells):
    return KeptRow(key=key, subject="case", id=1, cells={"name": key, **cells})


def test_values_rows_that_come_and_rows_that_go():
    sent = [row("甲", seq="1", state="逾期", note="x"), row("乙", seq="2", state="逾期")]
    now = [row("丙", seq="1", state="逾期"), row("甲", seq="2", state="已按期")]
    found = {
        (c.key, c.column, kind_of(c)): (c.before, c.after)
        for c in differences(MONTH, "announcements", sent, now)
    }
    assert found[("甲", "state", "更正")] == ("逾期", "已按期")
    assert found[("甲", "note", "更正")] == ("x", "")
    assert cells_of(found[("乙", "", "减少一行")][0]) == {"name": "乙", "state": "逾期"}
    assert cells_of(found[("丙", "", "新增一行")][1]) == {"name": "丙", "state": "逾期"}
    assert len(found) == 4


def test_figures_by_name_and_what_a_person_is_now():
    (item,) = figure_differences(
        MONTH, {"宣布及时率": "50 %", "合计": "2"}, {"宣布及时率": "100 %", "合计": "2"}
    )
    assert (item.ledger, item.name, item.before, item.after) == (FIGURES, "宣布及时率", "50 %", "100 %")
    (moved,) = differences(MONTH, "visits", [row("甲", post="主任")], [row("甲", post="科员")])
    assert is_present(moved)
    assert not is_present(item)


states = st.dictionaries(
    st.sampled_from("甲乙丙丁"),
    st.dictionaries(st.sampled_from(("state", "note")), st.sampled_from("xyz"), max_size=2),
)


@given(st.lists(states, min_size=2, max_size=5))
def test_what_was_reported_is_what_the_month_says_now(history):
    """However often a closed month changes, sent rows and all that was reported together give the rows of today."""
    ledgers = [[row(key, **cells) for key, cells in found.items()] for found in history]
    sent, reported = ledgers[0], []
    for now in ledgers[1:]:
        new = unreported(differences(MONTH, "announcements", sent, now), reported)
        assert all(c.before != c.after for c in new)
        reported += new
        assert unreported(differences(MONTH, "announcements", sent, now), reported) == []
    said = {}
    for item in reported:
        said[place_of(item)] = item.after
    final = {place_of(c): c.after for c in differences(MONTH, "announcements", sent, ledgers[-1])}
    assert {place: text for place, text in said.items() if place in final} == final
