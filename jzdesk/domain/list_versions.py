"""Versions of the tolerance lists: what was in force when, kept word for word for the reviews judged by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

STARTER = "starter"
IMPORTED = "import"
ORIGIN_NAMES: dict[str, str] = {STARTER: "随程序附带", IMPORTED: "从 Excel 导入"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersion:
    """One version: the county's document, its span, and `content`, the lists as JSON of the tables of
    resources/rules/tolerance.toml. `origin` is STARTER (came with the program) or IMPORTED; `digest` tells whether
    two versions say the same."""

    id: int | None = None
    uid: str = ""
    name: str = ""
    document_number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    origin: str = IMPORTED
    digest: str = ""
    content: str = ""
    added_at: datetime | None = None
    added_by: str = ""
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day, both ends included."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


def version_on(versions: Iterable[ListVersion], day: date) -> ListVersion | None:
    """The version in force on a day: the county's own goes before what came with the program, which is in force
    wherever there is none; of several the one that began last. None only when there is none at all."""
    fitting = [v for v in versions if v.holds_on(day)]
    return max(fitting, key=_rank, default=None)


def _rank(version: ListVersion) -> tuple[bool, date, int]:
    return version.origin != STARTER, version.valid_from or date.min, version.id or 0
