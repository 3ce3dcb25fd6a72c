"""The first morning with the program, through the real window and the keyboard."""

from __future__ import annotations

import os
from datetime import date

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import Qt

from jzdesk.domain.accounts import Role
from jzdesk.services import overview
from jzdesk.services.demo import fill as fill_demo
from jzdesk.storage.vault import Vault
from jzdesk.ui import first_run
from jzdesk.ui.today.tab import TodayTab


@pytest.fixture
def opened(open_office):
    return open_office()


def set_up(opened, *, demo=False):
    """Fill the page by keyboard alone: every Enter goes to the next field."""
    form = opened.window.first_run.form
    form.purpose.box.setFocus()
    opened.key(Qt.Key.Key_Space)
    opened.key(Qt.Key.Key_Return)
    for text in ("公安县纪委监委", "421022"):
        opened.write(text)
        opened.key(Qt.Key.Key_Return)
    opened.key(Qt.Key.Key_Return)  # the folder stands already
    opened.key(Qt.Key.Key_Return)  # and so does the division of work
    for person in (("李经办", "李明", "Gong-An-2026", "Gong-An-2026"), ("王审核", "王芳", "Shen-He-2026", "Shen-He-2026")):
        for text in person:
            opened.write(text)
            opened.key(Qt.Key.Key_Return)
    if demo:
        opened.key(Qt.Key.Key_Down)
    opened.ctrl(Qt.Key.Key_Return)


def copy_the_key(opened):
    """Write the key down and give two groups back. Returns the key as written down."""
    sheet = opened.window.first_run.sheet
    written = [label.text() for label in sheet.findChildren(type(sheet.note)) if label.property("role") == "recovery"]
    sheet.kept.setFocus()
    opened.key(Qt.Key.Key_Space)
    for place, answer in zip(sheet.asked, sheet.answers, strict=True):
        answer.setFocus()
        opened.write(written[place])
    return "-".join(written)


def test_a_new_user_sets_up_an_empty_ledger(opened, tmp_path):
    """李明第一次打开程序：确认本机用途，填写单位和两个账户，抄下恢复密钥，进入空的今日页；第二天用口令登录，
    口令忘了还能用抄下的恢复密钥打开。"""
    set_up(opened)
    assert opened.window.first_run.stack.currentIndex() == 1, {
        n: r.error.text() for n, r in opened.window.first_run.form.rows.items() if r.has_error()
    }
    key = copy_the_key(opened)
    opened.window.first_run.enter_button.setFocus()
    opened.key(Qt.Key.Key_Space)
    assert isinstance(opened.front, TodayTab)
    assert opened.front.empty.isVisible()
    assert opened.window.windowTitle() == "公安县纪委监委 · 执纪台账"
    assert opened.desk.account.display_name == "李明"
    assert Vault.account_names(tmp_path / "vault") == ("李经办", "王审核")

    opened.window.leave()
    opened.wait()
    opened.log_in("王审核", "Shen-He-2026")
    assert opened.desk.account.role == Role.REVIEWER

    opened.window.leave()
    opened.wait()
    opened.qtbot.waitUntil(lambda: opened.window.login.account.count() == 2)
    login = opened.window.login
    login.account.setCurrentText("李经办")
    login.forgot_button.click()
    for edit, text in ((login.key, key), (login.new_password, "Xin-Kou-Ling-7"), (login.again, "Xin-Kou-Ling-7")):
        edit.setFocus()
        opened.write(text)
    opened.key(Qt.Key.Key_Return)
    opened.qtbot.waitUntil(lambda: opened.window.desk_page is not None)
    assert opened.desk.account.name == "李经办"


def test_a_new_user_learns_on_the_demo_county(opened, monkeypatch):
    """王芳选了演示县：抄密钥的同时数据写好，进去就看到逾期和本月的事项；在第一条上按回车，打开的正是办理它的表单。"""
    monkeypatch.setattr(first_run, "DEMO_PEOPLE", 30)
    set_up(opened, demo=True)
    assert "演示县已写入" in opened.window.first_run._state.text()
    copy_the_key(opened)
    opened.window.first_run.enter_button.setFocus()
    opened.key(Qt.Key.Key_Space)
    board = overview.board(opened.desk)
    assert opened.desk.office.demo
    assert sum(group.count for group in board.groups) > 20
    today = opened.front
    assert len(today.board.shown_lines()) == sum(len(group.rows) for group in board.groups)
    assert today.board.hasFocus()
    duty = today.board.current_duty()
    opened.key(Qt.Key.Key_Return)
    assert opened.front is not today
    assert opened.front.form is not None
    assert opened.front.kinds or duty.kind


def test_a_vault_made_elsewhere_is_opened_the_next_time(opened, tmp_path):
    """数据放在另一个文件夹：退出再登录，程序还认得它。"""
    opened.window.first_run.form.folder.set_value(tmp_path / "另一处")
    set_up(opened)
    copy_the_key(opened)
    opened.window.first_run.enter_button.click()
    assert opened.desk.paths.data == tmp_path / "另一处"
    opened.window.leave()
    opened.wait()
    opened.log_in("李经办", "Gong-An-2026")
    assert opened.desk.paths.data == tmp_path / "另一处"
    assert opened.keeper.current.last_folder == str(tmp_path / "另一处")


def test_every_button_of_the_board_opens_a_form(opened, monkeypatch):
    """每一种应办事项，按它的按钮都打开一张表单，表单就在办理它的那一页；征求意见函打开的是它的名单，逐人办理。"""
    monkeypatch.setattr(first_run, "DEMO_PEOPLE", 120)
    set_up(opened, demo=True)
    copy_the_key(opened)
    opened.window.first_run.enter_button.click()
    opened.wait()
    today = opened.front
    by_kind = {}
    for line in today.board.shown_lines():
        by_kind.setdefault(line.duty.kind, line)
    assert len(by_kind) >= 14, sorted(by_kind)
    without = []
    for kind, line in by_kind.items():
        opened.window.desk_page.go_to(0)
        opened.wait()
        today.board.acted.emit(line.duty)
        opened.wait()
        if kind == "answer_enquiry":
            letters = opened.front
            assert letters.detail_id == line.duty.enquiry_id
            assert letters.view.names.isVisible() or letters.view.reply.isVisible()
        elif opened.front is today or getattr(opened.front, "form", None) is None:
            without.append(kind)
        else:
            opened.front.form.set_clean()
            assert opened.front.close_form()
    assert without == []


def test_the_clock_of_the_demo_is_the_clock_handed_in(opened, clock):
    """A county made on another day lies around that day."""
    clock.set(date(2026, 6, 15))
    set_up(opened)
    copy_the_key(opened)
    opened.window.first_run.enter_button.click()
    opened.wait()
    fill_demo(opened.desk, people=10, months=6, seed=2)
    assert overview.board(opened.desk).month_key == "2026-06"
