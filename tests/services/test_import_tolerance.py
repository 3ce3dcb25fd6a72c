"""导入容错审查: reviews come in up to the study; no row brings a conclusion, and what is left is said at its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from demo_county import empty_desk, make_county, open_copy
from import_rows import plan, register, rules, take
from openpyxl import load_workbook
from revisit_county import Clock, make_desk

from jzdesk.domain.tolerance import Finding
from jzdesk.services import duties, import_apply, import_registers, imports, months
from jzdesk.storage import import_reads
from jzdesk.storage import tolerance as rows


def cells(path):
    return [[cell.value for cell in line] for line in load_workbook(path).active.iter_rows()]


def test_the_register_of_reviews_and_the_months_ledger(tmp_path):
    sent = open_copy(make_county(tmp_path / "model", people=60, months=24, seed=1), tmp_path / "vault")
    for kind in ("people", "tolerance"):
        import_registers.export_register(sent, kind, tmp_path / f"{kind}.xlsx")
    months.export_month(sent, "2026-10", tmp_path / "month.xlsx")
    opened = imports.open_file(sent, tmp_path / "month.xlsx", sheet="容错纠错台账")
    assert opened.kind == "tolerance"
    made = imports.plan_import(sent, opened)
    assert set(made.counts) == {"same"}, [(r.who, r.outcome, r.remark) for r in made.rows()]
    sent.vault.close(back_up=False)
    desk = empty_desk(tmp_path / "empty")
    for kind in ("people", "tolerance"):
        made = imports.plan_import(desk, imports.open_file(desk, tmp_path / f"{kind}.xlsx"))
        assert made.counts == {"new": made.total}, [(r.who, r.outcome, r.remark) for r in made.rows()]
        import_apply.apply_import(desk, made)
    import_registers.export_register(desk, "tolerance", tmp_path / "again.xlsx")
    assert cells(tmp_path / "again.xlsx") == cells(tmp_path / "tolerance.xlsx")
    assert duties.stale(desk) == []
    desk.vault.close(back_up=False)


def row(name="王海", **values):
    return {
        "name": name, "unit_name": "县水利局", "post": "科员", "matter": "防汛抢险先行动工", "way_in": "application",
        "applied_on": date(2026, 3, 2), "accepted_on": date(2026, 3, 5), "number": "容审〔2026〕1号",
    } | values  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault", Clock())
    yield made
    made.vault.close(back_up=False)


def reviews(desk):
    with desk.vault.read():
        return import_reads.all_reviews()


def test_no_conclusion_comes_in_and_what_is_left_is_said(desk):
    told = row(
        conclusion="exempt",
        concluded_on=date(2026, 4, 1),
        negative="无",
        feedback_on=date(2026, 4, 2),
        people=3,
    )
    made = plan(desk, "tolerance", [told])
    assert made.counts == {"new": 1}
    said = {(p.field, p.rule) for p in made.problems}
    assert said >= {
        ("conclusion", "review.conclusion"), ("concluded_on", "review.conclusion"), ("feedback_on", "review.conclusion"),
        ("negative", "review.findings"), ("people", "review.others"),
    }  # fmt: skip
    changes = import_apply.apply_import(desk, made)
    (kept,) = reviews(desk)
    assert (kept.number, kept.conclusion, kept.concluded_on) == ("容审〔2026〕1号", "", None)
    assert duties.stale(desk) == []
    import_apply.undo_run(desk, changes.record_id)
    assert reviews(desk) == []


def test_a_locked_review_stays_locked(desk):
    take(desk, "tolerance", [row()])
    (kept,) = reviews(desk)
    standing = {"N01": Finding(answer="yes", grounds="造成重大损失", by="somebody")}
    with desk.vault.write(desk.actor, "试", noun="tolerance") as tx:
        rows.save(tx, replace(kept, negative=standing))
        tx.note("试")
    take(
        desk,
        "tolerance",
        [row(conclusion="exempt", concluded_on=date(2026, 4, 1), negative="无", facts="先行动工。")],
    )
    (after,) = reviews(desk)
    assert (after.conclusion, after.concluded_on, after.facts) == ("", None, "先行动工。")
    assert after.negative == standing
    assert plan(desk, "tolerance", [row(facts="先行动工。")]).counts == {"same": 1}
    assert register(desk, "tolerance")[0]["matter"] == "防汛抢险先行动工"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"way_in": None}, "way_in"),
        ({"applied_on": None}, "applied_on"),
        ({"accepted_on": date(2026, 3, 1)}, "accepted_on"),
        ({"applied_on": date(2031, 3, 1), "accepted_on": None}, "applied_on"),
        ({"study_expected": 5, "study_present": 7}, "study_present"),
    ],
)
def test_what_the_form_refuses_is_a_problem_at_its_cell(desk, change, field):
    made = plan(desk, "tolerance", [row(**change)])
    assert made.counts == {"fault": 1}
    assert [found[1] for found in rules(made)] == [field]


def test_a_number_stands_for_one_review(desk):
    assert plan(desk, "tolerance", [row(), row()]).counts == {"new": 1, "repeat": 1}
    assert plan(desk, "tolerance", [row(), row(matter="另一件")]).counts == {"new": 1, "fault": 1}
    take(desk, "tolerance", [row()])
    made = plan(desk, "tolerance", [row("李四")])
    assert [found[2] for found in rules(made)] == ["review.other_person"]
