"""Answering a letter of enquiry: the text is frozen with the reply, and the file is closed until it is opened again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import enquiries as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.reply_text import reply_text as compose
from jzdesk.services.enquiries import TOUCHED, living, unanswered
from jzdesk.services.enquiry_screening import screened
from jzdesk.services.enquiry_upkeep import refresh_enquiry
from jzdesk.storage import enquiries as rows

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.enquiries import Enquiry
    from jzdesk.domain.screening import Screening
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction


def propose_reply(desk: Desk, enquiry_id: int) -> str:
    """The text of the reply as the conclusions stand; of an answered letter the one that was sent."""
    desk.need(Permission.READ)
    with desk.vault.read():
        enquiry = living(enquiry_id)
        if enquiry.reply_on is not None:
            return enquiry.reply_text
        return _composed(desk, screened(desk, enquiry, rows.names_of(enquiry_id)))


def _composed(desk: Desk, screening: Screening) -> str:
    order = [code.code for code in desk.rulebook.codes["enquiry_reply"]]
    return compose(
        screening.enquiry,
        screening.names,
        order=order,
        name_of=lambda code: desk.rulebook.name_of("enquiry_reply", code),
        rules=desk.rulebook.replies,
        unit=desk.office.unit_name,
    )


def reply(
    desk: Desk, enquiry_id: int, *, reply_on: date, reply_number: str, signer: str, reply_text: str = ""
) -> Changes:
    """Answer the letter. Refused while a name is undecided, has look-alikes nobody looked at, or has facts that changed
    since its conclusion. Sent is `reply_text`, else the kept draft (`enquiry_drafts`), else the composed text; it stands
    from now on, and the letter is tied to the reviews it rests on."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "回复征求意见函", noun="enquiry", record_id=enquiry_id) as tx:
        enquiry = replace(
            unanswered(enquiry_id),
            reply_on=reply_on,
            reply_number=reply_number.strip(),
            signer=signer.strip(),
        )
        rules.check_reply(enquiry, on=desk.today)
        refuse_same_number(enquiry)
        screening = screened(desk, enquiry, rows.names_of(enquiry_id))
        refuse_unready(screening)
        _keep_matches(tx, screening)
        rows.save(
            tx,
            replace(
                enquiry, reply_text=_said(reply_text) or enquiry.reply_text or _composed(desk, screening)
            ),
        )
        reviews = {fact.review_id for line in screening.names if line.facts for fact in line.facts.reviews}
        rows.tie_reviews(tx, enquiry_id, sorted(reviews))
        refresh_enquiry(desk, enquiry_id)
        tx.note(f"{enquiry.number} {enquiry.reply_number} {len(screening.names)}人")
    message = f"已登记对{enquiry.organ}的回复（{enquiry.reply_number}）。"
    return Changes(
        touched=TOUCHED | Touched.TOLERANCE, message=message, record_id=enquiry_id, audit_seq=tx.seq
    )


def _keep_matches(tx: Transaction, screening: Screening) -> None:
    """A sent reply says for good whom each name was taken for; a choice that was taken back after the conclusion leaves
    the name blank while the comparison finds nobody to choose from."""
    for line in screening.names:
        if line.name.matched != line.matched:
            person_id = line.person.id if line.person else None
            rows.save_name(tx, replace(line.name, matched=line.matched, person_id=person_id))


def _said(text: str) -> str:
    """A text that was handed in; '' where nothing in it can be read."""
    return text.strip() if any(char.isalnum() for char in text) else ""


def refuse_same_number(enquiry: Enquiry) -> None:
    """Refuse a number under which another letter was answered."""
    twin = rows.with_reply(enquiry.reply_number, but=enquiry.id)
    if twin is not None:
        raise RuleError("reply_number", f"复函文号{enquiry.reply_number}已用于{twin.number}。")


def refuse_unready(screening: Screening) -> None:
    """Refuse to answer while something is open, naming the first people and what is open about them."""
    if not screening.names:
        raise Refused("函内没有人员，不能回复。")
    for lines, text in (
        (screening.unresolved, "有近似人员尚未核对"),
        (screening.undecided, "尚未认定结论"),
        (screening.changed, "认定结论以后情况有变化，须重新认定"),
    ):
        if lines:
            first = "、".join(line.name.name for line in lines[:3]) + (
                f"等{len(lines)}人" if len(lines) > 3 else ""
            )
            raise Refused(f"{first}{text}，不能回复。")


def reopen(desk: Desk, enquiry_id: int, *, why: str) -> Changes:
    """Open an answered letter again, with a reason. The reply that was sent stays in the note and in the audit log."""
    desk.need(Permission.WRITE)
    if not why.strip():
        raise RuleError("why", "请写明重新办理的理由。")
    with desk.vault.write(
        desk.actor, "重新办理征求意见函", noun="enquiry", record_id=enquiry_id, why=why.strip()
    ) as tx:
        enquiry = living(enquiry_id)
        if enquiry.reply_on is None:
            raise Refused("该函尚未回复，无须重新办理。")
        before = f"曾于{enquiry.reply_on:%Y-%m-%d}以{enquiry.reply_number}回复，{desk.today:%Y-%m-%d}重新办理：{why.strip()}"
        note = "；".join(part for part in (enquiry.note, before) if part)
        rows.save(tx, replace(enquiry, reply_on=None, reply_number="", reply_text="", signer="", note=note))
        refresh_enquiry(desk, enquiry_id)
        tx.note(f"{enquiry.number} {enquiry.reply_number}")
    return Changes(
        touched=TOUCHED,
        message=f"征求意见函{enquiry.number}已重新办理。",
        record_id=enquiry_id,
        audit_seq=tx.seq,
    )
