"""拟作处理 and 最终处理: whether what a conclusion made of a proposed handling is what the conclusion says.

免责 ends without a measure; 从轻 stays as it is or goes down, never by more than 减轻 would; 减轻 goes down one step
(《中国共产党纪律处分条例》 and 《公职人员政务处分法》: 减轻一档). The steps are data: `ladders` of tolerance.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from jzdesk.domain.sanctions import Sanction, SanctionRules

Ladders: TypeAlias = Mapping[str, tuple[tuple[str, ...], ...]]
"""The measures of each family from light to heavy, those of one step together."""
EXEMPT, LIGHTER, MITIGATED = "exempt", "lighter", "mitigated"
ORG = "org"
HEAVY = "heavy"
_NOT_GIVEN = ("不予", "免予")
_UNDONE = (*_NOT_GIVEN, "不再", "不给", "不追究", "不作", "免于", "免除", "撤销", "取消")
"""Words beside which a measure named in a text is one that is not given."""


class Fault(NamedTuple):
    """What is wrong on which side ('before' or 'after'), in a whole sentence."""

    side: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What was proposed for one person and what came of it, by codes of the catalogue and in words."""

    before_code: str = ""
    before: str = ""
    after_code: str = ""
    after: str = ""


def measure_in(text: str, sanctions: SanctionRules) -> str:
    """The code of the one measure a text gives; '' when it names none, several, or one that is not given."""
    named = [(name, s.code) for s in sanctions for name in {s.name, s.short} if name in text]
    longest = [
        (name, code) for name, code in named if not any(name != more and name in more for more, _ in named)
    ]
    rest = text
    for name, _code in longest:
        rest = rest.replace(name, "")
    codes = {code for name, code in longest if not name.startswith(_NOT_GIVEN)}
    return codes.pop() if len(codes) == 1 and not any(word in rest for word in _UNDONE) else ""


def measures_of(handling: Handling, sanctions: SanctionRules) -> tuple[str, str]:
    """The codes before and after: those chosen, else those the words name."""
    return (
        handling.before_code or measure_in(handling.before, sanctions),
        handling.after_code or measure_in(handling.after, sanctions),
    )


def fault_of(conclusion: str, handling: Handling, sanctions: SanctionRules, ladders: Ladders) -> Fault | None:
    """Why a handling does not fit the conclusion, and on which side; None when it fits."""
    before, after = measures_of(handling, sanctions)
    for side, code in (("before", before), ("after", after)):
        if code and code not in sanctions:
            return Fault(side, f"没有代码为 {code} 的处理种类，请重新选择。")
    if conclusion == EXEMPT and after:
        return Fault("after", f"免责的不再给予处理，最终处理不能是“{sanctions[after].name}”。")
    return _reduced(conclusion, handling, sanctions, ladders) if conclusion in (LIGHTER, MITIGATED) else None


def _reduced(conclusion: str, handling: Handling, sanctions: SanctionRules, ladders: Ladders) -> Fault | None:
    before, after = measures_of(handling, sanctions)
    if not before and not handling.before.strip():
        return Fault("before", "从轻、减轻处理的，请写明拟作处理。")
    if not after and not handling.after.strip():
        return Fault("after", "从轻、减轻处理的，请写明最终处理。")
    if not before or not after:
        return None  # one of them says what no code does
    same_words = not handling.after.strip() or handling.before.strip() == handling.after.strip()
    text = _compared(conclusion, sanctions[before], sanctions[after], ladders, same_words=same_words)
    return Fault("after", text) if text else None


def _compared(
    conclusion: str, before: Sanction, after: Sanction, ladders: Ladders, *, same_words: bool
) -> str:
    both = f"由“{before.name}”变为“{after.name}”"
    down = steps_down(before, after, ladders)
    if down is None:
        return ""
    if down < 0:
        return f"最终处理{both}，重于拟作处理，不能这样认定。"
    if conclusion == MITIGATED and down == 0:
        return f"减轻处理应当减轻一档，{both}没有减轻。"
    if conclusion == LIGHTER and before.code == after.code and same_words:
        return "最终处理与拟作处理相同，没有从轻。"
    if down > 1:
        name = "减轻处理应当减轻一档" if conclusion == MITIGATED else "从轻处理不能比减轻一档更轻"
        return f"{name}，{both}超过一档。"
    return ""


def steps_down(before: Sanction, after: Sanction, ladders: Ladders) -> int | None:
    """By how many steps `after` is lighter, negative when it is heavier; None where the two cannot be compared.

    The lightest sanctions (轻处分) stand one step above what is no sanction at all; among what is none, however far
    it goes down counts as one step, for the law knows no steps there."""
    if before.family == after.family:
        down = _place(before, ladders)
        to = _place(after, ladders)
        if down is None or to is None:
            return None
        far = down - to
        return max(min(far, 1), -1) if before.family == ORG else far
    if after.family == ORG:
        return 2 if before.weight == HEAVY else 1
    if before.family == ORG:
        return -1
    return -1 if (after.weight == HEAVY and before.weight != HEAVY) or after.form > before.form else None


def _place(measure: Sanction, ladders: Ladders) -> int | None:
    steps = ladders.get(measure.family, ())
    return next((at for at, codes in enumerate(steps) if measure.code in codes), None)
