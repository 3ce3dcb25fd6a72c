"""The text of a reply while it is being worked on: composed of the conclusions, changed by a person, not yet sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.services.enquiries import open_enquiry, unanswered
from jzdesk.services.enquiry_replies import propose_reply
from jzdesk.storage import enquiries as rows

if TYPE_CHECKING:
    from jzdesk.services.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDraft:
    """`text` as it would be sent now, `composed` as the conclusions alone make it. `drafted`: a person changed it;
    `replied`: it was sent like this."""

    text: str
    composed: str
    drafted: bool = False
    replied: bool = False


def reply_draft(desk: Desk, enquiry_id: int) -> ReplyDraft:
    """The text of the reply as it stands. Refused when the letter is gone."""
    enquiry = open_enquiry(desk, enquiry_id).enquiry
    if enquiry.reply_on is not None:
        return ReplyDraft(text=enquiry.reply_text, composed=enquiry.reply_text, replied=True)
    composed = propose_reply(desk, enquiry_id)
    kept = enquiry.reply_text
    return ReplyDraft(text=kept or composed, composed=composed, drafted=bool(kept) and kept != composed)


def keep_reply_draft(desk: Desk, enquiry_id: int, text: str) -> Changes:
    """Keep a text changed by a person until the reply is registered; '' goes back to the composed one. Refused once
    the letter is answered."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "拟写复函", noun="enquiry", record_id=enquiry_id) as tx:
        enquiry = unanswered(enquiry_id)
        rows.save(tx, replace(enquiry, reply_text=text.strip()))
        tx.note(enquiry.number)
    done = "复函文稿已保存。" if text.strip() else "复函文稿已恢复为按结论生成的文字。"
    return Changes(touched=Touched.ENQUIRIES, message=done, record_id=enquiry_id, audit_seq=tx.seq)
