from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.errors import RuleError
from jzdesk.domain.handling import form_counts, form_name, form_of, percentages, read_handling


@pytest.mark.parametrize(
    ("codes", "form"),
    [
        (["F01"], 1),
        (["F11"], 1),
        (["M01"], 1),
        (["D1"], 2),
        (["D2x"], 2),
        (["Z4"], 2),
        (["O05"], 2),
        (["D3"], 3),
        (["D4-1"], 3),
        (["Z5"], 3),
        (["Z6"], 3),
        (["D1", "Z5"], 3),
        (["F11", "D1"], 2),
        ([], 0),
    ],
)
def test_a_person_time_takes_its_highest_form(rulebook, codes, form):
    assert form_of(codes, False, rulebook.handling) == form
    assert form_of(codes, False, rulebook) == form
    assert form_of(codes, False, rulebook.sanctions) == form


def test_a_suspected_crime_is_the_fourth_form_whatever_the_sanction(rulebook):
    assert form_of(["D1"], True, rulebook.handling) == 4
    assert form_of([], True, rulebook.handling) == 4


def test_an_unknown_measure_is_refused_even_with_a_crime(rulebook):
    with pytest.raises(RuleError):
        form_of(["D9"], True, rulebook.handling)


def test_counts():
    assert form_counts([1, 1, 2, 4, 0, 3, 1]) == (3, 1, 1, 1)
    assert form_counts([]) == (0, 0, 0, 0)


def test_names():
    assert [form_name(n) for n in range(5)] == ["", "第一种形态", "第二种形态", "第三种形态", "第四种形态"]


def dec(*texts):
    return tuple(Decimal(text) for text in texts)


def test_the_bulletin_of_the_first_quarter_of_2020():
    """Published: 33.2 万人次 = 23.6 + 7.4 + 1.1 + 1.2 万, 70.9 / 22.4 / 3.2 / 3.5 %.

    The printed 万 sum to 33.3 and do not give the printed shares (7.4 ÷ 33.2 is 22.3), so the shares came from
    counts the bulletin does not print. These counts round to every printed figure, total included."""
    counts = (235_600, 74_400, 10_600, 11_600)
    assert [round(count / 10_000, 1) for count in counts] == [23.6, 7.4, 1.1, 1.2]
    assert round(sum(counts) / 10_000, 1) == 33.2
    assert percentages(counts) == dec("70.9", "22.4", "3.2", "3.5")


def test_the_printed_figures_themselves_still_sum_to_a_hundred():
    assert percentages((236, 74, 11, 12)) == dec("70.9", "22.2", "3.3", "3.6")


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ((1, 1, 1), ("33.4", "33.3", "33.3")),
        ((1, 1, 1, 1, 1, 1), ("16.7", "16.7", "16.7", "16.7", "16.6", "16.6")),
        ((5, 0, 0, 0), ("100.0", "0.0", "0.0", "0.0")),
        ((2, 1), ("66.7", "33.3")),
        ((0, 0, 0, 0), ("0.0", "0.0", "0.0", "0.0")),
        ((1999, 1), ("99.9", "0.1")),
    ],
)
def test_shares(counts, shares):
    assert percentages(counts) == dec(*shares)
    assert [str(share) for share in percentages(counts)] == list(shares)


def test_no_counts_no_shares_and_negative_is_refused():
    assert percentages(()) == ()
    with pytest.raises(ValueError, match="negative"):
        percentages((1, -1))


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=8))
def test_shares_sum_to_exactly_a_hundred_and_stay_within_a_tenth(counts):
    shares = percentages(counts)
    total = sum(counts)
    assert sum(shares) == (Decimal("100.0") if total else 0)
    for count, share in zip(counts, shares, strict=True):
        assert share == share.quantize(Decimal("0.1"))
        assert not total or abs(share - Decimal(100 * count) / total) < Decimal("0.1")


def test_the_official_order(rulebook):
    per_form = [sum(item.form == n for item in rulebook.handling.indicators) for n in (1, 2, 3)]
    assert per_form[:2] == [14, 21]
    assert [item.name for item in rulebook.handling.indicators[:2]] == ["谈话函询了结", "“面对面”初核了结"]
    assert [f.name for f in rulebook.handling.forms] == [form_name(n) for n in (1, 2, 3, 4)]


def test_every_measure_is_counted_once(rulebook):
    """不重不漏: each measure of the catalogue has one indicator, of its own form."""
    for sanction in rulebook.sanctions:
        item = rulebook.handling.indicator_of(sanction.code)
        assert item is not None, sanction.code
        assert item.form == sanction.form


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["indicator"][0].update(measures=["F99"]), "F99 不在处分种类之内"),
        (lambda t: t["indicator"][0].update(measures=["D3"]), "D3 属于第 3 种形态"),
        (lambda t: t["indicator"][0].update(measures=["F01"]), "代码 F01 重复"),
        (lambda t: t["form"].pop(), "第一至第四种形态"),
        (lambda t: t["indicator"].append(5), "indicator 第 "),
    ],
)
def test_a_wrong_entry_is_refused_with_file_and_entry(tables, rulebook, change, words):
    made = copy.deepcopy(tables)
    change(made["handling"])
    with pytest.raises(RuleError) as refusal:
        read_handling(made, rulebook.sanctions)
    assert "handling.toml" in refusal.value.text
    assert words in refusal.value.text
