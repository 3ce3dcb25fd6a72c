"""Rows of an import made by hand, as a reading gives them, and files with them, for the tests of imports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from jzdesk.domain.problems import Problem
from jzdesk.services import import_apply
from jzdesk.services.import_catalogues import load_imports
from jzdesk.services.import_kinds import kind_of
from jzdesk.services.import_plans import Source, make_plan

FIRST = 4
"""The row of the sheet the first record stands in."""


@dataclass(frozen=True)
class Row:
    """A row as `imports.table_rows` gives it."""

    number: int
    values: dict
    problems: tuple[Problem, ...] = ()
    cells: tuple = ()
    hidden: bool = False


@dataclass
class Reading:
    """Rows in their order."""

    rows: list[Row] = field(default_factory=list)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, at):
        return self.rows[at]

    def __iter__(self):
        return iter(self.rows)


def case(name="张三", **values):
    """A row of a ledger of cases, complete enough for the form."""
    return {
        "name": name, "unit_name": "县住建局", "post": "局长", "politics": "01", "object_kind": "civil",
        "party_sanction": ("D1",), "issuer": "county_commission", "document_number": f"公纪〔2026〕{name}号",
        "decided_on": date(2026, 3, 5),
    } | values  # fmt: skip


def plan(desk, kind, rows, *, digest="", problems=None, choices=None):
    """What would become of these rows; columns stand in the order of the catalogue."""
    catalogue = load_imports(desk.paths.resources()).kinds[kind]
    made = [
        Row(at, {k: v for k, v in values.items() if v is not None}, tuple((problems or {}).get(at, ())))
        for at, values in enumerate(rows, FIRST)
    ]
    source = Source(
        file_name="旧台账.xlsx",
        sheet="台账",
        digest=digest,
        columns={f.key: n for n, f in enumerate(catalogue.fields, 1)},
        titles={},
    )
    return make_plan(desk, kind_of(kind), catalogue, Reading(made), source, choices=choices)


def take(desk, kind, rows, **more):
    """Import these rows; what was said."""
    return import_apply.apply_import(desk, plan(desk, kind, rows), **more)


def register(desk, kind):
    """The register of all records, as values."""
    with desk.vault.read():
        return list(kind_of(kind).register(desk))


def rules(made):
    """(row, field, rule) of everything grave that was found."""
    return [(p.row, p.field, p.rule) for p in made.problems if p.grave]
