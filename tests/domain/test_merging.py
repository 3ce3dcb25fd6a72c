"""The rules of the merge on rows made by hand: what a state says against its days, what must be carried on, who is who."""

from __future__ import annotations

import pytest

from jzdesk.domain.intake_board import months_to
from jzdesk.domain.merge_carry import expected
from jzdesk.domain.merge_changes import changes_between, counts_of, told
from jzdesk.domain.merge_equations import check_year, contradiction, totals_of
from jzdesk.domain.merge_figures import rate_of, together
from jzdesk.domain.merge_files import named_month
from jzdesk.domain.merge_history import Past, check_history
from jzdesk.domain.merge_people import People
from jzdesk.domain.merge_rules import GROUPS, RULES, WEIGHT_NAMES
from jzdesk.domain.merge_values import text_problem, written_day
from jzdesk.domain.merging import Finding, LedgerRead, Place, SeenColumn
from jzdesk.domain.month_rows import KeptRow

SEPTEMBER = ("2026-09-01", "2026-09-30")


def row(number=5, key="", **cells):
    return KeptRow(key=key, subject="row", id=number, cells=cells)


def ledger(*rows, code="decisions", sheet="处分决定执行台账"):
    keys = ("name", "id_number", "sex", "birth_month", "document_number", "note")
    columns = tuple(SeenColumn(at, key, key) for at, key in enumerate(keys, 1))
    return LedgerRead(code=code, title=sheet, sheet=sheet, columns=columns, rows=rows, first=3, last=4)


def test_every_rule_has_a_weight_and_a_group():
    assert all(rule.weight in WEIGHT_NAMES and rule.group in GROUPS for rule in RULES.values())
    assert all(code == rule.code for code, rule in RULES.items())


@pytest.mark.parametrize(
    ("state", "due", "done", "said"),
    [
        ("已按期", "2026-09-10", "2026-09-10", False),
        ("已按期", "2026-09-10", "2026-09-11", True),
        ("已按期", "2026-09-10", "", True),
        ("逾期已办", "2026-09-10", "2026-09-11", False),
        ("逾期已办", "2026-09-10", "2026-09-10", True),
        ("逾期", "2026-09-10", "", False),
        ("未到期", "2026-10-10", "2026-09-11", True),
        ("豁免", "", "", False),
        ("不适用", "", "", False),
        ("已按期", "暂定", "2026-09-11", False),
    ],
)
def test_a_state_is_held_against_its_days(state, due, done, said):
    assert bool(contradiction(state, due, done)) is said


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("int", "12", "number.text"), ("int", "１２", "number.text"), ("int", "两次", "number.wrong"),
        ("percent", "70.9%", "number.text"), ("date", "2026年9月5日", "date.text"), ("date", "20260905", "date.text"),
        ("date", "2026.2.30", "date.wrong"), ("date", "1899-01-01", ""), ("date", "待定", "date.wrong"),
        ("id", "42102219800101", "id.wrong"), ("id", "4210**********1234", ""), ("text", "12", ""),
    ],
)  # fmt: skip
def test_a_text_is_held_against_its_column(kind, text, rule):
    assert text_problem(kind, text)[0] == rule


def test_days_are_read_as_clerks_write_them():
    assert str(written_day("２０２６.9.5")) == "2026-09-05"
    assert written_day("2026-13-01") is None


@pytest.mark.parametrize(
    ("code", "cells", "must"),
    [
        ("announcements", {"state": "逾期", "due_on": "2026-08-20"}, True),
        ("announcements", {"state": "未到期", "due_on": "2026-10-20"}, False),
        ("announcements", {"state": "已按期", "due_on": "2026-08-20"}, False),
        ("visits", {"period_end": "2026-09-01"}, True),
        ("visits", {"period_end": "2026-08-31"}, False),
        ("decisions", {"told_state": "已按期", "report_state": "未到期"}, True),
        ("decisions", {"told_state": "已按期", "report_state": "不适用"}, False),
        ("tolerance", {"conclusion": ""}, True),
        ("tolerance", {"conclusion": "免责"}, False),
        ("enquiries", {"state": "逾期"}, False),
    ],
)
def test_what_must_be_carried_on(code, cells, must):
    assert expected(code, row(**cells), SEPTEMBER) is must


def test_the_year_may_differ_by_what_a_review_changed():
    said = ((0, 3, 0, 0), (2, 21, 1, 2))
    assert [f.rule for f in check_year(said, (2, 19, 1, 2), "表", changed=0)] == ["forms.year"]
    assert list(check_year(said, (2, 19, 1, 2), "表", changed=1)) == []
    assert [f.text[:5] for f in check_year(said, (), "表", changed=0)] == [
        "第一种形态",
        "第二种形态",
        "第三种形态",
        "第四种形态",
    ]


def test_what_a_newer_file_says_otherwise():
    old = ledger(row(5, "a", name="甲", note=""), row(6, "b", name="乙"), row(7, "c", name="丙"))
    new = ledger(row(5, "b", seq="1", name="乙"), row(6, "a", name="甲", note="补"), row(7, "d", name="丁"))
    found = changes_between({"decisions": old}, {"decisions": new})
    assert {(c.kind, c.name, c.row, c.after) for c in found} == {
        ("changed", "甲", 6, "补"), ("added", "丁", 7, ""), ("vanished", "丙", 7, ""),
    }  # fmt: skip
    assert counts_of(found) == (1, 1, 1)
    assert changes_between({"decisions": old}, {"decisions": old}) == ()


def test_a_newer_file_without_keys_is_the_same_rows():
    old = ledger(row(5, "a", name="甲", note=""), row(6, "b", name="乙"), row(7, "c", name="乙"))
    new = ledger(row(5, name="乙"), row(6, name="甲", note="补"), row(7, name="乙"), row(8, name="乙"))
    found = changes_between({"decisions": old}, {"decisions": new})
    assert [(c.kind, c.name, c.row) for c in found] == [("changed", "甲", 6), ("added", "乙", 8)]


def test_two_people_of_one_name_and_month_with_other_numbers_are_two():
    people = People()
    for code, number in (("421022", "421022198001010017"), ("421087", "421022198001230015")):
        person = row(name="张三", id_number=number, sex="男", document_number=f"{code}1号")
        people.add(code, "2026-09", [ledger(person)], Place(county=code, month="2026-09"))
    assert people.found("2026-09") == []


def test_hidden_names_and_numbers_meet_nobody():
    people = People()
    for code in ("421022", "421087"):
        person = row(name="张*", id_number="4210**********0017", sex="男", document_number=f"{code}1号")
        people.add(code, "2026-09", [ledger(person)], Place(county=code, month="2026-09"))
    assert people.found("2026-09") == []


def test_history_speaks_only_with_enough_months_and_far_off():
    past = [Past(f"2026-{n:02d}", {"decisions": 3 + n % 2}) for n in range(1, 8)]
    assert [f.rule for f in check_history({"decisions": 40}, past)] == ["history.outlier"]
    assert list(check_history({"decisions": 5}, past)) == []
    assert list(check_history({"decisions": 40}, past[:5])) == []


def test_many_findings_of_one_kind_are_counted():
    found = [Finding(rule="cell.changed", text=f"{n}。", sheet="表", row=n) for n in range(12)]
    kept = told(found, 10)
    assert len(kept) == 10
    assert kept[-1].text == "9；同类问题另有2处，没有逐一列出。"
    assert told(found, 12) == found


def test_sums_rates_and_months():
    rows = [row(n="3"), row(n="2.5"), row(n="免"), row()]
    assert totals_of(rows, ["n"]) == {"n": "5.5"}
    months = [{"decisions": 2, "people": 9}, {"decisions": 3, "people": 7}]
    filled = [dict.fromkeys(together([]), 0) | month for month in months]
    whole = together(filled)
    assert (whole["decisions"], whole["people"]) == (5, 7)
    assert str(rate_of({"a": 999, "b": 1000}, ("a", "b"))) == "99.9"
    assert rate_of({"a": 0, "b": 0}, ("a", "b")) is None
    assert months_to("2026-02", 3) == ("2025-12", "2026-01", "2026-02")


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("公安县2026-09.xlsx", "2026-09"),
        ("2026年9月月报.xlsx", "2026-09"),
        ("月报.xlsx", ""),
        ("2026-08和2026-09.xlsx", ""),
    ],
)
def test_a_files_name_may_say_its_month(name, month):
    assert named_month(name) == month
