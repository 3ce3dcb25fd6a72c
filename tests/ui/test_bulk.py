"""Many at once: what is selected in a list, also on pages not loaded, is delivered, named a mentor, planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from case_county import decided, make_desk
from PySide6.QtCore import QItemSelectionModel
from revisit_county import Clock
from ui.cases_shown import Shown

from jzdesk.services import cases


@pytest.fixture
def desk(tmp_path, jobs):
    made = make_desk(tmp_path / "vault", Clock())
    yield made
    jobs.shutdown(lambda: made.vault.close(back_up=False))


@pytest.fixture
def shown(qtbot, desk, jobs, memory, no_stray_windows):
    return lambda: Shown(desk, jobs, memory, qtbot)


def choose_all(tab):
    tab.list.view.selectAll()
    assert tab.list.selected_count() == tab.list.model.rowCount()


def delivered(desk, case_id):
    return cases.open_case(desk, case_id).decision.delivered_on


def test_all_selected_are_delivered_and_who_cannot_be_is_named(desk, shown):
    ids = [decided(desk, name, decided_on=date(2026, 11, 2)) for name in ("吴建国", "李㛃", "陈志强")]
    talked = decided(desk, "王秀英", decided_on=date(2026, 11, 3), codes=("F01",))
    view = shown()
    choose_all(view.tab)
    view.tab.deliver_many()
    view.wait()
    form = view.tab.form
    form.set_values({"done_on": date(2026, 11, 10), "done_by": "李明、王强"})
    form.save()
    view.wait()
    assert view.tab.form is None
    assert [delivered(desk, case_id) for case_id in ids] == [date(2026, 11, 10)] * 3
    assert delivered(desk, talked) is None
    assert "已标记3件" in view.messages[-1]
    assert "王秀英" in view.messages[-1]


def test_nothing_selected_is_said(desk, shown):
    decided(desk)
    view = shown()
    view.tab.list.view.selectionModel().select(
        view.tab.list.view.selectionModel().selection(), QItemSelectionModel.SelectionFlag.Deselect
    )
    view.tab.deliver_many()
    view.wait()
    assert view.tab.form is None
    assert "多选" in view.messages[-1]


def test_a_day_before_one_decision_leaves_that_one_out(desk, shown):
    early = decided(desk, "吴建国", decided_on=date(2026, 11, 2))
    late = decided(desk, "李㛃", decided_on=date(2026, 11, 12))
    view = shown()
    choose_all(view.tab)
    view.tab.deliver_many()
    view.wait()
    view.tab.form.set_values({"done_on": date(2026, 11, 10), "done_by": "李明"})
    view.tab.form.save()
    view.wait()
    assert delivered(desk, early) == date(2026, 11, 10)
    assert delivered(desk, late) is None


def test_records_of_pages_not_loaded_are_taken_too(desk, shown, monkeypatch):
    """Five thousand cases, of which the list holds the first pages: all are handed over, the names at hand shown."""
    decided(desk)
    row = cases.list_cases(desk, cases.CaseFilter(on=desk.today))[0]
    monkeypatch.setattr(cases, "count_cases", lambda *_: 5000)
    monkeypatch.setattr(
        cases, "list_cases",
        lambda *_, offset, limit, **__: [replace(row, id=n + 1) for n in range(offset, min(offset + limit, 5000))],
    )
    view, got = shown(), []
    choose_all(view.tab)
    view.tab.with_selected(lambda ids, names: got.append((ids, names)))
    view.wait()
    ((ids, names),) = got
    assert ids == list(range(1, 5001))
    assert 0 < len(names) < 5000
