"""What a review may be linked to: prior filings of the same people, letters, versions of the lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tolerance_county import make_desk, record, review_of, someone

from jzdesk.domain.enquiries import Enquiry
from jzdesk.services import enquiries, tolerance, tolerance_links


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


def test_only_accepted_filings_of_the_same_people_are_offered(desk):
    day = date(2026, 9, 1)
    filed = record(desk, review_of(way_in="filing", applied_on=day, accepted_on=day))
    person = tolerance.open_review(desk, filed)[1]
    record(desk, review_of(way_in="filing", applied_on=day), person)
    record(desk, review_of(), person)
    record(desk, review_of(way_in="filing", applied_on=day, accepted_on=day), someone("李㛃"))
    assert tolerance_links.filings_of(desk, [person.id]) == [
        (filed, "RC2026-001　驻村第一书记生活与工作补贴　2026-09-01报备")
    ]
    assert tolerance_links.filings_of(desk, [person.id], leave=filed) == []
    assert tolerance_links.filings_of(desk, []) == []


def test_letters_are_offered_the_latest_first(desk):
    letter = Enquiry(
        organ="县委组织部",
        letter_number="公组函〔2026〕1号",
        received_on=date(2026, 9, 1),
        purpose="promotion",
    )
    first = enquiries.record_enquiry(desk, letter).record_id
    later = replace(letter, letter_number="公组函〔2026〕2号", received_on=date(2026, 10, 8))
    second = enquiries.record_enquiry(desk, later).record_id
    offered = tolerance_links.letters_offered(desk)
    assert [key for key, _words in offered] == [second, first]
    assert offered[0][1] == "HF2026-002　县委组织部　公组函〔2026〕2号　2026-10-08收"
    assert len(tolerance_links.letters_offered(desk, [first])) == 2


def test_the_lists_of_the_program_are_offered(desk):
    ((_key, words),) = tolerance_links.versions_offered(desk)
    assert words == "随程序附带的容错清单"
