"""On which days regular visits fall: the rhythm from the last one, working days, the end, so many a year at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain.dates import add_months
from jzdesk.domain.visits import Visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.visit_rules import Cadence, VisitRules
    from jzdesk.domain.workdays import WorkCalendar

MOST_VISITS = 60
"""A plan longer than this is a mistake in the rules, not a plan."""


AFTER_END = "after_end"
"""The kind of a visit after the period has ended (期满后跟踪): beside the plan, and no duty of its own."""


@dataclass(frozen=True, slots=True)
class VisitDays:
    """`cadence` is the rhythm of the person, `usual` that of his measures alone. Counted are the visits since the
    decision that governs the dossier: a new decision begins anew."""

    calendar: WorkCalendar
    rules: VisitRules
    cadence: Cadence
    usual: Cadence
    until: date
    decided: date

    def plan(self, file: DossierFile) -> list[Visit]:
        """The visits to come in order of their days. Those put somewhere by hand stay there, whatever the rules say."""
        # a talk after the period says nothing about those owed before its end
        settled = [v for v in file.visits if v.settled and v.kind != AFTER_END]
        settled = [v for v in settled if (v.held_on or v.planned_on or self.decided) >= self.decided]
        by_hand = sorted((v for v in file.visits if not v.settled and not v.planned_by_rule), key=_place)
        known = [v.held_on for v in settled if v.held_on] + [v.planned_on for v in by_hand if v.planned_on]
        planned: list[Visit] = []
        anchor = max((v.held_on or v.planned_on or self.decided for v in settled), default=self.decided)
        ordinal = max((v.ordinal for v in file.visits if v.settled), default=0)
        step, fresh = 0, not settled
        while len(planned) < MOST_VISITS:
            step += 1
            nominal = self._nominal(anchor, step, fresh=fresh)
            if not planned:
                nominal = self._not_at_once(nominal, anchor, fresh=fresh, since=file.dossier.category_on)
            day = self.on_working_day(nominal)
            if day <= self.until and (planned or not fresh):
                day = self._allowed(day, known)
            if by_hand and (by_hand[0].ordinal <= ordinal + 1 or (by_hand[0].planned_on or day) <= day):
                planned.append(by_hand.pop(0))
                anchor, step, fresh = planned[-1].planned_on or anchor, 0, False
            elif day > self.until or (planned and day <= (planned[-1].planned_on or day)):
                break
            else:
                planned.append(Visit(dossier_id=file.dossier.id, planned_on=day))
                known.append(day)
                if day != self.on_working_day(self._nominal(anchor, step, fresh=fresh)):
                    anchor, step, fresh = day, 0, False
            ordinal += 1
        planned += by_hand
        if not planned and len(settled) < self.cadence.min_visits:
            planned += self._at_the_end(file, anchor, known)
        return planned

    def _nominal(self, anchor: date, step: int, *, fresh: bool) -> date:
        """The day the rhythm names: counted from the same day for all, so that short months do not add up."""
        between = self.cadence.months_between or 0
        first = self.cadence.first_within_months if fresh else between
        return add_months(anchor, first + (step - 1) * between)

    def _not_at_once(self, nominal: date, anchor: date, *, fresh: bool, since: date | None) -> date:
        """Who is visited more often from some day on is not overdue that very day: there are so many days for it,
        but never longer than it would have been without."""
        if since is None:
            return nominal
        usual = add_months(anchor, (self.usual.first_within_months if fresh else self.usual.months_between) or 0)
        return max(nominal, min(usual, since + timedelta(days=self.rules.category_within_days)))

    def on_working_day(self, day: date) -> date:
        """See `working_day_near`."""
        return working_day_near(self.calendar, day, self.until)

    def _allowed(self, day: date, known: Sequence[date]) -> date:
        """The day, or the first later one on which the year (calendar or rolling) has room for one more visit."""
        most = self.cadence.max_per_year
        while most is not None and day <= self.until:
            if self.rules.rolling_year:
                near = sorted(d for d in known if add_months(day, -12) < d <= day)
                full = len(near) >= most
                room = add_months(near[-most], 12) if full else day
            else:
                full = sum(d.year == day.year for d in known) >= most
                room = date(day.year + 1, 1, 1)
            if not full:
                return day
            day = working_day_near(self.calendar, room, None)
        return day

    def _at_the_end(self, file: DossierFile, last: date, known: Sequence[date]) -> list[Visit]:
        """The least number of visits is kept even where the period ends before the rhythm asks for one."""
        day = max(self.on_working_day(self.until), last)
        return [Visit(dossier_id=file.dossier.id, planned_on=day)] if self._allowed(day, known) == day else []


def working_day_near(calendar: WorkCalendar, day: date, until: date | None) -> date:
    """A planned day falls on a working day: the next one, or the one before where the next is past the end."""
    later = day
    while not calendar.is_working_day(later):
        later += timedelta(days=1)
    if until is None or later <= until:
        return later
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _place(visit: Visit) -> tuple[date, int]:
    return visit.planned_on or date.max, visit.ordinal
