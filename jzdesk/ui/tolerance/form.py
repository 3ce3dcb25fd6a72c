"""登记容错审查: the guided finding, from the application to the correction, clause by clause."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from jzdesk.domain.review_files import ReviewFile
from jzdesk.domain.tolerance import LOCKING, Finding, standing
from jzdesk.services import tolerance as service
from jzdesk.services.opened import Opened
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.why import WhyLabel
from jzdesk.ui.tolerance import form_fields as parts
from jzdesk.ui.tolerance.ahead import STAGE_FIELDS, Ahead, look_ahead, offer_repeated, show_ahead
from jzdesk.ui.tolerance.evidence_field import numbers_in
from jzdesk.ui.tolerance.fields import EntryField, FindingField
from jzdesk.ui.tolerance.form_person import PERSON_FIELDS, FirstPerson
from jzdesk.ui.tolerance.form_texts import DraftedTexts
from jzdesk.ui.tolerance.panels import MissingPanel
from jzdesk.ui.tolerance.reading import GROUPS, lock_text
from jzdesk.ui.tolerance.sections import EntrySection, Steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QPushButton, QWidget

    from jzdesk.domain.changes import Changes
    from jzdesk.domain.people import Person
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.ui.common.fields import ChoiceField, CompleteField, IdNumberField, LongText
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame
    from jzdesk.ui.tolerance.answers import ConclusionField
    from jzdesk.ui.tolerance.cards import Card
    from jzdesk.ui.tolerance.evidence_field import EvidenceField
    from jzdesk.ui.tolerance.panels import SameGrounds
    from jzdesk.ui.tolerance.people_field import PeopleField
    from jzdesk.ui.tolerance.reading import ReviewDetail

LOOK_AFTER_MS = 150
STEPS = (
    ("人员", "人员"), ("事项", "事项"), ("证据", "证据"), ("区分", "三个区分开来"), ("因素", "认定因素"), ("正面", "正面清单"),
    ("负面", "负面清单"), ("情形", "不予容错情形"), ("结论", "结论"), ("反馈", "反馈和备案"), ("纠错", "纠错"),
)  # fmt: skip
"""The parts of the form: the short name on the line of steps, and the full one."""
FIRST_GROUP = 3
"""The step of the first list of findings."""
LOCKED = "结论已锁定为不予容错。"
PLACES = {
    "handling_before": "before",
    "before_code": "before",
    "handling_after": "after",
    "after_code": "after",
}
"""Where a refusal about a column is shown when the column is only a part of a field."""


class ReviewForm(RecordForm):
    """Registers a review, or changes one. `work()` is the service call to save by; `read()` gives the review alone."""

    relisted = Signal(
        object
    )  # Ahead: by the day or the choice other lists apply, and the form must be built anew

    name: CompleteField
    id_number: IdNumberField
    others: PeopleField
    case: ChoiceField
    filing: ChoiceField
    evidence: EvidenceField
    factor_set: ChoiceField
    factor_choice: Section
    same: SameGrounds
    conclusion: ConclusionField
    statement: LongText
    lock_line: WhyLabel
    propose_button: QPushButton
    effects_button: QPushButton

    def __init__(self, frame: Frame, detail: ReviewDetail) -> None:
        review = detail.review
        super().__init__("登记容错审查" if review.id is None else f"修改容错审查　{review.number}")
        self.frame, self.detail, self.lists = frame, detail, detail.lists
        self.base = review
        self.repeated = ""
        self._held = standing(review) if review.id is not None else ()
        self._asked = 0
        self.texts = DraftedTexts(self)
        self._starts: list[Section] = []
        self._build_parts(review)
        self.first = FirstPerson(self, detail.person)
        self._build_head()
        self.case.set_choices(detail.cases)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER_MS)
        self._soon.timeout.connect(self.look)
        self._show_review()
        self.edited.connect(self._edited)
        self.same.wanted.connect(self.fill_same)
        self.missing.wanted.connect(self.go_to_field)
        self.propose_button.clicked.connect(self.texts.statement)
        self.effects_button.clicked.connect(self.texts.effects)

    # ---- building

    def _build_parts(self, review: ToleranceReview) -> None:
        parts.add_person(self, self._start(self.section("人员")))
        parts.add_others(self, self.entries("其他人员"))
        parts.add_matter(self, self._start(self.section("事项")))
        parts.add_handling(self, self.section("受理和核实"))
        parts.add_evidence(self, self._start(self.entries("证据（认定时引用编号）")), self.cites)
        parts.add_distinctions(self, self._start(self.entries("三个区分开来")), review.distinctions)
        self.factor_choice = self._start(self.section("认定因素"))
        self.factor_part = self.entries("")
        parts.add_factors(self, self.factor_part, review.factors, review.factor_set)
        parts.add_positive(self, self._start(self.entries("正面清单（给予容错的至少一项）")), review.positive)
        parts.add_locking(
            self, self._start(self.entries("负面清单（逐项认定）")), "negative", review.negative
        )
        exclusions = self._start(self.entries("不予容错情形（逐项认定）"))
        parts.add_locking(self, exclusions, "exclusions", review.exclusions)
        parts.add_same_grounds(self, exclusions)
        parts.add_conclusion(self, self._start(self.section("结论")))
        parts.add_follow_up(self, self._start(self.section("反馈和备案")))
        parts.add_correction(self, self._start(self.section("纠错")))
        for field in (self.others, self.evidence):
            field.grown.connect(self._watch_card)

    def _start(self, section: Section) -> Section:
        """A step leads to this part."""
        self._starts.append(section)
        return section

    def entries(self, title: str) -> EntrySection:
        """Begin a part whose entries show their own words."""
        section = EntrySection(title)
        self.sections.append(section)
        self._sections_layout.insertWidget(self._sections_layout.count() - 1, section)
        return section

    def watch(self, editor: QWidget) -> None:
        """The clerk's keys work in an editor that is none of a row."""
        editor.installEventFilter(self)
        self._guard.watch(editor)

    def _watch_card(self, card: Card) -> None:
        for editor in (*card.editors(), card.toggle, card.remove):
            self.watch(editor)

    def _build_head(self) -> None:
        """The steps and the lock line, which do not scroll away; and above the buttons what is missing."""
        self.steps = Steps(STEPS)
        self.steps.wanted.connect(self.go_to)
        self.lock_banner = WhyLabel()
        self.lock_banner.setWordWrap(True)
        self.lock_banner.setContentsMargins(16, 0, 16, 4)
        self.lock_banner.hide()
        self.missing = MissingPanel()
        self.watch(self.missing.head)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(2, self.steps)
            layout.insertWidget(3, self.lock_banner)
            layout.insertWidget(layout.count() - 1, self.missing)

    def day_name(self, day: date) -> str:
        """Holidays and make-up days for the calendars of this form."""
        return self.frame.desk.calendar.day_name(day)

    # ---- showing

    def _show_review(self) -> None:
        review, person = self.base, self.first.base
        values: dict[str, Any] = {name: getattr(review, name) for name in self.rows if hasattr(review, name)}
        values |= {name: getattr(person, name) for name in PERSON_FIELDS}
        values["name"] = (person.id, person.name) if person.id else person.name
        values["before"] = (review.before_code, review.handling_before)
        values["after"] = (review.after_code, review.handling_after)
        values |= {"others": self.detail.others, "evidence": self.detail.evidence}
        values["enquiries"] = self.detail.file.enquiries
        for group in GROUPS:
            values |= {f"{group}:{code}": finding for code, finding in getattr(review, group).items()}
        self.set_values(values)
        self._fit_factors()
        self.fit_way_in()
        for field in self._held_fields():
            field.hold()
        self.conclusion.held = bool(self._held and review.conclusion)
        if standing(review):
            self.conclusion.keep_locked(review.conclusion)
        self._fit_lock()
        self._spread_titles()
        self._tell_progress()
        self.set_clean()
        self.look()

    def _held_fields(self) -> Iterator[EntryField]:
        for code in self._held:
            for group in LOCKING:
                row = self.rows.get(f"{group}:{code}")
                if row is not None and isinstance(row.field, EntryField) and row.field.answer() == "yes":
                    yield row.field

    def fill(self, values: Mapping[str, object]) -> None:
        """A new form with what is known already."""
        self.first.chosen(values.get("person_id"))

    def go_to(self, step: int) -> None:
        """Scroll to a part and go to its first field."""
        part = self._starts[step]
        shown = [row for row in part.rows if row.shown]
        self.scroller.verticalScrollBar().setValue(part.y())
        if shown:
            stops = shown[0].field.stops()
            if stops:
                stops[0].setFocus(Qt.FocusReason.TabFocusReason)
            else:
                shown[0].field.setFocus(Qt.FocusReason.TabFocusReason)
        self.scroller.verticalScrollBar().setValue(part.y())

    def go_to_stage(self, kind: str) -> None:
        """Go to the field that discharges a stage."""
        self.go_to_field(STAGE_FIELDS.get(kind, ""))

    def go_to_field(self, field: str) -> None:
        """Go to a field by the name rules give it."""
        row = self.rows.get(self._place(field))
        if row is not None and row.shown:
            row.field.setFocus(Qt.FocusReason.TabFocusReason)
            self.scroller.ensureWidgetVisible(row.field, 0, 60)

    def _place(self, field: str) -> str:
        """The row a name of the rules stands for: the positive list as a whole is its first entry, one of the people
        or pieces of evidence is opened on its card."""
        if field == "positive":
            return next((name for name in self.rows if name.startswith("positive:")), field)
        group, _, number = field.partition(":")
        if group in ("others", "evidence") and number.isdecimal():
            cards = self.others if group == "others" else self.evidence
            cards.show_problem(int(number))
            return group
        return PLACES.get(field, field)

    # ---- reading

    def person(self) -> Person:
        """Whom the review is about first, as the form stands."""
        return self.first.value()

    def read(self) -> ToleranceReview:
        """The review as it stands; RuleError when a field cannot be read."""
        return self.compose(self.values())

    def tolerant(self) -> ToleranceReview:
        """What can be read so far."""
        return self.compose({name: row.field.value() for name, row in self.rows.items() if row.shown})

    def compose(self, values: Mapping[str, Any]) -> ToleranceReview:
        """A review of field values. Unanswered entries are left out of the record."""
        plain = {
            name: value for name, value in values.items() if ":" not in name and hasattr(self.base, name)
        }
        plain["before_code"], plain["handling_before"] = values["before"]
        plain["after_code"], plain["handling_after"] = values["after"]
        review = replace(self.base, **_plain(plain, self.base))
        found: dict[str, Any] = {group: {} for group in GROUPS}
        for name, value in values.items():
            group, _, code = name.partition(":")
            if code and value != Finding():
                found[group][code] = value
        return replace(review, **found)

    def whole(self) -> ReviewFile:
        """The review with its people and evidence as far as it can be read; people not on record yet have keys below
        zero."""
        pairs = self.others.value()
        people = tuple(
            person if person.id is not None else replace(person, id=-at)
            for at, (_other, person) in enumerate(pairs, 1)
        )
        others = tuple(
            replace(other, person_id=person.id) for (other, _p), person in zip(pairs, people, strict=True)
        )
        return ReviewFile(
            review=self.tolerant(), person=self.person(), others=others, people=people,
            evidence=self.evidence.value(), enquiries=self.field("enquiries").value(),
        )  # fmt: skip

    def work(self) -> Callable[[], Changes]:
        """The call that saves; RuleError when a field cannot be read."""
        review = self.read()
        pairs = self.others.value()
        return partial(
            service.record_review, self.frame.desk, review, self.person(),
            others=[other for other, _person in pairs], people=[person for _other, person in pairs],
            evidence=self.evidence.value(), enquiries=self.field("enquiries").value(),
            based_on=Opened(self.detail.file) if review.id is not None else None,
        )  # fmt: skip

    def mark(self, field: str, text: str) -> None:
        """At its field; what a conclusion lacks is listed as well."""
        super().mark(self._place(field), text)
        if self.conclusion.value() and len(self.missing.items) > 1:
            self.missing.open()

    # ---- evidence

    def findings(self) -> Iterator[tuple[str, FindingField]]:
        """All entries that can be answered."""
        for name, row in self.rows.items():
            if row.shown and isinstance(row.field, FindingField):
                yield name, row.field

    def cites(self, number: int) -> int:
        """How many findings cite a piece of evidence."""
        return sum(number in numbers_in(field.evidence.text()) for _name, field in self.findings())

    def _spread_titles(self) -> None:
        titles = self.evidence.titles()
        self.same.set_titles(titles)
        for row in self.rows.values():
            if isinstance(row.field, FindingField):
                row.field.cites.set_titles(titles)

    def _waiting(self) -> list[FindingField]:
        """The entries answered 否 without a word why."""
        return [
            field for name, field in self.findings()
            if name.partition(":")[0] in LOCKING and field.answer() == "no" and field.lacks_grounds()
        ]  # fmt: skip

    def fill_same(self, grounds: str, evidence: str) -> None:
        """The same grounds for every 否 that has none."""
        for field in self._waiting():
            field.take_grounds(grounds, evidence)

    # ---- while typing

    def _edited(self, name: str) -> None:
        group = name.partition(":")[0]
        if name == "name" and self.name.chosen_value() is None:
            self.first.renamed()
        if name == "factor_set":
            self._fit_factors()
        if name == "way_in":
            self.fit_way_in()
        if name == "evidence":
            self._spread_titles()
        if group in LOCKING:
            self._fit_lock()
            if self.computed(name).text():
                offer_repeated(self, name)
        if group in GROUPS or name == "factor_set":
            self._tell_progress()
        self._soon.start()

    def look_soon(self) -> None:
        """Something changed that no field told of."""
        self._soon.start()

    def fit_way_in(self) -> None:
        """Only the rows the way in needs; the first day is called after it."""
        way = self.field("way_in").value()
        for name, ways in parts.WAY_ROWS.items():
            offered = name != "filing_id" or bool(self.detail.filings) or self.filing.combo.count() > 1
            self.set_row_visible(name, on=way in ways and offered)
        self.rows["applied_on"].rename(parts.APPLIED.get(way, parts.APPLIED["application"]))

    def _fit_factors(self) -> None:
        """Show the factors of the set chosen."""
        chosen = self.lists.factor_sets.get(self.factor_set.value())
        codes = {item.code for item in chosen.factors} if chosen else set()
        for name in self.rows:
            group, _, code = name.partition(":")
            if group == "factors":
                self.set_row_visible(name, on=code in codes)
                self.rows[name].hint.hide()
                self.factor_part.show_cell(name, on=code in codes)

    def _fit_lock(self) -> None:
        """Any entry answered yes locks the conclusion at once, and says so in red."""
        text = lock_text(self.tolerant(), self.detail.names)
        if text and self._held:
            text += "已记录在案，改回须由另一名审核人解除锁定。"
        self.lock_line.set_text(text, kind="overdue")
        self.lock_banner.set_text(LOCKED, text, kind="overdue")
        for label in (self.lock_line, self.lock_banner):
            label.setVisible(bool(text))
        self.conclusion.lock(on=bool(text))

    def _tell_progress(self) -> None:
        """How many entries of each part are answered."""
        for step, group in enumerate(GROUPS, FIRST_GROUP):
            fields = [field for name, field in self.findings() if name.startswith(f"{group}:")]
            if group == "positive":
                ticked = sum(field.answer() == "yes" for field in fields)
                self.steps.set_progress(step, ticked, 0)
                continue
            done = sum(
                bool(field.answer() or (group == "factors" and field.value().grounds)) for field in fields
            )
            alert = group in LOCKING and any(field.answer() == "yes" for field in fields)
            self.steps.set_progress(step, done, len(fields), alert=alert)
        self.same.set_count(len(self._waiting()))

    def look(self) -> None:
        """Compute on the store lane what follows; only the latest answer is shown."""
        self._soon.stop()
        self._asked += 1
        work = partial(look_ahead, self.frame.desk, self.whole())
        self.frame.jobs.run(work, owner=self, done=partial(self._show_ahead, self._asked), failed=_quiet)

    def _show_ahead(self, asked: int, found: Ahead) -> None:
        if asked != self._asked:
            return
        if found.lists is not self.lists:
            self.relisted.emit(found)
        else:
            show_ahead(self, found)

    # ---- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F9:
            self.missing.head.toggle()
            if self.missing.head.isChecked() and self.missing.lines:
                self.missing.lines[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    # ---- drafts

    def draft(self) -> dict[str, Any]:
        return {**super().draft(), "person_id": self.first.base.id if hasattr(self, "first") else None}

    def restore_draft(self, draft: Mapping[str, Any]) -> None:
        kept = {name: value for name, value in draft.items() if not self._is_held(name)}
        super().restore_draft(kept)
        self._fit_factors()
        self.fit_way_in()
        self._fit_lock()
        self._spread_titles()
        self._tell_progress()
        person_id = draft.get("person_id")
        if self.base.id is None and isinstance(person_id, int):
            from jzdesk.services.people import open_person

            work = partial(open_person, self.frame.desk, person_id)
            self.frame.jobs.run(work, owner=self, done=self.first.take)
        self.look()

    def _is_held(self, name: str) -> bool:
        field = self.rows[name].field if name in self.rows else None
        return isinstance(field, EntryField) and field.held


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
