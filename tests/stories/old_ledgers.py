"""The ledgers of a county as its clerks kept them in a table program for five years, with the faults such ledgers have."""

from __future__ import annotations

import csv
from datetime import date

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side
from stdnum.cn import ric

UNITS = (
    ("公安县水利局", "县直单位", "张局长", "0716-5220001"), ("公安县装备制造产业服务中心", "县直单位", "刘主任", "0716-5220002"),
    ("埠河镇人民政府", "乡镇街道", "陈镇长", ""), ("章庄铺镇人民政府", "乡镇街道", "周镇长", ""), ("南平镇人民政府", "乡镇街道", "李镇长", ""),
)  # fmt: skip
NAMES = ("吴建国", "欧阳㛃", "李𬱖", "王犇", "陈䶮", "赵堃", "周小林", "陈大勇", "刘亚楠", "孙志强")
POSTS = ("主任", "副局长", "科员", "副镇长", "财政所所长", "党政办主任", "出纳", "站长", "副主任", "工作人员")
PARTY = (
    "党内警告",
    "严重警告",
    "警告",
    "党内严重警告",
    "撤销党内职务",
    "警告",
    "",
    "党内警告",
    "留党察看一年",
    "",
)
ADMIN = ("", "记过", "", "记大过", "撤职", "", "警告", "", "", "记过")
HEADING = (
    ("序号", ""), ("姓名", ""), ("性别", ""), ("身份证号", ""), ("工作单位", ""), ("职务", ""), ("政治面貌", ""), ("立案时间", ""),
    ("处分种类", "党纪"), ("处分种类", "政务"), ("处分决定", "文号"), ("处分决定", "决定日期"), ("处分决定", "决定机关"), ("主要违纪事实", ""),
    ("备注", ""),
)  # fmt: skip
YEARS = (2021, 2022, 2023, 2024, 2025)
WRITTEN = ("{0}.{1}.{2}", "{0}年{1}月{2}日", "{0}-{1:02d}-{2:02d}", "{0}{1:02d}{2:02d}", "{0}/{1}/{2}")


def id_number(n):
    """A sound number of somebody born in the seventies; an odd `n` is a man."""
    body = f"421022{1970 + n % 10}{n % 12 + 1:02d}{n % 27 + 1:02d}{100 + n:03d}"
    return body + ric.calc_check_digit(f"{body}0")


def who(year, n):
    """Name, number and the rest of the n-th man of a year; every year has its own people."""
    at = (YEARS.index(year) * 10 + n) * 2 + 1
    return (
        NAMES[n] if year == 2021 else f"{NAMES[n]}{'一二三四五'[YEARS.index(year)]}"[:3],
        id_number(at),
        UNITS[n % 5][0],
        POSTS[n],
    )


def decided(year, n):
    return date(year, n + 2, 8 + n)


def units_book(path):
    book = Workbook()
    sheet = book.active
    sheet.title = "单位名录"
    for row in (("单位名称", "类别", "主要负责人", "办公电话"), *UNITS):
        sheet.append(row)
    book.save(path)


def people_text(path):
    """As an older program saved it: the marks of the mainland, tab-separated values under a .csv."""
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(("姓名", "身份证号码", "工作单位及职务", "政治面貌", "学历"))
        for year in YEARS:
            for n in range(10):
                name, number, unit, post = who(year, n)
                out.writerow((name, number, f"{unit}{post}", "党员" if PARTY[n] else "群众", "本科"))


def cases_book(path, year, rows=10):
    """A sheet with a title, a heading of two rows, dates as everybody wrote them, a sum and a signature."""
    book = Workbook()
    sheet = book.active
    sheet.title = f"{year}年"
    sheet.append((f"公安县{year}年党纪政务处分情况登记表",))
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(HEADING))
    sheet.append(("填报单位：公安县纪委监委案件管理室",))
    for line in (0, 1):
        sheet.append([pair[line] for pair in HEADING])
    merge_heading(sheet)
    for n in range(rows):
        name, number, unit, post = who(year, n)
        day = decided(year, n)
        written = WRITTEN[n % 5].format(day.year, day.month, day.day)
        filed = date(year, n + 1, 5) if n % 2 else f"{year}.{n + 1}.5"
        sheet.append((
            n + 1, name, "男", number, unit, post, "中共党员" if PARTY[n] else "群众", filed, PARTY[n], ADMIN[n], f"公纪〔{year}〕{n + 1}号",
            written, "县纪委监委", "违规收受管理服务对象礼品礼金", "",
        ))  # fmt: skip
    sheet.append(("合计", f"{rows}人"))
    sheet.append(("填表人：李明", "", "", "", "", "审核人：王红"))
    dress(sheet)
    book.save(path)


def merge_heading(sheet):
    """A title over the columns below it, or down through both rows."""
    for column, (above, below) in enumerate(HEADING, 1):
        group = [n for n, pair in enumerate(HEADING, 1) if pair[0] == above]
        if not below:
            sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
        elif column == group[0]:
            sheet.merge_cells(start_row=3, end_row=3, start_column=column, end_column=group[-1])


def dress(sheet):
    """Lines and a title in the middle, as such tables have."""
    thin = Side(style="thin", color="000000")
    sheet["A1"].font, sheet["A1"].alignment = (
        Font(name="方正小标宋简体", size=18),
        Alignment(horizontal="center"),
    )
    for row in sheet.iter_rows(min_row=3, max_row=sheet.max_row - 1):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    sheet.column_dimensions["D"].width = 22
    sheet.freeze_panes = "C5"


def announcements_book(path):
    """One meeting for every second decision of the first two years."""
    book = Workbook()
    sheet = book.active
    sheet.append(
        (
            "姓名",
            "身份证号",
            "单位",
            "处分文号",
            "宣布时间",
            "宣布地点",
            "主持人",
            "宣布人",
            "参会人数",
            "通报案情",
            "宣布决定",
            "以案说法",
            "表态发言",
        )
    )
    for year in YEARS[:2]:
        for n in range(0, 10, 2):
            name, number, unit, _post = who(year, n)
            day = decided(year, n)
            sheet.append((
                name, number, unit, f"公纪〔{year}〕{n + 1}号", date(year, day.month, day.day + 2), "会议室", "刘主任", "李明", 20 + n,
                "√", "√", "√", "√",
            ))  # fmt: skip
    book.save(path)


def change(path, cells, out=None):
    """Write into cells of the first sheet: what a clerk got wrong, or put right."""
    book = load_workbook(path)
    for place, value in cells.items():
        book.active[place] = value
    book.save(out or path)
