"""The printed recovery key: read back from paper in any manner, and no slip of the pen accepted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.storage import recovery


def test_each_is_new_and_reads_back():
    made = {recovery.new() for _ in range(50)}
    assert len(made) == 50
    for words in made:
        assert recovery.read(words) == words.replace("-", "")[:-1].encode()


@pytest.mark.parametrize("manner", [str.lower, lambda w: w.replace("-", " "), lambda w: w.replace("-", "－")])
def test_manners_of_typing(manner):
    words = recovery.new()
    assert recovery.read(manner(words)) == recovery.read(words)


def test_letters_misread_from_paper():
    words = "1010-1010-1010-1010-1010-1010-1010-101"
    words += recovery._check(words.replace("-", ""))
    assert recovery.read(words.replace("1", "l").replace("0", "O")) == recovery.read(words) is not None


@given(place=st.integers(0, 31), by=st.integers(1, 31))
def test_every_single_slip_is_found(place, by):
    letters = list(recovery.new().replace("-", ""))
    letters[place] = recovery._LETTERS[(recovery._LETTERS.index(letters[place]) + by) % 32]
    assert recovery.read("".join(letters)) is None


@pytest.mark.parametrize("text", ["", "ABCD", "!" * 32, "É" * 32])
def test_what_is_no_key(text):
    assert recovery.read(text) is None
