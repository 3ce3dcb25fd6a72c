"""The tables. Column names equal the field names of the values in `domain`; migrations are their own frozen copies.

`deleted_at` marks the recycle bin. Columns under "index" repeat what can be computed; they exist so that lists stay
fast, are rewritten in the transaction that changes their source, and can be rebuilt (`services.duties.rebuild`).
A table names them in `derived`, so that the audit log leaves them out.
"""

from __future__ import annotations

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    DatabaseProxy,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from jzdesk.storage.fields import FindingsField, WordsField

proxy = DatabaseProxy()


class Table(Model):
    """What every table shares: the open vault's database and an integer key."""

    id = AutoField()

    class Meta:
        database = proxy
        legacy_table_names = False


def _text(**options: Any) -> TextField:
    return TextField(default="", **options)


def _day(**options: Any) -> DateField:
    return DateField(null=True, **options)


def _to(model: type[Model], name: str, *, null: bool = False, on_delete: str = "RESTRICT") -> Any:
    make: Any = ForeignKeyField  # the stubs want a literal for `null`
    return make(model, column_name=name, object_id_name=name, backref="+", null=null, on_delete=on_delete)


class Office(Table):
    """One row: whose vault this is."""

    unit_name = _text()
    unit_code = _text()
    scheme = TextField(default="simple")
    end_rule = TextField(default="prev-day")
    created_at = DateTimeField()
    demo = BooleanField(default=False)
    last_seen_on = _day()


class Account(Table):
    name = TextField(unique=True)
    display_name = _text()
    role = TextField()
    enabled = BooleanField(default=True)
    must_change = BooleanField(default=False)
    password_set_on = _day()
    last_login_at = DateTimeField(null=True)
    failures = IntegerField(default=0)


class Setting(Table):
    """Settings of the office (not of the PC), by name, as JSON."""

    name = TextField(unique=True)
    value = _text()


class Draft(Table):
    """What was typed and not yet saved, per account and form."""

    account = TextField()
    form = TextField()
    record_id = IntegerField(default=0)
    content = _text()
    saved_at = DateTimeField()

    class Meta:
        indexes = ((("account", "form"), True),)


class Unit(Table):
    uid = TextField(unique=True)
    name = TextField()
    code = _text()
    level = TextField(default="county")
    kind = _text()
    parent = ForeignKeyField("self", column_name="parent_id", object_id_name="parent_id", null=True, backref="+")
    party_head = _text()
    phone = _text()
    note = _text()
    initials = _text()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("name",), False),)


class Person(Table):
    uid = TextField(unique=True)
    name = TextField()
    id_number = _text()
    sex = _text()
    birth = _day()
    ethnicity = _text()
    politics = _text()
    education = _text()
    unit = _to(Unit, "unit_id", null=True)
    post = _text()
    rank = _text()
    rank_level = _text()
    management = _text()
    object_kind = _text()
    retired = BooleanField(default=False)
    delegate = _text()
    phone = _text()
    note = _text()
    initials = _text()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("name",), False), (("id_number",), False), (("initials",), False))


class Case(Table):
    derived = frozenset(
        {"measures_text", "form", "document_number", "decided_on", "announce_due", "announced_on", "announce_excuse",
         "period_end"}
    )  # fmt: skip

    uid = TextField(unique=True)
    number = _text(index=True)
    person = _to(Person, "person_id")
    source = _text()
    filed_on = _day()
    violations = WordsField(default=tuple)
    eight_rules = WordsField(default=tuple)
    facts = _text()
    amount = BigIntegerField(null=True)
    suspected_crime = BooleanField(default=False)
    transferred_on = _day()
    handler = _text()
    note = _text()
    # index
    measures_text = _text()
    form = IntegerField(default=0)
    document_number = _text()
    decided_on = _day()
    announce_due = _day()
    announced_on = _day()
    announce_excuse = _text()
    period_end = _day()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = (
            (("deleted_at", "decided_on"), False),
            (("deleted_at", "announce_due"), False),
            (("document_number",), False),
        )


class Decision(Table):
    uid = TextField(unique=True)
    case = _to(Case, "case_id")
    issuer = _text()
    document_number = _text()
    decided_on = _day(index=True)
    issued_on = _day()
    delivered_on = _day()
    reviews = ForeignKeyField("self", column_name="reviews_id", object_id_name="reviews_id", null=True, backref="+")
    review_kind = _text()
    note = _text()


class Measure(Table):
    derived = frozenset({"start_on", "end_on", "computed_end_on", "probation_end_on", "why"})

    decision = _to(Decision, "decision_id")
    code = TextField()
    months = IntegerField(null=True)
    rule_version = _text()
    official_end_on = _day()
    override_reason = _text()
    replaces = ForeignKeyField("self", column_name="replaces_id", object_id_name="replaces_id", null=True, backref="+")
    change = _text()
    extended_on = _day()
    restored_on = _day()
    revoked_on = _day()
    note = _text()
    # index
    start_on = _day()
    end_on = _day()
    computed_end_on = _day()
    probation_end_on = _day()
    why = _text()


class Announcement(Table):
    decision = ForeignKeyField(
        Decision, column_name="decision_id", object_id_name="decision_id", backref="+", unique=True, on_delete="RESTRICT"
    )
    planned_on = _day()
    held_on = _day()
    place = _text()
    announcer = _text()
    chair = _text()
    part_report = BooleanField(default=False)
    part_reading = BooleanField(default=False)
    part_criticism = BooleanField(default=False)
    part_statement = BooleanField(default=False)
    attendance = IntegerField(null=True)
    speakers = _text()
    leader = _text()
    statement = _text()
    minutes = _text()
    exemption = _text()
    exemption_reason = _text()
    exemption_approver = _text()
    exempted_on = _day()
    postponed_reason = _text()
    note = _text()


class ExecutionItem(Table):
    decision = _to(Decision, "decision_id")
    kind = TextField()
    done_on = _day()
    done_by = _text()
    evidence = _text()
    not_applicable = _text()
    extended_to = _day()
    extension_approver = _text()
    note = _text()

    class Meta:
        indexes = ((("decision", "kind"), True),)


class ToleranceReview(Table):
    uid = TextField(unique=True)
    number = _text(index=True)
    person = _to(Person, "person_id")
    case = _to(Case, "case_id", null=True)
    way_in = _text()
    matter = _text()
    facts = _text()
    applied_on = _day()
    accepted_on = _day()
    acceptance_refused = _text()
    verified_on = _day()
    concluded_on = _day()
    meeting = _text()
    handler = _text()
    factor_set = TextField(default="six")
    distinctions = FindingsField(default=dict)
    factors = FindingsField(default=dict)
    positive = FindingsField(default=dict)
    negative = FindingsField(default=dict)
    exclusions = FindingsField(default=dict)
    conclusion = _text()
    statement = _text()
    handling_before = _text()
    handling_after = _text()
    feedback_on = _day()
    filed_on = _day()
    correction = _text()
    correction_owner = _text()
    correction_due = _day()
    correction_done = _day()
    enquiry = _text()
    note = _text()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("deleted_at", "applied_on"), False), (("deleted_at", "concluded_on"), False))


class Dossier(Table):
    derived = frozenset(
        {"decided_on", "measures_text", "period_start", "period_end", "mentor_name", "visits_due", "visits_held",
         "last_visit_on", "next_visit_on", "assessed_on", "result"}
    )  # fmt: skip

    uid = TextField(unique=True)
    number = _text(index=True)
    person = ForeignKeyField(
        Person, column_name="person_id", object_id_name="person_id", backref="+", unique=True, on_delete="RESTRICT"
    )
    decision = _to(Decision, "decision_id", null=True)
    opened_on = _day()
    closed_on = _day()
    category = _text()
    excluded = _text()
    excluded_reason = _text()
    excluded_on = _day()
    parts = WordsField(default=tuple)
    plan = _text()
    note = _text()
    # index
    decided_on = _day()
    measures_text = _text()
    period_start = _day()
    period_end = _day()
    mentor_name = _text()
    visits_due = IntegerField(default=0)
    visits_held = IntegerField(default=0)
    last_visit_on = _day()
    next_visit_on = _day()
    assessed_on = _day()
    result = _text()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = (
            (("deleted_at", "decided_on"), False),
            (("deleted_at", "next_visit_on"), False),
            (("deleted_at", "period_end"), False),
        )


class Mentor(Table):
    dossier = _to(Dossier, "dossier_id")
    name = TextField()
    post = _text()
    phone = _text()
    appointed_on = _day()
    appointed_by = _text()
    ended_on = _day()
    end_reason = _text()


class TeamMember(Table):
    dossier = _to(Dossier, "dossier_id")
    name = TextField()
    post = _text()
    role = TextField(default="member")
    joined_on = _day()
    left_on = _day()


class Visit(Table):
    dossier = _to(Dossier, "dossier_id")
    ordinal = IntegerField(default=0)
    kind = TextField(default="regular")
    way = TextField(default="talk")
    planned_on = _day()
    planned_by_rule = BooleanField(default=True)
    moved_reason = _text()
    held_on = _day(index=True)
    start_time = _text()
    end_time = _text()
    place = _text()
    talkers = WordsField(default=tuple)
    recorder = _text()
    participants = _text()
    outline = WordsField(default=tuple)
    side_head = _text()
    side_members = _text()
    side_family = _text()
    side_poll = _text()
    evaluation = _text()
    effect = _text()
    counselling = BooleanField(default=False)
    follow_up = _text()
    follow_up_due = _day()
    follow_up_done = _day()
    excuse = _text()
    excuse_reason = _text()
    note = _text()


class Assessment(Table):
    dossier = _to(Dossier, "dossier_id")
    held_on = _day()
    mentor_opinion = _text()
    unit_opinion = _text()
    poll_good = IntegerField(null=True)
    poll_fairly = IntegerField(null=True)
    poll_fair = IntegerField(null=True)
    poll_poor = IntegerField(null=True)
    visits_summary = _text()
    appraisals = _text()
    complaints = _text()
    result = _text()
    use = _text()
    forwarded_to = _text()
    forwarded_on = _day()
    assessors = WordsField(default=tuple)
    note = _text()


class Duty(Table):
    """Index of what `domain.plans` computes; never the source of anything. Not in the audit log."""

    kind = TextField()
    subject = TextField()
    subject_id = IntegerField()
    part = IntegerField(default=0)
    person = _to(Person, "person_id", on_delete="CASCADE")
    case = _to(Case, "case_id", null=True, on_delete="CASCADE")
    dossier = _to(Dossier, "dossier_id", null=True, on_delete="CASCADE")
    review = _to(ToleranceReview, "review_id", null=True, on_delete="CASCADE")
    counted_from = DateField()
    due_on = DateField()
    warn_on = DateField()
    provisional = BooleanField(default=False)
    done_on = _day()
    excuse = _text()
    why = _text()
    clause = _text()
    is_open = BooleanField(default=True)

    class Meta:
        indexes = (
            (("kind", "subject", "subject_id", "part"), True),
            (("is_open", "due_on"), False),
            (("kind", "due_on", "is_open", "warn_on", "dossier"), False),  # whole answers for the filters of 回访教育
            (("review", "is_open", "due_on"), False),
            (("dossier", "kind", "is_open", "due_on"), False),
        )


class Month(Table):
    key = TextField(unique=True)
    state = TextField(default="open")
    submission = IntegerField(default=0)
    exported_at = DateTimeField(null=True)
    exported_by = _text()
    file_digest = _text()
    audit_head = _text()
    figures = _text()
    note = _text()


class Attachment(Table):
    """A scan or photo kept in the vault; `owner` is the table name of the record it belongs to."""

    owner = TextField()
    owner_id = IntegerField()
    title = _text()
    file_name = _text()
    mime = _text()
    size = IntegerField(default=0)
    digest = _text()
    content = BlobField()
    added_at = DateTimeField()
    added_by = _text()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("owner", "owner_id"), False),)


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
    ToleranceReview,
    Dossier,
    Mentor,
    TeamMember,
    Visit,
    Assessment,
    Duty,
    Month,
    Attachment,
)
