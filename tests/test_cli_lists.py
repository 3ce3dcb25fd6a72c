"""`jzdesk lists`: out to a workbook, and a dry run of what came back."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook
from revisit_county import CLERK, Clock, make_desk

from jzdesk import cli
from jzdesk.services import tolerance_lists
from jzdesk.services.desk import open_desk


@pytest.fixture
def run(tmp_path, capsys):
    """Do one command on a county's vault; (status, what it said, what it complained)."""
    desk = make_desk(tmp_path / "vault", Clock())
    desk.vault.close(back_up=False)
    password = tmp_path / "password.txt"
    password.write_text(CLERK.password, encoding="utf-8")

    def do(*words):
        common = ("--data", tmp_path / "vault", "--password-file", password)
        status = cli.main([str(word) for word in ("lists", *words, *common)], clock=Clock())
        said = capsys.readouterr()
        return status, said.out, said.err

    do.paths = desk.paths
    return do


def test_what_was_exported_is_checked_without_a_difference(run, tmp_path):
    book = tmp_path / "清单.xlsx"
    status, out, err = run("export", "--out", book)
    assert (status, out.splitlines()[0], err) == (0, f"已导出“随程序附带的容错清单”：{book}", "")
    status, out, _ = run("check", book)
    assert status == 0
    assert out.splitlines()[:2] == ["与“随程序附带的容错清单”相比：没有变化。", "以上只是检查，没有导入。"]


def test_changes_are_listed_and_nothing_is_kept(run, tmp_path):
    book = tmp_path / "清单.xlsx"
    run("export", "--out", book)
    sheets = load_workbook(book)
    sheets["负面清单"]["B5"] = "在统计数据中弄虚作假"
    sheets.save(book)
    status, out, _ = run("check", book, "--json")
    found = json.loads(out)
    assert (status, found["ok"]) == (0, True)
    assert [(c["kind"], c["code"], c["after"]) for c in found["changes"]] == [
        ("changed", "N02", "在统计数据中弄虚作假")
    ]
    desk = open_desk(run.paths, account=CLERK.name, password=CLERK.password, clock=Clock())
    assert len(tolerance_lists.versions(desk)) == 1
    desk.vault.close(back_up=False)


def test_faults_are_status_one_with_their_cells(run, tmp_path):
    book = tmp_path / "清单.xlsx"
    run("export", "--out", book)
    sheets = load_workbook(book)
    sheets["负面清单"]["C5"] = None
    sheets.save(book)
    status, out, _ = run("check", book)
    assert status == 1
    assert out.startswith("须改正：负面清单 C5：“依据”为空")


def test_what_is_no_workbook_and_a_name_that_does_not_exist_are_status_three(run, tmp_path):
    other = tmp_path / "a.xls"
    other.write_bytes(b"x")
    status, _, err = run("check", other)
    assert (status, "旧格式" in err) == (3, True)
    status, _, err = run("export", "--out", tmp_path / "b.xlsx", "--name", "没有的")
    assert (status, "没有名为“没有的”的清单" in err) == (3, True)
    assert not (tmp_path / "b.xlsx").exists()
