"""帮带人: named beside one another, ended, their notes and the list of who helps how many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from revisit_county import duty, mentor, refused, row, sanctioned

from jzdesk.domain.dossiers import MentorNote
from jzdesk.domain.errors import Refused
from jzdesk.services import dossiers, history, mentors
from jzdesk.services.duties import stale


def two_allowed(desk):
    """The county names two for each person (沾益)."""
    desk.rulebook = replace(desk.rulebook, visits=replace(desk.rulebook.visits, mentors_per_person=2))


def file_of(desk, i):
    return dossiers.open_file(desk, i)


def note(desk, i, on, **more):
    writer = file_of(desk, i).mentors[-1]
    values = {"mentor_id": writer.id, "noted_on": on, "way": "talk", "content": "谈心谈话", "thought": "stable"}
    return MentorNote(**{**values, **more})


def notes_due(desk, i):
    return [d for d in dossiers.duties_of_dossier(desk, i) if d.kind == "mentor_note"]


def test_a_mentor_ends_without_a_successor_and_the_duty_opens_again(desk):
    i = sanctioned(desk)
    mentors.name_mentor(desk, i, mentor())
    who = file_of(desk, i).mentor
    with refused("end_reason"):
        mentors.end_mentor(desk, i, who.id, on=date(2026, 11, 20), reason=" ")
    with refused("ended_on"):
        mentors.end_mentor(desk, i, who.id, on=date(2026, 11, 23), reason="调离")
    message = mentors.end_mentor(desk, i, who.id, on=date(2026, 11, 20), reason="调离").message
    assert "帮带人空缺" in message
    assert row(desk, i).mentor == ""
    again = [d for d in dossiers.duties_of_dossier(desk, i) if d.kind == "name_mentor" and d.open]
    assert [d.part for d in again] == [who.id]
    assert [r.id for r in dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today, state="mentor_due"))] == [i]
    with pytest.raises(Refused, match="不在任"):
        mentors.end_mentor(desk, i, who.id, on=date(2026, 11, 21), reason="调离")
    mentors.name_mentor(desk, i, mentor("田卫东", date(2026, 11, 21)))
    assert all(not d.open for d in dossiers.duties_of_dossier(desk, i) if d.kind == "name_mentor")
    assert stale(desk) == []


def test_two_stand_beside_one_another_and_a_third_takes_somebodys_place(desk):
    two_allowed(desk)
    i = sanctioned(desk)
    mentors.name_mentor(desk, i, mentor())
    assert duty(desk, i, "name_mentor").open
    mentors.name_mentor(desk, i, mentor("田卫东", date(2026, 3, 9)))
    assert duty(desk, i, "name_mentor").done_on == date(2026, 3, 9)
    assert row(desk, i).mentor == "郑书记、田卫东"
    third = mentor("曹新波", date(2026, 11, 2))
    with refused("instead_of"):
        mentors.name_mentor(desk, i, third)
    mentors.name_mentor(desk, i, third, instead_of=file_of(desk, i).mentors[0].id, end_reason="退休")
    assert [m.name for m in file_of(desk, i).mentors_now] == ["田卫东", "曹新波"]
    assert file_of(desk, i).mentors[0].end_reason == "退休"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"noted_on": None}, "noted_on"), ({"noted_on": date(2026, 11, 23)}, "noted_on"),
        ({"noted_on": date(2026, 3, 1)}, "noted_on"), ({"noted_on": date(2026, 3, 4)}, "noted_on"),
        ({"content": " "}, "content"), ({"thought": ""}, "thought"), ({"way": ""}, "way"), ({"mentor_id": 99}, "mentor_id"),
    ],
)  # fmt: skip
def test_a_note_nobody_could_have_written_is_refused_at_its_field(desk, change, field):
    i = sanctioned(desk)
    mentors.name_mentor(desk, i, mentor())
    with refused(field):
        mentors.record_note(desk, i, note(desk, i, date(2026, 6, 1), **change))
    assert file_of(desk, i).notes == ()


def test_notes_are_written_corrected_taken_out_and_taken_back(desk):
    i = sanctioned(desk)
    mentors.name_mentor(desk, i, mentor())
    assert [(d.due_on, d.open) for d in notes_due(desk, i)] == [(date(2026, 6, 5), True)]
    mentors.record_note(desk, i, note(desk, i, date(2026, 6, 8)))
    assert [(d.done_on, d.due_on) for d in notes_due(desk, i)] == [(date(2026, 6, 8), date(2026, 6, 5)), (None, date(2026, 9, 8))]
    with refused("noted_on"):
        mentors.record_note(desk, i, note(desk, i, date(2026, 6, 8)))
    stored = file_of(desk, i).notes[0]
    mentors.record_note(desk, i, replace(stored, thought="low"))
    assert file_of(desk, i).notes[0].thought == "low"
    step = history.history_of(desk, "dossier", i)[0]
    assert [(d.field, d.before, d.after) for d in step.differences] == [
        ("帮教记录·思想状况", "稳定，认识到位", "情绪低落，有顾虑")
    ]
    with refused("why"):
        mentors.remove_note(desk, i, stored.id, why="")
    gone = mentors.remove_note(desk, i, stored.id, why="登记错人")
    assert file_of(desk, i).notes == ()
    history.take_back(desk, gone.audit_seq)
    assert [n.thought for n in file_of(desk, i).notes] == ["low"]
    assert stale(desk) == []


def test_one_mentor_for_many_leaves_out_whom_he_cannot_help(desk):
    first, second = sanctioned(desk), sanctioned(desk, "李秀英", unit="县水利局")
    third = sanctioned(desk, "田卫东", unit="县水利局")
    made = mentors.name_mentor_many(desk, [first, second, third], mentor("田卫东", date(2026, 11, 2)))
    assert made.done == (first, second)
    assert [(x.person, x.reason) for x in made.left] == [("田卫东", "帮带人不能是受处分人本人。")]
    assert "已为2人指定帮带人田卫东。1人没有办理：田卫东（帮带人不能是受处分人本人）。" in made.message
    assert history.history_of(desk, "dossier", second)[0].action == "批量指定帮带人"
    history.take_back(desk, made.audit_seq)
    assert row(desk, first).mentor == row(desk, second).mentor == ""
    with pytest.raises(Refused, match="都没有办理"):
        mentors.name_mentor_many(desk, [third], mentor("田卫东", date(2026, 11, 2)))


def test_the_list_counts_people_notes_and_who_helps_too_many(desk):
    desk.rulebook = replace(desk.rulebook, visits=replace(desk.rulebook.visits, mentor_people_max=1))
    first, second = sanctioned(desk), sanctioned(desk, "李秀英", unit="县水利局")
    mentors.name_mentor_many(desk, [first, second], mentor())
    mentors.record_note(desk, first, note(desk, first, date(2026, 11, 2)))
    (line,) = mentors.list_mentors(desk)
    assert (line.name, line.people, line.too_many, line.overdue) == ("郑书记", 2, True, 1)
    assert line.last_note_on == date(2026, 11, 2)
    people = mentors.people_of_mentor(desk, "郑书记")
    assert [p.person for p in people] == ["李秀英", "吴建国"]
    assert people[0].note_due_on == date(2026, 6, 5)
    assert mentors.list_mentors(desk, "没有") == []
