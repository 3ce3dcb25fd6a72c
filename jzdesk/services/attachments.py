"""Scans and photos kept in the vault beside the record they prove: taken in, looked at, put in their place, taken out.

What comes from outside is taken in by `file_intake` and judged by `domain.file_kinds`; each refusal is one sentence at the
field 'file'. Every writing service makes one audit entry and can be taken back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.file_kinds import KINDS, check_kind, ending_of, plain_name, plain_title, shown_name
from jzdesk.services.archive_locks import refuse_sealed_papers
from jzdesk.services.dossier_writes import refuse_archived
from jzdesk.services.duties import recount_parts
from jzdesk.services.file_intake import read_file, said_size, too_large
from jzdesk.storage import dossiers, office
from jzdesk.storage.office import AttachmentRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from jzdesk.domain.file_kinds import FileKind
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

__all__ = ["KINDS", "AttachmentRow", "plain_name", "said_size"]

_TOUCHED = {
    "case": Touched.CASES,
    "dossier": Touched.DOSSIERS,
    "tolerance_review": Touched.TOLERANCE,
    "enquiry": Touched.ENQUIRIES,
}
_PART_LISTS = {"case": "execution_item", "dossier": "dossier_part"}
GONE = "这份附件已不存在，请刷新。"


# ---- reading


def list_attachments(desk: Desk, owner: str, owner_id: int) -> list[AttachmentRow]:
    """The attachments of a record in their order, without their content."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return office.attachments(owner, owner_id)


def part_choices(desk: Desk, owner: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of the parts an attachment of such a record may belong to; empty where it has none."""
    if owner not in _PART_LISTS:
        return ()
    return tuple((code.code, code.name) for code in desk.rulebook.codes[_PART_LISTS[owner]] if code.enabled)


def part_name(desk: Desk, owner: str, part: str) -> str:
    """The name of a part; '' for none."""
    return desk.rulebook.name_of(_PART_LISTS[owner], part) if part and owner in _PART_LISTS else ""


def content_of(desk: Desk, item: AttachmentRow) -> bytes:
    """The bytes of an attachment, to be shown inside the program. Refused when it is gone."""
    desk.need(Permission.READ)
    with desk.vault.read():
        content = office.attachment_content(item.id)
    if content is None:
        raise Refused(GONE)
    return content


# ---- taking in


def attach_file(desk: Desk, owner: str, owner_id: int, path: Path, *, title: str = "", part: str = "") -> Changes:
    """Copy a file into the vault. `owner` is 'case', 'dossier', 'tolerance_review' or 'enquiry'."""
    desk.need(Permission.WRITE)
    _need_kind(path.name)
    content = read_file(path, most=desk.rulebook.attachments.file_bytes)
    return attach_content(desk, owner, owner_id, content, name=path.name, title=title, part=part)


def attach_content(
    desk: Desk, owner: str, owner_id: int, content: bytes, *, name: str, title: str = "", part: str = ""
) -> Changes:
    """Keep bytes under a file name: what was pasted, or has been read."""
    desk.need(Permission.WRITE)
    shown, kind = shown_name(name), _checked(desk, name, content)
    if owner not in _TOUCHED:
        raise Refused("要附加材料的记录已不存在，请刷新列表。")
    _need_part(desk, owner, part)
    with desk.vault.write(desk.actor, "附加材料", noun=_noun(owner), record_id=owner_id) as tx:
        if not office.owner_exists(owner, owner_id):
            raise Refused("要附加材料的记录已不存在，请刷新列表。")
        _refuse_archived(owner, owner_id)
        held = office.attachments(owner, owner_id)
        _refuse_twice(shown, content, held)
        _need_room(desk, len(content), held)
        position = max((row.position for row in held), default=0) + 1
        _keep(tx, desk, _Place(owner, owner_id, part, position), kind=kind, name=name, title=title, content=content)
        _refresh(desk, owner, owner_id)
        where = part_name(desk, owner, part)
        tx.note(f"{shown}{f'（{where}）' if where else ''}")
    return Changes(touched=_TOUCHED[owner], message=f"已附加“{shown}”。", record_id=owner_id, audit_seq=tx.seq)


def replace_file(desk: Desk, item: AttachmentRow, path: Path) -> Changes:
    """Put another file in the place of one, under its title; the old one goes to the recycle bin."""
    desk.need(Permission.WRITE)
    _need_kind(path.name)
    content = read_file(path, most=desk.rulebook.attachments.file_bytes)
    shown, kind = shown_name(path.name), _checked(desk, path.name, content)

    def work(tx: Transaction, now: AttachmentRow, others: list[AttachmentRow]) -> str:
        _refuse_twice(shown, content, [now, *others])
        _need_room(desk, len(content), others)
        office.set_attachment_deleted(tx, now.id, desk.clock())
        place = _Place(now.owner, now.owner_id, now.part, now.position)
        _keep(tx, desk, place, kind=kind, name=path.name, title=now.title, content=content)
        return f"以“{shown}”替换“{now.title}”"

    return _change(desk, item, "替换附件", work)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an attachment stands: its record, its part, its place among the others."""

    owner: str
    owner_id: int
    part: str
    position: int


def _keep(tx: Transaction, desk: Desk, at: _Place, *, kind: FileKind, name: str, title: str, content: bytes) -> None:
    kept = plain_name(name)
    office.attach(
        tx, owner=at.owner, owner_id=at.owner_id, part=at.part, position=at.position,
        title=plain_title(title) or plain_title(kept.rpartition(".")[0]), file_name=kept, mime=kind.mime,
        content=content, at=desk.clock(), by=desk.account.display_name,
    )  # fmt: skip


def _need_kind(name: str) -> None:
    """Refuse by its ending what is not to be read at all."""
    if ending_of(name) not in KINDS:
        check_kind(shown_name(name), b"")


def _checked(desk: Desk, name: str, content: bytes) -> FileKind:
    most = desk.rulebook.attachments.file_bytes
    if not content:
        raise RuleError("file", f"“{shown_name(name)}”是空文件。")
    if len(content) > most:
        raise RuleError("file", too_large(shown_name(name), len(content), most))
    return check_kind(shown_name(name), content)


def _need_part(desk: Desk, owner: str, part: str) -> None:
    if part and part not in {code for code, _ in part_choices(desk, owner)}:
        raise RuleError("part", "请选择附件所属的材料。")


def _refuse_twice(shown: str, content: bytes, held: list[AttachmentRow]) -> None:
    digest = hashlib.sha256(content).hexdigest()
    twin = next((row for row in held if row.digest == digest), None)
    if twin is not None:
        raise RuleError("file", f"“{shown}”与已有附件“{twin.title}”内容完全相同，没有重复附加。")


def _need_room(desk: Desk, size: int, held: list[AttachmentRow]) -> None:
    limits = desk.rulebook.attachments
    if len(held) >= limits.record_files:
        raise RuleError("file", f"这里已有 {len(held)} 份附件，达到上限，请先整理合并。")
    if sum(row.size for row in held) + size > limits.record_mb << 20:
        raise RuleError("file", f"这里的附件合计将超过 {limits.record_mb} MB 的上限，请压缩后再附加。")
    if office.attachments_size() + size > limits.vault_mb << 20:
        raise RuleError("file", f"数据库中的附件合计将超过 {limits.vault_mb} MB 的上限，请联系管理员。")


# ---- changing


def retitle(desk: Desk, item: AttachmentRow, title: str) -> Changes:
    """Give an attachment another title."""
    wanted = plain_title(title)
    if not wanted:
        raise RuleError("title", "请填写附件标题。")

    def work(tx: Transaction, now: AttachmentRow, _others: list[AttachmentRow]) -> str:
        office.update_attachment(tx, now.id, title=wanted)
        return f"“{now.title}”改名为“{wanted}”"

    return _change(desk, item, "修改附件标题", work)


def move_to_part(desk: Desk, item: AttachmentRow, part: str) -> Changes:
    """Let an attachment belong to another part of the record ('' for none)."""
    _need_part(desk, item.owner, part)

    def work(tx: Transaction, now: AttachmentRow, _others: list[AttachmentRow]) -> str:
        office.update_attachment(tx, now.id, part=part)
        return f"“{now.title}”归入“{part_name(desk, item.owner, part) or '其他材料'}”"

    return _change(desk, item, "附件归类", work)


def shift(desk: Desk, item: AttachmentRow, by: int) -> Changes:
    """Move an attachment up (-1) or down (+1) among those of its part."""

    def work(tx: Transaction, now: AttachmentRow, others: list[AttachmentRow]) -> str:
        row = sorted([now, *others], key=lambda a: (a.position, a.id))
        mates = [a for a in row if a.part == now.part]
        at = mates.index(now)
        if not 0 <= at + by < len(mates):
            raise Refused(f"“{now.title}”已在{'最前' if by < 0 else '最后'}。")
        mates[at], mates[at + by] = mates[at + by], mates[at]
        mine = iter(mates)
        for place, old in enumerate((next(mine) if a.part == now.part else a for a in row), 1):
            if old.position != place:
                office.update_attachment(tx, old.id, position=place)
        return f"“{now.title}”{'上移' if by < 0 else '下移'}"

    return _change(desk, item, "调整附件次序", work)


def remove_attachment(desk: Desk, item: AttachmentRow) -> Changes:
    """Into the recycle bin."""

    def work(tx: Transaction, now: AttachmentRow, _others: list[AttachmentRow]) -> str:
        office.set_attachment_deleted(tx, now.id, desk.clock())
        return f"已删除附件“{now.title}”，可撤销"

    return _change(desk, item, "删除附件", work)


def _change(
    desk: Desk, item: AttachmentRow, action: str, work: Callable[[Transaction, AttachmentRow, list[AttachmentRow]], str]
) -> Changes:
    """One change of one attachment as it stands now. Refused when it is gone."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun=_noun(item.owner), record_id=item.owner_id) as tx:
        rows = office.attachments(item.owner, item.owner_id)
        now = next((row for row in rows if row.id == item.id), None)
        if now is None:
            raise Refused(GONE)
        _refuse_archived(item.owner, item.owner_id, added_on=now.added_at.date())
        said = work(tx, now, [row for row in rows if row.id != item.id])
        _refresh(desk, item.owner, item.owner_id)
        tx.note(said)
    return Changes(touched=_TOUCHED[item.owner], message=f"{said}。", record_id=item.owner_id, audit_seq=tx.seq)


def _refresh(desk: Desk, owner: str, owner_id: int) -> None:
    """A dossier's completeness is indexed."""
    if owner == "dossier":
        recount_parts(desk, owner_id)


def _refuse_archived(owner: str, owner_id: int, *, added_on: date | None = None) -> None:
    if owner == "dossier":
        refuse_archived(dossiers.file_of(owner_id))
    elif owner == "case":
        refuse_sealed_papers(owner_id, added_on=added_on)


def _noun(owner: str) -> str:
    return "tolerance" if owner == "tolerance_review" else owner


# ---- taking out


def save_copy(desk: Desk, item: AttachmentRow, folder: Path) -> Path:
    """Write a copy of an attachment to a folder, to be looked at with the PC's own viewer; a file already there
    stays. Logged as an export. ExportError when the folder cannot be written."""
    desk.need(Permission.EXPORT)
    with desk.vault.read():
        content = office.attachment_content(item.id)
    if content is None:
        raise Refused(GONE)
    path = _written(folder, plain_name(item.file_name), content)
    desk.vault.log(desk.actor, "取出附件", noun=_noun(item.owner), record_id=item.owner_id, summary=shown_name(item.file_name))
    return path


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
