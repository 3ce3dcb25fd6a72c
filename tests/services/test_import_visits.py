"""导入回访: visits find their file, are placed as the form places them, and what the form refuses stays out."""

from __future__ import annotations

from datetime import date

import pytest
from demo_county import empty_desk, make_county, open_copy
from import_rows import plan, register, rules, take
from openpyxl import load_workbook
from revisit_county import Clock, make_desk, sanctioned, visits

from jzdesk.domain.errors import Refused
from jzdesk.services import duties, import_apply, import_registers, imports, months
from jzdesk.storage import dossiers as rows

BEFORE = ("units", "people", "cases")


def cells(path, sheet=None):
    book = load_workbook(path)
    return [[cell.value for cell in row] for row in (book[sheet] if sheet else book.active).iter_rows()]


def look(desk, path, kind="", **more):
    return imports.plan_import(desk, imports.open_file(desk, path, kind=kind, **more))


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sent")
    desk = open_copy(make_county(folder / "model", people=60, months=24, seed=1), folder / "vault")
    for kind in (*BEFORE, "visits"):
        import_registers.export_register(desk, kind, folder / f"{kind}.xlsx")
    months.export_month(desk, "2026-10", folder / "month.xlsx")
    made = look(desk, folder / "visits.xlsx")
    assert set(made.counts) == {"same"}, [
        (r.number, r.who, r.outcome, r.remark) for r in made.rows() if r.outcome != "same"
    ]
    desk.vault.close(back_up=False)
    return folder


def test_the_register_of_visits_imported_into_an_empty_vault_is_exported_the_same(sent, tmp_path):
    desk = empty_desk(tmp_path / "vault")
    for kind in (*BEFORE, "visits"):
        opened = imports.open_file(desk, sent / f"{kind}.xlsx")
        assert (opened.kind, opened.missing, opened.double) == (kind, (), ())
        made = imports.plan_import(desk, opened)
        assert made.counts == {"new": made.total}, [
            (r.number, r.who, r.outcome, r.remark) for r in made.rows() if r.outcome != "new"
        ]
        import_apply.apply_import(desk, made)
    assert duties.stale(desk) == []
    import_registers.export_register(desk, "visits", tmp_path / "visits.xlsx")
    assert cells(tmp_path / "visits.xlsx") == cells(sent / "visits.xlsx")
    desk.vault.close(back_up=False)


def test_the_months_own_ledger_is_compared_and_says_what_it_cannot_bring(sent, tmp_path):
    desk = open_copy(sent / "model", tmp_path / "same")
    opened = imports.open_file(desk, sent / "month.xlsx", sheet="回访教育台账")
    assert opened.kind == "visits"
    made = imports.plan_import(desk, opened)
    # whose decision was revoked since October has no file any more
    assert set(made.counts) <= {"same", "fault"}
    assert made.faulty <= 1 < made.counts["same"]
    assert {p.rule for p in made.problems if p.grave} <= {"visit.no_dossier"}
    desk.vault.close(back_up=False)
    bare = empty_desk(tmp_path / "bare")
    for kind in BEFORE:
        import_apply.apply_import(bare, look(bare, sent / f"{kind}.xlsx"))
    made = look(bare, sent / "month.xlsx", "visits", sheet="回访教育台账")
    told = [p for p in made.problems if p.grave]
    assert {p.rule for p in told} >= {"house.place"}
    assert {p.rule for p in told} <= {"house.place", "visit.no_dossier"}
    assert all("月报的回访教育台账每人只载最近一次回访" in p.text for p in told if p.rule == "house.place")
    assert {p.rule for p in made.problems} >= {"mentor.no_day", "team.no_day"}
    bare.vault.close(back_up=False)


def row(name="吴建国", **values):
    return {
        "name": name, "unit_name": "县装备中心", "held_on": date(2026, 5, 20), "place": "谈话室", "way": "talk",
        "talkers": ("周明", "李丹"), "evaluation": "good", "outline_1": "认识到位",
    } | values  # fmt: skip


@pytest.fixture
def county(tmp_path):
    desk = make_desk(tmp_path / "vault", Clock())
    dossier_id = sanctioned(desk)
    yield desk, dossier_id
    desk.vault.close(back_up=False)


def test_a_visit_takes_its_place_in_the_plan_and_the_run_is_taken_back(county):
    desk, dossier_id = county
    before = visits(desk, dossier_id)
    keepers = {
        "mentor": ("郑书记",),
        "appointed_on": date(2026, 3, 5),
        "team": ("周明", "李丹"),
        "team_on": date(2026, 3, 6),
    }
    made = plan(desk, "visits", [row(), row(held_on=date(2026, 4, 2), **keepers)])
    assert made.counts == {"new": 2}
    changes = import_apply.apply_import(desk, made)
    after = [v for v in visits(desk, dossier_id) if v.held_on]
    assert [(v.ordinal, v.held_on) for v in after] == [(1, date(2026, 4, 2)), (2, date(2026, 5, 20))]
    assert after[1].outline == ("认识到位",)
    assert duties.stale(desk) == []
    assert plan(desk, "visits", [row()]).counts == {"same": 1}
    import_apply.undo_run(desk, changes.record_id)
    assert [(v.ordinal, v.planned_on, v.held_on) for v in visits(desk, dossier_id)] == [
        (v.ordinal, v.planned_on, v.held_on) for v in before
    ]


def test_mentor_and_team_come_from_the_latest_row_once_and_are_not_replaced(county):
    desk, _dossier_id = county
    keepers = {
        "mentor": ("郑书记",),
        "appointed_on": date(2026, 3, 5),
        "team": ("周明", "李丹"),
        "team_on": date(2026, 3, 6),
    }
    take(desk, "visits", [row(**keepers)])
    (kept,) = register(desk, "visits")
    assert (kept["mentor"], kept["team"], kept["team_on"]) == (
        ("郑书记",),
        ("周明", "李丹"),
        date(2026, 3, 6),
    )
    made = plan(desk, "visits", [row(mentor=("王书记",), team=("周明", "赵六"), category="key")])
    assert made.counts == {"same": 1}
    assert {p.rule for p in made.problems} == {"mentor.other", "team.other", "dossier.category"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"talkers": ("周明",)}, "talkers"),
        ({"talkers": ("周明", "吴建国")}, "talkers"),
        ({"held_on": date(2026, 2, 1)}, "held_on"),
        ({"held_on": date(2030, 2, 1)}, "held_on"),
        ({"evaluation": None}, "evaluation"),
        ({"place": ""}, "place"),
        ({"document_number": "公纪〔1999〕1号"}, "document_number"),
        ({"unit_name": "县财政局"}, "unit_name"),
        ({"mentor": ("吴建国",), "appointed_on": date(2026, 3, 5)}, "mentor"),
    ],
)
def test_what_the_form_refuses_is_a_problem_at_its_cell(county, change, field):
    desk, dossier_id = county
    before = visits(desk, dossier_id)
    made = plan(desk, "visits", [row(**change)])
    assert made.counts == {"fault": 1}
    assert [found[1] for found in rules(made)] == [field]
    with pytest.raises(Refused):
        import_apply.apply_import(desk, made)
    assert visits(desk, dossier_id) == before


def test_a_visit_twice_is_left_out_and_one_that_contradicts_is_a_fault(county):
    desk, _dossier_id = county
    assert plan(desk, "visits", [row(), row()]).counts == {"new": 1, "repeat": 1}
    assert plan(desk, "visits", [row(), row(place="会议室")]).counts == {"new": 1, "fault": 1}


def test_an_archived_file_is_not_altered(county, monkeypatch):
    desk, dossier_id = county
    take(desk, "visits", [row()])
    with desk.vault.unlogged():
        rows.index(dossier_id, {"archived_on": date(2026, 6, 1), "archive_number": "A1"})
    made = plan(desk, "visits", [row(place="会议室"), row(held_on=date(2026, 5, 25))])
    assert [rule for _row, _field, rule in rules(made)] == ["record.archived", "record.archived"]
    assert plan(desk, "visits", [row()]).counts == {"same": 1}
