"""The chief looks at the quarter: a unit below 100 %, the person behind it, the talk that was missing, the rate after it."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from office_county import PASSWORD, make_office
from PySide6.QtCore import Qt
from revisit_county import dossier_of, sanction, talk

from jzdesk.domain.accounts import Role
from jzdesk.services import dossiers
from jzdesk.ui.dossiers.tab import DossiersTab
from jzdesk.ui.reports.indicator_page import IndicatorPage
from jzdesk.ui.reports.month_page import MonthPage


@pytest.fixture
def opened(tmp_path, clock, open_office):
    """Two people of two units were due in the fourth quarter; one was visited."""
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.CLERK, clock=clock)
    for name, unit, held in (("吴建国", "县装备中心", date(2026, 10, 9)), ("李秀英", "县水利局", None)):
        case = sanction(desk, name, decided_on=date(2026, 7, 13), unit=unit)
        if held:
            dossiers.record_visit(desk, dossier_of(desk, case).dossier.id, talk(held, ordinal=1))
    return open_office(desk)


def to_indicators(opened):
    opened.ctrl(Qt.Key.Key_5)
    assert isinstance(opened.front, MonthPage)
    opened.window.desk_page.current_tab().switch.setFocus()
    opened.key(Qt.Key.Key_Right)  # from 月报 to 指标
    assert isinstance(opened.front, IndicatorPage)
    return opened.front


def cell(page, name, code):
    row = next(row for row in page.table.shown() if row.name == name)
    return row.figures[code].rate.text


def test_from_a_rate_below_100_to_the_talk_that_was_missing(opened):
    """审理室主任王审核打开“指标”看第四季度：全县回访率 50 %，县水利局没有访到。他在表上移到这一格，按回车到名单，
    再按回车打开李秀英的档案，补记谈话；回到指标，比率变为 100 %，但谈话记为逾期已办。"""
    opened.log_in("王审核", PASSWORD)
    page = to_indicators(opened)
    assert page.bar.span.title == "2026年第四季度"
    assert cell(page, "全县合计", "visited") == "50.0 %  1/2"
    assert cell(page, "县水利局", "visited") == "0.0 %  0/1"
    assert page.outlook.cells["visited", 2].text() == "100.0 %（1 人）"

    place = next(row.place for row in page.table.shown() if row.name == "县水利局")
    page.table.choose(place, "visited")
    opened.wait()
    page.table.setFocus()
    opened.key(Qt.Key.Key_Return)
    assert [row.person for row in page.people.shown()] == ["李秀英"]
    opened.key(Qt.Key.Key_Down)
    opened.key(Qt.Key.Key_Return)

    tab = opened.front
    assert isinstance(tab, DossiersTab)
    assert tab.page.name.text() == "李秀英"
    tab.record_button.click()
    opened.wait()
    tab.form.field("held_on").edit.setText("2026-11-20")
    for name, value in {"place": "县水利局会议室", "talkers": ("周明", "陈芳"), "evaluation": "good"}.items():
        tab.form.field(name).set_value(value)
    opened.ctrl(Qt.Key.Key_S)
    assert tab.form is None

    opened.ctrl(Qt.Key.Key_5)
    assert opened.front is page
    assert cell(page, "县水利局", "visited") == "100.0 %  1/1"
    assert cell(page, "全县合计", "visits") == "100.0 %  2/2"
    page.table.choose(place, "visits")
    opened.wait()
    assert [(row.person, row.state.text) for row in page.people.shown()] == [("李秀英", "逾期已办")]
