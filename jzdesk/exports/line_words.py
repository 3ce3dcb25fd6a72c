"""The lines over and under a county's table: which of their words change with the month, and the tokens for them."""

from __future__ import annotations

import re

_VALUE = r"[^\s　:：（）()]+"
"""What stands behind a label up to the next gap."""
_NAME = rf"(?:[一-鿿][ 　]{{1,2}}[一-鿿](?![一-鿿])|{_VALUE})"
"""A name, also one of two characters set apart."""
_LABELS: tuple[tuple[str, str], ...] = (
    ("made_by", r"(?:填\s*表\s*人|制\s*表\s*人|填\s*报\s*人|经\s*办\s*人|报\s*送\s*人)"),
    ("reviewer", r"(?:审\s*核\s*人|审\s*核|复\s*核\s*人|审\s*签\s*人)"),
    (
        "unit_name",
        r"(?:填报单位|填表单位|报送单位|单位名称|填报部门|编制单位|上报单位)(?:[（(][^）)]*[）)])?",
    ),
    ("unit_code", r"(?:单位代码|机构代码|组织机构代码)"),
    ("made_on", r"(?:填报日期|填表日期|制表日期|报送日期|上报日期|填报时间|填表时间|报送时间|制表时间)"),
)
_DAY = r"(?:\d{2,4}\s*[-./年]\s*\d{0,2}\s*[-./月]?\s*\d{0,2}\s*日?|[\s　]*年[\s　]*月[\s　]*日?)"
_MONTH = re.compile(
    r"(?:\d{4}|[〇○零一二三四五六七八九]{4}|[_\s　]{2,})\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[_\s　]{1,})\s*月(?:份)?(?!\s*\d{1,2}\s*日|\s*[_　\s]*日)"
)
_PERIOD = re.compile(r"((?:统计|报告|填报|所属)?(?:期间|月份|时段|期别)[：:]\s*)" + r"[\d.年月\-—~至\s]+")


def with_tokens(text: str) -> str:
    """The text with tokens in place of last month's words; text with tokens already stays."""
    if "{{" in text:
        return text
    made = _PERIOD.sub(r"\g<1>{{month_title}}", text)
    for token, label in _LABELS:
        value = {"made_on": _DAY, "unit_name": _VALUE, "unit_code": _VALUE}.get(token, _NAME)
        made = re.sub(rf"({label}\s*[：:])(?:[ 　]?{value}(?<![\s　]))?", rf"\g<1>{{{{{token}}}}}", made)
    return made if "{{month_title}}" in made else _MONTH.sub("{{month_title}}", made)
