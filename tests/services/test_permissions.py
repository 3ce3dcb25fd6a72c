"""Who may do what: every service that needs a permission refuses every role that lacks it, in both schemes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from case_county import file_of
from city_services import SERVICES as CITY_SERVICES
from form_services import SERVICES as FORM_SERVICES
from revisit_county import make_desk, mentor, talk, team

from jzdesk.domain.accounts import Permission, Role, Scheme, may
from jzdesk.domain.announcements import Announcement
from jzdesk.domain.annual import AnnualRecord
from jzdesk.domain.appeals import Appeal
from jzdesk.domain.archives import Archiving
from jzdesk.domain.assessments import Assessment
from jzdesk.domain.cases import Decision
from jzdesk.domain.dossiers import MentorNote
from jzdesk.domain.enquiries import Enquiry, EnquiryPerson
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.execution import ExecutionItem
from jzdesk.domain.import_catalogue import Catalogue
from jzdesk.domain.indicators import Span, SpanKind
from jzdesk.domain.intake import Intake
from jzdesk.domain.list_reading import Face
from jzdesk.domain.month_findings import Finding
from jzdesk.domain.months import Correction
from jzdesk.domain.people import Person
from jzdesk.domain.review_files import CorrectionCheck, ReviewFile
from jzdesk.domain.rule_edits import Spot
from jzdesk.domain.screening import Screening
from jzdesk.domain.stretches import Stretch, StretchKind
from jzdesk.domain.tolerance import ToleranceReview
from jzdesk.services import (
    accounts,
    annual,
    appeals,
    attachments,
    backups,
    case_changes,
    cases,
    categories,
    corrections,
    demo,
    dossier_print,
    dossiers,
    duties,
    enquiries,
    enquiry_decisions,
    enquiry_drafts,
    enquiry_letter,
    enquiry_people,
    enquiry_replies,
    enquiry_screening,
    execution,
    history,
    import_apply,
    import_errors,
    import_registers,
    imports,
    indicator_book,
    indicator_lines,
    indicators,
    list_imports,
    mentors,
    mistaken_changes,
    month_closing,
    month_findings,
    month_levels,
    month_present,
    months,
    overview,
    recycle,
    reporting,
    restoring,
    rule_edits,
    screening_book,
    search,
    statistics,
    statistics_book,
    statistics_text,
    tolerance,
    tolerance_book,
    tolerance_course,
    tolerance_figures,
    tolerance_links,
    tolerance_lists,
    tolerance_withdrawals,
    visit_calendar,
    visit_groups,
)
from jzdesk.services import tolerance_stages as stages
from jzdesk.services.case_changes import Order
from jzdesk.services.desk import NewAccount
from jzdesk.services.import_kinds import kind_of
from jzdesk.services.import_plans import Plan, Source, make_plan
from jzdesk.services.list_imports import ListPreview
from jzdesk.services.tolerance_repeats import earlier_like
from jzdesk.storage import audit, backup
from jzdesk.storage.errors import StoreError
from jzdesk.storage.office import AttachmentRow

ON = date(2026, 11, 20)
REVIEW_FILE = ReviewFile(review=ToleranceReview(), person=Person())
NOTHING_READ = ListPreview(file_name="空.xlsx", face=Face(), content="", problems=(), before=None)
P = Permission
A_POST = Correction(of_month="2026-10", ledger="visits", key="k", name="某", column="post", before="主任", after="副主任")
QUARTER = Span(SpanKind.QUARTER, 2026, 3)
STRETCH = Stretch(StretchKind.MONTH, 2026, 10, 10)
PAPER = AttachmentRow(1, "case", 1, "t", "a.pdf", "", 1, "", None, "")
NO_COLUMNS = Catalogue("units", "单位", ())
NO_FILE = Source(file_name="空.xlsx", columns={}, titles={})


def no_rows(desk):
    """The plan of a file without rows."""
    return Plan(desk, kind_of("units"), NO_COLUMNS, (), NO_FILE)


SERVICES = {
    "list_cases": (P.READ, lambda d: cases.list_cases(d, cases.CaseFilter(on=ON))),
    "count_cases": (P.READ, lambda d: cases.count_cases(d, cases.CaseFilter(on=ON))),
    "open_case": (P.READ, lambda d: cases.open_case(d, 1)),
    "duties_of_case": (P.READ, lambda d: cases.duties_of_case(d, 1)),
    "record_case": (P.WRITE, lambda d: cases.record_case(d, file_of("吴某"))),
    "record_announcement": (P.WRITE, lambda d: cases.record_announcement(d, 1, Announcement(decision_id=1))),
    "record_execution": (P.WRITE, lambda d: cases.record_execution(d, 1, ExecutionItem(decision_id=1))),
    "checklist_of": (P.READ, lambda d: execution.checklist_of(d, 1)),
    "add_item": (P.WRITE, lambda d: execution.add_item(d, 1, ExecutionItem(decision_id=1, kind="letters"))),
    "remove_item": (P.WRITE, lambda d: execution.remove_item(d, 1, 1, "letters", 1)),
    "deliver_many": (P.WRITE, lambda d: execution.deliver_many(d, [1], on=ON, by="李某")),
    "extend_probation": (P.WRITE, lambda d: case_changes.extend_probation(d, 1, 1, on=ON)),
    "restore_rights": (P.WRITE, lambda d: case_changes.restore_rights(d, 1, 1, on=ON)),
    "change_decision": (P.WRITE, lambda d: case_changes.change_decision(d, 1, Order(decision=Decision(review_kind="revoked")))),
    "record_appeal": (P.WRITE, lambda d: appeals.record_appeal(d, 1, Appeal(decision_id=1))),
    "delete_change": (P.WRITE, lambda d: mistaken_changes.delete_change(d, 1, 1, why="误登记")),
    "withdraw_appeal": (P.WRITE, lambda d: appeals.withdraw_appeal(d, 1, 1, why="误登记")),
    "delete_case": (P.WRITE, lambda d: cases.delete_case(d, 1)),
    "recover_case": (P.WRITE, lambda d: cases.recover_case(d, 1)),
    "list_dossiers": (P.READ, lambda d: dossiers.list_dossiers(d, dossiers.DossierFilter(on=ON))),
    "count_dossiers": (P.READ, lambda d: dossiers.count_dossiers(d, dossiers.DossierFilter(on=ON))),
    "open_file": (P.READ, lambda d: dossiers.open_file(d, 1)),
    "look_at": (P.READ, lambda d: dossiers.look_at(d, 1)),
    "file_of_person": (P.READ, lambda d: dossiers.file_of_person(d, 1)),
    "known_mentors": (P.READ, lambda d: dossiers.known_mentors(d, "")),
    "known_talkers": (P.READ, lambda d: dossiers.known_talkers(d)),
    "establish": (P.WRITE, lambda d: dossiers.establish(d, 1, on=ON, parts=())),
    "name_mentor": (P.WRITE, lambda d: dossiers.name_mentor(d, 1, mentor())),
    "name_mentor_many": (P.WRITE, lambda d: mentors.name_mentor_many(d, [1], mentor())),
    "end_mentor": (P.WRITE, lambda d: mentors.end_mentor(d, 1, 1, on=ON, reason="调离")),
    "record_note": (P.WRITE, lambda d: mentors.record_note(d, 1, MentorNote())),
    "remove_note": (P.WRITE, lambda d: mentors.remove_note(d, 1, 1, why="错")),
    "list_mentors": (P.READ, lambda d: mentors.list_mentors(d)),
    "people_of_mentor": (P.READ, lambda d: mentors.people_of_mentor(d, "郑书记")),
    "set_category": (P.WRITE, lambda d: categories.set_category(d, 1, "key", why="情绪波动")),
    "plan_visits_many": (P.WRITE, lambda d: visit_groups.plan_visits_many(d, [1], date(2027, 3, 1), "周明", "集中")),
    "assign_visitor": (P.WRITE, lambda d: visit_groups.assign_visitor(d, [1], "周明")),
    "plan_group": (P.WRITE, lambda d: visit_groups.plan_group(d, [1, 2], visit_groups.GroupPlan(planned_on=date(2027, 3, 1)), why="集中")),
    "record_group": (P.WRITE, lambda d: visit_groups.record_group(
        d, talk(ON), {1: visit_groups.OwnPart(evaluation="good")})),
    "visits_of_group": (P.READ, lambda d: visit_groups.visits_of_group(d, "无")),
    "month_of_visits": (P.READ, lambda d: visit_calendar.month_of_visits(d, "2026-12")),
    "day_visits": (P.READ, lambda d: visit_calendar.day_visits(d, ON)),
    "month_visits": (P.READ, lambda d: visit_calendar.month_visits(d, "2026-12")),
    "overdue_visits": (P.READ, lambda d: visit_calendar.overdue_visits(d)),
    "visitors": (P.READ, lambda d: visit_calendar.visitors(d)),
    "form_team": (P.WRITE, lambda d: dossiers.form_team(d, 1, team("周明", "陈芳"), on=ON)),
    "exclude": (P.WRITE, lambda d: dossiers.exclude(d, 1, code="custody", reason="在押", on=ON)),
    "close_file": (P.WRITE, lambda d: dossiers.close_file(d, 1, on=ON)),
    "reopen_file": (P.WRITE, lambda d: dossiers.reopen_file(d, 1, why="补")),
    "record_visit": (P.WRITE, lambda d: dossiers.record_visit(d, 1, talk(ON))),
    "plan_visit": (P.WRITE, lambda d: dossiers.plan_visit(d, 1, 1, planned_on=ON, why="出差")),
    "withdraw_visit": (P.WRITE, lambda d: dossiers.withdraw_visit(d, 1, 1, why="错")),
    "finish_follow_up": (P.WRITE, lambda d: dossiers.finish_follow_up(d, 1, 1, on=ON, result="已办")),
    "record_assessment": (P.WRITE, lambda d: dossiers.record_assessment(d, 1, Assessment())),
    "gather": (P.READ, lambda d: dossiers.gather(d, 1)),
    "what_is_missing": (P.READ, lambda d: dossiers.what_is_missing(d, 1, on=ON)),
    "forward_assessment": (P.WRITE, lambda d: dossiers.forward_assessment(d, 1, 1, to="县委组织部", on=ON)),
    "carry_out": (P.WRITE, lambda d: dossiers.carry_out(d, 1, 1, on=ON)),
    "archive_file": (P.WRITE, lambda d: dossiers.archive_file(d, 1, Archiving())),
    "unarchive_file": (P.WRITE, lambda d: dossiers.unarchive_file(d, 1, why="补")),
    "annual_of": (P.READ, lambda d: annual.annual_of(d, 1)),
    "faults_of_year": (P.READ, lambda d: annual.faults_of(d, AnnualRecord(person_id=1))),
    "record_annual": (P.WRITE, lambda d: annual.record_annual(d, 1, AnnualRecord(year=2026, grade="none"))),
    "remove_annual": (P.WRITE, lambda d: annual.remove_annual(d, 1, 2026, why="错")),
    "list_reviews": (P.READ, lambda d: tolerance.list_reviews(d, tolerance.ReviewFilter(on=ON))),
    "count_reviews": (P.READ, lambda d: tolerance.count_reviews(d, tolerance.ReviewFilter(on=ON))),
    "versions": (P.READ, lambda d: tolerance_lists.versions(d)),
    "open_import": (P.WRITE, lambda d: imports.open_file(d, Path("none.xlsx"))),
    "make_plan": (P.WRITE, lambda d: make_plan(d, kind_of("units"), NO_COLUMNS, (), NO_FILE)),
    "apply_import": (P.WRITE, lambda d: import_apply.apply_import(d, no_rows(d))),
    "list_runs": (P.READ, lambda d: import_apply.list_runs(d)),
    "undo_run": (P.WRITE, lambda d: import_apply.undo_run(d, 99)),
    "export_register": (P.EXPORT, lambda d: import_registers.export_register(d, "units", d.paths.data / "r.xlsx")),
    "write_template": (P.READ, lambda d: import_registers.write_template(d, "units", d.paths.data / "t.xlsx")),
    "write_problems": (P.EXPORT, lambda d: import_errors.write_problems(d, no_rows(d), d.paths.data / "p.xlsx")),
    "list_versions": (P.READ, lambda d: list_imports.list_versions(d)),
    "open_version": (P.READ, lambda d: list_imports.open_version(d, 1)),
    "export_lists": (P.EXPORT, lambda d: list_imports.export_lists(d, 99, Path("lists.xlsx"))),
    "preview_lists": (P.READ, lambda d: list_imports.preview_lists(d, Path("none.xlsx"))),
    "save_lists": (P.CHANGE_RULES, lambda d: list_imports.save_lists(d, NOTHING_READ, Face())),
    "end_version": (P.CHANGE_RULES, lambda d: list_imports.end_version(d, 1, ON, why="废止")),
    "delete_version": (P.CHANGE_RULES, lambda d: list_imports.delete_version(d, 1, why="误导入")),
    "open_review": (P.READ, lambda d: tolerance.open_review(d, 1)),
    "record_review": (P.WRITE, lambda d: tolerance.record_review(d, ToleranceReview(), Person())),
    "open_review_file": (P.READ, lambda d: tolerance.open_review_file(d, 1)),
    "missing_for_final": (P.READ, lambda d: tolerance.missing_for_final(d, REVIEW_FILE)),
    "forms_become": (P.READ, lambda d: tolerance.forms_become(d, REVIEW_FILE)),
    "propose_statement": (P.READ, lambda d: tolerance.propose_statement(d, REVIEW_FILE)),
    "propose_effects": (P.READ, lambda d: tolerance.propose_effects(d, REVIEW_FILE)),
    "locked_by": (P.READ, lambda d: tolerance.locked_by(d, ToleranceReview(), "N01")),
    "signers": (P.READ, lambda d: tolerance.signers(d, 1, "N01")),
    "unlock": (P.REVIEW, lambda d: tolerance.unlock(d, 1, "N01", why="误勾")),
    "unlock_as": (P.WRITE, lambda d: tolerance.unlock_as(d, 1, "N01", why="误勾", account="", password="")),
    "delete_review": (P.WRITE, lambda d: tolerance.delete_review(d, 1)),
    "recover_review": (P.WRITE, lambda d: tolerance.recover_review(d, 1)),
    "list_enquiries": (P.READ, lambda d: enquiries.list_enquiries(d, enquiries.EnquiryFilter(on=ON))),
    "count_enquiries": (P.READ, lambda d: enquiries.count_enquiries(d, enquiries.EnquiryFilter(on=ON))),
    "open_enquiry": (P.READ, lambda d: enquiries.open_enquiry(d, 1)),
    "names_of_enquiry": (P.READ, lambda d: enquiries.names_of_enquiry(d, 1)),
    "duties_of_enquiry": (P.READ, lambda d: enquiries.duties_of_enquiry(d, 1)),
    "check_names": (P.READ, lambda d: enquiries.check_names(d, [EnquiryPerson(name="吴某")])),
    "record_enquiry": (P.WRITE, lambda d: enquiries.record_enquiry(d, Enquiry())),
    "add_names": (P.WRITE, lambda d: enquiries.add_names(d, 1, [EnquiryPerson(name="吴某")])),
    "change_name": (P.WRITE, lambda d: enquiries.change_name(d, EnquiryPerson(id=1, name="吴某"))),
    "remove_names": (P.WRITE, lambda d: enquiries.remove_names(d, 1, [1])),
    "delete_enquiry": (P.WRITE, lambda d: enquiries.delete_enquiry(d, 1)),
    "recover_enquiry": (P.WRITE, lambda d: enquiries.recover_enquiry(d, 1)),
    "letters_of_person": (P.READ, lambda d: enquiry_people.letters_of_person(d, 1)),
    "screen": (P.READ, lambda d: enquiry_screening.screen(d, 1)),
    "screen_list": (P.READ, lambda d: enquiry_screening.screen_list(d, [EnquiryPerson(name="吴某")])),
    "match": (P.WRITE, lambda d: enquiry_decisions.match(d, 1, None)),
    "unmatch": (P.WRITE, lambda d: enquiry_decisions.unmatch(d, 1)),
    "decide": (P.WRITE, lambda d: enquiry_decisions.decide(d, 1, "clear")),
    "decide_many": (P.WRITE, lambda d: enquiry_decisions.decide_many(d, 1)),
    "propose_reply": (P.READ, lambda d: enquiry_replies.propose_reply(d, 1)),
    "reply": (P.WRITE, lambda d: enquiry_replies.reply(d, 1, reply_on=ON, reply_number="公纪函1号", signer="张书记")),
    "reopen": (P.WRITE, lambda d: enquiry_replies.reopen(d, 1, why="漏列")),
    "reply_draft": (P.READ, lambda d: enquiry_drafts.reply_draft(d, 1)),
    "keep_reply_draft": (P.WRITE, lambda d: enquiry_drafts.keep_reply_draft(d, 1, "另拟")),
    "letter_name": (P.READ, lambda d: enquiry_letter.letter_name(d, 1)),
    "print_reply": (P.EXPORT, lambda d: enquiry_letter.print_reply(d, 1, d.paths.data / "r.pdf")),
    "accept": (P.WRITE, lambda d: stages.accept(d, 1, accepted_on=ON)),
    "refuse_acceptance": (P.WRITE, lambda d: stages.refuse_acceptance(
        d, 1, acceptance_refused="与履职无关", acceptance_refused_on=ON)),
    "record_happened": (P.WRITE, lambda d: stages.record_happened(d, 1, happened_on=ON)),
    "extend_verification": (P.WRITE, lambda d: stages.extend_verification(
        d, 1, extended_to=ON, extension_reason="外调", extension_approver="张书记", extension_approved_on=ON)),
    "verify": (P.WRITE, lambda d: stages.verify(d, 1, verified_on=ON, verifiers="周明", verification="属实")),
    "study": (P.WRITE, lambda d: stages.study(d, 1, studied_on=ON, meeting="常委会")),
    "feed_back": (P.WRITE, lambda d: stages.feed_back(d, 1, feedback_on=ON, feedback_way="face")),
    "file_review": (P.WRITE, lambda d: stages.file_review(d, 1, filed_on=ON, filed_with="市纪委监委")),
    "record_objection": (P.WRITE, lambda d: stages.record_objection(
        d, 1, objected_on=ON, objected_by="朱某", objection="偏重")),
    "answer_objection": (P.WRITE, lambda d: stages.answer_objection(
        d, 1, objection_answered_on=ON, objection_result="upheld", objection_answer="维持")),
    "order_correction": (P.WRITE, lambda d: stages.order_correction(
        d, 1, correction="停止发放", correction_owner="党组", correction_due=ON, correction_ordered_on=ON)),
    "check_correction": (P.WRITE, lambda d: stages.check_correction(
        d, 1, CorrectionCheck(checked_on=ON, checker="周明", found="到位", result="done"))),
    "finish_correction": (P.WRITE, lambda d: stages.finish_correction(d, 1, correction_done=ON)),
    "decide_clarify": (P.WRITE, lambda d: stages.decide_clarify(d, 1, clarify="not_needed")),
    "clarify": (P.WRITE, lambda d: stages.clarify(d, 1, clarified_on=ON, clarify_number="1号")),
    "withdraw_stage": (P.WRITE, lambda d: tolerance_withdrawals.withdraw_stage(d, 1, "accept", why="误登记")),
    "withdraw_check": (P.WRITE, lambda d: tolerance_withdrawals.withdraw_check(d, 1, 1, why="误登记")),
    "withdrawable": (P.READ, lambda d: tolerance_withdrawals.withdrawable(d, 1)),
    "progress": (P.READ, lambda d: tolerance_course.progress(d, 1)),
    "preview": (P.READ, lambda d: tolerance_course.preview(d, ToleranceReview(applied_on=ON))),
    "open_verbs": (P.READ, lambda d: tolerance_course.open_verbs(d, 1)),
    "warnings": (P.READ, lambda d: tolerance_course.warnings(d, ToleranceReview(applied_on=ON))),
    "filings_of": (P.READ, lambda d: tolerance_links.filings_of(d, [1])),
    "letters_offered": (P.READ, lambda d: tolerance_links.letters_offered(d)),
    "versions_offered": (P.READ, lambda d: tolerance_links.versions_offered(d)),
    "earlier_like": (P.READ, lambda d: earlier_like(d, ToleranceReview(applied_on=ON))),
    "attach_file": (P.WRITE, lambda d: attachments.attach_file(d, "case", 1, Path("no.pdf"))),
    "list_attachments": (P.READ, lambda d: attachments.list_attachments(d, "case", 1)),
    "save_copy": (P.EXPORT, lambda d: attachments.save_copy(d, PAPER, d.paths.data)),
    "print_dossier": (P.EXPORT, lambda d: dossier_print.print_dossier(d, 99, d.paths.data / "d.pdf")),
    "print_dossiers": (P.EXPORT, lambda d: dossier_print.print_dossiers(d, [99], d.paths.data)),
    "remove_attachment": (P.WRITE, lambda d: attachments.remove_attachment(d, replace(PAPER, id=99))),
    "attach_content": (P.WRITE, lambda d: attachments.attach_content(d, "case", 1, b"x", name="x.txt")),
    "content_of": (P.READ, lambda d: attachments.content_of(d, replace(PAPER, id=99))),
    "replace_file": (P.WRITE, lambda d: attachments.replace_file(d, replace(PAPER, id=99), Path("no.pdf"))),
    "retitle": (P.WRITE, lambda d: attachments.retitle(d, replace(PAPER, id=99), "题")),
    "move_to_part": (P.WRITE, lambda d: attachments.move_to_part(d, replace(PAPER, id=99), "deliver")),
    "shift": (P.WRITE, lambda d: attachments.shift(d, replace(PAPER, id=99), 1)),
    "keep_file": (P.WRITE, lambda d: dossiers.keep_file(d, 1, parts=())),
    "foresee_change": (P.READ, lambda d: case_changes.foresee_change(d, 1, Order(decision=Decision()))),
    "duties_of_dossier": (P.READ, lambda d: dossiers.duties_of_dossier(d, 1)),
    "look_ahead": (P.READ, lambda d: dossiers.look_ahead(d, 1, talk(ON), held_on=ON)),
    "note_paper": (P.WRITE, lambda d: dossiers.note_paper(d, 1, "4")),
    "board": (P.READ, lambda d: overview.board(d)),
    "month_rates": (P.READ, lambda d: overview.month_rates(d, "2026-10")),
    "due_duties": (P.READ, lambda d: overview.due_duties(d)),
    "duties_behind": (P.READ, lambda d: overview.duties_behind(d, "回访率", "2026-10")),
    "figures": (P.READ, lambda d: months.figures(d, "2026-10")),
    "make_book": (P.READ, lambda d: months.make_book(d, "2026-10")),
    "check_month": (P.READ, lambda d: months.check_month(d, "2026-10")),
    "month_of": (P.READ, lambda d: months.month_of(d, "2026-10")),
    "corrections_for": (P.READ, lambda d: corrections.corrections_for(d, "2026-10")),
    "refresh_comparison": (P.READ, lambda d: corrections.refresh_comparison(d, "2026-10")),
    "counted_then": (P.READ, lambda d: month_closing.counted_then(d, "回访率", "2026-10")),
    "kept_rows": (P.READ, lambda d: month_closing.kept_rows(d, "2026-10")),
    "answer_finding": (P.EXPORT, lambda d: month_findings.answer_finding(d, "2026-10", Finding(False, "未填职务"), reason="无职务")),
    "report_present": (P.EXPORT, lambda d: month_present.report_present(d, "2026-12", A_POST, reason="当时填错")),
    "save_reporting": (P.CHANGE_RULES, lambda d: reporting.save_reporting(d, since="2026-11", day=25, report_days=5, why="省里要求")),
    "list_months": (P.READ, lambda d: months.list_months(d)),
    "export_month": (P.EXPORT, lambda d: months.export_month(d, "2026-10", d.paths.data / "out.xlsx")),
    "id_keep": (P.READ, lambda d: month_levels.id_keep(d)),
    "choose_id_keep": (P.EXPORT, lambda d: month_levels.choose_id_keep(d, "strict")),
    "freeze_month": (P.FREEZE, lambda d: month_closing.freeze_month(d, "2026-12", d.paths.data / "out.xlsx")),
    "reopen_month": (P.FREEZE, lambda d: month_closing.reopen_month(d, "2026-10", why="补")),
    "measure": (P.READ, lambda d: indicators.measure(d, QUARTER)),
    "measure tolerance": (P.READ, lambda d: tolerance_figures.measure(d, QUARTER)),
    "export_figures": (P.EXPORT, lambda d: tolerance_book.export_figures(d, QUARTER, d.paths.data / "f.xlsx")),
    "lines_behind": (P.READ, lambda d: indicator_lines.lines_behind(d, QUARTER, indicators.COUNTY, "visits")),
    "export_indicators": (P.EXPORT, lambda d: indicator_book.export_indicators(d, QUARTER, d.paths.data / "i.xlsx")),
    "measure statistics": (P.READ, lambda d: statistics.measure(d, STRETCH)),
    "export_statistics": (P.EXPORT, lambda d: statistics_book.export_statistics(
        d, statistics.measure(d, STRETCH), d.paths.data / "t.xlsx")),
    "take_note": (P.EXPORT, lambda d: statistics_text.take_note(d, "复制图片", "图")),
    "save_picture": (P.EXPORT, lambda d: statistics_text.save_picture(d, b"", d.paths.data / "t.png")),
    "history_of": (P.READ, lambda d: history.history_of(d, "case", 1)),
    "read_log": (P.READ_AUDIT, lambda d: history.read_log(d, audit.Filter())),
    "count_log": (P.READ_AUDIT, lambda d: history.count_log(d, audit.Filter())),
    "take_back": (P.WRITE, lambda d: history.take_back(d, 1)),
    "search": (P.READ, lambda d: search.search(d, "吴")),
    "list_deleted": (P.READ, lambda d: recycle.list_deleted(d)),
    "entry_of": (P.READ, lambda d: rule_edits.entry_of(d, Spot("deadlines", ("deadline", "announce")))),
    "record_rule": (P.CHANGE_RULES, lambda d: rule_edits.record_rule(
        d, Spot("deadlines", ("deadline", "announce")), "宣布", {"length": 5}, why="")),
    "drop_rule": (P.CHANGE_RULES, lambda d: rule_edits.drop_rule(
        d, Spot("deadlines", ("deadline", "announce")), "宣布", why="")),
    "confirm_rules": (P.CHANGE_RULES, lambda d: rule_edits.confirm_rules(d, {}, why="")),
    "export_screening": (P.EXPORT, lambda d: screening_book.export_screening(
        d, Screening(enquiry=Enquiry(), names=(), sees_open_cases=True), Intake(source="excel"), d.paths.data / "s.xlsx")),
    "back_up_now": (P.BACK_UP, lambda d: backups.back_up_now(d)),
    "prepare_restore": (P.BACK_UP, lambda d: restoring.prepare(d, backup.named(d.paths.backups / "20260101-000000.db"))),
    "forget_prepared": (P.BACK_UP, lambda d: restoring.forget_prepared(d)),
    "fill": (P.WRITE, lambda d: demo.fill(d, people=0)),
    "add_account": (P.MANAGE_ACCOUNTS, lambda d: accounts.add_account(d, NewAccount(
        name="", display_name="", role=Role.LEADER, password=""))),
    "enable": (P.MANAGE_ACCOUNTS, lambda d: accounts.enable(d, "无此人", enabled=False, why="离岗")),
    "reset_password": (P.MANAGE_ACCOUNTS, lambda d: accounts.reset_password(d, "无此人", "Xin-Mi-Ma-2026")),
    "grant_role": (P.GRANT_ROLES, lambda d: accounts.grant_role(d, "无此人", Role.LEADER, why="调整")),
    **CITY_SERVICES,
    **FORM_SERVICES,
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = make_desk(tmp_path_factory.mktemp("office") / "vault")
    yield made
    made.vault.close(back_up=False)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_refuses_exactly_the_roles_without_its_permission(desk, name):
    permission, call = SERVICES[name]
    refusals = {}
    for scheme in Scheme:
        for role in Role:
            desk.account = replace(desk.account, role=role.value)
            desk.office = replace(desk.office, scheme=scheme.value)
            try:
                call(desk)
            except Refused as refused:
                refusals[scheme, role] = "没有“" in refused.text
            except (RuleError, StoreError):
                pass
    for scheme in Scheme:
        for role in Role:
            said = refusals.get((scheme, role), False)
            assert said is not may(role, permission, scheme), (scheme, role)


def test_computing_all_duties_again_is_for_those_who_write_or_change_rules(desk):
    for role, allowed in ((Role.CLERK, True), (Role.REVIEWER, True), (Role.LEADER, False), (Role.AUDITOR, False),
                          (Role.SYSTEM_ADMIN, False)):  # fmt: skip
        desk.account = replace(desk.account, role=role.value)
        if allowed:
            duties.rebuild(desk)
        else:
            with pytest.raises(Refused):
                duties.rebuild(desk)


def test_three_administrators_share_nothing(desk):
    """The three see no records, and none of them may do another's work (domain notes §10)."""
    held = {r: {p for p in P if may(r, p, Scheme.THREE_ADMIN)} for r in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)}
    assert all(not rights & {P.READ, P.WRITE, P.EXPORT, P.FREEZE, P.REVIEW} for rights in held.values())
    assert not held[Role.SYSTEM_ADMIN] & (held[Role.SECURITY_ADMIN] | held[Role.AUDITOR])
    assert P.GRANT_ROLES not in held[Role.AUDITOR]
    assert not any(P.SEE_OPEN_CASES in rights for rights in held.values())
    business = {p for r in (Role.CLERK, Role.REVIEWER, Role.LEADER) for p in P if may(r, p, Scheme.THREE_ADMIN)}
    assert not business & {P.MANAGE_ACCOUNTS, P.GRANT_ROLES, P.READ_AUDIT}
