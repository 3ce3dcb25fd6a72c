"""The tables of upward reporting: months as they were sent, runs of imports, and what a city takes in (see `models`)."""

from __future__ import annotations

from peewee import BlobField, DateField, DateTimeField, IntegerField, TextField

from jzdesk.storage.table_base import Table, day, text, to


class Month(Table):
    key = TextField(unique=True)
    state = TextField(default="open")
    submission = IntegerField(default=0)
    exported_at = DateTimeField(null=True)
    exported_by = text()
    file_digest = text()
    audit_head = text()
    figures = text()
    note = text()
    first_on = day()
    last_on = day()
    frozen_at = DateTimeField(null=True)
    frozen_by = text()
    reopened_at = DateTimeField(null=True)
    reopened_by = text()
    reopen_reason = text()


class MonthLedger(Table):
    """The rows of one ledger as they were sent; `content` is packed (`domain.month_rows`)."""

    month = to(Month, "month_id")
    ledger = TextField()
    count = IntegerField(default=0)
    digest = text()
    content = BlobField()

    class Meta:
        indexes = ((("month", "ledger"), True),)


class MonthCorrection(Table):
    """One value of a closed month that reads otherwise since; `month` is the one that reported it."""

    month = to(Month, "month_id")
    of_month = text(index=True)
    ledger = text()
    key = text()
    name = text()
    subject = text()
    subject_id = IntegerField(null=True)
    column = text()
    before = text()
    after = text()
    note = text()


class ImportRun(Table):
    """One file brought in: what it was and what became of its rows."""

    uid = TextField(unique=True)
    kind = text()
    file_name = text()
    file_digest = text(index=True)
    sheet = text()
    mapping = text()
    rows = IntegerField(default=0)
    added = IntegerField(default=0)
    changed = IntegerField(default=0)
    unchanged = IntegerField(default=0)
    left_out = IntegerField(default=0)
    done_at = DateTimeField()
    done_by = text()
    note = text()


class County(Table):
    """A county that reports to this city; `since` and `until` are months, '' for no bound."""

    uid = TextField(unique=True)
    code = text(index=True)
    name = text()
    position = IntegerField(default=0)
    since = text()
    until = text()
    note = text()
    deleted_at = DateTimeField(null=True)


class Intake(Table):
    """One workbook a county sent for a month."""

    uid = TextField(unique=True)
    county = to(County, "county_id")
    month = text()
    submission = IntegerField(default=0)
    level = text()
    state = text()
    file_name = text()
    file_digest = text(index=True)
    received_on = DateField()
    received_by = text()
    due_on = day()
    manifest = text()
    findings = text()
    decided_on = day()
    decided_by = text()
    reason = text()
    note = text()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("month", "county"), False),)


class IntakeLedger(Table):
    """The rows of one sheet of a workbook taken in; packed like those of `MonthLedger`."""

    intake = to(Intake, "intake_id")
    ledger = TextField()
    count = IntegerField(default=0)
    digest = text()
    content = BlobField()

    class Meta:
        indexes = ((("intake", "ledger"), True),)


class IntakeVerdict(Table):
    """What a person decided about a finding of the merge; it holds for later months as well."""

    rule = TextField()
    key = TextField()
    verdict = text()
    reason = text()
    decided_on = DateField()
    decided_by = text()

    class Meta:
        indexes = ((("rule", "key"), True),)
