"""人员: who is known already, for completion and for filling forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain import identity
from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import Refused
from jzdesk.storage import cases as rows
from jzdesk.storage import people as person_rows

if TYPE_CHECKING:
    from jzdesk.domain.people import Person
    from jzdesk.services.desk import Desk


def find_people(desk: Desk, text: str) -> list[Person]:
    """People already known whose name, initials or ID number match what is typed."""
    desk.need(Permission.READ)
    if not text.strip():
        return []
    with desk.vault.read():
        return person_rows.matching(text)


def find_units(desk: Desk, text: str) -> list[str]:
    """Unit names that match what is typed."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return [unit.name for unit in person_rows.units(text, limit=20)]


def choose_units(desk: Desk) -> list[tuple[int, str]]:
    """(id, name) of every unit in use, for the filter line."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return [(unit.id or 0, unit.name) for unit in person_rows.units()]


def latest_case_of(desk: Desk, person_id: int) -> int | None:
    """The case a person is looked up for: the one decided last, else the one entered last."""
    desk.need(Permission.READ)
    with desk.vault.read():
        files = rows.files_of_person(person_id)
    last = max(
        files, key=lambda f: (f.decision.decided_on.isoformat() if f.decision and f.decision.decided_on else "",
                              f.case.id or 0), default=None,
    )  # fmt: skip
    return last.case.id if last else None


def open_person(desk: Desk, person_id: int) -> Person:
    """One known person, to fill a form with. Refused when he is gone."""
    desk.need(Permission.READ)
    with desk.vault.read():
        person = person_rows.get(person_id)
    if person is None:
        raise Refused("该人员已不存在，请重新选择。")
    return person


def person_with_id_number(desk: Desk, id_number: str) -> Person | None:
    """Who is already registered under an ID number."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return person_rows.with_id_number(identity.normal_id(id_number))


def find_posts(desk: Desk, text: str) -> list[str]:
    """Posts typed before that match."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return person_rows.posts(text)
