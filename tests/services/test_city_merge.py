"""Merging counties: clean files raise no alarm, seeded faults are all found at their cells, totals equal a count of its own."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import county_files as made_up
import pytest
from demo_county import make_county, open_copy
from openpyxl import load_workbook
from spoiled_files import ANNOUNCED, DECISIONS, TOLERANCE, VISITS, Clerk, Fault, Workbook

from jzdesk.domain.errors import Refused
from jzdesk.domain.masking import Level
from jzdesk.domain.merge_figures import FIGURES
from jzdesk.imports.county_book import read_county_book
from jzdesk.services import intake_books as books
from jzdesk.services import months
from jzdesk.services.merging import MergeOrder, merge_files

MONTHS = ("2026-08", "2026-09")


@pytest.fixture(scope="module")
def plans():
    return books.plans_in(made_up.FORMS_FOLDER)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """The files of eight counties over two months, and what merging them gave."""
    folder = made_up.city_folder(MONTHS)
    out = tmp_path_factory.mktemp("city") / "全市.xlsx"
    return sorted(folder.iterdir()), merged(sorted(folder.iterdir()), out)


@pytest.fixture(scope="module")
def small(tmp_path_factory, plans):
    """One month of a county, and what reading it gave."""
    path = made_up.write(tmp_path_factory.mktemp("small"), 0, "2026-09", cases=40)
    return path, read_county_book(path, plans)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """One month of a county of many cases."""
    return made_up.write(tmp_path_factory.mktemp("large"), 0, "2026-09", cases=260)


def merged(files, out, **more):
    order = {
        "files": list(files),
        "out": out,
        "forms": made_up.FORMS_FOLDER,
        "made_on": date(2026, 10, 9),
        "unit_name": "荆江市纪委监委",
    }
    return merge_files(MergeOrder(**(order | more)))


def findings(path, plans):
    book = read_county_book(path, plans)
    return book, books.check_book(book, books.Context(), code="421022", name="公安县")


def spoiled(path, tmp_path, change):
    book = Workbook(path)
    change(book)
    return book.save(tmp_path / "改过.xlsx")


# -- clean files --------------------------------------------------------------------------------------------------------


def test_clean_files_raise_no_alarm(city):
    files, result = city
    assert len(files) == len(result.files) == 16
    assert [f.line for f in result.findings] == []
    assert result.missing == ()


def test_totals_equal_a_count_from_the_cases_themselves(city):
    """Counted from the made-up cases, by nothing of the program."""
    _, result = city
    for index in range(8):
        home = made_up.county(index)
        mine = result.figures[home.unit_name]
        last = made_up.MonthOf(home, "2026-09")
        decided = [c for c in home.cases if date(2026, 8, 1) <= c.decided <= date(2026, 9, 30)]
        assert mine["decisions"] == len(decided)
        assert mine["people"] == len(last.in_force())
        ends = {month: made_up.span(month)[1] for month in MONTHS}
        due = [c for c in home.cases if f"{c.due:%Y-%m}" in ends and not c.exempt]
        known = [c for c in due if c.due < ends[f"{c.due:%Y-%m}"] or c.announced <= c.due]
        assert mine["announce_due"] == len(known)
        assert mine["announced"] == sum(c.announced <= c.due for c in known)
        forms = Counter(c.form for c in decided)
        assert result.forms[home.unit_name][0] == tuple(forms[form] for form in (1, 2, 3, 4))
        year = Counter(c.form for c in home.cases if date(2026, 1, 1) <= c.decided <= date(2026, 9, 30))
        assert result.forms[home.unit_name][1] == tuple(year[form] for form in (1, 2, 3, 4))


def test_every_row_stands_in_the_city_book_with_its_source(city):
    files, result = city
    workbook = load_workbook(result.path, read_only=True)
    for title, key in ((DECISIONS, "decisions"), (VISITS, "visits")):
        rows = [row for row in workbook[title].iter_rows(min_row=5, values_only=True) if row[0]]
        expected = []
        for path in files:
            home = next(
                made_up.county(i) for i, name in enumerate(made_up.NAMES) if path.name.startswith(name)
            )
            month = path.stem[-7:]
            for number, row in enumerate(getattr(made_up.MonthOf(home, month), key)(), 5):
                expected.append((home.unit_name, month, path.name, number, row["name"]))
        got = [(row[1], row[2], row[-2], row[-1], row[3]) for row in rows]
        assert sorted(got) == sorted(expected)
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    workbook.close()


def test_the_sums_of_the_city_book_are_formulas_over_its_counties(city):
    _, result = city
    page = load_workbook(result.path)["分县汇总"]
    values = load_workbook(result.path, data_only=True)["分县汇总"]
    heads = {page.cell(4, at).value or page.cell(3, at).value: at for at in range(1, page.max_column + 1)}
    for title, key in (
        ("本月处分决定（人次）", "decisions"),
        ("受处分人数", "people"),
        ("应建档", "dossier_due"),
    ):
        at = heads[title]
        assert str(page.cell(5, at).value).startswith("=SUM(")
        column = [values.cell(row, at).value for row in range(6, 14)]
        assert values.cell(5, at).value == sum(column) == sum(f[key] for f in result.figures.values())


@pytest.mark.soak
def test_a_year_of_eight_counties_raises_no_alarm(tmp_path):
    months = [f"2026-{number:02d}" for number in range(1, 13)]
    files = [made_up.write(tmp_path / "in", i, month, seed=9, cases=60) for i in range(8) for month in months]
    result = merged(files, tmp_path / "out.xlsx")
    assert len(result.files) == 96
    assert [f.line for f in result.findings] == []


# -- seeded faults ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_every_seeded_fault_is_found_at_its_cell(large, plans, tmp_path, seed):
    clerk = Clerk(large, seed)
    rows = sorted(clerk.book.rows(VISITS))[6:-6]
    for number in sorted(clerk.chance.sample(rows, 6), reverse=True):
        clerk.delete_row(VISITS, number)
    copied = clerk.chance.choice(sorted(clerk.book.rows(DECISIONS))[6:-6])
    clerk.copy_row(DECISIONS, copied)
    for sheet in (VISITS, DECISIONS):
        clerk.ready(sheet)
    clerk.leave(DECISIONS, copied, copied + 1)
    clerk.all_cells()
    _, found = findings(clerk.book.save(tmp_path / "spoiled.xlsx"), plans)
    assert len(clerk.faults) >= 260
    assert [fault for fault in clerk.faults if not fault.found_in(found)] == []
    assert sum(f.rule == "row.deleted" for f in found) == 6
    touched = {(fault.sheet, fault.cell) for fault in clerk.faults}
    assert {(f.sheet, f.cell) for f in found if f.rule == "cell.changed"} <= touched


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda b: b.insert_column(VISITS, 3, "自编号"), Fault("column.inserted", VISITS, "C4")),
        (lambda b: b.swap_columns(VISITS, "C", "E"), Fault("column.moved", VISITS)),
        (lambda b: b.drop_column(VISITS, "X"), Fault("column.missing", VISITS)),
        (lambda b: b.put_text(VISITS, "B3", "名字"), Fault("column.renamed", VISITS, "B4")),
        (lambda b: b.rename_sheet(VISITS, "回访台账9月"), Fault("sheet.renamed", "回访台账9月")),
        (lambda b: b.drop_sheet(VISITS), Fault("sheet.missing", VISITS)),
        (lambda b: b.put_number("汇总表", "H5", 999), Fault("summary.differs", "汇总表", "H5")),
        (lambda b: b.put_number("四种形态统计", "C6", 50), Fault("forms.sum", "四种形态统计", "C6")),
        (lambda b: b.put_number("四种形态统计", "E6", 0), Fault("cell.changed", "四种形态统计", "E6")),
        (lambda b: b.put_text("封面与填报说明", "A3", "2026年8月"), Fault("file.wrong_month")),
        (lambda b: b.put_text(TOLERANCE, "R5", "明知故犯"), Fault("tolerance.negative", TOLERANCE)),
        (lambda b: b.drop_sheet("报送校验"), Fault("file.no_manifest")),
        (lambda b: b.put_text("报送校验", "A2", "1/1:{}"), Fault("file.manifest_damaged")),
    ],
)  # fmt: skip
def test_a_changed_form_is_recognised(small, plans, tmp_path, change, fault):
    path, clean = small
    path = spoiled(path, tmp_path, change)
    book, found = findings(path, plans)
    assert fault.found_in(found), [f.line for f in found]
    untouched = {f.rule for f in found} & {
        "row.deleted",
        "row.added",
        "date.wrong",
        "number.wrong",
        "name.missing",
    }
    assert untouched == set()
    if fault.rule != "sheet.missing" and fault.rule not in ("column.missing", "tolerance.negative"):
        assert [row.cells for row in book.rows("visits")] == [row.cells for row in clean.rows("visits")]


def test_an_announcement_taken_out_is_missed_by_the_decision(small, plans, tmp_path):
    path, clean = small
    decided = {row.cells["document_number"] for row in clean.rows("decisions") if row.cells["decided_on"] >= "2026-09-01" and
               row.cells.get("party_sanction")}  # fmt: skip
    row = next(row for row in clean.rows("announcements") if row.cells["document_number"] in decided)
    path = spoiled(path, tmp_path, lambda book: book.delete_row(ANNOUNCED, row.id))
    _, found = findings(path, plans)
    missed = next(f for f in found if f.rule == "announce.missing")
    assert missed.name == row.cells["name"]
    assert missed.sheet == DECISIONS


def test_without_manifest_values_are_still_checked_and_counted_alike(small, plans, tmp_path):
    path, clean = small

    def change(book):
        book.drop_sheet("报送校验")
        book.put_text(VISITS, "Z6", "3")

    book, found = findings(spoiled(path, tmp_path, change), plans)
    assert Fault("number.text", VISITS, "Z6").found_in(found)
    assert book.head.unit_code == clean.head.unit_code == "421022"
    assert (book.head.month, book.head.submission) == ("2026-09", 1)
    assert books.rows_in(book) == books.rows_in(clean)


# -- files among files ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """August and September of one county, small."""
    folder = tmp_path_factory.mktemp("pair")
    return [made_up.write(folder, 0, month, cases=30) for month in MONTHS]


def rules(result):
    return Counter(finding.rule for finding in result.findings)


def test_a_file_given_twice_counts_once(pair, tmp_path):
    copy = Path(shutil.copy(pair[0], tmp_path / "又一份.xlsx"))
    result = merged([*pair, copy], tmp_path / "out.xlsx")
    assert rules(result) == {"file.doubled": 1}
    assert result.left_out == ("又一份.xlsx",)
    assert len(result.files) == 2


def test_the_newest_submission_counts_whatever_the_order(pair, tmp_path):
    again = made_up.write(tmp_path, 0, "2026-09", cases=30, submission=2, name="重报.xlsx")
    for files in ([*pair, again], [again, *pair]):
        result = merged(files, tmp_path / "out.xlsx")
        assert "重报.xlsx" in result.files
        assert result.left_out == (pair[1].name,)
        assert set(rules(result)) <= {"file.same_content", "file.older"}


def test_the_wrong_month_is_found(pair, tmp_path):
    result = merged([pair[0]], tmp_path / "out.xlsx", month="2026-09")
    assert rules(result)["file.wrong_month"] == 1
    named = Path(shutil.copy(pair[0], tmp_path / "公安县2026年9月月报.xlsx"))
    assert rules(merged([named], tmp_path / "out.xlsx"))["file.wrong_month"] == 1


def test_what_cannot_be_read_is_said_and_left_out(pair, tmp_path):
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    result = merged([*pair, broken], tmp_path / "out.xlsx")
    assert rules(result) == {"file.unreadable": 1}
    assert result.left_out == ("坏的.xlsx",)
    with pytest.raises(Refused, match="坏的"):
        merged([broken], tmp_path / "none.xlsx")
    assert not (tmp_path / "none.xlsx").exists()


def test_a_cancelled_merge_leaves_nothing(pair, tmp_path):
    class Cancelled(Exception):
        pass

    def stop(_done, _total):
        raise Cancelled

    with pytest.raises(Cancelled):
        merge_files(
            MergeOrder(
                files=pair, out=tmp_path / "out.xlsx", forms=made_up.FORMS_FOLDER, made_on=date(2026, 10, 9)
            ),
            stop,
        )
    assert list(tmp_path.iterdir()) == []


# -- the month before -----------------------------------------------------------------------------------------------------


def month_of(home, month, **changes):
    """A month whose ledgers are changed before it is written, so that its manifest knows nothing of it."""
    ledgers = made_up.MonthOf(home, month).ledgers()
    for code, change in changes.items():
        ledgers[code] = change(ledgers[code])
    return ledgers


def test_what_was_open_and_is_gone_is_missed(pair, tmp_path):
    home = made_up.county(0, cases=30)
    there = made_up.MonthOf(home, "2026-08").visits()
    gone = next(row for row in there if row["period_end"] >= date(2026, 9, 1))
    ledgers = month_of(home, "2026-09", visits=lambda rows: [r for r in rows if r["@key"] != gone["@key"]])
    after = made_up.write(tmp_path, 0, "2026-09", cases=30, ledgers=ledgers)
    result = merged([pair[0], after], tmp_path / "out.xlsx")
    vanished = [f for f in result.findings if f.rule == "carry.vanished"]
    assert [f.name for f in vanished] == [gone["name"]]
    assert vanished[0].others[0].file == pair[0].name
    assert vanished[0].others[0].row > 4


def test_what_should_have_been_there_last_month_is_found(pair, tmp_path):
    home = made_up.county(0, cases=30)
    late = next(
        row for row in made_up.MonthOf(home, "2026-08").visits() if row["period_end"] >= date(2026, 9, 1)
    )
    ledgers = month_of(home, "2026-08", visits=lambda rows: [r for r in rows if r["@key"] != late["@key"]])
    earlier = made_up.write(tmp_path, 0, "2026-08", cases=30, ledgers=ledgers)
    result = merged([earlier, pair[1]], tmp_path / "out.xlsx")
    assert [f.name for f in result.findings if f.rule == "carry.appeared"] == [late["name"]]


def test_a_month_without_a_manifest_carries_on_as_well(pair, tmp_path):
    """Rows without keys are known by person and document: an old file after a new one, and the other way round."""
    bare = spoiled(pair[1], tmp_path, lambda book: book.drop_sheet("报送校验")).rename(
        tmp_path / "无校验.xlsx"
    )
    assert rules(merged([pair[0], bare], tmp_path / "out.xlsx")) == {"file.no_manifest": 1}
    earlier = spoiled(pair[0], tmp_path, lambda book: book.drop_sheet("报送校验"))
    assert rules(merged([earlier, pair[1]], tmp_path / "out.xlsx")) == {"file.no_manifest": 1}


def test_a_desensitised_month_carries_on_from_a_full_one(pair, tmp_path):
    def hidden(rows):
        return [row | {"name": f"{row['name'][0]}*"} | ({"id_number": f"{row['id_number'][:6]}********{row['id_number'][-4:]}"}
                if "id_number" in row else {}) for row in rows]  # fmt: skip

    codes = ("decisions", "announcements", "tolerance", "visits", "assessments")
    home = made_up.county(0, cases=30)
    ledgers = month_of(home, "2026-09", **dict.fromkeys(codes, hidden))
    after = made_up.write(tmp_path, 0, "2026-09", cases=30, ledgers=ledgers)
    assert [f.line for f in merged([pair[0], after], tmp_path / "out.xlsx").findings] == []


def test_without_the_column_of_names_nobody_is_missed(pair, tmp_path):
    def change(book):
        book.drop_sheet("报送校验")
        book.put_text(VISITS, "B3", "名字")

    result = merged([pair[0], spoiled(pair[1], tmp_path, change)], tmp_path / "out.xlsx")
    assert {f.rule for f in result.findings} == {
        "file.no_manifest",
        "column.missing",
        "column.inserted",
        "summary.differs",
    }


def test_what_was_said_stays_said(pair, tmp_path):
    home = made_up.county(0, cases=30)

    def changed(rows):
        rows[0] = rows[0] | {"name": "改名者", "birth_month": "1999-01"}
        return rows

    after = made_up.write(tmp_path, 0, "2026-09", cases=30, ledgers=month_of(home, "2026-09", visits=changed))
    result = merged([pair[0], after], tmp_path / "out.xlsx")
    assert {f.cell[0] for f in result.findings if f.rule == "carry.changed"} == {"B", "D"}
    assert all(f.others for f in result.findings if f.rule == "carry.changed")


def test_the_year_is_the_sum_of_its_months(pair, tmp_path):
    year = [
        (form, count + (form == 2))
        for form, count in made_up.MonthOf(made_up.county(0, cases=30), "2026-09").forms(year=True)
    ]
    after = made_up.write(tmp_path, 0, "2026-09", cases=30, forms_of_handling_year=year)
    result = merged([pair[0], after], tmp_path / "out.xlsx")
    assert rules(result) == {"forms.year": 1}
    assert result.findings[0].text.startswith("第二种形态")


# -- people ---------------------------------------------------------------------------------------------------------------


def other_county(tmp_path, change):
    """September of the second county with one row more in decisions, made of the first county's by `change`."""
    first, second = made_up.county(0, cases=30), made_up.county(1, cases=30)
    decisions = made_up.MonthOf(first, "2026-09").decisions()
    row = next(r for r in decisions if r["decided_on"] < date(2026, 9, 1))
    added = row | {"@key": "f" * 32, "unit": "松滋市教育局", "seq": 99} | change(row)
    ledgers = month_of(second, "2026-09", decisions=lambda rows: [*rows, added | {"seq": len(rows) + 1}])
    return row, made_up.write(tmp_path, 1, "2026-09", cases=30, ledgers=ledgers)


def test_the_same_person_in_two_counties_is_found_with_both_places(pair, tmp_path):
    row, other = other_county(tmp_path, lambda _row: {"document_number": "松纪决〔2026〕901号"})
    result = merged([pair[1], other], tmp_path / "out.xlsx")
    assert rules(result) == {"person.two_counties": 1}
    finding = result.findings[0]
    assert (finding.county, finding.name, finding.cell[0]) == ("421022", row["name"], "C")
    assert [(p.county, p.cell[0], p.file) for p in finding.others] == [("421087", "C", other.name)]


def test_the_same_decision_sent_by_two_counties(pair, tmp_path):
    _, other = other_county(tmp_path, lambda _row: {})
    assert rules(merged([pair[1], other], tmp_path / "out.xlsx")) == {"person.same_decision": 1}


def test_a_transfer_said_in_the_note_is_one(pair, tmp_path):
    _, other = other_county(
        tmp_path, lambda _row: {"document_number": "松纪决〔2026〕901号", "note": "由公安县转入"}
    )
    assert rules(merged([pair[1], other], tmp_path / "out.xlsx")) == {"person.transferred": 1}


def test_one_document_number_for_two_people(pair, tmp_path):
    _, other = other_county(
        tmp_path,
        lambda _row: {
            "name": "另一人",
            "id_number": made_up.id_number(made_up.random.Random(5), female=False),
        },
    )
    assert rules(merged([pair[1], other], tmp_path / "out.xlsx")) == {"case.split": 1}


def test_a_look_alike_without_number_is_asked_about(pair, tmp_path):
    first, second = made_up.county(0, cases=30), made_up.county(1, cases=30)
    decided = {row["name"] for row in made_up.MonthOf(first, "2026-09").decisions()}
    row = next(r for r in made_up.MonthOf(first, "2026-09").visits() if r["name"] not in decided)
    added = row | {"@key": "f" * 32, "document_number": "松纪决〔2026〕902号", "unit": "松滋市水利局"}
    ledgers = month_of(second, "2026-09", visits=lambda rows: [*rows, added | {"seq": len(rows) + 1}])
    other = made_up.write(tmp_path, 1, "2026-09", cases=30, ledgers=ledgers)
    assert rules(merged([pair[1], other], tmp_path / "out.xlsx")) == {"person.look_alike": 1}


def test_the_figures_are_those_of_the_summary_sheet():
    """The words by which 汇总表 is read are the words it is written with."""
    from jzdesk.exports.summary import COLUMNS

    words = {(c.group, c.title) for c in COLUMNS}
    assert {(f.group, f.title) for f in FIGURES} <= words


def test_a_countys_own_export_is_clean_at_every_level_and_counts_alike(tmp_path):
    """The whole way from a vault: its months as the program sends them, in full, desensitised and as figures only."""
    county = make_county(tmp_path / "made", people=60, months=24, seed=1)
    desk = open_copy(county, tmp_path / "vault")
    figures = {}
    for level in Level:
        out = tmp_path / f"楚江县{level.value}.xlsx"
        months.export_month(desk, "2026-10", out, level=level)
        result = merged([out], tmp_path / "out.xlsx")
        assert [f.line for f in result.findings] == []
        figures[level] = result.figures, result.forms
    desk.vault.close(back_up=False)
    assert figures[Level.COUNTS] == figures[Level.MASKED] == figures[Level.FULL]
    assert sum(figures[Level.FULL][0]["楚江县纪委监委"].values()) > 50
