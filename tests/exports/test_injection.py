"""Text that would be a formula, a link or broken XML stays text on every way out, and comes back as it was."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from hostile_texts import HOSTILE
from openpyxl import load_workbook

from jzdesk.exports.ledgers import LedgerDef
from jzdesk.exports.month_book import Check, MonthBook, write_month_book
from jzdesk.exports.xlsx import write_register

Make = Callable[..., MonthBook]


def texts_of(path: Path) -> Iterator[str]:
    for sheet in load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                if cell.data_type == "s":
                    yield cell.value


def parts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def formulas_of(path: Path) -> dict[str, list[str]]:
    parts = parts_of(path)
    assert not [name for name in parts if "externalLink" in name]
    assert not [
        name
        for name, text in parts.items()
        if "hyperlink" in text.lower() and name != "xl/styles.xml" and "HYPERLINK(" not in text
    ]
    return {name: re.findall("<f>(.*?)</f>", text) for name, text in parts.items() if "worksheets/" in name}


def test_there_are_enough_strings() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


def test_ledgers(make_book: Make, forms: Path, ledgers: dict[str, LedgerDef], tmp_path: Path) -> None:
    names = {"name": "张三", "unit": "甲局", "unit_level": "县直"}
    mine = {code: {k: v for k, v in names.items() if k in ledger.keys} for code, ledger in ledgers.items()}
    rows = {
        code: [{**{c.key: text for c in ledger.columns if c.key != "seq"}, **mine[code]} for text in HOSTILE]
        for code, ledger in ledgers.items()
    }
    plain = {code: [mine[code]] * len(HOSTILE) for code in ledgers}
    write_month_book(make_book(0, ledgers=rows, units=()), forms, out=tmp_path / "a.xlsx")
    write_month_book(make_book(0, ledgers=plain, units=()), forms, out=tmp_path / "b.xlsx")
    assert formulas_of(tmp_path / "a.xlsx") == formulas_of(tmp_path / "b.xlsx"), "no formula but our own"
    workbook = load_workbook(tmp_path / "a.xlsx")
    for ledger in ledgers.values():
        for number, text in enumerate(HOSTILE, 5):
            for at, column in enumerate(ledger.columns, 1):
                if column.key not in ("seq", *names):
                    cell = workbook[ledger.title].cell(number, at)
                    assert (cell.value, cell.data_type) == (text, "s"), (column.key, text)


def test_cover_fields(make_book: Make, forms: Path, tmp_path: Path) -> None:
    fields = ("unit_name", "unit_code", "made_by", "reviewer", "audit_head")
    for start in range(0, len(HOSTILE) - len(fields), 2 * len(fields)):
        texts = HOSTILE[start : start + len(fields)]
        write_month_book(
            make_book(0, **dict(zip(fields, texts, strict=True))), forms, out=tmp_path / "a.xlsx"
        )
        found = list(texts_of(tmp_path / "a.xlsx"))
        for text in texts:
            assert any(text in cell for cell in found)
        assert sum(text.startswith("填报单位：") for text in found) == 10


def test_units_notes_and_checks(make_book: Make, forms: Path, tmp_path: Path) -> None:
    checks = [Check(text, text, text, True, text) for text in HOSTILE]
    book = make_book(0, units=[("县直", text) for text in HOSTILE], notes=HOSTILE, checks=checks)
    write_month_book(book, forms, out=tmp_path / "a.xlsx")
    found = list(texts_of(tmp_path / "a.xlsx"))
    for text in HOSTILE:
        assert found.count(text) >= 6, text
    for formulas in formulas_of(tmp_path / "a.xlsx").values():
        assert not [formula for formula in formulas if "cmd" in formula or "HYPERLINK" in formula]


def test_a_plain_register(ledgers: dict[str, LedgerDef], tmp_path: Path) -> None:
    columns = [column for column in ledgers["visits"].columns if column.key != "seq"]
    rows = ({column.key: text for column in columns} for text in HOSTILE)
    write_register("=1+1", columns, rows=rows, out=tmp_path / "a.xlsx", subtitle="@x")
    assert formulas_of(tmp_path / "a.xlsx") == {"xl/worksheets/sheet1.xml": []}
    found = list(texts_of(tmp_path / "a.xlsx"))
    assert found[:2] == ["=1+1", "@x"]
    assert [text for text in found[2:] if text in HOSTILE] == [text for text in HOSTILE for _ in columns]
