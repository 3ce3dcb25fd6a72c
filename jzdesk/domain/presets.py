"""栏目方案: which columns each ledger of a workbook shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ALL = "全部栏目"
"""The preset that shows a template as it is."""
_LONGEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A preset by its name. `columns`: keys in their order by code of the ledger; a ledger it does not name is shown as the
    template has it. `shipped` ones can be copied, not changed."""

    name: str
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shipped: bool = False


def checked(preset: Preset, known: Mapping[str, Sequence[str]], others: Iterable[str]) -> Preset:
    """The preset as it is kept: its name trimmed, each column once. `known`: the columns of each ledger; `others`: the names
    taken. RuleError at 'name' or at the code of a ledger."""
    name = " ".join(preset.name.split())
    if not name:
        raise RuleError("name", "请填写方案名称。")
    if len(name) > _LONGEST:
        raise RuleError("name", f"方案名称不超过{_LONGEST}个字。")
    if name == ALL or name in set(others):
        raise RuleError("name", f"已有名为“{name}”的方案，请换一个名称。")
    columns = {}
    for code, keys in preset.columns.items():
        if code not in known:
            raise RuleError("name", f"没有代码为{code}的台账。")
        unknown = [key for key in keys if key not in known[code]]
        if unknown:
            raise RuleError(code, f"这个台账没有栏目{unknown[0]}。")
        if not keys:
            raise RuleError(code, "每个台账至少选一个栏目。")
        if "name" in known[code] and "name" not in keys:
            raise RuleError(code, "“姓名”一栏不能去掉，否则看不出是谁。")
        columns[code] = tuple(dict.fromkeys(keys))
    return Preset(name=name, columns=columns)
