"""The words of the command line: commands, their arguments, help and complaints in Chinese."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

WRONG_USE = 2

_COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"one of the arguments (.+) is required", r"须给出其中之一：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能与 \2 同时使用"),
    (r"argument (.+?): expected one argument", r"\1 后面缺少内容"),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1：没有“\2”，可用的有 \3"),
    (r"argument (.+?): invalid int value: '(.*)'", r"\1：“\2”不是整数"),
    (r"argument (.+?): (.+)", r"\1：\2"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 不明确，可能是 \2"),
)


class _Help(argparse.HelpFormatter):
    """Help with a Chinese word before the usage line."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=110)

    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]


class Parser(argparse.ArgumentParser):
    """A parser that complains in one Chinese line and leaves with status 2."""

    def __init__(self, **more: object) -> None:
        super().__init__(formatter_class=_Help, add_help=False, allow_abbrev=False, **more)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self.options = self.add_argument_group("选项")
        self.options.add_argument("-h", "--help", action="help", help="显示这份帮助")

    def error(self, message: str) -> NoReturn:
        for pattern, words in _COMPLAINTS:
            if found := re.fullmatch(pattern, message):
                message = found.expand(words)
                break
        self.exit(WRONG_USE, f"用法错误：{message}（{self.prog} --help 查看帮助）\n")


def day(text: str) -> date:
    """A date as 2026-11-22 or 20261122."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应写成 2026-11-22 这样") from None


def month(text: str) -> str:
    """A month as 2026-10."""
    if not re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是月份，应写成 2026-10 这样")
    return text


def span(text: str) -> str:
    """A month, quarter, half-year or year: 2026-10, 2026-Q3, 2026-H1, 2026."""
    if not re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是期间，应写成 2026-10、2026-Q3、2026-H1 或 2026")
    return text


def whole(low: int, high: int) -> Callable[[str], int]:
    """A type for whole numbers from `low` to `high`."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"“{text}”不是整数") from None
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"应为{low}至{high}")
        return value

    return read


def make_parser() -> Parser:
    """Every command of the program."""
    parser = Parser(prog="jzdesk", description="县级执纪台账。不带命令时打开窗口。")
    parser.options.add_argument("--data", type=Path, metavar="目录", help="数据文件夹（默认为本用户的数据文件夹）")
    commands = parser.add_subparsers(title="命令", dest="command", metavar="命令", required=True, parser_class=Parser)
    _making(commands)
    _reading(commands)
    _rules(commands)
    return parser


def _command(commands: argparse._SubParsersAction[Parser], name: str, words: str, *, vault: bool = True) -> Parser:
    made = commands.add_parser(name, help=words, description=words)
    data = made.options.add_argument("--data", type=Path, metavar="目录", default=argparse.SUPPRESS)
    data.help = "数据文件夹（默认为本用户的数据文件夹）"
    made.options.add_argument("--json", action="store_true", help="输出供程序读取的 JSON")
    if vault:
        made.options.add_argument("--password-file", type=Path, metavar="文件", help="从文件读取口令，不再提示输入")
    return made


def _opening(commands: argparse._SubParsersAction[Parser], name: str, words: str) -> Parser:
    made = _command(commands, name, words)
    made.options.add_argument("--account", metavar="账户", default="", help="登录账户（默认为建库时的第一个账户）")
    return made


def _making(commands: argparse._SubParsersAction[Parser]) -> None:
    init = _command(commands, "init", "新建数据库：单位、账户、口令，恢复密钥只显示一次")
    init.options.add_argument("--unit", required=True, metavar="单位", help="本单位名称")
    init.options.add_argument("--code", required=True, metavar="代码", help="6 位行政区划代码或 18 位统一社会信用代码")
    init.options.add_argument("--account", required=True, metavar="账户", help="第一个账户，角色为审核人")
    demo = _command(commands, "demo", "新建一个虚构的演示县")
    demo.options.add_argument("--unit", default="楚江县纪委监委", metavar="单位", help="单位名称（默认 %(default)s）")
    demo.options.add_argument("--code", default="421099", metavar="代码", help="单位代码（默认 %(default)s）")
    demo.options.add_argument("--people", type=whole(1, 200_000), default=60, metavar="N", help="人数（默认 %(default)s）")
    demo.options.add_argument("--months", type=whole(1, 240), default=24, metavar="M", help="向前多少个月（默认 %(default)s）")
    demo.options.add_argument("--seed", type=int, default=1, metavar="S", help="随机种子，相同的种子数据相同")


def _reading(commands: argparse._SubParsersAction[Parser]) -> None:
    due = _opening(commands, "due", "列出未办和逾期的应办事项")
    due.options.add_argument("--on", type=day, metavar="日期", help="以哪一天为准（默认今天）")
    due.options.add_argument("--within", type=whole(0, 36_500), metavar="天数", help="只列多少天内到期的（逾期的总是列出）")
    report = _opening(commands, "report", "导出月报、季报、半年报、年报工作簿")
    report.add_argument("month", type=span, metavar="期间", help="月 2026-10，季 2026-Q3，半年 2026-H1，年 2026")
    report.options.add_argument("--out", type=Path, required=True, metavar="文件.xlsx", help="写到哪里")
    report.options.add_argument("--freeze", action="store_true", help="导出并关账（只对一个月）")
    report.options.add_argument("--level", default="full", choices=("full", "masked", "counts"), metavar="级别",
                                help="full 完整台账（默认），masked 脱敏台账，counts 仅统计数")  # fmt: skip
    report.options.add_argument("--preset", default="", metavar="方案", help="栏目方案，如 上报栏目（默认用程序中选用的）")
    paper = _opening(commands, "print", "打印表单为 PDF")
    paper.add_argument("form", nargs="?", default="", metavar="表单", help="表单名称，见 --list")
    which = paper.options.add_mutually_exclusive_group()
    which.add_argument("--list", action="store_true", help="列出有哪些表单")
    which.add_argument("--month", type=month, metavar="月份", help="该月应开展和已开展的全部")
    which.add_argument("--id", type=int, metavar="编号", help="一次回访（编号见 due --json 的 subject_id）；打印 dossier 时为一份档案（dossier_id）")
    which.add_argument("--blank", action="store_true", help="空白表")
    paper.options.add_argument("--out", type=Path, metavar="文件.pdf", help="写到哪里")
    screen = _opening(commands, "enquiry", "把名单与库内人员比对，列出廉政意见建议，不作登记")
    screen.add_argument("files", nargs="+", type=Path, metavar="文件", help="名单（.xlsx、.csv）或者任免审批表（.lrmx，可多份）")
    screen.options.add_argument("--out", type=Path, metavar="文件.xlsx", help="同时写成工作簿")
    screen.options.add_argument("--sheet", metavar="工作表", default="", help="读工作簿中的哪一张表（默认为第一张有内容的）")
    screen.options.add_argument("--purpose", metavar="事由", default="promotion", help="征求意见事由，如 提拔任用（默认）、评先评优")
    _lists(commands)
    _imports(commands)
    _merge(commands)
    _opening(commands, "check", "检查数据库、审计日志、应办事项和附件")
    backup = _opening(commands, "backup", "备份到指定的文件夹")
    backup.options.add_argument("--to", type=Path, required=True, metavar="目录", help="备份到哪里")
    restore = _opening(commands, "restore", "用备份恢复数据；现有数据不删除，移入数据文件夹的 earlier")
    restore.add_argument("file", type=Path, metavar="文件.db", help="备份的数据文件，旁边要有它的口令文件")


def _merge(commands: argparse._SubParsersAction[Parser]) -> None:
    merge = _opening(commands, "merge", "核对下级单位的月报并汇总；给出 --data 时收入库中，并与已接收的比较")
    merge.add_argument("files", nargs="*", type=Path, metavar="文件.xlsx", help="下级单位报送的月报")
    merge.options.add_argument("--out", type=Path, metavar="文件.xlsx", help="汇总写到哪里")
    merge.options.add_argument("--remarks", type=Path, metavar="目录", help="有问题的，审核意见写到哪个文件夹")
    merge.options.add_argument("--month", type=month, metavar="月份", help="应是哪一个月的月报，如 2026-10")
    merge.options.add_argument("--unit", metavar="单位", help="汇总单位名称（不打开数据库时）")
    merge.options.add_argument("--accept", action="store_true", help="接收没有须改正问题的月报")
    merge.options.add_argument("--return", dest="send_back", metavar="理由", help="退回有须改正问题的月报")
    merge.options.add_argument("--reason", metavar="理由", help="改用重报的月报等须写明的理由")


def heading(text: str) -> tuple[int, int]:
    """Rows of a heading: 3 or 2-3."""
    found = re.fullmatch(r"([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?", text)
    rows = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not rows[0] <= rows[1] <= rows[0] + 2:
        raise argparse.ArgumentTypeError(f"“{text}”不是表头的行号，应写成 3 或者 2-3")
    return rows


def _imports(commands: argparse._SubParsersAction[Parser]) -> None:
    come = _opening(commands, "import", "导入旧台账：先核对每一行，全部导入或者都不导入")
    come.add_argument("kind", metavar="种类", help="units 单位、people 人员、cases 案件处分、announcements 公开宣布等")
    come.add_argument("file", type=Path, metavar="文件", help=".xlsx、.xls 或 .csv")
    come.options.add_argument("--dry-run", action="store_true", help="只试导入，不写入")
    come.options.add_argument("--errors", type=Path, metavar="文件.xlsx", help="把问题标在原表的副本上，写到哪里")
    come.options.add_argument("--sheet", metavar="工作表", default="", help="读哪一张工作表（默认为表头最相符的一张）")
    come.options.add_argument("--heading", type=heading, metavar="行", help="表头所在的行，如 3 或 2-3（默认自动查找）")
    come.options.add_argument("--column", action="append", default=[], metavar="C=字段", help="某一栏是哪个字段，可多次；C= 表示不读")
    come.options.add_argument("--decide", action="append", default=[], metavar="行=编号", help="认定某行是库内哪一个，或者 行=new 为新登记，可多次")
    come.options.add_argument("--all-new", action="store_true", help="待认定的都按新登记")
    come.options.add_argument("--leave-out", action="store_true", help="有问题的行不导入，其余的照常导入")
    go = _opening(commands, "export", "导出登记簿（可再导入），或者空白的导入表样")
    go.add_argument("kind", metavar="种类", help="种类同 import，或者 all 为全部")
    go.options.add_argument("--out", type=Path, required=True, metavar="文件.xlsx", help="写到哪里")
    go.options.add_argument("--blank", action="store_true", help="空白的导入表样")
    past = _opening(commands, "imports", "列出导入记录，或者撤回一次导入")
    past.options.add_argument("--undo", type=whole(1, 1 << 40), metavar="编号", help="撤回哪一次导入")


def _lists(commands: argparse._SubParsersAction[Parser]) -> None:
    lists = commands.add_parser("lists", help="导出容错清单，检查改好的清单", description="容错清单的版本")
    kinds = lists.add_subparsers(title="操作", dest="act", metavar="export|check", required=True, parser_class=Parser)
    out = _opening(kinds, "export", "把一版容错清单导出为工作簿")
    out.options.add_argument("--out", type=Path, required=True, metavar="文件.xlsx", help="写到哪里")
    out.options.add_argument("--name", metavar="名称", default="", help="哪一版（默认为今天施行的一版）")
    check = _opening(kinds, "check", "检查改好的工作簿：列出问题和与现行版的差别，不导入")
    check.add_argument("file", type=Path, metavar="文件.xlsx", help="由 lists export 导出后修改的工作簿")


def _rules(commands: argparse._SubParsersAction[Parser]) -> None:
    rules = commands.add_parser("rules", help="按规则计算期限和影响期，并说明理由", description="按规则计算，不需要数据库")
    kinds = rules.add_subparsers(title="计算", dest="rule", metavar="deadline|period", required=True, parser_class=Parser)
    deadline = _command(kinds, "deadline", "从某日起第几个工作日", vault=False)
    _start(deadline)
    deadline.options.add_argument("--working-days", type=whole(1, 5000), required=True, metavar="N", help="工作日数")
    period = _command(kinds, "period", "处分的影响期（处分期）", vault=False)
    period.add_argument("measure", metavar="处分", help="代码或名称，如 D2 或 党内严重警告")
    _start(period)
    period.options.add_argument(
        "--rule-end", choices=("prev-day", "prev-day-clip", "same-day"), help="届满日算法（默认按规则文件）"
    )


def _start(parser: Parser) -> None:
    parser.options.add_argument("--from", dest="start", type=day, required=True, metavar="日期", help="从哪一天起")
