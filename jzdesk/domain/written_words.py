"""What reading one cell can come to beside a value: a fault, or a value somebody should look at."""

from __future__ import annotations

from typing import NamedTuple

NOTHING = frozenset(
    ("", "无", "/", "-", "--", "——", "—", "－", "空", "暂无", "没有", "N/A", "n/a", "NA", "不适用", "\\")
)
"""Words by which a cell says that there is nothing to say."""


class Fault(NamedTuple):
    """Why a cell is no value, or what is doubtful about it: a stable code and a whole sentence."""

    rule: str
    text: str
    grave: bool = True


class Doubted(NamedTuple):
    """A value that was read, and what a person should look at."""

    value: object
    fault: Fault
