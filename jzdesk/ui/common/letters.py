"""征求意见 N 件: the letters of enquiry a person stands in, from his case, his review or his file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPushButton

from jzdesk.services.enquiry_people import letters_of_person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.services.enquiry_people import PersonLetter
    from jzdesk.ui.common.frame import Frame


class LettersButton(QPushButton):
    """Shown only where there are letters: one is opened at once, of several one is chosen."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self._frame = frame
        self._person: int | None = None
        self.letters: tuple[PersonLetter, ...] = ()
        self.setProperty("link", True)
        self.hide()
        self.clicked.connect(self._open)

    def set_person(self, person_id: int | None) -> None:
        """Another person, or the same one as things stand now."""
        if person_id != self._person:
            self._person = person_id
            self._show(person_id, ())
        if person_id is not None:
            work = partial(letters_of_person, self._frame.desk, person_id)
            self._frame.jobs.run(work, owner=self, done=partial(self._show, person_id))

    def _show(self, person_id: int | None, letters: Sequence[PersonLetter]) -> None:
        if person_id != self._person:
            return
        self.letters = tuple(letters)
        self.setText(f"征求意见 {len(letters)} 件")
        self.setToolTip("\n".join(self._words(letter) for letter in letters))
        if self.parentWidget() is not None:
            self.setVisible(bool(letters))

    def _words(self, letter: PersonLetter) -> str:
        book = self._frame.desk.rulebook
        said = book.name_of("enquiry_reply", letter.conclusion) or "尚未认定"
        asked = f"{letter.organ}　{letter.letter_number or letter.number}"
        purpose = book.name_of("enquiry_purpose", letter.purpose)
        day = f"{letter.received_on:%Y-%m-%d}" if letter.received_on else ""
        return "　".join(part for part in (asked, purpose, day, said) if part)

    def _open(self) -> None:
        if len(self.letters) == 1:
            self._frame.open_record("enquiry", self.letters[0].enquiry_id)
            return
        menu = QMenu(self)
        for letter in self.letters:
            action = menu.addAction(self._words(letter))
            action.triggered.connect(partial(self._frame.open_record, "enquiry", letter.enquiry_id))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
