"""Write resources/calendar/cn.toml from the chinesecalendar package: `python installer/calendar_table.py`.

Run it when the package follows a new State Council notice; then look at the difference and commit it.
Days of a New Year holiday before 1 January, and their make-up days, belong to the notice of the new year.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import get_holiday_detail, is_holiday, is_workday
from chinese_calendar.constants import holidays, workdays

FIRST_YEAR = 2018
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}
# The notices announce these as one holiday; the package names only one of the two.
JOINT = {
    date(2020, 10, 1): "国庆节、中秋节",
    date(2023, 9, 29): "中秋节、国庆节",
    date(2025, 10, 1): "国庆节、中秋节",
}
OUT = Path(__file__).resolve().parent.parent / "resources" / "calendar" / "cn.toml"

HEAD = """\
# 国务院办公厅节假日安排：放假日与调休上班日。
# 由 installer/calendar_table.py 从 chinesecalendar {version}（MIT）生成，请勿手改；县里可用同样格式的表整年替换。
# [[year]]  year 年度，source 依据，holidays 放假（含首尾两日），work 调休上班日（周六、周日）。
#           元旦放假及其调休可落在上一年12月，随新一年的通知。
# [[local]] date 日期，work = false 放假、true 上班，name 名称：本地在通知之外的调整，只用于县里自己的表。
"""


def notice_year(day: date) -> int:
    """The year whose notice governs the day: late December goes with the New Year."""
    return day.year + 1 if day.month == 12 and day.day >= 25 else day.year


def runs_off(first: date, last: date) -> list[tuple[str, date, date]]:
    """Runs of days off that belong to a named holiday, weekends inside them included."""
    runs: list[tuple[str, date, date]] = []
    day = first
    while day <= last:
        name = get_holiday_detail(day)[1] if is_holiday(day) else None
        if name is None:
            day += timedelta(days=1)
            continue
        begin = day
        while day <= last and is_holiday(day) and get_holiday_detail(day)[1]:
            day += timedelta(days=1)
        runs.append((JOINT.get(begin, NAMES[name]), begin, day - timedelta(days=1)))
    return runs


def main() -> int:
    last_year = max(day.year for day in holidays)
    first = date(FIRST_YEAR - 1, 12, 25)
    runs = runs_off(first, date(last_year, 12, 31))
    work = sorted(day for day in workdays if first <= day and is_workday(day))
    lines = [HEAD.format(version=version("chinesecalendar"))]
    for year in range(FIRST_YEAR, last_year + 1):
        lines.append("[[year]]")
        lines.append(f"year = {year}")
        lines.append(f'source = "国务院办公厅关于{year}年部分节假日安排的通知"')
        lines.append("holidays = [")
        lines += [
            f'  {{ name = "{name}", first = {a}, last = {b} }},'
            for name, a, b in runs
            if notice_year(a) == year
        ]
        lines.append("]")
        lines.append(f"work = [{', '.join(str(d) for d in work if notice_year(d) == year)}]")
        lines.append("")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines), encoding="utf-8")
    print(f"{OUT.name}: {FIRST_YEAR}–{last_year}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
