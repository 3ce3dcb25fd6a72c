"""四种形态统计: head counts by form, and shares of one decimal that sum to 100.0, as live formulas."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jzdesk.domain.handling import percentages
from jzdesk.exports.cells import Formula, letter_of
from jzdesk.exports.errors import ExportError
from jzdesk.exports.month_checks import Equation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jzdesk.exports.template import TemplateSheet

FORMS = (1, 2, 3, 4)


def counts_of(pairs: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Counts of the forms 1 to 4 in official order; a form twice, unknown or negative is refused
    (ValueError)."""
    found = dict.fromkeys(FORMS, 0)
    seen: set[int] = set()
    for form, count in pairs:
        if form not in found or form in seen or count < 0:
            raise ValueError(f"form {form}: {count}")
        seen.add(form)
        found[form] = count
    return tuple(found.values())


def share_formula(counts: Sequence[str], at: int) -> str:
    """The share of the form at index `at` by largest remainder in tenths of a percent, over the cells
    `counts`."""
    total = f"({'+'.join(counts)})"
    whole = [f"INT({cell}*1000/{total})" for cell in counts]
    rest = [f"MOD({cell}*1000,{total})" for cell in counts]
    ahead = "+".join(
        f"({other}{'>=' if place < at else '>'}{rest[at]})" for place, other in enumerate(rest) if place != at
    )
    left = f"1000-({'+'.join(whole)})"
    return f"IF({total}=0,0,({whole[at]}+IF({ahead}<{left},1,0))/1000)"


def tokens(
    month: Iterable[tuple[int, int]], year: Iterable[tuple[int, int]], cells: Mapping[str, str]
) -> dict[str, int | Formula]:
    """What fills the tokens forms.N.* and forms.total.*; `cells` says where each token stands."""
    made: dict[str, int | Formula] = {}
    for span, pairs in (("month", month), ("year", year)):
        counts = counts_of(pairs)
        where = [cells[f"forms.{form}.{span}"] for form in FORMS]
        shares = percentages(counts)
        for index, form in enumerate(FORMS):
            made[f"forms.{form}.{span}"] = counts[index]
            share = Decimal(shares[index]) / 100
            made[f"forms.{form}.{span}_share"] = Formula(share_formula(where, index), share)
        made[f"forms.total.{span}"] = Formula("+".join(where), sum(counts))
        parts = "+".join(cells[f"forms.{form}.{span}_share"] for form in FORMS)
        made[f"forms.total.{span}_share"] = Formula(f"ROUND({parts},3)", sum(shares, Decimal(0)) / 100)
    return made


def cells_of(sheet: TemplateSheet) -> dict[str, str]:
    """Where each token forms.* stands (the sheet has no repeated rows, so nothing moves)."""
    found = {
        cell.token: f"${letter_of(cell.column)}${row.number}"
        for row in sheet.rows
        for cell in row.cells
        if cell.token.startswith("forms.")
    }
    spans = ("month", "month_share", "year", "year_share")
    missing = [
        f"forms.{n}.{span}" for n in (*FORMS, "total") for span in spans if f"forms.{n}.{span}" not in found
    ]
    if missing:
        raise ExportError(f"月报模板“{sheet.title}”缺少{{{{{missing[0]}}}}}。", "template")
    return found


def shift_tokens(
    changes: Sequence[tuple[str, int, int]], count: Callable[[str], str] | None, cells: Mapping[str, str]
) -> dict[str, int | str | Formula]:
    """What fills the tokens shift.N.* and shift.total.* of the block 容错减责转化. `count` gives the formula that counts
    a change in its ledger (None: the template has no such ledger); rows of the template nothing fills stay empty."""
    made: dict[str, int | str | Formula] = dict.fromkeys(cells, "")
    if "shift.1.month" not in cells:
        return {}
    shown = [n for n in range(1, len(changes) + 1) if f"shift.{n}.month" in cells]
    for number in shown:
        text, month, year = changes[number - 1]
        made[f"shift.{number}.text"] = text
        made[f"shift.{number}.month"] = Formula(count(text), month) if count else month
        made[f"shift.{number}.year"] = year
    for span, at in (("month", 1), ("year", 2)):
        parts = "+".join(cells[f"shift.{number}.{span}"] for number in shown)
        total = sum(int(changes[number - 1][at]) for number in shown)
        made[f"shift.total.{span}"] = Formula(parts, total) if parts else 0
    return made


def shift_cells(sheet: TemplateSheet) -> dict[str, str]:
    """Where each token shift.* stands; empty where a county's template has no such block."""
    return {
        cell.token: f"${letter_of(cell.column)}${row.number}"
        for row in sheet.rows
        for cell in row.cells
        if cell.token.startswith("shift.")
    }


def shift_equations(
    made: Mapping[str, int | str | Formula], cells: Mapping[str, str], sheet: str, *, tolerated: Formula | None
) -> list[Equation]:
    """Every person-time tolerated is in one of the rows; the month is part of the year. `tolerated` counts them in
    their ledger."""
    if "shift.total.month" not in cells or not made:
        return []

    def there(token: str) -> Formula:
        value = made[token]
        return Formula(f"{sheet}!{cells[token]}", value.value if isinstance(value, Formula) else value)

    month, year = there("shift.total.month"), there("shift.total.year")
    found = [Equation("容错减责转化本月人次≤本年累计人次", month, year, "<=")]
    if tolerated is not None:
        found.insert(0, Equation("容错减责转化本月合计＝容错处理台账予以容错人次", month, tolerated))
    return found


def equations(made: Mapping[str, int | Formula], cells: Mapping[str, str], sheet: str) -> list[Equation]:
    """The forms sum to the total, the shares to 100.0 (to nought of nothing), the month is part of the
    year."""

    def there(token: str) -> Formula:
        value = made[token]
        return Formula(f"{sheet}!{cells[token]}", value.value if isinstance(value, Formula) else value)

    found = []
    for span, title in (("month", "本月"), ("year", "本年累计")):
        parts = [there(f"forms.{form}.{span}") for form in FORMS]
        whole = Formula("+".join(part.text for part in parts), sum(int(str(part.value)) for part in parts))
        found.append(Equation(f"四种形态{title}人次之和＝合计", whole, there(f"forms.total.{span}")))
        shares = [there(f"forms.{form}.{span}_share") for form in FORMS]
        tenths = sum((Decimal(str(share.value)) for share in shares), Decimal(0)) * 100
        total = there(f"forms.total.{span}")
        found.append(
            Equation(
                f"四种形态{title}占比之和＝100.0",
                Formula(f"ROUND(100*({'+'.join(share.text for share in shares)}),1)", tenths.normalize() + 0),
                Formula(f"IF({total.text}=0,0,100)", 100 if total.value else 0),
                note="无人次时为0",
            )
        )
    found.append(
        Equation("四种形态本月人次≤本年累计人次", there("forms.total.month"), there("forms.total.year"), "<=")
    )
    return found
