"""Decisions executed to the end and one complete file per person: appeals, annual records, mentors' notes, and the
fields of execution items, announcements, visits, assessments and dossiers that go with them."""

from __future__ import annotations

TEXT = "TEXT NOT NULL DEFAULT ''"
COUNT = "INTEGER NOT NULL DEFAULT 0"

COLUMNS = (
    ("case", "items_due", COUNT),
    ("case", "items_done", COUNT),
    ("case", "items_faulty", COUNT),
    ("case", "change", TEXT),
    ("case", "first_decided_on", "DATE"),
    ("announcement", "plan", TEXT),
    ("announcement", "scope", TEXT),
    ("announcement", "notice", TEXT),
    ("announcement", "notice_on", "DATE"),
    ("announcement", "reporter", TEXT),
    ("announcement", "reader", TEXT),
    ("announcement", "expected", "INTEGER"),
    ("announcement", "person_present", COUNT),
    ("announcement", "person_statement", TEXT),
    ("execution_item", "part", COUNT),
    ("execution_item", "counted_from", "DATE"),
    ("execution_item", "limit_on", "DATE"),
    ("execution_item", "details", "TEXT NOT NULL DEFAULT '{}'"),
    ("dossier", "category_on", "DATE"),
    ("dossier", "archived_on", "DATE"),
    ("dossier", "archive_number", TEXT),
    ("dossier", "archive_pages", "INTEGER"),
    ("dossier", "retention", TEXT),
    ("dossier", "part_notes", "TEXT NOT NULL DEFAULT '{}'"),
    ("dossier", "parts_held", COUNT),
    ("dossier", "parts_due", COUNT),
    ("dossier", "lost_visits", COUNT),
    ("dossier", "last_note_on", "DATE"),
    ("dossier", "visitor", TEXT),
    ("dossier", "parts_until", "DATE"),
    ("visit", "visitor", TEXT),
    ("visit", "group_key", TEXT),
    ("visit", "counselling_note", TEXT),
    ("visit", "follow_up_owner", TEXT),
    ("visit", "follow_up_result", TEXT),
    ("visit", "signed", "TEXT NOT NULL DEFAULT '[]'"),
    ("assessment", "new_violation", COUNT),
    ("assessment", "slack", COUNT),
    ("assessment", "consequence", TEXT),
    ("assessment", "consequence_due", "DATE"),
    ("assessment", "consequence_done", "DATE"),
    ("attachment", "part", TEXT),
    ("attachment", "position", COUNT),
)

STATEMENTS = (
    'DROP INDEX "execution_item_decision_id_kind"',
    'CREATE UNIQUE INDEX "execution_item_decision_id_kind_part" ON "execution_item" ("decision_id", "kind", "part")',
    'DROP INDEX "attachment_owner_owner_id"',
    """
CREATE INDEX "attachment_owner_owner_id_deleted_at_position_part_title_d619cb0" ON "attachment" (
  "owner", "owner_id", "deleted_at", "position", "part", "title", "file_name", "mime", "size", "digest", "added_at",
  "added_by")
""",
    'CREATE INDEX "dossier_parts_until" ON "dossier" ("parts_until")',
    """
CREATE TABLE "appeal" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "case_id" INTEGER NOT NULL,
  "decision_id" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "number" TEXT NOT NULL,
  "applied_on" DATE,
  "grounds" TEXT NOT NULL,
  "accepted_on" DATE,
  "refused_reason" TEXT NOT NULL,
  "handler" TEXT NOT NULL,
  "extended_to" DATE,
  "extension_approver" TEXT NOT NULL,
  "decided_on" DATE,
  "result" TEXT NOT NULL,
  "result_number" TEXT NOT NULL,
  "result_text" TEXT NOT NULL,
  "new_decision_id" INTEGER,
  "note" TEXT NOT NULL,
  FOREIGN KEY ("case_id") REFERENCES "case" ("id") ON DELETE RESTRICT,
  FOREIGN KEY ("decision_id") REFERENCES "decision" ("id") ON DELETE RESTRICT,
  FOREIGN KEY ("new_decision_id") REFERENCES "decision" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "appeal_case_id" ON "appeal" ("case_id")',
    'CREATE INDEX "appeal_decision_id" ON "appeal" ("decision_id")',
    'CREATE INDEX "appeal_new_decision_id" ON "appeal" ("new_decision_id")',
    """
CREATE TABLE "annual_record" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "person_id" INTEGER NOT NULL,
  "year" INTEGER NOT NULL,
  "grade" TEXT NOT NULL,
  "graded_on" DATE,
  "honours" TEXT NOT NULL,
  "promotion" TEXT NOT NULL,
  "bonus" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "annual_record_person_id" ON "annual_record" ("person_id")',
    'CREATE UNIQUE INDEX "annual_record_person_id_year" ON "annual_record" ("person_id", "year")',
    """
CREATE TABLE "mentor_note" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "dossier_id" INTEGER NOT NULL,
  "mentor_id" INTEGER,
  "noted_on" DATE,
  "way" TEXT NOT NULL,
  "content" TEXT NOT NULL,
  "thought" TEXT NOT NULL,
  "help" TEXT NOT NULL,
  "recorded_by" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  FOREIGN KEY ("dossier_id") REFERENCES "dossier" ("id") ON DELETE RESTRICT,
  FOREIGN KEY ("mentor_id") REFERENCES "mentor" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "mentor_note_dossier_id" ON "mentor_note" ("dossier_id")',
    'CREATE INDEX "visit_planned_on" ON "visit" ("planned_on")',
    'CREATE INDEX "mentor_note_mentor_id" ON "mentor_note" ("mentor_id")',
)


def up(migrator, db):
    for table, column, kind in COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')
    for statement in STATEMENTS:
        db.execute_sql(statement)
