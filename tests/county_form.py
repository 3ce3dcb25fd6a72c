"""A workbook such as a county keeps by hand: logo, title, two-level merged heading, its own order of columns, last
month's rows, a total and a line of signatures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from PIL import Image as Picture
from PIL import ImageDraw

OLD_NAMES = ("旧一名", "旧二名", "旧三名")
"""People of the month before: nobody of them may be left in a template."""
VISITS = "受处分人员回访"
DECISIONS = "处分执行"
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)

VISIT_HEADS = (  # group, title; one without a group takes both rows
    ("", "编号"), ("基本情况", "姓名"), ("基本情况", "性别"), ("基本情况", "工作单位"), ("基本情况", "职务"),
    ("处分情况", "党纪处分"), ("处分情况", "政务处分"), ("处分情况", "处分决定日期"), ("处分情况", "影响期止"),
    ("回访情况", "应回访次数"), ("回访情况", "已回访次数"), ("回访情况", "还差几次"), ("回访情况", "评价等次"), ("", "领导批示"), ("", "备注"),
)  # fmt: skip
VISIT_KEYS = {
    "B": "name", "C": "sex", "D": "unit", "E": "post", "F": "party_sanction", "G": "admin_sanction", "H": "decided_on",
    "I": "period_end", "J": "visits_due", "K": "visits_held", "M": "grade", "O": "note", "A": "seq",
}  # fmt: skip


def make_county_form(path: Path) -> Path:
    """Write the workbook."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = VISITS
    _visits(sheet)
    _decisions(workbook.create_sheet(DECISIONS))
    notes: Any = workbook.create_sheet("填表须知")
    notes["A1"] = "一、每月5日前报市纪委监委案件监督管理室。"
    notes.column_dimensions["A"].width = 90
    old: Any = workbook.create_sheet("8月")
    old["A1"], old["B2"] = "上月留底", OLD_NAMES[0]
    workbook.save(path)
    return path


def _head(sheet: Any, row: int, heads: tuple[tuple[str, str], ...]) -> None:
    at = 1
    while at <= len(heads):
        group, title = heads[at - 1]
        end = at
        while group and end < len(heads) and heads[end][0] == group:
            end += 1
        if group:
            sheet.cell(row, at, group)
            sheet.merge_cells(start_row=row, start_column=at, end_row=row, end_column=end)
            for column in range(at, end + 1):
                sheet.cell(row + 1, column, heads[column - 1][1])
        else:
            sheet.cell(row, at, title)
            sheet.merge_cells(start_row=row, start_column=at, end_row=row + 1, end_column=at)
        at = end + 1
    for number in (row, row + 1):
        sheet.row_dimensions[number].height = 32
        for column in range(1, len(heads) + 1):
            cell = sheet.cell(number, column)
            cell.border, cell.alignment = _BOX, _MIDDLE
            cell.font = Font(name="黑体", size=11, color="FF7F1D1D")
            cell.fill = PatternFill("solid", fgColor="FFFDF2E9")


def _visits(sheet: Any) -> None:
    last = len(VISIT_HEADS)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=last)
    sheet["A1"] = "江陵县受处分人员回访教育工作台账"
    sheet["A1"].font = Font(name="方正小标宋简体", size=22, color="FF8B0000")
    sheet["A1"].alignment = _MIDDLE
    sheet.row_dimensions[1].height = 60
    sheet.merge_cells("A2:H2")
    sheet["A2"] = "填报单位：江陵县纪委监委"
    sheet.merge_cells("I2:O2")
    sheet["I2"] = "2026年9月"
    sheet["I2"].alignment = Alignment(horizontal="right")
    _head(sheet, 3, VISIT_HEADS)
    for column, width in zip(
        "ABCDEFGHIJKLMNO", (6, 10, 6, 24, 16, 14, 14, 15, 15, 8, 8, 8, 9, 12, 14), strict=True
    ):
        sheet.column_dimensions[column].width = width
    for number, name in enumerate(OLD_NAMES, 1):
        row = 4 + number
        values = (number, name, "男", "县教育局", "副局长", "党内警告", "", "2026.3.5", "2027.3.4", 4, 3,
                  f"=J{row}-K{row}", "好", "已阅", "")  # fmt: skip
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.border, cell.alignment = _BOX, _MIDDLE
            cell.font = Font(name="楷体", size=12)
        sheet.row_dimensions[row].height = 30
    sheet["B5"].comment = Comment("旧批注提到旧一名", "旧作者")
    sheet["A8"] = "合计"
    sheet.merge_cells("A8:I8")
    sheet["J8"], sheet["K8"] = "=SUM(J5:J7)", "=SUM(K5:K7)"
    for column in range(1, last + 1):
        sheet.cell(8, column).border, sheet.cell(8, column).alignment = _BOX, _MIDDLE
    sheet.merge_cells("A9:O9")
    sheet["A9"] = "填表人：旧一名      审核人：旧二名      填报日期：2026年10月3日"
    sheet.row_dimensions[9].height = 28
    sheet.print_title_rows = "3:4"
    sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.scale = 9, "landscape", 55
    sheet.freeze_panes = "C5"
    sheet.add_image(_logo(), "A1")
    sheet.add_image(_logo(40), "N9")


def _logo(size: int = 64) -> Image:
    picture = Picture.new("RGB", (size, size), "#8B0000")
    ImageDraw.Draw(picture).ellipse((8, 8, size - 8, size - 8), fill="#FFD700")
    content = io.BytesIO()
    picture.save(content, "PNG")
    content.seek(0)
    return Image(content)


def _decisions(sheet: Any) -> None:
    """A blank form of one heading row: no data yet, no look below the heading."""
    heads = ("序号", "姓名", "身份证号码", "单位", "党纪处分", "政务处分", "决定日期", "备注")
    sheet["A1"] = "处分决定执行情况（2026年9月）"
    sheet.merge_cells("A1:H1")
    for column, title in enumerate(heads, 1):
        cell = sheet.cell(2, column, title)
        cell.border, cell.font, cell.alignment = _BOX, Font(name="宋体", size=12, bold=True), _MIDDLE
        sheet.column_dimensions["ABCDEFGH"[column - 1]].width = (6, 10, 22, 26, 16, 16, 14, 20)[column - 1]
    sheet["A3"] = "制表人：            复核人："
