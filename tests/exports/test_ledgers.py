"""The field list of the ledgers: complete, and wrong ones are named."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jzdesk.exports.errors import ExportError
from jzdesk.exports.ledgers import CODES, OPTIONAL, LedgerDef, ledgers_from, load_ledgers


def test_the_shipped_ledgers(ledgers: dict[str, LedgerDef]) -> None:
    assert tuple(code for code in ledgers if code not in OPTIONAL) == CODES
    assert set(ledgers) == {*CODES, *OPTIONAL}
    assert ledgers["decisions"].title == "处分决定执行台账"
    titles = [column.title for column in ledgers["visits"].columns]
    assert titles[:5] == ["序号", "姓名", "性别", "出生年月", "政治面貌"]
    assert titles[-4:] == ["期满考核结果", "恢复权利/解除", "使用情况", "备注"]
    assert next(c for c in ledgers["decisions"].columns if c.key == "id_number").kind == "id"
    agenda = [c.key for c in ledgers["announcements"].columns if c.group == "四项议程"]
    assert agenda == ["part_report", "part_reading", "part_criticism", "part_statement"]


@pytest.fixture
def table(forms: Path) -> dict[str, Any]:
    return copy.deepcopy(tomllib.loads((forms / "ledgers.toml").read_text(encoding="utf-8")))


def change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def apply(table: dict[str, Any]) -> None:
        place: Any = table
        *steps, last = path.split(".")
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        if value is None:
            del place[int(last) if last.isdigit() else last]
        else:
            place[last] = value

    return apply


@pytest.mark.parametrize(
    ("path", "value", "place", "reason"),
    [
        ("ledger", None, "文件", "没有任何"),
        ("ledger.5", None, "文件", "assessments"),
        ("ledger.1.code", "decisions", "第2个台账", "重复"),
        ("ledger.1.title", "处分决定执行台账", "第2个台账", "重复"),
        ("ledger.0.title", "a/b", "台账decisions", "工作表名"),
        ("ledger.0.paper", "B5", "台账decisions", "paper"),
        ("ledger.0.columns", [], "台账decisions", "columns"),
        ("ledger.0.columns.1.key", "seq", "台账decisions", "seq重复"),
        ("ledger.0.columns.1.key", "姓名", "台账decisions第2栏", "英文字母"),
        ("ledger.0.columns.1.kind", "number", "台账decisions第2栏（name）", "kind"),
        ("ledger.0.columns.1.width", 0, "台账decisions第2栏（name）", "width"),
        ("ledger.0.columns.1.width", True, "台账decisions第2栏（name）", "width"),
        ("ledger.0.columns.1.group", 3, "台账decisions第2栏（name）", "group"),
        ("ledger.0.columns.1.title", " ", "台账decisions第2栏（name）", "缺少title"),
        ("ledger.0.code", None, "第1个台账", "缺少code"),
    ],
)
def test_a_wrong_entry_is_named(
    table: dict[str, Any], path: str, value: object, place: str, reason: str
) -> None:
    change(path, value)(table)
    with pytest.raises(ExportError) as caught:
        ledgers_from(table)
    assert "ledgers.toml" in caught.value.text
    assert place in caught.value.text
    assert reason in caught.value.text


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="找不到"):
        load_ledgers(tmp_path)
    (tmp_path / "ledgers.toml").write_text("[[ledger", encoding="utf-8")
    with pytest.raises(ExportError, match="格式有误"):
        load_ledgers(tmp_path)
