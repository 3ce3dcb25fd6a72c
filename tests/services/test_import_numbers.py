"""导入: the number of a document is one number however a clerk typed its brackets and blanks."""

from __future__ import annotations

from datetime import date

import pytest
from import_rows import FIRST, case, plan, register, rules, take

from jzdesk.domain.document_numbers import key_of, same_number, spellings

WAYS = (
    "公纪〔2026〕1号",
    "公纪[2026]1号",
    "公纪（2026）1号",
    "公纪(2026) 1号",
    "公纪【2026】１号",
    " 公纪〔 2026 〕1 号",
)


@pytest.mark.parametrize("way", WAYS)
def test_a_number_is_one_however_it_was_typed(way):
    assert same_number(way, WAYS[0])
    assert key_of(way) == key_of(WAYS[0])
    assert WAYS[0] in spellings(way)
    assert not same_number(way, "公纪〔2026〕11号")


@pytest.mark.parametrize("way", WAYS)
def test_other_brackets_bring_no_second_case(desk, way):
    take(desk, "cases", [case("张三", document_number=WAYS[0])])
    assert plan(desk, "cases", [case("张三", document_number=way)]).counts == {"same": 1}
    made = plan(desk, "cases", [case("张三", document_number=way, decided_on=date(2026, 3, 6))])
    assert made.counts == {"changed": 1}
    assert [c.key for c in made.detail(FIRST).changes] == ["decided_on"]


@pytest.mark.parametrize("way", WAYS[:3])
def test_a_number_on_record_otherwise_spelled_is_found_again(desk, way):
    take(desk, "cases", [case("张三", document_number=way, case_number="公立[2026]3号")])
    row = case("张三", document_number=WAYS[0], case_number="公立〔2026〕3号")
    assert plan(desk, "cases", [row]).counts == {"same": 1}
    assert register(desk, "cases")[0]["document_number"] == way
    made = plan(desk, "cases", [case("李四", document_number=WAYS[0])])
    assert rules(made) == [(FIRST, "document_number", "document.taken")]


def test_two_people_under_one_number_in_one_file_are_told_whatever_its_brackets(desk):
    made = plan(desk, "cases", [case("张三", document_number=WAYS[0]), case("李四", document_number=WAYS[1])])
    assert rules(made) == [(FIRST + 1, "document_number", "document.shared")]
    twice = [case("张三", document_number=WAYS[0]), case("张三", document_number=WAYS[1])]
    assert plan(desk, "cases", twice).counts == {"new": 1, "repeat": 1}


def test_a_change_on_review_finds_its_original_by_other_brackets(desk):
    change = case(
        "张三", document_number="公纪〔2026〕9号", decided_on=date(2026, 5, 6), review_kind="revoked",
        reviews="公纪[2026]1号", party_sanction=None, revoked_reason="事实不清",
    )  # fmt: skip
    assert plan(desk, "cases", [change, case("张三", document_number=WAYS[0])]).counts == {"new": 2}


def test_an_announcement_finds_its_decision_by_other_brackets(desk):
    take(desk, "cases", [case("张三", document_number=WAYS[0])])
    row = {
        "name": "张三", "unit_name": "县住建局", "document_number": WAYS[1], "exemption": "1",
        "postponed_reason": "住院",
    }  # fmt: skip
    row.pop("exemption")
    assert plan(desk, "announcements", [row]).counts == {"new": 1}


def test_the_same_sanction_of_the_same_day_under_another_number_is_pointed_out(desk):
    take(desk, "cases", [case("张三", document_number=WAYS[0])])
    made = plan(desk, "cases", [case("张三", document_number="公纪〔2026〕11号")])
    assert made.counts == {"new": 1}
    assert [(p.field, p.rule) for p in made.problems] == [("document_number", "case.twin")]


def test_a_namesake_of_another_unit_cannot_have_the_same_number(desk):
    rows = [
        case("张三", document_number=WAYS[0]),
        case("张三", document_number=WAYS[1], unit_name="县教育局"),
    ]
    made = plan(desk, "cases", rows)
    assert rules(made) == [(FIRST + 1, "document_number", "document.shared")]


# ---- one man of the file, or two

NUMBER = "421099197601010013"


def test_who_was_moved_in_between_is_the_same_man_in_his_old_unit(desk):
    rows = [
        case("张三", id_number=NUMBER, document_number="公纪〔2026〕1号"),
        case("张三", id_number=NUMBER, unit_name="县教育局", document_number="公纪〔2026〕2号", decided_on=date(2026, 5, 6)),
        case("张三", document_number="公纪〔2026〕3号", decided_on=date(2026, 4, 7)),
    ]  # fmt: skip
    take(desk, "cases", rows)
    assert len(register(desk, "people")) == 1
    assert register(desk, "people")[0]["unit_name"] == "县教育局"
    assert plan(desk, "cases", rows).counts == {"same": 3}


def test_a_namesake_in_the_file_who_may_be_the_same_man_is_pointed_out(desk):
    rows = [
        case("张三", id_number=NUMBER, document_number="公纪〔2026〕1号"),
        case("张三", birth="1976-01", unit_name="县水利局", document_number="公纪〔2026〕2号"),
        case("张三", birth="1990-01", unit_name="县水利局", document_number="公纪〔2026〕3号"),
    ]
    made = plan(desk, "cases", rows)
    assert made.counts == {"new": 3}
    told = [(p.row, p.field) for p in made.problems if p.rule == "person.namesake"]
    assert told == [(FIRST + 1, "name"), (FIRST + 2, "name")]
    take(desk, "cases", rows)
    assert len(register(desk, "people")) == 3


def test_a_birth_without_a_day_tells_two_of_one_name_and_unit_apart(desk):
    rows = [
        case("张三", birth=birth, document_number=f"公纪〔2026〕{number}号")
        for number, birth in enumerate(("1976-01", "1990-01", "1976-01", None), 1)
    ]
    take(desk, "cases", rows)
    assert len(register(desk, "people")) == 2
    assert plan(desk, "cases", rows).counts == {"same": 4}


def test_rows_of_somebody_new_that_disagree_are_told_and_no_party_sanction_slips_in(desk):
    first = case("张三", document_number=WAYS[0], decided_on=date(2026, 5, 6), politics="01")
    other = case(
        "张三", document_number="公纪〔2025〕7号", decided_on=date(2025, 3, 5), politics="13", post="会计"
    )
    made = plan(desk, "cases", [first, other])
    assert (FIRST + 1, "politics", "politics.no_member") in rules(made)
    assert ("person.unlike", False) in {(p.rule, p.grave) for p in made.problems}
    same = plan(
        desk, "cases", [first, case("张三", document_number="公纪〔2025〕7号", decided_on=date(2025, 3, 5))]
    )
    assert not rules(same)
