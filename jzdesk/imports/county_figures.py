"""The sheets of a county's workbook that are no ledgers: cover, four forms, 汇总表, 核对表, 更正情况."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jzdesk.domain.canonical import canonical_cell
from jzdesk.domain.merge_figures import FIGURES, FORM_NAMES
from jzdesk.domain.merging import CorrectionSeen, FormsSeen
from jzdesk.domain.sheet_cells import Odd
from jzdesk.imports.county_sheets import RawSheet, bare, headings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.merging import LedgerPlan
    from jzdesk.domain.sheet_cells import SheetRow

_MONTH = re.compile(r"(\d{4})年(\d{1,2})月")
_CORRECTIONS = "更正情况"


def cover_seen(raw: RawSheet) -> dict[str, str]:
    """What the cover says of unit, code, number and month; nothing where the sheet is no cover."""
    found: dict[str, str] = {}
    for row in raw.rows[:15]:
        cells = [bare(cell) for cell in row.cells]
        for at, text in enumerate(cells):
            if text in ("填报单位", "单位代码", "报送次数"):
                found.setdefault(text, next((value for value in cells[at + 1 :] if value), ""))
            elif (month := _MONTH.fullmatch(text)) and 1 <= int(month[2]) <= 12:
                found.setdefault("month", f"{month[1]}-{int(month[2]):02d}")
    return found if "单位代码" in found else {}


def forms_seen(raw: RawSheet) -> FormsSeen | None:
    """The figures of the four forms."""
    columns: dict[str, int] = {}
    rows: dict[str, SheetRow] = {}
    for row in raw.rows[:40]:
        words = [bare(cell) for cell in row.cells]
        if "本月" in words and "本年累计" in words and not columns:
            columns = {word: words.index(word) + 1 for word in ("本月", "本年累计")}
        elif columns and words and words[0] in FORM_NAMES:
            rows.setdefault(words[0], row)
    if len(rows) < len(FORM_NAMES):
        return None
    spans: dict[str, tuple[tuple[int, ...], tuple[tuple[int, int], ...]]] = {}
    for word, column in columns.items():
        values = [rows[name].at(column) for name in FORM_NAMES]
        numbers = tuple(int(v) if isinstance(v, int | float) else -1 for v in values)
        spans[word] = numbers, tuple((rows[name].number, column) for name in FORM_NAMES)
    (month, cells), (year, year_cells) = spans["本月"], spans["本年累计"]
    return FormsSeen(sheet=raw.title, month=month, year=year, cells=cells, year_cells=year_cells)


def summary_seen(raw: RawSheet) -> dict[str, tuple[int, int, int]]:
    """The figures of the total row of 汇总表 by their words, each with its row and column."""
    for at, row in enumerate(raw.rows[:10]):
        words = [bare(cell) for cell in row.cells]
        if "单位层级" not in words or at + 1 >= len(raw.rows):
            continue
        heading = next(
            (h for h in headings(raw.rows) if h.first == row.number and h.last == row.number + 1), None
        )
        total = next((r for r in raw.rows[at:] if r.cells and bare(r.cells[0]) == "合计"), None)
        if heading is None or total is None:
            return {}
        wanted = {bare(figure.words): figure.words for figure in FIGURES}
        found = {}
        for titled in heading.columns:
            words_ = f"{titled.group}·{titled.title}" if titled.group else titled.title
            value = total.at(titled.column)
            name = wanted.get(words_) or wanted.get(titled.title)
            if name and isinstance(value, int | float) and not isinstance(value, bool):
                found[name] = (int(value), total.number, titled.column)
        return found
    return {}


def disagreeing(raw: RawSheet) -> list[tuple[str, int, str]]:
    """Equations of 核对表 that the county's own workbook calls 不一致."""
    columns: dict[str, int] = {}
    found = []
    for row in raw.rows:
        words = [bare(cell) for cell in row.cells]
        if "核对等式" in words and "结果" in words:
            columns = {word: words.index(word) + 1 for word in ("核对等式", "结果")}
        elif columns and bare(row.at(columns["结果"])) == "不一致":
            found.append((raw.title, row.number, str(row.at(columns["核对等式"]) or "")))
    return found


def corrections_seen(raw: RawSheet, plans: Mapping[str, LedgerPlan]) -> list[CorrectionSeen]:
    """The lines of 更正情况: which month, whose row, what it said and what it says now."""
    if bare(raw.title) != _CORRECTIONS:
        return []
    titles = {bare(plan.title): plan for plan in plans.values()}
    columns: dict[str, int] = {}
    found = []
    for row in raw.rows:
        words = [bare(cell) for cell in row.cells]
        if not columns:
            columns = _correction_columns(words)
            continue
        said = {key: _text(row, at) for key, at in columns.items()}
        plan = titles.get(bare(said.get("ledger", "")))
        month = _month_of(said.get("of_month", ""))
        if plan is None or not month:
            continue
        named = bare(said.get("column", "")).rpartition("·")[2]
        column = next((c.key for c in plan.columns if bare(c.title) == named), "")
        found.append(
            CorrectionSeen(
                sheet=raw.title, row=row.number, of_month=month, ledger=plan.code, key=said.get("key", ""),
                name=said.get("name", ""), column=column, before=said.get("before", ""), after=said.get("after", ""),
            )
        )  # fmt: skip
    return found


_CORRECTION_WORDS = {
    "of_month": ("更正月份", "原报月份"), "ledger": ("表名", "台账"), "name": ("姓名（指标）", "姓名"), "column": ("栏目",),
    "before": ("起报数（内容）", "更正前"), "after": ("更正数（内容）", "更正后"), "key": ("记录标识",),
}  # fmt: skip


def _correction_columns(words: Sequence[str]) -> dict[str, int]:
    found = {
        key: words.index(word) + 1
        for key, names in _CORRECTION_WORDS.items()
        for word in names
        if word in words
    }
    return found if {"of_month", "ledger", "before"} <= set(found) else {}


def _text(row: SheetRow, column: int) -> str:
    cell = row.at(column)
    return cell.text if isinstance(cell, Odd) else canonical_cell(cell, "text")


def _month_of(text: str) -> str:
    found = re.search(r"(\d{4})[-年](\d{1,2})", text)
    return f"{found[1]}-{int(found[2]):02d}" if found and 1 <= int(found[2]) <= 12 else ""
