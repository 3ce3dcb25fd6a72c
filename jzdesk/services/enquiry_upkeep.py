"""Keeping what the lists show of a letter, and its duty, equal to what the rules say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.storage import duties, enquiries

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk


def refresh_enquiry(desk: Desk, enquiry_id: int) -> None:
    """Rewrite the index and the duty of one letter after anything about it changed; call it inside a write."""
    enquiry = enquiries.get(enquiry_id)
    if enquiry is None or enquiries.is_deleted(enquiry_id):
        duties.rewrite_enquiry(enquiry_id, ())
        return
    due = desk.planner.answer_due(enquiry)
    enquiries.index_letter(enquiry_id, enquiries.names_of(enquiry_id), due_on=due.on if due else None)
    duties.rewrite_enquiry(enquiry_id, tuple(desk.planner.of_enquiry(enquiry)))


def refresh_all(desk: Desk) -> int:
    """The same for every letter; how many there are."""
    everyone = enquiries.ids()
    for enquiry_id in everyone:
        refresh_enquiry(desk, enquiry_id)
    return len(everyone)


def stale_letters(desk: Desk) -> list[str]:
    """Letters whose index differs from what the rules compute now: one line each. Call it inside a read."""
    problems = []
    for enquiry_id in enquiries.ids():
        enquiry = enquiries.get(enquiry_id)
        if enquiry is None:
            continue
        names, due = enquiries.names_of(enquiry_id), desk.planner.answer_due(enquiry)
        counted = (due.on if due else None, len(names), sum(bool(name.conclusion) for name in names))
        stored = {d.key: replace(d, id=None) for d in duties.of_enquiry(enquiry_id)}
        wanted = {d.key: d for d in desk.planner.of_enquiry(enquiry)}
        if stored != wanted or counted != (enquiry.due_on, enquiry.people, enquiry.decided):
            problems.append(f"征求意见函{enquiry.number}的应办事项或者统计与按规则计算的不一致。")
    return problems
