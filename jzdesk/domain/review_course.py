"""Where a review stands: its stages in their order, which are done, which are due, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.duties import Duty, DutyKind, DutyState, remaining_text, state_of
from jzdesk.domain.review_cautions import is_waiting
from jzdesk.domain.review_stages import ACCEPT_FILING, CLARIFY_JOINT, FILING, NEEDED, NOT_NEEDED, restudied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.domain.workdays import WorkCalendar

LATER, OFF, NONE, REFUSED = "later", "off", "none", "refused"
"""A stage that has not begun; one the county does without; one this review does not need; acceptance refused."""

_ALWAYS = (
    DutyKind.ACCEPT_REVIEW, DutyKind.VERIFY_REVIEW, DutyKind.STUDY_REVIEW, DutyKind.CONCLUDE_REVIEW,
    DutyKind.FEED_BACK_REVIEW, DutyKind.FILE_REVIEW,
)  # fmt: skip
_WHERE_ASKED = (DutyKind.ANSWER_OBJECTION, DutyKind.CORRECT, DutyKind.CHECK_CORRECTION, DutyKind.CLARIFY)
HAPPENED = "happened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stage as it stands. `code` is its kind of duty (or HAPPENED), `state` a DutyState or LATER, OFF, NONE,
    REFUSED; `left` says the time left or how it was done, `why` the arithmetic of its limit."""

    code: str
    name: str
    state: str
    done_on: date | None = None
    due_on: date | None = None
    left: str = ""
    why: str = ""

    @property
    def open(self) -> bool:
        """Begun and not done."""
        return self.state in (DutyState.OPEN, DutyState.DUE_SOON, DutyState.OVERDUE)


@dataclass(frozen=True, slots=True)
class Course:
    """The stages of a review, and in one sentence where it stands."""

    steps: tuple[Step, ...]
    now: str

    @property
    def next(self) -> Step | None:
        """The open stage that is due first."""
        return min((step for step in self.steps if step.open and step.due_on), key=_due, default=None)


def _due(step: Step) -> tuple[bool, date | None]:
    return step.due_on is None, step.due_on


def course_of(
    review: ToleranceReview,
    duties: Iterable[Duty],
    *,
    lists: ToleranceRules,
    on: date,
    calendar: WorkCalendar,
) -> Course:
    """The stages in their order. `duties` are those of the review; of several of one kind the last one counts."""
    latest: dict[str, Duty] = {}
    for duty in sorted(duties, key=lambda d: d.part):
        latest[duty.kind] = duty
    steps = tuple(_steps(review, latest, lists=lists, on=on, calendar=calendar))
    return Course(steps, _now(review, steps))


def _steps(
    review: ToleranceReview,
    latest: dict[str, Duty],
    *,
    lists: ToleranceRules,
    on: date,
    calendar: WorkCalendar,
) -> Iterator[Step]:
    for kind in (*_ALWAYS, *_WHERE_ASKED):
        duty = latest.get(kind.value)
        code = _stage_code(kind, review)
        name = stage_name(lists, code)
        if kind is DutyKind.STUDY_REVIEW and restudied(review):
            name = f"重新{name}"
        if duty is not None:
            yield _begun(duty, name, on=on, calendar=calendar)
        elif kind in _ALWAYS or (kind is DutyKind.CLARIFY and review.clarify == NEEDED):
            yield Step(
                code=kind.value,
                name=name,
                state=_unbegun(review, kind, code, lists),
                done_on=_recorded(review, kind),
            )
        elif kind is DutyKind.CLARIFY and review.clarify == NOT_NEEDED:
            yield Step(code=kind.value, name=name, state=NONE, left="不需要澄清")
        if kind is DutyKind.ACCEPT_REVIEW and review.way_in == FILING:
            yield _happening(review)


def _begun(duty: Duty, name: str, *, on: date, calendar: WorkCalendar) -> Step:
    return Step(
        code=duty.kind, name=name, state=state_of(duty, on), done_on=duty.done_on, due_on=duty.due_on,
        left=remaining_text(duty, on, calendar), why=duty.why,
    )  # fmt: skip


def _happening(review: ToleranceReview) -> Step:
    if review.happened_on:
        return Step(
            code=HAPPENED,
            name="失误发生",
            state=DutyState.DONE,
            done_on=review.happened_on,
            left=f"{review.happened_on:%Y-%m-%d} 发生",
        )
    return Step(code=HAPPENED, name="失误发生", state=LATER if is_waiting(review) else NONE, left="尚未发生")


def _stage_code(kind: DutyKind, review: ToleranceReview) -> str:
    if kind is DutyKind.ACCEPT_REVIEW and review.way_in == FILING:
        return ACCEPT_FILING
    return CLARIFY_JOINT if kind is DutyKind.CLARIFY and review.clarify_joint else kind.value


def stage_name(lists: ToleranceRules, code: str) -> str:
    """What the county calls a stage; the code where its rules do not know it."""
    return next((stage.name for stage in lists.stages if stage.code == code), code)


_DAYS = {
    DutyKind.ACCEPT_REVIEW: "accepted_on", DutyKind.VERIFY_REVIEW: "verified_on", DutyKind.STUDY_REVIEW: "studied_on",
    DutyKind.CONCLUDE_REVIEW: "concluded_on", DutyKind.FILE_REVIEW: "filed_on",
}  # fmt: skip


def _recorded(review: ToleranceReview, kind: DutyKind) -> date | None:
    """The day on record of a stage that causes no duty."""
    found: date | None = getattr(review, _DAYS[kind]) if kind in _DAYS else None
    return found


def _unbegun(review: ToleranceReview, kind: DutyKind, code: str, lists: ToleranceRules) -> str:
    if review.acceptance_refused and kind is not DutyKind.ACCEPT_REVIEW:
        return NONE
    if _recorded(review, kind):
        return DutyState.DONE
    if lists.in_force(code) is None:
        return OFF
    return NONE if kind is DutyKind.STUDY_REVIEW and review.concluded_on else LATER


def _now(review: ToleranceReview, steps: tuple[Step, ...]) -> str:
    if review.acceptance_refused:
        day = f"已于{review.acceptance_refused_on:%Y-%m-%d}" if review.acceptance_refused_on else "已"
        return f"{day}不予受理：{review.acceptance_refused.rstrip('。')}。"
    if is_waiting(review):
        return "报备已受理，尚未发生失误，暂无办理期限。"
    waiting = sorted((step for step in steps if step.open), key=_due)
    if waiting:
        parts = [
            f"{step.name}应于{step.due_on:%Y-%m-%d}前完成（{step.left.replace(' ', '')}）"
            for step in waiting[:2]
        ]
        more = f"，另有{len(waiting) - 2}项" if len(waiting) > 2 else ""
        return f"{'；'.join(parts)}{more}。"
    return "已办结。" if review.concluded_on else "尚未开始。"
