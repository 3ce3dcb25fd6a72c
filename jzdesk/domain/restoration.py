"""恢复党员权利: the steps that lead to it after 留党察看, and what is still missing (domain notes §1.1)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from jzdesk.domain.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Mapping

STEPS: tuple[tuple[str, str], ...] = (
    ("applied_on", "本人申请（或者支部提出）"),
    ("inspected_on", "支部考察"),
    ("published_to", "公示期满"),
    ("meeting_on", "支部大会讨论表决"),
    ("committee_on", "基层党委审议"),
    ("approved_on", "有审批权限的党委（党组）批准"),
    ("copied_on", "抄送原处分决定机关"),
)
"""In their order; the field that holds the day of each."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "applied_on": "本人申请日期", "inspected_on": "支部考察日期", "inspectors": "考察人", "opinion": "考察意见",
        "published_from": "公示开始", "published_to": "公示期满", "objections": "公示反映", "meeting_on": "支部大会日期",
        "due": "应到党员", "present": "实到", "yes": "赞成", "committee": "基层党委", "committee_on": "审议日期",
        "approver": "批准机关", "approved_on": "批准日期", "copied_on": "抄送原决定机关", "reason": "缺项理由",
    }
)  # fmt: skip
"""Every field in the words of the form, in its order."""

_UNITS = {"due": "人", "present": "人", "yes": "票"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """The steps as far as they have come. Votes: `due` have the right to vote (the person himself abstains), `present`
    came, `yes` agreed. `reason` says why something is missing. Kept as the details of the execution item 'restore'."""

    applied_on: date | None = None
    inspected_on: date | None = None
    inspectors: str = ""
    opinion: str = ""
    published_from: date | None = None
    published_to: date | None = None
    objections: str = ""
    meeting_on: date | None = None
    due: int | None = None
    present: int | None = None
    yes: int | None = None
    committee: str = ""
    committee_on: date | None = None
    approver: str = ""
    approved_on: date | None = None
    copied_on: date | None = None
    reason: str = ""

    def details(self) -> dict[str, str]:
        """As an execution item keeps them: texts by field name, without the empty ones."""
        return {name: str(value) for name, value in asdict(self).items() if value not in (None, "")}

    @classmethod
    def of(cls, details: Mapping[str, str]) -> Restoration:
        """From the details of an execution item; unknown names are left out."""
        values: dict[str, object] = {}
        for field in fields(cls):
            text = details.get(field.name, "")
            if field.name.endswith(("_on", "_from", "_to")):
                values[field.name] = date.fromisoformat(text) if text else None
            elif field.name in ("due", "present", "yes"):
                values[field.name] = int(text) if text else None
            else:
                values[field.name] = text
        return cls(**values)  # type: ignore[arg-type]

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps not yet taken, by name."""
        return tuple(name for field, name in STEPS if getattr(self, field) is None)

    @property
    def vote_fault(self) -> str:
        """Why the branch meeting did not carry it; '' when it did or has not been held."""
        if self.meeting_on is None or not self.due:
            return ""
        present, yes = self.present or 0, self.yes or 0
        if 2 * present < self.due:
            return f"应到有表决权的党员{self.due}人，实到{present}人，不足半数，支部大会无效。"
        if 2 * yes <= self.due:
            return f"赞成{yes}票，没有超过应到有表决权党员{self.due}人的半数，决议不能通过。"
        return ""


def said(details: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Label and value of the steps as an execution item keeps them, in the order of the form."""
    known = [(label, f"{details[name]}{_UNITS.get(name, '')}") for name, label in LABELS.items() if details.get(name)]
    return (*known, *((name, text) for name, text in details.items() if name not in LABELS and text))


def check(item: Restoration, *, restored_on: date | None, probation_end: date, on: date) -> None:
    """Refuse steps out of order or in the future, impossible counts, a restoration before the probation has run, and
    one with steps missing or a vote lost and no reason given."""
    _check_order(item, restored_on, on)
    _check_votes(item)
    if restored_on is None:
        return
    if restored_on < probation_end:
        raise RuleError("on", f"留党察看期至{probation_end:%Y-%m-%d}，不得提前恢复权利。")
    if item.vote_fault:
        raise RuleError("yes", item.vote_fault)
    if item.missing and not item.reason.strip():
        raise RuleError("reason", f"恢复党员权利的程序还缺：{'、'.join(item.missing)}。请补齐或者说明理由。")


def _check_order(item: Restoration, restored_on: date | None, on: date) -> None:
    names = dict(STEPS) | {"published_from": "公示开始"}
    for name, word in names.items():
        day = getattr(item, name)
        if day and day > on:
            raise RuleError(name, f"{word}的日期晚于今天。")
    order = ("inspected_on", "published_from", "published_to", "meeting_on", "committee_on", "approved_on", "copied_on")
    before: tuple[str, date] | None = None
    for name in order:
        day = getattr(item, name)
        if day is None:
            continue
        if before and day < before[1]:
            raise RuleError(name, f"{names[name]}的日期早于{names[before[0]]}。")
        before = (name, day)
    if restored_on and restored_on > on:
        raise RuleError("on", "恢复日期晚于今天。")


def _check_votes(item: Restoration) -> None:
    if item.meeting_on and (item.due is None or item.present is None or item.yes is None):
        name = next(n for n in ("due", "present", "yes") if getattr(item, n) is None)
        word = {"due": "应到有表决权的党员人数", "present": "实到人数", "yes": "赞成票数"}[name]
        raise RuleError(name, f"请填写支部大会的{word}。")
    if item.due is not None and item.present is not None and item.present > item.due:
        raise RuleError("present", "实到人数多于应到人数。")
    if item.present is not None and item.yes is not None and item.yes > item.present:
        raise RuleError("yes", "赞成票多于实到人数。")
