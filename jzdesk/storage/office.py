"""Rows of the office itself: whose vault, accounts, settings, drafts, attachments."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from peewee import fn

from jzdesk.domain.accounts import Account
from jzdesk.storage.rows import changed, columns_of, tuples, value_of
from jzdesk.storage.tables import m

if TYPE_CHECKING:
    from datetime import date, datetime

    from jzdesk.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Whose vault this is and the settings that change computed dates."""

    id: int | None = None
    unit_name: str = ""
    unit_code: str = ""
    scheme: str = "simple"
    end_rule: str = "prev-day"
    created_at: datetime | None = None
    demo: bool = False
    last_seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment without its content; `size` in bytes, `digest` sha256 in hex. `part` says what it proves: of a
    dossier the code of one of its parts, of a case the kind of an execution item; '' where that is not said."""

    id: int
    owner: str
    owner_id: int
    title: str
    file_name: str
    mime: str
    size: int
    digest: str
    added_at: datetime
    added_by: str
    part: str = ""
    position: int = 0


def get() -> Office | None:
    """The office, or None while the vault is being made."""
    row = m.Office.get_or_none()
    return value_of(row, Office) if row else None


def save(tx: Transaction, office: Office) -> Office:
    """Insert or update the one row."""
    if office.id is None:
        return replace(office, id=tx.insert(m.Office, columns_of(office, m.Office)))
    _update(tx, m.Office, office.id, columns_of(office, m.Office))
    return office


def _update(tx: Transaction, model: type[Any], record_id: int, values: dict[str, Any]) -> None:
    row = model.get_by_id(record_id)
    differing = changed({name: getattr(row, name) for name in values}, values)
    if differing:
        tx.update(model, record_id, differing)


def note_day(on: date) -> None:
    """Remember the last day the vault was used, to notice a clock set back."""
    m.Office.update(last_seen_on=on).execute()


def setting(name: str) -> str:
    """A setting of the office by name; '' when it was never set."""
    row = m.Setting.get_or_none(m.Setting.name == name)
    return row.value if row else ""


def keep_setting(name: str, value: str) -> None:
    """Set a setting that only remembers what was done; not audited."""
    m.Setting.insert(name=name, value=value).on_conflict(
        conflict_target=[m.Setting.name], update={"value": value}
    ).execute()


def account(name: str) -> Account | None:
    """The account of that log-in name."""
    row = m.Account.get_or_none(m.Account.name == name)
    return value_of(row, Account) if row else None


def accounts() -> list[Account]:
    """All accounts in the order they were made."""
    return [value_of(row, Account) for row in m.Account.select().order_by(m.Account.id)]


def save_account(tx: Transaction, item: Account) -> Account:
    """Insert or update one account."""
    if item.id is None:
        return replace(item, id=tx.insert(m.Account, columns_of(item, m.Account)))
    _update(tx, m.Account, item.id, columns_of(item, m.Account))
    return item


def save_draft(account_name: str, form: str, *, record_id: int, content: str, at: datetime) -> None:
    """Keep what was typed in a form; one draft per account and form. Not audited: it is not a record yet."""
    values = {"record_id": record_id, "content": content, "saved_at": at}
    key = {"account": account_name, "form": form}
    m.Draft.insert(**key, **values).on_conflict(
        conflict_target=[m.Draft.account, m.Draft.form], update=values
    ).execute()


def draft(account_name: str, form: str) -> tuple[int, str, datetime] | None:
    """(record, content as JSON, time) of a draft."""
    row = m.Draft.get_or_none((m.Draft.account == account_name) & (m.Draft.form == form))
    return (row.record_id, row.content, row.saved_at) if row else None


def drop_draft(account_name: str, form: str) -> None:
    """Forget a draft after it was saved or thrown away."""
    m.Draft.delete().where((m.Draft.account == account_name) & (m.Draft.form == form)).execute()


def attach(tx: Transaction, *, owner: str, owner_id: int, title: str, file_name: str, mime: str, content: bytes,
           at: datetime, by: str, part: str = "", position: int = 0) -> int:  # fmt: skip
    """Keep a file in the vault; returns its key."""
    values = {
        "owner": owner, "owner_id": owner_id, "part": part, "title": title, "file_name": file_name, "mime": mime,
        "size": len(content), "digest": hashlib.sha256(content).hexdigest(), "content": content,
        "added_at": at, "added_by": by, "position": position,
    }  # fmt: skip
    return tx.insert(m.Attachment, values)


def attachments(owner: str, owner_id: int) -> list[AttachmentRow]:
    """The attachments of a record, without their content."""
    a = m.Attachment
    columns = (
        a.id, a.owner, a.owner_id, a.title, a.file_name, a.mime, a.size, a.digest, a.added_at, a.added_by, a.part,
        a.position,
    )  # fmt: skip
    query = a.select(*columns).where(a.owner == owner, a.owner_id == owner_id, a.deleted_at.is_null())
    return [AttachmentRow(*row) for row in query.order_by(a.position, a.id).tuples()]


def attached_parts(owner: str, owner_id: int) -> dict[str, int]:
    """How many attachments of a record belong to each part; those that belong to none are left out."""
    tail = "WHERE t.owner = ? AND t.owner_id = ? AND t.deleted_at IS NULL AND t.part <> ''"
    return dict(Counter(part for (part,) in tuples(m.Attachment, ("part",), tail, owner, owner_id)))


def attachments_size() -> int:
    """The bytes of all attachments, those in the recycle bin included: they take their room too."""
    return int(m.Attachment.select(fn.SUM(m.Attachment.size)).scalar() or 0)


def update_attachment(tx: Transaction, attachment_id: int, **values: str | int) -> None:
    """Change the title, part or position of an attachment."""
    tx.update(m.Attachment, attachment_id, values)


def owner_exists(owner: str, owner_id: int) -> bool:
    """Whether the record is there that an attachment is to belong to; `owner` is the name of its table."""
    models = {
        "case": m.Case,
        "dossier": m.Dossier,
        "tolerance_review": m.ToleranceReview,
        "enquiry": m.Enquiry,
        "month": m.Month,
    }
    return bool(models[owner].select().where(models[owner].id == owner_id).exists())


def attachment_content(attachment_id: int) -> bytes | None:
    """The bytes of an attachment; None when it is gone."""
    row = m.Attachment.get_or_none(m.Attachment.id == attachment_id)
    return bytes(row.content) if row else None


def set_attachment_deleted(tx: Transaction, attachment_id: int, at: datetime | None) -> None:
    """Into the recycle bin or out of it."""
    tx.update(m.Attachment, attachment_id, {"deleted_at": at})
