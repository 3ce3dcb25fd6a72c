"""应办事项: something that must be done about a record by a date counted from another date.

Duty(kind, subject, counted_from, due_on, done_on | excuse) → state. Boards, colours, ledgers and rates come from
these and from nothing else. They are computed (`domain.plans`) and stored only as an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from jzdesk.domain.workdays import WorkCalendar


class DutyKind(StrEnum):
    """Every kind of obligation the program knows, in the order a decision meets them."""

    ANNOUNCE = "announce"
    DELIVER = "deliver"
    TELL = "tell"
    ADJUST = "adjust"
    NOTIFY_ORGANS = "notify_organs"
    ORGANIZATION = "organization"
    PROPERTY = "property"
    DELEGATE = "delegate"
    LETTERS = "letters"
    APPRAISAL = "appraisal"
    ARCHIVE = "archive"
    REPORT_EXECUTION = "report_execution"
    DECIDE_APPEAL = "decide_appeal"
    OPEN_DOSSIER = "open_dossier"
    NAME_MENTOR = "name_mentor"
    FORM_TEAM = "form_team"
    MENTOR_NOTE = "mentor_note"
    VISIT = "visit"
    FOLLOW_UP = "follow_up"
    ASSESS = "assess"
    FORWARD_ASSESSMENT = "forward_assessment"
    CONSEQUENCE = "consequence"
    RESTORE_RIGHTS = "restore_rights"
    ACCEPT_REVIEW = "accept_review"
    VERIFY_REVIEW = "verify_review"
    STUDY_REVIEW = "study_review"
    CONCLUDE_REVIEW = "conclude_review"
    FEED_BACK_REVIEW = "feed_back_review"
    FILE_REVIEW = "file_review"
    ANSWER_OBJECTION = "answer_objection"
    CORRECT = "correct"
    CHECK_CORRECTION = "check_correction"
    CLARIFY = "clarify"
    ANSWER_ENQUIRY = "answer_enquiry"
    CLOSE_MONTH = "close_month"


KIND_NAMES: dict[DutyKind, str] = {
    DutyKind.ANNOUNCE: "公开宣布",
    DutyKind.DELIVER: "送达处分决定",
    DutyKind.TELL: "向本人和党组织宣布",
    DutyKind.ADJUST: "调整职务工资待遇",
    DutyKind.NOTIFY_ORGANS: "书面通知组织人社部门",
    DutyKind.ORGANIZATION: "执行组织处理",
    DutyKind.PROPERTY: "涉案财物收缴退赔",
    DutyKind.DELEGATE: "通报人大政协",
    DutyKind.LETTERS: "落实“三书”",
    DutyKind.APPRAISAL: "确定年度考核等次",
    DutyKind.ARCHIVE: "归入本人档案",
    DutyKind.REPORT_EXECUTION: "报告执行情况",
    DutyKind.DECIDE_APPEAL: "办结复审复核申诉",
    DutyKind.OPEN_DOSSIER: "建立回访档案",
    DutyKind.NAME_MENTOR: "指定帮带人",
    DutyKind.FORM_TEAM: "成立回访小组",
    DutyKind.MENTOR_NOTE: "帮带人帮教记录",
    DutyKind.VISIT: "回访谈话",
    DutyKind.FOLLOW_UP: "办理回访跟踪事项",
    DutyKind.ASSESS: "期满考核",
    DutyKind.FORWARD_ASSESSMENT: "抄送期满考核结果",
    DutyKind.CONSEQUENCE: "落实考核处理措施",
    DutyKind.RESTORE_RIGHTS: "恢复党员权利",
    DutyKind.ACCEPT_REVIEW: "容错受理",
    DutyKind.VERIFY_REVIEW: "容错核实",
    DutyKind.STUDY_REVIEW: "容错集体研究",
    DutyKind.CONCLUDE_REVIEW: "容错认定",
    DutyKind.FEED_BACK_REVIEW: "容错反馈",
    DutyKind.FILE_REVIEW: "容错备案",
    DutyKind.ANSWER_OBJECTION: "答复容错异议",
    DutyKind.CORRECT: "督促纠错整改",
    DutyKind.CHECK_CORRECTION: "检查纠错整改",
    DutyKind.CLARIFY: "澄清正名",
    DutyKind.ANSWER_ENQUIRY: "回复征求意见函",
    DutyKind.CLOSE_MONTH: "月报关账",
}


class DutyState(StrEnum):
    """What a duty is on a given day."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    OPEN = "open"
    DONE = "done"
    DONE_LATE = "done_late"
    EXCUSED = "excused"


STATE_NAMES: dict[DutyState, str] = {
    DutyState.OVERDUE: "逾期",
    DutyState.DUE_SOON: "临期",
    DutyState.OPEN: "未到期",
    DutyState.DONE: "已按期",
    DutyState.DONE_LATE: "逾期已办",
    DutyState.EXCUSED: "豁免",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One obligation. (`kind`, `subject`, `subject_id`, `part`) is its key and never changes.

    `counted_from` is the day the limit runs from, `due_on` the last day on time, `warn_on` the first day it
    counts as due soon. `done_on` or `excuse` discharges it. `why` is the clause and the arithmetic. A letter that
    names many people is nobody's own: `person_id` is then None.
    """

    id: int | None = None
    kind: str
    subject: str
    subject_id: int
    part: int = 0
    person_id: int | None = None
    case_id: int | None = None
    dossier_id: int | None = None
    review_id: int | None = None
    enquiry_id: int | None = None
    counted_from: date
    due_on: date
    warn_on: date
    provisional: bool = False
    done_on: date | None = None
    excuse: str = ""
    why: str = ""
    clause: str = ""

    @property
    def key(self) -> tuple[str, str, int, int]:
        """What tells this duty from every other."""
        return self.kind, self.subject, self.subject_id, self.part

    @property
    def open(self) -> bool:
        """Neither done nor excused."""
        return self.done_on is None and not self.excuse


def state_of(duty: Duty, on: date) -> DutyState:
    """The state on a day. A done duty is judged by its own date; an excuse counts only where it was not done.
    What was done after `on` is still open on that day, so that a past month can be seen as it stood."""
    if duty.done_on and duty.done_on <= on:
        return DutyState.DONE if duty.done_on <= duty.due_on else DutyState.DONE_LATE
    if duty.excuse and not duty.done_on:
        return DutyState.EXCUSED
    if duty.due_on < on:
        return DutyState.OVERDUE
    return DutyState.DUE_SOON if duty.warn_on <= on else DutyState.OPEN


def remaining_text(duty: Duty, on: date, calendar: WorkCalendar) -> str:
    """'还剩 3 个工作日', '今天到期', '已逾期 5 个工作日', or how it was discharged."""
    state = state_of(duty, on)
    if state is DutyState.EXCUSED:
        return f"豁免：{duty.excuse}"
    if state in (DutyState.DONE, DutyState.DONE_LATE) and duty.done_on:
        late = calendar.working_days_between(duty.due_on, duty.done_on)
        tail = f"，逾期{late}个工作日" if state is DutyState.DONE_LATE else ""
        return f"{duty.done_on:%Y-%m-%d} 已办{tail}"
    days = calendar.working_days_between(on, duty.due_on)
    if state is DutyState.OVERDUE:
        # on the days off right after the last day no working day has passed yet
        return f"已逾期 {-days} 个工作日" if days < 0 else f"已逾期 {(on - duty.due_on).days} 天"
    if duty.due_on == on:
        return "今天到期"
    return f"还剩 {days} 个工作日"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its denominator said: `met` of `due` were on time (or done), `excused` are left out."""

    name: str
    met: int
    due: int
    excused: int = 0

    @property
    def percent(self) -> Decimal | None:
        """One decimal, rounded half up, but never up to 100.0 while one is missing; None when nothing was due."""
        if self.due == 0:
            return None
        value = (Decimal(100 * self.met) / self.due).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return min(value, Decimal("99.9")) if self.met < self.due else value

    @property
    def text(self) -> str:
        """'96.2 %  25/26', or '—' when nothing was due."""
        return "—" if self.percent is None else f"{self.percent} %  {self.met}/{self.due}"


def on_time_rate(name: str, duties: Iterable[Duty], on: date) -> Rate:
    """Done on time ÷ (due by `on` or done), the excused apart: 宣布及时率 and its kin."""
    return _rate(name, duties, on, frozenset({DutyState.DONE}))


def done_rate(name: str, duties: Iterable[Duty], on: date) -> Rate:
    """Done at all ÷ (due by `on` or done), the excused apart: 回访率, 建档率."""
    return _rate(name, duties, on, frozenset({DutyState.DONE, DutyState.DONE_LATE}))


def _rate(name: str, duties: Iterable[Duty], on: date, good: frozenset[DutyState]) -> Rate:
    met = due = excused = 0
    for duty in duties:
        state = state_of(duty, on)
        if state is DutyState.EXCUSED:
            excused += 1
        elif state in (DutyState.DONE, DutyState.DONE_LATE, DutyState.OVERDUE) or duty.due_on <= on:
            due += 1
            met += state in good
    return Rate(name, met, due, excused)
