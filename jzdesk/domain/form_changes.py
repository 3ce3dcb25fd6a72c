"""容错减责转化: from which of the four forms tolerance led to which, in person-times.

These stand beside the official counts and are no part of them: who gets a measure all the same is counted there once, by
what he got, in the month of that decision."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.handling_change import EXEMPT, LIGHTER, MITIGATED, Handling, measures_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jzdesk.domain.review_files import ReviewFile
    from jzdesk.domain.sanctions import SanctionRules

NO_MEASURE = 0
"""The form of who is given no measure at all."""
FORM_WORDS = {NO_MEASURE: "不作处理", 1: "第一种形态", 2: "第二种形态", 3: "第三种形态", 4: "第四种形态"}
SAME, UNKNOWN = "形态不变", "其他（处理种类未登记等）"
LIGHTENED = ((3, 2), (3, 1), (3, 0), (2, 1), (2, 0), (1, 0))
"""Every change to a lighter form there is; the fourth form is no matter of tolerance."""


def arrow(before: int, after: int) -> str:
    """'第三种形态→第二种形态'."""
    return f"{FORM_WORDS[before]}→{FORM_WORDS[after]}"


CHANGES = (*(arrow(*pair) for pair in LIGHTENED), SAME, UNKNOWN)
"""What a person-time tolerated is counted as, each as one of these."""


@dataclass(frozen=True, slots=True)
class Change:
    """What was proposed for one person and what came of it: codes of the catalogue ('' unknown), forms (None unknown),
    and one of CHANGES ('' where nothing was tolerated)."""

    person_id: int
    before_code: str
    after_code: str
    before: int | None
    after: int | None
    said: str


def changes_of(file: ReviewFile, sanctions: SanctionRules) -> Iterator[Change]:
    """Of everybody a review covers, the one it is registered under first."""
    review = file.review
    own = Handling(before_code=review.before_code, before=review.handling_before, after_code=review.after_code,
                   after=review.handling_after)  # fmt: skip
    yield _change(review.person_id or 0, review.conclusion, own, sanctions)
    for other in file.others:
        handling = Handling(before_code=other.before_code, before=other.handling_before, after_code=other.after_code,
                            after=other.handling_after)  # fmt: skip
        yield _change(other.person_id or 0, review.conclusion, handling, sanctions)


def _change(person_id: int, conclusion: str, handling: Handling, sanctions: SanctionRules) -> Change:
    first, last = (code if code in sanctions else "" for code in measures_of(handling, sanctions))
    before = sanctions[first].form if first else None
    after = sanctions[last].form if last else None
    if conclusion == EXEMPT:
        last, after = "", NO_MEASURE
    said = _said(before, after) if conclusion in (EXEMPT, LIGHTER, MITIGATED) else ""
    return Change(person_id, first, last, before, after, said)


def _said(before: int | None, after: int | None) -> str:
    """A measure that belongs to none of the forms (免予处分) before is as good as unknown."""
    if not before or after is None:
        return UNKNOWN
    return arrow(before, after) if (before, after) in LIGHTENED else SAME if before == after else UNKNOWN


def counted(said: Iterable[str]) -> tuple[int, ...]:
    """How many of each of CHANGES."""
    found = Counter(said)
    return tuple(found[text] for text in CHANGES)
