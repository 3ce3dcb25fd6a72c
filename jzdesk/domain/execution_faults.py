"""What auditors and inspectors find in executed decisions (domain notes §2.2, known failures), as named checks.

A fault is seen, not refused: it has happened. Its sentence, clause and place are data; the test behind each code is
here. No check looks at the clock: what is merely late to come is a duty's state.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from jzdesk.domain import annual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from jzdesk.domain.appraisal import Effect
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.execution import ExecutionItem
    from jzdesk.domain.rulebook import Rulebook

YES, NO = "yes", "no"
FEWEST_OFFICERS = 2
"""宣布 takes at least two officers (业务探讨)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one item of a decision: (item, part) is the line it is shown at."""

    code: str
    item: str
    part: int
    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What is looked at: one decision of a case, its duties by (kind, part), and the effects on its appraisals."""

    file: CaseFile
    decision: Decision
    duties: Mapping[tuple[str, int], Duty]
    effects: tuple[Effect, ...]
    rules: Rulebook

    def item(self, kind: str) -> ExecutionItem | None:
        """The item of a kind that is done."""
        return next((i for i in self.decision.items if i.kind == kind and i.part == 0 and i.done_on), None)

    def late(self, kind: str) -> dict[str, str] | None:
        """The days of what was done after its limit, to fill a sentence."""
        duty = self.duties.get((kind, 0))
        if duty is None or duty.done_on is None or duty.done_on <= duty.due_on:
            return None
        return {"done": _day(duty.done_on), "due": _day(duty.due_on)}

    def said(self, kind: str, field: str) -> str:
        """What was filled in of an item that is done; '' when nothing was."""
        item = self.item(kind)
        return item.details.get(field, "") if item else ""


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def names_in(text: str) -> tuple[str, ...]:
    """The names of a field of people, however they were set apart."""
    for mark in ("，", ",", "；", ";", " ", "　", "\n"):
        text = text.replace(mark, "、")
    return tuple(name for name in text.split("、") if name)


def _late_delivery(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    if days := proof.late("deliver"):
        yield 0, days


def _no(kind: str, field: str) -> Callable[[Proof], Iterator[tuple[int, dict[str, str]]]]:
    """The check that a yes-or-no field was answered with no."""

    def check(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
        if proof.said(kind, field) == NO:
            yield 0, {}

    return check


def _delivery_for_telling(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    item = proof.item("tell")
    delivered = proof.duties.get(("deliver", 0))
    told = set(names_in(proof.said("tell", "told")))
    if item and item.done_on and delivered and delivered.done_on == item.done_on and told == {"person"}:
        yield 0, {"done": _day(item.done_on)}


def _delivery_for_announcement(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    meeting, delivered = proof.decision.announcement, proof.duties.get(("deliver", 0))
    if meeting is None or meeting.held_on is None or delivered is None:
        return
    if delivered.done_on == meeting.held_on and not meeting.attendance:
        yield 0, {"done": _day(meeting.held_on)}


def _narrow_telling(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    told = set(names_in(proof.said("tell", "told")))
    if told and "branch" not in told and proof.file.person.is_party_member:
        yield 0, {}


def _narrow_announcement(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    meeting = proof.decision.announcement
    if meeting is None or meeting.held_on is None or not meeting.expected or meeting.attendance is None:
        return
    if meeting.attendance * 2 < meeting.expected:
        yield 0, {"expected": str(meeting.expected), "attendance": str(meeting.attendance)}


def _few_officers(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    officers = names_in(proof.said("tell", "officers"))
    if officers and len(officers) < FEWEST_OFFICERS:
        yield 0, {"count": str(len(officers))}


def _refusal_not_noted(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    opinion = proof.said("tell", "opinion")
    if opinion in ("refused", "absent") and proof.said("tell", "noted") != YES:
        template = proof.rules.execution.items.get("tell")
        field = template.field("opinion") if template else None
        yield 0, {"opinion": field.said(opinion) if field else opinion}


def _pay_late(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    item = proof.item("adjust")
    if (days := proof.late("adjust")) and item and item.extended_to is None:
        yield 0, days


def _archived_late(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    if days := proof.late("archive"):
        yield 0, days


def _annual(proof: Proof) -> Iterator[tuple[int, dict[str, str]]]:
    """评优, promotion or bonus in a year the measures limit, as `domain.annual` finds them."""
    measures = [m for m in proof.decision.measures if not m.revoked_on]
    start = min((m.start_on for m in measures if m.start_on), default=None)
    ends = [m.end_on for m in measures if m.start_on]
    end = None if None in ends else max((e for e in ends if e), default=None)
    limits = {effect.year: effect for effect in proof.effects}
    for record in proof.file.annual:
        found = annual.faults(record, limits.get(record.year), proof.rules.codes, start=start, end=end)
        for text in found:
            yield record.year, {"text": text}


CHECKS: Mapping[str, Callable[[Proof], Iterator[tuple[int, dict[str, str]]]]] = MappingProxyType({
    "late_delivery": _late_delivery,
    "receipt_without_seal": _no("deliver", "sealed"),
    "receipt_without_signature": _no("deliver", "signed"),
    "delivery_for_telling": _delivery_for_telling,
    "delivery_for_announcement": _delivery_for_announcement,
    "narrow_telling": _narrow_telling,
    "narrow_announcement": _narrow_announcement,
    "few_officers": _few_officers,
    "refusal_not_noted": _refusal_not_noted,
    "pay_late": _pay_late,
    "archived_late": _archived_late,
    "report_unsigned": _no("report_execution", "head_signed"),
    "report_unsealed": _no("report_execution", "report_sealed"),
    "annual": _annual,
})  # fmt: skip
"""By code of a [[fault]]: the parts of the item it is found at, each with what fills its sentence."""


def faults_of(
    file: CaseFile, decision: Decision, duties: Sequence[Duty], effects: tuple[Effect, ...], *, rules: Rulebook
) -> tuple[Fault, ...]:
    """The faults of one decision in the order of the data. `duties` are those of the case."""
    own = {(d.kind, d.part): d for d in duties if d.subject == "decision" and d.subject_id == decision.id}
    proof = Proof(file, decision, own, effects, rules)
    return tuple(
        Fault(rule.code, rule.item, part, rule.text.format(**places), rule.clause)
        for rule in rules.execution.faults.values()
        if rule.enabled
        for part, places in CHECKS[rule.code](proof)
    )
