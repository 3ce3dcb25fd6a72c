"""The columns of each kind of import."""

from __future__ import annotations

import tomllib
from dataclasses import fields

import pytest
from tree import ROOT

from jzdesk.domain import announcements, cases, tolerance, units, visits
from jzdesk.domain.errors import RuleError
from jzdesk.domain.import_catalogue import bare_title, plain_title, read_imports
from jzdesk.domain.import_runs import KINDS
from jzdesk.domain.people import Person
from jzdesk.imports.column_match import Title, TitleIndex
from jzdesk.services.import_catalogues import load_imports
from jzdesk.services.rules import load_rulebook


@pytest.fixture(scope="module")
def imports():
    return load_imports(ROOT / "resources")


def test_every_kind_has_its_columns(imports):
    assert set(imports.kinds) == set(KINDS)
    for kind, catalogue in imports.kinds.items():
        assert catalogue.title == KINDS[kind]
        assert any(field.required for field in catalogue.fields)
        assert [field.key for field in catalogue.register] == [
            f.key for f in catalogue.fields if f.role == "value"
        ]
        assert catalogue.field(catalogue.keys[-1]).key == catalogue.keys[-1]
        with pytest.raises(KeyError):
            catalogue.field("nothing")


def test_code_columns_name_lists_there_are(imports):
    rules = load_rulebook(ROOT / "resources")
    families = {sanction.family for sanction in rules.sanctions.catalogue}
    for catalogue in imports.kinds.values():
        for field in catalogue.fields:
            if field.kind in ("code", "codes"):
                assert field.codes in rules.codes, (catalogue.kind, field.key)
            if field.kind == "measures":
                assert set(field.codes.split()) <= families


def test_the_fields_of_a_record_are_called_as_in_the_record(imports):
    """What is read is laid into the values of the house: a key that is none of theirs is one of these."""
    beside = {"seq", "unit_post", "unit_level"}
    about = {f.name for f in fields(Person)} | beside
    own = {
        "units": {f.name for f in fields(units.Unit)} | {"parent"},
        "people": set(),
        "tolerance": {f.name for f in fields(tolerance.ToleranceReview)} | {"people"},
        "announcements": {f.name for f in fields(announcements.Announcement)}
        | {"case_number", "document_number", "decided_on", "sanction"},
    }
    for kind, known in own.items():
        keys = {field.key for field in imports.kinds[kind].fields if field.role in ("value", "check")}
        assert keys <= known | about, (kind, keys - known - about)
    case_keys = {f.name for f in (*fields(cases.Case), *fields(cases.Decision))}
    assert {
        "source",
        "filed_on",
        "violations",
        "issuer",
        "document_number",
        "decided_on",
        "delivered_on",
    } <= case_keys & set(imports.kinds["cases"].keys)
    visit_keys = {f.name for f in fields(visits.Visit)}
    assert {
        "held_on",
        "planned_on",
        "talkers",
        "place",
        "evaluation",
        "excuse",
        "way",
        "kind",
    } <= visit_keys & set(imports.kinds["visits"].keys)


def test_no_title_stands_for_two_columns(imports):
    for catalogue in imports.kinds.values():
        seen: dict[str, str] = {}
        for field in catalogue.fields:
            for title in field.titles:
                assert seen.setdefault(plain_title(title), field.key) == field.key, (catalogue.kind, title)


@pytest.mark.parametrize(
    ("kind", "ledger"),
    [
        ("cases", "decisions"),
        ("announcements", "announcements"),
        ("tolerance", "tolerance"),
        ("visits", "visits"),
    ],
)
def test_every_column_of_the_month_is_known(imports, kind, ledger):
    """A ledger the program wrote itself has no column it does not know."""
    with (ROOT / "forms" / "monthly" / "ledgers.toml").open("rb") as file:
        columns = next(one["columns"] for one in tomllib.load(file)["ledger"] if one["code"] == ledger)
    index = TitleIndex(imports.kinds[kind])
    found = {}
    for column in columns:
        key = index.key_of(Title(column.get("group", ""), column["title"]))
        assert key, column
        assert key not in found, (column, found.get(key))
        found[key] = column["key"]


def test_a_county_adds_names_and_words(tmp_path):
    folder = tmp_path / "imports"
    folder.mkdir()
    (folder / "columns.toml").write_text(
        '[[kind]]\ncode = "people"\nfields = [{ key = "post", titles = "所任职务 官衔" }]\n', "utf-8"
    )
    (folder / "words.toml").write_text('[rank]\nt2 = "副科长级"\n', "utf-8")
    imports = load_imports(ROOT / "resources", tmp_path)
    assert {"职务", "官衔"} <= set(imports.kinds["people"].field("post").titles)
    assert "官衔" not in imports.kinds["cases"].field("post").titles
    assert {"副科级", "副科长级"} <= set(imports.words["rank"]["t2"])


@pytest.mark.parametrize(("text", "words"), [
    ('[[kind]]\ncode = "people"\nfields = [{ key = "nothing", titles = "甲" }]', "nothing"), ('[[kind]]\ncode = "ghosts"\nfields = []', "没有这类导入"),
])  # fmt: skip
def test_what_a_county_wrote_wrong_is_named(tmp_path, text, words):
    (tmp_path / "imports").mkdir()
    (tmp_path / "imports" / "columns.toml").write_text(text, "utf-8")
    with pytest.raises(RuleError, match=words):
        load_imports(ROOT / "resources", tmp_path)


def test_a_table_without_its_parts_is_named():
    columns = {"kind": [{"code": "people", "title": "人员", "parts": ["nobody"], "fields": []}]}
    with pytest.raises(RuleError, match="nobody"):
        read_imports({"columns": columns, "words": {}})
    with pytest.raises(RuleError, match="columns"):
        read_imports({})


def test_titles_as_they_are_compared():
    assert plain_title(" 身份证 号码*：") == "身份证号码"
    assert plain_title("职级（处分前）") == "职级(处分前)"
    assert bare_title("决定日期（年月日）") == "决定日期"
