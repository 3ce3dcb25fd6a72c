"""The stories of the demo county: who did what, what was decided, and how well the office followed it up.

The first stories are written out so that every state of every kind of duty is there however few the people are;
the rest are drawn by chance in the proportions a county sees, most of them first and second form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.dates import add_months
from jzdesk.services.demo_matters import HEAVY, LIGHT, Matter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from jzdesk.domain.workdays import WorkCalendar
    from jzdesk.services.demo_places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """One decision and what became of it.

    `undone`, `late` and `excused` name duty kinds; `announce` is 'done', 'late', 'none', 'postponed' or a code of the
    list exemption; `visits` the fate of the first visits ('held', 'late', 'moved', 'missed' or a code of the list
    visit_excuse), chance decides on later ones; `assess` is 'done', 'late' or 'none'; `again` another sanction of the
    person whose tale bears this `key`. `restored` and `extended` count days from the decision; `items` says by kind of
    execution item how it stands today (`demo_checklist`), a word for each letter."""

    decided_on: date
    codes: tuple[str, ...]
    level: str = ""
    place: str = ""
    name: str = ""
    sex: str = ""
    post: str = ""
    party: bool | None = True
    matter: Matter | None = None
    amount: float | None = None
    crime: bool = False
    announce: str = "done"
    undone: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    excused: dict[str, str] = field(default_factory=dict)
    extended_item: bool = False
    restored: int = 0
    extended: int = 0
    revoked: int = 0
    visits: tuple[str, ...] = ()
    follow_up: str = ""
    assess: str = "done"
    grade: str = ""
    new_mentor: bool = False
    excluded: str = ""
    key: str = ""
    again: str = ""
    delegate: str = ""
    items: dict[str, str] = field(default_factory=dict)


SLUSH = Matter(
    "2013年1月至2017年10月，在担任装备中心主任期间，违反财经纪律，设置“小金库”资金173.76万元；使用“小金库”资金，"
    "违规为装备中心职工发放津补贴26.95万元", "integrity", "audit", "x3",
)  # fmt: skip
SEWAGE = Matter(
    "在担任镇长期间，两家乡镇污水处理厂配套管网建设明显滞后，对乡镇生活污水超标准排放、污染四湖总干渠负有重要领导责任",
    "work", "superior", "f2",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Days:
    """Working days counted back from today."""

    today: date
    calendar: WorkCalendar

    def ago(self, months: int, days: int = 0) -> date:
        """So many months and days ago, or the working day before."""
        day = add_months(self.today, -months) - timedelta(days=days)
        return day if self.calendar.is_working_day(day) else self.calendar.working_day_before(day, 1)

    def working(self, days: int) -> date:
        """So many working days ago."""
        return self.calendar.working_day_before(self.today, days)


def written_tales(today: date, calendar: WorkCalendar) -> list[Tale]:
    """The stories that are always there: the article's cases first, then one for each state of each duty."""
    days = _Days(today, calendar)
    return [*_running(days), *_ended(days), *_orderly(days)]


def _running(days: _Days) -> list[Tale]:
    """The article's cases; decisions announced and executed on time, late, exempt, postponed or not yet."""
    ago, working = days.ago, days.working
    return [
        Tale(decided_on=ago(4, 3), codes=("D2",), place="装备中心", name="吴某某", sex="1", post="主任", matter=SLUSH,
             amount=173.76, visits=("held",), key="吴某某", items={"letters": "done soon"}),
        Tale(decided_on=ago(8, 17), codes=("Z2",), level="town", name="万某某", sex="2", post="党委副书记、镇长",
             matter=SEWAGE, visits=("held", "held"), key="万某某", items={"letters": "late open"}),
        # a decision just made, due soon, overdue, late; the three exemptions; postponed
        Tale(decided_on=working(1), codes=("D1", "O02"), announce="none", undone=("*",), delegate="npc"),
        Tale(decided_on=working(5), codes=("D2", "Z3"), announce="none", undone=("*",)),
        Tale(decided_on=working(12), codes=("D1", "Z2"), level="town", announce="none", undone=("name_mentor",)),
        Tale(decided_on=working(9), codes=("Z2",), announce="postponed", undone=("open_dossier", "form_team", "name_mentor")),
        Tale(decided_on=ago(2, 5), codes=("D2",), announce="state_secret", items={"property": "soon"}),
        Tale(decided_on=ago(5, 9), codes=("D1",), announce="trade_secret", level="county", visits=("held",), follow_up="soon",
             items={"property": "overdue", "letters": "overdue excused"}),
        Tale(decided_on=ago(7, 1), codes=("D1",), announce="privacy", visits=("held", "late"), follow_up="done"),
        Tale(decided_on=ago(1, 12), codes=("D2", "Z4", "O02"), delegate="npc", announce="late", late=("name_mentor", "form_team"),
             undone=("open_dossier", "tell", "adjust", "archive", "deliver"), level="county"),
        Tale(decided_on=working(13), codes=("D2",), undone=("open_dossier", "form_team"), late=("name_mentor",)),
        Tale(decided_on=ago(0, 27), codes=("D2", "Z4", "O05"), delegate="cppcc", undone=("deliver", "tell", "adjust", "archive"), level="county",
             late=("open_dossier",)),
        Tale(decided_on=ago(0, 9), codes=("D2", "Z4"), level="county", undone=("*",)),
        Tale(decided_on=ago(3, 20), codes=("D2", "Z4"), level="county", late=("deliver", "tell", "adjust", "archive", "open_dossier"),
             visits=("missed",)),
        Tale(decided_on=ago(4, 10), codes=("D2", "Z4", "O05"), delegate="npc", level="county", extended_item=True,
             visits=("late",), follow_up="overdue",
             items=dict.fromkeys(("notify_organs", "organization", "delegate", "property"), "late")),
        Tale(decided_on=ago(9, 5), codes=("Z1",), level="village", party=False, late=("report_execution",),
             assess="late", grade="fair", visits=("held", "illness"), follow_up="late",
             excused={"archive": "村干部没有人事档案"}),
        Tale(decided_on=ago(5, 16), codes=("D1",), level="village", undone=("report_execution",), visits=("moved",)),
        Tale(decided_on=ago(6, 25), codes=("D1", "Z2", "O02"), delegate="npc", level="town", undone=("report_execution",), new_mentor=True,
             visits=("held", "abroad"), follow_up="open", excused={"deliver": "与政务处分决定一并送达"}),
        Tale(decided_on=ago(3, -4), codes=("D1",), level="town", visits=("missed",)),
    ]  # fmt: skip


def _ended(days: _Days) -> list[Tale]:
    """Periods that have ended or are about to, 留党察看 in each stage, the heaviest measures and the lightest."""
    ago = days.ago
    return [
        Tale(decided_on=ago(12, 48), codes=("D1",), assess="none", level="county"),
        Tale(decided_on=ago(12, -16), codes=("D1", "Z2"), assess="none", level="town"),
        Tale(decided_on=ago(14, 3), codes=("D1", "Z1"), level="town", grade="good", new_mentor=True,
             items={"appraisal": "done"}),
        Tale(decided_on=ago(13, 25), codes=("Z2",), grade="fairly", level="county",
             excused={"report_execution": "决定机关同意并入年度报告", "tell": "本人已调离，由接收单位宣布"}),
        Tale(decided_on=ago(14, 20), codes=("D1",), grade="poor", level="village"),
        Tale(decided_on=ago(17, 2), codes=("Z2",), level="county", grade="fairly", key="再犯", items={"appraisal": "late"}),
        Tale(decided_on=ago(2, 12), codes=("D2",), again="再犯", visits=()),
        Tale(decided_on=ago(11, 6), codes=("D1",), level="county", revoked=95),
        # 留党察看 in each stage, the heaviest, and people who are not visited
        Tale(decided_on=ago(20, 4), codes=("D4-1", "Z5"), level="county", restored=375, items={"appraisal": "overdue"}),
        Tale(decided_on=ago(15, 8), codes=("D4-1",), level="village", extended=360, delegate="party"),
        Tale(decided_on=ago(12, 6), codes=("D4-1", "Z5"), level="county", items={"appraisal": "excused"}),
        Tale(decided_on=ago(13, 12), codes=("D4-1",), level="village"),
        Tale(decided_on=ago(22, 9), codes=("D4-1", "Z5"), level="town", restored=430, items={"appraisal": "soon"}),
        Tale(decided_on=ago(7, 14), codes=("D3", "Z5", "O05"), delegate="cppcc", level="county",
             excused={"adjust": "处分决定作出前已免职"},
             items=dict.fromkeys(("notify_organs", "organization", "delegate", "property"), "excused")),
        Tale(decided_on=ago(6, 8), codes=("D5", "Z6"), level="county", crime=True),
        Tale(decided_on=ago(8, 21), codes=("D5",), level="village", crime=True, excluded="custody"),
        # first form and 组织处理
        Tale(decided_on=ago(2, 20), codes=("F11",), level="town", visits=("held",)),
        Tale(decided_on=ago(1, 8), codes=("O02",), level="county", announce="done"),
        Tale(decided_on=ago(0, 12), codes=("F01",), level="county"),
    ]  # fmt: skip


def _orderly(days: _Days) -> list[Tale]:
    """People with whom all went as it should, so that what is told later (decisions changed or revoked, results
    forwarded or not) can happen to them and no state of a duty is lost."""
    ago = days.ago
    return [
        Tale(decided_on=ago(4, 8), codes=("D2",), level="town", visits=("held", "held")),
        Tale(decided_on=ago(3, 14), codes=("D1",), level="county", visits=("held",)),
        Tale(decided_on=ago(3, 2), codes=("D1",), level="village", visits=("held",)),
        Tale(decided_on=ago(2, 24), codes=("D1",), level="town", visits=("held",)),
        Tale(decided_on=ago(3, 9), codes=("Z2",), level="county", visits=("held",)),
        Tale(decided_on=ago(15, 11), codes=("D1",), level="town", grade="fairly", visits=("held", "held")),
        Tale(decided_on=ago(10, 13), codes=("Z1",), level="county", grade="good", visits=("held",)),
    ]  # fmt: skip


_FIRST = (("F01", 30), ("F03", 22), ("F07", 9), ("F10", 10), ("F11", 13), ("F13", 9), ("F14", 4), ("F06", 3))
_SECOND = (
    (("D1",), 40), (("D2",), 17), (("D1", "Z2"), 6), (("D2", "Z3"), 5), (("Z1",), 12), (("Z2",), 9), (("Z3",), 4),
    (("D2", "Z4"), 2), (("O02",), 3), (("O05",), 2),
)  # fmt: skip
_VILLAGE_OUT = ("Z4", "Z5", "Z6", "O02", "O05")
_THIRD = ((("D3", "Z5"), 5), (("D4-1", "Z5"), 3), (("D4-2",), 2), (("D5",), 3), (("D5", "Z6"), 2))


def chance_tale(rng: Random, decided_on: date, today: date) -> Tale:
    """One story by chance: about seven in ten first form, a quarter second, the rest third and fourth."""
    lot = rng.random()
    settled = (today - decided_on).days > 40
    slack = () if rng.random() < 0.94 else (rng.choice(("report_execution", "archive", "name_mentor", "tell")),)
    if lot < 0.72:
        code = rng.choices([c for c, _ in _FIRST], [w for _, w in _FIRST])[0]
        return Tale(decided_on=decided_on, codes=(code,), party=None)
    announce = rng.choices(
        ("done", "late", "state_secret", "privacy", "trade_secret"), (950, 28, 6, 12, 4) if settled else (97, 0, 1, 1, 1)
    )[0]
    if lot < 0.96:
        codes = rng.choices([c for c, _ in _SECOND], [w for _, w in _SECOND])[0]
        return Tale(decided_on=decided_on, codes=codes, party=any(c[0] == "D" for c in codes), announce=announce,
                    late=slack, new_mentor=rng.random() < 0.06, assess="late" if rng.random() < 0.03 else "done")  # fmt: skip
    codes = rng.choices([c for c, _ in _THIRD], [w for _, w in _THIRD])[0]
    return Tale(
        decided_on=decided_on, codes=codes, announce=announce, late=slack, crime="D5" in codes and rng.random() < 0.7,
        excluded="custody" if codes == ("D5",) and rng.random() < 0.5 else "", restored=rng.choice((368, 376, 389)),
    )  # fmt: skip


def place_of(tale: Tale, choices: Sequence[Place], rng: Random) -> Place:
    """Where the person of a tale works: somewhere his measures may be given."""
    if tale.place:
        return next(p for p in choices if p.name.endswith(tale.place))
    fitting = [p for p in choices if _fits(tale, p)]
    return rng.choices(fitting, [p.weight for p in fitting])[0]


def _fits(tale: Tale, place: Place) -> bool:
    if tale.level and place.level != tale.level:
        return False
    if any(c in _VILLAGE_OUT for c in tale.codes) and place.level in ("village", "town" if "Z6" in tale.codes else ""):
        return False
    return not (place.object_kind in ("soe",) and any(c[0] in "ZO" for c in tale.codes))


def matter_of(tale: Tale, place: Place, rng: Random) -> Matter:
    """What it was about: something that happens at that level, as grave as the measure."""
    if tale.matter:
        return tale.matter
    grave = tale.codes[0] in ("D3", "D4-1", "D4-2", "D5", "Z5", "Z6")
    fitting = [m for m in (HEAVY if grave else LIGHT) if not m.levels or place.level in m.levels.split()]
    return rng.choice(fitting)
