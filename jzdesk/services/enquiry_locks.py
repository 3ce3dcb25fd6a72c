"""What was answered stays as it was answered: taking back must not get behind a reply either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.errors import Refused
from jzdesk.services.enquiries import CLOSED, refuse_twin
from jzdesk.services.enquiry_replies import refuse_same_number, refuse_unready
from jzdesk.services.enquiry_screening import screened
from jzdesk.services.enquiry_upkeep import refresh_enquiry
from jzdesk.storage import audit
from jzdesk.storage import enquiries as rows
from jzdesk.storage.history import letters_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.audit import Entry
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

LATER = "该函重新办理以后又有改动，不能恢复原来的回复，请按现在的内容重新回复。"


def letters_held(tx: Transaction, entry: Entry) -> dict[int, bool]:
    """The letters an entry about to be undone touches, and whether each is answered. Refused where it lies behind a
    reply, or would bring a reply back over what was changed since."""
    found = {}
    for key in letters_of(entry.changes):
        enquiry = rows.get(key)
        answered = enquiry is not None and enquiry.reply_on is not None
        if entry.noun == "enquiry" and answered and not _wrote_reply(entry, key):
            raise Refused(CLOSED)
        if entry.noun == "enquiry" and not answered and _took_reply(entry, key):
            latest = audit.entries_for(tx.database, "enquiry", key, limit=1)
            if latest and latest[0].seq != entry.seq:
                raise Refused(LATER)
        found[key] = answered
    return found


def _reply_days(entry: Entry, key: int) -> tuple[object, object]:
    for change in entry.changes:
        if change.table == "enquiry" and change.id == key and "reply_on" in (change.after or {}):
            return (change.before or {}).get("reply_on"), (change.after or {}).get("reply_on")
    return None, None


def _wrote_reply(entry: Entry, key: int) -> bool:
    before, after = _reply_days(entry, key)
    return before is None and after is not None


def _took_reply(entry: Entry, key: int) -> bool:
    before, after = _reply_days(entry, key)
    return before is not None and after is None


def settle_letters(desk: Desk, held: Mapping[int, bool]) -> None:
    """After undoing: the index and the duties anew. Refused where a reply came back that could not be given now, or a
    letter that was registered a second time meanwhile."""
    for key, answered in held.items():
        refresh_enquiry(desk, key)
        enquiry = rows.get(key)
        if enquiry is None or rows.is_deleted(key):
            continue
        refuse_twin(enquiry)
        if enquiry.reply_on is not None and not answered:
            refuse_same_number(enquiry)
            refuse_unready(screened(desk, enquiry, rows.names_of(key)))
