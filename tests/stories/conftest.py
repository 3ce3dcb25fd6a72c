"""What stories start from: a clock, the window, and for those of trouble a county that may be ruined."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from revisit_county import Clock, make_desk, sanction, sanctioned
from stories.office_window import OfficeWindow
from stories.trouble import KEY, NAMES, PASSWORD, Desktop, Ground, is_clear

from jzdesk import cli, log
from jzdesk.paths import Paths
from jzdesk.services import months
from jzdesk.ui.common import ask

MODAL = (
    "confirm", "tell", "ask_text", "ask_reason", "choose_save_file", "choose_open_file",
    "choose_open_files", "choose_folder", "choose_one", "choose_printer", "run_dialog",
)  # fmt: skip


@pytest.fixture
def clock():
    """Stands at 2026-11-22 09:30 until a story sets it."""
    return Clock()


@pytest.fixture
def open_office(tmp_path, clock, qtbot):
    """Opens the window on `tmp_path / "vault"`, as one of the kinds of `OfficeWindow` (read there what it can do).

        desk = make_desk(tmp_path / "vault", clock)
        …what has happened so far…
        office = open_office(desk).log_in().to("案件处分")

    The desk of the preparations is closed first; without one the folder is as it is. At the end the office is closed,
    and a bug that happened on the way fails the story.
    """
    opened = []

    def do(desk=None, kind=OfficeWindow):
        if desk is not None:
            desk.vault.close(back_up=False)
        opened.append(kind(tmp_path / "vault", clock=clock, home=tmp_path, qtbot=qtbot))
        return opened[-1]

    yield do
    for one in opened:
        one.end()


@pytest.fixture
def two_sanctioned(tmp_path, clock):
    """The desk of a county with 吴建国 (file 1, visits overdue) and 李秀英 (file 2, the first visit to come)."""
    desk = make_desk(tmp_path / "vault", clock)
    sanctioned(desk, "吴建国", decided_on=date(2026, 3, 2))
    sanctioned(desk, "李秀英", decided_on=date(2026, 9, 1), unit="县水利局")
    return desk


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
    """A modal question would hang the run, above all of a story that failed with a form open: it fails, unless answered."""

    def refuse(*args, **more):
        raise AssertionError(f"unexpected question: {args[1:]} {more}")

    for name in MODAL:
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
