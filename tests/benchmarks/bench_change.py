"""Two lines: correcting the date of a decision with twelve visits planned after it, and the preview that says beforehand
what would move; both ÷ one bare commit of the same database kind.

python tests/benchmarks/bench_change.py [ROUNDS]
"""

from __future__ import annotations

import secrets
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import sqlcipher3  # noqa: E402

from jzdesk.domain.accounts import Role  # noqa: E402
from jzdesk.domain.cases import Case, CaseFile, Decision  # noqa: E402
from jzdesk.domain.measures import Measure  # noqa: E402
from jzdesk.domain.people import Person  # noqa: E402
from jzdesk.paths import Paths  # noqa: E402
from jzdesk.services import cases, dossiers  # noqa: E402
from jzdesk.services.case_preview import preview  # noqa: E402
from jzdesk.services.desk import Desk, NewAccount, create_desk  # noqa: E402
from jzdesk.storage.vault import KdfCost  # noqa: E402

VISITS = 12


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


def registered(desk: Desk) -> int:
    """A person on 留党察看, extended, and with 撤职: the longest plan of visits a single decision makes."""
    decision = Decision(
        issuer="county_commission", document_number="公纪〔2025〕1号", decided_on=date(2025, 3, 3),
        measures=(Measure(code="D4-1", extended_on=date(2026, 2, 20)), Measure(code="Z5")),
    )  # fmt: skip
    person = Person(name="测试一", unit_name="县装备中心", politics="01", post="主任", object_kind="civil")
    return cases.record_case(desk, CaseFile(person=person, case=Case(), decisions=(decision,))).record_id or 0


def timed(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, desk = bare(folder), desk_in(folder)
        case_id = registered(desk)
        planned = len(dossiers.file_of_person(desk, cases.open_case(desk, case_id).person.id or 0).visits)  # type: ignore[union-attr]
        ours, previews, theirs, moved = [], [], [], 0
        for number in range(1, rounds + 1):
            file = cases.open_case(desk, case_id)
            day = date(2025, 3, 3) + timedelta(days=7 * (number % 12))
            typed = replace(file, decisions=(replace(file.decisions[0], decided_on=day),))
            previews.append(timed(lambda typed=typed: preview(desk, typed)))
            start = time.perf_counter()
            moved = max(moved, len(cases.record_case(desk, typed).moved))
            ours.append(time.perf_counter() - start)
            theirs.append(timed(lambda: plain.execute("INSERT INTO record (content) VALUES (?)", ("一条记录" * 40,))))
        desk.close()
        if planned < VISITS or not moved:
            sys.exit(f"only {planned} visits planned, {moved} days moved: nothing measured")
        other = statistics.median(theirs)
        for what, found in (("correct a decision date", ours), ("preview of it", previews)):
            own, most = statistics.median(found), sorted(found)[int(len(found) * 0.95)]
            sys.stdout.write(
                f"{what} with {planned} visits, {moved} days moved: {own * 1000:.1f} ms median, {most * 1000:.1f} ms p95, "
                f"{own / other:.1f} x a bare commit\n"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 48)
