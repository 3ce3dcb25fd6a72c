"""Make forms/monthly/month.xlsx and its filled sample anew from ledgers.toml and the columns of 汇总表.

The committed workbook is what a county may edit (titles, headings, logos, widths, number formats,
colours); run this only after a column was added or to get the original look back:

python installer/month_template.py [FOLDER] default: forms/monthly
"""

from __future__ import annotations

import sys
from datetime import datetime
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from openpyxl import Workbook  # noqa: E402
from openpyxl.formatting.rule import CellIsRule, FormulaRule  # noqa: E402
from openpyxl.utils import get_column_letter as letter  # noqa: E402

from jzdesk.domain.form_changes import CHANGES  # noqa: E402
from jzdesk.exports import style  # noqa: E402
from jzdesk.exports.cells import width_of  # noqa: E402
from jzdesk.exports.ledgers import LedgerDef, load_ledgers  # noqa: E402
from jzdesk.exports.summary import COLUMNS, SummaryColumn  # noqa: E402

GAP = "　" * 6
UNITS = {"tolerance": "单位：件", "tolerance_people": "单位：人次", "enquiries": "单位：人次"}
SIGNATURE = GAP.join(
    ("填表人：{{made_by}}", "审核人：{{reviewer}}", "负责人（签章）：" + "　" * 6, "填报日期：{{made_on}}")
)
FORMS = (
    ("第一种形态", "谈话提醒、批评教育、责令检查、诫勉，让红红脸、出出汗成为常态"),
    ("第二种形态", "党纪轻处分、组织调整成为违纪处理的大多数"),
    ("第三种形态", "党纪重处分、重大职务调整的成为少数"),
    ("第四种形态", "严重违纪涉嫌犯罪追究刑事责任的成为极少数"),
)
FILLING_NOTES = (
    "本表册由县级纪检监察机关按月填报，数据取自执纪台账，统计时点为当月最后一日；身份证号等号码一律按文字存放。",
    "处分决定应自作出之日起7个工作日内公开宣布（涉及国家秘密、商业秘密、个人隐私的除外）；工作日按国务院办公厅放假安排计算，含调休上班日。",
    "“是否按期”分为：已按期、逾期已办、逾期（到期未办）、临期、未到期、豁免。及时率＝已按期÷（已按期＋逾期已办＋逾期）。",
    "回访率＝回访次数达到应回访次数的人数÷应回访人数；建档率＝已建档人数÷应建档人数。开除公职、在押、死亡等不列入应回访，“应回访次数”填0并在备注中注明。",
    "四种形态按人次统计，同一人次适用多种处理的归入最高形态，不重不漏；占比保留一位小数，合计为100.0%。",
    "汇总表各数、核对表各式均为公式，随台账变动自动重算；核对表有“不一致”的，应先查明原因再上报。",
)


def sheet_of(
    book: Workbook, title: str, paper: str, *, repeat: tuple[int, int] | None = None, landscape: bool = True
):
    sheet = book.create_sheet(title)
    style.page(sheet, paper, repeat=repeat, landscape=landscape)
    sheet.sheet_view.showGridLines = False
    return sheet


def heading(sheet, title: str, last: int, right: str = "单位：人", *, big: bool = False) -> None:
    """Row 1: the title; row 2: unit on the left, month in the middle, what is counted on the right."""
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=last)
    style.title_cell(sheet.cell(1, 1, title), 26 if big else 18)
    sheet.row_dimensions[1].height = 48 if big else 34
    third = max(last // 3, 1)
    edges = (
        (1, third, "填报单位：{{unit_name}}", "left"),
        (third + 1, last - third, "{{month_title}}", "center"),
        (last - third + 1, last, right, "right"),
    )
    for first, end, text, across in edges:
        if end > first:
            sheet.merge_cells(start_row=2, start_column=first, end_row=2, end_column=end)
        style.line_cell(sheet.cell(2, first, text), across, 13 if big else 10.5)
    sheet.row_dimensions[2].height = 26 if big else 22


def broken(title: str, width: float, size: float) -> str:
    """A heading with line breaks where it reads best, in lines that fit the column."""
    fits = max(int((width * 8 + 1) / (size * 4 / 3)), 2)
    if len(title) <= fits or "{{" in title:  # a word that comes from the county's lists
        return title
    if "（" in title[1 : fits + 1]:
        at = title.index("（", 1)
        return title[:at] + "\n" + broken(title[at:], width, size)
    lines = -(-len(title) // fits)
    each = -(-len(title) // lines)
    return "\n".join(title[at : at + each] for at in range(0, len(title), each))


def two_level_head(
    sheet, columns: list[tuple[str, str]], first: int, *, size: float = style.BODY_SIZE
) -> None:
    """Rows 3 and 4: group over title; a column without a group takes both rows. Widths must be set before."""
    columns = [
        (group, broken(title, sheet.column_dimensions[letter(at)].width, size))
        for at, (group, title) in enumerate(columns, first)
    ]
    at = first
    for group, members in groupby(columns, key=lambda column: column[0]):
        titles = [title for _, title in members]
        for offset, title in enumerate(titles):
            style.head_cell(
                sheet.cell(3, at + offset, (group if not offset else None) or (title if not group else None)),
                size,
            )
            style.head_cell(sheet.cell(4, at + offset, title if group else None), size)
            if not group:
                sheet.merge_cells(start_row=3, start_column=at + offset, end_row=4, end_column=at + offset)
        if group and len(titles) > 1:
            sheet.merge_cells(start_row=3, start_column=at, end_row=3, end_column=at + len(titles) - 1)
        at += len(titles)
    lines = max(title.count("\n") + 1 for _, title in columns)
    sheet.row_dimensions[3].height, sheet.row_dimensions[4].height = 22, max(26, lines * size * 1.4 + 6)


def signature(sheet, row: int, last: int, size: float = 10.5) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
    style.line_cell(sheet.cell(row, 1, SIGNATURE), size=size)
    sheet.row_dimensions[row].height = 34


def warn(sheet, area: str, *words: str) -> None:
    """Quiet dark red for what needs a look."""
    for word in words:
        rule = CellIsRule(operator="equal", formula=[f'"{word}"'], font=style.font(9, colour="FFB00020"))
        rule.dxf.font.name = rule.dxf.font.sz = rule.dxf.font.charset = None
        sheet.conditional_formatting.add(area, rule)


def cover(book: Workbook) -> None:
    sheet = sheet_of(book, "封面与填报说明", "A4", landscape=False)
    sheet.page_setup.fitToHeight = 1  # a cover is one page, whatever a month has to say
    for column, width in zip("ABCDE", (9, 26, 20, 12, 22), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.merge_cells("A2:E2")
    style.title_cell(sheet["A2"], 24).value = "执纪工作月报表册"
    sheet.merge_cells("A3:E3")
    style.title_cell(sheet["A3"], 15).value = "{{month_title}}"
    for row, height in ((1, 26), (2, 44), (3, 30), (4, 14)):
        sheet.row_dimensions[row].height = height
    facts = (
        ("填报单位", "{{unit_name}}", "单位代码", "{{unit_code}}"),
        ("报送次数", "第{{submission}}次", "制表日期", "{{made_on}}"),
        ("填 表 人", "{{made_by}}", "审 核 人", "{{reviewer}}"),
        ("负 责 人", "（签章）", "核对结论", "{{overall}}"),
    )
    for row, (name, value, other, another) in enumerate(facts, 5):
        for column, text in ((1, name), (4, other)):
            style.head_cell(sheet.cell(row, column, text), 11)
        for column, text in ((2, value), (3, None), (5, another)):
            style.body_cell(sheet.cell(row, column, text), "text", size=11)
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=3)
        sheet.row_dimensions[row].height = 30
    style.head_cell(sheet.cell(9, 1, "日志链首"), 11)
    for column in range(2, 6):
        style.body_cell(sheet.cell(9, column), "text", 20, 10)
    sheet["B9"] = "{{audit_head}}"
    sheet.merge_cells("B9:E9")
    sheet.row_dimensions[9].height = 30
    section(sheet, 11, "一、表册目录")
    for column, text in enumerate(("序号", "表名", None, "行数", "纸张"), 1):
        style.head_cell(sheet.cell(12, column, text), 10.5)
    sheet.merge_cells("B12:C12")
    sheet.row_dimensions[12].height = 22
    kinds = {"seq": "int", "title": "text", "": "text", "rows": "int", "paper": "text"}
    for column, (key, kind) in enumerate(kinds.items(), 1):
        cell = sheet.cell(13, column, f"{{{{contents.{key}}}}}" if key else None)
        style.body_cell(cell, kind, 20 if key in ("title", "") else 0, 10.5)
    sheet.merge_cells("B13:C13")
    sheet.row_dimensions[13].height = 21
    section(sheet, 15, "二、填报说明")
    row = 16
    for number, text in enumerate(FILLING_NOTES, 1):
        paragraph(sheet, row, f"{number}．{text}")
        row += 1
    section(sheet, row + 1, "三、本月说明")
    paragraph(sheet, row + 2, "{{note.text}}")


def section(sheet, row: int, title: str) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=5)
    cell = style.line_cell(sheet.cell(row, 1, title), size=12)
    cell.font = style.font(12, head=True)
    sheet.row_dimensions[row].height = 26


def paragraph(sheet, row: int, text: str) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=5)
    cell = sheet.cell(row, 1, text)
    cell.font = style.font(10.5)
    style.aligned(cell, "left")
    sheet.row_dimensions[row].height = 21 + 15 * ((width_of(text) - 1) // 100)


def ledger(book: Workbook, made: LedgerDef) -> None:
    sheet = sheet_of(book, made.title, made.paper, repeat=(1, 4))
    columns = made.columns
    last = len(columns)
    heading(sheet, made.title, last, UNITS.get(made.code, "单位：人"), big=True)
    for at, column in enumerate(columns, 1):
        sheet.column_dimensions[letter(at)].width = column.width
    two_level_head(sheet, [(column.group, column.title) for column in columns], 1)
    for at, column in enumerate(columns, 1):
        style.body_cell(sheet.cell(5, at, f"{{{{{made.code}.{column.key}}}}}"), column.kind, column.width)
        if column.key.endswith("state"):
            warn(sheet, f"{letter(at)}5", "逾期", "逾期已办")
    sheet.row_dimensions[5].height = style.HEAD_ROW
    signature(sheet, 6, last, 13)
    sheet.freeze_panes = "C5"
    sheet.auto_filter.ref = f"A4:{letter(last)}5"


def summary_kind(column: SummaryColumn) -> str:
    return "percent" if column.how == "rate" else "int"


def summary(book: Workbook) -> None:
    sheet = sheet_of(book, "汇总表", "A3", repeat=(1, 4))
    last = len(COLUMNS) + 2
    size = 10
    heading(sheet, "执纪工作情况汇总表", last, big=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 12, 25
    for at, column in enumerate(COLUMNS, 3):
        sheet.column_dimensions[letter(at)].width = 7.4 if column.how == "rate" else 5.8
    heads = [("", "单位层级"), ("", "单位"), *((c.group, c.title) for c in COLUMNS)]
    two_level_head(sheet, heads, 1, size=size)
    for row, prefix in ((5, "sum_total"), (6, "sum_level"), (7, "sum_unit")):
        for at, key in enumerate(("level", "unit"), 1):
            style.body_cell(
                sheet.cell(row, at, f"{{{{{prefix}.{key}}}}}"), "text", 20 if at == 2 else 0, size
            )
        for at, column in enumerate(COLUMNS, 3):
            style.body_cell(
                sheet.cell(row, at, f"{{{{{prefix}.{column.key}}}}}"), summary_kind(column), 0, size
            )
        if prefix != "sum_unit":
            for at in range(1, last + 1):
                sheet.cell(row, at).font = style.font(size, head=True)
                sheet.cell(row, at).fill = style.shade()
        sheet.row_dimensions[row].height = 24 if prefix != "sum_unit" else style.HEAD_ROW
    for at, key in ((last + 1, "match_level"), (last + 2, "match_unit")):
        sheet.cell(7, at, f"{{{{sum_unit.{key}}}}}")
        sheet.column_dimensions[letter(at)].width = 12
        sheet.column_dimensions[letter(at)].hidden = True
    signature(sheet, 8, last, 13)
    sheet.freeze_panes = "C5"
    sheet.print_area = f"A1:{letter(last)}8"


def forms_of_handling(book: Workbook) -> None:
    sheet = sheet_of(book, "四种形态统计", "A4", repeat=(1, 4))
    for column, width in zip("ABCDEF", (16, 50, 13, 13, 13, 13), strict=True):
        sheet.column_dimensions[column].width = width
    heading(sheet, "运用监督执纪“四种形态”情况统计表", 6, "单位：人次")
    two_level_head(
        sheet,
        [
            ("", "形态"),
            ("", "内容"),
            ("本月", "人次"),
            ("本月", "占比"),
            ("本年累计", "人次"),
            ("本年累计", "占比"),
        ],
        1,
        size=11,
    )
    keys = ("month", "month_share", "year", "year_share")
    for row, (number, (name, text)) in enumerate(((str(n), f) for n, f in enumerate(FORMS, 1)), 5):
        row_of_forms(sheet, row, name, text, [f"{{{{forms.{number}.{key}}}}}" for key in keys])
    row_of_forms(sheet, 9, "合　计", "按人次统计，不重不漏", [f"{{{{forms.total.{key}}}}}" for key in keys])
    for column in "ACDEF":
        sheet[f"{column}9"].font = style.font(11, head=True)
    for column in "ABCDEF":
        sheet[f"{column}9"].fill = style.shade()
    sheet.merge_cells("A10:F10")
    cell = style.line_cell(sheet["A10"], size=10)
    cell.value = (
        "注：同一人次适用多种处理的，归入最高形态；占比保留一位小数，用最大余额法取舍，合计为100.0%。"
    )
    sheet.row_dimensions[10].height = 20
    form_changes(sheet, 12)
    sheet.freeze_panes = "A5"


def form_changes(sheet, first: int) -> None:
    """The block 容错减责转化 and the signature line under it."""
    section_of(sheet, first, "容错减责转化情况（按人次，与上表分别统计）")
    sheet.row_dimensions[first - 1].height = 8
    spread(sheet, first + 1, ("拟作处理的形态→最终处理的形态", "本月人次", "本年累计人次"), style.head_cell)
    row = first + 2
    for number in range(1, len(CHANGES) + 1):
        tokens = (f"{{{{shift.{number}.{key}}}}}" for key in ("text", "month", "year"))
        spread(sheet, row, tuple(tokens))
        row += 1
    spread(sheet, row, ("合　计", "{{shift.total.month}}", "{{shift.total.year}}"))
    for column in range(1, 7):
        sheet.cell(row, column).font = style.font(11, head=True)
        sheet.cell(row, column).fill = style.shade()
    sheet.merge_cells(start_row=row + 1, start_column=1, end_row=row + 1, end_column=6)
    cell = style.line_cell(sheet.cell(row + 1, 1), size=10)
    cell.value = "注：按认定结论统计，不计入上表；最终受到处理的，在处理决定作出的月份按所受处理计入上表一次，不重复计算。"
    sheet.row_dimensions[row + 1].height = 20
    signature(sheet, row + 2, 6)


def section_of(sheet, row: int, title: str) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=6)
    cell = style.line_cell(sheet.cell(row, 1, title), size=12)
    cell.font = style.font(12, head=True)
    sheet.row_dimensions[row].height = 26


def spread(sheet, row: int, texts: tuple[str, ...], head=None) -> None:
    """Three cells over six columns, two columns each."""
    for at, text in zip((1, 3, 5), texts, strict=True):
        for column in (at, at + 1):
            cell = sheet.cell(row, column, text if column == at else None)
            if head:
                head(cell, 11)
            else:
                style.body_cell(cell, "text" if at == 1 else "int", 0, 11)
        sheet.merge_cells(start_row=row, start_column=at, end_row=row, end_column=at + 1)
    sheet.row_dimensions[row].height = 18


def row_of_forms(sheet, row: int, name: str, text: str, tokens: list[str]) -> None:
    style.body_cell(sheet.cell(row, 1, name), "text", size=11)
    style.body_cell(sheet.cell(row, 2, text), "text", 40, 11)
    for at, token in enumerate(tokens, 3):
        style.body_cell(sheet.cell(row, at, token), "percent" if "share" in token else "int", size=11)
    sheet.row_dimensions[row].height = 24


def checks(book: Workbook) -> None:
    sheet = sheet_of(book, "核对表", "A4", repeat=(1, 3))
    for column, width in zip("ABCDEFG", (6, 52, 13, 7, 13, 10, 34), strict=True):
        sheet.column_dimensions[column].width = width
    heading(sheet, "月报核对表", 7, "{{overall}}")
    for at, text in enumerate(("序号", "核对等式", "左边", "关系", "右边", "结果", "说明"), 1):
        style.head_cell(sheet.cell(3, at, text), 10.5)
    sheet.row_dimensions[3].height = 26
    cells = (
        ("seq", "int", 0),
        ("name", "text", 40),
        ("left", "int", 0),
        ("relation", "text", 0),
        ("right", "int", 0),
        ("result", "text", 0),
        ("note", "text", 30),
    )
    for at, (key, kind, width) in enumerate(cells, 1):
        style.body_cell(sheet.cell(4, at, f"{{{{check.{key}}}}}"), kind, width, 10.5)
        if key in ("left", "right"):
            sheet.cell(4, at).number_format = "General"
    sheet.row_dimensions[4].height = style.HEAD_ROW
    warn(sheet, "F4", "不一致")
    sheet.conditional_formatting.add(
        "F2", FormulaRule(formula=['LEFT($F$2,4)<>"全部一致"'], font=style.font(10, colour="FFB00020"))
    )
    signature(sheet, 5, 7)
    sheet.freeze_panes = "A4"


def make(folder: Path) -> Path:
    book = Workbook()
    book.remove(book.active)
    style.set_base_font(book)
    cover(book)
    for made in load_ledgers(folder).values():
        ledger(book, made)
    forms_of_handling(book)
    summary(book)
    checks(book)
    book.properties.creator = "jzdesk"
    book.properties.created = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed stamp keeps the file comparable
    out = folder / "month.xlsx"
    book.save(out)
    return out


if __name__ == "__main__":
    from month_sample import make_sample

    where = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "forms" / "monthly"
    print(make(where))
    print(make_sample(where))
