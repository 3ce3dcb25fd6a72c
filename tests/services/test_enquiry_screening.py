"""Screening, deciding and answering over a real vault: what is found, who decides, what stays as it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from change_county import revoked
from enquiry_county import (
    answer,
    decide_all,
    key_of,
    letter,
    line,
    lines,
    named,
    number,
    on_record,
    person,
    register,
)
from revisit_county import Clock, dossier_of, make_desk, refused, talk
from tolerance_county import concluded, record, review_of

from jzdesk.domain.assessments import Assessment
from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.domain.errors import Refused
from jzdesk.domain.review_files import InvolvedPerson
from jzdesk.services import (
    cases,
    dossiers,
    enquiries,
    enquiry_decisions,
    enquiry_drafts,
    enquiry_replies,
    enquiry_screening,
    tolerance,
)

WU = person()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    made = make_desk(tmp_path / "vault", clock)
    yield made
    made.vault.close(back_up=False)


def decided(desk, key, name="吴建国"):
    return next(n for n in enquiries.names_of_enquiry(desk, key) if n.name == name)


# ---- what is found


def test_each_name_is_found_told_about_and_proposed_for(desk):
    on_record(desk, WU)
    key = register(
        desk, named(WU), EnquiryPerson(name="张某", id_number=number(900)), EnquiryPerson(name="吴建国")
    )
    screening = enquiry_screening.screen(desk, key)
    wu, zhang, hint = screening.names
    assert (wu.matched, wu.person.name, wu.needs, wu.proposal.conclusion) == (
        "id",
        "吴建国",
        "decide",
        "in_period",
    )
    (measure,) = wu.facts.measures
    assert (measure.name, measure.end_on, measure.running) == ("党内严重警告", date(2027, 9, 1), True)
    assert (zhang.matched, zhang.person, zhang.facts, zhang.proposal.conclusion) == (
        "nobody",
        None,
        None,
        "clear",
    )
    assert (hint.matched, hint.needs, hint.double_of) == ("", "match", 1)
    assert [n.name.name for n in screening.unresolved] == ["吴建国"]
    assert not screening.ready


def test_open_cases_revoked_measures_and_the_bin(desk):
    on_record(desk, WU, codes=(), filed_on=date(2026, 10, 9))
    li = person("李敏", 215)
    revoked(desk, on_record(desk, li), on=date(2026, 6, 1))
    gone = person("周小林", 300)
    cases.delete_case(desk, on_record(desk, gone))
    key = register(desk, named(WU), named(li), named(gone))
    found = lines(desk, key)
    assert found["吴建国"].proposal.conclusion == "checking"
    assert found["吴建国"].facts.open_cases[0].filed_on == date(2026, 10, 9)
    assert found["李敏"].facts.measures == ()
    assert found["李敏"].proposal.conclusion == "clear"
    assert found["周小林"].facts.deleted == 1
    assert "回收站" in found["周小林"].proposal.text


def test_visits_and_the_assessment_stand_beside_the_name(desk, clock):
    case_id = on_record(desk, WU, codes=("Z1",), decided_on=date(2026, 3, 2))
    file = dossier_of(desk, case_id)
    dossiers.record_visit(desk, file.dossier.id, replace(talk(date(2026, 6, 1)), effect="recognises"))
    result = Assessment(
        held_on=date(2026, 9, 7), mentor_opinion="好", unit_opinion="消极怠工", result="poor", use="serious",
        assessors=("周明", "陈芳"),
    )  # fmt: skip
    dossiers.record_assessment(desk, file.dossier.id, result)
    key = register(desk, named(WU))
    held = line(desk, key).facts.dossier
    assert (held.last_visit_on, held.evaluation, held.result, held.use) == (
        date(2026, 6, 1),
        "good",
        "poor",
        "serious",
    )
    assert line(desk, key).proposal.conclusion == "disagree"
    assert "期满考核，结果为差" in line(desk, key).proposal.text


def test_the_case_of_the_article(desk, clock):
    """The enquiry comes while the review runs: wait; found honest: does not count against him, and the reply says so."""
    review_id = record(desk, review_of(), WU)
    key = register(desk, named(WU))
    assert line(desk, key).proposal.conclusion == "checking"
    assert "驻村第一书记生活与工作补贴" in line(desk, key).proposal.text
    review, who = tolerance.open_review(desk, review_id)
    tolerance.record_review(desk, replace(concluded(desk, review), id=review_id), who)
    found = line(desk, key)
    assert found.proposal.conclusion == "tolerated"
    decide_all(desk, key)
    answer(desk, key)
    letter_ = enquiries.open_enquiry(desk, key)
    assert "驻村第一书记" in letter_.enquiry.reply_text
    assert letter_.reviews == (review_id,)


def test_a_review_registered_under_somebody_else_counts_for_all_it_covers(desk):
    li = person("李敏", 315)
    others = (InvolvedPerson(role="分管负责人"),)
    record(desk, review_of(), WU, others=others, people=(li,))
    key = register(desk, named(li))
    assert line(desk, key, "李敏").proposal.conclusion == "checking"
    assert [fact.matter for fact in line(desk, key, "李敏").facts.reviews] == ["驻村第一书记生活与工作补贴"]


def test_a_man_entered_twice_does_not_hide_behind_his_number(desk):
    """His sanction was registered without an ID number; the review with it."""
    case_id = on_record(desk, person(id_number=""))
    record(desk, review_of(), WU)
    key = register(desk, named(WU))
    found = line(desk, key)
    assert found.needs == "match"
    whole = next(c.person.id for c in found.candidates if c.level == "same")
    enquiry_decisions.match(desk, found.name.id, whole)
    assert "与库内吴建国（县住房和城乡建设局副局长）不是同一人" in line(desk, key).proposal.text
    assert key_of(desk, case_id) != whole


def test_the_same_list_without_a_letter_writes_nothing(desk):
    on_record(desk, WU)
    found = enquiry_screening.screen_list(desk, [named(WU)], purpose="award")
    assert (found.names[0].proposal.conclusion, found.names[0].name.position) == ("in_period", 1)
    assert enquiries.count_enquiries(desk, enquiries.EnquiryFilter(on=desk.today)) == 0


# ---- a person says who is meant


def test_two_people_with_the_same_name(desk):
    first = key_of(desk, on_record(desk, WU))
    other = person(serial=400, born="19910204", unit_name="县教育局", post="科员")
    second = key_of(desk, on_record(desk, other, codes=("F01",)))
    key = register(desk, EnquiryPerson(name="吴建国", unit_text="县教育局"))
    found = line(desk, key)
    assert [c.person.id for c in found.candidates] == [second, first]  # the likelier one first
    with pytest.raises(Refused, match="尚未核对"):
        enquiry_decisions.decide(desk, found.name.id, "clear")
    enquiry_decisions.match(desk, found.name.id, second)
    found = line(desk, key)
    assert (found.matched, found.person.id, found.name.matched_by) == ("hand", second, "李经办")
    assert "经人工比对，认定为库内吴建国（县教育局科员）" in found.proposal.text
    enquiry_decisions.match(desk, found.name.id, None)
    found = line(desk, key)
    assert (found.matched, found.person) == ("nobody", None)
    assert "不是同一人" in found.proposal.text


def test_another_choice_drops_the_conclusion_drawn_for_the_first(desk):
    who = key_of(desk, on_record(desk, WU))
    key = register(desk, EnquiryPerson(name="吴建国"))
    enquiry_decisions.match(desk, line(desk, key).name.id, who)
    decide_all(desk, key)
    assert decided(desk, key).conclusion == "in_period"
    enquiry_decisions.match(desk, line(desk, key).name.id, None)
    assert (decided(desk, key).conclusion, decided(desk, key).person_id) == ("", None)
    enquiry_decisions.unmatch(desk, line(desk, key).name.id)
    assert line(desk, key).needs == "match"
    with pytest.raises(Refused, match="无须取消"):
        enquiry_decisions.unmatch(desk, line(desk, key).name.id)


def test_an_equal_number_cannot_be_talked_away(desk):
    on_record(desk, WU)
    stranger = key_of(desk, on_record(desk, person("周小林", 300)))
    key = register(desk, named(WU))
    name_id = line(desk, key).name.id
    for choice in (None, stranger):
        with refused("person_id"):
            enquiry_decisions.match(desk, name_id, choice, why="不是他")


def test_a_choice_against_another_number_or_outside_the_candidates_needs_a_reason(desk):
    who = key_of(desk, on_record(desk, WU))
    stranger = key_of(desk, on_record(desk, person("周小林", 300)))
    slipped = number(103)
    key = register(desk, EnquiryPerson(name="吴建国", id_number=slipped), EnquiryPerson(name="周林"))
    name_id = line(desk, key).name.id
    with refused("why"):
        enquiry_decisions.match(desk, name_id, who)
    with refused("why"):
        enquiry_decisions.match(desk, line(desk, key, "周林").name.id, stranger)
    enquiry_decisions.match(desk, name_id, who, why="来函笔误，已电话核实")
    assert line(desk, key).name.note == "比对说明：来函笔误，已电话核实"
    with pytest.raises(Refused):
        enquiry_decisions.match(desk, name_id, 9999)


def test_a_namesake_registered_later_reopens_what_was_taken_for_nobody(desk):
    key = register(desk, EnquiryPerson(name="吴建国"))
    decide_all(desk, key)
    assert line(desk, key).needs == ""
    on_record(desk, WU)
    assert line(desk, key).needs == "match"  # nobody compared him with this one
    enquiry_decisions.match(desk, line(desk, key).name.id, None)
    decide_all(desk, key)
    on_record(desk, person(serial=400, born="19910204", unit_name="县教育局"), codes=("F01",))
    assert line(desk, key).needs == "again"
    with pytest.raises(Refused, match="情况有变化"):
        answer(desk, key)


# ---- a person decides


def test_a_conclusion_other_than_the_proposal_needs_a_reason(desk):
    on_record(desk, WU)
    key = register(desk, named(WU))
    name_id = line(desk, key).name.id
    with refused("conclusion_reason"):
        enquiry_decisions.decide(desk, name_id, "clear")
    with refused("conclusion"):
        enquiry_decisions.decide(desk, name_id, "fine")
    changes = enquiry_decisions.decide(desk, name_id, "clear", reason="会议研究认为不影响交流")
    assert changes.message == "已认定吴建国：未发现影响使用的问题。"
    name = decided(desk, key)
    assert (name.conclusion, name.proposed, name.decided_by, name.decided_on) == (
        "clear",
        "in_period",
        "李经办",
        desk.today,
    )
    assert "期间至2027-09-01" in name.reasons
    assert (name.matched, line(desk, key).needs) == ("id", "")


def test_the_purpose_matters(desk):
    on_record(desk, WU, codes=("Z1",), decided_on=date(2026, 3, 2))  # six months: over
    key = register(desk, named(WU))
    assert line(desk, key).proposal.conclusion == "clear"
    decide_all(desk, key)
    enquiries.record_enquiry(desk, replace(enquiries.open_enquiry(desk, key).enquiry, purpose="award"))
    assert (line(desk, key).proposal.conclusion, line(desk, key).needs) == ("disagree", "again")


def test_accepting_many_leaves_out_those_to_compare(desk):
    on_record(desk, WU)
    key = register(
        desk, named(WU), EnquiryPerson(name="张某"), EnquiryPerson(name="吴建国", unit_text="县教育局")
    )
    said = decide_all(desk, key).message
    assert said == "已按建议认定2人。另有1人有近似人员须先核对。"
    with pytest.raises(Refused, match="没有可以按建议认定"):
        decide_all(desk, key)
    only = [line(desk, key, "张某").name.id]
    with pytest.raises(Refused):
        enquiry_decisions.decide_many(desk, key, only)


def test_who_has_records_in_the_recycle_bin_is_not_accepted_among_many(desk):
    case_id = on_record(desk, WU)
    cases.delete_case(desk, case_id, why="误登记")
    key = register(desk, named(WU), EnquiryPerson(name="张某", id_number=number(900)))
    assert decide_all(desk, key).message == "已按建议认定1人。另有1人在回收站中有记录，须逐人认定。"
    one = line(desk, key)
    assert one.facts.deleted
    assert not one.name.conclusion
    enquiry_decisions.decide(desk, one.name.id, one.proposal.conclusion)
    assert line(desk, key).name.conclusion == "clear"


# ---- answering


def ready(desk):
    on_record(desk, WU)
    key = register(desk, named(WU), EnquiryPerson(name="张某", id_number=number(900)))
    decide_all(desk, key)
    return key


@pytest.mark.parametrize(("field", "more"), [
    ("reply_on", {"reply_on": date(2026, 11, 13)}), ("reply_on", {"reply_on": date(2026, 11, 23)}), ("reply_on", {"reply_on": None}),
    ("reply_number", {"reply_number": " "}), ("signer", {"signer": ""}),
])  # fmt: skip
def test_a_reply_lacking_something_is_refused_at_its_field(desk, field, more):
    key = ready(desk)
    with refused(field):
        answer(desk, key, **more)
    assert enquiries.open_enquiry(desk, key).enquiry.reply_on is None


def test_no_reply_while_something_is_open(desk):
    key = register(desk)
    with pytest.raises(Refused, match="没有人员"):
        answer(desk, key)
    on_record(desk, WU)
    enquiries.add_names(desk, key, [EnquiryPerson(name="吴建国"), EnquiryPerson(name="张某")])
    with pytest.raises(Refused, match="吴建国有近似人员尚未核对"):
        answer(desk, key)
    enquiry_decisions.match(desk, line(desk, key).name.id, None)
    with pytest.raises(Refused, match="吴建国、张某尚未认定结论"):
        answer(desk, key)
    decide_all(desk, key)
    assert answer(desk, key).message == "已登记对县委组织部的回复（公纪函〔2026〕5号）。"


def test_what_happened_since_the_conclusion_stops_the_reply(desk, clock):
    key = ready(desk)
    on_record(desk, person("张某", 900), codes=(), filed_on=date(2026, 11, 18))
    with pytest.raises(Refused, match="张某认定结论以后情况有变化"):
        answer(desk, key)
    decide_all(desk, key)
    assert decided(desk, key, "张某").conclusion == "checking"
    answer(desk, key)


def test_a_period_that_runs_out_meanwhile_is_a_change(desk, clock):
    on_record(desk, WU, codes=("F11",), decided_on=date(2026, 5, 25))  # 诫勉: six months, to 2026-11-24
    key = register(desk, named(WU))
    decide_all(desk, key)
    clock.set(date(2026, 11, 25))
    assert line(desk, key).needs == "again"


def test_what_was_replied_stands_whatever_is_recorded_since(desk):
    key = ready(desk)
    before = enquiry_replies.propose_reply(desk, key)
    answer(desk, key)
    on_record(desk, person("张某", 900), codes=(), filed_on=date(2026, 11, 18))
    screening = enquiry_screening.screen(desk, key)
    assert screening.replied
    assert all(found.facts is None and not found.changed for found in screening.names)
    assert lines(desk, key)["张某"].proposal.conclusion == "clear"
    assert (
        enquiry_replies.propose_reply(desk, key)
        == before
        == enquiries.open_enquiry(desk, key).enquiry.reply_text
    )
    (duty,) = enquiries.duties_of_enquiry(desk, key)
    assert duty.done_on == date(2026, 11, 20)


def test_a_reply_number_is_used_once(desk):
    answer(desk, ready(desk))
    second = register(desk, EnquiryPerson(name="王某"), letter_number="公组函〔2026〕13号")
    decide_all(desk, second)
    with refused("reply_number"):
        answer(desk, second)


def test_the_text_of_a_draft_is_sent_and_goes_when_a_conclusion_changes(desk):
    key = ready(desk)
    enquiry_drafts.keep_reply_draft(desk, key, "县委组织部：\n经研究，回复如下。")
    enquiry_decisions.decide(desk, line(desk, key).name.id, "disagree", reason="情节较重")
    assert enquiries.open_enquiry(desk, key).enquiry.reply_text == ""
    enquiry_drafts.keep_reply_draft(desk, key, "县委组织部：\n经研究，回复如下。")
    answer(desk, key)
    assert enquiries.open_enquiry(desk, key).enquiry.reply_text == "县委组织部：\n经研究，回复如下。"


def test_opening_again_keeps_what_was_replied_in_the_note(desk):
    key = ready(desk)
    with pytest.raises(Refused, match="尚未回复"):
        enquiry_replies.reopen(desk, key, why="漏列一人")
    answer(desk, key)
    with refused("why"):
        enquiry_replies.reopen(desk, key, why=" ")
    enquiry_replies.reopen(desk, key, why="漏列一人")
    found = enquiries.open_enquiry(desk, key).enquiry
    assert (found.reply_on, found.reply_number, found.reply_text) == (None, "", "")
    assert found.note == "曾于2026-11-20以公纪函〔2026〕5号回复，2026-11-22重新办理：漏列一人"
    (duty,) = enquiries.duties_of_enquiry(desk, key)
    assert duty.open
    answer(desk, key, reply_number="公纪函〔2026〕6号")


# ---- how much it asks of the vault


def test_a_long_list_takes_no_more_questions_than_a_short_one(desk, monkeypatch):
    people = [person(f"人{n:02d}", 100 + n) for n in range(30)]
    for n, who in enumerate(people):
        on_record(desk, who, codes=("D2",) if n % 2 else ("F01",))

    def asked(names):
        seen = []
        database = desk.vault.database
        run = database.execute_sql
        with monkeypatch.context() as patch:
            patch.setattr(
                database, "execute_sql", lambda sql, *more, **kw: (seen.append(sql), run(sql, *more, **kw))[1]
            )
            found = enquiry_screening.screen_list(desk, names)
        assert all(line.matched == "id" for line in found.names)
        return len(seen)

    few, many = asked([named(p) for p in people[:2]]), asked([named(p) for p in people])
    assert few == many <= 16


def test_the_letter_of_the_tests_is_one_the_rules_accept():
    assert letter().purpose == "promotion"
