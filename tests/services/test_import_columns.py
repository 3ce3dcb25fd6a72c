"""导入: columns that a person names, or that were named last time, and that this kind does not have."""

from __future__ import annotations

import json

import pytest
from import_rows import FIRST, plan, rules, take
from openpyxl import Workbook

from jzdesk.domain.errors import Refused
from jzdesk.services import import_apply, imports
from jzdesk.storage import office


def test_a_column_nobody_knows_is_refused_and_a_remembered_one_is_passed_over(desk, tmp_path):
    book = Workbook()
    book.active.append(["姓名", "单位", "党纪处分"])
    book.active.append(["张三", "县住建局", "党内警告"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    with pytest.raises(Refused, match="没有名为“foo”的栏目"):
        imports.open_file(desk, path, kind="people", mapping={3: "foo"})
    opened = imports.open_file(desk, path, kind="people")
    known = {f"people {opened.sighting.heading.signature}": {"1": "name", "2": "unit_name", "3": "foo"}}
    with desk.vault.write(desk.actor, "试"):
        office.keep_setting(import_apply.MAPPING, json.dumps(known))
    assert imports.open_file(desk, path, kind="people").mapping == {1: "name", 2: "unit_name"}


def test_units_of_one_file_cannot_belong_to_one_another_in_a_ring(desk):
    ring = [
        {"name": "甲局", "parent": "乙委"},
        {"name": "乙委", "parent": "丙委"},
        {"name": "丙委", "parent": "甲局"},
    ]
    faults = [(FIRST + at, "parent", "unit.ring") for at in range(3)]
    assert rules(plan(desk, "units", ring)) == faults
    take(desk, "units", [{"name": "丙委"}, *ring[:2]])
    assert rules(plan(desk, "units", ring[2:])) == [(FIRST, "parent", "unit.ring")]
    turned = [{"name": "乙委", "parent": "甲局"}, {"name": "甲局", "parent": "丙委"}]
    assert rules(plan(desk, "units", turned)) == []


def test_a_heading_of_two_rows_may_say_of_the_decision_only_its_kind(desk, tmp_path):
    book = Workbook()
    book.active.append(["序号", "被处分人员", "单位", "处分决定", None, None])
    book.active.append([None, None, None, "种类", "日期", "文号"])
    book.active.append([1, "张三", "县住建局", "党内警告", "2025.3.5", "公纪〔2025〕1号"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    opened = imports.open_file(desk, path, kind="cases")
    assert [opened.mapping[at] for at in range(2, 7)] == [
        "name",
        "unit_name",
        "sanction",
        "decided_on",
        "document_number",
    ]
