"""ID numbers (GB 11643), unified social credit codes (GB 32100) and region codes, by python-stdnum's check digits.

stdnum's own `validate` is not used: it refuses regions missing from its partial table, and credit codes whose
first characters are letters (village collectives have N2…).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DAMAGED = "请在表格中把该列设为文本后重新录入"
_EARLIEST = date(1900, 1, 1)
_REGION = re.compile(r"[1-9]\d{5}", re.ASCII)
_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)


def normal_id(text: str) -> str:
    """The number as stored: half-width, without blanks, X in capitals."""
    return re.sub(r"[\s\-']", "", unicodedata.normalize("NFKC", text)).upper()


def check_id_number(text: str) -> str:
    """'' for a correct 18-digit ID number, else what is wrong with it as a Chinese sentence."""
    number = normal_id(text)
    if not number:
        return "请填写身份证号。"
    return _damage(number) or _misshapen(number) or _misdated(number) or _mischecked(number)


def _misshapen(number: str) -> str:
    if len(number) == 15 and number.isascii() and number.isdigit():
        return "身份证号为旧的15位号码，请按身份证填写18位号码。"
    if len(number) != 18:
        return f"身份证号应为18位，现为{len(number)}位。"
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number, re.ASCII):
        return "身份证号前17位应为数字，末位为数字或X。"
    return ""


def _misdated(number: str) -> str:
    birth = birth_of(number)
    if birth is None or birth < _EARLIEST:
        return f"身份证号中的出生日期{number[6:14]}不存在。"
    return ""


def _mischecked(number: str) -> str:
    if _checks(number):
        return ""
    if number.endswith("000"):
        return f"身份证号末三位为000且校验不符，可能在表格中被截成了15位有效数字，{_DAMAGED}。"
    return "身份证号校验位不符，请逐位核对。"


def _damage(number: str) -> str:
    """A number that a spreadsheet turned into 4.2E+17 or into a float."""
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", number, re.ASCII):
        return f"身份证号被表格变成了科学计数（{number}），后几位已丢失，{_DAMAGED}。"
    if re.fullmatch(r"\d{17,18}\.0*", number, re.ASCII):
        return f"身份证号被表格当作数字保存，末几位可能已变为0，{_DAMAGED}。"
    return ""


def _checks(number: str) -> bool:
    from stdnum.cn import ric

    return bool(ric.calc_check_digit(number) == number[-1])


def from_old(number: str) -> str:
    """The 18-digit number of a 15-digit one: the century put in (all were born in the 1900s), the check digit reckoned;
    '' when it is not one."""
    old = normal_id(number)
    if not re.fullmatch(r"[1-9]\d{14}", old, re.ASCII):
        return ""
    from stdnum.cn import ric

    longer = f"{old[:6]}19{old[6:]}"
    return f"{longer}{ric.calc_check_digit(longer + '0')}"


def birth_of(number: str) -> date | None:
    """The date of birth written in an 18-digit number, or None when it is not one."""
    digits = normal_id(number)[6:14]
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """'1' male or '2' female (GB/T 2261.1) by the 17th digit; '' when it is not an 18-digit number."""
    normal = normal_id(number)
    if len(normal) != 18 or not normal[16].isdigit():
        return ""
    return "1" if int(normal[16]) % 2 else "2"


def mask_id(number: str) -> str:
    """'4210**********1234': the first four and the last four characters, the rest hidden."""
    normal = normal_id(number)
    if len(normal) <= 8:
        return "*" * len(normal)
    return f"{normal[:4]}{'*' * (len(normal) - 8)}{normal[-4:]}"


def check_unit_code(text: str) -> str:
    """'' for a six-digit region code or a correct 18-character unified social credit code, else what is wrong."""
    code = normal_id(text)
    if not code:
        return "请填写单位代码。"
    if len(code) == 6:
        return "" if _REGION.fullmatch(code) else "行政区划代码应为6位数字，首位不为0。"
    if len(code) != 18:
        return f"单位代码应为6位行政区划代码或18位统一社会信用代码，现为{len(code)}位。"
    if not _CREDIT.fullmatch(code):
        return "统一社会信用代码只含数字和大写字母，不含I、O、S、V、Z，第3至8位为数字。"
    from stdnum.cn import uscc

    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        return "统一社会信用代码校验位不符，请逐位核对。"
    return ""
