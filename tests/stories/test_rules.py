"""The county confirms the defaults and sets its own limits, on the screen, with its reasons."""

from __future__ import annotations

from datetime import date

from revisit_county import CLERK, make_desk, sanction

from jzdesk.domain.duties import DutyKind
from jzdesk.services import cases
from jzdesk.ui.common import ask
from jzdesk.ui.system_menu import SYSTEM_PAGES


def rules_page(office):
    office.window.desk_page.show_page(next(page for page in SYSTEM_PAGES if page.title == "规则与日历"))
    office.wait()
    return office.window.desk_page.content.currentWidget()


def choose(page, office, tab, name):
    """The row of that name in front."""
    table = page.lists[tab]
    page.tabs.setCurrentWidget(table)
    row = next(row for row in page.rows[tab] if row.name == name)
    table.select_id(row.id)
    office.wait()
    return row


def announce_due(desk, case_id):
    return next(d.due_on for d in cases.duties_of_case(desk, case_id) if d.kind == DutyKind.ANNOUNCE.value)


def test_the_county_sets_its_own_limit_and_thinks_again(tmp_path, clock, open_office, monkeypatch):
    """县办法规定五个工作日内宣布：在规则与日历里双击改成5，写明依据和理由，所有应办日跟着变；后来又恢复默认，日子也回来。"""
    desk = make_desk(tmp_path / "vault", clock)
    case_id = sanction(desk, "吴建国", decided_on=date(2026, 11, 2))
    office = open_office(desk).log_in(CLERK.name)
    before = announce_due(office.desk, case_id)
    page = rules_page(office)
    row = choose(page, office, "limits", "公开宣布处分决定")
    assert row.value.startswith("7 个工作日")
    page.lists["limits"].opened.emit(row.id)
    office.wait()
    form = page.form
    form.field("length").set_value(5)
    form.save()
    assert form.field("why").value() == ""
    assert page.form is form
    form.field("clause").set_value("《公安县处分决定公开宣布执行办法》第三条")
    form.field("why").set_value("县纪委常委会2026年第9次会议研究")
    form.save()
    office.wait()
    assert page.form is None
    assert announce_due(office.desk, case_id) == date(2026, 11, 9) < before
    assert choose(page, office, "limits", "公开宣布处分决定").value.startswith("5 个工作日")
    assert page.tabs.currentWidget() is page.lists["limits"]
    monkeypatch.setattr(ask, "ask_reason", lambda *_a, **_m: "上级不同意")
    page.drop_button.click()
    office.wait()
    assert announce_due(office.desk, case_id) == before


def test_a_default_confirmed_leaves_the_list_of_what_waits(tmp_path, clock, open_office, monkeypatch):
    """年底逐条确认默认值：只看待确认的，改一条少一条；容错清单和代码表说明到哪里改。"""
    office = open_office(make_desk(tmp_path / "vault", clock)).log_in(CLERK.name)
    page = rules_page(office)
    waiting = page.count.text()
    choose(page, office, "limits", "送达处分决定书")
    page.change_button.click()
    office.wait()
    page.form.field("why").set_value("县纪委常委会研究确认")
    page.form.save()
    office.wait()
    assert page.count.text() != waiting
    page.only_defaults.setChecked(True)
    office.wait()
    assert "送达处分决定书" not in {row.name for row in page.rows["limits"] if row.is_default}
    page.lists["limits"].view.selectAll()
    monkeypatch.setattr(ask, "ask_reason", lambda *_a, **_m: "县纪委常委会研究确认")
    page.change_button.click()
    office.wait()
    assert not any(row.is_default for row in page.rows["limits"])
    for tab, words in (("tolerance", "清单版本"), ("codes", "codes")):
        page.tabs.setCurrentWidget(page.lists[tab])
        page.lists[tab].select_id(next(row.id for row in page.rows[tab] if row.is_default))
        page.change_button.click()
        office.wait()
        assert words in office.window.desk_page.messages.text()
        assert page.form is None
