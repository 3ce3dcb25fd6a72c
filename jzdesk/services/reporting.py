"""Which days a month's report covers and by when it is owed, as this office has set it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import months as calendar_months
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import RuleError
from jzdesk.domain.reporting import CutOff, Reporting, check, with_cut_off
from jzdesk.storage import months as rows
from jzdesk.storage import office

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.services.desk import Desk

SETTING = "reporting"


def load() -> Reporting:
    """The setting and the spans of the months closed. Call it inside a read or a write."""
    text = office.setting(SETTING)
    kept = json.loads(text) if text else {}
    return Reporting(
        cut_offs=tuple(CutOff(since, day) for since, day in kept.get("cut_offs", ())),
        report_days=kept.get("report_days", Reporting().report_days), since=kept.get("since", ""),
        kept=rows.frozen_spans(),
    )  # fmt: skip


def reporting_of(desk: Desk) -> Reporting:
    """How this office reports now."""
    with desk.vault.read():
        return load()


def span_of(desk: Desk, key: str) -> tuple[date, date]:
    """First and last day a month's report covers; RuleError for what is no month."""
    calendar_months.span(key)
    return reporting_of(desk).span(key)


def as_of(desk: Desk, key: str) -> date:
    """The day a month's figures are counted on: its last day, or today while it runs."""
    return min(span_of(desk, key)[1], desk.today)


def current_key(desk: Desk) -> str:
    """The month in which today is reported."""
    return reporting_of(desk).key_of(desk.today)


def owed_from(reporting: Reporting) -> str:
    """The first month whose report is owed: the one set, else the first ever closed; '' where there is none."""
    return reporting.since or min(reporting.kept, default="")


def save_reporting(
    desk: Desk, *, since: str, day: int, report_days: int, begins: str = "", why: str
) -> Changes:
    """Set the cut-off day from a month on, the days within which a month is to be closed, and the first month owed ('' for
    the first ever closed). Months already closed stay as they were sent. RuleError at 'since', 'cut_off', 'report_days',
    'begins' or 'why'."""
    desk.need(Permission.CHANGE_RULES)
    calendar_months.span(since)
    if begins:
        try:
            calendar_months.span(begins)
        except RuleError as fault:
            raise RuleError("begins", fault.text) from fault
    with desk.vault.write(desk.actor, "修改月报设置", noun="office", why=why) as tx:
        before = load()
        wanted = replace(before, report_days=report_days, since=begins)
        if before.cut_off(since) != day:
            wanted = replace(wanted, cut_offs=with_cut_off(before, since=since, day=day))
        check(wanted)
        said = _said(before, wanted, since)
        if said and not why.strip():
            raise RuleError("why", "请写明修改月报设置的理由。")
        cut_offs = [[item.since, item.day] for item in wanted.cut_offs]
        kept = {"cut_offs": cut_offs, "report_days": wanted.report_days, "since": wanted.since}
        office.keep_setting(SETTING, json.dumps(kept))
        tx.note("，".join(said) or "没有变动")
    return Changes(touched=Touched.RULES | Touched.MONTHS, message="月报设置已保存。" if said else "")


def _said(before: Reporting, after_: Reporting, since: str) -> list[str]:
    """What changed, in words."""
    said = []
    if before.cut_offs != after_.cut_offs:
        old, new = (cut_off_words(item.cut_off(since)) for item in (before, after_))
        said.append(f"月报截止日自{calendar_months.title(since)}起由{old}改为{new}")
    if before.report_days != after_.report_days:
        said.append(f"报送期限由{before.report_days}个工作日改为{after_.report_days}个工作日")
    if before.since != after_.since:
        said.append(
            f"自{calendar_months.title(after_.since)}起上报" if after_.since else "自首次关账的月份起上报"
        )
    return said


def cut_off_words(day: int) -> str:
    """'月末', '25日'."""
    return "月末" if day >= 31 else f"{day}日"
