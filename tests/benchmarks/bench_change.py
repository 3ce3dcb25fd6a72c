"""Two lines: correcting the date of a decision with twelve visits planned after it, and the preview that says beforehand
what would move; both ÷ one bare commit of the same database kind.

python tests/benchmarks/bench_change.py [ROUNDS]
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from against_bare import RECORD, bare, empty_office, line, timed

from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.services import cases, dossiers
from jzdesk.services.case_preview import preview
from jzdesk.services.desk import Desk

VISITS = 12


def registered(desk: Desk) -> int:
    """A person on 留党察看, extended, and with 撤职: the longest plan of visits a single decision makes."""
    decision = Decision(
        issuer="county_commission", document_number="公纪〔2025〕1号", decided_on=date(2025, 3, 3),
        measures=(Measure(code="D4-1", extended_on=date(2026, 2, 20)), Measure(code="Z5")),
    )  # fmt: skip
    person = Person(name="测试一", unit_name="县装备中心", politics="01", post="主任", object_kind="civil")
    return cases.record_case(desk, CaseFile(person=person, case=Case(), decisions=(decision,))).record_id or 0


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, desk = bare(folder), empty_office(folder / "vault")
        case_id = registered(desk)
        planned = len(dossiers.file_of_person(desk, cases.open_case(desk, case_id).person.id or 0).visits)  # type: ignore[union-attr]
        ours, previews, theirs, moved = [], [], [], 0
        for number in range(1, rounds + 1):
            file = cases.open_case(desk, case_id)
            day = date(2025, 3, 3) + timedelta(days=7 * (number % 12))
            typed = replace(file, decisions=(replace(file.decisions[0], decided_on=day),))
            previews.append(timed(lambda typed=typed: preview(desk, typed)))
            saved = []
            ours.append(timed(lambda typed=typed, saved=saved: saved.append(cases.record_case(desk, typed))))
            moved = max(moved, len(saved[0].moved))
            theirs.append(timed(lambda: plain.execute("INSERT INTO record (content) VALUES (?)", RECORD)))
        desk.close()
        if planned < VISITS or not moved:
            sys.exit(f"only {planned} visits planned, {moved} days moved: nothing measured")
        for what, found in (("correct a decision date", ours), ("preview of it", previews)):
            sys.stdout.write(line(f"{what} with {planned} visits, {moved} days moved", found, theirs))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 48)
