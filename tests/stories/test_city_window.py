"""A city merges September in the window: files dropped in, looked at, returned or accepted, somebody in two counties, one workbook."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import county_files as made_up
import pytest
from city_office import PASSWORD, CityClock, make_city, month_file
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from spoiled_files import VISITS, Workbook

from jzdesk.domain.accounts import Role
from jzdesk.services import intake_views
from jzdesk.ui.common import ask
from jzdesk.ui.reports.intake_page import IntakePage
from jzdesk.ui.reports.pages import INTAKE, PAGES

MONTH = "2026-09"


@pytest.fixture
def clock():
    return CityClock()


@pytest.fixture
def sent(tmp_path):
    """公安县, 松滋市 spoiled by hand and then mended, 石首市 with somebody of 公安县."""
    folder = tmp_path / "收件"
    files = {"公安县": month_file(folder, 0, MONTH), "松滋市": month_file(folder, 1, MONTH)}
    book = Workbook(files["松滋市"])
    book.clear(VISITS, "B8")
    book.save(files["松滋市"])
    twin = next(c for c in made_up.county(0, cases=30).cases if f"{c.decided:%Y-%m}" == MONTH)
    home = made_up.with_person(made_up.county(2, cases=30), twin, key="f" * 32, document="石纪决〔2026〕99号")
    files["石首市"] = folder / "石首市.xlsx"
    made_up.write_month_book(made_up.MonthOf(home, MONTH).book(), made_up.FORMS_FOLDER, out=files["石首市"])
    files["松滋市重报"] = month_file(folder, 1, MONTH, submission=2, name="松滋市重报.xlsx")
    return files


@pytest.fixture
def opened(tmp_path, clock, open_office, monkeypatch, sent):
    desk = make_city(tmp_path / "vault", clock=clock, registered=3, roles=(Role.REVIEWER,))
    monkeypatch.setattr(
        ask, "choose_save_file", lambda _p, _t, *, suggested, kinds: tmp_path / suggested.rpartition("/")[2]
    )
    monkeypatch.setattr(ask, "ask_reason", lambda *_words, **_more: "九月转隶，两处处分不是同一事")
    return open_office(desk)


def to_intake(opened):
    opened.ctrl(Qt.Key.Key_5)
    tab = opened.window.desk_page.current_tab()
    opened.wait()
    tab.switch.setFocus()
    for _ in range(PAGES.index(INTAKE)):
        opened.key(Qt.Key.Key_Right)
    page = opened.front
    assert isinstance(page, IntakePage)
    page.focus_content()
    return page


def take(opened, monkeypatch, *paths):
    monkeypatch.setattr(ask, "choose_open_files", lambda *_words, **_more: list(paths))
    opened.ctrl(Qt.Key.Key_N)


def states(opened):
    board = intake_views.board(opened.desk, [MONTH])
    return [row.cells[0].state for row in board.rows]


def test_a_month_of_the_city_by_keyboard(opened, clock, sent, tmp_path, monkeypatch):
    """王审核10月9日收到三个县的9月月报，一次选中接收。公安县没有问题，按 Ctrl+S 接收；松滋市有一行没有姓名，退回并导出审核意见。
    10月12日松滋市重报，与上次比较后接收。跨单位核对发现同一人在公安县和石首市都有，逐处看过，认定不是重复；接收石首市，汇总成表册。"""
    opened.log_in("王审核", PASSWORD)
    page = to_intake(opened)
    take(opened, monkeypatch, sent["公安县"], sent["松滋市"], sent["石首市"])
    assert page.content is page.taken
    assert len(page.taken.rows) == 3
    opened.key(Qt.Key.Key_Escape)
    assert states(opened) == ["received"] * 3

    assert page.board.grid.current.county_id == 1
    opened.key(Qt.Key.Key_Return)
    opened.ctrl(Qt.Key.Key_S)
    assert page.file.state.text() == "已接收"
    opened.key(Qt.Key.Key_Escape)
    opened.key(Qt.Key.Key_Down)
    opened.key(Qt.Key.Key_Return)
    assert page.file.findings.current.title == "缺少姓名"
    opened.press(page.file.return_button)
    opened.ctrl(Qt.Key.Key_S)
    assert states(opened) == ["accepted", "returned", "received"]
    opened.ctrl(Qt.Key.Key_E)
    assert load_workbook(tmp_path / "松滋市2026年9月月报审核意见.xlsx")[VISITS]["B8"].comment is not None

    clock.go_to(date(2026, 10, 12))
    opened.key(Qt.Key.Key_Escape)
    take(opened, monkeypatch, sent["松滋市重报"])
    assert page.content is page.file
    page.file.show_part(2)
    opened.wait()
    assert "修改 " in page.file.compared.text() or "新增 " in page.file.compared.text()
    opened.ctrl(Qt.Key.Key_S)
    assert states(opened) == ["accepted", "accepted", "received"]
    opened.key(Qt.Key.Key_Escape)

    opened.press(page.across_button)
    pane = page.across.findings
    assert [row.title for row in pane.rows] == ["同一人在两个县"]
    pane._ask()
    opened.wait()
    assert len(pane.grids) == 2
    opened.key(Qt.Key.Key_Return)
    opened.key(Qt.Key.Key_Space)
    assert str(pane.rows[0].state) == "已认定"
    assert pane.list.view.hasFocus()
    opened.key(Qt.Key.Key_Escape)
    assert page.content is page.board

    page.board.grid.go_to(3, MONTH)
    opened.key(Qt.Key.Key_Return)
    opened.ctrl(Qt.Key.Key_S)
    assert states(opened) == ["accepted"] * 3
    opened.key(Qt.Key.Key_Escape)
    opened.ctrl(Qt.Key.Key_E)
    opened.ctrl(Qt.Key.Key_S)
    out = tmp_path / "荆江市纪委监委2026年9月汇总.xlsx"
    page_of = load_workbook(out, data_only=True)["分县汇总"]
    assert [page_of.cell(row, 2).value for row in range(6, 9)] == ["公安县", "松滋市", "石首市"]
    assert any(text.startswith("汇总 3 份月报") for text in opened.said)
