"""Making the visits still to come equal to the plan, and saying what that moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.storage import dossiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.domain.visits import Visit
    from jzdesk.storage.transaction import Transaction

SAID = 3
"""So many moved visits are named one by one; more are counted."""


def replan(tx: Transaction, file: DossierFile, wanted: Sequence[Visit]) -> DossierFile:
    """Write the plan: rows of rule-planned visits are used again in their order, those moved by hand stay where they
    are, and those held or excused are not touched. What moved is noted for the audit log."""
    result = [v for v in file.visits if v.settled]
    coming = {v.id: v for v in file.visits if not v.settled}
    spare = [v for v in coming.values() if v.planned_by_rule]
    for visit in wanted:
        old = coming.get(visit.id) if visit.id else (spare.pop(0) if spare else None)
        if old is None:
            result.append(dossiers.save_visit(tx, visit))
            continue
        new = replace(old, ordinal=visit.ordinal, kind=visit.kind, planned_on=visit.planned_on)
        if new.planned_on != old.planned_on:
            tx.note(f"第{new.ordinal}次回访由{old.planned_on:%Y-%m-%d}调整为{new.planned_on:%Y-%m-%d}")
        result.append(dossiers.save_visit(tx, new) if new != old else old)
    kept = {v.id for v in result} | {v.id for v in spare}
    for old in spare:
        dossiers.remove_visit(tx, old.id or 0)
    result += [v for key, v in coming.items() if key not in kept]
    return replace(file, visits=tuple(sorted(result, key=lambda v: (v.ordinal, v.id or 0))))


def moved_text(before: Sequence[Visit], after: Sequence[Visit]) -> str:
    """What a change did to the visits to come, as one sentence; '' when nothing moved."""
    old = {v.id: v for v in before if not v.settled}
    new = {v.id: v for v in after if not v.settled}
    moved = [(old[key], v) for key, v in new.items() if key in old and old[key].planned_on != v.planned_on]
    said = [f"第{v.ordinal}次由{was.planned_on:%Y-%m-%d}改为{v.planned_on:%Y-%m-%d}" for was, v in moved[:SAID]]
    if len(moved) > SAID:
        said.append(f"等{len(moved)}次")
    added, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    said += [text for count, text in ((added, f"增加{added}次"), (gone, f"减少{gone}次")) if count]
    return f"计划回访{'，'.join(said)}。" if said else ""
