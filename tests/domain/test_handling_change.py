"""拟作处理 to 最终处理: what each conclusion allows, over the catalogue as shipped."""

from __future__ import annotations

import pytest

from jzdesk.domain.handling_change import Handling, fault_of, measure_in, steps_down

ORDER = {
    "party": ("D1", "D2", "D3", "D4-1", "D5"),
    "admin": ("Z1", "Z2", "Z3", "Z4", "Z5", "Z6"),
    "institution": ("S1", "S2", "S3", "S3x", "S4"),
    "org": ("F01", "F03", "F07", "F10", "F11", "O05", "O06"),
}


def fault(rulebook, conclusion, code="", to="", **words):
    handling = Handling(before_code=code, after_code=to, **words)
    found = fault_of(conclusion, handling, rulebook.sanctions, rulebook.tolerance.ladders)
    return (found.side, found.text) if found else None


def test_every_measure_of_the_catalogue_stands_on_one_step(rulebook):
    placed = [code for steps in rulebook.tolerance.ladders.values() for step in steps for code in step]
    assert sorted(placed) == sorted(s.code for s in rulebook.sanctions)
    for family, steps in rulebook.tolerance.ladders.items():
        assert {rulebook.sanctions[code].family for step in steps for code in step} == {family}


@pytest.mark.parametrize("family", ORDER)
def test_heavier_is_never_taken_for_lighter(rulebook, family):
    order = ORDER[family]
    for at, light in enumerate(order):
        for heavy in order[at + 1 :]:
            for conclusion in ("lighter", "mitigated"):
                side, text = fault(rulebook, conclusion, light, heavy)
                assert side == "after"
                assert text.endswith("重于拟作处理，不能这样认定。")


@pytest.mark.parametrize("family", ["party", "admin", "institution"])
def test_mitigated_goes_down_one_step_and_only_one(rulebook, family):
    order = ORDER[family]
    for at, heavy in enumerate(order):
        assert "没有减轻" in fault(rulebook, "mitigated", heavy, heavy)[1]
        for below, light in enumerate(order[:at]):
            found = fault(rulebook, "mitigated", heavy, light)
            assert (found is None) is (below == at - 1), (heavy, light)


def test_a_light_sanction_becomes_none_a_heavy_one_does_not(rulebook):
    for light in ("D1", "D2", "Z1", "Z3", "S2"):
        assert fault(rulebook, "mitigated", light, "F11") is None
        assert fault(rulebook, "lighter", light, "F11") is None
    for heavy in ("D3", "D5", "Z5", "S4"):
        assert "超过一档" in fault(rulebook, "mitigated", heavy, "F11")[1]
        assert "不能比减轻一档更轻" in fault(rulebook, "lighter", heavy, "F11")[1]


def test_what_is_no_sanction_never_becomes_one(rulebook):
    for code in ("F11", "O05", "F01"):
        for sanction in ("D1", "Z1", "S1"):
            assert "重于拟作处理" in fault(rulebook, "lighter", code, sanction)[1]


def test_among_what_is_no_sanction_any_way_down_will_do(rulebook):
    assert fault(rulebook, "mitigated", "F11", "F03") is None
    assert fault(rulebook, "mitigated", "O05", "F01") is None
    assert "没有减轻" in fault(rulebook, "mitigated", "F11", "F11")[1]


def test_lighter_may_stay_on_its_step_but_says_what_is_lighter(rulebook):
    assert fault(rulebook, "lighter", "D4-2", "D4-1") is None
    assert fault(rulebook, "lighter", "D1", "D1") == ("after", "最终处理与拟作处理相同，没有从轻。")
    words = {"before": "降低岗位等级二级", "after": "降低岗位等级一级"}
    assert fault(rulebook, "lighter", "S3", "S3", **words) is None


def test_exempt_ends_without_a_measure_by_code_or_by_words(rulebook):
    assert fault(rulebook, "exempt", "F11") is None
    assert fault(rulebook, "exempt", before="拟予诫勉", after="不予追究责任") is None
    assert fault(rulebook, "exempt", "D1", "F11") == (
        "after",
        "免责的不再给予处理，最终处理不能是“诫勉（诫勉谈话）”。",
    )
    assert fault(rulebook, "exempt", "D1", after="给予诫勉")[0] == "after"


def test_a_reduction_says_from_what_to_what(rulebook):
    assert fault(rulebook, "lighter", to="F11") == ("before", "从轻、减轻处理的，请写明拟作处理。")
    assert fault(rulebook, "mitigated", "D2") == ("after", "从轻、减轻处理的，请写明最终处理。")
    assert fault(rulebook, "mitigated", "D2", after="按另行决定办理") is None


def test_words_are_compared_where_they_name_one_measure(rulebook):
    assert "重于" in fault(rulebook, "lighter", before="拟予诫勉", after="党内警告处分")[1]
    assert fault(rulebook, "lighter", before="拟给予党内严重警告处分", after="党内警告") is None


def test_a_refusal_asks_nothing_and_an_unknown_measure_is_refused(rulebook):
    assert fault(rulebook, "refused", "F11", "D5") is None
    assert fault(rulebook, "") is None
    assert fault(rulebook, "refused", "ZZ") == ("before", "没有代码为 ZZ 的处理种类，请重新选择。")


def test_sanctions_of_two_families_are_compared_only_as_light_and_heavy(rulebook):
    sanctions, ladders = rulebook.sanctions, rulebook.tolerance.ladders
    assert steps_down(sanctions["D1"], sanctions["Z2"], ladders) is None
    assert steps_down(sanctions["Z4"], sanctions["D3"], ladders) == -1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("拟予诫勉", "F11"), ("给予党内警告处分", "D1"), ("党内严重警告", "D2"), ("政务警告", "Z1"), ("警告", ""),
        ("撤销党内职务", "D3"), ("免职", "O05"), ("免予党内警告处分", ""), ("不予处分", ""), ("不再给予诫勉", ""),
        ("批评教育并诫勉", ""), ("不予追究责任", ""), ("", ""), ("另行处理", ""),
    ],
)  # fmt: skip
def test_the_measure_a_text_gives(rulebook, text, code):
    assert measure_in(text, rulebook.sanctions) == code
