"""`jzdesk import`, `export` and `imports`: a county brings its old ledgers in from the command line, and takes one back."""

from __future__ import annotations

import json

import pytest
from openpyxl import Workbook, load_workbook
from revisit_county import CLERK, Clock, make_desk

from jzdesk import cli
from jzdesk.services import cases, people
from jzdesk.services.cases import CaseFilter
from jzdesk.services.desk import open_desk

HEAD = ["序号", "姓名", "身份证号", "单位", "职务", "党纪处分", "处分时间", "文号", "决定机关", "政治面貌"]


def ledger(path, *rows):
    book = Workbook()
    book.active.title = "台账"
    book.active.append(["2025年处分台账"])
    book.active.append(HEAD)
    for number, row in enumerate(rows, 1):
        book.active.append([number, *row])
    book.save(path)
    return path


ZHANG = (
    "张三",
    "421099197601010013",
    "县住建局",
    "局长",
    "党内警告",
    "2025.3.5",
    "公纪〔2025〕1号",
    "县纪委监委",
    "党员",
)
LI = ("李四", "", "县财政局", "科员", "严重警告", "2025年6月1日", "公纪〔2025〕2号", "县纪委监委", "党员")


@pytest.fixture
def run(tmp_path, capsys):
    """Do one command on a county's vault; (status, what it said, what it complained)."""
    desk = make_desk(tmp_path / "vault", Clock())
    desk.vault.close(back_up=False)
    password = tmp_path / "password.txt"
    password.write_text(CLERK.password, encoding="utf-8")

    def do(*words):
        common = ("--data", tmp_path / "vault", "--password-file", password)
        status = cli.main([str(word) for word in (*words, *common)], clock=Clock())
        said = capsys.readouterr()
        return status, said.out, said.err

    do.paths = desk.paths
    return do


@pytest.fixture
def look(run):
    """Ask the vault something once the commands are through."""

    def ask(question):
        desk = open_desk(run.paths, account=CLERK.name, password=CLERK.password, clock=Clock())
        try:
            return question(desk)
        finally:
            desk.vault.close(back_up=False)

    return ask


def count(desk):
    return cases.count_cases(desk, CaseFilter(on=desk.today))


def test_a_story_of_an_old_ledger(run, look, tmp_path):
    """Tried, mended, imported, tried again, looked up in the register, and taken back."""
    book = ledger(tmp_path / "旧台账.xlsx", ZHANG, (*LI[:5], "2025年2月30日", *LI[6:]))
    status, out, _ = run("import", "案件处分", book, "--dry-run", "--errors", tmp_path / "问题.xlsx")
    assert status == 1
    assert out.splitlines()[0] == "“旧台账.xlsx”工作表“台账”：新增 1 行，有问题 1 行。"
    assert "问题：台账 G4：“决定日期”栏：“2025年2月30日”不存在" in out
    assert "以上只是试导入，没有写入任何内容。" in out
    assert load_workbook(tmp_path / "问题.xlsx").sheetnames == ["问题清单", "台账"]
    status, out, _ = run("import", "cases", book)
    assert (status, "没有导入任何内容" in out, look(count)) == (1, True, 0)

    ledger(book, ZHANG, LI)
    status, out, _ = run("import", "cases", book)
    assert (status, out.splitlines()[-2 if "注意" in out else -1]) == (
        0,
        "已导入“旧台账.xlsx”，案件处分：新增2行，修改0行。",
    )
    assert look(count) == 2
    status, out, _ = run("import", "cases", book, "--json")
    value = json.loads(out)
    assert (status, value["imported"], value["counts"]) == (0, False, {"same": 2})
    assert value["nothing"].startswith("这个文件已由李经办于2026-11-22 09:30导入")

    out_book = tmp_path / "登记簿.xlsx"
    assert run("export", "cases", "--out", out_book)[0] == 0
    rows = [[cell.value for cell in row] for row in load_workbook(out_book).active.iter_rows(min_row=4)]
    assert [row[1] for row in rows] == ["张三", "李四"]

    _, out, _ = run("imports", "--json")
    (kept,) = json.loads(out)
    assert (kept["file"], kept["added"], kept["undone"]) == ("旧台账.xlsx", 2, "")
    status, out, _ = run("imports", "--undo", kept["run"])
    assert (status, look(count)) == (0, 0)
    assert out.startswith("已撤回“导入旧台账（案件处分）”")
    assert "李经办于2026-11-22 09:30撤回" in run("imports")[1]


def test_sound_rows_come_in_without_the_others_when_asked(run, look, tmp_path):
    book = ledger(tmp_path / "旧台账.xlsx", ZHANG, (*LI[:5], "不详", *LI[6:]))
    status, out, _ = run("import", "cases", book, "--leave-out")
    assert (status, look(count)) == (1, 1)
    assert "新增1行，修改0行，1行没有导入" in out


def test_look_alikes_are_named_and_decided_on(run, look, tmp_path):
    names = ledger(tmp_path / "甲.xlsx", LI)
    assert run("import", "cases", names)[0] == 0
    other = ledger(tmp_path / "乙.xlsx", (*LI[:3], "主任", LI[4], "2025年8月1日", "公纪〔2025〕8号", *LI[7:]))
    status, out, _ = run("import", "cases", other)
    known = look(lambda desk: people.find_people(desk, "李四"))[0].id
    assert (status, "待认定：第3行 李四" in out, f"{known} 李四　县财政局 科员" in out) == (1, True, True)
    assert look(count) == 1
    assert run("import", "cases", other, "--decide", f"3={known}")[0] == 0
    assert look(lambda desk: len(people.find_people(desk, "李四"))) == 1
    third = ledger(tmp_path / "丙.xlsx", (*LI[:3], "会计", LI[4], "2025年9月1日", "公纪〔2025〕9号", *LI[7:]))
    assert run("import", "cases", third, "--all-new")[0] == 0
    assert look(lambda desk: len(people.find_people(desk, "李四"))) == 2


def test_heading_and_columns_may_be_said(run, look, tmp_path):
    book = Workbook()
    book.active.append(["甲", "乙"])
    book.active.append(["张三", "县住建局"])
    book.save(tmp_path / "名单.xlsx")
    status, out, _ = run("import", "people", tmp_path / "名单.xlsx")
    assert (status, "没有找到表头" in out) == (1, True)
    status, out, _ = run("import", "people", tmp_path / "名单.xlsx", "--heading", "1", "--column", "A=name")
    assert (status, "缺少“单位”（unit_name）栏" in out) == (1, True)
    words = ("--heading", "1", "--column", "A=name", "--column", "B=unit_name")
    assert run("import", "people", tmp_path / "名单.xlsx", *words)[0] == 0
    assert look(lambda desk: [p.unit_name for p in people.find_people(desk, "张三")]) == ["县住建局"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("import", "案件", "x.xlsx"), 2, "没有名为“案件”的种类"),
        (("import", "cases", "none.xlsx"), 3, "找不到文件“none.xlsx”"),
        (("import", "cases", "none.xlsx", "--decide", "三=1"), 2, "--decide 应写成"),
        (("import", "cases", "none.xlsx", "--column", "=x"), 2, "--column 应写成"),
        (("import", "cases", "none.xlsx", "--heading", "5-9"), 2, "不是表头的行号"),
        (("imports", "--undo", "7"), 3, "这次导入已经撤回"),
        (("export", "months", "--out", "x.xlsx"), 2, "没有名为“months”的种类"),
    ],
)
def test_wrong_words_are_answered_in_one_line(run, words, status, said):
    got, _out, err = run(*words)
    assert (got, said in err, err.count("\n")) == (status, True, 1)


def test_an_empty_sheet_to_fill_in(run, tmp_path):
    assert run("export", "units", "--blank", "--out", tmp_path / "表样.xlsx")[0] == 0
    page = load_workbook(tmp_path / "表样.xlsx").active
    assert page["A2"].value == "单位名称"


def test_old_visits_come_in_from_the_command_line_and_are_taken_back(run, tmp_path):
    run("import", "cases", ledger(tmp_path / "台账.xlsx", ZHANG))
    book = Workbook()
    book.active.append(["姓名", "单位", "回访日期", "回访地点", "谈话人", "评价等次", "帮带人", "回访小组"])
    book.active.append(["张三", "县住建局", "2025.6.3", "谈话室", "周明、李丹", "好", "王书记", "周明、李丹"])
    book.active.append(["张三", "县住建局", "2025年9月2日", "谈话室", "周明", "好", "王书记", "周明、李丹"])
    book.save(tmp_path / "回访.xlsx")
    marked = tmp_path / "问题.xlsx"
    status, said, _err = run("import", "visits", tmp_path / "回访.xlsx", "--errors", marked)
    assert status == 1
    assert "不得少于两人" in said
    assert "没有帮带人指定日期" in said
    assert marked.exists()
    book.active["E3"] = "周明、李丹"
    book.save(tmp_path / "回访.xlsx")
    status, said, err = run("import", "visits", tmp_path / "回访.xlsx")
    assert "回访：新增2行" in said + err
    run("export", "visits", "--out", tmp_path / "登记簿.xlsx")
    page = load_workbook(tmp_path / "登记簿.xlsx").active
    assert sum(cell.value == "张三" for row in page.iter_rows() for cell in row) == 2
