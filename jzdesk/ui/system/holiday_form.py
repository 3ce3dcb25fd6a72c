"""Typing in a year's holiday arrangement from the State Council's notice."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from jzdesk.domain.errors import RuleError
from jzdesk.ui.common.fields import IntField, LongText, TextField
from jzdesk.ui.common.form import RecordForm

_DAY = re.compile(r"(?:(\d{4})\s*[-年./])?\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?")
WIDTH = 420
EXAMPLE = "元旦 1-1 至 1-3\n春节 2-5 至 2-11\n清明节 4-3 至 4-5"


class HolidayForm(RecordForm):
    """Reads to a table as `services.calendars.record_calendar` takes it, and the reason."""

    def __init__(self, year: int) -> None:
        super().__init__("录入年度节假日安排", save_text="保存并重新计算期限")
        part = self.section("")
        self.add(part, "year", "年度", IntField(unit="年", least=1949, most=2999), required=True)
        self.add(part, "source", "依据", TextField(chars=26, max_length=120), required=True)
        self.add(
            part, "holidays", "放假", LongText(lines=8, chars=26, placeholder=EXAMPLE), required=True,
            hint="一行一个节日：名称、起、止。只放一天的写一个日期。",
        )  # fmt: skip
        self.add(
            part, "work", "调休上班", LongText(lines=3, chars=26, placeholder="2-14、2-28、5-9"),
            hint="周六、周日上班的日期，用顿号或空格分开；没有就空着。",
        )  # fmt: skip
        self.add(part, "why", "录入理由", TextField(chars=26, max_length=120), required=True, hint="写入审计日志。")
        for row in self.rows.values():
            if row.name != "year":
                row.field.editors()[0].setMinimumWidth(WIDTH)
        self.set_values(
            {
                "year": year,
                "source": f"国务院办公厅关于{year}年部分节假日安排的通知",
                "why": f"{year}年节假日安排已公布",
            }
        )

    def read(self) -> tuple[dict[str, Any], str]:
        """The table and the reason; RuleError at the field that cannot be read."""
        values = self.values()
        year = int(values["year"])
        holidays = [_holiday(line, year) for line in values["holidays"].splitlines() if line.strip()]
        work = _days(values["work"], year, "work")
        table = {"year": year, "source": values["source"], "holidays": holidays, "work": work}
        return {"year": [table]}, values["why"]


def _holiday(line: str, year: int) -> dict[str, Any]:
    name = line[: match.start()].strip(" 　:：") if (match := _DAY.search(line)) else ""
    days = _days(line, year, "holidays")
    if not name or len(days) not in (1, 2):
        raise RuleError("holidays", f"“{line.strip()}”应写成“春节 2-5 至 2-11”这样。")
    first, last = days[0], days[-1]
    if last < first:  # 元旦 12-30 至 1-1
        first = first.replace(year=first.year - 1)
    return {"name": name, "first": first, "last": last}


def _days(text: str, year: int, field: str) -> list[date]:
    found = []
    for match in _DAY.finditer(text):
        try:
            found.append(date(int(match[1] or year), int(match[2]), int(match[3])))
        except ValueError:
            raise RuleError(field, f"“{match[0].strip()}”不是一个日期。") from None
    rest = _DAY.sub("", text) if field == "work" else ""
    if rest.strip(" 　、，,;；\n"):
        raise RuleError(field, f"“{rest.strip(' 　、，,;；')}”看不懂，请只写日期，如 2-14、2-28。")
    return found
