"""One line each: the statistics of a stretch over 20,000 people, its grids, the rates of its units, the workbook.

python tests/benchmarks/bench_statistics.py [PEOPLE]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from against_bare import timed
from bench_lists_sql import grown, median

from jzdesk.domain.stretches import Stretch, StretchKind
from jzdesk.services import statistics_rates
from jzdesk.services.statistics import measure
from jzdesk.services.statistics_book import export_statistics
from jzdesk.services.statistics_grids import TOPICS, make_grid

LIMIT_MS = 1000
STRETCHES = (
    Stretch(StretchKind.YEAR, 2026, 1, 12),
    Stretch(StretchKind.QUARTER, 2026, 10, 12),
    Stretch(StretchKind.YEAR, 2025, 1, 12),
)


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        desk = grown(Path(name) / "vault", 600, people)
        for stretch in STRETCHES:
            taken = median(lambda stretch=stretch: make_grid(measure(desk, stretch), "form"))
            verdict = "" if taken <= LIMIT_MS else f"  OVER {LIMIT_MS} ms"
            found = measure(desk, stretch)
            grids = timed(lambda found=found: [make_grid(found, topic) for topic, _ in TOPICS]) * 1000
            rates = timed(lambda found=found: statistics_rates.measure_rates(desk, found)) * 1000
            sys.stdout.write(
                f"{stretch.title}, {len(found.years[0].own):,} person-times: first screen {taken:.0f} ms{verdict},"
                f" all topics {grids:.0f} ms, rates {rates:.0f} ms\n"
            )
        found = measure(desk, STRETCHES[0])
        taken = timed(lambda: export_statistics(desk, found, Path(name) / "out.xlsx")) * 1000
        sys.stdout.write(f"the workbook of a year with rates: {taken:.0f} ms\n")
        desk.vault.close(back_up=False)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
