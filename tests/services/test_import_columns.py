"""导入: columns that a person names, or that were named last time, and that this kind does not have."""

from __future__ import annotations

import json

import pytest
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
