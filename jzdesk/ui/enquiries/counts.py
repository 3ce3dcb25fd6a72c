"""How far a letter has come, as numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.screening import ScreenedName


class Counts(NamedTuple):
    """Names in all, matched, with look-alikes to resolve, decided, and to decide anew."""

    total: int
    matched: int
    unsure: int
    decided: int
    again: int

    @property
    def text(self) -> str:
        """In one line."""
        if not self.total:
            return "函内还没有人员"
        unsure = f" · 待确认 {self.unsure}" if self.unsure else ""
        again = f" · 须重定 {self.again}" if self.again else ""
        return f"共 {self.total} 人 · 已比对 {self.matched}{unsure} · 已定 {self.decided}{again}"


def counts_of(names: Sequence[ScreenedName]) -> Counts:
    """Of the names as they stand."""
    needs = Counter(line.needs for line in names)
    return Counts(
        total=len(names), matched=len(names) - needs["match"], unsure=needs["match"],
        decided=needs[""], again=needs["again"],
    )  # fmt: skip


def by_conclusion(names: Sequence[ScreenedName], rulebook: Rulebook) -> list[tuple[str, int]]:
    """The conclusions drawn, in the order of their list, with how often."""
    drawn = Counter(line.name.conclusion for line in names if line.name.conclusion)
    codes = [code.code for code in rulebook.codes["enquiry_reply"]]
    return [(rulebook.name_of("enquiry_reply", code), drawn[code]) for code in codes if drawn[code]]


def proposals(names: Sequence[ScreenedName], rulebook: Rulebook) -> str:
    """What would be decided if the proposals were accepted: '未发现影响使用的问题 187 人，影响期（处分期）未满 2 人'."""
    proposed = Counter(line.proposal.conclusion for line in names)
    codes = [code.code for code in rulebook.codes["enquiry_reply"] if proposed[code.code]]
    return "，".join(f"{rulebook.name_of('enquiry_reply', code)} {proposed[code]} 人" for code in codes)
