"""Letters of enquiry over a real vault: registered, named, due, found, thrown away, brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from enquiry_county import (
    RECEIVED,
    answer,
    decide_all,
    key_of,
    letter,
    line,
    named,
    number,
    on_record,
    person,
    register,
)
from office_county import log_in, make_office
from revisit_county import make_desk, refused

from jzdesk.domain.accounts import Permission, Role
from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.identity import check_id_number
from jzdesk.services import (
    duties,
    enquiries,
    enquiry_decisions,
    enquiry_people,
    history,
    overview,
    recycle,
    search,
)
from jzdesk.services.enquiries import EnquiryFilter
from jzdesk.services.opened import Opened


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


def listed(desk, **more):
    return enquiries.list_enquiries(desk, EnquiryFilter(on=desk.today, **more))


def stored(desk, key):
    return enquiries.open_enquiry(desk, key).enquiry


WU, LI = person(), person("李敏", 315, unit_name="县教育局")


# ---- registering


def test_a_letter_is_numbered_counts_its_names_and_is_due_in_ten_working_days(desk):
    changes = enquiries.record_enquiry(desk, letter(), [named(WU), named(LI)])
    found = stored(desk, changes.record_id)
    assert (found.number, found.people, found.decided) == ("HF2026-001", 2, 0)
    assert found.due_on == date(2026, 11, 30)
    (duty,) = enquiries.duties_of_enquiry(desk, found.id)
    assert (duty.kind, duty.counted_from, duty.due_on, duty.person_id) == (
        "answer_enquiry",
        RECEIVED,
        date(2026, 11, 30),
        None,
    )
    assert enquiries.usual_limit(desk, RECEIVED).on == date(2026, 11, 30)
    assert changes.message == "已保存县委组织部的征求意见函HF2026-001。已加入2人。"
    assert [n.position for n in enquiries.names_of_enquiry(desk, found.id)] == [1, 2]


def test_the_day_the_letter_names_goes_before_the_countys_limit(desk):
    key = register(desk, limit_on=date(2026, 11, 23))
    assert stored(desk, key).due_on == date(2026, 11, 23)
    (duty,) = enquiries.duties_of_enquiry(desk, key)
    assert "来函要求于2026-11-23前回复" in duty.why
    enquiries.record_enquiry(desk, replace(stored(desk, key), limit_on=None))
    assert stored(desk, key).due_on == date(2026, 11, 30)


@pytest.mark.parametrize(("field", "more"), [
    ("organ", {"organ": " "}), ("received_on", {"received_on": None}), ("received_on", {"received_on": date(2026, 11, 23)}),
    ("letter_on", {"letter_on": date(2026, 11, 17)}), ("purpose", {"purpose": ""}), ("limit_on", {"limit_on": date(2026, 11, 13)}),
])  # fmt: skip
def test_what_no_letter_can_be_is_refused_at_its_field(desk, field, more):
    with refused(field):
        enquiries.record_enquiry(desk, letter(**more))
    assert listed(desk) == []


def test_the_same_letter_is_not_registered_twice(desk):
    register(desk)
    with refused("letter_number"):
        enquiries.record_enquiry(desk, letter())
    assert register(desk, organ="县委宣传部")
    assert register(desk, letter_number="")
    assert register(desk, letter_number="")  # letters without a number may be many


def test_a_reply_cannot_be_slipped_in_with_the_letter(desk):
    key = register(
        desk,
        named(WU),
        reply_on=date(2026, 11, 20),
        reply_number="公纪函1号",
        signer="张书记",
        reply_text="同意",
    )
    found = stored(desk, key)
    assert (found.reply_on, found.reply_number, found.reply_text, found.signer) == (None, "", "", "")
    enquiries.record_enquiry(desk, replace(found, reply_on=date(2026, 11, 20), reply_number="公纪函1号"))
    assert stored(desk, key).reply_on is None


def test_a_form_that_stood_open_does_not_write_over_what_was_changed_since(desk):
    key = register(desk, named(WU))
    shown, (name,) = stored(desk, key), enquiries.names_of_enquiry(desk, key)
    enquiries.record_enquiry(desk, replace(shown, purpose="award"), based_on=Opened(shown))
    with pytest.raises(Refused, match="这件征求意见函在本表单打开后已由李经办"):
        enquiries.record_enquiry(desk, replace(shown, handler="周明"), based_on=Opened(shown))
    enquiries.change_name(desk, replace(name, post="局长"), based_on=Opened(name))
    with pytest.raises(Refused, match="没有覆盖"):
        enquiries.change_name(desk, replace(name, post="科长"), based_on=Opened(name))
    decide_all(desk, key)  # an index moved, and nothing a form writes
    enquiries.record_enquiry(desk, stored(desk, key), based_on=Opened(replace(stored(desk, key), decided=0)))


def test_a_month_nobody_can_read_is_refused_at_its_field(desk):
    key = register(desk, named(WU))
    (name,) = enquiries.names_of_enquiry(desk, key)
    with refused("birth_month"):
        enquiries.change_name(desk, replace(name, birth_month="八十年代"))
    enquiries.change_name(desk, replace(name, birth_month="1980年1月"))
    assert enquiries.names_of_enquiry(desk, key)[0].birth_month == "1980-01"


# ---- names


def test_names_keep_their_order_and_take_birth_and_sex_from_the_number(desk):
    key = register(desk, named(WU))
    enquiries.add_names(
        desk,
        key,
        [EnquiryPerson(name=" 李 敏", id_number=f" {LI.id_number.lower()} ", source="excel"), named(WU)],
    )
    first, second, third = enquiries.names_of_enquiry(desk, key)
    assert (first.name, second.name, third.position) == ("吴建国", "李 敏", 3)
    assert (second.id_number, second.birth_month, second.sex, second.source) == (
        LI.id_number,
        "1980-01",
        "1",
        "excel",
    )


def test_doubles_and_damaged_numbers_are_pointed_out_and_added(desk):
    key = register(desk, named(WU))
    more = [
        named(WU),
        EnquiryPerson(name="李敏", id_number=LI.id_number[:15] + "000"),
        EnquiryPerson(name="李敏"),
    ]
    faults = enquiries.check_names(desk, more, key)
    assert [(f.position, f.field, f.blocking) for f in faults] == [
        (1, "name", False),
        (2, "id_number", False),
        (3, "name", False),
    ]
    assert "与函内第1人重复" in faults[0].text
    assert "000" in faults[1].text
    assert "与名单第2人重复" in faults[2].text
    said = enquiries.add_names(desk, key, more).message
    assert said.startswith("已加入3人。")
    assert "第1人（吴建国）与函内第1人重复。" in said
    assert stored(desk, key).people == 4


def test_a_number_ending_in_zeros_is_questioned_even_where_it_checks_by_chance(desk):
    cut = number(205)[:15] + "000"
    assert check_id_number(cut) == ""
    (fault,) = enquiries.check_names(desk, [EnquiryPerson(name="李敏", id_number=cut)])
    assert (fault.field, fault.blocking) == ("id_number", False)
    assert "截断" in fault.text


def test_a_name_that_is_blank_stops_the_whole_list(desk):
    key = register(desk)
    with refused("name"):
        enquiries.add_names(desk, key, [named(WU), EnquiryPerson(name="　")])
    assert enquiries.names_of_enquiry(desk, key) == []
    assert enquiries.check_names(desk, [EnquiryPerson(name="　")])[0].blocking
    with pytest.raises(Refused):
        enquiries.add_names(desk, key, [])


def test_what_a_list_may_not_bring_along_is_left_behind(desk):
    """A decision is drawn in this office, never imported."""
    key = register(
        desk,
        named(WU, person_id=None, matched="nobody", matched_by="他人", conclusion="clear", decided_by="他人"),
    )
    (name,) = enquiries.names_of_enquiry(desk, key)
    assert (name.matched, name.matched_by, name.conclusion, name.decided_by) == ("", "", "", "")
    assert stored(desk, key).decided == 0


def test_reading_the_letter_anew_takes_match_and_conclusion_with_it(desk):
    on_record(desk, WU)
    key = register(desk, named(WU))
    decide_all(desk, key)
    (name,) = enquiries.names_of_enquiry(desk, key)
    enquiries.change_name(desk, replace(name, proposed_post="局长"))
    assert (
        enquiries.names_of_enquiry(desk, key)[0].conclusion == "in_period"
    )  # what he is to become tells nobody apart
    enquiries.change_name(desk, replace(name, id_number=number(700)))
    (name,) = enquiries.names_of_enquiry(desk, key)
    assert (name.matched, name.conclusion, name.reasons, name.person_id) == ("", "", "", None)
    assert stored(desk, key).decided == 0
    with refused("name"):
        enquiries.change_name(desk, replace(name, name=""))


def test_those_after_a_removed_name_move_up(desk):
    key = register(desk, named(WU), named(LI), named(person("周小林", 300)))
    first, second, _third = enquiries.names_of_enquiry(desk, key)
    enquiries.remove_names(desk, key, [first.id, second.id], why="来函更正")
    assert [(n.name, n.position) for n in enquiries.names_of_enquiry(desk, key)] == [("周小林", 1)]
    with pytest.raises(Refused):
        enquiries.remove_names(desk, key, [999])


# ---- closed by the reply


def answered(desk):
    key = register(desk, named(WU))
    decide_all(desk, key)
    answer(desk, key)
    return key


def test_nothing_changes_behind_a_reply(desk):
    key = answered(desk)
    (name,) = enquiries.names_of_enquiry(desk, key)
    before = enquiries.open_enquiry(desk, key)
    for act in (
        lambda: enquiries.record_enquiry(desk, replace(before.enquiry, purpose="award")),
        lambda: enquiries.add_names(desk, key, [named(LI)]),
        lambda: enquiries.change_name(desk, replace(name, name="吴某")),
        lambda: enquiries.remove_names(desk, key, [name.id]),
        lambda: enquiries.delete_enquiry(desk, key),
        lambda: enquiry_decisions.match(desk, name.id, None),
        lambda: enquiry_decisions.unmatch(desk, name.id),
        lambda: enquiry_decisions.decide(desk, name.id, "disagree", reason="改"),
        lambda: decide_all(desk, key),
        lambda: answer(desk, key, reply_number="公纪函〔2026〕6号"),
    ):
        with pytest.raises(Refused, match="已经回复"):
            act()
    assert enquiries.open_enquiry(desk, key) == before


# ---- lists, search, board, bin


def test_the_list_is_filtered_and_sorted(desk):
    open_ = register(desk, named(WU), letter_number="公组函〔2026〕1号")
    late = register(desk, received_on=date(2026, 10, 12), organ="县总工会", purpose="award")
    done = register(desk, named(LI), letter_number="公组函〔2026〕2号")
    decide_all(desk, done)
    answer(desk, done)
    keys = {state: {e.id for e in listed(desk, state=state)} for state in ("", "open", "overdue", "answered")}
    assert keys == {"": {open_, late, done}, "open": {open_, late}, "overdue": {late}, "answered": {done}}
    assert [e.id for e in listed(desk, keyword="吴建国")] == [open_]
    assert [e.id for e in listed(desk, keyword="公纪函")] == [done]
    assert [e.id for e in listed(desk, purpose="award")] == [late]
    assert enquiries.count_enquiries(desk, EnquiryFilter(on=desk.today)) == 3
    by_limit = enquiries.list_enquiries(desk, EnquiryFilter(on=desk.today), sort="due_on", descending=False)
    assert by_limit[0].id == late


@pytest.mark.parametrize("text", ["组织部", "〔2026〕12", "HF2026", "吴建国", WU.id_number])
def test_search_finds_a_letter_by_organ_number_and_name(desk, text):
    key = register(desk, named(WU))
    hits = {group.title: [hit.id for hit in group.hits] for group in search.search(desk, text)}
    assert hits == {"征求意见函": [key]}


def test_the_board_of_today_shows_a_letter_that_is_late_under_its_organ(desk):
    register(desk, received_on=date(2026, 10, 12), organ="县总工会")
    rows = [row for group in overview.board(desk).groups for row in group.rows]
    assert [(row.duty.kind, row.person) for row in rows] == [("answer_enquiry", "县总工会")]


def test_a_letter_in_the_bin_is_due_no_more_and_comes_back(desk):
    key = register(desk, named(WU))
    enquiries.delete_enquiry(desk, key, why="重复")
    assert listed(desk) == []
    assert enquiries.duties_of_enquiry(desk, key) == []
    with pytest.raises(Refused):
        enquiries.open_enquiry(desk, key)
    (item,) = recycle.list_deleted(desk)
    assert (item.kind, item.title) == ("enquiry", "县委组织部")
    again = register(desk)  # meanwhile it was registered anew
    with refused("letter_number"):
        recycle.recover(desk, item)
    enquiries.delete_enquiry(desk, again)
    recycle.recover(desk, item)
    assert [e.id for e in listed(desk)] == [key]
    assert len(enquiries.duties_of_enquiry(desk, key)) == 1
    assert duties.stale(desk) == []


def test_the_history_speaks_in_words(desk):
    on_record(desk, WU)
    key = register(desk, named(WU))
    decide_all(desk, key)
    steps = history.history_of(desk, "enquiry", key)
    assert [step.action for step in steps] == ["按建议认定廉政意见", "登记征求意见函"]
    said = {d.field: d.after for step in steps for d in step.differences}
    assert said["征求意见函·事由"] == "提拔任用"
    assert said["函内人员·结论"] == "影响期（处分期）未满"
    assert said["函内人员·比对结果"] == "身份证号一致"
    assert "征求意见函·回复期限" not in said  # an index


def test_the_letters_a_person_stands_in(desk):
    who = key_of(desk, on_record(desk, WU))
    first = register(desk, named(WU), letter_number="公组函〔2026〕1号", received_on=date(2026, 11, 12))
    decide_all(desk, first)
    second = register(desk, named(WU), letter_number="公组函〔2026〕2号")
    register(desk, named(LI), letter_number="公组函〔2026〕3号")
    found = enquiry_people.letters_of_person(desk, who)
    assert [(f.enquiry_id, f.conclusion) for f in found] == [(second, ""), (first, "in_period")]
    enquiries.delete_enquiry(desk, second)
    assert [f.enquiry_id for f in enquiry_people.letters_of_person(desk, who)] == [first]


# ---- who may see what


def test_a_leader_reads_and_sees_open_cases_and_writes_nothing(tmp_path):
    desk = make_office(tmp_path / "vault", Role.CLERK, Role.LEADER)
    on_record(desk, WU, codes=(), filed_on=date(2026, 10, 9))
    key = register(desk, named(WU))
    desk = log_in(desk, Role.LEADER)
    assert line(desk, key).proposal.conclusion == "checking"
    with pytest.raises(Refused, match="登记和修改"):
        decide_all(desk, key)
    desk.vault.close(back_up=False)


def test_who_may_not_see_open_cases_sees_nothing_of_them(desk, monkeypatch):
    on_record(desk, WU, codes=(), filed_on=date(2026, 10, 9))
    key = register(desk, named(WU))
    may = type(desk).may
    monkeypatch.setattr(
        type(desk), "may", lambda self, p: p is not Permission.SEE_OPEN_CASES and may(self, p)
    )
    found = line(desk, key)
    assert found.facts.open_cases is None
    assert "未核对立案情况" in found.proposal.text
    assert "立案审查调查中" not in found.proposal.text


def test_the_limits_are_recomputed_with_all_duties(desk):
    key = register(desk, named(WU))
    with desk.vault.unlogged():
        desk.vault.database.execute_sql("UPDATE enquiry SET due_on = '2020-01-01', people = 7")
        desk.vault.database.execute_sql("DELETE FROM duty")
    assert any("HF2026-001" in problem for problem in duties.stale(desk))
    duties.rebuild(desk)
    assert duties.stale(desk) == []
    assert (stored(desk, key).due_on, stored(desk, key).people) == (date(2026, 11, 30), 1)
    with pytest.raises(RuleError):
        enquiries.record_enquiry(desk, letter(organ=""))
