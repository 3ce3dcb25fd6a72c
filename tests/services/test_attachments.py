"""Attachments: what may be attached and what is refused, their order and part, taking back, copies taken out."""

from __future__ import annotations

import os
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from case_county import decided
from hostile_files import PDF, PNG, hostile, shown
from revisit_county import dossier_of, make_desk, sanctioned

from jzdesk.domain.errors import Refused, RuleError
from jzdesk.exports.errors import ExportError
from jzdesk.services import attachments, file_intake
from jzdesk.services.backups import check_everything
from jzdesk.services.dossiers import look_at
from jzdesk.services.history import history_of, take_back


@pytest.fixture
def desk(tmp_path):
    made = make_desk(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


@pytest.fixture
def paper(desk, tmp_path):
    path = tmp_path / "决定书.pdf"
    path.write_bytes(PDF)
    case_id = decided(desk)
    attachments.attach_file(desk, "case", case_id, path)
    return attachments.list_attachments(desk, "case", case_id)[0]


@pytest.fixture
def file(desk):
    return sanctioned(desk)


def put(desk, dossier_id, *names, part="", content=None):
    """Attach small texts under these names; the rows."""
    for name in names:
        attachments.attach_content(desk, "dossier", dossier_id, content or f"{name}的内容".encode(), name=name, part=part)
    return attachments.list_attachments(desk, "dossier", dossier_id)


def refusal(desk, path, case_id=None):
    with pytest.raises(RuleError) as refused:
        attachments.attach_file(desk, "case", case_id or decided(desk), path)
    assert refused.value.field == "file"
    return refused.value.text


# ---- taking out


@pytest.mark.parametrize("name", [
    "../../x.pdf", "..\\..\\x.pdf", "/etc/passwd.pdf", "C:\\Windows\\x.pdf", "con.pdf", "a:b?.pdf", ".pdf", "..", "",
    "x\u202efdp.exe", "长" * 300 + ".pdf", "tab\t\n.pdf", "x.pdf\x00.exe", "aux", "回执 .pdf ", "坏\udcff名.pdf",
])  # fmt: skip
def test_a_copy_stays_in_its_folder_under_a_plain_name(desk, paper, tmp_path, name):
    folder = tmp_path / "取出"
    folder.mkdir()
    made = attachments.save_copy(desk, replace(paper, file_name=name), folder)
    assert [p.name for p in folder.iterdir()] == [made.name]
    assert made.resolve().parent == folder.resolve()
    assert made.read_bytes() == PDF
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
    gone = replace(paper, id=999)
    for call in (
        lambda: attachments.save_copy(desk, gone, tmp_path), lambda: attachments.content_of(desk, gone),
        lambda: attachments.retitle(desk, gone, "新"), lambda: attachments.remove_attachment(desk, gone),
    ):  # fmt: skip
        with pytest.raises(Refused, match="已不存在"):
            call()


# ---- what may not come in


@pytest.mark.parametrize("number", range(len(shown())), ids=[case[0] for case in shown()])
def test_a_hostile_file_is_refused_in_one_sentence(desk, tmp_path, number):
    name, make, words = hostile(tmp_path)[number]
    text = refusal(desk, make())
    assert words in text, text
    assert text.endswith("。")
    assert "\n" not in text
    assert "\u202e" not in text
    assert len(text) < 160, name
    assert not attachments.list_attachments(desk, "case", 1)


def test_a_huge_file_is_not_read(desk, tmp_path, monkeypatch):
    path = tmp_path / "录像.pdf"
    with path.open("wb") as sparse:
        sparse.truncate(2 << 30)
    monkeypatch.setattr(file_intake, "read_some", lambda _descriptor: pytest.fail("it was read"))
    assert "2 GB" in refusal(desk, path)


def test_a_file_that_grows_while_it_is_read_is_refused(desk, tmp_path, monkeypatch):
    path = tmp_path / "扫描中.pdf"
    path.write_bytes(PDF)
    real = file_intake.read_some

    def growing(descriptor):
        some = real(descriptor)
        with path.open("ab") as more:
            more.write(b"%")
        return some

    monkeypatch.setattr(file_intake, "read_some", growing)
    assert "正在被其他程序写入" in refusal(desk, path)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_said(desk, tmp_path):
    path = tmp_path / "别人的.pdf"
    path.write_bytes(PDF)
    path.chmod(0)
    assert "不能读取" in refusal(desk, path)


def test_a_disk_that_fails_while_reading_is_said(desk, tmp_path, monkeypatch):
    path = tmp_path / "坏盘.pdf"
    path.write_bytes(PDF)

    def fails(_descriptor):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(file_intake, "read_some", fails)
    assert "没有读完" in refusal(desk, path)


@pytest.mark.parametrize("name", [
    "决\u202e定fdp.pdf", "名" * 300 + ".pdf", "坏\udcff名.pdf", "换\n行\t.pdf", "零\u200b宽.pdf", "..\\..\\上级.pdf", "con.pdf",
])  # fmt: skip
def test_a_strange_name_is_cleaned(desk, file, name):
    changes = attachments.attach_content(desk, "dossier", file, PDF, name=name)
    (row,) = attachments.list_attachments(desk, "dossier", file)
    for text in (row.file_name, row.title, changes.message):
        assert not set(text) & set("\u202e\u200b\n\t\\/\udcff")
    assert row.file_name.endswith(".pdf")
    assert len(row.file_name.encode()) < 200
    assert 0 < len(row.title) <= 80


def test_every_kind_comes_in_by_its_content(desk, file, tmp_path):
    kinds = {
        "图.png": PNG, "图.jpg": b"\xff\xd8\xff\xe0" + b"x" * 50, "图.tif": b"II*\x00" + b"x" * 50, "文.pdf": b"\n" + PDF,
        "旧.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, "表.et": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1y",
        "话.txt": "思想汇报\n".encode("gb18030"), "话2.txt": "\ufeff思想汇报".encode(), "话3.txt": "汇报".encode("utf-16"),
        "富.doc": b"{\\rtf1 x}",
    }  # fmt: skip
    for ending, member in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"), ("ofd", "OFD.xml")):
        with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
            archive.writestr(member, "<a/>")
        kinds[f"文.{ending}"] = (tmp_path / "zip").read_bytes()
    for name, content in kinds.items():
        attachments.attach_content(desk, "dossier", file, content, name=name)
    rows = attachments.list_attachments(desk, "dossier", file)
    assert [row.file_name for row in rows] == list(kinds)
    assert [attachments.content_of(desk, row) for row in rows] == list(kinds.values())
    assert {row.mime for row in rows} >= {"image/png", "image/jpeg", "application/pdf", "text/plain"}


def test_nothing_is_attached_to_a_record_that_is_not_there(desk, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    for owner, key in (("case", 999), ("account", 1), ("month", 1)):
        with pytest.raises(Refused):
            attachments.attach_file(desk, owner, key, path)


def test_the_same_content_twice_is_noticed(desk, file):
    put(desk, file, "检讨.txt", content=b"same")
    with pytest.raises(RuleError, match="与已有附件“检讨”内容完全相同"):
        put(desk, file, "副本.txt", content=b"same")
    other = sanctioned(desk, "李某")
    assert len(put(desk, other, "检讨.txt", content=b"same")) == 1  # two people may have the same paper


def limited(desk, **limits):
    rules = replace(desk.rulebook.attachments, **limits)
    desk.rulebook = replace(desk.rulebook, attachments=rules)


def test_a_record_and_the_vault_have_limits(desk, file):
    limited(desk, record_files=2)
    put(desk, file, "一.txt", "二.txt")
    with pytest.raises(RuleError, match="已有 2 份附件"):
        put(desk, file, "三.txt")
    limited(desk, record_files=9, record_mb=1, vault_mb=2)
    with pytest.raises(RuleError, match="超过 1 MB 的上限"):
        put(desk, file, "大.txt", content=b"a" * (1 << 20))
    put(desk, file, "半.txt", content=b"b" * 1_000_000)
    second = sanctioned(desk, "李某")
    put(desk, second, "半.txt", content=b"b" * 1_000_000)
    with pytest.raises(RuleError, match="合计将超过 2 MB"):
        put(desk, sanctioned(desk, "王某"), "半.txt", content=b"b" * 1_000_000)
    limited(desk, file_mb=1)
    with pytest.raises(RuleError, match="超过每份 1 MB的上限"):
        put(desk, second, "大.txt", content=b"c" * ((1 << 20) + 1))


# ---- their part, title and order


def test_a_part_is_one_of_the_list(desk, file):
    put(desk, file, "检讨.txt", part="4")
    with pytest.raises(RuleError) as refused:
        put(desk, file, "其他.txt", part="99")
    assert refused.value.field == "part"
    assert dict(attachments.part_choices(desk, "case"))["deliver"]
    assert attachments.part_choices(desk, "tolerance_review") == ()
    (row,) = attachments.list_attachments(desk, "dossier", file)
    attachments.move_to_part(desk, row, "9")
    assert attachments.list_attachments(desk, "dossier", file)[0].part == "9"
    changed = [d for step in history_of(desk, "dossier", file) for d in step.differences if d.field.endswith("材料或批次")]
    assert [(d.before, d.after) for d in changed] == [("本人检讨（认识材料）", "思想汇报"), ("", "本人检讨（认识材料）")]


def test_a_title_is_changed_and_never_empty(desk, file):
    (row,) = put(desk, file, "IMG_001.txt")
    attachments.retitle(desk, row, " 本人\n检讨 ")
    (row,) = attachments.list_attachments(desk, "dossier", file)
    assert (row.title, row.file_name) == ("本人 检讨", "IMG_001.txt")
    with pytest.raises(RuleError):
        attachments.retitle(desk, row, " \u200b ")


def test_the_order_is_changed_within_a_part(desk, file):
    put(desk, file, "甲.txt", part="4")
    put(desk, file, "乙.txt", part="9")
    rows = put(desk, file, "丙.txt", part="4")

    def order():
        return "".join(row.title for row in attachments.list_attachments(desk, "dossier", file) if row.part == "4")

    attachments.shift(desk, rows[2], -1)
    assert order() == "丙甲"
    with pytest.raises(Refused, match="最前"):
        attachments.shift(desk, rows[2], -1)
    changes = attachments.shift(desk, rows[2], 1)
    assert order() == "甲丙"
    take_back(desk, changes.audit_seq)
    assert order() == "丙甲"


def test_another_file_takes_the_place_of_one(desk, file, tmp_path):
    (row,) = put(desk, file, "检讨.txt", part="4")
    path = tmp_path / "清晰的.pdf"
    path.write_bytes(PDF)
    changes = attachments.replace_file(desk, row, path)
    (now,) = attachments.list_attachments(desk, "dossier", file)
    assert (now.title, now.file_name, now.part) == ("检讨", "清晰的.pdf", "4")
    with pytest.raises(RuleError, match="完全相同"):
        attachments.replace_file(desk, now, path)
    take_back(desk, changes.audit_seq)
    assert attachments.list_attachments(desk, "dossier", file) == [row]


# ---- taking back


def test_adding_and_deleting_are_taken_back_and_done_again(desk, file):
    made = attachments.attach_content(desk, "dossier", file, PDF, name="检讨.pdf", part="4")
    (row,) = attachments.list_attachments(desk, "dossier", file)
    undone = take_back(desk, made.audit_seq)
    assert attachments.list_attachments(desk, "dossier", file) == []
    again = take_back(desk, undone.audit_seq)
    assert attachments.list_attachments(desk, "dossier", file) == [row]
    assert attachments.content_of(desk, row) == PDF
    take_back(desk, again.audit_seq)
    assert attachments.list_attachments(desk, "dossier", file) == []
    take_back(desk, again.audit_seq + 1)
    gone = attachments.remove_attachment(desk, row)
    take_back(desk, gone.audit_seq)
    assert attachments.list_attachments(desk, "dossier", file) == [row]
    assert check_everything(desk) == []


def test_the_completeness_follows_what_is_attached(desk, file):
    def held():
        return look_at(desk, file).complete.held, next(p for p in look_at(desk, file).parts if p.code == "4")

    before, part = held()
    assert (part.present, part.attachments) == (False, 0)
    made = attachments.attach_content(desk, "dossier", file, PDF, name="检讨.pdf", part="4")
    after, part = held()
    assert (after, part.present, part.attachments) == (before + 1, True, 1)
    take_back(desk, made.audit_seq)
    assert held()[0] == before


def test_a_listing_reads_no_contents(desk, file):
    """The index answers: sixty scans of 20 MB are not stepped over to read sixty titles."""
    put(desk, file, "一.txt")
    with desk.vault.read() as database:
        plan = database.execute_sql(
            "EXPLAIN QUERY PLAN SELECT id, title, file_name, mime, size, digest, added_at, added_by, part, position"
            " FROM attachment WHERE owner = 'dossier' AND owner_id = 1 AND deleted_at IS NULL ORDER BY position, id"
        ).fetchall()
    assert any("COVERING INDEX" in str(row) for row in plan)
    assert dossier_of(desk, 1).dossier.id == file


def test_a_symlink_to_a_plain_file_is_followed(desk, tmp_path):
    (tmp_path / "真.pdf").write_bytes(PDF)
    link = tmp_path / "链接.pdf"
    link.symlink_to(tmp_path / "真.pdf")
    case_id = decided(desk)
    attachments.attach_file(desk, "case", case_id, link)
    assert [row.file_name for row in attachments.list_attachments(desk, "case", case_id)] == ["链接.pdf"]
    assert Path(link).is_symlink()
