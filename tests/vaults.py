"""Vaults for tests: weak keys, a clock that stands still, one account."""

from __future__ import annotations

from datetime import datetime

from jzdesk.storage.vault import Actor, KdfCost, Vault

ACCOUNT = "李经办"
PASSWORD = "test-2026"
CLERK = Actor(ACCOUNT, "clerk")
NOW = datetime(2026, 11, 22, 9, 30)


def now():
    return NOW


def make_vault(folder, **more):
    """A new vault and its recovery key."""
    return Vault.create(folder, account=ACCOUNT, password=PASSWORD, cost=KdfCost.WEAK, clock=now, **more)


def open_vault(folder, **more):
    return Vault.open(folder, ACCOUNT, PASSWORD, **({"clock": now} | more))


def add_person(vault, name, **more):
    """One person in one write; the key."""
    from jzdesk.storage import models

    with vault.write(CLERK, "登记人员", noun="person") as tx:
        tx.record_id = tx.insert(models.Person, {"uid": f"uid-{name}", "name": name, **more})
        return tx.record_id
