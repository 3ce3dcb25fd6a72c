"""What the forms of this tab share: choices from the rulebook, long texts under their titles, a remark on top."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtWidgets import QLabel

from jzdesk.ui.common.fields import ChoiceField, DateField, Field
from jzdesk.ui.common.fields_choice import Choice
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.restyle import mark_role
from jzdesk.ui.dossiers.fields import StackedSection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.ui.common.form_section import Section
    from jzdesk.ui.common.frame import Frame

F = TypeVar("F", bound=Field)

LONG = 27
"""Characters of a long text beside its label: what fits the detail pane at 1366 pixels."""
WIDE = 34
"""Characters of a long text under its title."""


class CodeChoice(ChoiceField):
    """A choice among codes that can name those no longer offered."""

    def __init__(
        self, choices: Sequence[tuple[str, str]], *, name_of: Callable[[str], str], empty: str | None = ""
    ) -> None:
        self._name_of = name_of
        super().__init__(choices, empty=empty)

    def set_value(self, value: Any) -> None:
        known = {choice.value for choice in self._choices}
        if value and value not in known:
            offered = [choice for choice in self._choices if choice.value is not None]
            self.set_choices([*offered, Choice(value, f"{self._name_of(value)}（已停用）")])
        super().set_value(value)


class DossierForm(RecordForm):
    """A form about one person's dossier: whom it is about stands under the title."""

    def __init__(self, frame: Frame, file: DossierFile, title: str, *, save_text: str = "保存") -> None:
        super().__init__(title, save_text=save_text)
        self.frame, self.file = frame, file
        self._opening = self.section("")
        about = "　".join(
            text for text in (file.person.name, file.person.unit_name, file.person.post, file.measures_text) if text
        )
        subject = QLabel(about)
        subject.setWordWrap(True)
        mark_role(subject, "secondary")
        self._opening.add_wide(subject)

    def stacked(self, title: str) -> Section:
        """A part whose labels stand above their fields."""
        section = StackedSection(title)
        self.sections.append(section)
        self._sections_layout.insertWidget(self._sections_layout.count() - 1, section)
        return section

    def add(
        self, section: Section, name: str, label: str, field: F, *, required: bool = False, hint: str = "",
        below: bool = False,
    ) -> F:  # fmt: skip
        super().add(section, name, label, field, required=required, hint=hint, below=below)
        beside = [part for part in self.sections if not isinstance(part, StackedSection)]
        width = max((row.label.sizeHint().width() for part in beside for row in part.rows), default=0)
        for part in beside:
            part.set_label_width(width)
        return field

    def day(self) -> DateField:
        """An empty date field that knows today and the holidays."""
        return DateField(today=self.frame.today, day_name=self.frame.desk.calendar.day_name)

    def choices(self, list_name: str) -> list[tuple[str, str]]:
        """The codes of a list in use today, with their names."""
        return [(c.code, c.name) for c in self.frame.desk.rulebook.codes.offered(list_name, self.frame.today())]

    def choice(self, list_name: str, *, empty: str | None = "") -> ChoiceField:
        """One of the codes in use; of an old record also one the county has since struck from the list."""
        name_of = partial(self.frame.desk.rulebook.name_of, list_name)
        return CodeChoice(self.choices(list_name), name_of=name_of, empty=empty)
