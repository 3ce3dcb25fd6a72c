"""A monthly template that is filled for a quarter, a half-year or a year: its 本月 and 月报 read as what they are then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.indicators import SpanKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jzdesk.exports.month_checks import Equation
    from jzdesk.exports.template import Template, TemplateCell

_WORDS = {
    SpanKind.MONTH: (),
    SpanKind.QUARTER: (("本月", "本季度"), ("月报", "季报")),
    SpanKind.HALF: (("本月", "本半年"), ("月报", "半年报")),
    SpanKind.YEAR: (("本月", "本年"), ("月报", "年报")),
}


def said_for(kind: SpanKind, text: str) -> str:
    """A text of the monthly report as it reads for a span of that kind."""
    for month, other in _WORDS[kind]:
        text = text.replace(month, other)
    return text


def worded(template: Template, kind: SpanKind) -> Template:
    """The template with its texts reading so."""
    if kind is SpanKind.MONTH:
        return template

    def cell(old: TemplateCell) -> TemplateCell:
        return replace(old, value=said_for(kind, old.value)) if isinstance(old.value, str) else old

    sheets = (
        replace(sheet, rows=tuple(replace(row, cells=tuple(map(cell, row.cells))) for row in sheet.rows))
        for sheet in template.sheets
    )
    return replace(template, sheets=tuple(sheets))


def equations_worded(equations: Iterable[Equation], kind: SpanKind) -> list[Equation]:
    """The equations of 核对表 reading so."""
    return [
        replace(item, name=said_for(kind, item.name), note=said_for(kind, item.note)) for item in equations
    ]
