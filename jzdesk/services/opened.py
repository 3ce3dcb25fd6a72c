"""A form that stood open while somebody changed its record: what it showed, and the refusal to write over the change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from jzdesk.domain.errors import Refused
from jzdesk.storage import audit
from jzdesk.storage.cases import MEASURE_INDEX

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from jzdesk.domain.cases import CaseFile, Decision
    from jzdesk.storage.transaction import Transaction

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened(Generic[T]):
    """The record a form showed when it was opened; None where nothing was recorded yet."""

    record: T | None


def refuse_changed(
    tx: Transaction, opened: Opened[Any] | None, stored: Any, *, name: str, table: str = ""
) -> None:
    """Refuse to write over what was recorded since the form was opened, saying who did it and when. `stored` is the
    record as it stands now (None: there is none), `name` what it is called. `opened` None: it came from no form."""
    if opened is None or opened.record == stored:
        return
    now = stored if stored is not None else opened.record
    raise Refused(_said(tx, name, [(table, getattr(now, "id", None))], {table}))


def _said(
    tx: Transaction, name: str, places: Iterable[tuple[str, int | None]], tables: AbstractSet[str]
) -> str:
    """'第2次回访在本表单打开后已由李经办于2026-11-22 10:05改动（记录回访），没有覆盖；…'"""
    found = [
        entry
        for place, key in places
        if key
        for entry in audit.entries_for(tx.database, place, key, limit=30)
    ]
    found = [entry for entry in found if any(change.table in tables for change in entry.changes)]
    last = max(found, key=lambda entry: entry.seq, default=None)
    by = f"由{last.account}于{last.at:%Y-%m-%d %H:%M}" if last else ""
    what = f"（{last.action}）" if last else ""
    return f"{name}在本表单打开后已{by}改动{what}，没有覆盖；填写的内容仍在表单中，请重新打开核对后再保存。"


# ---- a whole case


def refuse_changed_case(tx: Transaction, opened: Opened[CaseFile] | None, stored: CaseFile | None) -> None:
    """The same for the form that writes person, case, decisions and measures together; what hangs on a decision
    (announcement, execution) has forms of its own, and computed columns are nobody's."""
    if (
        opened is None
        or opened.record is None
        or stored is None
        or case_as_typed(opened.record) == case_as_typed(stored)
    ):
        return
    places = [("person", stored.person.id), ("case", stored.case.id)]
    raise Refused(_said(tx, f"{stored.person.name}的案件", places, _WRITTEN))


_WRITTEN = frozenset({"person", "case", "decision", "measure"})


def case_as_typed(file: CaseFile) -> tuple[Any, ...]:
    """What the form of a case writes: person, case, decisions with their measures."""
    return file.person, file.case, tuple(decision_as_typed(d) for d in file.decisions)


def decision_as_typed(decision: Decision) -> Decision:
    """A decision without what hangs on it and without what is computed of its measures."""
    blank: dict[str, Any] = {name: "" if name == "why" else None for name in MEASURE_INDEX}
    measures = tuple(replace(m, **blank) for m in decision.measures)
    return replace(decision, measures=measures, items=(), announcement=None)
