"""What an action touched, so that every screen can decide for itself whether to reload."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto


class Touched(Flag):
    """Nouns whose records an action changed."""

    NOTHING = 0
    PEOPLE = auto()
    UNITS = auto()
    CASES = auto()
    TOLERANCE = auto()
    DOSSIERS = auto()
    DUTIES = auto()
    MONTHS = auto()
    ACCOUNTS = auto()
    RULES = auto()
    ENQUIRIES = auto()
    INTAKE = auto()
    ALL = PEOPLE | UNITS | CASES | TOLERANCE | DOSSIERS | DUTIES | MONTHS | ACCOUNTS | RULES | ENQUIRIES | INTAKE


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The result of a writing service: which nouns, one sentence for the message line, the record to select; `moved`
    are the computed days that moved with it, a line each (`domain.moves`)."""

    touched: Touched
    message: str
    record_id: int | None = None
    audit_seq: int | None = None
    moved: tuple[str, ...] = ()
