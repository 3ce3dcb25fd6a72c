"""The reply to a letter of enquiry on paper: a draft for those who approve it, then the letter as it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.dates import cn_date
from jzdesk.domain.errors import Refused
from jzdesk.domain.file_kinds import plain_name
from jzdesk.domain.reply_text import parts_of, signature_of, title_of
from jzdesk.services import enquiry_replies
from jzdesk.services.enquiry_drafts import reply_draft
from jzdesk.services.enquiry_replies import refuse_unready
from jzdesk.services.enquiry_screening import screen

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.services.desk import Desk

DRAFT = "送审稿"


def propose_reply(desk: Desk, enquiry_id: int) -> str:
    """The text of the reply as the conclusions stand; of an answered letter the one that was sent."""
    return enquiry_replies.propose_reply(desk, enquiry_id)


def letter_name(desk: Desk, enquiry_id: int) -> str:
    """What to call the file."""
    enquiry = screen(desk, enquiry_id).enquiry
    draft = "" if enquiry.reply_on else f"（{DRAFT}）"
    return plain_name(f"廉政意见复函_{enquiry.organ}_{enquiry.number}{draft}.pdf")


def print_reply(desk: Desk, enquiry_id: int, out: Path) -> int:
    """Write the letter as a PDF and return its pages: marked as a draft until the reply is registered, then as it was sent.
    Refused while a name has no conclusion; PrintError when the file cannot be written."""
    from jzdesk.printing.reply_letter import ReplyLetter, print_letter

    desk.need(Permission.EXPORT)
    if not out.parent.is_dir():
        raise Refused(f"文件夹“{out.parent}”不存在，“{out.name}”没有写成，请另选位置。")
    screening = screen(desk, enquiry_id)
    enquiry = screening.enquiry
    sent = enquiry.reply_on is not None
    if not sent:
        refuse_unready(screening)
    parts = parts_of(reply_draft(desk, enquiry_id).text)
    rules, unit = desk.rulebook.replies, desk.office.unit_name
    pages = print_letter(
        ReplyLetter(
            title=title_of(screening.names, rules, unit),
            number=enquiry.reply_number,
            addressee=parts.addressee,
            paragraphs=parts.paragraphs,
            signature=signature_of(rules, unit),
            date=cn_date(enquiry.reply_on) if enquiry.reply_on else "",
            annex=parts.annex,
            rows=parts.rows,
            mark="" if sent else DRAFT,
        ),
        out,
    )
    title = "打印廉政意见复函" if sent else f"打印廉政意见复函{DRAFT}"
    desk.vault.log(
        desk.actor, title, noun="enquiry", record_id=enquiry_id,
        summary=f"{enquiry.number}，{len(screening.names)}人，{pages}页",
    )  # fmt: skip
    return pages
