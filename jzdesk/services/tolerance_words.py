"""Findings of a tolerance review in the words of the screens, for histories and for the text of a finding."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jzdesk.domain.evidence import cited

if TYPE_CHECKING:
    from collections.abc import Callable

FINDINGS = frozenset(
    f"tolerance_review.{name}" for name in ("distinctions", "factors", "positive", "negative", "exclusions")
)
"""The columns that hold findings, as JSON objects from the code of an entry to [answer, grounds, evidence, met, by]."""

ANSWERS = {
    "yes": "是",
    "no": "否",
    "tolerated": "属于可容错情形",
    "punished": "不属于",
    "unclear": "证据不足",
}
LONGEST = 300

_Said = tuple[str, str, str, tuple[str, ...]]
"""What is said of a finding: answer, grounds, evidence, what is met."""


def proof_said(evidence: str) -> str:
    """'（证据1、3）'; what is no number as it stands: '（证据：会议记录）'; '' for none."""
    numbers, words = cited(evidence)
    said = "、".join([*(str(number) for number in numbers), *words])
    return f"（证据{'：' if words else ''}{said}）" if said else ""


def findings_said(name_of: Callable[[str], str], before: Any, after: Any) -> tuple[str, str]:
    """The entries that differ between two stored columns, each in words: (before, after). `name_of` gives the words of
    an entry by its code, as they stand in the lists of that review."""
    old, new = _read(before), _read(after)
    codes = [code for code in {**old, **new} if old.get(code) != new.get(code)]
    return _said(name_of, old, codes), _said(name_of, new, codes)


def _read(stored: Any) -> dict[str, _Said]:
    found = json.loads(stored) if stored else {}
    return {code: _parts(*parts) for code, parts in found.items()} if isinstance(found, dict) else {}


def _parts(answer: str = "", grounds: str = "", evidence: str = "", met: Any = (), _by: str = "") -> _Said:
    """A finding as stored; the earliest had three parts."""
    return answer, grounds, evidence, tuple(met or ())


def _said(name_of: Callable[[str], str], found: dict[str, _Said], codes: list[str]) -> str:
    lines = []
    for code in codes:
        if code in found:
            answer, grounds, evidence, met = found[code]
            held = f"具备{'、'.join(met)}" if met else ""
            parts = (ANSWERS.get(answer, answer), held, f"{grounds}{proof_said(evidence)}")
            lines.append(f"{name_of(code)}：{'，'.join(part for part in parts if part)}")
    text = "；".join(lines)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
