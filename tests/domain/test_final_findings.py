"""What a conclusion lacks: every answer with grounds, numbered evidence and a clause; nothing skipped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jzdesk.domain.final_findings import missing
from jzdesk.domain.people import Person
from jzdesk.domain.review_files import Evidence, InvolvedPerson, ReviewFile
from jzdesk.domain.tolerance import CONCLUSIONS, REFUSED, Finding, ToleranceReview

NO, YES = Finding("no", "没有此类情形", "2"), Finding("yes", "经核实属实", "1")
EVIDENCE = (Evidence(number=1, title="会议记录"), Evidence(number=2, title="核查报告"))
GROUPS = ("distinctions", "factors", "positive", "negative", "exclusions")


@pytest.fixture(scope="module")
def lists(rulebook):
    return rulebook.tolerance


@pytest.fixture(scope="module")
def whole(lists):
    """A review that may be concluded as exempt."""
    return ToleranceReview(
        matter="驻村第一书记补贴", applied_on=date(2026, 9, 18), concluded_on=date(2026, 10, 9), conclusion="exempt",
        distinctions={d.code: Finding("tolerated", "先行先试", "1、2") for d in lists.distinctions},
        factors={f.code: Finding("", "出于公心", "1") for f in lists.factor_sets["six"].factors},
        positive={"P04": YES}, negative={item.code: NO for item in lists.negative if item.enabled},
        exclusions={item.code: NO for item in lists.exclusions if item.enabled},
    )  # fmt: skip


@pytest.fixture
def lacks(rulebook):
    def ask(review, *, lists=None, evidence=EVIDENCE, **parts):
        file = ReviewFile(review=review, person=Person(id=1, name="朱明远"), evidence=evidence, **parts)
        return missing(file, lists or rulebook.tolerance, rulebook.sanctions)

    return ask


def changed(review, group, code, finding):
    return replace(review, **{group: {**getattr(review, group), code: finding}})


def without(review, group, code):
    return replace(review, **{group: {c: f for c, f in getattr(review, group).items() if c != code}})


def entries(review):
    return [(group, code) for group in GROUPS for code in getattr(review, group)]


@pytest.mark.parametrize("conclusion", list(CONCLUSIONS))
def test_a_whole_review_may_be_concluded_each_way(whole, lacks, conclusion):
    more = {"before_code": "D1", "after_code": "F11"} if conclusion in ("lighter", "mitigated") else {}
    assert lacks(replace(whole, conclusion=conclusion, statement="经研究不予容错", **more)) == ()


@pytest.mark.parametrize("conclusion", ["exempt", REFUSED])
def test_every_answer_wants_grounds_and_evidence_that_is_there(whole, lacks, conclusion):
    review = replace(whole, conclusion=conclusion, statement="理由")
    for group, code in entries(review):
        given = getattr(review, group)[code]
        no_grounds = lacks(changed(review, group, code, replace(given, grounds=" ")))
        if group == "factors":  # its answer is its grounds
            assert bool(no_grounds) is (conclusion == "exempt")
        else:
            assert no_grounds == ((f"{group}:{code}", no_grounds[0][1]),)
            assert no_grounds[0][1].endswith("请写明认定理由。")
        for evidence, words in (
            ("", "没有写明证据编号"),
            ("3", "引用的证据3不在证据清单中"),
            ("报告", "不是证据编号"),
        ):
            found = lacks(changed(review, group, code, replace(given, evidence=evidence)))
            assert [field for field, _text in found] == [f"{group}:{code}"], (group, code, evidence)
            assert words in found[0][1]


def test_nothing_may_be_skipped_on_the_negative_list_and_the_exclusions(whole, lacks):
    for conclusion in CONCLUSIONS:
        review = replace(whole, conclusion=conclusion, statement="理由", before_code="D1",
                         after_code="" if conclusion == "exempt" else "F11")  # fmt: skip
        for group in ("negative", "exclusions"):
            for code in getattr(review, group):
                (found,) = lacks(without(review, group, code))
                assert found[0] == f"{group}:{code}"
                assert found[1].endswith("尚未逐项认定。")


def test_tolerance_wants_every_distinction_on_its_side(whole, lacks):
    for answer in ("punished", "unclear"):
        (found,) = lacks(changed(whole, "distinctions", "K2", Finding(answer, "理由", "1")))
        assert found == (
            "distinctions:K2", "“尚无明确限制的探索性试验与明令禁止后我行我素”未认定属于可以容错的情形，不能给予容错。",
        )  # fmt: skip
    (found,) = lacks(without(whole, "distinctions", "K2"))
    assert found[1].endswith("尚未认定属于哪一种情形。")


def test_tolerance_wants_every_factor_and_an_entry_of_the_positive_list(whole, lacks):
    assert lacks(without(whole, "factors", "six-1")) == (("factors:six-1", "“动机态度”尚未认定。"),)
    for none in ({}, {"P04": Finding("no", "不符", "1")}, {"P77": YES}):
        assert lacks(replace(whole, positive=none)) == (
            ("positive", "给予容错的，请至少认定一项正面清单情形。"),
        )
    assert lacks(replace(whole, factor_set="nine"))[0] == ("factor_set", "请选择认定因素的种类。")


def test_necessary_conditions_must_all_be_met(whole, lacks, lists):
    met = {f.code: Finding("yes", "具备", "1") for f in lists.factor_sets["conditions"].factors}
    strict = replace(whole, factor_set="conditions", factors=met)
    assert lacks(strict) == ()
    assert lacks(changed(strict, "factors", "cond-4", Finding("no", "不具备", "1"))) == (
        ("factors:cond-4", "“出于公心”是必要条件，未认定为具备，不能给予容错。"),
    )  # fmt: skip


def test_an_entry_of_the_positive_list_wants_all_it_requires(whole, lacks, lists):
    for item in lists.positive:
        if not item.requires:
            continue
        held = replace(whole, positive={item.code: replace(YES, met=item.requires)})
        assert lacks(held) == ()
        for unmet in item.requires:
            met = tuple(text for text in item.requires if text != unmet)
            (found,) = lacks(replace(whole, positive={item.code: replace(YES, met=met)}))
            assert found == (f"positive:{item.code}", f"“{item.text}”须具备“{unmet}”，尚未认定具备。")


def test_an_entry_for_lesser_tolerance_only_does_not_exempt(whole, lacks, lists):
    reduced = replace(lists, positive=tuple(replace(item, outcome="reduced") for item in lists.positive))
    assert [field for field, _ in lacks(whole, lists=reduced)] == ["conclusion"]
    milder = replace(whole, conclusion="lighter", before_code="D1", after_code="F11")
    assert lacks(milder, lists=reduced) == ()
    one = tuple(replace(i, outcome="reduced" if i.code == "P02" else "exempt") for i in lists.positive)
    both = replace(whole, positive={"P02": YES, "P04": YES})
    assert lacks(both, lists=replace(lists, positive=one)) == ()


@pytest.mark.parametrize("group", ["positive", "negative", "exclusions", "conclusions"])
def test_what_is_relied_on_wants_a_clause(whole, lacks, lists, group):
    bare = replace(lists, **{group: tuple(replace(item, clause=" ") for item in getattr(lists, group))})
    found = lacks(whole, lists=bare)
    assert found
    assert all("依据" in text for _field, text in found)
    relied = {"positive": 1, "conclusions": 1}.get(group, len(getattr(whole, group, ())))
    assert len(found) == relied


def test_factors_stand_under_the_clause_of_their_set(whole, lacks, lists):
    bare = {code: replace(group, clause="") for code, group in lists.factor_sets.items()}
    found = lacks(whole, lists=replace(lists, factor_sets=bare))
    assert [field for field, _ in found] == [f"factors:{code}" for code in whole.factors]


def test_a_refusal_for_an_entry_asks_no_distinction_another_does(whole, lacks):
    bare = replace(whole, conclusion=REFUSED, distinctions={}, factors={}, positive={})
    assert lacks(changed(bare, "negative", "N01", YES)) == ()
    fields = [field for field, _ in lacks(bare)]
    assert fields == ["distinctions:K1", "distinctions:K2", "distinctions:K3", "statement"]


def test_before_a_conclusion_is_chosen_everything_is_told_in_the_order_of_the_form(lacks):
    fields = [field for field, _ in lacks(ToleranceReview(), evidence=())]
    assert [f.partition(":")[0] for f in dict.fromkeys(fields)] == (
        ["distinctions"] * 3 + ["factors"] * 6 + ["positive"] + ["negative"] * 6 + ["exclusions"] * 4
        + ["conclusion", "concluded_on"]
    )  # fmt: skip


def test_the_handling_of_everybody_fits_the_conclusion(whole, lacks):
    milder = replace(whole, conclusion="mitigated", before_code="D2", after_code="D1")
    others = (InvolvedPerson(person_id=2, before_code="D1", after_code="D2"), InvolvedPerson(person_id=3, before_code="D2", after_code="D1"))  # fmt: skip
    people = (Person(id=2, name="李㛃"), Person(id=3, name="陈志强"))
    ((field, text),) = lacks(milder, others=others, people=people)
    assert field == "others:0"
    assert text.startswith("李㛃：最终处理由“党内警告”变为“党内严重警告”，重于拟作处理")
    assert lacks(replace(milder, after_code="D2"))[0][0] == "handling_after"
    assert lacks(replace(milder, before_code="", after_code=""))[0][0] == "handling_before"
