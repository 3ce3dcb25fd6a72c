"""栏目方案: what a preset of columns may say."""

from __future__ import annotations

import pytest

from jzdesk.domain.errors import RuleError
from jzdesk.domain.presets import ALL, Preset, checked

KNOWN = {"visits": ("seq", "name", "unit", "note"), "other": ("number",)}


def test_a_preset_is_kept_tidily() -> None:
    preset = Preset(name="  市里  要的 ", columns={"visits": ("note", "name", "note")}, shipped=True)
    made = checked(preset, KNOWN, ["常用栏目"])
    assert made == Preset(name="市里 要的", columns={"visits": ("note", "name")})


@pytest.mark.parametrize(
    ("name", "columns", "field", "words"),
    [
        (" ", {}, "name", "请填写"),
        ("方" * 21, {}, "name", "不超过20个字"),
        (ALL, {}, "name", "已有名为"),
        ("常用栏目", {}, "name", "已有名为“常用栏目”"),
        ("甲", {"nope": ("a",)}, "name", "没有代码为nope的台账"),
        ("甲", {"visits": ("name", "nmae")}, "visits", "没有栏目nmae"),
        ("甲", {"visits": ()}, "visits", "至少选一个"),
        ("甲", {"visits": ("seq",)}, "visits", "“姓名”一栏不能去掉"),
    ],
)
def test_what_is_refused(name: str, columns: dict[str, tuple[str, ...]], field: str, words: str) -> None:
    with pytest.raises(RuleError, match=words) as caught:
        checked(Preset(name=name, columns=columns), KNOWN, ["常用栏目"])
    assert caught.value.field == field


def test_a_ledger_without_names_needs_none() -> None:
    assert checked(Preset(name="甲", columns={"other": ("number",)}), KNOWN, []).columns == {
        "other": ("number",)
    }
