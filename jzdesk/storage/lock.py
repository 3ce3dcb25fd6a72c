"""One program per vault: a lock file held by the operating system, so that a dead program holds nothing."""

from __future__ import annotations

import json
import os
import platform
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from jzdesk.storage.errors import Kind, StoreError, all_faults

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

# Windows locks bytes, and a locked byte cannot be read: lock one far behind the text.
_LOCKED_BYTE = 1 << 20


class VaultLock:
    """Held while a vault is open.

    Taking it names this PC and process in the file, for the one who comes second.
    """

    def __init__(self, path: Path, *, now: datetime) -> None:
        """Take the lock, or StoreError locked_elsewhere saying since when and where."""
        with all_faults():
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._file)
        except OSError as exc:
            holder = _read(self._file)
            os.close(self._file)
            raise StoreError(_sentence(holder), Kind.LOCKED_ELSEWHERE) from exc
        with all_faults():
            self._write(
                {"host": platform.node(), "pid": os.getpid(), "since": now.isoformat(timespec="minutes")}
            )

    def release(self) -> None:
        """Give the lock up. The file stays: removing it would race with the next one to take it."""
        with suppress(OSError):
            os.ftruncate(self._file, 0)
        os.close(self._file)

    def _write(self, holder: dict[str, object]) -> None:
        try:
            os.ftruncate(self._file, 0)
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(self._file, json.dumps(holder, ensure_ascii=False).encode())
        except OSError:
            os.close(self._file)
            raise


def _take(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read(file: int) -> dict[str, object]:
    with suppress(OSError, ValueError):
        os.lseek(file, 0, os.SEEK_SET)
        holder = json.loads(os.read(file, 4096))
        if isinstance(holder, dict):
            return holder
    return {}


def _sentence(holder: dict[str, object]) -> str:
    since = str(holder.get("since", "")).replace("T", " ")
    host = str(holder.get("host", ""))
    where = f"自{since}起" if since else ""
    where += f"在电脑“{host}”上" if host else ""
    return f"这份数据{where}已被另一个执纪台账程序打开，请先关闭那个程序再打开。"
