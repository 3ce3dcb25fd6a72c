"""Lists, filters, board and month of a big vault, below the window: medians, and the ratio of 20,000 cases to 1,000.

python tests/benchmarks/bench_lists_sql.py [SMALL BIG]: a made-up county copied by SQL, with everything that hangs on
each case, until there are so many. (100,000 lines of one list are `bench_list.py`'s; 1000 100000 takes minutes here.)
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from against_bare import empty_office

from jzdesk.services import cases, dossiers, months, overview, search, tolerance
from jzdesk.services.demo import fill
from jzdesk.services.desk import Desk
from jzdesk.storage import models
from jzdesk.storage.transaction import meta_of

ON = date(2026, 11, 22)
COPIED = (
    "Person", "Case", "Decision", "Measure", "Announcement", "ExecutionItem", "ToleranceReview", "Dossier", "Mentor",
    "TeamMember", "Visit", "Assessment", "Duty",
)  # fmt: skip
ROUNDS = 5


def grown(folder: Path, seed: int, size: int) -> Desk:
    """A county of `seed` people, then copies of it, each with keys moved up, until there are `size` cases."""
    desk = empty_office(folder)
    fill(desk, people=seed, months=60, seed=1)
    with desk.vault.unlogged() as database:
        count, step = (database.execute_sql(f'SELECT {what} FROM "case"').fetchone()[0] for what in ("count(*)", "max(id)"))
        step = max(step, *(database.execute_sql(f'SELECT coalesce(max(id), 0) FROM "{table}"').fetchone()[0] for table in tables()))
        for copy in range(1, -(-size // count)):
            for table in tables():
                database.execute_sql(*copying(table, copy * (step + 1), copy, step))
    return desk


def tables() -> list[str]:
    return [meta_of(getattr(models, name)).table_name for name in COPIED]


def copying(table: str, more: int, copy: int, step: int) -> tuple[str, tuple[int, ...]]:
    """One table's rows again: own key and keys of copied tables moved up by `more`."""
    meta = next(meta_of(getattr(models, n)) for n in COPIED if meta_of(getattr(models, n)).table_name == table)
    moved = {"id", "subject_id"} | {
        field.column_name for field in meta.sorted_fields
        if type(field).__name__ == "ForeignKeyField" and field.rel_model.__name__ in COPIED
    }  # fmt: skip
    columns, values = [], []
    for field in meta.sorted_fields:
        name = field.column_name
        columns.append(f'"{name}"')
        if name in moved:
            values.append(f'"{name}" + {more}')
        elif name == "uid":
            values.append(f"\"uid\" || '-{copy}'")
        else:
            values.append(f'"{name}"')
    sql = f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(values)} FROM "{table}" WHERE id <= ?'
    return sql, (step,)


def median(act: Callable[[], object]) -> float:
    act()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
        if sum(times) > 4:
            break
    return statistics.median(times) * 1000


def measures(desk: Desk) -> dict[str, float]:
    """Every measure by name, in milliseconds."""
    def page(module, name, filter_class, **filter_):
        listing, counting = getattr(module, f"list_{name}"), getattr(module, f"count_{name}")
        asked = filter_class(on=ON, **filter_)
        return median(lambda: (listing(desk, asked, limit=60), counting(desk, asked)))

    case = cases.list_cases(desk, cases.CaseFilter(on=ON), limit=1)[0]
    lists = (
        ("cases", cases, cases.CaseFilter, ("overdue", "due_soon", "done_late", "excused")),
        ("dossiers", dossiers, dossiers.DossierFilter, ("visit_overdue", "visit_soon", "no_mentor", "assess_due")),
        ("reviews", tolerance, tolerance.ReviewFilter, ("running", "overdue", "refused")),
    )
    found: dict[str, float] = {}
    for name, module, filter_class, states in lists:
        found[f"{name}: first page and count"] = page(module, name, filter_class)
        for what, text in (("name", case.person[:2]), ("initials", "zx"), ("ID", "42102"), ("document", case.document_number)):
            found[f"{name}: by {what}"] = page(module, name, filter_class, keyword=text)
        for state in states:
            found[f"{name}: {state}"] = page(module, name, filter_class, state=state)
    found["search everywhere"] = median(lambda: search.search(desk, case.person))
    found["board"] = median(lambda: overview.board(desk))
    for key in ("2026-11", "2026-09"):
        found[f"rates of {key}"] = median(lambda key=key: overview.month_rates(desk, key))
        found[f"figures of {key}"] = median(lambda key=key: months.figures(desk, key))
    return found


def main(small: int, big: int) -> None:
    every: list[dict[str, float]] = []
    for size in (small, big):
        with tempfile.TemporaryDirectory() as name:
            desk = grown(Path(name) / "vault", 200, size)
            every.append(measures(desk))
            desk.vault.close(back_up=False)
    for name, large in every[1].items():
        sys.stdout.write(f"{name}: {large:.1f} ms at {big:,}, {large / every[0][name]:.1f} x that at {small:,}\n")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3])) if len(sys.argv) > 2 else main(1_000, 20_000)
