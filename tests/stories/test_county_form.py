"""A county that reports in its own form: its workbook taken over through the real window, exported, edited, and undone."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from county_form import DECISIONS, OLD_NAMES, VISIT_KEYS, VISITS, make_county_form
from office_county import PASSWORD, make_county, october
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from jzdesk.domain.accounts import Role
from jzdesk.services import month_templates
from jzdesk.ui.common import ask
from jzdesk.ui.reports.month_page import MonthPage

KEY = "2026-10"


@pytest.fixture
def opened(tmp_path, clock, open_office, monkeypatch):
    clock.set(date(2026, 11, 3))
    desk = make_county(
        tmp_path / "vault",
        Role.CLERK,
        Role.REVIEWER,
        clock=clock,
        also=october,
        people=12,
        months=10,
        seed=11,
    )
    desk.vault.close(back_up=False)
    monkeypatch.setattr(
        ask, "choose_save_file", lambda _p, _t, *, suggested, **_m: tmp_path / suggested.rpartition("/")[2]
    )
    return open_office()


def menu(opened, title):
    """Choose a line of the menu 表样和栏目."""
    action = next(a for a in opened.front.bar.forms_button.menu().actions() if a.text().startswith(title))
    action.trigger()
    opened.wait()


def to_month(opened):
    opened.window.desk_page.go_to(4)
    opened.wait()
    page = opened.front
    assert isinstance(page, MonthPage)
    page.bar.choose(KEY)
    opened.wait()
    return page


def export(opened, tmp_path):
    opened.ctrl(Qt.Key.Key_E)
    path = tmp_path / "公安县纪委监委2026年10月月报.xlsx"
    book = load_workbook(path, data_only=True)
    path.unlink()
    return book


class Looking:
    """李主任 before the dialog: what it showed, what was decided."""

    def __init__(self, opened):
        self.opened, self.seen = opened, {}

    def __call__(self, dialog):
        lines = [dialog.sheets.item(n).text() for n in range(dialog.sheets.count())]
        self.seen |= {"lines": lines, "note": dialog.note.text(), "fields": fields_of(dialog)}
        self._choose(dialog, 14, "note")
        self.seen["moved"] = fields_of(dialog)
        self._choose(dialog, 15, "note")
        dialog.sheets.setCurrentRow(lines.index("填表须知　→ 不用"))
        dialog.what.setCurrentIndex(dialog.what.findText("原样保留（说明页等）"))
        dialog.what.activated.emit(dialog.what.currentIndex())
        dialog.try_button.click()
        self.opened.wait()
        dialog.accept()
        return dialog.result() == dialog.DialogCode.Accepted

    def _choose(self, dialog, column, key):
        combo = dialog.columns[column]
        combo.setCurrentIndex(combo.findData(key))
        combo.activated.emit(combo.currentIndex())
        self.opened.wait()


def fields_of(dialog):
    return {at: combo.currentData() for at, combo in dialog.columns.items() if combo.currentData()}


def check_seen(seen):
    assert seen["lines"][0] == f"{VISITS}　→ 回访教育台账，13栏"
    assert seen["lines"][1].startswith(f"{DECISIONS}　→ 处分决定执行台账")
    assert seen["lines"][3] == "8月　→ 不用"
    assert [seen["fields"][at] for at in sorted(seen["fields"])] == [
        VISIT_KEYS[letter] for letter in sorted(VISIT_KEYS)
    ]
    assert "隐藏列" in seen["note"]
    assert "不能保留：批注" in seen["note"]
    assert (seen["moved"][14], seen["moved"].get(15)) == ("note", None)


def check_form(book):
    sheet = book[VISITS]
    assert sheet["A1"].font.name == "方正小标宋简体"
    assert (sheet["A2"].value, sheet["I2"].value) == ("填报单位：公安县纪委监委", "2026年10月")
    assert {"A3:A4", "B3:E3", "F3:I3", "J3:M3", "A1:O1"} <= {str(area) for area in sheet.merged_cells.ranges}
    assert [sheet.cell(4, at).value for at in (2, 4, 8)] == ["姓名", "工作单位", "处分决定日期"]
    assert sheet["H5"].number_format == "yyyy.m.d"
    assert len(sheet._images) == 2
    assert sheet["A5"].value == 1
    assert sheet["D5"].value
    assert "填表须知" in book.sheetnames
    assert "8月" not in book.sheetnames
    assert book["核对表"]["F2"].value == "全部一致"
    assert not {str(c.value) for s in book for r in s.iter_rows() for c in r} & set(OLD_NAMES)


def test_the_county_reports_in_its_own_form(opened, tmp_path, monkeypatch):
    """王审核在“表样和栏目”里选了县里用了多年的台账（有县徽、两行合并的表头、自己的栏目次序），看一眼各栏对得对不对，把“领导批示”
    一栏改填备注又改回来，把填表须知留着，先用本月数据试填看样子，再启用。导出的月报就是县里自己的样子；改坏的表样指到哪张表哪个格被
    拒绝；最后恢复随程序提供的表样。"""
    opened.log_in("王审核", PASSWORD)
    page = to_month(opened)
    form, looking = make_county_form(tmp_path / "江陵县台账.xlsx"), Looking(opened)
    monkeypatch.setattr(ask, "choose_open_file", lambda *_a, **_k: form)
    monkeypatch.setattr(ask, "run_dialog", looking)
    menu(opened, "用本县自己的表")
    check_seen(looking.seen)
    tried = load_workbook(tmp_path / "试填2026年10月月报.xlsx")
    assert tried[VISITS]["A1"].value == "江陵县受处分人员回访教育工作台账"
    assert any("月报表样已更换" in text for text in opened.said)
    check_form(export(opened, tmp_path))

    menu(opened, "另存现用表样")
    broken = tmp_path / "月报表样.xlsx"
    workbook = load_workbook(broken)
    workbook[VISITS]["B5"] = "{{visits.nmae}}"
    workbook.save(broken)
    monkeypatch.setattr(ask, "choose_open_file", lambda *_a, **_k: broken)
    told = []
    monkeypatch.setattr(ask, "tell", lambda _p, title, text, **_k: told.append((title, text)))
    menu(opened, "用本县自己的表")
    assert told[0][0] == "表样不能使用"
    assert (
        f"工作表“{VISITS}”B5：{{{{visits.nmae}}}}不是程序认识的项目，是否要写{{{{visits.name}}}}"
        in told[0][1]
    )

    monkeypatch.setattr(
        ask, "choose_one", lambda _p, _t, _l, choices, **_k: choices.index("随程序提供的表样")
    )
    menu(opened, "恢复以前的表样")
    assert not month_templates.template_state(opened.desk).own
    assert export(opened, tmp_path)["回访教育台账"]["A1"].value == "回访教育台账"
    assert page.month == KEY


class Arranging:
    """王审核 before the presets: copies one, renames it, keeps two columns, chooses it for exports."""

    def __init__(self, opened):
        self.opened, self.said = opened, {}

    def __call__(self, dialog):
        names = [dialog.presets.item(n).text() for n in range(dialog.presets.count())]
        self.said["names"] = names
        dialog.presets.setCurrentRow(names.index("常用栏目"))
        assert not dialog.buttons["保存"].isEnabled()
        self._click(dialog, "复制为新方案")
        assert dialog.preset.name == "常用栏目（改）"
        dialog.name.setText("报市里")
        dialog.ledger.setCurrentIndex(dialog.ledger.findText("回访教育台账"))
        dialog.ledger.activated.emit(dialog.ledger.currentIndex())
        rows = {dialog.columns.item(n).text(): n for n in range(dialog.columns.count())}
        dialog.buttons["全不选"].click()
        for title in ("姓名", "回访/评价等次"):
            dialog.columns.item(rows[title]).setCheckState(Qt.CheckState.Checked)
        dialog.columns.setCurrentRow(rows["回访/评价等次"])
        for _ in range(rows["回访/评价等次"]):
            dialog.buttons["上移"].click()
        self._click(dialog, "保存")
        assert dialog.preset.name == "报市里"
        dialog.name.setText("上报栏目")
        self._click(dialog, "保存")
        self.said["problem"] = dialog.problem.text()
        self._click(dialog, "导出用这个方案")
        self.said["used"] = dialog.presets.currentItem().text()
        return True

    def _click(self, dialog, verb):
        dialog.buttons[verb].click()
        self.opened.wait()


def test_columns_for_the_city_and_the_year_s_book(opened, tmp_path, monkeypatch):
    """王审核把“常用栏目”复制成本县方案，去掉不要的栏、把评价等次提到前面，选作导出用；月报按它导出。再导出全年的报表，每人列一次。"""
    opened.log_in("王审核", PASSWORD)
    to_month(opened)
    arranging = Arranging(opened)
    said = arranging.said
    monkeypatch.setattr(ask, "run_dialog", arranging)
    menu(opened, "栏目方案")
    assert said["names"] == ["全部栏目（导出用）", "常用栏目", "上报栏目"]
    assert "已有名为“上报栏目”的方案" in said["problem"]
    assert said["used"] == "报市里（导出用）"
    sheet = export(opened, tmp_path)["回访教育台账"]
    assert [sheet.cell(3, at).value for at in (1, 2)] == ["回访", "姓名"]
    assert sheet.cell(4, 1).value.replace("\n", "") == "评价等次"
    assert sheet.column_dimensions["C"].hidden

    monkeypatch.setattr(
        ask, "choose_one", lambda _p, _t, _l, choices, **_k: choices.index("2026年（1月至12月）")
    )
    menu(opened, "导出季报")
    book = load_workbook(tmp_path / "公安县纪委监委2026年报表.xlsx", data_only=True)
    assert book["封面与填报说明"]["A2"].value == "执纪工作年报表册"
    assert book["核对表"]["F2"].value == "全部一致"
    forms = book["四种形态统计"]
    months = book["各月情况"]
    totals = {row[0].value: row[-1].value for row in months.iter_rows(min_row=4)}
    assert totals["四种形态合计"] == forms["C9"].value == forms["E9"].value
    decided = book["处分决定执行台账"]
    names = [
        decided.cell(row, 2).value
        for row in range(5, decided.max_row)
        if isinstance(decided.cell(row, 1).value, int)
    ]
    assert names
    assert "图表" in book.sheetnames
