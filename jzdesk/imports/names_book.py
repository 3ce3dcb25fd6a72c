"""A list of names out of a table: the columns found, each row a name, what cannot be one said at its place."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.domain.intake import EXCEL, FIELDS, Intake, IntakeProblem, IntakeRow, TakenColumn, gathered
from jzdesk.imports.columns import Heading, field_of, find_heading, guess
from jzdesk.imports.errors import ImportFault
from jzdesk.imports.name_words import (
    LONGEST_TEXT,
    clean_name,
    doubts,
    is_name,
    is_number,
    is_unit,
    month_of,
    plain,
    sex_code,
    short,
)
from jzdesk.imports.tables import MOST_ROWS, Table, letter, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jzdesk.imports.tables import Cell

_FOOT = re.compile(r"^(注|备注|说明|填表|制表|审核|合计|小计|总计|共计|联系人|以上|以下)")
_TOO_PRECISE = 10**15
_LOST = "身份证号被表格当作数字保存，15位以后的数字已丢失，请在表格中把该列设为文本后重新录入。"
_TENTH = "出生年月“{text}”分不清是1月还是10月，没有读入，请核对。"


def read_names_book(path: Path, sheet: str | None = None, mapping: Mapping[int, str] | None = None) -> Intake:
    """The names of one sheet. `mapping` says what columns are (from 0) in place of the heading's words. ImportFault when the
    file cannot be read at all, or the mapping names no column of names."""
    table = read_table(path, sheet)
    return names_of(table, mapping)


def names_of(table: Table, mapping: Mapping[int, str] | None = None) -> Intake:
    """The same of a table already read."""
    if mapping is not None and ("name" not in mapping.values() or set(mapping.values()) - {"", *FIELDS}):
        raise ImportFault("请指定哪一列是姓名。")
    spread = _spread(table)
    heading = find_heading(spread)
    fields: Mapping[int, str] = heading.fields if heading else guess(spread)
    if mapping is not None:
        fields = {column: field for column, field in mapping.items() if field}
    refusals = []
    if table.more or len(table.rows) > MOST_ROWS:
        text = f"名单超过 {MOST_ROWS} 行的上限，其后的没有读入，请分成几份导入。"
        refusals.append(IntakeProblem(place=f"第{MOST_ROWS}行以后", text=text, refused=True))
    if heading and mapping is None:
        for column in heading.beside:
            text = f"第{letter(column)}列也是“{short(heading.titles[column])}”，没有读入；名单分成几栏的，请指定各列后逐栏读入。"
            refusals.append(IntakeProblem(place="", text=text, refused=True))
    rows: list[IntakeRow] = []
    if not fields:
        text = "没有认出姓名所在的列，请指定各列的内容后再读取。" if table.rows else "表中没有内容。"
        refusals.append(IntakeProblem(place="", text=text, refused=True))
    else:
        filling = _filling(table, fields)
        for at in range(heading.last + 1 if heading else 0, min(len(table.rows), MOST_ROWS)):
            _take(_Line(table, at, fields, filling), rows, refusals)
    return gathered(
        EXCEL, rows, refusals, columns=_columns(spread, fields, heading), sheets=table.sheets, sheet=table.sheet,
        heading=heading.last + 1 if heading else 0,
    )  # fmt: skip


class _Line:
    """One row of the table under its fields; units merged over several rows hold for each of them."""

    def __init__(
        self,
        table: Table,
        at: int,
        fields: Mapping[int, str],
        filling: Mapping[tuple[int, int], tuple[int, int]],
    ) -> None:
        self.number = at + 1
        self.hidden = at in table.hidden
        self.row = table.rows[at]
        self.cells: dict[str, Cell] = {}
        self.under = 0
        for column, field in fields.items():
            source = filling.get((at, column))
            if source and field == "name":
                self.under = source[0] + 1
            elif source and field in ("unit_text", "proposed_post", "removed_post", "post"):
                self.cells[field] = table.at(*source)
                continue
            self.cells[field] = table.at(at, column)

    def text(self, field: str) -> str:
        """A cell as words."""
        return cell_text(self.cells.get(field))[:LONGEST_TEXT]

    @property
    def filled(self) -> list[str]:
        """The words of all cells that hold any."""
        return [words for cell in self.row if (words := cell_text(cell))]


def cell_text(cell: Cell | object) -> str:
    """A cell as words; a number without its decimal zeros, a date as 2026-01-31."""
    if cell is None:
        return ""
    if isinstance(cell, float) and abs(cell) >= _TOO_PRECISE:
        return str(int(Decimal(f"{cell:.14e}"))) if abs(cell) < 1e20 else repr(cell)
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e20 else repr(cell)
    if isinstance(cell, list | tuple):
        return str(cell[0]) if cell else ""
    return plain(str(cell))


def _take(line: _Line, rows: list[IntakeRow], refusals: list[IntakeProblem]) -> None:
    """The row as a name, or why not; blank rows, feet and repeated headings are passed by."""
    filled, place = line.filled, f"第{line.number}行"
    name, sex, aside = clean_name(line.text("name"))
    foot = bool(filled) and len(filled) <= 3 and bool(_FOOT.match(filled[0]))
    if not filled or foot or _FOOT.match(name):
        return
    if line.under:
        refusals.append(
            IntakeProblem(
                place=place, text=f"与第{line.under}行是同一人的合并单元格，只读入前一行。", refused=True
            )
        )
        return
    if (not name and len(filled) == 1 and not is_number(filled[0])) or field_of(line.text("name")) == "name":
        return
    if not name:
        if any(line.text(field) for field in ("id_number", "birth_month", "unit_text")):
            refusals.append(IntakeProblem(place=place, text="没有姓名，没有读入。", refused=True))
        return
    if not (is_name(name) and not is_unit(name)) and not is_number(line.text("id_number")):
        refusals.append(IntakeProblem(place=place, text=f"“{short(name)}”不像姓名，没有读入。", refused=True))
        return
    number, lost = _number(line.cells.get("id_number"))
    month, unclear = _month(line.cells.get("birth_month"))
    person = EnquiryPerson(
        name=name[:50], id_number=number, sex=sex_code(line.text("sex")) or sex, birth_month=month, unit_text=line.text("unit_text"),
        post=line.text("post"), proposed_post=line.text("proposed_post"), removed_post=line.text("removed_post"),
        note="；".join(part for part in (aside, line.text("note")) if part), source=EXCEL,
    )  # fmt: skip
    unseen = "该行在表格中是隐藏的或者被筛选掉了，已一并读入，请核对。" if line.hidden else ""
    problems = [
        unseen,
        lost,
        *(text for text in doubts(person) if not (lost and "身份证号" in text)),
        unclear,
    ]
    rows.append(IntakeRow(person=person, place=place, problems=tuple(text for text in problems if text)))


def _number(cell: Cell) -> tuple[str, str]:
    """An ID number, and what a spreadsheet did to it."""
    text = cell_text(cell)
    number = re.sub(r"[\s\-']", "", text).upper()[:40]
    if isinstance(cell, float) and cell >= _TOO_PRECISE:
        return number, _LOST
    if number in ("无", "/", "-", "—", "NULL", "NONE", "不详"):
        return "", ""
    return number, ""


def _month(cell: Cell) -> tuple[str, str]:
    """A month of birth, and what is unclear about it. A number 1980.1 was 1980.10 or 1980.1 when it was typed."""
    text = cell_text(cell)
    if not text:
        return "", ""
    if isinstance(cell, float) and re.fullmatch(r"(19|20)\d\d\.1", text):
        return "", _TENTH.format(text=text)
    month = month_of(text)
    return month, "" if month else f"出生年月“{short(text)}”不能识别，没有读入。"


def _spread(table: Table) -> list[list[str]]:
    """The first rows as words, what is merged written into every cell it covers."""
    rows = [[cell_text(cell) for cell in row] for row in table.rows[:80]]
    for left, top, right, bottom in table.merged:
        if (
            top >= min(len(rows), 21)
            or right - left > 200
            or (right - left > 5 and top == bottom and top < 3)
        ):
            continue  # the title over the whole table is no heading of a column
        text = cell_text(table.at(top, left))
        for at in range(top, min(bottom, top + 3, len(rows) - 1) + 1):
            rows[at] += [""] * (right + 1 - len(rows[at]))
            for column in range(left, right + 1):
                rows[at][column] = rows[at][column] or text
    return rows


def _filling(table: Table, fields: Mapping[int, str]) -> dict[tuple[int, int], tuple[int, int]]:
    """For cells covered by one merged from above: the place of what they show."""
    found = {}
    for left, top, right, bottom in table.merged:
        for column in fields:
            if left <= column <= right:
                for row in range(top + 1, min(bottom, len(table.rows) - 1) + 1):
                    found[row, column] = (top, left)
    return found


def _columns(
    rows: Sequence[Sequence[str]], fields: Mapping[int, str], heading: Heading | None
) -> tuple[TakenColumn, ...]:
    """Every column that holds anything, for the clerk to look at and to choose otherwise."""
    width = max((len(row) for row in rows), default=0)
    below = rows[heading.last + 1 if heading else 0 :]
    taken = []
    for column in range(width):
        sample = next((row[column] for row in below if column < len(row) and row[column]), "")
        title = heading.titles.get(column, "") if heading else ""
        if sample or title:
            taken.append(
                TakenColumn(
                    index=column,
                    letter=letter(column),
                    title=short(title),
                    field=fields.get(column, ""),
                    sample=short(sample),
                )
            )
    return tuple(taken)
