"""Closing a month: what is kept, what is corrected later and by which month, and opening it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from closed_county import DECEMBER, NOVEMBER, OCTOBER, make_closed, open_copy
from county_life import Life
from office_county import announce, make_office, october
from openpyxl import load_workbook
from revisit_county import Clock, dossier_of, sanction, talk

from jzdesk.domain.corrections import FIGURES
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.reporting import after
from jzdesk.services import cases, corrections, dossiers, history, month_closing, months, overview, reporting
from jzdesk.services.correction_words import corrections_seen
from jzdesk.services.corrections import corrections_for
from jzdesk.services.month_closing import freeze_month, reopen_month
from jzdesk.services.month_present import ADVICE, report_present
from jzdesk.storage import months as rows
from jzdesk.storage import office


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_closed(tmp_path_factory.mktemp("closed"))


@pytest.fixture
def desk(made, tmp_path):
    """October was closed today, on 3 November."""
    opened = open_copy(made[0], tmp_path / "vault", date(2026, 11, 3))
    yield opened
    opened.vault.close(back_up=False)


@pytest.fixture
def closed(made):
    """The ids of October's cases."""
    return made[1]


@pytest.fixture
def fresh(tmp_path):
    """Nothing is closed yet."""
    office = make_office(tmp_path / "vault", clock=Clock())
    yield office
    office.vault.close(back_up=False)


def told(desk, key=NOVEMBER):
    """What the month has to correct, but for the figures."""
    found = corrections_for(desk, key).new
    return {
        (c.ledger, c.name, c.column, c.before, c.after) for c in found if c.ledger != FIGURES and c.column
    }


def whole_rows(desk, key=NOVEMBER):
    return {
        (c.ledger, c.name, bool(c.before), bool(c.after))
        for c in corrections_for(desk, key).new
        if not c.column
    }


def figures(desk, key=NOVEMBER):
    return {c.name: (c.before, c.after) for c in corrections_for(desk, key).new if c.ledger == FIGURES}


def redecide(desk, case_id, **values):
    """The decision of a case reads otherwise."""
    file = cases.open_case(desk, case_id)
    decision = replace(file.decisions[0], **values)
    return cases.record_case(desk, replace(file, decisions=(decision,)))


def close(desk, key, tmp_path):
    """Close a month on the third day after it."""
    last = overview.span_of(desk, key)[1]
    desk.clock.set(date(last.year + (last.month == 12), last.month % 12 + 1, 3))
    freeze_month(desk, key, tmp_path / f"{key}.xlsx")


# -- what is kept -----------------------------------------------------------------------------------------------------


def test_every_row_and_who_is_in_each_rate_is_kept(desk, closed):
    book = months.make_book(desk, OCTOBER)
    kept = month_closing.kept_rows(desk, OCTOBER)
    assert {name: len(found) for name, found in kept.items()} == {n: len(r) for n, r in book.ledgers.items()}
    line = next(row for row in kept["announcements"] if row.cells["name"] == "周小林")
    assert (line.cells["decided_on"], line.cells["state"], line.subject) == ("2026-10-14", "逾期", "case")
    month = months.month_of(desk, OCTOBER)
    assert (month.first_on, month.last_on, month.frozen_by) == (
        date(2026, 10, 1),
        date(2026, 10, 31),
        "王审核",
    )
    for rate in months.reported_figures(month).rates:
        then = month_closing.counted_then(desk, rate.name, OCTOBER)
        now = overview.duties_behind(desk, rate.name, OCTOBER)
        assert [(r.person, r.duty.key, r.duty.due_on, r.duty.done_on) for r in then] == [
            (r.person, r.duty.key, r.duty.due_on, r.duty.done_on) for r in now
        ]
        assert len(then) - rate.excused == rate.due


def test_who_was_counted_stays_when_the_person_is_gone(desk, closed):
    cases.delete_case(desk, closed[2], why="重复登记")
    names = [row.person for row in month_closing.counted_then(desk, "宣布及时率", OCTOBER)]
    assert "周小林" in names
    assert "周小林" not in [row.person for row in overview.duties_behind(desk, "宣布及时率", OCTOBER)]


def test_what_happens_afterwards_is_no_correction(desk, closed):
    """Announced late, visited and newly decided in November: the October that was sent knew nothing of it."""
    announce(desk, closed[2], date(2026, 11, 2))
    desk.clock.set(date(2026, 11, 22))
    sanction(desk, "郑新来", decided_on=date(2026, 11, 16))
    dossier = dossier_of(desk, closed[0]).dossier.id
    dossiers.record_visit(desk, dossier, talk(date(2026, 11, 20), ordinal=1))
    assert corrections_for(desk, NOVEMBER) == corrections.Compared()


# -- corrections ------------------------------------------------------------------------------------------------------


def test_a_date_put_right_is_corrected_by_the_next_month_and_once(desk, closed, tmp_path):
    """陈大勇 was announced on 21 October, not on 28 October: on time."""
    file = cases.open_case(desk, closed[1])
    item = replace(file.decision.announcement, held_on=date(2026, 10, 21))
    cases.record_announcement(desk, closed[1], item)
    assert ("announcements", "陈大勇", "held_on", "2026-10-28", "2026-10-21") in told(desk)
    assert ("announcements", "陈大勇", "state", "逾期已办", "已按期") in told(desk)
    assert figures(desk) == {"宣布及时率": ("33.3 %  1/3", "66.7 %  2/3")}
    note = next(c.note for c in corrections_for(desk, NOVEMBER).new if c.column == "held_on")
    assert note.startswith("2026-11-03王审核")
    close(desk, NOVEMBER, tmp_path)
    sheet = load_workbook(tmp_path / "2026-11.xlsx")["更正情况"]
    lines = [tuple(row)[1:7] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert (
        "2026年10月",
        "公开宣布台账",
        "陈大勇",
        "公开宣布·实际宣布日期",
        "2026-10-28",
        "2026-10-21",
    ) in lines
    assert ("2026年10月", "统计数据", "宣布及时率", "数值", "33.3 %  1/3", "66.7 %  2/3") in lines
    assert corrections_for(desk, DECEMBER) == corrections.Compared()
    assert {c.of_month for c in corrections_for(desk, NOVEMBER).new} == {OCTOBER}, (
        "the closed month tells what it reported"
    )
    assert months.reported_figures(months.month_of(desk, OCTOBER)).rates[0].text == "33.3 %  1/3"


def test_the_change_taken_back_before_it_was_reported_is_nothing(desk, closed):
    changes = cases.delete_case(desk, closed[2], why="重复登记")
    assert ("announcements", "周小林", True, False) in whole_rows(desk)
    history.take_back(desk, changes.audit_seq)
    assert corrections_for(desk, NOVEMBER) == corrections.Compared()


def test_the_change_taken_back_after_it_was_reported_is_corrected_back(desk, closed, tmp_path):
    cases.delete_case(desk, closed[2], why="重复登记")
    gone, numbers = whole_rows(desk), figures(desk)
    assert ("decisions", "周小林", True, False) in gone
    assert numbers["第二种形态人次"] == ("3", "2")
    close(desk, NOVEMBER, tmp_path)
    assert corrections_for(desk, DECEMBER).new == ()
    cases.recover_case(desk, closed[2])
    october_rows = {c for c in corrections_for(desk, DECEMBER).new if c.of_month == OCTOBER}
    assert {(c.ledger, c.name) for c in october_rows if not c.column} == {
        (ledger, name) for ledger, name, _, _ in gone
    }
    assert all(c.after and not c.before for c in october_rows if not c.column)
    back = {c.name: (c.before, c.after) for c in october_rows if c.ledger == FIGURES}
    assert back == {name: (after, before) for name, (before, after) in numbers.items()}


def test_a_case_moved_to_another_month_leaves_one_and_comes_to_the_other(desk, closed, tmp_path):
    redecide(desk, closed[2], decided_on=date(2026, 11, 2))
    assert ("decisions", "周小林", True, False) in whole_rows(desk)
    assert figures(desk)["四种形态合计人次"] == ("3", "2")
    november = months.make_book(desk, NOVEMBER)
    assert [r["name"] for r in november.ledgers["decisions"] if r["decided_on"] == date(2026, 11, 2)] == [
        "周小林"
    ]
    close(desk, NOVEMBER, tmp_path)
    kept = rows_of(desk, NOVEMBER)
    assert {c.name for c in kept if not c.column} == {"周小林"}


def rows_of(desk, key):
    with desk.vault.read():
        return rows.corrections(month_id=rows.month(key).id)


def test_a_record_entered_late_is_a_row_that_comes(desk, closed):
    sanction(desk, "补录人", decided_on=date(2026, 10, 30))
    assert ("decisions", "补录人", False, True) in whole_rows(desk)
    assert figures(desk)["第二种形态人次"] == ("3", "4")


def test_another_unit_today_is_shown_but_corrects_no_month_gone_by(desk, closed):
    file = cases.open_case(desk, closed[0])
    cases.record_case(desk, replace(file, person=replace(file.person, post="副主任")))
    found = corrections_for(desk, NOVEMBER)
    assert found.new == ()
    assert {(c.name, c.column, c.before, c.after) for c in found.present} == {
        ("吴建国", "post", "主任", "副主任")
    }


def test_a_unit_that_was_wrong_already_then_is_reported_with_its_reason(desk, closed, tmp_path):
    """Once said, in every ledger it stands in; taken back, it is only shown again."""
    file = cases.open_case(desk, closed[0])
    cases.record_case(desk, replace(file, person=replace(file.person, post="副主任")))
    shown = corrections_for(desk, NOVEMBER).present
    assert {
        line.line.note.endswith(ADVICE)
        for line in corrections_seen(desk, NOVEMBER)
        if line.standing == "present"
    } == {True}
    report_present(desk, NOVEMBER, shown[0], reason="报送时职务填错")
    found = corrections_for(desk, NOVEMBER)
    assert found.present == ()
    assert {(c.column, c.before, c.after, c.note) for c in found.new} == {
        ("post", "主任", "副主任", "报送时职务填错")
    }
    assert len(found.new) == len(shown)
    report_present(desk, NOVEMBER, found.new[0], reason=" ")
    assert corrections_for(desk, NOVEMBER).new == ()
    report_present(desk, NOVEMBER, shown[0], reason="报送时职务填错")
    close(desk, NOVEMBER, tmp_path)
    with pytest.raises(Refused, match="已关账"):
        report_present(desk, NOVEMBER, shown[0], reason="晚了")
    assert corrections_for(desk, DECEMBER) == corrections.Compared()


def test_what_is_a_correction_by_itself_is_not_chosen(desk, closed):
    redecide(desk, closed[0], document_number="公纪〔2026〕90号")
    (item, *_) = [c for c in corrections_for(desk, NOVEMBER).new if c.column == "document_number"]
    with pytest.raises(RuleError) as fault:
        report_present(desk, NOVEMBER, item, reason="改")
    assert fault.value.field == "reason"


def test_months_are_reckoned_again_only_after_a_record_changed(desk, closed, monkeypatch):
    corrections_for(desk, NOVEMBER)
    asked, compare = [], corrections.compare

    def counting(on, month):
        asked.append(month.key)
        return compare(on, month)

    monkeypatch.setattr(corrections, "compare", counting)
    corrections_for(desk, NOVEMBER)
    months.check_month(desk, NOVEMBER)
    assert asked == []
    cases.delete_case(desk, closed[2], why="重复登记")
    corrections_for(desk, NOVEMBER)
    corrections_for(desk, NOVEMBER)
    assert asked == [OCTOBER]


# -- closing and opening again ----------------------------------------------------------------------------------------


def test_two_reopenings_keep_every_file_and_the_rows_of_each(desk, closed, tmp_path):
    for number, name in enumerate(("补录甲", "补录乙"), 2):
        reopen_month(desk, OCTOBER, why=f"漏录{name}")
        sanction(desk, name, decided_on=date(2026, 10, 30))
        freeze_month(desk, OCTOBER, tmp_path / f"第{number}次.xlsx")
    month = months.month_of(desk, OCTOBER)
    assert (month.submission, month.reopen_reason, month.reopened_by) == (3, "漏录补录乙", "王审核")
    with desk.vault.read():
        files = office.attachments("month", month.id)
        rows_then = [
            len(rows.unpacked(office.attachment_content(f.id))) for f in files if "decisions" in f.file_name
        ]
    assert [f.file_name for f in files if f.mime == months.WORKBOOK] == [
        "10.xlsx",
        "第2次.xlsx",
        "第3次.xlsx",
    ]
    assert rows_then == [3, 4]
    assert len(month_closing.kept_rows(desk, OCTOBER)["decisions"]) == 5
    months.export_month(desk, OCTOBER, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "第3次.xlsx").read_bytes()
    assert corrections_for(desk, NOVEMBER) == corrections.Compared()
    steps = [
        (s.action, s.why) for s in history.history_of(desk, "month", month.id) if s.action == "重新打开月报"
    ]
    assert steps == [("重新打开月报", "漏录补录乙"), ("重新打开月报", "漏录补录甲")]


def test_a_month_with_a_closed_one_after_it_stays_closed(desk, closed, tmp_path):
    close(desk, NOVEMBER, tmp_path)
    with pytest.raises(Refused, match="2026年11月已关账"):
        reopen_month(desk, OCTOBER, why="改")
    reopen_month(desk, NOVEMBER, why="先开十一月")
    reopen_month(desk, OCTOBER, why="再开十月")


def test_opening_again_needs_a_reason_and_a_closed_month(desk, closed):
    with pytest.raises(RuleError) as fault:
        reopen_month(desk, OCTOBER, why=" ")
    assert fault.value.field == "why"
    with pytest.raises(Refused, match="没有关账"):
        reopen_month(desk, "2026-09", why="改")


def test_closing_that_stops_half_way_keeps_nothing(fresh, tmp_path):
    desk = fresh
    october(desk)

    class StopError(Exception):
        pass

    def stop(done, _all):
        if done > 3:
            raise StopError

    with pytest.raises(StopError):
        freeze_month(desk, OCTOBER, tmp_path / "10.xlsx", stop)
    assert not (tmp_path / "10.xlsx").exists()
    assert months.month_of(desk, OCTOBER).submission == 0
    assert month_closing.kept_rows(desk, OCTOBER) == {}


# -- the duty to close ------------------------------------------------------------------------------------------------


def owed(desk, on):
    desk.clock.set(on)
    found = {
        g.code: [r.person for r in g.rows if r.duty.kind == "close_month"]
        for g in overview.board(desk).groups
    }
    return {code: names for code, names in found.items() if names}


def test_a_month_is_owed_from_the_first_closed_one_on(desk, closed, tmp_path):
    """October is closed; November, due five working days after its end, is next."""
    assert owed(desk, date(2026, 11, 22)) == {"later": ["2026年11月"]}
    assert owed(desk, date(2026, 12, 7)) == {"today": ["2026年11月"], "later": ["2026年12月"]}
    assert owed(desk, date(2026, 12, 8)) == {"overdue": ["2026年11月"], "later": ["2026年12月"]}
    before = overview.standing(desk).overdue
    assert [r.person for r in overview.due_duties(desk) if r.duty.kind == "close_month"] == ["2026年11月"]
    freeze_month(desk, NOVEMBER, tmp_path / "11.xlsx")
    assert owed(desk, date(2026, 12, 8)) == {"later": ["2026年12月"]}
    assert overview.standing(desk).overdue == before - 1


def test_an_office_that_never_closed_a_month_owes_none_until_it_says_so(fresh):
    desk = fresh
    october(desk)
    assert owed(desk, date(2026, 11, 22)) == {}
    reporting.save_reporting(desk, since=OCTOBER, day=31, report_days=3, begins=OCTOBER, why="自十月起上报")
    assert owed(desk, date(2026, 11, 22)) == {"overdue": ["2026年10月"], "later": ["2026年11月"]}


# -- the cut-off day --------------------------------------------------------------------------------------------------


def test_the_cut_off_changes_in_mid_year_without_gap_or_overlap(desk, closed, tmp_path):
    """October was closed to its last day; from November the month ends on the 25th."""
    reporting.save_reporting(desk, since=NOVEMBER, day=25, report_days=5, why="市里改为25日截止")
    spans = [reporting.span_of(desk, f"2026-{n}") for n in (10, 11, 12)]
    assert spans == [
        (date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 25)),
        (date(2026, 11, 26), date(2026, 12, 25)),
    ]  # fmt: skip
    desk.clock.set(date(2026, 11, 27))
    early, late = (
        sanction(desk, n, decided_on=date(2026, 11, d)) for n, d in (("月内人", 25), ("次月人", 26))
    )
    assert reporting.current_key(desk) == DECEMBER
    book = months.make_book(desk, NOVEMBER)
    fresh = [r["name"] for r in book.ledgers["decisions"] if r["decided_on"] >= date(2026, 11, 1)]
    assert fresh == ["月内人"]
    assert "本月报统计期间为11月1日至11月25日。" in book.notes
    assert months.figures(desk, NOVEMBER).decisions == 1
    freeze_month(desk, NOVEMBER, tmp_path / "11.xlsx")
    decided = [r["@id"] for r in months.make_book(desk, DECEMBER).ledgers["decisions"] if r["form"]]
    assert late in decided
    assert early not in [r["@id"] for r in months.make_book(desk, OCTOBER).ledgers["decisions"]]
    assert all(check.ok for check in months.make_book(desk, DECEMBER).checks)


def test_closed_months_keep_their_days(desk, closed):
    with pytest.raises(RuleError) as fault:
        reporting.save_reporting(desk, since=OCTOBER, day=25, report_days=5, why="改")
    assert (fault.value.field, fault.value.text) == (
        "since",
        "2026年10月已关账，截止日最早从2026年11月起修改。",
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"day": 3}, "cut_off"),
        ({"report_days": 0}, "report_days"),
        ({"begins": "2026年"}, "begins"),
        ({"why": " "}, "why"),
    ],
)
def test_settings_that_cannot_be_kept_are_refused_at_their_field(desk, values, field):
    wanted = {"since": NOVEMBER, "day": 25, "report_days": 5, "why": "市里要求", **values}
    with pytest.raises(RuleError) as fault:
        reporting.save_reporting(desk, **wanted)
    assert fault.value.field == field
    assert reporting.reporting_of(desk).cut_offs == ()


# -- day by day -------------------------------------------------------------------------------------------------------


def lived(folder, seed, count):
    """Months lived day by day and closed one after the other; what each would have to correct or could not carry over."""
    clock = Clock()
    clock.set(date(2026, 3, 1))
    desk = make_office(folder / "vault", clock=clock)
    life = Life(desk, clock, seed)
    wrong, key = [], "2026-03"
    for _ in range(count):
        first, last = reporting.span_of(desk, key)
        life.live(first, last)
        clock.set(last + timedelta(days=1))
        wrong += corrections_for(desk, key).new
        wrong += [f for f in months.check_month(desk, key) if f.grave]
        freeze_month(desk, key, folder / "out.xlsx")
        key = after(key)
    kept = sum(len(found) for found in month_closing.kept_rows(desk, "2026-05").values())
    desk.vault.close(back_up=False)
    return wrong, kept


def test_a_county_that_dates_everything_on_its_day_has_nothing_to_correct(tmp_path):
    wrong, kept = lived(tmp_path, 7, 4)
    assert wrong == []
    assert kept > 10


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12))
def test_nor_over_many_months(tmp_path, seed):
    wrong, _ = lived(tmp_path, seed, 8)
    assert wrong == []


def test_a_month_closed_by_an_earlier_program_has_no_rows_to_compare(desk, closed):
    with desk.vault.unlogged() as database:
        database.execute_sql("DELETE FROM month_ledger")
        database.execute_sql("UPDATE month SET first_on = NULL, last_on = NULL")
    cases.delete_case(desk, closed[2], why="重复登记")
    assert corrections_for(desk, NOVEMBER) == corrections.Compared()
    assert [f for f in months.check_month(desk, NOVEMBER) if f.grave] == []
    assert reporting.span_of(desk, OCTOBER) == (date(2026, 10, 1), date(2026, 10, 31))
    with pytest.raises(RuleError):
        reporting.save_reporting(desk, since=OCTOBER, day=25, report_days=5, why="改")
