"""A workbook of tolerance lists (`exports.list_book`, edited in a spreadsheet) to tables; nothing is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.domain.file_kinds import shown_name
from jzdesk.domain.list_reading import Problem, SheetRead, SheetRow, read_tables, tidy
from jzdesk.domain.list_sheets import FACE, FACE_ROWS, PLANS
from jzdesk.imports.errors import ImportFault
from jzdesk.imports.foreign import MB, Broken, Reader, content_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.list_reading import Reading
    from jzdesk.domain.list_sheets import SheetPlan

MOST_BYTES = 5 * MB
_HEAD_WITHIN = 12
"""Rows in which the headings are looked for."""
_ENDINGS = {
    ".xlsm": "是带宏的工作簿（.xlsm），不能导入，请另存为不带宏的 .xlsx 后再导入",
    ".xltm": "是带宏的模板，不能导入，请另存为不带宏的 .xlsx 后再导入",
    ".xls": "是旧格式的工作簿（.xls），不能导入，请在表格软件中另存为 .xlsx 后再导入",
    ".et": "是 WPS 表格格式（.et），不能导入，请在 WPS 中另存为 .xlsx 后再导入",
}
_FAULTS = {
    "password": "设有打开密码，请先在表格软件中去掉密码",
    "xls": "是旧格式的工作簿（.xls），请在表格软件中另存为 .xlsx 后再导入",
    "other": "不是 .xlsx 工作簿，请选择由“导出Excel”得到的工作簿",
    "macros": "含有宏，不能导入，请另存为不带宏的 .xlsx 后再导入",
    "large": "展开后过大，不像容错清单，没有读取",
    "memory": "过于复杂，超出读取的限度，没有读取",
    "broken": "已损坏，不能读取",
}


def read_lists(path: Path, *, patience: float | None = None) -> Reading:
    """Read a workbook. ImportFault says in a sentence why it cannot be read at all; what is wrong with its cells is in
    the reading's problems."""
    name = shown_name(path.name)
    ending = path.suffix.lower()
    if ending != ".xlsx":
        raise ImportFault(f"“{name}”{_ENDINGS.get(ending, _FAULTS['other'])}。")
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise ImportFault(f"“{name}”超过 {MOST_BYTES // MB} MB 的上限，不像容错清单，没有读取。")
    content = content_from(path, MOST_BYTES)
    with Reader() if patience is None else Reader(patience) as reader:
        try:
            reply = reader.ask({"do": "lists"}, content)
        except Broken:
            raise ImportFault(f"“{name}”含有异常内容，没能在限定的时间和内存内读完。") from None
    if fault := reply.get("fault"):
        raise ImportFault(f"“{name}”{_sentence(fault, reply)}。")
    return _reading(reply["sheets"])


def _sentence(fault: str, reply: Mapping[str, Any]) -> str:
    if fault == "sheets":
        return f"有{reply['count']}张工作表，不像容错清单，没有读取"
    if fault == "rows":
        return f"的工作表“{reply['sheet']}”行数过多，不像容错清单，没有读取"
    return _FAULTS.get(fault, _FAULTS["broken"])


def _reading(sheets: Sequence[Sequence[Any]]) -> Reading:
    known = {plan.name: plan for plan in PLANS}
    problems: list[Problem] = []
    read: dict[str, SheetRead] = {}
    face: dict[str, tuple[str, str]] = {}
    for title, rows in sheets:
        name = title.strip()
        if name == FACE:
            face = _face(rows, problems)
        elif name in known:
            read[known[name].group] = _sheet(known[name], rows, problems)
        elif rows:
            problems.append(Problem(name, "这张工作表不属于容错清单，没有读取。", refused=False))
    return read_tables(face, read, problems)


def letter(column: int) -> str:
    """1 → 'A', 28 → 'AB'."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _plain(text: str) -> str:
    return "".join(text.split())


def _face(rows: Sequence[Any], problems: list[Problem]) -> dict[str, tuple[str, str]]:
    """The values beside the known labels of the first column."""
    keys = {label: key for key, label in FACE_ROWS}
    found: dict[str, tuple[str, str]] = {}
    for number, cells in rows:
        texts = {column: text for column, _, text in cells}
        key = keys.get(_plain(texts.get(1, "")))
        if key is None or key in found:
            continue
        _odd(FACE, number, [cell for cell in cells if cell[0] == 2], problems)
        found[key] = (f"{FACE} B{number}", texts.get(2, ""))
    return found


def _sheet(plan: SheetPlan, rows: Sequence[Any], problems: list[Problem]) -> SheetRead:
    titles = {_plain(column.title): column.key for column in plan.columns}
    at, columns = _headings(titles, rows)
    if at is None:
        return SheetRead({})
    head = {column: _plain(text) for column, _, text in rows[at][1]}
    for column, title in head.items():
        if column not in columns:
            twice = title in titles
            text = f"“{title}”栏有两处，请删去一处。" if twice else f"“{title}”栏不属于这张表，没有读取。"
            problems.append(Problem(f"{plan.name} {letter(column)}{rows[at][0]}", text, refused=twice))
    kept = []
    for number, cells in rows[at + 1 :]:
        known = [cell for cell in cells if cell[0] in columns]
        _odd(plan.name, number, known, problems)
        texts = {columns[column]: text for column, _, text in known}
        if any(tidy(text) for text in texts.values()):
            kept.append(SheetRow(number, texts))
        elif cells:
            place = f"{plan.name} {letter(cells[0][0])}{number}"
            problems.append(Problem(place, f"表外的文字“{_short(cells[0][2])}”没有读取。", refused=False))
    return SheetRead({key: letter(column) for column, key in columns.items()}, kept)


def _headings(titles: Mapping[str, str], rows: Sequence[Any]) -> tuple[int | None, dict[int, str]]:
    """The place of the row that holds most of the headings, and which column holds which key."""
    best: tuple[int | None, dict[int, str]] = (None, {})
    for at, (_, cells) in enumerate(rows[:_HEAD_WITHIN]):
        columns: dict[int, str] = {}
        for column, _, text in cells:
            key = titles.get(_plain(text))
            if key is not None and key not in columns.values():
                columns[column] = key
        if len(columns) > len(best[1]):
            best = at, columns
    return best


def _odd(sheet: str, number: int, cells: Sequence[Any], problems: list[Problem]) -> None:
    """Cells that are not words."""
    for column, kind, text in cells:
        if kind == "formula":
            said = f"是公式（{_short(text)}），请改为文字（复制后选择性粘贴为值）。"
        elif kind == "error":
            said = f"是错误值 {_short(text)}，请改为文字。"
        else:
            continue
        problems.append(Problem(f"{sheet} {letter(column)}{number}", said))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 30 else f"{text[:30]}…"
