"""Which duties a decision causes: announce, deliver, tell, adjust, archive, report, restore (domain notes §2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import case_changes, deadlines
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.planning import PlannerBase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.sanctions import Sanction
    from jzdesk.domain.workdays import DueDate


ACQUITTED = "M01"
"""免予处分: no sanction, but a written conclusion that is announced within a month and filed."""


def changes_post(sanction: Sanction) -> bool:
    """Whether post, grade or pay change: 撤销党内职务 and above, 降级 (降低岗位等级) and above
    (条例 第四十四条, 政务处分法 第五十四条)."""
    heavy = sanction.family != "org" and sanction.weight == "heavy"
    return heavy or (sanction.family in ("admin", "institution") and sanction.code in ("Z4", "S3"))


class DecisionDuties(PlannerBase):
    """The part of the planner that follows a decision."""

    __slots__ = ()

    def announce_due(self, codes: Sequence[str], decided: date) -> DueDate:
        """The last day to announce a decision with these measures."""
        return self.due(self._limit(DutyKind.ANNOUNCE, codes), decided)

    def of_decision(self, file: CaseFile, decision: Decision) -> Iterator[Duty]:
        """Announce, deliver, tell, adjust, archive, report, restore: what one decision demands (domain.md §2.1)."""
        decided = decision.decided_on
        codes = case_changes.demanding_codes(file, decision)
        if decided is None or decision.id is None or not codes:
            return
        kept = self.demanded(left) if (left := case_changes.kept_codes(file, decision)) else ()
        person_id, case_id = file.person.id or 0, file.case.id
        items = {item.kind: item for item in decision.items}
        for kind in self.demanded(codes):
            if decision.review_kind == case_changes.REVOKED and kind not in case_changes.REVOCATION_DUTIES:
                continue
            item = items.get(kind.value)
            due = self.due(self._limit(kind, codes), decided)
            done: date | None = item.done_on if item else None
            excuse = item.not_applicable if item else ""
            if item and item.extended_to:
                why = f"{due.why}；经{item.extension_approver}批准延期至{item.extended_to:%Y-%m-%d}"
                due = replace(due, on=self._extended(item.extended_to, decided), why=why)
            if kind is DutyKind.ANNOUNCE:
                done, excuse = self._announced(decision)
            elif kind is DutyKind.DELIVER:
                done = decision.delivered_on or done
            duty: Duty | None = self.duty(
                kind, "decision", decision.id, due=due, start=decided, person_id=person_id, case_id=case_id,
                done_on=done, excuse="" if done else excuse,
            )  # fmt: skip
            if kind not in kept and duty is not None:
                duty = case_changes.taken_over(duty, file, decision)
            if duty is not None:
                yield duty
        yield from self._restorations(file, decision)

    @staticmethod
    def _limit(kind: DutyKind, codes: Sequence[str]) -> str:
        """The deadline of a duty; 免予处分 alone has a month to be announced, not seven working days."""
        return "exempt_announce" if kind is DutyKind.ANNOUNCE and set(codes) == {ACQUITTED} else kind.value

    def _extended(self, wanted: date, decided: date) -> date:
        """An extension never reaches past six months from the decision (条例 第四十四条; 政务处分法 第五十四条)."""
        return min(wanted, self.longest(decided).on)

    def longest(self, decided: date) -> DueDate:
        """The last day any approved extension can reach."""
        return deadlines.latest(self.rules.deadlines["adjust"], decided, self.calendar)

    def _announced(self, decision: Decision) -> tuple[date | None, str]:
        item = decision.announcement
        if item is None:
            return None, ""
        name = self.rules.codes.name_of("exemption", item.exemption) if item.exemption else ""
        return item.held_on, name

    def demanded(self, codes: Sequence[str]) -> tuple[DutyKind, ...]:
        """The kinds of duty a decision with these measures causes.

        First-form measures end with the talk; 组织处理 and sanctions are announced (article, 2018); pay and post
        change only where the sanction takes a post or grade (撤销党内职务 and above, 降级 and above)."""
        sanctions = [self.rules.sanctions[code] for code in codes]
        if all(s.family == "org" and s.form == 1 for s in sanctions):
            return (DutyKind.ANNOUNCE,) if ACQUITTED in codes else ()
        kinds = [DutyKind.ANNOUNCE]
        if any(s.family in ("party", "admin", "institution") for s in sanctions):
            kinds += [DutyKind.DELIVER, DutyKind.TELL]
            if any(changes_post(s) for s in sanctions):
                kinds.append(DutyKind.ADJUST)
            kinds += [DutyKind.ARCHIVE, DutyKind.REPORT_EXECUTION]
        return tuple(kinds)

    def _restorations(self, file: CaseFile, decision: Decision) -> Iterator[Duty]:
        for measure in decision.measures:
            if measure.probation_end_on is None or decision.decided_on is None:
                continue
            if case_changes.fate(file, measure) is not None and measure.restored_on is None:
                continue
            end = measure.probation_end_on
            due = self.due("restore_rights", end)
            due = replace(due, why=f"留党察看期至{end:%Y-%m-%d}届满，应讨论恢复党员权利（或延长、开除党籍）；{due.why}")
            yield self.duty(
                DutyKind.RESTORE_RIGHTS, "measure", measure.id or 0, due=due, start=decision.decided_on,
                person_id=file.person.id or 0, case_id=file.case.id, done_on=measure.restored_on,
            )  # fmt: skip
