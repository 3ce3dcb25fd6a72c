"""What follows from the form as it stands, computed on the store lane while the clerk types, and shown at its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jzdesk.domain.duties import DutyKind, remaining_text, state_of
from jzdesk.domain.tolerance import Finding
from jzdesk.services import tolerance as service
from jzdesk.services import tolerance_course
from jzdesk.services.tolerance_repeats import earlier_like
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.tolerance.fields import FindingField
from jzdesk.ui.tolerance.reading import names_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.domain.workdays import DueDate
    from jzdesk.services.desk import Desk
    from jzdesk.services.tolerance import FormChange
    from jzdesk.services.tolerance_repeats import Repeats
    from jzdesk.ui.tolerance.form import ReviewForm

STAGE_FIELDS = {
    DutyKind.ACCEPT_REVIEW.value: "accepted_on",
    DutyKind.VERIFY_REVIEW.value: "verified_on",
    DutyKind.STUDY_REVIEW.value: "studied_on",
    DutyKind.CONCLUDE_REVIEW.value: "concluded_on",
    DutyKind.FEED_BACK_REVIEW.value: "feedback_on",
    DutyKind.FILE_REVIEW.value: "filed_on",
    DutyKind.CORRECT.value: "correction_done",
}
"""The field that discharges a stage."""


class Ahead(NamedTuple):
    """The stages with their limits, the usual limit of a correction, what a conclusion lacks, what is unusual, earlier
    reviews of the same error, the form of handling of each person, and the lists the review is judged by."""

    duties: Sequence[Duty]
    usual: DueDate | None
    missing: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    repeats: Repeats
    forms: Sequence[FormChange]
    lists: ToleranceRules
    names: Mapping[str, str]


def look_ahead(desk: Desk, file: ReviewFile) -> Ahead:
    """On the store lane."""
    review, lists = file.review, service.lists_for(desk, file.review)
    people = tuple(person.id for person in file.everybody if person.id is not None and person.id > 0)
    return Ahead(
        duties=service.preview_stages(desk, review),
        usual=service.usual_correction_limit(desk, review.concluded_on),
        missing=service.missing_for_final(desk, file),
        warnings=tolerance_course.warnings(desk, review),
        repeats=earlier_like(desk, review, person_ids=people),
        forms=service.forms_become(desk, file),
        lists=lists,
        names=names_for(desk, review, lists),
    )


def show_ahead(form: ReviewForm, found: Ahead) -> None:
    """Put each at its field."""
    _show_stages(form, found.duties)
    _show_usual(form, found.usual)
    form.computed("applied_on").set_lines([(text, "", "soon") for text in found.warnings])
    form.missing.set_items(found.missing)
    _show_repeats(form, found.repeats)
    _show_forms(form, found.forms)


def _show_stages(form: ReviewForm, duties: Sequence[Duty]) -> None:
    on, calendar = form.frame.today(), form.frame.desk.calendar
    known = {duty.kind: duty for duty in duties}
    for kind, name in STAGE_FIELDS.items():
        duty = known.get(kind)
        if duty is None or duty.excuse or not form.rows[name].shown:
            form.computed(name).set_line("")
            continue
        tentative = "（暂定）" if duty.provisional else ""
        rest = "" if duty.done_on else f"，{remaining_text(duty, on, calendar)}"
        text = f"应于 {duty.due_on:%Y-%m-%d} 前{tentative}{rest}"
        form.computed(name).set_line(text, why_of(duty), kind=STATE_KINDS[state_of(duty, on)])


def _show_usual(form: ReviewForm, usual: DueDate | None) -> None:
    line = form.computed("correction_due")
    if usual is None or form.field("correction_due").value() or not form.field("correction").value():
        line.set_line("")
    else:
        line.set_line(f"一般定在 {usual.on:%Y-%m-%d} 前", f"{usual.why}\n{usual.clause}")


def _show_repeats(form: ReviewForm, repeats: Repeats) -> None:
    """Red beside the entry of the negative list an earlier review speaks to."""
    name = f"negative:{repeats.code}"
    if name not in form.rows:
        return
    form.computed(name).set_lines([(text, "", "overdue") for text in repeats.texts])
    form.repeated = repeats.grounds
    offer_repeated(form, name)


def offer_repeated(form: ReviewForm, name: str) -> None:
    """Answered 是 without a word: the earlier reviews are the grounds."""
    field = form.rows[name].field
    if isinstance(field, FindingField) and field.value() == Finding("yes") and form.repeated:
        field.take_grounds(form.repeated, "")


def _show_forms(form: ReviewForm, forms: Sequence[FormChange]) -> None:
    said = [_form_said(change) for change in forms]
    form.computed("after").set_line(said[0] if said else "")
    for card, text in zip(form.others.person_cards(), said[1:], strict=False):
        card.tell_form(text)


def _form_said(change: FormChange) -> str:
    parts = [part for part in (change.before, change.after) if part]
    return " → ".join(parts)
