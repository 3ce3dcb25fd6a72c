"""What would let somebody in his period pass as clear, or a letter be answered twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from enquiry_county import letter, line, lines, on_record, person, register
from tolerance_county import review_of

from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.domain.errors import RuleError
from jzdesk.services import enquiries, tolerance


@pytest.mark.parametrize("written", ["吴建国\u200b", "吴建国（男）", "吴 建国", "\ufeff吴建国"])
def test_a_name_pasted_with_marks_or_brackets_does_not_pass_as_nobody(desk, written):
    on_record(desk, decided_on=date(2026, 10, 8))
    enquiry_id = register(desk, EnquiryPerson(name=written))
    (found,) = lines(desk, enquiry_id).values()
    assert found.needs == "match"
    assert [candidate.person.name for candidate in found.candidates] == ["吴建国"]


@pytest.mark.parametrize("unit", ["县住房和城乡建设局", "公安县住建局副局长"])
def test_a_namesake_of_the_same_unit_is_looked_at_though_the_month_of_birth_is_another(desk, unit):
    """A slip in the month, or the age in the file: nothing tells him apart for sure without an ID number."""
    on_record(desk, decided_on=date(2026, 10, 8))
    enquiry_id = register(desk, EnquiryPerson(name="吴建国", birth_month="1981-01", unit_text=unit))
    assert line(desk, enquiry_id).needs == "match"
    other = register(desk, EnquiryPerson(name="吴建国", birth_month="1981-01", unit_text="县人民医院"),
                     letter_number="公组函〔2026〕13号")  # fmt: skip
    assert line(desk, other).matched == "nobody"


@pytest.mark.parametrize("nothing", ["\u200b", "\x00", "\u2028"])
def test_a_name_of_marks_that_do_not_show_is_none(desk, nothing):
    with pytest.raises(RuleError, match="没有填写姓名"):
        register(desk, EnquiryPerson(name=nothing))


@pytest.mark.parametrize(
    ("organ", "number"),
    [
        ("县委组织部", "公组函[2026]12号"),
        ("县委组织部", "公组函（2026） 12 号"),
        ("中共县委组织部", "公组函〔２０２６〕１２号"),
    ],
)
def test_the_same_letter_typed_otherwise_is_the_same(desk, organ, number):
    register(desk, EnquiryPerson(name="甲乙"))
    with pytest.raises(RuleError, match="已登记为HF2026-001"):
        enquiries.record_enquiry(desk, letter(organ=organ, letter_number=number))
    enquiries.record_enquiry(desk, letter(organ=organ, letter_number=number.replace("号", "-1号")))
    enquiries.record_enquiry(desk, letter(organ="县人大常委会", letter_number=number))


def test_a_plan_filed_beforehand_counts_as_running_once_it_went_wrong(desk):
    """Only filed it says nothing against the man; from the day the mistake happened it is a review like any other."""
    who = person()
    filed = review_of(way_in="filing", accepted_on=date(2026, 9, 21))
    review_id = tolerance.record_review(desk, filed, who).record_id
    enquiry_id = register(desk, EnquiryPerson(name=who.name, id_number=who.id_number))
    assert line(desk, enquiry_id).proposal.conclusion == "clear"
    file = tolerance.open_review_file(desk, review_id)
    tolerance.record_review(desk, replace(file.review, happened_on=date(2026, 10, 9)), file.person)
    assert line(desk, enquiry_id).proposal.conclusion == "checking"
