"""Which computed days of a person a change moved: compared inside the write that makes it, or foreseen without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.moves import fixed_days, moves
from jzdesk.services.past import reckon_again
from jzdesk.storage import cases, dossiers, duties, tolerance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jzdesk.domain.cases import CaseFile
    from jzdesk.domain.moves import Fixed, Key
    from jzdesk.services.desk import Desk


def days_of(desk: Desk, person_id: int) -> Mapping[Key, Fixed]:
    """The computed days of a person as the index has them now. Call it inside a read or a write."""
    files = cases.files_of_person(person_id)
    return fixed_days(files, duties.of_person(person_id), desk.rulebook.sanctions)


def moved_since(desk: Desk, person_id: int, before: Mapping[Key, Fixed]) -> tuple[str, ...]:
    """What the write has moved so far."""
    return moves(before, days_of(desk, person_id))


def foresee(desk: Desk, person_id: int, files: Sequence[CaseFile]) -> tuple[str, ...]:
    """What would move if these were the person's cases. Nothing is written; call it inside a read."""
    then = reckon_again(desk, files, dossiers.of_person(person_id))
    reviews = [duty for review, checks in tolerance.planned_of_person(person_id) for duty in desk.planner.of_review(review, checks)]
    after = fixed_days(then.cases, (*then.duties, *reviews), desk.rulebook.sanctions)
    return moves(days_of(desk, person_id), after)
