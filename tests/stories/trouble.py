"""Trouble, and the ways to make it: a county that a test may ruin, the window as the program makes it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import resource
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from revisit_county import CLERK, Clock
from stories.decision_office import DecisionOffice

from jzdesk.app import make_window
from jzdesk.paths import Paths
from jzdesk.services import backups
from jzdesk.services.desk import open_desk
from jzdesk.storage import backup
from jzdesk.storage.vault import Vault
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
    assert not re.search(r"[A-Za-z]{2,} [A-Za-z]+", text), f"English in it: {text}"
    return True


# -- one small county, made once --------------------------------------------------------------------------------------


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
                # how many findings were open when a month was last looked over: remembered for the board, no record
                seen = "SELECT count(*) FROM setting WHERE name LIKE 'month.checked.%'"
                rows["setting"] -= database.execute_sql(seen).fetchone()[0]
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


# -- the window, as the program makes it ------------------------------------------------------------------------------


class Desktop(DecisionOffice):
    """The window as the program itself makes it."""

    def __init__(self, folder, **more):
        super().__init__(folder, **more)
        self.qtbot.waitUntil(lambda: not self.window._after_paint.isActive())
        self.wait()

    def _made(self, folder):
        self.keeper.change(open_exports=False)
        return make_window(folder, self.keeper, clock=self.clock)

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
        return self

    def end(self):
        assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog)]
        super().end()


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


def register(clerk, name="孙新来", number="公纪〔2026〕9号"):
    clerk.ctrl(Qt.Key.Key_N)
    clerk.fill_in(name=name, politics="中共党员", unit_name="县装备中心", post="主任")
    clerk.fill_in(issuer="县纪委监委", document_number=number, decided_on="20261118", party="党内警告")
