"""变更: what a review does to a decision and its measures (domain notes §1.1, §1.5), seen from the case.

A review decision is a Decision of its own with `reviews_id` and a `review_kind`. Its measures replace measures of the
decision before (`replaces_id`, `change`); one that revokes bears no measure, the old ones bear `revoked_on`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.duties import DutyKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.duties import Duty
    from jzdesk.domain.measures import Measure
    from jzdesk.domain.sanctions import SanctionRules

LIGHTER, HEAVIER, REVOKED, EXPELLED = "lighter", "heavier", "revoked", "expelled"
"""What `Decision.review_kind` says: 改轻, 改重, 撤销, 留党察看期间开除党籍."""

FAVOURABLE = frozenset({LIGHTER, REVOKED})
"""The kinds an appeal may lead to: it never aggravates (政务处分法 第五十六条)."""

CHANGE_NAMES = {LIGHTER: "减轻", HEAVIER: "加重", REVOKED: "撤销", EXPELLED: "开除党籍"}

REVOCATION_DUTIES = frozenset(
    {DutyKind.ANNOUNCE, DutyKind.DELIVER, DutyKind.TELL, DutyKind.ADJUST, DutyKind.NOTIFY_ORGANS, DutyKind.ARCHIVE}
)
"""What a decision that revokes demands of what the revoked one did: announce it where that was announced (恢复名誉),
deliver it, tell branch and organs, give back post and pay, file it (政务处分法 第六十条)."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A measure that no longer stands: since when and by what, in the words of a screen."""

    on: date
    words: str


def reviewed(file: CaseFile, decision: Decision) -> Decision | None:
    """The decision this one reviews, None for an original one."""
    if decision.reviews_id is None:
        return None
    return next((d for d in file.decisions if d.id == decision.reviews_id and d.id != decision.id), None)


def chain(file: CaseFile, decision: Decision | None = None) -> tuple[Decision, ...]:
    """From the original decision to this one (or the one in force), each with the one it reviews before it."""
    now = decision or file.decision
    found: list[Decision] = []
    while now is not None and now not in found:
        found.insert(0, now)
        now = reviewed(file, now)
    return tuple(found)


def original(file: CaseFile, decision: Decision) -> Decision:
    """The first decision of the chain."""
    return chain(file, decision)[0]


def fate(file: CaseFile, measure: Measure) -> SetAside | None:
    """What became of a measure: replaced or revoked by a later decision of the case, or None while it stands."""
    if measure.revoked_on is not None:
        by = next((d for d in file.decisions if d.review_kind and d.decided_on == measure.revoked_on), None)
        number = f"由{by.document_number}" if by and by.document_number else ""
        return SetAside(measure.revoked_on, f"已{number}撤销")
    for decision in file.decisions:
        if decision.decided_on and any(m.replaces_id == measure.id and m.id != measure.id for m in decision.measures):
            return SetAside(decision.decided_on, f"已由{decision.document_number or '复查决定'}变更")
    return None


def living(file: CaseFile, decision: Decision) -> tuple[Measure, ...]:
    """The measures of a decision that still stand: neither revoked nor replaced on review."""
    replaced = {m.replaces_id for d in file.decisions if d.decided_on for m in d.measures if m.replaces_id is not None}
    return tuple(m for m in decision.measures if not m.revoked_on and (m.id is None or m.id not in replaced))


def in_force(file: CaseFile) -> tuple[Measure, ...]:
    """The measures that stand by the decision in force: its own, and those a review left as they were. 开除党籍 ends
    留党察看, so what the person was on probation for no longer stands beside it."""
    links = chain(file)
    found = [m for d in reversed(links) for m in living(file, d)]
    if links and links[-1].review_kind == EXPELLED:
        own = {m.id for m in links[-1].measures}
        found = [m for m in found if m.id in own or not m.code.startswith("D")]
    return tuple(found)


def codes_in_force(file: CaseFile) -> list[str]:
    """Their codes, each once."""
    return list(dict.fromkeys(m.code for m in in_force(file)))


def demanding_codes(file: CaseFile, decision: Decision) -> list[str]:
    """The measures whose execution a decision demands: its own; for one that only revokes, those it revoked."""
    if decision.measures or decision.review_kind != REVOKED:
        return [m.code for m in decision.measures]
    gone = [m for d in chain(file, decision)[:-1] for m in d.measures if m.revoked_on]
    mine = [m for m in gone if m.revoked_on == decision.decided_on]
    return list(dict.fromkeys(m.code for m in mine or gone))


def kept_codes(file: CaseFile, decision: Decision) -> list[str]:
    """Of `demanding_codes`, those that still stand; a decision that revokes stands until reviewed itself."""
    if decision.measures or decision.review_kind != REVOKED:
        return [m.code for m in living(file, decision)]
    return demanding_codes(file, decision)


def taken_over(duty: Duty, file: CaseFile, decision: Decision) -> Duty | None:
    """What is left of a duty whose measures were set aside: what was done by then or excused stays as it was; what was
    not yet due is taken over by the later decision and goes; what was overdue by then stays, excused, for all to see.
    What was done only afterwards changes nothing of that: it was done for the later decision."""
    fates = [found for m in decision.measures if (found := fate(file, m))]
    last = max(fates, key=lambda f: f.on, default=None)
    if last is None or duty.excuse or (duty.done_on and duty.done_on <= last.on):
        return duty
    return replace(duty, done_on=None, excuse=last.words) if duty.due_on < last.on else None


def set_aside_on(file: CaseFile, decision: Decision) -> date | None:
    """The day the last measure of a decision was revoked or replaced on review."""
    return max((f.on for m in decision.measures if (f := fate(file, m))), default=None)


def followed_from(file: CaseFile, decision: Decision, *, regular: Sequence[int]) -> date | None:
    """The day a dossier that follows this decision counts from. A change on review goes on with the file, mentor and
    visits of the decision before, so far as that called for regular visits too (ids in `regular`)."""
    day = decision.decided_on
    now = reviewed(file, decision)
    while now is not None and now.id in regular and now.decided_on:
        day = min(day or now.decided_on, now.decided_on)
        now = reviewed(file, now)
    return day


def redated(file: CaseFile, stored: Sequence[Decision]) -> CaseFile:
    """Where the day of a decision that revokes was corrected, the day its measures were revoked goes along."""
    old = {d.id: d.decided_on for d in stored if d.review_kind}
    days = {old[d.id]: d.decided_on for d in file.decisions if old.get(d.id) not in (None, d.decided_on)}
    if not days:
        return file
    return replace(file, decisions=tuple(
        replace(d, measures=tuple(replace(m, revoked_on=days.get(m.revoked_on, m.revoked_on)) for m in d.measures))
        for d in file.decisions
    ))  # fmt: skip


# ---- lighter or heavier


def severity(code: str, rules: SanctionRules) -> tuple[int, int]:
    """How grave a measure is, to be compared within a family: 免予处分, first form, 组织处理, then the sanctions in the
    order of the catalogue."""
    sanction = rules[code]
    place = next(n for n, item in enumerate(rules.catalogue) if item.code == code)
    if sanction.family != "org":
        return 3, place
    return ({"M": 0, "F": 1}.get(code[0], 2), place)


def direction(old: str, new: str, rules: SanctionRules) -> str:
    """'lighter' or 'heavier'; '' when the two are the same or cannot be compared (党纪 against 政务)."""
    families = {rules[old].family, rules[new].family}
    if old == new or (len(families) > 1 and "org" not in families):
        return ""
    return LIGHTER if severity(new, rules) < severity(old, rules) else HEAVIER


def length(measure: Measure, rules: SanctionRules, *, on: date) -> int | None:
    """The months of a period that a document may fix itself (政务处分法 第十五条), else the rule's of the day it was
    decided; None where there is no such period (留党察看 has codes of its own for one year and two)."""
    sanction = rules[measure.code]
    if sanction.kind != "sum":
        return None
    version = sanction.version(measure.rule_version) or sanction.version_on(on)
    return measure.months or version.months


def way_of(old: Measure, new: Measure, rules: SanctionRules, *, on: date) -> str:
    """As `direction`, of measures as recorded: the same sanction with a shorter or longer period is lighter or heavier
    too. `on` is the day of the decision that is changed."""
    if old.code != new.code:
        return direction(old.code, new.code, rules)
    before, after = length(old, rules, on=on), length(new, rules, on=on)
    if before is None or after is None or before == after:
        return ""
    return LIGHTER if after < before else HEAVIER
