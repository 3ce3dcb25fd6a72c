"""Whom a review covers beside the first: each with his part in the matter and what becomes of his handling."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from jzdesk.domain import identity
from jzdesk.domain.people import Person
from jzdesk.domain.review_files import InvolvedPerson
from jzdesk.ui.cases.form_fields import id_fault, people_offered, posts_offered, units_offered
from jzdesk.ui.common.field import Field
from jzdesk.ui.common.fields import ChoiceField, CompleteField, DateField, IdNumberField, TextField
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.tolerance.cards import Card, CardsField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.ui.common.fields import Choice
    from jzdesk.ui.common.frame import Frame

TYPED = ("name", "unit_name", "post", "id_number")
"""Fields of the card that belong to the person; the others belong to his part in the review."""


class HandlingField(Field):
    """A measure of the catalogue, and in words what no measure says. The value is (code, text)."""

    def __init__(
        self,
        offered: Sequence[Choice],
        *,
        chars: int = 20,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.choice = ChoiceField(offered, chars=12)
        self.words = TextField(chars=chars, placeholder=placeholder)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._row.addLayout(column, 1)
        column.addWidget(self.choice)
        column.addWidget(self.words)
        for part in (self.choice, self.words):
            part.changed.connect(self.changed)
            for editor in part.editors():
                editor.installEventFilter(self)
        self.setFocusProxy(self.choice.combo)

    def value(self) -> tuple[str, str]:
        return str(self.choice.value() or ""), self.words.value()

    def set_value(self, value: Any) -> None:
        code, words = value or ("", "")
        self.choice.set_value(code)
        self.words.set_value(words)

    def is_empty(self) -> bool:
        return self.value() == ("", "")

    def draft(self) -> list[str]:
        return list(self.value())

    def said(self) -> str:
        """'诫勉' or what was written instead."""
        code, words = self.value()
        return "，".join(part for part in (self.choice.text() if code else "", words) if part)

    def editors(self) -> list[QWidget]:
        return [*self.choice.editors(), *self.words.editors()]

    def stops(self) -> list[QWidget]:
        return self.editors()

    def setAccessibleName(self, name: str) -> None:
        QWidget.setAccessibleName(self, name)
        self.choice.setAccessibleName(name)
        self.words.setAccessibleName(f"{name}说明")


class PersonCard(Card):
    """One person more. The value is (InvolvedPerson, Person)."""

    def __init__(self, frame: Frame, measures: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        desk, jobs = frame.desk, frame.jobs
        self._frame = frame
        self._base, self._person = InvolvedPerson(), Person()
        self.name = self.put("name", "姓名", CompleteField(partial(people_offered, desk), jobs=jobs, chars=8))
        self.put("unit_name", "单位", CompleteField(partial(units_offered, desk), jobs=jobs, chars=17))
        self.put("post", "职务", CompleteField(partial(posts_offered, desk), jobs=jobs, chars=17))
        self.id_number = self.put(
            "id_number", "身份证号",
            IdNumberField(check=id_fault, birth_of=identity.birth_of, sex_of=identity.sex_of),
        )  # fmt: skip
        self.put("role", "在本事项中", TextField(chars=17, placeholder="如：会议主持人、具体经办人"))
        self.before = self.put(
            "before", "拟作处理", HandlingField(measures, placeholder="目录中没有的写在这里")
        )
        self.after = self.put("after", "最终处理", HandlingField(measures, placeholder="如：不予追究责任"))
        self.form_line = QLabel()
        self.form_line.setWordWrap(True)
        mark_role(self.form_line, "secondary")
        self.form_line.hide()
        self.put_wide(self.form_line)
        self.put("told_on", "告知本人", DateField(today=frame.today))
        self.put("note", "备注", TextField(chars=20))
        self.name.chosen.connect(self._chosen)

    def tell_form(self, text: str) -> None:
        """Which of the four forms his handling leaves and enters."""
        self.form_line.setText(text)
        self.form_line.setVisible(bool(text))

    def _chosen(self, person_id: object) -> None:
        if isinstance(person_id, int):
            from jzdesk.services.people import open_person

            self._frame.jobs.run(
                partial(open_person, self._frame.desk, person_id), owner=self, done=self.use_person
            )

    def use_person(self, person: Person) -> None:
        """Fill in somebody who is on record."""
        self._person = person
        for name in TYPED:
            value = getattr(person, name)
            self.fields[name].set_value((person.id, value) if name == "name" else value)

    def value(self) -> tuple[InvolvedPerson, Person]:
        typed = {name: self.fields[name].value() for name in TYPED}
        base = self._person
        if base.id is not None and typed["name"] != base.name:
            base = Person()  # another name is somebody else until chosen again
        person = replace(base, **typed)
        before, after = self.before.value(), self.after.value()
        involved = replace(
            self._base, person_id=person.id, role=self.fields["role"].value(), before_code=before[0],
            handling_before=before[1], after_code=after[0], handling_after=after[1],
            told_on=self.fields["told_on"].value(), note=self.fields["note"].value(),
        )  # fmt: skip
        return involved, person

    def set_value(self, value: Any) -> None:
        self._base, person = value
        self.use_person(person)
        base = self._base
        self.before.set_value((base.before_code, base.handling_before))
        self.after.set_value((base.after_code, base.handling_after))
        for name in ("role", "told_on", "note"):
            self.fields[name].set_value(getattr(base, name))

    def draft(self) -> dict[str, Any]:
        return {**super().draft(), "id": self._base.id, "person": self.value()[1].id}

    def restore(self, kept: dict[str, Any]) -> None:
        super().restore(kept)
        self._base = replace(self._base, id=kept.get("id"))
        known, name = kept.get("person"), self.name.value()
        if isinstance(known, int):
            from jzdesk.services.people import open_person

            self._person = Person(id=known, name=name)
            work = partial(open_person, self._frame.desk, known)
            self._frame.jobs.run(work, owner=self, done=self._known_again)

    def _known_again(self, person: Person) -> None:
        """What stands on the card was typed and stays; the rest of the record comes back."""
        self._person = person

    def problem(self) -> str:
        if text := super().problem():
            return text
        if not self.name.value():
            return "请填写姓名。"
        return "" if self.fields["unit_name"].value() else "请填写所在单位。"

    def said(self) -> str:
        words = {name: self.fields[name].value() for name in (*TYPED, "role")}
        who = "　".join(
            part for part in (words["name"], f"{words['unit_name']}{words['post']}", words["role"]) if part
        )
        change = " → ".join(part for part in (self.before.said(), self.after.said()) if part)
        return f"{who}　{change}" if change else who


class PeopleField(CardsField):
    """All others of the matter; the value is a tuple of (InvolvedPerson, Person)."""

    def __init__(
        self, frame: Frame, measures: Callable[[], Sequence[Choice]], parent: QWidget | None = None
    ) -> None:
        super().__init__("人员", empty="同一事项还涉及其他人的，在这里添加，一并认定。", parent=parent)
        self._frame, self._measures = frame, measures

    def make_card(self) -> PersonCard:
        return PersonCard(self._frame, self._measures())

    def ids(self) -> tuple[int, ...]:
        """Those of them who are on record."""
        return tuple(person.id for _involved, person in self.value() if person.id is not None)

    def person_cards(self) -> list[PersonCard]:
        """The cards the value is made of, in its order."""
        return [card for card in self.cards if isinstance(card, PersonCard) and not card.is_blank()]
