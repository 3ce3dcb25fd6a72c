"""The case list over the vault: first paint at 100,000 rows ÷ at 1,000 (goal 1.5), a filter ÷ its bare SQL, a scroll.

The real service, the real model and view, offscreen. Each size in processes of its own, alternating; minimum of all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = (1_000, 100_000)
ROUNDS, REPEATS = 3, 5
NOW = datetime(2026, 11, 22, 9, 0)
SURNAMES, GIVEN = (
    "吴王李张刘陈杨赵黄周徐孙马朱胡郭何高林罗",
    "建国志强伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂",
)


def make_vault(folder: Path, size: int) -> None:
    """So many cases of so many people, written straight into the tables: this measures reading."""
    from jzdesk.domain.accounts import Role
    from jzdesk.paths import Paths
    from jzdesk.services.desk import NewAccount, create_desk
    from jzdesk.storage import models as m
    from jzdesk.storage.vault import KdfCost

    account = NewAccount(name="li", display_name="李某", role=Role.CLERK, password="Bench-1234")
    desk, _key = create_desk(
        Paths(folder),
        unit_name="公安县纪委监委",
        unit_code="421022",
        accounts=[account],
        clock=lambda: NOW,
        cost=KdfCost.WEAK,
    )
    with desk.vault.unlogged():
        for start in range(0, size, 500):
            numbers = range(start, min(start + 500, size))
            m.Person.insert_many([person(n) for n in numbers]).execute()
            m.Case.insert_many([case(n) for n in numbers]).execute()
    desk.vault.close(back_up=False)


def person(n: int) -> dict[str, object]:
    name = SURNAMES[n % 20] + GIVEN[n // 20 % 26] + GIVEN[n // 520 % 26]
    return {"id": n + 1, "uid": f"p{n}", "name": name, "post": "科员", "initials": f"w{n % 26}"}


def case(n: int) -> dict[str, object]:
    decided = date(2018, 1, 1) + timedelta(days=n % 3200)
    return {
        "id": n + 1,
        "uid": f"c{n}",
        "number": f"立〔{decided.year}〕{n}号",
        "person": n + 1,
        "measures_text": "党内警告",
        "form": 2,
        "document_number": f"公纪决〔{decided.year}〕{n}号",
        "decided_on": decided,
        "announce_due": decided + timedelta(days=9),
    }


class Bench:
    """One opened vault, its list, and the best time of each measure in milliseconds."""

    def __init__(self, folder: Path) -> None:
        from jzdesk.app import make_application
        from jzdesk.paths import Paths
        from jzdesk.services.desk import open_desk
        from jzdesk.ui.common.jobs import Jobs
        from jzdesk.ui.common.memory import Memory

        self.app = make_application()
        self.jobs, self.memory = Jobs(), Memory()
        self.desk = open_desk(Paths(folder), account="li", password="Bench-1234", clock=lambda: NOW)
        self.best = dict.fromkeys(("paint", "filter", "sql", "scroll"), float("inf"))

    def source(self, keyword: str) -> object:
        from jzdesk.services import cases
        from jzdesk.storage.cases import CaseFilter
        from jzdesk.ui.common.table import ListSource

        filter_ = CaseFilter(on=NOW.date(), keyword=keyword)

        def fetch(offset: int, limit: int, _sort: str, _descending: bool) -> object:
            return cases.list_cases(
                self.desk, filter_, sort="decided_on", descending=True, offset=offset, limit=limit
            )

        return ListSource(lambda: cases.count_cases(self.desk, filter_), fetch)

    def wait(self, signal: object) -> None:
        signal.connect(self.app.quit)
        self.app.exec()
        signal.disconnect(self.app.quit)

    def note(self, name: str, began: float) -> None:
        self.best[name] = min(self.best[name], (time.perf_counter() - began) * 1000)

    def once(self) -> None:
        """Open the list, jump to its middle, filter it, and ask the same of SQL alone."""
        from jzdesk.ui.cases.columns import COLUMNS
        from jzdesk.ui.common.record_list import RecordList

        began = time.perf_counter()
        view = RecordList("bench", COLUMNS, jobs=self.jobs, memory=self.memory)
        view.resize(780, 500)
        view.show()
        view.set_source(self.source(""))
        self.wait(view.model.loaded)
        view.grab()
        self.note("paint", began)
        began = time.perf_counter()
        view.view.scrollTo(view.model.index(view.model.rowCount() // 2, 0))
        view.grab()
        self.wait(view.model.dataChanged)
        view.grab()
        self.note("scroll", began)
        began = time.perf_counter()
        view.set_source(self.source("吴建"))
        self.wait(view.model.loaded)
        view.grab()
        self.note("filter", began)
        began = time.perf_counter()
        wanted = self.source("吴建")
        wanted.count()
        wanted.fetch(0, 200, "", False)
        wanted.fetch(200, 200, "", False)
        self.note("sql", began)
        view.deleteLater()


def measure(folder: Path) -> dict[str, float]:
    """Milliseconds: first paint, a keyword filter to its paint, the SQL of that filter, a page scrolled into."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    bench = Bench(folder)
    for _ in range(REPEATS):
        bench.once()
    bench.jobs.shutdown(lambda: bench.desk.vault.close(back_up=False))
    return bench.best


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(measure(Path(sys.argv[1]))))
        return
    found: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            make_vault(Path(folder, str(size)), size)
        for _ in range(ROUNDS):
            for size in SIZES:
                command = [sys.executable, __file__, str(Path(folder, str(size)))]
                environment = {**os.environ, "PYTHONPATH": str(ROOT)}
                done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
                times = json.loads(done.stdout.splitlines()[-1])
                old = found.setdefault(size, times)
                found[size] = {name: min(old[name], times[name]) for name in times}
    few, many = (found[size] for size in SIZES)
    print(
        f"list: first paint {many['paint']:.0f} ms at 100,000 ÷ {few['paint']:.0f} ms at 1,000"
        f" = {many['paint'] / few['paint']:.2f} (goal 1.5)"
    )
    print(
        f"filter: {many['filter']:.0f} ms to paint ÷ {many['sql']:.0f} ms bare SQL"
        f" = {many['filter'] / many['sql']:.2f} at 100,000 rows"
    )
    print(
        f"scroll: {many['scroll']:.0f} ms from the jump to the painted page at 100,000 ({few['scroll']:.0f} at 1,000)"
    )


if __name__ == "__main__":
    main()
