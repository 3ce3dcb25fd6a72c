"""Wrong passwords: counted per account beside the vault, because the vault itself is still shut.

Five in a row lock the account's log-in for ten minutes (BMB-style default). The file is no protection against who
can delete it: the slow key derivation is; this is for the person at the keyboard, and for the audit log.
"""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.errors import Refused
from jzdesk.paths import replace_file
from jzdesk.storage.errors import Kind, StoreError

if TYPE_CHECKING:
    from pathlib import Path

MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=10)
_FILE = "vault.attempts.json"


def _read(folder: Path) -> dict[str, tuple[int, datetime]]:
    try:
        raw = json.loads((folder / _FILE).read_bytes())
        return {name: (int(count), datetime.fromisoformat(at)) for name, (count, at) in raw.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(folder: Path, found: dict[str, tuple[int, datetime]]) -> None:
    raw = {name: [count, at.isoformat()] for name, (count, at) in found.items()}
    try:
        replace_file(folder / _FILE, json.dumps(raw, ensure_ascii=False).encode())
    except OSError:
        return  # a read-only folder must not hide that the password was wrong


def refuse_while_locked(folder: Path, account: str, now: datetime) -> None:
    """Refused while the account is locked. A clock set back does not lock for longer than the ten minutes."""
    count, at = _read(folder).get(account, (0, now))
    passed = abs(now - at)
    if count >= MAX_FAILURES and passed < LOCKED_FOR:
        minutes = math.ceil((LOCKED_FOR - passed).total_seconds() / 60)
        raise Refused(f"口令连续输错{count}次，账户“{account}”已锁定，请{minutes}分钟后再试。")


def note_failure(folder: Path, account: str, now: datetime) -> int:
    """Count a wrong password; the number of them in a row. After a lock has run out it starts again."""
    found = _read(folder)
    count, at = found.get(account, (0, now))
    if count >= MAX_FAILURES and abs(now - at) >= LOCKED_FOR:
        count = 0
    found[account] = (count + 1, now)
    _write(folder, found)
    return count + 1


def counted(fault: StoreError, folder: Path, account: str, now: datetime) -> StoreError:
    """The same fault, a wrong password counted and the tries left said."""
    if fault.kind is not Kind.WRONG_PASSWORD:
        return fault
    left = MAX_FAILURES - note_failure(folder, account, now)
    minutes = int(LOCKED_FOR.total_seconds() // 60)
    rest = f"还可以再试{left}次。" if left > 0 else f"账户已锁定，请{minutes}分钟后再试。"
    return StoreError(f"{fault.text}{rest}", fault.kind)


def forget_failures(folder: Path, account: str) -> int:
    """Start anew after a good log-in; how many wrong passwords came before it."""
    found = _read(folder)
    count, _ = found.pop(account, (0, None))
    if count:
        _write(folder, found)
    return count
