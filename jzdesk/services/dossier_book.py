"""一人一档 as a book: which sheets and which attachments make up each part of a person's file.

What a part holds follows from its `source` in visits.toml; a part the county added holds its attachments alone.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from jzdesk.domain.dates import cn_date
from jzdesk.domain.file_kinds import family_of
from jzdesk.printing.book import Attached, Book, BookLimits, BookPart, Counts, Grid, Pairs, Piece, Prose
from jzdesk.services import dossier_sheets as revisits
from jzdesk.services import dossier_sheets_case as cases
from jzdesk.services.attachments import content_of
from jzdesk.services.dossier_sheets_case import day, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jzdesk.domain.dossier_parts import Part
    from jzdesk.printing.book import Block
    from jzdesk.printing.forms import FormDefinition
    from jzdesk.services.attachments import AttachmentRow
    from jzdesk.services.desk import Desk
    from jzdesk.services.dossier_views import DossierView

    Sheets = Callable[[Desk, DossierView], Iterator[Piece]]

CLOSING = "archive"
"""The source of the last part, 备考表."""
NOTHING = "无此材料"
OTHERS = "其他材料"

_SHEETS: Mapping[str, Sheets] = MappingProxyType(
    {
        "basic": cases.basic, "decision": cases.decisions, "execution": cases.execution, "mentor": revisits.mentoring,
        "plan": revisits.plan, "visits": revisits.talks, "unit": revisits.opinions, "annual": revisits.years,
        "assessment": revisits.assessments, "restoration": cases.restoration, "use": revisits.use,
    }
)  # fmt: skip
_CASE_PARTS: Mapping[str, str] = MappingProxyType(
    {"": "decision", "restore": "restoration", "appraisal": "annual", "revisit": "visits"}
)
"""Where the attachments of a case belong in the file, by the execution item they prove: what is not here proves 执行."""


def book_of(desk: Desk, view: DossierView, form: FormDefinition) -> Book:
    """The book of one person; `form` is 回访谈话表. Attachments are read when their turn comes."""
    file, person = view.file, view.file.person
    listed = [part for part in view.parts if part.source != CLOSING]
    parts = [_part(desk, view, part) for part in listed]
    known = {part.code for part in view.parts}
    loose = [row for row in view.attachments if row.part not in known]
    if not any(part.source == "decision" for part in view.parts):
        loose += [row for row in view.case_attachments if _source_of(row) == "decision"]
    if loose:
        parts.append(BookPart(number="附", title=OTHERS, pieces=tuple(_attached(desk, loose))))
    return Book(
        title=f"{person.name}一人一档（{file.dossier.number}）",
        head=f"{person.name}　一人一档",
        number=file.dossier.number,
        office=desk.office.unit_name,
        cover=tuple(_cover(desk, view)),
        parts=tuple(parts),
        closing=partial(_closing, desk, view, frozenset(part.number for part in parts if part.pieces)),
        form=form,
        limits=_limits(desk),
    )


def _limits(desk: Desk) -> BookLimits:
    """What the county binds in at most."""
    rules = desk.rulebook.attachments
    return BookLimits(
        file_pages=rules.book_file_pages, file_chars=rules.book_text_chars, all_bytes=rules.book_mb << 20
    )


def _part(desk: Desk, view: DossierView, part: Part) -> BookPart:
    sheets = _SHEETS.get(part.source)
    pieces = [*(sheets(desk, view) if sheets else ()), *_attached(desk, _rows_of(view, part))]
    return BookPart(number=part.code, title=part.name, pieces=tuple(pieces), note=_note(part, empty=not pieces))


def _note(part: Part, *, empty: bool) -> str:
    """What the contents say of a part beside its pages."""
    if part.paper:
        return f"纸质件：{part.paper}"
    if part.ticked:
        return "纸质件在卷"
    if not empty:
        return ""
    return f"{NOTHING}（应有）" if part.missing else NOTHING


def _source_of(row: AttachmentRow) -> str:
    return _CASE_PARTS.get(row.part, "execution")


def _rows_of(view: DossierView, part: Part) -> list[AttachmentRow]:
    """The attachments of a part: the file's own, then those of the cases."""
    own = [row for row in view.attachments if row.part == part.code]
    lent = [row for row in view.case_attachments if part.source and _source_of(row) == part.source]
    return [*own, *lent]


def _attached(desk: Desk, rows: Iterable[AttachmentRow]) -> Iterator[Piece]:
    for row in rows:
        file = Attached(
            name=row.file_name, family=family_of(row.file_name), size=row.size, read=partial(content_of, desk, row)
        )
        yield Piece(title=row.title or row.file_name, on=row.added_at.date(), file=file)


def _cover(desk: Desk, view: DossierView) -> Iterator[tuple[str, str]]:
    file, person, dossier = view.file, view.file.person, view.file.dossier
    yield "姓名", person.name
    yield "单位职务", f"{person.unit_name}　{person.post}".strip("　")
    yield "处分（处理）", file.measures_text
    yield "决定日期", cn_date(file.decided_on) if file.decided_on else ""
    begin, end = file.period_start, file.period_end
    yield "影响期", f"{cn_date(begin)}至{cn_date(end)}" if begin and end else "没有影响期"
    yield "档案编号", dossier.number
    yield "建档日期", cn_date(dossier.opened_on) if dossier.opened_on else "尚未建档"
    if dossier.archived_on:
        pages = f"　共 {dossier.archive_pages} 页" if dossier.archive_pages else ""
        yield "归档", f"{cn_date(dossier.archived_on)}{pages}"
        yield "档号", dossier.archive_number
    yield "保管期限", desk.rulebook.name_of("retention", dossier.retention) if dossier.retention else "未定"


def _closing(desk: Desk, view: DossierView, filled: frozenset[str], counts: Counts) -> BookPart:
    """备考表: what the book came to, what it lacks, who made it and when."""
    part = next((part for part in view.parts if part.source == CLOSING), None)
    dossier = view.file.dossier
    came = pairs(
        ("本卷页数", f"{counts.pages} 页"), ("卷内件数", f"{counts.pieces} 件"),
        ("其中附件", f"{counts.attached} 件"), ("电子件另存", f"{counts.beside} 件"),
        ("没有装入", f"{counts.failed} 件"), ("材料完整度", view.complete.text),
        ("归档日期", day(dossier.archived_on) or "尚未归档"), ("档号", dossier.archive_number),
        ("登记页数", f"{dossier.archive_pages} 页" if dossier.archive_pages else ""),
        ("保管期限", desk.rulebook.name_of("retention", dossier.retention) if dossier.retention else "未定"),
    )  # fmt: skip
    missing = "、".join(p.name for p in view.parts if p.missing)
    state = f"应有而尚缺：{missing}。" if missing else "应有材料齐全。"
    made = Pairs(((("立卷人", desk.account.display_name), ("立卷日期", day(desk.today))), (("检查人", ""), ("检查日期", ""))))
    lines = [(p.code, p.name, _state(p, p.code in filled or p is part)) for p in view.parts]
    blocks: tuple[Block, ...] = (
        came, Prose(state, "卷内情况说明"), Grid((("序号", 16.0), ("材料", 0.0), ("情况", 76.0)), tuple(lines)), made,
    )  # fmt: skip
    rows = list(_attached(desk, _rows_of(view, part))) if part else []
    name, number = (part.name, part.code) if part else ("备考表", "附")
    note = f"纸质件：{part.paper}" if part and part.paper else ""
    return BookPart(number=number, title=name, note=note, pieces=(Piece(on=desk.today, blocks=blocks), *rows))


def _state(part: Part, filled: bool) -> str:
    held = [part.known, f"附件 {part.attachments} 份" if part.attachments else "", part.paper or ("纸质件在卷" if part.ticked else "")]
    told = "；".join(text for text in held if text)
    if part.missing:
        return "；".join(text for text in (told, part.lacking or "尚缺") if text)
    return told or ("在卷" if filled else NOTHING)
