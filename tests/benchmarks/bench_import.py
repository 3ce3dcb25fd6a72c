"""One line: CPU of reading 10,000 rows × 30 columns with every check ÷ openpyxl's read-only reading of the same file.

python tests/benchmarks/bench_import.py [ROWS]: with other numbers of rows also the memory of both processes is told.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from jzdesk.domain.import_words import words_of  # noqa: E402
from jzdesk.imports.books import open_book  # noqa: E402
from jzdesk.imports.table_reading import choose_sheet, read_rows  # noqa: E402
from jzdesk.services.import_catalogues import load_imports  # noqa: E402
from jzdesk.services.rules import load_rulebook  # noqa: E402

TODAY = date(2026, 11, 23)
COLUMNS = (
    "序号", "姓名", "身份证号", "性别", "出生日期", "单位", "职务", "政治面貌", "学历", "职级", "管理权限", "监察对象类别", "案号",
    "线索来源", "立案日期", "违纪违法类型", "主要违纪违法事实", "涉案金额（元）", "涉嫌犯罪", "承办人", "党纪处分", "政务处分", "决定机关",
    "文号", "决定日期", "制发日期", "送达日期", "归档日期", "联系电话", "备注",
)  # fmt: skip
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def id_of(number: int, born: date) -> str:
    body = f"421022{born:%Y%m%d}{number % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def row_of(number: int) -> list[object]:
    born = date(1960, 1, 1) + timedelta(days=number * 7 % 14_000)
    filed = date(2018, 1, 2) + timedelta(days=number % 2500)
    name = SURNAMES[number % 10] + GIVEN[number // 10 % 20] + GIVEN[number // 200 % 20]
    return [
        number + 1, name, id_of(number, born), "男" if number % 2 else "女", born, f"县{SURNAMES[number % 7]}河镇中心{number % 89}站",
        f"副站长{number % 13}", "中共党员", "大学本科", "副科级", "县管", "公务员", f"江纪立〔{filed.year}〕{number}号", "信访举报", filed,
        "违反工作纪律、违反廉洁纪律", f"在担任站长期间，违规发放补贴第{number}次，金额较大。", 1000 + number * 3.5, "否", "第一纪检监察室",
        "党内严重警告", "政务记大过", "县纪委监委", f"江纪发〔{filed.year}〕{number}号", filed + timedelta(days=60),
        f"{(filed + timedelta(days=61)):%Y.%m.%d}", filed + timedelta(days=62), f"{(filed + timedelta(days=90)):%Y年%m月%d日}",
        f"138{number:08d}", "",
    ]  # fmt: skip


def made(folder: Path, count: int) -> Path:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(COLUMNS)
    for number in range(count):
        sheet.append(row_of(number))
    path = folder / "ledger.xlsx"
    book.save(path)
    return path


def spent() -> float:
    """CPU of this process and of the children that ended."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def resident() -> float:
    """What this process holds now, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def ours(path: Path, imports: object, words: object) -> tuple[float, int, float]:
    start, before = spent(), resident()
    with open_book(path) as book:
        reading = read_rows(book, choose_sheet(book, imports.kinds["cases"]), words, on=TODAY)  # type: ignore[attr-defined]
    counts = dict(reading.counts)
    assert not reading.grave, counts
    return spent() - start, len(reading), resident() - before


def theirs(path: Path) -> float:
    import openpyxl

    start = time.process_time()
    book = openpyxl.load_workbook(path, read_only=True)
    for _row in book.worksheets[0].iter_rows(values_only=True):
        pass
    return time.process_time() - start


def main(count: int) -> None:
    rules = load_rulebook(ROOT / "resources")
    imports = load_imports(ROOT / "resources")
    words = words_of(imports, rules)
    with tempfile.TemporaryDirectory() as name:
        path = made(Path(name), count)
        runs = [ours(path, imports, words) for _ in range(3 if count <= 20_000 else 1)]
        own, rows, more = min(runs)
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        said = f"import {rows} rows × {len(COLUMNS)}: {own:.2f} s CPU, {more:.0f} MB more, child {child:.0f} MB at most"
        if count <= 20_000:
            other = min(theirs(path) for _ in range(2))
            said += f"; openpyxl read-only {other:.2f} s; ratio {own / other:.2f} (goal 1.50)"
        sys.stdout.write(said + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
