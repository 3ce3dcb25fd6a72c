"""The tour: what `make run` leaves behind where there is no display."""

from __future__ import annotations

import os
import struct
import subprocess
import sys

import pytest
from openpyxl import load_workbook
from tree import ROOT

from jzdesk import tour
from jzdesk.storage.vault import Vault

TABS = ("1-今日", "2-案件处分", "3-容错纠错", "4-回访教育", "5-统计上报")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """One tour in a process of its own, as `make run` does it, with a home of its own for its log."""
    folder = tmp_path_factory.mktemp("tour")
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(folder / "home"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "jzdesk.tour", "--out", str(folder / "out"), "--people", "60"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder / "out" / "said.txt").write_text(done.stdout, "utf-8")
    return folder / "out"


def size_of(png):
    """Width and height in the header of a PNG file."""
    return struct.unpack(">II", png.read_bytes()[16:24])


def test_a_picture_of_every_tab_on_an_office_screen(out):
    names = {file.stem for file in out.glob("*.png")}
    assert names == {"0-登录", *TABS}
    assert {size_of(file) for file in out.glob("*.png")} == {tour.SCREEN}
    contents = {file.read_bytes() for file in out.glob("*.png")}
    assert len(contents) == len(names)


def test_the_workbook_and_the_forms(out):
    (book,) = out.glob("*月报.xlsx")
    assert "公开宣布台账" in load_workbook(book, read_only=True).sheetnames
    for name in ("回访谈话表.pdf", "回访谈话表-空白.pdf"):
        assert (out / name).read_bytes().startswith(b"%PDF")


def test_the_demo_county_opens_with_what_was_said(out):
    said = (out / "said.txt").read_text("utf-8")
    assert tour.DEMO_PASSWORD in said
    assert all(file.name in said for file in out.glob("*.png"))
    with Vault.open(out / "demo", tour.DEMO_ACCOUNT, tour.DEMO_PASSWORD):
        pass


def test_a_folder_with_other_files_is_left_alone(tmp_path, capsys):
    other = tmp_path / "out" / "demo"
    other.mkdir(parents=True)
    (other / "letter.txt").write_text("不要删除", "utf-8")
    assert tour.main(["--out", str(tmp_path / "out")]) == 3
    assert "别的文件" in capsys.readouterr().err
    assert (other / "letter.txt").read_text("utf-8") == "不要删除"


def test_a_second_tour_replaces_the_first_vault(tmp_path):
    vault = tmp_path / "demo"
    vault.mkdir()
    (vault / "vault.keys.json").write_text("{}", "utf-8")
    tour._clear(vault)
    assert not vault.exists()
