"""The vault: rows in and out of one encrypted SQLite file; the only place that knows peewee."""
