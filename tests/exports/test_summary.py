"""What 汇总表 counts, unit by unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jzdesk.exports import summary

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("part", "whole", "value"),
    [
        (0, 0, "—"),
        (1, 3, Decimal("0.333")),
        (2, 3, Decimal("0.667")),
        (3, 3, Decimal(1)),
        (1999, 2000, Decimal("0.999")),  # never 100.0 while one is missing
        (0, 5, Decimal(0)),
    ],
)
def test_a_rate(part: int, whole: int, value: object) -> None:
    assert summary.percent_value(part, whole) == value


def test_wildcards_in_a_unit_name_match_themselves_only() -> None:
    assert summary.match_value("A*镇?村~1") == "=A~*镇~?村~~1"


def test_units_of_the_ledgers_are_never_lost() -> None:
    ledgers = {
        "visits": [{"unit_level": "乡镇", "unit": "埠河镇"}, {"unit_level": "县直", "unit": "甲局"}, {}],
        "decisions": [{"unit_level": "县直", "unit": "乙局"}, {"unit_level": "县直", "unit": "甲局"}],
    }
    made = summary.all_units([("县直", "丙局"), ("乡镇", "埠河镇")], ledgers)
    assert made == [("县直", "丙局"), ("县直", "甲局"), ("县直", "乙局"), ("乡镇", "埠河镇"), ("", "")]


def test_counts_follow_the_ledgers() -> None:
    at = {"unit_level": "县直", "unit": "甲局", "name": "张三"}
    visits = [
        at
        | {
            "visits_due": 2,
            "visits_held": 2,
            "dossier": "是",
            "mentor": "李四",
            "rank": "乡科级正职",
            "grade": "好",
        },
        at
        | {
            "visits_due": 2,
            "visits_held": 1,
            "dossier": "否",
            "mentor": "",
            "rank": "四级调研员",
            "grade": "较好",
        },
        at
        | {"visits_due": 0, "visits_held": 0, "dossier": "", "mentor": "李四", "rank": "村支书", "grade": ""},
        at | {"visits_due": "免访", "visits_held": 3, "dossier": True},
        at | {"name": ""},
    ]
    tally = summary.tally({"visits": visits}, OCTOBER, of=summary.columns_for(("好", "较好", "较差"), ()))
    unit = summary.folded("县直", "甲局")
    figures = {key: counts[unit] for key, counts in tally.items()}
    assert figures["people"] == 4
    assert (figures["visit_due"], figures["visited"]) == (2, 1)
    assert (figures["dossier_due"], figures["dossiers"], figures["mentors"]) == (3, 2, 1)
    assert (figures["rank_county"], figures["rank_township"], figures["rank_staff"]) == (1, 1, 0)
    assert [figures[f"grade_{slot}"] for slot in range(1, 5)] == [1, 1, 0, 0]


def test_the_columns_of_grades_are_the_county_s_words() -> None:
    three = {c.key: c for c in summary.columns_for(("好", "一般", "较差"), ("甲*", "乙", "丙", "丁", "戊"))}
    assert list(three) == list(summary.BY_KEY)
    assert [three[f"grade_{slot}"].title for slot in range(1, 4)] == ["好", "一般", "较差"]
    assert three["grade_4"].ways == ()
    assert summary.count_formula(three["grade_4"], lambda _ledger, key: key, fixed=(), days=OCTOBER) == "0"
    assert three["result_4"].title == "丁、戊"  # more grades than columns: nobody is lost
    rows = [{"name": "张三", "result": word} for word in ("甲*", "甲等", "丁", "戊", "戊", "")]
    tally = summary.tally({"assessments": rows}, OCTOBER, of=tuple(three.values()))
    assert [tally[f"result_{slot}"].total() for slot in range(1, 5)] == [1, 0, 0, 3]


def test_what_is_carried_over_counts_in_its_own_month() -> None:
    at = {"unit_level": "县直", "unit": "甲局", "name": "张三"}
    decisions = [
        at | {"decided_on": date(2026, 10, 1), "form": "第二种形态"},
        at | {"decided_on": date(2026, 10, 31), "form": "第三种形态"},
        at | {"decided_on": date(2026, 10, 8), "form": ""},  # revoked: in no form of handling
        at | {"decided_on": date(2026, 9, 30), "form": "第二种形态"},
        at | {"decided_on": date(2025, 10, 9), "form": "第二种形态"},
    ]
    announcements = [
        at | {"due_on": date(2026, 10, 9), "state": "已按期"},
        at | {"due_on": date(2026, 10, 31), "state": "临期"},
        at | {"due_on": date(2026, 9, 9), "state": "逾期"},
        at | {"due_on": date(2026, 11, 3), "state": "已按期"},
        at | {"due_on": date(2026, 10, 12), "state": "豁免"},
    ]
    tally = summary.tally({"decisions": decisions, "announcements": announcements}, OCTOBER)
    counts = {key: tally[key].total() for key in ("decisions", "announce_due", "announced", "exempt")}
    assert counts == {"decisions": 2, "announce_due": 2, "announced": 1, "exempt": 1}


def test_the_month_as_criteria() -> None:
    column = summary.BY_KEY["decisions"]
    made = summary.count_formula(column, lambda _ledger, key: key.upper(), fixed=(), days=(date(2026, 12, 1), date(2026, 12, 31)))
    assert made == 'COUNTIFS(NAME,"?*",DECIDED_ON,">="&DATE(2026,12,1),DECIDED_ON,"<"&DATE(2027,1,1),FORM,"?*")'
