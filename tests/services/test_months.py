"""The month: its workbook re-read and compared with counts from the raw rows; its checks; exporting and closing."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from shutil import copytree

import pytest
from office_county import PASSWORD, log_in, make_county, make_office, october
from openpyxl import load_workbook
from revisit_county import Clock, sanction

from jzdesk.domain.accounts import Role
from jzdesk.domain.dossiers import Mentor
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.months import span
from jzdesk.paths import Paths
from jzdesk.services import cases, chain, dossiers, history, month_closing, months
from jzdesk.services.desk import open_desk

FIRST_ROW = 5
KEY = "2026-10"


@pytest.fixture
def desk(tmp_path):
    made = make_office(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The folder of a made-up county, closed: one vault can be open at a time."""
    made = make_county(tmp_path_factory.mktemp("county") / "vault", people=60, months=18, seed=5)
    made.vault.close(back_up=False)
    return made.paths.data


@pytest.fixture
def county(filled, tmp_path):
    copytree(filled, tmp_path / "county")
    opened = open_desk(Paths(tmp_path / "county"), account="王审核", password=PASSWORD, clock=Clock())
    yield opened
    opened.vault.close(back_up=False)


def column(sheet, *heading):
    """The values under a heading (its lines joined), down to the signature line."""
    for cell in sheet[FIRST_ROW - 2]:
        upper = str(cell.value or "").replace("\n", "")
        lower = str(sheet.cell(FIRST_ROW - 1, cell.column).value or "").replace("\n", "")
        if heading[0] in (upper, lower):
            rows = sheet.iter_rows(min_row=FIRST_ROW, min_col=cell.column, max_col=cell.column, values_only=True)
            numbers = sheet.iter_rows(min_row=FIRST_ROW, max_col=1, values_only=True)
            return [value for (value,), (number,) in zip(rows, numbers, strict=True) if isinstance(number, int)]
    raise AssertionError(f"{sheet.title} has no column {heading}")


def raw(desk, sql, *values):
    with desk.vault.read() as database:
        return database.execute_sql(sql, values).fetchall()


def without_unit(desk, name):
    """A case whose person has lost its unit, as an older vault or an import may hold it."""
    case = sanction(desk, name, decided_on=date(2026, 10, 15))
    with desk.vault.unlogged() as database:
        database.execute_sql("UPDATE person SET unit_id = NULL WHERE name = ?", (name,))
    return case


def as_day(value):
    return value.date() if isinstance(value, datetime) else value


@pytest.mark.parametrize("key", ["2026-10", "2026-09", "2026-11", "2025-12"])
def test_the_workbook_says_what_the_rows_say(county, tmp_path, key):
    """An independent count: raw SQL on the tables of records, not the index the ledgers are made from."""
    first, last = span(key)
    months.export_month(county, key, tmp_path / "月报.xlsx")
    book = load_workbook(tmp_path / "月报.xlsx", data_only=True)
    decided = raw(
        county,
        "SELECT p.name, d.decided_on FROM decision d JOIN \"case\" c ON c.id = d.case_id JOIN person p ON p.id = c.person_id"
        " WHERE c.deleted_at IS NULL AND d.decided_on BETWEEN ? AND ?", str(first), str(last),
    )  # fmt: skip
    sheet = book["处分决定执行台账"]
    listed = [
        name for name, day in zip(column(sheet, "姓名"), map(as_day, column(sheet, "决定日期")), strict=True)
        if first <= day <= last
    ]  # fmt: skip
    assert Counter(listed) == Counter(name for name, _ in decided)

    held = raw(
        county,
        "SELECT p.name, a.held_on FROM announcement a JOIN decision d ON d.id = a.decision_id"
        " JOIN \"case\" c ON c.id = d.case_id JOIN person p ON p.id = c.person_id"
        " WHERE c.deleted_at IS NULL AND a.held_on BETWEEN ? AND ?", str(first), str(last),
    )  # fmt: skip
    sheet = book["公开宣布台账"]
    meetings = zip(column(sheet, "姓名"), map(as_day, column(sheet, "实际宣布日期")), strict=True)
    assert Counter((name, str(day)) for name, day in meetings if day and first <= day <= last) == Counter(
        (name, str(day)) for name, day in held
    )

    forms = Counter()
    for case_id, crime in raw(
        county,
        "SELECT c.id, c.suspected_crime FROM \"case\" c JOIN decision d ON d.case_id = c.id"
        " WHERE c.deleted_at IS NULL AND d.reviews_id IS NULL AND d.decided_on BETWEEN ? AND ? GROUP BY c.id",
        str(first), str(last),
    ):  # fmt: skip
        codes = [
            code for (code,) in raw(
                county,
                "SELECT m.code FROM measure m JOIN decision d ON d.id = m.decision_id WHERE d.case_id = ?1"
                " AND d.decided_on <= ?2 AND (m.revoked_on IS NULL OR m.revoked_on > ?2) AND NOT EXISTS"
                " (SELECT 1 FROM measure later JOIN decision x ON x.id = later.decision_id"
                "  WHERE later.replaces_id = m.id AND x.decided_on <= ?2)", case_id, str(last),
            )
        ]  # fmt: skip
        worst = max((county.rulebook.sanctions[code].form for code in codes), default=0)
        forms[4 if crime and codes else worst] += 1
    sheet = book["四种形态统计"]
    assert [sheet.cell(row, 3).value for row in range(5, 9)] == [forms[n] for n in (1, 2, 3, 4)]
    shares = [Decimal(str(sheet.cell(row, 4).value)) for row in range(5, 9)]
    assert sum(shares) == (1 if sum(forms.values()) else 0)

    checks = book["核对表"]
    results = [checks.cell(row, 6).value for row in range(4, 40)]
    assert "不一致" not in results
    assert results.count("一致") > 5


def test_the_figures_of_the_screen_are_those_of_the_workbook(county, tmp_path):
    months.export_month(county, KEY, tmp_path / "月报.xlsx")
    sheet = load_workbook(tmp_path / "月报.xlsx", data_only=True)["四种形态统计"]
    shown = months.figures(county, KEY)
    for row, (count, share) in enumerate(zip(shown.forms, shown.shares, strict=True), 5):
        assert sheet.cell(row, 3).value == count
        assert abs(Decimal(str(sheet.cell(row, 4).value)) * 100 - share) < Decimal("0.0001")
    assert sum(shown.shares_year) == 100


def test_an_export_is_noted_with_its_digest(desk, tmp_path):
    october(desk)
    out = tmp_path / "10月.xlsx"
    written = months.export_month(desk, KEY, out)
    month = months.month_of(desk, KEY)
    assert month.file_digest == written.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (month.submission, month.exported_by, month.state) == (1, "王审核", "open")
    months.export_month(desk, KEY, out)
    assert months.month_of(desk, KEY).submission == 2
    assert [m.key for m in months.list_months(desk)] == [KEY]
    assert [step.action for step in history.read_log(desk, chain.look_for(noun="month"))] == ["导出月报"] * 2
    assert chain.verify_log(desk) == []


def test_what_is_wrong_leads_to_its_record(desk):
    on_time, late, open_case = october(desk)
    found = months.check_month(desk, KEY)
    overdue = [f for f in found if "公开宣布应于2026-10-23完成，已逾期" in f.text]
    assert [(f.kind, f.record_id, f.grave) for f in overdue] == [("case", open_case, False)]
    missing = {f.record_id for f in found if "未填" in f.text}
    assert missing == {on_time, late, open_case}
    no_unit = without_unit(desk, "郑无单位")
    grave = [f for f in months.check_month(desk, KEY) if f.grave]
    assert [(f.record_id, f.text) for f in grave] == [(no_unit, "郑无单位：未填单位，不能计入单位汇总")]


def test_a_dossier_without_a_mentor_is_told_of_until_somebody_is_named(desk):
    october(desk)

    def alone():
        return [f.record_id for f in months.check_month(desk, "2026-11") if f.text.endswith("：尚未指定帮带人")]

    told = alone()
    assert len(told) == 3
    mentor = Mentor(name="周帮带", appointed_on=desk.today, appointed_by="机关党委")
    dossiers.name_mentor(desk, told[0], mentor)
    assert alone() == told[1:]
    assert not [f for f in months.check_month(desk, KEY) if f.code == "no_mentor"], "the month of the decision is too early"


def test_a_running_month_says_so(desk):
    assert any("尚未结束" in f.text for f in months.check_month(desk, "2026-11"))
    assert months.check_month(desk, "2026-09") == []


def test_closing_keeps_the_very_file(desk, tmp_path):
    """Whatever is changed later, the closed month gives the file that was sent, and the screen its figures."""
    _, _, open_case = october(desk)
    month_closing.freeze_month(desk, KEY, tmp_path / "报送.xlsx")
    sent, figures = (tmp_path / "报送.xlsx").read_bytes(), months.figures(desk, KEY)
    month = months.month_of(desk, KEY)
    assert month.state == "frozen"
    assert months.reported_figures(month) == figures
    cases.delete_case(desk, open_case, why="重复登记")
    assert months.figures(desk, KEY) != figures
    assert months.reported_figures(months.month_of(desk, KEY)) == figures
    written = months.export_month(desk, KEY, tmp_path / "再要一份.xlsx")
    assert (tmp_path / "再要一份.xlsx").read_bytes() == sent
    assert written.sha256 == month.file_digest
    assert months.month_of(desk, KEY).submission == 1


def test_closing_twice_and_opening_again(desk, tmp_path):
    october(desk)
    month_closing.freeze_month(desk, KEY, tmp_path / "1.xlsx")
    with pytest.raises(Refused, match="已关账"):
        month_closing.freeze_month(desk, KEY, tmp_path / "2.xlsx")
    with pytest.raises(RuleError, match="理由"):
        month_closing.reopen_month(desk, KEY, why=" ")
    month_closing.reopen_month(desk, KEY, why="漏报一件")
    with pytest.raises(Refused, match="没有关账"):
        month_closing.reopen_month(desk, KEY, why="再来")
    sanction(desk, "漏报人", decided_on=date(2026, 10, 16))
    month_closing.freeze_month(desk, KEY, tmp_path / "3.xlsx")
    assert months.month_of(desk, KEY).submission == 2
    names = column(load_workbook(tmp_path / "3.xlsx", data_only=True)["处分决定执行台账"], "姓名")
    assert "漏报人" in names
    months.export_month(desk, KEY, tmp_path / "4.xlsx")
    assert (tmp_path / "4.xlsx").read_bytes() == (tmp_path / "3.xlsx").read_bytes()


def test_a_running_month_or_a_grave_gap_is_not_closed(desk, tmp_path):
    with pytest.raises(Refused, match="尚未结束"):
        month_closing.freeze_month(desk, "2026-11", tmp_path / "11月.xlsx")
    without_unit(desk, "郑无单位")
    with pytest.raises(Refused, match="未填单位"):
        month_closing.freeze_month(desk, KEY, tmp_path / "10月.xlsx")
    assert not (tmp_path / "10月.xlsx").exists()
    assert months.month_of(desk, KEY).state == "open"


def test_roles_of_the_month(tmp_path):
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.CLERK, Role.LEADER, Role.AUDITOR)
    october(desk)
    desk = log_in(desk, Role.CLERK)
    months.export_month(desk, KEY, tmp_path / "经办.xlsx")
    with pytest.raises(Refused, match="关账"):
        month_closing.freeze_month(desk, KEY, tmp_path / "关账.xlsx")
    desk = log_in(desk, Role.LEADER)
    assert months.figures(desk, KEY).decisions == 3
    with pytest.raises(Refused, match="导出和打印"):
        months.export_month(desk, KEY, tmp_path / "领导.xlsx")
    desk = log_in(desk, Role.AUDITOR)
    for look in (months.figures, months.check_month, months.month_of):
        with pytest.raises(Refused):
            look(desk, KEY)
    assert not (tmp_path / "领导.xlsx").exists()
    desk.vault.close(back_up=False)


def test_a_cancelled_export_leaves_nothing(desk, tmp_path):
    class StopError(Exception):
        pass

    def stop(done, _total):
        if done >= 3:
            raise StopError

    october(desk)
    out = tmp_path / "10月.xlsx"
    out.write_bytes(b"last month's")
    with pytest.raises(StopError):
        months.export_month(desk, KEY, out, stop)
    assert out.read_bytes() == b"last month's"
    assert list(tmp_path.glob("*.xlsx*")) == [out]
    assert months.month_of(desk, KEY).submission == 0


def test_a_month_as_it_stood_then(tmp_path):
    """October exported in December counts as of 31 October: what was done in November is still open in it."""
    clock = Clock()
    desk = make_office(tmp_path / "vault", clock=clock)
    _, _, open_case = october(desk)
    from office_county import announce

    announce(desk, open_case, date(2026, 11, 5))
    clock.set(date(2026, 12, 10))
    months.export_month(desk, KEY, tmp_path / "10月.xlsx")
    sheet = load_workbook(tmp_path / "10月.xlsx", data_only=True)["公开宣布台账"]
    states = dict(zip(column(sheet, "姓名"), column(sheet, "是否按期"), strict=True))
    assert states == {"吴建国": "已按期", "陈大勇": "逾期已办", "周小林": "逾期"}
    months.export_month(desk, "2026-11", tmp_path / "11月.xlsx")
    sheet = load_workbook(tmp_path / "11月.xlsx", data_only=True)["公开宣布台账"]
    assert dict(zip(column(sheet, "姓名"), column(sheet, "是否按期"), strict=True)) == {"周小林": "逾期已办"}
    desk.vault.close(back_up=False)


@pytest.mark.parametrize("key", ["2026-13", "202610", "", "1026-10", "2026-1"])
def test_months_that_are_none(desk, tmp_path, key):
    with pytest.raises(RuleError):
        months.export_month(desk, key, tmp_path / "x.xlsx")
    with pytest.raises(RuleError):
        months.figures(desk, key)
