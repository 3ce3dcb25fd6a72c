"""The tables of revisit education: dossiers and what hangs on them (see `models`)."""

from __future__ import annotations

from peewee import BooleanField, DateTimeField, ForeignKeyField, IntegerField, TextField

from jzdesk.storage.case_models import Decision, Person
from jzdesk.storage.fields import TextsField, WordsField
from jzdesk.storage.table_base import Table, day, text, to


class Dossier(Table):
    derived = frozenset(
        {"decided_on", "measures_text", "period_start", "period_end", "mentor_name", "visits_due", "visits_held",
         "last_visit_on", "next_visit_on", "assessed_on", "result", "parts_held", "parts_due", "lost_visits",
         "last_note_on", "visitor", "parts_until"}
    )  # fmt: skip

    uid = TextField(unique=True)
    number = text(index=True)
    person = ForeignKeyField(
        Person, column_name="person_id", object_id_name="person_id", backref="+", unique=True, on_delete="RESTRICT"
    )
    decision = to(Decision, "decision_id", null=True)
    opened_on = day()
    closed_on = day()
    category = text()
    category_on = day()
    excluded = text()
    excluded_reason = text()
    excluded_on = day()
    parts = WordsField(default=tuple)
    plan = text()
    note = text()
    archived_on = day()
    archive_number = text()
    archive_pages = IntegerField(null=True)
    retention = text()
    part_notes = TextsField(default=dict)
    # index
    decided_on = day()
    measures_text = text()
    period_start = day()
    period_end = day()
    mentor_name = text()
    visits_due = IntegerField(default=0)
    visits_held = IntegerField(default=0)
    last_visit_on = day()
    next_visit_on = day()
    assessed_on = day()
    result = text()
    parts_held = IntegerField(default=0)
    parts_due = IntegerField(default=0)
    lost_visits = IntegerField(default=0)
    last_note_on = day()
    visitor = text()
    parts_until = day(index=True)
    deleted_at = DateTimeField(null=True)

    class Meta:
        indexes = (
            (("deleted_at", "decided_on"), False),
            (("deleted_at", "next_visit_on"), False),
            (("deleted_at", "period_end"), False),
        )


class Mentor(Table):
    dossier = to(Dossier, "dossier_id")
    name = TextField()
    post = text()
    phone = text()
    appointed_on = day()
    appointed_by = text()
    ended_on = day()
    end_reason = text()


class MentorNote(Table):
    """One entry of a mentor's notes (帮教记录)."""

    dossier = to(Dossier, "dossier_id")
    mentor = to(Mentor, "mentor_id", null=True)
    noted_on = day()
    way = text()
    content = text()
    thought = text()
    help = text()
    recorded_by = text()
    note = text()


class TeamMember(Table):
    dossier = to(Dossier, "dossier_id")
    name = TextField()
    post = text()
    role = TextField(default="member")
    joined_on = day()
    left_on = day()


class Visit(Table):
    dossier = to(Dossier, "dossier_id")
    ordinal = IntegerField(default=0)
    kind = TextField(default="regular")
    way = TextField(default="talk")
    planned_on = day()
    planned_by_rule = BooleanField(default=True)
    moved_reason = text()
    held_on = day(index=True)
    start_time = text()
    end_time = text()
    place = text()
    talkers = WordsField(default=tuple)
    recorder = text()
    participants = text()
    outline = WordsField(default=tuple)
    side_head = text()
    side_members = text()
    side_family = text()
    side_poll = text()
    evaluation = text()
    effect = text()
    counselling = BooleanField(default=False)
    follow_up = text()
    follow_up_due = day()
    follow_up_done = day()
    excuse = text()
    excuse_reason = text()
    note = text()
    visitor = text()
    group_key = text()
    counselling_note = text()
    follow_up_owner = text()
    follow_up_result = text()
    signed = WordsField(default=tuple)

    class Meta:
        # the indicators of a span are answered from here alone, without stepping into the wide rows
        indexes = ((("planned_on", "held_on", "dossier"), False),)


class Assessment(Table):
    dossier = to(Dossier, "dossier_id")
    held_on = day()
    mentor_opinion = text()
    unit_opinion = text()
    poll_good = IntegerField(null=True)
    poll_fairly = IntegerField(null=True)
    poll_fair = IntegerField(null=True)
    poll_poor = IntegerField(null=True)
    visits_summary = text()
    appraisals = text()
    complaints = text()
    result = text()
    use = text()
    forwarded_to = text()
    forwarded_on = day()
    assessors = WordsField(default=tuple)
    note = text()
    new_violation = BooleanField(default=False)
    slack = BooleanField(default=False)
    consequence = text()
    consequence_due = day()
    consequence_done = day()
