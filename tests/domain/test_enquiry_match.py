"""Who a name of a letter may mean: the ID number settles it, a look-alike never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from enquiry_county import named, number, person
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.enquiries import BY_HAND, BY_ID, NOBODY, UNDECIDED, EnquiryPerson, month_of, tidied_name
from jzdesk.domain.enquiry_match import (
    Finder,
    doubles,
    judge,
    likeness,
    month_fault,
    name_key,
    near_number,
    number_fault,
    settle,
    whole_number,
)
from jzdesk.domain.identity import check_id_number, from_old
from jzdesk.domain.screening import ALIKE, OTHER, SAME

WHO = replace(person(), id=7, birth=date(1980, 1, 15), sex="1")
NUMBER = WHO.id_number


@pytest.fixture(scope="module")
def rules(rulebook):
    return rulebook.enquiries.matching


def judged(rules, name, who=WHO):
    found = judge(name, who, rules)
    return found.level if found else None


def test_an_equal_number_under_an_equal_name_is_the_person(rules):
    found = judge(named(WHO), WHO, rules)
    assert (found.level, found.score, found.why) == (SAME, 100, ("身份证号一致", "姓名一致"))


def test_an_old_number_of_fifteen_digits_and_a_small_x_are_the_same_number(rules):
    old = NUMBER[:6] + NUMBER[8:17]
    assert from_old(old) == NUMBER
    assert judged(rules, EnquiryPerson(name="吴建国", id_number=old)) == SAME
    ends_in_x = next(n for n in map(number, range(1, 200)) if n.endswith("X"))
    who = replace(WHO, id_number=ends_in_x)
    assert judged(rules, EnquiryPerson(name="吴 建国", id_number=ends_in_x.lower()), who) == SAME


@given(
    serial=st.integers(1, 999), year=st.integers(1920, 1999), month=st.integers(1, 12), day=st.integers(1, 28)
)
def test_every_old_number_becomes_one_that_checks(serial, year, month, day):
    whole = number(serial, f"{year}{month:02d}{day:02d}")
    assert from_old(whole[:6] + whole[8:17]) == whole
    assert check_id_number(whole) == ""


def test_an_equal_number_under_another_name_is_for_a_person_to_decide(rules):
    found = judge(EnquiryPerson(name="吴建平", id_number=NUMBER), WHO, rules)
    assert found.level == ALIKE
    assert "姓名不同，库内为吴建国" in found.why


@given(at=st.integers(0, 17), digit=st.integers(0, 9))
def test_a_number_one_digit_off_is_found_and_never_a_match(rulebook, at, digit):
    slipped = NUMBER[:at] + str(digit) + NUMBER[at + 1 :]
    if slipped == NUMBER:
        return
    name = EnquiryPerson(name="吴建国", id_number=slipped)
    assert Finder([name]).near([(7, "旁人", NUMBER)]) == {0: {7}}
    assert judge(name, WHO, rulebook.enquiries.matching).level == ALIKE
    assert near_number(slipped, NUMBER) == f"身份证号仅第{at + 1}位不同"


@given(at=st.integers(0, 16))
def test_two_neighbours_changed_round_are_found(at):
    swapped = NUMBER[:at] + NUMBER[at + 1] + NUMBER[at] + NUMBER[at + 2 :]
    found = Finder([EnquiryPerson(name="甲", id_number=swapped)]).near([(7, "旁人", NUMBER)])
    assert found == ({} if swapped == NUMBER else {0: {7}}) or swapped == NUMBER


@pytest.mark.parametrize(("given_", "why"), [
    (NUMBER[:15] + "000", "截断"), (NUMBER[:17], "缺少末1位"), (NUMBER[:15], "缺少末3位"),
])  # fmt: skip
def test_a_number_a_spreadsheet_damaged_is_a_look_alike(rules, given_, why):
    name = EnquiryPerson(name="吴建国", id_number=given_)
    assert why in near_number(given_, NUMBER)
    assert judged(rules, name) == ALIKE
    assert Finder([name]).near([(7, "旁人", NUMBER)]) == {0: {7}}
    assert settle(name, [judge(name, WHO, rules)], {7}) == (UNDECIDED, None)


def test_another_number_is_somebody_else_unless_birth_and_unit_agree(rules):
    other = number(303, "19910204")
    assert judged(rules, EnquiryPerson(name="吴建国", id_number=other, unit_text="县教育局")) == OTHER
    assert judged(rules, EnquiryPerson(name="吴建国", id_number=number(305))) == ALIKE  # born the same month
    assert judged(rules, EnquiryPerson(name="周小林", id_number=other)) is None


@pytest.mark.parametrize(("more", "level"), [
    ({}, ALIKE), ({"birth_month": "1980-01"}, ALIKE), ({"birth_month": "1991-02"}, OTHER), ({"sex": "2"}, OTHER),
    ({"birth_month": "1991-02", "unit_text": "县住建局"}, OTHER), ({"unit_text": "县住建局", "sex": "2"}, ALIKE),
])  # fmt: skip
def test_a_name_alone_is_only_a_hint(rules, more, level):
    assert judged(rules, EnquiryPerson(name="吴建国", **more)) == level


def test_what_agrees_and_what_differs_is_said_and_counts(rules):
    bare = judge(EnquiryPerson(name="吴建国"), WHO, rules)
    full = judge(
        EnquiryPerson(name="吴建国", birth_month="1980-01", unit_text="公安县住建局副局长"), WHO, rules
    )
    assert bare.score < full.score < 100
    assert full.why == (
        "姓名一致", "来函未提供身份证号", "出生年月一致（1980-01）", "单位相近（库内县住房和城乡建设局）",
    )  # fmt: skip
    assert (
        "出生年月不同（库内1980-01）"
        in judge(EnquiryPerson(name="吴建国", birth_month="1990-01"), WHO, rules).why
    )


@pytest.mark.parametrize(("text", "unit", "least", "most"), [
    ("县住房和城乡建设局", "县住房和城乡建设局", 1, 1), ("公安县住房和城乡建设局副局长", "县住房和城乡建设局", 1, 1),
    ("住建局", "县住房和城乡建设局", 0.8, 0.8), ("县教育局", "县住房和城乡建设局", 0, 0.4), ("", "县教育局", 0, 0),
    ("楚江县民政局", "楚江县教育局", 0, 0.4), ("公安县住建局党组成员、副局长", "县住房和城乡建设局", 0.8, 0.8),
    ("县住房和城乡建设局办公室", "县住建局", 0.8, 0.8), ("县委办", "县委组织部", 0, 0.4),
])  # fmt: skip
def test_units_are_alike_when_contained_or_abbreviated(text, unit, least, most):
    assert least <= likeness(text, unit) <= most


def test_names_are_compared_without_blanks_and_dots():
    assert name_key(" 吴　建国") == name_key("吴建国")
    assert name_key("阿依古丽·买买提") == name_key("阿依古丽•买买提")


# ---- what is settled


def test_only_one_equal_number_settles_it_by_itself(rules):
    same = judge(named(WHO), WHO, rules)
    twin = judge(named(WHO), replace(WHO, id=8), rules)
    assert settle(named(WHO), [same], {7}) == (BY_ID, 7)
    assert settle(named(WHO), [same, twin], {7, 8}) == (UNDECIDED, None)
    assert settle(named(WHO), [], {7}) == (NOBODY, None)


def test_a_choice_stands_until_an_equal_number_speaks_against_it(rules):
    alike = judge(EnquiryPerson(name="吴建国"), WHO, rules)
    by_hand = EnquiryPerson(name="吴建国", matched=BY_HAND, matched_by="李经办", person_id=7)
    nobody = EnquiryPerson(name="吴建国", matched=NOBODY, matched_by="李经办")
    assert settle(by_hand, [alike], {7}) == (BY_HAND, 7)
    assert settle(nobody, [alike], {7}) == (NOBODY, None)
    assert settle(by_hand, [alike], set()) == (UNDECIDED, None)  # he is no longer on record
    same = judge(named(WHO), replace(WHO, id=9), rules)
    assert settle(by_hand, [same], {7, 9}) == (BY_ID, 9)
    assert settle(nobody, [same], {7, 9}) == (BY_ID, 9)
    assert settle(replace(nobody, matched_by=""), [alike], {7}) == (UNDECIDED, None)


def test_a_namesake_without_a_number_may_be_the_same_man_entered_twice(rules):
    same, bare = judge(named(WHO), WHO, rules), judge(named(WHO), replace(WHO, id=8, id_number=""), rules)
    assert bare.level == ALIKE
    assert settle(named(WHO), [same, bare], {7, 8}) == (UNDECIDED, None)
    chosen = replace(named(WHO), matched=BY_HAND, matched_by="李经办", person_id=7)
    assert settle(chosen, [same, bare], {7, 8}) == (BY_HAND, 7)


# ---- doubles and faults


@pytest.mark.parametrize(("text", "kept"), [
    ("1980.01", "1980-01"), ("198001", "1980-01"), ("1980年1月", "1980-01"), ("1980-01-15", "1980-01"), ("１９８０．１", "1980-01"),
    ("1980.13", "1980.13"), ("八十年代", "八十年代"), ("", ""),
])  # fmt: skip
def test_months_are_read_as_letters_write_them(rules, text, kept):
    assert month_of(text) == kept
    name = tidied_name(EnquiryPerson(name="吴\n建国", birth_month=text))
    assert name.name == "吴 建国"
    assert bool(month_fault(name)) is (bool(text) and kept == text)
    if month_fault(name):
        assert judge(name, WHO, rules).score == rules.name  # it counts neither way


def test_a_month_that_contradicts_the_number_is_pointed_out():
    assert "身份证号为1980-01" in month_fault(tidied_name(named(WHO, birth_month="1981-01")))
    assert month_fault(tidied_name(named(WHO, birth_month="1980.1"))) == ""


def test_the_same_number_or_the_same_name_with_nothing_to_tell_apart_is_a_double():
    names = [
        EnquiryPerson(name="吴建国", id_number=NUMBER), EnquiryPerson(name="李敏", unit_text="县教育局"),
        EnquiryPerson(name="吴建平", id_number=NUMBER), EnquiryPerson(name="李敏", unit_text="县财政局"),
        EnquiryPerson(name="李敏"), EnquiryPerson(name="吴建国", id_number=number(305)),
    ]  # fmt: skip
    assert doubles(names) == {3: 1, 5: 2}


@pytest.mark.parametrize(("text", "said"), [
    ("", ""), (NUMBER, ""), (NUMBER[:6] + NUMBER[8:17], ""), (NUMBER[:17], "18位"), ("4.21022E+17", "科学计数"),
    (NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2"), "校验位"),
])  # fmt: skip
def test_what_is_wrong_with_a_number_is_said(text, said):
    fault = number_fault(text)
    assert said in fault
    assert bool(fault) is bool(said)
    assert bool(whole_number(text)) is (bool(text) and not said)


@pytest.mark.parametrize(
    "written", ["张伟\u200b", "张 伟", "张伟（女）", "张伟(回族)", "张\u00a0伟", "\ufeff张伟", "张伟\x00"]
)
def test_a_name_with_what_does_not_belong_to_it_is_still_the_name(written):
    assert name_key(written) == name_key("张伟")


def test_a_name_all_in_brackets_or_of_marks_is_not_the_name_of_everybody():
    assert name_key("（甲）") != name_key("（乙）")
    assert name_key("㛃䶮𠮷") == "㛃䶮𠮷"
