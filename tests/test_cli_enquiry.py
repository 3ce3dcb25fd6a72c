"""`jzdesk enquiry`: lists and forms held against the records from a terminal; nothing is written down of them."""

from __future__ import annotations

import json
import shutil

import pytest
from demo_county import make_county, now
from name_lists import EXTERNAL, GOOD, book, form
from openpyxl import load_workbook

from jzdesk import cli
from jzdesk.domain.identity import mask_id
from jzdesk.paths import Paths
from jzdesk.services import enquiries
from jzdesk.services.desk import open_desk
from jzdesk.storage import enquiry_facts
from jzdesk.storage.enquiries import EnquiryFilter
from jzdesk.storage.vault import Vault

PASSWORD = "demo-2026"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    return make_county(tmp_path_factory.mktemp("screen") / "vault", people=25, months=18, seed=3)


@pytest.fixture
def data(filled, tmp_path):
    return shutil.copytree(filled, tmp_path / "vault")


@pytest.fixture
def screen(data, tmp_path, capsys):
    """Screen files; (status, standard output, standard error)."""
    password = tmp_path / "password.txt"
    password.write_text(PASSWORD, "utf-8")

    def do(*argv, account="演示"):
        words = ["enquiry", *argv, "--data", data, "--password-file", password, "--account", account]
        status = cli.main([str(word) for word in words], clock=now)
        said = capsys.readouterr()
        return status, said.out, said.err

    return do


@pytest.fixture
def unopened(monkeypatch):
    """Opening the vault fails the test."""
    monkeypatch.setattr(Vault, "open", lambda *_a, **_k: pytest.fail("opened"))


@pytest.fixture
def known(data):
    """Somebody on record with an ID number."""
    desk = open_desk(Paths(data), account="演示", password=PASSWORD, clock=now)
    with desk.vault.read():
        found = enquiry_facts.people([key for key, _name, number in enquiry_facts.everybody() if number])
    desk.vault.close(back_up=False)
    return found[min(found)]


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_list_with_somebody_on_record_and_a_stranger(screen, known, tmp_path):
    rows = [["姓名", "身份证号"], [known.name, known.id_number], ["爨某某", GOOD]]
    status, out, err = screen(written(tmp_path, "名单.xlsx", book(rows)))
    assert (status, err) == (0, "")
    first = out.splitlines()[0]
    assert first.startswith(f"1  {known.name}  身份证号一致  ")
    assert "2  爨某某  库内无此人  未发现影响使用的问题" in out
    assert "共2人。" in out
    assert "没有登记" in out
    assert known.id_number not in out


def test_the_same_for_programs_with_masked_numbers(screen, known, tmp_path):
    rows = [["姓名", "身份证号"], [known.name, known.id_number], [None, GOOD]]
    status, out, _err = screen(written(tmp_path, "名单.xlsx", book(rows)), "--json", "--purpose", "评先评优")
    told = json.loads(out)
    assert status == 1  # a row without a name
    assert (told["purpose"], told["sees_open_cases"]) == ("award", True)
    (name,) = told["names"]
    assert (name["match"], name["person_id"], name["id_number"]) == ("id", known.id, mask_id(known.id_number))
    assert name["proposal_name"]
    assert told["problems"] == [
        {"file": "名单.xlsx", "sheet": "名单", "cell": "第3行", "rule": "unread", "message": "没有姓名，没有读入。",
         "refused": True}
    ]  # fmt: skip
    assert known.id_number not in out


def test_the_workbook_says_the_same_row_by_row(screen, known, tmp_path):
    rows = [["姓名", "身份证号", "单位"], [known.name, known.id_number], [None, GOOD], ["爨某某", GOOD], [known.name, None, "=1+1"]]
    out = tmp_path / "比对.xlsx"
    status, said, _err = screen(written(tmp_path, "名单.xlsx", book(rows)), "--out", out)
    assert status == 1
    assert f"已写出{out}。" in said
    sheet = load_workbook(out).active
    titles = [low.value or high.value for high, low in zip(sheet[3], sheet[4], strict=True)]
    found = [dict(zip(titles, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=5)]
    assert [line["姓名"] for line in found] == [known.name, "爨某某", known.name, "（没有读入）"]
    assert found[0]["身份证号"] == known.id_number
    assert found[0]["库内人员"].startswith(f"{known.name}（")
    assert (found[1]["比对结果"], found[1]["处分（处理）"]) == ("库内无此人", None)
    assert known.name in found[2]["近似人员（须人工核对）"]
    assert found[3]["名单疑问"] == "没有姓名，没有读入。"
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_a_look_alike_is_for_a_person_to_decide(screen, known, tmp_path):
    status, out, _err = screen(written(tmp_path, "名单.csv", f"姓名,单位\n{known.name},{known.unit_name}\n"))
    assert status == 1
    assert "须人工核对" in out
    assert f"近似：{known.name}" in out


def test_forms_and_one_that_is_an_attack(screen, tmp_path):
    good = written(tmp_path, "张䶮.lrmx", form())
    bad = written(tmp_path, "坏.lrmx", form(head=EXTERNAL, XingMing="&x;"))
    status, out, _err = screen(good, bad)
    assert status == 1
    assert "1  张䶮  楚江县财政局党组成员、副局长  库内无此人" in out
    assert "没有读入：坏.lrmx：" in out
    assert "外部引用" in out
    status, _out, err = screen(bad)
    assert status == 3
    assert "外部引用" in err


@pytest.mark.parametrize(
    ("argv", "status", "words"),
    [(["无.xlsx"], 3, "找不到文件"), ([], 2, "文件"), (["a.xlsx", "b.xlsx"], 3, "一次选择一份"), (["a.xlsx", "b.xlsx", "--sheet", "x"], 2, "--sheet")],
)  # fmt: skip
def test_what_cannot_be_read_is_said_before_the_vault_is_opened(screen, unopened, argv, status, words):
    found, _out, err = screen(*argv)
    assert found == status
    assert words in err
    assert err.count("\n") == 1


def test_an_unknown_purpose_names_those_there_are(screen, tmp_path):
    status, _out, err = screen(written(tmp_path, "a.csv", "姓名\n张三\n"), "--purpose", "升官")
    assert status == 2
    assert "提拔任用" in err


def test_nothing_is_registered(screen, data, known, tmp_path):
    def letters():
        desk = open_desk(Paths(data), account="演示", password=PASSWORD, clock=now)
        found = enquiries.count_enquiries(desk, EnquiryFilter(on=desk.today))
        desk.vault.close(back_up=False)
        return found

    before = letters()
    screen(written(tmp_path, "a.csv", f"姓名\n{known.name}\n"))
    assert letters() == before
