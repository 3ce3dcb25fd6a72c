"""Corrections in words: the names of ledgers and columns, whole rows in a line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.corrections import FIGURES, cells_of
from jzdesk.domain.months import title
from jzdesk.domain.reporting import after
from jzdesk.services.corrections import corrections_for, explained
from jzdesk.services.month_present import ADVICE
from jzdesk.storage import months as rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jzdesk.domain.months import Correction
    from jzdesk.exports.corrections_sheet import CorrectionLine
    from jzdesk.services.desk import Desk

FIGURES_TITLE = "统计数据"
NOTHING = "（空）"
NO_ROW = "（没有这一行）"
_SHOWN = (
    "unit",
    "document_number",
    "sanction",
    "party_sanction",
    "admin_sanction",
    "decided_on",
    "number",
    "matter",
)
"""What a whole row is told by, as far as its ledger has it."""


@dataclass(frozen=True, slots=True)
class ToldCorrection:
    """A correction with its words. `standing`, seen from the month asked about: 'new' this month is to report it,
    'reported' it was reported, 'pending' a later month is to report it, 'present' it is shown only."""

    standing: str
    correction: Correction
    line: CorrectionLine


def corrections_seen(
    desk: Desk, key: str, progress: Callable[[int, int], None] | None = None
) -> list[ToldCorrection]:
    """All corrections a month has to do with: those it reports of earlier months; of a closed month also those later
    months reported of it, or have to."""
    desk.need(Permission.READ)
    own = corrections_for(desk, key, progress)
    with desk.vault.read():
        month = rows.month(key)
        closed = month is not None and month.state == "frozen"
        later = [item.key for item in rows.frozen() if item.key > key]
        since = rows.corrections(of_month=key) if closed else []
    found = [("reported" if closed else "new", item) for item in own.new]
    found += [("reported", item) for item in since]
    if closed:
        ahead = corrections_for(desk, after(max(later, default=key)), progress)
        found += [("pending", item) for item in ahead.new if item.of_month == key]
        found += [("present", item) for item in ahead.present if item.of_month == key]
    found += [("present", item) for item in own.present]
    with desk.vault.read():
        told = explained(desk, [item for _, item in found])
    lines = lines_of(desk, told)
    lines = [_advised(line) if how == "present" else line for (how, _), line in zip(found, lines, strict=True)]
    return [ToldCorrection(how, item, line) for (how, _), item, line in zip(found, told, lines, strict=True)]


def lines_of(desk: Desk, found: Iterable[Correction]) -> list[CorrectionLine]:
    """The lines of 更正情况."""
    from jzdesk.exports.corrections_sheet import CorrectionLine

    titles = _titles(desk)
    return [
        CorrectionLine(
            month=title(item.of_month), ledger=_ledger(titles, item), name=item.name, column=_column(titles, item),
            before=_text(item, item.before), after=_text(item, item.after), note=item.note, key=item.key,
        )
        for item in found
    ]  # fmt: skip


def _advised(line: CorrectionLine) -> CorrectionLine:
    """What is only shown says what to do with it."""
    return replace(line, note=f"{line.note}。{ADVICE}" if line.note else ADVICE)


def _titles(desk: Desk) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Ledger → its title and those of its columns, as the program names them."""
    from jzdesk.exports.ledgers import load_ledgers

    shipped = load_ledgers(desk.paths.forms() / "monthly")
    return {
        code: (ledger.title, {c.key: _heading(c.group, c.title) for c in ledger.columns})
        for code, ledger in shipped.items()
    }


def _ledger(titles: Mapping[str, tuple[str, Mapping[str, str]]], item: Correction) -> str:
    if item.ledger == FIGURES:
        return FIGURES_TITLE
    return titles[item.ledger][0] if item.ledger in titles else item.ledger


def _column(titles: Mapping[str, tuple[str, Mapping[str, str]]], item: Correction) -> str:
    if item.ledger == FIGURES:
        return "数值"
    if not item.column:
        return "整行"
    columns = titles[item.ledger][1] if item.ledger in titles else {}
    return columns.get(item.column, item.column)


def _text(item: Correction, text: str) -> str:
    if item.column:
        return text or NOTHING
    cells = cells_of(text)
    said = [cells[key] for key in _SHOWN if cells.get(key)]
    return "，".join(said) if cells else NO_ROW


def _heading(group: str, title_: str) -> str:
    """'公开宣布·实际宣布日期', as one line."""
    return "·".join(part.replace("\n", "") for part in (group, title_) if part)
