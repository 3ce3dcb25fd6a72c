"""Tables that others made, .xlsx or .csv, as rows of cells: read by a child, refused in sentences that name the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.file_kinds import shown_name
from jzdesk.imports.errors import ImportFault
from jzdesk.imports.foreign import MB, Broken, Reader, content_from

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.imports.book_child import Cell

LARGEST = 10 * MB
MOST_ROWS = 5000
_FAULTS = {
    "xls": "“{name}”是旧版 .xls 工作簿，不能读取；请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
    "password": "“{name}”设有打开密码，不能读取；请用 Excel 或 WPS 取消密码后另存为 .xlsx。",
    "page": "“{name}”实际是网页格式（多由办公系统导出），不能读取；请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
    "other": "“{name}”不是工作簿（.xlsx）或者文本表格（.csv），没有读取。",
    "large": "“{name}”展开后过大，没有读取；请把名单复制到新建的工作簿中再导入。",
    "memory": "“{name}”展开后过大，没有读取；请把名单复制到新建的工作簿中再导入。",
    "broken": "“{name}”已损坏或者含有异常内容，不能读取；请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再导入。",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its rows from the first, cells as `book_child` gives them; `merged` are ranges (left, top, right, bottom, from
    0), `hidden` the rows (from 0) that are hidden or filtered out. `more`: there are rows beyond the limit, which were not read."""

    name: str
    sheets: tuple[str, ...]
    sheet: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    more: bool = False
    hidden: frozenset[int] = frozenset()

    def at(self, row: int, column: int) -> Cell:
        """A cell; None where there is none."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else None


def read_table(path: Path, sheet: str | None = None) -> Table:
    """One sheet of a workbook, the first with anything in it unless named; or the one table of a text file. ImportFault when
    there is nothing to read."""
    content, name = content_from(path, LARGEST), shown_name(path.name)
    try:
        with Reader() as reader:
            reply = reader.ask({"do": "book", "sheet": sheet or ""}, content)
    except Broken as died:
        raise ImportFault(_FAULTS["broken"].format(name=name)) from died
    if reply.get("fault") == "sheet":
        raise ImportFault(
            f"“{name}”中没有名为“{sheet}”的工作表。" if reply["sheets"] else f"“{name}”中没有可读的工作表。"
        )
    if fault := reply.get("fault"):
        raise ImportFault(_FAULTS.get(fault, _FAULTS["broken"]).format(name=name))
    return Table(
        name=name, sheets=tuple(reply["sheets"]), sheet=reply["sheet"], rows=tuple(tuple(row) for row in reply["rows"]),
        merged=tuple((a, b, c, d) for a, b, c, d in reply["merged"]), more=reply["more"], hidden=frozenset(reply["hidden"]),
    )  # fmt: skip


def letter(column: int) -> str:
    """'A' for 0, 'AA' for 26."""
    text, rest = "", column + 1
    while rest:
        rest, at = divmod(rest - 1, 26)
        text = chr(65 + at) + text
    return text
