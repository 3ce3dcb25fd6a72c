"""What became of some decisions of the made-up county: appeals in every state, decisions changed and revoked, rights
restored by their steps. Written by the services the screens use, after everything else, with chances of its own."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from jzdesk.domain.appeals import Appeal
from jzdesk.domain.case_changes import HEAVIER, LIGHTER, REVOKED, in_force
from jzdesk.domain.cases import Decision
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.measures import Measure
from jzdesk.domain.restoration import Restoration
from jzdesk.services import appeals, case_changes, cases
from jzdesk.services.case_changes import Order
from jzdesk.services.demo_spare import Spare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jzdesk.domain.cases import CaseFile
    from jzdesk.services.desk import Desk

MOST = 400
"""Cases looked at, the latest first: enough to find one of each."""

_APPEALS: tuple[tuple[str, int, int | None, int | None, str], ...] = (
    # kind, applied and accepted and decided so many days ago, result
    ("review", 47, 45, None, ""),
    ("review", 30, 27, None, ""),
    ("party_appeal", 20, 16, None, ""),
    ("review", 70, 68, 45, "upheld"),
    ("review", 96, 92, 50, "upheld"),
    ("civil_review", 33, None, None, "refused"),
)
_CHANGES: tuple[tuple[str, str, str, int, bool], ...] = (
    # kind, from, to, so many days ago, announced again
    (LIGHTER, "D2", "D1", 40, True),
    (HEAVIER, "D1", "D2", 33, True),
    (REVOKED, "D1", "", 26, True),
    (REVOKED, "D1", "", 4, False),
    (LIGHTER, "Z2", "Z1", 6, False),
)


def tell_changes(desk: Desk, seed: int) -> None:
    """Write them for cases that fit, the same for the same seed, county and day."""
    files = [cases.open_case(desk, row.id) for row in cases.list_cases(desk, cases.CaseFilter(on=desk.today), limit=MOST)]
    teller = _Teller(desk, seed, iter(files), Spare(desk, {f.person.id or 0 for f in files}))
    with desk.vault.unlogged():
        for number, change in enumerate(_CHANGES):
            teller.one(number, partial(teller.change, tale=change))
        for number, appeal in enumerate(_APPEALS):
            teller.one(100 + number, partial(teller.appeal, tale=appeal))
        teller.restored(files)


class _Teller:
    def __init__(self, desk: Desk, seed: int, files: Iterator[CaseFile], spare: Spare) -> None:
        self.desk, self.seed, self.spare = desk, seed, spare
        self.waiting = [f for f in files if f.decision and f.decision.decided_on and not f.decision.note]

    def one(self, number: int, act: Callable[..., bool]) -> None:
        """Let it happen to the first case it fits, which nothing else happens to then."""
        rng = Random(f"{self.seed}:changes:{number}")  # noqa: S311 - not for secrets
        for file in list(self.waiting):
            with suppress(RuleError, Refused):
                if act(file, rng, number):
                    self.waiting.remove(file)
                    with self.desk.vault.read():
                        self.spare.look_again(file.person.id or 0)
                    return

    def day(self, ago: int) -> date:
        return self.desk.calendar.working_day_before(self.desk.today - timedelta(days=ago - 1), 1)

    def appeal(self, file: CaseFile, rng: Random, number: int, *, tale: tuple[str, int, int | None, int | None, str]) -> bool:
        kind, applied, accepted, decided, result = tale
        decision = file.decision
        party = any(m.code.startswith("D") for m in in_force(file))
        if decision is None or decision.decided_on is None or not in_force(file) or in_force(file)[0].code[0] not in "DZ":
            return False
        if not decision.decided_on < self.day(applied) <= decision.decided_on + timedelta(days=120):
            return False
        if kind == "party_appeal" and not party:
            return False
        item = Appeal(
            decision_id=decision.id, kind=kind, number=f"复〔{self.day(applied).year}〕{number - 99}号",
            applied_on=self.day(applied), grounds="认为定性不准、处分偏重", handler=rng.choice(("周明", "陈芳")),
            accepted_on=self.day(accepted) if accepted else None, decided_on=self.day(decided) if decided else None,
            result=result if decided else "", refused_reason="超过申请期限且无正当理由" if result == "refused" else "",
        )  # fmt: skip
        appeals.record_appeal(self.desk, file.case.id or 0, item)
        return True

    def change(self, file: CaseFile, rng: Random, number: int, *, tale: tuple[str, str, str, int, bool]) -> bool:
        kind, old, new, ago, again = tale
        standing = next((m for m in in_force(file) if m.code == old), None)
        decision, on = file.decision, self.day(ago)
        if standing is None or decision is None or decision.decided_on is None or len(file.decisions) > 1:
            return False
        if not decision.announcement or not decision.announcement.held_on or decision.decided_on > on - timedelta(days=45):
            return False
        if kind == REVOKED and len(in_force(file)) > 1:
            return False
        if not self.spare.has(file.person.id or 0):  # his duties go or begin anew with the decision
            return False
        made = Decision(
            uid=f"{rng.getrandbits(128):032x}", review_kind=kind, issuer=decision.issuer, decided_on=on,
            document_number=decision.document_number.replace("纪决", "纪复").replace("号", f"-{number + 1}号"),
            measures=(Measure(code=new, replaces_id=standing.id, change=kind),) if new else (),
        )  # fmt: skip
        order = Order(decision=made, revoked=() if new else (standing.id or 0,), why="复查认定主要事实不清" if not new else "复查")
        case_changes.change_decision(self.desk, file.case.id or 0, order)
        if again:
            self.announce_again(file, on)
        return True

    def announce_again(self, before: CaseFile, on: date) -> None:
        """The meeting for the change, in the room and the circle of the first one."""
        file = cases.open_case(self.desk, before.case.id or 0)
        first = before.decision.announcement if before.decision else None
        if first is None or file.decision is None:
            return
        held = self.desk.calendar.add_working_days(on, 5).on
        item = replace(first, id=None, decision_id=file.decision.id, held_on=min(held, self.desk.today), notice_on=None)
        cases.record_announcement(self.desk, file.case.id or 0, item)

    def restored(self, files: list[CaseFile]) -> None:
        """The steps of the restorations the tales only gave a day."""
        for file in files:
            decision = file.decision
            measure = next((m for m in decision.measures if m.restored_on), None) if decision else None
            if measure is None or measure.restored_on is None:
                continue
            ago = [measure.restored_on - timedelta(days=n) for n in (30, 24, 20, 14, 12, 8, 4)]
            applied, inspected, begun, ended, meeting, committee, approved = ago
            steps = Restoration(
                applied_on=applied, inspected_on=inspected, inspectors="支部委员会", opinion="认错态度好，表现良好",
                published_from=begun, published_to=ended, objections="无异议", meeting_on=meeting, due=21, present=19,
                yes=17, committee="所在单位党委", committee_on=committee, approver="县委", approved_on=approved,
                copied_on=measure.restored_on,
            )  # fmt: skip
            with suppress(RuleError, Refused):
                case_changes.restore_rights(
                    self.desk, file.case.id or 0, measure.id or 0, on=measure.restored_on, steps=steps
                )
