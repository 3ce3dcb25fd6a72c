"""汇总: one cell of a county's ledger against what its column holds: figures and days as such, identity numbers whole."""

from __future__ import annotations

import re
from datetime import date

from jzdesk.domain.identity import check_id_number
from jzdesk.domain.problems import quote

FIGURE = re.compile(r"[-+−]?\s*[\d０-９][\d０-９,，]*([.．][\d０-９]+)?\s*%?")
_WRITTEN_DAY = re.compile(
    r"\s*(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(\s+\d{1,2}:\d{2}(:\d{2})?)?\s*|\s*(\d{4})(\d{2})(\d{2})\s*"
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_SERIAL_DAY = "1900-03-01"
_WIDE = str.maketrans("０１２３４５６７８９．，／－", "0123456789.,/-")
FIGURES = frozenset({"int", "percent", "money"})
ALWAYS = frozenset({"number.text", "date.text", "cell.error", "cell.formula", "id.damaged"})
"""Rules that hold for a cell even where its text is as it was exported."""


def written_day(text: str) -> date | None:
    """The day a text names, None where it names none that exists."""
    found = _WRITTEN_DAY.fullmatch(text.translate(_WIDE))
    if found is None:
        return None
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[7], found[8])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def text_problem(kind: str, text: str) -> tuple[str, str]:
    """(rule, sentence) of a text in a column of that kind; ('', '') where it may stand there."""
    if kind in FIGURES:
        return _figure_problem(text)
    if kind == "date":
        return _day_problem(text)
    if kind == "id":
        return _id_problem(text)
    return "", ""


def _figure_problem(text: str) -> tuple[str, str]:
    if FIGURE.fullmatch(text.strip()):
        return (
            "number.text",
            f"“{quote(text)}”是按文本存放的数字，合计时会漏计，请在表格中把该格改为数值。",
        )
    return "number.wrong", f"“{quote(text)}”不是数字，请填写数字，没有的留空。"


def _day_problem(text: str) -> tuple[str, str]:
    if _ISO.fullmatch(text) and text < _FIRST_SERIAL_DAY:
        return "", ""  # spreadsheets know no such days: these are exported as text
    day = written_day(text)
    if day is not None:
        return "date.text", f"“{quote(text)}”是按文本存放的日期，请改为日期格式（{day:%Y-%m-%d}）。"
    return "date.wrong", f"“{quote(text)}”不是日期，请填写日期，没有的留空。"


def _id_problem(text: str) -> tuple[str, str]:
    if "*" in text:
        return "", ""
    said = check_id_number(text)
    return ("id.wrong", said) if said else ("", "")


def number_problem(kind: str, value: object) -> tuple[str, str]:
    """(rule, sentence) of a number or a yes/no in a column of that kind."""
    if kind == "id":
        return "id.damaged", "身份证号被存成了数字，末几位可能已经变成0，请把该列设为文本后重新填写18位号码。"
    if kind in FIGURES and isinstance(value, bool):
        return "number.wrong", "此处应填写数字，现为是否值。"
    return "", ""


def odd_problem(kind: str, text: str) -> tuple[str, str]:
    """(rule, sentence) of a cell that holds neither text nor a number: an error value, a formula nobody reckoned."""
    if kind == "error":
        return "cell.error", f"错误值{quote(text)}，请改为实际内容。"
    if kind == "formula":
        return "cell.formula", "公式没有计算结果，请复制后选择性粘贴为数值。"
    return "", ""
