"""The text of the reply to a letter of enquiry, grouped by conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.enquiries import Enquiry
    from jzdesk.domain.screening import ScreenedName

_ORDINALS = "一二三四五六七八九十"
MANY = 6
"""From so many names of one conclusion on they stand in a list without posts."""


def reply_text(
    enquiry: Enquiry, lines: Sequence[ScreenedName], *, order: Sequence[str], name_of: Callable[[str], str]
) -> str:
    """Who asked, about how many; then each conclusion in the order of the list with its names. Of the reasons only those
    a reply may tell stand in it, and what a person wrote down for one that differs from the proposal."""
    letter = f"《关于征求廉政意见的函》（{enquiry.letter_number}）" if enquiry.letter_number else "来函"
    everybody = "、".join(line.name.name for line in lines[:3]) + ("等" if len(lines) > 3 else "")
    parts = [
        f"{enquiry.organ}：",
        f"你单位{letter}收悉。经核查，现就{everybody}{len(lines)}名同志的廉政情况回复如下：",
    ]
    groups = [(code, [line for line in lines if line.name.conclusion == code]) for code in order]
    known = [(code, group) for code, group in groups if group]
    for at, (code, group) in enumerate(known):
        head = f"{_ORDINALS[at]}、" if len(known) > 1 else ""
        parts.append(f"{head}{name_of(code)}（{len(group)}人）：{_people(group)}")
    parts.append("以上意见仅就本机关现有记录作出，供研究使用，请注意保密。")
    return "\n".join(parts)


def _people(group: Sequence[ScreenedName]) -> str:
    told = [line for line in group if _told(line)]
    plain = [line for line in group if not _told(line)]
    texts = [f"{_person(line)}：{_told(line)}" for line in told]
    if plain:
        texts.insert(0, "、".join(_person(line) if len(plain) < MANY else line.name.name for line in plain))
    return "；".join(texts) + "。"


def _person(line: ScreenedName) -> str:
    where = "".join(part for part in (line.name.unit_text, line.name.post) if part)
    return f"{line.name.name}（{where}）" if where else line.name.name


def _told(line: ScreenedName) -> str:
    if line.name.conclusion_reason:
        return line.name.conclusion_reason.rstrip("。")
    return line.proposal.told if line.name.conclusion == line.proposal.conclusion else ""
