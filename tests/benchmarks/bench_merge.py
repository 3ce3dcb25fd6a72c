"""Goal: eight counties × twelve months × 2,000 rows merged within 60 s and 500 MB (wall time and the merge's own memory).

Run: python tests/benchmarks/bench_merge.py [months] [rows] — the files are made first, which is not measured. On a machine
that does other work as well wall time says little: the CPU time of the merge and its children is printed, and as a ratio to
openpyxl, read-only, going through the files of one month in the same run.
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
from openpyxl import load_workbook

from jzdesk.services.merging import MergeOrder, merge_files

SECONDS, MEGABYTES = 60.0, 500.0
CASES_OF_ROWS = 1.0
"""Cases a county needs for so many rows of its five ledgers in a month (a year of decisions is in force), on the average of a year."""


def make(folder: Path, months: int, rows: int) -> list[Path]:
    """The files, by two processes."""
    keys = [f"2026-{number:02d}" for number in range(1, months + 1)]
    cases = int(rows * CASES_OF_ROWS)
    wanted = [(folder, index, key, cases) for index in range(8) for key in keys]
    with get_context("spawn").Pool(2) as pool:
        return pool.starmap(_one, wanted)


def _one(folder: Path, index: int, key: str, cases: int) -> Path:
    return made_up.write(folder, index, key, cases=cases)


def worked() -> tuple[float, float]:
    """CPU seconds of this process and of its children that ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


def read_only(files: list[Path]) -> float:
    """CPU seconds a row-by-row reading by openpyxl takes for all files, reckoned from those of one month (a twelfth)."""
    some = files[len(files) // 16 :: max(1, len(files) // 8)][:8]
    begun = worked()[0]
    for path in some:
        workbook = load_workbook(path, read_only=True)
        for sheet in workbook:
            for _ in sheet.iter_rows(values_only=True):
                pass
        workbook.close()
    return (worked()[0] - begun) * sum(p.stat().st_size for p in files) / sum(p.stat().st_size for p in some)


def main() -> int:
    """Print the figures; status 1 when a goal is missed."""
    months = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        files = make(folder / "in", months, rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        begun, cpu = time.perf_counter(), worked()
        order = MergeOrder(
            files=files, out=folder / "city.xlsx", forms=made_up.FORMS_FOLDER, made_on=date(2027, 1, 8)
        )
        result = merge_files(order)
        wall = time.perf_counter() - begun
        own, children = (now - then for now, then in zip(worked(), cpu, strict=True))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        counted = sum(count for title, count in result.rows.items() if title.endswith("台账"))
        size = (folder / "city.xlsx").stat().st_size / 2**20
        plain = read_only(files)
    print(
        f"merge: {len(result.files)} files, {counted} rows ({counted / len(result.files):.0f} a file), "
        f"{len(result.findings)} findings, {size:.1f} MB written"
    )
    print(
        f"wall {wall:.1f} s (goal {SECONDS:.0f}), CPU {own:.1f} s and children {children:.1f} s, "
        f"{(own + children) / plain:.2f} of openpyxl read-only ({plain:.1f} s), memory {peak:.0f} MB (before {before:.0f}, goal {MEGABYTES:.0f})"
    )
    return int(wall > SECONDS or peak > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
