"""The duties of many people at once, after an import: their records are read together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.services.duties import refresh_person

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

AT_ONCE = 100


def refresh_people(
    desk: Desk, tx: Transaction, ids: Sequence[int], progress: Callable[[int, int], None] | None = None
) -> None:
    """Compute periods, lists, plans and duties of these people; call it inside a write."""
    for done, person_id in enumerate(ids, 1):
        refresh_person(desk, tx, person_id)
        if progress and done % AT_ONCE == 0:
            progress(done, len(ids))
