"""Desensitised variants: nobody can be read in any part of the file, the figures stay, and the file says what it is."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from manifest_reading import read_book
from openpyxl import load_workbook

from jzdesk.domain.manifest import SHEET
from jzdesk.domain.manifest_compare import compare
from jzdesk.domain.masking import ID_KEEPS, KnownWords, Level, Masker
from jzdesk.exports.errors import ExportError
from jzdesk.exports.leak_scan import scan_package
from jzdesk.exports.manifest_sheet import ManifestFacts, manifest_part
from jzdesk.exports.masked_book import Variant, reworked, write_variant
from jzdesk.exports.month_book import MonthBook, write_month_book
from jzdesk.exports.month_parts import Making

Make = Callable[..., MonthBook]
FACTS = ManifestFacts(made_at="2026-11-03T09:00:00", program="0.1.0")
SURNAMES, GIVEN = "仲张王李赵钱孙周吴郑欧阳", "建国伟芳敏静丽强磊洋勇艳杰娟涛明超秀英华慧巧云"
TEXTS = (
    "{0}与{1}谈话，认识到错误", "本人{0}（{2}）住院", "已告知{0}、{1}", "电话{3}", "{0}\n{1}", "见{2}", "无", "", "{0} {1}",
)  # fmt: skip
LEDGERS = {
    "处分决定执行台账",
    "公开宣布台账",
    "容错纠错台账",
    "容错处理台账",
    "回访教育台账",
    "期满考核台账",
    "廉政意见回复台账",
}


class People:
    """Made-up people, and texts that name them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.names = sorted({self._name() for _ in range(25)})
        self.numbers = [f"42102219{self.chance.randrange(10**9):09d}X" for _ in self.names]

    def _name(self) -> str:
        return self.chance.choice(SURNAMES) + "".join(
            self.chance.sample(GIVEN, self.chance.choice((1, 2, 2, 3)))
        )

    def text(self) -> str:
        one, two = self.chance.sample(self.names, 2)
        phone = f"139{self.chance.randrange(10**8):08d}"
        return self.chance.choice(TEXTS).format(one, two, self.chance.choice(self.numbers), phone)

    def fill(self, row: dict[str, object]) -> dict[str, object]:
        at = self.chance.randrange(len(self.names))
        made = {
            key: self.text() if isinstance(value, str) and key[0] != "@" and key not in ("unit", "unit_level", "form_change", "conclusion")
            and not key.endswith("state") else value
            for key, value in row.items()
        }  # fmt: skip
        made |= {"name": self.names[at]}
        if "id_number" in row:
            made["id_number"] = self.numbers[at]
        for key in ("talkers", "mentor", "assessors"):
            if key in row:
                made[key] = "、".join(self.chance.sample(self.names, 2))
        return made

    def words(self) -> KnownWords:
        return KnownWords(self.names, numbers=self.numbers)


def book_of(make_book: Make, people: People, count: int, *parts: Callable[[Making], None]) -> MonthBook:
    plain = make_book(count, seed=people.chance.randrange(99))
    ledgers = {
        code: [people.fill(row | {"@key": f"k{n}"}) for n, row in enumerate(rows)]
        for code, rows in plain.ledgers.items()
    }
    return replace(
        plain, ledgers=ledgers, notes=[people.text() or "说明"], made_by=people.names[0], reviewer=people.names[1],
        parts=(*parts, manifest_part(FACTS)),
    )  # fmt: skip


def variant_part(level: Level, people: People, *personal: str) -> Callable[[Making], None]:
    variant = Variant(level=level, masker=Masker(people.words()), personal=frozenset(personal))

    def part(making: Making) -> None:
        making.rework = reworked(variant)

    return part


@pytest.fixture(scope="module")
def whole(make_book: Make, forms: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, People]:
    people = People(5)
    out = tmp_path_factory.mktemp("whole") / "a.xlsx"
    write_month_book(book_of(make_book, people, 12), forms, out=out)
    return out, people


def is_figure(value: object) -> bool:
    return isinstance(value, int | float)


def made_of(whole: tuple[Path, People], level: Level, out: Path, *, keep: str = "normal") -> Path:
    path, people = whole
    write_variant(
        io.BytesIO(path.read_bytes()),
        out,
        Variant(level=level, masker=Masker(people.words(), ID_KEEPS[keep])),
    )
    return out


def test_the_whole_workbook_names_people(whole: tuple[Path, People]) -> None:
    assert len(scan_package(whole[0], whole[1].words())) > 20


def test_masked_rows_keep_their_place_and_their_figures(whole: tuple[Path, People], tmp_path: Path) -> None:
    out = made_of(whole, Level.MASKED, tmp_path / "b.xlsx")
    before, after = load_workbook(whole[0]), load_workbook(out)
    assert before.sheetnames == after.sheetnames
    old, new = before["处分决定执行台账"], after["处分决定执行台账"]
    for row in range(5, 17):
        name, number = str(old.cell(row, 2).value), str(old.cell(row, 3).value)
        assert str(new.cell(row, 2).value) in (name[0] + "*" * (len(name) - 2) + name[-1], name[0] + "*")
        assert new.cell(row, 3).value == number[:6] + "********" + number[-4:]
        assert new.cell(row, 5).value == old.cell(row, 5).value, "units stay"
        assert new.cell(row, 20).value == old.cell(row, 20).value, "days stay"
    for title in ("汇总表", "四种形态统计"):
        for a, b in zip(before[title].iter_rows(), after[title].iter_rows(), strict=True):
            assert [cell.value for cell in a if is_figure(cell.value)] == [
                cell.value for cell in b if is_figure(cell.value)
            ]


def test_the_sensitivity_is_chosen(whole: tuple[Path, People], tmp_path: Path) -> None:
    sheet = load_workbook(made_of(whole, Level.MASKED, tmp_path / "b.xlsx", keep="strict"))[
        "处分决定执行台账"
    ]
    assert re.fullmatch(r"4\*{16}X", str(sheet["C5"].value))


def test_counts_have_no_ledgers_and_no_formula_that_needs_them(
    whole: tuple[Path, People], tmp_path: Path
) -> None:
    out = made_of(whole, Level.COUNTS, tmp_path / "b.xlsx")
    shown = load_workbook(out, data_only=True)
    assert not LEDGERS & set(shown.sheetnames)
    assert {"汇总表", "四种形态统计", "核对表", SHEET} <= set(shown.sheetnames)
    figures = load_workbook(whole[0], data_only=True)
    for title in ("汇总表", "四种形态统计", "核对表"):
        then = [[cell.value for cell in row if is_figure(cell.value)] for row in figures[title].iter_rows()]
        assert [
            [cell.value for cell in row if is_figure(cell.value)] for row in shown[title].iter_rows()
        ] == then
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert not [name for name, text in parts.items() if "<f>" in text]
    cover = shown.worksheets[0]
    listed = {cover.cell(row, 2).value: cover.cell(row, 5).value for row in range(1, cover.max_row + 1)}
    assert {title for title, paper in listed.items() if paper == "未附"} == LEDGERS
    assert not [title for title in LEDGERS if title in parts["xl/workbook.xml"]]
    assert len(re.findall("worksheets/sheet", parts["[Content_Types].xml"])) == len(shown.sheetnames)
    assert len([name for name in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]) == len(
        shown.sheetnames
    )


@pytest.mark.parametrize("level", [Level.MASKED, Level.COUNTS])
def test_a_variant_says_what_it_is_and_can_be_checked(
    whole: tuple[Path, People], tmp_path: Path, level: Level
) -> None:
    out = made_of(whole, level, tmp_path / "b.xlsx")
    manifest, sheets = read_book(out)
    assert (manifest.level, manifest.key, manifest.submission) == (level.value, "2026-10", 2)
    assert compare(manifest, sheets).differences == ()
    whole_manifest, _ = read_book(whole[0])
    assert manifest.digest != whole_manifest.digest
    assert bool(manifest.sheet("decisions")) == (level is Level.MASKED)
    for sheet in load_workbook(out):
        if sheet.title != SHEET:
            assert str(sheet.oddFooter.left.text).endswith(manifest.short)
    assert manifest.made_by != whole_manifest.made_by


def test_a_workbook_that_says_nothing_about_itself_is_refused(
    make_book: Make, forms: Path, tmp_path: Path
) -> None:
    write_month_book(make_book(2), forms, out=tmp_path / "a.xlsx")
    with pytest.raises(ExportError, match="没有校验信息"):
        made_of((tmp_path / "a.xlsx", People(1)), Level.MASKED, tmp_path / "b.xlsx")


def test_a_name_left_anywhere_stops_the_export(make_book: Make, forms: Path, tmp_path: Path) -> None:
    people = People(3)

    def planted(making: Making) -> None:
        making.workbook.properties.keywords = f"经办{people.names[0]}"

    book = book_of(make_book, people, 3, planted, variant_part(Level.MASKED, people))
    with pytest.raises(ExportError, match="未导出") as told:
        write_month_book(book, forms, out=tmp_path / "b.xlsx")
    assert "docProps/core.xml" in told.value.text
    assert people.names[0] not in told.value.text
    assert list(tmp_path.iterdir()) == []


def test_the_whole_file_never_reaches_the_disk(
    make_book: Make, forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = People(8)
    seen: list[bytes] = []

    def look(whole: io.BytesIO, aside: Path, variant: Variant) -> None:
        seen.extend(path.read_bytes() for path in tmp_path.iterdir())
        write_variant(whole, aside, variant)

    monkeypatch.setattr("jzdesk.exports.masked_book.write_variant", look)
    write_month_book(
        book_of(make_book, people, 3, variant_part(Level.MASKED, people)), forms, out=tmp_path / "b.xlsx"
    )
    assert seen == []
    assert (tmp_path / "b.xlsx").exists()


def test_sheets_that_name_people_are_taken_out_of_counts(
    make_book: Make, forms: Path, tmp_path: Path
) -> None:
    from jzdesk.exports.indicator_sheet import Table
    from jzdesk.exports.ledgers import LedgerColumn

    people = People(9)

    def corrections(making: Making) -> None:
        columns = [LedgerColumn("name", "姓名", "", "text", 10), LedgerColumn("on", "日期", "", "date", 10)]
        rows = [{"name": people.names[4], "on": date(2026, 10, 1)}]
        making.add_table(Table(name="更正情况", title="更正情况", subtitle="", columns=columns, rows=rows))

    for level, there in ((Level.MASKED, True), (Level.COUNTS, False)):
        book = book_of(make_book, people, 3, corrections, variant_part(level, people, "更正情况"))
        write_month_book(book, forms, out=tmp_path / "b.xlsx")
        assert ("更正情况" in load_workbook(tmp_path / "b.xlsx").sheetnames) is there


@pytest.mark.parametrize("months", [20, pytest.param(400, marks=pytest.mark.soak)])
def test_random_months_name_nobody(make_book: Make, forms: Path, tmp_path: Path, months: int) -> None:
    """The variant itself is searched when it is made; here every part is searched again by plain means."""
    leaked: list[str] = []
    for seed in range(months):
        people = People(seed)
        level = Level.COUNTS if seed % 5 == 0 else Level.MASKED
        if seed % 20 == 0:
            write_month_book(book_of(make_book, people, 4), forms, out=tmp_path / "a.xlsx")
            base = (tmp_path / "a.xlsx").read_bytes()
            first = people
        shuffled = _renamed(base, first, people)
        write_variant(
            io.BytesIO(shuffled), tmp_path / "b.xlsx", Variant(level=level, masker=Masker(people.words()))
        )
        with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
            everything = "\n".join(
                archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
            )
        leaked += [name for name in (*people.names, *people.numbers) if name in everything]
        leaked += re.findall(r"(?<![\w.])\d{17}[\dX](?!\w)", everything)
    assert leaked == []


def _renamed(content: bytes, old: People, new: People) -> bytes:
    """The same workbook with other people in it: cheaper than writing it anew, names fall on other texts."""
    names = dict(zip(old.names + old.numbers, new.names + new.numbers, strict=False))
    pattern = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(made, "w") as out:
        for name in archive.namelist():
            part = archive.read(name)
            if name.startswith("xl/worksheets/sheet") and b"jzdesk-manifest" not in part:
                part = pattern.sub(lambda hit: names[hit[0]], part.decode()).encode()
            out.writestr(name, part)
    return made.getvalue()
