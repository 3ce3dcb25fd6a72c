"""The demo county: every state of every duty, accepted by every rule, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from demo_county import NOW, empty_desk, make_county, open_copy

from jzdesk.domain import announcements, execution, identity
from jzdesk.domain.duties import DutyKind, DutyState, state_of
from jzdesk.domain.errors import Refused
from jzdesk.domain.months import key_of
from jzdesk.domain.tolerance import Finding
from jzdesk.domain.visits import check as check_visit
from jzdesk.services import (
    cases,
    demo,
    duties,
    enquiries,
    enquiry_screening,
    months,
    overview,
    tolerance,
    tolerance_course,
)
from jzdesk.services.cases import CaseFilter
from jzdesk.services.enquiries import EnquiryFilter
from jzdesk.services.tolerance import ReviewFilter
from jzdesk.services.tolerance_repeats import earlier_like
from jzdesk.storage import bulk, dossiers, people
from jzdesk.storage import duties as duty_rows
from jzdesk.storage import tolerance as tolerance_rows
from jzdesk.storage.check import check_vault

TODAY = NOW.date()
LATER_KINDS = {DutyKind.CLOSE_MONTH}
NEVER_EXCUSED = {
    DutyKind.FOLLOW_UP, DutyKind.RESTORE_RIGHTS, DutyKind.ACCEPT_REVIEW, DutyKind.VERIFY_REVIEW, DutyKind.STUDY_REVIEW,
    DutyKind.CONCLUDE_REVIEW, DutyKind.FEED_BACK_REVIEW, DutyKind.FILE_REVIEW, DutyKind.ANSWER_OBJECTION,
    DutyKind.CORRECT, DutyKind.CHECK_CORRECTION, DutyKind.CLARIFY, DutyKind.ANSWER_ENQUIRY,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("demo") / "vault", people=60, months=24, seed=1)


@pytest.fixture
def desk(folder, tmp_path):
    desk = open_copy(folder, tmp_path / "copy")
    yield desk
    desk.vault.close(back_up=False)


def case_files(desk):
    rows = cases.list_cases(desk, CaseFilter(on=TODAY), limit=1000)
    return [cases.open_case(desk, row.id) for row in rows]


def missing_states(desk):
    with desk.vault.read():
        found = {(d.kind, state_of(d, desk.today)) for d in duty_rows.all_rows()}
    wanted = {(k.value, s) for k in set(DutyKind) - LATER_KINDS for s in DutyState}
    wanted -= {(k.value, DutyState.EXCUSED) for k in NEVER_EXCUSED}
    return sorted(wanted - found)


def test_every_state_of_every_duty_is_there(desk):
    assert missing_states(desk) == []


@pytest.mark.parametrize("on", [datetime(2026, 2, 20, 9), datetime(2026, 10, 8, 9), datetime(2027, 7, 1, 9)])
def test_every_state_is_there_whatever_the_day(tmp_path, on):
    desk = empty_desk(tmp_path / "vault", clock=lambda: on)
    demo.fill(desk, people=60, seed=2)
    assert missing_states(desk) == []
    desk.vault.close(back_up=False)


def test_sixty_people_and_mostly_the_first_two_forms(desk):
    with desk.vault.read():
        assert len(people.ids()) == 60
    forms = Counter(file_form(desk, f) for f in case_files(desk))
    assert forms[1] + forms[2] > 4 * (forms[3] + forms[4]) > 0


def file_form(desk, file):
    row = next(r for r in cases.list_cases(desk, CaseFilter(on=TODAY), limit=1000) if r.id == file.case.id)
    return row.form


def test_the_three_exemptions_and_a_postponed_meeting(desk):
    meetings = [d.announcement for f in case_files(desk) for d in f.decisions if d.announcement]
    assert {m.exemption for m in meetings} == {"", "state_secret", "trade_secret", "privacy"}
    assert any(m.postponed_reason and m.planned_on >= TODAY for m in meetings)


def test_the_cases_of_the_article(desk):
    by_name = {f.person.name: f for f in case_files(desk)}
    slush = by_name["吴某某"]
    assert "173.76万元" in slush.case.facts
    assert "26.95万元" in slush.case.facts
    assert slush.case.amount == 173_760_000  # 分
    assert [m.code for m in slush.decision.measures] == ["D2"]
    assert slush.decision.announcement.held_on
    sewage = by_name["万某某"]
    assert [m.code for m in sewage.decision.measures] == ["Z2"]
    with desk.vault.read():
        held = [v.held_on for v in dossiers.of_person(sewage.person.id).visits if v.held_on]
    assert len(held) == 2
    assert 75 < (held[1] - held[0]).days < 110
    reviews = tolerance.list_reviews(desk, ReviewFilter(on=TODAY), limit=200)
    zhu = next(tolerance.open_review(desk, r.id)[0] for r in reviews if r.person == "朱某某")
    assert (zhu.conclusion, bool(zhu.correction_done), "征求意见函" in zhu.enquiry) == ("exempt", True, True)
    assert {r.conclusion for r in reviews} == {"", "exempt", "lighter", "mitigated", "refused"}


def test_the_reviews_tell_of_every_way_and_turn(desk):
    rows = tolerance.list_reviews(desk, ReviewFilter(on=TODAY), limit=200)
    with desk.vault.read():
        files = [tolerance_rows.file_of(row.id) for row in rows]
    reviews = {file.review.id: file.review for file in files}
    assert {r.way_in for r in reviews.values()} == {"application", "self_started", "filing"}
    assert any(len(file.others) == 2 for file in files)
    assert any(r.extended_to for r in reviews.values())
    assert any(r.acceptance_refused and r.acceptance_refused_on for r in reviews.values())
    assert {r.objection_result for r in reviews.values()} == {"", "upheld", "changed"}
    assert any(r.earlier_conclusion and r.conclusion for r in reviews.values())
    assert any(check.result == "open" for file in files for check in file.checks)
    assert any(r.clarified_on and "written" in r.clarify_ways for r in reviews.values())
    filing = next(reviews[r.filing_id] for r in reviews.values() if r.filing_id)
    assert (filing.way_in, bool(filing.accepted_on), filing.happened_on) == ("filing", True, None)
    again = next(r for r in reviews.values() if r.negative.get("N06", Finding()).answer == "yes")
    assert earlier_like(desk, again).likes
    assert any(tolerance_course.warnings(desk, r) for r in reviews.values())


def test_special_fates_are_told(desk):
    files = case_files(desk)
    measures = [m for f in files for d in f.decisions for m in d.measures]
    assert any(m.restored_on for m in measures)
    assert any(m.extended_on and m.probation_end_on > TODAY for m in measures)
    assert any(m.revoked_on for m in measures)
    assert max(Counter(f.person.id for f in files if any(m.code[0] in "DZ" for m in f.decision.measures)).values()) == 2
    with desk.vault.read():
        held = [dossiers.file_of(key) for key in dossiers.ids()]
    assert any(f.dossier.excluded == "dismissed" for f in held)
    assert any(len(f.mentors) == 2 for f in held)
    assert {a.result for f in held for a in f.assessments} == {"good", "fairly", "fair", "poor"}
    visits = [v for f in held for v in f.visits]
    assert any(v.moved_reason for v in visits)
    assert {v.excuse for v in visits} > {""}
    assert any(f.person.object_kind == "village" for f in files)


def test_names_include_the_rare_characters_and_id_numbers_check(desk):
    with desk.vault.read():
        everyone = [people.get(key) for key in people.ids()]
    names = "".join(person.name for person in everyone)
    assert all(rare in names for rare in "㛃䶮𬱖𫍯𠮷")
    numbers = [person.id_number for person in everyone]
    assert len(set(numbers)) == len(numbers)
    for person in everyone:
        assert identity.check_id_number(person.id_number) == ""
        assert identity.birth_of(person.id_number) == person.birth
        assert identity.sex_of(person.id_number) == person.sex
        assert person.id_number.startswith("421099")
        assert date(1955, 1, 1) < person.birth < TODAY - timedelta(days=18 * 365)


def test_every_record_would_be_accepted_from_the_screens(desk):
    for file in case_files(desk):
        cases.record_case(desk, file)
        for decision in file.decisions:
            if decision.announcement:
                announcements.check(decision.announcement, decided_on=decision.decided_on, on=TODAY)
            for item in decision.items:
                execution.check(item, decided_on=decision.decided_on, on=TODAY)
    with desk.vault.read():
        files = list(bulk.dossier_files(dossiers.ids()))
    for file in files:
        for visit in file.visits:
            check_visit(visit, decided_on=date.min, on=TODAY)
    for row in tolerance.list_reviews(desk, ReviewFilter(on=TODAY), limit=200):
        tolerance.record_review(desk, *tolerance.open_review(desk, row.id))


def test_the_index_is_what_the_rules_say_and_the_vault_is_sound(desk):
    assert duties.stale(desk) == []
    assert check_vault(desk.vault) == []


def test_the_months_have_figures(desk):
    month = months.figures(desk, key_of(TODAY))
    assert sum(month.forms_year) >= sum(month.forms) > 0
    rates = {rate.name: rate for rate in overview.month_rates(desk, "2026-08")}
    assert rates["宣布及时率"].due > 0


def test_the_letters_ask_about_the_man_of_the_article_and_about_look_alikes(desk):
    letters = {e.organ: e for e in enquiries.list_enquiries(desk, EnquiryFilter(on=TODAY))}
    answered = letters["市委组织部"]
    (zhu,) = [n for n in enquiries.names_of_enquiry(desk, answered.id) if n.name == "朱某某"]
    assert (zhu.matched, zhu.conclusion) == ("id", "tolerated")
    assert "朱某某" in answered.reply_text
    assert "容错免责" in answered.reply_text
    (review,) = enquiries.open_enquiry(desk, answered.id).reviews
    review = tolerance.open_review(desk, review)[0]
    assert review.applied_on < answered.received_on < review.concluded_on < answered.reply_on
    lines = [n for e in letters.values() for n in enquiry_screening.screen(desk, e.id).names]
    assert {line.needs for line in lines} == {"", "match", "decide"}
    assert any("截断" in word for line in lines for c in line.candidates for word in c.why)


def told(desk):
    """Everything a reader sees, without the keys that are made by chance."""
    rows = cases.list_cases(desk, CaseFilter(on=TODAY), limit=5000, sort="document_number")
    reviews = tolerance.list_reviews(desk, ReviewFilter(on=TODAY), limit=5000)
    with desk.vault.read():
        files = list(bulk.dossier_files(dossiers.ids()))
    return rows, reviews, [(f.person, f.visits, f.mentors, f.team, f.assessments) for f in files]


def test_the_same_seed_tells_the_same_and_another_does_not(tmp_path):
    seen = []
    for at, seed in enumerate((7, 7, 8)):
        desk = empty_desk(tmp_path / str(at))
        demo.fill(desk, people=45, months=12, seed=seed)
        seen.append(told(desk))
        desk.vault.close(back_up=False)
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_it_keeps_to_the_number_of_people_and_reports_progress(tmp_path):
    desk = empty_desk(tmp_path / "vault")
    seen = []
    changes = demo.fill(desk, people=130, months=6, seed=3, progress=lambda done, total: seen.append((done, total)))
    with desk.vault.read():
        assert len(people.ids()) == 130
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1]
    assert "130人" in changes.message
    with pytest.raises(Refused, match="已有人员"):
        demo.fill(desk, people=10)
    desk.vault.close(back_up=False)


@pytest.mark.parametrize(("count", "span"), [(0, 12), (10, 0), (10, 999)])
def test_senseless_numbers_are_refused(tmp_path, count, span):
    desk = empty_desk(tmp_path / "vault")
    with pytest.raises(Refused, match="人数"):
        demo.fill(desk, people=count, months=span)
    desk.vault.close(back_up=False)


def test_cancelling_leaves_whole_stories(tmp_path):
    class Cancelled(Exception):
        pass

    def stop(done, _total):
        if done:
            raise Cancelled

    desk = empty_desk(tmp_path / "vault")
    with pytest.raises(Cancelled):
        demo.fill(desk, people=300, progress=stop)
    assert cases.count_cases(desk, CaseFilter(on=TODAY)) == demo.BATCH
    assert duties.stale(desk) == []
    desk.vault.close(back_up=False)
