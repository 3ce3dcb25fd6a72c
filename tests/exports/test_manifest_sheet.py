"""The manifest of a workbook: nobody sees it, every page prints its short form, and it tells what was changed since,
even after LibreOffice saved the file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from manifest_reading import read_book
from openpyxl import load_workbook

from jzdesk.domain.manifest import SHEET, Manifest
from jzdesk.domain.manifest_compare import Difference, compare
from jzdesk.exports.manifest_sheet import ManifestFacts, manifest_part
from jzdesk.exports.month_book import MonthBook, write_month_book

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
Make = Callable[..., MonthBook]
FACTS = ManifestFacts(
    made_at="2026-11-03T09:00:00", program="0.1.0", audit_seq=77, audit_head="ab" * 32, previous="cd" * 32
)
STRANGE = (
    "=1+1", "甲\r\n乙\t丙", " 前后空格 ", "00123", "1E5", "TRUE", "2026-10-01", "2026年10月", "𠮷𬱖", "&lt;<>&", "'撇",
    "a\x07b", "_x0041_", "12.50", "-", "　全角空格", "#REF!", "1/2", "10%", "甲\r乙", "\u200b零宽",
)  # fmt: skip


def with_keys(rows: Any) -> dict[str, list[dict[str, object]]]:
    return {
        code: [row | {"@key": f"{code}/{n}"} for n, row in enumerate(lines)] for code, lines in rows.items()
    }


@pytest.fixture(scope="module")
def made(make_book: Make, forms: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """A month with strange texts in every ledger, and its manifest."""
    plain = make_book(40)
    ledgers = with_keys(plain.ledgers)
    for lines in ledgers.values():
        for row, text in zip(lines, STRANGE, strict=False):
            row |= {key: text for key in ("note", "post", "matter", "difficulties") if key in row}
    told: list[Manifest] = []
    book = make_book(40, ledgers=ledgers, parts=(manifest_part(FACTS, told.append),))
    out = tmp_path_factory.mktemp("manifest") / "a.xlsx"
    write_month_book(book, forms, out=out)
    return out, told[0]


def test_it_says_whose_month_it_is(made: tuple[Path, Manifest]) -> None:
    path, told = made
    manifest, _ = read_book(path)
    assert manifest == told
    assert (manifest.unit_code, manifest.key, manifest.submission) == ("421022", "2026-10", 2)
    assert (manifest.first_on, manifest.last_on, manifest.level) == ("2026-10-01", "2026-10-31", "full")
    assert (manifest.made_by, manifest.audit_seq, manifest.previous) == ("刘畅", 77, "cd" * 32)
    decisions = manifest.sheet("decisions")
    assert decisions is not None
    assert (decisions.count, decisions.keys[39]) == (40, "decisions/39")
    headings = {column.key: (column.group, column.title) for column in decisions.columns}
    assert headings["name"] == ("", "姓名")
    assert headings["archive_due"] == ("归档", "应办日")
    assert headings["archive_state"] == ("归档", "是否按期")
    assessments = manifest.sheet("assessments")
    assert assessments is not None
    assert {c.key: c.title for c in assessments.columns}["poll_good"] == "好"


def test_nobody_sees_it_and_every_page_prints_its_short_form(made: tuple[Path, Manifest]) -> None:
    path, told = made
    book = load_workbook(path)
    assert book[SHEET].sheet_state == "veryHidden"
    for sheet in book:
        if sheet.title != SHEET:
            footer: Any = sheet.oddFooter
            assert footer.left.text == f"421022 2026-10 第2次 {told.digest[:8]}"
            assert footer.center.text == "第 &P 页 共 &N 页"
    assert SHEET not in [row[0].value for row in book.worksheets[0].iter_rows(min_col=2, max_col=2)]


def test_an_untouched_file_shows_no_difference(made: tuple[Path, Manifest]) -> None:
    manifest, sheets = read_book(made[0])
    assert compare(manifest, sheets).differences == ()


def test_an_empty_month_as_well(make_book: Make, forms: Path, tmp_path: Path) -> None:
    write_month_book(make_book(0, parts=(manifest_part(FACTS),)), forms, out=tmp_path / "a.xlsx")
    manifest, sheets = read_book(tmp_path / "a.xlsx")
    assert compare(manifest, sheets).differences == ()


def test_the_same_month_gives_the_same_bytes(make_book: Make, forms: Path, tmp_path: Path) -> None:
    for name in "ab":
        write_month_book(make_book(9, parts=(manifest_part(FACTS),)), forms, out=tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def saved_by_office(path: Path, folder: Path) -> Path:
    profile = (folder / "profile").as_uri()
    command = [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    done = subprocess.run([*command, "--outdir", folder / "saved", path], capture_output=True, timeout=110)
    assert (folder / "saved" / path.name).exists(), done.stdout
    return folder / "saved" / path.name


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here")
def test_it_survives_being_saved_by_an_office_program(made: tuple[Path, Manifest], tmp_path: Path) -> None:
    path = saved_by_office(made[0], tmp_path)
    manifest, sheets = read_book(path)
    assert manifest == made[1]
    assert compare(manifest, sheets).differences == ()


def edited(path: Path, out: Path, edit: Callable[[Any], None]) -> list[Difference]:
    """What is found in the ledgers after a clerk's edits. (openpyxl drops what formulas gave: sheets of figures change.)"""
    book = load_workbook(path)
    edit(book)
    book.save(out)
    manifest, sheets = read_book(out)
    return [difference for difference in compare(manifest, sheets).differences if difference.code]


def test_edits_are_named_cell_by_cell(made: tuple[Path, Manifest], tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        ledger = book["处分决定执行台账"]
        ledger["C7"] = "421022199001011234"
        ledger["T9"] = date(2026, 2, 3)

    found = edited(made[0], tmp_path / "b.xlsx", edit)
    assert [(d.kind, d.sheet, d.cell) for d in found] == [
        ("cell", "处分决定执行台账", "C7"),
        ("cell", "处分决定执行台账", "T9"),
    ]
    assert found[0].key == "decisions/2"
    assert found[1].after == "2026-02-03"


def test_inserted_rows_and_columns_and_renamed_sheets(made: tuple[Path, Manifest], tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        ledger = book["公开宣布台账"]
        ledger.delete_rows(12)
        ledger.insert_cols(3)
        for row in range(3, 5):
            ledger.cell(row, 3).value = "核对情况"
        ledger.title = "宣布台账"

    found = edited(made[0], tmp_path / "b.xlsx", edit)
    assert [(d.kind, d.was) for d in found if d.kind.startswith("row")] == [("row_deleted", 12)]
    assert [d.cell for d in found if d.kind == "column_added"] == ["C"]
    assert [d.before for d in found if d.kind == "sheet_renamed"] == ["公开宣布台账"]
    assert not [d for d in found if d.kind == "cell"]
