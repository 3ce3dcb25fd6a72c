"""What the list of tolerance reviews shows: where each stands, as colour and word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.duties import STATE_NAMES, DutyKind, DutyState
from jzdesk.domain.tolerance import CONCLUSIONS, WAYS_IN
from jzdesk.ui.common.duty_list import STATE_KINDS
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column, unit_and_post

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from jzdesk.services.tolerance import ReviewRow

STAGE_NAMES: dict[str, str] = {
    DutyKind.ACCEPT_REVIEW.value: "受理",
    DutyKind.VERIFY_REVIEW.value: "核实",
    DutyKind.STUDY_REVIEW.value: "研究",
    DutyKind.CONCLUDE_REVIEW.value: "认定",
    DutyKind.FEED_BACK_REVIEW.value: "反馈",
    DutyKind.FILE_REVIEW.value: "备案",
    DutyKind.ANSWER_OBJECTION.value: "答复",
    DutyKind.CORRECT.value: "纠错",
    DutyKind.CHECK_CORRECTION.value: "检查",
    DutyKind.CLARIFY.value: "澄清",
}
"""The stages of a review in their order, by the kind of the duty that must be done at each."""

VERBS: dict[str, str] = {
    DutyKind.ACCEPT_REVIEW.value: "记录受理",
    DutyKind.VERIFY_REVIEW.value: "记录核实",
    DutyKind.STUDY_REVIEW.value: "记录研究",
    DutyKind.CONCLUDE_REVIEW.value: "作出认定",
    DutyKind.FEED_BACK_REVIEW.value: "记录反馈",
    DutyKind.FILE_REVIEW.value: "记录备案",
    DutyKind.ANSWER_OBJECTION.value: "答复异议",
    DutyKind.CORRECT.value: "记录整改完成",
    DutyKind.CHECK_CORRECTION.value: "记录检查",
    DutyKind.CLARIFY.value: "记录澄清",
}
"""What the button of a stage says."""

STATES: tuple[tuple[str, str], ...] = (
    ("running", "办理中"),
    ("concluded", "已认定"),
    ("correcting", "整改中"),
    ("overdue", "逾期"),
    *CONCLUSIONS.items(),
    ("not_accepted", "不予受理"),
)
"""The choice 状态 of the filter line: what the service is asked, and the word."""


def state_cell(row: ReviewRow, on: date) -> State:
    """How the review stands with its next stage."""
    if row.acceptance_refused:
        return State("不予受理", "excused")
    if row.next_due is None:
        return State("已办结", "done")
    state = DutyState.OPEN
    if row.next_due < on:
        state = DutyState.OVERDUE
    elif row.next_warn is not None and row.next_warn <= on:
        state = DutyState.DUE_SOON
    return State(STATE_NAMES[state], STATE_KINDS[state])


def stage_cell(row: ReviewRow) -> str:
    """What has to be done next."""
    return STAGE_NAMES.get(row.next_kind, "")


def columns_for(today: Callable[[], date]) -> tuple[Column, ...]:
    """The columns in reading order; the state needs the day."""

    def state(row: ReviewRow) -> State:
        return state_cell(row, today())

    def way_in(row: ReviewRow) -> str:
        return WAYS_IN.get(row.way_in, row.way_in)

    def conclusion(row: ReviewRow) -> str:
        return CONCLUSIONS.get(row.conclusion, row.conclusion)

    return (
        Column("person", "姓名", 78),
        Column("state", "状态", 80, sort_key="next_due", text=state),
        Column("unit", "单位职务", 140, text=unit_and_post, least=90),
        Column("matter", "容错事项", 140, least=90),
        Column("next_kind", "当前环节", 78, sort_key="", text=stage_cell),
        Column("next_due", "应办", 94),
        Column("conclusion", "结论", 80, text=conclusion),
        Column("number", "编号", 104, shown=False),
        Column("post", "职务", 100, shown=False),
        Column("way_in", "启动方式", 84, text=way_in, shown=False),
        Column("applied_on", "申请日期", 94, shown=False),
        Column("concluded_on", "认定日期", 94, shown=False),
        Column("correction_due", "整改期限", 94, shown=False),
        Column("correction_done", "整改完成", 94, shown=False, sort_key=""),
    )
