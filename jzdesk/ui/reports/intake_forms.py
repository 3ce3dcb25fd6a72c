"""The forms of 汇总: whose file it is, a county of the register, what is wanted of the counties, a merged workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain import months
from jzdesk.domain.errors import RuleError
from jzdesk.domain.intake_board import months_of_year
from jzdesk.domain.merge_files import LEVELS
from jzdesk.services.counties import MOST_DUE_DAYS, IntakeSettings
from jzdesk.ui.common.fields import CheckField, ChoiceField, IntField, LongText, MultiChoice, TextField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.system.settings_reporting import INTAKE_CHOICES, code_of, intake_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from jzdesk.domain.counties import County

LONG = 26
MONTHS_OFFERED = 24
REASON_HINT = "写入审计日志。"


class SenderForm(RecordForm):
    """指定单位和月份: for a file that does not say whose it is."""

    def __init__(
        self, path: Path, counties: Sequence[County], *, county_id: int | None, month: str, today: date
    ) -> None:
        super().__init__("指定单位和月份接收", save_text="接收")
        part = self.section(path.name)
        names = [(county.id, county.name) for county in counties]
        self.add(
            part, "county_id", "报送单位", ChoiceField(names, empty=""), required=True,
            hint="文件写明的单位与这里不同的，接收后列为“单位不符”。",
        )  # fmt: skip
        self.add(part, "month", "月份", ChoiceField(_months(today), empty=""), required=True)
        self.set_values({"county_id": county_id, "month": month})

    def read(self) -> tuple[int, str]:
        """County and month."""
        values = self.values()
        return int(values["county_id"]), str(values["month"])


class CountyForm(RecordForm):
    """登记下级单位, or a change of one."""

    def __init__(self, county: County, today: date) -> None:
        super().__init__("修改下级单位" if county.id else "登记下级单位")
        self.county = county
        offered = _months(today, ahead=12)
        known = {key for key, _ in offered}
        offered += [
            (key, months.title(key)) for key in (county.since, county.until) if key and key not in known
        ]
        part = self.section("")
        self.add(
            part, "code", "单位代码", TextField(chars=12, max_length=18), required=True,
            hint="与该单位月报封面上的单位代码一致，六位行政区划代码或者十八位统一社会信用代码。",
        )  # fmt: skip
        self.add(part, "name", "单位名称", TextField(chars=18), required=True)
        self.add(part, "since", "自哪月起报送", ChoiceField(offered, empty="不限"))
        self.add(
            part,
            "until",
            "报送到哪月止",
            ChoiceField(offered, empty="不限"),
            hint="停止报送的单位填写，以后各月为“免报”。",
        )
        self.add(part, "note", "备注", TextField(chars=LONG))
        self.add(part, "why", "理由", TextField(chars=LONG), required=bool(county.id), hint=REASON_HINT)
        shown = {name: getattr(county, name) for name in ("code", "name", "note")}
        self.set_values(shown | {"since": county.since or None, "until": county.until or None})

    def read(self) -> tuple[County, str]:
        """The county and the reason."""
        values = self.values()
        made = replace(
            self.county, code=values["code"], name=values["name"], since=values["since"] or "", until=values["until"] or "",
            note=values["note"],
        )  # fmt: skip
        return made, values["why"]


class IntakeSettingsForm(RecordForm):
    """报送要求: by when and how much, and whether reports are taken here at all."""

    def __init__(self, settings: IntakeSettings) -> None:
        super().__init__("报送要求", save_text="保存报送要求")
        part = self.section("")
        self.add(
            part, "due_days", "报送期限", IntField(unit="个工作日", least=1, most=MOST_DUE_DAYS, chars=3), required=True,
            hint="自月末次日起算，遇休息日顺延；已收到的月报按收到时的期限。",
        )  # fmt: skip
        self.add(
            part, "level", "要求的脱敏级别", ChoiceField(list(LEVELS.items()), empty=None), required=True,
            hint="级别不同的月报照常接收，列为“须核实”。",
        )  # fmt: skip
        self.add(
            part,
            "on",
            "接收下级报表",
            ChoiceField([(code_of(on), text) for on, text in INTAKE_CHOICES], empty=None),
            required=True,
            hint="不接收的，不显示“汇总”。",
        )
        self.add(part, "why", "修改理由", TextField(chars=LONG), required=True, hint=REASON_HINT)
        self.set_values({"due_days": settings.due_days, "level": settings.level, "on": code_of(settings.on)})

    def read(self) -> tuple[IntakeSettings, str]:
        """The settings and the reason."""
        values = self.values()
        made = IntakeSettings(on=intake_of(values["on"]), due_days=values["due_days"], level=values["level"])
        return made, values["why"]


@dataclass(frozen=True, slots=True)
class MergeWish:
    """Which months, and whether files count that nobody accepted yet."""

    months: tuple[str, ...]
    received: bool


class MergeForm(RecordForm):
    """汇总表册: which months, from which files."""

    def __init__(self, year: int, month: str, counts: dict[str, tuple[int, int, int]]) -> None:
        super().__init__("汇总表册", save_text="选择保存位置并汇总")
        part = self.section(f"{year}年")
        offered = [(key, _month_words(key, counts.get(key, (0, 0, 0)))) for key in months_of_year(year)]
        self.add(part, "months", "月份", MultiChoice(offered, columns=3), required=True)
        self.add(
            part, "received", "文件", CheckField("未确认接收的也汇总"),
            hint="不勾选时只汇总已接收的月报；勾选的，在表册说明中列出是哪些单位。",
        )  # fmt: skip
        self.set_values({"months": (month,) if month in months_of_year(year) else (), "received": False})

    def read(self) -> MergeWish:
        """What is wanted."""
        values = self.values()
        if not values["months"]:
            raise RuleError("months", "请选择汇总的月份。")
        return MergeWish(tuple(values["months"]), bool(values["received"]))


class ReturnForm(RecordForm):
    """退回: the reason, which the county reads."""

    def __init__(self, title: str, reason: str) -> None:
        super().__init__(f"退回{title}", save_text="退回")
        part = self.section("")
        self.add(
            part, "reason", "退回理由", LongText(lines=5, chars=34), required=True,
            hint="写入审核意见，发回报送单位。退回后可以导出批注在单元格上的审核意见。",
        )  # fmt: skip
        self.set_values({"reason": reason})

    def read(self) -> str:
        """The reason."""
        return str(self.values()["reason"])


class AcceptForm(RecordForm):
    """接收 in spite of what is open, or instead of what was accepted: why."""

    def __init__(self, title: str, why_asked: str) -> None:
        super().__init__(f"接收{title}", save_text="接收")
        part = self.section("")
        self.add(part, "reason", "理由", LongText(lines=4, chars=34), required=True, hint=why_asked)
        self.set_values({})

    def read(self) -> str:
        """The reason."""
        return str(self.values()["reason"])


def _months(today: date, *, ahead: int = 0) -> list[tuple[str, str]]:
    """Months to choose from, the latest first."""
    year, number = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    key = f"{year}-{number + 1:02d}"
    found = []
    for _ in range(MONTHS_OFFERED + ahead):
        found.append((key, months.title(key)))
        key = months.before(key)
    return found


def _month_words(key: str, counts: tuple[int, int, int]) -> str:
    """'9月（已接收7，缺1）'; `counts` are accepted, received, missing."""
    parts = [f"{word}{n}" for word, n in zip(("已接收", "待处理", "缺"), counts, strict=True) if n]
    return f"{int(key[5:])}月（{'，'.join(parts)}）" if parts else f"{int(key[5:])}月"
