"""Letters of enquiry for the tests: people on record with ID numbers that check, and letters that name them."""

from __future__ import annotations

from datetime import date

from stdnum.cn import ric

from jzdesk.domain.cases import Case, CaseFile, Decision
from jzdesk.domain.enquiries import Enquiry, EnquiryPerson
from jzdesk.domain.measures import Measure
from jzdesk.domain.people import Person
from jzdesk.services import cases, enquiries, enquiry_decisions, enquiry_replies, enquiry_screening

RECEIVED = date(2026, 11, 16)


def number(serial=101, born="19800115", region="421022"):
    """An ID number that checks."""
    head = f"{region}{born}{serial:03d}"
    return head + ric.calc_check_digit(head + "0")


def person(name="吴建国", serial=101, **more):
    born = more.pop("born", "19800115")
    values = {
        "name": name,
        "id_number": number(serial, born),
        "unit_name": "县住房和城乡建设局",
        "post": "副局长",
        "politics": "01",
    }
    return Person(**(values | more))


def on_record(desk, who=None, *, codes=("D2",), decided_on=date(2026, 3, 2), filed_on=None):
    """Register a person with one case; the case's key. No codes: the case is open."""
    who = who or person()
    decision = Decision(
        issuer=desk.rulebook.codes["issuer"][0].code, document_number=f"公纪决〔{decided_on.year}〕{who.name}号",
        decided_on=decided_on, measures=tuple(Measure(code=code) for code in codes),
    )  # fmt: skip
    case = Case(filed_on=filed_on)
    file = CaseFile(person=who, case=case, decisions=(decision,) if codes else ())
    return cases.record_case(desk, file).record_id


def key_of(desk, case_id):
    return cases.open_case(desk, case_id).person.id


def named(who, **more):
    """The name as a letter gives it."""
    return EnquiryPerson(
        **({"name": who.name, "id_number": who.id_number, "unit_text": who.unit_name} | more)
    )


def letter(**more):
    values = {
        "organ": "县委组织部",
        "letter_number": "公组函〔2026〕12号",
        "received_on": RECEIVED,
        "purpose": "promotion",
    }
    return Enquiry(**(values | more))


def register(desk, *names, **more):
    """A letter that names people; its key."""
    return enquiries.record_enquiry(desk, letter(**more), names).record_id


def lines(desk, enquiry_id):
    """What is found about its names, by name."""
    return {line.name.name: line for line in enquiry_screening.screen(desk, enquiry_id).names}


def line(desk, enquiry_id, name="吴建国"):
    return lines(desk, enquiry_id)[name]


def decide_all(desk, enquiry_id):
    return enquiry_decisions.decide_many(desk, enquiry_id)


def answer(desk, enquiry_id, **more):
    values = {"reply_on": date(2026, 11, 20), "reply_number": "公纪函〔2026〕5号", "signer": "张书记"}
    return enquiry_replies.reply(desk, enquiry_id, **(values | more))
