"""Files that were made to take a reader down, or are no tables: refused in one sentence, soon, and with little memory."""

from __future__ import annotations

import re
import resource

import pytest
from hostile_books import HOSTILE, ROW
from raw_books import book_of

from jzdesk.imports import tables_child
from jzdesk.imports.books import open_book
from jzdesk.imports.errors import ImportFault

SECONDS = 2.0
MEGABYTES = 150


def spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    return children.ru_utime + children.ru_stime + own.ru_utime + own.ru_stime


def read_all(path):
    with open_book(path) as book:
        return [sum(1 for _ in book.rows(info.name)) for info in book.sheets]


@pytest.mark.parametrize(
    ("name", "make", "words"), [one[1:] for one in HOSTILE], ids=[one[0] for one in HOSTILE]
)
def test_a_hostile_file_is_refused_soon(tmp_path, name, make, words):
    path = make(tmp_path / name)
    before, memory = spent(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ImportFault) as refused:
        read_all(path)
    text = refused.value.text
    assert words in text, text
    assert text.endswith("。")
    assert "“" in text
    assert not re.search(r"[a-z]{5,}Error|Traceback|expat|zip", text), text
    assert spent() - before < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 40 << 10  # kB: of the one who asks


def test_the_child_has_a_fence():
    assert tables_child.MEMORY <= MEGABYTES << 20


def test_a_million_formatted_empty_rows_cost_nothing(tmp_path):
    """Formatted to the last row there is: ordinary files look so, and are read."""
    empty = "".join(f'<row r="{n}" s="3" customFormat="1" ht="20"/>' for n in range(2, 1_048_577))
    path = book_of(tmp_path / "空行.xlsx", ROW + empty)
    before = spent()
    assert read_all(path) == [1]
    assert spent() - before < SECONDS


def test_a_child_that_says_nothing_is_given_up(tmp_path, monkeypatch):
    path = book_of(tmp_path / "慢.xlsx", ROW)
    monkeypatch.setattr("jzdesk.imports.books.child_command", lambda _verb: ["sleep", "30"])
    with pytest.raises(ImportFault, match="没能在限定的时间"):
        open_book(path, patience=0.2)
