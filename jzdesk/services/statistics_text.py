"""通报稿: the figures of a stretch as the sentences of a bulletin (domain.md §5), to be copied into one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.handling import form_name, percentages
from jzdesk.domain.statistics import PersonTime, count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.services.desk import Desk
    from jzdesk.services.statistics import Statistics, Year

PARTY, PUBLIC = ("party",), ("admin", "institution")
"""The families of 党纪处分 and of 政务处分 as the ledgers put them; sanctions of 事业单位 are among the latter."""


def bulletin(rules: Rulebook, found: Statistics) -> str:
    """What a bulletin says: cases filed, people sanctioned by kind and rank, the four forms, each beside a year before."""
    year, last = found.years[0], found.years[1]
    return "\n".join((_sanctioned(rules, found, year, last), _forms(found, year, last)))


def take_note(desk: Desk, what: str, name: str) -> None:
    """Note that a chart or the text of the figures was taken out of the program; only who may export may do so."""
    desk.need(Permission.EXPORT)
    desk.vault.log(desk.actor, "导出统计", noun="month", summary=f"{what}：{name}")


def save_picture(desk: Desk, content: bytes, out: Path) -> Path:
    """Write a picture made of a chart, whole or not at all. ExportError when it cannot be written."""
    from jzdesk.exports.package import written_aside

    desk.need(Permission.EXPORT)
    with written_aside(out) as aside:
        aside.write_bytes(content)
    take_note(desk, "图片", out.name)
    return out


def _span(year: Year) -> str:
    """'2026年1月1日至11月22日' where it still runs, else its title."""
    if year.ended:
        return year.stretch.title
    first, until = year.first, year.until
    return f"{first.year}年{first.month}月{first.day}日至{until.month}月{until.day}日"


def given(rules: Rulebook, times: Iterable[PersonTime], families: Sequence[str]) -> list[PersonTime]:
    """Those with a sanction of these families."""
    codes = {s.code for s in rules.sanctions.catalogue if s.family in families}
    return [item for item in times if not codes.isdisjoint(item.measures)]


def _sanctioned(rules: Rulebook, found: Statistics, year: Year, last: Year) -> str:
    sanctioned = given(rules, year.own, (*PARTY, *PUBLIC))
    people = count(sanctioned).people
    parts = [
        f"{name}{number:,}人"
        for name, families in (("党纪处分", PARTY), ("政务处分", PUBLIC))
        if (number := count(given(rules, year.own, families)).people)
    ]
    kinds = f"（其中{'、'.join(parts)}）" if parts else ""
    before = count(given(rules, last.own, (*PARTY, *PUBLIC))).people
    compared = f"，上年同期为{before:,}人" if last.times else ""
    text = f"{_span(year)}，{found.office}共立案{year.filed:,}件，处分{people:,}人{kinds}{compared}。"
    ranks = [
        f"{code.name}{number:,}人"
        for code in rules.codes["rank_level"]
        if (number := count(item for item in sanctioned if item.rank == code.code).people)
    ]
    return text + (f"受处分人员按职级分，{'、'.join(ranks)}。" if ranks else "")


def _forms(found: Statistics, year: Year, last: Year) -> str:
    forms = found.forms()
    total, before = sum(forms), len(last.own)
    text = f"{_span(year)}，运用“四种形态”批评教育和处理{total:,}人次"
    if last.times:
        text += f"，{_compared(total, before)}"
    if not total:
        return f"{text}。"
    shares = percentages(forms)
    parts = [
        f"{form_name(form)}{n:,}人次，占{s} %" for form, n, s in zip((1, 2, 3, 4), forms, shares, strict=True)
    ]
    return f"{text}。其中，{'；'.join(parts)}。"


def _compared(now: int, before: int) -> str:
    """'比上年同期增加12人次，增长8.5 %'."""
    if now == before:
        return "与上年同期持平"
    more = now > before
    text = f"比上年同期{'增加' if more else '减少'}{abs(now - before):,}人次"
    if not before:
        return text
    rate = (Decimal(100 * abs(now - before)) / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{text}，{'增长' if more else '下降'}{rate} %"
