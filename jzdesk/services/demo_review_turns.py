"""What came after the conclusions of the demo county: objections, corrections with their checks, names cleared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from jzdesk.domain.review_files import CorrectionCheck
from jzdesk.domain.tolerance import is_locked
from jzdesk.services.tolerance_stages import reopened

if TYPE_CHECKING:
    from jzdesk.domain.people import Person
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.workdays import WorkCalendar

_OBJECTED_AGO = {"open": 0, "soon": 9, "overdue": 13}
"""Working days since an objection that is not answered yet."""
_ANSWERED_AFTER = {"done": 6, "late": 14, "followed": 6, "reopened": 2}


def objected(
    review: ToleranceReview, how: str, person: Person, *, today: date, calendar: WorkCalendar
) -> ToleranceReview:
    """An objection after the feedback. `how`: 'open', 'soon', 'overdue' (not answered), 'done', 'late' (upheld),
    'reopened' (to be concluded anew), 'followed' (concluded anew); '' for none."""
    told = review.feedback_on
    if not how or told is None:
        return review
    if how in _OBJECTED_AGO:
        on = max(told, calendar.working_day_before(today, _OBJECTED_AGO[how]))
        return replace(review, **_objection(on, person))
    on = calendar.add_working_days(told, 1 if how == "reopened" else 3).on
    answered = calendar.add_working_days(on, _ANSWERED_AFTER[how]).on
    if answered > today:
        return review
    review = replace(review, **_objection(on, person), objection_answered_on=answered)
    if how in ("done", "late") or is_locked(review):
        return replace(review, objection_result="upheld", objection_answer="认定事实清楚，适用清单准确，维持原结论。")
    changed = replace(review, objection_result="changed", objection_answer="所提新的证据成立，重新研究认定。")
    return _concluded_anew(changed, today=today, calendar=calendar) if how == "followed" else reopened(changed)


def _objection(on: date, person: Person) -> dict[str, Any]:
    return {"objected_on": on, "objected_by": person.name, "objection": "认为结论没有充分考虑主动纠错和挽回损失的情况。"}


def _concluded_anew(first: ToleranceReview, *, today: date, calendar: WorkCalendar) -> ToleranceReview:
    """The same matter tolerated in full by a second meeting, told and filed."""
    review = reopened(first)
    begun: date = first.objection_answered_on or today
    studied, concluded, told = (calendar.add_working_days(begun, n).on for n in (4, 6, 8))
    if told > today:
        return review
    return replace(
        review, studied_on=studied, meeting=f"{studied:%Y年%-m月%-d日}县纪委常委会", study_expected=9, study_present=9,
        votes_for=8, votes_against=1, votes_abstained=0, study_minutes="重新研究，多数同意认定免责。", concluded_on=concluded,
        conclusion="exempt", after_code="", handling_after="不予追究责任", statement="经重新研究，认定为容错免责。",
        feedback_on=told, feedback_way="written", feedback_organ_on=told, feedback_organ=first.feedback_organ,
        person_opinion="没有不同意见。", filed_on=told, filed_with=first.filed_with, copied_to=first.copied_to,
    )  # fmt: skip


def clarified(review: ToleranceReview, how: str, *, today: date, calendar: WorkCalendar) -> ToleranceReview:
    """Whether a name must be cleared, and how far that is: 'open', 'soon', 'overdue' are not done; '' needs none."""
    concluded = review.concluded_on
    if concluded is None:
        return review
    if not how:
        return replace(review, clarify="not_needed")
    review = replace(
        review, clarify="needed", clarify_ways=("written", "meeting"), clarify_scope="所在单位全体干部", clarify_joint=how == "late"
    )
    on = calendar.add_working_days(concluded, 13 if how == "late" else 4).on
    if how not in ("done", "late") or on > today:
        return review
    return replace(
        review, clarify_told_on=on, clarified_on=on, clarify_number=f"纪澄〔{on.year}〕{on.timetuple().tm_yday}号"
    )


def corrected(
    review: ToleranceReview, how: str, *, today: date, calendar: WorkCalendar
) -> tuple[ToleranceReview, tuple[CorrectionCheck, ...]]:
    """The order to correct, its limit, its checks and whether it was kept. `how`: 'open' (just ordered), 'soon' (due
    and to be checked in a few days), 'overdue', 'done', 'late'; '' for no order."""
    if not how or review.concluded_on is None:
        return review, ()
    ordered = min(calendar.add_working_days(review.concluded_on, 1).on, today)
    due = calendar.add_working_days(ordered, 20).on
    due = {"overdue": today - timedelta(days=6), "soon": today + timedelta(days=4)}.get(how, due)
    due = max(due, ordered)
    ended = {"done": due - timedelta(days=5), "late": due + timedelta(days=9)}.get(how)
    review = replace(
        review, correction="停止执行原做法，完善制度，清理已发资金并报告结果", correction_owner="单位党组织主要负责人",
        correction_number=f"纪纠〔{ordered.year}〕{ordered.timetuple().tm_yday}号", correction_ordered_on=ordered,
        correction_due=due,
    )  # fmt: skip
    if ended and ended <= today:
        review = replace(review, correction_done=max(ended, ordered), correction_result="已停止执行，资金清理完毕。")
    return review, _checks(review, how, ordered=ordered, today=today, calendar=calendar)


def _checks(
    review: ToleranceReview, how: str, *, ordered: date, today: date, calendar: WorkCalendar
) -> tuple[CorrectionCheck, ...]:
    """A first check, and one that found it done; of those still running the last one set the day of the next."""
    first = calendar.add_working_days(ordered, 1 if how == "soon" else 5).on
    done = review.correction_done
    if done and done > first:
        again = done if how == "done" else done - timedelta(days=4)
        again = max(again, first + timedelta(days=1))
        return (_check(first, again), _check(done, None))
    if done:
        return (_check(done, None),)
    again = {"soon": today + timedelta(days=2), "overdue": today - timedelta(days=3)}.get(how, today + timedelta(days=25))
    if first > today or again <= first:
        return ()
    return (_check(first, again),)


def _check(on: date, again: date | None) -> CorrectionCheck:
    found = "已停止执行，资金正在清理。" if again else "资金清理完毕，制度已经修订。"
    return CorrectionCheck(
        checked_on=on, checker="案件监督管理室", found=found, result="open" if again else "done", next_on=again
    )
