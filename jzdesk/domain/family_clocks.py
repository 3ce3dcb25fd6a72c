"""The clocks of one family of measures, taken in the order in which they add up (domain notes §1.1, §1.5).

`domain.periods` resolves rule versions and changes on review first and then runs one of these per family.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.clock import Clock, Imposed
from jzdesk.domain.dates import (
    END_RULE_NAMES,
    ONE_DAY,
    EndRule,
    months_and_days,
    next_start,
    period_end,
    span_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.sanctions import Sanction, SanctionRules, Version


@dataclass(frozen=True, slots=True)
class RuledMeasure:
    """One imposed measure with its rule: `origin` is the day its length counts from for combining;
    `changed` the measure it replaced on review, `changed_at` where that stands in the input."""

    at: int
    given: Imposed
    sanction: Sanction
    version: Version
    origin: date
    change: str = ""
    changed_at: int | None = None
    warnings: tuple[str, ...] = ()

    @property
    def months(self) -> int | None:
        """The document's own length (only for plain periods), else the rule's."""
        return (self.given.months if self.sanction.kind == "sum" else None) or self.version.months


class FamilyClocks:
    """The running state of one family while its measures are taken in the order of their origin."""

    def __init__(self, rules: SanctionRules, end_rule: EndRule, cases: Sequence[RuledMeasure]) -> None:
        self._rules = rules
        self._end_rule = end_rule
        self._cases = cases
        self._tail: date | None = None
        self._probation: RuledMeasure | None = None

    def run(self, cases: Sequence[RuledMeasure], done: dict[int, Clock]) -> None:
        """Compute the clocks of these cases into `done`."""
        for case in cases:
            broken = self._breaks_probation(case)
            if case.sanction.kind == "probation":
                clock = self._probation_clock(case)
                self._probation = case
            elif case.sanction.kind == "bar":
                clock = self._bar_clock(case)
                self._end_probation(case, done)
            elif case.months is None:
                clock = self._bare_clock(case)
            else:
                clock = self._plain_clock(case, adds=not broken)
            if broken and case.sanction.kind != "bar":
                clock = replace(clock, warnings=(*clock.warnings, f"{self._rules.clauses.probation_again}。"))
            clock = _as_written(clock, case.given)
            done[case.at] = clock
            if case.sanction.kind in ("sum", "probation") and clock.end is not None:
                self._tail = max(self._tail or clock.end, clock.end)

    def _breaks_probation(self, case: RuledMeasure) -> bool:
        """Whether this measure was decided while 留党察看 had not been followed by restoration."""
        held = self._probation
        if held is None:
            return False
        restored = held.given.restored_on or held.given.official_end_on
        return restored is None or case.given.decided_on < restored

    def _end_probation(self, case: RuledMeasure, done: dict[int, Clock]) -> None:
        """开除党籍 during 留党察看 ends it: there is no restoration to come."""
        held = self._probation
        if held is None or not self._breaks_probation(case):
            return
        end = case.given.decided_on - ONE_DAY
        before = done[held.at]
        line = f"{case.given.decided_on} 开除党籍，留党察看至 {end} 终止"
        done[held.at] = replace(
            before, end=end, computed_end=end, probation_end=None, is_open=False, expected_end=None,
            why=(*before.why, line),
        )

    def _first_lines(self, case: RuledMeasure, length: str) -> tuple[str, ...]:
        name = case.version.name or case.sanction.name
        lines = [f"{case.version.clause}：{name}，{length}"]
        if case.months != case.version.months:
            lines.append(f"文书确定期间为 {case.months} 个月")
        lines.append(self._rules.clauses.start[case.sanction.family])
        return tuple(lines)

    def _start(self, case: RuledMeasure) -> date:
        return case.origin if case.change == "lighter" else case.given.decided_on

    def _base(self, case: RuledMeasure, why: tuple[str, ...], start: date) -> Clock:
        warnings = case.warnings
        if case.changed_at is not None:
            why = (*why, self._rules.clauses.change)
        return Clock(
            key=case.given.key,
            code=case.given.code,
            family=case.sanction.family,
            start=start,
            end=None,
            computed_end=None,
            months=case.months,
            rule_version=case.version.id,
            restriction=case.version.restriction,
            why=why,
            clause=case.version.clause,
            is_default=case.version.is_default,
            warnings=warnings,
        )

    def _bare_clock(self, case: RuledMeasure) -> Clock:
        return self._base(case, self._first_lines(case, "没有影响期"), self._start(case))

    def _bar_clock(self, case: RuledMeasure) -> Clock:
        months = case.months or 0
        start = self._start(case)
        end = period_end(start, months, self._end_rule)
        why = (*self._first_lines(case, f"{months} 个月内不得重新入党"), self._sum_line(start, months, end))
        return replace(self._base(case, why, start), end=end, computed_end=end)

    def _sum_line(self, start: date, months: int, end: date) -> str:
        return f"{start} + {months} 个月 = {end}（止日按{END_RULE_NAMES[self._end_rule]}）"

    def _plain_clock(self, case: RuledMeasure, *, adds: bool) -> Clock:
        months = case.months or 0
        start = self._start(case)
        clock = self._base(case, self._first_lines(case, f"期间 {months} 个月"), start)
        if case.change == "heavier" and case.origin != case.given.decided_on:
            clock, end = self._heavier(case, clock, months)
        elif adds and self._tail is not None and self._runs_at(case):
            return self._summed(case, clock, months, self._tail)
        else:
            end = period_end(case.origin, months, self._end_rule)
            clock = replace(clock, why=(*clock.why, self._sum_line(case.origin, months, end)))
        return self._capped(replace(clock, end=end, computed_end=end), case.origin)

    def _heavier(self, case: RuledMeasure, clock: Clock, months: int) -> tuple[Clock, date]:
        """From the change, less what was served of the original: together as long as the new length."""
        changed_on = case.given.decided_on
        original = self._cases[case.changed_at or 0]
        served = original.months or 0
        first = next_start(self._tail, self._end_rule) if self._tail and self._runs_at(case) else case.origin
        original_end = original.given.official_end_on or period_end(first, served, self._end_rule)
        if changed_on <= original_end:
            end = period_end(first, months, self._end_rule)
            span = span_text(*months_and_days(case.origin, changed_on))
            line = f"自原决定 {case.origin} 起已执行 {span}，自 {changed_on} 起扣除后至 {end}"
        else:
            rest = max(months - served, 0)
            end = period_end(changed_on, rest, self._end_rule)
            line = f"原处分期间已满，扣除 {served} 个月后余 {rest} 个月：{changed_on} + {rest} 个月 = {end}"
        rest_months, rest_days = months_and_days(changed_on, next_start(end, self._end_rule))
        return replace(clock, why=(*clock.why, line), months=rest_months, days=rest_days), end

    def _runs_at(self, case: RuledMeasure) -> bool:
        """Whether an earlier period of the family still runs where this one begins, and they add up."""
        adds = self._rules.combine[case.sanction.family].adds
        return adds and self._tail is not None and self._tail >= case.origin

    def _summed(self, case: RuledMeasure, clock: Clock, months: int, tail: date) -> Clock:
        """Old end + new length: the remainder and the new length together, counted from the new decision."""
        combine = self._rules.combine[case.sanction.family]
        resume = next_start(tail, self._end_rule)
        end = period_end(resume, months, self._end_rule)
        rest, days = months_and_days(case.origin, resume)
        lines = (
            combine.clause,
            (
                f"原期间至 {tail}，尚余 {span_text(rest, days)}，加 {months} 个月，"
                f"自 {case.origin} 起共 {span_text(rest + months, days)}，至 {end}"
            ),
        )
        summed = replace(
            clock,
            end=end,
            computed_end=end,
            months=rest + months,
            days=days,
            why=(*clock.why, *lines),
            is_default=clock.is_default or combine.is_default,
        )
        return self._capped(summed, case.origin)

    def _capped(self, clock: Clock, origin: date) -> Clock:
        cap = self._rules.combine[clock.family].cap_months
        if cap is None or clock.end is None:
            return clock
        latest = period_end(origin, cap, self._end_rule)
        if clock.end <= latest:
            return clock
        line = f"合计超过 {cap} 个月，以 {cap} 个月为限：{origin} + {cap} 个月 = {latest}"
        return replace(clock, end=latest, computed_end=latest, months=cap, days=0, why=(*clock.why, line))

    def _probation_clock(self, case: RuledMeasure) -> Clock:
        """留党察看: probation (perhaps extended), restoration, then the influence period from the restoration."""
        start = self._start(case)
        length, lines, warnings = self._probation_length(case)
        probation_end = period_end(start, length, self._end_rule)
        months = case.months or 0
        lines = (*lines, f"察看期 {start} + {length} 个月 = {probation_end}")
        rest, days = self._remainder(case)
        clock = replace(
            self._base(case, (*self._first_lines(case, f"恢复党员权利后 {months} 个月"), *lines), start),
            probation_end=probation_end,
            months=months + rest,
            days=days,
        )
        if rest or days:
            note = f"另加原影响期尚余 {span_text(rest, days)}（{self._rules.combine['party'].clause}）"
            warnings = (*warnings, "留党察看前另有影响期未满，余期按字面加在恢复权利后的影响期之后，请核实。")
            clock = replace(clock, why=(*clock.why, note), is_default=True)
        return self._restored(case, replace(clock, warnings=(*clock.warnings, *warnings)))

    def _probation_length(self, case: RuledMeasure) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        length = case.sanction.probation_months or 0
        lines: tuple[str, ...] = ()
        warnings: tuple[str, ...] = ()
        if case.change and self._cases[case.changed_at or 0].sanction.kind == "bar":
            lines = (self._rules.clauses.expulsion_changed,)
        elif case.change == "heavier" and self._cases[case.changed_at or 0].sanction.kind == "probation":
            warnings = ("原留党察看已执行的时间未予扣除，请按变更决定核实止日。",)
        if case.given.extended_on is None:
            return length, lines, warnings
        longer = min(length + (case.sanction.extension_months or 0), self._rules.max_probation_months)
        if longer == length:
            refused = f"{case.sanction.name}不得延长，期限最长二年，所填延长日期不计。"
            return length, lines, (*warnings, refused)
        return longer, (*lines, f"{case.given.extended_on} 决定延长 {longer - length} 个月"), warnings

    def _remainder(self, case: RuledMeasure) -> tuple[int, int]:
        if self._tail is None or self._tail < case.origin:
            return 0, 0
        return months_and_days(case.origin, next_start(self._tail, self._end_rule))

    def _restored(self, case: RuledMeasure, clock: Clock) -> Clock:
        """With the influence period after the restoration, or open with the end to be expected."""
        probation_end = clock.probation_end or clock.start
        earliest = next_start(probation_end, self._end_rule)
        restored = case.given.restored_on
        since = restored or earliest
        end = self._later(since, clock)
        length = span_text(clock.months or 0, clock.days)
        if restored is None:
            line = f"尚未恢复党员权利，止日未定；如期满即于 {earliest} 恢复，{length}，预计至 {end}"
            clock = replace(clock, is_open=True, expected_end=end, why=(*clock.why, line))
            if case.change == "lighter" and earliest <= case.given.decided_on:
                text = f"自原决定起察看期已于 {probation_end} 届满，应即恢复党员权利。"
                clock = replace(clock, warnings=(*clock.warnings, text))
            return clock
        line = f"{restored} 恢复党员权利 + {length} = {end}（止日按{END_RULE_NAMES[self._end_rule]}）"
        clock = replace(clock, end=end, computed_end=end, why=(*clock.why, line))
        if restored < earliest:
            text = f"恢复权利日期 {restored} 早于察看期满 {probation_end}，留党察看不得提前恢复。"
            clock = replace(clock, warnings=(*clock.warnings, text))
        return clock

    def _later(self, since: date, clock: Clock) -> date:
        end = period_end(since, clock.months or 0, self._end_rule)
        return end + clock.days * ONE_DAY


def _as_written(clock: Clock, given: Imposed) -> Clock:
    """What the document says wins over what was computed; both are kept and a difference must have a reason."""
    written = given.official_end_on
    if written is None:
        return clock
    reason = f"（{given.override_reason.strip()}）" if given.override_reason.strip() else ""
    computed = clock.computed_end or clock.expected_end
    lines: tuple[str, ...] = (f"文书载明至 {written}{reason}，以文书为准",)
    warnings = clock.warnings
    if computed != written:
        lines = (*lines, f"按规则计算为 {computed}" if computed else "按规则没有期间")
        if not reason:
            warnings = (*warnings, "文书载明的止日与计算不一致，请写明理由。")
    if written < clock.start:
        warnings = (*warnings, "文书载明的止日早于起算日，请核对。")
    return replace(
        clock, end=written, is_open=False, expected_end=None, why=(*clock.why, *lines), warnings=warnings
    )
