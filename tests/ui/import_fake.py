"""A file of ten thousand rows that was never read: what the pages of an import are shown in their own tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused
from jzdesk.ui.common.table import ListSource
from jzdesk.ui.imports.shapes import (
    CHANGED,
    CHOICE,
    FAULT,
    NEW,
    PASSED,
    REPEAT,
    SAME,
    Alike,
    Fault,
    FileColumn,
    FileView,
    KindField,
    PlanLine,
    PlanView,
    RowView,
    RunLine,
)
from jzdesk.ui.imports.sheet_grid import GridRow

TITLES = (
    "序号", "姓名", "性别", "身份证号", "出生年月", "政治面貌", "工作单位及职务", "职级", "案由", "立案时间", "处分种类", "处分（受理）时间",
    "处分文号", "影响期（月）", "送达日期", "宣布情况", "工资执行", "备注",
)  # fmt: skip
FIELDS = tuple(
    KindField(key, title, required, role)
    for key, title, required, role in (
        ("name", "姓名", True, "value"), ("sex", "性别", False, "value"), ("id_number", "身份证号", False, "value"),
        ("birth", "出生年月", False, "value"), ("politics", "政治面貌", False, "value"), ("unit_post", "单位职务", False, "split"),
        ("unit", "单位", False, "value"), ("post", "职务", False, "value"), ("rank", "职级", False, "value"),
        ("cause", "主要问题", False, "value"), ("filed_on", "立案日期", False, "value"), ("measures", "处分", True, "value"),
        ("decided_on", "决定日期", True, "value"), ("document", "文号", False, "value"), ("months", "影响期", False, "check"),
        ("delivered_on", "送达日期", False, "value"), ("note", "备注", False, "value"), ("seq", "序号", False, "known"),
    )
)  # fmt: skip
MATCHED = {
    2: ("name", "exact"), 3: ("sex", "exact"), 4: ("id_number", "exact"), 5: ("birth", "exact"), 6: ("politics", "exact"),
    7: ("unit_post", "exact"), 8: ("rank", "exact"), 9: ("cause", "exact"), 10: ("filed_on", "exact"),
    11: ("measures", "exact"), 13: ("document", "exact"), 14: ("months", "exact"), 15: ("delivered_on", "exact"),
    18: ("note", "exact"), 1: ("seq", "known"),
}  # fmt: skip
NAMES = ("吴建国", "欧阳㛃", "李𬱖", "王犇", "陈䶮", "赵堃", "周小林", "陈大勇")


def texts(n):
    name = NAMES[n % len(NAMES)]
    return (
        str(n), name, "男" if n % 3 else "女", "421022197503120" + f"{n % 999:03d}", "1975.3", "中共党员",
        "县装备制造产业服务中心原主任", "正科级", "违反中央八项规定精神，违规收受礼品礼金", "2021.3.5", "党内严重警告", "2021.5.30",
        f"公纪〔2021〕{n}号", "24", "2021年6月3日", "已宣布", "已落实", "",
    )  # fmt: skip


def columns():
    return tuple(
        FileColumn(
            n, chr(64 + n), title, *MATCHED.get(n, ("", "near" if n == 12 else "none")),
            near=("decided_on",) if n == 12 else (), samples=tuple(texts(k)[n - 1] for k in (1, 2, 3)),
        )
        for n, title in enumerate(TITLES, 1)
    )  # fmt: skip


def file_view(kind="cases", heading=(3, 3)):
    top = [
        GridRow(1, ("公安县2021年党纪政务处分情况登记表",), "above"),
        GridRow(2, ("填报单位：县纪委监委", "", "", "2021年12月31日"), "above"),
    ]
    rows = [*top, GridRow(3, TITLES, "heading"), *(GridRow(n + 3, texts(n)) for n in range(1, 28))]
    return FileView(
        file_name="2021年处分台账.xls", kind=kind, sheets=(("台账", "台账"), ("封存", "封存（隐藏）")), sheet="台账", heading=heading,
        rows=tuple(rows), columns=columns() if heading else (), fields=FIELDS,
    )  # fmt: skip


def outcome_of(row):
    return {0: FAULT, 1: CHANGED, 2: CHOICE, 3: REPEAT, 4: SAME}.get(row % 40, NEW)


class FakeImporter:
    """Speaks as `reading.Importer`; `calls` holds what was asked of it."""

    kinds = ("units", "people", "cases", "announcements")
    rows = 10_000

    def __init__(self, desk=None):
        self.calls, self.chosen, self.done = [], {}, []

    def _code(self, row):
        code = outcome_of(row)
        if code == CHOICE and row in self.chosen:
            code = NEW if self.chosen[row] is None else CHANGED
        return code

    def _line(self, row):
        code = self._code(row)
        remark = {
            FAULT: "身份证号“421022197503121”只有15位，第18位校验码不对，应为18位", CHANGED: "改 2 项：职级、备注", CHOICE: "与库内“吴建国”同名同单位",
            REPEAT: "与第 12 行是同一件", SAME: "", NEW: "",
        }[code]  # fmt: skip
        return PlanLine(row, code, NAMES[row % 8], f"公纪〔2021〕{row}号　党内严重警告", remark)

    def lines(self, outcome, text):
        def found():
            if outcome == PASSED:
                return [
                    PlanLine(-1, PASSED, "", "", "第10004行是合计行。"),
                    PlanLine(-2, PASSED, "", "", "第10005行是签名行。"),
                ]
            lines = (self._line(row) for row in range(4, 4 + self.rows) if outcome in ("", self._code(row)))
            return [line for line in lines if text in line.who + line.what]

        return ListSource(
            lambda: len(found()), lambda offset, limit, _sort, _descending: found()[offset : offset + limit]
        )

    def open(self, path, *, kind, sheet, heading, mapping, progress):
        self.calls.append(("open", path.name, kind, sheet, heading))
        if path.suffix == ".doc":
            raise Refused("“旧.doc”不是表格文件，请另存为 .xlsx 后再导入。")
        view = replace(file_view(kind or "cases"), file_name=path.name)
        if mapping is not None:
            chosen = tuple(
                replace(
                    c,
                    field=mapping.get(c.column, ""),
                    how="chosen" if c.column in mapping else "none",
                    near=(),
                )
                for c in view.columns
            )
            view = replace(view, columns=chosen)
        return view

    def look(self, *, kind, sheet, heading, progress):
        self.calls.append(("look", kind, sheet, heading))
        return file_view(kind, heading or (3, 3))

    def plan(self, mapping, *, progress):
        self.calls.append(("plan", mapping))
        return self._view()

    def _view(self):
        counts = {PASSED: 2}
        for row in range(4, 4 + self.rows):
            code = self._code(row)
            counts[code] = counts.get(code, 0) + 1
        return PlanView(
            file_name="2021年处分台账.xls", kind="cases", total=self.rows, counts=counts,
        )  # fmt: skip

    def row(self, number):
        line = self._line(number)
        alike = ()
        if line.outcome == CHOICE:
            pairs = (
                ("姓名", "吴建国", "吴建国", "一致"), ("单位", "县装备中心", "县装备制造产业服务中心", "相近"),
                ("出生年月", "1975-03", "1976-03", "不同"), ("身份证号", "", "421022197603120017", ""),
            )  # fmt: skip
            alike = (
                Alike(
                    7,
                    "吴建国　县装备制造产业服务中心主任",
                    "近似程度 86：同名；单位相近；出生年份相差一年。",
                    pairs,
                ),
                Alike(8, "吴建国　埠河镇副镇长", "近似程度 40：同名。", pairs[:1]),
            )
        chosen = ""
        if number in self.chosen:
            chosen = (
                "已认定：库内没有此人，按新人员登记。"
                if self.chosen[number] is None
                else "已认定：就是库内的吴建国。"
            )
        bad = (
            Fault(4, f"D{number}", "身份证号“421022197503121”只有15位，应为18位。"),
            Fault(12, f"L{number}", "“2021.2.30”不是日历上有的日期，请核对。"),
        )
        return RowView(
            number=number, outcome=line.outcome, head=f"{line.who}　{line.what}",
            around=tuple(GridRow(n, texts(n - 3)) for n in (number - 1, number, number + 1)),
            faults=bad if line.outcome == FAULT else (), alike=alike, chosen=chosen,
            changes=(("职级", "副科级", "正科级"), ("备注", "", "已退休")) if line.outcome == CHANGED else (),
            values=tuple((title, text) for title, text in zip(TITLES, texts(number - 3), strict=True) if text),
            record=("case", 5) if line.outcome in (CHANGED, SAME) else None,
            notes=("2021-05 月报已经冻结，这处修改将在下一个月报中列为更正。",) if line.outcome == CHANGED else (),
        )  # fmt: skip

    def decide(self, row, record_id):
        self.calls.append(("decide", row, record_id))
        self.chosen[row] = record_id
        return self._view()

    def decide_all_new(self):
        self.calls.append(("all_new",))
        self.chosen = {row: None for row in range(4, 4 + self.rows) if outcome_of(row) == CHOICE}
        return self._view()

    def undecide(self, row):
        self.chosen.pop(row)
        return self._view()

    def apply(self, *, leave_out, progress):
        self.calls.append(("apply", leave_out))
        self.done.insert(0, run_line(len(self.done) + 1))
        return Changes(
            touched=Touched.CASES, message="已导入案件处分：新增 9,000 件。", record_id=len(self.done)
        )

    def runs(self):
        return tuple(self.done)

    def undo(self, run_id):
        self.calls.append(("undo", run_id))
        self.done = [
            replace(run, undone="2026-11-22 09:40 李经办撤销", undo_why_not="已经撤销。") for run in self.done
        ]
        return Changes(touched=Touched.CASES, message="已撤销。")

    def problem_name(self):
        return "2021年处分台账（问题）.xlsx"

    def write_problems(self, path, *, progress):
        self.calls.append(("problems", path.name))

    def write_template(self, kind, path):
        self.calls.append(("template", kind, path.name))

    def write_register(self, kind, path, *, progress):
        self.calls.append(("register", kind, path.name))
        return {"units": 3, "people": 12} if kind == "all" else {kind: 3}

    def close(self):
        self.calls.append(("close",))


def run_line(number):
    return RunLine(
        id=number, done_at=datetime(2026, 11, 22, 9, 30), done_by="李经办", kind="cases", kind_name="案件处分", file_name="2021年处分台账.xls",
        rows=10_000, added=8_750, changed=250, unchanged=250, left_out=250,
    )  # fmt: skip
