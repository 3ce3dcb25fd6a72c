"""The end of the month: the workbook made through the real window, re-read, and counted again another way."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, datetime

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from office_county import PASSWORD, announce, make_county, october
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from revisit_county import sanction

from jzdesk.domain.accounts import Role
from jzdesk.services import months
from jzdesk.ui.common import ask
from jzdesk.ui.reports.month_page import MonthPage

KEY = "2026-10"
FIRST_ROW = 5


@pytest.fixture
def ready(tmp_path, clock):
    """The folder of a county whose October is over, its case ids."""
    clock.set(date(2026, 11, 3))
    desk = make_county(tmp_path / "vault", Role.CLERK, Role.REVIEWER, clock=clock, people=40, months=14, seed=11)
    ids = october(desk)
    desk.vault.close(back_up=False)
    return ids


@pytest.fixture
def opened(ready, open_office, tmp_path, monkeypatch):
    monkeypatch.setattr(ask, "choose_save_file", lambda _p, _t, *, suggested, **_m: tmp_path / suggested.rpartition("/")[2])
    return open_office()


def to_reports(opened):
    opened.window.desk_page.go_to(4)
    opened.wait()
    assert isinstance(opened.front, MonthPage)
    return opened.front


def sheet_rows(path, title):
    """The rows of a ledger by heading; the lower of two heading lines names the column."""
    sheet = load_workbook(path, data_only=True)[title]
    upper = [str(c.value or "").replace("\n", "") for c in sheet[FIRST_ROW - 2]]
    lower = [str(c.value or "").replace("\n", "") for c in sheet[FIRST_ROW - 1]]
    names = [low or up for up, low in zip(upper, lower, strict=True)]
    rows = sheet.iter_rows(min_row=FIRST_ROW, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows if isinstance(row[0], int)]


def in_october(value):
    day = value.date() if isinstance(value, datetime) else value
    return isinstance(day, date) and (day.year, day.month) == (2026, 10)


def raw(desk, sql):
    with desk.vault.read() as database:
        return database.execute_sql(sql).fetchall()


def test_the_month_is_exported_and_holds_what_was_recorded(opened, tmp_path):
    """11月3日，李经办在今日页点“2026年10月 … → 打开”，看过核对事项，按 Ctrl+E 导出月报；打开工作簿逐表数一遍，
    与直接从原始记录数出来的一致。"""
    opened.log_in("李经办", PASSWORD)
    today = opened.front
    today.panel.month_buttons[KEY].click()
    opened.wait()
    tab = opened.front
    assert isinstance(tab, MonthPage)
    assert tab.month == KEY
    assert any("周小林：公开宣布应于2026-10-23完成，已逾期" in row.text for row in tab.panel.finding_rows)
    opened.ctrl(Qt.Key.Key_E)
    path = tmp_path / "公安县纪委监委2026年10月月报.xlsx"
    assert path.exists()

    decided = raw(
        opened.desk,
        "SELECT p.name FROM decision d JOIN \"case\" c ON c.id = d.case_id JOIN person p ON p.id = c.person_id"
        " WHERE c.deleted_at IS NULL AND d.decided_on LIKE '2026-10-%'",
    )  # fmt: skip
    listed = [row["姓名"] for row in sheet_rows(path, "处分决定执行台账") if in_october(row["决定日期"])]
    assert Counter(listed) == Counter(name for (name,) in decided)
    assert {"吴建国", "陈大勇", "周小林"} <= set(listed)

    held = raw(
        opened.desk,
        "SELECT p.name FROM announcement a JOIN decision d ON d.id = a.decision_id JOIN \"case\" c ON c.id = d.case_id"
        " JOIN person p ON p.id = c.person_id WHERE c.deleted_at IS NULL AND a.held_on LIKE '2026-10-%'",
    )  # fmt: skip
    meetings = sheet_rows(path, "公开宣布台账")
    assert Counter(row["姓名"] for row in meetings if in_october(row["实际宣布日期"])) == Counter(n for (n,) in held)
    states = {row["姓名"]: row["是否按期"] for row in meetings}
    assert (states["吴建国"], states["陈大勇"], states["周小林"]) == ("已按期", "逾期已办", "逾期")

    in_force = raw(
        opened.desk,
        "SELECT p.name FROM dossier d JOIN person p ON p.id = d.person_id WHERE d.deleted_at IS NULL"
        " AND d.decided_on <= '2026-10-31' AND (d.period_end IS NULL OR d.period_end >= '2026-10-01')",
    )  # fmt: skip
    assert Counter(row["姓名"] for row in sheet_rows(path, "回访教育台账")) == Counter(n for (n,) in in_force)

    book = load_workbook(path, data_only=True)
    assert [book["四种形态统计"].cell(row, 3).value for row in range(5, 9)] == list(tab_forms(tab))
    assert "不一致" not in [book["核对表"].cell(row, 6).value for row in range(4, 40)]
    assert months.month_of(opened.desk, KEY).submission == 1


def tab_forms(tab):
    """The four figures as the screen shows them."""
    texts = tab.figures.texts()
    return [int(texts[f"{name} 本月人次"]) for name in ("第一种形态", "第二种形态", "第三种形态", "第四种形态")]


def test_the_late_one_is_announced_and_the_month_is_closed_by_the_reviewer(opened, ready, tmp_path, monkeypatch):
    """经办人不能关账。周小林补开了宣布会，审核人王审核重新导出后关账；之后再改记录，报送的那份不变。"""
    opened.log_in("李经办", PASSWORD)
    tab = to_reports(opened)
    assert not tab.bar.freeze_button.isEnabled()
    announce(opened.desk, ready[2], date(2026, 11, 2))
    opened.window.leave()
    opened.wait()
    opened.log_in("王审核", PASSWORD)
    tab = to_reports(opened)
    assert tab.month == KEY
    monkeypatch.setattr(ask, "confirm", lambda *_a, **_m: True)
    tab.bar.freeze_button.click()
    opened.wait()
    path = tmp_path / "公安县纪委监委2026年10月月报.xlsx"
    sent = path.read_bytes()
    states = {row["姓名"]: row["是否按期"] for row in sheet_rows(path, "公开宣布台账")}
    assert states["周小林"] == "逾期"  # as it stood on 31 October
    assert "已关账" in tab.bar.state.text()
    sanction(opened.desk, "补录人", decided_on=date(2026, 10, 30))
    path.unlink()
    opened.ctrl(Qt.Key.Key_E)
    assert path.read_bytes() == sent


def test_the_interview_forms_of_the_month_are_one_file(opened, tmp_path):
    """每月初把当月应访人员的谈话表一次打印出来。"""
    opened.log_in("李经办", PASSWORD)
    tab = to_reports(opened)
    opened.ctrl(Qt.Key.Key_P)
    assert (tmp_path / "2026年10月回访谈话表.pdf").read_bytes().startswith(b"%PDF")
    assert tab.made.isVisible()
