"""The monthly workbook read back: its rows, its formulas and their figures, its print set-up."""

from __future__ import annotations

import dataclasses
import random
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from jzdesk.domain.handling import percentages
from jzdesk.exports.cells import letter_of
from jzdesk.exports.ledgers import LedgerDef
from jzdesk.exports.month_book import Check, MonthBook, write_month_book

SHEETS = [
    "封面与填报说明", "处分决定执行台账", "公开宣布台账", "容错纠错台账", "容错处理台账", "回访教育台账", "期满考核台账",
    "廉政意见回复台账", "四种形态统计", "汇总表", "核对表",
]  # fmt: skip
FIRST = 5  # the first data row of every ledger
Make = Callable[..., MonthBook]


class Written:
    """A workbook written and read back: as formulas, and as the figures stored with them."""

    def __init__(self, book: MonthBook, forms: Path, folder: Path) -> None:
        self.book = book
        self.path = folder / "月报.xlsx"
        write_month_book(book, forms, out=self.path)

    @cached_property
    def formulas(self) -> Workbook:
        return load_workbook(self.path)

    @cached_property
    def figures(self) -> Workbook:
        return load_workbook(self.path, data_only=True)


@pytest.fixture(scope="module")
def month(make_book: Make, forms: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """One month of thirty rows a ledger, for the tests that only look."""
    return Written(make_book(30), forms, tmp_path_factory.mktemp("month"))


def cells_of(sheet: Worksheet, first: int, last: int) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first, max_row=last)]


def in_october(day: object) -> bool:
    return isinstance(day, date) and f"{day:%Y-%m}" == "2026-10"


def summary_rows(sheet: Worksheet) -> list[dict[str, object]]:
    """汇总表 as dictionaries by 'group/title' down to the signature."""
    group, heads = "", []
    for upper, lower in zip(sheet[3], sheet[4], strict=True):
        merged = upper.value is None and lower.value is not None
        group = group if merged else str(upper.value or "").replace("\n", "")
        title = str(lower.value or upper.value or "").replace("\n", "")
        heads.append(title if lower.value is None else f"{group}/{title}")
    rows = []
    for row in sheet.iter_rows(min_row=5, values_only=True):
        if str(row[0]).startswith("填表人"):
            break
        rows.append(dict(zip(heads, row, strict=True)))
    return rows


def test_the_sheets_and_their_rows(month: Written, ledgers: dict[str, LedgerDef]) -> None:
    book, formulas = month.book, month.formulas
    assert formulas.sheetnames == SHEETS
    for code, ledger in ledgers.items():
        sheet = formulas[ledger.title]
        for row, given in zip(cells_of(sheet, FIRST, FIRST + 29), book.ledgers[code], strict=True):
            for column, found in zip(ledger.columns, row, strict=True):
                wanted = given[column.key]
                if isinstance(wanted, bool):
                    wanted = "是" if wanted else "否"
                found = found.date() if isinstance(found, datetime) else found
                assert found == (None if wanted == "" else wanted), column.key
        assert str(sheet.cell(FIRST + 30, 1).value).startswith("填表人：刘畅")


def test_what_was_written_is_told(make_book: Make, forms: Path, tmp_path: Path) -> None:
    import hashlib

    book = make_book(7)
    told: list[tuple[int, int]] = []
    made = write_month_book(
        book, forms, out=tmp_path / "a.xlsx", progress=lambda done, total: told.append((done, total))
    )
    assert made.rows["回访教育台账"] == 7
    assert made.sha256 == hashlib.sha256((tmp_path / "a.xlsx").read_bytes()).hexdigest()
    assert told == [(49, 49)]
    again = write_month_book(book, forms, out=tmp_path / "b.xlsx")
    assert again.sha256 == made.sha256, "the same month gives the same bytes"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


def test_the_head_of_every_sheet(month: Written) -> None:
    formulas, figures = month.formulas, month.figures
    for title in SHEETS[1:]:
        line = [cell.value for cell in formulas[title][2] if cell.value]
        assert line[0] == "填报单位：中共公安县纪律检查委员会"
        assert line[1] == "2026年10月"
    cover = [cell.value for row in figures[SHEETS[0]].iter_rows() for cell in row if cell.value is not None]
    assert {"421022", "第2次", "刘畅", "陈刚", "2026年11月3日", "3f9a" * 16, "全部一致"} <= set(cover)
    assert not [
        cell
        for title in SHEETS
        for row in formulas[title].iter_rows()
        for cell in row
        if "{{" in str(cell.value)
    ]


def test_text_is_text_and_dates_are_dates(month: Written, ledgers: dict[str, LedgerDef]) -> None:
    formulas = month.formulas
    sheet, columns = formulas["处分决定执行台账"], ledgers["decisions"].columns
    seen = set()
    for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + 29):
        for column, cell in zip(columns, row, strict=True):
            assert cell.data_type != "f"
            if column.kind in ("id", "text"):
                assert cell.number_format == "@"
                assert cell.value is None or cell.data_type == "s"
            if column.kind == "date":
                assert cell.number_format == "yyyy-mm-dd"
                assert cell.value is None or isinstance(cell.value, datetime)
            if cell.value is not None:
                seen.add(column.kind)
            assert cell.border.left.style == "thin"
    assert seen == {"text", "id", "int", "date"}


def test_print_set_up(month: Written, ledgers: dict[str, LedgerDef]) -> None:
    formulas = month.formulas
    for title in SHEETS:
        sheet = formulas[title]
        assert sheet.page_setup.paperSize == (8 if title.endswith("台账") or title == "汇总表" else 9)
        assert sheet.page_setup.orientation == ("portrait" if title == SHEETS[0] else "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        pages = 1 if title == SHEETS[0] else 0  # the cover is one page, ledgers run on
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, pages)
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
        if title != SHEETS[0]:
            assert sheet.print_title_rows
            assert sheet.freeze_panes
    for ledger in ledgers.values():
        last = letter_of(len(ledger.columns))
        assert formulas[ledger.title].auto_filter.ref == f"A4:{last}{FIRST + 29}"
    assert formulas["汇总表"].print_area.endswith(f"${5 + 1 + 3 + 5}"), (
        "hidden helper columns are not printed"
    )
    assert formulas.calculation.fullCalcOnLoad


@pytest.mark.parametrize("seed", range(3))
def test_the_totals_agree_with_an_independent_count(
    make_book: Make, forms: Path, tmp_path: Path, seed: int
) -> None:
    book = make_book(60, seed)
    figures = Written(book, forms, tmp_path).figures
    rows = summary_rows(figures["汇总表"])
    total, units = rows[0], {(row["单位层级"], row["单位"]): row for row in rows[1:]}
    assert total["单位层级"] == "合　计"
    assert len(units) == 3 + 5
    for level, name in book.units:
        mine = {
            code: [r for r in each if (r.get("unit_level"), r.get("unit")) == (level, name)]
            for code, each in book.ledgers.items()
        }
        row = units[level, name]
        due = [r for r in mine["visits"] if isinstance(r["visits_due"], int) and r["visits_due"] > 0]
        visited = [
            r for r in due if isinstance(r["visits_held"], int) and r["visits_held"] >= r["visits_due"]
        ]  # type: ignore[operator]
        fresh = [r for r in mine["decisions"] if in_october(r["decided_on"]) and r["form"]]
        assert row["本月处分决定（人次）"] == len(fresh)
        assert row["回访教育/受处分人数"] == len(mine["visits"])
        assert row["回访教育/应回访"] == len(due)
        assert row["回访教育/实回访"] == len(visited)
        rate = "—" if not due else pytest.approx(len(visited) / len(due), abs=0.0006)
        assert row["回访教育/回访率"] == rate
        assert row["建档和帮带/应建档"] == sum(r["dossier"] in ("是", "否") for r in mine["visits"])
        assert row["公开宣布/应宣布"] == sum(
            r["state"] in ("已按期", "逾期已办", "逾期", "临期") and in_october(r["due_on"])
            for r in mine["announcements"]
        )
        assert row["按回访评价/好"] == sum(r["grade"] == "好" for r in mine["visits"])
        assert row["期满考核/较好"] == sum(r["result"] == "较好" for r in mine["assessments"])
        assert row["期满运用/重新使用"] == sum(r["reemployed"] is True for r in mine["assessments"])
        assert row["容错纠错（件）/予以容错"] == sum(
            r["conclusion"] in ("免责", "从轻", "减轻") and in_october(r["concluded_on"]) for r in mine["tolerance"]
        )
        assert row["容错纠错（件）/办理"] == len(mine["tolerance"])
        assert row["容错纠错（件）/本月收到"] == sum(in_october(r["applied_on"]) for r in mine["tolerance"])
        ranks = [
            row[f"按处分前职级/{title}"] for title in ("县处级", "乡科级", "一般干部", "农村、企业等其他")
        ]
        assert sum(ranks) == len(mine["visits"])  # type: ignore[arg-type]
        assert ranks[1] == sum(r["rank"] in ("乡科级正职", "一级主任科员") for r in mine["visits"])
    for key in ("本月处分决定（人次）", "回访教育/实回访", "公开宣布/按期宣布", "期满考核/已考核"):
        levels = [row for row in rows if row["单位"] == "小　计"]
        assert total[key] == sum(row[key] for row in levels) == sum(units[unit][key] for unit in book.units)  # type: ignore[misc,index]


def test_a_county_of_three_grades(make_book: Make, forms: Path, tmp_path: Path) -> None:
    """Three grades: three columns with the county's words, the fourth hidden; the words of votes likewise."""
    book = make_book(60)
    rows = {
        "visits": [{**r, "grade": {"较好": "一般"}.get(str(r["grade"]), r["grade"])} for r in book.ledgers["visits"]],
        "assessments": [
            {**r, "result": "一般" if r["result"] == "较好" else r["result"], "poll_fairly": None}
            for r in book.ledgers["assessments"]
        ],
    }
    book = dataclasses.replace(
        book, ledgers={**book.ledgers, **rows}, visit_grades=("好", "一般", "较差"), assessment_grades=("好", "一般", "差"),
        poll_grades=tuple(pair for pair in book.poll_grades if pair[1] != "较好"),
    )  # fmt: skip
    made = Written(book, forms, tmp_path)
    sheet = made.figures["汇总表"]
    shown = summary_rows(sheet)[0]
    heads = [head for head in shown if head.startswith("按回访评价/")]
    assert heads == ["按回访评价/好", "按回访评价/一般", "按回访评价/较差"]
    for key, group, words in (("grade", "按回访评价", ("好", "一般", "较差")), ("result", "期满考核", ("好", "一般", "差"))):
        each = rows["visits" if key == "grade" else "assessments"]
        assert [shown[f"{group}/{word}"] for word in words] == [sum(r[key] == word for r in each) for word in words]
    hidden = [letter for letter, size in sheet.column_dimensions.items() if size.hidden]
    named = {letter_of(at) for at, cell in enumerate(sheet[4], 1) if cell.value}
    assert len(hidden) == 2 + 2  # the two helpers, and the fourth grade of visits and of assessments
    assert not set(hidden) & named
    votes = made.figures["期满考核台账"]
    assert [cell.value for cell in votes[4][14:18]] == ["好", None, "一般", "差"]
    assert [letter for letter, size in votes.column_dimensions.items() if size.hidden] == ["P"]


def test_every_total_is_a_live_formula(month: Written) -> None:
    formulas, figures = month.formulas, month.figures
    sheet = formulas["汇总表"]
    for row in sheet.iter_rows(min_row=5, max_row=13, min_col=3, max_col=36):
        for cell in row:
            assert cell.data_type == "f", cell.coordinate
            assert figures["汇总表"][cell.coordinate].value is not None, (
                "viewers that do not calculate show figures"
            )
    counted = " ".join(str(cell.value) for cell in sheet[7])
    assert "COUNTIFS('处分决定执行台账'!$F$5:$F$34" in counted
    assert "SUMPRODUCT(" in counted


@pytest.mark.parametrize("seed", range(6))
def test_shares_of_the_forms_sum_to_a_hundred(
    make_book: Make, forms: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    counts = [chance.randrange(2 * seed + 2) for _ in range(4)]
    book = make_book(
        0, forms_of_handling=list(enumerate(counts, 1)), forms_of_handling_year=[(4, 3), (1, 3), (2, 3)]
    )
    figures = Written(book, forms, tmp_path).figures
    rows = cells_of(figures["四种形态统计"], 5, 9)
    assert [row[0] for row in rows] == ["第一种形态", "第二种形态", "第三种形态", "第四种形态", "合　计"]
    assert [row[2] for row in rows] == [*counts, sum(counts)]
    tenths = [round(Decimal(str(row[3])) * 1000) for row in rows]
    assert [Decimal(tenth) / 10 for tenth in tenths[:4]] == list(percentages(counts))
    assert sum(tenths[:4]) == tenths[4] == (1000 if sum(counts) else 0)
    assert [row[4] for row in rows] == [3, 3, 0, 3, 9]
    assert [round(Decimal(str(row[5])) * 1000) for row in rows] == [334, 333, 0, 333, 1000]


def test_wrong_counts_of_forms_are_refused(make_book: Make, forms: Path, tmp_path: Path) -> None:
    for pairs in ([(5, 1)], [(1, -1)], [(1, 1), (1, 2)]):
        with pytest.raises(ValueError, match="form"):
            write_month_book(make_book(0, forms_of_handling=pairs), forms, out=tmp_path / "a.xlsx")


def test_an_empty_month_is_a_correct_book(make_book: Make, forms: Path, tmp_path: Path) -> None:
    made = Written(make_book(0, ledgers={}, units=()), forms, tmp_path)
    formulas, figures = made.formulas, made.figures
    for title in SHEETS[1:8]:
        row = [cell.value for cell in formulas[title][FIRST]]
        assert row[0] == "无"
        assert not any(row[1:])
    errors = [
        cell.coordinate
        for sheet in figures
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith("#")
    ]
    assert not errors
    missing = [
        (sheet.title, cell.coordinate)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and figures[sheet.title][cell.coordinate].value is None
    ]
    assert not missing
    results = [row[5] for row in cells_of(figures["核对表"], 4, 32)]
    assert results == ["一致"] * 29


def test_checks_are_equations_and_the_service_has_the_last_word(
    make_book: Make, forms: Path, tmp_path: Path
) -> None:
    checks = [
        Check("甲", 12, 12, True),
        Check("乙", 9, 12, True, "人数不多于人次", "<="),
        Check("丙", Decimal("1.5"), 2, False),
        Check("丁", "一月", "二月", False),
        Check("戊", 3, 4, True, "已说明"),
        Check("己", 5, 5, False, "另有缺项"),
    ]
    made = Written(make_book(5, checks=checks), forms, tmp_path)
    formulas, figures = made.formulas, made.figures
    rows = cells_of(figures["核对表"], 33, 38)
    assert [row[0] for row in rows] == list(range(30, 36))
    assert [row[5] for row in rows] == ["一致", "一致", "不一致", "不一致", "一致", "不一致"]
    live = [str(row[5]).startswith("=IF(") for row in cells_of(formulas["核对表"], 33, 38)]
    assert live == [True, True, True, True, False, False]
    assert figures["核对表"]["F2"].value == "有3项不一致"
    assert str(formulas["核对表"]["F2"].value).startswith("=IF(COUNTIF(")


def test_a_lost_line_shows_on_the_check_sheet(make_book: Make, forms: Path, tmp_path: Path) -> None:
    book = make_book(6)
    visits = [dict(row) for row in book.ledgers["visits"]]
    visits[2]["name"] = ""
    lost = dataclasses.replace(book, ledgers={**book.ledgers, "visits": visits})
    figures = Written(lost, forms, tmp_path).figures
    wrong = [row[1] for row in cells_of(figures["核对表"], 4, 27) if row[5] == "不一致"]
    assert wrong == ["回访教育台账：末行序号＝行数"]


def test_people_of_unknown_or_unnamed_units_are_counted(make_book: Make, forms: Path, tmp_path: Path) -> None:
    units = (("县直机关", "县教育局"), ("", ""), ("县直机关", ""))
    figures = Written(make_book(30, units=units), forms, tmp_path).figures
    rows = summary_rows(figures["汇总表"])
    assert [(row["单位层级"], row["单位"]) for row in rows if row["单位"] not in ("小　计", None, "")] == [
        ("县直机关", "县教育局"), ("县直机关", "（未填单位）"), ("（未填层级）", "（未填单位）"),
    ]  # fmt: skip
    assert rows[0]["回访教育/受处分人数"] == 30


def test_a_serial_number_is_given_where_there_is_none(make_book: Make, forms: Path, tmp_path: Path) -> None:
    rows = [
        {"name": "张三", "unit": "甲局", "unit_level": "县直"},
        {"name": "李四", "unit": "甲局", "unit_level": "县直"},
    ]
    figures = Written(make_book(0, ledgers={"visits": rows}), forms, tmp_path).figures
    assert [row[:2] for row in cells_of(figures["回访教育台账"], 5, 6)] == [[1, "张三"], [2, "李四"]]
    assert figures["核对表"]["F2"].value == "全部一致"


def test_unknown_ledgers_columns_and_months_are_refused(make_book: Make, forms: Path, tmp_path: Path) -> None:
    for over in (
        {"ledgers": {"cases": []}},
        {"ledgers": {"visits": [{"nmae": "张三"}]}},
        {"month": "2026-13"},
    ):
        with pytest.raises(ValueError, match=re.compile("no ")):
            write_month_book(make_book(0, **over), forms, out=tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def test_long_text_gets_a_higher_row(make_book: Make, forms: Path, tmp_path: Path) -> None:
    rows = [
        {"name": "张三", "note": note}
        for note in ("短", "因本人住院，送达延期，已报分管领导同意并记录在案。" * 3)
    ]
    formulas = Written(
        make_book(0, ledgers={"decisions": rows}, notes=["说明。" * 60]), forms, tmp_path
    ).formulas
    sheet = formulas["处分决定执行台账"]
    assert (sheet.row_dimensions[5].height, sheet.row_dimensions[6].height > 150) == (22, True)


def test_three_thousand_rows(make_book: Make, forms: Path, tmp_path: Path) -> None:
    book = make_book(0, ledgers={"decisions": make_book(3000).ledgers["decisions"]})
    made = write_month_book(book, forms, out=tmp_path / "a.xlsx")
    assert made.rows["处分决定执行台账"] == 3000
    workbook = load_workbook(tmp_path / "a.xlsx", read_only=True)
    rows = workbook["处分决定执行台账"].iter_rows(min_row=5, max_row=3004, values_only=True)
    ids = [row[2] for row in rows]
    workbook.close()
    assert ids == [row["id_number"] for row in book.ledgers["decisions"]]


def test_dates_of_the_cover_follow_the_month(make_book: Make, forms: Path, tmp_path: Path) -> None:
    formulas = Written(make_book(0, month="2024-02", made_on=date(2024, 3, 1)), forms, tmp_path).formulas
    assert formulas[SHEETS[0]]["A3"].value == "2024年2月"
    assert formulas.properties.created == formulas.properties.modified == datetime(2024, 3, 1)


def test_the_changes_of_form_are_counted_from_their_ledger(make_book: Make, forms: Path, tmp_path: Path) -> None:
    """容错减责转化 stands beside the official counts: its month is a live count over 容错处理台账, its total the people
    tolerated, and no figure of the four forms moves by it."""
    made = Written(make_book(30), forms, tmp_path)
    shown, live = made.figures["四种形态统计"], made.formulas["四种形态统计"]
    people = made.book.ledgers["tolerance_people"]
    for row, (text, month, year) in enumerate(made.book.form_changes, 14):
        assert (shown.cell(row, 1).value, shown.cell(row, 3).value, shown.cell(row, 5).value) == (text, month, year)
        assert str(live.cell(row, 3).value).startswith("=COUNTIF('容错处理台账'!")
    assert shown.cell(22, 3).value == sum(r["conclusion"] in ("免责", "从轻", "减轻") for r in people) > 0
    assert [shown.cell(row, 3).value for row in range(5, 10)] == [71, 22, 4, 3, 100]
    assert made.figures["核对表"]["F2"].value == "全部一致"


def test_names_of_letters_are_no_people_of_a_unit(make_book: Make, forms: Path, tmp_path: Path) -> None:
    book = make_book(12)
    made = Written(book, forms, tmp_path)
    assert {row["单位"] for row in summary_rows(made.figures["汇总表"])[1:]} == {"小　计", *(unit for _, unit in book.units)}
