"""When something goes wrong in the office: one clear Chinese sentence where the clerk looks, and nothing is lost.

Every story ends with the vault opened again: as many records as before, a sound audit chain, the workbook exported
before unchanged to the byte. The same troubles are met by the command line.
"""

from __future__ import annotations

import errno
import re
import shutil
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from revisit_county import CLERK, Clock
from stories.trouble import (
    CASES_TAB,
    DAMAGED,
    NAMES,
    NOT_SAVED,
    PAGE,
    PASSWORD,
    flip,
    is_clear,
    other_program,
    root_page,
)

from jzdesk import cli
from jzdesk.paths import Paths, replace_file
from jzdesk.services import accounts, backups, cases
from jzdesk.services.desk import open_desk
from jzdesk.storage import backup, keyslots, recovery
from jzdesk.storage.errors import StoreError
from jzdesk.storage.vault import Vault
from jzdesk.ui.common import ask

TRIES_LEFT = (*(f"还可以再试{left}次。" for left in (4, 3, 2, 1)), "账户已锁定，请10分钟后再试。")


# -- who may come in --------------------------------------------------------------------------------------------------


def test_a_wrong_password_and_five_of_them(ground, open_window, clock):
    """口令记错了，登录页上说不正确；连错五次，账户锁十分钟，连对的口令也要等；十分钟以后进去，程序告诉我之前输错过几次。"""
    desktop = open_window(ground.folder)
    for rest in TRIES_LEFT:
        assert desktop.try_password("Not-This-1") == f"账户或口令不正确，请重新输入。{rest}"
    locked = "口令连续输错5次，账户“李经办”已锁定，请10分钟后再试。"
    assert desktop.try_password("Not-This-1") == locked
    clock.now += timedelta(minutes=4, seconds=30)
    assert desktop.try_password(PASSWORD) == locked.replace("10分钟", "6分钟")
    clock.now += timedelta(minutes=6)
    desktop.enter()
    assert "本次登录前口令输错5次。" in desktop.line()
    desktop.end()
    ground.assert_nothing_lost()


def test_wrong_passwords_at_the_locked_window(ground, open_window, clock):
    """我离开时按 Ctrl+L 锁了屏，别人来试口令：同样五次就锁，十分钟以后我才进得去，审计日志里有这一笔。"""
    desktop = open_window(ground.folder)
    desktop.enter()
    desktop.ctrl(Qt.Key.Key_L)
    for rest in TRIES_LEFT:
        assert desktop.try_password("Not-This-1") == f"账户或口令不正确，请重新输入。{rest}"
    assert desktop.try_password(PASSWORD) == "口令连续输错5次，账户“李经办”已锁定，请10分钟后再试。"
    clock.now += timedelta(minutes=10)
    desktop.enter()
    with desktop.desk.vault.read() as database:
        last = database.execute_sql("SELECT action, summary FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    assert last == ("解锁", "此前口令输错5次")
    desktop.end()
    ground.assert_nothing_lost()


def test_a_full_disk_while_the_password_is_changed(ground, monkeypatch):
    """改口令时磁盘满在两份口令文件之间：说没有保存，就真的没有：旧口令能进，新口令不能，两份随即一致。"""
    desk = open_desk(ground.paths, account=CLERK.name, password=PASSWORD, clock=Clock())
    written = []

    def second_is_full(path, content):
        if written:
            raise OSError(errno.ENOSPC, "full")
        written.append(path)
        replace_file(path, content)

    with monkeypatch.context() as other:
        other.setattr(keyslots, "replace_file", second_is_full)
        with pytest.raises(StoreError) as told:
            accounts.change_own_password(desk, PASSWORD, "Gong-An-2027!")
    assert told.value.text in NOT_SAVED
    desk.vault.close(back_up=False)
    with pytest.raises(StoreError, match="口令不正确"):
        open_desk(ground.paths, account=CLERK.name, password="Gong-An-2027!", clock=Clock())
    ground.assert_nothing_lost()
    assert ground.paths.keys.read_bytes() == ground.paths.keys_copy.read_bytes()


def test_a_wrong_password_at_the_command_line(ground, command, clock):
    for rest in TRIES_LEFT:
        said = (3, f"账户或口令不正确，请重新输入。{rest}")
        assert command("due", "--data", ground.folder, secret="Not-1", clock=clock) == said
    assert command("due", "--data", ground.folder, clock=clock)[1].startswith("口令连续输错5次，账户“李经办”已锁定")
    clock.now += timedelta(minutes=10)
    assert command("due", "--data", ground.folder, clock=clock)[0] == 0
    ground.assert_nothing_lost()


def test_a_wrong_recovery_key(ground, open_window):
    """恢复密钥抄错一个字，或者拿了作废的那一份，各有各的说法；对的那一份能进去，旧口令作废。"""
    desktop = open_window(ground.folder)
    page = desktop.login
    page.forgot_button.click()

    def recover(key, password="Gong-An-2027!"):
        for field, text in ((page.key, key), (page.new_password, password), (page.again, password)):
            field.setText(text)
        page.enter_button.click()
        desktop.wait()
        return desktop.refusal()

    wrong = "2" if ground.key[0] != "2" else "3"
    assert recover(wrong + ground.key[1:]) == "恢复密钥抄录有误，请对照打印件逐组核对后重新输入。"
    assert recover(recovery.new()) == "恢复密钥不正确，请确认它是最近一次打印的那一份。"
    assert is_clear(recover(ground.key, password="123"))
    assert recover(ground.key) == ""
    desktop.end()
    with pytest.raises(Exception, match="口令不正确"):
        Vault.open(ground.folder, CLERK.name, PASSWORD)
    desk = open_desk(ground.paths, account=CLERK.name, password="Gong-An-2027!", clock=Clock())
    assert backups.check_everything(desk) == []
    assert cases.count_cases(desk, cases.CaseFilter(on=desk.today)) == len(NAMES)
    desk.vault.close(back_up=False)


def test_a_second_program(ground, open_window, command):
    """另一个窗口已经打开这份数据：说清楚在哪台电脑、从什么时候起；那边一断电，这边马上就能进。"""
    with other_program(ground.folder, "print('open', flush=True); sys.stdin.read()") as other:
        assert other.stdout.readline() == "open\n"
        desktop = open_window(ground.folder)
        said = desktop.try_password(PASSWORD)
        assert re.fullmatch(
            r"这份数据自2026-11-22 09:30起在电脑“.+”上已被另一个执纪台账程序打开，请先关闭那个程序再打开。", said
        )
        assert command("due", "--data", ground.folder) == (3, said)
    desktop.enter()
    desktop.end()
    ground.assert_nothing_lost()


# -- damaged files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", [0, 100, 5 * PAGE, -PAGE])
def test_a_database_cut_short(ground, open_window, command, left):
    """数据文件只剩半截：不碰它，说已损坏、用备份恢复；把备份拷回来，一切如初。"""
    whole = ground.paths.database.read_bytes()
    ruin = whole[:left]
    ground.paths.database.write_bytes(ruin)
    desktop = open_window(ground.folder)
    assert desktop.try_password(PASSWORD) == DAMAGED
    assert command("due", "--data", ground.folder) == (3, DAMAGED)
    assert ground.paths.database.read_bytes() == ruin
    kept = backup.latest(ground.paths.backups)
    shutil.copy(kept.database, ground.paths.database)
    desktop.enter()
    desktop.end()
    ground.assert_nothing_lost()


def test_a_flipped_bit_in_any_page(ground, command, tmp_path):
    """坏在哪一页都一样：要么进不去，要么进去后用到它时说已损坏；全面检查指得出是哪一页。"""
    whole = ground.paths.database.read_bytes()
    pages = len(whole) // PAGE
    for number in range(0, pages, 6):
        ground.paths.database.write_bytes(whole)
        flip(ground.paths.database, number * PAGE + 100)
        status, said = command("check", "--data", ground.folder)
        assert status in (cli.PROBLEMS, cli.IMPOSSIBLE)
        if status == cli.PROBLEMS:
            assert f"数据库：数据文件第{number + 1}页与其校验码不符，请用最近的备份恢复。" in said.splitlines()
            assert all(is_clear(line) for line in said.splitlines())
        else:
            assert said == DAMAGED
        for path in ground.folder.glob("vault.db-*"):
            path.unlink()
    ground.paths.database.write_bytes(whole)
    ground.assert_nothing_lost()


@pytest.mark.parametrize("table", ["office", "account"])
def test_a_damaged_page_read_at_log_in(ground, open_window, table):
    flip(ground.paths.database, root_page(ground, table) + 100)
    desktop = open_window(ground.folder)
    assert desktop.try_password(PASSWORD) == DAMAGED
    page = desktop.login
    page.forgot_button.click()
    for field, text in ((page.key, ground.key), (page.new_password, "Gong-An-2027!"), (page.again, "Gong-An-2027!")):
        field.setText(text)
    page.enter_button.click()
    desktop.wait()
    assert desktop.refusal() == DAMAGED


def test_a_damaged_page_met_at_work(ground, open_window, monkeypatch):
    """人员表坏了一页：列表处说已损坏，其他页照常；全面检查列出那一页；退出时备份不成也说得明白。"""
    flip(ground.paths.database, root_page(ground, "measure") + 100)
    desktop = open_window(ground.folder)
    desktop.enter()
    tab = desktop.go(CASES_TAB)
    tab.open_record("case", 1)
    desktop.wait()
    shown = {tab._hint.text(), tab.list._note_text.text()}
    assert DAMAGED in shown
    page = desktop.page("备份与检查")
    page.check_button.click()
    desktop.wait()
    assert "发现" in page.verdict.text()
    page.now_button.click()
    desktop.wait()
    assert desktop.line() in (DAMAGED, "备份写入后核对不符，没有留下备份，原有数据不变，请检查磁盘后再备份一次。")
    assert len(backups.backups(desktop.desk)) == 1
    told = []
    monkeypatch.setattr(ask, "tell", lambda _p, title, text, **_m: told.append((title, text)))
    desktop.window.leave()
    desktop.wait()
    assert all(is_clear(text) for _title, text in told)
    assert desktop.window.desk_page is None


@pytest.mark.parametrize("harm", ["cut", "flip", "gone"])
def test_the_key_file_damaged_the_copy_opens_and_mends_it(ground, open_window, tmp_path, harm):
    """口令文件坏了，第二份顶上，登录照常；坏的那份随即补好，备份里的口令文件也是好的。"""
    keys = ground.paths.keys
    good = keys.read_bytes()
    if harm == "cut":
        keys.write_bytes(good[:200])
    elif harm == "flip":
        flip(keys, 300)
    else:
        keys.unlink()
    desktop = open_window(ground.folder)
    assert desktop.login.account.currentText() == CLERK.name
    desktop.enter()
    assert keys.read_bytes() == good
    kept = backups.back_up_now(desktop.desk, tmp_path / "stick")
    desktop.end()
    assert kept.keys.read_bytes() == good
    ground.assert_nothing_lost()


def test_a_backup_holds_a_good_key_file_though_the_one_beside_the_vault_was_ruined_since(ground, tmp_path):
    desk = open_desk(ground.paths, account=CLERK.name, password=PASSWORD, clock=Clock())
    ground.paths.keys.write_bytes(b"{}")
    kept = backups.back_up_now(desk, tmp_path / "stick")
    desk.vault.close(back_up=False)
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(kept.database, Paths(restored).database)
    shutil.copy(kept.keys, Paths(restored).keys)
    Vault.open(restored, CLERK.name, PASSWORD, clock=Clock()).close(back_up=False)
    ground.assert_nothing_lost()


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_both_key_files_lost(ground, open_window, command, harm):
    """两份口令文件都没了：登录页一打开就说去备份里取；取回来就能登录。"""
    for path in (ground.paths.keys, ground.paths.keys_copy):
        path.unlink() if harm == "gone" else path.write_bytes(b"\0" * 800)
    words = {
        "gone": "找不到口令文件，程序没有改动任何数据，请从最近的备份中取回口令文件。",
        "damaged": "口令文件已损坏，程序没有改动任何数据，请从最近的备份中取回口令文件。",
    }[harm]
    desktop = open_window(ground.folder)
    assert desktop.refusal() == words
    assert desktop.try_password(PASSWORD) == words
    assert command("due", "--data", ground.folder) == (3, words)
    shutil.copy(backup.latest(ground.paths.backups).keys, ground.paths.keys)
    again = open_window(ground.folder)
    again.enter()
    again.end()
    ground.assert_nothing_lost()
