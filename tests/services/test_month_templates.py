"""表样: a county's own workbook put in force as the template of its monthly report, and taken back."""

from __future__ import annotations

import shutil

import pytest
from county_form import DECISIONS, OLD_NAMES, VISIT_KEYS, VISITS, make_county_form
from demo_county import CLERK, make_county, open_copy
from openpyxl import Workbook, load_workbook

from jzdesk.domain.errors import Refused
from jzdesk.imports.errors import ImportFault
from jzdesk.services import month_templates as templates
from jzdesk.services import months


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("county") / "vault")


@pytest.fixture
def desk(county, tmp_path):
    desk = open_copy(county, tmp_path / "vault")
    yield desk
    desk.vault.close(back_up=False)


@pytest.fixture
def form(tmp_path):
    return make_county_form(tmp_path / "江陵县台账.xlsx")


def test_sheets_and_columns_are_recognised(desk, form):
    plan = templates.look_over(desk, form)
    assert not plan.edited
    assert plan.lost == ("批注",)
    found = {sheet.sheet: sheet for sheet in plan.sheets}
    assert {name: sheet.code for name, sheet in found.items()} == {
        VISITS: "visits", DECISIONS: "decisions", "填表须知": "", "8月": "",
    }  # fmt: skip
    visits = found[VISITS]
    assert visits.heading == (3, 4)
    assert {column.letter: column.field for column in visits.columns if column.field} == VISIT_KEYS
    assert [column.title for column in visits.columns if not column.field] == [
        "回访情况/还差几次",
        "领导批示",
    ]
    assert "帮带人" in visits.missing
    assert found[DECISIONS].heading == (2, 2)


def test_the_month_is_exported_in_the_county_s_form(desk, form, tmp_path):
    plan = templates.look_over(desk, form)
    changes = templates.put_in_force(desk, plan)
    assert "江陵县台账.xlsx" in changes.message
    assert templates.template_state(desk).own
    months.export_month(desk, "2026-10", tmp_path / "a.xlsx")
    workbook = load_workbook(tmp_path / "a.xlsx", data_only=True)
    sheet = workbook[VISITS]
    assert sheet["A1"].value == "江陵县受处分人员回访教育工作台账"
    assert sheet["I2"].value == "2026年10月"
    assert sheet["A5"].value == 1
    assert len(sheet._images) == 2
    assert workbook["核对表"]["F2"].value == "全部一致"
    assert "8月" not in workbook.sheetnames
    texts = {str(cell.value) for page in workbook for row in page.iter_rows() for cell in row}
    assert not texts & set(OLD_NAMES)


def test_a_person_may_know_better(desk, form):
    plan = templates.look_over(desk, form)
    other = templates.look_at_sheet(desk, plan, VISITS, code="visits", mapping={14: "note", 15: ""})
    visits = next(sheet for sheet in other.sheets if sheet.sheet == VISITS)
    assert {c.letter: c.field for c in visits.columns if c.field}["N"] == "note"
    moved = templates.look_at_sheet(desk, plan, DECISIONS, code="visits")
    assert {sheet.sheet: sheet.code for sheet in moved.sheets if sheet.code} == {DECISIONS: "visits"}
    none = templates.look_at_sheet(desk, plan, VISITS, code="")
    assert VISITS not in {sheet.sheet for sheet in none.sheets if sheet.code}
    nobody = templates.look_at_sheet(desk, plan, VISITS, code="visits", mapping={2: ""})
    with pytest.raises(Refused, match="没有对应“姓名”一栏"):
        templates.put_in_force(desk, nobody)
    assert not templates.template_state(desk).own


def test_an_edited_template_is_looked_over_cell_by_cell(desk, tmp_path):
    copy = templates.save_copy(desk, tmp_path / "表样.xlsx")
    workbook = load_workbook(copy)
    workbook["回访教育台账"]["B5"] = "{{visits.nmae}}"
    workbook["公开宣布台账"]["A1"] = "{{month_title 公开宣布"
    workbook["公开宣布台账"]["C5"] = "{{announcements.name}}"
    workbook["四种形态统计"]["C6"] = 5
    workbook.save(copy)
    plan = templates.look_over(desk, copy)
    assert plan.edited
    lines = [fault.line for fault in plan.faults]
    assert any(
        line.startswith("工作表“回访教育台账”B5：{{visits.nmae}}不是程序认识的项目，是否要写{{visits.name}}")
        for line in lines
    )
    assert any(line.startswith("工作表“公开宣布台账”A1：") for line in lines)
    assert any(line.startswith("工作表“公开宣布台账”C5：{{announcements.name}}已在B5") for line in lines)
    assert any("缺少{{forms.2.month}}" in line for line in lines)
    with pytest.raises(Refused, match=r"表样有\d+处错误，没有更换。工作表“公开宣布台账”A1"):
        templates.put_in_force(desk, plan)
    assert not templates.template_state(desk).own


def test_an_edited_template_is_put_in_force_and_the_shipped_one_back(desk, form, tmp_path):
    copy = templates.save_copy(desk, tmp_path / "表样.xlsx")
    workbook = load_workbook(copy)
    workbook["回访教育台账"]["A1"] = "某县回访台账"
    workbook.save(copy)
    templates.put_in_force(desk, templates.look_over(desk, copy))
    templates.put_in_force(desk, templates.look_over(desk, form))
    state = templates.template_state(desk)
    assert len(state.earlier) == 1
    templates.restore_template(desk, state.earlier[0].name)
    book = tmp_path / "a.xlsx"
    months.export_month(desk, "2026-10", book)
    assert load_workbook(book)["回访教育台账"]["A1"].value == "某县回访台账"
    assert templates.restore_template(desk).message == "已恢复随程序提供的表样。"
    months.export_month(desk, "2026-10", book)
    assert load_workbook(book)["回访教育台账"]["A1"].value == "回访教育台账"
    with pytest.raises(Refused, match="现在用的就是"):
        templates.restore_template(desk)
    assert len(templates.template_state(desk).earlier) == 3


def test_a_preview_changes_nothing(desk, form, tmp_path):
    templates.try_template(desk, templates.look_over(desk, form), "2026-10", tmp_path / "预览.xlsx")
    assert load_workbook(tmp_path / "预览.xlsx")[VISITS]["A1"].value == "江陵县受处分人员回访教育工作台账"
    assert not templates.template_state(desk).own
    assert {path.name for path in tmp_path.iterdir()} == {"江陵县台账.xlsx", "vault", "预览.xlsx"}
    assert not months.month_of(desk, "2026-10").submission


def test_a_county_s_own_month_in_the_next_version(desk, form, tmp_path):
    """Two workbooks taken over one after the other: what was taken before stays."""
    templates.put_in_force(desk, templates.look_over(desk, form))
    workbook = Workbook()
    for column, title in enumerate(("序号", "姓名", "单位", "职务", "考核日期", "考核结果"), 1):
        workbook.active.cell(1, column, title)
    workbook.active.title = "期满考核"
    workbook.save(tmp_path / "b.xlsx")
    plan = templates.look_over(desk, tmp_path / "b.xlsx")
    assert [sheet.code for sheet in plan.sheets] == ["assessments"]
    templates.put_in_force(desk, plan)
    months.export_month(desk, "2026-10", tmp_path / "a.xlsx")
    made = load_workbook(tmp_path / "a.xlsx")
    assert {VISITS, DECISIONS, "期满考核"} <= set(made.sheetnames)


def test_what_is_no_workbook(desk, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(ImportFault):
        templates.look_over(desk, tmp_path / "a.xlsx")
    (tmp_path / "a.csv").write_text("姓名,单位\n张三,县局\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"应是\.xlsx工作簿"):
        templates.look_over(desk, tmp_path / "a.csv")
    workbook = Workbook()
    workbook.active["A1"] = "备忘"
    workbook.save(tmp_path / "b.xlsx")
    with pytest.raises(Refused, match="没有一张工作表对应到台账"):
        templates.put_in_force(desk, templates.look_over(desk, tmp_path / "b.xlsx"))


def test_what_cannot_be_written_leaves_the_old_one(desk, form, monkeypatch):
    templates.put_in_force(desk, templates.look_over(desk, form))
    monkeypatch.setattr(
        templates, "_try_out", lambda *_: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
    )
    with pytest.raises(Refused, match="请关闭正在打开的表样"):
        templates.put_in_force(desk, templates.look_over(desk, form))
    assert templates.template_state(desk).own
    assert templates.template_state(desk).earlier == ()
    assert not (desk.paths.data / "forms" / "monthly-new").exists()
    shutil.rmtree(desk.paths.data / "forms")


def test_rules_are_changed_by_those_who_may(county, form, tmp_path):
    desk = open_copy(county, tmp_path / "clerk", CLERK)
    assert templates.look_over(desk, form).sheets
    desk.vault.close(back_up=False)


def test_a_ledger_taken_out_is_told_when_looked_over(desk, tmp_path):
    """Not only when the form is put in force, and by the name of the ledger."""
    path = templates.save_copy(desk, tmp_path / "form.xlsx")
    book = load_workbook(path)
    del book["容错处理台账"]
    book.save(path)
    plan = templates.look_over(desk, path)
    assert any("没有“容错处理台账”的样行" in fault.line for fault in plan.faults)
    with pytest.raises(Refused, match="容错处理台账"):
        templates.put_in_force(desk, plan)
