"""Taking back what was done to a letter: everything goes back, and nothing gets behind a reply."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from random import Random

import pytest
from enquiry_county import answer, decide_all, key_of, line, named, number, on_record, person, register
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from random_clerk import everything, sound
from revisit_county import Clock, make_desk

from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services import duties, enquiries, enquiry_decisions, enquiry_replies, enquiry_screening, history
from jzdesk.storage import audit

WU = person()


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault", Clock())
    yield made
    made.vault.close(back_up=False)


def last(desk):
    with desk.vault.read() as database:
        return audit.entries(database, audit.Filter(), limit=1, offset=0)[0].seq


def back(desk):
    """Take the last thing back; its message."""
    return history.take_back(desk, last(desk)).message


def prepared(desk):
    on_record(desk, WU)
    key = register(desk, named(WU), EnquiryPerson(name="吴建国"), EnquiryPerson(name="张某"))
    return key, enquiries.names_of_enquiry(desk, key)


ACTS = {
    "add": lambda d, key, names: enquiries.add_names(d, key, [EnquiryPerson(name="李某")]),
    "remove": lambda d, key, names: enquiries.remove_names(d, key, [names[0].id]),
    "match": lambda d, key, names: enquiry_decisions.match(d, names[1].id, None),
    "decide": lambda d, key, names: enquiry_decisions.decide(d, names[0].id, "clear", reason="会议研究"),
    "many": lambda d, key, names: enquiry_decisions.decide_many(d, key),
    "delete": lambda d, key, names: enquiries.delete_enquiry(d, key),
}  # fmt: skip


@pytest.mark.parametrize("act", sorted(ACTS))
def test_each_act_is_taken_back_and_done_again(desk, act):
    key, names = prepared(desk)
    before = everything(desk)
    ACTS[act](desk, key, names)
    after = everything(desk)
    assert after != before
    assert back(desk).startswith("已撤回“")
    assert everything(desk) == before
    sound(desk)
    back(desk)
    assert everything(desk) == after
    sound(desk)


def test_registering_is_taken_back_with_its_names_and_its_duty(desk):
    on_record(desk, WU)
    before = everything(desk)
    key = register(desk, named(WU))
    back(desk)
    assert everything(desk) == before
    back(desk)
    assert [n.name for n in enquiries.names_of_enquiry(desk, key)] == ["吴建国"]
    assert len(enquiries.duties_of_enquiry(desk, key)) == 1


def test_the_reply_itself_is_taken_back_and_given_again(desk):
    on_record(desk, WU)
    key = register(desk, named(WU))
    decide_all(desk, key)
    before = everything(desk)
    answer(desk, key)
    after = everything(desk)
    back(desk)
    assert everything(desk) == before
    back(desk)
    assert everything(desk) == after


def test_nothing_is_taken_back_behind_a_reply(desk):
    on_record(desk, WU)
    key = register(desk, named(WU))
    decide_all(desk, key)
    deciding = last(desk)
    answer(desk, key)
    with pytest.raises(Refused, match="已经回复"):
        history.take_back(desk, deciding)


def test_a_reply_does_not_come_back_over_what_changed_since(desk):
    on_record(desk, WU)
    key = register(desk, named(WU))
    decide_all(desk, key)
    answer(desk, key)
    enquiry_replies.reopen(desk, key, why="情况有变")
    reopening = last(desk)
    enquiry_decisions.decide(desk, line(desk, key).name.id, "clear", reason="会议研究")
    with pytest.raises(Refused, match="又有改动"):
        history.take_back(desk, reopening)


def test_a_reply_taken_back_is_not_given_again_when_the_facts_are_others(desk):
    zhang = person("张某", 900)
    key = register(desk, named(zhang))
    decide_all(desk, key)
    answer(desk, key)
    back(desk)
    again = last(desk)
    on_record(desk, zhang, codes=(), filed_on=date(2026, 11, 18))
    with pytest.raises(Refused, match="情况有变化"):
        history.take_back(desk, again)


def test_a_letter_registered_anew_stands_in_the_way_of_the_deleted_one(desk):
    key = register(desk, named(WU))
    enquiries.delete_enquiry(desk, key)
    deleting = last(desk)
    register(desk, named(WU))
    with pytest.raises(RuleError, match="已登记为"):
        history.take_back(desk, deleting)


def test_a_person_a_letter_was_taken_for_does_not_vanish(desk):
    case_id = on_record(desk, WU)
    registering = last(desk)
    key = register(desk, named(WU))
    decide_all(desk, key)
    with pytest.raises(Refused):
        history.take_back(desk, registering)
    assert line(desk, key).person.id == key_of(desk, case_id)


class Office:
    """Does one thing or another with letters and people; refusals are part of the day."""

    def __init__(self, desk, seed):
        self.desk, self.rng, self.letters, self.count = desk, Random(seed), [], 0
        self.people = [
            person(),
            person(serial=305),
            person("李敏", 315),
            person("周小林", 400, born="19910204"),
        ]

    def step(self):
        acts = (self.register, self.record, self.record, self.add, self.remove, self.match, self.match, self.decide,
                self.decide, self.many, self.many, self.reply, self.reply, self.reopen, self.delete, self.recover,
                self.change, self.undo, self.undo)  # fmt: skip
        with suppress(Refused, RuleError):
            self.rng.choice(acts)()

    def name(self):
        who = self.rng.choice(self.people)
        kinds = (
            named(who),
            EnquiryPerson(name=who.name),
            EnquiryPerson(name=who.name, id_number=who.id_number[:15] + "000"),
        )
        return self.rng.choice(kinds)

    def letter(self):
        return self.rng.choice(self.letters) if self.letters else self.register()

    def any_name(self):
        return self.rng.choice(enquiries.names_of_enquiry(self.desk, self.letter()) or [EnquiryPerson(id=0)])

    def register(self):
        self.count += 1
        key = register(self.desk, self.name(), self.name(), letter_number=f"公组函〔2026〕{self.count}号")
        self.letters.append(key)
        return key

    def record(self):
        codes = self.rng.choice([("D2",), ("Z1",), (), ("F01",)])
        on_record(self.desk, self.rng.choice(self.people), codes=codes, decided_on=date(2026, 3, 2))

    def add(self):
        enquiries.add_names(self.desk, self.letter(), [self.name()])

    def remove(self):
        name = self.any_name()
        enquiries.remove_names(self.desk, name.enquiry_id or 0, [name.id])

    def match(self):
        name = self.any_name()
        found = enquiry_screening.screen(self.desk, name.enquiry_id or 0)
        mine = next(n for n in found.names if n.name.id == name.id)
        choice = self.rng.choice([None, *(c.person.id for c in mine.candidates)])
        enquiry_decisions.match(self.desk, name.id, choice, why=self.rng.choice(["", "已核实"]))

    def decide(self):
        code = self.rng.choice(["clear", "in_period", "checking"])
        enquiry_decisions.decide(
            self.desk, self.any_name().id, code, reason=self.rng.choice(["", "研究决定"])
        )

    def many(self):
        enquiry_decisions.decide_many(self.desk, self.letter())

    def reply(self):
        self.count += 1
        answer(self.desk, self.letter(), reply_number=f"公纪函〔2026〕{self.count}号")

    def reopen(self):
        enquiry_replies.reopen(self.desk, self.letter(), why="补充")

    def delete(self):
        enquiries.delete_enquiry(self.desk, self.letter())

    def recover(self):
        enquiries.recover_enquiry(self.desk, self.letter())

    def change(self):
        name = self.any_name()
        enquiries.change_name(
            self.desk, EnquiryPerson(id=name.id, name=name.name, id_number=self.rng.choice(["", number(315)]))
        )

    def undo(self):
        history.take_back(self.desk, self.rng.randint(max(1, last(self.desk) - 4), last(self.desk)))


def answered_letters(desk):
    """Every reply that stands, with the names as they stand under it."""
    found = {}
    for row in enquiries.list_enquiries(desk, enquiries.EnquiryFilter(on=desk.today, state="answered")):
        found[row.id] = (row.reply_number, row.reply_text, tuple(enquiries.names_of_enquiry(desk, row.id)))
    return found


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(seed=1366)  # a match taken back after the conclusion, then the reply
@given(seed=st.integers(0, 10_000))
def test_whatever_is_done_a_reply_says_what_was_decided(tmp_path_factory, seed):
    """Every answered letter has a conclusion and a match for every name; and while it stays answered under its number,
    nothing in it changes."""
    desk = make_desk(tmp_path_factory.mktemp("office") / "vault", Clock())
    office, before = Office(desk, seed), {}
    for _ in range(45):
        office.step()
        after = answered_letters(desk)
        for key, (_number, text, names) in after.items():
            assert text
            assert names
            assert all(name.matched and name.conclusion and name.proposed for name in names)
            if key in before and before[key][0] == after[key][0]:
                assert after[key] == before[key]
        before = after
    sound(desk)
    assert duties.stale(desk) == []
    desk.vault.close(back_up=False)
