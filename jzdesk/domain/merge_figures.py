"""汇总: the figures of a county's month counted from its rows, and how those of many months and counties come together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jzdesk.domain.month_rows import KeptRow

    Cells = Mapping[str, str]

FORM_NAMES = ("第一种形态", "第二种形态", "第三种形态", "第四种形态")
_DUE = frozenset({"已按期", "逾期已办", "逾期", "临期"})
_TOLERATED = frozenset({"免责", "从轻", "减轻"})
_RANKS = {
    "county": ("县处级*", "*调研员"), "township": ("乡科级*", "*主任科员"),
    "staff": ("一般干部*", "科员", "一级科员", "二级科员", "办事员"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the summary by county. `counts(cells, first, last)` says whether a row of `ledger` is counted; a rate has
    `rate` (part, whole). `stock`: what stands at the end of the month; of many months the last one holds, the others add up."""

    key: str
    title: str
    group: str = ""
    ledger: str = ""
    counts: Callable[[Cells, str, str], bool] | None = None
    rate: tuple[str, str] = ("", "")
    stock: bool = False

    @property
    def words(self) -> str:
        """Upper heading and heading, as 汇总表 has them."""
        return f"{self.group}·{self.title}" if self.group else self.title

    @property
    def is_rate(self) -> bool:
        """Whether it is a share of two others."""
        return bool(self.rate[0])


def _in(key: str) -> Callable[[Cells, str, str], bool]:
    return lambda cells, first, last: first <= cells.get(key, "") <= last


def _stated(cells: Cells, first: str, last: str, states: Iterable[str]) -> bool:
    return cells.get("state", "") in states and first <= cells.get("due_on", "") <= last


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _due_visits(cells: Cells) -> int:
    return _number(cells.get("visits_due", "")) or 0


def _visited(cells: Cells) -> bool:
    due, held = _number(cells.get("visits_due", "")), _number(cells.get("visits_held", ""))
    return bool(due) and held is not None and held >= (due or 0)


@lru_cache(maxsize=1000)
def _level(rank: str) -> str:
    """Which of the ranks that 汇总表 counts apart; '' for 农村、企业等其他."""
    return next(
        (name for name, patterns in _RANKS.items() if any(fnmatchcase(rank, p) for p in patterns)), ""
    )


def _ranked(level: str) -> Callable[[Cells, str, str], bool]:
    return lambda cells, _first, _last: _level(cells.get("rank", "")) == level


def _is(key: str, *words: str) -> Callable[[Cells, str, str], bool]:
    return lambda cells, _first, _last: cells.get(key, "") in words


def _all(_cells: Cells, _first: str, _last: str) -> bool:
    return True


def _concluded(*words: str) -> Callable[[Cells, str, str], bool]:
    return lambda cells, first, last: (
        first <= cells.get("concluded_on", "") <= last
        and (cells.get("conclusion", "") in words if words else bool(cells.get("conclusion")))
    )


_P, _V, _D, _A, _U, _T = "公开宣布", "回访教育", "建档和帮带", "期满考核", "期满运用", "容错纠错（件）"

FIGURES: tuple[Figure, ...] = (
    Figure(key="decisions", title="本月处分决定（人次）", ledger="decisions",
           counts=lambda c, first, last: first <= c.get("decided_on", "") <= last and bool(c.get("form"))),
    Figure(key="announce_due", group=_P, title="应宣布", ledger="announcements",
           counts=lambda c, first, last: _stated(c, first, last, _DUE)),
    Figure(key="announced", group=_P, title="按期宣布", ledger="announcements",
           counts=lambda c, first, last: _stated(c, first, last, ("已按期",))),
    Figure(key="announce_rate", group=_P, title="及时率", rate=("announced", "announce_due")),
    Figure(key="exempt", group=_P, title="豁免", ledger="announcements",
           counts=lambda c, first, last: _stated(c, first, last, ("豁免",))),
    Figure(key="people", group=_V, title="受处分人数", ledger="visits", counts=_all, stock=True),
    Figure(key="visit_due", group=_V, title="应回访", ledger="visits", stock=True,
           counts=lambda c, _f, _l: _due_visits(c) > 0),
    Figure(key="visited", group=_V, title="实回访", ledger="visits", stock=True, counts=lambda c, _f, _l: _visited(c)),
    Figure(key="visit_rate", group=_V, title="回访率", rate=("visited", "visit_due"), stock=True),
    Figure(key="dossier_due", group=_D, title="应建档", ledger="visits", counts=_is("dossier", "是", "否"), stock=True),
    Figure(key="dossiers", group=_D, title="建档", ledger="visits", counts=_is("dossier", "是"), stock=True),
    Figure(key="dossier_rate", group=_D, title="建档率", rate=("dossiers", "dossier_due"), stock=True),
    Figure(key="mentors", group=_D, title="落实帮带人", ledger="visits", stock=True,
           counts=lambda c, _f, _l: c.get("dossier", "") in ("是", "否") and bool(c.get("mentor"))),
    Figure(key="mentor_rate", group=_D, title="落实率", rate=("mentors", "dossier_due"), stock=True),
    Figure(key="rank_county", group="按处分前职级", title="县处级", ledger="visits", counts=_ranked("county"), stock=True),
    Figure(key="rank_township", group="按处分前职级", title="乡科级", ledger="visits", counts=_ranked("township"), stock=True),
    Figure(key="rank_staff", group="按处分前职级", title="一般干部", ledger="visits", counts=_ranked("staff"), stock=True),
    Figure(key="rank_other", group="按处分前职级", title="农村、企业等其他", ledger="visits", counts=_ranked(""), stock=True),
    Figure(key="expired", group=_A, title="期满人数", ledger="assessments", counts=_all, stock=True),
    Figure(key="assessed", group=_A, title="已考核", ledger="assessments", counts=_is("state", "已按期", "逾期已办"), stock=True),
    Figure(key="assess_rate", group=_A, title="考核率", rate=("assessed", "expired"), stock=True),
    Figure(key="reemployed", group=_U, title="重新使用", ledger="assessments", counts=_is("reemployed", "是"), stock=True),
    Figure(key="reoffended", group=_U, title="再违纪", ledger="assessments", counts=_is("reoffended", "是"), stock=True),
    Figure(key="reviews", group=_T, title="办理", ledger="tolerance", counts=_all, stock=True),
    Figure(key="reviews_new", group=_T, title="本月收到", ledger="tolerance", counts=_in("applied_on")),
    Figure(key="reviews_concluded", group=_T, title="本月认定", ledger="tolerance", counts=_concluded()),
    Figure(key="tolerated", group=_T, title="予以容错", ledger="tolerance", counts=_concluded(*_TOLERATED)),
    Figure(key="refused", group=_T, title="不予容错", ledger="tolerance", counts=_concluded("不予容错")),
)  # fmt: skip
"""The figures of 汇总表 that mean the same in every county, in its order."""

BY_KEY = {figure.key: figure for figure in FIGURES}


def figures_of(ledgers: Mapping[str, Iterable[KeptRow]], span: tuple[str, str]) -> dict[str, int]:
    """The counted figures of a month; a row without a name counts nowhere."""
    found: Counter[str] = Counter()
    first, last = span
    for code, rows in ledgers.items():
        mine = [f for f in FIGURES if f.ledger == code and f.counts]
        for row in rows:
            if row.cells.get("name"):
                for figure in mine:
                    found[figure.key] += bool(figure.counts and figure.counts(row.cells, first, last))
    return {figure.key: found[figure.key] for figure in FIGURES if not figure.is_rate}


def forms_of(decisions: Iterable[KeptRow], span: tuple[str, str]) -> tuple[int, ...]:
    """Person-times of the forms 1 to 4 among the decisions of a span."""
    counts = Counter(
        row.cells.get("form", "")
        for row in decisions
        if span[0] <= row.cells.get("decided_on", "") <= span[1]
    )
    return tuple(counts[name] for name in FORM_NAMES)


def together(months: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """The figures of many months of one county, the oldest first: what happens adds up, what stands is the last month's."""
    if not months:
        return {figure.key: 0 for figure in FIGURES if not figure.is_rate}
    return {
        figure.key: months[-1][figure.key] if figure.stock else sum(month[figure.key] for month in months)
        for figure in FIGURES if not figure.is_rate
    }  # fmt: skip


def rate_of(figures: Mapping[str, int], rate: tuple[str, str]) -> Decimal | None:
    """A rate in percent of one decimal, never up to 100.0 while one is missing; None of nothing."""
    part, whole = figures.get(rate[0], 0), figures.get(rate[1], 0)
    if not whole:
        return None
    value = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return min(value, Decimal("99.9")) if part < whole else value
