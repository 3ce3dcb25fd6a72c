"""The words of old ledgers to codes: what is certain is taken, what is alike is only named."""

from __future__ import annotations

import pytest
from tree import ROOT

from jzdesk.domain.import_words import words_of
from jzdesk.domain.written_words import Doubted, Fault
from jzdesk.services.import_catalogues import load_imports
from jzdesk.services.rules import load_rulebook


@pytest.fixture(scope="module")
def rules():
    return load_rulebook(ROOT / "resources")


@pytest.fixture(scope="module")
def imports():
    return load_imports(ROOT / "resources")


@pytest.fixture(scope="module")
def words(rules, imports):
    return words_of(imports, rules)


def test_every_name_of_every_list_is_its_own_code(words, rules):
    for name in rules.codes:
        for code in rules.codes[name]:
            assert words.code(name, code.name) == code.code, (name, code.name)


def test_every_name_of_a_measure_is_its_own_code(words, rules):
    for sanction in rules.sanctions.catalogue:
        assert words.sanctions((), sanction.name) == (sanction.code,), sanction.name
        family = (sanction.family,)
        assert words.sanctions(family, sanction.short) == (sanction.code,), sanction.short


def test_every_synonym_stands_for_a_code_there_is(imports, rules):
    for name, codes in imports.words.items():
        if name == "measure":
            known = {sanction.code for sanction in rules.sanctions.catalogue}
        elif name == "yes":
            known = {"yes", "no"}
        else:
            known = {code.code for code in rules.codes[name]}
        assert set(codes) <= known, name


def test_no_synonym_of_a_list_stands_for_two_codes(imports):
    from jzdesk.domain.import_words import plain_word

    for name, codes in imports.words.items():
        if name == "measure":
            continue  # the families keep them apart
        seen: dict[str, str] = {}
        for code, written in codes.items():
            for word in written:
                assert seen.setdefault(plain_word(word), code) == code, (name, word)


@pytest.mark.parametrize(("name", "text", "code"), [
    ("politics", "党员", "01"), ("politics", "预备党员", "02"), ("rank", "副科级", "t2"), ("rank", "乡科级副职", "t2"), ("unit_level", "县直单位", "county"),
    ("issuer", "江陵县纪委监委", "county_commission"), ("issuer", "资市镇纪委", "town_commission"), ("issuer", "中共江陵县纪律检查委员会", "county_commission"),
    ("issuer", "荆州市纪委监委", "superior"), ("issuer", "县财政局党组", "unit_party"), ("rank_level", "地厅级", "bureau"), ("sex", " 男 ", "1"), ("sex", "女性", "2"),
    ("visit_way", "家访", "home"), ("tolerance_conclusion", "免责", "exempt"), ("ethnicity", "汉", "01"), ("education", "大专", "30"),
])  # fmt: skip
def test_synonyms(words, name, text, code):
    assert words.code(name, text) == code


def test_what_is_not_known_names_what_is_nearest_and_takes_nothing(words):
    found = words.code("rank", "副科及")
    assert isinstance(found, Fault)
    assert found.rule == "code.unknown"
    assert "乡科级副职" in found.text
    assert "“职级”" in found.text
    far = words.code("rank", "九级")
    assert "可填" in far.text
    assert words.code("rank", "无") is None


def test_brackets_are_not_passed_over(words):
    found = words.code("politics", "中共党员（预备）")
    assert isinstance(found, Doubted)
    assert found.value == "01"
    assert "括号内的没有读入" in found.fault.text
    several = words.codes("violation", "违反工作纪律（轻微）、违反廉洁纪律")
    assert isinstance(several, Doubted)
    assert several.value == ("work", "integrity")


@pytest.mark.parametrize(("text", "codes"), [
    ("党内严重警告、政务降级", ("D2", "Z4")), ("开除党籍、开除公职", ("D5", "Z6")), ("开除党籍和开除公职处分", ("D5", "Z6")), ("党内警告处分，政务记过处分", ("D1", "Z2")),
    ("留党察看两年", ("D4-2",)), ("党内警告并处诫勉", ("D1", "F11")), ("记过", ("Z2",)), ("撤销党内职务 政务撤职", ("D3", "Z5")), ("行政记大过", ("Z3",)),
    ("终止（罢免、撤销、责令辞去）人大代表资格", ("O12",)), ("党内警告\n诫勉谈话", ("D1", "F11")), ("党纪：严重警告；政务：记过", ("D2", "Z2")), ("党纪处分：警告、政务处分：警告", ("D1", "Z1")),
])  # fmt: skip
def test_measures_of_any_family(words, text, codes):
    assert words.sanctions((), text) == codes


def test_a_column_says_which_family_is_meant(words):
    assert words.sanctions(("party",), "警告") == ("D1",)
    assert words.sanctions(("admin", "institution"), "警告") == ("Z1",)
    assert words.sanctions(("admin", "institution"), "事业单位警告") == ("S1",)
    assert words.sanctions(("party",), "无") is None
    wrong = words.sanctions(("party",), "政务记过")
    assert wrong.rule == "measure.family"
    assert "政务处分" in wrong.text


@pytest.mark.parametrize("text", ["警告", "留党察看", "党内警告、留党察看"])
def test_what_can_be_two_things_is_not_guessed(words, text):
    assert words.sanctions((), text).rule == "measure.ambiguous"


def test_one_unknown_part_makes_the_whole_unknown(words):
    found = words.sanctions((), "党内警告、罚酒三杯")
    assert isinstance(found, Fault)
    assert "罚酒三杯" in found.text
    assert words.codes("violation", "违反工作纪律、胡来").rule == "code.unknown"


@pytest.mark.parametrize(
    ("text", "said"),
    [("是", True), ("√", True), ("Y", True), ("否", False), ("×", False), ("无", False), ("", None)],
)
def test_yes_and_no(words, text, said):
    assert words.yes(text) is said


def test_neither_yes_nor_no_is_said(words):
    assert words.yes("可能").rule == "yes.unknown"
