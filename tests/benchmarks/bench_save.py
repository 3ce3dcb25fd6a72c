"""One line: saving a decision with its duties, visit plan and audit entry ÷ one bare commit of the same database kind.

python tests/benchmarks/bench_save.py [ROUNDS]
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from against_bare import RECORD, bare, empty_office, line, timed

from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.services import cases


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
        plain, desk = bare(folder), empty_office(folder / "vault")

        def commit() -> None:
            plain.execute("BEGIN IMMEDIATE")
            plain.execute("INSERT INTO record (content) VALUES (?)", RECORD)
            plain.execute("COMMIT")

        cases.record_case(desk, record(0))  # the first one loads the pinyin table
        ours, theirs = [], []
        for number in range(1, rounds + 1):
            ours.append(timed(lambda number=number: cases.record_case(desk, record(number))))
            theirs.append(timed(commit))
        desk.close()
        sys.stdout.write(line("save a decision with duties, plan and audit", ours, theirs))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
