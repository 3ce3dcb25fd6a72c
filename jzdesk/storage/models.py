"""The tables. Column names equal the field names of the values in `domain`; migrations are their own frozen copies.

`deleted_at` marks the recycle bin. Columns under "index" repeat what can be computed; they exist so that lists stay
fast, are rewritten in the transaction that changes their source, and can be rebuilt (`services.duties.rebuild`).
A table names them in `derived`, so that the audit log leaves them out.
"""

from __future__ import annotations

from peewee import BlobField, BooleanField, DateField, DateTimeField, IntegerField, TextField

from jzdesk.storage.case_models import (
    Announcement,
    AnnualRecord,
    Appeal,
    Case,
    Decision,
    ExecutionItem,
    Measure,
    Person,
    Unit,
)
from jzdesk.storage.dossier_models import Assessment, Dossier, Mentor, MentorNote, TeamMember, Visit
from jzdesk.storage.month_models import (
    County,
    ImportRun,
    Intake,
    IntakeLedger,
    IntakeVerdict,
    Month,
    MonthCorrection,
    MonthLedger,
)
from jzdesk.storage.review_models import (
    CorrectionCheck,
    Enquiry,
    EnquiryPerson,
    ListVersion,
    ReviewEnquiry,
    ReviewEvidence,
    ReviewPerson,
    ToleranceReview,
)
from jzdesk.storage.table_base import Table, day, proxy, text, to

__all__ = ["Table", "proxy"]


class Office(Table):
    """One row: whose vault this is."""

    unit_name = text()
    unit_code = text()
    scheme = TextField(default="simple")
    end_rule = TextField(default="prev-day")
    created_at = DateTimeField()
    demo = BooleanField(default=False)
    last_seen_on = day()


class Account(Table):
    name = TextField(unique=True)
    display_name = text()
    role = TextField()
    enabled = BooleanField(default=True)
    must_change = BooleanField(default=False)
    password_set_on = day()
    last_login_at = DateTimeField(null=True)
    failures = IntegerField(default=0)


class Setting(Table):
    """Settings of the office (not of the PC), by name, as JSON."""

    name = TextField(unique=True)
    value = text()


class Draft(Table):
    """What was typed and not yet saved, per account and form."""

    account = TextField()
    form = TextField()
    record_id = IntegerField(default=0)
    content = text()
    saved_at = DateTimeField()

    class Meta:
        indexes = ((("account", "form"), True),)


class Duty(Table):
    """Index of what `domain.plans` computes; never the source of anything. Not in the audit log."""

    kind = TextField()
    subject = TextField()
    subject_id = IntegerField()
    part = IntegerField(default=0)
    person = to(
        Person, "person_id", null=True, on_delete="CASCADE"
    )  # a letter with many names is nobody's own
    case = to(Case, "case_id", null=True, on_delete="CASCADE")
    dossier = to(Dossier, "dossier_id", null=True, on_delete="CASCADE")
    review = to(ToleranceReview, "review_id", null=True, on_delete="CASCADE")
    enquiry = to(Enquiry, "enquiry_id", null=True, on_delete="CASCADE")
    counted_from = DateField()
    due_on = DateField()
    warn_on = DateField()
    provisional = BooleanField(default=False)
    done_on = day()
    excuse = text()
    why = text()
    clause = text()
    is_open = BooleanField(default=True)

    class Meta:
        indexes = (
            (("kind", "subject", "subject_id", "part"), True),
            (("is_open", "due_on"), False),
            (
                ("kind", "due_on", "is_open", "warn_on", "dossier"),
                False,
            ),  # whole answers for the filters of 回访教育
            (("review", "is_open", "due_on"), False),
            (("dossier", "kind", "is_open", "due_on"), False),
        )


class Attachment(Table):
    """A scan or photo kept in the vault; `owner` is the table name of the record it belongs to."""

    owner = TextField()
    owner_id = IntegerField()
    part = text()
    title = text()
    file_name = text()
    mime = text()
    size = IntegerField(default=0)
    digest = text()
    content = BlobField()
    added_at = DateTimeField()
    added_by = text()
    deleted_at = DateTimeField(null=True)
    position = IntegerField(default=0)

    class Meta:
        # every column but the content: a list is answered from here, without stepping over the contents page by page
        indexes = (
            (
                ("owner", "owner_id", "deleted_at", "position", "part", "title", "file_name", "mime", "size", "digest",
                 "added_at", "added_by"),
                False,
            ),
        )  # fmt: skip


TABLES: tuple[type[Table], ...] = (
    Office,
    Account,
    Setting,
    Draft,
    Unit,
    Person,
    Case,
    Decision,
    Measure,
    Announcement,
    ExecutionItem,
    Appeal,
    AnnualRecord,
    ListVersion,
    ToleranceReview,
    ReviewPerson,
    ReviewEvidence,
    CorrectionCheck,
    Enquiry,
    EnquiryPerson,
    ReviewEnquiry,
    Dossier,
    Mentor,
    MentorNote,
    TeamMember,
    Visit,
    Assessment,
    Duty,
    Month,
    MonthLedger,
    MonthCorrection,
    ImportRun,
    County,
    Intake,
    IntakeLedger,
    IntakeVerdict,
    Attachment,
)
