"""The workbook of 统计: figures, native charts over their data, text that stays text, nothing spreadsheets would repair."""

from __future__ import annotations

import itertools
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from exports.test_injection import HOSTILE as INJECTED
from openpyxl import load_workbook

from jzdesk.domain.charts import FORM_TONES, YEAR_TONES, Category, Chart, Point, Series
from jzdesk.exports.cells import clean
from jzdesk.exports.ledgers import LedgerColumn
from jzdesk.exports.native_charts import FILLS, block_of
from jzdesk.exports.statistics_sheet import DATA, ONE_PAGE, TEXT, Topic, write_statistics

HOSTILE = '=HYPERLINK("http://a.b","x")<c>&\''
COLUMNS = (
    LedgerColumn("name", "单位", "", "text", 30), LedgerColumn("c0", "人次", "2026年", "int", 9),
    LedgerColumn("c1", "占比", "2026年", "percent", 9), LedgerColumn("c2", "增减", "2025年同期", "text", 17),
)  # fmt: skip


def bars(names, *, unit="人次"):
    years = tuple(
        Series(name, tone) for name, tone in zip(("2026年", "2025年同期"), YEAR_TONES, strict=False)
    )
    return Chart(
        title="2026年各单位情况", unit=unit, series=years, top=100.0 if unit == "%" else None,
        categories=tuple(Category(name, (Point(n + 2, "", ""), Point(n + 1, "", "") if n else None)) for n, name in enumerate(names)),
    )  # fmt: skip


def stack():
    return Chart(
        title="2026年各月四种形态", unit="人次", upright=True, stacked=True, mark_name="2025年同月",
        series=tuple(Series(f"第{n}种", tone) for n, tone in enumerate(FORM_TONES, 1)),
        categories=tuple(
            Category(f"{n}月", (Point(n, "", ""), Point(1, "", ""), None, None), mark=Point(n + 1, "", "")) for n in (1, 2, 3)
        ),
    )  # fmt: skip


def topic(name, chart, rows=2, note="按人次统计。"):
    lines = tuple(
        {"name": f"甲局{n}" if n else HOSTILE, "c0": n, "c1": Decimal("33.3"), "c2": HOSTILE if n else "持平"}
        for n in range(rows)
    )
    return Topic(
        name=name,
        title=f"2026年{name}",
        subtitle=HOSTILE,
        columns=COLUMNS,
        rows=lines,
        chart=chart,
        note=note,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("book") / "统计.xlsx"
    topics = [topic("单位", bars(["甲局", HOSTILE])), topic("各月", stack()), topic("长表", bars(["甲局", "乙局"], unit="%"), rows=ONE_PAGE + 8),
              topic("空", bars([]))]  # fmt: skip
    steps = []
    write_statistics(
        topics, out, text=("通报", HOSTILE, ["第一段。", HOSTILE]), made_on=date(2026, 11, 22),
        progress=lambda done, of: steps.append((done, of)),
    )  # fmt: skip
    assert steps == [(1, 5), (2, 5), (3, 5), (4, 5)]
    return out


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_figures_are_numbers_and_text_is_text(made):
    book = load_workbook(made)
    assert book.sheetnames == [TEXT, "单位", "各月", "长表", "空", DATA]
    sheet = book["单位"]
    assert [c.value for c in sheet[3]] == ["单位", "2026年", None, "2025年同期"]
    assert [c.value for c in sheet[5]] == [HOSTILE, 0, 0.333, "持平"]
    assert sheet["C5"].number_format == "0.0%"
    assert sheet["A7"].value == "按人次统计。"
    assert "A7:D7" in {str(area) for area in sheet.merged_cells.ranges}
    assert book[TEXT]["B5"].value == HOSTILE
    texts = [c for ws in book for row in ws.iter_rows() for c in row if isinstance(c.value, str)]
    assert {c.data_type for c in texts} == {"s"}


def test_no_formula_no_link_no_merge_of_one_cell(made):
    for name, text in parts(made).items():
        if name.startswith("xl/worksheets/sheet"):
            assert "<f>" not in text
            assert "<hyperlink" not in text
            assert not [
                a for a in re.findall(r'<mergeCell ref="([A-Z]+\d+):([A-Z]+\d+)"', text) if a[0] == a[1]
            ]
    assert not [name for name in parts(made) if "externalLink" in name]


def test_charts_stand_over_the_data_block(made):
    found = parts(made)
    charts = sorted(name for name in found if re.search(r"charts/chart\d+\.xml", name))
    assert len(charts) == 3  # none where there is nothing to draw
    data = load_workbook(made)[DATA]
    for name, chart in zip(
        charts, (bars(["甲局", HOSTILE]), stack(), bars(["甲局", "乙局"], unit="%")), strict=True
    ):
        text = found[name]
        assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
        rows = block_of(chart)
        refs = re.findall(r"<f>'?图表数据'?!\$?([A-Z])\$?(\d+)(?::\$[A-Z]\$(\d+))?</f>", text)
        heads = [data[f"{c}{row}"].value for c, row, last in refs if not last]
        assert heads == rows[0][1:]
        for column, first, last in [ref for ref in refs if ref[2]]:
            number = ord(column) - 65
            shown = [data[f"{column}{row}"].value for row in range(int(first), int(last) + 1)]
            if number:
                assert shown[-len(chart.categories) :] == [row[number] for row in rows[1:]]
            else:
                assert shown == [row[0] for row in rows[1:]]


def test_titles_fonts_and_hatching(made):
    first, second, _ = (
        text for name, text in sorted(parts(made).items()) if re.search(r"charts/chart\d+\.xml", name)
    )
    assert "2026年各单位情况" in first
    assert 'typeface="黑体"' in first
    assert "pattFill" in first  # last year is hatched: it prints in grey
    assert "lineChart" in second  # last year's months as marks across the columns
    assert "2025年同月" not in first


def test_a_page_for_table_and_chart_together_or_as_many_as_it_needs(made):
    book = load_workbook(made)
    assert book["单位"].page_setup.fitToHeight == 1
    assert book["单位"].page_setup.orientation == "portrait"
    assert book["长表"].page_setup.fitToHeight == 0
    assert [b.id for b in book["长表"].row_breaks.brk] == [4 + ONE_PAGE + 8 + 1]
    assert book["单位"].auto_filter.ref is None


def test_fillings_are_told_apart_in_grey():
    def grey(colour):
        return sum(
            weight * int(colour[at : at + 2], 16) for weight, at in ((0.2126, 0), (0.7152, 2), (0.0722, 4))
        )

    forms = [grey(FILLS[tone][0]) for tone in FORM_TONES]
    assert all(light - dark > 40 for light, dark in itertools.pairwise(forms))
    hatches = [FILLS[tone][1] for tone in YEAR_TONES]
    assert len(set(hatches)) == 3


def test_the_same_figures_give_the_same_file(tmp_path):
    files = []
    for name in ("a.xlsx", "b.xlsx"):
        write_statistics(
            [topic("单位", bars(["甲局"]))],
            tmp_path / name,
            text=("通报", "", ["一"]),
            made_on=date(2026, 11, 22),
        )
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]


def test_sixty_hostile_names_stay_names(tmp_path):
    lines = tuple({"name": text, "c0": 1, "c1": Decimal(1), "c2": text} for text in INJECTED)
    hostile = Topic(
        name="单位",
        title=HOSTILE,
        subtitle=HOSTILE,
        columns=COLUMNS,
        rows=lines,
        chart=bars(INJECTED),
        note=HOSTILE,
    )
    write_statistics(
        [hostile], tmp_path / "a.xlsx", text=(HOSTILE, HOSTILE, INJECTED), made_on=date(2026, 11, 22)
    )
    found = parts(tmp_path / "a.xlsx")
    for name, text in found.items():
        if name.startswith("xl/worksheets/sheet"):
            assert "<f>" not in text
            assert "<hyperlink" not in text
        elif "chart" in name:
            assert all(ref.startswith(f"'{DATA}'!") for ref in re.findall("<f>(.*?)</f>", text))
    book = load_workbook(tmp_path / "a.xlsx")
    for sheet, column, first in (
        (book["单位"], "A", 5),
        (book["单位"], "D", 5),
        (book[TEXT], "B", 4),
        (book[DATA], "A", 5),
    ):
        cells = [sheet[f"{column}{row}"] for row in range(first, first + len(INJECTED))]
        assert [cell.value for cell in cells] == [clean(text) for text in INJECTED]
        assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)
