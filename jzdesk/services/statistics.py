"""统计: what was handled in a stretch of months, beside the same months of the two years before.

Months that are frozen count as they were sent, with the people of the ledger that was kept; the others as the records
stood on the day of the figures. So a single month agrees with its report, and a year with the sum of its months."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain import months as month_rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.handling import form_name
from jzdesk.domain.sanctions import FAMILY_NAMES
from jzdesk.domain.statistics import (
    FORMS,
    Dimension,
    Entry,
    PersonTime,
    Table,
    behind,
    by_form,
    tabulate,
)
from jzdesk.services import reporting as reporting_service
from jzdesk.services.statistics_cases import CaseReader, Days
from jzdesk.storage import months as month_rows
from jzdesk.storage import statistics as rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.reporting import Reporting
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.stretches import Stretch
    from jzdesk.services.desk import Desk

SENT, NOW = "sent", "now"
"""What frozen months count by: what was sent, or what the records say now."""
BASIS_NAMES = {SENT: "报送数", NOW: "现有记录"}
YEARS = 3
UNIT_MARK = "\x1f"
"""Between level and name in the code of a unit: two units of one name on two levels are two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year's part: its months from January to the stretch's last, counted up to `until` as of `on`. `sent` are the
    months that count as they were sent."""

    stretch: Stretch
    until: date
    on: date
    days: tuple[Days, ...]
    times: tuple[PersonTime, ...]
    sent: tuple[str, ...]
    filed: int

    @property
    def first(self) -> date:
        """The first day of the stretch itself."""
        return next(days.first for days in self.days if days.key == self.stretch.months[0])

    @property
    def own(self) -> tuple[PersonTime, ...]:
        """The person-times of the stretch itself."""
        months = frozenset(self.stretch.months)
        return tuple(item for item in self.times if item.month in months)

    @property
    def ended(self) -> bool:
        """Whether all its days are counted."""
        return self.until >= self.days[-1].last


@dataclass(slots=True, kw_only=True)
class Statistics:
    """What was counted: this year first. Tables are made when they are asked for, and kept."""

    office: str
    stretch: Stretch
    on: date
    basis: str
    years: tuple[Year, ...]
    dimensions: Mapping[str, Dimension]
    notes: tuple[str, ...]
    began: date | None = None
    _tables: dict[str, Table] = field(default_factory=dict)

    def table(self, code: str) -> Table:
        """The table of a dimension; KeyError for an unknown one."""
        if code not in self._tables:
            self._tables[code] = tabulate(self.dimensions[code], [year.own for year in self.years])
        return self._tables[code]

    def forms(self, year: int = 0) -> tuple[int, int, int, int]:
        """Person-times in the four forms of the stretch; `year` 1 is last year."""
        return by_form(self.years[year].own)

    def forms_of_year(self, year: int = 0) -> tuple[int, int, int, int]:
        """The same from January on."""
        return by_form(self.years[year].times)

    def of_month(self, number: int, year: int = 0) -> tuple[int, int, int, int]:
        """The same of the month at a place of the year, from 0."""
        key = self.years[year].days[number].key
        return by_form(item for item in self.years[year].times if item.month == key)

    @property
    def incomplete(self) -> str:
        """That the records of an earlier year do not reach back to its first day; '' where all do."""
        short = [year for year in self.years[1:] if self.began and self.began > year.first]
        if not short or self.began is None:
            return ""
        named = "、".join(f"{year.stretch.year}年同期" for year in short)
        return f"库中最早的决定作出于{self.began:%Y-%m-%d}，{named}的记录可能不全。"

    def behind(self, dimension: str, codes: Iterable[str], year: int = 0) -> list[PersonTime]:
        """The person-times that rows of a table count."""
        return behind(self.dimensions[dimension], codes, self.years[year].own)

    def behind_month(self, key: str, year: int = 0, form: int = 0) -> list[PersonTime]:
        """The person-times of a month ('' for the whole year so far), of one form or of all."""
        found = [i for i in self.years[year].times if key in ("", i.month) and form in (0, i.form)]
        return sorted(found, key=lambda item: (item.decided_on, item.key), reverse=True)


def measure(desk: Desk, stretch: Stretch, *, on: date | None = None, basis: str = SENT) -> Statistics:
    """Everything counted for a stretch as of a day (its last one, or today while it runs)."""
    desk.need(Permission.READ)
    with desk.vault.read(all_of_it=True):
        reporting = reporting_service.load()
        last = _days(reporting, stretch)[-1].last
        day = min(on or last, desk.today)
        reader = CaseReader(desk, reporting)
        began = rows.began()
        years, notes = [], []
        for back in range(YEARS):
            year, said = _year(reader, stretch.earlier(back), _shifted(day, back, last), basis)
            years.append(year)
            notes += said
    units = _units(desk, [item for year in years for item in year.times])
    return Statistics(
        office=desk.office.unit_name, stretch=stretch, on=day, basis=basis, years=tuple(years), dimensions=dimensions(desk.rulebook, units),
        notes=tuple(notes), began=began,
    )  # fmt: skip


def _days(reporting: Reporting, stretch: Stretch) -> tuple[Days, ...]:
    """The months of the year to the stretch's last one, with the days they report by the office's cut-off day."""
    return tuple(Days(key, *reporting.span(key)) for key in stretch.months_of_year)


def _shifted(day: date, back: int, last: date) -> date | None:
    """As of which day an earlier year is counted: the same one while the stretch runs, its own end where this one is
    counted as of its end (None), today where it is counted as of a later day."""
    if day == last:
        return None
    if day > last or not back:
        return day
    return day.replace(year=day.year - back, day=min(day.day, 28) if day.month == 2 else day.day)


def _year(reader: CaseReader, stretch: Stretch, on: date | None, basis: str) -> tuple[Year, list[str]]:
    days = _days(reader.reporting, stretch)
    day = days[-1].last if on is None else on
    until = min(day, days[-1].last)
    recorded = reader.as_recorded(days, until=until, on=day)
    sent = reader.as_sent(days, recorded, until=until) if basis == SENT else {}
    times = [item for item in recorded if item.month not in sent]
    times += [item for items in sent.values() for item in items]
    times.sort(key=lambda item: (item.decided_on, item.key))
    first = next(d.first for d in days if d.key == stretch.months[0])
    year = Year(
        stretch=stretch, until=until, on=day, days=days, times=tuple(times), sent=tuple(sent),
        filed=rows.filed(first, until),
    )  # fmt: skip
    return year, _notes(year, recorded, basis)


def _notes(year: Year, recorded: Sequence[PersonTime], basis: str) -> list[str]:
    """What the figures of a year rest on where months were reported."""
    if basis != SENT:
        return []
    keys = set(year.stretch.months)
    notes = []
    if own := keys & set(year.sent):
        notes.append(f"{_titles(own)}为报送数")
        sent = by_form(i for i in year.own if i.month in own)
        now = by_form(i for i in recorded if i.month in own)
        if sent != now:
            notes.append(
                f"报送后有更正，现有记录的四种形态依次为{_figures(now)}人次，报送数为{_figures(sent)}人次"
            )
    sent_keys = {item.key for item in year.own if item.sent}
    twice = sent_keys & {item.key for item in year.own if not item.sent}
    if twice:
        notes.append(f"报送的有{len(twice)}件改在以后的月份，两个月份各计一次")
    for key in sorted(keys & rows.frozen(sorted(keys)) - set(year.sent)):
        told = _reported(key)
        now = by_form(i for i in recorded if i.month == key)
        if told is not None and told != now:
            notes.append(
                f"{month_rules.title(key)}报送为{_figures(told)}人次，没有留存名单，这里按现有记录统计"
            )
    return notes


def _reported(key: str) -> tuple[int, ...] | None:
    """The four forms of a month as its report gave them."""
    from jzdesk.services.months import reported_figures

    month = month_rows.month(key)
    found = reported_figures(month) if month else None
    return found.forms if found else None


def _figures(forms: Iterable[int]) -> str:
    return "、".join(f"{number:,}" for number in forms)


def _titles(keys: Iterable[str]) -> str:
    """'2026年1—3月、5月'."""
    numbers = sorted((int(key[:4]), int(key[5:])) for key in keys)
    runs: list[list[int]] = []
    for _, month in numbers:
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    words = [f"{run[0]}月" if len(run) == 1 else f"{run[0]}—{run[-1]}月" for run in runs]
    return f"{numbers[0][0]}年{'、'.join(words)}"


# -- dimensions -------------------------------------------------------------------------------------------------------


def _units(desk: Desk, times: Iterable[PersonTime]) -> tuple[Entry, ...]:
    """The units anybody counted is of; two of one name are told apart by their level."""
    seen = dict.fromkeys((item.level, item.unit) for item in times if item.unit)
    names = [name for _, name in seen]
    return tuple(
        Entry(
            level + UNIT_MARK + name,
            name
            if names.count(name) == 1
            else f"{name}（{desk.rulebook.name_of('unit_level', level) or '未填层级'}）",
        )
        for level, name in sorted(seen)
    )


def dimensions(rules: Rulebook, units: tuple[Entry, ...] = ()) -> dict[str, Dimension]:
    """The ways to count, by their code."""

    def codes(name: str, *, always: bool = False, grouped: bool = False) -> tuple[Entry, ...]:
        return tuple(
            Entry(c.code, c.name, c.group if grouped else "", always=always) for c in rules.codes[name]
        )

    forms = tuple(Entry(code, form_name(int(code)), always=True) for code in FORMS)
    measures = tuple(
        Entry(s.code, s.short, FAMILY_NAMES[s.family])
        for family in FAMILY_NAMES
        for s in rules.sanctions.catalogue
        if s.family == family
    )
    found = (
        Dimension(code="form", title="四种形态", of=lambda t: (str(t.form),), entries=forms,
                  note="按人次统计，一件处分（处理）按其最高形态计一次；同一人在几种形态中的，各栏人数分别计，合计只计一人。"),
        Dimension(code="level", title="单位层级", of=lambda t: (t.level,) if t.level else (),
                  entries=codes("unit_level", always=True), unnamed="未填单位"),
        Dimension(code="unit", title="单位", of=lambda t: (t.level + UNIT_MARK + t.unit,) if t.unit else (),
                  entries=units, by_size=True, unnamed="未填单位"),
        Dimension(code="rank", title="职级", of=lambda t: (t.rank,) if t.rank else (),
                  entries=codes("rank_level"), unnamed="未填职级", note="按通报口径的职级层次统计。"),
        Dimension(code="violation", title="违纪违法类型", of=lambda t: t.violations, many=True,
                  entries=codes("violation", always=True), unnamed="未填类型",
                  note="一件涉及几类的分别计入各类，各类之和可大于合计，不列占比。"),
        Dimension(code="eight", title="八项规定精神", of=lambda t: t.eight_rules, many=True, unnamed="",
                  entries=codes("eight_rules", grouped=True),
                  note="只列违反中央八项规定精神的；一件涉及几类的分别计入各类，小计和合计只计一次。"),
        Dimension(code="measure", title="处分（处理）种类", of=lambda t: t.measures, many=True, unnamed="未填种类",
                  entries=measures, note="一件并用几种的分别计入各种，小计和合计只计一次，各种之和可大于合计。"),
        Dimension(code="source", title="案件来源", of=lambda t: (t.source,) if t.source else (),
                  entries=codes("source"), unnamed="未填来源"),
    )  # fmt: skip
    return {item.code: item for item in found}
