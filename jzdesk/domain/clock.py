"""The shapes of periods: a measure as imposed, and the clock that says when it runs, and why.

`domain.periods` computes clocks and hands these names on; import them from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposed:
    """One measure as decided. `key` tells it from the person's others; `replaces` is the key of the one it
    changed on review (`change`: 'lighter' or 'heavier'). `months` only where the document fixes the length."""

    key: int
    code: str
    decided_on: date
    months: int | None = None
    official_end_on: date | None = None
    override_reason: str = ""
    replaces: int | None = None
    change: str = ""
    extended_on: date | None = None
    restored_on: date | None = None
    revoked_on: date | None = None
    rule_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """When one measure runs, and why.

    `end` is what counts: as officially written where given, else computed. It is None when the measure has no
    period (`is_open` False) or its end is not yet fixed (`is_open` True: 留党察看 before rights are restored;
    `expected_end` is where it falls if all goes well). `months` and `days` are the length from `start`, or from
    the restoration for 留党察看. `superseded`: a change on review wiped it out altogether.
    """

    key: int
    code: str
    family: str
    start: date
    end: date | None
    computed_end: date | None
    months: int | None
    days: int = 0
    probation_end: date | None = None
    expected_end: date | None = None
    is_open: bool = False
    rule_version: str = ""
    restriction: str = ""
    why: tuple[str, ...] = ()
    clause: str = ""
    is_default: bool = False
    warnings: tuple[str, ...] = ()
    revoked: bool = False
    superseded: bool = False
    replaced_by: int | None = None

    @property
    def active(self) -> bool:
        """Neither revoked nor wiped out by a change."""
        return not self.revoked and not self.superseded

    def covers(self, on: date) -> bool:
        """Whether the measure is in effect on that day: expired means later than the end, not on it."""
        if not self.active or on < self.start:
            return False
        return self.is_open if self.end is None else on <= self.end

    @property
    def why_text(self) -> str:
        """The reasons as one text, a line each."""
        return "\n".join(self.why)


def in_effect(clocks: Iterable[Clock], on: date) -> bool:
    """Whether any of the clocks runs on that day (the later of party and administrative end counts)."""
    return any(clock.covers(on) for clock in clocks)


def is_open_ended(clocks: Iterable[Clock]) -> bool:
    """Whether any active clock has an end that is not yet fixed."""
    return any(clock.active and clock.end is None and clock.is_open for clock in clocks)


def in_effect_until(clocks: Iterable[Clock]) -> date | None:
    """The latest end of all; None when nothing has a period or an end is not yet fixed (`is_open_ended`)."""
    held = [clock for clock in clocks if clock.active]
    if is_open_ended(held):
        return None
    return max((clock.end for clock in held if clock.end is not None), default=None)


def expected_until(clocks: Iterable[Clock]) -> date | None:
    """Like `in_effect_until`, with the expected end where the end is not yet fixed: for lists and plans."""
    ends = [clock.end or clock.expected_end for clock in clocks if clock.active]
    return max((end for end in ends if end is not None), default=None)
