"""Backups by button and the full check: who may, what they hold, what is found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from office_county import PASSWORD, log_in, make_office, october
from revisit_county import Clock, sanction

from jzdesk.domain.accounts import Role, Scheme
from jzdesk.domain.errors import Refused
from jzdesk.paths import Paths
from jzdesk.services import backups, cases, chain, history, months
from jzdesk.services.desk import open_desk
from jzdesk.storage.errors import StoreError


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    made = make_office(tmp_path / "vault", clock=clock)
    yield made
    made.vault.close(back_up=False)


def test_a_backup_holds_what_was_recorded(desk, tmp_path):
    """Put in a folder of its own it opens with the same password, and the record is there."""
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 12))
    made = backups.back_up_now(desk, tmp_path / "usb")
    desk.vault.close(back_up=False)
    place = Paths(tmp_path / "restored")
    place.data.mkdir()
    place.database.write_bytes(made.database.read_bytes())
    place.keys.write_bytes(made.keys.read_bytes())
    restored = open_desk(place, account="王审核", password=PASSWORD, clock=desk.clock)
    assert cases.open_case(restored, case).person.name == "吴建国"
    restored.vault.close(back_up=False)


def test_backups_are_listed_and_logged(desk, clock):
    first = backups.back_up_now(desk)
    clock.now += timedelta(minutes=5)
    second = backups.back_up_now(desk)
    assert [item.database for item in backups.backups(desk)] == [first.database, second.database]
    assert backups.last_backup(desk) == second
    said = history.read_log(desk, chain.look_for(noun="office"), limit=2)
    assert [(step.action, step.summary) for step in said] == [
        ("备份", second.database.name), ("备份", first.database.name),
    ]  # fmt: skip


def test_a_place_that_is_no_folder(desk, tmp_path):
    (tmp_path / "usb").write_text("a file")
    with pytest.raises(StoreError):
        backups.back_up_now(desk, tmp_path / "usb")
    assert (tmp_path / "usb").read_text() == "a file"


def test_a_sound_vault_passes(desk, tmp_path):
    october(desk)
    months.export_month(desk, "2026-10", tmp_path / "10月.xlsx")
    backups.back_up_now(desk)
    assert backups.check_everything(desk) == []


def test_a_duty_changed_behind_the_rules_is_found(desk):
    case = sanction(desk, "吴建国", decided_on=date(2026, 10, 12))
    with desk.vault.unlogged() as database:
        database.execute_sql("UPDATE duty SET due_on = '2027-01-01' WHERE case_id = ? AND kind = 'announce'", (case,))
    (problem,) = backups.check_everything(desk)
    assert problem.place == "应办事项"


def test_a_log_cut_after_a_report_is_found(desk, tmp_path):
    """The head printed in the month's report proves what was in the log then."""
    october(desk)
    months.export_month(desk, "2026-10", tmp_path / "10月.xlsx")
    reported = chain.reported_heads(desk)[0].seq
    with desk.vault.unlogged() as database:
        for table in ("audit", "audit_row"):
            database.execute_sql(f"DROP TRIGGER {table}_no_DELETE")
        database.execute_sql("DELETE FROM audit_row WHERE seq >= ?", (reported,))
        database.execute_sql("DELETE FROM audit WHERE seq >= ?", (reported,))
        database.execute_sql("UPDATE sqlite_sequence SET seq = ? WHERE name = 'audit'", (reported - 1,))
    assert any(f"第{reported}条曾随报表或备份留存" in text for text in chain.verify_log(desk))
    assert any(problem.rule == "audit-head" for problem in backups.check_everything(desk))


def test_who_may_back_up_and_check(tmp_path):
    desk = make_office(
        tmp_path / "vault", Role.CLERK, Role.REVIEWER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR,
        scheme=Scheme.THREE_ADMIN,
    )  # fmt: skip
    for verb in (backups.back_up_now, backups.check_everything, chain.verify_log):
        with pytest.raises(Refused):
            verb(desk)
    desk = log_in(desk, Role.SYSTEM_ADMIN)
    assert backups.back_up_now(desk).database.exists()
    assert backups.check_everything(desk) == []
    desk = log_in(desk, Role.AUDITOR)
    assert chain.verify_log(desk) == []
    with pytest.raises(Refused):
        backups.back_up_now(desk)
    desk.vault.close(back_up=False)


def test_an_auditor_reads_who_did_what_but_not_the_records(tmp_path):
    desk = make_office(tmp_path / "vault", Role.REVIEWER, Role.AUDITOR)
    sanction(desk, "吴建国", decided_on=date(2026, 10, 12))
    whole = history.read_log(desk, chain.look_for(noun="case"))
    assert any("吴建国" in step.summary for step in whole)
    desk = log_in(desk, Role.AUDITOR)
    steps = history.read_log(desk, chain.look_for(noun="case"))
    assert len(steps) == len(whole)
    assert all(not step.differences and not step.summary for step in steps)
    assert {step.who for step in steps} == {"王审核"}
    desk.vault.close(back_up=False)
