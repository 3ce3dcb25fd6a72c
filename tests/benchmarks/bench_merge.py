"""Goal: eight counties × twelve months × 2,000 rows merged within 60 s and 500 MB (wall time and the merge's own memory).

Run: python tests/benchmarks/bench_merge.py [months] [rows] — the files are made first, which is not measured.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import county_files as made_up

from jzdesk.services.merging import MergeOrder, merge_files

SECONDS, MEGABYTES = 60.0, 500.0
CASES_OF_ROWS = 1.5
"""Cases a county needs for so many rows of its five ledgers in a month (a year of decisions is in force)."""


def make(folder: Path, months: int, rows: int) -> list[Path]:
    """The files, by two processes."""
    keys = [f"2026-{number:02d}" for number in range(1, months + 1)]
    cases = int(rows * CASES_OF_ROWS)
    wanted = [(folder, index, key, cases) for index in range(8) for key in keys]
    with get_context("spawn").Pool(2) as pool:
        return pool.starmap(_one, wanted)


def _one(folder: Path, index: int, key: str, cases: int) -> Path:
    return made_up.write(folder, index, key, cases=cases)


def main() -> int:
    """Print the figures; status 1 when a goal is missed."""
    months = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        files = make(folder / "in", months, rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        begun, worked = time.perf_counter(), time.process_time()
        order = MergeOrder(
            files=files, out=folder / "city.xlsx", forms=made_up.FORMS_FOLDER, made_on=date(2027, 1, 8)
        )
        result = merge_files(order)
        wall, own = time.perf_counter() - begun, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        counted = sum(count for title, count in result.rows.items() if title.endswith("台账"))
        size = (folder / "city.xlsx").stat().st_size / 2**20
    print(
        f"merge: {len(result.files)} files, {counted} rows ({counted / len(result.files):.0f} a file), "
        f"{len(result.findings)} findings, {size:.1f} MB written"
    )
    print(
        f"wall {wall:.1f} s (goal {SECONDS:.0f}), own CPU {own:.1f} s, memory {peak:.0f} MB (before {before:.0f}, goal {MEGABYTES:.0f})"
    )
    return int(wall > SECONDS or peak > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
