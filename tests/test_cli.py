"""The command line as the IT desk uses it: what it says, its JSON, its exit statuses, and that nothing is half-written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import datetime

import pytest
from demo_county import NOW, make_county, now
from openpyxl import load_workbook

from jzdesk import __main__ as start
from jzdesk import cli, cli_vault
from jzdesk.domain.month_findings import Finding
from jzdesk.services import months
from jzdesk.storage.vault import Vault

PASSWORD = "demo-2026"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("cli") / "vault", people=60, months=24, seed=1)


@pytest.fixture
def data(filled, tmp_path):
    return shutil.copytree(filled, tmp_path / "vault")


@pytest.fixture
def password(tmp_path):
    file = tmp_path / "password.txt"
    file.write_text(f"{PASSWORD}\n", "utf-8")
    return file


@pytest.fixture
def run(capsys):
    """Do one command; (status, standard output, standard error)."""

    def do(*argv, clock=now):
        status = cli.main([str(word) for word in argv], clock=clock)
        said = capsys.readouterr()
        return status, said.out, said.err

    return do


def one_line(text):
    return text.endswith("\n") and text.count("\n") == 1


# -- rules ---------------------------------------------------------------------------------------------------------


def test_one_date_and_why(run):
    status, out, err = run("rules", "deadline", "--from", "2026-09-18", "--working-days", "7")
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "2026-09-29"
    assert "9月20日调休上班" in out
    assert "中秋节" in out


def test_a_date_past_the_calendar_is_provisional(run):
    status, out, _ = run("rules", "deadline", "--from", "2026-12-28", "--working-days", "7", "--json")
    answer = json.loads(out)
    assert status == 0
    assert answer["provisional"] is True
    assert answer["date"] > "2026-12-31"
    assert "暂定" in answer["why"]


@pytest.mark.parametrize(
    ("rule", "end"), [("prev-day", "2021-02-28"), ("prev-day-clip", "2021-02-27"), ("same-day", "2021-02-28")]
)
def test_a_period_by_each_way_of_counting(run, rule, end):
    status, out, _ = run("rules", "period", "政务警告", "--from", "2020-08-31", "--rule-end", rule, "--json")
    answer = json.loads(out)
    assert status == 0
    assert (answer["start"], answer["end"], answer["provisional"]) == ("2020-08-31", end, False)
    assert "第八条" in answer["why"]


@pytest.mark.parametrize("name", ["D2", "d2", "党内严重警告"])
def test_a_measure_by_code_or_name(run, name):
    _, out, _ = run("rules", "period", name, "--from", "2026-01-05", "--json")
    assert (json.loads(out)["measure"], json.loads(out)["end"]) == ("D2", "2027-07-04")


def test_open_periods_and_measures_without_one(run):
    _, out, _ = run("rules", "period", "D4-1", "--from", "2026-01-05", "--json")
    answer = json.loads(out)
    assert (answer["probation_end"], answer["end"], answer["provisional"]) == ("2027-01-04", "2029-01-04", True)
    _, out, _ = run("rules", "period", "Z6", "--from", "2026-01-05", "--json")
    assert json.loads(out)["end"] is None
    _, out, _ = run("rules", "period", "Z6", "--from", "2026-01-05")
    assert "没有影响期" in out


def test_the_county_own_calendar_counts_when_its_folder_is_given(run, tmp_path):
    folder = tmp_path / "county" / "calendar"
    folder.mkdir(parents=True)
    (folder / "2027.toml").write_text(
        "[[year]]\nyear = 2027\nsource = '县里录入'\n"
        "holidays = [{ name = '元旦', first = 2027-01-01, last = 2027-01-03 }]\nwork = []\n", "utf-8",
    )  # fmt: skip
    argv = ["rules", "deadline", "--from", "2026-12-28", "--working-days", "5", "--json"]
    shipped = json.loads(run(*argv)[1])
    own = json.loads(run(*argv, "--data", tmp_path / "county")[1])
    assert (shipped["date"], shipped["provisional"]) == ("2027-01-04", True)
    assert (own["date"], own["provisional"]) == ("2027-01-05", False)
    (folder / "2027.toml").write_text("[[year]]\nyear = 'soon'\n", "utf-8")
    status, out, err = run(*argv, "--data", tmp_path / "county")
    assert (status, out) == (3, "")
    assert one_line(err)


def test_rules_load_neither_window_nor_database_nor_spreadsheet_nor_paper():
    code = (
        "import sys; from jzdesk.__main__ import main; "
        "status = main(['rules', 'deadline', '--from', '2026-09-18', '--working-days', '7']); "
        "heavy = [n for n in ('PySide6', 'peewee', 'sqlcipher3', 'openpyxl', 'reportlab', 'pypinyin', 'nacl') "
        "if n in sys.modules]; sys.exit(status or ' '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# -- wrong use -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv",
    [
        ["frobnicate"], ["rules"], ["rules", "deadline", "--from", "2026-02-30", "--working-days", "7"],
        ["rules", "deadline", "--from", "2026-09-18", "--working-days", "0"],
        ["rules", "deadline", "--from", "2026-09-18"], ["rules", "period", "杖刑", "--from", "2026-01-05"],
        ["rules", "period", "警告", "--from", "2026-01-05"],
        ["rules", "period", "D2", "--from", "2026-01-05", "--rule-end", "whenever"],
        ["report", "2026-13", "--out", "x.xlsx"], ["report", "2026-10"], ["due", "--within", "soon"],
        ["init", "--unit", "某县纪委监委"], ["demo", "--people", "0"], ["backup"], ["due", "--bogus"],
        ["print", "interview", "--month", "2026-10", "--blank", "--out", "x.pdf"],
    ],
)  # fmt: skip
def test_wrong_use_is_status_two_and_one_chinese_line(run, argv, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(*argv)
    assert (status, out) == (2, "")
    assert one_line(err)
    assert err.startswith("用法错误：")
    assert list(tmp_path.iterdir()) == []


def test_forms_that_do_not_exist_and_missing_words_are_wrong_use(run, data, password, tmp_path):
    opening = ["--data", data, "--password-file", password]
    for argv in (
        ["print"], ["print", "certificate", "--blank", "--out", tmp_path / "x.pdf"], ["print", "interview", "--blank"],
        ["print", "interview", "--out", tmp_path / "x.pdf"],
    ):  # fmt: skip
        status, _, err = run(*argv, *opening)
        assert status == 2
        assert one_line(err)


def test_help_is_chinese(run):
    status, out, _ = run("due", "--help")
    assert status == 0
    assert "用法：" in out
    assert "逾期" in out
    assert "usage" not in out


# -- making a vault ------------------------------------------------------------------------------------------------


def test_init_makes_a_vault_and_says_the_recovery_key_once(run, password, tmp_path):
    data = tmp_path / "new" / "vault"
    words = ["--unit", "公安县纪委监委", "--code", "421022", "--account", "李经办", "--password-file", password]
    status, out, err = run("init", "--data", data, *words, "--json")
    made = json.loads(out)
    assert (status, err) == (0, "")
    assert Vault.account_names(data) == ("李经办",)
    with Vault.open_with_recovery(data, made["recovery_key"]):
        pass
    status, out, _ = run("due", "--data", data, "--password-file", password, "--json")
    assert (status, json.loads(out)) == (0, [])
    status, _, err = run("init", "--data", data, *words)
    assert status == 3
    assert one_line(err)
    assert "已有一份数据" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--unit", "公安县纪委监委", "--code", "42102", "--account", "李经办"], "18位"),
        (["--unit", " ", "--code", "421022", "--account", "李经办"], "单位名称"),
        (["--unit", "公安县纪委监委", "--code", "421022", "--account", "demo"], "账户名"),
    ],
)
def test_a_refused_init_leaves_nothing(run, password, tmp_path, words, said):
    folder = tmp_path / "new"
    status, out, err = run("init", "--data", folder, *words, "--password-file", password)
    assert (status, out) == (3, "")
    assert said in err
    assert one_line(err)
    assert not folder.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["password.txt"]


def test_a_demo_that_fails_half_way_leaves_nothing(run, tmp_path, monkeypatch):
    from jzdesk.services import demo

    def broken(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(demo, "fill", broken)
    status, _, err = run("demo", "--data", tmp_path / "vault")
    assert status == 3
    assert one_line(err)
    assert list(tmp_path.iterdir()) == []


def test_demo_in_a_folder_that_holds_the_county_own_rules_keeps_them(run, tmp_path):
    data = tmp_path / "vault"
    (data / "forms").mkdir(parents=True)
    status, out, _ = run("demo", "--data", data, "--people", "12", "--months", "6", "--seed", "4", "--json")
    made = json.loads(out)
    assert status == 0
    assert (made["password"], made["people"], made["seed"]) == (PASSWORD, 12, 4)
    assert (data / "forms").is_dir()
    assert Vault.account_names(data) == (cli_vault.DEMO_ACCOUNT, "经办")


def test_passwords_are_never_asked_where_nobody_can_answer(run, data, monkeypatch, tmp_path):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    status, _, err = run("due", "--data", data)
    assert status == 2
    assert "--password-file" in err
    status, _, err = run("due", "--data", data, "--password-file", tmp_path / "missing.txt")
    assert status == 3
    assert "口令文件" in err


def test_a_typed_password_is_asked_twice_for_a_new_vault(run, monkeypatch, tmp_path):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    answers = iter(["Gong-An-2026", "Gong-An-2027"])
    monkeypatch.setattr(cli_vault.getpass, "getpass", lambda _prompt: next(answers))
    status, _, err = run("init", "--data", tmp_path / "v", "--unit", "公安县纪委监委", "--code", "421022", "--account", "李")
    assert status == 3
    assert "不一致" in err
    assert not (tmp_path / "v").exists()


# -- an opened vault -----------------------------------------------------------------------------------------------


def test_due_lists_duties_oldest_first(run, data, password):
    status, out, err = run("due", "--data", data, "--password-file", password, "--json")
    rows = json.loads(out)
    assert (status, err) == (0, "")
    assert [r["due_on"] for r in rows] == sorted(r["due_on"] for r in rows)
    assert {r["state"] for r in rows} == {"overdue", "due_soon", "open"}
    wanted = {"who", "unit", "kind", "name", "due_on", "state", "remaining", "why", "provisional"}
    assert all(wanted <= set(r) and r["why"] for r in rows)
    visit = next(r for r in rows if r["kind"] == "visit")
    assert visit["name"] == "回访谈话"


def test_due_within_days_and_on_another_day(run, data, password):
    opening = ["--data", data, "--password-file", password, "--json"]
    everything = json.loads(run("due", *opening)[1])
    soon = json.loads(run("due", *opening, "--within", "7")[1])
    assert soon == [r for r in everything if r["due_on"] <= "2026-11-29"]
    later = json.loads(run("due", *opening, "--on", "2027-03-01", "--within", "0")[1])
    assert later
    assert all(r["state"] == "overdue" for r in later if r["due_on"] < "2027-03-01")


def test_due_for_people_is_a_table_with_totals(run, data, password):
    status, out, _ = run("due", "--data", data, "--password-file", password, "--within", "5")
    assert status == 0
    assert "逾期" in out
    assert "项，其中逾期" in out


def test_the_data_folder_may_stand_before_the_command(run, data, password):
    assert run("--data", data, "due", "--password-file", password, "--json")[0] == 0


def test_the_month_as_a_workbook(run, data, password, tmp_path):
    out_file = tmp_path / "10月.xlsx"
    argv = ["report", "2026-10", "--out", out_file, "--data", data, "--password-file", password]
    status, out, _ = run(*argv, "--json")
    said = json.loads(out)
    assert status == 0
    assert (said["submission"], len(said["sha256"]), said["state"]) == (1, 64, "open")
    assert all({"file", "record", "rule", "message"} <= set(p) for p in said["problems"])
    book = load_workbook(out_file)
    assert "四种形态统计" in book.sheetnames
    status, out, _ = run(*argv)
    assert status == 0
    assert "第2次" in out


def test_levels_of_showing(run, data, password, tmp_path):
    opening = ["--data", data, "--password-file", password]
    for level, word in (("masked", "脱敏台账"), ("counts", "仅统计数")):
        status, out, _ = run("report", "2026-10", "--out", tmp_path / "a.xlsx", "--level", level, *opening)
        assert status == 0
        assert word in out
        assert ("处分决定执行台账" in load_workbook(tmp_path / "a.xlsx").sheetnames) is (level == "masked")
    assert run("report", "2026-H1", "--out", tmp_path / "h.xlsx", "--level", "masked", *opening)[0] == 0
    assert "*" in str(load_workbook(tmp_path / "h.xlsx")["回访教育台账"]["B5"].value)
    status, _, err = run("report", "2026-09", "--out", tmp_path / "b.xlsx", "--level", "masked", "--freeze", *opening)
    assert (status, (tmp_path / "b.xlsx").exists()) == (3, False)
    assert "不能同时脱敏" in err
    assert run("report", "2026-10", "--out", tmp_path / "b.xlsx", "--level", "secret", *opening)[0] == 2


def test_grave_findings_are_status_one(run, data, password, tmp_path, monkeypatch):
    found = [Finding(True, "某某的决定日期早于立案日期", "case", 3), Finding(False, "某某的文号未填")]
    monkeypatch.setattr(months, "check_month", lambda _desk, _key: found)
    argv = ["report", "2026-10", "--out", tmp_path / "x.xlsx", "--data", data, "--password-file", password]
    status, out, _ = run(*argv)
    assert status == 1
    assert "某某的决定日期早于立案日期" in out
    assert "另有1项" in out


def test_a_frozen_month_stays_as_it_was(run, data, password, tmp_path):
    opening = ["--data", data, "--password-file", password, "--json"]
    first, again = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    status, out, _ = run("report", "2026-06", "--out", first, "--freeze", *opening)
    assert (status, json.loads(out)["state"]) == (0, "frozen")
    assert run("report", "2026-06", "--out", again, *opening)[0] == 0
    assert first.read_bytes() == again.read_bytes()
    status, _, err = run("report", "2026-11", "--out", tmp_path / "c.xlsx", "--freeze", *opening)
    assert status == 3
    assert "尚未结束" in err
    assert not (tmp_path / "c.xlsx").exists()


def test_a_quarter_and_a_preset(run, data, password, tmp_path):
    opening = ["--data", data, "--password-file", password]
    out_file = tmp_path / "q.xlsx"
    status, out, _ = run("report", "2026-Q3", "--out", out_file, "--preset", "常用栏目", *opening, "--json")
    said = json.loads(out)
    assert (status, said["month"], len(said["sha256"])) == (0, "2026-Q3", 64)
    book = load_workbook(out_file)
    assert "各月情况" in book.sheetnames
    assert book["处分决定执行台账"]["D3"].value == "职务"
    status, _, err = run("report", "2026", "--out", tmp_path / "y.xlsx", "--freeze", *opening)
    assert (status, "关账按月进行" in err) == (3, True)
    status, _, err = run("report", "2026-10", "--out", tmp_path / "m.xlsx", "--preset", "无", *opening)
    assert (status, "没有名为“无”的栏目方案" in err) == (3, True)
    assert not (tmp_path / "m.xlsx").exists()


def test_printing(run, data, password, tmp_path):
    opening = ["--data", data, "--password-file", password]
    status, out, _ = run("print", "--list", "--json", "--data", data)
    assert (status, json.loads(out)) == (0, ["dossier", "interview"])
    status, out, _ = run("print", "interview", "--month", "2026-11", "--out", tmp_path / "m.pdf", *opening, "--json")
    assert status == 0
    assert json.loads(out)["forms"] > 1
    visit = next(r for r in json.loads(run("due", *opening, "--json")[1]) if r["kind"] == "visit")
    status, _, _ = run("print", "回访谈话表", "--id", visit["subject_id"], "--out", tmp_path / "v.pdf", *opening)
    assert status == 0
    assert (tmp_path / "v.pdf").read_bytes().startswith(b"%PDF")
    assert run("print", "interview", "--blank", "--out", tmp_path / "b.pdf", *opening)[0] == 0
    status, _, err = run("print", "interview", "--id", "98765", "--out", tmp_path / "n.pdf", *opening)
    assert status == 3
    assert one_line(err)
    assert not (tmp_path / "n.pdf").exists()


def test_a_whole_file(run, data, password, tmp_path):
    opening = ["--data", data, "--password-file", password]
    dossier = next(r["dossier_id"] for r in json.loads(run("due", *opening, "--json")[1]) if r["kind"] == "visit")
    status, out, _ = run("print", "dossier", "--id", dossier, "--out", tmp_path / "d.pdf", *opening, "--json")
    assert status == 0
    assert json.loads(out)["pages"] > 5
    assert (tmp_path / "d.pdf").read_bytes().startswith(b"%PDF")
    status, out, _ = run("print", "回访档案", "--id", dossier, "--out", tmp_path / "e.pdf", *opening)
    assert (status, "共" in out and "页" in out) == (0, True)
    for wrong, words in ((["--blank"], "没有空白表"), (["--month", "2026-10"], "按月"), ([], "--id")):
        status, _, err = run("print", "dossier", *wrong, "--out", tmp_path / "n.pdf", *opening)
        assert (status, words in err) == (2, True)
    status, _, err = run("print", "dossier", "--id", "98765", "--out", tmp_path / "n.pdf", *opening)
    assert (status, one_line(err)) == (3, True)
    assert not (tmp_path / "n.pdf").exists()


def test_check_says_what_is_wrong(run, data, password, monkeypatch):
    opening = ["--data", data, "--password-file", password]
    status, out, _ = run("check", *opening)
    assert (status, "没有发现问题" in out) == (0, True)
    assert json.loads(run("check", *opening, "--json")[1]) == []
    from jzdesk.services import duties

    monkeypatch.setattr(duties, "stale", lambda _desk: ["人员3的应办事项与规则计算不一致"])
    status, out, _ = run("check", *opening, "--json")
    assert status == 1
    assert json.loads(out)[0]["message"].startswith("人员3")
    assert set(json.loads(out)[0]) == {"record", "rule", "message"}


def test_backup_is_a_vault_that_opens(run, data, password, tmp_path):
    status, out, _ = run("backup", "--to", tmp_path / "stick", "--data", data, "--password-file", password, "--json")
    made = json.loads(out)
    assert status == 0
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(made["database"], restored / "vault.db")
    shutil.copy(made["keys"], restored / "vault.keys.json")
    assert run("check", "--data", restored, "--password-file", password)[0] == 0


def test_what_cannot_be_done_is_status_three_and_one_line(run, data, password, tmp_path):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not-this-1\n", "utf-8")
    missing = tmp_path / "nowhere"
    held = Vault.open(data, "演示", PASSWORD)
    cases = [
        (["due", "--data", data, "--password-file", password], "打开"),
        (["due", "--data", missing, "--password-file", password], "找不到"),
    ]
    for argv, said in cases:
        status, out, err = run(*argv)
        assert (status, out) == (3, "")
        assert one_line(err)
        assert said in err
    held.close(back_up=False)
    later = [
        (["due", "--data", data, "--password-file", wrong], "口令"),
        (["due", "--data", data, "--password-file", password, "--account", "无名"], "没有名为"),
        (["report", "2026-10", "--out", missing / "x.xlsx", "--data", data, "--password-file", password], "不存在"),
    ]
    for argv, said in later:
        status, out, err = run(*argv)
        assert (status, out) == (3, "")
        assert one_line(err)
        assert said in err
    assert not missing.exists()


def test_a_fault_of_the_program_is_one_line_and_a_trace_in_the_log(run, data, password, monkeypatch, tmp_path):
    from jzdesk import paths
    from jzdesk.services import overview

    def broken(*_args, **_more):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(paths, "logs", lambda: tmp_path / "logs")
    monkeypatch.setattr(overview, "due_duties", broken)
    status, _, err = run("due", "--data", data, "--password-file", password)
    assert status == 3
    assert one_line(err)
    assert "ZeroDivisionError" in "".join(f.read_text("utf-8") for f in (tmp_path / "logs").iterdir())


def test_the_clock_of_the_pc_set_back_is_noticed(run, data, password):
    status, out, _ = run("due", "--data", data, "--password-file", password, clock=lambda: datetime(2026, 9, 1, 8))
    assert status == 0
    assert "注意：电脑日期" in out


def test_the_module_hands_commands_over_and_keeps_the_window_for_itself():
    assert start.window_folder(["due"]) == (False, None)
    assert start.main(["rules", "deadline", "--from", NOW.date().isoformat(), "--working-days", "1"]) == 0


def test_a_backup_put_back_into_an_empty_folder(run, data, password, tmp_path):
    status, _, _ = run("backup", "--data", data, "--to", tmp_path / "stick", "--password-file", password)
    assert status == cli.DONE
    made = next((tmp_path / "stick").glob("*.db"))
    new = tmp_path / "new"
    status, out, _ = run("restore", made, "--data", new, "--password-file", password, "--json")
    value = json.loads(out)
    assert (status, value["people"], value["data"]) == (cli.DONE, 60, str(new))
    status, out, _ = run("check", "--data", new, "--password-file", password)
    assert (status, out.splitlines()[0]) == (cli.DONE, "检查完毕，没有发现问题。")
    status, out, err = run("restore", made, "--data", new, "--account", "经办", "--password-file", password)
    assert status == cli.DONE
    assert "原来的数据在" in out
    (tmp_path / "wrong.txt").write_text("wrong-1234\n", "utf-8")
    status, out, err = run("restore", made, "--data", new, "--password-file", tmp_path / "wrong.txt")
    assert (status, out) == (cli.IMPOSSIBLE, "")
    assert "还可以再试" in err
    assert one_line(err)
    status, _, err = run("restore", tmp_path / "20261120.xlsx", "--data", new, "--password-file", password)
    assert (status, err) == (cli.IMPOSSIBLE, "请选择备份的数据文件，文件名如 20261120-180312.db。\n")
