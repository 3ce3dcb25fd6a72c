"""The checks before a month is closed: each by its code, what is grave, what may be answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from closed_county import NOVEMBER, OCTOBER, make_closed, open_copy
from office_county import announce, make_office
from revisit_county import Clock, dossier_of, mentor, sanction

from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.month_findings import CHECK_NAMES
from jzdesk.domain.month_rows import packed
from jzdesk.services import cases, dossiers, month_findings, months
from jzdesk.services.month_closing import freeze_month
from jzdesk.services.month_figures import MonthFigures
from jzdesk.services.month_findings import answer_finding, check_month
from jzdesk.storage import months as month_rows


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_closed(tmp_path_factory.mktemp("closed"))


@pytest.fixture
def desk(made, tmp_path):
    """October is closed with one decision not announced; it is the end of November."""
    opened = open_copy(made[0], tmp_path / "vault", date(2026, 12, 2))
    yield opened
    opened.vault.close(back_up=False)


@pytest.fixture
def closed(made):
    return made[1]


@pytest.fixture
def fresh(tmp_path):
    """Nothing is closed yet."""
    office = make_office(tmp_path / "vault", clock=Clock())
    yield office
    office.vault.close(back_up=False)


def coded(desk, code, key=NOVEMBER):
    return [f for f in check_month(desk, key) if f.code == code]


def tamper(desk, sql, *values):
    """Change rows behind the back of the program: no entry in the log, so that closed months are not compared anew."""
    check_month(desk, NOVEMBER)
    with desk.vault.unlogged() as database:
        database.execute_sql(sql, values)


def test_every_finding_has_a_code_that_has_a_name(desk, closed):
    sanction(desk, "郑新来", decided_on=date(2026, 11, 16))
    found = check_month(desk, NOVEMBER)
    assert {f.code for f in found} <= set(CHECK_NAMES)
    assert {"missing", "open_duty", "no_mentor"} <= {f.code for f in found}


def test_what_changes_a_rate_is_named_with_it(desk, closed):
    texts = [f.text for f in coded(desk, "open_duty")]
    assert "吴建国：建立回访档案应于2026-11-02完成，已逾期，影响建档率" in texts
    (row,) = [f for f in coded(desk, "open_duty") if f.text.startswith("吴建国")]
    assert (row.kind, row.record_id) == ("dossier", dossier_of(desk, closed[0]).dossier.id)


def test_a_damaged_number_is_told(desk, closed):
    case = sanction(desk, "郑新来", decided_on=date(2026, 11, 16))
    tamper(desk, "UPDATE person SET id_number = '421022198501010000' WHERE name = '郑新来'")
    ((text, record),) = [(f.text, f.record_id) for f in coded(desk, "bad_id")]
    assert text.startswith("郑新来：身份证号末三位为000")
    assert record == case


def test_a_clean_carry_over_is_silent(desk, closed):
    announce(desk, closed[2], date(2026, 11, 6))
    assert coded(desk, "carry") == []
    assert coded(desk, "equation") == []


def test_what_was_open_and_is_not_carried_is_grave_and_leads_to_the_record(desk, closed, tmp_path):
    tamper(desk, "DELETE FROM duty WHERE kind = 'announce' AND case_id = ?", closed[2])
    ((text, kind, record, grave),) = [(f.text, f.kind, f.record_id, f.grave) for f in coded(desk, "carry")]
    assert text == "周小林：2026年10月末未宣布，本月台账没有结转"
    assert (kind, record, grave) == ("case", closed[2], True)
    with pytest.raises(Refused, match="周小林"):
        freeze_month(desk, NOVEMBER, tmp_path / "11.xlsx")


def test_what_is_carried_but_was_not_open_is_grave(desk, closed):
    tamper(desk, "UPDATE announcement SET held_on = NULL WHERE decision_id IN"
                 " (SELECT id FROM decision WHERE case_id = ?)", closed[1])  # fmt: skip
    tamper(
        desk, "UPDATE duty SET done_on = NULL, is_open = 1 WHERE kind = 'announce' AND case_id = ?", closed[1]
    )
    assert [f.text for f in coded(desk, "carry")] == ["陈大勇：本月结转为未宣布，2026年10月报送时没有列入"]


def test_what_is_to_be_carried_out_is_carried_over(desk, closed, tmp_path):
    """An execution item open at October's end has its line in November; without the duty of the index it would go."""
    tamper(desk, "DELETE FROM duty WHERE case_id = ?", closed[2])
    found = coded(desk, "carry")
    assert {(f.text, f.kind, f.record_id, f.grave) for f in found} == {
        ("周小林：2026年10月末有未执行事项，本月台账没有结转", "case", closed[2], True),
        ("周小林：2026年10月末未宣布，本月台账没有结转", "case", closed[2], True),
    }


def test_what_is_overdue_since_before_stood_in_the_month_before(desk, closed):
    """A decision of October whose line was not sent, though something of it is overdue since October."""
    check_month(desk, NOVEMBER)
    with desk.vault.unlogged() as database:
        (month,) = database.execute_sql("SELECT id FROM month WHERE key = ?", (OCTOBER,)).fetchone()
        lines = month_rows.ledger_rows(month, "decisions")
        database.execute_sql(
            "UPDATE month_ledger SET content = ? WHERE month_id = ? AND ledger = 'decisions'",
            (packed([line for line in lines if line.id != closed[2]]), month),
        )
        database.execute_sql(
            "UPDATE duty SET due_on = '2026-10-28' WHERE kind = 'tell' AND case_id = ?", (closed[2],)
        )
    assert [f.text for f in coded(desk, "carry") if "有未执行事项" in f.text] == [
        "周小林：本月结转为有未执行事项，2026年10月报送时没有列入"
    ]


def test_a_carry_over_that_a_correction_explains_is_no_fault(desk, closed, tmp_path):
    cases.delete_case(desk, closed[2], why="重复登记")
    assert coded(desk, "carry") == []
    freeze_month(desk, NOVEMBER, tmp_path / "11.xlsx")


def test_an_answered_gap_stands_below_and_in_the_notes(desk, closed, tmp_path):
    sanction(desk, "郑新来", decided_on=date(2026, 11, 16))
    (gap,) = coded(desk, "missing")
    answer_finding(desk, NOVEMBER, gap, reason="村民小组组长，无职务")
    (after,) = coded(desk, "missing")
    assert (after.reason, after.open) == ("村民小组组长，无职务", False)
    note = f"核对说明：{gap.text}。村民小组组长，无职务"
    assert note in months.make_book(desk, NOVEMBER).notes
    answer_finding(desk, NOVEMBER, after, reason="")
    assert coded(desk, "missing")[0].open
    assert note not in months.make_book(desk, NOVEMBER).notes


def test_what_is_grave_cannot_be_answered_away(desk, closed):
    case = sanction(desk, "郑无单位", decided_on=date(2026, 11, 16))
    file = cases.open_case(desk, case)
    tamper(desk, "UPDATE person SET unit_id = NULL WHERE id = ?", file.person.id)
    (grave,) = coded(desk, "no_unit")
    with pytest.raises(RuleError) as fault:
        answer_finding(desk, NOVEMBER, grave, reason="以后再补")
    assert fault.value.field == "reason"


def test_a_closed_month_takes_no_answers(desk, closed):
    gap = coded(desk, "missing", OCTOBER)[0]
    with pytest.raises(Refused, match="已关账"):
        answer_finding(desk, OCTOBER, gap, reason="晚了")


def test_the_month_before_is_to_be_closed_first(desk, closed, tmp_path):
    months.export_month(desk, NOVEMBER, tmp_path / "11.xlsx")
    desk.clock.set(date(2027, 1, 4))
    (gap,) = coded(desk, "before_open", "2026-12")
    assert gap.text.startswith("2026年11月的月报尚未关账")
    assert not gap.grave


def test_the_year_adds_up_to_what_the_months_sent(fresh, tmp_path):
    """January to March closed; a decision of January entered in April is a correction, and the sum holds with it."""
    desk = fresh
    for number in (1, 2, 3):
        desk.clock.set(date(2026, number, 20))
        sanction(desk, f"某{number}", decided_on=date(2026, number, 12))
        desk.clock.set(date(2026, number + 1, 3))
        freeze_month(desk, f"2026-0{number}", tmp_path / f"{number}.xlsx")
    sanction(desk, "补录人", decided_on=date(2026, 1, 15))
    assert coded(desk, "cumulative", "2026-04") == []
    year = {c.name: (c.left, c.right) for c in months.make_book(desk, "2026-04").checks if c.code == "cumulative"}
    assert len(year) == 7
    assert year["本年以前各月之和＝累计：第二种形态人次"] == (4, 4)
    assert year["本年以前各月之和＝累计：收到征求意见函件数"] == (0, 0)
    tamper(desk, "UPDATE month SET figures = replace(figures, '\"forms\": [0, 1, 0, 0]', '\"forms\": [0, 5, 0, 0]')"
                 " WHERE key = '2026-02'")  # fmt: skip
    (line,) = coded(desk, "cumulative", "2026-04")
    assert line.text == "第二种形态人次：本年以前各月报送数（含更正）之和为8，累计数为4，相差4"


def test_far_from_its_own_history_is_a_hint(desk, closed, monkeypatch):
    """Six months of one to three person-times, then nine: said, but nobody has to answer it."""
    for number in range(9):
        sanction(desk, f"某{number}", decided_on=date(2026, 11, 10))
    usual = [MonthFigures(key="", forms=(0, n, 0, 0), forms_year=(0, 0, 0, 0), shares=(), shares_year=(), rates=(),
                          decisions=n, announced={}) for n in (1, 2, 3, 2, 1, 2)]  # fmt: skip
    monkeypatch.setattr(month_findings.Facts, "history", usual)
    (hint,) = coded(desk, "outlier")
    assert hint.hint
    assert not hint.open
    assert "本月为9，以前6个月的中位数为2" in hint.text


def test_a_mentor_named_after_the_month_is_none_at_its_end(desk, closed):
    tamper(desk, "DELETE FROM duty WHERE kind = 'announce' AND case_id = ?", closed[2])
    dossiers.name_mentor(
        desk, dossier_of(desk, closed[0]).dossier.id, replace(mentor(), appointed_on=date(2026, 12, 1))
    )
    codes = {f.code for f in check_month(desk, NOVEMBER)}
    assert "no_mentor" in codes
    assert "carry" not in codes
