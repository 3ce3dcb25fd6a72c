"""A value of an import field in the words of registers and screens: the opposite of reading it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jzdesk.domain.import_catalogue import Field
    from jzdesk.domain.rulebook import Rulebook

CENTS = 100


def shown_value(rules: Rulebook, field: Field, value: Any) -> str:
    """A value as text; '' for none."""
    if value is None or value == "" or value == ():
        return ""
    if field.kind == "yes":
        return "是" if value else "否"
    if field.kind == "money":
        return f"{Decimal(value) / CENTS:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(_named(rules, field, code) for code in value)
    return _named(rules, field, value)


def _named(rules: Rulebook, field: Field, value: Any) -> str:
    """A code by its name, anything else as it is."""
    if field.kind == "measures":
        return rules.sanctions[value].name if value in rules.sanctions else str(value)
    if field.kind in ("code", "codes", "sex"):
        return rules.name_of(field.codes or "sex", value)
    return str(value)
