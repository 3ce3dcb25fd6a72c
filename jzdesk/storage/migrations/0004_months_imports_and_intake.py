"""Closed months as they were sent, their corrections, runs of imports, and the files a city takes in from its counties."""

from __future__ import annotations

MONTH = (
    ("first_on", "DATE"), ("last_on", "DATE"), ("frozen_at", "DATETIME"), ("frozen_by", "TEXT NOT NULL DEFAULT ''"),
    ("reopened_at", "DATETIME"), ("reopened_by", "TEXT NOT NULL DEFAULT ''"),
    ("reopen_reason", "TEXT NOT NULL DEFAULT ''"),
)  # fmt: skip

TABLES = (
    """
CREATE TABLE "month_ledger" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "month_id" INTEGER NOT NULL,
  "ledger" TEXT NOT NULL,
  "count" INTEGER NOT NULL,
  "digest" TEXT NOT NULL,
  "content" BLOB NOT NULL,
  FOREIGN KEY ("month_id") REFERENCES "month" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "month_ledger_month_id" ON "month_ledger" ("month_id")',
    'CREATE UNIQUE INDEX "month_ledger_month_id_ledger" ON "month_ledger" ("month_id", "ledger")',
    """
CREATE TABLE "month_correction" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "month_id" INTEGER NOT NULL,
  "of_month" TEXT NOT NULL,
  "ledger" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "subject_id" INTEGER,
  "column" TEXT NOT NULL,
  "before" TEXT NOT NULL,
  "after" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  FOREIGN KEY ("month_id") REFERENCES "month" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "month_correction_month_id" ON "month_correction" ("month_id")',
    'CREATE INDEX "month_correction_of_month" ON "month_correction" ("of_month")',
    """
CREATE TABLE "import_run" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "uid" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "file_name" TEXT NOT NULL,
  "file_digest" TEXT NOT NULL,
  "sheet" TEXT NOT NULL,
  "mapping" TEXT NOT NULL,
  "rows" INTEGER NOT NULL,
  "added" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "unchanged" INTEGER NOT NULL,
  "left_out" INTEGER NOT NULL,
  "done_at" DATETIME NOT NULL,
  "done_by" TEXT NOT NULL,
  "note" TEXT NOT NULL)
""",
    'CREATE UNIQUE INDEX "import_run_uid" ON "import_run" ("uid")',
    'CREATE INDEX "import_run_file_digest" ON "import_run" ("file_digest")',
    """
CREATE TABLE "county" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "uid" TEXT NOT NULL,
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "since" TEXT NOT NULL,
  "until" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  "deleted_at" DATETIME)
""",
    'CREATE UNIQUE INDEX "county_uid" ON "county" ("uid")',
    'CREATE INDEX "county_code" ON "county" ("code")',
    """
CREATE TABLE "intake" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "uid" TEXT NOT NULL,
  "county_id" INTEGER NOT NULL,
  "month" TEXT NOT NULL,
  "submission" INTEGER NOT NULL,
  "level" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "file_name" TEXT NOT NULL,
  "file_digest" TEXT NOT NULL,
  "received_on" DATE NOT NULL,
  "received_by" TEXT NOT NULL,
  "due_on" DATE,
  "manifest" TEXT NOT NULL,
  "findings" TEXT NOT NULL,
  "decided_on" DATE,
  "decided_by" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  "deleted_at" DATETIME,
  FOREIGN KEY ("county_id") REFERENCES "county" ("id") ON DELETE RESTRICT)
""",
    'CREATE UNIQUE INDEX "intake_uid" ON "intake" ("uid")',
    'CREATE INDEX "intake_county_id" ON "intake" ("county_id")',
    'CREATE INDEX "intake_month_county_id" ON "intake" ("month", "county_id")',
    'CREATE INDEX "intake_file_digest" ON "intake" ("file_digest")',
    """
CREATE TABLE "intake_ledger" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "intake_id" INTEGER NOT NULL,
  "ledger" TEXT NOT NULL,
  "count" INTEGER NOT NULL,
  "digest" TEXT NOT NULL,
  "content" BLOB NOT NULL,
  FOREIGN KEY ("intake_id") REFERENCES "intake" ("id") ON DELETE RESTRICT)
""",
    'CREATE INDEX "intake_ledger_intake_id" ON "intake_ledger" ("intake_id")',
    'CREATE UNIQUE INDEX "intake_ledger_intake_id_ledger" ON "intake_ledger" ("intake_id", "ledger")',
    """
CREATE TABLE "intake_verdict" (
  "id" INTEGER NOT NULL PRIMARY KEY,
  "rule" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "verdict" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "decided_on" DATE NOT NULL,
  "decided_by" TEXT NOT NULL)
""",
    'CREATE UNIQUE INDEX "intake_verdict_rule_key" ON "intake_verdict" ("rule", "key")',
)


def up(migrator, db):
    for column, kind in MONTH:
        db.execute_sql(f'ALTER TABLE "month" ADD COLUMN "{column}" {kind}')
    for statement in TABLES:
        db.execute_sql(statement)
