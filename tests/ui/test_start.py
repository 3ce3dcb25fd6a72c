"""What a start may cost: no library is loaded before its first use. Whole processes, because imports last."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from jzdesk.__main__ import window_folder

LATE = (
    "openpyxl",
    "reportlab",
    "pypinyin",
    "peewee",
    "playhouse.migrations",
    "sqlcipher3",
    "nacl",
    "stdnum",
    "jeepney",
)

PROGRAM = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from jzdesk import app as wiring
from jzdesk.paths import Paths
app = wiring.make_application()
keeper = wiring.SettingsKeeper(Paths.settings_file())
window, jobs = wiring.make_window(Path(sys.argv[1]), keeper)
window._after_paint.timeout.disconnect()
window.show()
window.grab()
loaded = [name for name in sys.argv[2].split(",") if name in sys.modules]
window._get_ready()
jobs.idle.connect(app.quit)
app.exec()
warm = [name for name in sys.argv[2].split(",") if name in sys.modules]
sys.stdout.write(json.dumps([loaded, warm, window.login is not None, app.font().family()]))
window.close()
jobs.shutdown()
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vault")
    (folder / "vault.keys.json").write_text("{}")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(folder)}
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), ",".join(LATE)],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    return json.loads(done.stdout)


def test_the_log_in_page_is_painted_with_nothing_but_qt(started):
    assert started[0] == []
    assert started[2]


def test_typing_the_password_warms_up_the_vault_but_no_export(started):
    assert {"peewee", "sqlcipher3", "nacl"} <= set(started[1])
    assert not {"openpyxl", "reportlab", "pypinyin", "playhouse.migrations"} & set(started[1])


def test_the_bundled_font_is_used(started):
    assert started[3] == "Noto Sans SC"


@pytest.mark.parametrize(
    ("argv", "is_window", "folder"),
    [
        ([], True, None),
        (["--data", "/v"], True, "/v"),
        (["--data=/v"], True, "/v"),
        (["due"], False, None),
        (["--data", "/v", "due"], False, None),
        (["--help"], False, None),
        (["--data"], False, None),
    ],
)
def test_window_or_command_line(argv, is_window, folder):
    found = window_folder(argv)
    assert (found[0], found[1] and str(found[1])) == (is_window, folder)
