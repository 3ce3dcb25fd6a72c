from __future__ import annotations

import copy
from datetime import date

import pytest

from jzdesk.domain.appraisal import effects, pending_effect, read_appraisal
from jzdesk.domain.dates import EndRule
from jzdesk.domain.errors import RuleError
from jzdesk.domain.periods import Imposed, clocks

D = date.fromisoformat
NOT_BEST = "不得确定为优秀等次"
NO_GRADE = "只写评语，不确定等次"
UNFIT = "确定为不称职等次"
IF_POST = "错误与履行职务有关的，确定为不称职等次；无关的，只写评语，不确定等次"


def texts(rulebook, *given):
    return [(e.year, e.text) for e in effects([(c, D(on)) for c, on in given], rulebook.appraisal)]


@pytest.mark.parametrize(
    ("code", "results"),
    [
        ("D1", [NOT_BEST]),
        ("Z1", [NOT_BEST]),
        ("F11", [NOT_BEST]),
        ("O02", [NOT_BEST]),
        ("D2", [NO_GRADE]),
        ("Z2", [NO_GRADE]),
        ("O03", [NO_GRADE]),
        ("O05", [NO_GRADE]),
        ("O06", [NO_GRADE]),
        ("Z3", [NO_GRADE, NO_GRADE]),
        ("Z4", [NO_GRADE, NO_GRADE]),
        ("Z5", [NO_GRADE, NO_GRADE]),
        ("D3", [UNFIT]),
        ("D4-1", [UNFIT, NO_GRADE]),
        ("D4-2", [UNFIT, NO_GRADE, NO_GRADE]),
        ("D5", [UNFIT, NO_GRADE, NO_GRADE]),
        ("S1", [NOT_BEST]),
        ("S2", [NO_GRADE]),
        ("S3", [NO_GRADE, NO_GRADE]),
        ("F01", []),
        ("M02", []),
    ],
)
def test_each_measure(rulebook, code, results):
    assert texts(rulebook, (code, "2024-05-20")) == [(2024 + i, text) for i, text in enumerate(results)]


def test_the_heavier_effect_of_each_year_wins(rulebook):
    assert texts(rulebook, ("D1", "2024-05-20"), ("Z3", "2024-05-20")) == [(2024, NO_GRADE), (2025, NO_GRADE)]
    assert texts(rulebook, ("D3", "2024-05-20"), ("Z5", "2024-05-20")) == [(2024, UNFIT), (2025, NO_GRADE)]
    assert texts(rulebook, ("Z4", "2023-12-01"), ("D1", "2024-01-05")) == [(2023, NO_GRADE), (2024, NO_GRADE)]


def test_the_older_rules_hold_for_older_decisions(rulebook):
    assert texts(rulebook, ("D2", "2018-07-02")) == [(2018, IF_POST)]
    found = effects([("D2", D("2018-07-02"))], rulebook.appraisal)[0]
    assert found.clause == "组通字〔1998〕19号"
    assert found.is_default
    assert texts(rulebook, ("D2", "2020-12-27")) == [(2020, IF_POST)]
    assert texts(rulebook, ("D2", "2020-12-28")) == [(2020, NO_GRADE)]


def test_each_effect_names_its_clause(rulebook):
    found = effects([("D4-2", D("2024-05-20"))], rulebook.appraisal)
    assert all(effect.clause for effect in found)


def test_clocks_count_and_revoked_or_superseded_ones_do_not(rulebook):
    given = [
        Imposed(key=1, code="D3", decided_on=D("2024-01-10"), revoked_on=D("2024-06-01")),
        Imposed(key=2, code="Z3", decided_on=D("2024-01-10")),
        Imposed(key=3, code="Z1", decided_on=D("2024-06-01"), replaces=2, change="lighter"),
    ]
    running = clocks(given, rulebook.sanctions, EndRule.PREV_DAY)
    assert [(e.year, e.text) for e in effects(running, rulebook.appraisal)] == [(2024, NOT_BEST)]


def test_an_open_case_takes_part_without_a_grade(rulebook):
    found = pending_effect(2026, rulebook.appraisal)
    assert (found.year, found.text) == (2026, "参加考核，不写评语、不定等次")
    assert "补定等次" in found.clause


def test_no_two_rules_speak_for_one_measure_on_one_day(rulebook):
    rules = rulebook.appraisal.rules
    for day in (D("2015-05-01"), D("2018-05-01"), D("2020-12-27"), D("2020-12-28"), D("2024-05-01")):
        for sanction in rulebook.sanctions:
            assert sum(rule.applies(sanction.code, day) for rule in rules) <= 1, (sanction.code, day)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["rule"][0].update(measures=["D9"]), "D9 不在处分种类之内"),
        (lambda t: t["rule"][0].update(results=["worst"]), "没有名为 worst 的考核结果"),
        (lambda t: t["rule"][0].update(results=[]), "都不能为空"),
        (lambda t: t["rule"][0].update(results="worst"), "results 应为文字列表"),
        (lambda t: t["pending"].update(result="x"), "result 只能是"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_and_entry(tables, rulebook, change, words):
    made = copy.deepcopy(tables)
    change(made["appraisal"])
    with pytest.raises(RuleError) as refusal:
        read_appraisal(made, rulebook.sanctions)
    assert "appraisal.toml" in refusal.value.text
    assert words in refusal.value.text
