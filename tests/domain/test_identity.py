from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.identity import birth_of, check_id_number, check_unit_code, mask_id, normal_id, sex_of

SAMPLE = "11010519491231002X"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def with_check(first17):
    """GB 11643 by its own weights, written apart from the library."""
    return first17 + "10X98765432"[sum(int(c) * w for c, w in zip(first17, WEIGHTS, strict=True)) % 11]


BODIES = st.builds(
    lambda region, day, order: f"{region}{day:%Y%m%d}{order:03d}",
    st.integers(110000, 820000),
    st.dates(date(1930, 1, 1), date(2010, 12, 31)),
    st.integers(0, 999),
)


def test_the_sample_of_the_standard():
    assert check_id_number(SAMPLE) == ""
    assert birth_of(SAMPLE) == date(1949, 12, 31)
    assert sex_of(SAMPLE) == "2"


@given(BODIES)
def test_every_correct_number_passes_whatever_its_region(body):
    assert check_id_number(with_check(body)) == ""


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(body, at, shift):
    number = with_check(body)
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    assert check_id_number(wrong) != ""


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
    ],
)
def test_ways_of_writing(text):
    assert check_id_number(text) == ""
    assert normal_id(text) == SAMPLE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填写身份证号"),
        ("4.2E+17", "科学计数"),
        ("4.21022E+17", "科学计数"),
        ("4.21022198001010E+17", "科学计数"),
        ("421022198001010000.0", "当作数字保存"),
        ("421022198001012000", "末三位为000"),
        ("110105491231002", "旧的15位"),
        ("1101051949123100", "应为18位，现为16位"),
        ("11010519491231002XX", "现为19位"),
        ("1101051949123100XX", "前17位应为数字"),
        ("01010519491231002X", "前17位应为数字"),
        ("११०१०५१९४९१२३१००२X", "前17位应为数字"),
        ("110105194913310021", "出生日期19491331不存在"),
        ("110105194902300021", "出生日期19490230不存在"),
        ("110105179912310021", "出生日期17991231不存在"),
        ("110105194912310021", "校验位不符"),
    ],
)
def test_what_is_wrong_is_said(text, words):
    assert words in check_id_number(text)


def test_a_correct_number_may_end_in_000():
    number = next(
        n
        for n in (with_check(f"421022{1950 + i}0101{100:03d}"[:14] + "000") for i in range(60))
        if n.endswith("000")
    )
    assert check_id_number(number) == ""


@pytest.mark.parametrize(
    ("text", "sex"), [("110105194912310011", "1"), (SAMPLE, "2"), ("110105", ""), ("", "")]
)
def test_sex(text, sex):
    assert sex_of(text) == sex


@pytest.mark.parametrize("text", ["", "110105", "1101051949023X002X"])
def test_no_birth_in_what_is_no_number(text):
    assert birth_of(text) is None


def test_masked():
    assert mask_id("421022198001011234") == "4210**********1234"
    assert mask_id("42102219") == "********"
    assert mask_id("") == ""


USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def with_uscc_check(body):
    """GB 32100 by its own weights, written apart from the library."""
    total = sum(USCC.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + USCC[(31 - total) % 31]


@pytest.mark.parametrize("code", ["421022", "421088", "91350100M000100Y43", "91350100m000100y43"])
def test_correct_unit_codes(code):
    assert check_unit_code(code) == ""


@given(
    st.text(USCC, min_size=2, max_size=2), st.integers(110000, 820000), st.text(USCC, min_size=9, max_size=9)
)
def test_every_correct_credit_code_passes(head, region, organ):
    assert check_unit_code(with_uscc_check(f"{head}{region}{organ}")) == ""


def test_a_village_collective_begins_with_a_letter():
    assert check_unit_code(with_uscc_check("N2421022MF1234567")) == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "请填写单位代码"),
        ("42102", "现为5位"),
        ("021022", "行政区划代码应为6位数字"),
        ("42102A", "行政区划代码应为6位数字"),
        ("91350100M000100Y44", "校验位不符"),
        ("91350100M000100YO3", "不含I、O、S、V、Z"),
        ("913501A0M000100Y43", "第3至8位为数字"),
    ],
)
def test_wrong_unit_codes(code, words):
    assert words in check_unit_code(code)
