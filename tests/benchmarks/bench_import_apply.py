"""CPU in ms a row: planning and importing a ledger of cases into an empty vault, planning it again, taking it back; and the
memory at its highest.

python tests/benchmarks/bench_import_apply.py [ROWS]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from import_rows import case  # noqa: E402
from openpyxl import Workbook  # noqa: E402
from revisit_county import make_desk  # noqa: E402

from jzdesk.services import import_apply, imports  # noqa: E402

TITLES = {
    "name": "姓名", "unit_name": "单位", "post": "职务", "politics": "政治面貌", "party_sanction": "党纪处分",
    "issuer": "决定机关", "document_number": "文号", "decided_on": "决定日期", "told_on": "告知本人及支部",
    "birth": "出生日期", "facts": "主要违纪违法事实",
}  # fmt: skip
WORDS = {"politics": "中共党员", "party_sanction": "党内严重警告", "issuer": "县纪委监委"}


def name_of(number: int) -> str:
    """Another name for every number."""
    return f"赵{chr(0x5B57 + number // 100)}{chr(0x660E + number % 100)}"


def write(path: Path, count: int) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet("台账")
    page.append(list(TITLES.values()))
    for number in range(count):
        day = date(2023, 1, 3) + timedelta(days=number % 900)
        row = case(name_of(number), document_number=f"公纪〔2023〕{number}号", decided_on=day, unit_name=f"县{number % 60}局",
                   birth="1976-01-01", told_on=day + timedelta(days=4), facts="违规收受管理和服务对象礼品礼金。") | WORDS  # fmt: skip
        page.append([row[key] for key in TITLES])
    book.save(path)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "台账.xlsx"
        write(file, count)
        desk = make_desk(Path(folder) / "vault")
        said = [f"{count} rows"]
        start = time.process_time()

        def lap(name: str) -> None:
            nonlocal start
            now = time.process_time()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            said.append(f"{name} {(now - start) * 1000 / count:.2f} ms/row (peak {peak:.0f} MB)")
            start = time.process_time()

        plan = imports.plan_import(desk, imports.open_file(desk, file, kind="cases"))
        assert plan.counts == {"new": count}, plan.counts
        lap("plan")
        run = import_apply.apply_import(desk, plan)
        lap("apply")
        assert imports.plan_import(desk, imports.open_file(desk, file, kind="cases")).counts == {
            "same": count
        }
        lap("plan again")
        import_apply.undo_run(desk, run.record_id or 0)
        lap("undo")
        desk.vault.close(back_up=False)
        print("  ".join(said))


if __name__ == "__main__":
    main()
