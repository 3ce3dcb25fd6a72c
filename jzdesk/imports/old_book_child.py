"""In the child: the sheets and rows of an old workbook (.xls), by xlrd.

The library is kept because the format is closed history that no release will change any more; it runs only here, behind the
fence, with the memory and time of the child.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from jzdesk.imports.package_child import DATE, MONTH, TIME, format_kind
from jzdesk.imports.row_batch import ERROR, TRUTH, WIDEST, Batch, fitting
from jzdesk.imports.strict_xml import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class OldBook:
    """An opened .xls; sheets are read one at a time and let go again."""

    def __init__(self, content: bytes) -> None:
        import xlrd
        from xlrd.biffh import XLRDError

        try:
            self._book = xlrd.open_workbook(
                file_contents=content,
                logfile=io.StringIO(),
                formatting_info=True,
                on_demand=True,
                ragged_rows=True,
            )
        except XLRDError as fault:
            raise Refusal("password" if "encrypted" in str(fault).lower() else "broken") from None
        self.date1904 = bool(self._book.datemode)
        self.sheets = [
            [name, _STATES.get(state, "visible")]
            for name, state in zip(self._book.sheet_names(), self._book._sheet_visibility, strict=False)  # noqa: SLF001
        ]
        self._kinds: dict[int, int] = {}

    def read(self, at: int, batch: Batch, emit: Callable[[dict[str, Any]], None]) -> None:
        """Emit the facts and the rows of the sheet at this place."""
        sheet = self._book.sheet_by_index(at)
        hidden = sorted(at + 1 for at, info in sheet.colinfo_map.items() if info.hidden)
        merged = [[left + 1, top + 1, right, bottom] for top, bottom, left, right in sheet.merged_cells]
        emit({"facts": {"merged": merged, "filtered": False,
                        "hidden_columns": [[column, column] for column in hidden]}})  # fmt: skip
        for row in range(sheet.nrows):
            cells = self._row(sheet, row)
            if not cells:
                continue
            info = sheet.rowinfo_map.get(row)
            if not batch.add(row + 1, bool(info and info.hidden), cells):
                break
        batch.send()
        self._book.unload_sheet(at)

    def _row(self, sheet: Any, row: int) -> list[Any]:
        cells: list[Any] = []
        types, values = sheet.row_types(row), sheet.row_values(row)
        for column, (kind, value) in enumerate(zip(types, values, strict=True)):
            cell = self._cell(kind, value, sheet, row, column)
            if cell is None or cell == "":
                continue
            if column >= WIDEST:
                raise Refusal("wide", row=row + 1, column=column + 1)
            cells.extend([None] * (column - len(cells)))
            cells.append(cell)
        return cells

    def _cell(self, kind: int, value: Any, sheet: Any, row: int, column: int) -> Any:
        if kind == 1:
            return fitting(value.replace("\r\n", "\n").replace("\r", "\n"))
        if kind in (2, 3):
            number = int(value) if value.is_integer() and abs(value) < 1e18 else value
            form = self._kind_of(sheet.cell_xf_index(row, column))
            return [form, number] if form in (DATE, MONTH, TIME) else number
        if kind == 4:
            return [TRUTH, str(int(value))]
        return [ERROR, _ERRORS.get(value, "#ERR")] if kind == 5 else None

    def _kind_of(self, style: int) -> int:
        kind = self._kinds.get(style)
        if kind is None:
            key = self._book.xf_list[style].format_key
            found = self._book.format_map.get(key)
            kind = self._kinds[style] = format_kind(found.format_str) if found else 0
        return kind
