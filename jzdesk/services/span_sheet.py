"""各月情况: the figures of every month of a span beside one another, the last column their live sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.handling import form_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.exports.month_parts import Making, Part
    from jzdesk.services.month_figures import MonthFigures

SHEET = "各月情况"
_FIRST = 4  # the first row below title, line and heading


def months_part(months: Sequence[tuple[str, MonthFigures]], title: str, unit: str) -> Part:
    """The part that adds the sheet."""

    def add(making: Making) -> None:
        from jzdesk.exports.indicator_sheet import Table
        from jzdesk.exports.ledgers import LedgerColumn

        columns = (
            LedgerColumn("item", "项目", "", "text", 26),
            LedgerColumn("counted", "单位", "", "text", 7),
            *(LedgerColumn(key, f"{int(key[5:7])}月", "", "int", 9) for key, _ in months),
            LedgerColumn("total", "累计", "", "int", 11),
        )
        lines = _lines(months)
        making.add_table(
            Table(name=SHEET, title=f"{title}各月情况表", subtitle=f"填报单位：{unit}　　累计＝各月之和，比率按累计数计算",
                  columns=columns, rows=tuple(lines))
        )  # fmt: skip

    return add


def _lines(months: Sequence[tuple[str, MonthFigures]]) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = []
    for number in range(4):
        _count(lines, months, form_name(number + 1), "人次", [found.forms[number] for _, found in months])
    _sum_above(lines, months, "四种形态合计", 4)
    for rate in months[-1][1].rates:
        found = [next((r for r in figures.rates if r.name == rate.name), None) for _, figures in months]
        _count(lines, months, f"{rate.name}：应办", "件", [r.due if r else 0 for r in found])
        _count(lines, months, f"{rate.name}：完成", "件", [r.met if r else 0 for r in found])
        _rate(lines, months, rate.name)
    for name, counted, values in (
        ("收到容错审查", "件", [f.reviews.received for _, f in months]),
        ("认定容错审查", "件", [f.reviews.concluded for _, f in months]),
        ("予以容错", "人次", [f.reviews.people for _, f in months]),
        ("收到征求意见函", "件", [f.letters.received for _, f in months]),
        ("回复征求意见函", "件", [f.letters.answered for _, f in months]),
    ):
        _count(lines, months, name, counted, values)
    return lines


def _letters(months: Sequence[object]) -> list[str]:
    from jzdesk.exports.cells import letter_of

    return [letter_of(at) for at in range(3, 4 + len(months))]


def _count(
    lines: list[dict[str, object]], months: Sequence[tuple[str, MonthFigures]], item: str, counted: str, values: Sequence[int]
) -> None:  # fmt: skip
    from jzdesk.exports.cells import Formula

    row, letters = _FIRST + len(lines), _letters(months)
    total = Formula(f"SUM({letters[0]}{row}:{letters[-2]}{row})", sum(values))
    line: dict[str, object] = {"item": item, "counted": counted, "total": total}
    lines.append(line | {key: value for (key, _), value in zip(months, values, strict=True)})


def _sum_above(
    lines: list[dict[str, object]], months: Sequence[tuple[str, MonthFigures]], item: str, above: int
) -> None:
    from jzdesk.exports.cells import Formula

    row = _FIRST + len(lines)
    keys = [*(key for key, _ in months), "total"]
    line: dict[str, object] = {"item": item, "counted": "人次"}
    for letter, key in zip(_letters(months), keys, strict=True):
        value = sum(_number(earlier[key]) for earlier in lines[-above:])
        line[key] = Formula(f"SUM({letter}{row - above}:{letter}{row - 1})", value)
    lines.append(line)


def _rate(lines: list[dict[str, object]], months: Sequence[tuple[str, MonthFigures]], item: str) -> None:
    """A rate as words made by a formula, so that the sum's is of the sums."""
    from jzdesk.exports.cells import Formula
    from jzdesk.exports.summary import percent_formula, percent_value

    row = _FIRST + len(lines)
    keys = [*(key for key, _ in months), "total"]
    line: dict[str, object] = {"item": item, "counted": "％"}
    for letter, key in zip(_letters(months), keys, strict=True):
        due, met = (_number(lines[back][key]) for back in (-2, -1))
        value = percent_value(met, due)
        said = value if isinstance(value, str) else f"{value * 100:.1f}%"
        share = percent_formula(f"{letter}{row - 1}", f"{letter}{row - 2}")
        line[key] = Formula(f'IF({letter}{row - 2}=0,"—",TEXT({share},"0.0%"))', said)
    lines.append(line)


def _number(value: object) -> int:
    from jzdesk.exports.cells import Formula

    return int(str(value.value if isinstance(value, Formula) else value))
