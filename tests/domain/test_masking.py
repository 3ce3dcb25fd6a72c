"""Who is named can no longer be read; what is not a name stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.masking import (
    ID_KEEP_NAMES,
    ID_KEEPS,
    LEVEL_NAMES,
    LEVEL_NOTES,
    KnownWords,
    Level,
    Masker,
    mask_name,
    mask_number,
    mask_phone,
    names_in,
)

NAMES = ("仲夏", "仲夏妮", "欧阳建国", "买买提·吐尔逊", "章庄", "高峰", "𠮷𬱖")
WORDS = KnownWords(NAMES, numbers=["421022199001011234", "G12345678"], allowed=["章庄铺镇", "章庄", "埠河镇"])
MASKER = Masker(WORDS)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("仲夏", "仲*"), ("仲夏妮", "仲*妮"), ("欧阳建国", "欧**国"), ("𠮷𬱖", "𠮷*"), ("仲", "仲*"),
        ("买买提·吐尔逊", "买*提·吐*逊"), ("阿依·木", "阿*·木*"),
    ],
)  # fmt: skip
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("keep", "masked"),
    [("normal", "421022********1234"), ("close", "421************234"), ("strict", "4****************4")],
)
def test_numbers_by_sensitivity(keep: str, masked: str) -> None:
    assert mask_number("421022199001011234", ID_KEEPS[keep]) == masked


def test_short_numbers_keep_less() -> None:
    assert mask_number("12345", ID_KEEPS["normal"]) == "1***5"
    assert mask_number("421022900101123", ID_KEEPS["normal"]) == "421022*****1123"
    assert mask_number("12", ID_KEEPS["normal"]) == "**"
    assert mask_phone("13812341234") == "138****1234"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("经与仲夏妮谈话，仲夏知悉", "经与仲*妮谈话，仲*知悉"),
        ("仲　夏到会", "仲*到会"),
        ("仲\u200b夏到会", "仲*到会"),
        ("买买提·吐尔逊", "买*提·吐*逊"),
        ("章庄铺镇人民政府", "章庄铺镇人民政府"),
        ("章庄到章庄铺镇", "章*到章庄铺镇"),
        ("号码421022199001011234。", "号码421022********1234。"),
        ("号码４２１０２２１９９００１０１１２３４", "号码421022********1234"),
        ("号码4210 2219 9001 0112 34", "号码421022********1234"),
        ("42102219900101123X", "421022********123X"),
        ("电话13812341234", "电话138****1234"),
        ("护照G12345678", "护照G*******8"),
        ("公纪发〔2026〕12号", "公纪发〔2026〕12号"),
        ("金额1234567890123456.78元", "金额1234567890123456.78元"),
        ("", ""),
        ("仲\n夏", "仲\n夏"),
        ("SFZ421022199001011234", "SFZ421022********1234"),
        ("421022-19900101-1234", "421022********1234"),
        ("4210221990\n01011234", "421022********1234"),
        ("421099198608042055421099199904140877", "421099********2055421099********0877"),
        ("批号421099198608042056421099199904140876", "批号421099198608042056421099199904140876"),
        ("138-1234-5678", "138****5678"),
        ("+8613812345678", "+86****5678"),
        ("0716-8123456", "071****3456"),
        ("0.714285714285714、2026-11-23 2026-11-24", "0.714285714285714、2026-11-23 2026-11-24"),
        ("买买提•吐尔逊、买买提.吐尔逊、买买提．吐尔逊", "买*提·吐*逊、买*提·吐*逊、买*提·吐*逊"),
        ("买买提吐尔逊、买买提 吐尔逊", "买****逊、买****逊"),
        ("吐尔逊同志", "吐*逊同志"),
    ],
)
def test_texts(text: str, masked: str) -> None:
    assert MASKER.text(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("李四", "李*"),
        ("李四、王五六", "李*、王*六"),
        ("李四（县局）", "李*（县局）"),
        ("李 四", "李*"),
        ("仲夏等3人", "仲*等3人"),
        ("县教育局党组", "县教育局党组"),
        ("John Smith", "J**n S***h"),
        ("赵一 钱二", "赵* 钱*"),
        ("卡德尔.买买提", "卡*尔·买*提"),
    ],
)
def test_columns_of_names_are_masked_even_if_nobody_knows_them(text: str, masked: str) -> None:
    assert MASKER.cell(text, key="talkers") == masked


def test_other_columns() -> None:
    assert MASKER.cell("421022199001011234", kind="id") == "421022********1234"
    assert MASKER.cell("4.21022E+17", kind="id") != "4.21022E+17"
    assert MASKER.cell("1990-05", key="birth_month") == "1990"
    assert MASKER.cell("住院", key="note") == "住院"


def test_names_in_a_cell_of_names() -> None:
    assert list(names_in("张三、李四（县局），王 五；县教育局党组织")) == ["张三", "李四", "王五"]


@given(
    st.lists(st.text("仲夏妮高峰·", min_size=2, max_size=4), max_size=6),
    st.text("仲夏妮高峰· \u3000\u200b，1", max_size=30),
)
def test_nothing_known_is_left_in_a_masked_text(names: list[str], text: str) -> None:
    words = KnownWords(names)
    assert words.find(Masker(words).text(text)) == []


@given(st.text(max_size=40))
def test_what_holds_nobody_stays(text: str) -> None:
    words = KnownWords([])
    if not words.holds(text):
        assert Masker(words).text(text) == text


def test_every_level_and_sensitivity_has_its_words() -> None:
    assert set(LEVEL_NAMES) == set(LEVEL_NOTES) == set(Level)
    assert set(ID_KEEPS) == set(ID_KEEP_NAMES)
