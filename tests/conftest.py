"""What tests of more than one layer start from."""

from __future__ import annotations

import os

import made_once
import pytest
from hypothesis import settings
from vaults import make_vault

# before any Qt import: no test needs a screen, and a missing one must not end the run
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same commit gives the same answer; new draws are looked at by `make soak` (--hypothesis-profile=explore).
settings.register_profile("gate", derandomize=True)
settings.register_profile("explore", derandomize=False, print_blob=True)
settings.load_profile("gate")


@pytest.fixture(scope="session", autouse=True)
def _made_once(tmp_path_factory):
    """A folder for what the tests of this run copy instead of making it (see made_once); the workers share it."""
    home = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        home = home.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(made_once.FOLDER, str(home / "made"))
        made_once.remember_tables(patch)
        made_once.remember_forms(patch)
        yield


@pytest.fixture
def vault(tmp_path):
    """An open, empty vault in a folder of its own, with a key that costs nothing to derive."""
    made, _ = make_vault(tmp_path / "vault")
    yield made
    made.close(back_up=False)


@pytest.fixture(autouse=True)
def _keep_windows(request, monkeypatch):
    """Hold every window of a test until Qt itself has destroyed it.

    qtbot refers to them weakly. `addLayout` of a filled layout makes PySide wrap its items; where Python's cycle
    collector takes a dropped window apart, it may free such an item before the layout does: a crash some tests later.
    """
    if "qtbot" not in request.fixturenames:
        yield
        return
    from pytestqt.qtbot import QtBot  # tests without a screen do without Qt
    from shiboken6 import delete, isValid

    kept = []
    add_widget = QtBot.addWidget

    def add_and_keep(qtbot, widget, **how):
        kept.append(widget)
        add_widget(qtbot, widget, **how)

    monkeypatch.setattr(QtBot, "addWidget", add_and_keep)
    yield
    for widget in reversed(kept):
        if isValid(widget):
            delete(widget)
