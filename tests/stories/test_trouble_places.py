"""When there is no room, no right, no power or no glyph: one clear Chinese sentence, and nothing is lost."""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from revisit_county import NOW
from stories.trouble import (
    CASES_TAB,
    KEY,
    NAMES,
    NOT_SAVED,
    PAGE,
    PASSWORD,
    RARE,
    READ_ONLY,
    REPORTS_TAB,
    bound_by_rights,
    is_clear,
    no_room,
    other_program,
    register,
    write_protected,
)

from jzdesk.exports import package
from jzdesk.services import backups, cases, months
from jzdesk.storage import office
from jzdesk.ui.common import ask

SAVING = """
from datetime import date
for n in range(100000):
    sanction(desk, f"断电{n:05d}", decided_on=date(2026, 11, 2))
    print(n, flush=True)
"""


# -- places that cannot be written ------------------------------------------------------------------------------------


def test_a_read_only_folder(ground, open_window, command):
    """数据文件夹没有写权限：登录页说不可写；权限改好了就能进去。"""
    with write_protected(ground.folder):
        desktop = open_window(ground.folder)
        assert desktop.try_password(PASSWORD) == READ_ONLY
        assert command("due", "--data", ground.folder) == (3, READ_ONLY)
        desktop.end()
    desktop = open_window(ground.folder)  # anew: the lanes of the first one are still bound by rights
    desktop.enter()
    desktop.end()
    ground.assert_nothing_lost()


def test_a_write_protected_database(ground, open_window):
    ground.paths.database.chmod(0o444)
    with bound_by_rights():
        desktop = open_window(ground.folder)
        assert desktop.try_password(PASSWORD) == READ_ONLY
        desktop.end()
    ground.paths.database.chmod(0o600)
    ground.assert_nothing_lost()


@pytest.fixture
def at_reports(ground, open_window, monkeypatch, tmp_path):
    """In 统计上报 with October chosen; asked for a place, the workbook of before is given, to be overwritten."""
    desktop = open_window(ground.folder)
    desktop.enter()
    tab = desktop.go(REPORTS_TAB)
    tab.open_form("month", {"month": KEY})
    desktop.wait()
    monkeypatch.setattr(ask, "choose_save_file", lambda *_a, **_m: ground.book)
    return desktop


def test_a_full_disk_at_the_month_export(at_reports, ground, command):
    """导出月报时磁盘满了：旧的那份一个字节不变，没有半截文件，报送次数不变。"""
    with no_room(20_000):
        at_reports.ctrl(Qt.Key.Key_E)
    words = "磁盘空间不足，“10月.xlsx”没有写成，原有文件未受影响，请清理磁盘或另选位置。"
    assert at_reports.line() == words
    assert months.month_of(at_reports.desk, KEY).submission == 1
    at_reports.end()
    with no_room(20_000):
        argv = ["report", KEY, "--out", ground.book, "--data", ground.folder]
        status, said = command(*argv)
    assert status == 3
    assert said in {words, *NOT_SAVED}
    ground.assert_nothing_lost()


def test_the_workbook_is_open_in_another_program(at_reports, ground, monkeypatch):
    """上次的月报正用 WPS 打开着（Windows 上替换它会被拒绝，这里由替身来拒绝）。"""

    def held(*_args):
        raise PermissionError(errno.EACCES, "held")

    with monkeypatch.context() as other:
        other.setattr(package.os, "replace", held)
        at_reports.ctrl(Qt.Key.Key_E)
    assert at_reports.line() == (
        "“10月.xlsx”正被其他程序打开或没有写入权限，原有文件未受影响，请关闭它后重试，或另存为“10月（2）.xlsx”。"
    )
    assert months.month_of(at_reports.desk, KEY).submission == 1
    at_reports.end()
    ground.assert_nothing_lost()


def test_the_workbook_goes_where_nothing_can_be_written(ground, home, command, tmp_path):
    """要导出到的地方是只读文件夹，或者同名的是个文件夹。"""
    place = tmp_path / "ro"
    place.mkdir()
    argv = ["report", KEY, "--data", ground.folder, "--out"]
    with write_protected(place):
        status, said = command(*argv, place / "10月.xlsx")
    assert status == 3
    assert said.startswith("“10月.xlsx”正被其他程序打开或没有写入权限，")
    (place / "夹").mkdir()
    status, said = command(*argv, place / "夹")
    assert status == 3
    assert said == "“夹”是一个文件夹，没有写成，请换一个文件名。"
    assert [path.name for path in place.iterdir()] == ["夹"]
    ground.assert_nothing_lost()


def test_a_full_disk_at_a_backup(ground, open_window, command, tmp_path, monkeypatch):
    """U盘满了：没有留下半截备份，原来的备份都在。"""
    stick = tmp_path / "stick"
    desktop = open_window(ground.folder)
    desktop.enter()
    page = desktop.page("备份与检查")
    monkeypatch.setattr(ask, "choose_folder", lambda *_a, **_m: stick)
    with no_room(50 * PAGE):
        page.to_button.click()
        desktop.wait()
        assert desktop.line() in NOT_SAVED
        page.now_button.click()
        desktop.wait()
        assert desktop.line() in NOT_SAVED
    assert list(stick.iterdir()) == []
    assert len(backups.backups(desktop.desk)) == 1
    desktop.end()
    with no_room(50 * PAGE):
        assert command("backup", "--to", stick, "--data", ground.folder)[1] in NOT_SAVED
    assert list(stick.iterdir()) == []
    ground.assert_nothing_lost()


def test_a_full_disk_while_saving_a_decision(ground, open_window):
    """保存处分决定时磁盘满了：填的内容还在表单里，腾出空间再按一次 Ctrl+S 就存上了。"""
    desktop = open_window(ground.folder)
    desktop.enter()
    clerk = desktop.clerk()
    register(clerk)
    with no_room(PAGE):
        clerk.ctrl(Qt.Key.Key_S)
        said = desktop.line()
    assert said in NOT_SAVED
    assert clerk.form is not None
    assert clerk.form.field("name").editors()[0].text() == "孙新来"
    assert cases.count_cases(desktop.desk, cases.CaseFilter(on=NOW.date())) == len(NAMES)
    clerk.save()
    assert desktop.said[-1] == "已保存孙新来的处分决定，应办事项已排定。"
    desktop.end()
    ground.assert_nothing_lost(case=1, person=1)


# -- power cuts, clocks, names ----------------------------------------------------------------------------------------

def test_the_power_goes_while_decisions_are_saved(ground, open_window, command):
    """正在一件件保存，断电了（进程被强行结束）。再打开：凡是说过已保存的都在，检查没有问题。"""
    with other_program(ground.folder, SAVING) as other:
        told = [int(other.stdout.readline()) for _ in range(12)]
        other.kill()
        told += [int(line) for line in other.stdout.read().split()]
    desktop = open_window(ground.folder)
    desktop.enter()
    what = cases.CaseFilter(on=NOW.date(), keyword="断电")
    kept = {row.person for row in cases.list_cases(desktop.desk, what, limit=1000)}
    assert {f"断电{n:05d}" for n in told} <= kept
    assert len(kept) <= len(told) + 1  # one may have been saved and not yet told
    tab = desktop.go(CASES_TAB)
    assert tab.list.model.rowCount() == len(NAMES) + len(kept)
    desktop.end()
    status, said = command("check", "--data", ground.folder)
    assert (status, said.splitlines()[0]) == (0, "检查完毕，没有发现问题。")
    ground.assert_nothing_lost(case=len(kept), person=len(kept))


def test_the_clock_went_back_a_year(ground, open_window, clock, command):
    """主板电池没电，日期退回去年：一登录就提醒，数据不受影响。"""
    clock.set(date(2025, 11, 22))
    words = "电脑日期是2025-11-22，早于上次使用的2026-11-22，请核对系统日期。"
    desktop = open_window(ground.folder)
    desktop.enter()
    assert words in desktop.line()
    desktop.end()
    status, said = command("due", "--data", ground.folder, clock=clock)
    assert status == 0
    assert f"注意：{words}" in said.splitlines()
    ground.assert_nothing_lost()


def test_a_name_of_rare_characters(ground, open_window, tmp_path, monkeypatch):
    """㛃䶮𬱖𫍯𠮷：录入、按拼音首字母找到、在列表里、导出的表里、打印的谈话表里，都是原字。"""
    places = {".xlsx": tmp_path / "列表.xlsx", ".pdf": tmp_path / "谈话表.pdf"}
    monkeypatch.setattr(ask, "choose_save_file", lambda *_a, suggested, **_m: places[Path(suggested).suffix])
    desktop = open_window(ground.folder)
    desktop.enter()
    clerk = desktop.clerk()
    register(clerk, RARE)
    clerk.save()
    tab = clerk.tab
    tab.focus_filter()
    clerk.window.focusWidget().clear()
    desktop.write("jydxj")
    tab.filters.changed.emit()
    desktop.wait()
    assert tab.list.model.rowCount() == 1
    column = [c.key for c in tab.list.model.columns].index("person")
    assert tab.list.model.index(0, column).data() == RARE
    tab.paper.export()
    desktop.wait()
    cells = [cell for row in load_workbook(places[".xlsx"]).active.iter_rows(values_only=True) for cell in row]
    assert RARE in cells
    tab.open_record("case", cases.list_cases(desktop.desk, cases.CaseFilter(on=NOW.date(), keyword=RARE))[0].id)
    desktop.wait()
    assert tab.view.head.text() == RARE
    tab.paper.coming()
    desktop.wait()
    assert desktop.line().startswith("已生成回访谈话表 1 份")
    assert places[".pdf"].read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):  # what is on the paper is read where poppler is installed
        said = subprocess.run(["pdftotext", "-layout", places[".pdf"], "-"], capture_output=True, text=True, check=True)
        assert RARE in re.sub(r"\s", "", said.stdout)
    desktop.end()
    ground.assert_nothing_lost(case=1, person=1)


def test_an_attachment_whose_name_climbs_out(ground, open_window, tmp_path, monkeypatch):
    """附件名是“../../x”：存进去，另存出来，只落在我选的文件夹里，已有的同名文件不动。"""
    desktop = open_window(ground.folder)
    desktop.enter()
    tab = desktop.go(CASES_TAB)
    tab.open_record("case", 1)
    desktop.wait()
    tab.view.pages.setCurrentIndex(3)
    files = tab.view.attachments
    odd = tmp_path / "..\\..\\x.pdf"
    odd.write_bytes(b"%PDF-1")
    monkeypatch.setattr(ask, "choose_open_files", lambda *_a, **_m: [odd])
    files.add_files()
    desktop.wait()

    def brought_in():
        with desktop.desk.vault.write(desktop.desk.actor, "附加材料", noun="case", record_id=1) as tx:
            office.attach(
                tx, owner="case", owner_id=1, title="x", file_name="../../x.pdf", mime="application/pdf",
                content=b"%PDF-2", at=NOW, by="李经办",
            )  # fmt: skip

    desktop.jobs.run(brought_in, owner=desktop.window)
    desktop.wait()
    tab.refresh()
    desktop.wait()
    out = tmp_path / "a" / "b"
    out.mkdir(parents=True)
    monkeypatch.setattr(ask, "choose_folder", lambda *_a, **_m: out)
    assert files.list.count() == 2
    for row in range(2):
        files.list.setCurrentRow(row)
        files.save_action.trigger()
        desktop.wait()
        assert is_clear(desktop.line())
    assert {path.name: path.read_bytes() for path in out.iterdir()}.keys() == {"x.pdf", "x（2）.pdf"}
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]
    assert not (tmp_path / "x.pdf").exists()
    desktop.end()
    ground.assert_nothing_lost(attachment=2)
