"""One line: saving a decision with its duties, visit plan and audit entry ÷ one bare commit of the same database kind.

python tests/benchmarks/bench_save.py [ROUNDS]
"""

from __future__ import annotations

import secrets
import statistics
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import sqlcipher3  # noqa: E402

from jzdesk.domain.accounts import Role  # noqa: E402
from jzdesk.domain.cases import Case, CaseFile, Decision  # noqa: E402
from jzdesk.domain.measures import Measure  # noqa: E402
from jzdesk.domain.people import Person  # noqa: E402
from jzdesk.paths import Paths  # noqa: E402
from jzdesk.services import cases  # noqa: E402
from jzdesk.services.desk import Desk, NewAccount, create_desk  # noqa: E402
from jzdesk.storage.vault import KdfCost  # noqa: E402


def bare(folder: Path) -> sqlcipher3.Connection:
    """An encrypted database with the vault's settings and one table."""
    made = sqlcipher3.connect(str(folder / "bare.db"), isolation_level=None)
    made.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
    made.execute("PRAGMA journal_mode = WAL")
    made.execute("PRAGMA synchronous = FULL")
    made.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, content TEXT)")
    return made


def desk_in(folder: Path) -> Desk:
    clerk = NewAccount(name="jingban", display_name="李某", role=Role.CLERK, password="bench-2026")
    made, _ = create_desk(
        Paths(folder / "vault"), unit_name="某县纪委监委", unit_code="421022", accounts=[clerk],
        clock=lambda: datetime(2026, 11, 22, 9), cost=KdfCost.WEAK,
    )  # fmt: skip
    return made


def record(number: int) -> CaseFile:
    decision = Decision(
        issuer="county_dc", document_number=f"公纪〔2026〕{number}号", decided_on=date(2026, 9, 18),
        measures=(Measure(code="D2"), Measure(code="Z3")),
    )  # fmt: skip
    person = Person(name=f"测试{number}", unit_name="县装备中心", politics="01", post="主任")
    return CaseFile(person=person, case=Case(filed_on=date(2026, 8, 1)), decisions=(decision,))


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, desk = bare(folder), desk_in(folder)
        cases.record_case(desk, record(0))  # the first one loads the pinyin table
        ours, theirs = [], []
        for number in range(1, rounds + 1):
            start = time.perf_counter()
            cases.record_case(desk, record(number))
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            plain.execute("BEGIN IMMEDIATE")
            plain.execute("INSERT INTO record (content) VALUES (?)", ("一条记录" * 40,))
            plain.execute("COMMIT")
            theirs.append(time.perf_counter() - start)
        desk.close()
        own, other = statistics.median(ours), statistics.median(theirs)
        most = sorted(ours)[int(len(ours) * 0.95)]
        sys.stdout.write(
            f"save a decision with duties, plan and audit: {own * 1000:.1f} ms median, {most * 1000:.1f} ms p95, "
            f"{own / other:.1f} x a bare commit\n"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
