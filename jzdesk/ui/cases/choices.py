"""Drop-down lists of the rulebook as the form's fields take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.ui.common.fields import Choice

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.rulebook import Rulebook


def choices(rules: Rulebook, name: str, on: date) -> tuple[Choice, ...]:
    """What a code list offers on a day, in its order."""
    return tuple(Choice(code.code, code.name) for code in rules.codes.offered(name, on))


def measures_offered(rules: Rulebook, families: tuple[str, ...], on: date) -> tuple[Choice, ...]:
    """The measures of some families a decision of that day may choose from, named as documents of that day do."""
    offered = [s for s in rules.sanctions.offered(on) if s.family in families]
    offered.sort(key=lambda s: families.index(s.family))
    return tuple(Choice(s.code, s.name_on(on)) for s in offered)
