"""A person's whole file as a book: what it holds, part by part. Values only; `dossier_book` prints it.

A book is made of parts, a part of pieces, and each piece is one line of the contents: words and tables, a filled form, or
a file that somebody else made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from jzdesk.printing.forms import FormDefinition


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a piece; it never stands alone at the foot of a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text, a paragraph a line; `label` stands before the first."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A table of labels with their values: each row holds one to three of them side by side."""

    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. A column is its title and its width in millimetres, 0 for a share of what is left; the titles are repeated
    on every page. `strong` are the places of rows set in the face of labels."""

    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    strong: frozenset[int] = frozenset()


Block = Heading | Prose | Pairs | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file to be bound in. `family` is that of `domain.file_kinds`; `read` fetches its content when its turn comes."""

    name: str
    family: str
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One line of the contents: `blocks`, or the book's form filled from `record`, or a file. A piece without title is its
    part's own sheet and has no line beside the part's."""

    title: str = ""
    on: date | None = None
    blocks: tuple[Block, ...] = ()
    record: Mapping[str, object] | None = None
    file: Attached | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPart:
    """One part. `number` stands in the contents; `note` says there what is to be said of a part, above all of an empty one."""

    number: str
    title: str
    pieces: tuple[Piece, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a book came to: its pages; the pieces printed in it; of these the attachments; files that lie beside it because
    they cannot be printed; files that should have been in it and could not."""

    pages: int = 0
    pieces: int = 0
    attached: int = 0
    beside: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLimits:
    """What is bound in at most: pages and characters of one file, bytes of all files together as they are bound in (what
    the memory of a county PC holds)."""

    file_pages: int
    file_chars: int
    all_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The whole. `title` is the file's own; `head` and `number` stand at the top of every page, `cover` are the lines of the
    cover under `office`; `closing` makes the last sheet when everything else is counted."""

    title: str
    head: str
    number: str
    office: str
    cover: tuple[tuple[str, str], ...]
    parts: tuple[BookPart, ...]
    closing: Callable[[Counts], BookPart]
    form: FormDefinition
    limits: BookLimits
