"""Numbered evidence: what a finding cites, and whether it is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from jzdesk.domain.review_files import Evidence

_BETWEEN = re.compile(r"[、，,；;。\s和及]+")
_ONE = re.compile(r"(?:证据)?第?(\d{1,4})(?:号|项)?")
_SPAN = re.compile(r"(?:证据)?(\d{1,4})\s*[-－—～~至到]+\s*(\d{1,4})(?:号|项)?")


def cited(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The numbers a finding cites ('1、3', '2-4', '证据1和5'), in order and each once, and the words that are none."""
    numbers: dict[int, None] = {}
    words: list[str] = []
    for part in _BETWEEN.split(text.strip()):
        one, span = _ONE.fullmatch(part), _SPAN.fullmatch(part)
        if span and int(span[1]) <= int(span[2]):
            numbers |= dict.fromkeys(range(int(span[1]), int(span[2]) + 1))
        elif one:
            numbers[int(one[1])] = None
        elif part:
            words.append(part)
    return tuple(numbers), tuple(words)


def fault_of(text: str, numbers: Collection[int]) -> str:
    """What is wrong with the evidence a finding cites, '' when nothing is: half a sentence."""
    found, words = cited(text)
    if words:
        return f"的证据“{words[0]}”不是证据编号，请先列入证据清单再填写编号"
    if not found:
        return "没有写明证据编号"
    unknown = [str(number) for number in found if number not in numbers]
    return f"引用的证据{'、'.join(unknown)}不在证据清单中" if unknown else ""


def check_evidence(evidence: Sequence[Evidence]) -> None:
    """Each piece has a number of its own, from 1 on, and a name. RuleError at `evidence:<place>`."""
    seen: set[int] = set()
    for at, piece in enumerate(evidence):
        if piece.number < 1:
            raise RuleError(f"evidence:{at}", "证据编号从1起。")
        if piece.number in seen:
            raise RuleError(f"evidence:{at}", f"证据编号{piece.number}重复。")
        if not piece.title.strip():
            raise RuleError(f"evidence:{at}", f"请填写证据{piece.number}的名称。")
        if piece.pages is not None and piece.pages < 1:
            raise RuleError(f"evidence:{at}", f"证据{piece.number}的页数应为正数。")
        seen.add(piece.number)
