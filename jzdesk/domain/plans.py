"""Which duties a record causes, and which visits it plans. Pure: the same records and rules give the same duties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jzdesk.domain import deadlines
from jzdesk.domain.dates import add_months
from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.visits import Visit
from jzdesk.domain.workdays import DueDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.periods import Clock
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.sanctions import Sanction
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.visit_rules import Cadence
    from jzdesk.domain.workdays import WorkCalendar


ACQUITTED = "M01"
"""免予处分: no sanction, but a written conclusion that is announced within a month and filed."""

DISMISSED = "dismissed"
"""The code, in the list visit_exclusion, of who was dismissed from public office (开除公职)."""


def changes_post(sanction: Sanction) -> bool:
    """Whether post, grade or pay change: 撤销党内职务 and above, 降级 (降低岗位等级) and above
    (条例 第四十四条, 政务处分法 第五十四条)."""
    heavy = sanction.family != "org" and sanction.weight == "heavy"
    return heavy or (sanction.family in ("admin", "institution") and sanction.code in ("Z4", "S3"))


def is_dismissal(sanction: Sanction) -> bool:
    """开除 by the supervisory organ or the employer: the working relation ends, no period runs."""
    return sanction.family in ("admin", "institution") and sanction.weight == "heavy" and sanction.kind == "none"


MOST_VISITS = 60
"""A plan longer than this is a mistake in the rules, not a plan."""


@dataclass(frozen=True, slots=True)
class Planner:
    """The rules and the calendar that turn records into duties."""

    rules: Rulebook
    calendar: WorkCalendar

    def due(self, code: str, start: date) -> DueDate:
        """The last day of the deadline `code` counted from `start`, with its reason."""
        return deadlines.due(self.rules.deadlines[code], start, self.calendar)

    def announce_due(self, codes: Sequence[str], decided: date) -> DueDate:
        """The last day to announce a decision with these measures."""
        return self.due(self._limit(DutyKind.ANNOUNCE, codes), decided)

    def warn(self, kind: DutyKind, due_on: date, counted_from: date) -> date:
        """The first day a duty counts as due soon: its lead before the limit, never before it began."""
        return max(self.rules.warn_on(kind.value, due_on, self.calendar), min(counted_from, due_on))

    def duty(self, kind: DutyKind, subject: str, subject_id: int, *, due: DueDate, start: date, **more: object) -> Duty:
        """A duty with its limit, warning day and reason filled in."""
        return Duty(
            kind=kind.value,
            subject=subject,
            subject_id=subject_id,
            counted_from=start,
            due_on=due.on,
            warn_on=self.warn(kind, due.on, start),
            provisional=due.provisional,
            why=due.why,
            clause=due.clause,
            **more,  # type: ignore[arg-type]
        )

    # -- decisions ------------------------------------------------------------------------------------------------

    def of_decision(self, file: CaseFile, decision: Decision) -> Iterator[Duty]:
        """Announce, deliver, tell, adjust, archive, report, restore: what one decision demands (domain.md §2.1)."""
        decided = decision.decided_on
        codes = [measure.code for measure in decision.measures if not measure.revoked_on]
        if decided is None or decision.id is None or not codes:
            return
        person_id, case_id = file.person.id or 0, file.case.id
        items = {item.kind: item for item in decision.items}
        for kind in self.demanded(codes):
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
            yield self.duty(
                kind, "decision", decision.id, due=due, start=decided, person_id=person_id, case_id=case_id,
                done_on=done, excuse="" if done else excuse,
            )  # fmt: skip
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
            if measure.probation_end_on is None or measure.revoked_on or decision.decided_on is None:
                continue
            end = measure.probation_end_on
            due = self.due("restore_rights", end)
            due = replace(due, why=f"留党察看期至{end:%Y-%m-%d}届满，应讨论恢复党员权利（或延长、开除党籍）；{due.why}")
            yield self.duty(
                DutyKind.RESTORE_RIGHTS, "measure", measure.id or 0, due=due, start=decision.decided_on,
                person_id=file.person.id or 0, case_id=file.case.id, done_on=measure.restored_on,
            )  # fmt: skip

    # -- dossiers -------------------------------------------------------------------------------------------------

    def cadence(self, codes: Sequence[str]) -> Cadence | None:
        """How often a person with these measures is visited; None where no dossier is due."""
        cadence = self.rules.visits.cadence_for(codes)
        return cadence if cadence.min_visits else None

    def exclusion_of(self, codes: Sequence[str]) -> str:
        """The code of the reason why a person with these measures is not due for visits: dismissed from office."""
        return DISMISSED if any(is_dismissal(self.rules.sanctions[code]) for code in codes) else ""

    def plan_visits(self, file: DossierFile, codes: Sequence[str], until: date | None) -> tuple[Visit, ...]:
        """The visits still to come: the first within the limit after the decision, the next counted from the last
        one held (or excused), to the end of the period. Visits a person moved by hand stay where they were put."""
        cadence, decided = self.cadence(codes), file.decided_on
        if cadence is None or decided is None or file.dossier.excluded or file.dossier.closed_on:
            return ()
        between = cadence.months_between
        if until is None and between is None:  # a single talk is due even where the measure has no period
            until = add_months(decided, cadence.first_within_months)
        if until is None:
            return ()
        settled = [v for v in file.visits if v.settled and (v.held_on or v.planned_on or decided) >= decided]
        by_hand = {v.ordinal: v for v in file.visits if not v.settled and not v.planned_by_rule}
        ordinal = max((v.ordinal for v in file.visits if v.settled), default=0)
        done = len(settled)
        last = max((v.held_on or v.planned_on or decided for v in settled), default=decided)
        anchor, step, fresh = last, 0, done == 0
        planned: list[Visit] = []
        while done + len(planned) < (1 if between is None else MOST_VISITS):
            step += 1
            months = cadence.first_within_months if fresh else between or 0
            day = self._visit_day(add_months(anchor, months + (step - 1) * (between or 0)), until)
            if day > until or (planned and day <= (planned[-1].planned_on or day)):
                break
            ordinal += 1
            kept = by_hand.get(ordinal)
            visit = kept or Visit(
                dossier_id=file.dossier.id, ordinal=ordinal, kind="first" if ordinal == 1 else "regular",
                planned_on=day,
            )  # fmt: skip
            planned.append(visit)
            if kept and kept.planned_on:
                anchor, step, fresh = kept.planned_on, 0, False
        if not planned and done < cadence.min_visits:
            planned.append(Visit(dossier_id=file.dossier.id, ordinal=ordinal + 1, planned_on=max(until, last)))
        return tuple(planned)

    def _visit_day(self, day: date, until: date) -> date:
        """A planned day falls on a working day: the next one, or the one before where the next is past the end."""
        later = day
        while not self.calendar.is_working_day(later):
            later += timedelta(days=1)
        if later <= until:
            return later
        while not self.calendar.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def of_dossier(self, file: DossierFile, clocks: Sequence[Clock], codes: Sequence[str]) -> Iterator[Duty]:
        """Open the dossier, name the mentor, form the team, visit, follow up, assess at expiry (domain.md §4)."""
        dossier, decided = file.dossier, file.decided_on
        cadence = self.cadence(codes)
        if dossier.id is None or decided is None or cadence is None:
            return
        excuse = self.rules.name_of("visit_exclusion", dossier.excluded)
        more = {"person_id": file.person.id or 0, "dossier_id": dossier.id}
        visits = self.rules.visits
        if cadence.months_between is not None:
            named = [x.appointed_on for x in file.mentors if x.appointed_on]
            joined = [x.joined_on for x in file.team if x.joined_on]
            for kind, length, clause, done in (
                (DutyKind.OPEN_DOSSIER, visits.dossier_within_days, "dossier", dossier.opened_on),
                (DutyKind.NAME_MENTOR, visits.mentor_within_days, "mentor", min(named, default=None)),
                (DutyKind.FORM_TEAM, visits.team_within_days, "team", min(joined, default=None)),
            ):
                due = self.calendar.add_working_days(decided, length)
                due = replace(due, clause=visits.clauses[clause])
                yield self.duty(
                    kind, "dossier", dossier.id, due=due, start=decided, done_on=done,
                    excuse="" if done else excuse, **more,
                )  # fmt: skip
        yield from self._visits(file, cadence, excuse)
        yield from self._assessment(file, clocks, excuse, cadence)

    def _visits(self, file: DossierFile, cadence: Cadence, excuse: str) -> Iterator[Duty]:
        more = {"person_id": file.person.id or 0, "dossier_id": file.dossier.id}
        previous = file.decided_on or date.min
        for visit in sorted(file.visits, key=lambda v: (v.ordinal, v.planned_on or date.min)):
            due_on = visit.planned_on or visit.held_on
            if due_on is None or visit.id is None:
                continue
            reason = visit.moved_reason and f"，改期理由：{visit.moved_reason}"
            why = f"第{visit.ordinal}次回访，自{previous:%Y-%m-%d}起按“{cadence.name}”，计划{due_on:%Y-%m-%d}{reason}"
            excused = self.rules.name_of("visit_excuse", visit.excuse) if visit.excuse else excuse
            due = DueDate(on=due_on, provisional=False, why=why, clause=cadence.clause)
            yield self.duty(
                DutyKind.VISIT, "visit", visit.id, due=due, start=min(previous, due_on), part=visit.ordinal,
                done_on=visit.held_on, excuse="" if visit.held_on else excused, **more,
            )  # fmt: skip
            if visit.follow_up_due and visit.follow_up:
                why = f"第{visit.ordinal}次回访确定的跟踪事项：{visit.follow_up}"
                due = DueDate(on=visit.follow_up_due, provisional=False, why=why, clause="")
                yield self.duty(
                    DutyKind.FOLLOW_UP, "visit", visit.id, due=due, start=visit.held_on or due_on,
                    done_on=visit.follow_up_done, **more,
                )  # fmt: skip
            previous = visit.held_on or due_on

    def _assessment(self, file: DossierFile, clocks: Sequence[Clock], excuse: str, cadence: Cadence) -> Iterator[Duty]:
        end = file.period_end
        if end is None or file.dossier.id is None or cadence.months_between is None or file.decided_on is None:
            return
        days = self.rules.visits.assess_within_days
        held = [a.held_on for a in file.assessments if a.held_on]
        last = max((day for day in held if day >= end - timedelta(days=self.rules.visits.lead_days)), default=None)
        due = DueDate(
            on=end + timedelta(days=days), provisional=any(c.end is None for c in clocks),
            why=f"影响期（处分期）至{end:%Y-%m-%d}届满 + {days} 日 = {end + timedelta(days=days):%Y-%m-%d}",
            clause=self.rules.visits.clauses["assess"],
        )  # fmt: skip
        duty = self.duty(
            DutyKind.ASSESS, "dossier", file.dossier.id, due=due, start=end, person_id=file.person.id or 0,
            dossier_id=file.dossier.id, done_on=last, excuse="" if last else excuse,
        )  # fmt: skip
        yield replace(duty, warn_on=max(end - timedelta(days=self.rules.visits.lead_days), file.decided_on))

    # -- tolerance reviews ----------------------------------------------------------------------------------------

    def of_review(self, review: ToleranceReview) -> Iterator[Duty]:
        """Each stage of a review counted from the one before, and the correction (domain.md §3.5)."""
        if review.id is None or review.applied_on is None:
            return
        more = {"person_id": review.person_id or 0, "review_id": review.id, "case_id": review.case_id}
        refused = "不予受理" if review.acceptance_refused else ""
        stages = (
            (DutyKind.ACCEPT_REVIEW, review.accepted_on),
            (DutyKind.VERIFY_REVIEW, review.verified_on),
            (DutyKind.CONCLUDE_REVIEW, review.concluded_on),
            (DutyKind.FEED_BACK_REVIEW, review.feedback_on),
            (DutyKind.FILE_REVIEW, review.filed_on),
        )
        known: date | None = review.applied_on
        for n, (kind, done) in enumerate(stages, 1):
            # filing counts from the conclusion as feedback does; every other stage from the one before
            start = review.concluded_on if kind is DutyKind.FILE_REVIEW else known
            if start is None:
                break
            stage = self.rules.tolerance.stage(kind.value)
            due = self.calendar.add_working_days(start, stage.working_days)
            due = replace(due, clause=stage.clause)
            yield self.duty(kind, "review", review.id, due=due, start=start, done_on=done,
                            excuse="" if done else refused, **more)  # fmt: skip
            if refused:
                return
            # a stage skipped on paper does not stop the clock of the next: the latest known day counts on
            known = done or (known if any(day for _kind, day in stages[n:]) else None)
        if review.correction_due:
            due = DueDate(on=review.correction_due, provisional=False, clause="容错纠错：限期整改",
                          why=f"纠错通知确定的整改期限{review.correction_due:%Y-%m-%d}")  # fmt: skip
            begun = review.concluded_on or review.applied_on
            yield self.duty(DutyKind.CORRECT, "review", review.id, due=due, start=min(begun, review.correction_due),
                            done_on=review.correction_done, **more)  # fmt: skip
