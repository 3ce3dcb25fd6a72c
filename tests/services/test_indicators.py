"""指标 through the service: what each rate counts, whom it leaves out and says so, and the people behind each number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from office_county import announce
from revisit_county import dossier_of, mentor, sanction, sanctioned, talk

from jzdesk.domain.announcements import Announcement
from jzdesk.domain.indicators import Mark, Span, SpanKind
from jzdesk.domain.visits import Visit
from jzdesk.services import cases, dossiers
from jzdesk.services.indicator_lines import lines_behind
from jzdesk.services.indicators import COUNTY, NOT_APPLICABLE, SET_ASIDE, Place, Words, measure

Q2, Q3, Q4 = (Span(SpanKind.QUARTER, 2026, number) for number in (2, 3, 4))
DECIDED = date(2026, 3, 2)  # 严重警告: visits due on 2 June, 2 September and 2 December
PARTS = ("basic", "decision", "mentor")


def figure(desk, code, span, place=COUNTY, on=None):
    found = measure(desk, span, on=on)
    return next(m for m in found.measures if m.place == place).figures[code]


def unit_named(desk, name, span):
    return next(m for m in measure(desk, span).units if m.name == name)


def behind(desk, span, code, mark):
    return [line for line in lines_behind(desk, span, COUNTY, code) if line.mark is mark]


def establish(desk, dossier_id, on):
    required = [p.code for p in desk.rulebook.visits.dossier_parts if p.required]
    dossiers.establish(desk, dossier_id, on=on, parts=required)


# -- traps ------------------------------------------------------------------------------------------------------------


def test_a_person_without_a_dossier_counts_in_the_denominator(desk):
    kept = sanctioned(desk, "吴建国", decided_on=DECIDED)
    sanctioned(desk, "李秀英", decided_on=DECIDED)
    dossiers.name_mentor(desk, kept, mentor())
    establish(desk, kept, date(2026, 3, 10))
    found = figure(desk, "open_dossier", Span(SpanKind.QUARTER, 2026, 1))
    assert (found.rate.percent, found.met, found.due, found.open) == (Decimal("50.0"), 1, 2, 1)
    (line,) = behind(desk, Span(SpanKind.QUARTER, 2026, 1), "open_dossier", Mark.OVERDUE)
    assert line.person == "李秀英"
    assert line.record[0] == "dossier"


def test_nothing_due_is_a_dash_everywhere(desk):
    sanctioned(desk, decided_on=date(2026, 11, 20))
    for code in ("announce", "visited", "assess", "report"):
        assert figure(desk, code, Q4).rate.text == "—", code


def test_who_was_dismissed_is_shown_as_left_out(desk):
    """He has no visits planned, so no duty could show him: his dossier does."""
    sanction(desk, "胡某", decided_on=DECIDED, codes=("D5", "Z6"))
    found = figure(desk, "visited", Q3)
    assert (found.due, found.excused, found.reasons) == (0, 1, {"开除公职": 1})
    (line,) = behind(desk, Q3, "visited", Mark.EXCUSED)
    assert (line.person, line.reason, line.record[0]) == ("胡某", "开除公职", "dossier")


@pytest.mark.parametrize(("code", "reason"), [("custody", "在押、服刑"), ("death", "死亡"), ("moved", "调离本县管理")])
def test_the_excluded_are_counted_by_code(desk, code, reason):
    dossier = sanctioned(desk, decided_on=DECIDED)
    dossiers.exclude(desk, dossier, code=code, reason="有文件", on=date(2026, 7, 1))
    found = figure(desk, "visited", Q3)
    assert (found.due, found.reasons) == (0, {reason: 1})
    assert figure(desk, "visited", Q2).reasons == {}  # he was due then, and nobody came
    assert figure(desk, "visited", Q2).open == 1


def test_a_talk_excused_is_no_talk_held(desk):
    dossier = sanctioned(desk, decided_on=DECIDED)
    dossiers.record_visit(desk, dossier, Visit(ordinal=1, planned_on=date(2026, 6, 2), excuse="lost", excuse_reason="外出务工"))
    people, talks = figure(desk, "visited", Q2), figure(desk, "visits", Q2)
    assert (people.due, people.reasons) == (0, {"失联": 1})
    assert (talks.met, talks.due, talks.reasons) == (0, 0, {"失联": 1})


def test_an_exempt_decision_is_left_out_by_its_code(desk):
    exempt = sanction(desk, "吴建国", decided_on=date(2026, 10, 12))
    shown = sanction(desk, "陈大勇", decided_on=date(2026, 10, 13))
    announce(desk, shown, date(2026, 10, 20))
    decision = cases.open_case(desk, exempt).decision
    item = Announcement(decision_id=decision.id, exemption="state_secret", exemption_reason="涉密案件",
                        exemption_approver="张书记", exempted_on=date(2026, 10, 14))  # fmt: skip
    cases.record_announcement(desk, exempt, item)
    found = figure(desk, "announce", Q4)
    assert (found.rate.text, found.reasons) == ("100.0 %  1/1", {"涉及国家秘密": 1})
    assert [line.person for line in behind(desk, Q4, "announce", Mark.EXCUSED)] == ["吴建国"]


def test_reasons_in_free_words_are_counted_together(desk):
    """What was overdue when its decision was set aside is told as that, whatever document did it."""
    words = Words(desk)
    assert {words.of(text) for text in ("已撤销", "已由公纪复〔2026〕3号撤销", "已由复查决定变更")} == {SET_ASIDE}
    assert words.of("与政务处分决定一并送达") == NOT_APPLICABLE
    assert words.of("失联") == "失联"


def test_one_talk_too_few_is_not_visited(desk):
    """Two were due in the half-year; one was held: the person is not met, one of two talks is."""
    dossier = sanctioned(desk, decided_on=date(2026, 1, 5))
    half = Span(SpanKind.HALF, 2026, 2)
    dossiers.record_visit(desk, dossier, talk(date(2026, 4, 3), ordinal=1))
    dossiers.record_visit(desk, dossier, talk(date(2026, 7, 3), ordinal=2))
    people, talks = figure(desk, "visited", half), figure(desk, "visits", half)
    assert (people.met, people.due) == (0, 1)
    assert (talks.met, talks.due) == (1, 2)
    (line,) = behind(desk, half, "visited", Mark.OVERDUE)
    assert len(line.duties) == 2


def test_done_late_is_no_timely_announcement(desk):
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 12))
    assert figure(desk, "announce", Q4).of(Mark.OVERDUE) == 1
    announce(desk, case, date(2026, 10, 28))
    found = figure(desk, "announce", Q4)
    assert (found.met, found.due, found.of(Mark.LATE), found.if_done.met) == (0, 1, 1, 0)


def test_an_old_debt_is_told_beside_a_clean_quarter(desk):
    sanctioned(desk, decided_on=DECIDED)
    found = figure(desk, "assess", Q4)
    assert found.due == 0
    assert figure(desk, "visits", Q4).of(Mark.EARLIER) == len(behind(desk, Q4, "visits", Mark.EARLIER)) > 0
    assert figure(desk, "visited", Q4).of(Mark.EARLIER) == 1


def test_people_without_a_unit_are_not_lost(desk):
    sanctioned(desk, decided_on=DECIDED)
    with desk.vault.unlogged() as database:
        database.execute_sql("UPDATE person SET unit_id = NULL")
    found = measure(desk, Q2)
    assert [unit.name for unit in found.units] == ["未填单位"]
    assert figure(desk, "visits", Q2).due == 1
    assert len(lines_behind(desk, Q2, found.units[0].place, "visits")) == 1


# -- as it stood ------------------------------------------------------------------------------------------------------


def test_a_past_quarter_stands_as_on_its_last_day(desk, clock):
    """What was made up since shows only to who asks for it as of today."""
    dossier = sanctioned(desk, decided_on=DECIDED)
    clock.set(date(2026, 6, 30))
    then = figure(desk, "visits", Q2)
    clock.set(date(2026, 7, 20))
    dossiers.record_visit(desk, dossier, talk(date(2026, 7, 15), ordinal=1))
    assert figure(desk, "visits", Q2) == then
    assert (then.met, then.due) == (0, 1)
    assert figure(desk, "visits", Q2, on=date(2026, 7, 20)).met == 1


def test_an_exclusion_of_today_does_not_change_last_quarter(desk, clock):
    clock.set(date(2026, 6, 30))
    dossier = sanctioned(desk, decided_on=DECIDED)
    then = measure(desk, Q2).measures
    clock.set(date(2026, 8, 3))
    dossiers.exclude(desk, dossier, code="death", reason="病故", on=date(2026, 8, 1))
    assert measure(desk, Q2).measures == then


def test_a_unit_of_its_own(desk):
    sanctioned(desk, "吴建国", decided_on=DECIDED, unit="县水利局")
    case = sanction(desk, "李秀英", decided_on=DECIDED, unit="县住建局")
    dossiers.record_visit(desk, dossier_of(desk, case).dossier.id, talk(date(2026, 6, 1), ordinal=1))
    water, houses = unit_named(desk, "县水利局", Q2), unit_named(desk, "县住建局", Q2)
    assert (water.figures["visited"].rate.text, houses.figures["visited"].rate.text) == ("0.0 %  0/1", "100.0 %  1/1")
    assert [line.person for line in lines_behind(desk, Q2, water.place, "visited")] == ["吴建国"]
    assert len(lines_behind(desk, Q2, Place("level", water.place.level), "visited")) == 2
