"""An archived file closes the cases in it: each writing on them is refused with the way out; what the law brings since
is taken, and the file keeps its place, its number, and says what is to be added."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from case_county import announced, file_of
from change_county import appealed, changed, revoked
from revisit_county import Clock, make_desk, mentor, refused, sanction, talk, team

from jzdesk.domain.appeals import Appeal
from jzdesk.domain.archives import Archiving
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.case_changes import in_force
from jzdesk.domain.errors import Refused
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.restoration import Restoration
from jzdesk.services import (
    appeals,
    attachments,
    case_changes,
    cases,
    dossiers,
    duties,
    execution,
    history,
    recycle,
)
from jzdesk.services.history import take_back

DECIDED = date(2025, 3, 3)
ARCHIVED = date(2026, 3, 10)
LATER = date(2026, 4, 20)
WAY_OUT = "已归档（档号0123·2·45），.*请先撤销归档"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def clock():
    made = Clock()
    made.set(ARCHIVED)
    return made


@pytest.fixture
def desk(tmp_path, clock):
    made = make_desk(tmp_path / "vault", clock)
    yield made
    made.vault.close(back_up=False)


def number_of(desk, case_id):
    return dossiers.file_of_person(desk, cases.open_case(desk, case_id).person.id).dossier.id


def archive(desk, case_id, *, number="0123 2 45", on=ARCHIVED):
    """Talks held or excused, assessed, closed, archived; the id of the dossier."""
    i = number_of(desk, case_id)
    dossiers.exclude(desk, i, code="custody", reason="在押", on=desk.today)
    if dossiers.open_file(desk, i).dossier.closed_on is None:
        dossiers.close_file(desk, i, on=on)
    dossiers.archive_file(desk, i, Archiving(archived_on=on, number=number, pages=40, retention="y30"))
    return i


@pytest.fixture
def case_id(desk):
    """A case with an item added by hand, an appeal settled and a paper, in an archived file."""
    found = sanction(desk, "吴建国", decided_on=DECIDED, codes=("D1",))
    decision = cases.open_case(desk, found).decision
    execution.add_item(desk, found, item_of(desk, decision, "letters"))
    announced(desk, found, on=date(2025, 3, 20))
    appeal = appealed(desk, found, on=date(2025, 3, 10))
    appeals.record_appeal(desk, found, replace(appeal, accepted_on=date(2025, 3, 12), decided_on=date(2025, 4, 1), result="upheld"))
    attachments.attach_content(desk, "case", found, PDF, name="决定书.pdf")
    archive(desk, found)
    return found


def item_of(desk, decision, kind, **more):
    template = desk.rulebook.execution.items[kind]
    said = {"yes": "yes", "money": "120000", "date": "2025-04-10", "text": "已办理"}
    details = {f.code: f.choices[0][0] if f.choices else said.get(f.kind, "已办理") for f in template.fields if f.required}
    return ExecutionItem(decision_id=decision.id, kind=kind, limit_on=date(2025, 5, 6), details=details, **more)


def paper(desk, case_id):
    return attachments.list_attachments(desk, "case", case_id)[0]


# ---- what is refused

VERBS = {
    "record_case": lambda d, c: cases.record_case(d, replace(cases.open_case(d, c), case=replace(cases.open_case(d, c).case, facts="补"))),
    "its person": lambda d, c: cases.record_case(d, replace(cases.open_case(d, c), person=replace(cases.open_case(d, c).person, post="局长"))),
    "its date": lambda d, c: cases.record_case(
        d, replace(cases.open_case(d, c), decisions=(replace(cases.open_case(d, c).decision, decided_on=date(2025, 3, 2)),))),
    "record_announcement": lambda d, c: announced(d, c, on=date(2025, 3, 21)),
    "record_execution": lambda d, c: cases.record_execution(
        d, c, ExecutionItem(decision_id=cases.open_case(d, c).decision.id, kind="tell", done_on=date(2025, 3, 20), done_by="李经办")),
    "add_item": lambda d, c: execution.add_item(d, c, item_of(d, cases.open_case(d, c).decision, "letters")),
    "remove_item": lambda d, c: execution.remove_item(d, c, cases.open_case(d, c).decision.id, "letters", 1),
    "deliver_many": lambda d, c: execution.deliver_many(
        d, [c], on=date(2025, 3, 20), by="李经办", details=item_of(d, cases.open_case(d, c).decision, "deliver").details),
    "settled appeal": lambda d, c: appeals.record_appeal(d, c, replace(cases.open_case(d, c).appeals[0], note="补")),
    "withdraw_appeal": lambda d, c: appeals.withdraw_appeal(d, c, cases.open_case(d, c).appeals[0].id, why="误登记"),
    "delete_case": lambda d, c: cases.delete_case(d, c, why="误登记"),
    "attach": lambda d, c: attachments.attach_content(d, "case", c, PDF + b"2", name="补充.pdf"),
    "retitle": lambda d, c: attachments.retitle(d, paper(d, c), "另一标题"),
    "remove_attachment": lambda d, c: attachments.remove_attachment(d, paper(d, c)),
    "move_to_part": lambda d, c: attachments.move_to_part(d, paper(d, c), "deliver"),
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_a_writing_on_an_archived_case_is_refused_and_possible_once_taken_out(desk, case_id, verb):
    if verb == "deliver_many":
        duty = next(d for d in cases.duties_of_case(desk, case_id) if d.kind == "deliver")
        assert duty.open
    with pytest.raises(Refused, match=WAY_OUT):
        VERBS[verb](desk, case_id)
    dossiers.unarchive_file(desk, number_of(desk, case_id), why="补充材料")
    VERBS[verb](desk, case_id)
    assert duties.stale(desk) == []


def test_what_was_done_before_archiving_is_not_taken_back(desk, case_id):
    steps = history.history_of(desk, "case", case_id)
    assert len(steps) >= 6
    for step in steps:
        with pytest.raises(Refused, match=WAY_OUT):
            take_back(desk, step.seq)


def test_the_steps_towards_restored_rights_are_part_of_the_archived_decision(desk):
    case_id = sanction(desk, "李秀英", decided_on=date(2024, 3, 1), codes=("D4-1",))
    archive(desk, case_id)
    measure = cases.open_case(desk, case_id).decision.measures[0]
    steps = Restoration(reason="程序材料另行补齐")
    with pytest.raises(Refused, match=WAY_OUT):
        case_changes.restore_rights(desk, case_id, measure.id, on=None, steps=steps)


def test_a_case_deleted_before_does_not_come_back_into_an_archived_file(desk):
    first = sanction(desk, "吴建国", decided_on=DECIDED, codes=("D1",))
    person = cases.open_case(desk, first).person
    other = file_of("吴建国", decided_on=date(2025, 4, 1), codes=("F01",), number="公纪〔2025〕77号")
    second = cases.record_case(desk, replace(other, person=person)).record_id
    cases.delete_case(desk, second, why="误登记")
    archive(desk, first)
    with pytest.raises(Refused, match=WAY_OUT):
        recycle.recover(desk, next(x for x in recycle.list_deleted(desk) if x.id == second))


# ---- what the law still brings


def shown(desk, case_id):
    """The file as its page shows it; the list says the same of what is to be added."""
    file = dossiers.file_of_person(desk, cases.open_case(desk, case_id).person.id)
    assert file is not None
    view = dossiers.look_at(desk, file.dossier.id)
    wanting = dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today, state="to_add"))
    line = next(x for x in dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today)) if x.id == file.dossier.id)
    assert ([x.id for x in wanting if x.id == line.id], line.to_add) == ([line.id] * bool(view.to_add), bool(view.to_add))
    assert (dossiers.standing(desk, line)[0] == "待补充归档") == bool(view.to_add)
    return view


def test_an_appeal_is_taken_carried_on_and_asks_for_an_addition(desk, clock, case_id):
    clock.set(LATER)
    decision = cases.open_case(desk, case_id).decision
    said = appeals.record_appeal(desk, case_id, Appeal(decision_id=decision.id, kind="party_appeal", applied_on=LATER))
    assert said.message.endswith("档案（档号0123·2·45）已归档，请补充归档。")
    assert shown(desk, case_id).to_add == ("2026-04-20 党纪处分申诉，尚未办结",)
    appeal = cases.open_case(desk, case_id).appeals[-1]
    clock.set(date(2026, 5, 20))
    accepted = replace(appeal, accepted_on=LATER + timedelta(days=1))
    appeals.record_appeal(desk, case_id, accepted)
    appeals.record_appeal(desk, case_id, replace(accepted, decided_on=date(2026, 5, 18), result="upheld"))
    view = shown(desk, case_id)
    assert view.to_add == ("2026-05-18 党纪处分申诉，维持原决定",)
    assert (view.file.dossier.archived_on, view.file.dossier.archive_number) == (ARCHIVED, "0123·2·45")
    appeals.withdraw_appeal(desk, case_id, appeal.id, why="误登记")
    assert shown(desk, case_id).to_add == ()


def test_a_revoked_decision_leaves_the_archived_file_where_it_is(desk, clock, case_id):
    before = shown(desk, case_id).file
    clock.set(LATER)
    changes = revoked(desk, case_id, on=LATER)
    assert changes.message.endswith("档案（档号0123·2·45）已归档，请补充归档。")
    view = shown(desk, case_id)
    assert (view.file.dossier.archived_on, view.file.dossier.archive_number) == (ARCHIVED, "0123·2·45")
    assert view.file.measures_text == "已撤销"
    assert view.case_id == case_id
    assert view.to_add == ("2026-04-20 撤销处分决定（公纪复〔2026〕1-1号）",)
    archived = dossiers.DossierFilter(on=desk.today, state="archived")
    assert [(row.id, row.measures) for row in dossiers.list_dossiers(desk, archived)] == [(view.file.dossier.id, "已撤销")]
    assert duties.stale(desk) == []
    duties.rebuild(desk)
    assert shown(desk, case_id).file.measures_text == "已撤销"
    take_back(desk, changes.audit_seq)
    assert shown(desk, case_id).file == before


def test_the_later_decision_is_executed_beside_the_archived_file(desk, clock, case_id):
    clock.set(LATER)
    revoked(desk, case_id, on=LATER)
    file = cases.open_case(desk, case_id)
    on = LATER
    announced(desk, case_id, on=on)
    item = replace(item_of(desk, file.decision, "deliver"), done_on=on, done_by="李经办", limit_on=None)
    cases.record_execution(desk, case_id, item)
    attachments.attach_content(desk, "case", case_id, PDF + b"3", name="撤销决定书.pdf")
    old, new = attachments.list_attachments(desk, "case", case_id)
    attachments.retitle(desk, new, "撤销决定")
    with pytest.raises(Refused, match=WAY_OUT):
        attachments.remove_attachment(desk, old)
    made = replace(file.decision, note="更正")
    cases.record_case(desk, replace(file, decisions=(file.decisions[0], made)))
    with pytest.raises(Refused, match=WAY_OUT):
        cases.record_case(desk, replace(file, decisions=(replace(file.decisions[0], note="更正"), made)))


def test_archived_anew_the_file_holds_what_came_since(desk, clock, case_id):
    i = number_of(desk, case_id)
    again = Archiving(archived_on=LATER, number="0123 2 45", pages=52, retention="y30")
    with pytest.raises(Refused, match="只能查阅"):
        dossiers.archive_file(desk, i, again)
    clock.set(LATER)
    revoked(desk, case_id, on=LATER)
    with refused("archived_on"):
        dossiers.archive_file(desk, i, replace(again, archived_on=ARCHIVED - timedelta(days=1)))
    changes = dossiers.archive_file(desk, i, again)
    assert changes.message == "吴建国：已补充归档，档号0123·2·45。"
    view = shown(desk, case_id)
    assert (view.to_add, view.file.dossier.archive_pages, view.steps[0].action) == ((), 52, "补充归档")
    with pytest.raises(Refused, match=WAY_OUT):
        announced(desk, case_id, on=LATER)
    take_back(desk, changes.audit_seq)
    assert shown(desk, case_id).file.dossier.archived_on == ARCHIVED


def test_a_revoked_file_taken_out_of_the_archive_is_still_found(desk, clock, case_id):
    clock.set(LATER)
    revoked(desk, case_id, on=LATER)
    i = number_of(desk, case_id)
    dossiers.unarchive_file(desk, i, why="补充材料")
    assert shown(desk, case_id).file.dossier.archive_number == "0123·2·45"
    cases.delete_case(desk, case_id, why="误登记")  # a file without any case goes with the last one
    assert dossiers.file_of_person(desk, cases.open_case(desk, case_id).person.id) is None
    cases.recover_case(desk, case_id)
    assert shown(desk, case_id).file.dossier.id == i


def test_a_decision_made_before_archiving_and_registered_since_takes_the_file_out(desk, clock, case_id):
    clock.set(LATER)
    changes = revoked(desk, case_id, on=ARCHIVED - timedelta(days=2))
    assert changes.message.endswith("档案（档号0123·2·45）因此撤销归档，材料补齐后请重新归档。")
    dossier = shown(desk, case_id).file.dossier
    assert (dossier.archived_on, dossier.archive_number) == (None, "0123·2·45")
    announced(desk, case_id, on=ARCHIVED)
    take_back(desk, history.history_of(desk, "case", case_id)[0].seq)
    take_back(desk, changes.audit_seq)
    assert shown(desk, case_id).file.dossier.archived_on == ARCHIVED


def test_a_lighter_decision_keeps_the_file_archived(desk, clock):
    case_id = sanction(desk, "陈志强", decided_on=DECIDED, codes=("D2",))
    archive(desk, case_id)
    clock.set(LATER)
    changed(desk, case_id, on=LATER, to={"D2": "D1"})
    view = shown(desk, case_id)
    assert (view.file.dossier.archived_on, len(view.to_add)) == (ARCHIVED, 1)
    assert "减轻处分决定" in view.to_add[0]


def test_a_dismissal_made_lighter_is_visited_again(desk, clock):
    case_id = sanction(desk, "赵德海", decided_on=date(2025, 9, 3), codes=("Z6",), kind="civil")
    i = number_of(desk, case_id)
    dossiers.close_file(desk, i, on=ARCHIVED)
    dossiers.archive_file(desk, i, Archiving(archived_on=ARCHIVED, number="0123 2 46", pages=9, retention="y30"))
    clock.set(LATER)
    changes = changed(desk, case_id, on=LATER, to={"Z6": "Z5"})
    assert changes.message.endswith("档案（档号0123·2·46）因此撤销归档，材料补齐后请重新归档。")
    file = shown(desk, case_id).file
    assert (file.dossier.closed_on, file.dossier.archived_on, file.dossier.excluded) == (None, None, "")
    assert any(not visit.settled for visit in file.visits)
    assert duties.stale(desk) == []
    take_back(desk, changes.audit_seq)
    dossier = shown(desk, case_id).file.dossier
    assert (dossier.closed_on, dossier.archived_on, dossier.excluded) == (ARCHIVED, ARCHIVED, "dismissed")


def test_rights_restored_after_archiving_open_the_file_again(desk, clock):
    case_id = sanction(desk, "李秀英", decided_on=date(2024, 3, 1), codes=("D4-1",))
    archive(desk, case_id)
    clock.set(LATER)
    measure = in_force(cases.open_case(desk, case_id))[0]
    changes = case_changes.restore_rights(desk, case_id, measure.id, on=LATER, steps=Restoration(reason="材料另补"))
    assert "撤销归档" in changes.message or "补充归档" in changes.message
    assert shown(desk, case_id).file.dossier.archive_number == "0123·2·45"


def test_an_undecided_case_of_the_person_stays_open_to_the_clerk(desk, clock, case_id):
    person = cases.open_case(desk, case_id).person
    other = replace(file_of("吴建国", case={"number": "公案〔2026〕9号", "filed_on": date(2026, 3, 2)}), person=person)
    assert "档案" not in cases.record_case(desk, other).message
    second = max(f.case.id for f in dossiers.look_at(desk, number_of(desk, case_id)).cases)
    attachments.attach_content(desk, "case", second, PDF + b"4", name="立案.pdf")
    file = cases.open_case(desk, second)
    cases.record_case(desk, replace(file, case=replace(file.case, facts="线索")))
    cases.delete_case(desk, second, why="并案")
    assert shown(desk, case_id).file.dossier.archived_on == ARCHIVED


def test_a_measure_that_asks_for_no_visits_leaves_the_file_archived_and_is_executed(desk, clock, case_id):
    clock.set(LATER)
    person = cases.open_case(desk, case_id).person
    other = file_of("吴建国", decided_on=LATER, codes=("F01",), number="公纪〔2026〕78号")
    changes = cases.record_case(desk, replace(other, person=person))
    assert "归档" in changes.message
    assert shown(desk, case_id).file.dossier.archive_number == "0123·2·45"


def test_mentors_and_talks_stay_refused(desk, case_id):
    i = number_of(desk, case_id)
    for act in (
        lambda: dossiers.record_visit(desk, i, talk(date(2026, 3, 9))),
        lambda: dossiers.name_mentor(desk, i, mentor()),
        lambda: dossiers.form_team(desk, i, team("周明", "陈芳"), on=desk.today),
        lambda: dossiers.record_assessment(desk, i, Assessment()),
    ):
        with pytest.raises(Refused, match="只能查阅"):
            act()
