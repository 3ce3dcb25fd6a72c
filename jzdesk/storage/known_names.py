"""Everybody the vault names, wherever he is named: so that a desensitised file can be searched for all of them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from jzdesk.storage.tables import m
from jzdesk.storage.transaction import meta_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAMED = {
    "person": ("name",),
    "account": ("display_name",),
    "unit": ("party_head",),
    "case": ("handler",),
    "announcement": ("announcer", "chair", "speakers", "leader", "exemption_approver", "reporter", "reader"),
    "execution_item": ("done_by", "extension_approver"),
    "appeal": ("handler", "extension_approver"),
    "dossier": ("mentor_name", "visitor"),
    "mentor": ("name", "appointed_by"),
    "mentor_note": ("recorded_by",),
    "team_member": ("name",),
    "visit": ("talkers", "recorder", "participants", "side_head", "side_members", "side_family", "visitor", "follow_up_owner"),
    "assessment": ("assessors",),
    "tolerance_review": ("handler", "correction_owner", "applicant", "extension_approver", "verifiers", "objected_by"),
    "correction_check": ("checker",),
    "enquiry": ("handler", "signer"),
    "enquiry_person": ("name",),
    "month": ("exported_by", "frozen_by", "reopened_by"),
    "month_correction": ("name",),
}  # fmt: skip
"""The columns that hold names of people, by table; some hold several, some words besides."""

_CHANGED = re.compile(
    rf'\["({"|".join(NAMED)})",[0-9]+,(?={{)'
)  # a row that was there before: one added has null here
_DECODER = json.JSONDecoder()


def texts() -> Iterator[str]:
    """What stands in every column of names, each text once a column. Also of records in the recycle bin."""
    database = meta_of(m.Person).database
    for table, columns in NAMED.items():
        for column in columns:
            sql = f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" NOT IN (\'\', \'[]\')'
            for (text,) in database.execute_sql(sql):
                yield str(text)


def earlier(columns: Iterable[str]) -> Iterator[str]:
    """What stood in columns of closed months before it was corrected, and after."""
    named = tuple(columns)
    sql = 'SELECT before, after FROM "month_correction" WHERE "column" IN ({})'
    database = meta_of(m.Person).database
    for texts_ in database.execute_sql(sql.format(", ".join("?" * len(named))), named):
        yield from map(str, filter(None, texts_))


def whole() -> Iterator[str]:
    """The names of people as they are, however long: 阿依古丽买买提 looks like no name, but is one."""
    database = meta_of(m.Person).database
    for table in ("person", "enquiry_person", "team_member", "mentor"):
        for (text,) in database.execute_sql(f'SELECT DISTINCT name FROM "{table}"'):
            yield str(text)


def before() -> Iterator[str]:
    """What stood in columns of names before it was changed or deleted, as the audit log keeps it: a name that was corrected,
    a helper who left, an import taken back. Reports and notes of then may still name them."""
    database = meta_of(m.Person).database
    rows = database.execute_sql("SELECT changes FROM audit WHERE changes <> '[]'")
    for (changes,) in rows:
        for found in _CHANGED.finditer(changes):
            image = _DECODER.raw_decode(changes, found.end())[0]
            for column in NAMED[found[1]]:
                if isinstance(text := image.get(column), str):
                    yield text


def numbers() -> Iterator[str]:
    """Every ID number on record."""
    database = meta_of(m.Person).database
    for table in ("person", "enquiry_person"):
        for (text,) in database.execute_sql(
            f"SELECT DISTINCT id_number FROM \"{table}\" WHERE id_number <> ''"
        ):
            yield str(text)


def units() -> Iterator[str]:
    """The names of units: a person's name inside one is no name."""
    for (text,) in meta_of(m.Person).database.execute_sql('SELECT DISTINCT name FROM "unit"'):
        yield str(text)
