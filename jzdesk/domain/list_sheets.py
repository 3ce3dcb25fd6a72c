"""The workbook of a version of the tolerance lists: which sheets it has and what stands in their columns.

One layout for writing and for reading, so that a book that was written is read back word for word.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FACE = "说明"
YES, NO = "是", "否"

OUTCOME_NAMES: Mapping[str, str] = MappingProxyType({"": "", "exempt": "免责", "reduced": "减责"})
"""What an entry of the positive list may lead to; '' is any tolerance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column: `key` of the table, heading, width in half-width characters. `kind`: 'code', 'text', 'flag' (是 or
    blank; `usual` is what a blank means), 'lines' (one a line), 'outcome'. `longest` counts characters."""

    key: str
    title: str
    width: float
    kind: str = "text"
    must: bool = False
    usual: bool = False
    longest: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """One sheet, the list it holds, and what the line under its title says."""

    name: str
    group: str
    columns: tuple[SheetColumn, ...]
    guidance: str


def _code(title: str = "代码", key: str = "code") -> SheetColumn:
    return SheetColumn(key=key, title=title, width=10, kind="code", must=key == "code", longest=20)


_CLAUSE = SheetColumn(key="clause", title="依据", width=34, must=True, longest=300)
_NOTE = SheetColumn(key="note", title="说明", width=30)
_DEFAULT = SheetColumn(key="default", title="待确认", width=8, kind="flag")
_OFF = SheetColumn(key="off", title="停用", width=7, kind="flag")
_TAIL = (_CLAUSE, _NOTE, _DEFAULT, _OFF)


def _situation(title: str) -> SheetColumn:
    return SheetColumn(key="text", title=title, width=46, must=True)


_ENTRY = "每行一条；待确认、停用两栏填“是”或者留空；停用的条目保留文字，新的审查不再逐项认定。"

PLANS: tuple[SheetPlan, ...] = (
    SheetPlan(
        name="三个区分开来", group="distinctions", guidance="每行一项区分；两侧须各自写全，审查中逐项认定属于哪一侧。",
        columns=(
            _code(), SheetColumn(key="title", title="区分", width=32, must=True),
            SheetColumn(key="tolerated", title="可以容错的一侧", width=36, must=True),
            SheetColumn(key="punished", title="应予追究的一侧", width=36, must=True),
            _CLAUSE, _DEFAULT, _OFF,
        ),
    ),
    SheetPlan(
        name="认定因素", group="factors",
        guidance="每行一个因素；同一种类的各行填同一种类代码，种类名称、种类依据等写在该种类的第一行。",
        columns=(
            SheetColumn(key="set.code", title="种类代码", width=12, kind="code", must=True, longest=20),
            SheetColumn(key="set.name", title="种类名称", width=20),
            SheetColumn(key="set.clause", title="种类依据", width=30, longest=300),
            SheetColumn(key="set.all_required", title="须同时具备", width=9, kind="flag"),
            SheetColumn(key="set.default", title="种类待确认", width=9, kind="flag"),
            SheetColumn(key="set.off", title="种类停用", width=8, kind="flag"),
            _code(), SheetColumn(key="text", title="认定因素", width=22, must=True), _NOTE,
            SheetColumn(key="clause", title="依据", width=24, longest=300), _DEFAULT, _OFF,
        ),
    ),
    SheetPlan(
        name="正面清单", group="positive",
        guidance="每行一种情形；需具备的条件一行写一条；只能导致一种结果的，在“结果”栏填“免责”或者“减责”，留空为均可。",
        columns=(
            _code(), _situation("可以容错的情形"), SheetColumn(key="requires", title="需具备的条件", width=34, kind="lines"),
            SheetColumn(key="outcome", title="结果", width=8, kind="outcome"), *_TAIL,
        ),
    ),
    SheetPlan(name="负面清单", group="negative", columns=(_code(), _situation("负面清单情形"), *_TAIL), guidance=_ENTRY),
    SheetPlan(name="不予容错情形", group="exclusions", columns=(_code(), _situation("不予容错的情形"), *_TAIL), guidance=_ENTRY),
)  # fmt: skip

FACE_ROWS: tuple[tuple[str, str], ...] = (
    ("name", "名称"),
    ("document_number", "文号"),
    ("valid_from", "施行日期"),
    ("valid_to", "停用日期"),
    ("default_factor_set", "默认认定因素种类代码"),
    ("note", "备注"),
)
"""What the first sheet says of the version: key and label, one a row."""

SHEET_NAMES: Mapping[str, str] = MappingProxyType({plan.group: plan.name for plan in PLANS})


def rows_of(tables: Mapping[str, Any], group: str) -> list[dict[str, str]]:
    """The entries of a list as the cells of its sheet."""
    if group != "factors":
        return [_cells(entry) for entry in tables[group]]
    rows = []
    for group_of in tables["factor_sets"]:
        head = {f"set.{key}": text for key, text in _cells(group_of).items()}
        for at, factor in enumerate(group_of["factors"]):
            rows.append({**(head if not at else {"set.code": head["set.code"]}), **_cells(factor)})
    return rows


def _cells(entry: Mapping[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in entry.items():
        if key == "enabled":
            cells["off"] = "" if value else YES
        elif isinstance(value, bool):
            cells[key] = YES if value else ""
        elif key == "outcome":
            cells[key] = OUTCOME_NAMES.get(str(value), str(value))
        elif isinstance(value, str):
            cells[key] = value
        elif key == "requires":
            cells[key] = "\n".join(value)
    return cells
