"""One program per vault; a dead one holds nothing."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest
from vaults import NOW

from jzdesk.storage.errors import Kind, StoreError
from jzdesk.storage.lock import VaultLock

HOLDER = """
import sys
from datetime import datetime
from pathlib import Path
from jzdesk.storage.lock import VaultLock
lock = VaultLock(Path(sys.argv[1]), now=datetime(2026, 11, 21, 8, 5))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "vault.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_program_is_told_since_when_and_where(tmp_path, holder):
    with pytest.raises(StoreError) as caught:
        VaultLock(tmp_path / "vault.lock", now=NOW)
    assert caught.value.kind is Kind.LOCKED_ELSEWHERE
    assert "2026-11-21 08:05" in caught.value.text
    assert platform.node() in caught.value.text


def test_a_killed_program_holds_nothing(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    VaultLock(tmp_path / "vault.lock", now=NOW).release()


def test_the_same_program_twice(tmp_path):
    first = VaultLock(tmp_path / "vault.lock", now=NOW)
    with pytest.raises(StoreError, match="2026-11-22 09:30"):
        VaultLock(tmp_path / "vault.lock", now=NOW)
    first.release()
    VaultLock(tmp_path / "vault.lock", now=NOW).release()


def test_a_holder_that_wrote_nothing_legible(tmp_path):
    first = VaultLock(tmp_path / "vault.lock", now=NOW)
    (tmp_path / "vault.lock").write_text("[1]")
    with pytest.raises(StoreError, match="这份数据已被另一个"):
        VaultLock(tmp_path / "vault.lock", now=NOW)
    first.release()


def test_windows_locks_a_byte_behind_the_text(tmp_path, monkeypatch):
    calls = []

    def locking(file, mode, count):
        calls.append((os.lseek(file, 0, os.SEEK_CUR), mode, count))

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
    monkeypatch.setattr(sys, "platform", "win32")
    lock = VaultLock(tmp_path / "vault.lock", now=NOW)
    text = (tmp_path / "vault.lock").read_text()
    lock.release()
    assert calls == [(1 << 20, 2, 1)]
    assert "2026-11-22T09:30" in text


def test_a_full_disk_holds_no_lock(tmp_path, monkeypatch):
    def full(_file, _content):
        raise OSError(28, "no space")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(StoreError, check=lambda exc: exc.kind is Kind.FULL):
            VaultLock(tmp_path / "vault.lock", now=NOW)
    VaultLock(tmp_path / "vault.lock", now=NOW).release()


def test_no_folder(tmp_path):
    with pytest.raises(StoreError, check=lambda exc: exc.kind is Kind.MISSING):
        VaultLock(tmp_path / "nowhere" / "vault.lock", now=NOW)
