"""表样: the county's own workbook as the template of its monthly report; looked over, put in force, and taken back.

The template lies in the vault's folder (`forms/monthly`); those that were in force before stay beside it, and the shipped
one can always be had back."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused
from jzdesk.services.month_making import template_folder
from jzdesk.services.template_reading import SheetPlan, TemplatePlan, plan_sheet, read_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jzdesk.exports.ledgers import LedgerDef
    from jzdesk.exports.template_check import TemplateFault
    from jzdesk.services.desk import Desk

_EARLIER = "monthly-earlier"
_STAMP = "%Y-%m-%d %H%M%S"
_LARGEST = 20 << 20


@dataclass(frozen=True, slots=True)
class EarlierTemplate:
    """A template that was in force until `until`; `name` is its folder."""

    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class TemplateState:
    """Whether the county has a template of its own, and those that were in force before, the latest first."""

    own: bool
    earlier: tuple[EarlierTemplate, ...]


def template_state(desk: Desk) -> TemplateState:
    """Which template is in force."""
    desk.need(Permission.READ)
    home = _home(desk) / _EARLIER
    found = []
    for folder in sorted(home.iterdir(), reverse=True) if home.is_dir() else ():
        try:
            until = datetime.strptime(folder.name[:17], _STAMP)  # noqa: DTZ007 - local time, as everywhere
        except ValueError:
            continue
        found.append(EarlierTemplate(folder.name, until))
    return TemplateState((_own(desk) / "month.xlsx").exists(), tuple(found))


def ledgers_of(desk: Desk) -> Mapping[str, LedgerDef]:
    """The ledgers of the template in force."""
    from jzdesk.exports.ledgers import load_ledgers

    return load_ledgers(template_folder(desk))


def look_over(desk: Desk, path: Path) -> TemplatePlan:
    """What a workbook would become: a template of ours somebody edited, with its faults by sheet and cell; or a county's own
    workbook, with a proposal for every sheet. ImportFault or ExportError where it cannot be read."""
    from jzdesk.exports.taken_over import lost_parts

    desk.need(Permission.CHANGE_RULES)
    sheets = read_plan(
        desk, path, ledgers_of(desk)
    )  # the child refuses what is no honest workbook, before all else
    if not _has_tokens(path):
        return TemplatePlan(path=path, edited=False, sheets=sheets, lost=lost_parts(path))
    return TemplatePlan(path=path, edited=True, faults=_faults(desk, path), lost=lost_parts(path))


def look_at_sheet(
    desk: Desk, plan: TemplatePlan, sheet: str, *, code: str, heading: tuple[int, int] | None = None,
    mapping: Mapping[int, str] | None = None,
) -> TemplatePlan:  # fmt: skip
    """The plan with a person's word on one sheet: which ledger it is ('' none), where its heading stands, what its columns
    are."""
    desk.need(Permission.CHANGE_RULES)
    if not code:
        return plan.with_sheet(SheetPlan(sheet=sheet))
    ledger = ledgers_of(desk)[code]
    return plan.with_sheet(
        plan_sheet(desk, plan.path, sheet, ledger=ledger, heading=heading, mapping=mapping)
    )


def put_in_force(desk: Desk, plan: TemplatePlan) -> Changes:
    """Make the workbook the template of the monthly report; the one in force until now is kept. Refused where it has faults,
    with the first by sheet and cell."""
    desk.need(Permission.CHANGE_RULES)
    home = _home(desk)
    home.mkdir(parents=True, exist_ok=True)
    aside = home / "monthly-new"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        said = _make(desk, plan, aside)
        _try_out(desk, aside)
        _put_earlier_aside(desk)
        aside.rename(_own(desk))
    except OSError as fault:
        raise Refused(
            f"表样没有换成（{fault.strerror or '读写失败'}），请关闭正在打开的表样后重试。"
        ) from fault
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    desk.vault.log(desk.actor, "更换月报表样", noun="month", summary=f"{plan.path.name}{said}")
    return Changes(
        touched=Touched.MONTHS, message=f"月报表样已更换，以后导出的月报用“{plan.path.name}”的样式。"
    )


def try_template(desk: Desk, plan: TemplatePlan, key: str, out: Path) -> None:
    """A preview: the month's workbook as it would look. Nothing is put in force; the month's register notes nothing."""
    from jzdesk.exports.month_book import write_month_book
    from jzdesk.services.month_books import make_book

    desk.need(Permission.CHANGE_RULES)
    desk.need(Permission.EXPORT)
    aside = out.parent / f".{out.stem}-表样"
    try:
        _make(desk, plan, aside)
        write_month_book(make_book(desk, key), aside, out=out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    desk.vault.log(desk.actor, "试填月报表样", noun="month", summary=f"{plan.path.name}，{out.name}")


def save_copy(desk: Desk, out: Path) -> Path:
    """The template in force as a file to be edited and put in force again."""
    from jzdesk.exports.package import written_aside

    desk.need(Permission.EXPORT)
    with written_aside(out) as aside:
        aside.write_bytes((template_folder(desk) / "month.xlsx").read_bytes())
    desk.vault.log(desk.actor, "另存月报表样", noun="month", summary=out.name)
    return out


def restore_template(desk: Desk, name: str = "") -> Changes:
    """Put an earlier template in force again, by its name; '' is the shipped one. The one in force is kept as well."""
    desk.need(Permission.CHANGE_RULES)
    state = template_state(desk)
    if not name and not state.own:
        raise Refused("现在用的就是随程序提供的表样。")
    if name and name not in {earlier.name for earlier in state.earlier}:
        raise Refused("这份以前的表样已不在了。")
    try:
        _put_earlier_aside(desk)
        if name:
            shutil.copytree(_home(desk) / _EARLIER / name, _own(desk))
    except OSError as fault:
        raise Refused(
            f"表样没有换成（{fault.strerror or '读写失败'}），请关闭正在打开的表样后重试。"
        ) from fault
    what = f"{name[:10]}以前使用的表样" if name else "随程序提供的表样"
    desk.vault.log(desk.actor, "更换月报表样", noun="month", summary=f"恢复{what}")
    return Changes(touched=Touched.MONTHS, message=f"已恢复{what}。")


# -- files ------------------------------------------------------------------------------------------------------------


def _home(desk: Desk) -> Path:
    return desk.paths.data / "forms"


def _own(desk: Desk) -> Path:
    return _home(desk) / "monthly"


def _has_tokens(path: Path) -> bool:
    """Whether a workbook is a template: the child let it pass, so its texts may be looked through here."""
    with zipfile.ZipFile(path) as archive:
        parts = (
            name
            for name in archive.namelist()
            if name == "xl/sharedStrings.xml" or "worksheets/sheet" in name
        )
        return any(b"{{" in chunk for name in parts for chunk in _chunks(archive, name))


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as part:
        before, read = b"", 0
        while (chunk := part.read(1 << 18)) and read < _LARGEST:
            read += len(chunk)
            yield before + chunk
            before = chunk[-1:]


def _faults(desk: Desk, path: Path) -> tuple[TemplateFault, ...]:
    from tempfile import TemporaryDirectory

    from jzdesk.exports.template_check import faults_of

    with TemporaryDirectory() as name:
        return faults_of(_edited(desk, path, Path(name)))


def _edited(desk: Desk, path: Path, folder: Path) -> Path:
    """A folder with the edited template and the ledgers it was made with."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, folder / "month.xlsx")
    shutil.copyfile(template_folder(desk) / "ledgers.toml", folder / "ledgers.toml")
    return folder


def _make(desk: Desk, plan: TemplatePlan, folder: Path) -> str:
    """Make the template folder of a plan; what is said of it in the audit log."""
    from jzdesk.exports.taken_over import take_over

    if plan.edited:
        faults = _faults(desk, plan.path)
        if faults:
            raise Refused(f"表样有{len(faults)}处错误，没有更换。{faults[0].line}")
        _edited(desk, plan.path, folder)
        return ""
    taken = [sheet for sheet in plan.sheets if sheet.keep or (sheet.code and sheet.heading and sheet.matched)]
    ledgers = [sheet for sheet in taken if sheet.code]
    if not ledgers:
        raise Refused("没有一张工作表对应到台账，请先选定工作表是哪个台账。")
    for sheet in ledgers:
        if "name" not in {column.field for column in sheet.columns}:
            raise Refused(f"工作表“{sheet.sheet}”没有对应“姓名”一栏，请先选定。")
    take_over(plan.path, template_folder(desk), sheets=[sheet.taken() for sheet in taken], out=folder)
    return f"，{len(ledgers)}个台账用本县表样"


def _try_out(desk: Desk, folder: Path) -> None:
    """Fill the template once with nothing and once with a line, so that the first month does not find what is wrong."""
    from jzdesk.exports.month_book import MonthBook, write_month_book

    ledgers = ledgers_in(folder)
    line = {
        code: [{"name": "样例", **({"unit": "样例"} if "unit" in made.keys else {})}]
        for code, made in ledgers.items()
    }
    for rows in ({}, line):
        book = MonthBook(
            unit_name=desk.office.unit_name, unit_code=desk.office.unit_code, month=f"{desk.today:%Y-%m}",
            made_on=desk.today, ledgers=rows,
        )  # fmt: skip
        write_month_book(book, folder, out=folder / "try.xlsx")
    (folder / "try.xlsx").unlink()


def ledgers_in(folder: Path) -> Mapping[str, LedgerDef]:
    """The ledgers of a template folder."""
    from jzdesk.exports.ledgers import load_ledgers

    return load_ledgers(folder)


def _put_earlier_aside(desk: Desk) -> None:
    """Move the template in force to those that were; nothing is ever deleted from there."""
    own = _own(desk)
    if not own.exists():
        return
    kept = _home(desk) / _EARLIER
    kept.mkdir(parents=True, exist_ok=True)
    stamp, number = f"{desk.clock():{_STAMP}}", 1
    while (kept / stamp).exists():
        number += 1
        stamp = f"{desk.clock():{_STAMP}} {number}"
    own.rename(kept / stamp)
