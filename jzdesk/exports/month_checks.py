"""核对表: the equations every monthly workbook must meet, as live formulas with the figures they give now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from jzdesk.exports.cells import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jzdesk.exports.month_book import Check

NAMES = {
    "decisions": "处分决定执行台账",
    "announcements": "公开宣布台账",
    "tolerance": "容错纠错台账",
    "tolerance_people": "容错处理台账",
    "visits": "回访教育台账",
    "assessments": "期满考核台账",
    "enquiries": "廉政意见回复台账",
}
AGREE, DISAGREE, ALL_AGREE = "一致", "不一致", "全部一致"
_SIGNS = {"=": "＝", "<=": "≤", ">=": "≥"}


@dataclass(frozen=True, slots=True)
class Equation:
    """Left, relation ('=', '<=', '>='), right; `ok` is the service's own word on it, None for our own
    equations."""

    name: str
    left: Formula | int | Decimal | str
    right: Formula | int | Decimal | str
    relation: str = "="
    note: str = ""
    ok: bool | None = None


def from_check(check: Check) -> Equation:
    """A check of the service as an equation of the sheet."""
    if check.relation not in _SIGNS:
        raise ValueError(f"no such relation: {check.relation}")
    return Equation(check.name, check.left, check.right, check.relation, check.note, check.ok)


def sign_of(equation: Equation) -> str:
    """The relation as people write it."""
    return _SIGNS[equation.relation]


def holds(equation: Equation) -> bool:
    """Whether the equation holds by its own figures."""
    left, right = _now(equation.left), _now(equation.right)
    if isinstance(left, str) or isinstance(right, str):
        return equation.relation == "=" and str(left) == str(right)
    gap = Decimal(str(left)) - Decimal(str(right))
    if equation.relation == "=":
        return abs(gap) < Decimal("0.0000001")
    return gap <= 0 if equation.relation == "<=" else gap >= 0


def _now(side: Formula | int | float | Decimal | str) -> int | float | Decimal | str:
    if isinstance(side, Formula):
        return "" if side.value is None else side.value
    return side


def result_of(equation: Equation, left: str, *, right: str) -> Formula | str:
    """一致 or 不一致 as a formula over the cells `left` and `right`; as plain text where the service
    knows better."""
    stands = holds(equation)
    if equation.ok is not None and equation.ok != stands:
        return AGREE if equation.ok else DISAGREE
    texts = isinstance(_now(equation.left), str) or isinstance(_now(equation.right), str)
    if equation.relation != "=":
        test = f"{left}{equation.relation}{right}"
    else:
        test = f"EXACT({left},{right})" if texts else f"ABS({left}-{right})<0.0000001"
    return Formula(f'IF({test},"{AGREE}","{DISAGREE}")', AGREE if stands else DISAGREE)


def overall(results: Sequence[Formula | str], area: str) -> Formula:
    """'全部一致' or how many are not, over the cells of the results."""
    wrong = sum((r.value if isinstance(r, Formula) else r) == DISAGREE for r in results)
    count = f'COUNTIF({area},"{DISAGREE}")'
    text = f'IF({count}=0,"{ALL_AGREE}","有"&{count}&"项{DISAGREE}")'
    return Formula(text, f"有{wrong}项{DISAGREE}" if wrong else ALL_AGREE)


def ledger_equations(rows: Mapping[str, Formula], serials: Mapping[str, Formula]) -> list[Equation]:
    """Each ledger's last serial number is its number of rows: no gap, no line lost."""
    return [
        Equation(
            f"{NAMES[ledger]}：末行序号＝行数", serials[ledger], rows[ledger], note="序号应连续，无缺行、重行"
        )
        for ledger in NAMES
        if ledger in rows
    ]


def summary_equations(
    rows: Mapping[str, Formula], total: Callable[[str], Formula], count: Callable[[str], Formula]
) -> list[Equation]:
    """汇总表 against the ledgers. `total(column)` is a cell of its total row, `count(column)` counts the same
    straight from the ledger, past levels and units, so that nobody falls between two units."""
    made = [
        Equation(f"{NAMES[ledger]}行数＝汇总表{title}合计", rows[ledger], total(column))
        for ledger, column, title in (
            ("tolerance", "reviews", "办理"),
            ("visits", "people", "受处分人数"),
            ("assessments", "expired", "期满人数"),
        )
    ]
    made += [
        Equation(f"台账{title}人数＝汇总表{title}合计", count(column), total(column))
        for column, title in (
            ("decisions", "本月处分决定"),
            ("announce_due", "应宣布"),
            ("announced", "按期宣布"),
            ("visit_due", "应回访"),
            ("visited", "实回访"),
            ("dossiers", "建档"),
            ("assessed", "已考核"),
            ("tolerated", "予以容错"),
        )
    ]
    made += [
        Equation(f"{few}人数≤{many}人数", total(part), total(whole), "<=")
        for part, whole, few, many in (
            ("visit_due", "people", "应回访", "受处分"),
            ("visited", "visit_due", "实回访", "应回访"),
            ("dossiers", "dossier_due", "建档", "应建档"),
            ("assessed", "expired", "已考核", "期满"),
        )
    ]
    return made
