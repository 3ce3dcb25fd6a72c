"""Sixty texts that would be formulas or links, on every way out of the program: no formula but those the same book has with
harmless texts, no hyperlink, no external part, and the text read back as it was."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hostile_texts import HOSTILE
from list_books import shipped, write
from openpyxl import load_workbook

from jzdesk.domain.canonical import canonical_cell
from jzdesk.domain.charts import YEAR_TONES, Category, Chart, Point, Series
from jzdesk.domain.masking import KnownWords, Level, Masker
from jzdesk.domain.merging import ColumnPlan, Finding, LedgerRead, SeenColumn
from jzdesk.domain.month_rows import KeptRow
from jzdesk.exports.charts import ChartFigures, charts_part
from jzdesk.exports.city_book import CityBook, CityLedger, SentLine, SourceRow, write_city_book
from jzdesk.exports.corrections_sheet import CorrectionLine, corrections_part
from jzdesk.exports.import_form import FormColumn, ImportForm, write_form
from jzdesk.exports.indicator_sheet import IndicatorBook, write_indicators
from jzdesk.exports.ledgers import LedgerColumn
from jzdesk.exports.manifest_sheet import ManifestFacts, manifest_part
from jzdesk.exports.marked_book import Mark, MarkedBook, write_marked
from jzdesk.exports.masked_book import Variant, write_variant
from jzdesk.exports.month_book import MonthBook, write_month_book
from jzdesk.exports.remarks_book import Remarks, write_remarks_book
from jzdesk.exports.statistics_sheet import Topic, write_statistics
from jzdesk.exports.tolerance_sheet import ToleranceBook, write_tolerance
from jzdesk.exports.xlsx import write_register

DAY = date(2026, 11, 3)
HARMLESS = tuple(f"甲{number}" for number in range(len(HOSTILE)))
Make = Callable[..., MonthBook]
Texts = Sequence[str]


def columns(*keys: str) -> tuple[LedgerColumn, ...]:
    return tuple(LedgerColumn(key, f"栏{key}", "", "text", 12) for key in keys)


def indicators(texts: Texts, out: Path) -> None:
    lines = tuple({"level": text, "unit": text, "announce.rate": text, "announce.due": 1} for text in texts)
    meanings = tuple({"name": text, "meaning": text} for text in texts)
    people = tuple(
        {"name": text, "reason": text, "person": text, "unit": text, "post": text, "note": text}
        for text in texts
    )
    book = IndicatorBook(
        title=texts[0], subtitle=texts[1], made_on=DAY, indicators=(("announce", texts[2], texts[3]),), places=lines,
        meanings=meanings, excluded=people,
    )  # fmt: skip
    write_indicators(book, out)


def tolerance(texts: Texts, out: Path) -> None:
    figures = tuple({"section": text, "name": text, "meaning": text, "median": text} for text in texts)
    lines = tuple(
        {"section": t, "figure": t, "number": t, "person": t, "unit": t, "matter": t, "note": t}
        for t in texts
    )
    write_tolerance(
        ToleranceBook(title=texts[0], subtitle=texts[1], made_on=DAY, figures=figures, lines=lines), out
    )


def statistics(texts: Texts, out: Path) -> None:
    chart = Chart(
        title=texts[0], unit=texts[1], series=(Series(texts[2], YEAR_TONES[0]),),
        categories=tuple(Category(text, (Point(1, text, text),)) for text in texts),
    )  # fmt: skip
    rows = tuple({"name": text, "note": text} for text in texts)
    topic = Topic(
        name="四种形态", title=texts[3], subtitle=texts[4], columns=columns("name", "note"), rows=rows, chart=chart, note=texts[5]
    )  # fmt: skip
    write_statistics([topic], out, text=(texts[0], texts[1], texts), made_on=DAY)


def remarks(texts: Texts, out: Path) -> None:
    seen = (
        SeenColumn(1, "name", texts[0], texts[1]),
        SeenColumn(2, "note", texts[2]),
        SeenColumn(3, "decided_on", "日期", kind="date"),
    )
    rows = [KeptRow(id=n, cells={"name": t, "note": t, "decided_on": t}) for n, t in enumerate(texts, 5)]
    ledger = LedgerRead(
        code="decisions",
        title="处分决定执行台账",
        sheet="处分决定执行台账",
        columns=seen,
        rows=rows,
        first=3,
        last=4,
    )
    found = [
        Finding(rule="file.wrong_month", text=text, county="421022", county_name=text, file=text, sheet="处分决定执行台账", row=n,
                column=2, name=text, reason=text)
        for n, text in enumerate(texts, 5)
    ]  # fmt: skip
    book = Remarks(
        unit_name=texts[0], county=texts[1], month_title=texts[2], submission=1, file=texts[3], decided=texts[4], reason=texts[5],
        made_on=DAY, made_by=texts[6], findings=found, ledgers={"decisions": ledger}, limit=texts[7],
    )  # fmt: skip
    write_remarks_book(book, out)


def marked(texts: Texts, out: Path) -> None:
    """The problems of an import, in a book built anew."""
    lines = [(text, "B5", text, text, text, text) for text in texts]
    book = MarkedBook(
        path=None, sheet="台账", title=texts[0], subtitle=texts[1], marks=[Mark(n, 2, t, True) for n, t in enumerate(texts, 2)],
        lines=lines, rows=[(n, [text, text]) for n, text in enumerate(texts, 2)], count=len(texts),
    )  # fmt: skip
    write_marked(book, out)


def marked_copy(texts: Texts, out: Path) -> None:
    """The problems of an import, in a copy of the clerk's own book."""
    own = out.with_name("own.xlsx")
    write_register("原表", columns("name"), rows=[{"name": text} for text in texts], out=own)
    sheet = load_workbook(own).sheetnames[0]
    lines = [(text, "B5", text, text, text, text) for text in texts]
    book = MarkedBook(
        path=own, sheet=sheet, title=texts[0], subtitle=texts[1], marks=[Mark(n, 1, t, False) for n, t in enumerate(texts, 4)],
        lines=lines, count=len(texts),
    )  # fmt: skip
    assert write_marked(book, out)


def import_form(texts: Texts, out: Path) -> None:
    made = [FormColumn(text, "text", 12, note=text, choices=(text, "其他")) for text in texts]
    write_form(ImportForm(title=texts[0], columns=made, made_on=DAY), out)


def city(texts: Texts, out: Path) -> None:
    plans = [
        ColumnPlan("name", texts[0], texts[1]),
        ColumnPlan("note", texts[2]),
        ColumnPlan("on", "日期", "", "date"),
    ]
    rows = [
        SourceRow(text, text, text, KeptRow(id=5, cells={"name": text, "note": text, "on": text}))
        for text in texts
    ]
    found = [
        Finding(
            rule="file.wrong_month",
            text=text,
            county_name=text,
            file=text,
            sheet=text,
            name=text,
            reason=text,
        )
        for text in texts
    ]
    book = CityBook(
        unit_name=texts[0], span=texts[1], made_on=DAY, made_by=texts[2], state=texts[3], notes=texts, findings=found,
        sent=[SentLine(county=text, month=text, state=text, file=text, digest=text, reason=text) for text in texts],
        ledgers=[CityLedger(title="处分决定执行台账", columns=plans, count=len(texts), rows=rows)],
    )  # fmt: skip
    write_city_book(book, out)


def lists(texts: Texts, out: Path) -> None:
    rules = shipped()
    first = rules.negative[0]
    negative = tuple(
        replace(first, code=f"N{n:02d}", text=t, clause=t, note=t) for n, t in enumerate(texts, 1)
    )
    write(out, replace(rules, negative=negative))


def register(texts: Texts, out: Path) -> None:
    rows = ({"name": text, "note": text} for text in texts)
    write_register(texts[0], columns("name", "note"), rows=rows, out=out, subtitle=texts[1])


WAYS: dict[str, Callable[[Texts, Path], None]] = {
    "指标": indicators, "容错统计": tolerance, "统计": statistics, "审核意见": remarks, "导入问题（新建）": marked,
    "导入问题（原表）": marked_copy, "导入表样": import_form, "全市汇总": city, "容错清单": lists, "登记簿": register,
}  # fmt: skip


def formulas_of(path: Path) -> Counter[str]:
    """Every formula by its text; no part outside, no link."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert not [name for name in parts if "externalLink" in name]
    for name, text in parts.items():
        assert "<hyperlink" not in text, name
        assert 'TargetMode="External"' not in text, name
        assert "<ddeLink" not in text, name
    sheets = [text for name, text in parts.items() if "worksheets/" in name]
    return Counter(
        formula for text in sheets for formula in re.findall(r"<f\b[^>]*>(.*?)</f>", text, re.DOTALL)
    )


def texts_of(path: Path) -> set[str]:
    found: set[str] = set()
    for sheet in load_workbook(path):
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.hyperlink is None
                if cell.data_type == "s":
                    found.add(canonical_cell(cell.value))
    return found


@pytest.mark.parametrize("way", WAYS)
def test_texts_stay_texts(way: str, tmp_path: Path) -> None:
    WAYS[way](HOSTILE, tmp_path / "a.xlsx")
    WAYS[way](HARMLESS, tmp_path / "b.xlsx")
    hostile, harmless = formulas_of(tmp_path / "a.xlsx"), formulas_of(tmp_path / "b.xlsx")
    assert hostile.total() == harmless.total()
    assert not [
        formula for formula in hostile if "cmd" in formula or "HYPERLINK" in formula.upper().replace(" ", "")
    ]
    wanted, found = {canonical_cell(text) for text in HOSTILE}, texts_of(tmp_path / "a.xlsx")
    if way == "容错清单":  # its entries are kept without blanks at their ends
        wanted, found = {text.strip() for text in wanted}, {text.strip() for text in found}
    assert wanted - found == set(), "read back as it was"


def month(make_book: Make, forms: Path, texts: Texts, out: Path) -> None:
    """A month with everything that hooks into it: charts, corrections, the manifest, a preset of columns."""
    lines = [
        CorrectionLine(month="2026-09", ledger=t, name=t, column=t, before=t, after=t, note=t, key=t)
        for t in texts
    ]
    figures = ChartFigures(
        title=texts[0], line=texts[1], months=texts[:3], forms=[[1, 2, 3, 4]] * 3, rates={texts[2]: [Decimal(90), None, Decimal(1)]},
        unit_rates=[texts[3]], units=[(text, {texts[3]: Decimal(50)}) for text in texts],
    )  # fmt: skip
    parts = (
        charts_part(figures), corrections_part(lines, subtitle=texts[0]),
        manifest_part(ManifestFacts(made_at=texts[4], program=texts[5], previous=texts[6])),
    )  # fmt: skip
    book = make_book(
        2,
        parts=parts,
        notes=texts,
        unit_code=texts[7],
        columns={"decisions": ("seq", "note", "name", "unit")},
    )
    write_month_book(book, forms, out=out)


def test_a_month_with_all_its_parts(make_book: Make, forms: Path, tmp_path: Path) -> None:
    month(make_book, forms, HOSTILE, tmp_path / "a.xlsx")
    month(make_book, forms, HARMLESS, tmp_path / "b.xlsx")
    assert formulas_of(tmp_path / "a.xlsx") == formulas_of(tmp_path / "b.xlsx")
    assert {canonical_cell(text) for text in HOSTILE} <= texts_of(tmp_path / "a.xlsx")


@pytest.mark.parametrize("level", [Level.MASKED, Level.COUNTS])
def test_variants_of_a_month(make_book: Make, forms: Path, tmp_path: Path, level: Level) -> None:
    for name, texts in (("a", HOSTILE), ("b", HARMLESS)):
        month(make_book, forms, texts, tmp_path / f"{name}0.xlsx")
        whole = io.BytesIO((tmp_path / f"{name}0.xlsx").read_bytes())
        write_variant(
            whole,
            tmp_path / f"{name}.xlsx",
            Variant(level=level, masker=Masker(KnownWords(["张伟", "刘畅"]))),
        )
    assert formulas_of(tmp_path / "a.xlsx") == formulas_of(tmp_path / "b.xlsx")
    assert {canonical_cell(text) for text in HOSTILE} <= texts_of(tmp_path / "a.xlsx")
