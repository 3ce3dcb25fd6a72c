"""The dialogs of 表样和栏目 by themselves: what they show, what they ask for, nothing clipped or without a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from ui.every_screen import faults

from jzdesk.domain.presets import ALL, Preset
from jzdesk.imports.column_match import ColumnMatch
from jzdesk.services.template_reading import SheetPlan, TemplatePlan
from jzdesk.ui.reports.presets_dialog import PresetsDialog
from jzdesk.ui.reports.templates_dialog import LEFT_OUT, TemplateDialog

TITLES = {"seq": "序号", "name": "姓名", "unit": "单位职务/单位", "note": "备注"}
LEDGERS = {
    "visits": ("回访教育台账", TITLES),
    "decisions": ("处分决定执行台账", {"name": "姓名", "number": "处分决定/文号"}),
}


def column(at, title, field=""):
    return ColumnMatch(
        at, "ABCD"[at - 1], title, field=field, how="exact" if field else "none", samples=("样例",)
    )


def plan_of(*columns):
    visits = SheetPlan(
        sheet="回访", code="visits", heading=(2, 3), columns=columns, missing=("建档", "帮带人")
    )
    return TemplatePlan(
        path=Path("旧表.xlsx"), edited=False, sheets=(visits, SheetPlan(sheet="说明")), lost=("批注",)
    )


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def template(parent, qtbot):
    dialog = TemplateDialog(
        parent, plan_of(column(1, "编号", "seq"), column(2, "姓名", "name"), column(3, "批示")), LEDGERS
    )
    dialog.asked = []
    dialog.wanted.connect(lambda *said: dialog.asked.append(said))
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def test_what_a_workbook_would_become(template):
    assert [template.sheets.item(n).text() for n in range(2)] == ["回访　→ 回访教育台账，2栏", "说明　→ 不用"]
    assert {at: combo.currentText() for at, combo in template.columns.items()} == {
        1: "序号",
        2: "姓名",
        3: "不填（本县自己的栏）",
    }
    assert (template.first.value(), template.last.value()) == (2, 3)
    assert "要用的2栏（建档、帮带人）放在表右侧的隐藏列中" in template.note.text()
    assert "不能保留：批注" in template.note.text()
    assert faults(template) == []


def test_a_person_decides(template):
    combo = template.columns[3]
    combo.setCurrentIndex(combo.findData("name"))
    combo.activated.emit(combo.currentIndex())
    assert template.asked.pop() == ("回访", "visits", (2, 3), {1: "seq", 2: "", 3: "name"})
    template.first.setValue(1)
    template.first.editingFinished.emit()
    assert template.asked.pop() == ("回访", "visits", (1, 3), None)
    template.what.setCurrentIndex(template.what.findData("decisions"))
    template.what.activated.emit(template.what.currentIndex())
    assert template.asked.pop() == ("回访", "decisions", None, None)
    template.sheets.setCurrentRow(1)
    assert template.what.currentText() == LEFT_OUT
    assert not template.first.isEnabled()
    template.what.setCurrentIndex(1)
    template.what.activated.emit(1)
    assert template.plan.sheets[1].keep
    assert template.sheets.item(1).text() == "说明　→ 原样保留"
    assert not template.asked


def test_without_a_ledger_or_a_name_it_cannot_be_used(template):
    template.show_plan(plan_of(column(1, "编号", "seq")))
    template.accept()
    assert template.problem.text() == "工作表“回访”没有选定哪一栏是姓名。"
    template.show_plan(TemplatePlan(path=Path("a.xlsx"), edited=False, sheets=(SheetPlan(sheet="说明"),)))
    template.accept()
    assert "没有一张工作表对应到台账" in template.problem.text()
    assert not template.result()
    template.show_plan(plan_of(column(1, "姓名", "name")))
    assert template.problem.isHidden()
    template.accept()
    assert template.result()


@pytest.fixture
def presets(parent, qtbot):
    dialog = PresetsDialog(parent, LEDGERS)
    dialog.saved = []
    dialog.save_wanted.connect(lambda preset, before: dialog.saved.append((preset, before)))
    own = Preset(name="本县", columns={"visits": ("note", "name")})
    dialog.show_presets((Preset(name=ALL, shipped=True), own), "本县")
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def ticked(dialog):
    items = [dialog.columns.item(row) for row in range(dialog.columns.count())]
    return [(item.text(), item.checkState() is Qt.CheckState.Checked) for item in items]


def test_a_preset_is_shown_and_changed(presets):
    assert presets.presets.currentItem().text() == "本县（导出用）"
    assert ticked(presets) == [("备注", True), ("姓名", True), ("序号", False), ("单位职务/单位", False)]
    assert faults(presets) == []
    presets.columns.setCurrentRow(1)
    presets.buttons["上移"].click()
    presets.columns.item(3).setCheckState(Qt.CheckState.Checked)
    presets.ledger.setCurrentIndex(1)
    presets.ledger.activated.emit(1)
    assert ticked(presets) == [("姓名", True), ("处分决定/文号", True)]
    presets.name.setText("报市里")
    presets.buttons["保存"].click()
    saved, before = presets.saved.pop()
    assert (saved.name, before) == ("报市里", "本县")
    assert saved.columns == {"visits": ("name", "note", "unit")}  # the other ledger is left to the template


def test_a_shipped_preset_is_copied_not_changed(presets):
    presets.presets.setCurrentRow(0)
    assert not presets.buttons["保存"].isEnabled()
    assert presets.name.isReadOnly()
    assert "复制为新方案" in presets.note.text()
    presets.buttons["复制为新方案"].click()
    assert presets.saved.pop() == (Preset(name="本县方案", columns={}), "")
    presets.show_problem("已有名为“甲”的方案，请换一个名称。")
    assert presets.problem.isVisible()
