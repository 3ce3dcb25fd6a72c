"""汇总表: what each of its columns counts, as a live formula over the ledgers and as the figure it
gives now."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jzdesk.exports.cells import Formula, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Row = Mapping[str, object]
    Unit = tuple[str, str]
    Days = tuple[date, date]

NO_UNIT, NO_LEVEL = "（未填单位）", "（未填层级）"
FILLED = "?*"
IN_MONTH = "@month"
"""The pattern of a day that lies in the span reported: what is carried over from earlier months is listed in the
ledgers, but counted only in its own month."""
_FLIP = {"+": "-", "-": "+"}
ON_TIME, LATE, OVERDUE, EXCUSED, SOON = "已按期", "逾期已办", "逾期", "豁免", "临期"


@dataclass(frozen=True, slots=True)
class SummaryColumn:
    """One column. A count has `ledger` and `ways`: alternatives, each a set of (column, pattern) that
    must all hold, in the manner of COUNTIFS (* ? wildcards, >0 for numbers above nought, IN_MONTH). A rate has
    `parts` (numerator, denominator); a rest has `parts` (whole, minus each of the others). `visited` is
    the one count COUNTIFS cannot do: people visited at least as often as was due."""

    key: str
    group: str
    title: str
    ledger: str = ""
    ways: tuple[tuple[tuple[str, str], ...], ...] = ((),)
    how: str = "count"
    parts: tuple[str, ...] = ()


def _count(key: str, group: str, title: str, ledger: str, *ways: dict[str, str]) -> SummaryColumn:
    return SummaryColumn(key, group, title, ledger, tuple(tuple(way.items()) for way in ways) or ((),))


def _any(column: str, *patterns: str, **more: str) -> tuple[dict[str, str], ...]:
    return tuple({column: pattern, **more} for pattern in patterns)


def _rate(key: str, group: str, title: str, *parts: str) -> SummaryColumn:
    return SummaryColumn(key, group, title, how="rate", parts=parts)


def _grades(key: str, group: str, token: str, *, ledger: str, column: str, words: Sequence[str]) -> tuple[SummaryColumn, ...]:
    """One column for each of the first grades; the last takes all further ones. Those left over count nothing."""
    shares = [[word] for word in words[: SLOTS - 1]] + ([list(words[SLOTS - 1 :])] if len(words) >= SLOTS else [])
    shares += [[] for _ in range(SLOTS - len(shares))]
    return tuple(
        SummaryColumn(
            f"{key}_{number}", group, "、".join(share) or f"{{{{{token}.{number}}}}}", ledger,
            tuple(((column, match_value(word)),) for word in share),
        )
        for number, share in enumerate(shares, 1)
    )  # fmt: skip


def match_value(text: str) -> str:
    """A criterion that matches exactly this text, whatever wildcards or signs it holds."""
    return "=" + text.replace("~", "~~").replace("*", "~*").replace("?", "~?")


SLOTS = 4
"""Columns a template has for the grades of visits, and as many for those of assessments."""

_COUNTED: tuple[SummaryColumn, ...] = (
    _count("decisions", "", "本月处分决定（人次）", "decisions", {"decided_on": IN_MONTH, "form": FILLED}),
    _count(
        "announce_due", "公开宣布", "应宣布", "announcements",
        *_any("state", ON_TIME, LATE, OVERDUE, SOON, due_on=IN_MONTH),
    ),
    _count("announced", "公开宣布", "按期宣布", "announcements", {"state": ON_TIME, "due_on": IN_MONTH}),
    _rate("announce_rate", "公开宣布", "及时率", "announced", "announce_due"),
    _count("exempt", "公开宣布", "豁免", "announcements", {"state": EXCUSED, "due_on": IN_MONTH}),
    _count("people", "回访教育", "受处分人数", "visits"),
    _count("visit_due", "回访教育", "应回访", "visits", {"visits_due": ">0"}),
    SummaryColumn("visited", "回访教育", "实回访", "visits", how="visited"),
    _rate("visit_rate", "回访教育", "回访率", "visited", "visit_due"),
    _count("dossier_due", "建档和帮带", "应建档", "visits", *_any("dossier", "是", "否")),
    _count("dossiers", "建档和帮带", "建档", "visits", {"dossier": "是"}),
    _rate("dossier_rate", "建档和帮带", "建档率", "dossiers", "dossier_due"),
    _count("mentors", "建档和帮带", "落实帮带人", "visits", *_any("dossier", "是", "否", mentor=FILLED)),
    _rate("mentor_rate", "建档和帮带", "落实率", "mentors", "dossier_due"),
    _count("rank_county", "按处分前职级", "县处级", "visits", *_any("rank", "县处级*", "*调研员")),
    _count("rank_township", "按处分前职级", "乡科级", "visits", *_any("rank", "乡科级*", "*主任科员")),
    _count(
        "rank_staff", "按处分前职级", "一般干部", "visits",
        *_any("rank", "一般干部*", "科员", "一级科员", "二级科员", "办事员"),
    ),
    SummaryColumn(
        "rank_other", "按处分前职级", "农村、企业等其他", how="rest",
        parts=("people", "rank_county", "rank_township", "rank_staff"),
    ),
    _count("expired", "期满考核", "期满人数", "assessments"),
    _count("assessed", "期满考核", "已考核", "assessments", *_any("state", ON_TIME, LATE)),
    _rate("assess_rate", "期满考核", "考核率", "assessed", "expired"),
    _count("reemployed", "期满运用", "重新使用", "assessments", {"reemployed": "是"}),
    _count("reoffended", "期满运用", "再违纪", "assessments", {"reoffended": "是"}),
    _count("reviews", "容错纠错（件）", "办理", "tolerance"),
    _count("reviews_new", "容错纠错（件）", "本月收到", "tolerance", {"applied_on": IN_MONTH}),
    _count("reviews_concluded", "容错纠错（件）", "本月认定", "tolerance", {"concluded_on": IN_MONTH, "conclusion": FILLED}),
    _count(
        "tolerated", "容错纠错（件）", "予以容错", "tolerance",
        *_any("conclusion", "免责", "从轻", "减轻", concluded_on=IN_MONTH),
    ),
    _count(
        "refused", "容错纠错（件）", "不予容错", "tolerance", {"conclusion": "不予容错", "concluded_on": IN_MONTH}
    ),
)  # fmt: skip


OPTIONAL = frozenset({"reviews_new", "reviews_concluded"})
"""Columns a county's own template of an earlier time does not have: it goes without them."""


def columns_for(visit_grades: Sequence[str], assessment_grades: Sequence[str]) -> tuple[SummaryColumn, ...]:
    """The columns in their order for the grades a county uses, best first. A column of a grade that is not in use
    has no `ways`; its title is the token by which the template asks for the word."""
    visits = _grades("grade", "按回访评价", "visit_grade", ledger="visits", column="grade", words=visit_grades)
    results = _grades(
        "result", "期满考核", "assessment_grade", ledger="assessments", column="result", words=assessment_grades
    )
    after = {"rank_other": visits, "assess_rate": results}
    return tuple(found for column in _COUNTED for found in (column, *after.get(column.key, ())))


COLUMNS = columns_for((), ())
BY_KEY = {column.key: column for column in COLUMNS}


def level_of(row: Row) -> str:
    """The level a ledger row counts under, as its cell shows it."""
    return str(plain(row.get("unit_level")) or "")


def unit_of(row: Row) -> str:
    """The unit a ledger row counts under, as its cell shows it."""
    return str(plain(row.get("unit")) or "")


def folded(level: str, unit: str) -> Unit:
    """What tells two units apart for a spreadsheet: it does not mind the case of Latin letters."""
    return level.casefold(), unit.casefold()


def all_units(given: Iterable[Unit], ledgers: Mapping[str, Sequence[Row]]) -> list[Unit]:
    """The units given, then those only the ledgers know, each once, levels together in order of first
    mention."""
    found: dict[Unit, Unit] = {}
    for level, unit in given:
        pair = str(plain(level) or ""), str(plain(unit) or "")
        found.setdefault(folded(*pair), pair)
    for rows in ledgers.values():
        for row in rows:
            pair = level_of(row), unit_of(row)
            found.setdefault(folded(*pair), pair)
    levels = list(dict.fromkeys(pair[0].casefold() for pair in found.values()))
    return sorted(found.values(), key=lambda pair: levels.index(pair[0].casefold()))


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    parts = re.findall(r"~[~*?]|.", text.removeprefix("="), re.DOTALL)
    body = "".join({"*": ".*", "?": "."}.get(part, re.escape(part[-1])) for part in parts)
    return re.compile(body, re.IGNORECASE | re.DOTALL)


def holds(value: object, pattern: str, days: Days | None = None) -> bool:
    """Whether a cell made of the value meets a pattern as COUNTIFS would have it; `days` are the first and the last of
    the span reported."""
    if pattern == IN_MONTH:
        day = value.date() if isinstance(value, datetime) else value
        return isinstance(day, date) and days is not None and days[0] <= day <= days[1]
    if pattern == ">0":
        return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and value > 0
    return _pattern(pattern).fullmatch(str(plain(value) or "")) is not None


def _was_visited(row: Row) -> bool:
    due, held = row.get("visits_due"), row.get("visits_held")
    numbers = isinstance(due, int | Decimal) and isinstance(held, int | Decimal)
    return numbers and due > 0 and held >= due  # type: ignore[operator]


def tally(
    ledgers: Mapping[str, Sequence[Row]], days: Days, *, of: Sequence[SummaryColumn] = COLUMNS
) -> dict[str, Counter[Unit]]:
    """The counts of every counting column by unit for a span (first, last day): one pass over each ledger."""
    counts: dict[str, Counter[Unit]] = {column.key: Counter() for column in of}
    for code, rows in ledgers.items():
        columns = [column for column in of if column.ledger == code]
        for row in rows:
            if not holds(row.get("name"), FILLED):
                continue
            unit = folded(level_of(row), unit_of(row))
            for column in columns:
                if column.how == "visited":
                    counts[column.key][unit] += _was_visited(row)
                elif any(all(holds(row.get(key), want, days) for key, want in way) for way in column.ways):
                    counts[column.key][unit] += 1
    return counts


def percent_value(part: int, whole: int) -> Decimal | str:
    """A rate as a fraction, one decimal of a percent, never up to 100.0 while one is missing; '—' of
    nothing."""
    if whole == 0:
        return "—"
    value = (Decimal(part) / whole).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return min(value, Decimal("0.999")) if part < whole else value


def percent_formula(part: str, whole: str) -> str:
    """The same as a formula over two cells."""
    return f'IF({whole}=0,"—",IF({part}<{whole},MIN(ROUND({part}/{whole},3),0.999),{part}/{whole}))'


def quoted(text: str) -> str:
    """A text as a string literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def _criteria(key: str, want: str, days: Days) -> tuple[tuple[str, str], ...]:
    """A pattern as criteria of COUNTIFS."""
    if want != IN_MONTH:
        return ((key, quoted(want)),)
    ends = (days[0], days[1] + timedelta(days=1))
    first, after = (f"DATE({day.year},{day.month},{day.day})" for day in ends)
    return (key, f'">="&{first}'), (key, f'"<"&{after}')


def count_formula(
    column: SummaryColumn, ref: Callable[[str, str], str], *, fixed: Sequence[tuple[str, str]], days: Days
) -> str:
    """COUNTIFS over the column's ledger; `ref(ledger, key)` is a range, `fixed` (key, criterion) holds in all.

    The criterion '' means blank. It is counted as all less the filled ones, since LibreOffice's COUNTIFS
    overlooks blanks at the end of a range.
    """
    terms: list[tuple[str, tuple[tuple[str, str], ...]]] = [("+", ())]
    for key, want in fixed:
        if want:
            terms = [(sign, (*pairs, (key, want))) for sign, pairs in terms]
        else:
            filled = ((_FLIP[sign], (*pairs, (key, quoted(FILLED)))) for sign, pairs in terms)
            terms = [*terms, *filled]
    made = ""
    for way in column.ways:
        mine = (("name", quoted(FILLED)), *(pair for key, want in way for pair in _criteria(key, want, days)))
        for sign, pairs in terms:
            inner = ",".join(f"{ref(column.ledger, key)},{want}" for key, want in (*pairs, *mine))
            made += f"{sign}COUNTIFS({inner})"
    return made.removeprefix("+") or "0"


def visited_formula(ref: Callable[[str, str], str], fixed: Sequence[tuple[str, str]]) -> str:
    """People due who were visited at least as often as due; `fixed` (key, expression) must be equal."""
    due, held, name = (ref("visits", key) for key in ("visits_due", "visits_held", "name"))
    same = "".join(f"({ref('visits', key)}={want})*" for key, want in fixed)
    return f'SUMPRODUCT({same}({name}<>"")*ISNUMBER({due})*ISNUMBER({held})*({due}>0)*({held}>={due}))'


def match_formula(cell: str) -> str:
    """A criterion that matches exactly the text of a cell, whatever wildcards or signs it holds."""
    return f'"="&SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},"~","~~"),"*","~*"),"?","~?")'


def derived(column: SummaryColumn, figures: Mapping[str, Any], cell: Callable[[str], str]) -> Formula:
    """A rate or a rest from the figures and cells of its own row."""
    first, *others = column.parts
    if column.how == "rate":
        value = percent_value(figures[first], figures[others[0]])
        return Formula(percent_formula(cell(first), cell(others[0])), value)
    rest = figures[first] - sum(figures[key] for key in others)
    return Formula("-".join([cell(first), *(cell(key) for key in others)]), rest)
