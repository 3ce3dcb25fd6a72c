"""The text of a reply while it is worked on: kept, taken back to the conclusions, closed with the letter."""

from __future__ import annotations

import pytest
from enquiry_county import answer, decide_all, named, on_record, person, register
from revisit_county import Clock, make_desk

from jzdesk.domain.errors import Refused
from jzdesk.services import enquiry_drafts, history

TEXT = "县委组织部：\n经研究，回复如下。"


@pytest.fixture
def desk(tmp_path):
    opened = make_desk(tmp_path / "vault", Clock())
    yield opened
    opened.vault.close(back_up=False)


@pytest.fixture
def key(desk):
    on_record(desk)
    made = register(desk, named(person()))
    decide_all(desk, made)
    return made


def test_composed_until_somebody_changes_it(desk, key):
    draft = enquiry_drafts.reply_draft(desk, key)
    assert draft.text == draft.composed
    assert not draft.drafted
    changes = enquiry_drafts.keep_reply_draft(desk, key, f"  {TEXT}\n")
    assert changes.message == "复函文稿已保存。"
    kept = enquiry_drafts.reply_draft(desk, key)
    assert (kept.text, kept.drafted, kept.composed) == (TEXT, True, draft.composed)
    assert history.history_of(desk, "enquiry", key)[0].action == "拟写复函"


def test_back_to_the_conclusions(desk, key):
    enquiry_drafts.keep_reply_draft(desk, key, TEXT)
    assert "按结论生成" in enquiry_drafts.keep_reply_draft(desk, key, "").message
    assert not enquiry_drafts.reply_draft(desk, key).drafted


def test_taken_back(desk, key):
    changes = enquiry_drafts.keep_reply_draft(desk, key, TEXT)
    history.take_back(desk, changes.audit_seq)
    assert not enquiry_drafts.reply_draft(desk, key).drafted


def test_closed_with_the_letter(desk, key):
    enquiry_drafts.keep_reply_draft(desk, key, TEXT)
    answer(desk, key)
    sent = enquiry_drafts.reply_draft(desk, key)
    assert (sent.text, sent.replied) == (TEXT, True)
    with pytest.raises(Refused, match="已经回复"):
        enquiry_drafts.keep_reply_draft(desk, key, "改一改")


def test_a_letter_that_is_gone(desk):
    with pytest.raises(Refused):
        enquiry_drafts.reply_draft(desk, 99)
