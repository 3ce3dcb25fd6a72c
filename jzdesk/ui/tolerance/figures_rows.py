"""What the page 统计 shows in its two lists: the figures, and the reviews behind one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.ui.common.state import State
from jzdesk.ui.common.table import Column

if TYPE_CHECKING:
    from datetime import date

    from jzdesk.domain.tolerance_figures import Figure
    from jzdesk.services.tolerance_figures import Line, ToleranceFigures

NOTHING = State("—", "excused")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure; `section` stands only on the first of its group."""

    id: int
    figure: Figure
    section: str
    name: str
    count: str
    share: State
    taken: str


def figure_rows(found: ToleranceFigures) -> tuple[FigureRow, ...]:
    """The rows of the table, in the order of the figures."""
    made, before = [], ""
    for number, figure in enumerate(found.figures, 1):
        section = "" if figure.section == before else figure.section
        before = figure.section
        name = f"　{figure.name}" if figure.part else figure.name
        made.append(
            FigureRow(number, figure, section, name, f"{figure.count:,} {figure.counted}", share_of(figure), taken_of(figure))
        )  # fmt: skip
    return tuple(made)


def share_of(figure: Figure) -> State:
    """'96.2 %  25/26': the share, or the rate on time, with its denominator."""
    rate = figure.rate
    if rate is None:
        return State("", "plain")
    if rate.percent is None:
        return NOTHING
    return State(rate.text, "late" if figure.timely and rate.met < rate.due else "plain")


def taken_of(figure: Figure) -> str:
    """'中位6，最长14'."""
    return "" if figure.median is None else f"中位{figure.median:g}，最长{figure.longest}"


FIGURE_COLUMNS = (
    Column("section", "类别", 112, sort_key="", least=84),
    Column("name", "项目", 200, sort_key="", least=124),
    Column("count", "数量", 76, align="right", sort_key=""),
    Column("share", "占比、按期率", 118, align="right", sort_key=""),
    Column("taken", "用时（工作日）", 124, sort_key=""),
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One review (or one of its people) behind a figure; `id` is its place in the list, `said` what the figure has to
    say of it, else its matter."""

    id: int
    review_id: int
    number: str
    person: str
    unit: str
    matter: str
    conclusion: str
    applied_on: date | None
    concluded_on: date | None
    said: str


def line_rows(lines: tuple[Line, ...]) -> tuple[LineRow, ...]:
    """The rows behind a figure, in their order."""
    return tuple(
        LineRow(n, x.review_id, x.number, x.person, x.unit, x.matter, x.conclusion, x.applied_on, x.concluded_on,
                x.note or x.matter)
        for n, x in enumerate(lines, 1)
    )  # fmt: skip


LINE_COLUMNS = (
    Column("number", "编号", 100),
    Column("person", "姓名", 90, least=72),
    Column("unit", "单位", 120, least=84),
    Column("conclusion", "结论", 84),
    Column("said", "说明、事项", 260, least=150),
    Column("applied_on", "申请（启动）", 100, shown=False),
    Column("concluded_on", "认定", 100, shown=False),
    Column("matter", "容错事项", 160, shown=False),
)
