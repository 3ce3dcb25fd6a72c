"""A month at the city, on the command line: eight counties report, not all of them well; what is wrong goes back with remarks,
comes again, is accepted, and the city's workbook is written."""

from __future__ import annotations

import json
import shutil
from datetime import date

import county_files as made_up
import pytest
from city_office import CityClock, make_city, month_file
from office_county import PASSWORD
from openpyxl import load_workbook
from spoiled_files import VISITS, Workbook

from jzdesk import cli
from jzdesk.domain.accounts import Role
from jzdesk.paths import Paths
from jzdesk.services import intake_views
from jzdesk.services.desk import open_desk

MONTH = "2026-09"
REASON = "请按审核意见改正后于10月20日前重新报送"


@pytest.fixture
def office(tmp_path, capsys):
    """Runs `jzdesk merge` on the city's vault; the clock can be moved."""

    class Office:
        clock = CityClock()
        data = tmp_path / "city"
        remarks = tmp_path / "意见"
        password = tmp_path / "password.txt"

        def merge(self, *words, vault=True):
            place = ["--data", self.data, "--password-file", self.password] if vault else []
            status = cli.main([str(w) for w in ("merge", *words, *place)], clock=self.clock)
            said = capsys.readouterr()
            return status, said.out, said.err

        def board(self):
            desk = open_desk(Paths(self.data), account="王审核", password=PASSWORD, clock=self.clock)
            found = intake_views.board(desk, [MONTH])
            desk.vault.close(back_up=False)
            return {row.county.name: row.cells[0] for row in found.rows}, found

    made = Office()
    made.password.write_text(PASSWORD, "utf-8")
    make_city(made.data, clock=made.clock, registered=8, roles=(Role.REVIEWER,)).vault.close(back_up=False)
    return made


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """What arrives: five good files, one changed by hand, one of the wrong month, one twice, one without manifest."""
    folder = tmp_path_factory.mktemp("收件")
    files = {index: month_file(folder, index, MONTH) for index in range(7)}
    by_hand = Workbook(files[1])
    by_hand.put_number(VISITS, "Z6", 12)
    by_hand.clear(VISITS, "B8")
    by_hand.save(files[1])
    files[2].unlink()
    files[2] = month_file(folder, 2, "2026-08", name="石首市9月.xlsx")
    files["twice"] = shutil.copy(files[3], folder / "监利市（再发一次）.xlsx")
    bare = Workbook(files[4])
    bare.drop_sheet("报送校验")
    bare.save(files[4])
    return files


def test_a_month_of_the_city(office, sent, tmp_path):
    # the files of the first days: everything that can be taken in is, each with what is found in it
    arrived = [*(sent[index] for index in range(7)), sent["twice"]]
    status, said, err = office.merge(
        *arrived, "--month", MONTH, "--remarks", office.remarks, "--accept", "--return", REASON
    )
    assert (status, err) == (1, "")
    assert said.count("已收到") >= 7
    assert "监利市（再发一次）.xlsx”已于2026-10-09收到过" in said
    assert f"须改正：{sent[1].name} 松滋市 {VISITS} B8：没有填写姓名" in said
    assert "Z6" in said
    assert "文件是2026-08的月报，应为2026-09" in said
    assert "文件没有报送校验信息" in said
    cells, board = office.board()
    states = {name: cell.state for name, cell in cells.items()}
    assert states == {
        "公安县": "accepted", "松滋市": "returned", "石首市": "returned", "监利市": "accepted", "洪湖市": "accepted",
        "江陵县": "accepted", "沙市区": "accepted", "荆州区": "coming",
    }  # fmt: skip
    assert (board.report.met, board.report.due) == (5, 7)

    # what went back says at its cells what is wrong
    remarks = {path.name: path for path in office.remarks.iterdir()}
    assert set(remarks) == {f"{name}2026-09第1次审核意见.xlsx" for name in ("松滋市", "石首市", "洪湖市")}
    page = load_workbook(remarks["松滋市2026-09第1次审核意见.xlsx"])[VISITS]
    assert page["B8"].comment is not None
    assert page["Z6"].comment is not None

    # the counties send anew; the last one is late
    office.clock.go_to(date(2026, 10, 16))
    cells, _ = office.board()
    assert (cells["荆州区"].state, cells["松滋市"].overdue) == ("missing", True)
    again = [month_file(tmp_path / "重报", index, MONTH, submission=2) for index in (1, 2)]
    late = month_file(tmp_path / "重报", 7, MONTH)
    status, said, _ = office.merge(*again, late, "--accept", "--json")
    assert status == 0, said
    assert json.loads(said) == []
    cells, board = office.board()
    assert {cell.state for cell in cells.values()} == {"accepted"}
    assert cells["荆州区"].label == "已接收（迟报）"
    assert (board.report.met, board.report.due, board.on_time.met) == (8, 8, 7)

    # the city's workbook: all eight, its totals those of the cases
    out = tmp_path / "全市.xlsx"
    status, said, err = office.merge("--month", MONTH, "--out", out)
    assert (status, err) == (0, "")
    assert "已汇总8份" in said
    page = load_workbook(out, data_only=True)["分县汇总"]
    homes = [made_up.county(index, cases=30) for index in range(8)]
    months = [made_up.MonthOf(home, MONTH) for home in homes]
    assert [page.cell(row, 2).value for row in range(6, 14)] == list(made_up.NAMES)
    assert [page.cell(row, 3).value for row in range(6, 14)] == [
        sum(month.within(case.decided) for case in month.home.cases) for month in months
    ]
    assert page.cell(5, 3).value == sum(
        sum(month.within(c.decided) for c in month.home.cases) for month in months
    )


def test_the_same_files_without_a_vault(office, sent, tmp_path):
    out = tmp_path / "核对.xlsx"
    arrived = [*(sent[index] for index in range(7)), sent["twice"]]
    status, said, _ = office.merge(*arrived, "--month", MONTH, "--out", out, "--json", vault=False)
    assert status == 1
    rules = {(found["county"], found["rule"]) for found in json.loads(said) if found["weight"] != "note"}
    assert ("石首市纪委监委", "file.wrong_month") in rules
    assert ("监利市纪委监委", "file.doubled") in rules
    assert ("洪湖市纪委监委", "file.no_manifest") in rules
    assert {rule for county, rule in rules if county.startswith("松滋市")} >= {"cell.changed", "name.missing"}
    assert {county for county, _ in rules} == {
        f"{name}纪委监委" for name in ("石首市", "监利市", "洪湖市", "松滋市")
    }
    assert load_workbook(out).sheetnames[:5] == ["汇总说明", "报送情况", "分县汇总", "四种形态", "差异清单"]


def test_wrong_use_is_said(office, tmp_path):
    assert office.merge("--accept", vault=False)[0] == 2
    assert office.merge(tmp_path / "a.xlsx", vault=False)[0] == 2
    status, _, err = office.merge(tmp_path / "没有.xlsx", "--out", tmp_path / "x.xlsx", vault=False)
    assert (status, "没有.xlsx" in err) == (3, True)
    assert not (tmp_path / "x.xlsx").exists()
