"""What the benchmarks of writing share: an empty office with a weak key, the bare database it is held against, a stopwatch.

A benchmark is a script of its own (`run.py`), so this sets the path to the program before it imports it.
"""

from __future__ import annotations

import secrets
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import sqlcipher3  # noqa: E402

from jzdesk.domain.accounts import Role  # noqa: E402
from jzdesk.paths import Paths  # noqa: E402
from jzdesk.services.desk import Desk, NewAccount, create_desk  # noqa: E402
from jzdesk.storage.vault import KdfCost  # noqa: E402

RECORD = ("一条记录" * 40,)
"""The values of `INSERT INTO record (content)`: about as long as a record of ours."""


def bare(folder: Path) -> sqlcipher3.Connection:
    """An encrypted database with the vault's settings and one table."""
    made = sqlcipher3.connect(str(folder / "bare.db"), isolation_level=None)
    made.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
    made.execute("PRAGMA journal_mode = WAL")
    made.execute("PRAGMA synchronous = FULL")
    made.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, content TEXT)")
    return made


def empty_office(vault: Path) -> Desk:
    """A desk on a new vault, at 2026-11-22 09:00."""
    clerk = NewAccount(name="jingban", display_name="李某", role=Role.CLERK, password="bench-2026")
    made, _ = create_desk(
        Paths(vault), unit_name="某县纪委监委", unit_code="421022", accounts=[clerk],
        clock=lambda: datetime(2026, 11, 22, 9), cost=KdfCost.WEAK,
    )  # fmt: skip
    return made


def timed(work: Callable[[], object]) -> float:
    """Seconds of some work."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def line(what: str, ours: list[float], theirs: list[float]) -> str:
    """Median and 95th percentile of ours, and the ratio of the medians."""
    own, most = statistics.median(ours), sorted(ours)[int(len(ours) * 0.95)]
    ratio = own / statistics.median(theirs)
    return f"{what}: {own * 1000:.1f} ms median, {most * 1000:.1f} ms p95, {ratio:.1f} x a bare commit\n"
