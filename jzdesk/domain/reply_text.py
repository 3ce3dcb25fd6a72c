"""The text of the reply to a letter of enquiry: in the letter for a few names, in an annex for many.

The text is the reply: a person may change it, it is kept as it was sent, and the paper is set from it. A row of the annex is a
line of cells parted by ｜.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from jzdesk.domain.dates import cn_date
from jzdesk.domain.reply_rules import OpinionWords

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.enquiries import Enquiry
    from jzdesk.domain.reply_rules import ReplyRules
    from jzdesk.domain.screening import ScreenedName

_ORDINALS = "一二三四五六七八九十"
_BAR = "｜"
_COLUMNS = ("序号", "姓名", "单位及职务", "意见")
_ANNEX = "附件："
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z])")
_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_YOU = {"部": "你部", "局": "你局", "委": "你委", "办": "你办", "会": "你会", "院": "你院", "厅": "你厅"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterParts:
    """A text taken apart for the paper: whom it addresses, its paragraphs, the annex with its rows (the first is its
    heading)."""

    addressee: str
    paragraphs: tuple[str, ...]
    annex: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def reply_text(
    enquiry: Enquiry,
    lines: Sequence[ScreenedName],
    *,
    order: Sequence[str],
    name_of: Callable[[str], str],
    rules: ReplyRules,
    unit: str,
) -> str:
    """Who asked, about how many, and what is answered about each. Of the reasons only those a reply may tell stand in it;
    what a person wrote down for a conclusion that differs from the proposal is for the file, not for the letter."""
    purpose = rules.purpose(enquiry.purpose)
    values = {
        "names": _names(lines), "count": str(len(lines)), "unit": unit, "you": _you(enquiry.organ),
        "letter": _letter(enquiry), "purpose": purpose,
    }  # fmt: skip
    opinions = [_opinion(line, rules, purpose, name_of) for line in lines]
    parts = [f"{enquiry.organ}：", _filled(rules.opening, values)]
    closing = [_filled(text, values) for text in rules.closing]
    if len(lines) <= rules.in_text:
        parts += _short(lines, opinions)
        return "\n".join([*parts, *closing])
    codes = {line.name.conclusion for line in lines}
    if codes == {"clear"}:
        parts.append(_filled(rules.all_clear, values))
    else:
        counted = [(code, sum(line.name.conclusion == code for line in lines)) for code in order]
        said = [f"“{name_of(code)}”的{count}人" for code, count in counted if count]
        parts.append(f"结论为{'，'.join(said)}。{_filled(rules.several, values)}")
    rows = [
        (str(at), _bare(line.name.name), _bare(_place(line)), _bare(opinion))
        for at, (line, opinion) in enumerate(zip(lines, opinions, strict=True), 1)
    ]
    table = [_BAR.join(row) for row in (_COLUMNS, *rows)]
    return "\n".join([*parts, *closing, f"{_ANNEX}{_filled(rules.annex, values)}", *table])


def title_of(lines: Sequence[ScreenedName], rules: ReplyRules, unit: str) -> str:
    """The title of the letter."""
    return _filled(rules.title, {"names": _names(lines), "count": str(len(lines)), "unit": unit})


def signature_of(rules: ReplyRules, unit: str) -> tuple[str, ...]:
    """Who signs, a line each."""
    return tuple(_filled(line, {"unit": unit}) for line in rules.signature)


def parts_of(text: str) -> LetterParts:
    """The text as it was composed or written by a person: a first line that ends in a colon is the addressee, lines of cells
    are the annex, the line 附件：… its title."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    addressee = lines.pop(0) if lines and lines[0].endswith(("：", ":")) else ""
    rows = [tuple(cell.strip() for cell in line.split(_BAR)) for line in lines if line.count(_BAR) >= 2]
    width = max((len(row) for row in rows), default=0)
    annex = next((line for line in lines if line.startswith(_ANNEX)), "") if rows else ""
    return LetterParts(
        addressee=addressee,
        paragraphs=tuple(line for line in lines if line.count(_BAR) < 2 and line != annex),
        annex=annex.removeprefix(_ANNEX).strip() or ("附表" if rows else ""),
        rows=tuple((*row, *[""] * (width - len(row))) for row in rows),
    )


def _short(lines: Sequence[ScreenedName], opinions: Sequence[str]) -> list[str]:
    heads = [
        f"{line.name.name}同志（{_place(line)}）" if _place(line) else f"{line.name.name}同志"
        for line in lines
    ]
    if len(lines) == 1:
        return [f"{heads[0]}：{opinions[0]}"]
    return [
        f"{_ORDINALS[at]}、{head}：{words}"
        for at, (head, words) in enumerate(zip(heads, opinions, strict=True))
    ]


def _opinion(line: ScreenedName, rules: ReplyRules, purpose: str, name_of: Callable[[str], str]) -> str:
    code = line.name.conclusion
    told = line.proposal.told if code == line.proposal.conclusion else ""
    words = rules.opinions.get(code, OpinionWords("{name}。", "{name}：{told}。"))
    values = {"told": _DAY.sub(_said_day, _hidden(told)), "purpose": purpose, "name": name_of(code)}
    return _filled(words.told if told else words.text, values)


def _names(lines: Sequence[ScreenedName]) -> str:
    names = [line.name.name for line in lines]
    if len(names) == 1:
        return f"{names[0]}同志"
    return f"{'、'.join(names)}同志" if len(names) <= 3 else f"{names[0]}等{len(names)}名同志"


def _letter(enquiry: Enquiry) -> str:
    day = cn_date(enquiry.letter_on) if enquiry.letter_on else ""
    return f"{day}来函{f'（{enquiry.letter_number}）' if enquiry.letter_number else ''}"


def _you(organ: str) -> str:
    return _YOU.get(organ.strip()[-1:], "你单位")


def _place(line: ScreenedName) -> str:
    return _hidden(f"{line.name.unit_text}{line.name.post}")


def _hidden(text: str) -> str:
    """Without ID numbers: a letter shows none, not even masked."""
    return re.sub(r"[（(]\s*[）)]", "", _NUMBER.sub("", text)).strip()


def _said_day(found: re.Match[str]) -> str:
    try:
        return cn_date(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return found[0]


def _filled(text: str, values: dict[str, str]) -> str:
    """A text with its words filled in; what stands in the words is not filled again."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def _bare(cell: str) -> str:
    """A cell on one line, without the mark that parts cells."""
    return " ".join(cell.replace(_BAR, "|").split())
