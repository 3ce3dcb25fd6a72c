"""归档: a closed file goes to the archive under 全宗号·目录号·案卷号 and can be read only.

What lay in it then — every decision made by that day, with its execution, announcement and papers — is closed with it.
What the law still brings afterwards (复查 and 申诉 have no bar: a review, a change, a revocation, a new decision) comes
beside it: the file keeps its place and number, and is to be added to (补充归档)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.case_changes import CHANGE_NAMES
from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from jzdesk.domain.appeals import Appeal
    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.domain.dossiers import Dossier

APART = re.compile(r"[·•．.\-—－/／\s]+")
_PART = re.compile(r"^[0-9A-Za-z一-鿿]{1,12}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archiving:
    """When a file was archived, under which number, how many pages, kept how long (a code of the list retention)."""

    archived_on: date | None = None
    number: str = ""
    pages: int | None = None
    retention: str = ""


def archive_number(text: str) -> str:
    """'0123-2-045' or '0123 2 045' as '0123·2·045'. RuleError unless there are three parts."""
    parts = [part for part in APART.split(text.strip()) if part]
    if len(parts) != 3 or not all(_PART.match(part) for part in parts):
        raise RuleError("archive_number", "档号由全宗号、目录号、案卷号三段组成，如 0123·2·045。")
    return "·".join(parts)


def check(item: Archiving, *, closed_on: date | None, on: date) -> Archiving:
    """The archiving with its number in the usual shape; refused before the file is closed, without pages or term."""
    if item.archived_on is None:
        raise RuleError("archived_on", "请填写归档日期。")
    if item.archived_on > on:
        raise RuleError("archived_on", "归档日期晚于今天。")
    if closed_on and item.archived_on < closed_on:
        raise RuleError("archived_on", f"归档日期早于结档日期（{closed_on:%Y-%m-%d}）。")
    number = archive_number(item.number)
    if not item.pages or item.pages < 1:
        raise RuleError("archive_pages", "请填写页数。")
    if not item.retention:
        raise RuleError("retention", "请选择保管期限。")
    return Archiving(archived_on=item.archived_on, number=number, pages=item.pages, retention=item.retention)


def sealed(archived_on: date | None, day: date | None) -> bool:
    """Whether what was decided on a day lay in the file when it was archived."""
    return archived_on is not None and day is not None and day <= archived_on


def holds(archived_on: date | None, file: CaseFile) -> bool:
    """Whether a case, by one of its decisions, lies in the archived file; one still undecided then does not."""
    return any(sealed(archived_on, decision.decided_on) for decision in file.decisions)


def stays(dossier: Dossier, files: Iterable[CaseFile]) -> bool:
    """Whether a file stays though no decision governs it any more: it stands in the register of the archive, and its
    decision was revoked, not deleted."""
    return bool(dossier.archive_number) and any(d.decided_on for file in files for d in file.decisions)


def came_since(
    archived_on: date | None, files: Iterable[CaseFile], names: Callable[[str, str], str]
) -> tuple[str, ...]:
    """What came to a person's cases since his file was archived and is to be added to it, a line each, in order of
    time; `names(list, code)` gives the name of a code. Nothing for a file that is not archived."""
    if archived_on is None:
        return ()
    found: list[tuple[date, str]] = []
    for file in files:
        for decision in file.decisions:
            found += [(day, text) for day, text in _decided(decision) if day > archived_on]
        for appeal in file.appeals:
            day = _moved_on(appeal)
            if day and (appeal.open or day > archived_on):
                found.append(
                    (day, f"{day:%Y-%m-%d} {names('appeal_kind', appeal.kind)}{_outcome(appeal, names)}")
                )
    return tuple(text for _day, text in sorted(found))


def _decided(decision: Decision) -> Iterator[tuple[date, str]]:
    """The days on which something was decided of the person: the decision, 留党察看 extended or ended."""
    day, kind = decision.decided_on, decision.review_kind
    if day:
        name = (
            f"{CHANGE_NAMES[kind]}处分"
            if kind in CHANGE_NAMES and kind != "expelled"
            else CHANGE_NAMES.get(kind, "新的处分")
        )
        yield day, f"{day:%Y-%m-%d} {name}决定（{decision.document_number}）"
    for measure in decision.measures:
        if measure.extended_on:
            yield measure.extended_on, f"{measure.extended_on:%Y-%m-%d} 延长留党察看"
        if measure.restored_on:
            yield measure.restored_on, f"{measure.restored_on:%Y-%m-%d} 恢复党员权利"


def settled_on(appeal: Appeal) -> date | None:
    """The day a review or appeal came to its end, None while it runs: what was settled before archiving is closed."""
    return None if appeal.open else _moved_on(appeal)


def _moved_on(appeal: Appeal) -> date | None:
    return max((d for d in (appeal.applied_on, appeal.accepted_on, appeal.decided_on) if d), default=None)


def _outcome(appeal: Appeal, names: Callable[[str, str], str]) -> str:
    if appeal.open:
        return "，尚未办结"
    return "，不予受理" if appeal.refused_reason else f"，{names('appeal_result', appeal.result)}"
