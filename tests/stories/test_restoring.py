"""Going back to a backup: from the desk, from the log-in page of a vault that does not open, onto a new PC."""

from __future__ import annotations

from datetime import date

import pytest
from revisit_county import CLERK, sanction
from stories.trouble import DAMAGED, NAMES, PASSWORD

from jzdesk.paths import Paths
from jzdesk.services.search import search
from jzdesk.storage import backup
from jzdesk.ui.common import ask
from jzdesk.ui.restore_dialog import RestoreDialog


@pytest.fixture
def chosen(monkeypatch):
    """What the file dialog hands back."""
    kept = {}
    monkeypatch.setattr(ask, "choose_open_file", lambda *_a, **_m: kept.get("path"))
    return kept


@pytest.fixture
def dialog(monkeypatch, chosen):
    """The dialog at the log-in page, filled in as it would be by hand: (password, what it says on refusing)."""
    said = []

    def run(shown, passwords=None):
        desktop, passwords = run.desktop, run.passwords
        assert isinstance(shown, RestoreDialog)
        shown.show()
        shown.restore_button.click()
        said.append(shown.message.text())
        shown.choose_button.click()
        desktop.wait()
        for password in passwords:
            shown.password.setText(password)
            shown.restore_button.click()
            desktop.wait()
            said.append(shown.message.text())
        return bool(shown.said)

    monkeypatch.setattr(ask, "run_dialog", run)
    run.said = said
    return run


def at_the_door(desktop):
    """The fresh log-in page has read who may come in; what it tells."""
    desktop.qtbot.waitUntil(lambda: not desktop.window._after_paint.isActive())
    desktop.wait()
    return desktop.login.message.text()


def test_a_day_of_wrong_work_is_taken_back(ground, open_window, monkeypatch, clock):
    """早上误把一批人登记错了，还在一天之内：选中昨天的备份，看清会少掉什么，点恢复，重新登录，案件回到昨天；今天的还留着。"""
    desktop = open_window(ground.folder)
    desktop.enter()
    page = desktop.page("备份与检查")
    page.now_button.click()
    desktop.wait()
    sanction(desktop.desk, "赵小军", decided_on=date(2026, 11, 2))
    assert search(desktop.desk, "赵小军")
    asked = []
    monkeypatch.setattr(
        ask, "confirm", lambda _p, title, text, **_m: asked.append((title, text)) or len(asked) > 1
    )
    page = desktop.page("备份与检查")
    page.list.select_id(1)
    page.restore_button.click()
    desktop.wait()
    assert "现有数据不会删除" in asked[0][1]
    assert desktop.window.desk_page is not None
    assert not ground.paths.restoring.exists()
    page.restore_button.click()
    desktop.wait()
    assert desktop.window.desk_page is None
    assert at_the_door(desktop).startswith("已恢复到")
    assert ground.paths.earlier.is_dir()
    desktop.enter()
    assert not search(desktop.desk, "赵小军")
    assert search(desktop.desk, NAMES[0])
    desktop.end()


def test_a_ruined_database_and_the_way_back_from_the_log_in_page(ground, open_window, chosen, dialog):
    """数据文件坏了登不进去：登录页上点从备份恢复，选最近的一份，口令输错说输错，输对了就回来；坏的那份留着。"""
    whole = ground.paths.database.read_bytes()
    ground.paths.database.write_bytes(whole[:5000])
    desktop = open_window(ground.folder)
    assert desktop.try_password(PASSWORD) == DAMAGED
    chosen["path"] = backup.latest(ground.paths.backups).database
    dialog.desktop, dialog.passwords = desktop, ["Wrong-1234", PASSWORD]
    desktop.login.restore_button.click()
    desktop.wait()
    assert dialog.said[0] == "请选择备份文件。"
    assert dialog.said[1].startswith("账户或口令不正确")
    assert at_the_door(desktop).startswith("已恢复到")
    kept = next(ground.paths.earlier.iterdir())
    assert (kept / "vault.db").read_bytes() == whole[:5000]
    desktop.enter()
    desktop.end()
    ground.assert_nothing_lost()


def test_a_new_pc_starts_from_a_stick(ground, open_window, chosen, dialog, tmp_path):
    """电脑换了，只有U盘上的备份：第一次打开就点从备份恢复，用原来的口令登录，人都在。"""
    chosen["path"] = backup.latest(ground.paths.backups).database
    new = tmp_path / "new"
    desktop = open_window(new)
    dialog.desktop, dialog.passwords = desktop, [PASSWORD]
    desktop.window.first_run.form.restore_button.click()
    desktop.wait()
    assert at_the_door(desktop).startswith("已恢复到")
    assert desktop.login.account.currentText() == CLERK.name
    desktop.enter()
    assert search(desktop.desk, NAMES[0])
    assert Paths(new).database.exists()
    desktop.end()
