"""年度情况: one year of a person under a sanction, as his unit reports it (domain notes §1.7, §4.3 part 10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualRecord:
    """The appraisal grade of a year (a code of the list annual_grade), fixed on `graded_on`, and what else an auditor
    asks for: honours, promotion and bonus of that year as texts, '' when there was none."""

    id: int | None = None
    person_id: int | None = None
    year: int = 0
    grade: str = ""
    graded_on: date | None = None
    honours: str = ""
    promotion: str = ""
    bonus: str = ""
    note: str = ""
