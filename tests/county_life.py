"""What goes on in a county day by day, drawn by seed, each thing dated on its day."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random

from case_county import announced, file_of
from change_county import appealed, changed, expelled, revoked
from revisit_county import dossier_of, mentor, talk, team

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.case_changes import in_force
from jzdesk.domain.enquiries import Enquiry, EnquiryPerson
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.restoration import Restoration
from jzdesk.domain.review_files import Evidence
from jzdesk.domain.tolerance import Finding, ToleranceReview
from jzdesk.services import (
    case_changes,
    cases,
    dossiers,
    enquiries,
    enquiry_decisions,
    enquiry_replies,
    tolerance,
    tolerance_stages,
)


class Life:
    """What goes on in a county day by day, everything dated on its day."""

    CODES = (("D1",), ("D2", "Z3"), ("D3",), ("D4-1",), ("F11",), ("Z6",), ("F01",), ("D5", "Z5"), ("Z2",))

    def __init__(self, desk, clock, seed):
        self.desk, self.clock, self.rng = desk, clock, Random(seed)
        self.cases, self.count, self.reviews, self.letters = [], 0, [], []

    def live(self, first, last):
        on = first
        while on <= last:
            self.clock.set(on)
            for _ in range(self.rng.randrange(3)):
                with suppress(Refused, RuleError, StopIteration, IndexError):
                    self.rng.choice((self.decide, self.decide, self.again, self.announce, self.announce, self.exempt, self.execute,
                                     self.visit, self.visit, self.visit, self.assess, self.name, self.form, self.open,
                                     self.revoke, self.change, self.change, self.expel, self.appeal, self.restore, self.exclude, self.review, self.conclude,
                                     self.letter, self.letter, self.answer, self.told, self.filed, self.ordered, self.corrected, self.object, self.answered))(on)  # fmt: skip
            on += timedelta(days=1)

    def any(self):
        case_id = self.rng.choice(self.cases)
        return case_id, cases.open_case(self.desk, case_id)

    def dossier(self):
        found = dossier_of(self.desk, self.rng.choice(self.cases))
        if found is None:
            raise StopIteration
        return found

    def decide(self, on, person=None):
        self.count += 1
        file = file_of(f"某{self.count}", decided_on=on, codes=self.rng.choice(self.CODES), number=f"〔{self.count}〕号")
        if person:
            file = replace(file, person=person)
        self.cases.append(cases.record_case(self.desk, file).record_id)

    def again(self, on):
        self.decide(on, self.any()[1].person)

    def announce(self, on):
        case_id, file = self.any()
        if file.decision.announcement is None:
            announced(self.desk, case_id, on=on)

    def exempt(self, on):
        case_id, file = self.any()
        if file.decision.announcement is None:
            item = Announcement(decision_id=file.decision.id, exemption="privacy", exemption_reason="隐私",
                                exemption_approver="张书记", exempted_on=on)  # fmt: skip
            cases.record_announcement(self.desk, case_id, item)

    def execute(self, on):
        case_id, file = self.any()
        kind = self.rng.choice(("deliver", "tell", "adjust", "archive", "report_execution"))
        if kind not in {item.kind for item in file.decision.items}:
            item = ExecutionItem(decision_id=file.decision.id, kind=kind, done_on=on, done_by="李经办")
            cases.record_execution(self.desk, case_id, item)

    def visit(self, on):
        dossiers.record_visit(self.desk, self.dossier().dossier.id, talk(on))

    def assess(self, on):
        item = Assessment(held_on=on, mentor_opinion="好", unit_opinion="好", result="good", use="normal")
        dossiers.record_assessment(self.desk, self.dossier().dossier.id, item)

    def name(self, on):
        who = mentor(self.rng.choice("赵钱孙李") + "书记", appointed_on=on)
        dossiers.name_mentor(self.desk, self.dossier().dossier.id, who)

    def form(self, on):
        members = team(*self.rng.sample(("周明", "陈芳", "吴军"), 2))
        dossiers.form_team(self.desk, self.dossier().dossier.id, members, on=on)

    def open(self, on):
        file = self.dossier()
        if not file.dossier.opened_on:
            dossiers.establish(self.desk, file.dossier.id, on=on, parts=("1", "2", "5"))

    def revoke(self, on):
        if self.rng.random() < 0.3:
            case_id, file = self.any()
            codes = [self.rng.choice(in_force(file)).code] if self.rng.random() < 0.3 else None
            revoked(self.desk, case_id, on=on, why="复查撤销", codes=codes)

    def restore(self, on):
        case_id, file = self.any()
        case_changes.restore_rights(self.desk, case_id, in_force(file)[0].id, on=on, steps=Restoration(reason="补登"))

    def change(self, on):
        case_id, file = self.any()
        old = self.rng.choice(in_force(file)).code
        new = self.rng.choice(("D1", "D2", "D3", "Z2", "Z3", "F11"))
        changed(self.desk, case_id, on=on, to={old: new})

    def expel(self, on):
        expelled(self.desk, self.any()[0], on=on)

    def appeal(self, on):
        self.count += 1
        appealed(self.desk, self.any()[0], on=on, accepted_on=on)

    def exclude(self, on):
        file = self.dossier()
        if not file.dossier.excluded and self.rng.random() < 0.4:
            dossiers.exclude(self.desk, file.dossier.id, code="custody", reason="羁押", on=on)

    def review(self, on):
        self.count += 1
        item = ToleranceReview(matter=f"事项{self.count}", applied_on=on)
        self.reviews.append(tolerance.record_review(self.desk, item, file_of(f"容{self.count}").person).record_id)

    def conclude(self, on):
        item, person = tolerance.open_review(self.desk, self.rng.choice(self.reviews))
        if item.conclusion:
            raise StopIteration
        need = tolerance.required_codes(self.desk, item.factor_set)
        no, unclear = Finding("no", "没有此类情形", "1"), Finding("unclear", "证据不足", "1")
        found = {"negative": dict.fromkeys(need.negative, no), "exclusions": dict.fromkeys(need.exclusions, no),
                 "distinctions": dict.fromkeys(need.distinctions, unclear)}  # fmt: skip
        tolerance.record_review(
            self.desk, replace(item, accepted_on=on, verified_on=on, concluded_on=on, conclusion="refused", statement="不符",
                               meeting="常委会", **found), person, evidence=[Evidence(number=1, title="核查报告")],
        )  # fmt: skip


    def fresh(self, *columns):
        """A review of which none of these days is recorded yet: what is recorded anew on another day cannot be told of."""
        review = self.rng.choice(self.reviews)
        item, _ = tolerance.open_review(self.desk, review)
        if any(getattr(item, column) for column in columns):
            raise StopIteration
        return review

    def told(self, on):
        tolerance_stages.feed_back(self.desk, self.fresh("feedback_on"), feedback_on=on, feedback_way="face",
                                   feedback_organ_on=on, feedback_organ="党委")  # fmt: skip

    def filed(self, on):
        tolerance_stages.file_review(self.desk, self.fresh("filed_on"), filed_on=on, filed_with="市纪委")

    def ordered(self, on):
        tolerance_stages.order_correction(
            self.desk, self.fresh("correction_ordered_on"), correction="完善制度", correction_owner="某",
            correction_due=on + timedelta(days=20), correction_ordered_on=on,
        )  # fmt: skip

    def corrected(self, on):
        tolerance_stages.finish_correction(self.desk, self.fresh("correction_done"), correction_done=on)

    def object(self, on):
        tolerance_stages.record_objection(self.desk, self.fresh("objected_on"), objected_on=on, objected_by="本人", objection="不服")

    def answered(self, on):
        tolerance_stages.answer_objection(self.desk, self.fresh("objection_answered_on"), objection_answered_on=on,
                                          objection_result="upheld", objection_answer="维持")  # fmt: skip

    def letter(self, on):
        self.count += 1
        who = self.any()[1].person
        names = [EnquiryPerson(name=who.name, id_number=who.id_number, unit_text=who.unit_name)]
        letter = Enquiry(organ="组织部", letter_number=f"函{self.count}号", letter_on=on, received_on=on, purpose="promotion")
        self.letters.append(enquiries.record_enquiry(self.desk, letter, names).record_id)

    def answer(self, on):
        letter = self.rng.choice(self.letters)
        for name in enquiries.names_of_enquiry(self.desk, letter):
            with suppress(Refused, RuleError):
                enquiry_decisions.match(self.desk, name.id, None, why="核对后不是同一人")
        enquiry_decisions.decide_many(self.desk, letter)
        enquiry_replies.reply(self.desk, letter, reply_on=on, reply_number=f"复{letter}号", signer="张书记")
