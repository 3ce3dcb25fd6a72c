"""Person-times counted by any dimension: shares that sum to 100.0, people once, groups once, everybody behind his figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.statistics import (
    GROUP,
    NONE,
    TOTAL,
    Dimension,
    Entry,
    PersonTime,
    behind,
    by_form,
    change_text,
    tabulate,
)

LEVEL = Dimension(
    code="level", title="层级", of=lambda t: (t.level,) if t.level else (),
    entries=(Entry("county", "县直", always=True), Entry("town", "乡镇")),
)  # fmt: skip
EIGHT = Dimension(
    code="eight", title="八项规定", of=lambda t: t.eight_rules, many=True, unnamed="",
    entries=(Entry("f1", "形一", "形式主义"), Entry("f2", "形二", "形式主义"), Entry("x1", "享一", "享乐")),
)  # fmt: skip
levels = st.sampled_from(["", "county", "town", "gone"])
codes = st.lists(st.sampled_from(["f1", "f2", "x1", "old"]), max_size=3, unique=True).map(tuple)


def one(number, person=None, *, form=1, level="county", eight=(), on=date(2026, 10, 8)):
    return PersonTime(
        key=f"k{number}", case_id=number, person_id=number if person is None else person, month="2026-10", decided_on=on,
        form=form, level=level, eight_rules=eight,
    )  # fmt: skip


@st.composite
def years(draw):
    made = []
    for _ in range(3):
        rows = draw(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 4), levels, codes), max_size=25))
        made.append([one(n, p, form=f, level=x, eight=e) for n, (p, f, x, e) in enumerate(rows)])
    return made


@given(years())
def test_shares_sum_to_a_hundred_and_nobody_is_lost(times):
    table = tabulate(LEVEL, times)
    for year, own in enumerate(times):
        assert sum(row.counts[year].times for row in table.rows) == table.total.counts[year].times == len(own)
        assert sum((row.shares[year] for row in table.rows), Decimal(0)) == (Decimal("100.0") if own else 0)
        for row in (*table.rows, table.total):
            assert row.counts[year].people <= row.counts[year].times
            assert len(behind(LEVEL, [row.code], own)) == row.counts[year].times


@given(years())
def test_who_is_of_several_kinds_is_in_each_and_once_in_the_sums(times):
    table = tabulate(EIGHT, times)
    assert not table.total.shares
    for year, own in enumerate(times):
        assert table.total.counts[year].times == sum(bool(item.eight_rules) for item in own)
        for row in table.rows:
            if row.is_group:
                wanted = {e.code for e in EIGHT.entries if e.group == row.group}
                assert row.counts[year].times == sum(bool(wanted & set(item.eight_rules)) for item in own)
            else:
                assert row.counts[year].times == sum(row.code in item.eight_rules for item in own)
            assert len(behind(EIGHT, [row.code], own)) == row.counts[year].times


def test_official_order_then_what_no_list_knows_then_what_was_not_filled_in():
    table = tabulate(LEVEL, [[one(1, level=""), one(2, level="gone"), one(3, level="town")], [], []])
    assert [(row.code, row.name) for row in table.rows] == [
        ("county", "县直"), ("town", "乡镇"), ("gone", "gone"), (NONE, "未填")
    ]  # fmt: skip
    assert table.row("county").counts[0].times == 0  # shown though nothing is counted
    with pytest.raises(KeyError):
        table.row("village")


def test_a_group_stands_before_its_rows():
    table = tabulate(EIGHT, [[one(1, eight=("f1", "f2")), one(2, eight=("x1",)), one(3)], [], []])
    assert [row.code for row in table.rows] == [GROUP + "形式主义", "f1", "f2", GROUP + "享乐", "x1"]
    assert [row.counts[0].times for row in table.rows] == [1, 1, 1, 1, 1]
    assert table.total.counts[0].times == 2  # who has none is not of this table


def test_the_largest_first_where_size_counts():
    unit = Dimension(
        code="unit",
        title="单位",
        of=lambda t: (t.level,),
        entries=(Entry("a", "甲"), Entry("b", "乙")),
        by_size=True,
    )
    table = tabulate(unit, [[one(1, level="b"), one(2, level="b"), one(3, level="a")], [], []])
    assert [row.name for row in table.rows] == ["乙", "甲"]


def test_people_are_counted_once_however_often_they_were_handled():
    table = tabulate(LEVEL, [[one(1, 7), one(2, 7, level="town"), one(3, 8)], [], []])
    assert (table.total.counts[0].times, table.total.counts[0].people) == (3, 2)
    assert [row.counts[0].people for row in table.rows] == [2, 1]  # in each row for himself


def test_the_latest_stands_first_behind_a_figure():
    own = [one(1, on=date(2026, 10, 8)), one(2, on=date(2026, 10, 20)), one(3, level="town")]
    assert [item.case_id for item in behind(LEVEL, ["county"], own)] == [2, 1]
    assert len(behind(LEVEL, [TOTAL], own)) == 3
    assert by_form(own) == (3, 0, 0, 0)


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (10, 10, "持平"), (0, 0, "持平"), (12, 0, "+12"), (108, 100, "+8（+8.0 %）"), (9, 12, "-3（-25.0 %）"),
        (0, 4, "-4（-100.0 %）"), (110, 10, "+100（11.0 倍）"), (1200, 1000, "+200（+20.0 %）"), (1, 3, "-2（-66.7 %）"),
    ],
)  # fmt: skip
def test_a_change_in_words(now, before, told):
    assert change_text(now, before) == told
