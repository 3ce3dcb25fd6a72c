"""Backups: taken live, checked, whole or not there; and which of them are kept."""

from __future__ import annotations

import shutil
import threading
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import ACCOUNT, CLERK, NOW, PASSWORD, add_person, make_vault

from jzdesk.storage import audit, backup, models
from jzdesk.storage.errors import Kind, StoreError
from jzdesk.storage.vault import Vault


def opened(made, folder):
    """A backup put in the place of a vault and opened with the password."""
    folder.mkdir()
    shutil.copy(made.database, folder / "vault.db")
    shutil.copy(made.keys, folder / "vault.keys.json")
    return Vault.open(folder, ACCOUNT, PASSWORD)


def test_a_backup_is_a_vault(vault, tmp_path):
    add_person(vault, "吴建国")
    made = backup.back_up(vault)
    add_person(vault, "后来者")
    assert made.database == vault.paths.backups / "20261122-093000.db"
    vault.close(back_up=False)
    with opened(made, tmp_path / "copy") as copy, copy.read() as database:
        assert [p.name for p in models.Person.select()] == ["吴建国"]
        assert audit.verify(database) == []


def test_every_backup_under_writing_is_whole(vault):
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            add_person(vault, f"人员{number}", note="x" * 2000)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup.back_up(vault) for _ in range(8)]
    finally:
        stop.set()
        writer.join()
    heads = [backup.head_of(vault, one).seq for one in made]
    assert len({one.database for one in made}) == 8  # eight in the same second by a clock that stands still
    assert heads == sorted(heads)
    assert {p.suffix for p in vault.paths.backups.iterdir()} == {".db", ".json"}


def test_into_another_folder(vault, tmp_path):
    add_person(vault, "吴建国")
    old = tmp_path / "usb" / "20200101-000000.db"
    old.parent.mkdir()
    old.write_bytes(b"")
    old.with_suffix(".keys.json").write_bytes(b"")
    made = backup.back_up(vault, tmp_path / "usb")
    assert made.database.parent == tmp_path / "usb"
    assert old.exists()  # a folder of the user's is not thinned
    assert backup.all_in(vault.paths.backups) == ()


def test_a_copy_that_does_not_hold_is_no_backup(vault, monkeypatch):
    add_person(vault, "吴建国")
    monkeypatch.setattr(backup, "check_copy", lambda _database: ["page 3"])
    with pytest.raises(StoreError, match="核对不符", check=lambda exc: exc.kind is Kind.IO):
        backup.back_up(vault)
    assert list(vault.paths.backups.iterdir()) == []


def test_a_copy_that_lacks_rows_is_no_backup(vault, monkeypatch):
    add_person(vault, "吴建国")
    counts = iter([{"person": 1}, {"person": 0}])
    monkeypatch.setattr(backup, "row_counts", lambda _database: next(counts))
    with pytest.raises(StoreError, match="核对不符"):
        backup.back_up(vault)
    assert list(vault.paths.backups.iterdir()) == []


def test_where_a_file_stands_in_the_way(vault, tmp_path):
    (tmp_path / "usb").write_text("not a folder")
    with pytest.raises(StoreError):
        backup.back_up(vault, tmp_path / "usb")


def test_only_if_changed(vault):
    assert backup.back_up_if_changed(vault) is None
    add_person(vault, "吴建国")
    assert backup.back_up_if_changed(vault) is not None
    vault.log(CLERK, "打印")
    assert backup.back_up_if_changed(vault) is None
    newest = backup.latest(vault.paths.backups)
    newest.database.write_bytes(b"damaged")
    assert backup.head_of(vault, newest) is None
    assert backup.back_up_if_changed(vault) is not None


def test_what_counts_as_a_backup(tmp_path):
    assert backup.all_in(tmp_path / "nowhere") == ()
    assert backup.latest(tmp_path) is None
    for name in ("20261101-080000", "20261102-080000", "20261399-080000", "20261103-080000"):
        (tmp_path / f"{name}.db").touch()
        (tmp_path / f"{name}.keys.json").touch()
    (tmp_path / "20261103-080000.keys.json").unlink()
    (tmp_path / "20261104-080000.db.part").touch()
    assert [one.made_at.day for one in backup.all_in(tmp_path)] == [1, 2]
    assert backup.latest(tmp_path).made_at == datetime(2026, 11, 2, 8)


# Thinning


def test_two_years_of_two_backups_a_day():
    moments = {NOW - timedelta(hours=12 * n) for n in range(2 * 730)}
    kept = sorted(backup.kept(moments, now=NOW), reverse=True)
    recent = [m for m in kept if m > NOW - timedelta(days=2)]
    assert len(recent) == 4
    days = [m.date() for m in kept[4:16]]
    assert all(a - b == timedelta(days=1) for a, b in pairwise(days))
    assert {(m.year, m.month) for m in kept} >= {
        (m.year, m.month) for m in moments if m > NOW - timedelta(days=690)
    }
    assert 4 + 14 + 20 <= len(kept) <= 4 + 14 + 8 + 24


@given(st.sets(st.integers(0, 5_000_000), max_size=80), st.integers(-100_000, 100_000))
def test_thinning_keeps_what_it_promises(minutes, shift):
    moments = {NOW - timedelta(minutes=n) for n in minutes}
    now = NOW + timedelta(minutes=shift)
    kept = backup.kept(moments, now=now)
    assert kept <= moments
    assert kept >= {m for m in moments if m > now - timedelta(days=2)}
    assert not moments or max(moments) in kept
    assert backup.kept(kept, now=now) == kept  # thinning again removes nothing


def test_thin_removes_files_of_backups_only(vault):
    folder = vault.paths.backups
    folder.mkdir()
    names = [f"20250301-{hour:02}0000" for hour in range(5)]
    for name in names:
        (folder / f"{name}.db").touch()
        (folder / f"{name}.keys.json").touch()
    (folder / "20250301-note.txt").touch()
    add_person(vault, "吴建国")
    backup.back_up(vault)
    left = {p.name for p in folder.iterdir()}
    assert left == {
        "20250301-040000.db",
        "20250301-040000.keys.json",
        "20250301-note.txt",
        "20261122-093000.db",
        "20261122-093000.keys.json",
    }


def test_a_vault_made_and_closed_at_once_needs_no_backup(tmp_path):
    vault, _ = make_vault(tmp_path / "v")
    vault.close()
    assert not (tmp_path / "v" / "backups").exists()
