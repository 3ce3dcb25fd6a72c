"""A workbook file: openpyxl makes everything but the rows, the rows are streamed in, the whole appears
at once or not."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from jzdesk.exports.errors import ExportError, export_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from openpyxl import Workbook

    Rework = Callable[[BinaryIO, Path], None]

_EMPTY_DATA = re.compile(r"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_DIMENSION = re.compile(r"<dimension [^>]*/>")
_MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CREATED = re.compile(r"<dcterms:created[^>]*>([^<]*)</dcterms:created>")
_CHUNK = 1 << 18
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same rows give the same bytes


@contextmanager
def written_aside(out: Path) -> Iterator[Path]:
    """A path beside `out` to write to; on leaving it is synced and renamed to `out`, on any failure removed.

    Environment faults come out as ExportError; a file that was at `out` before is then untouched. What is no file (a
    device, a pipe) is never replaced.
    """
    if out.exists() and not out.is_file() and not out.is_dir():  # a folder is refused by the system, in its own words
        raise ExportError(f"“{out.name}”不是普通文件，不能写入，请换一个文件名。")
    aside = out.with_name(out.name + ".part")
    try:
        yield aside
        _sync(aside)
        os.replace(aside, out)  # noqa: PTH105 - tests stand in for it by this name
        _sync_folder(out.parent)
    except OSError as fault:
        _remove(aside)
        raise export_error(fault, out) from fault
    except BaseException:
        _remove(aside)
        raise


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last; Windows cannot open a folder and does not need it."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def save_package(
    workbook: Workbook,
    *,
    out: Path,
    rows: Mapping[str, Iterable[str]],
    text_ranges: Callable[[str], str] = lambda _title: "",
    finish: Callable[[], None] | None = None,
    rework: Rework | None = None,
) -> str:
    """Write `workbook` with the XML `rows` of each sheet by its title, which itself holds no cells; sheets without
    `rows` keep theirs. The digest.

    `finish` runs when all rows are streamed and may set what depends on their number (filters, ranges).
    `text_ranges` gives the cells of a sheet where numbers stand as text on purpose (no green corners).
    `rework` gets the finished file, which then is only in memory, and writes to the path what is to be kept of it.
    """
    with written_aside(out) as aside:
        whole = io.BytesIO()
        with zipfile.ZipFile(whole if rework else aside, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_parts(archive, workbook, rows, text_ranges, finish)
        if rework:
            rework(whole, aside)
        return digest_of(aside)


def _write_parts(
    archive: zipfile.ZipFile,
    workbook: Workbook,
    rows: Mapping[str, Iterable[str]],
    text_ranges: Callable[[str], str],
    finish: Callable[[], None] | None,
) -> None:
    parts = _skeleton(workbook)
    paths = {sheet.title: sheet.path.lstrip("/") for sheet in workbook.worksheets}
    if finish is None:
        for title, path in paths.items():
            if title not in rows:  # a small sheet whose cells openpyxl wrote
                continue
            head, tail = _split(parts.pop(path))
            with archive.open(entry_of(path), "w") as sheet:
                _pour(sheet, head, rows[title])
                sheet.write(_with_ignored(tail, text_ranges(title)))
    else:
        title, path = next(iter(paths.items()))
        head, _ = _split(parts[path])
        with archive.open(entry_of(path), "w") as sheet:
            _pour(sheet, head, rows[title])
            finish()
            parts = _skeleton(workbook)
            _, tail = _split(parts.pop(path))
            sheet.write(_with_ignored(tail, text_ranges(title)))
    for path, content in parts.items():
        archive.writestr(entry_of(path), content)


def _skeleton(workbook: Workbook) -> dict[str, bytes]:
    """The parts openpyxl writes, by name. Its modification time is the clock's; ours is the creation's."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    with zipfile.ZipFile(buffer) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    core = parts["docProps/core.xml"].decode()
    created = _CREATED.search(core)
    if created:
        parts["docProps/core.xml"] = _MODIFIED.sub(rf"\g<1>{created[1]}\g<2>", core).encode()
    return parts


def _split(sheet: bytes) -> tuple[str, str]:
    text = _DIMENSION.sub("", sheet.decode())
    found = _EMPTY_DATA.search(text)
    if found is None:
        raise ValueError("the skeleton sheet holds cells")
    return text[: found.start()] + "<sheetData>", "</sheetData>" + text[found.end() :]


def entry_of(path: str) -> zipfile.ZipInfo:
    """A part's entry in the package, without the clock in it."""
    entry = zipfile.ZipInfo(path, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _pour(sheet: object, head: str, rows: Iterable[str]) -> None:
    write = sheet.write  # type: ignore[attr-defined]
    held, size = [head], len(head)
    for row in rows:
        held.append(row)
        size += len(row)
        if size > _CHUNK:
            write("".join(held).encode())
            held, size = [], 0
    write("".join(held).encode())


def _with_ignored(tail: str, ranges: str) -> bytes:
    """The sheet's tail with the 'number stored as text' hint switched off for `ranges`, at its schema
    place."""
    if ranges:
        mark = f'<ignoredErrors><ignoredError sqref="{ranges}" numberStoredAsText="1"/></ignoredErrors>'
        places = [tail.find(tag) for tag in ("<drawing", "<legacyDrawing", "<tableParts", "</worksheet>")]
        at = min(place for place in places if place >= 0)
        tail = tail[:at] + mark + tail[at:]
    return tail.encode()
