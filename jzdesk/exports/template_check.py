"""A template somebody edited, looked over before it is used: every fault with its sheet and cell."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.form_changes import CHANGES
from jzdesk.exports import summary
from jzdesk.exports.handling_sheet import FORMS
from jzdesk.exports.ledgers import load_ledgers
from jzdesk.exports.needed import needed_columns
from jzdesk.exports.template import TOKEN, load_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from jzdesk.exports.ledgers import LedgerDef
    from jzdesk.exports.template import Template, TemplateSheet

_LINE = ("unit_name", "unit_code", "month", "month_title", "made_on", "made_by", "reviewer", "audit_head", "submission", "overall")  # fmt: skip
_LISTS = {
    "check": ("seq", "name", "left", "relation", "right", "result", "note"),
    "contents": ("seq", "title", "rows", "paper"),
    "note": ("text",),
}
_SUMS = ("sum_total", "sum_level", "sum_unit")
_BROKEN = re.compile(r"[{｛]{1,2}\s*[a-z0-9_]+\s*\.\s*[a-z0-9_]+\s*[}｝]{0,2}|[{｛]{2}|[}｝]{2}")


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """One fault: where it stands (cell '' where something is missing altogether) and what to do, in a sentence."""

    sheet: str
    cell: str
    text: str

    @property
    def line(self) -> str:
        """The fault with its place."""
        if not self.sheet:
            return self.text
        return (
            f"工作表“{self.sheet}”{self.cell}：{self.text}"
            if self.cell
            else f"工作表“{self.sheet}”：{self.text}"
        )


def faults_of(folder: Path) -> tuple[TemplateFault, ...]:
    """What keeps the template of a folder from being filled; ExportError where it cannot be opened at all."""
    ledgers = load_ledgers(folder)
    return _Check(load_template(folder), ledgers).faults()


def known_tokens(ledgers: Mapping[str, LedgerDef]) -> frozenset[str]:
    """All that may stand between {{ and }}."""
    found = {*_LINE, *(f"{name}.{key}" for name, keys in _LISTS.items() for key in keys)}
    found |= {f"{code}.{key}" for code, ledger in ledgers.items() for key in ledger.keys}
    sums = ("level", "unit", "match_level", "match_unit", *summary.BY_KEY)
    found |= {f"{prefix}.{key}" for prefix in _SUMS for key in sums}
    spans = ("month", "month_share", "year", "year_share")
    found |= {f"forms.{form}.{span}" for form in (*FORMS, "total") for span in spans}
    found |= {f"shift.{n}.{key}" for n in range(1, len(CHANGES) + 1) for key in ("text", "month", "year")}
    found |= {"shift.total.month", "shift.total.year"}
    found |= {
        f"{name}.{n}" for name in ("visit_grade", "assessment_grade") for n in range(1, summary.SLOTS + 1)
    }
    polls = (key for key in ledgers["assessments"].keys if key.startswith("poll_"))
    return frozenset(found | {f"poll.{key.removeprefix('poll_')}" for key in polls})


class _Check:
    def __init__(self, template: Template, ledgers: Mapping[str, LedgerDef]) -> None:
        self._template, self._ledgers = template, ledgers
        self._known = known_tokens(ledgers)

    def faults(self) -> tuple[TemplateFault, ...]:
        found = [fault for sheet in self._template.sheets for fault in self._words(sheet)]
        wrong = {fault.sheet for fault in found}
        found += self._samples()
        found += [fault for fault in self._required() if fault.sheet not in wrong or fault.cell]
        return tuple(found)

    def _words(self, sheet: TemplateSheet) -> Iterator[TemplateFault]:
        """Tokens nobody knows, and braces that are half a token."""
        for row in sheet.rows:
            for cell in row.cells:
                if not isinstance(cell.value, str):
                    continue
                at = f"{_letter(cell.column)}{row.number}"
                for token in TOKEN.findall(cell.value):
                    if token not in self._known:
                        yield TemplateFault(
                            sheet.title, at, f"{{{{{token}}}}}不是程序认识的项目{self._near(token)}。"
                        )
                rest = TOKEN.sub("", cell.value)
                if _BROKEN.search(rest):
                    yield TemplateFault(
                        sheet.title, at, f"“{rest.strip()}”不完整，项目应写在两对半角花括号 {{{{ }}}} 之间。"
                    )

    def _near(self, token: str) -> str:
        close = difflib.get_close_matches(token, self._known, 1, 0.75)
        return f"，是否要写{{{{{close[0]}}}}}" if close else ""

    def _samples(self) -> Iterator[TemplateFault]:
        """A column twice in a sample row, a ledger on two sheets, tokens of a ledger outside its sample row."""
        for code in self._ledgers:
            holders = [sheet for sheet in self._template.sheets if sheet.sample(code)]
            for sheet in holders[1:]:
                yield TemplateFault(
                    sheet.title,
                    "",
                    f"“{self._ledgers[code].title}”的样行已在工作表“{holders[0].title}”中，一个台账只能有一个。",
                )
            for sheet in holders[:1]:
                yield from self._sample(sheet, code)

    def _sample(self, sheet: TemplateSheet, code: str) -> Iterator[TemplateFault]:
        sample = sheet.sample(code)
        seen: dict[str, str] = {}
        for row in sheet.rows:
            for cell in row.cells:
                if not cell.token.startswith(f"{code}."):
                    continue
                at = f"{_letter(cell.column)}{row.number}"
                if sample is not None and row.number != sample.number:
                    yield TemplateFault(
                        sheet.title, at, f"{{{{{cell.token}}}}}应在样行（第{sample.number}行）中。"
                    )
                elif cell.token in seen:
                    yield TemplateFault(
                        sheet.title, at, f"{{{{{cell.token}}}}}已在{seen[cell.token]}，一个栏目只能有一栏。"
                    )
                seen.setdefault(cell.token, at)

    def _required(self) -> Iterator[TemplateFault]:
        """What the figures cannot do without."""
        for code, ledger in self._ledgers.items():
            holder = self._holder(code)
            if holder is None:
                yield TemplateFault("", "", f"没有“{ledger.title}”的样行{{{{{code}.…}}}}，整张表不能删去。")
                continue
            there = {key for row in holder.rows for key in row.by_token(code)}
            titles = {column.key: column.title for column in ledger.columns}
            for key in needed_columns(ledger):
                if key not in there:
                    yield TemplateFault(
                        holder.title,
                        "",
                        f"缺少“{titles[key]}”一栏{{{{{code}.{key}}}}}，汇总和核对要用它；不想显示的可以隐藏该列。",
                    )
        for prefix in (*_LISTS, *_SUMS):
            if self._holder(prefix) is None:
                yield TemplateFault("", "", f"没有样行{{{{{prefix}.…}}}}。")
        yield from self._missing_of("sum_unit", [k for k in summary.BY_KEY if k not in summary.OPTIONAL])
        yield from self._missing_of("forms.1", ())
        sheet = self._holder("forms.1")
        if sheet is not None:
            there = {cell.token for row in sheet.rows for cell in row.cells}
            wanted = (
                f"forms.{n}.{s}"
                for n in (*FORMS, "total")
                for s in ("month", "month_share", "year", "year_share")
            )
            for token in wanted:
                if token not in there:
                    yield TemplateFault(sheet.title, "", f"缺少{{{{{token}}}}}。")

    def _missing_of(self, prefix: str, keys: Iterable[str]) -> Iterator[TemplateFault]:
        sheet = self._holder(prefix)
        if sheet is None:
            yield (
                TemplateFault("", "", f"没有{{{{{prefix}.…}}}}所在的表。")
                if not keys
                else TemplateFault("", "", f"没有样行{{{{{prefix}.…}}}}。")
            )
            return
        there = {key for row in sheet.rows for key in row.by_token(prefix)}
        for key in keys:
            if key not in there:
                yield TemplateFault(sheet.title, "", f"缺少{{{{{prefix}.{key}}}}}（不需要的栏可以隐藏）。")

    def _holder(self, prefix: str) -> TemplateSheet | None:
        return next((sheet for sheet in self._template.sheets if sheet.sample(prefix)), None)


def _letter(column: int) -> str:
    from jzdesk.exports.cells import letter_of

    return letter_of(column)
