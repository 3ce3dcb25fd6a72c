"""A county whose own files name three grades, 好, 一般 and 较差: its demo, its month, its forms and its figures."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from datetime import date

import pytest
from demo_county import make_county, open_copy
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from jzdesk.domain.indicators import Span, SpanKind
from jzdesk.paths import Paths
from jzdesk.services import indicators, months, printing
from jzdesk.services.demo_grades import ORDER, grade_in_use, poll_said
from jzdesk.services.rules import load_rulebook
from jzdesk.storage import bulk, dossiers

KEY = "2026-10"
GRADES, RESULTS = ["好", "一般", "较差"], ["好", "一般", "差"]
FILES = (
    ("rules", "visits", '[[grades]]\ncode = "fairly"\nenabled = false\n'),
    ("codes", "execution", '[assessment_grade]\nentries = [{ code = "fairly", enabled = false }]\n'),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A made-up county that had three grades from the first day."""
    home = tmp_path_factory.mktemp("three") / "vault"
    write(home)
    return make_county(home, people=60, months=24, seed=2)


def write(home):
    for part, name, text in FILES:
        (home / part).mkdir(parents=True, exist_ok=True)
        (home / part / f"{name}.toml").write_text(text, "utf-8")


@pytest.fixture
def desk(folder, tmp_path):
    opened = open_copy(folder, tmp_path / "copy")
    yield opened
    opened.vault.close(back_up=False)


@pytest.fixture
def four(tmp_path_factory, tmp_path):
    """The county of four grades that has just changed to three."""
    home = make_county(tmp_path_factory.mktemp("four") / "vault", people=40, months=24, seed=1)
    write(home)
    opened = open_copy(home, tmp_path / "changed")
    yield opened
    opened.vault.close(back_up=False)


def sheets(desk, out):
    months.export_month(desk, KEY, out)
    return load_workbook(out, data_only=True), load_workbook(out)


def heads(sheet, group):
    """Visible columns under an upper heading: title → column number."""
    found, upper = {}, ""
    for at, cell in enumerate(sheet[4], 1):
        above = sheet.cell(3, at).value
        upper = str(above) if above else upper
        hidden = sheet.column_dimensions[get_column_letter(at)].hidden
        if upper == group and cell.value and not hidden:
            found[str(cell.value).replace("\n", "")] = at
    return found


def test_the_demo_uses_no_other_grade(desk):
    with desk.vault.read():
        files = list(bulk.dossier_files(dossiers.ids()))
    seen = Counter(v.evaluation for f in files for v in f.visits if v.held_on)
    results = Counter(a.result for f in files for a in f.assessments)
    assert set(seen) == {"good", "fair", "poor"}
    assert set(results) <= {"good", "fair", "poor"}
    assert results
    polls = [v.side_poll for f in files for v in f.visits if v.side_poll]
    assert all("较好" not in poll and "一般" in poll for poll in polls)
    assert all(a.poll_fairly is None and a.poll_fair is not None for f in files for a in f.assessments)


def test_the_workbook_of_the_month(desk, tmp_path):
    figures, formulas = sheets(desk, tmp_path / "月报.xlsx")
    book = months.make_book(desk, KEY)
    summary = figures["汇总表"]
    for group, words, code, key in (
        ("按回访评价", GRADES, "visits", "grade"), ("期满考核", RESULTS, "assessments", "result"),
    ):  # fmt: skip
        columns = heads(summary, group)
        assert [word for word in columns if word in ("好", "较好", "一般", "较差", "差")] == words
        counts = Counter(row.get(key) for row in book.ledgers[code])
        assert {word: summary.cell(5, columns[word]).value for word in words} == {word: counts[word] for word in words}
        unit = [str(formulas["汇总表"].cell(7, columns[word]).value) for word in words]
        assert all(f'"={word}"' in text for word, text in zip(words, unit, strict=True))
    assert sum(row["grade"] in GRADES for row in book.ledgers["visits"] if "grade" in row) > 0
    assert list(heads(figures["期满考核台账"], "民主测评（票）")) == RESULTS


def test_a_grade_used_before_keeps_its_column(four, tmp_path):
    figures, _ = sheets(four, tmp_path / "月报.xlsx")
    rows = months.make_book(four, KEY).ledgers["visits"]
    columns = heads(figures["汇总表"], "按回访评价")
    assert list(columns) == ["好", "较好", "一般", "较差"]
    total = sum(figures["汇总表"].cell(5, at).value for at in columns.values())
    assert total == sum(bool(row.get("grade")) for row in rows)
    assert figures["核对表"]["F2"].value == "全部一致"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_the_form_of_a_talk(desk, tmp_path):
    out = tmp_path / "blank.pdf"
    printing.print_interviews(desk, blank=True, out=out)
    done = subprocess.run(["pdftotext", "-raw", str(out), "-"], capture_output=True, check=True)
    text = "".join(done.stdout.decode().split())
    assert "好票，一般票，较差票" in text
    assert "较好" not in text


def test_the_figures_of_the_county_do_not_hang_on_the_scale(tmp_path_factory, tmp_path):
    home = make_county(tmp_path_factory.mktemp("scale") / "vault", people=40, months=24, seed=1)
    desk = open_copy(home, tmp_path / "copy")
    span = Span(SpanKind.QUARTER, 2026, 3)
    before = indicators.measure(desk, span), months.figures(desk, KEY)
    write(desk.paths.data)
    desk.rulebook = load_rulebook(desk.paths.resources(), desk.paths.data)
    assert [code.name for code in desk.rulebook.codes.offered("visit_grade", desk.today)] == GRADES
    assert (indicators.measure(desk, span), months.figures(desk, KEY)) == before
    assert before[1].decisions > 0
    desk.vault.close(back_up=False)


@pytest.mark.parametrize(("wanted", "taken"), [("good", "a"), ("fairly", "b"), ("fair", "b"), ("poor", "c")])
def test_a_county_with_codes_of_its_own(tmp_path, wanted, taken):
    off = "".join(f'[[grades]]\ncode = "{code}"\nenabled = false\n' for code in ORDER)
    own = "".join(f'[[grades]]\ncode = "{code}"\ntext = "{code}等"\nclause = "本县办法"\n' for code in "abc")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "visits.toml").write_text(off + own, "utf-8")
    rules = load_rulebook(Paths(tmp_path).resources(), tmp_path)
    assert grade_in_use(rules, "visit_grade", wanted, date(2026, 11, 22)) == taken
    assert poll_said(rules, 8, 10, date(2026, 11, 22)) == "参加10人：a等8票，b等2票，c等0票"
