"""登记容错审查: the guided finding, from the application to the correction, clause by clause."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout

from jzdesk.domain.duties import remaining_text, state_of
from jzdesk.domain.people import Person
from jzdesk.domain.tolerance import Finding, ToleranceReview, standing
from jzdesk.services import tolerance as service
from jzdesk.ui.common import ask
from jzdesk.ui.common.duty_list import STATE_KINDS, why_of
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.why import WhyLabel
from jzdesk.ui.tolerance import form_fields as parts
from jzdesk.ui.tolerance.fields import EntryField, FindingField
from jzdesk.ui.tolerance.reading import ReviewDetail, lock_text
from jzdesk.ui.tolerance.sections import EntrySection, Steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from PySide6.QtWidgets import QPushButton

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.workdays import DueDate
    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.fields import ChoiceField, CompleteField, IdNumberField, LongText
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.tolerance.answers import ConclusionField

LOOK_AFTER_MS = 150
GROUPS = ("distinctions", "factors", "positive", "negative", "exclusions")
PERSON_FIELDS = ("name", "id_number", "birth", "sex", "politics", "unit_name", "post", "rank", "phone")
STAGE_FIELDS = {
    "accept_review": "accepted_on",
    "verify_review": "verified_on",
    "conclude_review": "concluded_on",
    "feed_back_review": "feedback_on",
    "file_review": "filed_on",
    "correct": "correction_done",
}
"""The field that discharges a stage."""
STEPS = (
    ("人员", "人员"), ("事项", "事项"), ("区分", "三个区分开来"), ("因素", "认定因素"), ("正面", "正面清单"),
    ("负面", "负面清单"), ("情形", "不予容错情形"), ("结论", "结论"), ("反馈", "反馈和备案"), ("纠错", "纠错"),
)  # fmt: skip
"""The parts of the form: the short name on the line of steps, and the full one."""
LOCKED = "结论已锁定为不予容错。"


class ReviewForm(RecordForm):
    """Registers a review, or changes one. `read()` gives the review, `person()` whom it is about."""

    name: CompleteField
    id_number: IdNumberField
    case: ChoiceField
    factor_set: ChoiceField
    factor_choice: Section
    conclusion: ConclusionField
    statement: LongText
    lock_line: WhyLabel
    propose_button: QPushButton

    def __init__(self, frame: Frame, detail: ReviewDetail | None = None) -> None:
        review = detail.review if detail else ToleranceReview(
            applied_on=frame.today(), factor_set=frame.desk.rulebook.tolerance.default_factor_set
        )  # fmt: skip
        super().__init__(f"修改容错审查　{review.number}" if detail else "登记容错审查")
        self.frame = frame
        self.base = review
        self._base_person = detail.person if detail else Person()
        self._held = standing(review) if review.conclusion else ()
        self._asked = 0
        self._proposed = ""
        self._build_parts(review)
        self._build_head()
        if detail:
            self.case.set_choices(detail.cases)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self.ask_stages)
        self._show_review()
        self.edited.connect(self._edited)
        self.name.chosen.connect(self._person_chosen)
        self.id_number.facts.connect(self._id_facts)
        self.propose_button.clicked.connect(self.propose)

    # ---- building

    def _build_parts(self, review: ToleranceReview) -> None:
        parts.add_person(self, self.section("人员"))
        parts.add_matter(self, self.section("事项"))
        parts.add_distinctions(self, self.entries("三个区分开来"), review.distinctions)
        self.factor_choice = self.section("认定因素")
        self.factor_part = self.entries("")
        parts.add_factors(self, self.factor_part, review.factors)
        parts.add_positive(self, self.entries("正面清单（符合的勾选，至少一项）"), review.positive)
        parts.add_locking(self, self.entries("负面清单（逐项认定）"), "negative", review.negative)
        parts.add_locking(self, self.entries("不予容错情形（逐项认定）"), "exclusions", review.exclusions)
        parts.add_conclusion(self, self.section("结论"))
        parts.add_follow_up(self, self.section("反馈和备案"))
        parts.add_correction(self, self.section("纠错"))

    def entries(self, title: str) -> EntrySection:
        """Begin a part whose entries show their own words."""
        section = EntrySection(title)
        self.sections.append(section)
        self._sections_layout.insertWidget(self._sections_layout.count() - 1, section)
        return section

    def _build_head(self) -> None:
        """The steps and the lock line, which do not scroll away."""
        self.steps = Steps(STEPS)
        self.steps.wanted.connect(self.go_to)
        self.lock_banner = WhyLabel()
        self.lock_banner.setWordWrap(True)
        self.lock_banner.setContentsMargins(16, 0, 16, 4)
        self.lock_banner.hide()
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(2, self.steps)
            layout.insertWidget(3, self.lock_banner)

    def day_name(self, day: date) -> str:
        """Holidays and make-up days for the calendars of this form."""
        return self.frame.desk.calendar.day_name(day)

    # ---- showing

    def _show_review(self) -> None:
        review, person = self.base, self._base_person
        values: dict[str, Any] = {name: getattr(review, name) for name in self.rows if hasattr(review, name)}
        values |= {name: getattr(person, name) for name in PERSON_FIELDS}
        values["name"] = (person.id, person.name) if person.id else person.name
        for group in GROUPS:
            values |= {f"{group}:{code}": finding for code, finding in getattr(review, group).items()}
        self.set_values(values)
        self._fit_factors()
        for code in self._held:
            for group in ("negative", "exclusions"):
                row = self.rows.get(f"{group}:{code}")
                if row is not None and isinstance(row.field, EntryField) and row.field.answer() == "yes":
                    row.field.hold()
        self.conclusion.held = bool(self._held)
        if standing(review):
            self.conclusion.keep_locked(review.conclusion)
        self._fit_lock()
        self._tell_progress()
        self.set_clean()
        self.ask_stages()

    def fill(self, values: Mapping[str, object]) -> None:
        """A new form with what is known already."""
        person_id = values.get("person_id")
        if isinstance(person_id, int):
            self._person_chosen(person_id)

    def go_to(self, step: int) -> None:
        """Scroll to a part and go to its first field."""
        part = [s for s in self.sections if s.rows and s is not self.factor_part][step]
        shown = [row for row in part.rows if row.shown]
        self.scroller.verticalScrollBar().setValue(part.y())
        if shown:
            stops = shown[0].field.stops()
            (stops[0] if stops else shown[0].field).setFocus(Qt.FocusReason.TabFocusReason)
        self.scroller.verticalScrollBar().setValue(part.y())

    def go_to_stage(self, kind: str) -> None:
        """Go to the field that discharges a stage."""
        row = self.rows.get(STAGE_FIELDS.get(kind, ""))
        if row is not None:
            row.field.setFocus(Qt.FocusReason.TabFocusReason)
            self.scroller.ensureWidgetVisible(row.field, 0, 160)

    # ---- reading

    def person(self) -> Person:
        """Whom the review is about, as the form stands."""
        values = {name: self.field(name).value() for name in PERSON_FIELDS}
        return replace(self._base_person, **_plain(values, Person()))

    def read(self) -> ToleranceReview:
        """The review as it stands; RuleError when a field cannot be read."""
        return self.compose(self.values())

    def tolerant(self) -> ToleranceReview:
        """What can be read so far."""
        return self.compose({name: row.field.value() for name, row in self.rows.items() if row.shown})

    def compose(self, values: Mapping[str, Any]) -> ToleranceReview:
        """A review of field values. Unanswered entries are left out of the record."""
        apart = (*PERSON_FIELDS, parts.PROPOSE)
        plain = {name: value for name, value in values.items() if ":" not in name and name not in apart}
        review = replace(self.base, **_plain(plain, self.base))
        found: dict[str, Any] = {group: {} for group in GROUPS}
        for name, value in values.items():
            group, _, code = name.partition(":")
            if code and value != Finding():
                found[group][code] = value
        return replace(review, **found)

    def mark(self, field: str, text: str) -> None:
        """A refusal of the positive list as a whole goes to its first entry."""
        if field == "positive":
            field = next((name for name in self.rows if name.startswith("positive:")), field)
        super().mark(field, text)

    # ---- the person

    def _person_chosen(self, person_id: object) -> None:
        if isinstance(person_id, int):
            from jzdesk.services.people import open_person

            work = partial(open_person, self.frame.desk, person_id)
            self.frame.jobs.run(work, owner=self, done=self.use_person)

    def use_person(self, person: Person) -> None:
        """Fill everything known about a person; the review will be about him."""
        for name in PERSON_FIELDS:
            value = getattr(person, name)
            self.field(name).set_value((person.id, value) if name == "name" else value)
        self._base_person = person
        work = partial(service.cases_of_person, self.frame.desk, person.id)
        self.frame.jobs.run(work, owner=self, done=self._offer_cases)

    def _offer_cases(self, cases: Sequence[tuple[int, str]]) -> None:
        chosen = self.case.value()
        self.case.set_value(None)
        self.case.set_choices(cases)
        if chosen in [case_id for case_id, _text in cases]:
            self.case.set_value(chosen)

    def _drop_person(self) -> None:
        """The name was retyped on a new review: it is somebody else until chosen again."""
        if self.base.id is None and self._base_person.id is not None:
            self._base_person = Person()
            self._offer_cases(())

    def _id_facts(self, birth: object, sex: str) -> None:
        self.field("birth").set_value(birth)
        self.field("sex").set_value(sex)
        if self._base_person.id is None:
            from jzdesk.services.people import person_with_id_number

            work = partial(person_with_id_number, self.frame.desk, self.id_number.value())
            self.frame.jobs.run(work, owner=self, done=self._same_number)

    def _same_number(self, person: Person | None) -> None:
        """The number is already registered: it is that person, and the form says so."""
        if person is not None and person.id_number == self.id_number.value() and self._base_person.id is None:
            self.use_person(person)

    # ---- while typing

    def _edited(self, name: str) -> None:
        if name == "name" and self.name.chosen_value() is None:
            self._drop_person()
        if name == "factor_set":
            self._fit_factors()
        if name.startswith(("negative:", "exclusions:")):
            self._fit_lock()
        if ":" in name or name == "factor_set":
            self._tell_progress()
        else:
            self._soon.start()

    def _fit_factors(self) -> None:
        """Show the factors of the set chosen."""
        chosen = self.frame.desk.rulebook.tolerance.factor_sets.get(self.factor_set.value())
        codes = {item.code for item in chosen.factors} if chosen else set()
        for name in self.rows:
            group, _, code = name.partition(":")
            if group == "factors":
                self.set_row_visible(name, on=code in codes)
                self.factor_part.show_cell(name, on=code in codes)

    def _fit_lock(self) -> None:
        """Any entry answered yes locks the conclusion at once, and says so in red."""
        review = self.tolerant()
        names = service.names_of(self.frame.desk, review.factor_set)
        text = lock_text(review, names)
        if text and self._held:
            text += "已据以作出结论，改回须由审核人解除锁定。"
        self.lock_line.set_text(text, kind="overdue")
        self.lock_banner.set_text(LOCKED, text, kind="overdue")
        for label in (self.lock_line, self.lock_banner):
            label.setVisible(bool(text))
        self.conclusion.lock(on=bool(text))

    def _tell_progress(self) -> None:
        """How many entries of each part are answered."""
        for step, group in enumerate(GROUPS, 2):
            fields = [
                row.field for name, row in self.rows.items()
                if row.shown and name.startswith(f"{group}:") and isinstance(row.field, FindingField)
            ]  # fmt: skip
            if group == "positive":
                ticked = sum(field.answer() == "yes" for field in fields)
                self.steps.set_progress(step, ticked, 0)
                continue
            done = sum(bool(field.answer() or (group == "factors" and field.value().grounds)) for field in fields)
            alert = group in ("negative", "exclusions") and any(field.answer() == "yes" for field in fields)
            self.steps.set_progress(step, done, len(fields), alert=alert)

    def ask_stages(self) -> None:
        """Compute on the store lane by when each stage is due; only the latest answer is shown."""
        self._soon.stop()
        self._asked += 1
        work = partial(_look_ahead, self.frame.desk, self.tolerant())
        self.frame.jobs.run(work, owner=self, done=partial(self._show_ahead, self._asked), failed=_quiet)

    def _show_ahead(self, asked: int, found: tuple[Sequence[Duty], DueDate | None]) -> None:
        if asked != self._asked:
            return
        duties, usual = found
        self._show_stages(duties)
        line = self.computed("correction_due")
        if usual is None or self.field("correction_due").value() or not self.field("correction").value():
            line.set_line("")
        else:
            line.set_line(f"一般定在 {usual.on:%Y-%m-%d} 前", f"{usual.why}\n{usual.clause}")

    def _show_stages(self, duties: Sequence[Duty]) -> None:
        on, calendar = self.frame.today(), self.frame.desk.calendar
        found = {duty.kind: duty for duty in duties}
        for kind, name in STAGE_FIELDS.items():
            duty = found.get(kind)
            if duty is None or duty.excuse or not self.rows[name].shown:
                self.computed(name).set_line("")
                continue
            tentative = "（暂定）" if duty.provisional else ""
            rest = "" if duty.done_on else f"，{remaining_text(duty, on, calendar)}"
            text = f"应于 {duty.due_on:%Y-%m-%d} 前{tentative}{rest}"
            self.computed(name).set_line(text, why_of(duty), kind=STATE_KINDS[state_of(duty, on)])

    # ---- the text of the finding

    def propose(self) -> None:
        """Draft the text from the answers; a text of the clerk's own is replaced only when she agrees."""
        there = self.statement.value()
        if there and there != self._proposed:
            text = "认定书已有文字，生成后将被替换。"
            if not ask.confirm(self, "替换认定书", text, verb="替换"):
                return
        work = partial(service.propose_statement, self.frame.desk, self.tolerant(), self.person())
        self.frame.jobs.run(work, owner=self, done=self._proposed_text)

    def _proposed_text(self, text: str) -> None:
        self.statement.set_value(text)
        self._proposed = self.statement.value()

    # ---- drafts

    def draft(self) -> dict[str, Any]:
        return {**super().draft(), "person_id": self._base_person.id}

    def restore_draft(self, draft: Mapping[str, Any]) -> None:
        kept = {name: value for name, value in draft.items() if not self._is_held(name)}
        super().restore_draft(kept)
        self._fit_factors()
        self._fit_lock()
        self._tell_progress()
        person_id = draft.get("person_id")
        if self.base.id is None and isinstance(person_id, int):
            from jzdesk.services.people import open_person

            work = partial(open_person, self.frame.desk, person_id)
            self.frame.jobs.run(work, owner=self, done=self._draft_person)
        self.ask_stages()

    def _is_held(self, name: str) -> bool:
        field = self.rows[name].field if name in self.rows else None
        return isinstance(field, EntryField) and field.held

    def _draft_person(self, person: Person) -> None:
        self._base_person = person


def _look_ahead(desk: Desk, review: ToleranceReview) -> tuple[Sequence[Duty], DueDate | None]:
    """On the store lane: the stages, and by when a correction is usually ordered."""
    return service.preview_stages(desk, review), service.usual_correction_limit(desk, review.concluded_on)


def _plain(values: Mapping[str, Any], pattern: Any) -> dict[str, Any]:
    """An empty choice is '' where the record holds a text."""
    found = {}
    for name, value in values.items():
        text = isinstance(getattr(pattern, name), str)
        found[name] = "" if value is None and text else value
    return found


def _quiet(_field: str, _text: str) -> bool:
    """A preview that cannot be made is simply not shown; saving says why."""
    return True
