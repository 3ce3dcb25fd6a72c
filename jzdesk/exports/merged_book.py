"""Write the workbook of a city: cover, 报送情况, 分县汇总, 四种形态, 差异清单, and every ledger with its sources."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.merge_rules import GROUPS, WEIGHT_NAMES
from jzdesk.exports.cells import Formula, letter_of, row_xml
from jzdesk.exports.city_book import WrittenCity
from jzdesk.exports.ledgers import LedgerColumn
from jzdesk.exports.plain_sheets import LINE, TOTAL, WRAPPED, PlainBook, fits, width_for
from jzdesk.exports.summary import percent_formula, percent_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from jzdesk.exports.city_book import CityBook, CityLedger, FigureColumn, Progress
    from jzdesk.exports.ledgers import Kind

_STEP = 500
_SUM = "合　计"
_FORMS = ("第一种形态", "第二种形态", "第三种形态", "第四种形态")
_SENT = (
    ("单位", 18.0, "text"), ("月份", 9.0, "text"), ("状态", 11.0, "text"), ("次数", 6.0, "int"), ("收到日期", 11.0, "date"),
    ("期限", 11.0, "date"), ("行数", 7.0, "int"), ("须改正", 7.0, "int"), ("须核实", 7.0, "int"), ("文件", 26.0, "text"),
    ("文件摘要", 12.0, "text"), ("说明", 30.0, "text"),
)  # fmt: skip
_FOUND = (
    ("", "序号", 6.0), ("", "类别", 7.0), ("", "规则", 14.0), ("", "单位", 14.0), ("", "月份", 8.0), ("", "文件", 20.0),
    ("", "工作表", 16.0), ("", "单元格", 8.0), ("", "姓名", 8.0), ("", "问题", 52.0), ("", "另一处", 26.0), ("", "认定", 20.0),
)  # fmt: skip
_SOURCE = ("@county", "@month", "@file", "@row")


class MergedBook:
    """One writing of a city's workbook; made, used once and thrown away."""

    def __init__(self, book: CityBook, progress: Progress | None) -> None:
        self._book = book
        self._progress = progress
        self._all = sum(ledger.count for ledger in book.ledgers)
        self._done = 0
        self._plain = PlainBook(book.made_on, book.unit_name)

    def write(self, out: Path) -> WrittenCity:
        """See `city_book.write_city_book`."""
        book = self._book
        self._cover()
        self._sent()
        if book.figures:
            self._figures()
            self._forms()
        self._found()
        for ledger in book.ledgers:
            self._ledger(ledger)
        digest = self._plain.write(out)
        counts = {"报送情况": len(book.sent), "差异清单": len(book.findings)}
        return WrittenCity(out, digest, counts | {ledger.title: ledger.count for ledger in book.ledgers})

    @property
    def _line(self) -> str:
        book = self._book
        return f"汇总单位：{book.unit_name}　　　　{book.span}　　　　制表日期：{book.made_on.year}年{book.made_on.month}月{book.made_on.day}日"

    def _cover(self) -> None:
        book = self._book
        sheet = self._plain.sheet("汇总说明", (18, 82), paper="A4", landscape=False)
        pairs = [
            ("汇总单位", book.unit_name), ("汇总月份", book.span), ("报送情况", book.state),
            ("汇总单位数", f"{len(book.figures)}个"), ("未解决的问题", _open_said(book)),
            ("制表人", book.made_by), ("制表日期", f"{book.made_on.year}年{book.made_on.month}月{book.made_on.day}日"),
            ("审核签章", "　"),
        ]  # fmt: skip
        rows = [
            *sheet.top("执纪工作月报市级汇总表册", ""),
            *(sheet.line(n, [("text", k), (WRAPPED, v)]) for n, (k, v) in enumerate(pairs, 3)),
        ]
        at = len(pairs) + 4
        rows.append(row_xml(at, 24, [(1, sheet.styles[LINE], "编报说明")]))
        for number, text in enumerate(book.notes, 1):
            rows.append(sheet.line(at + number, [("int", number), (WRAPPED, text)]))
        self._plain.stream(sheet, rows)

    def _sent(self) -> None:
        book = self._book
        sheet = self._plain.sheet("报送情况", [width for _, width, _ in _SENT], repeat=3)
        rows = [
            *sheet.top("下级单位报送情况", self._line),
            *sheet.headings(3, [("", title) for title, _, _ in _SENT]),
        ]
        for number, line in enumerate(book.sent, 4):
            values = (
                line.county, line.month, line.state, line.submission or None, line.received_on, line.due_on, line.rows or None,
                line.grave or None, line.checks or None, line.file, line.digest[:8], line.reason,
            )  # fmt: skip
            kinds = [WRAPPED if width >= 14 else kind for _, width, kind in _SENT]
            rows.append(
                sheet.line(number, [(kind, _plain(value)) for kind, value in zip(kinds, values, strict=True)])
            )
        sheet.filter(3, 3 + len(book.sent))
        self._plain.stream(sheet, rows)

    # -- figures --------------------------------------------------------------------------------------------------------

    def _figures(self) -> None:
        columns = self._book.columns
        sheet = self._plain.sheet("分县汇总", [5, 18, *[7.6] * len(columns)], repeat=4)
        heads = [("", "序号"), ("", "单位"), *((c.group, c.title) for c in columns)]
        rows = [*sheet.top("下级单位执纪工作情况汇总表", self._line), *sheet.headings(3, heads)]
        counties = list(self._book.figures.items())
        first, last = 6, 5 + len(counties)
        rows.append(
            sheet.line(
                5, [(f"{TOTAL} int", ""), (f"{TOTAL} text", _SUM), *self._totals(columns, first, last)]
            )
        )
        for number, (name, figures) in enumerate(counties, first):
            cells = [_figure(column, columns, figures, number) for column in columns]
            rows.append(sheet.line(number, [("int", number - 5), ("text", name), *cells]))
        self._plain.stream(sheet, rows)

    def _totals(self, columns: Sequence[FigureColumn], first: int, last: int) -> Iterator[tuple[str, object]]:
        sums = {
            c.key: sum(f.get(c.key, 0) for f in self._book.figures.values()) for c in columns if not c.rate[0]
        }
        for at, column in enumerate(columns, 3):
            if column.rate[0]:
                kind, cell = _figure(column, columns, sums, 5)
                yield f"{TOTAL} {kind}", cell
            else:
                letter = letter_of(at)
                yield f"{TOTAL} int", Formula(f"SUM({letter}{first}:{letter}{last})", sums[column.key])

    def _forms(self) -> None:
        """Four forms by county: the span and the year so far, persons-times and shares."""
        heads = [("", "单位")]
        for span in ("本期", "本年累计"):
            heads += [(span, text) for form in _FORMS for text in (f"{form}（人次）", "占比")] + [
                (span, "合计")
            ]
        sheet = self._plain.sheet("四种形态", [18, *[8.4] * (len(heads) - 1)], repeat=4)
        rows = [*sheet.top("下级单位运用监督执纪“四种形态”情况", self._line), *sheet.headings(3, heads)]
        names = list(self._book.forms)
        total: list[tuple[str, object]] = [(f"{TOTAL} text", _SUM)]
        for which, start in ((0, 2), (1, 11)):
            counts = [sum(self._book.forms[name][which][form] for name in names) for form in range(4)]
            total += [
                (f"{TOTAL} {kind}", cell)
                for kind, cell in _form_cells(counts, self._shares("", which), start, row=5, over=len(names))
            ]
        rows.append(sheet.line(5, total))
        for number, name in enumerate(names, 6):
            cells: list[tuple[str, object]] = [("text", name)]
            for which, start in ((0, 2), (1, 11)):
                cells += _form_cells(
                    self._book.forms[name][which], self._shares(name, which), start, row=number
                )
            rows.append(sheet.line(number, cells))
        self._plain.stream(sheet, rows)

    def _shares(self, name: str, which: int) -> Sequence[Decimal]:
        return self._book.shares[name][which]

    # -- findings -------------------------------------------------------------------------------------------------------

    def _found(self) -> None:
        sheet = self._plain.sheet("差异清单", [width for _, _, width in _FOUND], repeat=3)
        open_ = sum(f.open for f in self._book.findings)
        line = f"{self._line}　　　　共{len(self._book.findings)}项，未解决{open_}项"
        rows = [
            *sheet.top("汇总核对差异清单", line),
            *sheet.headings(3, [(group, title) for group, title, _ in _FOUND]),
        ]
        for number, f in enumerate(self._book.findings, 1):
            verdict = f"已认定：{f.reason}" if f.verdict else "" if f.open else "说明"
            texts = (
                WEIGHT_NAMES[f.weight], f"{GROUPS[f.group]}：{f.title}", f.county_name or f.county, f.month, f.file, f.sheet,
                f.cell, f.name, f.text, "；".join(place.text for place in f.others), verdict,
            )  # fmt: skip
            rows.append(sheet.line(number + 3, [("int", number), *((WRAPPED, text) for text in texts)]))
        if not self._book.findings:
            rows.append(
                sheet.line(
                    4, [("int", ""), *(("text", "无" if at == 8 else "") for at in range(len(_FOUND) - 1))]
                )
            )
        sheet.filter(3, 3 + len(self._book.findings))
        self._plain.stream(sheet, rows)

    # -- ledgers --------------------------------------------------------------------------------------------------------

    def _ledger(self, ledger: CityLedger) -> None:
        fits(ledger.title, ledger.count)
        columns = [LedgerColumn("seq", "序号", "", "int", 5.0), LedgerColumn("@county", "单位", "来源", "text", 9.0),
                   LedgerColumn("@month", "月份", "来源", "text", 7.0)]  # fmt: skip
        columns += [
            LedgerColumn(c.key, c.title, c.group, _kind(c.kind), width_for(c.kind, c.title, c.width))
            for c in ledger.columns
            if c.key != "seq"
        ]
        columns += [
            LedgerColumn("@file", "文件", "出处", "text", 12.0),
            LedgerColumn("@row", "表行", "出处", "int", 5.0),
        ]
        sheet = self._plain.sheet(ledger.title, [column.width for column in columns], paper="A3", repeat=4)
        heads = sheet.headings(3, [(column.group, column.title) for column in columns])
        body = sheet.kept(columns, self._values(ledger), 5)
        top = sheet.top(f"{ledger.title}（市级汇总）", self._line)
        sheet.filter(4, 4 + ledger.count)
        area = f"A5:{sheet.last}{4 + max(ledger.count, 1)}"
        self._plain.stream(sheet, _chained(top, heads, body), texts=area)

    def _values(self, ledger: CityLedger) -> Iterator[Mapping[str, str]]:
        for number, source in enumerate(ledger.rows, 1):
            self._tick()
            yield {
                **source.row.cells, "seq": str(number), "@county": source.county, "@month": source.month,
                "@file": source.file, "@row": str(source.row.id or ""),
            }  # fmt: skip

    def _tick(self) -> None:
        self._done += 1
        if self._progress and (self._done % _STEP == 0 or self._done == self._all):
            self._progress(self._done, self._all)


def _chained(*parts: object) -> Iterator[str]:
    for part in parts:
        yield from part  # type: ignore[misc]


def _open_said(book: CityBook) -> str:
    grave = sum(f.open and f.grave for f in book.findings)
    checks = sum(f.open and not f.grave for f in book.findings)
    return f"须改正{grave}项，须核实{checks}项（见差异清单）" if grave or checks else "无"


def _plain(value: object) -> object:
    from jzdesk.exports.cells import plain

    return plain(value, "date") if isinstance(value, date) else value


def _figure(
    column: FigureColumn, columns: Sequence[FigureColumn], figures: Mapping[str, int], row: int
) -> tuple[str, object]:
    if not column.rate[0]:
        return "int", figures.get(column.key, 0)
    at = {other.key: letter_of(number) for number, other in enumerate(columns, 3)}
    part, whole = column.rate
    value = percent_value(figures.get(part, 0), figures.get(whole, 0))
    return "percent", Formula(percent_formula(f"{at[part]}{row}", f"{at[whole]}{row}"), value)


def _form_cells(
    counts: Sequence[int], shares: Sequence[Decimal], start: int, *, row: int, over: int = 0
) -> list[tuple[str, object]]:
    """Counts with their shares, then their sum; of the total row (`over` counties below it) as sums of the column."""
    cells: list[tuple[str, object]] = []
    letters = [letter_of(start + 2 * form) for form in range(4)]
    for letter, count, share in zip(letters, counts, shares, strict=True):
        shown: object = Formula(f"SUM({letter}{row + 1}:{letter}{row + over})", count) if over else count
        cells += [("int", shown), ("percent", share / 100)]
    total = "+".join(f"{letter}{row}" for letter in letters)
    return [*cells, ("int", Formula(total, sum(counts)))]


def _kind(kind: str) -> Kind:
    return kind if kind in ("text", "int", "date", "percent", "money", "id") else "text"  # type: ignore[return-value]
