"""Ledgers with a known list of faults: every one is told with its row, its column and its reason, and nothing else is."""

from __future__ import annotations

import pytest
from mutated_ledgers import TODAY, clean_sheet, mutated, write_book
from tree import ROOT

from jzdesk.domain.import_words import words_of
from jzdesk.imports.books import open_book
from jzdesk.imports.table_reading import look_at, read_rows
from jzdesk.services.import_catalogues import load_imports
from jzdesk.services.rules import load_rulebook

LEDGERS, EACH = 180, 20


@pytest.fixture(scope="module")
def catalogue():
    imports = load_imports(ROOT / "resources")
    return imports, words_of(imports, load_rulebook(ROOT / "resources"))


def read(path, sheets, catalogue):
    imports, words = catalogue
    with open_book(path) as book:
        for info, sheet in zip(book.sheets, sheets, strict=True):
            sighting = look_at(book, info.name, imports.kinds[sheet.kind])
            yield sheet, sighting, read_rows(book, sighting, words, on=TODAY)


def what_was_left(reading):
    return [(row.number, row.why) for row in reading.left if row.why != "note"]


@pytest.mark.parametrize("start", range(0, LEDGERS, EACH))
def test_every_fault_is_told_and_nothing_else(tmp_path, catalogue, start):
    sheets = [mutated(seed) for seed in range(start, start + EACH)]
    path = write_book(tmp_path / "旧台账.xlsx", sheets)
    for sheet, sighting, reading in read(path, sheets, catalogue):
        said = {(problem.row, problem.column, problem.rule) for problem in reading.problems}
        assert said == sheet.faults, sighting.sheet
        assert len(reading) == sheet.records
        assert what_was_left(reading) == sheet.left
        for problem in reading.problems:
            assert problem.sheet == sighting.sheet
            assert problem.text.endswith("。")
            # a cell that was not read is no value: neither nothing nor nought
            row = next(row for row in reading if row.number == problem.row)
            if problem.grave and problem.column:
                assert row.values.get(problem.field) not in (0, "", False)


def test_clean_ledgers_have_no_problem_and_lose_nothing(tmp_path, catalogue):
    sheets = [clean_sheet(seed) for seed in range(1000, 1030)]
    path = write_book(tmp_path / "旧台账.xlsx", sheets)
    for sheet, sighting, reading in read(path, sheets, catalogue):
        assert list(reading.problems) == [], sighting.sheet
        assert [match.field for match in sighting.columns] == sheet.columns
        assert len(reading) == sheet.records
        for row in reading:
            written = sheet.rows[row.number - 1]
            empty = {
                key for key, cell in zip(sheet.columns, written, strict=True) if cell in (None, "", "无", "/")
            }
            assert set(row.values) | empty | {"seq"} >= set(sheet.columns)


def test_the_hand_spoils_every_kind_of_cell():
    rules = {rule for seed in range(LEDGERS) for _, _, rule in mutated(seed).faults}
    assert len(rules) >= 25, sorted(rules)
    assert sum(len(mutated(seed).faults) for seed in range(LEDGERS)) > 400
