"""The one way a dossier is changed: read it fresh, do it, refresh the person's duties, say it, log it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused
from jzdesk.services.duties import refresh_person
from jzdesk.storage import dossiers as rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

TOUCHED = Touched.DOSSIERS | Touched.DUTIES


def living_file(dossier_id: int) -> DossierFile:
    """The dossier as it stands now; Refused when it is gone, or its last case lies in the recycle bin."""
    file = rows.file_of(dossier_id)
    if file is None or rows.is_deleted(dossier_id):
        raise Refused("这份回访档案已不存在（所属案件可能已删除），请刷新列表。")
    return file


def refuse_archived(file: DossierFile | None) -> None:
    """An archived file can be read only, until it is taken out of the archive for a reason."""
    if file is not None and file.dossier.archived_on:
        number = file.dossier.archive_number
        raise Refused(f"档案已归档（档号{number}），只能查阅；确需更改的，请先撤销归档并写明理由。")


def change_dossier(
    desk: Desk,
    dossier_id: int,
    action: str,
    work: Callable[[Transaction, DossierFile], str],
    *,
    why: str = "",
    after: Callable[[DossierFile], str] | None = None,
    archived: bool = False,
) -> Changes:
    """One change: `work` does it and says it; `after` adds to the message what follows from it, such as the
    next date. Everything or nothing, with one audit entry. Refused for an archived file unless `archived`."""
    desk.need(Permission.WRITE)
    with desk.vault.write(desk.actor, action, noun="dossier", record_id=dossier_id, why=why) as tx:
        file = living_file(dossier_id)
        if not archived:
            refuse_archived(file)
        said = work(tx, file)
        refresh_person(desk, tx, file.person.id or 0)
        follows = after(living_file(dossier_id)) if after else ""
        tx.note(f"{file.person.name}：{said}")
    message = f"{file.person.name}：{said}。{follows}"
    return Changes(touched=TOUCHED, message=message, record_id=dossier_id, audit_seq=tx.seq)
