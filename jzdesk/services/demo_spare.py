"""Whose duties the demo county can do without: what happens to him later takes no state of a duty from the county.

The tales give every state of every duty to somebody; with few people often to one only. What is told afterwards and
takes duties away, or settles them, keeps to people of whom others hold every state as well."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jzdesk.domain.duties import DutyKind, state_of
from jzdesk.storage import duties

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jzdesk.services.desk import Desk


class Spare:
    """The states the duties of some people have today. Who is not among them counts for nothing, so that a large
    county need not be read through. The mentors' notes do not count either: they are written after all else."""

    __slots__ = ("_desk", "_holders", "_states")

    def __init__(self, desk: Desk, person_ids: Iterable[int]) -> None:
        self._desk = desk
        self._states: dict[int, frozenset[tuple[str, str]]] = {}
        self._holders: Counter[tuple[str, str]] = Counter()
        with desk.vault.read():
            for person_id in person_ids:
                self.look_again(person_id)

    def look_again(self, person_id: int) -> None:
        """Read the duties of one person anew after something happened to him; call it inside a read or write."""
        today = self._desk.today
        self._holders.subtract(self._states.get(person_id, ()))
        own = (d for d in duties.of_person(person_id) if d.kind != DutyKind.MENTOR_NOTE)
        self._states[person_id] = frozenset((d.kind, state_of(d, today).value) for d in own)
        self._holders.update(self._states[person_id])

    def has(self, person_id: int) -> bool:
        """Whether others hold every state of a duty that this person holds."""
        return all(self._holders[state] > 1 for state in self._states.get(person_id, ()))
