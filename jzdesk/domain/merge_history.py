"""历史比较: a county's month against its own earlier ones; only said, never a reason to send a file back."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from jzdesk.domain.merge_figures import BY_KEY
from jzdesk.domain.merging import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LEAST_MONTHS = 6
"""Earlier months without which nothing is compared."""
_SCORE = 3.5
"""The modified z-score from which a figure stands out (Iglewicz and Hoaglin's rule of thumb)."""
_LEAST_GAP = 5
_COMPARED = ("decisions", "people", "reviews_new", "announce_due")


@dataclass(frozen=True, slots=True)
class Past:
    """The figures of an earlier month."""

    month: str
    figures: Mapping[str, int]


def check_history(figures: Mapping[str, int], past: Sequence[Past]) -> Iterator[Finding]:
    """Figures far from the county's own earlier months, by the modified z-score."""
    if len(past) < LEAST_MONTHS:
        return
    for key in _COMPARED:
        earlier = [month.figures.get(key, 0) for month in past]
        now, middle = figures.get(key, 0), median(earlier)
        spread = median(abs(value - middle) for value in earlier) or 0.8
        if abs(now - middle) >= _LEAST_GAP and 0.6745 * abs(now - middle) / spread > _SCORE:
            text = (
                f"“{BY_KEY[key].words}”为{now}，前{len(past)}个月在{min(earlier)}至{max(earlier)}之间，"
                f"中位数{middle:g}，请留意。"
            )
            yield Finding(rule="history.outlier", text=text, key=f"history|{key}|{now}")
