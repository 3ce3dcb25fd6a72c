"""Rows as they were sent: packed and unpacked alike, damaged ones refused, digests that see every change."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jzdesk.domain.canonical import canonical
from jzdesk.domain.month_rows import KeptRow, digest_of, is_column, kept_row, packed, unpacked

texts = st.text(min_size=1, max_size=9).map(canonical)
rows_ = st.lists(
    st.builds(
        KeptRow, key=st.text(max_size=8), subject=st.sampled_from(["case", "dossier", ""]),
        id=st.none() | st.integers(0, 10**9),
        cells=st.dictionaries(st.text("abc_", min_size=1, max_size=4), texts),
    )
)  # fmt: skip
KINDS = {"seq": "int", "name": "text", "decided_on": "date", "note": "text"}
ROW: dict[str, object] = {
    "@key": "u-1", "@subject": "case", "@id": 7, "seq": 1, "name": "仲夏", "decided_on": date(2026, 9, 18), "note": "",
    "other": "x",
}  # fmt: skip


def test_a_ledger_row_is_kept_in_canonical_texts() -> None:
    made = kept_row(ROW, KINDS)
    assert (made.key, made.subject, made.id) == ("u-1", "case", 7)
    assert made.cells == {"seq": "1", "name": "仲夏", "decided_on": "2026-09-18"}
    assert kept_row({}, KINDS) == KeptRow()


def test_what_is_no_column() -> None:
    assert [key for key in ROW if is_column(key)] == ["seq", "name", "decided_on", "note", "other"]


@given(rows_)
def test_packed_rows_come_back(rows: list[KeptRow]) -> None:
    content = packed(rows)
    assert unpacked(content) == rows
    assert packed(unpacked(content)) == content


def test_ten_thousand_rows_are_small() -> None:
    rows = [
        KeptRow(key=f"{n:032x}", subject="case", id=n, cells={f"c{i}": f"县教育局{n % 9}" for i in range(37)})
        for n in range(10_000)
    ]
    content = packed(rows)
    assert len(content) < 1_500_000
    assert unpacked(content) == rows


@pytest.mark.parametrize(
    "harm", [lambda b: b[:-5], lambda b: b"", lambda b: b[:9] + b"x" + b[10:], lambda b: b + b"x"]
)
def test_damaged_bytes_are_refused(harm: object) -> None:
    content = packed([kept_row(ROW, KINDS)] * 50)
    with pytest.raises(ValueError, match="the packed rows"):
        unpacked(harm(content))  # type: ignore[operator]


@given(rows_, st.integers(0, 20), st.sampled_from("abc"), texts)
def test_a_digest_sees_a_changed_cell(rows: list[KeptRow], at: int, column: str, text: str) -> None:
    columns = ("a", "b", "c")
    before = digest_of(rows, columns)
    assert before == digest_of(unpacked(packed(rows)), columns)
    if rows:
        row = rows[at % len(rows)]
        changed = KeptRow(cells={**row.cells, column: row.cells.get(column, "") + text})
        others = [changed if n == at % len(rows) else old for n, old in enumerate(rows)]
        assert digest_of(others, columns) != before


def test_a_digest_sees_where_a_text_stands_and_the_order() -> None:
    one, two = KeptRow(cells={"a": "xy"}), KeptRow(cells={"a": "x", "b": "y"})
    assert digest_of([one], "ab") != digest_of([two], "ab")
    assert digest_of([one, two], "ab") != digest_of([two, one], "ab")
    assert digest_of([], "ab") != digest_of([KeptRow()], "ab")
