"""The reply on paper from the records: a draft until it is registered, then as it was sent; who may, and what is logged."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from enquiry_county import answer, decide_all, lines, named, on_record, person, register

from jzdesk.domain.enquiries import EnquiryPerson
from jzdesk.domain.errors import Refused
from jzdesk.printing import reply_letter
from jzdesk.services import enquiry_drafts, enquiry_letter, enquiry_replies
from jzdesk.storage import audit


@pytest.fixture
def printed(monkeypatch):
    """The letters that were set, instead of paper."""
    found = []
    monkeypatch.setattr(reply_letter, "print_letter", lambda letter, out: (found.append(letter), out.write_bytes(b"%PDF"), 1)[-1])
    return found


@pytest.fixture
def four(desk):
    """A letter about four people: one under a running measure, three nobody knows."""
    on_record(desk)
    strangers = [EnquiryPerson(name=f"赵{n}某", unit_text="县水利局") for n in "甲乙丙"]
    key = register(desk, named(person()), *strangers)
    decide_all(desk, key)
    return key


def test_a_draft_then_the_letter(desk, four, printed, tmp_path):
    assert enquiry_letter.letter_name(desk, four).endswith("（送审稿）.pdf")
    assert enquiry_letter.print_reply(desk, four, tmp_path / "稿.pdf") == 1
    answer(desk, four)
    enquiry_letter.print_reply(desk, four, tmp_path / "函.pdf")
    draft, sent = printed
    assert (draft.mark, draft.number, draft.date) == ("送审稿", "", "")
    assert (sent.mark, sent.number, sent.date) == ("", "公纪函〔2026〕5号", "2026年11月20日")
    assert sent.title == "关于吴建国等4名同志党风廉政意见的复函"
    assert sent.addressee == "县委组织部："
    assert sent.signature == (desk.office.unit_name,)
    assert [row[1] for row in sent.rows[1:]] == ["吴建国", "赵甲某", "赵乙某", "赵丙某"]
    assert "党内严重警告" in sent.rows[1][3] or "期间至" in sent.rows[1][3]
    assert person().id_number not in str(sent)
    assert enquiry_letter.letter_name(desk, four).startswith("廉政意见复函_县委组织部_HF2026-")


def test_the_text_a_person_kept_is_printed(desk, four, printed, tmp_path):
    enquiry_drafts.keep_reply_draft(desk, four, "县委组织部：\n经研究，另行回复。")
    enquiry_letter.print_reply(desk, four, tmp_path / "稿.pdf")
    assert printed[0].paragraphs == ("经研究，另行回复。",)
    assert printed[0].rows == ()


def test_nothing_is_printed_while_a_name_is_open(desk, printed, tmp_path):
    key = register(desk, EnquiryPerson(name="赵某某"))
    with pytest.raises(Refused, match="尚未认定结论"):
        enquiry_letter.print_reply(desk, key, tmp_path / "稿.pdf")
    assert printed == []
    assert not list(tmp_path.glob("*.pdf"))


def test_a_folder_that_is_not_there_is_said(desk, four, printed, tmp_path):
    with pytest.raises(Refused, match="不存在"):
        enquiry_letter.print_reply(desk, four, tmp_path / "无" / "稿.pdf")


def test_printing_is_logged_without_names(desk, four, printed, tmp_path):
    enquiry_letter.print_reply(desk, four, tmp_path / "稿.pdf")
    with desk.vault.read() as database:
        entry = audit.entry(database, audit.head(database).seq)
    assert (entry.action, entry.noun, entry.record_id) == ("打印廉政意见复函送审稿", "enquiry", four)
    assert "4人，1页" in entry.summary
    assert "吴建国" not in str(entry)


def test_the_proposal_is_that_of_the_replies(desk, four):
    assert enquiry_letter.propose_reply(desk, four) == enquiry_replies.propose_reply(desk, four)


@pytest.mark.office
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_paper_says_it(desk, four, tmp_path):
    out = tmp_path / "函.pdf"
    answer(desk, four)
    pages = enquiry_letter.print_reply(desk, four, out)
    text = subprocess.run(["pdftotext", "-raw", out, "-"], capture_output=True, text=True, check=True).stdout
    assert pages == 2
    assert "影响期（处分期）未满" in "".join(text.split())
    assert set(lines(desk, four)) <= set(text.replace("\n", " ").split()) | {"吴建国"}
