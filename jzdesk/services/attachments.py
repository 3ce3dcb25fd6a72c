"""Scans and photos kept in the vault beside the record they prove."""

from __future__ import annotations

import mimetypes
import re
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.storage import office
from jzdesk.storage.office import AttachmentRow

if TYPE_CHECKING:
    from pathlib import Path

    from jzdesk.services.desk import Desk

__all__ = ["AttachmentRow"]

MAX_BYTES = 20 * 1024 * 1024
KINDS: dict[str, str] = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "tif": "image/tiff",
    "tiff": "image/tiff", "docx": "", "doc": "", "wps": "", "xlsx": "", "xls": "", "et": "", "ofd": "", "txt": "",
}  # fmt: skip
"""Endings that may be attached: pictures, PDF/OFD and office documents; nothing that runs."""

_TOUCHED = {"case": Touched.CASES, "dossier": Touched.DOSSIERS, "tolerance_review": Touched.TOLERANCE}


def attach_file(desk: Desk, owner: str, owner_id: int, path: Path, *, title: str = "") -> Changes:
    """Copy a file into the vault. `owner` is 'case', 'dossier' or 'tolerance_review'."""
    desk.need(Permission.WRITE)
    ending = path.suffix.lower().lstrip(".")
    if ending not in KINDS:
        raise RuleError("file", f"不能附加“{path.name}”，可附加图片、PDF、OFD 和办公文档。")
    content = _content(path)
    mime = KINDS[ending] or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    with desk.vault.write(desk.actor, "附加材料", noun=_noun(owner), record_id=owner_id) as tx:
        if owner not in _TOUCHED or not office.owner_exists(owner, owner_id):
            raise Refused("要附加材料的记录已不存在，请刷新列表。")
        office.attach(
            tx, owner=owner, owner_id=owner_id, title=title or path.stem, file_name=path.name, mime=mime,
            content=content, at=desk.clock(), by=desk.account.display_name,
        )  # fmt: skip
        tx.note(path.name)
    return Changes(touched=_TOUCHED[owner], message=f"已附加“{path.name}”。", record_id=owner_id, audit_seq=tx.seq)


def _content(path: Path) -> bytes:
    """The bytes of a file that may be attached; one byte past the limit is read, never more."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise RuleError("file", f"“{path.name}”不能读取，请确认文件存在且有权限打开。") from fault
    if not content:
        raise RuleError("file", f"“{path.name}”是空文件。")
    if len(content) > MAX_BYTES:
        raise RuleError("file", f"“{path.name}”超过 {MAX_BYTES // 1024 // 1024} MB，请压缩或拆分后再附加。")
    return content


def _noun(owner: str) -> str:
    return "tolerance" if owner == "tolerance_review" else owner


def list_attachments(desk: Desk, owner: str, owner_id: int) -> list[AttachmentRow]:
    """The attachments of a record, without their content."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return office.attachments(owner, owner_id)


def save_copy(desk: Desk, item: AttachmentRow, folder: Path) -> Path:
    """Write a copy of an attachment to a folder, to be looked at with the PC's own viewer; a file already there
    stays. Logged as an export. ExportError when the folder cannot be written."""
    desk.need(Permission.EXPORT)
    with desk.vault.read():
        content = office.attachment_content(item.id)
    if content is None:
        raise Refused("这份附件已不存在，请刷新。")
    path = _written(folder, plain_name(item.file_name), content)
    desk.vault.log(desk.actor, "取出附件", noun=_noun(item.owner), record_id=item.owner_id, summary=item.file_name)
    return path


_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LONGEST = 150
"""Bytes of a name before its ending: file systems end at 255, and a number and a mark may be added."""


def plain_name(name: str) -> str:
    """A file name without folders, control characters or what Windows forbids; its ending stays one of KINDS."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]', "_", last).strip(" .")
    stem, _, ending = clean.rpartition(".")
    if ending.lower() not in KINDS:
        stem, ending = clean, "txt"
    stem = stem.encode()[:_LONGEST].decode(errors="ignore").strip(" .") or "附件"
    return f"{'_' if _RESERVED.match(stem) else ''}{stem}.{ending}"


def _written(folder: Path, name: str, content: bytes) -> Path:
    """A new file of that name in the folder, whole or not at all, with a number where the name is taken."""
    from jzdesk.exports.package import written_aside

    stem, _, ending = name.rpartition(".")
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{stem}（{number}）.{ending}"
    with written_aside(path) as aside:
        aside.write_bytes(content)
    return path


def remove_attachment(desk: Desk, item: AttachmentRow) -> Changes:
    """Into the recycle bin."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, "删除附件", noun=_noun(item.owner), record_id=item.owner_id) as tx:
        office.set_attachment_deleted(tx, item.id, desk.clock())
        tx.note(item.file_name)
    return Changes(touched=_TOUCHED[item.owner], message=f"已删除附件“{item.file_name}”，可撤销。", audit_seq=tx.seq)
