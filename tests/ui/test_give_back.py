"""What work has freed goes back, and only one SQLite is in the process."""

from __future__ import annotations

import linecache
import subprocess
import sys

from jzdesk.ui.common.give_back import give_back


def test_source_lines_that_were_looked_at_are_dropped():
    assert linecache.getlines(__file__)
    give_back()
    assert __file__ not in linecache.cache


def test_the_window_brings_no_second_sqlite():
    code = (
        "import sys; from datetime import datetime; from pathlib import Path; from jzdesk import app; "
        "made = app.VaultProviders(Path('nowhere'), keeper=app.SettingsKeeper(Path('nowhere')), clock=datetime.now); "
        "made.warm_up(); import peewee; print(peewee.sqlite3.__name__, '_sqlite3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["sqlcipher3.dbapi2", "False"]
