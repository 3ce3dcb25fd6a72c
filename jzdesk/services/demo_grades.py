"""Grades and votes of the demo county in the words a county uses: its lists may have three grades or codes of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.services.assessment_inputs import POLL

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.rulebook import Rulebook

ORDER = ("good", "fairly", "fair", "poor")
"""The grades the stories name, best first."""


def grade_in_use(rules: Rulebook, list_name: str, wanted: str, on: date) -> str:
    """The grade a story names; where the county does not use it, the one at about the same place of its scale."""
    offered = [code.code for code in rules.codes.offered(list_name, on)]
    if wanted in offered or not offered:
        return wanted
    return offered[round(ORDER.index(wanted) * (len(offered) - 1) / (len(ORDER) - 1))]


def poll_said(rules: Rulebook, good: int, votes: int, on: date) -> str:
    """'参加12人：好10票，较好2票，一般0票，较差0票': `good` of `votes` for the best grade, the others for the next."""
    names = [code.name for code in rules.codes.offered("visit_grade", on)]
    return f"参加{votes}人：" + "，".join(f"{name}{n}票" for name, n in zip(names, _shared(good, votes, len(names)), strict=True))


def poll_counted(rules: Rulebook, good: int, votes: int, on: date) -> dict[str, Any]:
    """The same as the counts of an assessment, by field; grades not in use have none."""
    offered = {code.code for code in rules.codes.offered("assessment_grade", on)}
    fields = [field for field, code in POLL if code in offered]
    return dict(zip(fields, _shared(good, votes, len(fields)), strict=True))


def _shared(good: int, votes: int, grades: int) -> list[int]:
    return [good, votes - good, *[0] * grades][:grades]
