"""No second review of a matter that is locked gives tolerance by a way round; who recorded an entry does not lift it as
another account; a reason has something to read in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from random_reviews import SECOND, open_office
from tolerance_county import REVIEWER, Clock, answered, concluded, record, review_of, someone

from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.review_files import InvolvedPerson
from jzdesk.domain.tolerance import Finding
from jzdesk.services import history, tolerance
from jzdesk.storage import office
from jzdesk.storage import tolerance as rows

AN_ID, ANOTHER_ID = "421022198001010010", "421022198001011232"


@pytest.fixture
def desk(tmp_path):
    made = open_office(tmp_path / "vault", Clock())
    yield made
    made.vault.close(back_up=False)


def as_account(desk, item, **more):
    with desk.vault.read():
        return replace(desk, account=replace(office.account(item.name), **more))


def stored(desk, review_id):
    with desk.vault.read():
        return rows.file_of(review_id)


def locked(desk, person=None):
    """A review with an entry that stands, not concluded; the man."""
    return stored(desk, record(desk, answered(desk, review_of(), yes=("X2",)), person)).person


def test_one_deleted_before_the_lock_is_not_recovered_or_taken_back_after_it(desk):
    tolerated = record(desk, concluded(desk))
    gone = tolerance.delete_review(desk, tolerated)
    locked(desk, stored(desk, tolerated).person)
    with pytest.raises(RuleError, match="造成重大经济损失"):
        tolerance.recover_review(desk, tolerated)
    with pytest.raises(RuleError, match="造成重大经济损失"):
        history.take_back(desk, gone.audit_seq)
    with desk.vault.read():
        assert rows.is_deleted(tolerated)


def test_one_tolerated_is_not_turned_to_the_locked_matter_afterwards(desk):
    person = locked(desk)
    file = stored(desk, record(desk, concluded(desk, review_of(matter="另一件事")), person))
    with pytest.raises(RuleError, match="同一事项"):
        tolerance.record_review(desk, replace(file.review, matter=review_of().matter), file.person)
    file = stored(desk, record(desk, concluded(desk), someone("旁人")))
    with pytest.raises(RuleError, match="朱明远的同一事项"):
        tolerance.record_review(desk, file.review, person)
    with pytest.raises(RuleError, match="朱明远的同一事项"):
        tolerance.record_review(
            desk, file.review, file.person, others=[InvolvedPerson(person_id=person.id)], people=[person]
        )


def test_one_tolerated_before_the_lock_is_carried_further(desk):
    """What was found later is no reason to refuse the day of its feedback."""
    file = stored(desk, record(desk, concluded(desk)))
    locked(desk, file.person)
    tolerance.record_review(desk, replace(file.review, note="已送达"), file.person)


def test_the_man_typed_a_second_time_is_the_same_until_two_numbers_tell_them_apart(desk):
    locked(desk, someone(id_number=AN_ID))
    with pytest.raises(RuleError, match="如同名而非同一人，请先补录双方的身份证号") as refused:
        record(desk, concluded(desk), someone())
    assert refused.value.field == "conclusion"
    record(desk, concluded(desk), someone(id_number=ANOTHER_ID))


def test_a_second_account_of_the_same_user_does_not_lift_his_entry(desk):
    first, second = as_account(desk, SECOND), as_account(desk, REVIEWER, display_name=SECOND.display_name)
    review_id = record(first, answered(first, review_of(), yes=("N01",)))
    with pytest.raises(Refused, match="本人认定"):
        tolerance.unlock(second, review_id, "N01", why="误点")
    with pytest.raises(Refused, match="本账户认定"):
        tolerance.delete_review(second, review_id, why="重复")


def test_a_code_in_both_lists_is_not_lifted_by_who_recorded_one_of_them(desk):
    review_id = record(desk, answered(desk, review_of(), yes=("N01",)))
    second, file = as_account(desk, SECOND), stored(desk, review_id)
    both = {**file.review.exclusions, "N01": Finding("yes", "属实", "1")}
    tolerance.record_review(second, replace(file.review, exclusions=both), file.person)
    assert [item.name for item in tolerance.signers(desk, review_id, "N01")] == [REVIEWER.name]
    with pytest.raises(Refused, match="本人认定"):
        tolerance.unlock(second, review_id, "N01", why="误点")


@pytest.mark.parametrize("nothing", ["", " ", "\u3000", "\u200b", "。", "——"])
def test_a_reason_without_anything_to_read_is_none(desk, nothing):
    review_id = record(desk, answered(desk, review_of(), yes=("N01",)))
    with pytest.raises(RuleError, match="理由"):
        tolerance.unlock(as_account(desk, SECOND), review_id, "N01", why=nothing)
    review = concluded(desk, review_of(matter="另一件"))
    bare = {code: replace(finding, grounds=nothing) for code, finding in review.distinctions.items()}
    with pytest.raises(RuleError, match="请写明认定理由"):
        record(desk, replace(review, distinctions=bare), someone("旁人"))
