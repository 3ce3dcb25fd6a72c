"""汇总: many counties' months in one workbook, in the vault or without one, and the remarks that go back to a county."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.counties import INTAKE_STATES
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.intake_board import BOARD_STATES
from jzdesk.domain.merge_changes import told
from jzdesk.domain.merge_figures import FIGURES
from jzdesk.domain.merge_files import Expected
from jzdesk.domain.merging import Finding
from jzdesk.domain.months import span as month_span
from jzdesk.domain.months import title as month_title
from jzdesk.services import intake_books as books
from jzdesk.services import merge_engine as engine
from jzdesk.services.intake_context import plans_of
from jzdesk.services.intake_findings import findings_of, judged
from jzdesk.storage import intakes as rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.counties import County, Intake
    from jzdesk.domain.merging import LedgerPlan
    from jzdesk.exports.city_book import SentLine
    from jzdesk.services.desk import Desk
    from jzdesk.services.merge_engine import MergeFile

    Progress = Callable[[int, int], None]

_READERS = 2
_NOTES = (
    "本表册由各单位报送的月报汇总而成，台账每行注明来源单位、月份、文件和在原表中的行号。",
    "分县汇总、四种形态按台账逐行重新计算；多个月份汇总时，当月发生的逐月相加，月末存量取最后一个月。",
    "四种形态本年累计取各单位最后一个月月报所列的累计数。",
    "差异清单列未解决和已认定的全部问题；“须改正”的应由报送单位改正后重报，“须核实”的应查明情况。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge made: the workbook, the rows of each ledger, everything found, which files count, what is missing."""

    path: Path
    rows: Mapping[str, int]
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    figures: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    forms: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    remarks: tuple[Path, ...] = ()

    @property
    def open(self) -> tuple[Finding, ...]:
        """What somebody still has to do something about."""
        return tuple(finding for finding in self.findings if finding.open)


@dataclass(frozen=True, slots=True, kw_only=True)
class CityFigures:
    """The summary by county for the screen; a rate is reckoned from the counts (`merge_figures.rate_of`)."""

    months: tuple[str, ...]
    counties: tuple[County, ...]
    figures: Mapping[str, Mapping[str, int]]
    total: Mapping[str, int]
    forms: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]
    missing: tuple[tuple[str, str], ...]
    state: str


# -- in the vault -------------------------------------------------------------------------------------------------------


def _files(
    desk: Desk, months: Sequence[str], *, received: bool
) -> tuple[list[MergeFile], list[tuple[str, str]]]:
    """The files that count for the months, county by county, and (county, month) of those that are missing."""
    states = ("accepted", "received") if received else ("accepted",)
    files: list[MergeFile] = []
    missing: list[tuple[str, str]] = []
    with desk.vault.read():
        counties = rows.counties()
        sent = rows.intakes_in(min(months), max(months))
        for county in counties:
            for month in months:
                mine = [i for i in sent if (i.county_id, i.month) == (county.id, month) and i.state in states]
                chosen = max(mine, key=lambda i: (i.state == "accepted", i.id or 0), default=None)
                if chosen is not None:
                    files.append(_merge_file(county, rows.intake(chosen.id or 0) or chosen))
                elif county.reports(month):
                    missing.append((county.name, month))
    return files, missing


def _merge_file(county: County, item: Intake) -> MergeFile:
    from jzdesk.domain.month_rows import unpacked_rows

    content = rows.ledgers(item.id or 0)
    return engine.MergeFile(
        code=county.code, name=county.name, month=item.month, file=item.file_name, kept=books.kept_of(item.manifest),
        content=content, counts={code: sum(1 for _ in unpacked_rows(packed)) for code, packed in content.items()},
        findings=findings_of(item), state=item.state, received_on=item.received_on, due_on=item.due_on, reason=item.reason,
    )  # fmt: skip


def across(desk: Desk, month: str, progress: Progress | None = None) -> list[Finding]:
    """People and documents that two counties report for a month, with what was decided about them."""
    desk.need(Permission.READ)
    month_span(month)
    files, _ = _files(desk, [month], received=True)
    found = engine.check_across(files, carry=False, progress=progress)
    with desk.vault.read():
        return sorted(judged(found), key=lambda f: f.order)


def city_figures(desk: Desk, months: Sequence[str]) -> CityFigures:
    """The summary by county of the accepted files."""
    desk.need(Permission.READ)
    files, missing = _files(desk, _checked(months), received=False)
    figures = engine.figures_by_county(files)
    total = {
        key: sum(mine[key] for mine in figures.values()) for key in (f.key for f in FIGURES if not f.is_rate)
    }
    with desk.vault.read():
        counties = tuple(county for county in rows.counties() if county.name in figures)
    return CityFigures(
        months=tuple(months), counties=counties, figures=figures, total=total, forms=engine.forms_by_county(files),
        missing=tuple(missing), state=_state(missing, len(files)),
    )  # fmt: skip


def _checked(months: Sequence[str]) -> list[str]:
    if not months:
        raise RuleError("months", "请选择汇总的月份。")
    for month in months:
        month_span(month)
    return sorted(set(months))


def _state(missing: Sequence[tuple[str, str]], count: int) -> str:
    if not missing:
        return f"各单位已报齐，共{count}份"
    named = "、".join(f"{name}{month}" for name, month in missing[:6])
    return f"已汇总{count}份，缺{len(missing)}份（{named}{'等' if len(missing) > 6 else ''}）"


def merge(
    desk: Desk, months: Sequence[str], out: Path, *, received: bool = False, progress: Progress | None = None
) -> Merged:
    """Write the city's workbook of the accepted files (also of those only received, if asked; the cover says so)."""
    desk.need(Permission.EXPORT)
    chosen = _checked(months)
    files, missing = _files(desk, chosen, received=received)
    if not files:
        raise Refused(f"{_span(chosen)}还没有已接收的月报，不能汇总。")
    found = engine.check_across(files, carry=False)
    with desk.vault.read():
        found = judged(found)
    pending = [item.name for item in files if item.state != "accepted"]
    notes = [
        *_NOTES,
        *(
            [f"含尚未确认接收的月报{len(pending)}份：{'、'.join(dict.fromkeys(pending))}。"]
            if pending
            else []
        ),
    ]
    work = _Work(desk.office.unit_name, desk.today, desk.account.display_name, plans_of(desk), notes)
    merged = work.write(files, found, out, missing=missing, progress=progress)
    desk.vault.log(desk.actor, "导出市级汇总", noun="intake", summary=f"{_span(chosen)} {out.name}")
    return merged


def write_remarks(desk: Desk, intake_id: int, out: Path) -> Path:
    """The remarks on a county's month as a workbook to be sent back."""
    desk.need(Permission.EXPORT)
    from jzdesk.exports.remarks_book import Remarks, write_remarks_book

    with desk.vault.read():
        item = rows.intake(intake_id)
        county = rows.county(item.county_id or 0) if item else None
        if item is None or county is None:
            raise Refused("这份月报已不在库中，请刷新后再试。")
        kept = books.kept_of(item.manifest)
        content, found = rows.ledgers(intake_id), findings_of(item)
    decided = INTAKE_STATES[item.state] if item.state != "received" else "待处理"
    write_remarks_book(
        Remarks(
            unit_name=desk.office.unit_name, county=county.name, month_title=month_title(item.month),
            submission=item.submission, file=item.file_name, decided=decided, reason=item.reason, made_on=desk.today,
            made_by=desk.account.display_name, findings=found, ledgers=books.book_of(kept, content).ledgers, widths=books.widths_of(plans_of(desk)),
        ),
        out,
    )  # fmt: skip
    desk.vault.log(desk.actor, "导出审核意见", noun="intake", record_id=intake_id, summary=out.name)
    return out


# -- without a vault ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOrder:
    """What a merge without a vault is asked for: the files, where to write, the month all of them should be of ('' for any),
    where to put remarks, whose workbook it is."""

    files: Sequence[Path]
    out: Path
    forms: Path
    made_on: date
    month: str = ""
    remarks: Path | None = None
    unit_name: str = "市纪委监委"
    made_by: str = ""


def merge_files(order: MergeOrder, progress: Progress | None = None) -> Merged:
    """Read, check and merge files; nothing is kept but the workbook (and the remarks). What cannot be read is found and
    left out; Refused when nothing could be read."""
    plans = books.plans_in(order.forms)
    read, unread = _read_all(order, plans, progress)
    if not read:
        raise Refused(unread[0].text if unread else "没有可以汇总的文件。")
    _name_apart(read)
    chosen = engine.one_each(read)
    found = engine.check_across(chosen, carry=True)
    work = _Work(order.unit_name, order.made_on, order.made_by, plans, _NOTES)
    left = [item for item in read if item.state == "replaced"]
    aside = [*unread, *(finding for item in left for finding in item.findings if finding.group == "file")]
    missing = _gaps(chosen)
    merged = work.write(chosen, [*aside, *found], order.out, missing=missing, progress=progress, left=left)
    written = tuple(_remark(order, item) for item in read) if order.remarks else ()
    names = (*(finding.file for finding in unread), *(item.file for item in left))
    return replace(merged, left_out=names, remarks=tuple(path for path in written if path))


def _read_all(
    order: MergeOrder, plans: Mapping[str, LedgerPlan], progress: Progress | None
) -> tuple[list[MergeFile], list[Finding]]:
    """All files, two at a time: most of the work is done by the children that parse them."""
    from concurrent.futures import ThreadPoolExecutor

    read: list[MergeFile] = []
    unread: list[Finding] = []
    with ThreadPoolExecutor(_READERS) as pool:
        waiting = [pool.submit(_read_one, path, order.month, plans) for path in order.files]
        try:
            for done, future in enumerate(waiting):
                if progress:
                    progress(done, len(waiting))
                item = future.result()
                if isinstance(item, Finding):
                    unread.append(item)
                else:
                    read.append(item)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    if progress:
        progress(len(waiting), len(waiting))
    return read, unread


def _read_one(path: Path, month: str, plans: Mapping[str, LedgerPlan]) -> MergeFile | Finding:
    """One file checked by itself, or why it cannot be merged."""
    from jzdesk.imports.county_book import read_county_book

    try:
        book = read_county_book(path, plans)
    except Refused as fault:
        return Finding(rule="file.unreadable", text=fault.text, file=path.name)
    first, last = _days(month)
    item = engine.file_of_book(book, Expected(month=month, first=first, last=last))
    if item.month and item.name:
        return item
    text = f"“{path.name}”没有写明填报单位或者月份，不能汇总。"
    return Finding(rule="file.unreadable", text=text, file=path.name)


def _days(month: str) -> tuple[str, str]:
    if not month:
        return "", ""
    first, last = month_span(month)
    return first.isoformat(), last.isoformat()


def _name_apart(files: Sequence[MergeFile]) -> None:
    """Counties of one name are told apart by their codes; a code with two names is found."""
    codes: dict[str, set[str]] = {}
    for item in files:
        codes.setdefault(item.name, set()).add(item.code)
    for item in files:
        if len(codes[item.name]) > 1:
            item.name = f"{item.name}（{item.code or '无代码'}）"
    first: dict[str, MergeFile] = {}
    for item in files:
        known = first.setdefault(item.code, item)
        if item.code and known.name != item.name:
            text = f"单位代码{item.code}在“{known.file}”中是“{known.name}”，在本文件中是“{item.name}”。"
            item.findings.append(
                Finding(
                    rule="file.wrong_county", text=text, county=item.code, county_name=item.name, month=item.month,
                    file=item.file,
                )
            )  # fmt: skip
            item.name = known.name


def _gaps(files: Sequence[MergeFile]) -> list[tuple[str, str]]:
    """Months that some counties sent and others did not."""
    months = sorted({item.month for item in files})
    have = {(item.name, item.month) for item in files}
    return [
        (name, month)
        for name in dict.fromkeys(i.name for i in files)
        for month in months
        if (name, month) not in have
    ]


def _remark(order: MergeOrder, item: MergeFile) -> Path | None:
    """The remarks on one file, where anything is to be said."""
    from jzdesk.exports.remarks_book import Remarks, write_remarks_book

    found = sorted((f for f in item.findings if f.open), key=lambda f: f.order)
    if not found or order.remarks is None:
        return None
    order.remarks.mkdir(parents=True, exist_ok=True)
    out = order.remarks / f"{Path(item.file).stem}审核意见.xlsx"
    grave = any(f.grave for f in found)
    write_remarks_book(
        Remarks(
            unit_name=order.unit_name, county=item.name, month_title=month_title(item.month),
            submission=item.head.submission, file=item.file, decided="退回修改" if grave else "请核实", reason="",
            made_on=order.made_on, made_by=order.made_by, findings=told(found), ledgers=item.ledgers(), widths=books.widths_of(books.plans_in(order.forms)),
        ),
        out,
    )  # fmt: skip
    return out


# -- the workbook ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Work:
    """Whose workbook is written, when and by whom."""

    unit_name: str
    made_on: date
    made_by: str
    plans: Mapping[str, LedgerPlan]
    notes: Sequence[str]

    def write(
        self, files: Sequence[MergeFile], found: Sequence[Finding], out: Path, *, missing: Sequence[tuple[str, str]],
        progress: Progress | None, left: Sequence[MergeFile] = (),
    ) -> Merged:  # fmt: skip
        from jzdesk.exports.city_book import CityBook, FigureColumn, write_city_book

        months = sorted({item.month for item in files})
        findings = [*found, *(finding for item in files for finding in item.findings)]
        findings = sorted(
            told(books.without_twins(findings)), key=lambda f: (f.order[0], f.county, f.month, f.order)
        )
        figures, forms = engine.figures_by_county(files), engine.forms_by_county(files)
        book = CityBook(
            unit_name=self.unit_name, span=_span(months), made_on=self.made_on, made_by=self.made_by,
            state=_state(missing, len(files)), notes=self.notes, sent=[*map(_sent, [*files, *left]), *map(_absent, missing)],
            columns=[FigureColumn(f.key, f.group, f.title, f.rate) for f in FIGURES], figures=figures, forms=forms,
            shares=engine.shares_of(forms), findings=findings, ledgers=engine.city_ledgers(files, self.plans),
        )  # fmt: skip
        written = write_city_book(book, out, progress=progress)
        return Merged(
            path=out, rows=written.rows, findings=tuple(findings), files=tuple(item.file for item in files),
            missing=tuple(missing), figures=figures, forms=forms,
        )  # fmt: skip


def _sent(item: MergeFile) -> SentLine:
    from jzdesk.exports.city_book import SentLine

    open_ = [finding for finding in item.findings if finding.open]
    grave = sum(finding.grave for finding in open_)
    late = bool(item.due_on and item.received_on and item.received_on > item.due_on)
    state = INTAKE_STATES.get(item.state, item.state)
    return SentLine(
        county=item.name, month=item.month, state=f"{state}（迟报）" if late else state, submission=item.head.submission,
        received_on=item.received_on, due_on=item.due_on, file=item.file, digest=item.head.digest,
        rows=sum(item.counts.values()), grave=grave, checks=len(open_) - grave, reason=item.reason,
    )  # fmt: skip


def _absent(place: tuple[str, str]) -> SentLine:
    from jzdesk.exports.city_book import SentLine

    return SentLine(county=place[0], month=place[1], state=BOARD_STATES["missing"])


def _span(months: Sequence[str]) -> str:
    if not months:
        return ""
    if len(months) == 1:
        return month_title(months[0])
    return f"{month_title(months[0])}至{month_title(months[-1])}"
