"""What a tolerance review may be linked to: an earlier prior filing of the same people, and letters of enquiry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.review_stages import FILING
from jzdesk.services.tolerance_lists import named, versions
from jzdesk.storage import enquiries as enquiry_rows
from jzdesk.storage import tolerance as rows
from jzdesk.storage.enquiries import EnquiryFilter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jzdesk.domain.enquiries import Enquiry
    from jzdesk.domain.list_versions import ListVersion
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.services.desk import Desk

LATEST = 200
"""Letters offered: what is older is hardly about a matter under review."""


def filings_of(desk: Desk, person_ids: Iterable[int], *, leave: int | None = None) -> list[tuple[int, str]]:
    """(id, words) of the accepted prior filings that cover any of these people; `leave` is the review itself."""
    desk.need(Permission.READ)
    with desk.vault.read():
        found = {review.id: review for key in person_ids for review in rows.covering(key)}
    fit = (r for r in found.values() if r.way_in == FILING and r.accepted_on and r.id not in (None, leave))
    return [(review.id or 0, _filing_words(review)) for review in fit]


def _filing_words(review: ToleranceReview) -> str:
    day = f"{review.applied_on:%Y-%m-%d}报备" if review.applied_on else ""
    return "　".join(part for part in (review.number, review.matter, day) if part)


def versions_offered(desk: Desk) -> list[tuple[int, str]]:
    """(id, words) of the versions of the lists, the latest first."""
    return [(version.id or 0, _version_words(version)) for version in reversed(versions(desk))]


def _version_words(version: ListVersion) -> str:
    since = f"{version.valid_from:%Y-%m-%d}起" if version.valid_from else ""
    return "　".join(part for part in (named(version), since) if part)


def letters_offered(desk: Desk, linked: Sequence[int] = ()) -> list[tuple[int, str]]:
    """(id, words) of the latest letters of enquiry, and of those linked already."""
    desk.need(Permission.READ)
    latest = EnquiryFilter(on=desk.today)
    with desk.vault.read():
        page = enquiry_rows.page(latest, sort="received_on", descending=True, offset=0, limit=LATEST)
        known = {letter.id for letter in page}
        older = [letter for key in linked if key not in known and (letter := enquiry_rows.get(key))]
    return [(letter.id or 0, _letter_words(letter)) for letter in (*page, *older)]


def _letter_words(letter: Enquiry) -> str:
    day = f"{letter.received_on:%Y-%m-%d}收" if letter.received_on else ""
    return "　".join(part for part in (letter.number, letter.organ, letter.letter_number, day) if part)
