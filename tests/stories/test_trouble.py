"""When something goes wrong in the office: one clear Chinese sentence where the clerk looks, and nothing is lost.

Every story ends with the vault opened again: as many records as before, a sound audit chain, the workbook exported
before unchanged to the byte. The same troubles are met by the command line.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import re
import resource
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from revisit_county import CLERK, NOW, Clock, make_desk, sanction
from stories.decision_office import Office
from stories.office_window import OfficeWindow

from jzdesk import cli, log
from jzdesk.app import SettingsKeeper, make_window
from jzdesk.exports import package
from jzdesk.paths import Paths
from jzdesk.services import backups, cases, months
from jzdesk.services.desk import open_desk
from jzdesk.storage import backup, office, recovery
from jzdesk.storage.vault import Vault
from jzdesk.ui.common import ask
from jzdesk.ui.crash_dialog import CrashDialog
from jzdesk.ui.system_menu import SYSTEM_PAGES

PASSWORD = CLERK.password
NAMES = ("吴建国", "陈大勇", "周小林", "李秀英", "朱明远", "王德发")
RARE = "㛃䶮𬱖𫍯𠮷"
KEY = "2026-10"
DAMAGED = "数据文件已损坏，程序没有改动它，请保留原文件并用最近的备份恢复。"
READ_ONLY = "数据文件夹不可写，这一步没有保存，原有数据不变，请检查文件夹权限或磁盘写保护后再试。"
NOT_SAVED = {
    "数据正被另一项操作占用，这一步没有保存，原有数据不变，请稍候再试。",
    "磁盘空间不足，这一步没有保存，原有数据不变，请清理磁盘后再试。",
    "读写磁盘时出错，这一步没有保存，请检查磁盘或U盘是否完好并已接好，然后再试。",
}
CASES_TAB, REPORTS_TAB = 1, 4
PAGE = 4096


def is_clear(text):
    """One whole Chinese sentence (several notices in a row are several), nothing of the machine's own words."""
    assert text.endswith("。"), text
    assert not re.search(r"Errno|Error|Traceback|errno|[！!]|抱歉|\bat 0x|None", text), text
    assert "\n" not in text
    assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{2,}", text), f"English in it: {text}"
    return True


# -- one small county, made once --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A closed vault with six decisions, a backup, and October's workbook in its exports."""
    folder = tmp_path_factory.mktemp("trouble") / "vault"
    desk = make_desk(folder)
    key = desk.vault.new_recovery_key()
    for number, name in enumerate(NAMES, 1):
        sanction(desk, name, decided_on=date(2026, 10, number + 8), unit=f"第{number}所")
    Paths(folder).exports.mkdir()
    months.export_month(desk, KEY, Paths(folder).exports / "10月.xlsx")
    desk.vault.close()
    return folder, key


class Ground:
    """A copy of the county that a test may ruin, and what it held."""

    def __init__(self, folder, key):
        self.folder, self.key, self.paths = folder, key, Paths(folder)
        self.book = self.paths.exports / "10月.xlsx"
        self.digest = self._digest()
        self.counts = self._look()

    def _digest(self):
        return hashlib.sha256(self.book.read_bytes()).hexdigest()

    def _look(self):
        """Open it again: nothing is wrong with it; how many rows there are, but for log-ins."""
        desk = open_desk(self.paths, account=CLERK.name, password=PASSWORD, clock=Clock())
        try:
            assert backups.check_everything(desk) == []
            with desk.vault.read() as database:
                rows = backup.row_counts(database)
        finally:
            desk.vault.close(back_up=False)
        return {name: count for name, count in rows.items() if name not in ("audit", "audit_row", "draft")}

    def assert_nothing_lost(self, **more):
        """`more`: tables that should have gained rows."""
        now = self._look()
        for table, gained in more.items():
            assert now.pop(table) == self.counts[table] + gained, table
        left = {name: count for name, count in self.counts.items() if name not in more}
        derived = ("duty", "dossier", "visit", "decision", "measure", "unit", "sqlite_sequence") if more else ()
        assert {n: c for n, c in now.items() if n not in derived} == {n: c for n, c in left.items() if n not in derived}
        assert self._digest() == self.digest
        strays = [path for path in self.folder.rglob("*") if path.name.endswith((".part", "-wal", "-journal"))]
        assert strays == []


@pytest.fixture
def ground(made, tmp_path):
    folder, key = made
    return Ground(Path(shutil.copytree(folder, tmp_path / "vault")), key)


# -- the window, as the program makes it ------------------------------------------------------------------------------


class Desktop(OfficeWindow):
    """The window as the program itself makes it."""

    def __init__(self, folder, *, clock, home, qtbot):
        self.qtbot, self.clock, self.said, self._crashes = qtbot, clock, [], []
        self.keeper = SettingsKeeper(home / "settings.json")
        self.keeper.change(idle_lock_minutes=0, open_exports=False)
        self.window, self.jobs = make_window(folder, self.keeper, clock=clock)
        self.jobs.crashed.connect(self._crashes.append)
        self.jobs.message.connect(self._heard)
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        qtbot.waitUntil(lambda: not self.window._after_paint.isActive())
        self.wait()

    @property
    def login(self):
        return self.window.login

    def try_password(self, password):
        """Type it, press Enter; what the page says then."""
        self.login.password.clear()
        self.login.password.setFocus()
        self.write(password)
        self.key(Qt.Key.Key_Return)
        return self.refusal()

    def refusal(self):
        """What the log-in page says; '' when it has let her in."""
        if self.login is None:
            return ""
        assert self.login.message.isVisible()
        text = self.login.message.text()
        assert is_clear(text)
        return text

    def enter(self):
        assert self.try_password(PASSWORD) == ""
        assert self.window.desk_page is not None

    def line(self):
        """What the message line says."""
        messages = self.window.desk_page.messages
        assert messages.isVisible()
        text = messages.text()
        assert all(is_clear(part) for part in text.split("　"))
        return text

    def go(self, number):
        self.window.desk_page.go_to(number)
        self.wait()
        return self.front

    def page(self, title):
        self.window.desk_page.show_page(next(page for page in SYSTEM_PAGES if page.title == title))
        self.wait()
        return self.window.desk_page.content.currentWidget()

    def clerk(self):
        """Her hands in 案件处分."""
        self.go(CASES_TAB)
        return Office(self.window, self.jobs, self.qtbot, self.clock)

    def end(self):
        assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog)]
        super().end()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Logs and settings of this PC's user go into the test's folder; what the program hooks is unhooked again."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    hooks = sys.excepthook, threading.excepthook
    yield tmp_path
    sys.excepthook, threading.excepthook = hooks
    log.stop()


@pytest.fixture
def open_window(home, clock, qtbot):
    """Opens the window on a folder; closes every one that is left."""
    opened = []

    def do(folder, **more):
        opened.append(Desktop(folder, **{"clock": clock, "home": home, "qtbot": qtbot} | more))
        return opened[-1]

    yield do
    for one in opened:
        one.end()


@pytest.fixture(autouse=True)
def _no_questions(monkeypatch):
    """Nothing in these stories asks anything."""

    def refuse(*args, **more):
        raise AssertionError(f"unexpected question: {args[1:]} {more}")

    for name in ("confirm", "tell", "ask_text", "choose_save_file", "choose_folder", "choose_open_files", "run_dialog"):
        monkeypatch.setattr(ask, name, refuse)


@pytest.fixture
def command(home, capsys):
    """One command; (status, what was said). A refusal is one clear line on standard error."""
    password = home / "password.txt"

    def do(*argv, secret=PASSWORD, clock=None):
        password.write_text(f"{secret}\n", "utf-8")
        status = cli.main([*map(str, argv), "--password-file", str(password)], clock=clock or Clock())
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        if status == cli.IMPOSSIBLE:
            assert said.out == ""
            assert said.err.count("\n") == 1
            assert is_clear(said.err.strip())
        return status, (said.out + said.err).strip()

    return do


# -- ways to make trouble ---------------------------------------------------------------------------------------------


@contextmanager
def no_room(size):
    """No file may grow beyond `size` bytes: what the kernel then says (EFBIG) is told as a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def bound_by_rights():
    """Root may write anywhere: take that power from this thread (and those it starts) for a while."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    kept = sets[0]
    sets[0] = kept & ~0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = kept
        assert libc.capset(header, sets) == 0


@contextmanager
def write_protected(folder):
    before = folder.stat().st_mode
    folder.chmod(0o555)
    try:
        with bound_by_rights():
            yield
    finally:
        folder.chmod(before)


PRELUDE = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from revisit_county import CLERK, Clock, sanction
from jzdesk.paths import Paths
from jzdesk.services.desk import open_desk
desk = open_desk(Paths(Path({folder!r})), account=CLERK.name, password=CLERK.password, clock=Clock())
"""


@contextmanager
def other_program(folder, code):
    """Another process with the vault open, its standard output; killed with no warning at the end."""
    tests = Path(__file__).resolve().parents[1]
    text = PRELUDE.format(path=[str(tests), str(tests.parent)], folder=str(folder)) + code
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as other:
        try:
            yield other
        finally:
            other.kill()


def flip(file, place):
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


def root_page(ground, table):
    """Where a table begins in the file."""
    vault = Vault.open(ground.folder, CLERK.name, PASSWORD, clock=Clock())
    with vault.read() as database:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        number = database.execute_sql(sql, (table,)).fetchone()[0]
    vault.close(back_up=False)
    return (number - 1) * PAGE


# -- who may come in --------------------------------------------------------------------------------------------------


def test_a_wrong_password_and_five_of_them(ground, open_window, clock):
    """口令记错了，登录页上说不正确；连错五次，账户锁十分钟，连对的口令也要等；十分钟以后进去，程序告诉我之前输错过几次。"""
    desktop = open_window(ground.folder)
    for _ in range(5):
        assert desktop.try_password("Not-This-1") == "账户或口令不正确，请重新输入。"
    locked = "口令连续输错5次，账户“李经办”已锁定，请10分钟后再试。"
    assert desktop.try_password("Not-This-1") == locked
    clock.now += timedelta(minutes=4, seconds=30)
    assert desktop.try_password(PASSWORD) == locked.replace("10分钟", "6分钟")
    clock.now += timedelta(minutes=6)
    desktop.enter()
    assert "本次登录前口令输错5次。" in desktop.line()
    desktop.end()
    ground.assert_nothing_lost()


def test_a_wrong_password_at_the_command_line(ground, command, clock):
    for _ in range(5):
        assert command("due", "--data", ground.folder, secret="Not-1", clock=clock) == (3, "账户或口令不正确，请重新输入。")
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
    assert "没有写成" in said
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


def register(clerk, name="孙新来", number="公纪〔2026〕9号"):
    clerk.key(Qt.Key.Key_N, ctrl=True)
    clerk.fill_in(name=name, politics="中共党员", unit_name="县装备中心", post="主任")
    clerk.fill_in(issuer="县纪委监委", document_number=number, decided_on="20261118", party="党内警告")


def test_a_full_disk_while_saving_a_decision(ground, open_window):
    """保存处分决定时磁盘满了：填的内容还在表单里，腾出空间再按一次 Ctrl+S 就存上了。"""
    desktop = open_window(ground.folder)
    desktop.enter()
    clerk = desktop.clerk()
    register(clerk)
    with no_room(PAGE):
        clerk.key(Qt.Key.Key_S, ctrl=True)
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

SAVING = """
from datetime import date
for n in range(100000):
    sanction(desk, f"断电{n:05d}", decided_on=date(2026, 11, 2))
    print(n, flush=True)
"""


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
        files.save_button.click()
        desktop.wait()
        assert is_clear(desktop.line())
    assert {path.name: path.read_bytes() for path in out.iterdir()}.keys() == {"x.pdf", "x（2）.pdf"}
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]
    assert not (tmp_path / "x.pdf").exists()
    desktop.end()
    ground.assert_nothing_lost(attachment=2)
