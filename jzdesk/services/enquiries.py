"""征求意见函: register a letter, the names it gives, and what becomes of the file. Screening and the reply are next door
(`enquiry_screening`, `enquiry_replies`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import enquiries as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.enquiries import UNDECIDED, Enquiry, EnquiryFile, EnquiryPerson, NameFault
from jzdesk.domain.enquiry_match import doubles, month_fault, number_fault
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.enquiry_upkeep import refresh_enquiry
from jzdesk.services.opened import Opened, refuse_changed
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import enquiries as rows
from jzdesk.storage.enquiries import EnquiryFilter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jzdesk.domain.duties import Duty
    from jzdesk.domain.workdays import DueDate
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

__all__ = ["EnquiryFilter"]

GONE = "这件征求意见函已不存在，请刷新列表。"
CLOSED = "该函已经回复，内容不能再修改；确需修改的，请先重新办理并写明理由。"
TOUCHED = Touched.ENQUIRIES | Touched.DUTIES
MOST_NAMES = 2000
"""As many names as one letter may give: more is a mistake of the list."""


def list_enquiries(
    desk: Desk, filter_: EnquiryFilter, *, sort: str = "received_on", descending: bool = True, offset: int = 0,
    limit: int = 200,
) -> list[Enquiry]:  # fmt: skip
    """One page of the list."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.page(filter_, sort=sort, descending=descending, offset=offset, limit=limit)


def count_enquiries(desk: Desk, filter_: EnquiryFilter) -> int:
    """How many letters the filter leaves."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.count(filter_)


def open_enquiry(desk: Desk, enquiry_id: int) -> EnquiryFile:
    """A letter with its names. Refused when it is gone."""
    desk.need(Permission.READ)
    with desk.vault.read():
        file = rows.file_of(enquiry_id)
        if file is None or rows.is_deleted(enquiry_id):
            raise Refused(GONE)
    return file


def names_of_enquiry(desk: Desk, enquiry_id: int) -> list[EnquiryPerson]:
    """The names of a letter in its order."""
    return list(open_enquiry(desk, enquiry_id).names)


def duties_of_enquiry(desk: Desk, enquiry_id: int) -> list[Duty]:
    """The duty to answer it."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return duty_rows.of_enquiry(enquiry_id)


def usual_limit(desk: Desk, received_on: date | None) -> DueDate | None:
    """By when a letter must be answered that names no day itself."""
    return desk.planner.answer_due(Enquiry(received_on=received_on))


def check_names(
    desk: Desk, names: Sequence[EnquiryPerson], enquiry_id: int | None = None
) -> tuple[NameFault, ...]:
    """What is wrong with names about to be added, by their place in the list from 1: for the preview of an import."""
    desk.need(Permission.READ)
    known: list[EnquiryPerson] = []
    if enquiry_id is not None:
        with desk.vault.read():
            known = rows.names_of(enquiry_id)
    return _faults(known, [rules.tidied_name(name) for name in names])


def _faults(known: Sequence[EnquiryPerson], names: Sequence[EnquiryPerson]) -> tuple[NameFault, ...]:
    found = []
    twice, before = doubles([*known, *names]), len(known)
    for at, name in enumerate(names, 1):
        if not name.name:
            found.append(NameFault(at, "name", "没有填写姓名。", blocking=True))
            continue
        if fault := number_fault(name.id_number):
            found.append(NameFault(at, "id_number", fault))
        if fault := month_fault(name):
            found.append(NameFault(at, "birth_month", fault))
        if first := twice.get(before + at):
            where = f"函内第{first}人" if first <= before else f"名单第{first - before}人"
            found.append(NameFault(at, "name", f"与{where}重复。"))
    return tuple(found)


def living(enquiry_id: int) -> Enquiry:
    """A letter that is not in the recycle bin, read within a transaction."""
    enquiry = rows.get(enquiry_id)
    if enquiry is None or rows.is_deleted(enquiry_id):
        raise Refused(GONE)
    return enquiry


def unanswered(enquiry_id: int) -> Enquiry:
    """The same, refused once it is answered: what was said must not change behind the reply."""
    enquiry = living(enquiry_id)
    if enquiry.reply_on is not None:
        raise Refused(CLOSED)
    return enquiry


def drop_draft(tx: Transaction, enquiry: Enquiry) -> None:
    """A kept text of the reply speaks of names and conclusions as they were: it goes when they change."""
    if enquiry.reply_text:
        rows.save(tx, replace(enquiry, reply_text=""))


def record_enquiry(
    desk: Desk,
    enquiry: Enquiry,
    names: Sequence[EnquiryPerson] = (),
    *,
    based_on: Opened[Enquiry] | None = None,
) -> Changes:
    """Register a letter, with the names it gives, or change what is recorded of it. RuleError names the field;
    `based_on`: the letter as the form showed it."""
    desk.need(Permission.WRITE)
    enquiry = rules.tidied(enquiry)
    rules.check(enquiry, on=desk.today)
    action = "修改征求意见函" if enquiry.id else "登记征求意见函"
    with desk.vault.write(desk.actor, action, noun="enquiry", record_id=enquiry.id) as tx:
        if enquiry.id is not None:
            stored = unanswered(enquiry.id)
            refuse_changed(tx, _as_typed(based_on), _typed(stored), name="这件征求意见函", table="enquiry")
            enquiry = replace(
                enquiry, number=enquiry.number or stored.number, reply_number="", reply_on=None, signer="",
                reply_text=stored.reply_text if _same_reply(stored, enquiry) else "",
            )  # fmt: skip
        refuse_twin(enquiry)
        saved, told = save_letter(desk, tx, enquiry, names)
        tx.record_id = saved.id
        tx.note(f"{saved.number} {saved.organ}{saved.letter_number}")
    message = f"已保存{saved.organ}的征求意见函{saved.number}。{told}"
    return Changes(touched=TOUCHED, message=message, record_id=saved.id, audit_seq=tx.seq)


def _typed(enquiry: Enquiry) -> Enquiry:
    """What a form of the letter writes: neither the index nor the reply."""
    return replace(enquiry, due_on=None, people=0, decided=0, reply_text="")


def _as_typed(opened: Opened[Enquiry] | None) -> Opened[Enquiry] | None:
    return Opened(_typed(opened.record)) if opened is not None and opened.record is not None else None


def _same_reply(stored: Enquiry, enquiry: Enquiry) -> bool:
    """Whether a text drafted for the letter still fits it: the same organ, number and purpose."""
    read = ("organ", "letter_number", "letter_on", "purpose")
    return all(getattr(stored, field) == getattr(enquiry, field) for field in read)


def refuse_twin(enquiry: Enquiry) -> None:
    """Refuse the same letter of the same organ under a second number."""
    if not enquiry.letter_number:
        return
    twin = rows.with_letter(enquiry.organ, enquiry.letter_number, but=enquiry.id)
    if twin is not None:
        raise RuleError("letter_number", f"{enquiry.organ}的{enquiry.letter_number}已登记为{twin.number}。")


def save_letter(
    desk: Desk, tx: Transaction, enquiry: Enquiry, names: Sequence[EnquiryPerson] = ()
) -> tuple[Enquiry, str]:
    """The writing half of `record_enquiry`, for work that saves many in one transaction; what is to be said of the
    names."""
    if not enquiry.number:
        enquiry = replace(enquiry, number=rows.next_number((enquiry.received_on or desk.today).year))
    fresh = replace(enquiry, reply_on=None, reply_number="", reply_text="", signer="")
    saved = rows.save(tx, fresh if enquiry.id is None else enquiry)
    told = _add(tx, saved.id or 0, names) if names else ""
    refresh_enquiry(desk, saved.id or 0)
    return saved, told


def add_names(desk: Desk, enquiry_id: int, names: Sequence[EnquiryPerson]) -> Changes:
    """Add names in their order, whatever they were typed, pasted or read from. A double is added and pointed out: the
    letter may really name two people alike."""
    desk.need(Permission.WRITE)
    if not names:
        raise Refused("没有可以加入的人员。")
    with desk.vault.write(desk.actor, "加入函内人员", noun="enquiry", record_id=enquiry_id) as tx:
        enquiry = unanswered(enquiry_id)
        told = _add(tx, enquiry_id, names)
        drop_draft(tx, enquiry)
        refresh_enquiry(desk, enquiry_id)
        tx.note(f"{enquiry.number} {len(names)}人")
    return Changes(touched=TOUCHED, message=told, record_id=enquiry_id, audit_seq=tx.seq)


def _add(tx: Transaction, enquiry_id: int, names: Sequence[EnquiryPerson]) -> str:
    known, new = rows.names_of(enquiry_id), [rules.tidied_name(name) for name in names]
    if len(known) + len(new) > MOST_NAMES:
        raise Refused(f"一件征求意见函最多{MOST_NAMES}人，请核对名单。")
    faults = _faults(known, new)
    blocking = next((fault for fault in faults if fault.blocking), None)
    if blocking is not None:
        raise RuleError("name", f"名单第{blocking.position}人{blocking.text}")
    last = max((name.position for name in known), default=0)
    for at, name in enumerate(new, 1):
        fresh = EnquiryPerson(
            enquiry_id=enquiry_id, position=last + at, name=name.name, id_number=name.id_number, sex=name.sex,
            birth_month=name.birth_month, unit_text=name.unit_text, post=name.post, proposed_post=name.proposed_post,
            removed_post=name.removed_post, source=name.source, note=name.note,
        )  # fmt: skip
        rows.save_name(tx, fresh)
    warned = "".join(
        f"第{fault.position}人（{new[fault.position - 1].name}）{fault.text}" for fault in faults[:5]
    )
    more = f"另有{len(faults) - 5}处须核对。" if len(faults) > 5 else ""
    return f"已加入{len(new)}人。{warned}{more}"


_TOLD_APART = ("name", "id_number", "sex", "birth_month", "unit_text", "post")
"""What a match rests on: when the letter is read anew here, who is meant must be looked at anew too."""


def change_name(desk: Desk, name: EnquiryPerson, *, based_on: Opened[EnquiryPerson] | None = None) -> Changes:
    """Correct what was read off the letter. Who is meant, and the conclusion, fall with the words they rested on.
    `based_on`: the name as the form showed it."""
    desk.need(Permission.WRITE)
    name = rules.tidied_name(name)
    if not name.name:
        raise RuleError("name", "请填写姓名。")
    if name.birth_month and not rules.is_month(name.birth_month):
        raise RuleError("birth_month", month_fault(name))
    with desk.vault.write(desk.actor, "修改函内人员", noun="enquiry") as tx:
        stored = name_of(name.id or 0)
        enquiry = unanswered(stored.enquiry_id or 0)
        refuse_changed(tx, based_on, stored, name=stored.name, table="enquiry_person")
        written = (
            "name",
            "id_number",
            "sex",
            "birth_month",
            "unit_text",
            "post",
            "proposed_post",
            "removed_post",
            "note",
        )
        changed = replace(stored, **{field: getattr(name, field) for field in written})
        if any(getattr(stored, field) != getattr(changed, field) for field in _TOLD_APART):
            changed = undecided(changed)
        rows.save_name(tx, changed)
        drop_draft(tx, enquiry)
        refresh_enquiry(desk, enquiry.id or 0)
        tx.record_id = enquiry.id
        tx.note(f"{enquiry.number} {changed.name}")
    return Changes(touched=TOUCHED, message=f"已修改{changed.name}。", record_id=enquiry.id, audit_seq=tx.seq)


def undecided(name: EnquiryPerson) -> EnquiryPerson:
    """The name as the letter gives it, without match and conclusion."""
    return replace(
        name, person_id=None, matched=UNDECIDED, matched_by="", proposed="", reasons="", conclusion="",
        conclusion_reason="", decided_by="", decided_on=None,
    )  # fmt: skip


def name_of(name_id: int) -> EnquiryPerson:
    """One name, read within a transaction. Refused when it is gone."""
    found = rows.get_name(name_id)
    if found is None:
        raise Refused("该人员已不在函内，请刷新后再试。")
    return found


def remove_names(desk: Desk, enquiry_id: int, name_ids: Sequence[int], *, why: str = "") -> Changes:
    """Take names off a letter; those after them move up."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "移出函内人员", noun="enquiry", record_id=enquiry_id, why=why) as tx:
        enquiry = unanswered(enquiry_id)
        names = rows.names_of(enquiry_id)
        gone = [name for name in names if name.id in set(name_ids)]
        if not gone:
            raise Refused("请选择要移出的人员。")
        for name in gone:
            rows.drop_name(tx, name.id or 0)
        for at, name in enumerate([n for n in names if n not in gone], 1):
            rows.save_name(tx, replace(name, position=at))
        drop_draft(tx, enquiry)
        refresh_enquiry(desk, enquiry_id)
        tx.note(
            f"{enquiry.number} {'、'.join(name.name for name in gone[:5])}{'等' if len(gone) > 5 else ''}"
        )
    return Changes(touched=TOUCHED, message=f"已移出{len(gone)}人。", record_id=enquiry_id, audit_seq=tx.seq)


def delete_enquiry(desk: Desk, enquiry_id: int, *, why: str = "") -> Changes:
    """Into the recycle bin; one that is answered must be opened again first."""
    return _set_deleted(desk, enquiry_id, "删除征求意见函到回收站", deleted=True, why=why)


def recover_enquiry(desk: Desk, enquiry_id: int) -> Changes:
    """Out of the recycle bin."""
    return _set_deleted(desk, enquiry_id, "从回收站恢复征求意见函", deleted=False, why="")


def _set_deleted(desk: Desk, enquiry_id: int, action: str, *, deleted: bool, why: str) -> Changes:
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun="enquiry", record_id=enquiry_id, why=why) as tx:
        enquiry = rows.get(enquiry_id)
        if enquiry is None or rows.is_deleted(enquiry_id) == deleted:
            raise Refused(GONE)
        if deleted and enquiry.reply_on is not None:
            raise Refused(CLOSED)
        if not deleted:
            refuse_twin(enquiry)
        rows.set_deleted(tx, enquiry_id, desk.clock() if deleted else None)
        refresh_enquiry(desk, enquiry_id)
        tx.note(enquiry.number)
    done = "已移入回收站。" if deleted else "已恢复。"
    return Changes(
        touched=TOUCHED, message=f"征求意见函{enquiry.number}{done}", record_id=enquiry_id, audit_seq=tx.seq
    )
