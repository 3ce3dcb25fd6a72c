"""What the read view of one letter starts from, read in one go on the store lane."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.errors import Refused
from jzdesk.services import attachments, enquiries, tolerance
from jzdesk.services.enquiry_screening import screen

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.enquiries import Enquiry
    from jzdesk.domain.screening import ScreenedName, Screening
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryDetail:
    """One letter with everything around it as it stands on `on`. `reviews` are those it was tied to: key and words."""

    screening: Screening
    on: date
    duties: tuple[Duty, ...] = ()
    reviews: tuple[tuple[int, str], ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()

    @property
    def enquiry(self) -> Enquiry:
        """The letter."""
        return self.screening.enquiry

    @property
    def names(self) -> tuple[ScreenedName, ...]:
        """Its names, each with what was found."""
        return self.screening.names

    @property
    def replied(self) -> bool:
        """Whether it is answered: nothing can be changed any more."""
        return self.enquiry.reply_on is not None


def read_detail(desk: Desk, enquiry_id: int) -> EnquiryDetail:
    """On the store lane. Refused when the letter is gone."""
    file = enquiries.open_enquiry(desk, enquiry_id)
    return EnquiryDetail(
        screening=screen(desk, enquiry_id),
        on=desk.today,
        duties=tuple(enquiries.duties_of_enquiry(desk, enquiry_id)),
        reviews=tuple(_reviews(desk, file.reviews)),
        attachments=tuple(attachments.list_attachments(desk, "enquiry", enquiry_id)),
    )


def _reviews(desk: Desk, keys: tuple[int, ...]) -> list[tuple[int, str]]:
    """Those that still stand, with words to know them by."""
    found = []
    for key in keys:
        with suppress(Refused):
            review, person = tolerance.open_review(desk, key)
            found.append((key, f"{person.name}　{review.matter}　{review.number}"))
    return found
