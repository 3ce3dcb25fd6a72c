"""容错统计 as a workbook: what the page shows, with every review behind every number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.services.indicators import COUNTY, Place
from jzdesk.services.tolerance_figures import ToleranceFigures, measure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from jzdesk.domain.indicators import Span
    from jzdesk.domain.tolerance_figures import Figure
    from jzdesk.services.desk import Desk

NOTHING = "—"


def export_figures(
    desk: Desk, span: Span, out: Path, *, place: Place = COUNTY, on: date | None = None
) -> int:
    """Write the figures of a place; how many reviews came in. Logged as an export. ExportError when it cannot be
    written."""
    from jzdesk.exports.tolerance_sheet import ToleranceBook, write_tolerance

    desk.need(Permission.EXPORT)
    found = measure(desk, span, place=place, on=on)
    book = ToleranceBook(
        title=f"{span.title}容错纠错统计", subtitle=subtitle(desk, found), made_on=desk.today,
        figures=tuple(_figure(figure) for figure in found.figures), lines=tuple(_lines(found)),
    )  # fmt: skip
    write_tolerance(book, out)
    received = found.figure("received").count
    summary = f"{span.title}{found.name}，截至{found.on:%Y-%m-%d}，收到{received}件，{out.name}"
    desk.vault.log(desk.actor, "导出容错统计", noun="tolerance", summary=summary)
    return received


def subtitle(desk: Desk, found: ToleranceFigures) -> str:
    """Whose figures, of which place and days, as they stood when."""
    span = found.span
    return f"{desk.office.unit_name}　{found.name}　{span.first:%Y-%m-%d} 至 {span.last:%Y-%m-%d}　截至 {found.on:%Y-%m-%d}"


def median_text(figure: Figure) -> str:
    """'6' or '6.5'; '' where nothing is done."""
    return "" if figure.median is None else f"{figure.median:g}"


def _figure(figure: Figure) -> dict[str, object]:
    rate = figure.rate
    return {
        "section": figure.section, "name": f"　　{figure.name}" if figure.part else figure.name, "count": figure.count,
        "counted": figure.counted, "due": rate.due if rate else None,
        "rate": None if rate is None else NOTHING if rate.percent is None else rate.percent,
        "median": median_text(figure), "longest": figure.longest, "meaning": figure.meaning,
    }  # fmt: skip


def _lines(found: ToleranceFigures) -> Iterator[dict[str, object]]:
    """Every review behind every figure: whoever checks a number filters by its name."""
    for figure in found.figures:
        for line in found.lines[figure.code]:
            yield {
                "section": figure.section, "figure": figure.name, "met": "是" if line.met else "否", "number": line.number,
                "person": line.person, "unit": line.unit, "matter": line.matter, "applied_on": line.applied_on,
                "concluded_on": line.concluded_on, "conclusion": line.conclusion, "note": line.note,
            }  # fmt: skip
