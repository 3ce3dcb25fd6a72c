"""Fill the monthly template: lay the sheets out, work out formulas and their figures, stream the rows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from jzdesk.exports import handling_sheet, month_checks
from jzdesk.exports.cells import Formula, capacity_of, height_for, letter_of, line_height, lines_of, row_xml
from jzdesk.exports.column_order import with_columns
from jzdesk.exports.ledger_block import NOTHING, LedgerBlock, quoted_sheet
from jzdesk.exports.ledgers import load_ledgers, with_extra
from jzdesk.exports.month_book import WrittenBook
from jzdesk.exports.month_parts import Making
from jzdesk.exports.month_summary import SummarySheet
from jzdesk.exports.package import save_package
from jzdesk.exports.row_layout import Layout
from jzdesk.exports.span_wording import equations_worded, worded
from jzdesk.exports.summary import match_value, quoted
from jzdesk.exports.template import load_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.exports.month_book import MonthBook, Progress
    from jzdesk.exports.month_checks import Equation
    from jzdesk.exports.template import TemplateRow, TemplateSheet

_STEP = 500  # rows between two words of progress
_POLL = "poll_"  # how the columns of votes in 期满考核台账 begin
_BLANK = "　" * 5
_PAPERS = {8: "A3", 9: "A4"}


class MonthWriter:
    """One filling of the template; made, used once and thrown away."""

    def __init__(self, book: MonthBook, folder: Path, *, progress: Progress | None = None) -> None:
        definitions = load_ledgers(folder)
        unknown = sorted(set(book.ledgers) - set(definitions))
        if unknown:
            raise ValueError(f"no such ledger: {', '.join(unknown)}")
        self._book = book
        self._progress = progress
        self._done = 0
        self._all = sum(len(rows) for rows in book.ledgers.values())
        definitions = {code: with_extra(made, book.extra_columns.get(code, ())) for code, made in definitions.items()}
        template = worded(load_template(folder), book.span.kind)
        self._template = with_columns(template, definitions, columns=book.columns, extra=book.extra_columns)
        self._blocks = {
            code: LedgerBlock(definition, self._template, book.ledgers.get(code, ()))
            for code, definition in definitions.items()
        }
        self._summary = SummarySheet(
            book.units, self._blocks, self._template, days=book.days,
            grades=(book.visit_grades, book.assessment_grades),
        )  # fmt: skip
        forms_sheet = self._template.sheet_of("forms.1")[0]
        self._forms = handling_sheet.tokens(
            book.forms_of_handling, book.forms_of_handling_year, handling_sheet.cells_of(forms_sheet)
        )
        self._shift_cells = handling_sheet.shift_cells(forms_sheet)
        self._shifts = handling_sheet.shift_tokens(book.form_changes, self._count_change(), self._shift_cells)
        equations = [*self._own_equations(forms_sheet), *map(month_checks.from_check, book.checks)]
        self._equations = equations_worded(equations, book.span.kind)
        self._hide_unused()
        self._making = Making(book, self._template.workbook, tuple(b.place() for b in self._blocks.values()))
        for part in book.parts:
            part(self._making)
        self._layouts = self._lay_out()

    def write(self, out: Path) -> WrittenBook:
        """Write the workbook to `out`; see `month_book.write_month_book`."""
        blocks, tokens = self._all_blocks(), self._tokens()
        rows: dict[str, Iterable[str]] = {
            title: layout.rows(blocks[title], tokens) for title, layout in self._layouts.items()
        }
        for layout in self._layouts.values():
            layout.settle()
        rows |= self._making.rows
        for told in self._making.late:
            told(rows)
        self._set_properties()
        as_text = {block.title: block.area() for block in self._blocks.values()}
        digest = save_package(
            self._template.workbook, out=out, rows=rows, text_ranges=lambda title: as_text.get(title, ""),
            rework=self._making.rework,
        )  # fmt: skip
        counts = {block.title: len(block.rows) for block in self._blocks.values()}
        counts[self._summary.title] = len(self._summary.units)
        counts[self._checks_at[0].title] = len(self._equations)
        counts |= self._making.counts
        return WrittenBook(path=out, rows=counts, sha256=digest)

    def _hide_unused(self) -> None:
        """Columns of grades the county does not use are hidden, in 汇总表 and where votes are counted."""
        self._summary.hide_unused()
        block, shown = self._blocks["assessments"], {key for key, _ in self._book.poll_grades}
        for cell in block.sample.cells:
            if cell.token.startswith(f"{block.definition.code}.{_POLL}") and cell.token.partition(".")[2] not in shown:
                block.layout.sheet.hide(cell.column)

    def _poll_words(self) -> dict[str, str]:
        """The words over the columns of votes."""
        words = dict(self._book.poll_grades)
        keys = [key for key in self._blocks["assessments"].definition.keys if key.startswith(_POLL)]
        return {f"poll.{key.removeprefix(_POLL)}": words.get(key, "") for key in keys}

    def _count_change(self) -> Callable[[str], str] | None:
        """The formula that counts a change of form in its ledger, if the template has that ledger."""
        block = self._blocks.get("tolerance_people")
        if block is None or "form_change" not in block.letters:
            return None
        changes = block.ref("form_change")
        return lambda text: f"COUNTIF({changes},{quoted(match_value(text))})"

    def _tolerated(self) -> Formula | None:
        """How many person-times were tolerated, counted in their ledger."""
        block = self._blocks.get("tolerance_people")
        if block is None or "conclusion" not in block.letters:
            return None
        words = ("免责", "从轻", "减轻")
        parts = "+".join(f"COUNTIF({block.ref('conclusion')},{quoted(word)})" for word in words)
        return Formula(parts, sum(row.get("conclusion") in words for row in block.rows))

    def _lay_out(self) -> dict[str, Layout]:
        self._checks_at = self._template.sheet_of("check")
        self._contents_at = self._template.sheet_of("contents")
        self._notes_at = self._template.sheet_of("note")
        counts: dict[str, dict[int, int]] = {sheet.title: {} for sheet in self._template.sheets}
        for (sheet, row), number in (
            (self._checks_at, len(self._equations)),
            (self._contents_at, len(self._listed_sheets())),
            (self._notes_at, len(self._book.notes) or 1),
        ):
            counts[sheet.title][row.number] = number
        layouts = {sheet.title: Layout(sheet, counts[sheet.title]) for sheet in self._template.sheets}
        layouts |= {block.title: block.layout for block in self._blocks.values()}
        layouts[self._summary.title] = self._summary.layout
        for layout in layouts.values():
            layout.others = layouts
        return layouts

    def _all_blocks(self) -> dict[str, dict[int, Iterable[str]]]:
        """The repeated rows as XML, by sheet and template row."""
        found: dict[str, dict[int, Iterable[str]]] = {title: {} for title in self._layouts}
        for block in self._blocks.values():
            found[block.title][block.sample.number] = block.xml(self._tick)
        found[self._summary.title] |= self._summary.xml()
        notes = [{"text": text} for text in self._book.notes or (f"{NOTHING}。",)]
        for (sheet, row), prefix, values in (
            (self._checks_at, "check", self._check_values()),
            (self._contents_at, "contents", self._contents()),
            (self._notes_at, "note", notes),
        ):
            first = self._layouts[sheet.title].start(row.number)
            found[sheet.title][row.number] = self._listed(
                sheet, row, prefix=prefix, values=values, first=first
            )
        return found

    def _listed(
        self,
        sheet: TemplateSheet,
        row: TemplateRow,
        *,
        prefix: str,
        values: Sequence[Mapping[str, Any]],
        first: int,
    ) -> Iterator[str]:
        """A short list under its sample row, each row as high as its text needs."""
        for number, entry in enumerate(values, first):
            height, cells = row.height or 0.0, []
            for cell in row.cells:
                group, _, key = cell.token.partition(".")
                value = entry.get(key) if group == prefix else cell.value
                if isinstance(value, str):
                    fits = capacity_of(cell.width, cell.size, self._template.base_size)
                    height = max(height, height_for(lines_of(value, fits), line_height(cell.size)))
                cells.append((cell.column, cell.style, value))
            yield row_xml(number, height, cells)

    def _tokens(self) -> dict[str, Any]:
        book = self._book
        results = [entry["result"] for entry in self._check_values()]
        return {
            "unit_name": book.unit_name,
            "unit_code": book.unit_code,
            "month": book.month,
            "month_title": book.title or book.span.title,
            "made_on": f"{book.made_on.year}年{book.made_on.month}月{book.made_on.day}日",
            "made_by": book.made_by or _BLANK,
            "reviewer": book.reviewer or _BLANK,
            "audit_head": book.audit_head,
            "submission": str(book.submission),
            "overall": month_checks.overall(results, self._check_column("result")),
            **self._forms,
            **self._shifts,
            **self._summary.tokens(),
            **self._poll_words(),
        }

    def _own_equations(self, forms_sheet: TemplateSheet) -> list[Equation]:
        rows = {code: block.count() for code, block in self._blocks.items()}
        serials = {code: block.last_serial() for code, block in self._blocks.items()}
        return [
            *month_checks.ledger_equations(rows, serials),
            *month_checks.summary_equations(rows, self._summary.total, self._summary.count),
            *handling_sheet.equations(
                self._forms, handling_sheet.cells_of(forms_sheet), quoted_sheet(forms_sheet.title)
            ),
            *handling_sheet.shift_equations(
                self._shifts, self._shift_cells, quoted_sheet(forms_sheet.title), tolerated=self._tolerated()
            ),
        ]

    def _check_column(self, key: str) -> str:
        """The cells of a column of 核对表, as any sheet names them."""
        sheet, row = self._checks_at
        letter = letter_of(row.by_token("check")[key].column)
        first = self._layouts[sheet.title].start(row.number)
        return f"{quoted_sheet(sheet.title)}!${letter}${first}:${letter}${first + len(self._equations) - 1}"

    def _check_values(self) -> list[dict[str, Any]]:
        sheet, row = self._checks_at
        letters = {key: letter_of(cell.column) for key, cell in row.by_token("check").items()}
        first = self._layouts[sheet.title].start(row.number)
        return [
            {
                "seq": number + 1,
                "name": equation.name,
                "left": equation.left,
                "relation": month_checks.sign_of(equation),
                "right": equation.right,
                "result": month_checks.result_of(
                    equation,
                    f"{letters['left']}{first + number}",
                    right=f"{letters['right']}{first + number}",
                ),
                "note": equation.note,
            }
            for number, equation in enumerate(self._equations)
        ]

    def _contents(self) -> list[dict[str, Any]]:
        """Every other sheet people see, with its rows where it is a ledger."""
        counts = {block.title: block.count() for block in self._blocks.values()} | self._making.counts
        return [
            {
                "seq": number,
                "title": sheet.title,
                "rows": counts.get(sheet.title, "—"),
                "paper": f"{_PAPERS.get(int(sheet.page_setup.paperSize or 9), '')}"
                f"{'横向' if sheet.page_setup.orientation == 'landscape' else '纵向'}",
            }
            for number, sheet in enumerate(self._listed_sheets(), 1)
        ]

    def _listed_sheets(self) -> list[Worksheet]:
        own = self._contents_at[0].title
        sheets = self._template.workbook.worksheets
        return [sheet for sheet in sheets if sheet.title != own and sheet.sheet_state == "visible"]

    def _set_properties(self) -> None:
        """Who made it and when, so that the same month gives the same bytes; ask for recalculation on
        opening."""
        book, workbook = self._book, self._template.workbook
        made = datetime(book.made_on.year, book.made_on.month, book.made_on.day)  # noqa: DTZ001 - a plain stamp
        workbook.properties.creator = workbook.properties.lastModifiedBy = book.unit_name
        workbook.properties.title = f"{book.unit_name}{book.month}执纪工作月报"
        workbook.properties.created = workbook.properties.modified = made
        workbook.calculation.fullCalcOnLoad = True
        workbook.active = 0

    def _tick(self) -> None:
        self._done += 1
        if self._progress and (self._done % _STEP == 0 or self._done == self._all):
            self._progress(self._done, self._all)
