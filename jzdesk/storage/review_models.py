"""The tables of 容错纠错 and of promotion enquiries (征求意见函); see `models`."""

from __future__ import annotations

from peewee import BooleanField, DateTimeField, ForeignKeyField, IntegerField, TextField

from jzdesk.storage.case_models import Case, Person
from jzdesk.storage.fields import FindingsField, WordsField
from jzdesk.storage.table_base import Table, day, text, to


class ListVersion(Table):
    """The county's lists of one time as JSON tables; what a review was judged by never changes."""

    uid = TextField(unique=True)
    name = text()
    document_number = text()
    valid_from = day()
    valid_to = day()
    origin = text()
    digest = text()
    content = text()
    added_at = DateTimeField(null=True)
    added_by = text()
    note = text()


class ToleranceReview(Table):
    uid = TextField(unique=True)
    number = text(index=True)
    person = to(Person, "person_id")
    case = to(Case, "case_id", null=True)
    way_in = text()
    matter = text()
    facts = text()
    applied_on = day()
    accepted_on = day()
    acceptance_refused = text()
    verified_on = day()
    concluded_on = day()
    meeting = text()
    handler = text()
    factor_set = TextField(default="six")
    distinctions = FindingsField(default=dict)
    factors = FindingsField(default=dict)
    positive = FindingsField(default=dict)
    negative = FindingsField(default=dict)
    exclusions = FindingsField(default=dict)
    conclusion = text()
    statement = text()
    handling_before = text()
    handling_after = text()
    feedback_on = day()
    filed_on = day()
    correction = text()
    correction_owner = text()
    correction_due = day()
    correction_done = day()
    enquiry = text()
    note = text()
    deleted_at = DateTimeField(null=True)
    # since the third step of the schema
    list_version = to(ListVersion, "list_version_id", null=True)
    filing = ForeignKeyField(
        "self", column_name="filing_id", object_id_name="filing_id", null=True, backref="+"
    )
    matter_kind = text()
    applicant_kind = text()
    applicant = text()
    accountability_organ = text()
    accountability_on = day()
    clue = text()
    basis_documents = text()
    decision_process = text()
    consequences = text()
    remedy = text()
    unit_opinion = text()
    plan = text()
    happened_on = day()
    acceptance_refused_on = day()
    extended_to = day()
    extension_reason = text()
    extension_approver = text()
    extension_approved_on = day()
    verifiers = text()
    verification = text()
    studied_on = day()
    study_expected = IntegerField(null=True)
    study_present = IntegerField(null=True)
    votes_for = IntegerField(null=True)
    votes_against = IntegerField(null=True)
    votes_abstained = IntegerField(null=True)
    study_minutes = text()
    before_code = text()
    after_code = text()
    effects = text()
    feedback_way = text()
    feedback_organ_on = day()
    feedback_organ = text()
    person_opinion = text()
    filed_with = text()
    copied_to = text()
    objected_on = day()
    objected_by = text()
    objection = text()
    objection_result = text()
    objection_answered_on = day()
    objection_answer = text()
    earlier_conclusion = text()
    earlier_concluded_on = day()
    earlier_studied_on = day()
    earlier_feedback_on = day()
    earlier_filed_on = day()
    correction_number = text()
    correction_ordered_on = day()
    correction_result = text()
    clarify = text()
    clarify_ways = WordsField(default=tuple)
    clarify_joint = BooleanField(default=False)
    clarify_told_on = day()
    clarified_on = day()
    clarify_number = text()
    clarify_scope = text()

    class Meta:
        indexes = ((("deleted_at", "applied_on"), False), (("deleted_at", "concluded_on"), False))


class ReviewPerson(Table):
    """Somebody a review covers beside the one it is registered under."""

    review = to(ToleranceReview, "review_id")
    person = to(Person, "person_id")
    position = IntegerField(default=0)
    role = text()
    before_code = text()
    after_code = text()
    handling_before = text()
    handling_after = text()
    told_on = day()
    note = text()

    class Meta:
        indexes = ((("review", "person"), True),)


class ReviewEvidence(Table):
    """A numbered piece of evidence of a review."""

    review = to(ToleranceReview, "review_id")
    number = IntegerField()
    title = text()
    kind = text()
    source = text()
    obtained_on = day()
    pages = IntegerField(null=True)
    note = text()

    class Meta:
        indexes = ((("review", "number"), True),)


class CorrectionCheck(Table):
    """One check of an ordered correction."""

    review = to(ToleranceReview, "review_id")
    checked_on = day()
    checker = text()
    found = text()
    result = text()
    next_on = day()
    note = text()


class Enquiry(Table):
    """A letter asking for an opinion on people (征求意见函). `due_on`, `people` and `decided` are an index."""

    derived = frozenset({"due_on", "people", "decided"})

    uid = TextField(unique=True)
    number = text(index=True)
    organ = text()
    letter_number = text()
    letter_on = day()
    received_on = day()
    purpose = text()
    limit_on = day()
    due_on = day()
    handler = text()
    note = text()
    reply_number = text()
    reply_on = day()
    reply_text = text()
    signer = text()
    deleted_at = DateTimeField(null=True)
    people = IntegerField(default=0)
    decided = IntegerField(default=0)

    class Meta:
        indexes = ((("deleted_at", "received_on"), False), (("deleted_at", "reply_on"), False))


class EnquiryPerson(Table):
    """One name of a letter: whom it was taken for, what was proposed, what was decided."""

    enquiry = to(Enquiry, "enquiry_id")
    position = IntegerField(default=0)
    name = text()
    id_number = text()
    sex = text()
    birth_month = text()
    unit_text = text()
    post = text()
    proposed_post = text()
    removed_post = text()
    source = text()
    person = to(Person, "person_id", null=True)
    matched = text()
    matched_by = text()
    proposed = text()
    reasons = text()
    conclusion = text()
    conclusion_reason = text()
    decided_by = text()
    decided_on = day()
    note = text()


class ReviewEnquiry(Table):
    """A review that a letter has to do with."""

    review = to(ToleranceReview, "review_id")
    enquiry = to(Enquiry, "enquiry_id")

    class Meta:
        indexes = ((("review", "enquiry"), True),)
