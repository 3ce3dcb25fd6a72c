"""期满考核 and what it rests on, its duties, 结档 by list, 归档; and a county with three grades."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from revisit_county import Clock, duty, make_desk, mentor, refused, row, sanction, sanctioned, talk, team

from jzdesk.domain.archives import Archiving
from jzdesk.domain.errors import Refused
from jzdesk.domain.visits import Visit
from jzdesk.services import annual, dossiers, duties, history, mentors
from jzdesk.services.rules import load_rulebook
from jzdesk.services.visit_heads import visit_head

DECIDED, END = date(2025, 3, 3), date(2026, 3, 2)  # 党内警告: one year
DAYS = (date(2025, 6, 3), date(2025, 9, 3), date(2025, 12, 3), date(2026, 3, 2))
ASSESSED = date(2026, 3, 10)


@pytest.fixture
def clock():
    clock = Clock()
    clock.set(ASSESSED)
    return clock


@pytest.fixture
def desk(tmp_path, clock):
    made = make_desk(tmp_path / "vault", clock)
    yield made
    made.vault.close(back_up=False)


def ended(desk, name="吴建国", **last):
    """A dossier whose period has ended with every visit of the plan held."""
    i = sanctioned(desk, name, decided_on=DECIDED, codes=("D1",))
    planned = [v.planned_on for v in dossiers.open_file(desk, i).visits if not v.settled]
    for day in planned:
        dossiers.record_visit(desk, i, talk(day, **(last if day == planned[-1] else {})))
    return i


def assess(desk, i, **values):
    item = dossiers.propose_assessment(desk, dossiers.open_file(desk, i))
    given = {"mentor_opinion": "稳定。", "unit_opinion": "良好。", "result": "good", "use": "normal", **values}
    dossiers.record_assessment(desk, i, replace(item, **given))
    return dossiers.current_assessment(desk, dossiers.open_file(desk, i)).id


def lines(desk, i):
    return dossiers.gather(desk, i).text()


# ---- what it rests on


def test_everything_the_records_say_stands_on_one_page(desk):
    i = ended(desk, side_poll="参加10人：好6票，较好3票，一般1票，较差0票", counselling=True, counselling_note="请心理咨询师",
              follow_up="子女就学", follow_up_due=date(2026, 3, 5), follow_up_owner="周明", effect="recognises")  # fmt: skip
    dossiers.name_mentor(desk, i, mentor(appointed_on=date(2025, 3, 6)))
    annual.record_annual(desk, dossiers.open_file(desk, i).person.id, annual_record(2025, "excellent"))
    inputs = dossiers.gather(desk, i)
    said = inputs.text()
    assert "帮带人：郑书记" in said
    assert "评价等次：好3次" in said
    assert "需要心理疏导：请心理咨询师" in said
    assert "2025年度：优秀（规定：不得确定为优秀等次）" in said
    assert "期内没有帮教记录" in said
    assert "跟踪事项：第3次：子女就学（周明），期限2026-03-05" in said
    assert "影响期内没有新的立案和处分" in said
    assert "处分执行：公开宣布" in said
    assert inputs.findings.good_share == 90
    assert inputs.findings.follow_ups_open == 1


def annual_record(year, grade, **more):
    from jzdesk.domain.annual import AnnualRecord

    return AnnualRecord(year=year, grade=grade, **more)


def test_a_new_case_of_the_period_is_found(desk):
    i = ended(desk)
    assert dossiers.gather(desk, i).new_cases == ()
    other = sanctioned(desk, "李秀英", decided_on=date(2025, 8, 1))
    person = dossiers.open_file(desk, i).person
    from jzdesk.domain.cases import Case, CaseFile, Decision
    from jzdesk.domain.measures import Measure
    from jzdesk.services import cases

    decision = Decision(issuer=desk.rulebook.codes["issuer"][0].code, document_number="公纪决〔2026〕2号",
                        decided_on=date(2026, 3, 2), measures=(Measure(code="Z1"),))  # fmt: skip
    case = Case(filed_on=date(2025, 11, 3))
    cases.record_case(desk, CaseFile(person=replace(person, object_kind="civil"), case=case, decisions=(decision,)))
    inputs = dossiers.gather(desk, i)
    assert len(inputs.new_cases) == 1
    assert "2025-11-03立案，2026-03-02" in inputs.new_cases[0]
    assert dossiers.propose_result(desk, inputs).result == "poor"
    item = dossiers.propose_assessment(desk, dossiers.open_file(desk, i), inputs)
    assert item.new_violation
    assert "公纪决〔2026〕2号" in item.complaints
    assert dossiers.gather(desk, other).new_cases == ()


def test_the_result_is_proposed_from_what_was_found_and_what_is_said(desk):
    i = ended(desk, evaluation="poor", effect="recognises")
    inputs = dossiers.gather(desk, i)
    assert dossiers.propose_result(desk, inputs).reason == "最近一次回访评价为末等"
    assert dossiers.propose_result(desk, inputs, slack=True).use == "serious"
    assert dossiers.propose_result(desk, inputs, new_violation=True).result == "poor"
    good = dossiers.gather(desk, ended(desk, "李秀英"))
    assert dossiers.propose_result(desk, good, poll=(1, 1, 8, 0)).reason.startswith("民主测评")


def test_a_missed_visit_weighs(desk):
    i = sanctioned(desk, decided_on=DECIDED, codes=("D1",))
    inputs = dossiers.gather(desk, i)
    assert inputs.findings.missed == len([v for v in dossiers.open_file(desk, i).visits if v.planned_on < ASSESSED])
    assert "应访未访：第1次，计划2025-06-03" in inputs.text()
    assert dossiers.propose_result(desk, inputs).reason == "多次应访未访"


# ---- what follows


def test_forwarding_and_consequence_are_duties_until_they_are_done(desk, clock):
    i = ended(desk)
    with refused("consequence"):
        assess(desk, i, result="poor", use="serious", slack=True)
    a = assess(desk, i, result="poor", use="serious", slack=True, consequence="约谈", consequence_due=date(2026, 4, 9))
    assert duty(desk, i, "forward_assessment").due_on == date(2026, 3, 25)
    assert duty(desk, i, "consequence").due_on == date(2026, 4, 9)
    clock.set(date(2026, 4, 10))
    assert dossiers.standing(desk, row(desk, i)) == ("考核后逾期", "overdue")
    found = dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today, state="after_assessment"))
    assert [line.id for line in found] == [i]
    with refused("forwarded_on"):
        dossiers.forward_assessment(desk, i, a, to="县委组织部", on=date(2026, 3, 9))
    with refused("consequence_done"):
        dossiers.carry_out(desk, i, a, on=date(2026, 4, 11))
    dossiers.forward_assessment(desk, i, a, to="县委组织部", on=date(2026, 4, 10))
    changes = dossiers.carry_out(desk, i, a, on=date(2026, 4, 10), note="已约谈")
    assert duty(desk, i, "forward_assessment").done_on == date(2026, 4, 10)
    assert duty(desk, i, "consequence").done_on == date(2026, 4, 10)
    assert duties.stale(desk) == []
    history.take_back(desk, changes.audit_seq)
    assert duty(desk, i, "consequence").open


def test_a_follow_up_overdue_is_a_word_in_the_list(desk):
    i = ended(desk, follow_up="子女就学", follow_up_due=date(2026, 3, 5))
    assess(desk, i)
    item = dossiers.current_assessment(desk, dossiers.open_file(desk, i))
    dossiers.forward_assessment(desk, i, item.id, to="县委组织部", on=desk.today)
    dossiers.name_mentor(desk, i, mentor(appointed_on=date(2025, 3, 6)))
    assert dossiers.standing(desk, row(desk, i)) == ("跟踪逾期", "overdue")
    found = dossiers.list_dossiers(desk, dossiers.DossierFilter(on=desk.today, state="follow_overdue"))
    assert [line.id for line in found] == [i]


# ---- closing and archive


def test_what_is_missing_leads_to_its_forms(desk):
    i = ended(desk, follow_up="子女就学", follow_up_due=date(2026, 3, 5))
    visit = dossiers.open_file(desk, i).visits[-1]
    found = {m.form: m for m in dossiers.what_is_missing(desk, i, on=desk.today)}
    assert found["assess"].blocking
    assert (found["follow_up"].subject_id, found["follow_up"].blocking) == (visit.id, True)
    assert not found["annual"].blocking
    assert "2025年度" in found["annual"].text
    with pytest.raises(Refused, match="跟踪事项没有办结：子女就学；尚未完成期满考核"):
        dossiers.close_file(desk, i, on=desk.today)
    dossiers.finish_follow_up(desk, i, visit.id, on=date(2026, 3, 9), result="已就学")
    a = assess(desk, i)
    with pytest.raises(Refused, match="没有抄送"):
        dossiers.close_file(desk, i, on=desk.today)
    dossiers.forward_assessment(desk, i, a, to="县委组织部", on=desk.today)
    dossiers.close_file(desk, i, on=desk.today)
    assert dossiers.open_file(desk, i).dossier.closed_on == desk.today


def closed(desk, name="吴建国"):
    i = ended(desk, name)
    a = assess(desk, i)
    dossiers.forward_assessment(desk, i, a, to="县委组织部", on=desk.today)
    dossiers.close_file(desk, i, on=desk.today)
    return i


ITEM = Archiving(archived_on=ASSESSED, number="0123 2 45", pages=86, retention="y30")


def test_an_archived_file_can_be_read_only_until_it_is_taken_out_for_a_reason(desk):
    i = ended(desk)
    with pytest.raises(Refused, match="先结档"):
        dossiers.archive_file(desk, i, ITEM)
    i = closed(desk, "李秀英")
    earlier = dossiers.look_at(desk, i).steps[0].seq
    together = mentors.name_mentor_many(desk, [i], mentor("王书记", appointed_on=desk.today))
    with refused("archive_pages"):
        dossiers.archive_file(desk, i, replace(ITEM, pages=None))
    archiving = dossiers.archive_file(desk, i, ITEM)
    assert dossiers.open_file(desk, i).dossier.archive_number == "0123·2·45"
    assert dossiers.standing(desk, row(desk, i)) == ("已归档", "excused")
    count = {state: dossiers.count_dossiers(desk, dossiers.DossierFilter(on=desk.today, state=state))
             for state in ("closed", "archived")}  # fmt: skip
    assert count == {"closed": 0, "archived": 1}
    person = dossiers.open_file(desk, i).person.id
    for act in (
        lambda: dossiers.reopen_file(desk, i, why="补充"),
        lambda: dossiers.name_mentor(desk, i, mentor()),
        lambda: dossiers.form_team(desk, i, team("周明", "陈芳"), on=desk.today),
        lambda: annual.record_annual(desk, person, annual_record(2025, "competent")),
        lambda: history.take_back(desk, earlier),
        lambda: mentors.name_mentor_many(desk, [i], mentor("刘书记", appointed_on=desk.today)),
        lambda: history.take_back(desk, together.audit_seq),
    ):
        with pytest.raises(Refused, match="已归档（档号0123·2·45），只能查阅"):
            act()
    with refused("why"):
        dossiers.unarchive_file(desk, i, why=" ")
    dossiers.unarchive_file(desk, i, why="补充材料")
    dossiers.reopen_file(desk, i, why="补充材料")
    with pytest.raises(Refused, match="没有归档"):
        dossiers.unarchive_file(desk, i, why="再次")
    assert archiving.audit_seq


def test_archiving_itself_can_be_taken_back(desk):
    i = closed(desk)
    changes = dossiers.archive_file(desk, i, ITEM)
    history.take_back(desk, changes.audit_seq)
    assert dossiers.open_file(desk, i).dossier.archived_on is None


def test_two_files_do_not_share_a_number(desk):
    dossiers.archive_file(desk, closed(desk), ITEM)
    with refused("archive_number"):
        dossiers.archive_file(desk, closed(desk, "李秀英"), replace(ITEM, number="0123.2.45"))


@pytest.mark.parametrize("decided_on", [date(2026, 6, 1), date(2026, 3, 9)], ids=["later", "registered late"])
def test_a_new_decision_takes_a_file_out_of_the_archive(desk, clock, decided_on):
    i = closed(desk)
    dossiers.archive_file(desk, i, ITEM)
    clock.set(date(2026, 6, 10))
    person = dossiers.open_file(desk, i).person
    from jzdesk.domain.cases import Case, CaseFile, Decision
    from jzdesk.domain.measures import Measure
    from jzdesk.services import cases

    decision = Decision(issuer=desk.rulebook.codes["issuer"][0].code, document_number="公纪决〔2026〕9号",
                        decided_on=decided_on, measures=(Measure(code="D2"),))  # fmt: skip
    cases.record_case(desk, CaseFile(person=person, case=Case(), decisions=(decision,)))
    assert any(not visit.settled for visit in dossiers.open_file(desk, i).visits)
    dossier = dossiers.open_file(desk, i).dossier
    assert (dossier.archived_on, dossier.closed_on, dossier.archive_number) == (None, None, "0123·2·45")


def test_a_corrected_date_that_lets_the_period_run_on_opens_the_file_again(desk):
    from jzdesk.services import cases

    i = closed(desk)
    dossiers.archive_file(desk, i, ITEM)
    case = cases.open_case(desk, dossiers.look_at(desk, i).cases[0].case.id)
    closed_on = dossiers.open_file(desk, i).dossier.closed_on
    corrected = replace(case, decisions=(replace(case.decision, decided_on=date(2025, 6, 2)),))
    with pytest.raises(Refused, match="请先撤销归档"):
        cases.record_case(desk, corrected)
    dossiers.unarchive_file(desk, i, why="决定日期有误")
    changes = cases.record_case(desk, corrected)
    file = dossiers.open_file(desk, i)
    assert (file.dossier.closed_on, file.dossier.archived_on, file.period_end) == (None, None, date(2026, 6, 1))
    history.take_back(desk, changes.audit_seq)
    file = dossiers.open_file(desk, i)
    assert (file.dossier.closed_on, file.dossier.archived_on, file.period_end) == (closed_on, None, END)
    note = replace(case, case=replace(case.case, facts="补充"))
    cases.record_case(desk, note)
    assert dossiers.open_file(desk, i).dossier.closed_on == closed_on


# ---- a county with three grades


@pytest.fixture
def three(desk):
    """Grades 好, 一般, 较差 in visits and assessments, as the county's own files say; 较好 was used before."""
    i = sanctioned(desk, decided_on=DECIDED, codes=("D1",))
    dossiers.record_visit(desk, i, talk(DAYS[0], evaluation="fairly"))
    for folder, name, text in (
        ("rules", "visits", '[[grades]]\ncode = "fairly"\nenabled = false\n'),
        ("codes", "execution", '[assessment_grade]\nentries = [{ code = "fairly", enabled = false }]\n'),
    ):
        path = desk.paths.data / folder
        path.mkdir(exist_ok=True)
        (path / f"{name}.toml").write_text(text, "utf-8")
    desk.rulebook = load_rulebook(desk.paths.resources(), desk.paths.data)
    return i


def test_three_grades_work_and_the_fourth_stays_readable(desk, three):
    offered = [code.name for code in desk.rulebook.codes.offered("visit_grade", desk.today)]
    assert offered == ["好", "一般", "较差"]
    for day in DAYS[1:]:
        dossiers.record_visit(desk, three, talk(day, evaluation="fair"))
    inputs = dossiers.gather(desk, three)
    assert "评价等次：较好1次，一般3次" in inputs.text()
    assert [name for _field, name in dossiers.poll_names(desk)] == ["好", "一般", "差"]
    assert dossiers.propose_result(desk, inputs).result == "fair"
    a = assess(desk, three, result="fair", use="help", poll_good=5, poll_fair=3)
    old = replace(dossiers.open_file(desk, three).assessments[0], poll_fairly=2)
    assert [name for _field, name in dossiers.poll_names(desk, old)] == ["好", "较好", "一般", "差"]
    assert a
    assert "评价较好" in dossiers.visits_summary(desk, dossiers.open_file(desk, three))


# ---- the head of a visit


def test_the_head_of_a_visit_says_whom_and_what_for(desk):
    i = sanctioned(desk, decided_on=DECIDED, codes=("D1",))
    view = dossiers.look_at(desk, i)
    head = dict(visit_head(desk, view, view.file.visits[0]))
    assert head["第几次"] == "第1次（计划2025-06-03）"
    assert head["影响期"] == "2025-03-03 至 2026-03-02"
    assert head["处分"] == view.file.measures_text
    assert head["文号"] == view.document_number
    assert "第1次回访" in head["应访依据"]
    assert dict(visit_head(desk, view, Visit()))["第几次"] == ""


# ---- years


def test_a_year_is_recorded_corrected_and_removed(desk):
    i = sanctioned(desk, decided_on=DECIDED)
    person = dossiers.open_file(desk, i).person.id
    said = annual.record_annual(desk, person, annual_record(2025, "competent", honours="县先进")).message
    assert "请核对：2025年度考核为“称职”" in said
    years = dossiers.look_at(desk, i).years
    assert [line.year for line in years] == [2025, 2026]
    assert len(years[0].faults) == 2
    assert annual.annual_text(desk, years) == "2025年度称职（与规定不符）；2026年度尚未登记"
    annual.record_annual(desk, person, annual_record(2025, "none"))
    file = dossiers.open_file(desk, i)
    assert [(r.year, r.grade, r.honours) for r in file.annual] == [(2025, "none", "")]
    with refused("why"):
        annual.remove_annual(desk, person, 2025, why="")
    with pytest.raises(Refused, match="没有2024年度"):
        annual.remove_annual(desk, person, 2024, why="错")
    removed = annual.remove_annual(desk, person, 2025, why="登记错人")
    assert dossiers.open_file(desk, i).annual == ()
    history.take_back(desk, removed.audit_seq)
    assert dossiers.open_file(desk, i).annual[0].grade == "none"
    steps = dossiers.look_at(desk, i).steps
    assert {"登记年度情况", "删除年度情况"} <= {step.action for step in steps}


@pytest.mark.parametrize(("values", "field"), [({"year": 2024}, "year"), ({"grade": ""}, "grade")])
def test_a_year_that_cannot_be_is_refused(desk, values, field):
    i = sanctioned(desk, decided_on=DECIDED)
    person = dossiers.open_file(desk, i).person.id
    with refused(field):
        annual.record_annual(desk, person, replace(annual_record(2025, "none"), **values))


def test_a_person_without_dossier_has_his_years_in_the_case(desk):
    case_id = sanction(desk, "周某", decided_on=DECIDED, codes=("F01",))
    from jzdesk.services import cases

    person = cases.open_case(desk, case_id).person.id
    changes = annual.record_annual(desk, person, annual_record(2025, "competent"))
    assert changes.record_id == case_id
    with pytest.raises(Refused, match="已不存在"):
        annual.record_annual(desk, 999, annual_record(2025, "competent"))
