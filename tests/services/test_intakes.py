"""Taking in what counties send: whose and when, what is found, accepting, sending back, sending anew, undoing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import county_files as made_up
import pytest
from city_office import CityClock, make_city, month_file
from openpyxl import load_workbook
from spoiled_files import VISITS, Workbook

from jzdesk.domain.changes import Touched
from jzdesk.domain.counties import County
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.merging import Finding
from jzdesk.services import counties, history, intake_findings, intake_views, intakes, merging
from jzdesk.services.counties import IntakeSettings

AUGUST, SEPTEMBER = "2026-08", "2026-09"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Of two counties August and September; of the first a September spoiled by hand."""
    folder = tmp_path_factory.mktemp("sent")
    sent = {(i, m): month_file(folder, i, m) for i in (0, 1) for m in (AUGUST, SEPTEMBER)}
    book = Workbook(sent[0, SEPTEMBER])
    book.put_number(VISITS, "Z6", 9)
    book.clear(VISITS, "B7")
    sent["spoiled"] = book.save(folder / "改过.xlsx")
    sent["again"] = month_file(folder, 0, SEPTEMBER, submission=2, name="重报.xlsx")
    return sent


@pytest.fixture
def city(tmp_path):
    desk = make_city(tmp_path / "city")
    yield desk
    desk.vault.close(back_up=False)


def take(desk, *paths, **more):
    return intakes.take_in(desk, paths, **more).files


# -- the register -------------------------------------------------------------------------------------------------------


def test_a_citys_code_takes_reports_unless_said_otherwise(city):
    assert counties.takes_reports(city)
    assert not counties.is_city("421022")
    assert counties.is_city("114210000000000000")
    counties.keep_intake_settings(city, IntakeSettings(on=False), why="本单位不汇总")
    assert not counties.takes_reports(city)


def test_the_last_day_counts_working_days_after_the_month(city):
    assert counties.due_on(city, SEPTEMBER) == date(
        2026, 10, 13
    )  # the holiday lies between, and a Saturday that is worked
    counties.keep_intake_settings(city, IntakeSettings(due_days=1), why="提前报送")
    assert counties.due_on(city, SEPTEMBER) == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"due_days": 0}, "due_days"), ({"due_days": 61}, "due_days"), ({"level": "secret"}, "level")],
)
def test_settings_that_make_no_sense_are_refused(city, changes, field):
    with pytest.raises(RuleError) as refused:
        counties.keep_intake_settings(city, IntakeSettings(**changes), why="试")
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "42"}, "code"), ({"code": "421022"}, "code"), ({"name": " "}, "name"), ({"name": "公安县"}, "name"),
        ({"since": "2026-13"}, "since"), ({"since": "2026-05", "until": "2026-04"}, "until"),
    ],
)  # fmt: skip
def test_a_county_is_checked(city, changes, field):
    with pytest.raises(RuleError) as refused:
        counties.save_county(city, replace(County(code="421083", name="洪湖市"), **changes))
    assert refused.value.field == field


def test_a_county_that_sent_something_stays(city, files):
    take(city, files[0, AUGUST])
    first, second = counties.list_counties(city)
    with pytest.raises(Refused, match="已有报送"):
        counties.remove_county(city, first.id, why="登记错")
    counties.remove_county(city, second.id, why="登记错")
    assert [c.name for c in counties.list_counties(city)] == ["公安县"]


# -- taking in ------------------------------------------------------------------------------------------------------------


def test_a_clean_file_is_taken_in_whole(city, files):
    (taken,) = take(city, files[0, AUGUST])
    assert (taken.state, taken.county_name, taken.month, taken.submission) == ("taken", "公安县", AUGUST, 1)
    assert (taken.grave, taken.checks) == (0, 0)
    view = intake_views.open_intake(city, taken.intake_id)
    assert view.findings == ()
    expected = {
        code: len(rows)
        for code, rows in made_up.MonthOf(made_up.county(0, cases=30), AUGUST).ledgers().items()
    }
    assert {sheet.ledger: sheet.rows for sheet in view.sheets} == expected
    assert all(sheet.sent_rows == sheet.rows for sheet in view.sheets)
    rows = intake_views.rows_of(city, taken.intake_id, "visits").rows
    assert [row.cells["name"] for row in rows] == [
        r["name"] for r in made_up.MonthOf(made_up.county(0, cases=30), AUGUST).visits()
    ]
    assert rows[0].id == 5


def test_the_original_comes_out_as_it_came_in(city, files, tmp_path):
    (taken,) = take(city, files[0, AUGUST])
    out = intakes.original(city, taken.intake_id, tmp_path / "原件.xlsx")
    assert out.read_bytes() == files[0, AUGUST].read_bytes()


def test_the_same_file_is_known(city, files):
    take(city, files[0, AUGUST])
    (again,) = take(city, files[0, AUGUST])
    assert again.state == "known"
    assert "已于2026-10-09收到过" in again.text
    assert len(intake_views.submissions(city, 1, AUGUST)) == 1


def test_a_file_of_nobody_is_refused_and_of_another_is_found(city, files, tmp_path):
    stranger = made_up.write(tmp_path, 5, AUGUST, cases=30)
    (taken,) = take(city, stranger)
    assert taken.state == "refused"
    assert "江陵县纪委监委" in taken.text
    (forced,) = take(city, stranger, county_id=1)
    found = intake_views.open_intake(city, forced.intake_id).findings
    assert "file.wrong_county" in {f.rule for f in found}


def test_the_month_expected_is_held_against_the_files(city, files):
    (taken,) = take(city, files[0, AUGUST], month=SEPTEMBER)
    assert taken.month == SEPTEMBER
    assert "file.wrong_month" in {f.rule for f in intake_views.open_intake(city, taken.intake_id).findings}


def test_edits_are_found_and_counted_on_the_board(city, files):
    (taken,) = take(city, files["spoiled"])
    found = {(f.rule, f.sheet, f.cell) for f in intake_views.open_intake(city, taken.intake_id).findings}
    assert ("cell.changed", VISITS, "Z6") in found
    assert ("name.missing", VISITS, "B7") in found
    cell = intake_views.board(city, [SEPTEMBER]).rows[0].cells[0]
    assert (cell.state, cell.intake_id, cell.grave) == ("received", taken.intake_id, taken.grave)
    assert cell.grave >= 1


# -- the board --------------------------------------------------------------------------------------------------------------


def test_the_board_knows_missing_late_returned_and_exempt(tmp_path, files):
    clock = CityClock()
    desk = make_city(tmp_path / "city", clock=clock, registered=3)
    (first,) = take(desk, files[0, SEPTEMBER])
    intakes.accept(desk, first.intake_id)
    third = counties.list_counties(desk)[2]
    counties.save_county(desk, replace(third, since="2026-10"))
    states = lambda: [row.cells[0].state for row in intake_views.board(desk, [SEPTEMBER]).rows]  # noqa: E731 - asked thrice
    assert states() == ["accepted", "coming", "none"]
    clock.go_to(date(2026, 10, 14))
    assert states() == ["accepted", "missing", "none"]
    board = intake_views.board(desk, [SEPTEMBER])
    assert (board.report.met, board.report.due, board.on_time.met) == (1, 2, 1)
    (second,) = take(desk, files[1, SEPTEMBER])
    assert states() == ["accepted", "late", "none"]
    board = intake_views.board(desk, [SEPTEMBER])
    assert (board.report.met, board.on_time.met, board.on_time.due) == (2, 1, 2)
    intakes.return_to(desk, second.intake_id, reason="表式不符")
    cell = intake_views.board(desk, [SEPTEMBER]).rows[1].cells[0]
    assert (cell.state, cell.late, cell.overdue) == ("returned", True, True)
    desk.vault.close(back_up=False)


# -- decisions --------------------------------------------------------------------------------------------------------------


def test_what_must_be_put_right_is_accepted_only_with_a_reason(city, files):
    (taken,) = take(city, files["spoiled"])
    with pytest.raises(RuleError) as refused:
        intakes.accept(city, taken.intake_id)
    assert refused.value.field == "reason"
    intakes.accept(city, taken.intake_id, reason="已电话核实")
    kept = intake_views.open_intake(city, taken.intake_id).intake
    assert (kept.state, kept.reason, kept.decided_on) == ("accepted", "已电话核实", date(2026, 10, 9))


def test_sending_back_needs_a_reason_and_can_be_taken_back(city, files):
    (taken,) = take(city, files["spoiled"])
    with pytest.raises(RuleError):
        intakes.return_to(city, taken.intake_id, reason=" ")
    changes = intakes.return_to(city, taken.intake_id, reason="请改正")
    assert changes.touched is Touched.INTAKE
    intakes.reopen(city, taken.intake_id, why="点错")
    assert intake_views.open_intake(city, taken.intake_id).intake.state == "received"


def test_a_file_sent_anew_says_what_changed_and_takes_the_place(city, files):
    (first,) = take(city, files["spoiled"])
    intakes.accept(city, first.intake_id, reason="先行接收")
    (again,) = take(city, files["again"])
    against = intake_views.open_intake(city, again.intake_id).against
    assert against.of.id == first.intake_id
    changed = {(line.row, line.column, line.after) for line in against.lines if line.kind == "changed"}
    names = {row.id: row.cells["name"] for row in intake_views.rows_of(city, again.intake_id, "visits").rows}
    assert (7, "姓名", names[7]) in changed
    with pytest.raises(RuleError, match="内容有变化"):
        intakes.accept(city, again.intake_id)
    intakes.accept(city, again.intake_id, reason="县里已改正")
    states = {item.id: item.state for item in intake_views.submissions(city, 1, SEPTEMBER)}
    assert states == {first.intake_id: "replaced", again.intake_id: "accepted"}


def test_an_older_submission_that_comes_later_is_found(city, files):
    take(city, files["again"])
    (older,) = take(city, files[0, SEPTEMBER])
    assert "file.older" in {f.rule for f in intake_views.open_intake(city, older.intake_id).findings}


def test_the_month_before_is_looked_at_when_it_is_there(city, files, tmp_path):
    (august,) = take(city, files[0, AUGUST])
    home = made_up.county(0, cases=30)
    ledgers = made_up.MonthOf(home, SEPTEMBER).ledgers()
    there = {row["name"] for row in made_up.MonthOf(home, AUGUST).visits()}
    gone = next(r for r in ledgers["visits"] if r["name"] in there)
    ledgers["visits"] = [
        r | {"seq": n} for n, r in enumerate((r for r in ledgers["visits"] if r is not gone), 1)
    ]
    (taken,) = take(city, month_file(tmp_path, 0, SEPTEMBER, ledgers=ledgers))
    assert intake_views.open_intake(city, taken.intake_id).findings == ()  # August is not accepted yet
    intakes.accept(city, august.intake_id)
    intakes.check_again(city, taken.intake_id)
    view = intake_views.open_intake(city, taken.intake_id)
    assert [(f.rule, f.name) for f in view.findings] == [("carry.vanished", gone["name"])]
    assert any(label == "公开宣布衔接" and "≠" not in text for label, text in view.facts)


def test_a_verdict_holds_when_the_file_is_checked_again(city, files):
    (taken,) = take(city, files["spoiled"])
    found = next(
        f for f in intake_views.open_intake(city, taken.intake_id).findings if f.rule == "cell.changed"
    )
    with pytest.raises(RuleError):
        intake_findings.give_verdict(city, found, "explained", reason="")
    intake_findings.give_verdict(city, found, "explained", reason="县里来电说明，确为9次")
    intakes.check_again(city, taken.intake_id)
    same = next(
        f
        for f in intake_views.open_intake(city, taken.intake_id).findings
        if (f.rule, f.cell) == (found.rule, found.cell)
    )
    assert (same.verdict, same.open) == ("explained", False)
    intake_findings.take_verdict_back(city, same, why="说明有误")
    assert intake_findings.verdicts(city) == []


def test_what_must_be_put_right_cannot_be_explained_away(city, files):
    (taken,) = take(city, files["spoiled"])
    found = next(
        f for f in intake_views.open_intake(city, taken.intake_id).findings if f.rule == "name.missing"
    )
    with pytest.raises(Refused, match="须由报送单位改正"):
        intake_findings.give_verdict(city, found, "explained", reason="没关系")


def test_taking_a_decision_or_a_file_back_puts_the_one_before_in_its_place(city, files):
    (first,) = take(city, files["spoiled"])
    intakes.accept(city, first.intake_id, reason="先行接收")
    (again,) = take(city, files["again"])
    intakes.accept(city, again.intake_id, reason="已改正")
    intakes.reopen(city, again.intake_id, why="点错")
    states = lambda: {i.id: i.state for i in intake_views.submissions(city, 1, SEPTEMBER)}  # noqa: E731 - asked thrice
    assert states() == {first.intake_id: "accepted", again.intake_id: "received"}
    intakes.reopen(city, first.intake_id, why="重来")
    intakes.remove(city, again.intake_id, why="收错")
    assert states() == {first.intake_id: "received"}
    (anew,) = take(city, files["again"])
    assert states() == {first.intake_id: "replaced", anew.intake_id: "received"}
    intakes.remove(city, anew.intake_id, why="收错")
    assert states() == {first.intake_id: "received"}


def test_every_act_stands_in_the_history_in_words(city, files):
    (taken,) = take(city, files[0, AUGUST])
    intakes.accept(city, taken.intake_id)
    steps = history.history_of(city, "intake", taken.intake_id)
    assert [step.action for step in steps] == ["接收确认下级月报", "接收下级月报"]
    assert steps[0].summary == "公安县2026年8月月报第1次"
    assert {d.field for d in steps[0].differences} == {
        "下级月报·状态",
        "下级月报·处理日期",
        "下级月报·处理人",
    }


def test_only_what_nobody_decided_about_can_be_removed(city, files):
    (taken,) = take(city, files[0, AUGUST])
    intakes.accept(city, taken.intake_id)
    with pytest.raises(Refused, match="已接收"):
        intakes.remove(city, taken.intake_id, why="收错")
    intakes.reopen(city, taken.intake_id, why="收错")
    intakes.remove(city, taken.intake_id, why="收错")
    assert intake_views.submissions(city, 1, AUGUST) == []


# -- what comes out ---------------------------------------------------------------------------------------------------------


def test_only_accepted_files_are_merged(city, files, tmp_path):
    taken = take(city, files[0, SEPTEMBER], files[1, SEPTEMBER])
    with pytest.raises(Refused, match="还没有已接收"):
        merging.merge(city, [SEPTEMBER], tmp_path / "no.xlsx")
    intakes.accept(city, taken[0].intake_id)
    merged = merging.merge(city, [SEPTEMBER], tmp_path / "city.xlsx")
    assert merged.missing == (("松滋市", SEPTEMBER),)
    assert list(merged.figures) == ["公安县"]
    everything = merging.merge(city, [SEPTEMBER], tmp_path / "all.xlsx", received=True)
    assert everything.missing == ()
    notes = [
        str(row[1]) for row in load_workbook(tmp_path / "all.xlsx")["汇总说明"].iter_rows(values_only=True)
    ]
    assert any("尚未确认接收" in note and "松滋市" in note for note in notes)
    figures = merging.city_figures(city, [SEPTEMBER])
    assert figures.total == dict(merged.figures["公安县"])


def test_remarks_mark_the_very_cells(city, files, tmp_path):
    (taken,) = take(city, files["spoiled"])
    intakes.return_to(city, taken.intake_id, reason="请改正后重报")
    out = merging.write_remarks(city, taken.intake_id, tmp_path / "意见.xlsx")
    workbook = load_workbook(out)
    page = workbook[VISITS]
    assert "须改正" in page["B7"].comment.text
    assert "导出时" in page["Z6"].comment.text
    assert page["Z6"].value == 9
    names = {
        row.id: row.cells.get("name") for row in intake_views.rows_of(city, taken.intake_id, "visits").rows
    }
    assert page["B8"].value == names[8]
    listed = [row for row in workbook["审核意见"].iter_rows(min_row=7, values_only=True) if row[0]]
    assert len(listed) == len(intake_views.open_intake(city, taken.intake_id).findings)
    assert any(
        "请改正后重报" in str(row[0]) for row in workbook["审核意见"].iter_rows(max_row=6, values_only=True)
    )


def test_findings_survive_being_kept():
    from jzdesk.domain.merging import Place, as_plain, from_plain

    found = Finding(rule="person.two_counties", text="甲", county="421022", sheet="表", row=5, column=3, key="k",
                    others=(Place(county="421087", row=7, column=2),))  # fmt: skip
    assert from_plain(as_plain([found])) == [found]
    assert from_plain([{"rule": "gone.rule", "text": "乙"}]) == []
