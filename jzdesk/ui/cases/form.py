"""登记处分决定: person, case and decision on one form, with everything that follows from them as it is typed."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.people import Person
from jzdesk.domain.sanctions import allowed_for
from jzdesk.services.opened import Opened
from jzdesk.ui.cases.choices import measures_offered
from jzdesk.ui.cases.form_fields import add_case, add_decision, add_person
from jzdesk.ui.cases.measure_slot import MeasureSlot
from jzdesk.ui.cases.preview_lines import show_preview
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jzdesk.domain.measures import Measure
    from jzdesk.services.case_preview import Preview
    from jzdesk.ui.common.fields import (
        CheckField,
        ChoiceField,
        CompleteField,
        DateField,
        IdNumberField,
        TextField,
    )
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame

PREVIEW_AFTER_MS = 150
MOST_OTHERS = 9
PERSON_FIELDS = (
    "name", "id_number", "birth", "sex", "politics", "unit_name", "post", "rank", "management", "object_kind",
    "retired", "phone",
)  # fmt: skip
CASE_FIELDS = (
    "number", "source", "filed_on", "violations", "eight_rules", "amount", "facts", "suspected_crime",
    "transferred_on", "handler",
)  # fmt: skip
DECISION_FIELDS = ("issuer", "document_number", "decided_on", "issued_on", "delivered_on")
_FAMILIES = {"party": ("party",), "admin": ("admin", "institution"), "other": ("org",)}


class DecisionForm(RecordForm):
    """Registers a new decision, or changes one (`show_record`). `read()` gives the whole CaseFile."""

    name: CompleteField
    id_number: IdNumberField
    birth: DateField
    sex: ChoiceField
    suspected_crime: CheckField
    issuer: ChoiceField
    document_number: TextField
    decided_on: DateField

    def __init__(self, frame: Frame, *, changing: bool = False) -> None:
        title = "修改案件处分" if changing else "登记处分决定"
        super().__init__(title, next_text="" if changing else "保存并登记下一件")
        self.frame = frame
        self.rules = frame.desk.rulebook
        self._base = CaseFile(person=Person(), case=Case())
        self._edits: int | None = None
        self.opened: Opened[CaseFile] | None = None
        self._leftover: tuple[Measure, ...] = ()
        self._measures: dict[str, Measure | None] = {}
        self._asked = 0
        self.last_preview: Preview | None = None
        add_person(self, self.section("人员"))
        add_case(self, self.section("案件"))
        add_decision(self, self.section("处分决定"))
        self._add_measures()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PREVIEW_AFTER_MS)
        self._soon.timeout.connect(self.ask_preview)
        self.edited.connect(self._edited)
        self.name.chosen.connect(self._person_chosen)
        self.id_number.facts.connect(self._id_facts)
        self.set_row_visible("transferred_on", on=False)

    # ---- building

    def _add_measures(self) -> None:
        part = self.section("处分和处理措施")
        make = partial(self._slot, part)
        self.party = make("party", "党纪处分")
        self.admin = make("admin", "政务处分")
        self.others = [make("other1", "组织处理等")]
        self._other_part = part

    def _slot(self, part: Section, name: str, label: str) -> MeasureSlot:
        offered = measures_offered(self.rules, self._families(name), self.frame.today())
        return MeasureSlot(
            self, part, name, label, offered=offered, today=self.frame.today, day_name=self.day_name
        )  # fmt: skip

    @staticmethod
    def _families(slot: str) -> tuple[str, ...]:
        return _FAMILIES[slot if slot in _FAMILIES else "other"]

    def day_name(self, day: date) -> str:
        """Holidays and make-up days for the calendars of this form."""
        return self.frame.desk.calendar.day_name(day)

    @property
    def slots(self) -> tuple[MeasureSlot, ...]:
        """All places for a measure, in their order."""
        return (self.party, self.admin, *self.others)

    def _more_others(self, wanted: int) -> None:
        """One empty place after the last filled one."""
        while len(self.others) < min(wanted, MOST_OTHERS):
            name = f"other{len(self.others) + 1}"
            self.others.append(self._slot(self._other_part, name, "再加一项"))

    # ---- showing

    def show_record(self, value: CaseFile, decision_id: int | None = None) -> None:
        """Fill the form from a case on record; its decision in force is the one that is changed, or the one named."""
        self._base, self._edits, self.opened = value, decision_id, Opened(value)
        decision = self._edited_decision() or Decision()
        self._offer_measures(decision.decided_on)
        values = {name: getattr(value.person, name) for name in PERSON_FIELDS}
        values |= {name: getattr(value.case, name) for name in CASE_FIELDS}
        values |= {name: getattr(decision, name) for name in DECISION_FIELDS}
        values["name"] = (value.person.id, value.person.name) if value.person.id else value.person.name
        for slot, measure in self._placed(decision.measures):
            values |= slot.show(measure)
        self.set_values(values)
        self._show_rows()
        self.set_clean()
        self.ask_preview()

    def _edited_decision(self) -> Decision | None:
        base = self._base
        named = next((d for d in base.decisions if d.id == self._edits), None) if self._edits else None
        return named or base.decision or (base.decisions[-1] if base.decisions else None)

    def _placed(self, measures: tuple[Measure, ...]) -> list[tuple[MeasureSlot, Measure | None]]:
        """Which measure stands where; what finds no place is kept as it is."""
        waiting = list(measures)
        placed: list[tuple[MeasureSlot, Measure | None]] = []
        for slot in (self.party, self.admin):
            families = self._families(slot.name)
            found = next((m for m in waiting if self._family(m.code) in families), None)
            if found is not None:
                waiting.remove(found)
            placed.append((slot, found))
        others = [m for m in waiting if self._family(m.code) == "org"]
        self._more_others(len(others) + 1)
        for number, slot in enumerate(self.others):
            placed.append((slot, others[number] if number < len(others) else None))
        taken = {id(m) for _slot, m in placed if m is not None}
        self._leftover = tuple(m for m in measures if id(m) not in taken)
        self._measures = {slot.name: measure for slot, measure in placed}
        return placed

    def _family(self, code: str) -> str:
        return self.rules.sanctions[code].family if code in self.rules.sanctions else "org"

    def start_next(self) -> None:
        """After 保存并登记下一件: the organ, the day and the series of the document stay, all else is empty."""
        kept = {"issuer": self.issuer.value(), "decided_on": self.decided_on.value()}
        kept["document_number"] = next_number(self.document_number.value())
        self._base = CaseFile(person=Person(), case=Case())
        self._leftover, self._measures = (), {}
        self.last_preview = None
        self.set_values(kept)
        self._show_rows()
        self.set_clean()
        self.ask_preview()
        self.focus_first()

    def fill(self, values: Mapping[str, object]) -> None:
        """A new form with what is known already (from the 今日 board or a search)."""
        self.set_values({name: value for name, value in values.items() if name in self.rows})
        self._show_rows()
        person_id = values.get("person_id")
        if isinstance(person_id, int):
            self._person_chosen(person_id)

    def _show_rows(self) -> None:
        for slot in self.slots:
            slot.show_rows()
        for number, slot in enumerate(self.others):
            self.set_row_visible(slot.name, on=number == 0 or bool(self.others[number - 1].code))
        self.set_row_visible("transferred_on", on=self.suspected_crime.value())

    # ---- reading

    def read(self) -> CaseFile:
        """The case as it stands; RuleError when a field cannot be read."""
        return self.compose(self.values())

    def compose(self, values: Mapping[str, Any]) -> CaseFile:
        """A CaseFile of field values; fields not named are empty."""
        base = self._base
        person = replace(base.person, **_filled(PERSON_FIELDS, values, base.person))
        case = replace(base.case, **_filled(CASE_FIELDS, values, base.case))
        if not case.suspected_crime:
            case = replace(case, transferred_on=None)
        old = self._edited_decision()
        measures = [slot.read(values, self._measures.get(slot.name)) for slot in self.slots]
        made = tuple(m for m in measures if m is not None) + self._leftover
        fields = _filled(DECISION_FIELDS, values, old or Decision())
        others = tuple(d for d in base.decisions if old is None or d.id != old.id)
        if old is None and not made and not any(fields[name] for name in fields if name != "issuer"):
            return replace(base, person=person, case=case, decisions=others)
        decision = replace(old or Decision(), **fields, measures=made)
        return replace(base, person=person, case=case, decisions=(*others, decision))

    def tolerant(self) -> CaseFile:
        """What can be read so far, for the preview."""
        return self.compose({name: row.field.value() for name, row in self.rows.items() if row.shown})

    def mark(self, field: str, text: str) -> None:
        """A refusal of a measure goes to the place of the measure it is about."""
        if field == "measures":
            field = self._slot_refused(text)
        elif field in ("official_end_on", "override_reason"):
            part = "end" if field == "official_end_on" else "reason"
            ruled = [slot for slot in self.slots if slot.code and slot.document.value()]
            field = f"{ruled[0].name}_{part}" if ruled else self.party.name
        super().mark(field, text)

    def _slot_refused(self, text: str) -> str:
        person = self.tolerant().person
        for slot in self.slots:
            fault = slot.code and allowed_for(
                slot.code, person.object_kind, person.retired, person.is_party_member
            )  # fmt: skip
            if fault == text:
                return slot.name
        filled = [slot.name for slot in self.slots if slot.code]
        return filled[-1] if filled else self.party.name

    # ---- a person already known

    @property
    def known_person_id(self) -> int | None:
        """The person on record this case is about; None while it is a new one."""
        return self._base.person.id

    def _person_chosen(self, person_id: object) -> None:
        if not isinstance(person_id, int):
            return
        from jzdesk.services.people import open_person

        work = partial(open_person, self.frame.desk, person_id)
        self.frame.jobs.run(work, owner=self, done=self.use_person)

    def use_person(self, person: Person) -> None:
        """Fill everything known about a person; the case will be his."""
        for name in PERSON_FIELDS:
            value = getattr(person, name)
            self.field(name).set_value((person.id, value) if name == "name" else value)
        self._base = replace(self._base, person=person)
        self.ask_preview()

    def _drop_person(self) -> None:
        """The name was retyped on a new case: it is somebody else until chosen again."""
        if self._base.case.id is None and self._base.person.id is not None:
            self._base = replace(self._base, person=Person())

    def _id_facts(self, birth: object, sex: str) -> None:
        self.birth.set_value(birth)
        self.sex.set_value(sex)
        if self._base.person.id is None:
            from jzdesk.services.people import person_with_id_number

            work = partial(person_with_id_number, self.frame.desk, self.id_number.value())
            self.frame.jobs.run(work, owner=self, done=self._same_number)

    def _same_number(self, person: Person | None) -> None:
        """The number is already registered: it is that person, and the form says so."""
        if person is not None and person.id_number == self.id_number.value() and self._base.person.id is None:
            self.use_person(person)

    # ---- what follows, while typing

    def _edited(self, name: str) -> None:
        if name == "name" and self.name.chosen_value() is None:
            self._drop_person()
        if name == "decided_on":
            self._offer_measures(self.decided_on.value())
        if name == "suspected_crime" or name.startswith(("party", "admin", "other")):
            self._more_others(sum(bool(slot.code) for slot in self.others) + 1)
            self._show_rows()
        self._soon.start()

    def _offer_measures(self, decided_on: date | None) -> None:
        on = decided_on or self.frame.today()
        for slot in self.slots:
            blocked = slot.choice.blockSignals(True)
            slot.choice.set_choices(measures_offered(self.rules, self._families(slot.name), on))
            slot.choice.blockSignals(blocked)

    def ask_preview(self) -> None:
        """Compute on the store lane what the decision would cause; only the latest answer is shown."""
        from jzdesk.services.case_preview import preview

        self._soon.stop()
        self._asked += 1
        work = partial(preview, self.frame.desk, self.tolerant(), decision_id=self._edits)
        self.frame.jobs.run(
            work, owner=self, done=partial(self._previewed, self._asked), failed=self._preview_refused
        )

    def _previewed(self, asked: int, found: Preview) -> None:
        if asked == self._asked:
            self.last_preview = found
            show_preview(self, found)

    def _preview_refused(self, _field: str, _text: str) -> bool:
        return True  # what cannot be reckoned yet is refused in words when it is saved

    # ---- drafts

    def draft(self) -> dict[str, Any]:
        found = super().draft()
        return {**found, "person_id": self._base.person.id}

    def restore_draft(self, draft: Mapping[str, Any]) -> None:
        numbers = [int(m.group(1)) for name in draft if (m := re.fullmatch(r"other(\d+)", name))]
        self._more_others(max(numbers, default=1))
        super().restore_draft(draft)
        self._show_rows()
        if self._base.case.id is None and isinstance(draft.get("person_id"), int):
            from jzdesk.services.people import open_person

            work = partial(open_person, self.frame.desk, draft["person_id"])
            self.frame.jobs.run(work, owner=self, done=self._draft_person)
        self.ask_preview()

    def _draft_person(self, person: Person) -> None:
        self._base = replace(self._base, person=person)
        self.ask_preview()


def _filled(names: tuple[str, ...], values: Mapping[str, Any], old: Any) -> dict[str, Any]:
    """The named fields as a value takes them: an empty choice is '' where the value is a text."""
    found = {}
    for name in names:
        value, before = values.get(name), getattr(old, name)
        if value is None and isinstance(before, str | bool | tuple):
            value = type(before)()
        found[name] = tuple(value or ()) if isinstance(before, tuple) else value
    return found


def next_number(text: str) -> str:
    """The number after this one in its series: 公纪〔2026〕12号 → 公纪〔2026〕13号; '' when there is none."""
    found = re.fullmatch(r"(.*?)(\d+)(\D*)", text.strip())
    if not found or not found.group(1):
        return ""
    head, number, tail = found.groups()
    return f"{head}{int(number) + 1:0{len(number)}d}{tail}"

