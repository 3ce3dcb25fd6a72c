"""Taking back, with what issue B added: random days in which decisions are executed, changed and appealed against,
mentors write, files are closed and archived, groups are visited — after every step nothing is stale, and what is taken
back is as if it had never been."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from case_county import decided
from change_county import expelled
from random_clerk import Clerk, everything, sound
from revisit_county import Clock, make_desk, mentor

from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.appeals import Appeal
from jzdesk.domain.archives import Archiving
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.case_changes import in_force
from jzdesk.domain.dossiers import MentorNote
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.visits import Visit
from jzdesk.services import (
    annual,
    appeals,
    attachments,
    case_changes,
    cases,
    dossiers,
    duties,
    execution,
    mentors,
    visit_groups,
)
from jzdesk.services.categories import set_category
from jzdesk.services.history import take_back
from jzdesk.storage.models import Attachment
from jzdesk.storage.transaction import meta_of

TODAY = date(2026, 11, 22)


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault", Clock())
    yield made
    made.vault.close(back_up=False)


class Officer(Clerk):
    """Does all a county does after a decision."""

    def step(self):
        acts = [self.register, self.second, self.edit, self.announce, self.checked, self.checked, self.added, self.removed,
                self.visit, self.visit, self.assess, self.forward, self.carry_out, self.name, self.ended, self.note, self.note_gone,
                self.year, self.year, self.year_gone, self.category, self.group, self.group_held, self.many_mentors, self.many_delivered,
                self.attach, self.attach, self.detach, self.shelve, self.paper, self.delete, self.recover, self.revoke, self.change,
                self.expel, self.extend, self.restore, self.appeal, self.appeal_on, self.appeal_gone, self.exclude,
                self.end_file, self.end_file, self.close, self.archive, self.archive, self.other_person]  # fmt: skip
        with suppress(Refused, RuleError, StopIteration, IndexError):
            return self.rng.choice(acts)()
        return None

    def decision(self):
        case_id = self.case()
        made = self.rng.choice(cases.open_case(self.desk, case_id).decisions)
        return case_id, made

    def checked(self):
        case_id, decision = self.decision()
        todo = [d for d in cases.duties_of_case(self.desk, case_id) if d.subject == "decision" and d.subject_id == decision.id]
        duty = self.rng.choice(todo)
        old = next((i for i in decision.items if (i.kind, i.part) == (duty.kind, duty.part)), None)
        item = old or ExecutionItem(decision_id=decision.id, kind=duty.kind, part=duty.part)
        way = self.rng.randrange(5)
        if way == 0:
            item = replace(item, not_applicable="本人无此事项", done_on=None)
        elif way == 1:
            item = replace(item, extended_to=duty.due_on + timedelta(days=20), extension_approver="县纪委常委会")
        elif way == 2:
            item = replace(item, counted_from=self.day(decision.decided_on), limit_on=self.day(decision.decided_on))
        else:
            item = replace(item, done_on=self.day(decision.decided_on), done_by="李经办", not_applicable="")
        return cases.record_execution(self.desk, case_id, self.filled(item))

    def filled(self, item):
        """What its template asks for."""
        template = self.desk.rulebook.execution.items[item.kind]
        said = {"yes": "yes", "money": "120000", "date": "2026-10-10", "text": "已办理"}
        details = {f.code: f.choices[0][0] if f.choices else said.get(f.kind, "已办理") for f in template.fields if f.required}
        return replace(item, details={**details, **item.details})

    def added(self):
        case_id, decision = self.decision()
        kinds = [code for code, t in self.desk.rulebook.execution.items.items() if t.manual]
        item = ExecutionItem(decision_id=decision.id, kind=self.rng.choice(kinds), limit_on=self.day(decision.decided_on))
        return execution.add_item(self.desk, case_id, self.filled(item))

    def removed(self):
        case_id, decision = self.decision()
        item = self.rng.choice(decision.items)
        return execution.remove_item(self.desk, case_id, decision.id, item.kind, item.part)

    def many_delivered(self):
        some = self.rng.sample(self.cases, min(3, len(self.cases)))
        sample = self.filled(ExecutionItem(kind="deliver"))
        return execution.deliver_many(self.desk, some, on=self.day(), by="李经办", details=sample.details)

    def assess(self):
        file = self.dossier()
        if file.period_end is None:
            raise StopIteration
        lead = timedelta(days=self.rng.randrange(-20, 40))
        bad = self.rng.random() < 0.5
        item = Assessment(held_on=file.period_end + lead, mentor_opinion="好", unit_opinion="好", result="good", use="normal")
        if bad:
            item = replace(item, slack="不按要求报告思想", consequence="谈话提醒", consequence_due=TODAY)
        return dossiers.record_assessment(self.desk, file.dossier.id, item)

    def forward(self):
        file = self.dossier()
        item = self.rng.choice(file.assessments)
        return dossiers.forward_assessment(self.desk, file.dossier.id, item.id, to="县委组织部", on=TODAY)

    def carry_out(self):
        file = self.dossier()
        return dossiers.carry_out(self.desk, file.dossier.id, self.rng.choice(file.assessments).id, on=TODAY)

    def ended(self):
        file = self.dossier()
        who = self.rng.choice(file.mentors_now)
        return mentors.end_mentor(self.desk, file.dossier.id, who.id, on=self.day(who.appointed_on), reason="调离")

    def note(self):
        file = self.dossier()
        who = self.rng.choice(file.mentors)
        day = self.day(who.appointed_on)
        item = MentorNote(mentor_id=who.id, noted_on=day, way="talk", thought="steady", content="谈心谈话，思想稳定。")
        return mentors.record_note(self.desk, file.dossier.id, item)

    def note_gone(self):
        file = self.dossier()
        return mentors.remove_note(self.desk, file.dossier.id, self.rng.choice(file.notes).id, why="填错")

    def year(self):
        person = cases.open_case(self.desk, self.case()).person
        year = self.rng.choice((2024, 2025, 2026))
        item = AnnualRecord(year=year, grade=self.rng.choice(("none", "competent", "excellent", "absent")),
                            graded_on=date(year + 1, 2, 3) if year < 2026 else TODAY)  # fmt: skip
        return annual.record_annual(self.desk, person.id, item)

    def year_gone(self):
        person = cases.open_case(self.desk, self.case()).person
        return annual.remove_annual(self.desk, person.id, self.rng.choice((2024, 2025, 2026)), why="填错")

    def category(self):
        file = self.dossier()
        return set_category(self.desk, file.dossier.id, self.rng.choice(("key", "general", "positive")), why="表现变化")

    def coming(self):
        ids = []
        for case_id in self.cases:
            file = dossiers.file_of_person(self.desk, cases.open_case(self.desk, case_id).person.id)
            ids += [v.id for v in file.visits if not v.settled][:1] if file else []
        ids = list(dict.fromkeys(ids))
        return self.rng.sample(ids, min(2, len(ids)))

    def group(self):
        plan = visit_groups.GroupPlan(planned_on=TODAY + timedelta(days=self.rng.randrange(1, 60)), start_time="09:00",
                                      place="会议室", talkers=("周明", "陈芳"), visitor="周明")  # fmt: skip
        return visit_groups.plan_group(self.desk, self.coming(), plan, why="集中回访")

    def group_held(self):
        common = Visit(held_on=self.day(), talkers=("周明", "陈芳"), place="会议室", kind="regular", way="meeting")
        own = {key: visit_groups.OwnPart(evaluation="good") for key in self.coming()}
        return visit_groups.record_group(self.desk, common, own)

    def many_mentors(self):
        ids = [self.dossier().dossier.id for _ in range(3)]
        return mentors.name_mentor_many(self.desk, ids, mentor("孙书记", appointed_on=self.day()))

    def attach(self):
        self.count += 1
        if self.rng.random() < 0.5:
            owner, key, part = "case", self.case(), "deliver"
        else:
            owner, key, part = "dossier", self.dossier().dossier.id, self.rng.choice(("2", "4", "9", ""))
        content = b"%PDF-1.4\n%" + str(self.count).encode() + b"\n%%EOF\n"
        return attachments.attach_content(self.desk, owner, key, content, name=f"材料{self.count}.pdf", part=part)

    def held(self):
        file = self.dossier()
        return self.rng.choice(attachments.list_attachments(self.desk, "dossier", file.dossier.id))

    def detach(self):
        return attachments.remove_attachment(self.desk, self.held())

    def shelve(self):
        return attachments.move_to_part(self.desk, self.held(), self.rng.choice(("2", "4", "")))

    def paper(self):
        file = self.dossier()
        return dossiers.note_paper(self.desk, file.dossier.id, self.rng.choice(("1", "2", "4")), there=self.rng.random() < 0.7)

    def expel(self):
        return expelled(self.desk, self.case(), on=self.day())

    def probation(self):
        case_id = self.case()
        return case_id, next(m for m in in_force(cases.open_case(self.desk, case_id)) if m.code.startswith("D4"))

    def extend(self):
        case_id, measure = self.probation()
        return case_changes.extend_probation(self.desk, case_id, measure.id, on=self.day())

    def restore(self):
        case_id, measure = self.probation()
        steps = case_changes.Restoration(reason="程序材料另行补齐")
        return case_changes.restore_rights(self.desk, case_id, measure.id, on=self.day(), steps=steps)

    def appeal_on(self):
        case_id = self.case()
        item = self.rng.choice(cases.open_case(self.desk, case_id).appeals)
        if self.rng.random() < 0.4:
            item = replace(item, accepted_on=self.day(item.applied_on))
        else:
            item = replace(item, decided_on=self.day(item.accepted_on or item.applied_on), result="upheld")
        return appeals.record_appeal(self.desk, case_id, item)

    def appeal_gone(self):
        case_id = self.case()
        item = self.rng.choice(cases.open_case(self.desk, case_id).appeals)
        return appeals.withdraw_appeal(self.desk, case_id, item.id, why="误登记")

    def end_file(self):
        """Excuse the next talk that is due in a file whose period is over, or close it."""
        file = self.rng.choice([f for f in map(self.file_of, self.cases) if f and f.period_end and f.period_end < TODAY])
        visit = next((v for v in file.visits if not v.settled), None)
        if visit is None:
            return dossiers.close_file(self.desk, file.dossier.id, on=TODAY - timedelta(days=1))
        return dossiers.record_visit(self.desk, file.dossier.id, replace(visit, excuse="ill", excuse_reason="住院"))

    def file_of(self, case_id):
        return dossiers.file_of_person(self.desk, cases.open_case(self.desk, case_id).person.id)

    def archive(self):
        file = self.dossier()
        if file.dossier.archived_on and self.rng.random() < 0.5:
            return dossiers.unarchive_file(self.desk, file.dossier.id, why="补充材料")
        self.count += 1
        item = Archiving(archived_on=TODAY, number=f"0123·2·{self.count}", pages=30, retention="permanent")
        return dossiers.archive_file(self.desk, file.dossier.id, item)

    def other_person(self):
        """A case registered for the wrong one of two people."""
        file, other = cases.open_case(self.desk, self.case()), cases.open_case(self.desk, self.case())
        return cases.record_case(self.desk, replace(file, person=other.person))

    def appeal(self):
        case_id, decision = self.decision()
        kind = self.rng.choice(("review", "recheck", "party_appeal", "civil_review", "civil_appeal"))
        return appeals.record_appeal(self.desk, case_id, Appeal(decision_id=decision.id, kind=kind, applied_on=self.day()))


def records(desk):
    """Everything but attachments taken out: their content is kept while they can be put back."""
    found = everything(desk)
    gone = [f.column_name for f in meta_of(Attachment).sorted_fields].index("deleted_at")
    return {**found, "Attachment": [row for row in found["Attachment"] if row[gone] is None]}


def walk(desk, officer, steps):
    """Each step taken back and done again; what they did."""
    done = []
    for _ in range(4):
        officer.register()
    for _ in range(steps):
        before = records(desk)
        changes = officer.step()
        after = records(desk)
        sound(desk)
        if changes is None or after == before:
            continue
        back = take_back(desk, changes.audit_seq)
        assert records(desk) == before
        sound(desk)
        again = take_back(desk, back.audit_seq)
        assert records(desk) == after
        done.append(again.message)
        if officer.rng.random() < 0.1:
            take_back(desk, again.audit_seq)
    return done


@pytest.mark.parametrize("seed", range(3))
def test_days_of_execution_and_revisits_are_taken_back_and_done_again(desk, seed):
    assert len(walk(desk, Officer(desk, seed), 100)) >= 25
    settled = records(desk)
    duties.rebuild(desk)
    assert records(desk) == settled
    sound(desk)


def test_a_case_given_to_another_person_goes_back_with_its_duties(desk):
    first = cases.open_case(desk, decided(desk, "吴建国", codes=("D1",)))
    second = cases.open_case(desk, decided(desk, "李秀英", codes=("D3",)))
    for wrong, right in ((first, second), (second, first)):
        before = records(desk)
        changes = cases.record_case(desk, replace(wrong, person=right.person))
        after = records(desk)
        back = take_back(desk, changes.audit_seq)
        assert records(desk) == before
        again = take_back(desk, back.audit_seq)
        assert records(desk) == after
        take_back(desk, again.audit_seq)
        sound(desk)
