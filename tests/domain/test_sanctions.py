from __future__ import annotations

import copy
from datetime import date

import pytest

from jzdesk.domain.errors import RuleError
from jzdesk.domain.sanctions import allowed_for, read_sanctions

D = date.fromisoformat


@pytest.fixture(scope="session")
def rules(rulebook):
    return rulebook.sanctions


@pytest.mark.parametrize("kind", ["village", "other"])
@pytest.mark.parametrize(
    ("code", "allowed"),
    [("Z1", True), ("Z2", True), ("Z3", True), ("Z4", False), ("Z5", False), ("Z6", False)],
)
def test_village_managers_and_others_get_only_the_three_light_ones(kind, code, allowed):
    assert (allowed_for(code, kind, False, True) == "") is allowed


@pytest.mark.parametrize("kind", ["civil", "authorized", "soe", "institution"])
def test_other_kinds_may_get_all_six(kind):
    assert all(allowed_for(f"Z{n}", kind, False, False) == "" for n in range(1, 7))


def test_the_article_is_named():
    assert "第二十二条" in allowed_for("Z4", "village", False, True)
    assert "第二十三条" in allowed_for("Z4", "other", False, True)
    assert "第二十七条" in allowed_for("Z1", "civil", True, True)


def test_the_retired_get_no_administrative_sanction():
    assert allowed_for("Z1", "civil", True, True)
    assert allowed_for("S1", "institution", True, True)
    assert allowed_for("D1", "civil", True, True) == ""


def test_party_sanctions_need_a_party_member():
    assert "中共党员" in allowed_for("D1", "civil", False, False)
    assert allowed_for("D5", "village", False, True) == ""


def test_employer_sanctions_are_for_institution_staff():
    assert allowed_for("S1", "institution", False, False) == ""
    assert allowed_for("S3", "institution_staff", False, False) == ""
    assert allowed_for("S3", "", False, False) == ""
    assert allowed_for("S1", "civil", False, False)


def test_a_member_who_holds_no_public_office_gets_no_administrative_sanction():
    assert "监察对象" in allowed_for("Z1", "member", False, True)
    assert "监察对象" in allowed_for("Z1", "institution_staff", False, True)
    assert allowed_for("Z6", "", False, True) == ""


def test_first_form_measures_may_be_given_to_anyone():
    assert allowed_for("F11", "village", True, False) == ""


def test_the_catalogue_is_in_menu_order(rules):
    codes = [s.code for s in rules.catalogue]
    assert codes[:7] == ["D1", "D2", "D2x", "D3", "D4-1", "D4-2", "D5"]
    assert codes[7:13] == ["Z1", "Z2", "Z3", "Z4", "Z5", "Z6"]
    assert list(rules) == list(rules.catalogue)
    assert "D1" in rules
    assert "D9" not in rules


@pytest.mark.parametrize(
    ("code", "weight", "form"),
    [
        ("D1", "light", 2), ("D2", "light", 2), ("D2x", "light", 2), ("D3", "heavy", 3), ("D4-1", "heavy", 3),
        ("D5", "heavy", 3), ("Z1", "light", 2), ("Z2", "light", 2), ("Z3", "light", 2), ("Z4", "light", 2),
        ("Z5", "heavy", 3), ("Z6", "heavy", 3), ("F11", "none", 1), ("O05", "none", 2),
    ],
)  # fmt: skip
def test_weight_and_form(rules, code, weight, form):
    assert (rules[code].weight, rules[code].form) == (weight, form)


def test_names_follow_the_day(rules):
    assert rules["Z2"].name_on(D("2017-12-20")) == "行政记过"
    assert rules["Z2"].name_on(D("2018-03-20")) == "政务记过"


def test_what_a_day_may_choose_from(rules):
    now = {s.code for s in rules.offered(D("2026-11-22"))}
    assert "S3x" not in now
    assert "S3x" in {s.code for s in rules.offered(D("2020-01-01"))}
    assert {"D1", "Z6", "F11", "O06", "M02"} <= now


def test_every_version_names_its_clause(rules):
    for sanction in rules:
        assert all(version.clause for version in sanction.versions), sanction.code


def test_versions_of_one_measure_leave_no_gap(rules):
    for sanction in rules:
        for before, after in zip(sanction.versions, sanction.versions[1:], strict=False):
            assert (after.valid_from - before.valid_to).days == 1, sanction.code
        assert sanction.versions[-1].valid_to is None or sanction.code == "S3x"


def test_the_cap_is_data(rules):
    assert rules.combine["party"].cap_months is None
    assert rules.combine["admin"].cap_months == 48
    assert rules.combine["institution"].cap_months == 48
    assert not rules.combine["org"].adds


def spoilt(tables, change):
    made = copy.deepcopy(tables)
    change(made["sanctions"])
    return made


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t["sanction"][0].pop("name"), "“sanction D1”有误：缺少 name"),
        (lambda t: t["sanction"][0].update(family="partei"), "“sanction D1”有误：family 只能是"),
        (lambda t: t["sanction"][0].update(form=5), "“sanction D1”有误：form 应在 1 至 3 之间"),
        (lambda t: t["sanction"][0].update(form="2"), "“sanction D1”有误：form 应为整数"),
        (lambda t: t["sanction"][0].update(versions=[]), "“sanction D1”有误：没有任何版本"),
        (
            lambda t: t["sanction"][0]["versions"][1].update(valid_from="x"),
            "“sanction D1 versions 2015”有误：valid_from 应为日期",
        ),
        (lambda t: t["sanction"][0]["versions"][0].pop("months"), "有影响期的种类缺少 months"),
        (lambda t: t["sanction"][0]["versions"].reverse(), "没有按施行日期先后排列"),
        (lambda t: t["sanction"][1].update(code="D1"), "代码 D1 重复"),
        (
            lambda t: t["sanction"][4].pop("probation_months"),
            "“sanction D4-1”有误：留党察看须写明 probation_months",
        ),
        (lambda t: t["combine"].pop("admin"), "缺少 [admin]"),
        (lambda t: t["general"].update(end_rule="later"), "end_rule 只能是"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_and_entry(tables, change, words):
    with pytest.raises(RuleError) as refusal:
        read_sanctions(spoilt(tables, change))
    assert refusal.value.field == "sanctions"
    assert "规则文件 sanctions.toml" in refusal.value.text
    assert words in refusal.value.text
