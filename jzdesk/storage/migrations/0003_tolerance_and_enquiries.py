"""容错纠错 and 征求意见函 in full: the stages, the people and the numbered evidence of a review, versions of the lists,
checks of corrections, letters of enquiry and the people they name; duties that are no single person's."""

from __future__ import annotations

TEXT = "TEXT NOT NULL DEFAULT ''"
NO = "INTEGER NOT NULL DEFAULT 0"
DAY = "DATE"
COUNT = "INTEGER"

COLUMNS = (
    ("list_version_id", 'INTEGER REFERENCES "list_version" ("id") ON DELETE RESTRICT'),
    ("filing_id", 'INTEGER REFERENCES "tolerance_review" ("id") ON DELETE RESTRICT'),
    ("matter_kind", TEXT), ("applicant_kind", TEXT), ("applicant", TEXT), ("accountability_organ", TEXT),
    ("accountability_on", DAY), ("clue", TEXT), ("basis_documents", TEXT), ("decision_process", TEXT),
    ("consequences", TEXT), ("remedy", TEXT), ("unit_opinion", TEXT), ("plan", TEXT), ("happened_on", DAY),
    ("acceptance_refused_on", DAY), ("extended_to", DAY), ("extension_reason", TEXT), ("extension_approver", TEXT),
    ("extension_approved_on", DAY), ("verifiers", TEXT), ("verification", TEXT), ("studied_on", DAY),
    ("study_expected", COUNT), ("study_present", COUNT), ("votes_for", COUNT), ("votes_against", COUNT),
    ("votes_abstained", COUNT), ("study_minutes", TEXT), ("before_code", TEXT), ("after_code", TEXT),
    ("effects", TEXT), ("feedback_way", TEXT), ("feedback_organ_on", DAY), ("feedback_organ", TEXT),
    ("person_opinion", TEXT), ("filed_with", TEXT), ("copied_to", TEXT), ("objected_on", DAY), ("objected_by", TEXT),
    ("objection", TEXT), ("objection_result", TEXT), ("objection_answered_on", DAY), ("objection_answer", TEXT),
    ("earlier_conclusion", TEXT), ("earlier_concluded_on", DAY), ("earlier_studied_on", DAY),
    ("earlier_feedback_on", DAY), ("earlier_filed_on", DAY), ("correction_number", TEXT), ("correction_ordered_on", DAY),
    ("correction_result", TEXT), ("clarify", TEXT), ("clarify_ways", "TEXT NOT NULL DEFAULT '[]'"),
    ("clarify_joint", NO), ("clarify_told_on", DAY), ("clarified_on", DAY), ("clarify_number", TEXT),
    ("clarify_scope", TEXT),
)  # fmt: skip

TABLES = (
    """
CREATE TABLE "list_version" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "uid" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "document_number" TEXT NOT NULL,
  "valid_from" DATE,
  "valid_to" DATE,
  "origin" TEXT NOT NULL,
  "digest" TEXT NOT NULL,
  "content" TEXT NOT NULL,
  "added_at" DATETIME,
  "added_by" TEXT NOT NULL,
  "note" TEXT NOT NULL)
""",
    'CREATE UNIQUE INDEX "list_version_uid" ON "list_version" ("uid")',
    """
CREATE TABLE "review_person" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "review_id" INTEGER NOT NULL,
  "person_id" INTEGER NOT NULL,
  "position" INTEGER NOT NULL,
  "role" TEXT NOT NULL,
  "before_code" TEXT NOT NULL,
  "after_code" TEXT NOT NULL,
  "handling_before" TEXT NOT NULL,
  "handling_after" TEXT NOT NULL,
  "told_on" DATE,
  "note" TEXT NOT NULL,
  FOREIGN KEY ("review_id") REFERENCES "tolerance_review" ("id") ON DELETE RESTRICT,
  FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "review_person_review_id" ON "review_person" ("review_id")',
    'CREATE INDEX "review_person_person_id" ON "review_person" ("person_id")',
    'CREATE UNIQUE INDEX "review_person_review_id_person_id" ON "review_person" ("review_id", "person_id")',
    """
CREATE TABLE "review_evidence" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "review_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "title" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "obtained_on" DATE,
  "pages" INTEGER,
  "note" TEXT NOT NULL,
  FOREIGN KEY ("review_id") REFERENCES "tolerance_review" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "review_evidence_review_id" ON "review_evidence" ("review_id")',
    'CREATE UNIQUE INDEX "review_evidence_review_id_number" ON "review_evidence" ("review_id", "number")',
    """
CREATE TABLE "correction_check" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "review_id" INTEGER NOT NULL,
  "checked_on" DATE,
  "checker" TEXT NOT NULL,
  "found" TEXT NOT NULL,
  "result" TEXT NOT NULL,
  "next_on" DATE,
  "note" TEXT NOT NULL,
  FOREIGN KEY ("review_id") REFERENCES "tolerance_review" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "correction_check_review_id" ON "correction_check" ("review_id")',
    """
CREATE TABLE "enquiry" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "uid" TEXT NOT NULL,
  "number" TEXT NOT NULL,
  "organ" TEXT NOT NULL,
  "letter_number" TEXT NOT NULL,
  "letter_on" DATE,
  "received_on" DATE,
  "purpose" TEXT NOT NULL,
  "limit_on" DATE,
  "due_on" DATE,
  "handler" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  "reply_number" TEXT NOT NULL,
  "reply_on" DATE,
  "reply_text" TEXT NOT NULL,
  "signer" TEXT NOT NULL,
  "deleted_at" DATETIME,
  "people" INTEGER NOT NULL,
  "decided" INTEGER NOT NULL)
""",
    'CREATE UNIQUE INDEX "enquiry_uid" ON "enquiry" ("uid")',
    'CREATE INDEX "enquiry_number" ON "enquiry" ("number")',
    'CREATE INDEX "enquiry_deleted_at_received_on" ON "enquiry" ("deleted_at", "received_on")',
    'CREATE INDEX "enquiry_deleted_at_reply_on" ON "enquiry" ("deleted_at", "reply_on")',
    """
CREATE TABLE "enquiry_person" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "enquiry_id" INTEGER NOT NULL,
  "position" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "id_number" TEXT NOT NULL,
  "sex" TEXT NOT NULL,
  "birth_month" TEXT NOT NULL,
  "unit_text" TEXT NOT NULL,
  "post" TEXT NOT NULL,
  "proposed_post" TEXT NOT NULL,
  "removed_post" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "person_id" INTEGER,
  "matched" TEXT NOT NULL,
  "matched_by" TEXT NOT NULL,
  "proposed" TEXT NOT NULL,
  "reasons" TEXT NOT NULL,
  "conclusion" TEXT NOT NULL,
  "conclusion_reason" TEXT NOT NULL,
  "decided_by" TEXT NOT NULL,
  "decided_on" DATE,
  "note" TEXT NOT NULL,
  FOREIGN KEY ("enquiry_id") REFERENCES "enquiry" ("id") ON DELETE RESTRICT,
  FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "enquiry_person_enquiry_id" ON "enquiry_person" ("enquiry_id")',
    'CREATE INDEX "enquiry_person_person_id" ON "enquiry_person" ("person_id")',
    """
CREATE TABLE "review_enquiry" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "review_id" INTEGER NOT NULL,
  "enquiry_id" INTEGER NOT NULL,
  FOREIGN KEY ("review_id") REFERENCES "tolerance_review" ("id") ON DELETE RESTRICT,
  FOREIGN KEY ("enquiry_id") REFERENCES "enquiry" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "review_enquiry_review_id" ON "review_enquiry" ("review_id")',
    'CREATE INDEX "review_enquiry_enquiry_id" ON "review_enquiry" ("enquiry_id")',
    'CREATE UNIQUE INDEX "review_enquiry_review_id_enquiry_id" ON "review_enquiry" ("review_id", "enquiry_id")',
)

DUTIES = (
    'ALTER TABLE "duty" RENAME TO "duty_before"',
    """
CREATE TABLE "duty" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "kind" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "subject_id" INTEGER NOT NULL,
  "part" INTEGER NOT NULL,
  "person_id" INTEGER,
  "case_id" INTEGER,
  "dossier_id" INTEGER,
  "review_id" INTEGER,
  "enquiry_id" INTEGER,
  "counted_from" DATE NOT NULL,
  "due_on" DATE NOT NULL,
  "warn_on" DATE NOT NULL,
  "provisional" INTEGER NOT NULL,
  "done_on" DATE,
  "excuse" TEXT NOT NULL,
  "why" TEXT NOT NULL,
  "clause" TEXT NOT NULL,
  "is_open" INTEGER NOT NULL,
  FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("case_id") REFERENCES "case" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("dossier_id") REFERENCES "dossier" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("review_id") REFERENCES "tolerance_review" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("enquiry_id") REFERENCES "enquiry" ("id") ON DELETE CASCADE)
""",
    """
INSERT INTO "duty" SELECT "id", "kind", "subject", "subject_id", "part", "person_id", "case_id", "dossier_id",
  "review_id", NULL, "counted_from", "due_on", "warn_on", "provisional", "done_on", "excuse", "why", "clause", "is_open"
FROM "duty_before"
""",
    'DROP TABLE "duty_before"',
    'CREATE INDEX "duty_person_id" ON "duty" ("person_id")',
    'CREATE INDEX "duty_case_id" ON "duty" ("case_id")',
    'CREATE INDEX "duty_dossier_id" ON "duty" ("dossier_id")',
    'CREATE INDEX "duty_review_id" ON "duty" ("review_id")',
    'CREATE INDEX "duty_enquiry_id" ON "duty" ("enquiry_id")',
    'CREATE UNIQUE INDEX "duty_kind_subject_subject_id_part" ON "duty" ("kind", "subject", "subject_id", "part")',
    'CREATE INDEX "duty_is_open_due_on" ON "duty" ("is_open", "due_on")',
    'CREATE INDEX "duty_kind_due_on_is_open_warn_on_dossier_id" ON "duty" ("kind", "due_on", "is_open", "warn_on", "dossier_id")',
    'CREATE INDEX "duty_review_id_is_open_due_on" ON "duty" ("review_id", "is_open", "due_on")',
    'CREATE INDEX "duty_dossier_id_kind_is_open_due_on" ON "duty" ("dossier_id", "kind", "is_open", "due_on")',
)

OTHERS = (
    # what was told to the person was told to his organization too: the record had one day for both
    'UPDATE "tolerance_review" SET "feedback_organ_on" = "feedback_on"',
    'CREATE INDEX "tolerance_review_list_version_id" ON "tolerance_review" ("list_version_id")',
    'CREATE INDEX "tolerance_review_filing_id" ON "tolerance_review" ("filing_id")',
    'DROP INDEX IF EXISTS "visit_planned_on"',
    'CREATE INDEX IF NOT EXISTS "visit_planned_on_held_on_dossier_id" ON "visit" ("planned_on", "held_on", "dossier_id")',
)

# The last line of what the services hold to: whatever writes, no tolerated conclusion is stored while an entry stands.
STANDS = (
    """EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(NEW."{0}") THEN NEW."{0}" ELSE '{{}}' END) AS entry"""
    """ WHERE json_extract(entry.value, '$[0]') = 'yes')"""
)
JUDGED = ' OF "conclusion", "negative", "exclusions"'
LOCK = (
    """CREATE TRIGGER "tolerance_review_locked_{0}" BEFORE {0}{1} ON "tolerance_review"\n"""
    """WHEN NEW."conclusion" NOT IN ('', 'refused') AND ("""
    + STANDS.format("negative") + " OR " + STANDS.format("exclusions")
    + """)\nBEGIN SELECT RAISE(ABORT, 'a conclusion locked by a negative item or an exclusion'); END"""
)  # fmt: skip


def up(migrator, db):
    for statement in TABLES:
        db.execute_sql(statement)
    for column, kind in COLUMNS:
        db.execute_sql(f'ALTER TABLE "tolerance_review" ADD COLUMN "{column}" {kind}')
    locks = (LOCK.replace("{0}", act).replace("{1}", of) for act, of in (("INSERT", ""), ("UPDATE", JUDGED)))
    for statement in (*DUTIES, *OTHERS, *locks):
        db.execute_sql(statement)
