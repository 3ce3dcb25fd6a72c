from __future__ import annotations

import copy
from datetime import date

import pytest

from jzdesk.domain.duties import DutyKind
from jzdesk.domain.errors import RuleError
from jzdesk.domain.rulebook import Rulebook, overlaid

D = date.fromisoformat


def spoilt(tables, file, change):
    made = copy.deepcopy(tables)
    change(made[file])
    return made


def test_every_duty_has_a_lead(rulebook):
    assert {code.code for code in rulebook.codes["duty_kind"]} == {str(kind) for kind in DutyKind}
    assert all(code.lead and code.lead_unit in ("wd", "day") for code in rulebook.codes["duty_kind"])


def test_when_to_warn(rulebook, work_calendar):
    assert rulebook.warn_on("announce", D("2026-09-29"), work_calendar) == D("2026-09-23")
    assert rulebook.warn_on("tell", D("2026-09-29"), work_calendar) == D("2026-09-22")
    assert rulebook.warn_on("report_execution", D("2026-09-29"), work_calendar) == D("2026-08-30")
    assert rulebook.warn_on("unknown", D("2026-09-29"), work_calendar) == D("2026-09-29")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("politics", 13), ("ethnicity", 58), ("violation", 6), ("public_duty", 7), ("exemption", 3), ("unit_level", 4),
        ("rank_level", 6), ("management", 7), ("dossier_part", 14), ("visit_excuse", 7), ("visit_grade", 4),
        ("rank_series", 12), ("tolerance_conclusion", 4), ("sex", 4), ("duty_crime", 6), ("source", 12),
    ],
)  # fmt: skip
def test_lists_are_complete(rulebook, name, size):
    codes = rulebook.codes[name]
    assert len(codes) == size
    assert len({code.code for code in codes}) == len({code.name for code in codes}) == size
    assert rulebook.codes.title(name)


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("politics", "01", "中共党员"),
        ("politics", "13", "群众"),
        ("ethnicity", "15", "土家族"),
        ("ethnicity", "56", "基诺族"),
        ("sex", "1", "男"),
        ("exemption", "privacy", "涉及个人隐私"),
        ("unit_level", "town", "乡镇（街道）"),
        ("visit_kind", "first", "首次回访"),
        ("tolerance_conclusion", "refused", "不予容错"),
        ("politics", "99", "99"),
        ("nothing", "x", "x"),
        ("politics", "", ""),
    ],
)
def test_names(rulebook, name, code, expected):
    assert rulebook.name_of(name, code) == expected


def test_the_lists_can_be_walked(rulebook):
    assert len(rulebook.codes) == len(set(rulebook.codes)) == len(list(rulebook.codes.items()))
    assert rulebook.visits.kinds[0].name == rulebook.visits.kinds[0].text


def test_every_rank_has_a_level_of_the_statistics(rulebook):
    levels = {code.code for code in rulebook.codes["rank_level"]}
    assert all(code.group in levels for code in rulebook.codes["rank"])


def test_codes_come_and_go(tables):
    def retire(lists):
        lists["politics"]["entries"][0].update(valid_to="2025-12-31")
        lists["politics"]["entries"][1].update(enabled=False)
        lists["politics"]["entries"][2].update(valid_from="2026-01-01", sort=1)

    codes = Rulebook.from_tables(spoilt(tables, "people", retire)).codes
    assert codes["politics"][0].code == "03"
    assert "01" in {code.code for code in codes.offered("politics", D("2025-12-31"))}
    assert "03" not in {code.code for code in codes.offered("politics", D("2025-12-31"))}
    assert {"01", "02"} & {code.code for code in codes.offered("politics", D("2026-01-01"))} == set()


# tolerance


def test_tolerance_is_complete(rulebook):
    rules = rulebook.tolerance
    assert [d.code for d in rules.distinctions] == ["K1", "K2", "K3"]
    assert [item.code for item in rules.positive] == [*(f"P{n:02d}" for n in range(1, 11)), "P99"]
    assert [item.code for item in rules.negative] == [f"N0{n}" for n in range(1, 7)]
    assert [item.code for item in rules.exclusions] == ["X1", "X2", "X3", "X4", "X5"]
    assert [item.text for item in rules.conclusions] == ["免责", "从轻", "减轻", "不予容错"]
    assert rules.default_factor_set == "six"
    assert [f.text for f in rules.factor_sets["six"].factors] == [
        "动机态度",
        "客观条件",
        "程序方法",
        "性质程度",
        "后果影响",
        "挽回损失情况",
    ]
    assert rules.factor_sets["conditions"].all_required


def test_the_local_exclusion_is_off(rulebook):
    local = rulebook.tolerance.exclusions[-1]
    assert (local.enabled, local.is_default) == (False, True)
    assert [item.code for item in rulebook.tolerance.locking][-4:] == ["X1", "X2", "X3", "X4"]
    assert len(rulebook.tolerance.locking) == 10


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("apply", 10),
        ("accept_review", 5),
        ("verify_review", 20),
        ("conclude_review", 10),
        ("feed_back_review", 5),
        ("object", 10),
        ("file_review", 5),
    ],
)
def test_stages_are_defaults(rulebook, code, days):
    stage = rulebook.tolerance.stage(code)
    assert (stage.working_days, stage.is_default) == (days, True)


def test_an_unknown_stage(rulebook):
    with pytest.raises(KeyError):
        rulebook.tolerance.stage("later")


@pytest.mark.parametrize(
    ("code", "words"),
    [("N02", "弄虚作假"), ("K1", "先行先试"), ("six-1", "动机态度"), ("refused", "不予容错"), ("Q", "Q")],
)
def test_words_of_any_entry(rulebook, code, words):
    assert words in rulebook.tolerance.text_of(code)


# visits


@pytest.mark.parametrize(
    ("codes", "cadence", "months", "least"),
    [
        (["D1"], "light", 3, 1),
        (["Z2"], "light", 3, 1),
        (["D3", "Z5"], "heavy", 3, 2),
        (["D1", "Z5"], "heavy", 3, 2),
        (["F11"], "once", None, 1),
        (["O05"], "once", None, 1),
        (["D1", "O05"], "light", 3, 1),
        (["F01"], "none", None, 0),
        (["M01"], "none", None, 0),
        ([], "none", None, 0),
    ],
)
def test_cadence(rulebook, codes, cadence, months, least):
    found = rulebook.visits.cadence_for(codes)
    assert (found.code, found.months_between, found.min_visits) == (cadence, months, least)
    assert found.first_within_months == 3
    assert found.is_default


def test_visit_rules(rulebook):
    visits = rulebook.visits
    assert (visits.lead_days, visits.assess_within_days, visits.min_talkers) == (30, 30, 2)
    assert [g.text for g in visits.grades] == ["好", "较好", "一般", "较差"]
    assert len(visits.outline) == 9
    assert [p.code for p in visits.dossier_parts if p.required] == ["1", "2", "5"]
    assert len(visits.dossier_parts) == 14


# refusals


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        (
            "people",
            lambda t: t["politics"]["entries"].append({"code": "01", "name": "x"}),
            "“politics”有误：代码 01 重复",
        ),
        ("people", lambda t: t["politics"].update(entries=[]), "“politics”有误：没有任何代码"),
        (
            "people",
            lambda t: t["politics"]["entries"].append({"code": "77"}),
            "“politics entries 77”有误：缺少 name",
        ),
        ("people", lambda t: t.update(politics=3), "“politics”不是代码表"),
        ("units", lambda t: t.update(politics={"title": "x", "entries": []}), "“politics”与另一文件重复"),
        ("people", lambda t: t["sex"]["entries"][0].update(name=1), "“sex entries 1”有误：name 应为文字"),
        (
            "people",
            lambda t: t["sex"]["entries"][0].update(valid_to=2026),
            "“sex entries 1”有误：valid_to 应为日期",
        ),
        ("visits", lambda t: t["limits"].update(lead_days="30"), "“limits”有误：lead_days 应为整数"),
        ("visits", lambda t: t["once_codes"].append("Q1"), "once_codes 中的 Q1 不在处分种类之内"),
        ("visits", lambda t: t["cadences"].reverse(), "cadences 只能依次为"),
        ("visits", lambda t: t.update(grades=[]), "grades 没有任何条目"),
        ("tolerance", lambda t: t["conclusions"].pop(), "conclusions 只能依次为"),
        ("tolerance", lambda t: t.update(default_factor_set="七看"), "default_factor_set 只能是"),
        ("tolerance", lambda t: t["negative"].append(dict(t["negative"][0])), "代码 N01 重复"),
        (
            "tolerance",
            lambda t: t["stages"][0].update(working_days=0),
            "“stages apply”有误：working_days 应在",
        ),
        ("tolerance", lambda t: t.update(positive=3), "positive 应为列表"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_and_entry(tables, file, change, words):
    with pytest.raises(RuleError) as refusal:
        Rulebook.from_tables(spoilt(tables, file, change))
    assert f"{file}.toml" in refusal.value.text
    assert words in refusal.value.text


@pytest.mark.parametrize("file", ["sanctions", "deadlines", "handling", "appraisal", "tolerance", "visits"])
def test_a_missing_file_is_refused(tables, file):
    with pytest.raises(RuleError, match=rf"缺少规则文件 {file}\.toml"):
        Rulebook.from_tables({stem: table for stem, table in tables.items() if stem != file})


# a county's own entries


def test_a_county_replaces_and_adds_entries(tables):
    own = {
        "deadlines": {"deadline": [{"code": "announce", "length": 5}]},
        "tolerance": {
            "exclusions": [
                {"code": "X5", "enabled": True},
                {"code": "X6", "text": "本县另定", "clause": "县委文件"},
            ]
        },
        "visits": {"limits": {"lead_days": 45}},
        "people": {"politics": {"entries": [{"code": "14", "name": "港澳同胞"}]}},
        "sanctions": {"sanction": [{"code": "F11", "versions": [{"id": "2016", "months": 12}]}]},
    }
    before = copy.deepcopy(tables)
    book = Rulebook.from_tables(overlaid(tables, own))
    assert tables == before
    assert book.deadlines["announce"].length == 5
    assert book.deadlines["announce"].unit == "wd"
    assert [item.code for item in book.tolerance.locking][-2:] == ["X5", "X6"]
    assert book.visits.lead_days == 45
    assert book.visits.assess_within_days == 30
    assert book.name_of("politics", "14") == "港澳同胞"
    assert book.name_of("politics", "01") == "中共党员"
    assert book.sanctions["F11"].versions[0].months == 12
    assert book.sanctions["F11"].versions[0].clause


def test_what_the_county_must_confirm_is_listed(rulebook):
    found = rulebook.unconfirmed()
    assert any("诫勉" in name for name in found)
    assert any("降职归入第三种形态" in name for name in found)
    assert "期限：回复征求意见函" in found
    assert "期间最后一日的算法" in found
    assert "政务处分期间的合并" in found
    assert "党纪处分期间的合并" not in found
    assert any(name.startswith("建档、指定帮带人") for name in found)
    assert any(name.startswith("容错清单 P01") for name in found)
    assert not any(name.startswith("容错清单 N01") for name in found)
    assert not any("党内警告" in name for name in found)
    assert not any("公开宣布" in name for name in found)
    assert len(found) == len(set(found))


def test_no_default_of_any_rule_file_is_left_out(rulebook):
    found = rulebook.unconfirmed()
    for line in (
        "统计指标 1-14：其他批评教育类", "检查提示：应到若干人，实到若干人，不足一半，宣布范围过窄。", "年度考核：事业单位2012·警告",
        "清单：回访类别", "清单：未访原因（在押、服刑；死亡；出境；离职；因病）", "清单：档案材料", "清单：职级", "提前提醒的天数",
        "不宜回访谈话的场所", "附件大小和数量的上限", "打印一人一档装入附件的上限",
        "清单：监察对象类别（事业单位其他工作人员（不从事管理）；非监察对象的中共党员）",
    ):  # fmt: skip
        assert line in found, line
    assert not any(line.startswith(("清单：民族", "清单：政治面貌", "清单：认识情况")) for line in found)
    assert not any("{" in line for line in found)


def _confirmed(value):
    """A table with every default struck out."""
    if isinstance(value, dict):
        return {
            key: False if key in ("default", "end_rule_default", "form_default", "effects_default") else _confirmed(inner)
            for key, inner in value.items()
        }
    return [_confirmed(inner) for inner in value] if isinstance(value, list) else value


def test_a_county_that_confirmed_everything_has_nothing_left(tables):
    assert Rulebook.from_tables(_confirmed(tables)).unconfirmed() == ()


def _defaults(value):
    """How many entries say they are defaults."""
    if isinstance(value, dict):
        own = sum(value.get(key) is True for key in ("default", "end_rule_default", "form_default", "effects_default"))
        return own + sum(_defaults(inner) for inner in value.values())
    return sum(_defaults(inner) for inner in value) if isinstance(value, list) else 0


def test_every_mark_of_a_default_is_read(tables):
    """No file has marks that the list would pass over: without those of one file it is shorter."""
    whole = Rulebook.from_tables(tables).unconfirmed()
    for stem, table in tables.items():
        if not _defaults(table):
            continue
        rest = Rulebook.from_tables(tables | {stem: _confirmed(table)}).unconfirmed()
        assert set(rest) < set(whole), stem


def test_what_the_laws_say_of_errors_in_reform_is_a_ground(rulebook):
    grounds = {code.code: code for code in rulebook.codes["lighter_ground"]}
    assert "先行先试" in grounds["soe_reform"].name
    assert grounds["soe_reform"].clause == "《国有企业管理人员处分条例》第十一条第七项"
    assert rulebook.deadlines["soe_review_decide"].counted_from == "接到复核申请之日"
    assert rulebook.deadlines["soe_appeal_decide"].clause == "《国有企业管理人员处分条例》第三十九条"
