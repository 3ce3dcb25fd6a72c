"""One SQLite in the process: that of the vault."""

from __future__ import annotations

import sys


def use_one_sqlite() -> None:
    """Before peewee is first imported: it would load the system's SQLite beside SQLCipher's, a megabyte for nothing and a
    library that must never come near the vault."""
    from sqlcipher3 import dbapi2

    sys.modules.setdefault("sqlite3", dbapi2)
