"""A desensitised variant of a workbook: made of the whole one, in memory, part by part, and searched before it is kept.

Masked: every text of every sheet is masked, by its column in the ledgers. Counts: the ledgers are taken out and figures
stand where formulas counted them. Either says in its own manifest what it shows.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jzdesk.domain.manifest import (
    MARK,
    UNKNOWN,
    Manifest,
    ManifestFault,
    ManifestSheet,
    SheetFacts,
    from_chunks,
    sealed,
    sheet_of,
)
from jzdesk.domain.masking import Level
from jzdesk.domain.month_rows import KEY
from jzdesk.exports.cells import escape
from jzdesk.exports.errors import ExportError
from jzdesk.exports.leak_scan import scan_package
from jzdesk.exports.manifest_sheet import chunk_rows, figures_of
from jzdesk.exports.package import entry_of
from jzdesk.exports.package_sheets import PackageSheet, sheets_in, without_sheets
from jzdesk.exports.row_text import cells_of, number_of, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from jzdesk.domain.masking import Masker
    from jzdesk.exports.package import Rework

_TEXT_CELL = re.compile(
    r'(<c r="([A-Z]+)\d+"(?: s="\d+")? t="inlineStr"><is><t(?: xml:space="preserve")?>)(.*?)(</t></is></c>)',
    re.DOTALL,
)
_FORMULA = re.compile(r"<f>.*?</f>", re.DOTALL)
_SHARED = re.compile(r"(<t(?: [^>]*)?>)([^<]*)(</t>)")
_PAPER = re.compile(">(?:A[34])?(?:横向|纵向)<")
_BLOCK = 1 << 18
_SHARED_STRINGS = "xl/sharedStrings.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is to be shown: the level, how texts are masked, and which sheets besides the ledgers name people."""

    level: Level
    masker: Masker
    personal: frozenset[str] = frozenset()
    tell: Callable[[Manifest], None] | None = None


def reworked(variant: Variant) -> Rework:
    """What `save_package` does with the whole workbook to get the variant."""

    def rework(whole: BinaryIO, aside: Path) -> None:
        write_variant(whole, aside, variant)

    return rework


def write_variant(whole: BinaryIO, aside: Path, variant: Variant, *, name: str = "") -> Manifest:
    """Write the variant of a whole workbook to `aside`, to be called `name`; ExportError if the whole one says nothing about
    itself, or if anybody could still be read in what was made."""
    with zipfile.ZipFile(whole) as archive:
        made = _Variant(archive, variant)
        manifest = made.write(aside)
    leaks = scan_package(aside, variant.masker.words, name=name)
    if leaks:
        raise ExportError(
            f"脱敏后仍查出{len(leaks)}处可识别个人的内容，未导出。第一处在{leaks[0].line}。", "leak"
        )
    if variant.tell:
        variant.tell(manifest)
    return manifest


def _listed(row: str, gone: set[str]) -> str:
    """A row of the contents that names a ledger taken out says so, where it said on which paper it prints."""
    if not gone.isdisjoint(hit[3] for hit in _TEXT_CELL.finditer(row)):
        return _PAPER.sub(">未附<", row)
    return row


@dataclass(slots=True)
class _Variant:
    """One making of a variant; used once."""

    archive: zipfile.ZipFile
    variant: Variant
    sheets: dict[str, PackageSheet] = field(init=False)
    hidden: str = field(init=False)
    manifest: Manifest = field(init=False)
    shared: tuple[str, ...] = field(init=False)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shared = tuple(self._shared())
        self.sheets = {sheet.title: sheet for sheet in sheets_in(self.archive)}
        self.hidden, self.manifest = self._read_manifest()

    def _read_manifest(self) -> tuple[str, Manifest]:
        for sheet in self.sheets.values():
            if sheet.state != "visible":
                texts = [str(cell.value) for row in sheet.rows(self.archive) for cell in cells_of(row)]
                if texts and texts[0].startswith(MARK):
                    try:
                        return sheet.title, from_chunks(texts)
                    except ManifestFault as fault:
                        raise ExportError(str(fault), "manifest") from fault
        raise ExportError(
            "这份工作簿没有校验信息，是旧版程序导出的，不能制作脱敏件。请重新打开该月后再导出。", "manifest"
        )

    def write(self, aside: Path) -> Manifest:
        counts = self.variant.level is Level.COUNTS
        ledgers = {sheet.title for sheet in self.manifest.sheets if sheet.code}
        dropped = (ledgers | self.variant.personal) & set(self.sheets) if counts else set()
        kept = [
            sheet for title, sheet in self.sheets.items() if title not in dropped and title != self.hidden
        ]
        bodies, marked = {}, []
        for sheet in kept:
            bodies[sheet.title], found = self._made(sheet)
            marked.append(found)
        manifest = self._sealed(tuple(marked))
        parts = without_sheets(self.archive, [self.sheets[title] for title in dropped])
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as out:
            for sheet in kept:
                head, tail = sheet.frame(self.archive)
                tail = self._tail(tail, manifest)
                with out.open(entry_of(sheet.path), "w") as part:
                    part.write(head.encode())
                    for block in bodies[sheet.title]:
                        part.write(zlib.decompress(block))
                    part.write(tail.encode())
            head, tail = self.sheets[self.hidden].frame(self.archive)
            out.writestr(entry_of(self.sheets[self.hidden].path), head + "".join(chunk_rows(manifest)) + tail)
            written = {sheet.path for sheet in kept} | {self.sheets[self.hidden].path}
            for name, content in parts.items():
                if name not in written:
                    out.writestr(entry_of(name), self._other(name, content))
        return manifest

    def _sealed(self, sheets: tuple[ManifestSheet, ...]) -> Manifest:
        masked = self.variant.masker.names(self.manifest.made_by)
        return sealed(replace(self.manifest, level=self.variant.level.value, sheets=sheets, made_by=masked))

    def _tail(self, tail: str, manifest: Manifest) -> str:
        """The footer of the whole workbook names its digest; this one has another."""
        return tail.replace(self.manifest.short, manifest.short) if self.manifest.short else tail

    def _other(self, name: str, content: bytes) -> bytes:
        """Texts in other parts: shared ones are masked; what is not text is left to the search."""
        if name != _SHARED_STRINGS:
            return content
        mask = self.variant.masker.text
        text = content.decode("utf-8")
        return _SHARED.sub(lambda hit: hit[1] + escape(mask(unescaped(hit[2]))) + hit[3], text).encode()

    def _shared(self) -> Iterator[str]:
        """The shared texts as they will read, masked."""
        if _SHARED_STRINGS in self.archive.namelist():
            text = self.archive.read(_SHARED_STRINGS).decode("utf-8")
            for item in re.findall(r"<si>(.*?)</si>", text, re.DOTALL):
                yield self.variant.masker.text("".join(unescaped(hit[2]) for hit in _SHARED.finditer(item)))

    # -- sheets -------------------------------------------------------------------------------------------------------

    def _made(self, sheet: PackageSheet) -> tuple[list[bytes], ManifestSheet]:
        """The rows of a sheet as they are to be shown, packed, and what the manifest says of them."""
        said = next((entry for entry in self.manifest.sheets if entry.title == sheet.title), None)
        packed: list[bytes] = []
        if said is None or not said.code:
            lines = dict(self._figures(sheet, packed))
            if said is not None and not said.columns:
                return packed, said
            return packed, figures_of(sheet.title, lines)
        facts = SheetFacts(code=said.code, title=said.title, columns=said.columns, first=said.first)
        return packed, sheet_of(facts, self._ledger(sheet, said, packed), read=True)

    def _ledger(
        self, sheet: PackageSheet, said: ManifestSheet, packed: list[bytes]
    ) -> Iterator[dict[str, object]]:
        """Masks the rows of a ledger on their way into `packed`; gives what each holds then, by column, with its key."""
        columns = {column.letter: (column.key, column.kind) for column in said.columns}
        last = said.first + said.count
        held: list[str] = []
        size = 0
        for row in sheet.rows(self.archive):
            number = number_of(row)
            inside = said.first <= number < last
            made = self._masked(row, columns if inside else {})
            held.append(made)
            size += len(made)
            if size > _BLOCK:
                packed.append(zlib.compress("".join(held).encode(), 1))
                held, size = [], 0
            if inside:
                values: dict[str, object] = {
                    columns[cell.letter][0]: cell.value for cell in cells_of(made) if cell.letter in columns
                }
                values[KEY] = said.keys[number - said.first]
                yield values
        packed.append(zlib.compress("".join(held).encode(), 1))

    def _figures(self, sheet: PackageSheet, packed: list[bytes]) -> Iterator[tuple[int, dict[str, object]]]:
        counts = self.variant.level is Level.COUNTS
        rows = [self._masked(row, {}) for row in sheet.rows(self.archive)]
        if counts:
            gone = {escape(sheet.title) for sheet in self.manifest.sheets if sheet.code}
            rows = [_listed(_FORMULA.sub("", row), gone) for row in rows]
        packed.append(zlib.compress("".join(rows).encode(), 1))
        for row in rows:
            cells = list(cells_of(row, self.shared))
            if any(cell.value is None or isinstance(cell.value, float) for cell in cells):
                yield number_of(row), {c.letter: UNKNOWN if c.value is None else c.value for c in cells}

    def _masked(self, row: str, columns: dict[str, tuple[str, str]]) -> str:
        known, masker = self.texts, self.variant.masker

        def mask(hit: re.Match[str]) -> str:
            key, kind = columns.get(hit[2], ("", "text"))
            place = (f"{key}\n{kind}", hit[3])
            made = known.get(place)
            if made is None:
                if len(known) > 100_000:
                    known.clear()
                made = known[place] = escape(masker.cell(unescaped(hit[3]), key=key, kind=kind))
            return hit[1] + made + hit[4]

        return _TEXT_CELL.sub(mask, row)
