"""Which duty a letter of enquiry causes: to be answered, by the day it names or within the county's limit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.duties import Duty, DutyKind
from jzdesk.domain.planning import PlannerBase
from jzdesk.domain.workdays import DueDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jzdesk.domain.enquiries import Enquiry

_LETTER = "来函载明的回复日期"


class EnquiryDuties(PlannerBase):
    """The part of the planner that follows a letter of enquiry."""

    __slots__ = ()

    def answer_due(self, enquiry: Enquiry) -> DueDate | None:
        """The last day to answer: what the letter says, else counted from its receipt; None before it was received."""
        if enquiry.limit_on is not None:
            why = f"来函要求于{enquiry.limit_on:%Y-%m-%d}前回复"
            return DueDate(on=enquiry.limit_on, provisional=False, clause=_LETTER, why=why)
        return self.due("answer_enquiry", enquiry.received_on) if enquiry.received_on else None

    def of_enquiry(self, enquiry: Enquiry) -> Iterator[Duty]:
        """The one duty of a letter, done with the reply."""
        due = self.answer_due(enquiry)
        if enquiry.id is None or due is None:
            return
        start = min(enquiry.received_on or due.on, due.on)
        duty = self.duty(
            DutyKind.ANSWER_ENQUIRY, "enquiry", enquiry.id, due=due, start=start, done_on=enquiry.reply_on
        )
        yield replace(duty, enquiry_id=enquiry.id)
