"""更正: what a closed month would say otherwise today, told apart from what was reported already.

A month that was sent stays as it was sent. When a record of it is changed later, the difference is reported once, by the
next month that is closed; what was reported counts as sent from then on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.months import Correction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jzdesk.domain.month_rows import KeptRow

FIGURES = "figures"
"""The 'ledger' of the figures of a month; its keys name the figure, its column is 'value'."""

UNCOMPARED = frozenset({"seq"})
"""Columns that say nothing of the record: the serial number moves when a line is added above."""

PRESENT = frozenset({"unit", "unit_level", "post", "rank", "authority", "politics"})
"""What a person is now, not what he was: these bear no day, so nobody can tell a transfer from a correction."""

Place = tuple[str, str, str]


def place_of(item: Correction) -> Place:
    """Which value: ledger, key, column."""
    return item.ledger, item.key, item.column


def whole(row: KeptRow) -> str:
    """A whole row as one text, to be kept where it came or went."""
    cells = {key: text for key, text in row.cells.items() if key not in UNCOMPARED}
    return json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def cells_of(text: str) -> dict[str, str]:
    """The cells of a whole row again; {} for ''."""
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def differences(
    of_month: str, ledger: str, sent: Iterable[KeptRow], now: Iterable[KeptRow]
) -> list[Correction]:
    """How a ledger reads today against how it was sent, value by value; rows that came or went as a whole."""
    old, new = ({row.key: row for row in rows} for rows in (sent, now))
    found: list[Correction] = []
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        row = after or before
        if row is None:
            continue
        base = Correction(
            of_month=of_month, ledger=ledger, key=key, name=row.cells.get("name", ""), subject=row.subject,
            subject_id=row.id,
        )  # fmt: skip
        if before is None or after is None:
            found.append(
                replace(base, before=whole(before) if before else "", after=whole(after) if after else "")
            )
            continue
        for column in dict.fromkeys((*before.cells, *after.cells)):
            pair = before.cells.get(column, ""), after.cells.get(column, "")
            if column not in UNCOMPARED and pair[0] != pair[1]:
                found.append(replace(base, column=column, before=pair[0], after=pair[1]))
    return found


def figure_differences(of_month: str, sent: Mapping[str, str], now: Mapping[str, str]) -> list[Correction]:
    """The same of the figures, by their names."""
    return [
        Correction(of_month=of_month, ledger=FIGURES, key=name, name=name, column="value", before=sent.get(name, ""),
                   after=now.get(name, ""))
        for name in dict.fromkeys((*sent, *now))
        if sent.get(name, "") != now.get(name, "")
    ]  # fmt: skip


def unreported(found: Sequence[Correction], reported: Sequence[Correction]) -> list[Correction]:
    """What is still to be reported: `found` against what was sent, less what was reported since (in its order). A value
    that was corrected and now reads as it was first sent is corrected back."""
    said: dict[Place, Correction] = {}
    for item in reported:
        said[place_of(item)] = item
    result = []
    for item in found:
        earlier = said.pop(place_of(item), None)
        held = item.before if earlier is None else earlier.after
        if held != item.after:
            result.append(replace(item, before=held))
    first: dict[Place, Correction] = {}
    for item in reported:
        first.setdefault(place_of(item), item)
    for place, item in said.items():
        sent = first[place].before
        if item.after != sent:
            result.append(replace(item, id=None, month_id=None, before=item.after, after=sent, note=""))
    return result


def is_present(item: Correction) -> bool:
    """Whether only what a person is now reads otherwise: shown, but no correction of a month gone by."""
    return item.column in PRESENT


def kind_of(item: Correction) -> str:
    """'新增', '删除' or '更正' of a row or value, in the words of the list."""
    if item.column:
        return "更正"
    if not item.before:
        return "新增一行"
    return "更正一行" if item.after else "减少一行"
