"""脱敏导出 through the real window: the month as rows in which nobody can be read, and as counts only; checked as the city
would check it, with the file's own manifest and by looking for every name in every part of it."""

from __future__ import annotations

import os
import zipfile
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from manifest_reading import read_book
from office_county import PASSWORD, make_office, october
from openpyxl import load_workbook

from jzdesk.domain.accounts import Role
from jzdesk.domain.manifest_compare import compare
from jzdesk.services import month_closing
from jzdesk.storage import audit
from jzdesk.ui.common import ask
from jzdesk.ui.reports.month_page import MonthPage

KEY = "2026-10"
PEOPLE = ("吴建国", "陈大勇", "周小林", "王审核", "李经办")


@pytest.fixture
def opened(tmp_path, clock, open_office, monkeypatch):
    clock.set(date(2026, 11, 3))
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.CLERK, clock=clock)
    october(desk)
    with desk.vault.unlogged() as database:
        database.execute_sql(
            "UPDATE announcement SET note = '吴建国请假，由陈大勇代为签收，联系电话13912345678'"
        )
    monkeypatch.setattr(
        ask, "choose_save_file", lambda _p, _t, *, suggested, **_m: tmp_path / suggested.rpartition("/")[2]
    )
    return open_office(desk)


def to_month(opened):
    opened.window.desk_page.go_to(4)
    opened.wait()
    page = opened.front
    assert isinstance(page, MonthPage)
    page.bar.choose(KEY)
    opened.wait()
    return page


def everything_in(path):
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def pick(opened, page, title):
    """The menu is opened, so that it reads what is kept, and one of its lines is chosen."""
    menu = page.bar.levels_button.menu()
    menu.aboutToShow.emit()
    opened.wait()
    next(action for action in menu.actions() if action.text() == title).trigger()
    opened.wait()


def test_the_city_gets_rows_in_which_nobody_can_be_read(opened, tmp_path):
    """李经办按市里要求报脱敏台账：十月的台账逐人列出，姓名、证件号和文字里提到的人都遮去了；市里拿校验信息核对，与导出时
    一致。领导要求证件号只留首尾各一位，改了再导一份。"""
    opened.log_in("李经办", PASSWORD)
    page = to_month(opened)
    pick(opened, page, "脱敏台账…")
    [path] = tmp_path.glob("*脱敏台账*.xlsx")
    assert path.name == "公安县纪委监委2026年10月月报（脱敏台账）.xlsx"
    text = everything_in(path)
    assert not [name for name in (*PEOPLE, "13912345678") if name in text]
    manifest, sheets = read_book(path)
    assert (manifest.level, manifest.submission) == ("masked", 1)
    assert compare(manifest, sheets).differences == ()
    book = load_workbook(path)
    assert [row[1].value for row in book["公开宣布台账"].iter_rows(min_row=5, max_row=7)] == [
        "吴*国",
        "陈*勇",
        "周*林",
    ]
    assert book["公开宣布台账"]["W5"].value == "吴*国请假，由陈*勇代为签收，联系电话139****5678"

    pick(opened, page, "身份证号只留首尾各1位")
    pick(opened, page, "脱敏台账…")
    number = load_workbook(path)["处分决定执行台账"]["C5"].value
    assert not number or number[1:-1] == "*" * (len(number) - 2)
    checked = [action.text() for action in page.bar.levels_button.menu().actions() if action.isChecked()]
    assert checked == ["身份证号只留首尾各1位"]
    with opened.desk.vault.read() as database:
        said = [entry.summary for entry in audit.entries(database, audit.Filter())]
    assert "脱敏台账的身份证号只留首尾各1位" in said
    assert any("第1次 脱敏台账" in summary for summary in said)


def test_a_closed_month_gives_counts_of_what_was_sent(opened, tmp_path):
    """十月已关账。领导要一份可以在会上讲的统计数：没有台账，各项数字与报送的工作簿一致。"""
    opened.log_in("王审核", PASSWORD)
    month_closing.freeze_month(opened.desk, KEY, tmp_path / "sent.xlsx")
    page = to_month(opened)
    pick(opened, page, "仅统计数…")
    [path] = tmp_path.glob("*仅统计数*.xlsx")
    sent, counts = load_workbook(tmp_path / "sent.xlsx", data_only=True), load_workbook(path, data_only=True)
    assert not [title for title in counts.sheetnames if "台账" in title]
    for title in ("汇总表", "四种形态统计", "核对表"):
        then = [
            cell.value
            for row in sent[title].iter_rows()
            for cell in row
            if isinstance(cell.value, int | float)
        ]
        now = [
            cell.value
            for row in counts[title].iter_rows()
            for cell in row
            if isinstance(cell.value, int | float)
        ]
        assert now == then
        assert then
    assert not [name for name in PEOPLE if name in everything_in(path)]
    assert page.made.isVisibleTo(page)
