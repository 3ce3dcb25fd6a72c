"""The page of list versions in the walk through every screen: each list of a version, what an import would change, the
faults of a workbook, the ending of a version."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

from jzdesk.services import list_imports
from jzdesk.ui.tolerance.lists_view import PAGES

FAULTS = (("负面清单!C5", None), ("负面清单!A7", "N01"), ("正面清单!B6", "=B5"), ("说明!B4", "明年"))
CHANGES = (
    ("负面清单!B4", "打着改革创新旗号搞劳民伤财的政绩工程、形象工程和面子工程"), ("负面清单!B8", "未经请示突破国土空间规划"),
    ("正面清单!C5", "经集体研究\n报上级备案"), ("不予容错情形!A8", "X6"), ("说明!B2", "楚江县容错清单（修订）"),
    ("说明!B3", "楚办发〔2027〕3号"), ("说明!B4", "2027-03-01"),
)  # fmt: skip


def read(desk, folder, cells):
    """What a clerk's edited workbook would change."""
    path = Path(folder) / "容错清单（修订稿）.xlsx"
    list_imports.export_lists(desk, None, path)
    book = load_workbook(path)
    for place, text in cells:
        sheet, _, cell = place.partition("!")
        book[sheet][cell] = text
    book.save(path)
    return list_imports.preview_lists(desk, path)


def steps(walk, pages):
    """The screens of the page, as `Walk.steps`."""
    page = pages.show_page(pages.page_of("list_version"))
    walk.wait()
    yield "清单版本"
    for row in list_imports.list_versions(walk.desk):
        page.open_record("list_version", row.id)
        walk.wait()
    for number, title in enumerate(PAGES):
        page.view.switch.setCurrentIndex(number)
        walk.wait()
        yield f"清单版本-{title}"
    with TemporaryDirectory() as folder:
        for cells, name in ((CHANGES, "导入容错清单"), (FAULTS, "导入容错清单-须改正")):
            page._show_preview(read(walk.desk, folder, cells))
            yield from walk._formed(page, name)
    own = next(row for row in list_imports.list_versions(walk.desk) if row.own)
    page._end(list_imports.open_version(walk.desk, own.id))
    yield from walk._formed(page, "停用容错清单")
    pages.show_page(0)
    walk.wait()
