"""审核意见: what a county must put right, as a list and at the very cells of its own ledgers, to be sent back with the file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jzdesk.domain.merge_rules import GROUPS, WEIGHT_NAMES
from jzdesk.exports import style
from jzdesk.exports.cells import capacity_of, clean, height_for, letter_of, line_height, lines_of
from jzdesk.exports.kept_cells import value_of
from jzdesk.exports.package import digest_of, written_aside
from jzdesk.exports.plain_sheets import width_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.domain.merging import Finding, LedgerRead
    from jzdesk.domain.month_rows import KeptRow

_SIZE = 9.0
_WHOLE = 3000
"""A ledger of more rows shows only those something is said of."""
_FILLS = {"grave": "FFFFC7CE", "check": "FFFFEB9C", "note": "FFDDEBF7"}
_COLUMNS = (
    ("序号", 6.0), ("类别", 8.0), ("规则", 16.0), ("工作表", 17.0), ("单元格", 8.0), ("姓名", 9.0), ("问题", 58.0),
    ("另一处", 24.0), ("整改情况（由报送单位填写）", 26.0),
)  # fmt: skip
_TITLE = "审核意见"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What is sent back: whose month, what was decided and why, the findings, the ledgers they are in."""

    unit_name: str
    county: str
    month_title: str
    submission: int
    file: str
    decided: str
    reason: str
    made_on: date
    made_by: str
    findings: Sequence[Finding]
    ledgers: Mapping[str, LedgerRead]
    limit: str = ""
    widths: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def write_remarks_book(remarks: Remarks, out: Path) -> str:
    """Write the workbook; its SHA-256. Raises ExportError; what was at `out` before then stays."""
    from openpyxl import Workbook

    workbook = Workbook()
    day = datetime(remarks.made_on.year, remarks.made_on.month, remarks.made_on.day)  # noqa: DTZ001 - a plain stamp
    workbook.properties.created = day
    workbook.properties.creator = workbook.properties.lastModifiedBy = remarks.unit_name
    style.set_base_font(workbook)
    first: Any = workbook.active
    _opinion(first, remarks)
    by_sheet: dict[str, list[Finding]] = defaultdict(list)
    for finding in remarks.findings:
        by_sheet[finding.sheet].append(finding)
    for ledger in remarks.ledgers.values():
        if ledger.sheet in by_sheet:
            _ledger(
                workbook.create_sheet(_tab(ledger.sheet, workbook.sheetnames)),
                ledger,
                by_sheet[ledger.sheet],
                remarks.widths.get(ledger.code, {}),
            )
    with written_aside(out) as aside:
        workbook.save(aside)
        return digest_of(aside)


def _tab(title: str, taken: Sequence[str]) -> str:
    kept = "".join("_" if char in "[]:*?/\\'" or ord(char) < 32 else char for char in title)[:31] or "台账"
    return kept if kept not in taken else f"{kept[:28]}（2）"


def _put(cell: Any, value: object) -> Any:
    """A value; text is text whatever it begins with."""
    if isinstance(value, str):
        cell.value = clean(value) or None
        if value:
            cell.data_type = "s"
    else:
        cell.value = value
    return cell


def _opinion(page: Worksheet, remarks: Remarks) -> None:
    """The first sheet: to whom, what was decided, the list."""
    page.title = _TITLE
    last = len(_COLUMNS)
    for at, (_, width) in enumerate(_COLUMNS, 1):
        page.column_dimensions[letter_of(at)].width = width
    style.title_cell(_put(page["A1"], f"{remarks.month_title}月报审核意见"))
    page.row_dimensions[1].height = 36
    grave = sum(f.grave and f.open for f in remarks.findings)
    checks = sum(f.open and not f.grave for f in remarks.findings)
    day = remarks.made_on
    again = f"；请于{remarks.limit}前重新报送" if remarks.limit else ""
    lines = [
        f"报送单位：{remarks.county}　　报送次数：第{remarks.submission}次　　文件：{remarks.file}",
        f"审核单位：{remarks.unit_name}　　审核人：{remarks.made_by}　　日期：{day.year}年{day.month}月{day.day}日",
        f"处理意见：{remarks.decided}{f'。{remarks.reason}' if remarks.reason else ''}",
        f"须改正{grave}处，须核实{checks}处。标红的须改正，标黄的请核实后改正或者写明情况，标蓝的供参考{again}。",
    ]  # fmt: skip
    for row, text in enumerate(lines, 2):
        style.aligned(style.line_cell(_put(page.cell(row, 1), text)), "left")
        width = sum(width for _, width in _COLUMNS)
        page.row_dimensions[row].height = height_for(
            lines_of(text, capacity_of(width, 10.5, style.BASE_SIZE)), line_height(10.5)
        )
    for row in range(1, len(lines) + 2):
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
    head = len(lines) + 2
    for at, (title, _) in enumerate(_COLUMNS, 1):
        style.head_cell(_put(page.cell(head, at), title), _SIZE)
    page.row_dimensions[head].height = 28
    for number, finding in enumerate(remarks.findings, 1):
        _finding(page, head + number, number, finding)
    if not remarks.findings:
        for at in range(1, last + 1):
            style.body_cell(_put(page.cell(head + 1, at), "无" if at == 7 else ""), "text", 0, _SIZE)
    page.freeze_panes = f"A{head + 1}"
    style.page(page, "A4", repeat=(head, head))


def _finding(page: Worksheet, row: int, number: int, finding: Finding) -> None:
    others = "；".join(place.text for place in finding.others)
    state = f"已核实：{finding.reason}" if finding.verdict else ""
    values = (
        number, WEIGHT_NAMES[finding.weight], f"{GROUPS[finding.group]}：{finding.title}", finding.sheet, finding.cell,
        finding.name, finding.text, others, state,
    )  # fmt: skip
    lines = 1
    for at, (value, (_, width)) in enumerate(zip(values, _COLUMNS, strict=True), 1):
        kind = "int" if at == 1 else "text"
        cell: Any = style.body_cell(_put(page.cell(row, at), value), kind, width, _SIZE)  # type: ignore[arg-type]
        if width >= 16:
            style.aligned(cell, "left")
        if isinstance(value, str):
            lines = max(lines, lines_of(value, capacity_of(width, _SIZE, style.BASE_SIZE)))
    if finding.sheet and finding.row and finding.ledger:
        target: Any = page.cell(row, 5)
        target.fill = _fill(finding.weight)
    page.row_dimensions[row].height = max(20.0, height_for(lines, line_height(_SIZE)))


def _fill(weight: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=_FILLS[weight])


def _ledger(
    page: Worksheet, ledger: LedgerRead, found: Sequence[Finding], widths: Mapping[str, float]
) -> None:
    """A ledger with its rows where the county's file has them, so that a cell is found by its name."""
    by_row: dict[int, list[Finding]] = defaultdict(list)
    for finding in found:
        by_row[finding.row].append(finding)
    shown = [row for row in ledger.rows if len(ledger.rows) <= _WHOLE or (row.id or 0) in by_row]
    _heads(page, ledger, widths)
    for row in shown:
        _row(page, ledger, row, by_row.get(row.id or 0, ()))
    for finding in by_row.get(ledger.last, ()):
        _mark(page, ledger.last, finding.column or 1, [finding])
    page.freeze_panes = f"A{ledger.last + 1}"
    style.page(page, "A3", repeat=(ledger.first, ledger.last))
    title: Any = page.cell(1, 1)
    if ledger.first > 1:
        style.title_cell(_put(title, f"{ledger.title}（审核标记）"), 16)
        page.merge_cells(
            start_row=1, start_column=1, end_row=1, end_column=max(c.column for c in ledger.columns)
        )


def _heads(page: Worksheet, ledger: LedgerRead, widths: Mapping[str, float]) -> None:
    """The heading in its rows, groups over their columns."""
    two = ledger.first < ledger.last
    for column in ledger.columns:
        width = width_for(column.kind, column.title, widths.get(column.key, 0.0))
        page.column_dimensions[column.letter].width = width
        if two:
            style.head_cell(_put(page.cell(ledger.first, column.column), column.group or column.title), _SIZE)
        style.head_cell(
            _put(page.cell(ledger.last, column.column), column.title if column.group or not two else ""),
            _SIZE,
        )
    page.row_dimensions[ledger.last].height = 36
    if two:
        for group, members in groupby(ledger.columns, key=lambda c: c.group):
            mine = [column.column for column in members]
            for left, right, bottom in (
                [(mine[0], mine[-1], ledger.first)] if group else [(c, c, ledger.last) for c in mine]
            ):
                if (left, ledger.first) != (right, bottom):
                    page.merge_cells(
                        start_row=ledger.first, end_row=bottom, start_column=left, end_column=right
                    )


def _row(page: Worksheet, ledger: LedgerRead, row: KeptRow, found: Sequence[Finding]) -> None:
    number = row.id or 0
    lines = 1
    for column in ledger.columns:
        text = row.cells.get(column.key, "") if column.key else ""
        value = value_of(text, column.kind) if text and column.kind in ("int", "date") else text
        width = page.column_dimensions[column.letter].width
        style.body_cell(_put(page.cell(number, column.column), value), _kind(column.kind), width, _SIZE)
        if isinstance(value, str):
            lines = max(lines, lines_of(value, capacity_of(width, _SIZE, style.BASE_SIZE)))
    page.row_dimensions[number].height = min(120.0, max(20.0, height_for(lines, line_height(_SIZE))))
    by_column: dict[int, list[Finding]] = defaultdict(list)
    for finding in found:
        by_column[finding.column or 1].append(finding)
    for at, mine in by_column.items():
        _mark(page, number, at, mine, whole=any(not f.column for f in mine), width=len(ledger.columns))


def _kind(kind: str) -> Any:
    return kind if kind in ("int", "date", "id") else "text"


def _mark(
    page: Worksheet, row: int, column: int, found: Sequence[Finding], *, whole: bool = False, width: int = 0
) -> None:
    """Colour a cell (or a whole row) and say in a comment what is the matter."""
    from openpyxl.comments import Comment

    worst = min(found, key=lambda f: f.order)
    for at in range(1, width + 1) if whole else (column,):
        target: Any = page.cell(row, at)
        target.fill = _fill(worst.weight)
    cell: Any = page.cell(row, column)
    text = "\n".join(f"【{WEIGHT_NAMES[f.weight]}】{f.title}：{f.text}" for f in found)
    said = Comment(clean(text)[:2000], _TITLE)
    said.width, said.height = 320, min(400, 40 + 18 * lines_of(text, 40))
    cell.comment = said
