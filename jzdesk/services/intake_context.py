"""What a county's file is held against in this vault: the register, the month before, the files that are here already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.merge_carry import Before
from jzdesk.domain.merge_files import Expected, Known
from jzdesk.domain.merge_history import Past
from jzdesk.domain.months import before as month_before
from jzdesk.services import intake_books as books
from jzdesk.services.counties import intake_settings
from jzdesk.services.reporting import span_of
from jzdesk.storage import intakes as rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.counties import County, Intake
    from jzdesk.domain.merging import CountyBook, LedgerPlan
    from jzdesk.domain.month_rows import KeptRow
    from jzdesk.services.desk import Desk

_EARLIER = 12
"""Earlier months a county's figures are compared with."""


def plans_of(desk: Desk) -> dict[str, LedgerPlan]:
    """The ledgers of this office's own forms."""
    from jzdesk.services.months import template_folder

    return books.plans_in(template_folder(desk))


def context_for(
    desk: Desk, book: CountyBook, county: County, month: str, own: int | None = None
) -> books.Context:
    """All that a file of a county and month is checked against; `own` is the file itself, where it is kept already."""
    first, last = span_of(desk, month)
    wanted = Expected(
        code=county.code, name=county.name, month=month, first=first.isoformat(), last=last.isoformat(),
        level=intake_settings(desk).level,
    )  # fmt: skip
    with desk.vault.read():
        earlier = rows.accepted(county.id or 0, month_before(month))
        return books.Context(
            wanted=wanted, known=_files(month, own),
            before=before_of(earlier) if earlier else None, accepted=_corrected(book, county),
            past=[_past(item) for item in rows.months_accepted(county.id or 0, month, _EARLIER)],
        )  # fmt: skip


def before_of(item: Intake) -> Before:
    """The month before as it was accepted. Call it inside a read or a write."""
    kept = books.kept_of((rows.intake(item.id or 0) or item).manifest)
    read = {code: kept.ledger(code, content) for code, content in rows.ledgers(item.id or 0).items()}
    return Before(
        month=item.month, first=kept.span[0], last=kept.span[1], file=item.file_name,
        sheets={code: ledger.sheet for code, ledger in read.items()},
        ledgers={code: ledger.rows for code, ledger in read.items()}, forms_year=kept.forms_said[1],
    )  # fmt: skip


def _files(month: str, own: int | None) -> list[Known]:
    """The files of a month that are here, without the file itself."""
    counties = {county.id: county for county in rows.counties()}
    found = []
    for light in rows.intakes_in(month, month):
        item = rows.intake(light.id or 0)
        county = counties.get(light.county_id)
        if item is None or county is None or item.id == own:
            continue
        kept = books.kept_of(item.manifest)
        found.append(
            Known(
                file=item.file_name, code=county.code, name=county.name, month=month, submission=item.submission,
                digest=item.file_digest, content_digest=kept.head.content_digest, state=item.state,
                rows=rows.counts([item.id or 0]).get(item.id or 0, 0),
            )
        )  # fmt: skip
    return found


def _corrected(book: CountyBook, county: County) -> Mapping[str, Mapping[str, Sequence[KeptRow]]]:
    """The accepted rows of the months that the corrections speak of."""
    from jzdesk.domain.month_rows import unpacked

    found = {}
    for month in {line.of_month for line in book.corrections}:
        item = rows.accepted(county.id or 0, month)
        if item is not None:
            found[month] = {code: unpacked(content) for code, content in rows.ledgers(item.id or 0).items()}
    return found


def _past(item: Intake) -> Past:
    return Past(item.month, books.kept_of(item.manifest).figures)
