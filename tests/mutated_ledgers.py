"""Old ledgers with a known list of faults: a clean one of some layout, into which a seeded hand puts faults.

Each fault is known by the row and the column of the sheet and by the rule that must name it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

TODAY = date(2026, 11, 23)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
UNITS = (
    "县教育局",
    "县财政局",
    "县住房和城乡建设局",
    "资市镇人民政府",
    "白马寺镇",
    "县人民医院",
    "普济镇张家村",
)
KINDS = ("people", "cases", "announcements")


def id_number(rng, born, sex):
    body = f"421022{born:%Y%m%d}{rng.randrange(50):02d}{rng.randrange(5) * 2 + (sex == '男')}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


@dataclass
class Sheet:
    """A sheet as it will be written: rows of cells from row 1, merges, number formats by cell, and the faults in it."""

    kind: str
    rows: list[list[object]] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    first: int = 0
    columns: list[str] = field(default_factory=list)
    faults: set[tuple[int, int, str]] = field(default_factory=set)
    records: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)


# ---- clean ledgers

LAYOUTS = {
    "people": (
        ("seq name sex id_number birth unit_name post politics education rank management phone note",
         "序号 姓名 性别 身份证号码 出生年月 工作单位 职务 政治面貌 文化程度 级别 干部管理权限 联系电话 备注"),
        ("name id_number unit_name post politics phone", "姓名 公民身份号码 所在单位 现任职务 政治面目 手机号"),
    ),
    "cases": (
        ("seq name sex id_number unit_name post politics filed_on violations amount sanction issuer document_number decided_on note",
         "序号 被处分人姓名 性别 身份证号 单位 职务 政治面貌 立案时间 违纪类型 涉案金额 处分情况 处分决定机关 处分决定文号 处分时间 备注"),
        ("name id_number unit_name party_sanction admin_sanction issuer document_number decided_on delivered_on suspected_crime",
         "姓名 身份证号 所在单位 党纪处分 政务处分 决定机关 文号 决定日期 送达时间 是否移送司法"),
    ),
    "announcements": (
        ("seq name unit_name document_number decided_on held_on place attendance part_report part_reading part_criticism part_statement",
         "序号 姓名 单位 文号 处分决定时间 公开宣布时间 宣布地点 参加人数 通报案情 宣读决定 以案说法 表态发言"),
    ),
}  # fmt: skip
DATES = ("birth", "filed_on", "decided_on", "delivered_on", "held_on")


def written(rng, day):
    """A date in one of the ways clerks have."""
    han = "〇一二三四五六七八九"
    year = "".join(han[int(d)] for d in str(day.year))

    def tens(number):
        return (
            ("" if number < 20 else han[number // 10])
            + ("十" if number >= 10 else "")
            + (han[number % 10] if number % 10 else "")
        )

    return rng.choice((
        day, datetime(day.year, day.month, day.day), f"{day.year}.{day.month}.{day.day}", f"{day:%Y.%m.%d}", f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", int(f"{day:%Y%m%d}"), f"{year}年{tens(day.month)}月{tens(day.day)}日",
        f"{day.year}.{day.month}.{day.day}日", f"{day:%Y-%m-%d} 00:00:00", f" {day.year} 年 {day.month} 月 {day.day} 日 ",
        f"{day.year % 100:02d}.{day.month}.{day.day}" if day.year >= 1950 else f"{day:%Y-%m-%d}",
    ))  # fmt: skip


def clean_cell(rng, key, person):
    decided = person["decided"]
    makers = {
        "seq": lambda: person["seq"], "name": lambda: person["name"], "sex": lambda: person["sex"],
        "id_number": lambda: rng.choice((person["id"], person["id"].lower(), f" {person['id']}", person["id"])),
        "birth": lambda: rng.choice((f"{person['born']:%Y.%m}", f"{person['born']:%Y年%m月}", person["born"])),
        "unit_name": lambda: rng.choice(UNITS), "post": lambda: rng.choice(("副局长", "股长", "党委委员、副镇长", "村支书")),
        "politics": lambda: rng.choice(("中共党员", "党员", "群众", "中共预备党员", "共青团员")),
        "education": lambda: rng.choice(("本科", "大学本科", "大专", "研究生", "高中", "中专")),
        "rank": lambda: rng.choice(("正科级", "副科级", "科员", "乡科级副职")), "management": lambda: rng.choice(("县管", "县管干部", "乡镇")),
        "phone": lambda: rng.choice((f"139{rng.randrange(10**8):08d}", int(f"138{rng.randrange(10**8):08d}"), "0716-4721234")),
        "note": lambda: rng.choice(("", "", "已调离", "无", "另案处理")),
        "filed_on": lambda: written(rng, decided - timedelta(days=rng.randrange(30, 200))), "decided_on": lambda: written(rng, decided),
        "delivered_on": lambda: written(rng, decided + timedelta(days=rng.randrange(1, 9))),
        "held_on": lambda: written(rng, decided + timedelta(days=rng.randrange(1, 12))),
        "violations": lambda: rng.choice(("违反工作纪律", "廉洁纪律", "违反廉洁纪律、违反工作纪律", "生活纪律")),
        "amount": lambda: rng.choice((1200, 3500.5, "12,000.00", "2.5万元", "无", "", "￥800")),
        "sanction": lambda: rng.choice(("党内警告", "党内严重警告、政务降级", "开除党籍、开除公职", "政务记过处分", "留党察看一年", "诫勉谈话")),
        "party_sanction": lambda: rng.choice(("警告", "党内严重警告", "撤销党内职务", "无", "留党察看两年")),
        "admin_sanction": lambda: rng.choice(("记过", "政务记大过", "降级", "/", "")),
        "issuer": lambda: rng.choice(("县纪委监委", "江陵县纪委监委", "资市镇纪委", "县委")),
        "document_number": lambda: f"江纪发〔{decided.year}〕{rng.randrange(1, 300)}号",
        "suspected_crime": lambda: rng.choice(("是", "否", "", "√")), "place": lambda: rng.choice(("局机关会议室", "镇政府三楼")),
        "attendance": lambda: rng.choice((35, "42人", "20")),
    }  # fmt: skip
    return makers[key]() if key in makers else rng.choice(("是", "√", True, "已完成"))


def clean_sheet(seed):
    """A ledger without a fault: a title above, one heading row or two, total and signature below, now and then a heading again."""
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    keys, titles = (text.split() for text in rng.choice(LAYOUTS[kind]))
    sheet = Sheet(kind, columns=keys)
    for _ in range(rng.randrange(3)):
        sheet.rows.append([rng.choice(("江陵县受处分人员台账", "2024年度", "填报单位：江陵县纪委监委"))])
    if sheet.rows and rng.random() < 0.5:
        sheet.merges.append(f"A1:{chr(64 + len(keys))}1")
    sheet.rows.append(list(titles))
    heading = len(sheet.rows)
    if rng.random() < 0.4:  # a second row, the titles merged over both
        sheet.rows.append([None] * len(keys))
        sheet.merges += [
            f"{chr(64 + at)}{heading}:{chr(64 + at)}{heading + 1}" for at in range(1, len(keys) + 1)
        ]
    sheet.first = len(sheet.rows) + 1
    for number in range(1, rng.randrange(12, 22)):
        if number > 3 and rng.random() < 0.04:
            sheet.rows.append(list(titles))
            sheet.left.append((len(sheet.rows), "heading"))
        born = date(1960, 1, 1) + timedelta(days=rng.randrange(14_000))
        sex = rng.choice("男女")
        person = {"seq": number, "name": rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2)))), "sex": sex, "born": born,
                  "id": id_number(rng, born, sex), "decided": date(2019, 1, 5) + timedelta(days=rng.randrange(2600))}  # fmt: skip
        sheet.rows.append([clean_cell(rng, key, person) for key in keys])
        sheet.records += 1
    if rng.random() < 0.5:
        sheet.rows.append(
            ["合计", f"{sheet.records}人"] if keys[0] == "seq" else [f"合计：{sheet.records}人"]
        )
        sheet.left.append((len(sheet.rows), "total"))
    if rng.random() < 0.5:
        sheet.rows.append([])
        sheet.rows.append(["填表人：王五", None, "审核人：赵六"])
        sheet.left.append((len(sheet.rows), "signature"))
    return sheet


# ---- faults

FAULTS = {
    "date": (
        ("2024.2.30", "date.impossible"), ("2023年13月5日", "date.impossible"), ("2024.4.31", "date.impossible"), ("待定", "date.format"),
        ("3月5日", "date.no_year"), ("2024", "date.year_only"), ("1024.3.5", "date.range"), ("2204-03-05", "date.range"), (45356, "date.serial"),
        ("2024.3.5、2024.4.6", "date.several"), ("3/5/2024", "date.ambiguous"), ("#REF!", "cell.error"), ("二〇二四年二月三十日", "date.impossible"),
        ("2024-3", "date.month_only"), (2024.1, "date.ambiguous"), ("去年底", "date.format"), (3.7, "date.format"), ("２０２４．２．３０", "date.impossible"),
    ),
    "id_number": (
        (421022198001011234.0, "id.damaged"), (421022198001011000, "id.damaged"), ("4.21022E+17", "id.damaged"), ("421022198001011000", "id.damaged"),
        ("42102219800101123", "id.length"), ("421022198013011235", "id.birth"), ("421022198001O11235", "id.chars"), ("421022800101123", "id.old"),
        ("4210**********1234", "id.masked"), ("#N/A", "cell.error"), ("CHECK", "id.checksum"), ("不详", "id.length"),
    ),
    "name": ((None, "required.missing"), ("张某某", "name.masked"), ("张三、李四", "name.several"), (12345, "name.format"), ("#NAME?", "cell.error"),
             ("李*", "name.masked"), ("王五（已调离）", "name.aside"), ("县教育局（代）人事股工作人员", "name.format")),
    "unit_name": ((None, "required.missing"), ("#VALUE!", "cell.error"), ("   ", "required.missing"), ("无", "required.missing")),
    "sex": (("男性别", "code.unknown"), ("X", "code.unknown"), ("OTHER", "id.sex_differs")),
    "politics": (("党圆", "code.unknown"), ("待查", "code.unknown"), ("中共党员（预备）", "code.aside")),
    "education": (("本课", "code.unknown"), ("博士后流动站", "code.unknown")),
    "rank": (("副科及", "code.unknown"), ("九级", "code.unknown")),
    "management": (("乡官", "code.unknown"),),
    "issuer": (("某某机关", "code.unknown"), (2024, "code.unknown")),
    "violations": (("违反工作记律", "code.unknown"), ("违反工作纪律、乱来", "code.unknown")),
    "sanction": (("警告", "measure.ambiguous"), ("留党察看", "measure.ambiguous"), ("党内大过", "measure.unknown"), ("诫勉谈话（六个月）", "measure.aside"), ("政务警高", "measure.unknown")),
    "party_sanction": (("政务记过", "measure.family"), ("留党察看", "measure.ambiguous"), ("严种警告", "measure.unknown")),
    "admin_sanction": (("党内警告", "measure.family"), ("记国", "measure.unknown")),
    "amount": (("约3万", "number.format"), (-500, "number.negative"), ("12.345元", "number.fraction"), ("若干", "number.format"), ("1.234,5", "number.format"), ("壹万", "number.format")),
    "attendance": (("三十几人", "number.format"), (12.5, "number.format"), ("-3", "number.format")),
    "suspected_crime": (("可能", "yes.unknown"), (5, "yes.unknown")),
    "part_report": (("大概", "yes.unknown"),),
    "phone": (("一三九", "phone.format"), ("12", "phone.format")),
    "document_number": ((20240312345678901, "number.damaged"), ("#DIV/0!", "cell.error")),
}  # fmt: skip


def _spoiled(rng, sheet, row, key):
    """(the new cell, the rule) or None where this cell cannot be spoiled so."""
    group = "date" if key in DATES and key != "birth" else key
    if group not in FAULTS:
        return None
    value, rule = rng.choice(FAULTS[group])
    cells = sheet.rows[row - 1]
    if value == "CHECK":
        number = str(cells[sheet.columns.index("id_number")]).strip().upper()
        value = number[:-1] + ("1" if number[-1] != "1" else "2")
    if value == "OTHER":
        if "id_number" not in sheet.columns:
            return None
        value = "女" if cells[sheet.columns.index("sex")] == "男" else "男"
    return value, rule


def mutated(seed, most=5):
    """A ledger with one to so many faults, each in a row of its own."""
    sheet = clean_sheet(seed)
    rng = random.Random(f"faults {seed}")
    skipped = {row for row, _why in sheet.left}
    rows = [
        row
        for row in range(sheet.first, len(sheet.rows) + 1)
        if row not in skipped and len(sheet.rows[row - 1]) == len(sheet.columns)
    ]
    for row in rng.sample(rows, min(most, len(rows))):
        key = rng.choice(sheet.columns)
        spoiled = _spoiled(rng, sheet, row, key)
        if spoiled is None:
            continue
        value, rule = spoiled
        column = sheet.columns.index(key) + 1
        sheet.rows[row - 1][column - 1] = value
        sheet.faults.add((row, column, rule))
    if rng.random() < 0.15 and rows:
        row = rng.choice([row for row in rows if not any(fault[0] == row for fault in sheet.faults)] or rows)
        sheet.hidden.append(row)
        sheet.faults.add((row, 0, "row.hidden"))
    return sheet


def write_book(path, sheets):
    """The sheets of a workbook, by openpyxl; named by their place."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for at, sheet in enumerate(sheets):
        made = book.create_sheet(f"表{at}")
        for row in sheet.rows:
            made.append(row)
        for cells in sheet.merges:
            made.merge_cells(cells)
        for row in sheet.hidden:
            made.row_dimensions[row].hidden = True
    book.save(path)
    return path
