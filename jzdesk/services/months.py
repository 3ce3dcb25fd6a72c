"""月报: what is kept of each month, and its workbook."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import months as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.masking import LEVEL_NAMES, Level
from jzdesk.domain.months import Month
from jzdesk.services.corrections import refresh_comparison
from jzdesk.services.month_books import book_of, make_book
from jzdesk.services.month_facts import Facts
from jzdesk.services.month_figures import MonthFigures, as_json, figures, reported_figures
from jzdesk.services.month_findings import check_month as look_over
from jzdesk.services.month_levels import Sending, variant_of
from jzdesk.services.month_making import template_folder
from jzdesk.storage import months as rows
from jzdesk.storage import office

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jzdesk.domain.month_findings import Finding
    from jzdesk.exports.month_book import WrittenBook
    from jzdesk.services.desk import Desk

__all__ = ["MonthFigures", "check_month", "figures", "make_book", "reported_figures", "template_folder"]

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def check_month(
    desk: Desk, key: str, progress: Callable[[int, int], None] | None = None
) -> list[Finding]:
    """What a reviewer would ask before the month is sent (`month_findings.check_month`). How much is open is remembered for
    the board of the day, which cannot wait for it."""
    found = look_over(desk, key, progress)
    said = {"open": sum(item.open for item in found), "on": desk.today.isoformat()}
    with desk.vault.unlogged():
        office.keep_setting(rows.CHECKED + key, json.dumps(said))
    return found


def export_month(
    desk: Desk,
    key: str,
    out: Path,
    progress: Callable[[int, int], None] | None = None,
    *,
    preset: str = "",
    level: Level = Level.FULL,
) -> WrittenBook:
    """Write the month's workbook with the columns of a preset ('' : the one in use), showing as much as `level` says; a
    closed month gives the very file that was kept, or the variant of it.

    The file appears whole or not at all; the month's register notes who exported it and its digest."""
    desk.need(Permission.EXPORT)
    rules.span(key)
    with desk.vault.read():
        month = rows.month(key) or Month(key=key)
        kept = kept_workbook(month)
    if kept is not None:
        return _given_again(desk, month, kept, out=out, level=level)
    refresh_comparison(desk, key)
    facts = Facts(desk, key, progress=progress)
    return write_month(facts, out=out, progress=progress, preset=preset, level=level)[0]


def kept_workbook(month: Month) -> bytes | None:
    """The file that was sent of a closed month; None for one that is open. Call it inside a read."""
    if not month.id or month.state != "frozen":
        return None
    kept = [item for item in office.attachments("month", month.id) if item.mime == WORKBOOK]
    return office.attachment_content(kept[-1].id) if kept else None


def _given_again(desk: Desk, month: Month, content: bytes, *, out: Path, level: Level) -> WrittenBook:
    from jzdesk.exports.month_book import WrittenBook
    from jzdesk.exports.package import digest_of, written_aside

    with written_aside(out) as aside:
        if level is Level.FULL:
            aside.write_bytes(content)
        else:
            from jzdesk.exports.masked_book import write_variant

            with desk.vault.read():
                variant = variant_of(desk, level, [])
            write_variant(io.BytesIO(content), aside, variant, name=out.stem)
        digest = digest_of(aside)
    summary = f"{month.key}（已关账）{'' if level is Level.FULL else LEVEL_NAMES[level]}"
    desk.vault.log(desk.actor, "导出月报", noun="month", record_id=month.id, summary=summary)
    return WrittenBook(path=out, rows={}, sha256=digest)


def write_month(
    facts: Facts,
    *,
    out: Path,
    progress: Callable[[int, int], None] | None = None,
    preset: str = "",
    level: Level = Level.FULL,
) -> tuple[WrittenBook, Month]:
    """Write the workbook of a month and note it in the month's register. The file and the month."""
    from jzdesk.exports.month_book import write_month_book

    desk, key = facts.desk, facts.key
    desk.need(Permission.EXPORT)
    with desk.vault.read():
        book = book_of(facts, preset)
        sending = Sending(desk, key, level, facts.compared.new)
        book = replace(book, parts=(*book.parts, *sending.parts()))
        figures_ = facts.collected.figures
    written = write_month_book(book, template_folder(desk), out=out, progress=progress)
    with desk.vault.write(desk.actor, "导出月报", noun="month") as tx:
        month = rows.month(key) or Month(key=key)
        saved = rows.save(
            tx,
            replace(
                month, submission=book.submission, exported_at=desk.clock(), exported_by=desk.account.display_name,
                file_digest=written.sha256, audit_head=book.audit_head, figures=as_json(figures_),
            ),
        )  # fmt: skip
        sending.keep()
        tx.record_id = saved.id
        shown = "" if level is Level.FULL else f"{LEVEL_NAMES[level]} "
        tx.note(f"{rules.title(key)}第{book.submission}次 {shown}{out.name}")
    return written, saved


def list_months(desk: Desk) -> list[Month]:
    """The months exported or closed so far, the latest first."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.months()


def month_of(desk: Desk, key: str) -> Month:
    """What is kept of a month; an open one with nothing exported when there is none."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.month(key) or Month(key=key)
