"""Two lines: CPU of a 10,000-row 处分决定执行台账 ÷ openpyxl write-only with the same columns and values, plain and with the
same styles; and the memory our writing adds for as many rows and for four times as many (it must not grow with them).

python tests/benchmarks/bench_export.py [ROWS]
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
from copy import copy
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from openpyxl import Workbook, load_workbook  # noqa: E402
from openpyxl.cell import WriteOnlyCell  # noqa: E402

from jzdesk.exports.ledgers import LedgerDef, load_ledgers  # noqa: E402
from jzdesk.exports.month_book import MonthBook, write_month_book  # noqa: E402

FORMS = ROOT / "forms" / "monthly"
TEXTS = (
    "县住房和城乡建设局",
    "党委委员、副局长",
    "公纪发〔2026〕12号",
    "党内严重警告",
    "未到期",
    "因本人住院，送达延期，已报分管领导同意并记录在案",
)


def rows_of(ledger: LedgerDef, count: int) -> list[dict[str, object]]:
    made = []
    for number in range(count):
        row: dict[str, object] = {}
        for at, column in enumerate(ledger.columns):
            if column.kind == "date":
                row[column.key] = date(2024, 1, 1) + timedelta(days=(number * 7 + at) % 900)
            elif column.kind == "int":
                row[column.key] = number + 1
            elif column.kind == "id":
                row[column.key] = f"42102219{number:010d}"
            else:
                row[column.key] = f"{TEXTS[(number + at) % len(TEXTS)]}{number % 97}"
        made.append(row)
    return made


def ours(rows: list[dict[str, object]], folder: Path) -> float:
    book = MonthBook(
        unit_name="某县纪委监委", unit_code="421022", month="2026-10", made_on=date(2026, 11, 3),
        ledgers={"decisions": rows}, units=[("", "")],
    )  # fmt: skip
    start = time.process_time()
    write_month_book(book, FORMS, out=folder / "ours.xlsx")
    return time.process_time() - start


def theirs(rows: list[dict[str, object]], keys: tuple[str, ...], folder: Path) -> float:
    start = time.process_time()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(keys))
    for row in rows:
        sheet.append([row[key] for key in keys])
    book.save(folder / "theirs.xlsx")
    return time.process_time() - start


def styled(rows: list[dict[str, object]], keys: tuple[str, ...], folder: Path) -> float:
    """The same with the styles of our sample row: what one gets who leaves all to openpyxl."""
    sample = [cell for cell in load_workbook(FORMS / "month.xlsx")["处分决定执行台账"][5] if cell.has_style]
    start = time.process_time()
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    looks = []
    for old in sample:
        new = WriteOnlyCell(sheet)
        new.font, new.border, new.alignment = copy(old.font), copy(old.border), copy(old.alignment)
        new.number_format = old.number_format
        looks.append(new._style)
    for row in rows:
        cells = []
        for key, look in zip(keys, looks, strict=True):
            cell = WriteOnlyCell(sheet, row[key])
            cell._style = look
            cells.append(cell)
        sheet.append(cells)
    book.save(folder / "styled.xlsx")
    return time.process_time() - start


def memory(rows: list[dict[str, object]], folder: Path) -> float:
    """MB at the highest that writing adds to the rows themselves."""
    tracemalloc.start()
    ours(rows, folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / (1 << 20)


def main(count: int) -> None:
    ledger = load_ledgers(FORMS)["decisions"]
    rows = rows_of(ledger, count)
    # one unit for all, as the ratio is of writing rows, not of counting units
    for row in rows:
        row["unit"], row["unit_level"] = "县教育局", "县直机关"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = min(ours(rows, folder) for _ in range(3))
        other = min(theirs(rows, ledger.keys, folder) for _ in range(2))
        dressed = styled(rows, ledger.keys, folder)
        few, many = memory(rows, folder), memory(rows * 4, folder)
    print(
        f"monthly export, {count} rows x {len(ledger.columns)} columns: {own:.2f} s / openpyxl write-only {other:.2f} s ="
        f" {own / other:.2f}; with the same styles {dressed:.2f} s = {own / dressed:.2f}"
    )
    print(f"memory while writing: {few:.1f} MB for {count} rows, {many:.1f} MB for {4 * count}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
