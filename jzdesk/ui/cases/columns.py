"""The columns of the list of cases, and what its state words are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.duties import STATE_NAMES, DutyState
from jzdesk.ui.common.duty_list import STATE_KINDS
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column, unit_and_post

if TYPE_CHECKING:
    from jzdesk.services.cases import CaseRow

UNDECIDED, NONE = "undecided", "none"
FORM_NAMES = {1: "第一种", 2: "第二种", 3: "第三种", 4: "第四种"}

STATES: tuple[tuple[str, str], ...] = (
    *((state.value, STATE_NAMES[state]) for state in DutyState),
    (NONE, "无须宣布"),
    (UNDECIDED, "未作决定"),
    ("executing", "执行中"),
    ("executed", "执行完毕"),
    ("items_overdue", "执行有逾期"),
    ("items_faulty", "执行有问题"),
    ("changed", "已变更"),
    ("revoked", "已撤销"),
    ("appealed", "复审申诉中"),
)
"""What the filter line offers: announcement states, the two a case has without one, how far its execution is,
and what became of it on review."""


def state_cell(row: CaseRow) -> State:
    """The state of the announcement as colour and word."""
    if row.state == UNDECIDED:
        return State("未作决定", "open")
    if not row.state:
        return State("无须宣布", "excused")
    state = DutyState(row.state)
    return State(STATE_NAMES[state], STATE_KINDS[state])


CHANGE_WORDS = {"lighter": "已减轻", "heavier": "已加重", "revoked": "已撤销", "expelled": "已开除党籍", "appealed": "复审申诉中"}


def change_cell(row: CaseRow) -> str:
    """Whether the decision was changed on review, or a review runs."""
    return CHANGE_WORDS.get(row.change, "")


def measures_cell(row: CaseRow) -> str:
    """警告（已减轻）: the measures in force, and that they were changed."""
    word = CHANGE_WORDS.get(row.change, "")
    return row.measures if not word or row.change == "revoked" else f"{row.measures}（{word}）"


def form_cell(row: CaseRow) -> str:
    """第二种, or nothing before there is a decision."""
    return FORM_NAMES.get(row.form, "")


def items_cell(row: CaseRow) -> str:
    """7/9: how many of the execution items are settled; nothing where there is none."""
    return f"{row.items_done}/{row.items_due}" if row.items_due else ""


COLUMNS: tuple[Column, ...] = (
    Column("person", "姓名", 78),
    Column("state", "状态", 80, sort_key="announce_due", text=state_cell),
    Column("unit", "单位职务", 170, text=unit_and_post, least=96),
    Column("measures", "处分", 130, least=90, text=measures_cell),
    Column("decided_on", "决定日期", 94),
    Column("announce_due", "应宣布", 94),
    Column("items", "执行", 52, text=items_cell),
    Column("post", "职务", 100, shown=False),
    Column("document_number", "文号", 152, shown=False),
    Column("period_end", "影响期止", 94, shown=False),
    Column("form", "形态", 66, text=form_cell, shown=False),
    Column("number", "案号", 120, shown=False),
    Column("change", "变更", 90, text=change_cell, shown=False),
    Column("announced_on", "宣布日期", 94, shown=False),
)
"""The state stands second, as in every list of records; what is shown fits the smallest screen."""
