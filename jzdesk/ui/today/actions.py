"""From a duty to the form that discharges it and the record it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain.duties import KIND_NAMES, DutyKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.duties import Duty


class Action(NamedTuple):
    """The word on the button, and the kind of form it opens."""

    verb: str
    form: str


_EXECUTION = Action("记录办结", "execution")
_STAGE = Action("办理", "tolerance")

ACTIONS: Mapping[DutyKind, Action] = {
    DutyKind.ANNOUNCE: Action("记录宣布", "announcement"),
    DutyKind.DELIVER: Action("记录送达", "execution"),
    DutyKind.TELL: _EXECUTION,
    DutyKind.ADJUST: _EXECUTION,
    DutyKind.NOTIFY_ORGANS: _EXECUTION,
    DutyKind.ORGANIZATION: _EXECUTION,
    DutyKind.PROPERTY: _EXECUTION,
    DutyKind.DELEGATE: _EXECUTION,
    DutyKind.LETTERS: _EXECUTION,
    DutyKind.APPRAISAL: _EXECUTION,
    DutyKind.ARCHIVE: _EXECUTION,
    DutyKind.REPORT_EXECUTION: _EXECUTION,
    DutyKind.OPEN_DOSSIER: Action("建档", "dossier"),
    DutyKind.NAME_MENTOR: Action("指定帮带人", "mentor"),
    DutyKind.FORM_TEAM: Action("成立小组", "team"),
    DutyKind.MENTOR_NOTE: Action("登记帮教记录", "mentor_note"),
    DutyKind.VISIT: Action("记录回访", "visit"),
    DutyKind.FOLLOW_UP: Action("记录完成", "follow_up"),
    DutyKind.ASSESS: Action("登记考核", "assessment"),
    DutyKind.FORWARD_ASSESSMENT: Action("抄送", "forward_assessment"),
    DutyKind.CONSEQUENCE: Action("落实", "consequence"),
    DutyKind.RESTORE_RIGHTS: Action("恢复权利", "restore_rights"),
    DutyKind.DECIDE_APPEAL: Action("办理", "appeal"),
    DutyKind.ACCEPT_REVIEW: _STAGE,
    DutyKind.VERIFY_REVIEW: _STAGE,
    DutyKind.CONCLUDE_REVIEW: _STAGE,
    DutyKind.FEED_BACK_REVIEW: _STAGE,
    DutyKind.FILE_REVIEW: _STAGE,
    DutyKind.STUDY_REVIEW: _STAGE,
    DutyKind.ANSWER_OBJECTION: _STAGE,
    DutyKind.CHECK_CORRECTION: _STAGE,
    DutyKind.CLARIFY: _STAGE,
    DutyKind.CORRECT: Action("记录整改", "correction"),
    DutyKind.ANSWER_ENQUIRY: Action("回复", "enquiry"),
    DutyKind.CLOSE_MONTH: Action("关账", "month"),
}


def action_of(duty: Duty) -> Action | None:
    """None for a duty that no form of this program discharges."""
    return ACTIONS.get(DutyKind(duty.kind))


def form_values(duty: Duty) -> dict[str, object]:
    """What the form is filled with as far as known. See `Tab.open_form`."""
    values: dict[str, object] = {"duty": duty, "duty_kind": duty.kind, "kind": duty.kind, "part": duty.part}
    for name in ("case_id", "dossier_id", "review_id", "enquiry_id"):
        if (known := getattr(duty, name)) is not None:
            values[name] = known
    if duty.subject in ("decision", "measure", "visit", "appeal"):
        values[f"{duty.subject}_id"] = duty.subject_id
    if duty.subject == "assessment":
        values["subject_id"] = duty.subject_id
    if duty.subject == "month":
        values["month"] = f"{duty.subject_id // 100}-{duty.subject_id % 100:02d}"
    if duty.subject == "review":
        values["stage"] = duty.kind
    return values


def record_of(duty: Duty) -> tuple[str, int] | None:
    """The kind and id of the record behind a duty."""
    if duty.enquiry_id is not None:
        return "enquiry", duty.enquiry_id
    if duty.review_id is not None:
        return "tolerance", duty.review_id
    if duty.dossier_id is not None:
        return "dossier", duty.dossier_id
    return None if duty.case_id is None else ("case", duty.case_id)


def what_of(duty: Duty) -> str:
    """'公开宣布', '第3次回访谈话', '确定 2026 年度考核等次'."""
    name = KIND_NAMES[DutyKind(duty.kind)]
    if duty.kind == DutyKind.APPRAISAL and duty.part:
        return name.replace("年度", f" {duty.part} 年度")
    return f"第{duty.part}次{name}" if duty.kind == DutyKind.VISIT and duty.part else name
