"""The statistics as a workbook: every topic in figures with its chart, the rates of the units, and a bulletin's sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.services import statistics_grids, statistics_rates
from jzdesk.services.statistics_text import bulletin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jzdesk.exports.ledgers import Kind, LedgerColumn
    from jzdesk.exports.statistics_sheet import Topic
    from jzdesk.services.desk import Desk
    from jzdesk.services.statistics import Statistics
    from jzdesk.services.statistics_grids import Cell, Grid, Heading

RATES = ("announce", "visited", "assess")
"""The indicators that have a page: those the county is measured by."""
_NAME = 30


def export_statistics(
    desk: Desk, found: Statistics, out: Path, *, progress: Callable[[int, int], None] | None = None
) -> int:
    """Write what was counted; how many topics. Logged as an export. ExportError when it cannot be written."""
    from jzdesk.exports.statistics_sheet import write_statistics

    desk.need(Permission.EXPORT)
    grids = [statistics_grids.make_grid(found, topic) for topic, _ in statistics_grids.TOPICS]
    rates = statistics_rates.compare_rates(desk, found, statistics_rates.measure_rates(desk, found))
    grids += [statistics_rates.make_grid(rates, code) for code in RATES]
    subtitle = statistics_grids.words(found)
    text = (f"{found.stretch.title}统计通报文字", subtitle, bulletin(desk.rulebook, found).split("\n"))
    write_statistics([_topic(grid) for grid in grids], out, text=text, made_on=desk.today, progress=progress)
    summary = f"{found.stretch.title}，截至{found.on:%Y-%m-%d}，{out.name}"
    desk.vault.log(desk.actor, "导出统计", noun="month", summary=summary)
    return len(grids)


def _topic(grid: Grid) -> Topic:
    from jzdesk.exports.ledgers import LedgerColumn
    from jzdesk.exports.statistics_sheet import Topic

    columns = [LedgerColumn("name", grid.first, "", "text", _NAME)]
    columns += [_column(number, heading, grid) for number, heading in enumerate(grid.columns)]
    rows = [
        {"name": ("　" if line.group and not line.kind else "") + line.name}
        | {f"c{number}": _value(cell) for number, cell in enumerate(line.cells)}
        for line in grid.lines
    ]
    name = grid.title.replace("/", "／")[:31]
    return Topic(
        name=name, title=grid.chart.title, subtitle=grid.chart.subtitle, columns=tuple(columns), rows=tuple(rows),
        chart=grid.chart, note=grid.note,
    )  # fmt: skip


def _column(number: int, heading: Heading, grid: Grid) -> LedgerColumn:
    from jzdesk.exports.ledgers import LedgerColumn

    cells = [line.cells[number] for line in grid.lines]
    percent = any(cell.percent for cell in cells)
    words = all(cell.value is None for cell in cells)
    kind: Kind = "percent" if percent else "text" if words else "int"
    return LedgerColumn(f"c{number}", heading.title, heading.group, kind, 21 if words else 9)


def _value(cell: Cell) -> object:
    return cell.text if cell.value is None else cell.value
