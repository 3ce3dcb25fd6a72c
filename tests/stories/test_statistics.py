"""The leader asks for the year: the forms beside last year, the bar of the gravest, the people behind it, a picture and a workbook."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from office_county import PASSWORD, announce, make_office
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from revisit_county import sanction

from jzdesk.domain.accounts import Role
from jzdesk.services import cases, month_closing
from jzdesk.ui.cases.tab import CasesTab
from jzdesk.ui.common import ask
from jzdesk.ui.reports.pages import PAGES, STATISTICS
from jzdesk.ui.reports.statistics_page import StatisticsPage


@pytest.fixture
def opened(tmp_path, clock, open_office, monkeypatch):
    """October closed with two person-times, November running with one; two in the same months of last year."""
    clock.set(date(2026, 11, 18))
    desk = make_office(tmp_path / "vault", Role.REVIEWER, clock=clock)
    for name, day, codes, unit in (
        ("吴建国", date(2026, 10, 12), ("D1",), "县装备中心"),
        ("李秀英", date(2026, 10, 14), ("D5", "Z6"), "县水利局"),
        ("陈大勇", date(2026, 11, 10), ("F11",), "埠河镇"),
        ("周小林", date(2025, 10, 13), ("D1",), "埠河镇"),
        ("郑红梅", date(2025, 11, 25), ("D1",), "埠河镇"),
    ):
        announce(desk, sanction(desk, name, decided_on=day, codes=codes, unit=unit), day)
    month_closing.freeze_month(desk, "2026-10", tmp_path / "10月.xlsx")
    folder = tmp_path / "导出"
    monkeypatch.setattr(
        ask, "choose_save_file", lambda _p, _t, *, suggested, **_m: folder / suggested.rpartition("/")[2]
    )
    return open_office(desk)


def to_statistics(opened):
    opened.ctrl(Qt.Key.Key_5)
    tab = opened.window.desk_page.current_tab()
    tab.switch.setFocus()
    for _ in range(PAGES.index(STATISTICS)):
        opened.key(Qt.Key.Key_Right)
    page = opened.front
    assert isinstance(page, StatisticsPage)
    return page


def test_from_the_year_to_the_man_and_to_the_report(opened, tmp_path):
    """王审核11月18日准备向书记汇报。他打开“统计”，看到全年3人次，上年同期只算到11月18日，为1人次；10月已关账，按报送数。
    他用方向键走到第三种形态的条形，按回车到名单，再按回车打开李秀英的案件。回来后他复制通报文字、保存图片、按 Ctrl+E 导出工作簿。"""
    opened.log_in("王审核", PASSWORD)
    page = to_statistics(opened)
    assert [page.numbers.text(name, 0) for name in ("合计", "第一种形态", "第二种形态", "第三种形态")] == [
        "3",
        "1",
        "1",
        "1",
    ]
    assert page.numbers.text("合计", 3) == "1"  # 郑红梅's decision of 25 November is past the day
    assert "2026年10月为报送数" in page.head.subtitle.toolTip()

    page.chart.setFocus()
    for _ in range(3):
        opened.key(Qt.Key.Key_Down)
    assert page.chart.accessibleDescription().startswith("第三种形态，2026年，1人次，1人，占33.")
    opened.key(Qt.Key.Key_Return)
    opened.key(Qt.Key.Key_Down)
    opened.key(Qt.Key.Key_Return)
    case = opened.front
    assert isinstance(case, CasesTab)
    assert cases.open_case(opened.desk, case.detail_id).person.name == "李秀英"

    opened.ctrl(Qt.Key.Key_5)
    page = opened.front
    opened.menu(page.bar.picture_button, "复制通报文字")
    text = QGuiApplication.clipboard().text()
    assert (
        "2026年1月1日至11月18日，运用“四种形态”批评教育和处理3人次，比上年同期增加2人次，增长200.0 %。"
        in text
    )
    opened.menu(page.bar.picture_button, "图保存为图片")
    picture = QImage(str(tmp_path / "导出" / "公安县纪委监委2026年四种形态情况.png"))
    assert picture.width() == 2000
    opened.ctrl(Qt.Key.Key_E)
    book = load_workbook(tmp_path / "导出" / "公安县纪委监委2026年统计.xlsx")
    months = {row[0]: row[1:6] for row in book["2026年各月情况"].iter_rows(min_row=4, values_only=True)}
    assert months["2026年10月"] == (0, 1, 1, 0, 2)
    assert months["2026年11月"] == (1, 0, 0, 0, 1)
