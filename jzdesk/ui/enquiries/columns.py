"""What the list of letters shows, and the list of the names in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.enquiries import BY_HAND, BY_ID, NOBODY
from jzdesk.domain.screening import ALIKE
from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from jzdesk.domain.enquiries import Enquiry
    from jzdesk.domain.rulebook import Rulebook
    from jzdesk.domain.screening import ScreenedName

STATES: tuple[tuple[str, str], ...] = (("open", "待回复"), ("overdue", "逾期未复"), ("answered", "已回复"))
"""The choice 状态 of the filter line."""

SOON_DAYS = 5
"""Without its duty at hand a letter of the list counts as pressing from so many days before its limit."""

KINDS = {"clear": "done", "tolerated": "done", "in_period": "soon", "checking": "soon", "disagree": "overdue"}
"""The colour of a conclusion: what may be used, what waits, what may not."""

MATCHES = {
    BY_ID: State("身份证号一致", "done"),
    BY_HAND: State("人工确认", "done"),
    NOBODY: State("库内无此人", "excused"),
}


def state_cell(row: Enquiry, on: date) -> State:
    """How a letter stands with its limit."""
    if row.reply_on is not None:
        late = row.due_on is not None and row.reply_on > row.due_on
        return State("逾期已复", "late") if late else State("已回复", "done")
    if row.due_on is None:
        return State("待回复", "open")
    if row.due_on < on:
        return State("逾期", "overdue")
    return State("临期", "soon") if (row.due_on - on).days <= SOON_DAYS else State("待回复", "open")


def short_day(day: date | None, on: date) -> str:
    """Month and day; with the year where it is another one."""
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == on.year else f"{day:%y-%m-%d}"


def columns_for(today: Callable[[], date], rulebook: Rulebook) -> tuple[Column, ...]:
    """Of the list of letters, in reading order."""

    def state(row: Enquiry) -> State:
        return state_cell(row, today())

    def purpose(row: Enquiry) -> str:
        return rulebook.name_of("enquiry_purpose", row.purpose)

    def day(name: str) -> Callable[[Enquiry], str]:
        return lambda row: short_day(getattr(row, name), today())

    def people(row: Enquiry) -> str:
        return f"{row.decided}/{row.people}"

    return (
        Column("organ", "来函机关", 130, least=60),
        Column("state", "状态", 80, sort_key="due_on", text=state),
        Column("letter_number", "来函文号", 124, sort_key="", least=64),
        Column("purpose", "事由", 82, sort_key="", text=purpose, least=60),
        Column("received_on", "收函", 74, text=day("received_on")),
        Column("people", "已定", 72, align="right", text=people),
        Column("due_on", "期限", 74, text=day("due_on")),
        Column("reply_on", "复函", 74, text=day("reply_on")),
        Column("number", "编号", 100, shown=False),
        Column("reply_number", "复函文号", 124, shown=False, sort_key=""),
        Column("handler", "承办人", 78, shown=False, sort_key=""),
        Column("signer", "签发人", 78, shown=False, sort_key=""),
    )


@dataclass(frozen=True, slots=True)
class NameRow:
    """One line of the names of a letter."""

    id: int
    position: int
    name: str
    place: str
    match: State
    outcome: State
    proposed_post: str
    id_number: str
    line: ScreenedName


def name_rows(names: Sequence[ScreenedName], rulebook: Rulebook) -> list[NameRow]:
    """The lines in the order of the letter."""
    return [
        NameRow(
            id=line.name.id or 0, position=line.name.position, name=line.name.name, place=place_of(line),
            match=match_cell(line), outcome=outcome_cell(line, rulebook), proposed_post=line.name.proposed_post,
            id_number=line.name.id_number, line=line,
        )
        for line in names
    ]  # fmt: skip


def place_of(line: ScreenedName) -> str:
    """Where the letter says he works."""
    return " ".join(part for part in (line.name.unit_text, line.name.post) if part)


def match_cell(line: ScreenedName) -> State:
    """How a name was matched, or who may be meant."""
    if line.matched in MATCHES:
        return MATCHES[line.matched]
    alike = sum(candidate.level == ALIKE for candidate in line.candidates)
    return State("待确认同名" if alike <= 1 else f"待确认 {alike} 人", "soon")


def outcome_cell(line: ScreenedName, rulebook: Rulebook) -> State:
    """The conclusion; before it what is proposed."""
    if line.needs == "match":
        return State("先确认是谁", "soon")
    if line.needs == "again":
        return State("情况有变，须重定", "overdue")
    if line.name.conclusion:
        said = rulebook.name_of("enquiry_reply", line.name.conclusion)
        return State(said, KINDS.get(line.name.conclusion, ""))
    return State(f"建议：{rulebook.name_of('enquiry_reply', line.proposal.conclusion)}", "open")


NAME_COLUMNS = (
    Column("position", "序号", 48, align="right"),
    Column("name", "姓名", 74),
    Column("match", "比对", 112, text=lambda row: row.match, sort_key=""),
    Column("place", "单位职务", 120, least=70),
    Column("outcome", "结论", 130, text=lambda row: row.outcome, sort_key="", least=100),
    Column("proposed_post", "拟任职务", 120, least=70, shown=False),
    Column("id_number", "身份证号", 160, shown=False, sort_key=""),
)
