"""A form about many records: whom it is about stands on top, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from jzdesk.ui.common.fields import DateField
from jzdesk.ui.common.form import RecordForm
from jzdesk.ui.common.restyle import mark_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.ui.common.frame import Frame

NAMED = 12


class ManyForm(RecordForm):
    """Names the people, of `total` in all where a list has more selected than it holds; the fields are the subclass's."""

    def __init__(self, frame: Frame, title: str, people: Sequence[str], *, total: int | None = None) -> None:
        super().__init__(title)
        self.frame = frame
        count = len(people) if total is None else total
        shown = "、".join(people[:NAMED])
        about = f"{shown}等{count}人" if count > len(people[:NAMED]) else f"{shown}　共{count}人"
        subject = QLabel(about)
        subject.setWordWrap(True)
        mark_role(subject, "secondary")
        self.section("").add_wide(subject)

    def day(self) -> DateField:
        """An empty date field that knows today and the holidays."""
        return DateField(today=self.frame.today, day_name=self.frame.desk.calendar.day_name)
