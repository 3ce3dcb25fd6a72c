"""One act on many dossiers: whoever it does not suit is left out and named, the others are done together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.services.dossier_writes import TOUCHED, living_file, refuse_archived
from jzdesk.services.duties import refresh_person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jzdesk.domain.dossiers import DossierFile
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

NAMED = 5
"""So many people left out are named in the message; all of them in the result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody left out, and why."""

    dossier_id: int
    person: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyChanges(Changes):
    """What one act on many did: the dossiers it was done to, and who was left out."""

    done: tuple[int, ...] = ()
    left: tuple[Left, ...] = ()


def change_many(
    desk: Desk,
    dossier_ids: Iterable[int],
    action: str,
    act: Callable[[DossierFile], Callable[[Transaction], None]],
    *,
    said: Callable[[int], str],
    why: str = "",
    least: int = 1,
) -> ManyChanges:
    """Everything or nothing in one transaction, as one audit entry that stands in the history of each dossier.

    `act(file)` checks and writes nothing: a refusal leaves the person out. What it returns is then written; `said(n)`
    says it of n people. Refused when fewer than `least` are left to do it to."""
    desk.need(Permission.WRITE)
    keys = list(dict.fromkeys(dossier_ids))
    if not keys:
        raise Refused("没有选择任何人。")
    done: list[DossierFile] = []
    left: list[Left] = []
    with desk.vault.write(desk.actor, action, noun="dossier", why=why) as tx:
        for key in keys:
            name = f"档案{key}"
            try:
                file = living_file(key)
                name = file.person.name
                refuse_archived(file)
                write = act(file)
            except (Refused, RuleError) as error:
                left.append(Left(dossier_id=key, person=name, reason=error.text))
                continue
            write(tx)
            refresh_person(desk, tx, file.person.id or 0)
            tx.concerns("dossier", key)
            done.append(file)
        if len(done) < least:
            what = "所选人员都没有办理" if not done else f"只有{len(done)}人可以办理，不足{least}人"
            raise Refused(f"{what}：{_left_text(left)}")
        text = said(len(done))
        tx.note(f"{text}：{'、'.join(file.person.name for file in done)}")
    message = f"{text}。" + (f"{len(left)}人没有办理：{_left_text(left)}" if left else "")
    return ManyChanges(
        touched=TOUCHED, message=message, record_id=done[0].dossier.id if len(done) == 1 else None, audit_seq=tx.seq,
        done=tuple(file.dossier.id or 0 for file in done), left=tuple(left),
    )  # fmt: skip


def _left_text(left: Sequence[Left]) -> str:
    named = "；".join(f"{x.person}（{x.reason.rstrip('。')}）" for x in left[:NAMED])
    return f"{named}等{len(left)}人。" if len(left) > NAMED else f"{named}。"
