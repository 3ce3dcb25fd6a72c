"""一人一档材料: which of the fourteen parts a person's file must hold today, which it holds, how complete it is.

Pure: the same function serves the screen, the index column of the list and the paper. What must be there follows from
the duties (they know which measures call for what) and from the stage the file has reached; the word `when` of each part
in visits.toml names the rule, so a county can say otherwise.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from jzdesk.domain.duties import DutyKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.list_items import ListItem
    from jzdesk.domain.visits import Visit

WHENS: Mapping[str, str] = MappingProxyType(
    {
        "always": "自处分决定作出起",
        "mentor": "须指定帮带人的",
        "announced": "宣布、送达到期或者已办的",
        "opened": "已建档或者建档到期的",
        "visits": "已回访或者回访到期的",
        "half_year": "影响期起算满半年的",
        "year_end": "影响期内已有年度终了的",
        "expired": "影响期（处分期）已满的",
        "restored": "留党察看期满的",
        "assessed": "已作期满考核的",
        "closed": "已结档或者归档的",
    }
)
"""When a part must lie in the file: the words `when` may say, and how the screens read them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a file. `required` is what 建档 needs at any stage; `due` whether this file must hold it today, and
    `when` in words why; `present` whether it does: because the program holds it (`known`, in words), because
    `attachments` belong to it, or because somebody `ticked` that the paper lies in the folder (`paper` says where).
    `lacking` says in words what the program still misses of it."""

    code: str
    name: str
    present: bool
    required: bool
    due: bool = False
    when: str = ""
    known: str = ""
    lacking: str = ""
    attachments: int = 0
    ticked: bool = False
    paper: str = ""
    source: str = ""

    @property
    def missing(self) -> bool:
        """Whether it must be there today and is not."""
        return self.due and not self.present


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the parts due are held. `percent` is whole and never says 100 while one is missing."""

    held: int
    due: int

    @property
    def percent(self) -> int:
        """0 to 100; nothing due counts as complete."""
        return 100 if self.held >= self.due else self.held * 100 // self.due

    @property
    def text(self) -> str:
        """'64 %（7/11）'."""
        return f"{self.percent} %（{self.held}/{self.due}）"


def completeness(parts: Iterable[Part]) -> Completeness:
    """Of the parts due, how many are present."""
    due = [part for part in parts if part.due]
    return Completeness(sum(part.present for part in due), len(due))


@dataclass(frozen=True, slots=True)
class Stage:
    """What the rules of the parts look at: the file, the duties of its person, today."""

    file: DossierFile
    duties: Sequence[Duty]
    on: date
    _by_kind: dict[str, list[Duty]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Sort the duties once: of the decision that governs, and of the file itself."""
        governing, mine = self.file.dossier.decision_id, self.file.dossier.id
        for duty in self.duties:
            of_decision = duty.subject == "decision" and duty.subject_id == governing
            if of_decision or duty.subject == "measure" or duty.dossier_id == mine:
                self._by_kind.setdefault(duty.kind, []).append(duty)

    def of(self, *kinds: DutyKind) -> list[Duty]:
        """The duties of some kinds."""
        return [duty for kind in kinds for duty in self._by_kind.get(kind.value, ())]

    def reached(self, *kinds: DutyKind) -> bool:
        """Whether one of them is done, or due by today; an excused one asks for nothing."""
        return any(d.done_on or (d.due_on <= self.on and not d.excuse) for d in self.of(*kinds))

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The visits of the period that runs that are settled or due by today."""
        plan = self.file.visits_of_period
        return tuple(v for v in plan if v.settled or (v.planned_on and v.planned_on <= self.on))

    @property
    def years(self) -> tuple[int, ...]:
        """The years that ended within the period, by today."""
        begin, end = self.file.period_start, self.file.period_end
        if begin is None or end is None or self.file.dossier.excluded:
            return ()
        return tuple(y for y in range(begin.year, end.year + 1) if date(y, 12, 31) <= min(end, self.on))

    @property
    def expired(self) -> bool:
        """Whether the period is over and must be assessed."""
        end = self.file.period_end
        return bool(end and end < self.on and any(not d.excuse for d in self.of(DutyKind.ASSESS)))

    @property
    def half_year(self) -> date | None:
        """The day half a year of the period has passed; None where the file is not followed that closely."""
        begin = self.file.period_start
        followed = any(not d.excuse for d in self.of(DutyKind.OPEN_DOSSIER))
        return months_on(begin, 6) if begin and followed and self.file.period_end else None


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


_DUE: Mapping[str, Callable[[Stage], bool]] = MappingProxyType(
    {
        "always": lambda _s: True,
        "mentor": lambda s: any(not d.excuse for d in s.of(DutyKind.NAME_MENTOR)),
        "announced": lambda s: s.reached(DutyKind.ANNOUNCE, DutyKind.DELIVER),
        "opened": lambda s: s.reached(DutyKind.OPEN_DOSSIER),
        "visits": lambda s: any(v.held_on or not v.excuse for v in s.visits),
        "half_year": lambda s: s.half_year is not None and s.half_year <= s.on,
        "year_end": lambda s: bool(s.years),
        "expired": lambda s: s.expired,
        "restored": lambda s: s.reached(DutyKind.RESTORE_RIGHTS),
        "assessed": lambda s: any(a.held_on for a in s.file.assessments),
        "closed": lambda s: bool(s.file.dossier.closed_on or s.file.dossier.archived_on),
    }
)


# ---- what the program holds itself: (what it holds, what it lacks), in words


def _basic(s: Stage) -> tuple[str, str]:
    return (s.file.person.name and "系统中已有人员信息", "")


def _executed(s: Stage) -> tuple[str, str]:
    done, lacking = [], []
    for duty in s.of(DutyKind.DELIVER, DutyKind.ANNOUNCE):
        word = "送达" if duty.kind == DutyKind.DELIVER.value else "宣布"
        if duty.done_on:
            done.append(f"{word} {duty.done_on:%Y-%m-%d}")
        elif duty.excuse:
            done.append(f"不{word}：{duty.excuse}")
        else:
            lacking.append(f"尚未{word}")
    return "；".join(done), "；".join(lacking)


def _mentored(s: Stage) -> tuple[str, str]:
    named = s.file.mentor or (s.file.mentors[-1] if s.file.mentors else None)
    if named is None:
        return "", "尚未指定帮带人"
    notes = f"，帮教记录 {len(s.file.notes)} 次" if s.file.notes else "，尚无帮教记录"
    return f"帮带人{named.name}{notes}", ""


def _planned(s: Stage) -> tuple[str, str]:
    return ("已录入回访方案", "") if s.file.dossier.plan.strip() else ("", "尚无回访方案")


def _visited(s: Stage) -> tuple[str, str]:
    held = sum(v.held_on is not None for v in s.file.visits)
    missing = [f"第{v.ordinal}次（应于 {v.planned_on:%Y-%m-%d}）" for v in s.visits if not v.settled]
    lacking = f"缺{'、'.join(missing)}" if missing else ("" if held else "尚未回访")
    return (f"已回访 {held} 次" if held else "", lacking)


def _valued(s: Stage) -> tuple[str, str]:
    found = any(a.unit_opinion.strip() for a in s.file.assessments)
    return ("期满考核中已有单位意见", "") if found else ("", "尚无单位评价")


def _appraised(s: Stage) -> tuple[str, str]:
    graded = {record.year for record in s.file.annual if record.grade}
    missing = [f"{year}" for year in s.years if year not in graded]
    known = "、".join(f"{year}年" for year in sorted(graded))
    return (f"已登记{known}" if known else "", f"缺{'、'.join(missing)}年度" if missing else "")


def _assessed(s: Stage) -> tuple[str, str]:
    end = s.file.period_end
    held = max((a.held_on for a in s.file.assessments if a.held_on), default=None)
    if held is None:
        return "", f"影响期至 {end:%Y-%m-%d}，尚未考核" if end else ""
    return f"考核 {held:%Y-%m-%d}", ""


def _restored(s: Stage) -> tuple[str, str]:
    duties = s.of(DutyKind.RESTORE_RIGHTS)
    days = [d.done_on for d in duties if d.done_on]
    lacking = "尚未恢复权利" if any(not d.done_on and not d.excuse and d.due_on <= s.on for d in duties) else ""
    return (f"恢复权利 {max(days):%Y-%m-%d}" if days else "", lacking)


def _used(s: Stage) -> tuple[str, str]:
    sent = [a for a in s.file.assessments if a.forwarded_on]
    if not sent:
        return "", "考核结果尚未抄送"
    last = max(sent, key=lambda a: a.forwarded_on or date.min)
    return f"抄送{last.forwarded_to} {last.forwarded_on:%Y-%m-%d}", ""


def _archived(s: Stage) -> tuple[str, str]:
    on = s.file.dossier.archived_on
    return (f"归档 {on:%Y-%m-%d}", "") if on else ("", "尚未归档")


_KNOWN: Mapping[str, Callable[[Stage], tuple[str, str]]] = MappingProxyType(
    {
        "basic": _basic, "execution": _executed, "mentor": _mentored, "plan": _planned, "visits": _visited,
        "unit": _valued, "annual": _appraised, "assessment": _assessed, "restoration": _restored, "use": _used,
        "archive": _archived,
    }
)  # fmt: skip
"""What `source` may say. 'decision' is not among them: the program knows the decision, not that its copy is there."""


def parts_of(
    file: DossierFile, duties: Sequence[Duty], attached: Mapping[str, int], items: Iterable[ListItem], on: date
) -> tuple[Part, ...]:
    """The parts of a file in order, as they stand on a day. `duties` are all of the person's, `attached` the number
    of its attachments by part, `items` the list dossier_parts of the visit rules."""
    stage = Stage(file, duties, on)
    return tuple(_part(stage, item, attached.get(item.code, 0)) for item in items if item.enabled)


def _part(stage: Stage, item: ListItem, attached: int) -> Part:
    dossier = stage.file.dossier
    known, lacking = _KNOWN[item.source](stage) if item.source in _KNOWN else ("", "")
    ticked = item.code in dossier.parts
    return Part(
        code=item.code,
        name=item.text,
        present=bool(known and not lacking) or attached > 0 or ticked,
        required=item.required,
        due=_DUE[item.when](stage) if item.when in _DUE else False,
        when=WHENS.get(item.when, ""),
        known=known,
        lacking=lacking,
        attachments=attached,
        ticked=ticked,
        paper=dossier.part_notes.get(item.code, ""),
        source=item.source,
    )


def recount_on(file: DossierFile, duties: Sequence[Duty], on: date) -> date | None:
    """The next day on which another part may fall due though nobody touched the file; None when none will."""
    stage = Stage(file, duties, on)
    kinds = (DutyKind.ANNOUNCE, DutyKind.DELIVER, DutyKind.OPEN_DOSSIER, DutyKind.RESTORE_RIGHTS)
    days = [d.due_on for d in stage.of(*kinds) if not d.done_on and not d.excuse]
    days += [v.planned_on for v in file.visits_of_period if v.planned_on and not v.settled]
    begin, end = file.period_start, file.period_end
    if begin and end:
        days += [end + timedelta(days=1), *(date(year, 12, 31) for year in range(begin.year, end.year + 1))]
        days += [stage.half_year] if stage.half_year else []
    return min((day for day in days if day > on), default=None)
