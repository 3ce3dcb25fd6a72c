"""汇总规则: what is looked for in the files of the counties, each rule with its code, what it means and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GRAVE, CHECK, NOTE = "grave", "check", "note"
WEIGHT_NAMES = {GRAVE: "须改正", CHECK: "须核实", NOTE: "说明"}
"""How much a finding weighs: what must be put right, what somebody must answer for, what is only said."""

GROUPS = {
    "file": "文件", "structure": "表式", "changed": "导出后改动", "values": "填写", "equations": "勾稽",
    "carry": "上下月衔接", "people": "人员重复", "history": "历史比较",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MergeRule:
    """One rule. `decidable`: a person may say that what was found is right as it stands, and that is kept."""

    code: str
    title: str
    weight: str
    group: str
    decidable: bool = False


_TABLE = (
    # code, title, weight, decidable; the group is that of the line above it
    ("file", (
        ("file.unreadable", "文件不能读取", GRAVE, False),
        ("file.no_manifest", "没有报送清单", CHECK, True),
        ("file.manifest_damaged", "报送清单已损坏", GRAVE, False),
        ("file.wrong_county", "单位不符", GRAVE, False),
        ("file.wrong_month", "月份不符", GRAVE, False),
        ("file.wrong_level", "脱敏级别不符", CHECK, True),
        ("file.span", "起止日期不符", CHECK, True),
        ("file.doubled", "同一文件重复报送", GRAVE, False),
        ("file.same_content", "内容与另一文件相同", GRAVE, False),
        ("file.older", "报送次数不是最新", GRAVE, False),
        ("file.same_submission", "报送次数相同而内容不同", CHECK, True),
    )),
    ("structure", (
        ("sheet.missing", "缺少台账", GRAVE, False),
        ("sheet.twice", "台账有两张", GRAVE, False),
        ("sheet.renamed", "工作表改名", NOTE, False),
        ("sheet.unknown", "多出的工作表", NOTE, False),
        ("heading.missing", "找不到栏名", GRAVE, False),
        ("column.missing", "缺少栏目", GRAVE, False),
        ("column.renamed", "栏名改动", NOTE, False),
        ("column.moved", "栏目移位", NOTE, False),
        ("column.inserted", "增加的栏目", NOTE, False),
        ("column.twice", "栏目重复", GRAVE, False),
    )),
    ("changed", (
        ("cell.changed", "单元格改动", CHECK, True),
        ("row.added", "增加的行", CHECK, True),
        ("row.deleted", "删去的行", GRAVE, True),
        ("row.moved", "行次序改动", NOTE, False),
        ("total.rows", "行数与清单不符", CHECK, True),
        ("total.sum", "合计与清单不符", CHECK, True),
    )),
    ("values", (
        ("number.text", "数字存成文本", CHECK, True),
        ("number.wrong", "不是数字", GRAVE, False),
        ("date.text", "日期存成文本", CHECK, True),
        ("date.wrong", "不是日期", GRAVE, False),
        ("date.future", "日期晚于报告期末", CHECK, True),
        ("date.order", "日期先后不合", CHECK, True),
        ("cell.error", "错误值", GRAVE, False),
        ("cell.formula", "公式", CHECK, True),
        ("id.damaged", "身份证号受损", GRAVE, False),
        ("id.wrong", "身份证号有误", CHECK, True),
        ("name.missing", "缺少姓名", GRAVE, False),
        ("word.unknown", "不是规定的用语", CHECK, True),
        ("row.twice", "重复登记", GRAVE, True),
    )),
    ("equations", (
        ("state.contradicts", "办理情况与日期不符", GRAVE, True),
        ("visits.contradict", "回访次数与日期不符", CHECK, True),
        ("period.order", "影响期起止不合", GRAVE, False),
        ("announce.missing", "决定未列入公开宣布台账", GRAVE, True),
        ("forms.sum", "四种形态合计不符", GRAVE, False),
        ("forms.year", "四种形态累计不符", CHECK, True),
        ("summary.differs", "汇总表与台账不符", GRAVE, False),
        ("check.disagrees", "核对表不一致", CHECK, True),
        ("tolerance.negative", "触及负面清单而予以容错", GRAVE, True),
        ("tolerance.forms", "容错处理台账与容错纠错台账不符", CHECK, True),
    )),
    ("carry", (
        ("carry.vanished", "上月未结事项没有结转", GRAVE, True),
        ("carry.appeared", "上月漏报", CHECK, True),
        ("carry.changed", "与上月接收的内容不同", CHECK, True),
        ("correction.before", "更正前内容与已接收的不符", GRAVE, True),
        ("correction.unknown", "更正的月份没有接收过", NOTE, False),
    )),
    ("people", (
        ("person.twice_here", "同一决定重复登记", GRAVE, True),
        ("person.two_counties", "同一人在两个县", CHECK, True),
        ("person.same_decision", "同一处分决定由两个县上报", GRAVE, True),
        ("person.transferred", "人员转移", NOTE, False),
        ("person.look_alike", "疑似同一人", CHECK, True),
        ("case.split", "同一文号由两个县使用", CHECK, True),
    )),
    ("history", (
        ("history.outlier", "与本县历史相差较大", NOTE, True),
    )),
)  # fmt: skip

RULES: Mapping[str, MergeRule] = MappingProxyType({
    code: MergeRule(code, title, weight, group, decidable)
    for group, rules in _TABLE
    for code, title, weight, decidable in rules
})  # fmt: skip
"""Every rule by its code. The codes are kept with the verdicts and never change."""
