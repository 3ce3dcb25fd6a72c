"""Attachments: what may be attached, and copies that stay in the folder they are put in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from case_county import decided
from revisit_county import make_desk

from jzdesk.domain.errors import Refused, RuleError
from jzdesk.exports.errors import ExportError
from jzdesk.services import attachments


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


@pytest.fixture
def paper(desk, tmp_path):
    path = tmp_path / "决定书.pdf"
    path.write_bytes(b"%PDF-1.7 content")
    case_id = decided(desk)
    attachments.attach_file(desk, "case", case_id, path)
    return attachments.list_attachments(desk, "case", case_id)[0]


@pytest.mark.parametrize("name", [
    "../../x.pdf", "..\\..\\x.pdf", "/etc/passwd.pdf", "C:\\Windows\\x.pdf", "con.pdf", "a:b?.pdf", ".pdf", "..", "",
    "x\u202efdp.exe", "长" * 300 + ".pdf", "tab\t\n.pdf", "x.pdf\x00.exe", "aux", "回执 .pdf ",
])  # fmt: skip
def test_a_copy_stays_in_its_folder_under_a_plain_name(desk, paper, tmp_path, name):
    folder = tmp_path / "取出"
    folder.mkdir()
    made = attachments.save_copy(desk, replace(paper, file_name=name), folder)
    assert [p.name for p in folder.iterdir()] == [made.name]
    assert made.resolve().parent == folder.resolve()
    assert made.read_bytes() == b"%PDF-1.7 content"
    assert made.suffix.lstrip(".").lower() in attachments.KINDS
    assert not set(made.name) & set('<>:"/\\|?*\n\t\x00\u202e')
    assert len(made.name.encode()) <= 255
    assert made.stem.lower() not in {"con", "aux", ""}


def test_a_copy_never_overwrites(desk, paper, tmp_path):
    (tmp_path / "取出").mkdir()
    copies = {attachments.save_copy(desk, paper, tmp_path / "取出").name for _ in range(3)}
    assert copies == {"决定书.pdf", "决定书（2）.pdf", "决定书（3）.pdf"}


def test_a_folder_that_is_gone_is_said(desk, paper, tmp_path):
    with pytest.raises(ExportError):
        attachments.save_copy(desk, paper, tmp_path / "没有")


def test_an_attachment_that_is_gone_is_said(desk, paper, tmp_path):
    with pytest.raises(Refused):
        attachments.save_copy(desk, replace(paper, id=999), tmp_path)


@pytest.mark.parametrize(("name", "content"), [
    ("程序.exe", b"MZ"), ("脚本.sh", b"#!"), ("空.pdf", b""), ("大.pdf", b"x" * (attachments.MAX_BYTES + 1)), ("无后缀", b"x"),
])  # fmt: skip
def test_what_may_not_be_attached(desk, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RuleError) as refused:
        attachments.attach_file(desk, "case", decided(desk), path)
    assert refused.value.field == "file"


def test_a_file_that_cannot_be_read_is_said(desk, tmp_path):
    case_id = decided(desk)
    (tmp_path / "文件夹.pdf").mkdir()
    for path in (tmp_path / "文件夹.pdf", tmp_path / "没有.pdf", Path("/proc/self/mem.pdf")):
        with pytest.raises(RuleError):
            attachments.attach_file(desk, "case", case_id, path)


def test_nothing_is_attached_to_a_record_that_is_not_there(desk, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x")
    for owner, key in (("case", 999), ("account", 1)):
        with pytest.raises(Refused):
            attachments.attach_file(desk, owner, key, path)
