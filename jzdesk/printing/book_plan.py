"""What a book comes to: every piece with the pages it takes, counted before one is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jzdesk.domain.file_kinds import text_of
from jzdesk.printing.book import Counts, Prose
from jzdesk.printing.book_flow import Flow, PageDraft
from jzdesk.printing.fonts import BOLD
from jzdesk.printing.foreign_files import CleanPages, clean_file
from jzdesk.printing.foreign_pages import PagesError
from jzdesk.printing.forms import A4
from jzdesk.printing.layout import MM, Box

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from jzdesk.printing.book import Attached, Book, BookPart, Piece
    from jzdesk.printing.fonts import Typefaces
    from jzdesk.printing.render import FormPress, Prepared

FRAME = Box(25 * MM, 21 * MM, (A4[0] - 45) * MM, (A4[1] - 47) * MM)
"""Where words and tables stand on a page: margins 25 (binding) and 20, 26 above, 21 below."""
PART_SIZE = 18.0


@dataclass(frozen=True, slots=True)
class WordPages:
    """Pages of words and tables."""

    drafts: Sequence[PageDraft]
    keys: dict[int, list[str]] = field(default_factory=dict)
    bare: bool = False

    @property
    def pages(self) -> int:
        return len(self.drafts)


@dataclass(frozen=True, slots=True)
class FormPages:
    """One filled form."""

    ready: Prepared
    key: str

    @property
    def pages(self) -> int:
        return self.ready.pages


@dataclass(frozen=True, slots=True)
class FilePages:
    """The pages of a file; `largest` is how far a small one may be enlarged."""

    clean: CleanPages
    caption: str
    key: str
    largest: float

    @property
    def pages(self) -> int:
        return len(self.clean.sizes)


Unit = WordPages | FormPages | FilePages


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the contents. `unit` and `offset` say where it begins; None for one without pages."""

    number: str
    title: str
    key: str
    on: date | None = None
    note: str = ""
    unit: int | None = None
    offset: int = 0
    part: bool = False


@dataclass(slots=True)
class Plan:
    """The units of some parts and their lines in the contents."""

    units: list[Unit] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    pieces: int = 0
    attached: int = 0
    beside: int = 0
    failed: int = 0

    @property
    def pages(self) -> int:
        return sum(unit.pages for unit in self.units)

    def counts(self, other: Plan, before: int) -> Counts:
        """Of both together, with `before` pages in front."""
        return Counts(
            pages=before + self.pages + other.pages, pieces=self.pieces + other.pieces,
            attached=self.attached + other.attached, beside=self.beside + other.beside, failed=self.failed + other.failed,
        )  # fmt: skip


class Planner:
    """Plans part after part. What a file came to is kept, so that it is cleaned once though the last part is planned anew."""

    def __init__(self, book: Book, faces: Typefaces, press: FormPress, step: Callable[[], None]) -> None:
        self.limits = book.limits
        self._faces = faces
        self._press = press
        self._step = step
        self._cleaned: dict[int, CleanPages | str] = {}
        self._bytes = 0

    def plan(self, parts: Sequence[BookPart]) -> Plan:
        """The units and lines of these parts."""
        plan = Plan()
        for part in parts:
            _PartPlan(self, plan, part).run()
        return plan

    def flow(self) -> Flow:
        """Empty pages for words."""
        return Flow(self._faces, FRAME)

    def prepared(self, piece: Piece) -> Prepared:
        """A form with its texts fitted."""
        return self._press.prepare(piece.record or {})

    def step(self) -> None:
        """One piece is done with; the user may have thought better of it."""
        self._step()

    def cleaned(self, file: Attached) -> CleanPages | str:
        """The pages of a file, or in a sentence why there are none."""
        known = self._cleaned.get(id(file))
        if known is None:
            known = self._cleaned[id(file)] = self._clean(file)
        return known

    def _clean(self, file: Attached) -> CleanPages | str:
        try:
            found = clean_file(file.read(), file.family, most=self.limits.file_pages)
        except PagesError as fault:
            return fault.text
        most = self.limits.all_bytes
        if self._bytes + len(found.content) > most:
            return f"本档案装入的附件合计已达上限 {_size(most)}，不再装入。"
        self._bytes += len(found.content)
        return found


class _PartPlan:
    """Plans the pieces of one part: words run on, everything else begins a page."""

    def __init__(self, planner: Planner, plan: Plan, part: BookPart) -> None:
        self._planner, self._plan, self._part = planner, plan, part
        self._flow: Flow | None = None
        self._keys: dict[int, list[str]] = {}
        self._count = 0
        self._titled = False
        self._key = "p" + "".join(f"{ord(letter):x}" for letter in part.number)

    def run(self) -> None:
        """Plan them; the part's own line stands first and leads to its first page."""
        plan, part = self._plan, self._part
        at, first = len(plan.entries), len(plan.units)
        own = next((piece for piece in part.pieces if not piece.title), None)
        for piece in part.pieces:
            self._piece(piece)
            self._planner.step()
        self._close()
        began = len(plan.units) > first
        entry = Entry(
            number=part.number, title=part.title, key=self._key, part=True, note=part.note,
            on=own.on if own else None, unit=first if began else None,
        )  # fmt: skip
        plan.entries.insert(at, entry)

    def _piece(self, piece: Piece) -> None:
        if piece.title:
            self._count += 1
        key = f"{self._key}.{self._count}" if piece.title else self._key
        if piece.file is not None:
            self._file(piece, piece.file, key)
        elif piece.record is not None:
            self._close()
            self._enter(piece, key, len(self._plan.units))
            self._plan.units.append(FormPages(self._planner.prepared(piece), key))
            self._plan.pieces += 1
        elif piece.blocks:
            self._words(piece, key)
            self._plan.pieces += 1
        else:
            self._enter(piece, key, None)

    def _words(self, piece: Piece, key: str, note: str = "") -> None:
        flow = self._flow
        if flow is None:
            flow = self._flow = self._planner.flow()
            if not self._titled:
                flow.title(f"{self._part.number}　{self._part.title}", BOLD, PART_SIZE)
                self._titled = True
        page = flow.heading(piece.title) if piece.title else max(len(flow.pages) - 1, 0)
        flow.add(piece.blocks)
        self._keys.setdefault(page, []).append(key)
        self._enter(piece, key, len(self._plan.units), page, note)

    def _file(self, piece: Piece, file: Attached, key: str) -> None:
        plan = self._plan
        if file.family == "other":
            plan.beside += 1
            self._enter(piece, key, None, note=f"电子件，另存（{_size(file.size)}）")
            return
        if file.family == "text":
            self._text(piece, file, key)
            return
        found = self._planner.cleaned(file)
        if isinstance(found, str):
            self._failed(piece, file, key, found)
            return
        self._close()
        self._enter(piece, key, len(plan.units), note=found.said)
        caption = f"{self._part.number}.{self._count}　{piece.title}"
        plan.units.append(FilePages(found, caption, key, 2.0 if file.family == "picture" else 1.0))
        plan.pieces += 1
        plan.attached += 1

    def _text(self, piece: Piece, file: Attached, key: str) -> None:
        text = text_of(file.read())
        most = self._planner.limits.file_chars
        if len(text) > most:
            self._failed(piece, file, key, f"文字共 {len(text)} 字，超过每份 {most} 字的上限。")
            return
        self._words(_with(piece, text), key)
        self._plan.pieces += 1
        self._plan.attached += 1

    def _failed(self, piece: Piece, file: Attached, key: str, why: str) -> None:
        text = f"附件“{file.name}”（{_size(file.size)}）没有装入：{why}电子件另存于系统中。"
        self._words(_with(piece, text), key, "没有装入，原因见页内")
        self._plan.failed += 1

    def _enter(self, piece: Piece, key: str, unit: int | None, offset: int = 0, note: str = "") -> None:
        if piece.title:
            said = "；".join(text for text in (piece.note, note) if text)
            number = f"{self._part.number}.{self._count}"
            self._plan.entries.append(
                Entry(number=number, title=piece.title, key=key, on=piece.on, note=said, unit=unit, offset=offset)
            )

    def _close(self) -> None:
        if self._flow is not None and self._flow.pages:
            self._plan.units.append(WordPages(self._flow.pages, self._keys))
        self._flow, self._keys = None, {}


def _with(piece: Piece, text: str) -> Piece:
    from dataclasses import replace

    return replace(piece, blocks=(Prose(text),))


def _size(count: int) -> str:
    """Bytes in words."""
    if count < 1 << 20:
        return f"{max(count >> 10, 1)} KB"
    return f"{count / (1 << 20):.1f} MB"
