"""The tables of people, their units, cases and decisions, and what hangs on a decision (see `models`)."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, DateTimeField, ForeignKeyField, IntegerField, TextField

from jzdesk.storage.fields import TextsField, WordsField
from jzdesk.storage.table_base import Table, day, text, to


class Unit(Table):
    uid = TextField(unique=True)
    name = TextField()
    code = text()
    level = TextField(default="county")
    kind = text()
    parent = ForeignKeyField("self", column_name="parent_id", object_id_name="parent_id", null=True, backref="+")
    party_head = text()
    phone = text()
    note = text()
    initials = text()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("name",), False),)


class Person(Table):
    uid = TextField(unique=True)
    name = TextField()
    id_number = text()
    sex = text()
    birth = day()
    ethnicity = text()
    politics = text()
    education = text()
    unit = to(Unit, "unit_id", null=True)
    post = text()
    rank = text()
    rank_level = text()
    management = text()
    object_kind = text()
    retired = BooleanField(default=False)
    delegate = text()
    phone = text()
    note = text()
    initials = text()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("name",), False), (("id_number",), False), (("initials",), False))


class Case(Table):
    derived = frozenset(
        {"measures_text", "form", "document_number", "decided_on", "announce_due", "announced_on", "announce_excuse",
         "period_end", "items_due", "items_done", "items_faulty", "change", "first_decided_on"}
    )  # fmt: skip

    uid = TextField(unique=True)
    number = text(index=True)
    person = to(Person, "person_id")
    source = text()
    filed_on = day()
    violations = WordsField(default=tuple)
    eight_rules = WordsField(default=tuple)
    facts = text()
    amount = BigIntegerField(null=True)
    suspected_crime = BooleanField(default=False)
    transferred_on = day()
    handler = text()
    note = text()
    # index
    measures_text = text()
    form = IntegerField(default=0)
    document_number = text()
    decided_on = day()
    announce_due = day()
    announced_on = day()
    announce_excuse = text()
    period_end = day()
    items_due = IntegerField(default=0)
    items_done = IntegerField(default=0)
    items_faulty = IntegerField(default=0)
    change = text()
    first_decided_on = day()
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = (
            (("deleted_at", "decided_on"), False),
            (("deleted_at", "announce_due"), False),
            (("document_number",), False),
        )


class Decision(Table):
    uid = TextField(unique=True)
    case = to(Case, "case_id")
    issuer = text()
    document_number = text()
    decided_on = day(index=True)
    issued_on = day()
    delivered_on = day()
    reviews = ForeignKeyField("self", column_name="reviews_id", object_id_name="reviews_id", null=True, backref="+")
    review_kind = text()
    note = text()


class Measure(Table):
    derived = frozenset({"start_on", "end_on", "computed_end_on", "probation_end_on", "why"})

    decision = to(Decision, "decision_id")
    code = TextField()
    months = IntegerField(null=True)
    rule_version = text()
    official_end_on = day()
    override_reason = text()
    replaces = ForeignKeyField("self", column_name="replaces_id", object_id_name="replaces_id", null=True, backref="+")
    change = text()
    extended_on = day()
    restored_on = day()
    revoked_on = day()
    note = text()
    # index
    start_on = day()
    end_on = day()
    computed_end_on = day()
    probation_end_on = day()
    why = text()


class Announcement(Table):
    decision = ForeignKeyField(
        Decision, column_name="decision_id", object_id_name="decision_id", backref="+", unique=True, on_delete="RESTRICT"
    )
    planned_on = day()
    held_on = day()
    place = text()
    announcer = text()
    chair = text()
    part_report = BooleanField(default=False)
    part_reading = BooleanField(default=False)
    part_criticism = BooleanField(default=False)
    part_statement = BooleanField(default=False)
    attendance = IntegerField(null=True)
    speakers = text()
    leader = text()
    statement = text()
    minutes = text()
    exemption = text()
    exemption_reason = text()
    exemption_approver = text()
    exempted_on = day()
    postponed_reason = text()
    note = text()
    plan = text()
    scope = text()
    notice = text()
    notice_on = day()
    reporter = text()
    reader = text()
    expected = IntegerField(null=True)
    person_present = BooleanField(default=False)
    person_statement = text()


class ExecutionItem(Table):
    decision = to(Decision, "decision_id")
    kind = TextField()
    part = IntegerField(default=0)
    done_on = day()
    done_by = text()
    evidence = text()
    not_applicable = text()
    extended_to = day()
    extension_approver = text()
    note = text()
    counted_from = day()
    limit_on = day()
    details = TextsField(default=dict)

    class Meta:
        indexes = ((("decision", "kind", "part"), True),)


class Appeal(Table):
    """A review or appeal against a decision (复审, 复核, 申诉)."""

    case = to(Case, "case_id")
    decision = to(Decision, "decision_id")
    kind = TextField()
    number = text()
    applied_on = day()
    grounds = text()
    accepted_on = day()
    refused_reason = text()
    handler = text()
    extended_to = day()
    extension_approver = text()
    decided_on = day()
    result = text()
    result_number = text()
    result_text = text()
    new_decision = to(Decision, "new_decision_id", null=True)
    note = text()


class AnnualRecord(Table):
    """One year of a person under a sanction: the appraisal grade, honours, promotion and bonus (年度考核登记)."""

    person = to(Person, "person_id")
    year = IntegerField()
    grade = text()
    graded_on = day()
    honours = text()
    promotion = text()
    bonus = text()
    note = text()

    class Meta:
        indexes = ((("person", "year"), True),)
