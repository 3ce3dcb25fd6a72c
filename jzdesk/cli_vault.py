"""The commands that make or open a vault: the same services as the window's, said in lines or in JSON."""

from __future__ import annotations

import getpass
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from jzdesk.cli_rules import WrongUse
from jzdesk.domain.errors import Refused
from jzdesk.paths import Paths, default_data

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from jzdesk.services.desk import Desk
    from jzdesk.storage.duties import DutyRow

    Clock = Callable[[], datetime]

DEMO_PASSWORD = "demo-2026"  # noqa: S105 - printed, for a made-up county
DEMO_ACCOUNT = "演示"
FEW = 2000
"""A demo county of so many people starts with a backup, as an office would have; a larger one only costs time."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a command says: lines for people, a value for programs, and whether problems were found."""

    lines: list[str]
    value: Any
    problems: bool = False


def data_of(args: argparse.Namespace) -> Path:
    """The vault folder that is meant."""
    given: Path | None = args.data
    return (given if given is not None else default_data()).absolute()


# -- passwords ---------------------------------------------------------------------------------------------------


def _password(args: argparse.Namespace, *, new: bool = False) -> str:
    """From the file, else asked at the terminal; a new one is asked twice."""
    if args.password_file is not None:
        return _first_line(args.password_file)
    if not sys.stdin.isatty():
        raise WrongUse("没有终端可以输入口令，请用 --password-file 指定口令文件")
    typed = getpass.getpass("口令：")
    if new and getpass.getpass("再输一次：") != typed:
        raise Refused("两次输入的口令不一致，没有建立数据库。")
    return typed


def _first_line(file: Path) -> str:
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refused(f"口令文件“{file}”不能读取。") from None
    if not lines or not lines[0]:
        raise Refused(f"口令文件“{file}”是空的，口令应写在第一行。")
    return lines[0]


# -- making a vault ----------------------------------------------------------------------------------------------


def init(args: argparse.Namespace, clock: Clock) -> Result:
    """A new, empty vault with one account that may do everything a small office does."""
    from jzdesk.domain.accounts import Role
    from jzdesk.services.desk import NewAccount, create_desk

    data = data_of(args)
    _refuse_existing(data)
    password = _password(args, new=True)
    account = NewAccount(name=args.account, display_name=args.account, role=Role.REVIEWER, password=password)
    with _whole(data) as folder:
        desk, key = create_desk(
            Paths(folder), unit_name=args.unit, unit_code=args.code, accounts=[account], clock=clock
        )
        desk.vault.close(back_up=False)
    value = {"data": str(data), "unit": args.unit, "code": args.code, "account": args.account, "recovery_key": key}
    return Result(
        [f"已建立数据库：{data}", f"账户：{args.account}（审核人）", f"恢复密钥：{key}",
         "恢复密钥只显示这一次，请抄录或打印后妥善保管；口令忘记时凭它打开数据。"],
        value,
    )  # fmt: skip


def demo(args: argparse.Namespace, clock: Clock, progress: Callable[[int, int], None]) -> Result:
    """A made-up county in a new vault, with a reviewer's and a clerk's account of the same password."""
    from jzdesk.domain.accounts import Role
    from jzdesk.services import demo as service
    from jzdesk.services.desk import NewAccount, create_desk

    data = data_of(args)
    _refuse_existing(data)
    password = _first_line(args.password_file) if args.password_file is not None else DEMO_PASSWORD
    accounts = [
        NewAccount(name=DEMO_ACCOUNT, display_name="李审核", role=Role.REVIEWER, password=password),
        NewAccount(name="经办", display_name="王经办", role=Role.CLERK, password=password),
    ]
    with _whole(data) as folder:
        desk, key = create_desk(
            Paths(folder), unit_name=args.unit, unit_code=args.code, accounts=accounts, clock=clock, demo=True
        )
        try:
            made = service.fill(desk, people=args.people, months=args.months, seed=args.seed, progress=progress)
        except BaseException:
            desk.vault.close(back_up=False)
            raise
        desk.vault.close(back_up=args.people <= FEW)
    shown = password if args.password_file is None else ""
    value = {"data": str(data), "unit": args.unit, "code": args.code, "account": DEMO_ACCOUNT, "password": shown,
             "recovery_key": key, "people": args.people, "months": args.months, "seed": args.seed}  # fmt: skip
    said = f"口令：{shown}" if shown else "口令：见口令文件"
    return Result([made.message, f"数据库：{data}", f"账户：{DEMO_ACCOUNT}（审核人）、经办（经办人），{said}",
                   f"恢复密钥：{key}"], value)  # fmt: skip


def _refuse_existing(data: Path) -> None:
    from jzdesk.storage.vault import Vault

    if Vault.exists(data):
        raise Refused(f"“{data}”里已有一份数据，请另选一个空文件夹。")


@contextmanager
def _whole(data: Path) -> Iterator[Path]:
    """A folder beside the vault's that becomes it when the body succeeds, and is gone when it fails.

    A folder that already holds the county's own rules or forms is filled in place, so that they count."""
    import shutil

    from jzdesk.storage.errors import all_faults

    if data.is_dir() and any(data.iterdir()):
        before = set(data.iterdir())
        try:
            yield data
        except BaseException:
            for made in set(data.iterdir()) - before:
                shutil.rmtree(made) if made.is_dir() else made.unlink()
            raise
        return
    aside = data.with_name(data.name + ".part")
    with all_faults():
        shutil.rmtree(aside, ignore_errors=True)
    try:
        yield aside
        with all_faults():
            if data.is_dir():
                data.rmdir()
            aside.replace(data)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


# -- opening one -------------------------------------------------------------------------------------------------


@contextmanager
def opened(args: argparse.Namespace, clock: Clock, *, back_up: bool = False) -> Iterator[Desk]:
    """The vault opened with the account that is meant; closed again whatever happens."""
    from jzdesk.services.desk import open_desk
    from jzdesk.services.duties import catch_up
    from jzdesk.storage.vault import Vault

    paths = Paths(data_of(args))
    names = Vault.account_names(paths.data)  # a missing vault is told before the password is asked
    if args.account and args.account not in names:
        raise Refused(f"没有名为“{args.account}”的账户。")
    desk = open_desk(paths, account=args.account or names[0], password=_password(args), clock=clock)
    try:
        catch_up(desk)
        yield desk
    except BaseException:
        desk.vault.close(back_up=False)
        raise
    desk.vault.close(back_up=back_up)


def due(args: argparse.Namespace, desk: Desk) -> Result:
    """Open and overdue duties, the oldest first."""
    from jzdesk.services.overview import due_duties

    on = args.on or desk.today
    within = args.within if args.within is not None else (date.max - on).days
    rows = due_duties(desk, on=on, within=within)
    values = [_duty(desk, row, on) for row in rows]
    lines = _columns([(v["due_on"] + ("*" if v["provisional"] else ""), v["state_name"], v["remaining"], v["name"],
                       v["who"], v["unit"]) for v in values])  # fmt: skip
    overdue = sum(v["state"] == "overdue" for v in values)
    lines.append(f"共{len(values)}项，其中逾期{overdue}项。" if values else "没有未办的应办事项。")
    if any(v["provisional"] for v in values):
        lines.append("带 * 的日期为暂定。")
    return Result(lines, values)


def _duty(desk: Desk, row: DutyRow, on: date) -> dict[str, Any]:
    from jzdesk.domain.duties import KIND_NAMES, STATE_NAMES, DutyKind, remaining_text, state_of

    duty = row.duty
    state = state_of(duty, on)
    return {
        "who": row.person, "unit": row.unit, "post": row.post, "kind": duty.kind,
        "name": KIND_NAMES[DutyKind(duty.kind)], "due_on": duty.due_on.isoformat(),
        "counted_from": duty.counted_from.isoformat(), "state": state.value, "state_name": STATE_NAMES[state],
        "remaining": remaining_text(duty, on, desk.calendar), "why": duty.why, "clause": duty.clause,
        "provisional": duty.provisional, "subject": duty.subject, "subject_id": duty.subject_id,
        "case_id": duty.case_id, "dossier_id": duty.dossier_id, "review_id": duty.review_id,
    }  # fmt: skip


def report(args: argparse.Namespace, desk: Desk, progress: Callable[[int, int], None]) -> Result:
    """The workbook of a month, frozen if asked; what the check of the month found is told, grave things count. Of a quarter,
    half-year or year only the workbook."""
    from jzdesk.domain.errors import Refused
    from jzdesk.domain.masking import LEVEL_NAMES, Level
    from jzdesk.domain.span_keys import is_month
    from jzdesk.services import month_closing, months
    from jzdesk.services.month_levels import level_of

    level = level_of(args.level)
    if args.freeze and level is not Level.FULL:
        raise Refused("关账留存完整台账，不能同时脱敏。请关账后再导出脱敏件。")
    if not is_month(args.month):
        return _report_span(args, desk, progress)
    found = months.check_month(desk, args.month)
    problems = [{"file": str(args.out), "record": f"{f.kind}:{f.record_id}" if f.record_id else "", "rule":
                 "grave" if f.grave else "gap", "message": f.text} for f in found]  # fmt: skip
    grave = [f for f in found if f.grave]
    if args.freeze:
        lines = [month_closing.freeze_month(desk, args.month, args.out, progress).message]
        digest = months.month_of(desk, args.month).file_digest
    else:
        digest = months.export_month(desk, args.month, args.out, progress, preset=args.preset, level=level).sha256
        lines = [] if level is Level.FULL else [f"写出的是{LEVEL_NAMES[level]}，已查过文件各处，没有可识别个人的内容。"]
    kept = months.month_of(desk, args.month)
    lines.insert(0, f"已写出{args.out}（第{kept.submission}次，摘要 {digest[:16]}）。")
    lines += [f"需要处理：{f.text}" for f in grave]
    if len(found) > len(grave):
        lines.append(f"另有{len(found) - len(grave)}项待核对，见工作簿的核对表。")
    value = {"month": args.month, "file": str(args.out), "submission": kept.submission, "sha256": digest,
             "level": level.value, "state": kept.state, "problems": problems}  # fmt: skip
    return Result(lines, value, problems=bool(grave))


def _report_span(args: argparse.Namespace, desk: Desk, progress: Callable[[int, int], None]) -> Result:
    from jzdesk.domain.errors import Refused
    from jzdesk.domain.span_keys import span_of_key
    from jzdesk.services.month_levels import level_of
    from jzdesk.services.span_books import export_span

    if args.freeze:
        raise Refused("关账按月进行，季报、半年报、年报由各月汇成，不能关账。")
    written = export_span(
        desk, args.month, args.out, progress, preset=args.preset, level=level_of(args.level)
    )
    line = f"已写出{args.out}（{span_of_key(args.month).title}，摘要 {written.sha256[:16]}）。"
    value = {"month": args.month, "file": str(args.out), "rows": dict(written.rows), "sha256": written.sha256, "problems": []}
    return Result([line], value)


def list_forms(args: argparse.Namespace) -> Result:
    """The forms there are and the whole file, without opening the vault."""
    found = _printable(args)
    return Result(_columns(list(found.items())), list(found))


def _printable(args: argparse.Namespace) -> dict[str, str]:
    """What can be printed, by name, with its title. The whole file has no form of its own and keeps its name."""
    from jzdesk.services.dossier_print import DOSSIER, TITLE
    from jzdesk.services.printing import forms_in

    found = {f.name: f.title for f in forms_in(Paths(data_of(args)))}
    return dict(sorted({**found, DOSSIER: TITLE}.items()))


def check_form(args: argparse.Namespace) -> None:
    """Complain of a form that does not exist, or of what is missing, before a password is asked."""
    from jzdesk.services.dossier_print import DOSSIER
    from jzdesk.services.printing import INTERVIEW

    found = _printable(args)
    names = "、".join(found)
    if not args.form:
        raise WrongUse(f"请写明表单名称，有 {names}，或用 --list 查看")
    args.form = {title: name for name, title in found.items()}.get(args.form, args.form)
    if args.form not in found:
        raise WrongUse(f"没有名为“{args.form}”的表单，有 {names}")
    if args.form not in (INTERVIEW, DOSSIER):
        raise WrongUse(f"表单“{args.form}”还没有可以填写的内容，目前可打印 {INTERVIEW} 和 {DOSSIER}")
    if args.form == DOSSIER and (args.blank or args.month):
        raise WrongUse("回访档案没有空白表，也不按月打印，请用 --id 指定一份档案")
    if args.out is None:
        raise WrongUse("缺少参数：--out")
    if args.form == DOSSIER and args.id is None:
        raise WrongUse("缺少参数：--id（档案编号见 due --json 的 dossier_id）")
    if not (args.month or args.blank or args.id is not None):
        raise WrongUse("须给出 --month、--id、--blank 之一")


def print_form(args: argparse.Namespace, desk: Desk, progress: Callable[[int, int], None]) -> Result:
    """One PDF: a month's forms, one visit's, or a blank one; or the whole file of a person."""
    from jzdesk.services.dossier_print import DOSSIER, print_dossier
    from jzdesk.services.printing import print_interviews

    if args.form == DOSSIER:
        book = print_dossier(desk, args.id, args.out, progress)
        value = {"file": str(args.out), "pages": book.pages, "attached": book.attached, "beside": book.beside,
                 "failed": book.failed}  # fmt: skip
        return Result([f"已写出{args.out}：{book.said.removeprefix('已生成')}。"], value, problems=bool(book.failed))
    made = print_interviews(
        desk, out=args.out, month=args.month, visit_id=args.id, blank=args.blank, progress=progress
    )
    value = {"file": str(made.path), "forms": made.forms, "pages": made.pages}
    return Result([f"已写出{made.path}：{made.forms}份，共{made.pages}页。"], value)


def check(desk: Desk) -> Result:
    """Everything that can be wrong with a vault, a line each."""
    from jzdesk.services.backups import check_everything

    found = check_everything(desk)
    lines = [f"{problem.place}：{problem.message}" for problem in found] or ["检查完毕，没有发现问题。"]
    values = [{"record": p.place, "rule": p.rule, "message": p.message} for p in found]
    return Result(lines, values, problems=bool(found))


def backup(args: argparse.Namespace, desk: Desk) -> Result:
    """A checked copy in a folder of the user's."""
    from jzdesk.services.backups import back_up_now

    made = back_up_now(desk, args.to.absolute())
    value = {"database": str(made.database), "keys": str(made.keys), "made_at": made.made_at.isoformat()}
    return Result([f"已备份并核验：{made.database}", f"密钥文件：{made.keys}"], value)


# -- lines -------------------------------------------------------------------------------------------------------


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows set in columns; a Chinese character is as wide as two letters."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
            for row in rows]  # fmt: skip


def _width(text: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def restore(args: argparse.Namespace, clock: Clock) -> Result:
    """Put a backup in the vault's place, or into an empty folder; what was there is kept."""
    from jzdesk.services import restoring
    from jzdesk.storage.errors import all_faults

    with all_faults():
        made = restoring.backup_at(args.file)
    account = args.account or restoring.accounts_of(made)[0]
    found = restoring.restore_at_login(
        Paths(data_of(args)), made, account=account, password=_password(args), clock=clock
    )
    value = {
        "data": str(data_of(args)), "backup": str(made.database), "made_at": found.contents.made_at.isoformat(),
        "people": found.contents.people, "cases": found.contents.cases, "earlier": str(found.earlier),
    }  # fmt: skip
    return Result([found.message], value)
