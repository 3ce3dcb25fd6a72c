"""Numbered evidence: how it is cited and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.errors import RuleError
from jzdesk.domain.evidence import check_evidence, cited, fault_of
from jzdesk.domain.review_files import Evidence


@pytest.mark.parametrize(
    ("text", "numbers", "words"),
    [
        ("1、3", (1, 3), ()),
        ("1，3,5；7 9", (1, 3, 5, 7, 9), ()),
        ("证据1和证据2", (1, 2), ()),
        ("2-4", (2, 3, 4), ()),
        ("１、３", (1, 3), ()),
        ("3、3、1", (3, 1), ()),
        ("1、会议记录", (1,), ("会议记录",)),
        ("4-2", (), ("4-2",)),
        ("1.5", (), ("1.5",)),
        (" ", (), ()),
        ("第2号", (2,), ()),
    ],
)
def test_numbers_are_read_however_they_are_put_together(text, numbers, words):
    assert cited(text) == (numbers, words)


@given(st.lists(st.integers(1, 9999), min_size=1, unique=True), st.sampled_from(["、", ",", "，", " ", "；"]))
def test_any_list_of_numbers_is_read_back(numbers, between):
    assert cited(between.join(map(str, numbers))) == (tuple(numbers), ())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1、2", ""),
        ("", "没有写明证据编号"),
        ("1、4、9", "引用的证据4、9不在证据清单中"),
        ("党组会议记录", "的证据“党组会议记录”不是证据编号，请先列入证据清单再填写编号"),
        ("0", "引用的证据0不在证据清单中"),
    ],
)
def test_what_is_wrong_is_said(text, fault):
    assert fault_of(text, {1, 2, 3}) == fault


@pytest.mark.parametrize(
    ("pieces", "field", "text"),
    [
        ([Evidence(number=0, title="甲")], "evidence:0", "证据编号从1起。"),
        ([Evidence(number=1, title="甲"), Evidence(number=1, title="乙")], "evidence:1", "证据编号1重复。"),
        ([Evidence(number=1, title=" ")], "evidence:0", "请填写证据1的名称。"),
        ([Evidence(number=1, title="甲", pages=0)], "evidence:0", "证据1的页数应为正数。"),
    ],
)
def test_a_piece_has_a_number_of_its_own_and_a_name(pieces, field, text):
    with pytest.raises(RuleError) as refused:
        check_evidence(pieces)
    assert (refused.value.field, refused.value.text) == (field, text)


def test_numbers_may_leave_gaps():
    check_evidence([Evidence(number=2, title="甲"), Evidence(number=7, title="乙", pages=3)])
