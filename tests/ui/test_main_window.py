"""The window: log-in, lock, recovery, keys, tabs, search, undo, bottom line, leaving and closing."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from ui import gallery
from ui.input_method.keyboard import give_keyboard

from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused
from jzdesk.ui import desk_page as desk_page_module
from jzdesk.ui.common import ask
from jzdesk.ui.crash_dialog import CrashDialog
from jzdesk.ui.idle_lock import IdleLock
from jzdesk.ui.main_window import MainWindow
from jzdesk.ui.password_dialog import PasswordDialog

CTRL = Qt.KeyboardModifier.ControlModifier


class Surroundings:
    """What the window asked for, and what it gets."""

    def __init__(self):
        self.now = datetime(2026, 11, 22, 14, 2)
        self.opened, self.closed, self.taken_back, self.searched = [], [], [], []
        self.desk = gallery.fake_desk()
        self.desk.close = lambda: self.closed.append(threading.current_thread().name)
        self.has_vault = True
        self.catch_up = lambda desk, progress: None

    def providers(self, folder=Path("/vault")):
        return gallery.fake_providers(
            folder,
            has_vault=lambda: self.has_vault,
            open_desk=self.open,
            recover=lambda account, key, new: self.open(account, new),
            check_password=self.check,
            take_back=self.take_back,
            search=self.search,
            clock=lambda: self.now,
            catch_up=lambda desk, progress: self.catch_up(desk, progress),
        )

    def open(self, account, password):
        self.opened.append((account, password, threading.current_thread().name))
        if password != "good":
            raise Refused("口令不正确，还可以再试 4 次。")
        return self.desk

    def check(self, desk, password):
        if password != "good":
            raise Refused("口令不正确。")

    def take_back(self, desk, seq):
        self.taken_back.append(seq)
        return Changes(touched=Touched.CASES, message="已撤回。", audit_seq=seq + 100)

    def search(self, desk, text):
        self.searched.append(text)
        return gallery.fake_providers().search(desk, text) if text != "无" else []


@pytest.fixture
def around():
    return Surroundings()


@pytest.fixture
def window(qtbot, jobs, *, memory, around, monkeypatch, no_stray_windows):
    monkeypatch.setattr(desk_page_module.DeskPage.__init__, "__kwdefaults__", {
        **desk_page_module.DeskPage.__init__.__kwdefaults__, "tabs": gallery.TABS,
    })  # fmt: skip
    window = MainWindow(
        providers=around.providers(), make_providers=around.providers, jobs=jobs, memory=memory
    )
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: window.login is not None and window.login.account.count() == 2)
    jobs.wait_idle(qtbot)
    return window


@pytest.fixture
def desk(window, qtbot, jobs, typing):
    typing(window.login.password, "good")
    qtbot.keyClick(window.login.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk_page is not None)
    jobs.wait_idle(qtbot)
    return window.desk_page


def press(qtbot, key, held=CTRL):
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, held)


def test_logs_in_off_the_gui_thread_and_remembers_who(window, desk, around, memory):
    assert around.opened == [("li", "good", "store_0")]
    assert window.login is None
    assert memory.get("last_account") == "li"
    assert window.isActiveWindow()  # no part of the desk was a window of its own for a moment
    assert window.windowTitle() == "公安县纪委监委 · 执纪台账"
    assert desk.messages.text().startswith("2027年节假日安排未录入")


def test_wrong_password_is_said_and_can_be_tried_again(window, qtbot, jobs, typing):
    typing(window.login.password, "bad")
    window.login.enter_button.click()
    assert not window.login.enter_button.isEnabled()
    jobs.wait_idle(qtbot)
    assert window.login.message.text() == "口令不正确，还可以再试 4 次。"
    assert window.login.enter_button.isEnabled()
    assert window.login.password.selectedText() != ""
    window.login.password.clear()
    window.login.enter_button.click()
    assert window.login.message.text() == "请输入口令。"


def test_recovery_key_sets_a_new_password(window, qtbot, jobs, typing, around):
    page = window.login
    page.forgot_button.click()
    typing(page.key, "ABCD-EFGH")
    typing(page.new_password, "good")
    page.enter_button.click()
    assert page.message.text() == "两次输入的新口令不一致，请重新输入。"
    typing(page.again, "good")
    page.enter_button.click()
    qtbot.waitUntil(lambda: window.desk_page is not None)
    jobs.wait_idle(qtbot)
    assert around.opened[0][:2] == ("li", "good")


def test_another_folder_starts_over(window, qtbot, jobs, monkeypatch, tmp_path):
    monkeypatch.setattr(ask, "choose_folder", lambda *args, **kwargs: tmp_path)
    window.login.other_button.click()
    jobs.wait_idle(qtbot)
    assert str(tmp_path) in window.login._folder.text()


def test_tabs_by_keys_are_built_when_first_opened(desk, qtbot, jobs):
    assert set(desk._tabs) == {0}
    press(qtbot, Qt.Key.Key_2)
    jobs.wait_idle(qtbot)
    assert set(desk._tabs) == {0, 1}
    assert desk.current_tab() is desk.tab(1)
    assert desk.current_tab().list.model.rowCount() == 1284


def test_hooks_reach_the_tab_in_front(desk, qtbot, jobs):
    desk.go_to(1)
    jobs.wait_idle(qtbot)
    tab = desk.tab(1)
    press(qtbot, Qt.Key.Key_F)
    assert tab.filters.keyword.hasFocus()
    press(qtbot, Qt.Key.Key_N)
    assert tab.form is not None
    assert desk.isActiveWindow()
    with qtbot.waitSignal(tab.form.save_requested):
        press(qtbot, Qt.Key.Key_S)


def test_detail_follows_the_selection(desk, qtbot, jobs):
    desk.go_to(1)
    jobs.wait_idle(qtbot)
    tab = desk.tab(1)
    for row in range(8):
        tab.list.view.selectRow(row)
    jobs.wait_idle(qtbot)
    assert tab.detail_id == 7
    assert tab.head.text().startswith("欧阳㛃")
    assert tab.pane.currentWidget() is tab.detail


def test_search_opens_the_record(desk, qtbot, jobs, around, typing):
    press(qtbot, Qt.Key.Key_K)
    assert desk.search.hasFocus()
    typing(desk.search, "wjg")
    qtbot.waitUntil(lambda: desk.search.panel is not None and desk.search.panel.isVisible())
    assert around.searched == ["wjg"]
    assert desk.search.panel.item(0).text() == "案件处分（2）"
    assert desk.search.panel.currentRow() == 1
    press(qtbot, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    jobs.wait_idle(qtbot)
    assert desk.current_tab() is desk.tab(1)
    assert desk.tab(1).list.current_id() == 4
    assert not desk.search.panel.isVisible()


def test_search_says_when_nothing_is_found(desk, qtbot, typing):
    desk.search.begin()
    typing(desk.search, "无")
    qtbot.waitUntil(lambda: desk.search.panel is not None and desk.search.panel.isVisible())
    assert "没有找到“无”" in desk.search.panel.item(0).text()
    qtbot.keyClick(desk.search, Qt.Key.Key_Escape)
    assert not desk.search.panel.isVisible()


def test_search_leaves_a_composition_alone(desk, around, composing):
    desk.search.begin()
    composing(desk.search, "wu'jian")
    assert not desk.search._soon.isActive()
    assert around.searched == []


def test_undo_and_redo_by_audit_number(desk, qtbot, jobs, around, window):
    changes = Changes(touched=Touched.CASES, message="已登记吴某的处分决定。", audit_seq=7)
    jobs.run(lambda: changes, owner=window)
    jobs.wait_idle(qtbot)
    assert desk.status.undo_button.isVisible()
    press(qtbot, Qt.Key.Key_Z)
    jobs.wait_idle(qtbot)
    assert around.taken_back == [7]
    assert not desk.status.undo_button.isVisible()
    press(qtbot, Qt.Key.Key_Y)
    jobs.wait_idle(qtbot)
    assert around.taken_back == [7, 107]
    press(qtbot, Qt.Key.Key_Z)
    jobs.wait_idle(qtbot)
    assert around.taken_back == [7, 107, 207]


def test_bottom_line(desk, qtbot, jobs, window):
    qtbot.waitUntil(lambda: "逾期 2" in desk.status.text())
    assert desk.status.text() == "2026年11月 月报未关账 · 逾期 2 · 本周到期 5 · 备份 今日 12:30 ✓"
    jobs.run(lambda: Changes(touched=Touched.CASES, message="已保存。"), owner=window)
    jobs.wait_idle(qtbot)
    assert desk.status.text().startswith("已保存 14:02 · ")
    desk.status.month_button.click()


def test_messages_and_busy_work_stand_over_the_content(desk, qtbot, jobs, window):
    def refuse():
        raise Refused("本月已关账。")

    jobs.run(refuse, owner=window)
    jobs.wait_idle(qtbot)
    assert desk.messages.text() == "本月已关账。"
    gate = threading.Event()
    job = jobs.run_long(
        lambda progress: gate.wait(10) and progress(1, 2, ""), owner=window, busy_text="导出台账"
    )
    qtbot.waitUntil(desk.busy.isVisible)
    assert desk.busy._text.text() == "导出台账…"
    desk.busy._cancel.click()
    gate.set()
    jobs.wait_idle(qtbot)
    assert job.progress.cancelled
    assert not desk.busy.isVisible()
    assert desk.messages.text() == "导出台账已取消，没有留下未完成的文件。"


def test_only_a_recount_of_everything_says_that_rules_changed(window, around, *, qtbot, jobs, typing):
    looked, gone_on = threading.Event(), threading.Event()

    def catch_up(_desk, progress):
        looked.wait(10)
        progress(50, 20000)
        gone_on.wait(10)

    around.catch_up = catch_up
    typing(window.login.password, "good")
    qtbot.keyClick(window.login.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk_page is not None and window.desk_page.busy.isVisible())
    said = window.desk_page.busy._text
    assert said.text() == "正在核对应办事项…"
    looked.set()
    qtbot.waitUntil(lambda: said.text() == "程序或规则已更新，正在重新计算应办事项…")
    gone_on.set()
    jobs.wait_idle(qtbot)


def test_tabs_reload_when_what_they_watch_was_touched(desk, qtbot, jobs, window):
    desk.go_to(1)
    jobs.wait_idle(qtbot)
    tab, loads = desk.tab(1), []
    tab.list.model.loaded.connect(loads.append)
    jobs.run(lambda: Changes(touched=Touched.ACCOUNTS, message=""), owner=window)
    jobs.wait_idle(qtbot)
    assert loads == []
    jobs.run(lambda: Changes(touched=Touched.CASES | Touched.DUTIES, message=""), owner=window)
    jobs.wait_idle(qtbot)
    assert loads == [1284]
    desk.go_to(0)
    jobs.run(lambda: Changes(touched=Touched.CASES, message=""), owner=window)
    jobs.wait_idle(qtbot)
    assert loads == [1284]
    desk.go_to(1)
    jobs.wait_idle(qtbot)
    assert loads == [1284, 1284]


def test_lock_hides_the_desk_and_keeps_what_is_typed(window, desk, *, qtbot, jobs, typing, around):
    desk.go_to(1)
    desk.tab(1).new_record()
    typing(desk.tab(1).form.field("number").edit, "公纪〔2026〕1号")
    press(qtbot, Qt.Key.Key_L)
    assert window.login is not None
    assert not desk.isVisible()
    assert not window.login.account.isEnabled()
    typing(window.login.password, "bad")
    qtbot.keyClick(window.login.password, Qt.Key.Key_Return)
    jobs.wait_idle(qtbot)
    assert window.login.message.text() == "口令不正确。"
    typing(window.login.password, "good")
    qtbot.keyClick(window.login.password, Qt.Key.Key_Return)
    jobs.wait_idle(qtbot)
    assert desk.isVisible()
    assert desk.tab(1).form.field("number").value() == "公纪〔2026〕1号"
    assert around.closed == []
    desk.tab(1).form.set_clean()


def test_leaving_asks_about_an_unsaved_form_then_closes_the_vault(
    window, desk, *, qtbot, jobs, typing, around, monkeypatch
):
    desk.go_to(1)
    jobs.wait_idle(qtbot)
    desk.tab(1).new_record()
    typing(desk.tab(1).form.field("number").edit, "1")
    answers = [False, True]
    monkeypatch.setattr(ask, "confirm", lambda *args, **kwargs: answers.pop(0))
    window.leave()
    assert window.desk_page is desk
    window.leave()
    jobs.wait_idle(qtbot)
    assert window.desk_page is None
    assert around.closed == ["store_0"]
    assert window.login is not None


def test_closing_closes_the_vault_first(window, desk, *, qtbot, jobs, around, memory):
    window.close()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible())
    jobs.wait_idle(qtbot)
    assert around.closed == ["store_0"]
    assert memory.get("window")


def test_a_backup_that_fails_at_closing_is_told(window, desk, *, qtbot, jobs, around, monkeypatch):
    told = []
    monkeypatch.setattr(ask, "tell", lambda parent, title, text, **kwargs: told.append(text))

    def close():
        raise OSError(28, "full", "backup")

    around.desk.close = close
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    jobs.wait_idle(qtbot)
    assert "磁盘空间不足" in told[0]


def test_window_remembers_its_place(window, desk, *, qtbot, jobs, memory, around):
    window.resize(1024, 655)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    jobs.wait_idle(qtbot)
    again = MainWindow(
        providers=around.providers(), make_providers=around.providers, jobs=jobs, memory=memory
    )
    qtbot.addWidget(again)
    assert again.height() == 655


def test_idle_lock_goes_by_the_wall_clock(qapp, qtbot):
    now = [datetime(2026, 11, 22, 9, 0)]
    minutes = [10]
    lock, seen = IdleLock(lambda: now[0], lambda: minutes[0], qapp), []
    lock.timed_out.connect(lambda: seen.append(now[0]))
    lock.start()
    for step, locked in ((9, 0), (1, 1), (-300, 1), (9, 1), (1, 2)):
        now[0] += timedelta(minutes=step)
        lock.look()
        assert len(seen) == locked
    minutes[0] = 0
    now[0] += timedelta(days=1)
    lock.look()
    assert len(seen) == 2
    lock.stop()
    lock.deleteLater()


def test_chinese_keeps_the_desk_open(qapp, qtbot, composing):
    """An input method takes the keys before any window sees them: what it composes counts."""
    now = [datetime(2026, 11, 22, 9, 0)]
    lock, seen = IdleLock(lambda: now[0], lambda: 10, qapp), []
    lock.timed_out.connect(lambda: seen.append(now[0]))
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    lock.start()
    give_keyboard(edit, qtbot)
    for _ in range(3):
        now[0] += timedelta(minutes=9)
        composing(edit, "wu")
        lock.look()
    lock.stop()
    lock.deleteLater()
    assert seen == []


def test_keys_keep_the_desk_open(window, desk, qtbot, around):
    around.now += timedelta(minutes=9)
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    around.now += timedelta(minutes=9)
    window._idle.look()
    assert window.login is None
    around.now += timedelta(minutes=10)
    window._idle.look()
    assert window.login is not None


def test_a_bug_is_told_without_the_text_of_a_record(window, qtbot):
    try:
        raise ValueError("吴建国 11010519491231002X")
    except ValueError as error:
        dialog = CrashDialog(error, Path("/log/jzdesk.log"), window)
    qtbot.addWidget(dialog)
    assert "ValueError" in dialog.report
    assert "test_main_window.py" in dialog.report
    assert "吴建国" not in dialog.report
    dialog._copy()
    assert QApplication.clipboard().text() == dialog.report


def test_password_dialog(qtbot, jobs, typing):
    asked = []

    def change(old, new):
        asked.append((old, new))
        if old != "good":
            raise Refused("原口令不正确。")
        return Changes(touched=Touched.ACCOUNTS, message="口令已修改。")

    dialog = PasswordDialog(change, jobs)
    qtbot.addWidget(dialog)
    typing(dialog.old, "bad")
    typing(dialog.new, "new-12345")
    dialog._save()
    assert "不一致" in dialog.message.text()
    typing(dialog.again, "new-12345")
    dialog._save()
    jobs.wait_idle(qtbot)
    assert dialog.message.text() == "原口令不正确。"
    dialog.old.clear()
    typing(dialog.old, "good")
    with qtbot.waitSignal(dialog.accepted):
        dialog._save()
    assert asked == [("bad", "new-12345"), ("good", "new-12345")]


def test_everything_that_takes_a_key_has_a_name(window, desk, qtbot, jobs):
    desk.go_to(1)
    jobs.wait_idle(qtbot)
    desk.tab(1).new_record()
    nameless = []
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisible():
            continue
        inside = isinstance(widget.parentWidget(), QLineEdit) or widget.objectName().startswith("qt_")
        access = QAccessible.queryAccessibleInterface(widget)
        if not inside and access is not None and not access.text(QAccessible.Text.Name):
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []
