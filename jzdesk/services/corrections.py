"""Corrections of the months closed before one: reckoned again, compared with what was sent and reported, and remembered
until a record changes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.audit import Head
from jzdesk.domain.corrections import FIGURES, differences, figure_differences, is_present, unreported
from jzdesk.domain.month_rows import KeptRow, kept_row
from jzdesk.domain.months import Correction, Month
from jzdesk.services.month_figures import MonthFigures, reported_figures
from jzdesk.services.month_making import LEDGERS, recount
from jzdesk.services.month_present import mark_of, reasons_given
from jzdesk.services.rules import mark_of as mark_of_rules
from jzdesk.storage import audit, office
from jzdesk.storage import months as rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jzdesk.services.desk import Desk
    from jzdesk.services.ledger_rows import Row

MONTHS_BACK = 24
"""How many closed months are compared, counted back from the month that would report their corrections."""

_CACHE = "corrections:"
_NOT_RECORDS = ("month", "account", "county", "intake")
"""Nouns whose entries in the audit log change no record a month lists."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`new` is to be reported; `present` only reads otherwise because people are elsewhere now (`month_present`)."""

    new: tuple[Correction, ...] = ()
    present: tuple[Correction, ...] = ()


def corrections_for(desk: Desk, key: str, progress: Callable[[int, int], None] | None = None) -> Compared:
    """What a month must report of the closed months before it, with the entry that changed each. A closed month gives what
    it reported. Months that no record was changed for since are not reckoned again; `progress` counts those that are."""
    desk.need(Permission.READ)
    with desk.vault.read():
        month = rows.month(key)
        if month is not None and month.state == "frozen":
            return Compared(new=tuple(rows.corrections(month_id=month.id)))
    refresh_comparison(desk, key, progress)
    with desk.vault.read():
        found = corrections_now(desk, key)
        return Compared(tuple(explained(desk, found.new)), tuple(explained(desk, found.present)))


def refresh_comparison(desk: Desk, key: str, progress: Callable[[int, int], None] | None = None) -> None:
    """Reckon again those closed months that may read otherwise since, and remember it."""
    desk.need(Permission.READ)
    with desk.vault.read():
        stamp = _stamp(desk)
        stale = [month for month in _compared_months(key) if _remembered(month, stamp) is None]
    for done, month in enumerate(stale, 1):
        with desk.vault.read():
            found = compare(desk, month)
        kept = {"stamp": _own_stamp(month, stamp), "found": [asdict(item) for item in found]}
        with desk.vault.unlogged():
            office.keep_setting(_CACHE + month.key, json.dumps(kept, ensure_ascii=False))
        if progress:
            progress(done, len(stale))


def corrections_now(desk: Desk, key: str) -> Compared:
    """What is to be reported, from what is remembered, else reckoned. Call it inside a read or a write."""
    stamp = _stamp(desk)
    new: list[Correction] = []
    present: list[Correction] = []
    given = reasons_given(key)
    for month in _compared_months(key):
        found = _remembered(month, stamp)
        found = compare(desk, month) if found is None else found
        for item in unreported(found, rows.reported_before(month.key, key)):
            why = given.get(mark_of(item), "")
            found_as = present if is_present(item) and not why else new
            found_as.append(replace(item, note=why) if why else item)
    return Compared(tuple(new), tuple(present))


def compare(desk: Desk, month: Month) -> list[Correction]:
    """How a closed month would read today against what was sent. Call it inside a read."""
    if not rows.ledgers(month.id or 0):
        return []  # closed by a program that kept no rows
    ledgers, figures = recount(desk, month.key)
    kinds = column_kinds(desk)
    found: list[Correction] = []
    for kept in rows.ledgers(month.id or 0):
        if kept.ledger in LEDGERS:
            now = kept_rows_of(kept.ledger, ledgers[kept.ledger], kinds)
            found += differences(month.key, kept.ledger, rows.ledger_rows(month.id or 0, kept.ledger), now)
    sent = reported_figures(month)
    if sent is not None:
        numbers = figure_differences(month.key, said(sent), said(figures))
        found += [replace(item, subject="month", subject_id=month.id) for item in numbers]
    return found


def column_kinds(desk: Desk) -> dict[str, dict[str, str]]:
    """The kinds of columns of every ledger as the program knows them, whatever the county's template shows."""
    from jzdesk.exports.ledgers import load_ledgers

    shipped = load_ledgers(desk.paths.forms() / "monthly")
    return {code: {column.key: column.kind for column in ledger.columns} for code, ledger in shipped.items()}


def kept_rows_of(ledger: str, found: Iterable[Row], kinds: Mapping[str, Mapping[str, str]]) -> list[KeptRow]:
    """Rows of a ledger as they are kept: every column they have, also those no template shows."""
    known = kinds.get(ledger, {})
    made = []
    for row in found:
        others = {name: "text" for name in row if not name.startswith("@") and name not in known}
        made.append(kept_row(row, {**known, **others}))
    return made


def said(found: MonthFigures) -> dict[str, str]:
    """The figures of a month by name, as corrections tell them; without those that add up earlier months."""
    told = {f"第{word}种形态人次": str(count) for word, count in zip("一二三四", found.forms, strict=True)}
    told["四种形态合计人次"] = str(sum(found.forms))
    told |= {rate.name: rate.text for rate in found.rates}
    reviews, letters = found.reviews, found.letters
    return told | {
        "收到容错审查件数": str(reviews.received), "认定件数": str(reviews.concluded), "予以容错人次": str(reviews.people),
        "收到征求意见函件数": str(letters.received), "回复征求意见函件数": str(letters.answered),
    }  # fmt: skip


def _compared_months(key: str) -> list[Month]:
    return rows.frozen(before=key)[-MONTHS_BACK:]


def _stamp(desk: Desk) -> str:
    """What the comparison rests on: the last entry that changed a record, and the rules in force."""
    changed = audit.last_change_but(desk.vault.database, _NOT_RECORDS)
    return f"{changed}|{mark_of_rules(desk.paths.resources(), desk.paths.data)}"


def _own_stamp(month: Month, stamp: str) -> str:
    return f"{stamp}|{month.submission}|{month.audit_head}|{month.frozen_at}"


def _remembered(month: Month, stamp: str) -> list[Correction] | None:
    text = office.setting(_CACHE + month.key)
    kept = json.loads(text) if text else {}
    if kept.get("stamp") != _own_stamp(month, stamp):
        return None
    return [Correction(**item) for item in kept["found"]]


def _explained(desk: Desk, item: Correction) -> Correction:
    """The correction with what was done to its record since: day, who, what, and why where he said so."""
    month = rows.month(item.of_month)
    if item.note or month is None or item.subject_id is None or item.subject == "month":
        return item
    try:
        since = Head.parse(month.audit_head).seq
    except ValueError:
        return item
    for entry in audit.entries_for(desk.vault.database, item.subject, item.subject_id, limit=20):
        if entry.seq > since and entry.changes:
            why = f"：{entry.why}" if entry.why else ""
            return replace(item, note=f"{entry.at:%Y-%m-%d}{entry.account}{entry.action}{why}")
    return item


def explained(desk: Desk, found: Sequence[Correction]) -> list[Correction]:
    """The same of several, inside a read. One act changes many lines: where a line has no entry of its own, that of the
    same person's other lines of the month is told."""
    told = [_explained(desk, item) for item in found]
    notes = {(item.of_month, item.name): item.note for item in reversed(told) if item.note}
    return [replace(item, note=item.note or _note_of(item, notes)) for item in told]


def _note_of(item: Correction, notes: Mapping[tuple[str, str], str]) -> str:
    return "随台账更正" if item.ledger == FIGURES else notes.get((item.of_month, item.name), "")
