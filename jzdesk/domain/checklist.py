"""执行清单: what one case has to execute, line by line, as it stands on a day. Pure: records and duties give the lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain import case_changes
from jzdesk.domain.decision_duties import EXECUTION_KINDS
from jzdesk.domain.duties import DutyState, state_of
from jzdesk.domain.execution_faults import faults_of
from jzdesk.domain.execution_rules import ItemTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.execution import ExecutionItem
    from jzdesk.domain.execution_faults import Fault
    from jzdesk.domain.plans import Planner

RUNNING, OVER = "执行中", "已期满"
FINISHED, UNDER_WAY = "执行完毕", "执行中"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item of the checklist. A line with a duty counts in the meter; a running one has a span (`until`, None while
    its end is not fixed) and ends by itself; a bare one only shows what was recorded."""

    template: ItemTemplate
    decision_id: int
    part: int = 0
    name: str = ""
    duty: Duty | None = None
    item: ExecutionItem | None = None
    running: bool = False
    until: date | None = None
    done_on: date | None = None
    details: tuple[tuple[str, str], ...] = ()
    said: str = ""
    faults: tuple[Fault, ...] = ()
    attachments: int = 0

    @property
    def key(self) -> tuple[int, str, int]:
        """What tells this line from every other of the case."""
        return self.decision_id, self.template.code, self.part

    @property
    def counted(self) -> bool:
        """Whether the meter counts it."""
        return self.duty is not None

    @property
    def settled(self) -> bool:
        """Done, or for a stated reason not to be done."""
        return self.duty is not None and not self.duty.open

    @property
    def by_hand(self) -> bool:
        """Added by hand, and to be taken off again: no template called for it."""
        return self.item is not None and self.template.manual and "never" in self.template.when

    def over(self, on: date) -> bool:
        """Whether a running line has come to its end."""
        return self.running and self.until is not None and self.until < on


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of one decision, the one in force first."""

    decision: Decision
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """All decisions of a case; `met` of `due` counted lines are settled, `overdue` are late on the day `on`."""

    case_id: int
    on: date
    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def due(self) -> int:
        return sum(line.counted for line in self.lines)

    @property
    def met(self) -> int:
        return sum(line.settled for line in self.lines)

    @property
    def overdue(self) -> int:
        return sum(line.duty is not None and state_of(line.duty, self.on) is DutyState.OVERDUE for line in self.lines)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(fault for line in self.lines for fault in line.faults)

    @property
    def percent(self) -> int:
        """Whole percents, never 100 while one is missing."""
        return 100 if self.met == self.due else min(99, 100 * self.met // self.due)

    @property
    def state(self) -> str:
        """执行完毕 once everything counted is settled, else 执行中; '' where there is nothing to execute."""
        if not self.due:
            return ""
        return FINISHED if self.met == self.due else UNDER_WAY

    def line(self, kind: str, part: int = 0) -> Line | None:
        """The line of a kind, of the decision in force where several have one."""
        return next((one for one in self.lines if one.template.code == kind and one.part == part), None)


def counts(duties: Iterable[Duty]) -> tuple[int, int]:
    """(due, done) of the duties of one case: the meter as the list of cases keeps it."""
    own = [duty for duty in duties if duty.kind in EXECUTION_KINDS]
    return len(own), sum(not duty.open for duty in own)


def faults_in(file: CaseFile, duties: Sequence[Duty], planner: Planner) -> tuple[Fault, ...]:
    """What an auditor would find in the decisions of a case. `duties` are those of the case."""
    return tuple(
        fault
        for decision in file.decisions
        if decision.decided_on
        for fault in faults_of(
            file, decision, duties, planner.appraisals(decision, case_changes.kept_codes(file, decision)),
            rules=planner.rules,
        )
    )  # fmt: skip


def checklist(
    file: CaseFile, duties: Sequence[Duty], planner: Planner, *, on: date, attached: Mapping[str, int] | None = None,
    revisit: str = "",
) -> Checklist:  # fmt: skip
    """The checklist of a case. `duties` are those of the case, `attached` counts attachments by item kind, `revisit`
    says how far the revisits have come. Measures must bear their computed spans."""
    made = [d for d in file.decisions if d.decided_on]
    made.sort(key=lambda d: (d.decided_on or date.min, d.id or 0), reverse=True)
    groups = []
    for decision in made:
        lines = tuple(_lines(file, decision, duties, planner, attached=attached or {}, revisit=revisit))
        if lines:
            title = f"{decision.document_number}　{decision.decided_on:%Y-%m-%d}决定".strip()
            groups.append(Group(decision=decision, title=title, lines=lines))
    return Checklist(case_id=file.case.id or 0, on=on, groups=tuple(groups))


def _lines(
    file: CaseFile, decision: Decision, duties: Sequence[Duty], planner: Planner, *, attached: Mapping[str, int],
    revisit: str,
) -> Iterator[Line]:  # fmt: skip
    measures = {m.id for m in decision.measures}
    own = [
        d for d in duties
        if d.kind in EXECUTION_KINDS
        and ((d.subject == "decision" and d.subject_id == decision.id) or (d.subject == "measure" and d.subject_id in measures))
    ]  # fmt: skip
    left = case_changes.kept_codes(file, decision)
    effects = planner.appraisals(decision, left)
    faults = faults_of(file, decision, own, effects, rules=planner.rules)
    items = {(item.kind, item.part): item for item in decision.items}
    found = planner.circumstances_of(file, decision, left) if left else frozenset()
    runs = {t.code for t in planner.rules.execution.demanded(found) if t.mode == "running"} if decision.measures else set()
    seen = set()
    for template in planner.rules.execution.items.values():
        kind = template.duty.value if template.duty else ""
        for duty in sorted((d for d in own if d.kind == kind), key=lambda d: d.part):
            part = duty.part
            item = items.get((template.code, part))
            seen.add((template.code, part))
            yield _line(template, decision, part, duty=duty, item=item, planner=planner, attached=attached, faults=faults)
        if template.code in runs:
            until = _until(template, file, decision)
            yield Line(
                template=template, decision_id=decision.id or 0, name=template.name, running=True, until=until,
                said=revisit if template.code == "revisit" else "",
                faults=tuple(f for f in faults if _strays(f, own) and template.code == "promotion"),
                attachments=attached.get(template.code, 0),
            )  # fmt: skip
    for (kind, part), item in items.items():
        if (kind, part) not in seen and (item.done_on or item.not_applicable):
            template = planner.rules.execution.items.get(kind) or _plain(kind, planner)
            yield _line(template, decision, part, duty=None, item=item, planner=planner, attached=attached, faults=())


def _strays(fault: Fault, own: Sequence[Duty]) -> bool:
    """A fault of a year whose appraisal is not limited: it is shown at the limit on promotion."""
    return fault.code == "annual" and not any(d.kind == fault.item and d.part == fault.part for d in own)


def _line(
    template: ItemTemplate, decision: Decision, part: int, *, duty: Duty | None, item: ExecutionItem | None,
    planner: Planner, attached: Mapping[str, int], faults: Sequence[Fault],
) -> Line:  # fmt: skip
    details = item.details if item else {}
    return Line(
        template=template,
        decision_id=decision.id or 0,
        part=part,
        name=item_name(template, part, details),
        duty=duty,
        item=item,
        done_on=duty.done_on if duty else (item.done_on if item else None),
        details=planner.rules.execution.details_said(template.code, details),
        said=_said(template, decision),
        faults=tuple(f for f in faults if f.item == template.code and f.part == part),
        attachments=attached.get(template.code, 0),
    )


def item_name(template: ItemTemplate, part: int, details: Mapping[str, str]) -> str:
    """'确定2026年度考核等次', '落实“三书”：监察建议书　公监建〔2026〕3号', or the plain name."""
    if template.counted_from == "year" and part:
        return template.name.replace("年度", f"{part}年度")
    if template.several:
        field = template.field("letter")
        letter = field.said(details.get("letter", "")) if field else ""
        told = "　".join(text for text in (details.get("number", ""), details.get("addressee", "")) if text)
        return f"{template.name}：{letter}{'　' if told else ''}{told}" if letter or told else f"{template.name}（{part}）"
    return template.name


def _said(template: ItemTemplate, decision: Decision) -> str:
    """What the meeting says of the line that is settled by it."""
    meeting = decision.announcement
    if template.code != "announce" or meeting is None:
        return ""
    if meeting.held_on:
        heads = f"，到会{meeting.attendance}人" if meeting.attendance else ""
        return f"{meeting.place}{heads}"
    if meeting.postponed_reason:
        return f"推迟：{meeting.postponed_reason}"
    return f"计划于{meeting.planned_on:%Y-%m-%d}召开" if meeting.planned_on else ""


def _until(template: ItemTemplate, file: CaseFile, decision: Decision) -> date | None:
    """The last day of a running line: of the probation, or of the longest period of the decision."""
    standing = case_changes.living(file, decision)
    if template.code == "probation":
        days = [m.probation_end_on for m in standing if m.probation_end_on]
        return max(days, default=None)
    ends = [m.end_on for m in standing if m.start_on]
    return None if None in ends else max((end for end in ends if end), default=None)


def _plain(kind: str, planner: Planner) -> ItemTemplate:
    """A record of a kind the county once had and has no template any more."""
    name = planner.rules.codes.name_of("execution_item", kind)
    return ItemTemplate(code=kind, name=name, clause="", applies="", when=("never",), mode="running")
