"""What is read of one person is found by the person: a recount of all people must not go through a whole table each."""

from __future__ import annotations

import pytest
from vaults import make_vault

from jzdesk.storage import cases, dossiers, duties, people, tolerance


@pytest.fixture
def vault(tmp_path):
    made, _key = make_vault(tmp_path / "vault")
    yield made
    made.close(back_up=False)


@pytest.mark.parametrize(
    "read", [cases.files_of_person, dossiers.of_person, duties.of_person, people.get, tolerance.of_person]
)
def test_a_person_is_found_by_an_index_of_persons(vault, monkeypatch, read):
    with vault.read() as database:
        asked = []
        run = database.execute_sql

        def told(sql, params=None, *more, **named):
            asked.append((sql, params))
            return run(sql, params, *more, **named)

        monkeypatch.setattr(database, "execute_sql", told)
        read(1)
        plans = [
            row[3] for sql, params in asked for row in run(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
        ]
    steps = [plan for plan in plans if plan.startswith(("SEARCH", "SCAN"))]
    assert steps
    assert all("person_id=?" in plan or "rowid=?" in plan or "owner_id=?" in plan for plan in steps), steps
