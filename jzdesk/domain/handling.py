"""四种形态: the form of handling of a person-time, its counts and its percentages (domain notes §5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from jzdesk.domain.tables import Entry, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jzdesk.domain.sanctions import SanctionRules

CRIME_FORM = 4


class FormTable(Protocol):
    """Anything that knows the form of a measure: the rulebook, its handling or its sanctions part."""

    def form_of_code(self, code: str) -> int:
        """1, 2 or 3; RuleError for an unknown measure."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One item of the official statistics, in official order, with the measures counted under it."""

    code: str
    name: str
    form: int
    measures: tuple[str, ...]
    is_default: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One of the four forms."""

    number: int
    name: str
    description: str
    clause: str


@dataclass(frozen=True, slots=True)
class HandlingRules:
    """`rulebook.handling`: the four forms, the indicators in official order, and the form of each measure."""

    forms: tuple[Form, ...]
    indicators: tuple[Indicator, ...]
    clause: str
    _sanctions: SanctionRules

    def form_of_code(self, code: str) -> int:
        """1, 2 or 3; RuleError for an unknown measure."""
        return self._sanctions[code].form

    def indicator_of(self, code: str) -> Indicator | None:
        """The indicator a measure is counted under; None where the official list has none for it."""
        return next((item for item in self.indicators if code in item.measures), None)


def form_of(codes: Iterable[str], suspected_crime: bool, rules: FormTable) -> int:
    """The form of a person-time: 4 when a suspected crime was transferred, whatever the sanction; else the highest
    form of its measures; 0 when nothing was done. Raises RuleError for an unknown measure."""
    highest = max((rules.form_of_code(code) for code in codes), default=0)
    return CRIME_FORM if suspected_crime else highest


def form_counts(forms: Iterable[int]) -> tuple[int, int, int, int]:
    """Person-times in forms 1 to 4; a person-time without any form (0) is left out."""
    counts = [0, 0, 0, 0]
    for form in forms:
        if form:
            counts[form - 1] += 1
    return counts[0], counts[1], counts[2], counts[3]


def percentages(counts: Sequence[int]) -> tuple[Decimal, ...]:
    """Shares with one decimal that sum to exactly 100.0 (largest remainder; on a tie the smaller count, then the first); zeros when
    all counts are zero. Raises ValueError for a negative count."""
    if any(count < 0 for count in counts):
        raise ValueError("counts must not be negative")
    total = sum(counts)
    if total == 0:
        return tuple(Decimal("0.0") for _ in counts)
    tenths = [count * 1000 // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: (-(counts[i] * 1000 % total), counts[i], i))
    for i in by_remainder[: 1000 - sum(tenths)]:
        tenths[i] += 1
    return tuple(Decimal(tenth) / 10 + Decimal("0.0") for tenth in tenths)


def read_handling(tables: Mapping[str, Mapping[str, Any]], sanctions: SanctionRules) -> HandlingRules:
    """From the parsed handling.toml; an indicator may only count measures of its own form."""
    root = whole("handling", tables)
    forms = tuple(_form(entry) for entry in root.parts("form"))
    if [form.number for form in forms] != [1, 2, 3, 4]:
        raise root.wrong("form 须依次为第一至第四种形态")
    indicators = tuple(_indicator(entry, sanctions) for entry in root.parts("indicator"))
    root.unique([item.code for item in indicators])
    root.unique([code for item in indicators for code in item.measures])
    return HandlingRules(forms, indicators, root.text("clause"), sanctions)


def _form(entry: Entry) -> Form:
    return Form(
        number=entry.number("number", low=1, high=4),
        name=entry.text("name"),
        description=entry.text("description"),
        clause=entry.text("clause"),
    )


def _indicator(entry: Entry, sanctions: SanctionRules) -> Indicator:
    form = entry.number("form", low=1, high=4)
    measures = entry.texts("measures")
    for code in measures:
        if code not in sanctions:
            raise entry.wrong(f"{code} 不在处分种类之内")
        if sanctions[code].form != form:
            raise entry.wrong(f"{code} 属于第 {sanctions[code].form} 种形态，不是第 {form} 种")
    return Indicator(
        code=entry.text("code"),
        name=entry.text("name"),
        form=form,
        measures=measures,
        is_default=entry.flag("default", default=False),
    )


_FORM_NAMES = MappingProxyType({1: "第一种形态", 2: "第二种形态", 3: "第三种形态", 4: "第四种形态"})


def form_name(form: int) -> str:
    """'第一种形态' … '第四种形态', '' for 0."""
    return _FORM_NAMES.get(form, "")
