"""Charts a spreadsheet draws itself, from the very charts the window paints: their figures stand in a data block, so that
whoever opens the workbook can see and change what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.domain.charts import ticks
from jzdesk.exports.style import BODY_FONT, HEAD_FONT

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.domain.charts import Chart

FILLS: tuple[tuple[str, str], ...] = (
    ("DCE8F2", ""), ("93BBDC", ""), ("3E7AAB", ""), ("17324C", ""),
    ("2F618F", ""), ("5F86A8", "wdUpDiag"), ("98A1AB", "pct10"),
)  # fmt: skip
"""Colour and hatching by tone, as on the screen: told apart by lightness too, and printed in grey."""
NARROW = (2, 3)
"""Parts of a stack too narrow for a number: theirs stand in the table above."""
MARK = "9E1B32"
LEAST_CM, MOST_CM = 9.0, 17.0
_ROW_CM = 0.62


def block_of(chart: Chart) -> list[list[str | float | None]]:
    """The rows of a chart's data: a heading, then each category with the value of every series and the mark."""
    names = [series.name for series in chart.series] + ([chart.mark_name] if chart.mark_name else [])
    rows: list[list[str | float | None]] = [["", *names]]
    for category in chart.categories:
        points = [*category.points, *([category.mark] if chart.mark_name else [])]
        values = [None if p is None else p.value for p in points]
        rows.append([category.name, *values])
    return rows


def native(chart: Chart, sheet: Worksheet, first: int) -> Any:
    """The chart over its block, whose heading is row `first` of `sheet`."""
    from openpyxl.chart import BarChart, Reference

    last = first + len(chart.categories)
    made: Any = BarChart()
    made.type = "col" if chart.upright else "bar"
    made.grouping = "stacked" if chart.stacked else "clustered"
    made.overlap = 100 if chart.stacked else -5
    made.gapWidth = 60
    made.add_data(Reference(sheet, 2, first, 1 + len(chart.series), last), titles_from_data=True)
    made.set_categories(Reference(sheet, 1, first + 1, 1, last))
    for series, look in zip(made.series, chart.series, strict=True):
        _fill(series, look.tone)
        if not (chart.stacked and look.tone in NARROW):
            _labels(series, unit=chart.unit)
    if chart.mark_name:
        made += _marks(sheet, 2 + len(chart.series), first, last)
    _axes(made, chart)
    _titled(made, chart)
    return made


def _fill(series: Any, tone: int) -> None:
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.colors import ColorChoice
    from openpyxl.drawing.fill import PatternFillProperties
    from openpyxl.drawing.line import LineProperties

    colour, hatch = FILLS[tone]
    line = LineProperties(solidFill="5B6470", w=6350)
    if hatch:
        paint: Any = ColorChoice
        pattern: Any = PatternFillProperties(fgClr=paint(srgbClr=colour), bgClr=paint(srgbClr="FFFFFF"))
        pattern.prst = hatch
        series.graphicalProperties = GraphicalProperties(pattFill=pattern, ln=line)
    else:
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=line)
    series.invertIfNegative = False


def _labels(series: Any, *, unit: str) -> None:
    from openpyxl.chart.label import DataLabelList

    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.numFmt = '0.0"%"' if unit == "%" else "#,##0;;"  # a nought would only stand in the way
    labels.txPr = _words(900)
    series.dLbls = labels


def _marks(sheet: Worksheet, column: int, first: int, last: int) -> Any:
    """Last year's sums as dashes across the columns."""
    from openpyxl.chart import LineChart, Reference
    from openpyxl.chart.marker import Marker
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    line: Any = LineChart()
    line.add_data(Reference(sheet, column, first, column, last), titles_from_data=True)
    series = line.series[0]
    look = GraphicalProperties(solidFill=MARK, ln=LineProperties(solidFill=MARK))
    series.marker = Marker(symbol="dash", size=16, spPr=look)
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    series.smooth = False
    return line


def _axes(made: Any, chart: Chart) -> None:
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    names, values = made.x_axis, made.y_axis
    names.delete = values.delete = False
    values.scaling.min = 0
    values.scaling.max = chart.top or ticks(chart.highest)[-1]
    values.number_format = '0"%"' if chart.unit == "%" else "#,##0"
    values.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="DDE1E6", w=6350))
    if not chart.upright:
        names.scaling.orientation = "maxMin"  # the first on top
    for axis in (names, values):
        axis.txPr = _words(900)
        axis.title = None


def _titled(made: Any, chart: Chart) -> None:
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.line import LineProperties
    from openpyxl.drawing.text import Paragraph, ParagraphProperties, RegularTextRun

    look = _look(1400, head=True)
    run = RegularTextRun(rPr=look, t=chart.title)
    text = Text(rich=RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])]))
    made.title = Title(tx=text, overlay=False)
    made.legend.position = "t"
    made.legend.txPr = _words(1000)
    made.graphical_properties = GraphicalProperties(
        solidFill="FFFFFF", ln=LineProperties(solidFill="98A1AB", w=6350)
    )
    made.roundedCorners = False
    made.plot_visible_only = False
    rows = len(chart.categories) * (1 if chart.stacked else len(chart.series)) + 2 * len(chart.categories) / 3
    made.height = 11.0 if chart.upright else min(max(LEAST_CM, 3.4 + rows * _ROW_CM), MOST_CM)


def _look(size: int, *, head: bool = False, colour: str = "1F2328") -> Any:
    """Character properties with the fonts of the house for Chinese and for figures; `size` in hundredths of a point."""
    from openpyxl.drawing.text import CharacterProperties, Font

    face = Font(typeface=HEAD_FONT if head else BODY_FONT)
    return CharacterProperties(sz=size, b=False, solidFill=colour, latin=face, ea=face)


def _words(size: int, *, colour: str = "1F2328") -> Any:
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import Paragraph, ParagraphProperties

    look = _look(size, colour=colour)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])
