"""The county's own rules and forms: files beside the database that a backup carries along."""

from __future__ import annotations

import io
import shutil
import zipfile
from typing import TYPE_CHECKING

from jzdesk.storage.errors import Kind, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.paths import Paths

_STAMP = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes
_LARGEST = 200 << 20


def pack(paths: Paths) -> bytes:
    """The files as one archive, b'' where the county has none. What an editor is just writing may be missing."""
    found = [
        path
        for folder in _folders(paths)
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    if not found:
        return b""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in found:
            entry = zipfile.ZipInfo(path.relative_to(paths.data).as_posix(), _STAMP)
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(content: bytes, paths: Paths, *, aside: Path) -> None:
    """Put packed files in their place; those that are there now go to `aside`. StoreError for an archive that is none, or
    that holds anything else."""
    files = _checked(content, paths)
    for folder in _folders(paths):
        if folder.exists() and not (aside / folder.name).exists():
            shutil.move(folder, aside / folder.name)
    for name, held in files.items():
        path = paths.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held)


def check(content: bytes, paths: Paths) -> None:
    """StoreError for an archive that `unpack` would refuse."""
    _checked(content, paths)


def _checked(content: bytes, paths: Paths) -> dict[str, bytes]:
    tops = {folder.name for folder in _folders(paths)}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = [part.filename.split("/") for part in parts]
            odd = any(
                len(name) < 2 or name[0] not in tops or not {"", ".", ".."}.isdisjoint(name) for name in names
            )
            if odd or sum(part.file_size for part in parts) > _LARGEST:
                raise _unsound()
            return {part.filename: archive.read(part) for part in parts}
    except (zipfile.BadZipFile, ValueError, EOFError, RuntimeError) as fault:
        raise _unsound() from fault


def _unsound() -> StoreError:
    return StoreError("备份中的本县规则和表样文件已损坏，没有恢复，请换一份备份。", Kind.DAMAGED)


def _folders(paths: Paths) -> tuple[Path, ...]:
    return (
        paths.local_rules,
        paths.local_forms,
        *(paths.data / name for name in ("codes", "calendar", "imports")),
    )
