"""What stories of trouble start from."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from revisit_county import Clock, make_desk, sanction
from stories.trouble import KEY, NAMES, PASSWORD, Desktop, Ground, is_clear

from jzdesk import cli, log
from jzdesk.paths import Paths
from jzdesk.services import months
from jzdesk.ui.common import ask


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


@pytest.fixture
def ground(made, tmp_path):
    folder, key = made
    return Ground(Path(shutil.copytree(folder, tmp_path / "vault")), key)


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


@pytest.fixture
def no_questions(monkeypatch):
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
