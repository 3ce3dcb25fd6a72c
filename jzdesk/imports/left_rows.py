"""Rows below a heading that are no records: repeated headings, totals, signatures, notes, lines that are only numbered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.import_catalogue import plain_title
from jzdesk.domain.sheet_cells import is_blank, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from jzdesk.domain.sheet_cells import Cell, SheetRow
    from jzdesk.imports.headings import Heading, Merged

_TOTALS = re.compile(r"(?:合计|小计|总计|共计|累计|本页合计|本页小计|本月合计)(?:[:(（].*|\d.*)?")
_COUNT = re.compile(r"共?\d*(?:人次|人|件|个|条)?")
_SIGNED = re.compile(
    r"(?:填表人|填报人|制表人?|审核人?|审签|复核人?|负责人|单位负责人|分管领导|主要领导|填报单位|填表单位|报送单位|填报日期|填表日期|填报时间|报送日期|"
    r"联系人|联系电话|经办人|盖章|签章|\(盖章\)|日期)[:(].*"
)
_NOTE = re.compile(r"(?:注|说明|备注|填表说明|填报说明)(?:\d|[:：.、]).*", re.DOTALL)
_SECTION = re.compile(
    r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．].{1,40}|[一二三四五六七八九十]{1,3}、.*"
)
_LEAST_COLUMNS = 3
TITLES = {
    "total": "合计行",
    "heading": "重复的表头",
    "blank": "没有内容的行",
    "signature": "签名行",
    "note": "说明或者小标题",
}


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A row that was not read: why ('total', 'heading', 'blank', 'signature', 'note') and how it begins."""

    number: int
    why: str
    text: str

    @property
    def line(self) -> str:
        """'第38行是合计行，没有读入：合计 36人'."""
        tail = f"：{self.text}" if self.text else ""
        return f"第{self.number}行是{TITLES[self.why]}，没有读入{tail}。"


def _counts_columns(cells: Sequence[tuple[int, Cell]]) -> bool:
    """Whether a row only numbers the columns, as below the heading of printed forms: 1 2 3 4, or 甲 1 2 3."""
    words = [shown(cell).strip().strip("()（）") for _at, cell in cells]
    while words and words[0] in ("甲", "乙", "丙", "栏次"):
        del words[0]
    first = int(words[0]) if words and words[0] in ("0", "1", "2") else 1
    return len(words) >= _LEAST_COLUMNS and words == [str(first + at) for at in range(len(words))]


class Sieve:
    """Tells such rows from records. `subjects` are the columns (from 1) that name whom or what a row is of, `read` those that
    are read at all, `serial` the column of running numbers (0: none)."""

    def __init__(
        self,
        heading: Heading,
        merged: Sequence[Merged],
        *,
        subjects: Collection[int],
        read: Collection[int],
        serial: int,
    ) -> None:
        self._subjects, self._read, self._serial = frozenset(subjects), frozenset(read), serial
        self._titles: Mapping[int, frozenset[str]] = {
            column: frozenset((plain_title(title.leaf), plain_title(title.group)))
            for column, title in heading.titles.items()
        }
        self._wide = {top: right for left, top, right, _bottom in merged if right - left >= 2}

    def why(self, row: SheetRow) -> str:
        """'' for a record."""
        cells = [
            (at, cell) for at, cell in enumerate(row.cells, 1) if not is_blank(cell) and at not in row.spread
        ]
        if not cells:
            return "blank"
        first = plain_title(shown(cells[0][1])) if isinstance(cells[0][1], str) else ""
        if self._is_heading(cells) or _counts_columns(cells):
            return "heading"
        subject = [cell for at, cell in cells if at in self._subjects]
        if not self._names_somebody(subject) and any(
            isinstance(cell, str) and _TOTALS.fullmatch(plain_title(cell)) for _at, cell in cells[:3]
        ):
            return "total"
        if len(cells) <= 4 or row.number in self._wide:
            return self._of_few(row, cells, first, subject)
        return ""

    def _of_few(
        self, row: SheetRow, cells: Sequence[tuple[int, Cell]], first: str, subject: Sequence[Cell]
    ) -> str:
        text = shown(cells[0][1]).strip() if cells else ""
        plain = text.replace("：", ":").replace("（", "(").replace(" ", "")
        if _SIGNED.fullmatch(plain):
            return "signature"
        if _NOTE.fullmatch(plain) and len(cells) <= 2:
            return "note"
        if len(cells) == 1:
            at, cell = cells[0]
            if at == self._serial and (not isinstance(cell, str) or first.isdigit()):
                return "blank"
            apart = row.number in self._wide or (at not in self._subjects and _SECTION.fullmatch(first))
            if isinstance(cell, str) and apart:
                return "note"
        if not subject and not any(at in self._read for at, _cell in cells):
            return "note"
        return ""

    @staticmethod
    def _names_somebody(subject: Sequence[Cell]) -> bool:
        """Whether what stands where somebody is named is more than a total and its count."""
        words = [plain_title(cell) for cell in subject if isinstance(cell, str)]
        return any(not _TOTALS.fullmatch(word) and not _COUNT.fullmatch(word) for word in words)

    def _is_heading(self, cells: Sequence[tuple[int, Cell]]) -> bool:
        hits = sum(
            1
            for at, cell in cells
            if isinstance(cell, str) and (titles := self._titles.get(at)) and plain_title(cell) in titles
        )
        return hits >= 2 and hits * 10 >= len(cells) * 6
