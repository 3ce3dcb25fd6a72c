"""Where the rows of a template come to stand when its sample rows are repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.exports.cells import Formula, row_xml
from jzdesk.exports.errors import ExportError
from jzdesk.exports.moved_formulas import moved
from jzdesk.exports.template import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.exports.template import TemplateCell, TemplateRow, TemplateSheet


class Layout:
    """Where each template row comes to stand when sample rows are repeated `counts` times."""

    def __init__(self, sheet: TemplateSheet, counts: Mapping[int, int]) -> None:
        """`others` may be set to the layouts of all sheets by title: formulas of the county speak of other sheets."""
        self.sheet = sheet
        self.counts = dict(counts)
        self.others: Mapping[str, Layout] = {}

    def start(self, row: int) -> int:
        """The first output row of a template row."""
        return row + sum(count - 1 for at, count in self.counts.items() if at < row)

    def end(self, row: int) -> int:
        """Its last output row."""
        return self.start(row) + max(self.counts.get(row, 1), 1) - 1

    def rows(self, blocks: Mapping[int, Iterable[str]], tokens: Mapping[str, Any]) -> Iterator[str]:
        """All rows as XML: `blocks` holds the repeated ones by template row, `tokens` fills the others."""
        for row in self.sheet.rows:
            if row.number in blocks:
                yield from blocks[row.number]
            elif row.cells or row.height:
                cells = ((c.column, c.style, self._fill(row, c, tokens)) for c in row.cells)
                yield row_xml(self.start(row.number), row.height, cells)

    def _to(self, sheet: str, row: int, is_end: bool) -> int:
        layout = self.others.get(sheet) if sheet and sheet != self.sheet.title else self
        if layout is None:
            return row
        return layout.end(row) if is_end else layout.start(row)

    def _fill(self, row: TemplateRow, cell: TemplateCell, tokens: Mapping[str, Any]) -> Any:
        if isinstance(cell.value, Formula):
            return Formula(moved(cell.value.text, self._to))
        if not isinstance(cell.value, str):
            return cell.value
        found = TOKEN.findall(cell.value)
        unknown = [token for token in found if token not in tokens]
        if unknown:
            place = f"工作表“{self.sheet.title}”第{row.number}行"
            raise ExportError(
                f"月报模板{place}的{{{{{unknown[0]}}}}}不是程序认识的项目，请改正模板。", "template"
            )
        if cell.token:
            return tokens[cell.token]
        return TOKEN.sub(lambda match: str(tokens[match[1]]), cell.value)

    def settle(self) -> None:
        """Move what the sheet says about ranges: merges, filter, print area, conditional formats,
        validations."""
        sheet = self.sheet.sheet
        for c1, r1, c2, r2 in self.sheet.merges:
            if r1 == r2 and r1 in self.counts:
                for row in range(self.start(r1), self.start(r1) + self.counts[r1]):
                    sheet.merged_cells.add(_range(c1, row, c2, row))
            else:
                sheet.merged_cells.add(_range(c1, self.start(r1), c2, self.end(r2)))
        if sheet.auto_filter.ref:
            sheet.auto_filter.ref = self._moved(sheet.auto_filter.ref)
        if sheet.print_area:
            area = str(sheet.print_area).rpartition("!")[2].replace("$", "")
            sheet.print_area = self._moved(area)
        self._move_formats(sheet)
        self._move_pictures(sheet)
        for validation in sheet.data_validations.dataValidation:
            validation.sqref = type(validation.sqref)(self._moved(str(validation.sqref)))

    def _move_pictures(self, sheet: Worksheet) -> None:
        """Pictures below a repeated row (a seal at the signature) go down with what stands beside them."""
        for picture in (*getattr(sheet, "_images", ()), *getattr(sheet, "_charts", ())):
            for end in (getattr(picture.anchor, "_from", None), getattr(picture.anchor, "to", None)):
                if end is not None:
                    end.row = self.start(end.row + 1) - 1

    def _move_formats(self, sheet: Worksheet) -> None:
        from openpyxl.formatting.formatting import ConditionalFormattingList

        moved = ConditionalFormattingList()
        for entry in sheet.conditional_formatting:
            for rule in entry.rules:
                moved.add(self._moved(str(entry.sqref)), rule)
        sheet.conditional_formatting = moved

    def _moved(self, ranges: str) -> str:
        from openpyxl.utils import range_boundaries

        made = []
        for text in ranges.split():
            c1, r1, c2, r2 = (int(edge or 1) for edge in range_boundaries(text))
            made.append(_range(c1, self.start(r1), c2, self.end(r2)))
        return " ".join(made)


def _range(c1: int, r1: int, c2: int, r2: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(c1)}{r1}:{get_column_letter(c2)}{r2}"
