"""Whether party and administrative sanctions for the same matter fit each other (domain notes §1.5, end)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CLAUSE = "党纪政务处分相匹配要求"
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "D1": "党内警告",
        "D2": "党内严重警告",
        "D2x": "党内严重警告（代撤职）",
        "D3": "撤销党内职务",
        "D4-1": "留党察看一年",
        "D4-2": "留党察看二年",
        "D5": "开除党籍",
        "Z1": "政务警告",
        "Z2": "政务记过",
        "Z3": "政务记大过",
        "Z4": "政务降级",
        "Z5": "政务撤职",
        "Z6": "政务开除",
    }
)
_FITTING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "D1": ("Z2",),
        "D2": ("Z3", "Z4"),
        "D2x": ("Z3", "Z4", "Z5"),
        "D3": ("Z5",),
        "D4-1": ("Z5",),
        "D4-2": ("Z5",),
        "D5": ("Z5", "Z6"),
    }
)
"""Party sanction → the administrative ones that go with it. D2x stands for 撤销党内职务, so 撤职 fits as well."""


def match_warnings(codes: Iterable[str]) -> tuple[str, ...]:
    """Chinese warnings for pairs that do not match; none for a sanction given alone. They warn, never refuse."""
    given = list(dict.fromkeys(codes))
    party = [code for code in given if code in _FITTING]
    admin = [code for code in given if code in _NAMES and code.startswith("Z")]
    warnings: list[str] = []
    for code in party:
        for other in admin:
            if other not in _FITTING[code]:
                fitting = "或".join(_NAMES[fit] for fit in _FITTING[code])
                pair = f"{_NAMES[code]}与{_NAMES[other]}不相匹配"
                warnings.append(f"{pair}，与{_NAMES[code]}相匹配的是{fitting}（{_CLAUSE}）。")
    if "Z6" in admin and not party:
        warnings.append(f"给予政务开除的，如系中共党员，应当同时开除党籍（{_CLAUSE}）。")
    return tuple(warnings)
