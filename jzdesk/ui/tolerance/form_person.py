"""Whom the form is about first: somebody on record taken over by name or ID number, or somebody typed anew."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from jzdesk.domain.people import Person
from jzdesk.services import tolerance as service
from jzdesk.services import tolerance_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.services.desk import Desk
    from jzdesk.ui.common.fields import ChoiceField
    from jzdesk.ui.tolerance.form import ReviewForm

PERSON_FIELDS = (
    "name", "id_number", "birth", "sex", "politics", "unit_name", "post", "rank", "object_kind", "phone",
)  # fmt: skip
Offered = tuple["Sequence[tuple[int, str]]", "Sequence[tuple[int, str]]"]


class FirstPerson:
    """Fills the person's fields of a review form and offers what he may be linked to."""

    def __init__(self, form: ReviewForm, person: Person) -> None:
        self.form, self.base = form, person
        self._desk, self._jobs = form.frame.desk, form.frame.jobs
        form.name.chosen.connect(self.chosen)
        form.id_number.facts.connect(self._id_facts)

    def value(self) -> Person:
        """The person as the form stands."""
        found: dict[str, Any] = {}
        for name in PERSON_FIELDS:
            value = self.form.field(name).value()
            found[name] = "" if value is None and isinstance(getattr(self.base, name), str) else value
        return replace(self.base, **found)

    def chosen(self, person_id: object) -> None:
        """Somebody on record was picked."""
        if isinstance(person_id, int):
            from jzdesk.services.people import open_person

            self._jobs.run(partial(open_person, self._desk, person_id), owner=self.form, done=self.use)

    def use(self, person: Person) -> None:
        """Fill everything known about a person; the review will be about him."""
        for name in PERSON_FIELDS:
            value = getattr(person, name)
            self.form.field(name).set_value((person.id, value) if name == "name" else value)
        self.base = person
        work = partial(_links, self._desk, person.id, self.form.base.id)
        self._jobs.run(work, owner=self.form, done=self._offer)
        self.form.look_soon()

    def take(self, person: Person) -> None:
        """The rest of a record whose fields a draft brought back."""
        self.base = person

    def renamed(self) -> None:
        """The name was retyped on a new review: it is somebody else until chosen again."""
        if self.form.base.id is None and self.base.id is not None:
            self.base = Person()
            self._offer(((), ()))

    def _offer(self, found: Offered) -> None:
        cases, filings = found
        _offer(self.form.case, cases)
        _offer(self.form.filing, filings)
        self.form.fit_way_in()

    def _id_facts(self, birth: object, sex: str) -> None:
        self.form.field("birth").set_value(birth)
        self.form.field("sex").set_value(sex)
        if self.base.id is None:
            from jzdesk.services.people import person_with_id_number

            work = partial(person_with_id_number, self._desk, self.form.id_number.value())
            self._jobs.run(work, owner=self.form, done=self._same_number)

    def _same_number(self, person: Person | None) -> None:
        """The number is already registered: it is that person, and the form says so."""
        if person is not None and person.id_number == self.form.id_number.value() and self.base.id is None:
            self.use(person)


def _links(desk: Desk, person_id: int | None, review_id: int | None) -> Offered:
    """On the store lane: the cases and prior filings of a person."""
    ids = () if person_id is None else (person_id,)
    return service.cases_of_person(desk, person_id), tolerance_links.filings_of(desk, ids, leave=review_id)


def _offer(field: ChoiceField, offered: Sequence[tuple[int, str]]) -> None:
    chosen = field.value()
    field.set_value(None)
    field.set_choices(offered)
    if chosen in [key for key, _text in offered]:
        field.set_value(chosen)
