"""月报 among the settings: to which day a month is counted, and by when it is to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.domain import months
from jzdesk.domain.reporting import LEAST_DAY, MONTH_END, MOST_REPORT_DAYS, after
from jzdesk.services.reporting import cut_off_words
from jzdesk.ui.common.fields import ChoiceField, IntField

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jzdesk.domain.reporting import Reporting
    from jzdesk.ui.common.field import Field
    from jzdesk.ui.common.form import RecordForm

NAMES = ("cut_off", "since", "report_days", "begins", "intake")
INTAKE_CHOICES = ((None, "按单位代码（市级及以上接收）"), (True, "接收"), (False, "不接收"))
_AHEAD, _BACK = 14, 24


def add_reporting(
    form: RecordForm, reporting: Reporting, today: date, *, intake: bool | None, may: bool
) -> dict[str, Any]:
    """Put the section on a form; the values it shows. `intake` is whether lower offices report here, as it was set."""
    section = form.section("月报" if may else "月报（由有“修改规则与日历”权限的账户设置）")
    first = first_open(reporting, today)
    days = [
        (MONTH_END, cut_off_words(MONTH_END)),
        *((d, cut_off_words(d)) for d in range(LEAST_DAY, MONTH_END)),
    ]
    fields: dict[str, Field] = {
        "cut_off": form.add(
            section, "cut_off", "每月截止日", ChoiceField(days, empty=None),
            hint="截止日以后的事项列入下一个月的月报；各月首尾相接，不重不漏。",
        ),
        "since": form.add(
            section, "since", "截止日自哪月起", ChoiceField(_months(first, _AHEAD), empty=None),
            hint="已关账的月份按关账时的起止日期，不随设置改变。",
        ),
        "report_days": form.add(
            section, "report_days", "报送期限", IntField(unit="个工作日", least=1, most=MOST_REPORT_DAYS, chars=3),
            hint="自截止日次日起算，到期前在“今日”提醒关账。",
        ),
        "begins": form.add(
            section, "begins", "自哪月起上报", ChoiceField(_months(_back(first), _BACK + _AHEAD), empty="首次关账的月份"),
            hint="此前的月份不提醒关账。",
        ),
        "intake": form.add(
            section, "intake", "下级报表", ChoiceField([(code_of(on), text) for on, text in INTAKE_CHOICES], empty=None),
            hint="接收的，统计上报中有“汇总”。",
        ),
    }  # fmt: skip
    for field in fields.values():
        field.setEnabled(may)
    return {
        "cut_off": reporting.cut_off(first), "since": first, "report_days": reporting.report_days,
        "begins": reporting.since or None, "intake": code_of(intake),
    }  # fmt: skip


def code_of(on: bool | None) -> str:
    """The choice a setting stands for."""
    return "auto" if on is None else "on" if on else "off"


def intake_of(code: str) -> bool | None:
    """The setting a choice stands for."""
    return next(on for on, _ in INTAKE_CHOICES if code_of(on) == code)


def changed(found: Mapping[str, Any], reporting: Reporting) -> bool:
    """Whether the form says otherwise than what is set."""
    return bool(
        found["cut_off"] != reporting.cut_off(found["since"])
        or found["report_days"] != reporting.report_days
        or (found["begins"] or "") != reporting.since
    )


def first_open(reporting: Reporting, today: date) -> str:
    """The first month whose days may still be set: after the last one closed, else the one that runs."""
    closed = max(reporting.kept, default="")
    return after(closed) if closed else reporting.key_of(today)


def _back(key: str) -> str:
    for _ in range(_BACK):
        key = months.before(key)
    return key


def _months(key: str, count: int) -> list[tuple[str, str]]:
    found = []
    for _ in range(count):
        found.append((key, months.title(key)))
        key = after(key)
    return found
