"""导入旧台账 in the walk through every screen: a ledger with faults and namesakes, its columns, its rows, what was imported."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook

from jzdesk.services import cases
from jzdesk.services.cases import CaseFilter
from jzdesk.services.import_kinds import CHOICE
from jzdesk.ui.imports.shapes import OUTCOMES
from jzdesk.ui.system_menu import SYSTEM_PAGES

HEADING = (
    "序号", "姓名", "性别", "身份证号", "出生年月", "工作单位", "职务", "政治面貌", "民族", "学历", "职级", "立案时间", "案情", "违纪金额（万元）", "党纪", "政务",
    "处分文号", "处分（批准）决定的时间", "处分机关", "送达时间", "影响期满日期", "领导批示", "备注",
)  # fmt: skip


def ledger(desk, path):
    """Twelve rows: sound ones, faults of several kinds, one row twice, somebody of a name that is known."""
    known = cases.list_cases(
        desk, CaseFilter(on=desk.today), sort="decided_on", descending=True, offset=0, limit=3
    )
    book = Workbook()
    sheet = book.active
    sheet.title = "2021年台账"
    book.create_sheet("封存").sheet_state = "hidden"
    sheet.append(("楚江县纪委监委2021年党纪政务处分情况登记表",))
    sheet.append(("填报单位：案件监督管理室", "", "", "", "", "", "", "", "", "", "", "", "2021年12月31日"))
    sheet.append(HEADING)
    for n in range(1, 13):
        sheet.append((
            n, f"欧阳㛃{'一二三四五六七八九十甲乙'[n - 1]}", "男", "", f"1975.{n}", "县装备制造产业服务中心", "党组成员、副主任", "中共党员", "汉族", "大学本科",
            "正科级", f"2021.{n}.5", "违反中央八项规定精神，违规收受管理服务对象礼品礼金", 1.5, "党内严重警告", "记过", f"楚纪〔2021〕{n}号",
            f"2021年{n}月20日", "县纪委监委", "", "", "同意", "",
        ))  # fmt: skip
    sheet["D5"], sheet["R6"], sheet["O7"] = 4.21022e17, "2021.2.30", "严厉批评教育"
    sheet["B8"], sheet["E8"], sheet["F8"] = known[0].person, None, known[0].unit
    for column in range(2, 20):
        sheet.cell(9, column).value = sheet.cell(10, column).value
    sheet.append(("合计", "", "", "12人"))
    book.save(path)


def steps(walk):
    """The screens of the page, as `Walk.steps`."""
    entry = next(entry for entry in SYSTEM_PAGES if "import" in entry.kinds)
    walk.page.show_page(entry)
    walk.wait()
    page = walk.page.current_tab()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "2021年党纪政务处分情况登记表（定稿）.xlsx"
        ledger(walk.desk, path)
        page.open_form("import", {"kind": "cases"})
        page.take_file(path)
        walk.wait()
        yield "导入旧台账-栏目"
        page.columns._take_offers()
        walk.wait()
        yield "导入旧台账-栏目-已指定"
        page.save_form()
        rest(walk, page)
        for number, code in enumerate(page.plan._codes):
            page.plan.switch.setCurrentIndex(number)
            rest(walk, page)
            yield f"导入旧台账-{OUTCOMES[code][0] if code else '全部'}"
        for line in page.importer.lines(CHOICE, "").fetch(0, 9, "", False):
            page.plan.decided.emit(line.id, None)
            walk.wait()
        page.plan.leave_out.setChecked(True)
        yield "导入旧台账-可以导入"
        page.save_form()
        rest(walk, page)
        yield "导入旧台账-已导入"
        page.run(lambda: page.importer.undo(page.runs.current().id))
        walk.wait()
        yield "导入旧台账-已撤销"


def rest(walk, page):
    """Until the row in front is shown; it is asked for at once."""
    walk.wait()
    page.plan._detail_soon.stop()
    page.plan._ask_row()
    walk.wait()
