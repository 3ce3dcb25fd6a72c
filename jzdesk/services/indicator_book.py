"""The indicators as a workbook: what the screen shows, with every denominator and everybody left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.indicators import INDICATORS, Figure, Mark, Span
from jzdesk.services.indicator_lines import lines_behind
from jzdesk.services.indicators import COUNTY, Measure, Measured, measure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from jzdesk.domain.duties import Rate
    from jzdesk.services.desk import Desk

NOTHING_DUE = "—"


def export_indicators(desk: Desk, span: Span, out: Path, *, on: date | None = None) -> int:
    """Write the indicators of a span; how many units. Logged as an export. ExportError when it cannot be written."""
    from jzdesk.exports.indicator_sheet import IndicatorBook, write_indicators

    desk.need(Permission.EXPORT)
    found = measure(desk, span, on=on)
    book = IndicatorBook(
        title=f"{span.title}执行和回访教育指标", subtitle=subtitle(desk, found), made_on=desk.today,
        indicators=tuple((i.code, i.name, "按期" if i.timely else "完成") for i in INDICATORS),
        places=tuple(_place(item) for item in found.measures),
        meanings=tuple(_meaning(figure) for figure in found.measures[0].figures.values()),
        excluded=tuple(_excluded(desk, found)),
    )  # fmt: skip
    write_indicators(book, out)
    summary = f"{span.title}，截至{found.on:%Y-%m-%d}，{len(found.units)}个单位，{out.name}"
    desk.vault.log(desk.actor, "导出指标", noun="month", summary=summary)
    return len(found.units)


def subtitle(desk: Desk, found: Measured) -> str:
    """Whose figures, of which days, as they stood when."""
    span = found.span
    return (
        f"{desk.office.unit_name}　期限在 {span.first:%Y-%m-%d} 至 {span.last:%Y-%m-%d} 之间届满的事项"
        f"　截至 {found.on:%Y-%m-%d}"
    )


def _place(item: Measure) -> dict[str, object]:
    row: dict[str, object] = {"level": item.level or "全县", "unit": item.name}
    for code, figure in item.figures.items():
        row |= {
            f"{code}.rate": _percent(figure.rate), f"{code}.due": figure.due, f"{code}.met": figure.met,
            f"{code}.open": figure.open, f"{code}.excused": figure.excused,
        }  # fmt: skip
    return row


def _percent(rate: Rate) -> Decimal | str:
    return NOTHING_DUE if rate.percent is None else rate.percent


def _meaning(figure: Figure) -> dict[str, object]:
    return {
        "name": figure.indicator.name, "meaning": figure.indicator.meaning, "due": figure.due, "met": figure.met,
        "late": figure.of(Mark.LATE), "open": figure.open, "excused": figure.excused, "rate": _percent(figure.rate),
        "if_done": _percent(figure.if_done), "earlier": figure.of(Mark.EARLIER),
    }  # fmt: skip


def _excluded(desk: Desk, found: Measured) -> Iterator[dict[str, object]]:
    number = 0
    for code, figure in found.measures[0].figures.items():
        if not figure.excused:
            continue
        left_out = (x for x in lines_behind(desk, found.span, COUNTY, code, on=found.on) if x.mark is Mark.EXCUSED)
        for line in sorted(left_out, key=lambda x: x.reason):
            number += 1
            own_words = line.duties[-1].excuse if line.duties else ""
            yield {
                "seq": number, "name": figure.indicator.name, "reason": line.reason, "person": line.person,
                "unit": line.unit, "post": line.post, "note": own_words if own_words != line.reason else "",
            }  # fmt: skip
