"""A chart as a value: what stands beside each bar, how long it is, and what it leads to. Painted by the window, drawn natively
in workbooks; both from the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

FORM_TONES = (0, 1, 2, 3)
"""The tones of the four forms, from light to dark."""
YEAR_TONES = (4, 5, 6)
"""The tones of this year, last year and the one before."""


@dataclass(frozen=True, slots=True)
class Point:
    """One bar, or one part of a bar. `text` is its label, `said` all of it in a sentence, `ref` what it leads to."""

    value: float
    text: str
    said: str
    ref: Hashable = None


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one look; `tone` is one of those above."""

    name: str
    tone: int


@dataclass(frozen=True, slots=True)
class Category:
    """What a group of bars is about: a point of each series (None: no bar), the sum of a stack, and a line across it to
    compare it with."""

    name: str
    points: tuple[Point | None, ...]
    total: str = ""
    mark: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars across, or columns where `upright`; side by side, or on top of one another where `stacked`. `top` fixes the end
    of the scale; `mark_name` is what the lines across the columns are called in the legend."""

    title: str
    subtitle: str = ""
    unit: str = ""
    series: tuple[Series, ...]
    categories: tuple[Category, ...]
    upright: bool = False
    stacked: bool = False
    top: float | None = None
    mark_name: str = ""
    foot: str = ""

    @property
    def highest(self) -> float:
        """The end of the longest bar."""
        found = [0.0]
        for category in self.categories:
            values = [point.value for point in category.points if point is not None]
            found.append(sum(values) if self.stacked else max(values, default=0.0))
            found.append(category.mark.value if category.mark else 0.0)
        return max(found)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self.highest == 0


def ticks(highest: float, *, at_most: int = 5) -> tuple[float, ...]:
    """Round marks of a scale from nought to the first at or above the highest value: 0, 20, 40, 60. Whole numbers only."""
    if highest <= 0:
        return (0.0, 1.0)
    raw = max(highest / at_most, 1.0)
    size: float = 10.0 ** floor(log10(raw))
    step = next(
        size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw and size * factor % 1 == 0
    )
    count = -(-highest // step)
    return tuple(step * number for number in range(int(count) + 1))
