"""How much of a month its workbook shows, from the vault: names are known wherever they stand, a closed month is masked as
it was sent, and each submission names the one before."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from demo_county import make_county, open_copy
from manifest_reading import read_book
from openpyxl import load_workbook

from jzdesk.domain.errors import RuleError
from jzdesk.domain.manifest_compare import compare
from jzdesk.domain.masking import Level
from jzdesk.services import month_levels as levels
from jzdesk.services import month_templates
from jzdesk.services.month_closing import freeze_month, reopen_month
from jzdesk.services.months import export_month, make_book
from jzdesk.storage import known_names, people

KEY = "2026-10"
LEDGERS = {
    "处分决定执行台账",
    "公开宣布台账",
    "容错纠错台账",
    "容错处理台账",
    "回访教育台账",
    "期满考核台账",
    "廉政意见回复台账",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_county(tmp_path_factory.mktemp("county") / "vault", people=60, months=24, seed=1)


@pytest.fixture
def county(filled, tmp_path):
    desk = open_copy(filled, tmp_path / "vault")
    yield desk
    desk.vault.close(back_up=False)


def everything_in(path: Path) -> str:
    """Every part of a file as text."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def people_of(desk) -> list[tuple[str, str]]:
    with desk.vault.read() as database:
        return database.execute_sql("SELECT name, id_number FROM person").fetchall()


@pytest.fixture(scope="module")
def sent(filled, tmp_path_factory):
    """October sent whole, then desensitised, then as counts; with everybody there is."""
    folder = tmp_path_factory.mktemp("sent")
    desk = open_copy(filled, folder / "vault")
    paths = {level: folder / f"{level}.xlsx" for level in Level}
    for level, path in paths.items():
        export_month(desk, KEY, path, level=level)
    keys = [row["@key"] for row in make_book(desk, KEY).ledgers["decisions"]]
    people = people_of(desk)
    desk.vault.close(back_up=False)
    return paths, people, keys


def test_a_whole_month_says_what_it_is_and_each_names_the_submission_before(sent):
    paths, _, keys = sent
    first, sheets = read_book(paths[Level.FULL])
    second, _ = read_book(paths[Level.MASKED])
    third, _ = read_book(paths[Level.COUNTS])
    assert compare(first, sheets).differences == ()
    assert (first.submission, first.previous, first.level) == (1, "", "full")
    assert (second.submission, second.previous) == (2, first.digest)
    assert (third.submission, third.previous) == (3, second.digest)
    assert (first.unit_code, first.first_on, first.last_on) == ("421099", "2026-10-01", "2026-10-31")
    assert first.made_by == "李主任"
    assert first.audit_seq > 0
    assert len(first.audit_head) == 64
    decisions = first.sheet("decisions")
    assert decisions is not None
    assert list(decisions.keys) == keys
    assert len(set(decisions.keys)) == decisions.count > 0


@pytest.mark.parametrize("level", [Level.MASKED, Level.COUNTS])
def test_nobody_is_named_in_a_variant(sent, level):
    paths, people, _ = sent
    text = everything_in(paths[level])
    for name, number in people:
        assert name not in text
        assert not number or number not in text
    assert "李主任" not in text, "those who report are not named either"
    manifest, sheets = read_book(paths[level])
    assert (manifest.level, manifest.unit_name) == (level.value, "楚江县纪委监委")
    assert compare(manifest, sheets).differences == ()
    shown = set(load_workbook(paths[level]).sheetnames)
    assert shown & LEDGERS == (LEDGERS if level is Level.MASKED else set())
    assert {"汇总表", "四种形态统计", "核对表", "图表"} <= shown


def test_the_figures_of_every_level_agree(sent):
    figures = []
    for path in sent[0].values():
        book = load_workbook(path, data_only=True)
        figures.append([
            [cell.value for row in book[title].iter_rows() for cell in row if isinstance(cell.value, int | float)]
            for title in ("汇总表", "四种形态统计", "图表")
        ])  # fmt: skip
    assert figures[0] == figures[1] == figures[2]
    assert min(map(len, figures[0])) > 5


def test_names_in_free_text_are_found_whoever_wrote_them(county, tmp_path):
    name, number = next((name, number) for name, number in people_of(county) if number)
    with county.vault.unlogged() as database:
        database.execute_sql(
            "UPDATE dossier SET note = ?",
            (f"{name[0]}　{name[1:]}（{number}）由李主任谈话，电话13812345678",),
        )
        database.execute_sql('UPDATE "case" SET note = ?', (f"与{name}同案",))
    export_month(county, KEY, tmp_path / "a.xlsx", level=Level.MASKED)
    text = everything_in(tmp_path / "a.xlsx")
    assert not [
        told for told in (name, f"{name[0]}　{name[1:]}", number, "李主任", "13812345678") if told in text
    ]


def rename(desk, was: str, name: str) -> None:
    with desk.vault.read() as database:
        person = people.get(
            database.execute_sql("SELECT id FROM person WHERE name = ?", (was,)).fetchone()[0]
        )
    with desk.vault.write(desk.actor, "修改人员") as tx:
        people.save(tx, replace(person, name=name), initials=str)


def test_a_name_that_was_corrected_is_still_known(county, tmp_path):
    """Nobody is called so any more, but the notes of then say it; a name of seven characters is one as well."""
    first, second = (name for name, _ in people_of(county)[:2])
    rename(county, first, "穆某甲")
    rename(county, "穆某甲", first)
    rename(county, second, "阿依古丽买买提")
    with county.vault.unlogged() as database:
        database.execute_sql("UPDATE decision SET note = ?", (f"与穆某甲、{second}、阿依古丽买买提同案",))
    export_month(county, KEY, tmp_path / "full.xlsx")
    assert "与穆某甲" in everything_in(tmp_path / "full.xlsx")
    export_month(county, KEY, tmp_path / "a.xlsx", level=Level.MASKED)
    text = everything_in(tmp_path / "a.xlsx")
    assert not [name for name in ("穆某甲", second, "阿依古丽买买提") if name in text]


def test_a_name_in_the_form_is_no_word_of_the_form(county, tmp_path):
    """'制表：张三' in the county's own form does not make 张三 a word that may stand."""
    name = people_of(county)[0][0]
    plan_of = tmp_path / "form.xlsx"
    month_templates.save_copy(county, plan_of)
    book = load_workbook(plan_of)
    book["公开宣布台账"]["A1"] = f"公开宣布台账（制表：{name}）"
    book.save(plan_of)
    month_templates.put_in_force(county, month_templates.look_over(county, plan_of))
    export_month(county, KEY, tmp_path / "a.xlsx", level=Level.MASKED)
    assert name not in everything_in(tmp_path / "a.xlsx")


def test_a_closed_month_is_masked_as_it_was_sent(county, tmp_path):
    freeze_month(county, KEY, tmp_path / "sent.xlsx")
    with county.vault.unlogged() as database:
        database.execute_sql("UPDATE decision SET document_number = '改后文号'")
    export_month(county, KEY, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "sent.xlsx").read_bytes()
    export_month(county, KEY, tmp_path / "masked.xlsx", level=Level.MASKED)
    sent, masked = load_workbook(tmp_path / "sent.xlsx"), load_workbook(tmp_path / "masked.xlsx")
    assert sent.sheetnames == masked.sheetnames
    old = list(sent["处分决定执行台账"].iter_rows(min_row=5, values_only=True))
    new = list(masked["处分决定执行台账"].iter_rows(min_row=5, values_only=True))
    assert [row[13:] for row in new][:3] == [row[13:] for row in old][:3]
    assert "改后文号" not in everything_in(tmp_path / "masked.xlsx")
    assert new[0][1] != old[0][1]
    manifest, _ = read_book(tmp_path / "masked.xlsx")
    assert (manifest.submission, manifest.level) == (1, "masked")
    reopen_month(county, KEY, why="补报")
    export_month(county, KEY, tmp_path / "second.xlsx")
    assert read_book(tmp_path / "second.xlsx")[0].previous == read_book(tmp_path / "sent.xlsx")[0].digest


def test_what_is_kept_of_id_numbers_is_chosen_and_noted(county, tmp_path):
    assert levels.id_keep(county) == "normal"
    assert levels.choose_id_keep(county, "normal").message == ""
    changes = levels.choose_id_keep(county, "strict")
    assert changes.message == "脱敏台账的身份证号今后只留首尾各1位。"
    assert levels.id_keep(county) == "strict"
    export_month(county, KEY, tmp_path / "a.xlsx", level=Level.MASKED)
    assert str(load_workbook(tmp_path / "a.xlsx")["处分决定执行台账"]["C5"].value)[1:17] == "*" * 16
    with pytest.raises(RuleError, match="位数"):
        levels.choose_id_keep(county, "none")


def test_levels_by_name():
    assert levels.level_of("masked") is Level.MASKED
    with pytest.raises(RuleError, match="full（完整台账）"):
        levels.level_of("secret")


def test_every_column_of_names_is_there_and_none_is_forgotten(county):
    """A column whose name says that it holds a person must be searched, or be known to hold none."""
    words = ("name", "_by", "handler", "approver", "signer", "chair", "leader", "reader", "reporter", "talkers", "recorder",
             "visitor", "owner", "assessors", "verifiers", "checker", "applicant", "announcer")  # fmt: skip
    others = {
        "account.name", "attachment.added_by", "attachment.owner", "attachment.file_name", "county.name", "import_run.file_name", "intake.file_name",
        "intake.received_by", "intake.decided_by", "intake_verdict.decided_by", "import_run.done_by", "list_version.name",
        "list_version.added_by", "office.unit_name", "setting.name", "unit.name", "enquiry_person.matched_by",
        "enquiry_person.decided_by", "tolerance_review.applicant_kind",
    }  # fmt: skip
    with county.vault.read() as database:
        tables = [
            name
            for (name,) in database.execute_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall()
        ]
        columns = {
            f"{table}.{row[1]}" for table in tables for row in database.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
            if row[2] == "TEXT"
        }  # fmt: skip
        named = {f"{table}.{column}" for table, entries in known_names.NAMED.items() for column in entries}
        assert named <= columns
        likely = {column for column in columns if any(word in column.partition(".")[2] for word in words)}
        assert likely - named - others == set()
        assert "李主任" in set(known_names.texts())
        assert set(known_names.numbers()) >= {number for _, number in people_of(county) if number}
