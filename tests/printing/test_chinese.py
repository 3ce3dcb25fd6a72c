from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.printing.chinese import NO_END, NO_START, break_lines, may_break, to_unicode_map


def broken(text: str, characters: float, **options) -> list[str]:
    """Lines of a text whose characters are one unit wide, Latin ones half."""
    widths = [0.5 if c.isascii() else 1.0 for c in text]
    return [text[line.start : line.end] for line in break_lines(text, widths, characters, **options)]


def test_a_comma_takes_its_neighbour_to_the_next_line():
    assert broken("认错悔错，服从处分", 4) == ["认错悔", "错，服从", "处分"]


def test_an_opening_bracket_never_ends_a_line():
    assert broken("依照《条例》给予", 3) == ["依照", "《条", "例》给", "予"]


@pytest.mark.parametrize("pair", ["——", "……"])
def test_dash_and_ellipsis_stay_whole(pair):
    assert broken(f"他说到这里{pair}停了", 6) == ["他说到这", f"里{pair}停了"]


def test_numbers_and_words_stay_whole():
    assert broken("共计12345.67元", 4) == ["共计", "12345.67", "元"]
    assert broken("文件 overview 见附件", 6) == ["文件 ", "overview 见", "附件"]


def test_a_percent_sign_stays_with_its_number():
    assert broken("占比达到95%以上", 4.5) == ["占比达到", "95%以上"]


def test_a_word_longer_than_the_line_is_split():
    assert broken("abcdefghij", 2) == ["abcd", "efgh", "ij"]


def test_paragraphs_are_set_in_and_a_continued_one_is_not():
    text = "第一段\n第二段"
    assert [one.indent for one in break_lines(text, [1.0] * 7, 9, indent=2)] == [2, 2]
    assert [one.indent for one in break_lines(text, [1.0] * 7, 9, indent=2, first=False)] == [0, 2]
    assert broken("很长的一段话很长的一段话", 4, indent=2)[0] == "很长"


def test_blank_lines_and_the_space_at_a_line_end_take_no_room():
    assert broken("甲乙\n\n  \n丙", 4) == ["甲乙", "丙"]
    assert [one.room for one in break_lines("甲乙 丙", [1.0] * 4, 2.5)] == [0.5, 1.5]


def test_only_the_last_line_closes_a_paragraph():
    assert [one.closes for one in break_lines("甲乙丙丁\n戊", [1.0] * 6, 2)] == [False, True, True]


MIXED = st.text(st.sampled_from("处分决定回访12ab，。、；：？！）》”（《“…—% \n"), max_size=120)


@given(MIXED, st.integers(4, 30))
def test_every_character_is_kept_in_order(text, limit):
    kept = "".join(broken(text, limit))
    assert "".join(kept.split()) == "".join(text.split())


@given(MIXED, st.integers(4, 30))
def test_a_line_breaks_a_rule_only_where_no_place_in_it_keeps_them(text, limit):
    widths = [1.0] * len(text)
    lines = break_lines(text, widths, limit)
    for line, after in itertools.pairwise(lines):
        if line.end != after.start:  # a paragraph ends here
            continue
        assert line.end - line.start <= limit + text[line.start : line.end].count(" ")
        before, following = text[line.end - 1], text[line.end]
        if following in NO_START or before in NO_END:
            inside = range(line.start + 1, line.end)
            assert not any(may_break(text[at - 1], text[at]) for at in inside)


def test_to_unicode_uses_surrogates_and_blocks_of_a_hundred():
    made = to_unicode_map("Font", [ord(c) for c in "㛃𬱖"] + [0x4E00] * 150)
    assert "<00> <36C3>" in made
    assert "<01> <D873DC56>" in made
    assert made.count("beginbfchar") == 2
    assert "100 beginbfchar" in made
    assert "52 beginbfchar" in made
