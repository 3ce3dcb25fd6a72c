"""导入: rows matched to the vault, judged without writing, written all or not at all, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from case_county import announced, decided
from import_rows import FIRST, case, plan, register, rules, take

from jzdesk.domain.dossiers import Dossier
from jzdesk.domain.errors import Refused
from jzdesk.domain.months import Month
from jzdesk.domain.problems import Problem
from jzdesk.services import cases, duties, history, import_apply, import_base, people
from jzdesk.services.cases import CaseFilter
from jzdesk.storage import months as month_rows

NUMBER = "421099197601010013"


def everything(desk):
    return {kind: register(desk, kind) for kind in ("units", "people", "cases", "announcements")}


def found(desk, name):
    return [p for p in people.find_people(desk, name) if p.name == name]


# ---- new, changed, unchanged


def test_a_dry_run_writes_nothing_and_the_import_writes_what_it_said(desk):
    made = plan(desk, "cases", [case("张三"), case("李四", decided_on=date(2026, 4, 1))])
    assert made.counts == {"new": 2}
    assert register(desk, "cases") == []
    changes = import_apply.apply_import(desk, made)
    assert changes.message == "已导入“旧台账.xlsx”，案件处分：新增2行，修改0行。"
    assert [row["name"] for row in register(desk, "cases")] == ["张三", "李四"]
    assert duties.stale(desk) == []
    assert cases.count_cases(desk, CaseFilter(on=desk.today, state="overdue")) == 2


def test_the_same_rows_again_have_nothing_to_bring(desk):
    rows = [case("张三", amount=1_234_500, violations=("integrity",), told_on=date(2026, 3, 9))]
    take(desk, "cases", rows)
    again = plan(desk, "cases", rows)
    assert (again.counts, again.nothing) == ({"same": 1}, "没有需要导入的内容，1行都与库内一致。")
    before = everything(desk)
    assert import_apply.apply_import(desk, again).audit_seq is None
    assert everything(desk) == before


def test_a_second_version_changes_by_key_and_says_before_and_after(desk):
    take(desk, "cases", [case("张三", id_number=NUMBER), case("李四")])
    newer = [case("张三", id_number=NUMBER, post="党组书记", decided_on=date(2026, 3, 6)), case("李四")]
    made = plan(desk, "cases", newer)
    assert made.counts == {"changed": 1, "same": 1}
    said = {(c.key, c.before, c.after) for c in made.detail(FIRST).changes}
    assert said == {("post", "局长", "党组书记"), ("decided_on", "2026-03-05", "2026-03-06")}
    import_apply.apply_import(desk, made)
    assert plan(desk, "cases", newer).counts == {"same": 2}


def test_an_empty_cell_takes_nothing_away(desk):
    take(desk, "cases", [case("张三", facts="违规收受礼金。", handler="周明")])
    made = plan(desk, "cases", [{k: v for k, v in case("张三").items() if k != "post"}])
    assert made.counts == {"same": 1}
    assert register(desk, "cases")[0]["facts"] == "违规收受礼金。"


def test_a_ledger_without_a_column_of_organs_or_membership_is_understood_and_says_so(desk):
    row = {k: v for k, v in case("张三").items() if k not in ("issuer", "politics")}
    made = plan(desk, "cases", [row])
    assert made.counts == {"new": 1}
    assert {p.rule for p in made.problems} == {"issuer.understood", "politics.understood"}
    import_apply.apply_import(desk, made)
    (kept,) = register(desk, "cases")
    assert (kept["issuer"], kept["politics"]) == ("county_commission", "01")
    assert plan(desk, "cases", [row]).counts == {"same": 1}


# ---- who is meant


def test_the_id_number_is_the_key_and_another_name_under_it_is_asked(desk):
    take(desk, "people", [{"name": "张三", "unit_name": "县住建局", "id_number": NUMBER}])
    assert plan(desk, "people", [{"name": "张三", "unit_name": "县财政局", "id_number": NUMBER}]).counts == {
        "changed": 1
    }
    made = plan(desk, "people", [{"name": "张叁", "unit_name": "县住建局", "id_number": NUMBER}])
    assert made.counts == {"choice": 1}
    assert "身份证号一致" in made.detail(FIRST).alike[0].why
    assert made.decide_all() == 1  # nobody else can have this number
    assert made.counts == {"choice": 1}
    made.decide(FIRST, found(desk, "张三")[0].id)
    assert made.counts == {"changed": 1}


def test_without_numbers_name_unit_and_birth_together_are_the_key(desk):
    take(desk, "people", [{"name": "张三", "unit_name": "县住建局", "birth": "1976-01-01"}])
    one = {"name": "张三", "unit_name": "县住建局", "birth": "1976-01", "post": "科员"}
    assert plan(desk, "people", [one]).counts == {"changed": 1}
    assert plan(desk, "people", [one | {"birth": "1981-05-06"}]).counts == {"new": 1}
    assert plan(desk, "people", [one | {"birth": "1977-01"}]).counts == {"choice": 1}
    assert plan(desk, "people", [one | {"birth": None}]).counts == {"choice": 1}
    assert plan(desk, "people", [one | {"unit_name": "县财政局", "birth": "1976-01-01"}]).counts == {
        "choice": 1
    }
    assert plan(desk, "people", [one | {"unit_name": "县财政局", "birth": None}]).counts == {"new": 1}


def test_a_person_decides_and_the_rows_below_follow(desk):
    decided(desk, "张三", person={"unit_name": "县住建局", "post": "主任"})
    rows = [
        case("张三", document_number="公纪〔2026〕8号"),
        case("张三", document_number="公纪〔2025〕9号", decided_on=date(2025, 2, 3)),
    ]
    made = plan(desk, "cases", rows)
    assert made.counts == {"choice": 2}
    assert made.detail(FIRST + 1).asks == FIRST
    with pytest.raises(Refused, match="没有认定"):
        import_apply.apply_import(desk, made)
    made.decide(FIRST + 1, found(desk, "张三")[0].id)
    assert made.counts == {"new": 2}
    made.undecide(FIRST)
    assert made.counts == {"choice": 2}
    made.decide(FIRST, None)
    import_apply.apply_import(desk, made)
    assert len(found(desk, "张三")) == 2


def test_two_rows_of_somebody_new_make_one_person(desk):
    rows = [
        case("张三", document_number="公纪〔2025〕9号", decided_on=date(2025, 2, 3), post="科员"),
        case("张三"),
    ]
    take(desk, "cases", rows)
    assert [p.post for p in found(desk, "张三")] == ["局长"]  # the later decision speaks for him
    assert plan(desk, "cases", rows).counts == {"same": 2}


def test_one_number_under_two_names_is_a_fault(desk):
    made = plan(desk, "people", [
        {"name": "张三", "unit_name": "县住建局", "id_number": NUMBER},
        {"name": "李四", "unit_name": "县住建局", "id_number": NUMBER},
    ])  # fmt: skip
    assert rules(made) == [(FIRST + 1, "id_number", "id.shared")]


def test_a_row_twice_is_left_out_and_one_that_contradicts_is_a_fault(desk):
    made = plan(
        desk,
        "cases",
        [case("张三"), case("张三"), case("李四"), case("李四", issued_on=date(2026, 3, 6), post="科员")],
    )
    assert made.counts == {"new": 2, "repeat": 1, "fault": 1}
    assert rules(made) == [(FIRST + 3, "post", "row.contradicts")]


# ---- rules of the house


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"decided_on": date(2027, 1, 1)}, "decided_on"),
        ({"filed_on": date(2026, 4, 1)}, "decided_on"),
        ({"politics": "13"}, "party_sanction"),
        ({"issued_on": date(2026, 3, 1)}, "issued_on"),
        ({"delivered_on": date(2026, 3, 1)}, "delivered_on"),
        ({"party_sanction": ("D1", "D2")}, "party_sanction"),
        ({"document_number": None}, "document_number"),
        ({"birth": "1990-01-01", "id_number": NUMBER}, "birth"),
        ({"told_on": date(2026, 3, 1)}, "told_on"),
    ],
)
def test_what_the_form_refuses_is_a_problem_at_its_cell(desk, change, field):
    made = plan(desk, "cases", [case("张三", **change), case("李四")])
    assert made.counts == {"new": 1, "fault": 1}
    assert [(p.row, p.field) for p in made.problems if p.grave] == [(FIRST, field)]
    assert all(p.column for p in made.problems)
    with pytest.raises(Refused, match="有1行存在问题"):
        import_apply.apply_import(desk, made)
    assert register(desk, "cases") == []
    import_apply.apply_import(desk, made, leave_out=True)
    assert [row["name"] for row in register(desk, "cases")] == ["李四"]


def test_a_document_number_stands_for_one_person_only(desk):
    decided(desk, "王五", number="公纪〔2026〕1号")
    made = plan(desk, "cases", [
        case("张三", document_number="公纪〔2026〕1号"), case("李四", document_number="公纪〔2026〕2号"),
        case("赵六", document_number="公纪〔2026〕2号"), case("孙七", document_number="公纪〔2026〕3号", party_sanction=("F01",)),
        case("周八", document_number="公纪〔2026〕3号", party_sanction=("F01",)),
    ])  # fmt: skip
    assert rules(made) == [
        (FIRST, "document_number", "document.taken"),
        (FIRST + 2, "document_number", "document.shared"),
    ]


def test_a_cell_that_could_not_be_read_keeps_its_row_out(desk):
    damaged = Problem(rule="id.damaged", text="已丢失", row=FIRST, field="id_number")
    made = plan(desk, "cases", [case("张三"), case("李四")], problems={FIRST: [damaged]})
    assert (made.counts, made.find(FIRST).who) == ({"new": 1, "fault": 1}, "张三")
    import_apply.apply_import(desk, made, leave_out=True)
    assert [row.get("id_number") for row in register(desk, "people")] == [None]


def test_a_day_the_checklist_has_no_place_for_is_said_and_left(desk):
    made = plan(desk, "cases", [case("张三", party_sanction=("F01",), told_on=date(2026, 3, 9))])
    assert [(p.field, p.rule, p.grave) for p in made.problems] == [("told_on", "item.not_listed", False)]
    import_apply.apply_import(desk, made)
    assert plan(desk, "cases", [case("张三", party_sanction=("F01",), told_on=date(2026, 3, 9))]).counts == {
        "same": 1
    }


def test_an_end_of_the_influence_that_the_rules_do_not_give_is_pointed_out(desk):
    made = plan(
        desk, "cases", [case("张三", period_end=date(2027, 3, 4)), case("李四", period_end=date(2027, 9, 4))]
    )
    assert [(p.row, p.rule, p.grave) for p in made.problems] == [(FIRST + 1, "period.differs", False)]
    assert made.counts == {"new": 2}


def test_a_case_in_the_recycle_bin_is_pointed_out(desk):
    cases.delete_case(desk, decided(desk, "张三", number="公纪〔2026〕7号"))
    made = plan(
        desk, "cases", [case("张三", document_number="公纪〔2026〕7号", unit_name="县装备中心", post="主任")]
    )
    assert [p.rule for p in made.problems] == ["case.in_bin"]


def test_a_change_on_review_stands_on_the_decision_it_changes_wherever_the_file_has_it(desk):
    original = case(
        "张三", party_sanction=("D2",), document_number="公纪〔2025〕1号", decided_on=date(2025, 6, 1)
    )
    lighter = case(
        "张三", review_kind="lighter", reviews="公纪〔2025〕1号", document_number="公纪〔2026〕2号"
    )
    made = plan(desk, "cases", [lighter, original])
    assert made.counts == {"new": 2}
    import_apply.apply_import(desk, made)
    (row,) = cases.list_cases(desk, CaseFilter(on=desk.today, state="changed"))
    first, second = cases.open_case(desk, row.id).decisions
    assert second.reviews_id == first.id
    assert second.measures[0].replaces_id == first.measures[0].id
    assert plan(desk, "cases", [lighter, original]).counts == {"same": 2}
    wrong = case("李四", review_kind="heavier", reviews="公纪〔2020〕7号")
    assert rules(plan(desk, "cases", [wrong])) == [(FIRST, "reviews", "review.no_original")]


def test_a_closed_month_says_that_the_row_becomes_a_correction(desk):
    take(desk, "cases", [case("张三")])
    with desk.vault.write(desk.actor, "关账", noun="month") as tx:
        month_rows.save(tx, Month(key="2026-03", state="frozen"))
    made = plan(
        desk, "cases", [case("张三", issued_on=date(2026, 3, 6)), case("李四", decided_on=date(2026, 5, 6))]
    )
    assert made.counts == {"changed": 1, "new": 1}
    assert made.detail(FIRST).notes == ("2026-03月报已关账，导入后将作为更正在下月月报中反映。",)
    assert not any("关账" in note for note in made.detail(FIRST + 1).notes)


# ---- announcements and units


def test_an_announcement_finds_its_decision_by_number_and_name(desk):
    case_id = decided(desk, "吴建国", number="公纪〔2026〕1号")
    held = {"name": "吴建国", "unit_name": "县装备中心", "document_number": "公纪〔2026〕1号", "held_on": date(2026, 9, 24),
            "place": "会议室", "part_report": True, "part_reading": True, "part_criticism": True, "part_statement": True}  # fmt: skip
    assert rules(plan(desk, "announcements", [held | {"name": "张三"}])) == [
        (FIRST, "document_number", "announcement.no_decision")
    ]
    assert rules(plan(desk, "announcements", [held | {"part_criticism": False}])) == [
        (FIRST, "part_criticism", "house.parts")
    ]
    take(desk, "announcements", [held])
    assert cases.open_case(desk, case_id).decision.announcement.held_on == date(2026, 9, 24)
    assert plan(desk, "announcements", [held | {"attendance": 31}]).detail(FIRST).changes[0].after == "31"
    assert duties.stale(desk) == []


def test_units_come_with_their_parents_in_any_order(desk):
    rows = [
        {"name": "荆江村", "level": "village", "parent": "斗湖堤镇"}, {"name": "斗湖堤镇", "level": "town", "parent": "县委"},
        {"name": "县委", "level": "county", "phone": "0716-1"}, {"name": "县财政局", "parent": "不存在局"},
    ]  # fmt: skip
    made = plan(desk, "units", rows)
    assert rules(made) == [(FIRST + 3, "parent", "unit.no_parent")]
    take(desk, "units", rows[:3])
    assert {row["name"]: row.get("parent") for row in register(desk, "units")} == {
        "县委": None, "斗湖堤镇": "县委", "荆江村": "斗湖堤镇"
    }  # fmt: skip
    assert plan(desk, "units", rows[:3]).counts == {"same": 3}


# ---- all or nothing, and back


class _StopError(Exception):
    pass


def test_cancelling_leaves_nothing_half_written(desk):
    take(desk, "cases", [case("王五")])
    before = everything(desk)
    made = plan(desk, "cases", [case(f"人{n:03d}", document_number=f"公纪〔2026〕{n}号") for n in range(250)])

    def stop(done, _total):
        if done >= 400:  # after the rows, among the people
            raise _StopError

    with pytest.raises(_StopError):
        import_apply.apply_import(desk, made, progress=stop)
    assert everything(desk) == before
    assert import_apply.list_runs(desk)[0].added == 1


def test_what_changed_since_the_dry_run_is_not_written_over(desk):
    made = plan(desk, "cases", [case("张三", document_number="公纪〔2026〕1号"), case("李四")])
    decided(desk, "王五", number="公纪〔2026〕1号")
    with pytest.raises(Refused, match="第4行的结果与试导入时不同"):
        import_apply.apply_import(desk, made)
    assert len(register(desk, "cases")) == 1


def test_a_run_is_taken_back_whole_and_can_be_brought_back(desk):
    decided(desk, "吴建国", number="公纪〔2026〕900号", person={"post": "局长"})
    before = everything(desk)
    rows = [
        case(f"人{n:03d}", document_number=f"公纪〔2026〕{n}号", decided_on=date(2026, 1, 5) + timedelta(n))
        for n in range(40)
    ]
    rows.append(
        {
            "name": "吴建国",
            "unit_name": "县装备中心",
            "document_number": "公纪〔2026〕900号",
            "post": "主任科员",
        }
    )
    run = take(desk, "cases", rows)
    after = everything(desk)
    assert after != before
    assert duties.stale(desk) == []
    undone = import_apply.undo_run(desk, run.record_id)
    assert everything(desk) == before
    assert duties.stale(desk) == []
    (row,) = import_apply.list_runs(desk)
    assert (row.kind, row.file_name, row.can_undo) == ("cases", "旧台账.xlsx", False)
    assert row.undone.startswith("李经办于2026-11-22")
    with pytest.raises(Refused, match="已经撤回"):
        import_apply.undo_run(desk, run.record_id)
    history.take_back(desk, undone.audit_seq)
    assert everything(desk) == after
    assert import_apply.list_runs(desk)[0].can_undo


def test_a_run_whose_records_were_changed_since_is_not_taken_back(desk):
    run = take(desk, "cases", [case("张三"), case("李四")])
    case_id = register_id(desk, "张三")
    file = cases.open_case(desk, case_id)
    cases.record_case(desk, replace(file, person=replace(file.person, post="科员")))
    with pytest.raises(Refused, match="后来的修改"):
        import_apply.undo_run(desk, run.record_id)
    assert len(register(desk, "cases")) == 2


def register_id(desk, name):
    return people.latest_case_of(desk, found(desk, name)[0].id)


def test_one_entry_stands_in_the_history_of_every_case(desk):
    run = take(desk, "cases", [case("张三"), case("李四")])
    for name in ("张三", "李四"):
        (step,) = history.history_of(desk, "case", register_id(desk, name))
        assert (step.seq, step.action) == (run.audit_seq, "导入旧台账（案件处分）")
        assert step.summary == "“旧台账.xlsx”案件处分：新增2行，修改0行"
        assert [d.after for d in step.differences if d.field == "处分决定·文号"] == [f"公纪〔2026〕{name}号"]
        assert [d.after for d in step.differences if d.field == "人员·姓名"] == [name]


def test_what_a_run_changed_stands_in_the_history_of_that_case_alone(desk):
    take(desk, "cases", [case("张三"), case("李四")])
    take(
        desk,
        "cases",
        [case("张三", issued_on=date(2026, 3, 7), post="科员"), case("李四", issued_on=date(2026, 3, 8))],
    )
    for name, said in (("张三", [("局长", "科员"), ("", "2026-03-07")]), ("李四", [("", "2026-03-08")])):
        step = history.history_of(desk, "case", register_id(desk, name))[0]
        assert sorted((d.before, d.after) for d in step.differences) == sorted(said)


def test_an_archived_file_is_not_altered(desk, monkeypatch):
    take(desk, "cases", [case("张三")])
    person = found(desk, "张三")[0]
    closed = Dossier(person_id=person.id, archived_on=date(2026, 10, 1), archive_number="0123·2·045")
    monkeypatch.setattr(import_base.import_reads, "archived_of", lambda _people: {person.id: closed})
    assert rules(plan(desk, "cases", [case("张三", post="科员")])) == [(FIRST, "post", "record.archived")]
    assert plan(desk, "cases", [case("张三")]).counts == {"same": 1}


def test_announced_by_hand_and_by_file_is_the_same(desk):
    case_id = decided(desk, "吴建国")
    announced(desk, case_id, on=date(2026, 9, 24), attendance=30)
    (row,) = register(desk, "announcements")
    assert plan(desk, "announcements", [row]).counts == {"same": 1}
