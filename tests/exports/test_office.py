"""LibreOffice opens our workbooks, calculates the same figures, and puts every sheet on whole pages."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from jzdesk.exports.month_book import Check, MonthBook, write_month_book

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here"),
]
Make = Callable[..., MonthBook]
STRANGE = (
    ("县直机关", '"甲"局'),
    ("县直机关", "A*局?"),
    ("县直机关", "AB局C"),  # what the wildcards above would also match
    ("县直机关", "乙~局"),
    ("县直机关", "~*"),
    ("县直机关", "=SUM(1)"),
    ("县直机关", ">0"),
    ("县直机关", "<>x"),
    ("乡镇'街道'", "Abc村"),
    ("乡镇'街道'", "abc村"),
    ("乡镇'街道'", ""),
    ("", "无层级单位"),
    ("", ""),
)


def convert(files: list[Path], kind: str, folder: Path) -> list[Path]:
    """Files as LibreOffice converts them, in one start of it, with a profile of its own."""
    profile = (folder / "profile").as_uri()
    command = [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    target = folder / kind
    done = subprocess.run([*command, "--outdir", target, *files], capture_output=True, text=True, timeout=110)
    made = [target / f"{file.stem}.{kind}" for file in files]
    assert all(path.exists() for path in made), done.stdout + done.stderr
    return made


def without_figures(path: Path, out: Path) -> Path:
    """The workbook without the figures we stored, so that only a real calculation can give them."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content, found = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
                assert found == content.count(b"<f>")
            new.writestr(name, content)
    return out


def figures_of(path: Path) -> dict[tuple[str, str], object]:
    workbook = load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): round(cell.value, 9) if isinstance(cell.value, float) else cell.value
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_recalculation_gives_the_figures_we_stored(make_book: Make, forms: Path, tmp_path: Path) -> None:
    checks = [Check("甲", 12, 12, True), Check("乙", "一", "二", False), Check("丙", 3, 2, False, "", "<=")]
    books = {
        "strange": make_book(150, 7, units=STRANGE, checks=checks),
        "listed": make_book(40, 8, units=STRANGE[:9]),
        "zero": make_book(0),
        "three": make_book(40, 9, visit_grades=("好", "一般", "较差"), assessment_grades=("好", "较好", "一般")),
        "five": make_book(40, 9, visit_grades=("很好", "好", "*好", "一般", "较差"), assessment_grades=("较好", "差")),
        "nothing": make_book(0, ledgers={}, units=()),
        "thirds": make_book(0, forms_of_handling=[(1, 1), (2, 1), (3, 1)], forms_of_handling_year=[(4, 7), (2, 7), (1, 7)]),
    }  # fmt: skip
    bare, stored = [], {}
    for name, book in books.items():
        made = write_month_book(book, forms, out=tmp_path / f"{name}.xlsx")
        stored[name] = figures_of(made.path)
        bare.append(without_figures(made.path, tmp_path / f"{name}-bare.xlsx"))
    for name, path in zip(books, convert(bare, "xlsx", tmp_path), strict=True):
        calculated = figures_of(path)
        wrong = {
            at: (value, calculated.get(at))
            for at, value in stored[name].items()
            if calculated.get(at) != value
        }
        assert not wrong, (name, wrong)
        assert not [at for at, value in calculated.items() if str(value).startswith(("#", "Err:"))]


def test_every_sheet_prints_on_whole_pages(make_book: Make, forms: Path, tmp_path: Path) -> None:
    made = write_month_book(make_book(30), forms, out=tmp_path / "a.xlsx")
    (pdf,) = convert([made.path], "pdf", tmp_path)
    told = subprocess.run(["pdfinfo", "-l", "99", pdf], capture_output=True, text=True, check=True).stdout
    sizes = re.findall(r"Page +\d+ size: +(\d+)[.\d]* x (\d+)", told)
    a3, a4, portrait = ("1190", "841"), ("841", "595"), ("595", "841")
    assert sizes[0] == portrait
    assert set(sizes[1:]) == {a3, a4}
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.split("\f")[:-1]
    assert "###" not in text
    assert all(f"第 {number} 页 共 {len(pages)} 页" in page for number, page in enumerate(pages, 1))
    for title in ("处分决定执行台账", "公开宣布台账", "容错纠错台账", "回访教育台账", "期满考核台账"):
        mine = [page for page in pages[1:] if title in page.partition("填报单位")[0]]
        assert len(mine) > 1
        assert all("姓名" in page or "审查对象" in page for page in mine), "headings are repeated"
        assert all("备注" in page for page in mine), "one page wide"
        assert "负责人（签章）" in mine[-1]
