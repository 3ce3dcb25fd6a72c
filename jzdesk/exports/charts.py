"""图表: native charts over a block of figures, on one page of the monthly workbook."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jzdesk.exports import style
from jzdesk.exports.cells import letter_of
from jzdesk.exports.month_parts import put

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.chart._chart import ChartBase
    from openpyxl.worksheet.worksheet import Worksheet

    from jzdesk.exports.month_parts import Making, Part

SHEET = "图表"
FORMS = ("第一种形态", "第二种形态", "第三种形态", "第四种形态")
_COLOURS = ("7FB2A5", "E0B354", "C9743C", "8C2F2A")  # green, ochre, orange, red: readable in grey print too
_LINES = ("2F5D8A", "C9743C", "4F7F4A", "7A4E8A", "8C2F2A", "6B6B6B")
_MARKS = ("circle", "square", "triangle", "diamond", "x", "plus")
_TYPEFACE = "宋体"
_MOST_UNITS = 16
"""Units in the chart: more bars are not readable on a page; the block below has all."""
_COLUMNS = 18
_BLOCK = 50  # the row the figures begin in, below the charts


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFigures:
    """What the charts show. `months` are the words on the axis; `forms` the counts of the four forms of each month;
    `rates` by name the percent points of each month (None: nothing was due); `units` each unit with its percent points
    of the `unit_rates`, the lowest first. `line` stands under the title."""

    title: str
    line: str
    months: Sequence[str]
    forms: Sequence[Sequence[int]]
    rates: Mapping[str, Sequence[Decimal | None]]
    unit_rates: Sequence[str]
    units: Sequence[tuple[str, Mapping[str, Decimal | None]]]


def charts_part(figures: ChartFigures) -> Part:
    """The part that adds the sheet 图表."""

    def add(making: Making) -> None:
        _Charts(making.add_sheet(SHEET), figures).make()

    return add


class _Charts:
    def __init__(self, sheet: Worksheet, figures: ChartFigures) -> None:
        self._sheet: Any = sheet
        self._figures = figures

    def make(self) -> None:
        sheet = self._sheet
        style.page(sheet, "A4", landscape=True)
        sheet.page_setup.fitToHeight = 1
        sheet.sheet_view.showGridLines = False
        for column in range(1, _COLUMNS + 1):
            sheet.column_dimensions[letter_of(column)].width = 9
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=_COLUMNS)
        style.title_cell(put(sheet["A1"], self._figures.title))
        sheet.row_dimensions[1].height = 34
        sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=_COLUMNS)
        style.line_cell(put(sheet["A2"], self._figures.line), "center")
        forms, rates, units = self._write_block()
        self._place(self._forms_chart(forms), (0, 2), (9, 24))
        self._place(self._rates_chart(rates), (9, 2), (18, 24))
        if units[1]:
            self._place(self._units_chart(units), (0, 25), (18, 47))
        else:
            style.line_cell(put(sheet["A28"], "本期没有单位的期限届满。"))
        sheet.print_area = f"A1:{letter_of(_COLUMNS)}48"

    # -- figures

    def _write_block(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
        """Write the three tables below the charts; (heading row, rows) of each. Those of units may be (0, 0)."""
        found = self._figures
        self._heading(_BLOCK, "图表数据（随图表打印范围之外，供核对）")
        first = _BLOCK + 1
        self._row(first, ("月份", *FORMS), head=True)
        for at, (month, counts) in enumerate(zip(found.months, found.forms, strict=True), first + 1):
            self._row(at, (month, *counts))
        second = first + len(found.months) + 2
        names = tuple(found.rates)
        self._row(second, ("月份", *names), head=True)
        for at, month in enumerate(found.months, second + 1):
            self._row(at, (month, *(found.rates[name][at - second - 1] for name in names)), percent=True)
        third = second + len(found.months) + 2
        if not found.units:
            return (first, len(found.months)), (second, len(found.months)), (0, 0)
        self._row(third, ("单位", *found.unit_rates), head=True)
        for at, (unit, rates) in enumerate(found.units, third + 1):
            self._row(at, (unit, *(rates.get(name) for name in found.unit_rates)), percent=True)
        return (
            (first, len(found.months)),
            (second, len(found.months)),
            (third, min(len(found.units), _MOST_UNITS)),
        )

    def _heading(self, row: int, text: str) -> None:
        style.line_cell(put(self._sheet.cell(row, 1), text))

    def _row(self, row: int, values: Sequence[object], *, head: bool = False, percent: bool = False) -> None:
        for at, value in enumerate(values, 1):
            cell = self._sheet.cell(row, at)
            if head:
                style.head_cell(put(cell, value))
                continue
            kind = "text" if at == 1 else "percent" if percent else "int"
            style.body_cell(cell, kind)  # type: ignore[arg-type]
            fraction = Decimal(str(value)) / 100 if percent and at > 1 and value is not None else value
            put(cell, fraction)

    # -- charts

    def _forms_chart(self, block: tuple[int, int]) -> ChartBase:
        from openpyxl.chart import BarChart

        chart = BarChart()
        chart.type, chart.grouping, chart.overlap, chart.gapWidth = "col", "stacked", 100, 60
        self._data(chart, block, len(FORMS))
        for series, colour in zip(chart.series, _COLOURS, strict=True):
            series.graphicalProperties.solidFill = colour
            series.graphicalProperties.line.solidFill = "FFFFFF"
            series.dLbls = _labels("0;;", "FFFFFF" if colour in _COLOURS[2:] else "000000")
        chart.y_axis.majorUnit = _step(max((sum(counts) for counts in self._figures.forms), default=0))
        return self._dressed(chart, "四种形态分月情况（人次）", "0")

    def _rates_chart(self, block: tuple[int, int]) -> ChartBase:
        from openpyxl.chart import LineChart

        chart = LineChart()
        self._data(chart, block, len(self._figures.rates))
        for at, series in enumerate(chart.series):
            series.graphicalProperties.line.solidFill = _LINES[at % len(_LINES)]
            series.graphicalProperties.line.width = 22_000
            series.marker.symbol, series.marker.size = _MARKS[at % len(_MARKS)], 6
            series.marker.graphicalProperties.solidFill = _LINES[at % len(_LINES)]
            series.marker.graphicalProperties.line.solidFill = _LINES[at % len(_LINES)]
            series.smooth = False
        chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = 0, 1, 0.2
        return self._dressed(chart, "各项比率分月情况", "0%")

    def _units_chart(self, block: tuple[int, int]) -> ChartBase:
        from openpyxl.chart import BarChart

        chart = BarChart()
        chart.type, chart.gapWidth, chart.overlap = "col", 60, 0
        self._data(chart, block, len(self._figures.unit_rates))
        for at, series in enumerate(chart.series):
            series.graphicalProperties.solidFill = _LINES[at % len(_LINES)]
            series.dLbls = _labels("0.0%", "000000")
        chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = 0, 1, 0.2
        more = len(self._figures.units) - _MOST_UNITS
        note = f"（比率较低的{_MOST_UNITS}个，共{len(self._figures.units)}个）" if more > 0 else ""
        return self._dressed(chart, f"各单位比率{note}", "0%")

    def _data(self, chart: Any, block: tuple[int, int], columns: int) -> None:
        from openpyxl.chart import Reference

        head, rows = block
        data = Reference(self._sheet, min_col=2, max_col=1 + columns, min_row=head, max_row=head + rows)
        chart.add_data(data, titles_from_data=True)
        chart.set_categories(Reference(self._sheet, min_col=1, min_row=head + 1, max_row=head + rows))

    def _dressed(self, chart: Any, title: str, format_: str) -> ChartBase:
        from openpyxl.chart.shapes import GraphicalProperties

        chart.title = _title(title)
        chart.legend.position, chart.legend.txPr = "b", _words(900)
        for axis in (chart.x_axis, chart.y_axis):
            axis.delete = False  # without it spreadsheets of today draw no axis
            axis.txPr = _words(900)
        chart.y_axis.number_format, chart.y_axis.majorGridlines.spPr = format_, _pale(GraphicalProperties)
        chart.display_blanks = "gap"
        made: ChartBase = chart
        return made

    def _place(self, chart: Any, first: tuple[int, int], end: tuple[int, int]) -> None:
        """Over cells (column, row from 0) and not in centimetres: columns are wider with one font than another."""
        from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

        from_, to = (AnchorMarker(col=column, row=row) for column, row in (first, end))
        chart.anchor = TwoCellAnchor(_from=from_, to=to)
        self._sheet.add_chart(chart)


def _labels(format_: str, colour: str) -> Any:
    """The figure at each bar: a rate of nought has no bar that could be seen."""
    from openpyxl.chart.label import DataLabelList

    made: Any = DataLabelList()
    made.showVal, made.numFmt, made.txPr = True, format_, _words(800, colour)
    made.showSerName = made.showCatName = made.showLegendKey = made.showPercent = False
    return made


def _step(most: int) -> int:
    """Whole steps of the axis: there is no half a person."""
    return max(1, -(-most // 5))


def _pale(properties: Any) -> Any:
    made = properties()
    made.line.solidFill = "D9D9D9"
    return made


def _font(size: int, *, bold: bool = False, colour: str = "000000") -> Any:
    from openpyxl.drawing.text import CharacterProperties, Font

    face = Font(typeface=_TYPEFACE)
    return CharacterProperties(latin=face, ea=face, sz=size, b=bold, solidFill=colour)


def _words(size: int, colour: str = "000000") -> Any:
    """Text properties of axis and legend: Chinese letters of that size (hundredths of a point)."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import Paragraph, ParagraphProperties, RichTextProperties

    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_font(size, colour=colour)), endParaRPr=_font(size))
    return RichText(bodyPr=RichTextProperties(), p=[paragraph])


def _title(text: str) -> Any:
    from openpyxl.chart.text import RichText, Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import Paragraph, ParagraphProperties, RegularTextRun

    run = RegularTextRun(t=text, rPr=_font(1200, bold=True))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_font(1200, bold=True)), r=[run])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)
