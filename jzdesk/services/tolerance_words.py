"""Findings of a tolerance review in the words of the screens, for histories."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

FINDINGS = frozenset(f"tolerance_review.{name}" for name in ("distinctions", "factors", "positive", "negative", "exclusions"))
"""The columns that hold findings, as JSON objects from the code of an entry to [answer, grounds, evidence]."""

ANSWERS = {"yes": "是", "no": "否", "tolerated": "可容", "punished": "不可容", "unclear": "不清"}
LONGEST = 300


def findings_said(name_of: Callable[[str], str], before: Any, after: Any) -> tuple[str, str]:
    """The entries that differ between two stored columns, each in words: (before, after). `name_of` gives the words of
    an entry by its code, as they stand in the lists of that review."""
    old, new = _read(before), _read(after)
    codes = [code for code in {**old, **new} if old.get(code) != new.get(code)]
    return _said(name_of, old, codes), _said(name_of, new, codes)


def _read(stored: Any) -> dict[str, list[str]]:
    found = json.loads(stored) if stored else {}
    return found if isinstance(found, dict) else {}


def _said(name_of: Callable[[str], str], found: dict[str, list[str]], codes: list[str]) -> str:
    lines = []
    for code in codes:
        if code in found:
            answer, grounds, evidence = (*found[code], "", "", "")[:3]
            proof = f"（证据：{evidence}）" if evidence else ""
            said = "，".join(part for part in (ANSWERS.get(answer, answer), f"{grounds}{proof}") if part)
            lines.append(f"{name_of(code)}：{said}")
    text = "；".join(lines)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
