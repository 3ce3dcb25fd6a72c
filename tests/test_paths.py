"""Where things lie, and files that appear whole or not at all."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from jzdesk import paths
from jzdesk.paths import Paths


def test_places_of_a_vault(tmp_path):
    where = Paths(tmp_path)
    assert where.database == tmp_path / "vault.db"
    assert where.keys == tmp_path / "vault.keys.json"
    inside = [where.keys_copy, where.unfinished, where.lock, where.backups, where.exports]
    inside += [where.local_rules, where.local_forms]
    assert len({where.database, where.keys, *inside}) == 9
    assert all(path.parent == tmp_path for path in inside)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="XDG is not of Windows")
def test_the_users_folder_on_linux(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/data/xdg")
    assert paths.user_folder() == Path("/data/xdg/jzdesk")
    assert paths.default_data() == Path("/data/xdg/jzdesk/vault")
    assert Paths.logs() == paths.logs() == Path("/data/xdg/jzdesk/logs")
    assert Paths.settings_file() == Path("/data/xdg/jzdesk/settings.json")
    for value in ("", "relative"):
        monkeypatch.setenv("XDG_DATA_HOME", value)
        assert paths.user_folder() == Path.home() / ".local" / "share" / "jzdesk"


def test_the_users_folder_on_windows(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert paths.user_folder() == tmp_path / "jzdesk"
    monkeypatch.delenv("LOCALAPPDATA")
    assert paths.user_folder() == Path.home() / "AppData" / "Local" / "jzdesk"
    paths.sync_folder(tmp_path / "cannot be opened there")


def test_what_is_shipped_is_found_in_a_checkout_and_installed(monkeypatch, tmp_path):
    root = Path(__file__).parent.parent
    assert Paths.resources() == root / "resources"
    assert Paths.forms() == root / "forms"
    package = tmp_path / "site-packages" / "jzdesk"
    (package / "resources").mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(package / "paths.py"))
    assert paths.resources() == package / "resources"
    assert paths.forms() == package.parent / "forms"


def test_a_private_folder(tmp_path):
    made = paths.private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    made.chmod(0o755)
    paths.private_folder(made)
    assert stat.S_IMODE(made.stat().st_mode) == 0o755


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "x.json"
    paths.replace_file(path, b"old")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    paths.replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_replacement_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    paths.replace_file(path, b"old")

    def fail(_handle):
        raise OSError(28, "no space")

    monkeypatch.setattr(paths.os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        paths.replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
