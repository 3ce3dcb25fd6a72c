"""What a person decides about the names of a letter: who is meant, and which conclusion is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes
from jzdesk.domain.enquiries import BY_HAND, NOBODY, UNDECIDED, EnquiryPerson
from jzdesk.domain.enquiry_match import near_number, whole_number
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.screening import SAME, ScreenedName
from jzdesk.services.enquiries import TOUCHED, drop_draft, name_of, unanswered, undecided
from jzdesk.services.enquiry_screening import screened
from jzdesk.services.enquiry_upkeep import refresh_enquiry
from jzdesk.storage import enquiries as rows
from jzdesk.storage import people as person_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.enquiries import Enquiry
    from jzdesk.domain.people import Person
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction


def match(desk: Desk, name_id: int, person_id: int | None, *, why: str = "") -> Changes:
    """A person decides who is meant, None: nobody on record. A conclusion about somebody else falls.

    RuleError at 'why' where the choice goes against the ID numbers, or is nobody the comparison found. An equal name
    with an equal ID number cannot be talked away: the letter's number must then be corrected first."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "比对函内人员", noun="enquiry", why=why.strip()) as tx:
        name = name_of(name_id)
        enquiry = unanswered(name.enquiry_id or 0)
        line = _line(desk, enquiry, name)
        person = person_rows.get(person_id) if person_id is not None else None
        if person_id is not None and person is None:
            raise Refused("所选人员已不存在，请刷新后再试。")
        _check_choice(line, person, why)
        fresh = undecided(name) if name.person_id != person_id else name
        told = replace(
            fresh, person_id=person_id, matched=NOBODY if person_id is None else BY_HAND, matched_by=_who(desk),
            note=_noted(name.note, why),
        )  # fmt: skip
        rows.save_name(tx, told)
        _settled(desk, tx, enquiry)
        chosen = f"{person.name}（{person.unit_name}{person.post}）" if person else "库内无此人"
        tx.note(f"{enquiry.number} {name.name}：{chosen}")
    return Changes(
        touched=TOUCHED, message=f"{name.name}已认定为{chosen}。", record_id=enquiry.id, audit_seq=tx.seq
    )


def _check_choice(line: ScreenedName, person: Person | None, why: str) -> None:
    same = [c.person for c in line.candidates if c.level == SAME]
    if same and (person is None or person.id not in {p.id for p in same}):
        text = f"来函的姓名和身份证号与库内{same[0].name}（{same[0].unit_name}）一致，如来函号码有误，请先更正函内人员的身份证号。"
        raise RuleError("person_id", text)
    if person is None or why.strip():
        return
    given = whole_number(line.name.id_number)
    if given and person.id_number and given != person.id_number:
        slip = near_number(given, person.id_number)
        raise RuleError("why", f"{slip or '来函身份证号与所选人员不同'}，请写明认定为同一人的理由。")
    if person.id not in {c.person.id for c in line.candidates}:
        raise RuleError("why", f"{person.name}不在比对出的人员之内，请写明认定的理由。")


def _noted(note: str, why: str) -> str:
    """The note with the reason of a choice; once, however often it is made."""
    words = f"比对说明：{why.strip()}" if why.strip() else ""
    return note if words in note else "；".join(part for part in (note, words) if part)


def unmatch(desk: Desk, name_id: int) -> Changes:
    """Take a choice back: who is meant is open again, and the conclusion with it."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "取消人员比对", noun="enquiry") as tx:
        name = name_of(name_id)
        enquiry = unanswered(name.enquiry_id or 0)
        if name == undecided(name):
            raise Refused(f"{name.name}尚未比对和认定，无须取消。")
        rows.save_name(tx, undecided(name))
        _settled(desk, tx, enquiry)
        tx.note(f"{enquiry.number} {name.name}")
    return Changes(
        touched=TOUCHED, message=f"已取消{name.name}的比对和结论。", record_id=enquiry.id, audit_seq=tx.seq
    )


def decide(desk: Desk, name_id: int, conclusion: str, *, reason: str = "") -> Changes:
    """A person draws the conclusion. One that differs from the proposal needs a reason; kept with it is what the
    records said and the rules proposed at the time."""
    desk.need(Permission.WRITE)
    if conclusion not in _in_use(desk):
        raise RuleError("conclusion", "请选择廉政意见结论。")
    with desk.vault.write(desk.actor, "认定廉政意见", noun="enquiry") as tx:
        name = name_of(name_id)
        enquiry = unanswered(name.enquiry_id or 0)
        line = _line(desk, enquiry, name)
        if line.matched == UNDECIDED:
            raise Refused(f"{name.name}有近似人员尚未核对，请先认定是否为同一人。")
        said = desk.rulebook.name_of("enquiry_reply", conclusion)
        if conclusion != line.proposal.conclusion and not reason.strip():
            proposed = desk.rulebook.name_of("enquiry_reply", line.proposal.conclusion)
            raise RuleError("conclusion_reason", f"结论与建议（{proposed}）不同，请写明理由。")
        rows.save_name(tx, _decided(desk, line, conclusion, reason.strip()))
        _settled(desk, tx, enquiry)
        tx.note(f"{enquiry.number} {name.name}：{said}")
    return Changes(
        touched=TOUCHED, message=f"已认定{name.name}：{said}。", record_id=enquiry.id, audit_seq=tx.seq
    )


def decide_many(desk: Desk, enquiry_id: int, name_ids: Sequence[int] | None = None) -> Changes:
    """Accept what is proposed for these names (None: for all that wait for a conclusion, those whose facts changed
    included). Names with look-alikes to resolve are left out and counted, and so is who would be clear but for records
    that lie in the recycle bin: somebody looks at those."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "按建议认定廉政意见", noun="enquiry", record_id=enquiry_id) as tx:
        enquiry = unanswered(enquiry_id)
        lines = screened(desk, enquiry, rows.names_of(enquiry_id)).names
        codes = _in_use(desk)
        chosen = [line for line in lines if name_ids is None or line.name.id in set(name_ids)]
        waiting = [
            line for line in chosen if line.needs in ("decide", "again") and line.proposal.conclusion in codes
        ]
        ready = [line for line in waiting if not (line.facts and line.facts.deleted)]
        if not ready:
            raise Refused("没有可以按建议认定的人员：已经认定，有近似人员尚未核对，或者在回收站中有记录须逐人认定。")
        for line in ready:
            rows.save_name(tx, _decided(desk, line, line.proposal.conclusion, ""))
        _settled(desk, tx, enquiry)
        tx.note(f"{enquiry.number} {len(ready)}人")
    left = sum(line.needs == "match" for line in chosen)
    rest = f"另有{left}人有近似人员须先核对。" if left else ""
    if single := len(waiting) - len(ready):
        rest += f"另有{single}人在回收站中有记录，须逐人认定。"
    return Changes(
        touched=TOUCHED, message=f"已按建议认定{len(ready)}人。{rest}", record_id=enquiry_id, audit_seq=tx.seq
    )


def _in_use(desk: Desk) -> set[str]:
    return {code.code for code in desk.rulebook.codes["enquiry_reply"] if code.enabled}


def _line(desk: Desk, enquiry: Enquiry, name: EnquiryPerson) -> ScreenedName:
    return screened(desk, enquiry, [name]).names[0]


def _decided(desk: Desk, line: ScreenedName, conclusion: str, reason: str) -> EnquiryPerson:
    return replace(
        line.name, matched=line.matched, person_id=line.person.id if line.person else None,
        proposed=line.proposal.conclusion, reasons=line.proposal.text, conclusion=conclusion, conclusion_reason=reason,
        decided_by=_who(desk), decided_on=desk.today,
    )  # fmt: skip


def _who(desk: Desk) -> str:
    return desk.account.display_name or desk.account.name


def _settled(desk: Desk, tx: Transaction, enquiry: Enquiry) -> None:
    drop_draft(tx, enquiry)
    refresh_enquiry(desk, enquiry.id or 0)
    tx.record_id = enquiry.id
