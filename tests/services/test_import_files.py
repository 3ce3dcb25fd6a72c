"""导入 through files: registers out and in again, our own monthly ledgers, problems given back, a program killed meanwhile."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest
from demo_county import REVIEWER, empty_desk, make_county, now, open_copy
from import_rows import case, plan, register, take
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill

from jzdesk.domain.errors import Refused
from jzdesk.paths import Paths
from jzdesk.services import duties, import_apply, import_errors, import_registers, imports, months
from jzdesk.services.desk import open_desk

KINDS = ("units", "people", "cases", "announcements")
LEDGERS = (("处分决定执行台账", "cases"), ("公开宣布台账", "announcements"))


def cells(path, sheet=None):
    book = load_workbook(path)
    return [[cell.value for cell in row] for row in (book[sheet] if sheet else book.active).iter_rows()]


def look(desk, path, kind="", **more):
    return imports.plan_import(desk, imports.open_file(desk, path, kind=kind, **more))


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """The registers of the demo county, and its October as it is reported."""
    folder = tmp_path_factory.mktemp("sent")
    desk = open_copy(make_county(folder / "model", people=60, months=24, seed=1), folder / "vault")
    for kind in KINDS:
        import_registers.export_register(desk, kind, folder / f"{kind}.xlsx")
    import_registers.export_register(desk, "all", folder / "all.xlsx")
    months.export_month(desk, "2026-10", folder / "month.xlsx")
    for sheet, kind in LEDGERS:  # what the month says is what the vault says
        assert set(look(desk, folder / "month.xlsx", kind, sheet=sheet).counts) <= {"same"}
    desk.vault.close(back_up=False)
    return folder


def test_registers_imported_into_an_empty_vault_are_exported_the_same(sent, tmp_path):
    desk = empty_desk(tmp_path / "vault")
    for kind in KINDS:
        opened = imports.open_file(desk, sent / f"{kind}.xlsx")
        assert (opened.kind, opened.missing, opened.double) == (kind, (), ())
        assert all(match.field for match in opened.sighting.columns)
        made = imports.plan_import(desk, opened)
        assert made.counts == {"new": made.total}
        import_apply.apply_import(desk, made)
    assert duties.stale(desk) == []
    for kind in KINDS:
        import_registers.export_register(desk, kind, tmp_path / f"{kind}.xlsx")
        assert cells(tmp_path / f"{kind}.xlsx") == cells(sent / f"{kind}.xlsx")
    again = look(desk, sent / "cases.xlsx")
    assert again.counts == {"same": again.total}
    assert again.nothing.startswith("这个文件已由演示于2026-11-22 09:30导入")
    assert import_apply.apply_import(desk, again).message == again.nothing
    for sheet, kind in (("案件处分登记簿", "cases"), ("公开宣布登记簿", "announcements")):
        other = look(desk, sent / "all.xlsx", sheet=sheet)
        assert (other.kind.code, set(other.counts)) == (kind, {"same"})
    desk.vault.close(back_up=False)


def test_our_own_monthly_ledgers_come_into_an_empty_vault(sent, tmp_path):
    desk = empty_desk(tmp_path / "vault")
    for sheet, kind in LEDGERS:
        made = look(desk, sent / "month.xlsx", kind, sheet=sheet)
        assert made.counts["new"] > 0
        grave = {p.rule for p in made.problems if p.grave}
        # a decision changed in October stands there without the one it changed; nothing else is in the way
        assert grave <= {"review.no_original", "announcement.no_decision", "house.exempted_on"}
        import_apply.apply_import(desk, made, leave_out=True)
    want = [row[1] for row in cells(sent / "month.xlsx", "处分决定执行台账") if isinstance(row[0], int)]
    got = [row["name"] for row in register(desk, "cases")]
    assert set(got) <= set(want)
    assert duties.stale(desk) == []
    desk.vault.close(back_up=False)


# ---- a clerk's own ledger


def ledger(path):
    book = Workbook()
    page = book.active
    page.title = "处分台账"
    page["A1"] = "2025年度处分台账"
    page.merge_cells("A1:H1")
    page.append(["序号", "姓名", "身份证号码", "工作单位", "党纪处分", "处分时间", "处分文号", "决定机关"])
    page.append(
        [1, "张三", "421099197601010013", "县住建局", "党内警告", "2025.3.5", "公纪〔2025〕1号", "县纪委监委"]
    )
    page.append(
        [
            2,
            "李四",
            4.2102219820202e17,
            "县住建局",
            "严重警告",
            "2025年2月30日",
            "公纪〔2025〕2号",
            "县纪委监委",
        ]
    )
    page.append([3, "王五", None, "县财政局", "警告", "20250601", "公纪〔2025〕3号", "县纪委监委"])
    page.append(["合计", "3人"])
    page["B4"].fill = PatternFill("solid", fgColor="FF00FF00")
    page["B3"].hyperlink = "http://example.invalid/"
    page["I3"] = "=1+1"
    page.column_dimensions["D"].width = 33
    book.save(path)


@pytest.fixture
def desk(tmp_path):
    made = empty_desk(tmp_path / "vault")
    yield made
    made.vault.close(back_up=False)


def test_a_damaged_id_is_never_written_and_the_row_says_why(desk, tmp_path):
    ledger(tmp_path / "台账.xlsx")
    made = look(desk, tmp_path / "台账.xlsx")
    assert (made.kind.code, made.counts) == ("cases", {"new": 2, "fault": 1})
    said = {(p.cell, p.rule) for p in made.problems if p.grave}
    assert said == {("C4", "id.damaged"), ("F4", "date.impossible")}
    assert any("合计" in line for line in made.passed)
    import_apply.apply_import(desk, made, leave_out=True)
    assert [(row["name"], row.get("id_number")) for row in register(desk, "people")] == [
        ("张三", "421099197601010013"),
        ("王五", None),
    ]
    again = look(desk, tmp_path / "台账.xlsx")
    assert (again.counts, again.nothing) == (
        {"same": 2, "fault": 1},
        "",
    )  # a row was left out: the file may be mended


def test_problems_come_back_in_a_copy_of_the_clerks_own_workbook(desk, tmp_path):
    ledger(tmp_path / "台账.xlsx")
    made = look(desk, tmp_path / "台账.xlsx")
    out = tmp_path / import_errors.suggested_problem_name(made)
    assert out.name == "台账（问题清单）.xlsx"
    assert import_errors.write_problems(desk, made, out) is True
    book = load_workbook(out)
    assert book.sheetnames == ["问题清单", "处分台账"]
    lines = [[cell.value for cell in row[2:7]] for row in book["问题清单"].iter_rows(min_row=4)]
    assert ["C4", "身份证号码"] in [line[:2] for line in lines]
    assert all(line[4] in ("必须改正", "请核对") for line in lines)
    page = book["处分台账"]
    assert (page["B4"].fill.fgColor.rgb, page.column_dimensions["D"].width) == ("FF00FF00", 33)
    assert page["C4"].fill.fgColor.rgb == "FFFFC7CE"
    assert "末三位已丢失" in page["C4"].comment.text
    assert page["B3"].hyperlink is None
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)


def test_of_a_text_table_a_workbook_is_made(desk, tmp_path):
    (tmp_path / "台账.csv").write_bytes(
        "姓名,单位,身份证号\n张三,=cmd|' /C calc'!A0,1234\n李四,县财政局,\n".encode("gb18030")
    )
    made = look(desk, tmp_path / "台账.csv", "people")
    assert made.counts == {"new": 1, "fault": 1}
    out = tmp_path / "out.xlsx"
    assert import_errors.write_problems(desk, made, out) is False
    page = load_workbook(out).worksheets[1]
    assert page["C2"].comment.text
    assert (page["B2"].value, page["B2"].data_type) == ("=cmd|' /C calc'!A0", "s")


def test_a_chosen_column_is_remembered_for_the_heading(desk, tmp_path):
    book = Workbook()
    book.active.append(["姓名", "单位", "何时出生"])
    book.active.append(["张三", "县住建局", "1976.1.1"])
    book.save(tmp_path / "甲.xlsx")
    opened = imports.open_file(desk, tmp_path / "甲.xlsx", kind="people")
    assert 3 not in opened.mapping
    chosen = imports.again(desk, opened, mapping={**opened.mapping, 3: "birth"})
    import_apply.apply_import(desk, imports.plan_import(desk, chosen))
    book.active.append(["李四", "县住建局", "1977.2.2"])
    book.save(tmp_path / "乙.xlsx")
    other = imports.open_file(desk, tmp_path / "乙.xlsx", kind="people")
    assert (other.mapping[3], other.remembered) == ("birth", True)
    made = imports.plan_import(desk, other)
    assert made.counts == {"same": 1, "new": 1}


def test_a_file_changed_after_it_was_opened_is_refused(desk, tmp_path):
    ledger(tmp_path / "台账.xlsx")
    opened = imports.open_file(desk, tmp_path / "台账.xlsx")
    (tmp_path / "台账.xlsx").write_bytes((tmp_path / "台账.xlsx").read_bytes() + b"\0")
    with pytest.raises(Refused, match="改动过"):
        imports.plan_import(desk, opened)


def test_an_empty_sheet_to_fill_in_is_read_back_column_by_column(desk, tmp_path):
    for kind in KINDS:
        out = tmp_path / f"{kind}.xlsx"
        import_registers.write_template(desk, kind, out)
        opened = imports.open_file(desk, out, kind=kind)
        wanted = [field.key for field in opened.sighting.catalogue.register]
        assert list(opened.mapping.values()) == wanted
        assert imports.plan_import(desk, opened).nothing == "文件中没有可以导入的行。"
        page = load_workbook(out).active
        offered = {str(area) for rule in page.data_validations.dataValidation for area in rule.sqref.ranges}
        assert offered


# ---- cut off in the middle


KILLED = """
import os, sys
sys.path[:0] = {paths!r}
from demo_county import REVIEWER, now
from import_rows import case, plan
from jzdesk.paths import Paths
from jzdesk.services import import_apply
from jzdesk.services.desk import open_desk
from pathlib import Path
from datetime import date
desk = open_desk(Paths(Path({home!r})), account=REVIEWER.name, password=REVIEWER.password, clock=now)
rows = [case(f"人{{n:03d}}", document_number=f"公纪〔2026〕{{n}}号") for n in range(300)]
made = plan(desk, "cases", rows)
def die(done, total):
    if done > {at}:
        os.kill(os.getpid(), 9)
import_apply.apply_import(desk, made, progress=die)
"""


@pytest.mark.parametrize("at", [150, 350])
def test_a_program_killed_while_it_imports_leaves_nothing_half_written(tmp_path, at):
    desk = empty_desk(tmp_path / "vault")
    take(desk, "cases", [case("王五")])
    before = {kind: register(desk, kind) for kind in KINDS}
    desk.vault.close(back_up=False)
    here = Path(__file__).parents[1]
    script = textwrap.dedent(KILLED).format(
        paths=[str(here), str(here.parent)], home=str(tmp_path / "vault"), at=at
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=120, check=False)
    assert ended.returncode == -9, ended.stderr.decode()
    desk = open_desk(Paths(tmp_path / "vault"), account=REVIEWER.name, password=REVIEWER.password, clock=now)
    assert {kind: register(desk, kind) for kind in KINDS} == before
    assert duties.stale(desk) == []
    assert plan(desk, "cases", [case("王五", decided_on=date(2026, 3, 5))]).counts == {"same": 1}
    desk.vault.close(back_up=False)


@pytest.mark.soak
def test_two_thousand_rows_come_in_and_are_taken_back(desk):
    before = {kind: register(desk, kind) for kind in KINDS}
    rows = [
        case(f"人{n:04d}", document_number=f"公纪〔2026〕{n}号", told_on=date(2026, 3, 9))
        for n in range(2000)
    ]
    run = take(desk, "cases", rows)
    assert len(register(desk, "cases")) == 2000
    import_apply.undo_run(desk, run.record_id)
    assert {kind: register(desk, kind) for kind in KINDS} == before
