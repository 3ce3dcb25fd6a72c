"""What a workbook says about itself: it comes back from the hidden sheet, and tells every change made since."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jzdesk.domain.canonical import canonical
from jzdesk.domain.manifest import (
    FIGURE,
    SHEET,
    UNKNOWN,
    Manifest,
    ManifestColumn,
    ManifestFault,
    ManifestSheet,
    SheetFacts,
    from_chunks,
    mark_of,
    sealed,
    sheet_of,
    to_chunks,
    told_by,
)
from jzdesk.domain.manifest_compare import KIND_NAMES, Comparison, ReadColumn, ReadRow, ReadSheet, compare

COLUMNS = (
    ManifestColumn(key="seq", title="序号", letter="A", kind="int"),
    ManifestColumn(key="name", title="姓名", letter="B"),
    ManifestColumn(key="unit", title="单位", letter="C"),
    ManifestColumn(key="told_due", title="应办日", group="告知本人及支部", letter="D", kind="date"),
    ManifestColumn(key="told_on", title="办结日", group="告知本人及支部", letter="E", kind="date"),
    ManifestColumn(key="archive_due", title="应办日", group="归档", letter="F", kind="date"),
    ManifestColumn(key="visits", title="已回访次数", letter="G", kind="int"),
    ManifestColumn(key="note", title="备注", letter="H"),
    ManifestColumn(key="document_number", title="文号", letter="I"),
)
FIRST = 5


def rows_of(count: int, seed: int = 1) -> list[dict[str, object]]:
    chance = random.Random(seed)
    made: list[dict[str, object]] = []
    for number in range(1, count + 1):
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(300))
        made.append({
            "@key": f"uid-{number}", "seq": number, "name": f"张{number}", "unit": chance.choice(("县教育局", "埠河镇")),
            "told_due": day, "told_on": chance.choice((None, day + timedelta(days=3))), "visits": chance.randrange(5),
            "archive_due": day + timedelta(days=30), "note": chance.choice(("", "住院", "已报告")), "document_number": f"公纪〔2026〕{number}号",
        })  # fmt: skip
    return made


def manifest_of(rows: list[dict[str, object]]) -> Manifest:
    ledger = sheet_of(
        SheetFacts(code="decisions", title="处分决定执行台账", columns=COLUMNS, first=FIRST), rows
    )
    letters = tuple(ManifestColumn(key=x, title="", letter=x, kind=FIGURE) for x in "ABCD")
    figures = sheet_of(
        SheetFacts(code="", title="汇总表", columns=letters, numbers=(4, 5, 7)),
        [
            {"A": "合计", "B": 12, "C": 0.5, "D": 7},
            {"A": "县教育局", "B": 8, "C": 1 / 3, "D": 4},
            {"A": "埠河镇", "B": 4, "C": UNKNOWN, "D": 3},
        ],
        read=True,
    )
    return sealed(
        Manifest(
            unit_code="421022", unit_name="某县纪委监委", key="2026-10", first_on="2026-10-01", last_on="2026-10-31",
            level="full", submission=2, made_at="2026-11-03T09:00:00", made_by="刘畅", program="0.1.0",
            sheets=(ledger, figures, ManifestSheet(code="", title="封面")), audit_head="ab" * 32, audit_seq=77,
        )
    )  # fmt: skip


def serial(day: object) -> object:
    return (day - date(1899, 12, 30)).days if isinstance(day, date) else day


def read_of(rows: list[dict[str, object]], first: int = FIRST) -> list[ReadSheet]:
    """The sheets as a reader hands them over."""
    columns = [ReadColumn(letter=c.letter, title=c.title, group=c.group) for c in COLUMNS]
    cells = [{c.letter: serial(row.get(c.key)) for c in COLUMNS} for row in rows]
    ledger = ReadSheet(
        title="处分决定执行台账", columns=columns,
        rows=[ReadRow(number=n, cells=c) for n, c in enumerate(cells, first)],
    )  # fmt: skip
    figures = ReadSheet(
        title="汇总表",
        columns=[ReadColumn(letter=x) for x in "ABCD"],
        rows=[
            ReadRow(number=2, cells={"A": "统计表"}),
            ReadRow(number=4, cells={"A": "合计", "B": 12.0, "C": 0.5, "D": 7}),
            ReadRow(number=5, cells={"A": "县教育局", "B": 8, "C": 0.333333333333333, "D": 4}),
            ReadRow(number=7, cells={"A": "埠河镇", "B": 4, "C": 0.25, "D": 3}),
        ],
    )
    return [ReadSheet(title="封面"), ledger, figures, ReadSheet(title=SHEET)]


def kinds_of(found: Comparison) -> list[str]:
    return [difference.kind for difference in found.differences]


@pytest.mark.parametrize("count", [0, 1, 2, 3000])
def test_a_manifest_comes_back_from_its_cells(count: int) -> None:
    made = manifest_of(rows_of(count))
    chunks = to_chunks(made)
    assert all(len(chunk) <= 30_100 for chunk in chunks)
    random.Random(3).shuffle(chunks)
    again = from_chunks([None, 3.5, *chunks, ""])
    assert again == made
    assert len(again.digest) == 64
    assert again.footer == f"421022 2026-10 第2次 {again.digest[:8]}"
    assert again.sheet("decisions") == made.sheets[0]
    assert again.sheet("") is None


def test_what_it_says_of_a_sheet() -> None:
    rows = rows_of(40)
    sheet = manifest_of(rows).sheets[0]
    assert sheet.sums == {"seq": "820", "visits": str(sum(int(str(r["visits"])) for r in rows))}
    assert sheet.keys[3] == "uid-4"
    assert sheet.cells["told_due"][0] == str(rows[0]["told_due"])
    assert "张1" not in "".join(sheet.cells["name"])
    assert sheet.row_number(2) == FIRST + 2
    assert sheet.digest != manifest_of(rows_of(40, seed=2)).sheets[0].digest


def test_marks() -> None:
    assert mark_of("12", "int") == told_by("12") == "12"
    assert mark_of("12", "text").startswith("~")
    assert mark_of("暂定 2026-10-01", "date").startswith("~")
    assert told_by(mark_of("张三")) == mark_of("") == ""
    texts = [f"张{n}" for n in range(5000)]
    assert len({mark_of(text) for text in texts}) == len(texts)


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (lambda c: c[1:], "不完整"),
        (lambda c: [], "不完整"),
        (lambda c: c[:-1], "缺少"),
        (lambda c: [c[0], *c[1:], f"{len(c)}/9:x"], "缺少"),
        (lambda c: [c[0], c[1].replace("421022", "421023"), *c[2:]], "被改动"),
        (lambda c: [c[0].replace(" 1 ", " 2 ", 1), *c[1:]], "更新版本"),
    ],
)
def test_a_damaged_manifest_is_refused(harm: Callable[[list[str]], list[str]], word: str) -> None:
    with pytest.raises(ManifestFault, match=word):
        from_chunks(harm(to_chunks(manifest_of(rows_of(900)))))


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"sheets":[{}]}', "null", "x", '{"sheets":[{"count":1}]}', "[" * 100_000]
)
def test_a_manifest_of_other_content_is_refused(body: str) -> None:
    import hashlib

    heading = f"jzdesk-manifest 1 1 {hashlib.sha256(body.encode()).hexdigest()}"
    with pytest.raises(ManifestFault, match="不合规定"):
        from_chunks([heading, f"1/1:{body}"])


def test_an_untouched_workbook_shows_no_difference() -> None:
    for count in (0, 1, 60):
        found = compare(manifest_of(rows_of(count)), read_of(rows_of(count)))
        assert found.differences == ()
    sheet = found.sheet("decisions")
    assert sheet is not None
    assert sheet.columns["archive_due"] == "F"
    assert sheet.keys[FIRST + 59] == "uid-60"


@pytest.mark.parametrize(
    ("key", "value", "before"),
    [
        ("name", "李四", ""),
        ("told_due", date(2020, 1, 1), "told_due"),
        ("told_due", None, "told_due"),
        ("visits", 99, "visits"),
        ("note", "另行处理", ""),
        ("seq", 700, "seq"),
    ],
)
def test_a_changed_cell_is_named(key: str, value: object, before: str) -> None:
    rows = rows_of(60)
    changed = [*rows[:7], rows[7] | {key: value}, *rows[8:]]
    [difference] = compare(manifest_of(rows), read_of(changed)).differences
    letter = next(c.letter for c in COLUMNS if c.key == key)
    assert (difference.kind, difference.cell, difference.key) == ("cell", f"{letter}{FIRST + 7}", "uid-8")
    assert difference.before == (str(rows[7][before]) if before else "")
    assert difference.after == ("" if value is None else str(value))
    assert difference.text.startswith(f"“处分决定执行台账”{letter}12“")
    assert difference.text.endswith("。")


def test_numbers_as_text_and_days_as_text_are_no_change() -> None:
    rows = rows_of(20)
    texts = [row | {"visits": str(row["visits"]), "told_due": str(row["told_due"])} for row in rows]
    assert compare(manifest_of(rows), read_of(texts)).differences == ()


def test_added_deleted_and_moved_rows_are_named() -> None:
    rows = rows_of(60)
    new = {"name": "王五", "unit": "斗湖堤镇", "visits": 1, "seq": 61}
    found = compare(manifest_of(rows), read_of([*rows, new]))
    assert [(d.kind, d.row) for d in found.differences] == [("row_added", FIRST + 60)]
    found = compare(manifest_of(rows), read_of([*rows[:9], *rows[10:]]))
    assert [(d.kind, d.was, d.key) for d in found.differences] == [("row_deleted", FIRST + 9, "uid-10")]
    found = compare(manifest_of(rows), read_of([*rows[:9], *rows[10:40], rows[9], *rows[40:]]))
    assert [(d.kind, d.was, d.row) for d in found.differences] == [("row_moved", FIRST + 9, FIRST + 39)]
    sheet = found.sheet("decisions")
    assert sheet is not None
    assert sheet.keys[FIRST + 39] == "uid-10"
    numbered = [row | {"seq": n} for n, row in enumerate([*rows[:9], *rows[10:]], 1)]
    assert kinds_of(compare(manifest_of(rows), read_of(numbered))) == ["row_deleted", "renumbered"]


def test_a_line_copied_over_another_is_one_gone_and_one_come() -> None:
    same = {
        "unit": "县教育局",
        "told_due": date(2026, 3, 1),
        "told_on": None,
        "visits": 2,
        "note": "",
        "archive_due": None,
    }
    rows = [row | same for row in rows_of(60)]  # only who it is and the document differ
    found = compare(manifest_of(rows), read_of([*rows[:9], rows[30] | {"seq": 10}, *rows[10:]]))
    kinds = kinds_of(found)
    assert "cell" not in kinds
    assert (kinds.count("row_deleted"), kinds.count("row_added")) == (1, 1)
    assert [d.key for d in found.differences if d.kind == "row_deleted"] == ["uid-10"]


def test_a_column_of_nothing_without_heading_is_not_missed() -> None:
    rows = rows_of(12)
    manifest = manifest_of(rows)
    ledger = manifest.sheets[0]
    blank = ManifestColumn(key="poll_fair", title="", group="民主测评", letter="J", kind="int")
    wider = replace(ledger, columns=(*ledger.columns, blank), cells={**ledger.cells, "poll_fair": ("",) * 12})
    assert compare(replace(manifest, sheets=(wider, *manifest.sheets[1:])), read_of(rows)).differences == ()


def test_a_sorted_sheet_is_one_difference() -> None:
    rows = rows_of(200)
    found = compare(manifest_of(rows), read_of(sorted(rows, key=lambda row: str(row["told_due"]))))
    assert kinds_of(found) == ["row_moved"]
    assert found.differences[0].text == "“处分决定执行台账”各行的次序与导出时不同。"


def shifted(
    sheets: list[ReadSheet], change: Callable[[list[ReadColumn]], list[ReadColumn]]
) -> list[ReadSheet]:
    """The ledger with its columns laid out anew."""
    ledger = sheets[1]
    columns = change(list(ledger.columns))
    letters = dict(zip("ABCDEFGHIJKLM", columns, strict=False))
    rows = [
        ReadRow(number=row.number, cells={to: row.cells.get(old.letter) for to, old in letters.items()})
        for row in ledger.rows
    ]
    made = replace(ledger, columns=[replace(old, letter=to) for to, old in letters.items()], rows=rows)
    return [sheets[0], made, *sheets[2:]]


def test_columns_inserted_moved_renamed_and_missing() -> None:
    rows = rows_of(60)
    manifest, sheets = manifest_of(rows), read_of(rows)

    def after(change: Callable[[list[ReadColumn]], list[ReadColumn]]) -> list[tuple[str, str, str]]:
        found = compare(manifest, shifted(sheets, change)).differences
        return [(d.kind, d.column, d.cell) for d in found]

    blank = ReadColumn(letter="Z", title="核对")
    assert after(lambda c: [*c[:2], blank, *c[2:]]) == [("column_added", "", "C")]
    assert after(lambda c: [*c[:1], *c[2:], c[1]]) == [("column_moved", "name", "I")]
    assert after(lambda c: [*c[:2], *c[3:]]) == [("column_missing", "unit", "")]
    assert after(lambda c: [*c[:2], replace(c[2], title="工作单位"), *c[3:]]) == [
        ("column_renamed", "unit", "C")
    ]
    assert after(lambda c: [replace(column, title=column.title + " ") for column in c]) == []
    assert after(lambda c: [replace(column, group="") for column in c]) == [], (
        "same headings keep their order"
    )
    assert after(lambda c: [replace(x, title=x.group + x.title, group="") for x in c]) == []


def test_a_changed_cell_is_found_after_everything_moved() -> None:
    rows = rows_of(60)
    changed = [*rows[:7], rows[7] | {"unit": "县公安局"}, *rows[8:]]
    sheets = shifted(read_of(list(reversed(changed)), first=9), lambda c: [c[7], *c[:7], c[8]])
    found = [d for d in compare(manifest_of(rows), sheets).differences if d.kind == "cell"]
    assert [(d.cell, d.key, d.was) for d in found] == [(f"D{9 + 52}", "uid-8", FIRST + 7)]


def test_a_whole_column_written_over() -> None:
    rows = rows_of(300)
    found = compare(manifest_of(rows), read_of([row | {"unit": "县公安局"} for row in rows]))
    assert kinds_of(found) == ["cell"] * 300


def test_sheets_missing_added_and_renamed() -> None:
    rows = rows_of(12)
    cover, ledger, figures, hidden = read_of(rows)
    manifest = manifest_of(rows)
    assert kinds_of(compare(manifest, [cover, figures, hidden])) == ["sheet_missing"]
    assert kinds_of(compare(manifest, [cover, ledger, figures, ReadSheet(title="新表")])) == ["sheet_added"]
    found = compare(manifest, [cover, replace(ledger, title="执行台账"), figures])
    assert [(d.kind, d.sheet, d.before) for d in found.differences] == [
        ("sheet_renamed", "执行台账", "处分决定执行台账")
    ]
    found = compare(manifest, [cover, ledger, replace(figures, title="汇总表(2)")])
    assert kinds_of(found) == ["sheet_renamed"]


def test_a_changed_figure_is_named() -> None:
    rows = rows_of(12)
    sheets = read_of(rows)
    figures = sheets[2]
    other = [
        *figures.rows[:2],
        ReadRow(number=5, cells={"A": "县教育局", "B": 9, "C": 1 / 3, "D": 4}),
        figures.rows[3],
    ]
    [difference] = compare(manifest_of(rows), [*sheets[:2], replace(figures, rows=other)]).differences
    assert (difference.cell, difference.before, difference.after) == ("B5", "8", "9")
    assert difference.text == "“汇总表”B5导出时为“8”，现为“9”。"
    lower = [ReadRow(number=row.number + 3, cells=row.cells) for row in figures.rows]
    assert compare(manifest_of(rows), [*sheets[:2], replace(figures, rows=lower)]).differences == ()


def test_five_hundred_random_changes_are_all_found() -> None:
    chance = random.Random(11)
    rows = rows_of(40)
    manifest = manifest_of(rows)
    for _ in range(500):
        at, column = chance.randrange(40), chance.choice(COLUMNS[1:])
        old = rows[at][column.key]
        value: object = chance.choice(("改", "", 77, date(2019, 3, 4), "0"))
        if canonical(value, column.kind) == canonical(old, column.kind):
            continue
        changed = [*rows[:at], rows[at] | {column.key: value}, *rows[at + 1 :]]
        found = compare(manifest, read_of(changed)).differences
        assert [(d.kind, d.cell) for d in found] == [("cell", f"{column.letter}{FIRST + at}")], (value, old)


def test_every_kind_has_a_name_and_a_sentence() -> None:
    from jzdesk.domain.manifest_compare import Difference

    for kind in KIND_NAMES:
        text = Difference(
            kind=kind, sheet="台账", title="单位", cell="C5", row=5, was=6, before="甲", after="乙"
        ).text
        assert text.startswith("“台账”")
        assert text.endswith("。")
