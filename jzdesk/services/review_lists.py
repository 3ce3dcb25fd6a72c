"""The lists a review is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.services.tolerance_lists import lists_of

if TYPE_CHECKING:
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.services.desk import Desk


def lists_for(desk: Desk, review: ToleranceReview) -> ToleranceRules:
    """The lists of a review. Every service asks here, so that a review is held to one text only."""
    return lists_of(desk, review)
