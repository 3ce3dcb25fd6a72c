"""Which lists a tolerance review is judged by: one of the versions kept, word for word, of what was in force when.

What comes with the program is a version too ('starter'), kept when the vault is first opened and again whenever the
program or the county's own rule file says something else. It is in force wherever the county has no version of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from jzdesk.domain.accounts import Permission
from jzdesk.domain.errors import RuleError
from jzdesk.domain.list_content import content_of, digest_of, lists_in, summary_of
from jzdesk.domain.list_versions import ORIGIN_NAMES, STARTER, ListVersion, version_on
from jzdesk.domain.tolerance import is_locked
from jzdesk.storage import list_versions as rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from jzdesk.domain.audit import RowChange
    from jzdesk.domain.tolerance import ToleranceReview
    from jzdesk.domain.tolerance_rules import ToleranceRules
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

STARTER_NAME = "随程序附带的容错清单"


def versions(desk: Desk) -> list[ListVersion]:
    """All versions with their content, the oldest first."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.versions()


def version_for(desk: Desk, day: date) -> ListVersion | None:
    """The version in force on a day, without its content. None only in a vault that has none at all."""
    with desk.vault.read():
        return version_on(rows.heads(), day)


def lists_of(desk: Desk, review: ToleranceReview) -> ToleranceRules:
    """The lists a review is judged by: its version's, or of the day it was applied for while it has none yet.
    Stages and conclusions are those of the rulebook."""
    return lists_by(desk, review.list_version_id, review.applied_on)


def lists_by(desk: Desk, version_id: int | None, day: date | None = None) -> ToleranceRules:
    """The lists of a version, or of the one in force on a day (today) where no version is named."""
    with desk.vault.read():
        digest = rows.digest(version_id) if version_id is not None else ""
        if not digest:
            version = version_on(rows.heads(), day or desk.today)
            digest = version.digest if version else ""
        return _parsed(desk, digest) if digest else desk.rulebook.tolerance


def _parsed(desk: Desk, digest: str) -> ToleranceRules:
    """Read once per desk and rulebook: what a digest stands for never changes."""
    held = desk.lists_read.get(digest)
    if held is None or held[0] is not desk.rulebook:
        held = desk.rulebook, lists_in(rows.content(digest), desk.rulebook.tolerance)
        desk.lists_read[digest] = held
    return held[1]


def words_of(desk: Desk, review: ToleranceReview, code: str) -> str:
    """The words of an entry for a review: of its own version, or of the latest that has it (an answer carried over
    from another version); the code itself when none has."""
    return words_by(desk, lists_of(desk, review), code)


def words_by(desk: Desk, lists: ToleranceRules, code: str) -> str:
    """As `words_of`, for lists already at hand."""
    said = lists.text_of(code)
    if said != code:
        return said
    with desk.vault.read():
        others = [_parsed(desk, head.digest).text_of(code) for head in reversed(rows.heads())]
    return next((text for text in others if text != code), code)


VERSION_COLUMNS = frozenset(
    {"tolerance_review.list_version_id", "list_version.content", "list_version.origin"}
)
"""Columns of the log that `version_said` puts into words."""


def version_said(desk: Desk, place: str, value: Any) -> str:
    """A value of one of `VERSION_COLUMNS`: a version by its name, its content by what it holds."""
    if value in (None, ""):
        return ""
    if place == "list_version.origin":
        return ORIGIN_NAMES.get(value, str(value))
    if place == "list_version.content":
        return summary_of(lists_in(value, desk.rulebook.tolerance))
    with desk.vault.read():
        version = rows.get(value)
    return named(version) if version else ""


def lists_of_change(desk: Desk, change: RowChange) -> ToleranceRules:
    """The lists by which a review was judged when a row of it was changed."""
    for row in (change.after or {}, change.before or {}):
        if row.get("list_version_id"):
            return lists_by(desk, row["list_version_id"])
    with desk.vault.read():
        return lists_by(desk, rows.version_of_review(change.id))


def named(version: ListVersion) -> str:
    """A version as it is cited: its name and its document."""
    return f"{version.name}（{version.document_number}）" if version.document_number else version.name


def settled(desk: Desk, review: ToleranceReview, stored: ToleranceReview | None) -> ToleranceReview:
    """A review about to be saved, with its version: the one in force on the day it was applied for, unless the clerk
    chose another. RuleError("list_version_id") for a version that is gone or not in force yet, and for another one
    after the conclusion."""
    with desk.vault.read():
        if stored is not None and stored.conclusion and stored.list_version_id is not None:
            if review.list_version_id not in (None, stored.list_version_id):
                raise RuleError("list_version_id", "已按原清单作出认定结论，不能改用另一版清单。")
            return replace(review, list_version_id=stored.list_version_id)
        heads = rows.heads()
        if review.list_version_id is None or _follows(heads, review, stored):
            version = version_on(heads, review.applied_on or desk.today)
            return replace(review, list_version_id=version.id if version else None)
        chosen = next((head for head in heads if head.id == review.list_version_id), None)
        if chosen is None:
            raise RuleError("list_version_id", "所选的容错清单版本已不存在，请重新选择。")
        if chosen.valid_from is not None and chosen.valid_from > desk.today:
            day = f"{chosen.valid_from:%Y-%m-%d}"
            raise RuleError("list_version_id", f"“{chosen.name}”自{day}起施行，尚未施行，不能据以认定。")
    return review


def _follows(heads: Sequence[ListVersion], review: ToleranceReview, stored: ToleranceReview | None) -> bool:
    """Whether a mended day of application brings another version with it: nobody chose the one it has, and no entry of
    that one is answered so that it locks."""
    if stored is None or stored.applied_on == review.applied_on or is_locked(stored):
        return False
    if stored.applied_on is None or review.list_version_id != stored.list_version_id:
        return False
    version = version_on(heads, stored.applied_on)
    return version is not None and version.id == stored.list_version_id


# What comes with the program


def ensure_starter(desk: Desk) -> None:
    """Keep the lists the program brings, if they are not those kept last. A changed text is in force from today, the
    former one until yesterday. Done when a desk is opened; whoever opens it."""
    content = content_of(desk.rulebook.tolerance)
    with desk.vault.read():
        known = [head for head in rows.heads() if head.origin == STARTER]
    if known and known[-1].digest == digest_of(content):
        return
    # of the office, not of the versions: what may be taken back is only what somebody did
    with desk.vault.write(
        desk.actor, "留存随程序附带的容错清单", noun="office", record_id=desk.office.id
    ) as tx:
        kept = keep_starter(tx, desk.rulebook.tolerance, now=desk.clock(), by=desk.account.name)
        tx.note(kept.name if kept.valid_from is None else f"{kept.name}（自{kept.valid_from:%Y-%m-%d}起）")


def keep_starter(tx: Transaction, rules: ToleranceRules, *, now: datetime, by: str) -> ListVersion:
    """The writing half of `ensure_starter`. The first one is in force from ever, and every review of the time before
    versions were kept was judged by it."""
    content = content_of(rules)
    known = [head for head in rows.heads() if head.origin == STARTER]
    made = ListVersion(
        name=STARTER_NAME,
        origin=STARTER,
        digest=digest_of(content),
        content=content,
        added_at=now,
        added_by=by,
    )
    if not known:
        saved = rows.save(tx, made)
        rows.give_old_reviews(saved.id or 0)
        return saved
    last = known[-1]
    begun = max(now.date(), last.valid_from or now.date())
    if last.valid_from == begun and not rows.reviews_judged_by(last.id or 0):  # a second change on one day
        return rows.save(tx, replace(made, id=last.id, uid=last.uid, valid_from=begun))
    ended = max(begun - timedelta(days=1), last.valid_from or begun - timedelta(days=1))
    rows.end(tx, last.id or 0, ended)
    return rows.save(tx, replace(made, valid_from=begun))
