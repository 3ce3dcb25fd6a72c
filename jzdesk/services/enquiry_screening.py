"""Screening the names of a letter: who they are, what the records say, what the rules propose; a person decides.

Everything is computed from the records as they stand, until the letter is answered: from then on stands what was replied.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain import enquiry_match as matching
from jzdesk.domain.accounts import Permission
from jzdesk.domain.enquiries import BY_HAND, NOBODY, UNDECIDED, Enquiry, EnquiryPerson, tidied_name
from jzdesk.domain.enquiry_rules import Words, propose
from jzdesk.domain.screening import ALIKE, SAME, Candidate, Proposal, Reason, ScreenedName, Screening
from jzdesk.services.enquiries import living
from jzdesk.services.enquiry_facts import facts_of
from jzdesk.storage import enquiries as rows
from jzdesk.storage import enquiry_facts as fact_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.people import Person
    from jzdesk.services.desk import Desk


def screen(desk: Desk, enquiry_id: int) -> Screening:
    """Every name of a letter with candidates, facts and proposal; of an answered letter what was replied."""
    desk.need(Permission.READ)
    with desk.vault.read():
        enquiry = living(enquiry_id)
        names = rows.names_of(enquiry_id)
        return _frozen(enquiry, names) if enquiry.reply_on else screened(desk, enquiry, names)


def screen_list(desk: Desk, names: Sequence[EnquiryPerson], *, purpose: str = "promotion") -> Screening:
    """The same for a list that belongs to no letter; nothing is written."""
    desk.need(Permission.READ)
    given = [tidied_name(replace(name, position=at)) for at, name in enumerate(names, 1)]
    with desk.vault.read():
        return screened(desk, Enquiry(purpose=purpose), given)


def screened(desk: Desk, enquiry: Enquiry, names: Sequence[EnquiryPerson]) -> Screening:
    """The work of `screen` within a transaction: a fixed number of queries however many the names are."""
    everybody = fact_rows.everybody()
    alive = {key for key, _name, _number in everybody}
    near = matching.Finder(names).near(everybody)
    chosen = {name.person_id for name in names if name.person_id in alive}
    persons = fact_rows.people(
        {key for keys in near.values() for key in keys} | {key for key in chosen if key}
    )
    candidates = [
        _candidates(desk, name, [persons[key] for key in sorted(near.get(at, ()))])
        for at, name in enumerate(names)
    ]
    settled = [matching.settle(name, found, alive) for name, found in zip(names, candidates, strict=True)]
    facts = facts_of(desk, {key: persons[key] for _matched, key in settled if key is not None})
    twice = matching.doubles(names)
    words = _words(desk)
    lines = []
    for at, (name, found, (matched, key)) in enumerate(zip(names, candidates, settled, strict=True), 1):
        held = facts.get(key) if key is not None else None
        proposal = Proposal()
        if matched != UNDECIDED:
            proposal = propose(held, enquiry.purpose, desk.rulebook.enquiries, on=desk.today, words=words)
            proposal = _with_match(proposal, name, matched, found=found, person=persons.get(key or 0))
        lines.append(ScreenedName(
            name=name, matched=matched, person=persons.get(key or 0), candidates=found, facts=held, proposal=proposal,
            double_of=twice.get(at, 0), id_fault=matching.number_fault(name.id_number),
            changed=bool(name.conclusion)
            and (name.proposed, name.reasons, name.person_id) != (proposal.conclusion, proposal.text, key),
        ))  # fmt: skip
    sees = desk.may(Permission.SEE_OPEN_CASES)
    return Screening(enquiry=enquiry, names=tuple(lines), sees_open_cases=sees)


def _frozen(enquiry: Enquiry, names: Sequence[EnquiryPerson]) -> Screening:
    """An answered letter: whom the names were taken for and the reasons as they were then, whatever was recorded
    since."""
    persons = fact_rows.people(key for name in names if (key := name.person_id) is not None)
    twice = matching.doubles(names)
    lines = tuple(
        ScreenedName(
            name=name, matched=name.matched, person=persons.get(name.person_id or 0),
            proposal=Proposal(name.proposed, tuple(Reason(text) for text in name.reasons.splitlines())),
            double_of=twice.get(at, 0), id_fault=matching.number_fault(name.id_number),
        )
        for at, name in enumerate(names, 1)
    )  # fmt: skip
    return Screening(enquiry=enquiry, names=lines, replied=True)


def _candidates(desk: Desk, name: EnquiryPerson, people: Sequence[Person]) -> tuple[Candidate, ...]:
    rules = desk.rulebook.enquiries.matching
    found = [c for person in people if (c := matching.judge(name, person, rules)) is not None]
    return tuple(sorted(found, key=lambda c: (c.level != SAME, c.level != ALIKE, -c.score, c.person.id or 0)))


def _words(desk: Desk) -> Words:
    grades = [code.code for code in desk.rulebook.codes["assessment_grade"] if code.enabled]
    return Words(
        result=lambda code: desk.rulebook.name_of("assessment_grade", code),
        worst_result=grades[-1] if grades else "",
    )


def _with_match(
    proposal: Proposal,
    name: EnquiryPerson,
    matched: str,
    *,
    found: Sequence[Candidate],
    person: Person | None,
) -> Proposal:
    """The proposal with what a person found when comparing look-alikes, so that it is stored with the conclusion and a
    look-alike registered since shows as a change; and, for nobody on record, on what the search rested."""
    alike = [c.person for c in found if c.level == ALIKE and (person is None or c.person.id != person.id)]
    more: list[Reason] = []
    if matched == BY_HAND and person is not None:
        more.append(Reason(f"经人工比对，认定为库内{_who(person)}。"))
    elif matched == NOBODY and not alike and not name.id_number:
        more.append(Reason("来函未提供身份证号，按姓名比对库内无此人。"))
    if matched in (BY_HAND, NOBODY) and alike:
        more.append(Reason(f"经人工比对，与库内{'、'.join(_who(p) for p in alike)}不是同一人。"))
    return Proposal(proposal.conclusion, (*proposal.reasons, *more))


def _who(person: Person) -> str:
    return f"{person.name}（{person.unit_name}{person.post}）"
