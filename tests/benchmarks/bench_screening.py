"""One line a kind of list: 200 names of a letter of enquiry screened against 20,000 people, ÷ one pass of SQLite over them.

python tests/benchmarks/bench_screening.py [PEOPLE]
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

from bench_lists_sql import grown, median

from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.services.desk import Desk
from jzdesk.services.enquiry_screening import screen_list

LIMIT_MS = 1000
NAMES = 200


def drawn(desk: Desk) -> list[EnquiryPerson]:
    """Names of people on record as a letter gives them, with their ID numbers."""
    sql = "SELECT p.name, p.id_number, u.name, p.post FROM person p LEFT JOIN unit u ON u.id = p.unit_id ORDER BY p.id"
    with desk.vault.read() as database:
        rows = database.execute_sql(sql).fetchall()
    chosen = Random(1).sample(rows, NAMES)
    return [EnquiryPerson(name=name, id_number=number, unit_text=unit, post=post) for name, number, unit, post in chosen]


def slipped(name: EnquiryPerson) -> EnquiryPerson:
    """One digit of the number wrong."""
    number = name.id_number
    return replace(name, id_number=f"{number[:16]}{(int(number[16]) + 1) % 10}{number[17:]}")


def bare(desk: Desk) -> float:
    """Everybody's name and number read once by SQLite, in milliseconds."""

    def read() -> object:
        with desk.vault.read() as database:
            return database.execute_sql("SELECT id, name, id_number FROM person").fetchall()

    return median(read)


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = grown(Path(folder) / "vault", 600, people)
        unit, names = bare(desk), drawn(desk)
        kinds = {
            "by ID number": names,
            "by name and unit": [replace(name, id_number="") for name in names],
            "by a number one digit off": [slipped(name) for name in names],
            "nobody on record": [replace(name, name="无此人", id_number="") for name in names],
        }
        for title, found in kinds.items():
            taken = median(lambda found=found: screen_list(desk, found))
            verdict = "" if taken <= LIMIT_MS else f"  OVER {LIMIT_MS} ms"
            sys.stdout.write(f"{NAMES} names {title}, {people:,} people: {taken:.0f} ms = {taken / unit:.1f} x{verdict}\n")
        desk.vault.close(back_up=False)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
