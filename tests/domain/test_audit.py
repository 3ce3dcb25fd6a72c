"""The chain's arithmetic: what is sealed, and that no tampering passes."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain import audit
from jzdesk.domain.audit import GENESIS, Head, Line, RowChange


def chain(length):
    lines, prev = [], GENESIS
    for seq in range(1, length + 1):
        changes = audit.pack_changes([RowChange("person", seq, {"name": "甲"}, {"name": "乙"})])
        line = audit.seal(
            Line(
                seq,
                f"2026-11-22T09:{seq:02}:00",
                "李某",
                "clerk",
                "改",
                "person",
                seq,
                "",
                "",
                changes,
                prev,
                "",
            )
        )
        lines.append(line)
        prev = line.digest
    return lines


def head(line):
    return Head(line.seq, line.digest)


def resealed(lines):
    """The whole chain computed anew, as someone with the key could do."""
    prev, out = GENESIS, []
    for line in lines:
        out.append(audit.seal(line._replace(prev=prev, digest="")))
        prev = out[-1].digest
    return out


def test_a_whole_chain():
    lines = chain(20)
    assert audit.verify(lines) == []
    assert audit.verify(lines, known=[head(lines[4]), head(lines[19])]) == []
    assert audit.verify(lines[10:], since=head(lines[9]), known=[head(lines[4])]) == []
    assert audit.verify([]) == []


FIELDS = [name for name in Line._fields if name not in {"seq", "digest", "prev"}]


@given(place=st.integers(0, 19), field=st.sampled_from(FIELDS))
def test_any_edited_field_is_found_where_it_is(place, field):
    lines = chain(20)
    old = getattr(lines[place], field)
    lines[place] = lines[place]._replace(**{field: old + 1 if isinstance(old, int) else f"{old} "})
    problems = audit.verify(lines)
    assert [(p.seq, p.rule) for p in problems] == [(place + 1, "digest")]


@given(place=st.integers(0, 18))
def test_a_removed_entry_is_found(place):
    lines = chain(20)
    del lines[place]
    assert audit.verify(lines)[0].seq == place + 1
    assert audit.verify(lines)[0].rule == "gap"


@given(place=st.integers(0, 18))
def test_an_entry_edited_and_sealed_again_breaks_the_next(place):
    lines = chain(20)
    lines[place] = audit.seal(lines[place]._replace(why="改过"))
    assert [(p.seq, p.rule) for p in audit.verify(lines)] == [(place + 2, "link")]


@given(place=st.integers(0, 18))
def test_swapped_entries_are_found(place):
    lines = chain(20)
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    assert audit.verify(lines)[0].seq == place + 1


@given(place=st.integers(0, 19), known=st.integers(0, 19))
def test_a_chain_rewritten_as_a_whole_is_found_by_a_later_head(place, known):
    lines = chain(20)
    forged = resealed([line._replace(why="改过") if line.seq == place + 1 else line for line in lines])
    assert audit.verify(forged) == []
    found = [(p.seq, p.rule) for p in audit.verify(forged, known=[head(lines[known])])]
    assert found == ([(known + 1, "head")] if known >= place else [])


def test_a_cut_tail_is_found_by_a_head():
    lines = chain(20)
    problems = audit.verify(lines[:15], known=[head(lines[19])])
    assert [(p.seq, p.rule) for p in problems] == [(20, "head")]
    assert "末尾" in problems[0].message


def test_heads_as_text():
    last = head(chain(3)[-1])
    assert Head.parse(f" {last} ") == last
    for text in ("", "3", "3:abc", f"x:{GENESIS}"):
        with pytest.raises(ValueError, match=r"head|int"):
            Head.parse(text)


def test_an_entry_for_reading():
    entry = audit.entry_of(chain(1)[0])
    assert entry.at.minute == 1
    assert entry.changes == (RowChange("person", 1, {"name": "甲"}, {"name": "乙"}),)
    assert audit.unpack_changes(audit.pack_changes(())) == ()


def test_the_digest_of_a_very_long_line_is_that_of_its_whole_json():
    text = '["换行\n引号"反斜\\杠\u0001😀"],' * 20_000
    line = audit.seal(
        audit.Line(
            1, "2026-11-22T09:30:00", "李", "clerk", "导入", "import", 3, "", "", text, audit.GENESIS, ""
        )
    )
    whole = json.dumps(list(line[:-1]), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert line.digest == hashlib.sha256(whole.encode()).hexdigest()
