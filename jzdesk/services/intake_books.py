"""A county's workbook between the reader, the rules and the vault: read and checked, kept, and put together again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from jzdesk.domain.merge_carry import balance, changes_in, check_carry, check_corrections
from jzdesk.domain.merge_equations import check_equations, check_year, with_place
from jzdesk.domain.merge_figures import FIGURES, figures_of, forms_of
from jzdesk.domain.merge_files import Expected, Known, check_head, check_known
from jzdesk.domain.merge_history import Past, check_history
from jzdesk.domain.merging import (
    BookHead,
    ColumnPlan,
    CountyBook,
    Finding,
    LedgerPlan,
    LedgerRead,
    SeenColumn,
)
from jzdesk.domain.month_rows import KeptRow, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jzdesk.domain.merge_carry import Before


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a file is held against: what it should be, what is here already, the month before as accepted, all accepted months
    a correction may speak of, the figures of earlier months."""

    wanted: Expected = field(default_factory=Expected)
    known: Sequence[Known] = ()
    before: Before | None = None
    accepted: Mapping[str, Mapping[str, Sequence[KeptRow]]] = field(default_factory=dict)
    past: Sequence[Past] = ()


def plans_in(folder: Path) -> dict[str, LedgerPlan]:
    """The ledgers of this office's own forms: what a file without a manifest is read by."""
    from jzdesk.exports.ledgers import CODES, load_ledgers

    return {
        code: LedgerPlan(
            code, ledger.title, tuple(ColumnPlan(c.key, c.title, c.group, c.kind, c.width) for c in ledger.columns),
            required=code in CODES,
        )
        for code, ledger in load_ledgers(folder).items()
    }  # fmt: skip


def widths_of(plans: Mapping[str, LedgerPlan]) -> dict[str, dict[str, float]]:
    """How wide each column of each ledger is."""
    return {code: {column.key: column.width for column in plan.columns} for code, plan in plans.items()}


def span_of_head(head: BookHead, wanted: Expected) -> tuple[str, str]:
    """The days a file covers: as it says, else as expected, else the calendar month; ('', '') where none is known."""
    if head.first_on and head.last_on:
        return head.first_on.isoformat(), head.last_on.isoformat()
    if wanted.first and wanted.last:
        return wanted.first, wanted.last
    from jzdesk.domain.errors import RuleError
    from jzdesk.domain.months import span

    try:
        first, last = span(head.month)
    except RuleError:
        return "", ""
    return first.isoformat(), last.isoformat()


def check_book(book: CountyBook, context: Context, *, code: str, name: str) -> list[Finding]:
    """Everything that is found in a file, in the order of weight and place, each with whose it is."""
    span = span_of_head(book.head, context.wanted)
    found = [*book.found, *check_head(book.head, context.wanted)]
    found += check_known(book.head, rows_in(book), context.known)
    found += check_equations(book, span)
    if context.before is not None:
        found += check_carry(book, span, context.before, code, name)
        found += _year(book, context.before, span)
    found += check_corrections(book, context.accepted)
    found += check_history(figures_of(rows_by_code(book), span), context.past)
    return sorted(with_place(found, book, code, name), key=lambda f: f.order)


def _year(book: CountyBook, before: Before, span: tuple[str, str]) -> list[Finding]:
    """The four forms of the year against those of the month before."""
    if book.forms is None:
        return []
    earlier = before.forms_year if before.month[:4] == book.head.month[:4] else ()
    changed = changes_in(book.rows("decisions"), span)
    return list(check_year((book.forms.month, book.forms.year), earlier, book.forms.sheet, changed=changed))


def rows_in(book: CountyBook) -> int:
    """The rows of all ledgers."""
    return sum(len(ledger.rows) for ledger in book.ledgers.values())


def rows_by_code(book: CountyBook) -> dict[str, Sequence[KeptRow]]:
    """The rows by ledger."""
    return {code: ledger.rows for code, ledger in book.ledgers.items()}


def without_twins(found: Sequence[Finding]) -> list[Finding]:
    """The same thing at the same cell is said once."""
    seen: dict[tuple[str, str, int, int, str], Finding] = {}
    for item in found:
        seen.setdefault((item.rule, item.sheet, item.row, item.column, item.text), item)
    return list(seen.values())


# -- kept and put together again ----------------------------------------------------------------------------------------


def described(book: CountyBook, span: tuple[str, str]) -> str:
    """What is kept of a file besides its rows and findings, as JSON: its head, where its sheets stand, its figures."""
    head = asdict(book.head)
    for name in ("first_on", "last_on"):
        head[name] = head[name].isoformat() if head[name] else ""
    return json.dumps(
        {
            "head": head, "span": list(span),
            "sheets": {code: _sheet_said(ledger) for code, ledger in book.ledgers.items()},
            "figures": _figures(book, span),
            "forms": _forms(book, span),
            "forms_said": [list(book.forms.month), list(book.forms.year)] if book.forms else [[], []],
        },
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip


def _figures(book: CountyBook, span: tuple[str, str]) -> dict[str, int]:
    """The figures counted from the rows; of a file without rows those of its own 汇总表."""
    if book.ledgers:
        return figures_of(rows_by_code(book), span)
    return {f.key: book.summary.get(f.words, (0, 0, 0))[0] for f in FIGURES if not f.is_rate}


def _forms(book: CountyBook, span: tuple[str, str]) -> tuple[int, ...]:
    if book.ledgers or book.forms is None:
        return forms_of(book.rows("decisions"), span)
    return book.forms.month


def _sheet_said(ledger: LedgerRead) -> dict[str, Any]:
    columns = [[c.column, c.key, c.title, c.group, c.kind] for c in ledger.columns]
    return {
        "title": ledger.title,
        "sheet": ledger.sheet,
        "first": ledger.first,
        "last": ledger.last,
        "columns": columns,
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a file, without its rows."""

    head: BookHead
    span: tuple[str, str]
    sheets: Mapping[str, Mapping[str, Any]]
    figures: Mapping[str, int]
    forms: tuple[int, ...]
    forms_said: tuple[tuple[int, ...], tuple[int, ...]]

    def ledger(self, code: str, content: bytes) -> LedgerRead:
        """A ledger with its rows again."""
        said = self.sheets[code]
        return LedgerRead(
            code=code, title=said["title"], sheet=said["sheet"], first=said["first"], last=said["last"],
            columns=tuple(SeenColumn(*column) for column in said["columns"]), rows=unpacked(content),
        )  # fmt: skip


def kept_of(manifest: str) -> Kept:
    """What `described` said."""
    said = json.loads(manifest) if manifest else {}
    head = said.get("head", {"file": "", "digest": ""})
    for name in ("first_on", "last_on"):
        head[name] = date.fromisoformat(head[name]) if head.get(name) else None
    first, last = said.get("span") or ("", "")
    month, year = said.get("forms_said") or ((), ())
    return Kept(
        BookHead(**head), (first, last), said.get("sheets", {}), said.get("figures", {}), tuple(said.get("forms", ())),
        (tuple(month), tuple(year)),
    )  # fmt: skip


def book_of(kept: Kept, content: Mapping[str, bytes]) -> CountyBook:
    """A file as it was read, without what is not kept (findings of the reading, sheets of figures)."""
    ledgers = {code: kept.ledger(code, rows) for code, rows in content.items() if code in kept.sheets}
    return CountyBook(head=kept.head, ledgers=ledgers)


def pack(ledger: LedgerRead, *, kept: bool = True) -> bytes:
    """The rows of a ledger as they are kept; only as long as a merge lasts they are packed in haste."""
    return packed(ledger.rows) if kept else packed(ledger.rows, level=1)


def facts_of(book: CountyBook, before: Before | None, span: tuple[str, str]) -> list[tuple[str, str]]:
    """What a file says of itself and what was reckoned of it, in lines for people."""
    head = book.head
    facts = [
        ("填报单位", f"{head.unit_name}（{head.unit_code}）" if head.unit_code else head.unit_name),
        ("月份", f"{head.month}（{span[0]}至{span[1]}）" if span[0] else head.month),
        ("报送次数", f"第{head.submission}次" if head.submission else "未写明"),
        ("报送校验", f"有，摘要 {head.sent_digest[:8]}" if head.has_manifest else "没有"),
        ("导出程序", head.program),
        ("日志链首", head.audit_head),
        ("文件摘要", head.digest[:16]),
    ]
    if before is not None and "announcements" in book.ledgers:
        waited, new, closed, left = balance(before, book.rows("announcements"), span)
        sign = "＝" if waited + new - closed == left else "≠"
        facts.append(
            (
                "公开宣布衔接",
                f"上月末未宣布{waited}＋本月新增{new}－本月宣布（豁免）{closed}{sign}月末未宣布{left}",
            )
        )
    return [(label, text) for label, text in facts if text]
