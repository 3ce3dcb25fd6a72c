"""规则与日历: every rule is read with its clause, what the county must confirm is marked, a year's holidays are entered."""

from __future__ import annotations

from datetime import date

import pytest
from office_county import make_office
from revisit_county import Clock
from ui.today_shown import Shown

from jzdesk.app import SettingsKeeper
from jzdesk.ui.common import ask
from jzdesk.ui.system.holiday_form import HolidayForm
from jzdesk.ui.system.rules import RulesPage


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_office(tmp_path / "vault", clock=Clock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def show(desk, jobs, memory, qtbot, tmp_path):
    def open_page(make):
        keeper = SettingsKeeper(tmp_path / "settings.json")
        return Shown(make, desk, jobs=jobs, memory=memory, qtbot=qtbot, settings=keeper)

    return open_page


def fill(form, **values):
    for name, value in values.items():
        form.field(name).set_value(value)


def save(shown):
    shown.tab.form.save_button.click()
    shown.wait()


def test_every_rule_can_be_read_with_its_clause(desk, show):
    shown = show(RulesPage)
    rows = shown.tab.rows
    families = {"党纪处分", "政务处分", "事业单位处分", "组织处理及其他"}
    assert {row.group for row in rows["measures"]} == families | {"期间计算"}
    assert all(row.group and row.name for table in rows.values() for row in table)
    assert all(row.clause for name in ("measures", "limits", "execution", "appraisal", "handling") for row in rows[name])
    names = {row.name for row in rows["limits"]}
    assert {desk.rulebook.deadlines[code].name for code in desk.rulebook.deadlines} <= names
    assert rows["holidays"][0].group == "2026年"
    shown.tab.only_defaults.setChecked(True)
    shown.wait()
    for name, table in shown.tab.lists.items():
        assert table.model.rowCount() == sum(row.is_default for row in rows[name])
    assert shown.tab.count.text() == f"待确认的默认值 {sum(r.is_default for t in rows.values() for r in t)} 项"


def test_every_rule_file_is_on_the_page(desk, show):
    rules, rows = desk.rulebook, show(RulesPage).tab.rows
    by_name = {name: {row.name: row for row in table} for name, table in rows.items()}
    assert set(by_name["execution"]) >= {item.name for item in rules.execution.items.values()}
    assert by_name["execution"]["执行影响期内晋升限制"].group == "持续执行"
    yearly = next(row for row in rows["execution"] if (row.group, row.name) == ("应办事项", "确定年度考核等次"))
    assert "期限：次年 3 月 31 日" in yearly.value
    assert yearly.is_default
    assert sum(row.group == "检查提示" for row in rows["execution"]) == len(rules.execution.faults)
    assert "当年确定为不称职等次；第二年只写评语，不确定等次" in {row.value for row in rows["appraisal"]}
    assert by_name["handling"]["2-06 降级"].value == "政务降级、降低岗位等级"
    assert {row.group for row in rows["visits"]} >= {"回访类别", "谈话提纲", "谈话场所", "期满考核", "考核结果建议"}
    assert "低于 60%；建议结果：一般；运用：继续帮教" in {row.value for row in rows["visits"]}
    assert by_name["tolerance"]["六个方面"].value.endswith("挽回损失情况；默认使用")
    assert {"复审复核申诉种类", "复审复核申诉结果", "单位性质", "职级"} <= set(by_name["codes"])
    assert by_name["codes"]["监察对象类别"].value.endswith("待确认：事业单位其他工作人员（不从事管理）、非监察对象的中共党员")
    assert by_name["reminders"]["每份附件装入页数"].value == "500 页"
    assert by_name["enquiries"]["影响期（处分期）未满"].value == "建议：影响期（处分期）未满；可以写入复函"
    assert by_name["enquiries"]["近似人员"].is_default
    assert len([row for row in rows["enquiries"] if row.group == "结论建议"]) == len(rules.enquiries.outcomes)
    assert by_name["measures"]["政务处分期间的合并"].value == "相加，最长 48 个月"
    assert not any(mark in row.value + row.name for table in rows.values() for row in table for mark in "{}")


def test_the_page_and_the_list_of_defaults_agree(desk, show):
    rows = show(RulesPage).tab.rows
    waiting = [row.name for table in rows.values() for row in table if row.is_default]
    for line in desk.rulebook.unconfirmed():
        kind, _, name = line.partition("：")
        if kind in ("期限", "执行事项", "认定因素", "容错期限", "回访频次", "回访对象分类频次"):
            assert name in waiting, line
        elif kind == "清单":
            name = name.partition("（")[0]
            assert any(name in row.name or name == row.group for table in rows.values() for row in table if row.is_default), line


def test_importing_a_holiday_table(desk, show, tmp_path, monkeypatch):
    file = tmp_path / "2027.toml"
    file.write_text(
        '[[year]]\nyear = 2027\nsource = "通知"\nholidays = [{ name = "元旦", first = 2027-01-01, last = 2027-01-03 }]', "utf-8"
    )
    monkeypatch.setattr(ask, "choose_open_file", lambda *_a, **_m: file)
    monkeypatch.setattr(ask, "ask_reason", lambda *_a, **_m: "通知已公布")
    shown = show(RulesPage)
    shown.tab.import_button.click()
    shown.wait()
    assert desk.calendar.knows(2027)
    assert shown.tab.rows["holidays"][0].group == "2027年"
    assert shown.tab.tabs.currentWidget() is shown.tab.lists["holidays"]
    file.write_text("[[year]]\nyear = 1\n", "utf-8")
    shown.tab.import_button.click()
    shown.wait()
    assert "节假日表有误" in shown.messages[-1]


def test_typing_the_notice_in(desk, show):
    shown = show(RulesPage)
    shown.tab.enter_button.click()
    form = shown.tab.form
    assert isinstance(form, HolidayForm)
    fill(form, holidays="元旦 1月1日至1月3日\n春节 2-5 至 2-11", work="2-14，2-28")
    save(shown)
    assert shown.tab.form is None
    assert desk.calendar.knows(2027)
    assert not desk.calendar.is_working_day(date(2027, 2, 11))
    assert desk.calendar.is_working_day(date(2027, 2, 14))
    assert shown.tab.rows["holidays"][0].name == "元旦 01-01至01-03、春节 02-05至02-11"


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"holidays": "春节"}, "holidays", "应写成"),
        ({"holidays": "2-5 至 2-11"}, "holidays", "应写成"),
        ({"holidays": "春节 2-30"}, "holidays", "不是一个日期"),
        ({"holidays": "元旦 1-1", "work": "星期六"}, "work", "看不懂"),
        ({"holidays": "元旦 1-1", "work": "2-31"}, "work", "不是一个日期"),
        ({"holidays": ""}, "holidays", "请填写"),
        ({"holidays": "元旦 1-1", "why": ""}, "why", "请填写"),
    ],
)
def test_a_slip_in_the_notice_is_told_at_its_field(desk, show, values, field, said):
    shown = show(RulesPage)
    shown.tab.enter_button.click()
    fill(shown.tab.form, **values)
    save(shown)
    assert said in shown.tab.form.rows[field].error.text()
    assert not desk.calendar.knows(2027)


def test_a_working_day_that_is_none_is_told_on_the_form(desk, show):
    shown = show(RulesPage)
    shown.tab.enter_button.click()
    fill(shown.tab.form, holidays="元旦 1-1 至 1-3", work="2-15")
    save(shown)
    assert "不是星期六" in shown.tab.form.problem.text()


def test_new_year_may_begin_in_december(desk, show):
    shown = show(RulesPage)
    shown.tab.enter_button.click()
    fill(shown.tab.form, holidays="元旦 12-31 至 1-2")
    save(shown)
    assert not desk.calendar.is_working_day(date(2026, 12, 31))
