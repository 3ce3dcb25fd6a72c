"""栏目方案: shipped presets, the county's own, and which one an export takes."""

from __future__ import annotations

import pytest
from demo_county import make_county, open_copy
from openpyxl import load_workbook

from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.presets import ALL, Preset
from jzdesk.services import months, presets


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("county") / "vault")


@pytest.fixture
def desk(county, tmp_path):
    desk = open_copy(county, tmp_path / "vault")
    yield desk
    desk.vault.close(back_up=False)


def test_the_shipped_presets_name_columns_there_are(desk):
    known = presets.ledgers_known(desk)
    shipped = presets.list_presets(desk)
    assert [preset.name for preset in shipped] == [ALL, "常用栏目", "上报栏目"]
    for preset in shipped:
        for code, keys in preset.columns.items():
            assert set(keys) <= set(known[code].keys)
            assert len(set(keys)) == len(keys)
            assert "name" in keys
    assert presets.preset_in_use(desk) == ALL
    assert presets.columns_of(desk) == {}


def test_an_export_takes_the_preset(desk, tmp_path):
    own = Preset(name="市里要的", columns={"visits": ("name", "grade", "unit")})
    presets.save_preset(desk, own)
    months.export_month(desk, "2026-10", tmp_path / "a.xlsx", preset="市里要的")
    sheet = load_workbook(tmp_path / "a.xlsx")["回访教育台账"]
    assert [sheet.cell(4, at).value or sheet.cell(3, at).value for at in (1, 2, 3)] == [
        "姓名",
        "评价\n等次",
        "单位",
    ]
    months.export_month(desk, "2026-10", tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx")["回访教育台账"]["A3"].value == "序号"
    presets.use_preset(desk, "市里要的")
    months.export_month(desk, "2026-10", tmp_path / "a.xlsx")
    workbook = load_workbook(tmp_path / "a.xlsx", data_only=True)
    assert workbook["回访教育台账"]["A3"].value == "姓名"
    assert workbook["核对表"]["F2"].value == "全部一致"
    presets.save_preset(desk, Preset(name="市里新要的", columns=own.columns), before="市里要的")
    assert presets.preset_in_use(desk) == "市里新要的"
    presets.delete_preset(desk, "市里新要的")
    assert presets.preset_in_use(desk) == ALL


def test_what_is_refused(desk):
    with pytest.raises(RuleError, match="已有名为"):
        presets.save_preset(desk, Preset(name="常用栏目", columns={}))
    with pytest.raises(Refused, match="没有名为“无”的自定方案"):
        presets.save_preset(desk, Preset(name="有", columns={}), before="无")
    with pytest.raises(Refused, match="不能删除"):
        presets.delete_preset(desk, "常用栏目")
    with pytest.raises(Refused, match="现有：全部栏目、常用栏目、上报栏目"):
        presets.columns_of(desk, "无")
    with pytest.raises(Refused, match="没有名为"):
        presets.use_preset(desk, "无")
