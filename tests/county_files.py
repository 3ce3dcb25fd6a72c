"""Made-up counties that report to a city: months that agree with one another, written by the program's own month writer.

A county is a list of cases drawn from a seed; every month's ledgers are worked out from it by rules of this file's own, so
that totals can be counted again without the program. A year of a county costs no vault.
"""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from made_once import FOLDER, made
from stdnum.cn import ric

from jzdesk.domain.months import before, span
from jzdesk.exports.manifest_sheet import ManifestFacts, manifest_part
from jzdesk.exports.month_book import MonthBook, write_month_book

FORMS_FOLDER = Path(__file__).parent.parent / "forms" / "monthly"
NAMES = ("公安县", "松滋市", "石首市", "监利市", "洪湖市", "江陵县", "沙市区", "荆州区")
CODES = ("421022", "421087", "421081", "421088", "421083", "421024", "421002", "421003")
FORM_NAMES = ("第一种形态", "第二种形态", "第三种形态", "第四种形态")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英玉兰建国志文海燕红梅春生小云学林"
_UNITS = (("县直", "教育局"), ("县直", "水利局"), ("乡镇（街道）", "埠河镇"), ("村（社区）", "复兴村"))
_RANKS = ("乡科级副职", "科员", "一级主任科员", "村（社区）“两委”成员")
_SANCTIONS = (("", "", "诫勉"), ("警告", "", ""), ("撤销党内职务", "", ""), ("开除党籍", "开除", ""))


@dataclass(slots=True)
class Case:
    """One decided case with all its days."""

    key: str
    name: str
    number: str
    sex: str
    unit: tuple[str, str]
    rank: str
    form: int
    document: str
    decided: date
    announced: date
    executed: tuple[date | None, date | None, date | None]
    exempt: bool
    visits: tuple[date, ...]
    assessed: date | None

    @property
    def due(self) -> date:
        return self.decided + timedelta(days=10)

    @property
    def end(self) -> date:
        return self.decided + timedelta(days=365)

    @property
    def sanctioned(self) -> bool:
        return self.form > 1


@dataclass(slots=True)
class County:
    """A county and its cases over the years."""

    code: str
    name: str
    cases: list[Case] = field(default_factory=list)

    @property
    def unit_name(self) -> str:
        return f"{self.name}纪委监委"


def id_number(chance, *, female, index=0):
    """A number that no other county of the eight gives."""
    born = date(1960, 1, 1) + timedelta(days=chance.randrange(14_000))
    head = (
        f"421022{born:%Y%m%d}{index * 12 + chance.randrange(12):02d}{chance.randrange(5) * 2 + (not female)}"
    )
    return head + ric.calc_check_digit(head + "0")


@cache
def county(index, *, seed=1, cases=40, first=date(2025, 9, 1), last=date(2026, 12, 31)):
    """One of the eight counties; the same wishes give the same county."""
    chance = random.Random(f"{seed} {index} {cases}")
    made_up = County(CODES[index], NAMES[index])
    taken = set()
    days = sorted(first + timedelta(days=chance.randrange((last - first).days)) for _ in range(cases))
    for number, decided in enumerate(days, 1):
        made_up.cases.append(_case(chance, index, number, decided, taken))
    return made_up


def _case(chance, index, number, decided, taken):
    home, surnames = NAMES[index], _SURNAMES[index :: len(NAMES)]
    while (
        name := chance.choice(surnames) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2))))
    ) in taken:
        pass
    taken.add(name)
    female = chance.random() < 0.3
    later = [
        decided + timedelta(days=days) if chance.random() < 0.9 else None
        for days in (chance.randrange(5, 40), chance.randrange(10, 45), chance.randrange(60, 200))
    ]
    level, place = chance.choice(_UNITS)
    return Case(
        key=f"{chance.getrandbits(128):032x}",
        name=name,
        number=id_number(chance, female=female, index=index),
        sex="女" if female else "男",
        unit=(level, f"{home}{place}"),
        rank=chance.choice(_RANKS),
        form=chance.choice((1, 2, 2, 2, 3, 4)),
        document=f"{home[0]}纪决〔{decided.year}〕{number}号",
        decided=decided,
        announced=decided + timedelta(days=chance.randrange(3, 15)),
        executed=tuple(later),
        exempt=chance.random() < 0.1,
        visits=tuple(
            decided + timedelta(days=90 * n + chance.randrange(10))
            for n in range(1, 5)
            if chance.random() < 0.9
        ),
        assessed=decided + timedelta(days=365 + chance.randrange(50)) if chance.random() < 0.8 else None,
    )


def state(due, done, on):
    if done and done <= on:
        return "已按期" if done <= due else "逾期已办"
    return "逾期" if due < on else "未到期"


class MonthOf:
    """The ledgers of one county for one month."""

    def __init__(self, home, month):
        self.home, self.month = home, month
        self.first, self.last = span(month)

    def within(self, day):
        return bool(day) and self.first <= day <= self.last

    def person(self, case, *, unit="unit"):
        return {
            "@key": case.key,
            "name": case.name,
            unit: case.unit[1],
            "unit_level": case.unit[0],
            "post": "科长",
        }

    def known(self):
        return [case for case in self.home.cases if case.decided <= self.last]

    def decisions(self):
        rows = []
        for case in self.known():
            dues = [case.decided + timedelta(days=days) for days in (30, 30, 183)]
            done = [day if day and day <= self.last else None for day in case.executed]
            if case.decided < self.first and all(day and day < self.first for day in case.executed):
                continue
            party, admin, org = _SANCTIONS[case.form - 1]
            row = self.person(case) | {
                "id_number": case.number,
                "sex": case.sex,
                "rank": case.rank,
                "authority": "县管",
                "politics": "中共党员",
                "case_number": case.document.replace("决", "立"),
                "filed_on": case.decided - timedelta(days=60),
                "violation": "违反廉洁纪律",
                "form": FORM_NAMES[case.form - 1],
                "party_sanction": party,
                "admin_sanction": admin,
                "org_measure": org,
                "organ": "县纪委监委",
                "document_number": case.document,
                "decided_on": case.decided,
                "issued_on": case.decided,
                "period_start": case.decided,
                "period_end": case.end,
                "adjust_state": "不适用",
            }
            for (due_key, done_key, state_key), due, day in zip(
                (
                    ("told_due", "told_on", "told_state"),
                    ("archive_due", "archived_on", "archive_state"),
                    ("report_due", "reported_on", "report_state"),
                ),
                dues,
                done,
                strict=True,
            ):
                row |= {due_key: due, done_key: day, state_key: state(due, day, self.last)}
            rows.append(row)
        return rows

    def announcements(self):
        rows = []
        for case in self.known():
            held = None if case.exempt else case.announced
            closed = case.decided + timedelta(days=2) if case.exempt else held
            if not (
                self.within(case.decided)
                or self.within(case.due)
                or self.within(held)
                or (case.decided < self.first and closed >= self.first)
            ):
                continue
            shown = held if held and held <= self.last else None
            word = "豁免" if case.exempt else state(case.due, shown, self.last)
            rows.append(
                self.person(case)
                | {
                    "@key": f"a{case.key}",
                    "sanction": _SANCTIONS[case.form - 1][0] or "诫勉",
                    "document_number": case.document,
                    "decided_on": case.decided,
                    "due_on": case.due,
                    "held_on": shown,
                    "state": word,
                    "place": "二楼会议室",
                    "attendance": 30 if shown else None,
                    "exemption": "个人隐私" if case.exempt else "",
                    "part_report": bool(shown) or None,
                }
            )
        return rows

    def in_force(self):
        return [case for case in self.known() if case.sanctioned and case.end >= self.first]

    def visits(self):
        rows = []
        for case in self.in_force():
            held = [day for day in case.visits if day <= self.last]
            party, admin, org = _SANCTIONS[case.form - 1]
            rows.append(
                self.person(case)
                | {
                    "@key": f"d{case.key}",
                    "sex": case.sex,
                    "birth_month": f"{case.number[6:10]}-{case.number[10:12]}",
                    "politics": "中共党员",
                    "rank": case.rank,
                    "authority": "县管",
                    "violation": "违反廉洁纪律",
                    "form": FORM_NAMES[case.form - 1],
                    "party_sanction": party,
                    "admin_sanction": admin,
                    "org_measure": org,
                    "organ": "县纪委监委",
                    "document_number": case.document,
                    "decided_on": case.decided,
                    "period_start": case.decided,
                    "period_end": case.end,
                    "announced_on": case.announced if case.announced <= self.last else None,
                    "dossier": "是",
                    "mentor": "刘志明",
                    "team": "刘志明、王芳",
                    "visits_due": (self.last - case.decided).days // 95,
                    "visits_held": len(held),
                    "last_visit_on": held[-1] if held else None,
                    "way": "面谈" if held else "",
                    "performance": "思想平稳，工作正常。" if held else "",
                    "grade": "较好" if held else "",
                }
            )
        return rows

    def assessments(self):
        rows = []
        for case in self.known():
            due, done = case.end + timedelta(days=30), case.assessed
            waiting = due < self.first and not (done and done < self.first)
            if not case.sanctioned or not (waiting or self.within(due) or self.within(done)):
                continue
            shown = done if done and done <= self.last else None
            rows.append(
                self.person(case)
                | {
                    "@key": f"e{case.key}",
                    "sex": case.sex,
                    "sanction": _SANCTIONS[case.form - 1][0],
                    "document_number": case.document,
                    "period_end": case.end,
                    "due_on": due,
                    "held_on": shown,
                    "state": state(due, shown, self.last),
                    "result": "好" if shown else "",
                    "poll_good": 12 if shown else None,
                    "reoffended": False,
                }
            )
        return rows

    def tolerance(self):
        rows = []
        for number, case in enumerate(self.home.cases[::7], 1):
            applied, concluded = case.decided - timedelta(days=30), case.decided + timedelta(days=15)
            if applied > self.last or concluded < self.first:
                continue
            ended = concluded <= self.last
            rows.append(
                self.person(case)
                | {
                    "@key": f"t{case.key}",
                    "number": f"RC2026-{number:03d}",
                    "people": 1,
                    "matter": "历史遗留办证容缺受理",
                    "applied_on": applied,
                    "accepted_on": min(applied + timedelta(days=3), self.last),
                    "negative": "无",
                    "exclusions": "无",
                    "conclusion": "免责" if ended else "",
                    "concluded_on": concluded if ended else None,
                    "evidence": 3,
                }
            )
        return rows

    def forms(self, year=False):
        first = date(self.first.year, 1, 1) if year else self.first
        counts = [0, 0, 0, 0]
        for case in self.home.cases:
            counts[case.form - 1] += first <= case.decided <= self.last
        return tuple(enumerate(counts, 1))

    def ledgers(self):
        found = {
            name: getattr(self, name)()
            for name in ("decisions", "announcements", "tolerance", "visits", "assessments")
        }
        for rows in found.values():
            for number, row in enumerate(rows, 1):
                row["seq"] = number
        return found | {"tolerance_people": [], "enquiries": []}

    def book(self, *, submission=1, manifest=True, **over):
        ledgers = self.ledgers()
        units = sorted({(row["unit_level"], row["unit"]) for rows in ledgers.values() for row in rows})
        parts = ()
        if manifest:
            made_at = f"{self.last:%Y-%m-%d}T09:00:00"
            parts = (
                manifest_part(
                    ManifestFacts(made_at=made_at, program="1.0", audit_head="3f9a" * 16, audit_seq=9)
                ),
            )
        fields = {
            "unit_name": self.home.unit_name,
            "unit_code": self.home.code,
            "month": self.month,
            "made_on": self.last + timedelta(days=3),
            "made_by": "刘畅",
            "submission": submission,
            "ledgers": ledgers,
            "forms_of_handling": self.forms(),
            "forms_of_handling_year": self.forms(year=True),
            "units": units,
            "visit_grades": ("好", "较好", "一般", "较差"),
            "assessment_grades": ("好", "较好", "一般", "差"),
            "poll_grades": (("poll_good", "好"), ("poll_fairly", "较好")),
            "parts": parts,
        }
        return MonthBook(**(fields | over))


def write(folder, index, month, *, seed=1, cases=40, name="", **over):
    """One month of one county as a file; one without rows of its own is made once in a run and copied."""
    home = county(index, seed=seed, cases=cases)
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / (name or f"{home.name}{month}.xlsx")
    if FOLDER in os.environ and all(isinstance(value, int | str) for value in over.values()):
        what = f"month of a county {index} {month} {seed} {cases} {sorted(over.items())}"
        return Path(shutil.copy(made(what, lambda at: _written(home, month, at, over)) / "month.xlsx", out))
    write_month_book(MonthOf(home, month).book(**over), FORMS_FOLDER, out=out)
    return out


def _written(home, month, folder, over):
    folder.mkdir(parents=True)
    write_month_book(MonthOf(home, month).book(**over), FORMS_FOLDER, out=folder / "month.xlsx")


def city_folder(months=("2026-08", "2026-09"), *, seed=1, cases=40):
    """A folder with the months of all eight counties, made once in a run; only to be read."""

    def build(at):
        for index in range(len(NAMES)):
            for month in months:
                write(at, index, month, seed=seed, cases=cases)

    return made(f"city {months} {seed} {cases}", build)


def with_person(home, case, **changes):
    """A county with one more case like a given one."""
    return replace(home, cases=[*home.cases, replace(case, **changes)])


def month_before(month):
    return before(month)
