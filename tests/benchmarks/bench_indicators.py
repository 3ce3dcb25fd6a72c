"""One line a span: all indicators of all units over 20,000 people, ÷ one pass of SQLite over their duties.

python tests/benchmarks/bench_indicators.py [PEOPLE]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from against_bare import timed
from bench_lists_sql import grown, median

from jzdesk.domain.indicators import Span, SpanKind
from jzdesk.services.desk import Desk
from jzdesk.services.indicator_lines import lines_behind
from jzdesk.services.indicators import COUNTY, measure

LIMIT_MS = 1000
SPANS = (
    Span(SpanKind.QUARTER, 2026, 4),
    Span(SpanKind.YEAR, 2026, 1),
    Span(SpanKind.QUARTER, 2026, 3),
    Span(SpanKind.YEAR, 2025, 1),
)


def bare(desk: Desk) -> float:
    """The duties read once by SQLite, in milliseconds."""

    def read() -> object:
        with desk.vault.read() as database:
            return database.execute_sql("SELECT sum(length(why)) FROM duty").fetchone()

    return median(read)


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        desk = grown(Path(name) / "vault", 600, people)
        with desk.vault.read() as database:
            (count,) = database.execute_sql("SELECT count(*) FROM person").fetchone()
        unit = bare(desk)
        for span in SPANS:
            taken = median(lambda span=span: measure(desk, span))
            verdict = "" if taken <= LIMIT_MS else f"  OVER {LIMIT_MS} ms"
            sys.stdout.write(f"indicators of {span.title}, {count:,} people: {taken:.0f} ms = {taken / unit:.1f} x{verdict}\n")
        taken = timed(lambda: lines_behind(desk, SPANS[1], COUNTY, "visits")) * 1000
        sys.stdout.write(f"the people behind one figure of a year: {taken:.0f} ms\n")
        desk.vault.close(back_up=False)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
