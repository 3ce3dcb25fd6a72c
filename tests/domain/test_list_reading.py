"""From cells to lists and back: whatever a county may write comes back as it was; what a version changes is told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from list_books import shipped

from jzdesk.domain.errors import RuleError
from jzdesk.domain.list_changes import compare, other_meanings
from jzdesk.domain.list_content import as_content, content_of, digest_of, lists_in, summary_of, tables_of
from jzdesk.domain.list_items import ListItem
from jzdesk.domain.list_reading import SheetRead, SheetRow, read_tables, tidy
from jzdesk.domain.list_sheets import PLANS, rows_of
from jzdesk.domain.tolerance_rules import FactorSet

_LETTERS = "ABCDEFGHIJKLMN"
WORDS = st.text(
    alphabet=st.sampled_from("容错 =+-@;；“”，<>&12aZ\n\t。"), min_size=1, max_size=40
).map(tidy).filter(bool)  # fmt: skip
LINES = st.lists(WORDS.map(lambda text: " ".join(text.split())).filter(bool), max_size=3, unique=True)


def items(prefix, **more):
    """Two to four entries with codes of their own, the first in use."""
    one = st.builds(
        ListItem, code=st.just(""), text=WORDS, clause=WORDS, is_default=st.booleans(), enabled=st.booleans(),
        note=st.just("") | WORDS, **more,
    )  # fmt: skip
    return st.lists(one, min_size=2, max_size=4).map(
        lambda found: tuple(
            replace(x, code=f"{prefix}{n}", enabled=x.enabled or n == 0) for n, x in enumerate(found)
        )
    )


SETS = st.builds(
    FactorSet, code=st.just("six"), name=WORDS.map(lambda text: " ".join(text.split())).filter(bool),
    factors=items("f-"), clause=WORDS, is_default=st.booleans(), all_required=st.booleans(),
)  # fmt: skip
VERSIONS = st.builds(
    lambda group, positive, negative, exclusions: replace(
        shipped(), factor_sets={"six": group}, default_factor_set="six", positive=positive, negative=negative,
        exclusions=exclusions,
    ),
    SETS, items("P", requires=LINES.map(tuple), outcome=st.sampled_from(("", "exempt", "reduced"))), items("N"), items("X"),
)  # fmt: skip


def through_cells(rules):
    """What stands in the sheets of a version, read again."""
    sheets = {}
    for plan in PLANS:
        letters = {column.key: _LETTERS[at] for at, column in enumerate(plan.columns)}
        rows = [
            SheetRow(number, texts) for number, texts in enumerate(rows_of(tables_of(rules), plan.group), 4)
        ]
        sheets[plan.group] = SheetRead(letters, rows)
    return read_tables({"default_factor_set": ("说明 B6", rules.default_factor_set)}, sheets)


@given(rules=VERSIONS)
@settings(max_examples=60, deadline=None)
def test_whatever_a_county_writes_comes_back_as_it_was(rules):
    reading = through_cells(rules)
    assert reading.problems == ()
    again = lists_in(as_content(reading.tables), shipped())
    assert compare(rules, again) == []
    assert content_of(again) == content_of(rules)


def test_the_shipped_lists_come_back():
    assert lists_in(as_content(through_cells(shipped()).tables), shipped()) == shipped()


def test_a_field_added_to_the_program_later_changes_no_digest():
    plain = tables_of(shipped())["negative"][0]
    assert set(plain) == {"code", "text", "clause"}
    assert digest_of(content_of(shipped())) == digest_of(
        content_of(lists_in(content_of(shipped()), shipped()))
    )


def test_content_that_is_damaged_is_said_to_be():
    with pytest.raises(RuleError) as refused:
        lists_in("{", shipped())
    assert "已损坏" in refused.value.text


def test_a_version_in_a_line():
    assert summary_of(shipped()).endswith("正面清单11项；负面清单6项；不予容错情形5项")


def test_a_moved_code_is_another_meaning():
    rules = shipped()
    first = rules.negative[0]
    moved = replace(rules, negative=rules.negative[1:], exclusions=(*rules.exclusions, first))
    (problem,) = other_meanings([("旧版", rules)], moved, {})
    assert "“N01”在“旧版”中是" in problem.text
    assert "（负面清单）" in problem.text


def test_a_wording_that_is_mended_is_no_other_meaning():
    rules = shipped()
    mended = replace(rules.negative[0], text=rules.negative[0].text.replace("搞", "大搞"))
    assert other_meanings([("旧版", rules)], replace(rules, negative=(mended, *rules.negative[1:])), {}) == []


def test_the_face_of_the_book():
    reading = read_tables({"name": ("说明 B2", " 清单\r\n"), "valid_from": ("说明 B4", "2026年12月1日")}, {})
    assert (reading.face.name, reading.face.valid_from, reading.face.valid_to) == (
        "清单",
        date(2026, 12, 1),
        None,
    )
    assert reading.tables is None
    assert [problem.place for problem in reading.problems] == [plan.name for plan in PLANS]
