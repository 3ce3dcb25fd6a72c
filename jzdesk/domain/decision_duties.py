"""Which duties a decision causes: announce, deliver, tell, adjust, archive, report, restore … (domain notes §2).

The items come from the templates of `domain.execution_rules`; their limits, extensions and discharge are reckoned
here. What a later review leaves of them is said by `domain.case_changes`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain import announcements, case_changes, deadlines
from jzdesk.domain.annual import record_of
from jzdesk.domain.appraisal import effects
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.execution_rules import circumstances, due_of_year
from jzdesk.domain.planning import PlannerBase
from jzdesk.domain.workdays import DueDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jzdesk.domain.appraisal import Effect
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.execution import ExecutionItem
    from jzdesk.domain.execution_rules import ItemTemplate

LEDGER_KINDS = frozenset({kind.value for kind in (
    DutyKind.ANNOUNCE, DutyKind.DELIVER, DutyKind.TELL, DutyKind.ADJUST, DutyKind.ARCHIVE, DutyKind.REPORT_EXECUTION,
)})  # fmt: skip
"""Kinds with columns in the month's ledger of decisions: while one of them is open an earlier decision stays in it."""

EXECUTION_KINDS = LEDGER_KINDS | {kind.value for kind in (
    DutyKind.NOTIFY_ORGANS, DutyKind.ORGANIZATION, DutyKind.PROPERTY, DutyKind.DELEGATE, DutyKind.LETTERS,
    DutyKind.APPRAISAL, DutyKind.RESTORE_RIGHTS,
)}  # fmt: skip
"""What the meter of a case counts: everything that must be done and proven for its decisions."""


class DecisionDuties(PlannerBase):
    """The part of the planner that follows a decision."""

    __slots__ = ()

    def announce_due(self, codes: Sequence[str], decided: date) -> DueDate:
        """The last day to announce a decision with these measures."""
        found = circumstances(codes, self.rules.sanctions)
        return self.due(self.rules.execution.items["announce"].deadline_for(found), decided)

    def of_decision(self, file: CaseFile, decision: Decision) -> Iterator[Duty]:
        """Everything one decision demands, with what was done of it (domain.md §2.1, §2.2)."""
        codes = case_changes.demanding_codes(file, decision)
        if decision.decided_on is None or decision.id is None:
            return
        called = dict(self._keys(file, decision, codes)) if codes else {}
        if called:
            yield from self._called_for(file, decision, codes, called=called)
        yield from self._by_hand(file, decision, called)
        yield from self._restorations(file, decision)

    def _called_for(
        self, file: CaseFile, decision: Decision, codes: Sequence[str], *,
        called: Mapping[tuple[str, int], Effect | None],
    ) -> Iterator[Duty]:  # fmt: skip
        """The duties of the templates that apply; those only set aside measures called for are taken over."""
        left = case_changes.kept_codes(file, decision)
        kept = called.keys() if left == list(codes) else {key for key, _ in self._keys(file, decision, left)}
        found = self.circumstances_of(file, decision, codes)
        for (code, part), effect in called.items():
            template = self.rules.execution.items[code]
            if decision.review_kind == case_changes.REVOKED and template.duty not in case_changes.REVOCATION_DUTIES:
                continue
            duty: Duty | None = self._duty_of(file, decision, template, part=part, effect=effect, found=found)
            if (code, part) not in kept and duty is not None:
                duty = case_changes.taken_over(duty, file, decision)
            if duty is not None:
                yield duty

    def _keys(
        self, file: CaseFile, decision: Decision, codes: Sequence[str]
    ) -> Iterator[tuple[tuple[str, int], Effect | None]]:
        """(kind, part) of each duty these measures call for; an appraisal is one of each year it limits."""
        if not codes:
            return
        for template in self.templates(file, decision, codes):
            if template.counted_from == "year":
                for effect in self.appraisals(decision, codes):
                    yield (template.code, effect.year), effect
            else:
                yield (template.code, 0), None

    def templates(self, file: CaseFile, decision: Decision, codes: Sequence[str]) -> tuple[ItemTemplate, ...]:
        """The templates that call for a duty of their own; 恢复权利 hangs on its measure (`_restorations`)."""
        found = self.rules.execution.demanded(self.circumstances_of(file, decision, codes))
        return tuple(t for t in found if t.duty is not None and t.duty is not DutyKind.RESTORE_RIGHTS)

    def circumstances_of(self, file: CaseFile, decision: Decision, codes: Sequence[str]) -> frozenset[str]:
        """The conditions that hold for a decision of a case (`execution_rules.circumstances`)."""
        limited = bool(self.appraisals(decision, codes))
        return circumstances(codes, self.rules.sanctions, person=file.person, case=file.case, limited=limited)

    def appraisals(self, decision: Decision, codes: Sequence[str]) -> tuple[Effect, ...]:
        """What these measures of a decision do to annual appraisals, by year (§1.7). A lighter measure on review counts
        from the original decision, as its period does."""
        given = [(m.code, m.start_on or decision.decided_on) for m in decision.measures if m.code in codes]
        return effects([(code, on) for code, on in given if on], self.rules.appraisal)

    # -- one item -----------------------------------------------------------------------------------------------------

    def _duty_of(
        self, file: CaseFile, decision: Decision, template: ItemTemplate, *, part: int, effect: Effect | None,
        found: frozenset[str],
    ) -> Duty:  # fmt: skip
        item = next((i for i in decision.items if i.kind == template.code and i.part == part), None)
        due, start = self._due_of(decision, template, item=item, effect=effect, found=found)
        if item and item.extended_to and decision.decided_on:
            longest = self._extended(item.extended_to, decision.decided_on)
            until = longest if template.counted_from == "decision" else item.extended_to
            why = f"{due.why}；经{item.extension_approver}批准延期至{item.extended_to:%Y-%m-%d}"
            due = replace(due, on=until, why=why)
        done: date | None = item.done_on if item else None
        excuse = item.not_applicable if item else ""
        if template.code == "announce":
            done, excuse = self._announced(decision)
            due = self._again(file, decision, due)
        elif template.code == "deliver":
            done = decision.delivered_on or done
        elif effect is not None:
            record = record_of(file.annual, effect.year)
            done = (record.graded_on if record and record.grade else None) or done
        return self.duty(
            DutyKind(template.code), "decision", decision.id or 0, due=due, start=start, part=part,
            person_id=file.person.id or 0, case_id=file.case.id, done_on=done, excuse="" if done else excuse,
        )  # fmt: skip

    def _again(self, file: CaseFile, decision: Decision, due: DueDate) -> DueDate:
        """A change on review is announced where the decision before was (政务处分法 第六十条)."""
        if not decision.review_kind:
            return due
        least = announcements.least_scope(file, decision)
        name = self.rules.codes.name_of("announce_scope", least) if least else ""
        where = f"，应在原宣布范围（{name}）内进行" if name else "，应在原宣布范围内进行"
        return replace(due, why=f"{announcements.purpose(decision)}{where}；{due.why}")

    def _due_of(
        self, decision: Decision, template: ItemTemplate, *, item: ExecutionItem | None, effect: Effect | None,
        found: frozenset[str],
    ) -> tuple[DueDate, date]:  # fmt: skip
        """The last day of an item and the day it is counted from."""
        decided = decision.decided_on or date.min
        if effect is not None:
            return self._due_of_year(template, effect), date(effect.year, 12, 31)
        start = (item.counted_from if item else None) or decided
        if item and item.limit_on:
            return DueDate(item.limit_on, False, f"办理期限为登记的{item.limit_on:%Y-%m-%d}", template.clause), start
        if template.counted_from == "hand":
            return DueDate(start, False, "没有填写办理期限，暂按起算日", template.clause), start
        if template.counted_from != "notice":
            start = decided
        due = self.due(template.deadline_for(found), start)
        if template.counted_from == "notice" and not (item and item.counted_from):
            due = replace(due, why=f"{due.why}；没有填写审理室通知日期，暂按决定之日起算")
        return due, start

    def _due_of_year(self, template: ItemTemplate, effect: Effect) -> DueDate:
        on = due_of_year(template, effect.year) or date(effect.year, 12, 31)
        why = f"{effect.year}年度考核{effect.text}，应于{on:%Y-%m-%d}前确定"
        return DueDate(on, False, why, effect.clause)

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
        """The kinds of duty a decision with these measures causes whoever it is about.

        First-form measures end with the talk; 组织处理 and sanctions are announced (article, 2018); pay and post
        change only where the sanction takes a post or grade (撤销党内职务 and above, 降级 and above)."""
        found = self.rules.execution.demanded(circumstances(codes, self.rules.sanctions))
        return tuple(t.duty for t in found if t.duty is not None and t.duty is not DutyKind.RESTORE_RIGHTS)

    def _by_hand(
        self, file: CaseFile, decision: Decision, called: Mapping[tuple[str, int], Effect | None]
    ) -> Iterator[Duty]:
        """Items added by hand that no template called for: 三书, a property matter found later."""
        for item in decision.items:
            template = self.rules.execution.items.get(item.kind)
            if template is not None and template.manual and (item.kind, item.part) not in called:
                yield self._duty_of(file, decision, template, part=item.part, effect=None, found=frozenset())

    def _restorations(self, file: CaseFile, decision: Decision) -> Iterator[Duty]:
        for measure in decision.measures:
            if measure.probation_end_on is None or decision.decided_on is None:
                continue
            gone = case_changes.fate(file, measure)
            if gone is not None and (measure.restored_on is None or measure.restored_on > gone.on):
                continue
            end = measure.probation_end_on
            due = self.due("restore_rights", end)
            due = replace(due, why=f"留党察看期至{end:%Y-%m-%d}届满，应讨论恢复党员权利（或延长、开除党籍）；{due.why}")
            yield self.duty(
                DutyKind.RESTORE_RIGHTS, "measure", measure.id or 0, due=due, start=decision.decided_on,
                person_id=file.person.id or 0, case_id=file.case.id, done_on=measure.restored_on,
            )  # fmt: skip
