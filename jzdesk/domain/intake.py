"""What was read from a list that others made: names with their place, and what is to be said of them. Nothing is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jzdesk.domain.enquiries import EnquiryPerson

PASTED, EXCEL, LRMX = "pasted", "excel", "lrmx"
"""Where names came from; codes of the list name_source."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "name": "姓名",
        "id_number": "身份证号",
        "sex": "性别",
        "birth_month": "出生年月",
        "unit_text": "单位（及职务）",
        "post": "现任职务",
        "proposed_post": "拟任职务",
        "removed_post": "拟免职务",
        "note": "备注",
    }
)
"""What a column of a list may be taken for: a field of EnquiryPerson and its label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRow:
    """One name with the place it was read from ('第3行', the name of a file), what is doubtful about it, and what else the
    source says (label and text; for looking at, kept nowhere)."""

    person: EnquiryPerson
    place: str
    problems: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeProblem:
    """Something to be said of a place. `refused`: what stands there is not among the rows; `row` is the place of the row it
    belongs to, -1 for none."""

    place: str
    text: str
    refused: bool = False
    row: int = -1

    @property
    def line(self) -> str:
        """The place and the sentence."""
        return f"{self.place}：{self.text}" if self.place else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenColumn:
    """A column of a table and the field it was taken for, '' for none; `sample` is its first filled cell."""

    index: int
    letter: str
    title: str
    field: str
    sample: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Everything read. `sheets` are those of the workbook, `sheet` the one read, `heading` the number of the last row of its
    heading (0: none)."""

    source: str
    rows: tuple[IntakeRow, ...] = ()
    problems: tuple[IntakeProblem, ...] = ()
    columns: tuple[TakenColumn, ...] = ()
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    heading: int = 0

    @property
    def names(self) -> tuple[EnquiryPerson, ...]:
        """The names in their order, as a letter of enquiry takes them."""
        return tuple(
            replace(row.person, position=at, source=self.source) for at, row in enumerate(self.rows, 1)
        )

    @property
    def refused(self) -> int:
        """How many places could not be taken."""
        return sum(problem.refused for problem in self.problems)


def gathered(source: str, rows: list[IntakeRow], refusals: list[IntakeProblem], **more: object) -> Intake:
    """An Intake whose problems are those of its rows and the refusals given."""
    own = [
        IntakeProblem(place=row.place, text=text, row=at)
        for at, row in enumerate(rows)
        for text in row.problems
    ]
    return Intake(source=source, rows=tuple(rows), problems=(*refusals, *own), **more)  # type: ignore[arg-type]
