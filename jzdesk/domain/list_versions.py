"""Versions of the tolerance lists: what was in force when, kept word for word for the reviews judged by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

STARTER = "starter"
IMPORTED = "import"
ORIGIN_NAMES: dict[str, str] = {STARTER: "随程序附带", IMPORTED: "从 Excel 导入"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersion:
    """One version: the county's document, its span, and `content`, the lists as JSON of the tables of
    resources/rules/tolerance.toml. `origin` is STARTER (came with the program) or IMPORTED; `digest` tells whether
    two versions say the same."""

    id: int | None = None
    uid: str = ""
    name: str = ""
    document_number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    origin: str = IMPORTED
    digest: str = ""
    content: str = ""
    added_at: datetime | None = None
    added_by: str = ""
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day, both ends included."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


def version_on(versions: Iterable[ListVersion], day: date) -> ListVersion | None:
    """The version in force on a day: the county's own goes before what came with the program, which is in force
    wherever there is none; of several the one that began last. None only when there is none at all."""
    fitting = [v for v in versions if v.holds_on(day)]
    return max(fitting, key=_rank, default=None)


def _rank(version: ListVersion) -> tuple[bool, date, int]:
    return version.origin != STARTER, version.valid_from or date.min, version.id or 0


class VersionState(StrEnum):
    """Where a version stands on a day."""

    IN_FORCE = "in_force"
    COMING = "coming"
    ENDED = "ended"
    STANDBY = "standby"


STATE_NAMES: dict[VersionState, str] = {
    VersionState.IN_FORCE: "现行",
    VersionState.COMING: "将施行",
    VersionState.ENDED: "已停用",
    VersionState.STANDBY: "备用",
}


def state_of(version: ListVersion, versions: Iterable[ListVersion], day: date) -> VersionState:
    """In force, coming, ended; or on standby: what came with the program, while the county has a version of its own."""
    now = version_on(versions, day)
    if now is not None and now.id == version.id:
        return VersionState.IN_FORCE
    if version.valid_from is not None and version.valid_from > day:
        return VersionState.COMING
    return VersionState.STANDBY if version.holds_on(day) else VersionState.ENDED


def span_words(version: ListVersion) -> str:
    """Its span as it is told."""
    if version.valid_from is None:
        return "至今" if version.valid_to is None else f"至 {version.valid_to:%Y-%m-%d}"
    return f"{version.valid_from:%Y-%m-%d} 至 " + (
        f"{version.valid_to:%Y-%m-%d}" if version.valid_to else "今"
    )


LONGEST = 100


@dataclass(frozen=True, slots=True)
class Placed:
    """A version among the others: those that end because it begins, and what is to be said of its span."""

    closed: tuple[ListVersion, ...] = ()
    cautions: tuple[str, ...] = ()


def place(new: ListVersion, others: Sequence[ListVersion], *, today: date) -> Placed:
    """Where a version of the county's own stands among the others of its own. An earlier one without an end closes on
    the day before; any other overlap is refused. RuleError names the field."""
    _check_words(new)
    if new.valid_from is None:
        raise RuleError("valid_from", "请填写施行日期。")
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise RuleError("valid_to", "停用日期早于施行日期。")
    own = [v for v in others if v.origin != STARTER and v.id != new.id]
    closed = []
    for other in own:
        if _apart(new, other):
            continue
        begun = other.valid_from or date.min
        if begun < new.valid_from and other.valid_to is None:
            closed.append(replace(other, valid_to=new.valid_from - timedelta(days=1)))
        elif begun > new.valid_from and new.valid_to is None:
            last = begun - timedelta(days=1)
            raise RuleError(
                "valid_to", f"“{other.name}”自{begun:%Y-%m-%d}起施行，请填写停用日期，最晚为{last:%Y-%m-%d}。"
            )
        else:
            raise RuleError(
                "valid_from",
                f"与“{other.name}”的施行期间（{span_words(other)}）重叠，请改日期，或者先停用该版。",
            )
    return Placed(tuple(closed), tuple(_cautions(new, own, closed, today)))


def _check_words(new: ListVersion) -> None:
    if not new.name.strip():
        raise RuleError("name", "请填写这一版清单的名称。")
    for key, title in (("name", "名称"), ("document_number", "文号")):
        if len(getattr(new, key)) > LONGEST:
            raise RuleError(key, f"{title}超过{LONGEST}字。")


def overlapping(versions: Sequence[ListVersion]) -> tuple[ListVersion, ListVersion] | None:
    """Two versions that would both be in force on some day."""
    pairs = ((one, other) for at, one in enumerate(versions) for other in versions[at + 1 :])
    return next((pair for pair in pairs if not _apart(*pair)), None)


def _apart(one: ListVersion, other: ListVersion) -> bool:
    first, second = sorted((one, other), key=lambda v: v.valid_from or date.min)
    return first.valid_to is not None and first.valid_to < (second.valid_from or date.min)


def _cautions(
    new: ListVersion, own: Sequence[ListVersion], closed: Sequence[ListVersion], today: date
) -> Iterable[str]:
    begun = new.valid_from or today
    for other in closed:
        yield f"“{other.name}”到{other.valid_to:%Y-%m-%d}为止停用。"
    ended = [v.valid_to for v in own if v.valid_to is not None and v.valid_to < begun]
    if ended and not closed and max(ended) + timedelta(days=1) < begun:
        first, last = max(ended) + timedelta(days=1), begun - timedelta(days=1)
        yield f"{first:%Y-%m-%d}至{last:%Y-%m-%d}没有本县清单，这期间申请的按随程序附带的清单认定。"
    if not new.document_number.strip():
        yield "没有填写文号，审查和台账中不能引用本县文件。"
    if new.valid_to is not None and new.valid_to < today:
        yield "停用日期已过，只用于补记以前的审查。"
