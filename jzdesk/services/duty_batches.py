"""The duties of many people at once, after an import: their records are read together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from jzdesk.services.duties import AtHand, refresh_person
from jzdesk.storage import bulk, import_reads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.cases import CaseFile
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction


def refresh_people(
    desk: Desk, tx: Transaction, ids: Sequence[int], progress: Callable[[int, int], None] | None = None
) -> None:
    """Compute periods, lists, plans and duties of these people; call it inside a write."""
    done = 0
    for group in bulk.chunks(ids):
        files: dict[int, list[CaseFile]] = defaultdict(list)
        for file in bulk.case_files(sorted(bulk.cases_of_people(group))):
            files[file.person.id or 0].append(file)
        duties = bulk.duties_by("person_id", group)
        kept = {file.person.id: file for file in bulk.dossier_files(import_reads.dossiers_of(group))}
        reviewed = import_reads.with_reviews(group)
        for key in group:
            refresh_person(desk, tx, key, AtHand(files[key], duties[key], kept.get(key), key in reviewed))
        done += len(group)
        if progress:
            progress(done, len(ids))
