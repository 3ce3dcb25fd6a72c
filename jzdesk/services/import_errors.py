"""The problems of a planned import, given back to the clerk in a copy of his own file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.sheet_cells import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from jzdesk.domain.problems import Problem
    from jzdesk.services.desk import Desk
    from jzdesk.services.import_plans import Plan

_DONE = {True: "必须改正", False: "请核对"}
NAME = "（问题清单）.xlsx"


def suggested_problem_name(plan: Plan) -> str:
    """What the copy is called: '处分台账（问题清单）.xlsx'."""
    stem = plan.source.file_name.rpartition(".")[0] or plan.source.file_name
    return f"{stem}{NAME}"


def write_problems(
    desk: Desk, plan: Plan, out: Path, progress: Callable[[int, int], None] | None = None
) -> bool:
    """Write a copy of the file in which every problem is marked at its cell, with a list in front; whether the copy keeps the
    formats of the file. Raises ExportError; what was at `out` before then stays."""
    from jzdesk.exports.marked_book import Mark, MarkedBook, write_marked

    desk.need(Permission.EXPORT)
    found = plan.problems
    first = min(plan.source.columns.values(), default=1)
    grave = sum(p.grave for p in found)
    book = MarkedBook(
        path=plan.source.path, sheet=plan.source.sheet, title=f"“{plan.source.file_name}”导入问题清单",
        subtitle=f"共{len(found)}处，其中必须改正{grave}处　　检查日期：{desk.today:%Y-%m-%d}",
        marks=[Mark(p.row, p.column or first, p.text, p.grave) for p in found if p.row],
        lines=[_line(plan, p) for p in found], rows=_rows(plan, progress), count=plan.total,
    )  # fmt: skip
    kept = write_marked(book, out)
    said = f"{out.name}：{len(found)}处问题"
    desk.vault.log(desk.actor, "导出导入问题清单", noun="import", summary=said)
    return kept


def _line(plan: Plan, problem: Problem) -> tuple[str, str, str, str, str, str]:
    title = plan.source.titles.get(problem.column, "") or (plan.title(problem.field) if problem.field else "")
    row = plan.row_texts(problem.row) if problem.row and problem.column else ()
    text = row[problem.column - 1] if 0 < problem.column <= len(row) else ""
    return problem.sheet, problem.cell, title, text, problem.text, _DONE[problem.grave]


def _rows(plan: Plan, progress: Callable[[int, int], None] | None) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows as they stand in the file, headings first; asked for only where the book is built anew."""
    for row in plan.source.head_rows:
        yield row.number, [shown(cell) for cell in row.cells]
    for done, parsed in enumerate(plan.reading, 1):
        yield parsed.number, [shown(cell) for cell in parsed.cells]
        if progress and done % 200 == 0:
            progress(done, plan.total)
