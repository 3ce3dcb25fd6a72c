"""关账: a month is sent and kept as it was sent, and opened again only with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from jzdesk.domain import months as rules
from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.duties import Duty
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.month_rows import KeptRow, digest_of
from jzdesk.services.corrections import column_kinds, explained, kept_rows_of, refresh_comparison
from jzdesk.services.month_facts import Facts
from jzdesk.services.month_findings import findings
from jzdesk.services.months import WORKBOOK, write_month
from jzdesk.services.overview import RATES, counted_duties
from jzdesk.services.past import look_back
from jzdesk.storage import months as rows
from jzdesk.storage import office
from jzdesk.storage.duties import DutyRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from jzdesk.domain.months import Correction, Month
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

RATE_LISTS = "rates"
"""The 'ledger' of a closed month that holds who was counted in each rate."""

_EARLIER = "earlier"
_DAYS = ("counted_from", "due_on", "warn_on", "done_on")
_NUMBERS = ("person_id", "case_id", "dossier_id", "review_id", "enquiry_id")


def freeze_month(
    desk: Desk, key: str, out: Path, progress: Callable[[int, int], None] | None = None
) -> Changes:
    """关账: the reviewer exports the month a last time. Kept are that very file, every row of every ledger, the figures with
    who is counted in each rate, and the corrections of earlier months it reports. Refused while something grave is found."""
    desk.need(Permission.FREEZE)
    rules.span(key)
    refresh_comparison(desk, key, progress)
    with desk.vault.read():
        facts = Facts(desk, key, progress=progress)
        _refuse(facts)
        # the file, the rows and the lists are of one moment: all is read before anything is written
        kept = _kept(facts)
        corrections = explained(desk, facts.compared.new)
        found, (first, last) = facts.collected, facts.reporting.span(key)
    _, month = write_month(facts, out=out, progress=progress)
    with desk.vault.write(desk.actor, "月报关账", noun="month", record_id=month.id) as tx:
        now = rows.month(key)
        if now is None or now != month:
            raise Refused(f"{rules.title(key)}的月报刚被改动，请重新关账。")
        sent = replace(
            month, state="frozen", first_on=first, last_on=last, frozen_at=desk.clock(),
            frozen_by=desk.account.display_name,
        )  # fmt: skip
        _put_earlier_aside(desk, tx, month)
        rows.save(tx, sent)
        _keep(tx, month.id or 0, kept)
        rows.keep_corrections(tx, month.id or 0, corrections)
        office.attach(
            tx, owner="month", owner_id=month.id or 0, title=f"{rules.title(key)}月报", file_name=out.name, mime=WORKBOOK,
            content=out.read_bytes(), at=desk.clock(), by=desk.account.display_name, position=month.submission,
        )  # fmt: skip
        tx.note(_noted(key, corrections, len(found.ledgers)))
    return Changes(
        touched=Touched.MONTHS,
        message=f"{rules.title(key)}已关账，报送的工作簿和台账已留存。",
        record_id=month.id,
    )


def _refuse(facts: Facts) -> None:
    title = rules.title(facts.key)
    month = rows.month(facts.key)
    if month and month.state == "frozen":
        raise Refused(f"{title}已关账。")
    if facts.reporting.span(facts.key)[1] >= facts.desk.today:
        raise Refused(f"{title}尚未结束，不能关账。")
    grave = [item.text for item in findings(facts) if item.grave]
    if grave:
        more = f"（共{len(grave)}项）" if len(grave) > 1 else ""
        raise Refused(f"还有影响数据的问题未处理{more}：{grave[0]}")


def _noted(key: str, corrections: list[Correction], ledgers: int) -> str:
    said = f"{rules.title(key)}，留存{ledgers}个台账"
    return f"{said}，更正以前月份{len(corrections)}处" if corrections else said


def _kept(facts: Facts) -> Mapping[str, list[KeptRow]]:
    kinds = column_kinds(facts.desk)
    found = {name: kept_rows_of(name, lines, kinds) for name, lines in facts.collected.ledgers.items()}
    return {**found, RATE_LISTS: _rate_lists(facts)}


def _keep(tx: Transaction, month_id: int, kept: Mapping[str, list[KeptRow]]) -> None:
    for item in rows.ledgers(month_id):
        if item.ledger not in kept:
            rows.drop_ledger(tx, month_id, item.ledger)
    for name, lines in kept.items():
        columns = sorted({column for line in lines for column in line.cells})
        about = rows.KeptLedger(ledger=name, count=len(lines), digest=digest_of(lines, columns))
        rows.keep_ledger(tx, month_id, about, lines)


def _put_earlier_aside(desk: Desk, tx: Transaction, month: Month) -> None:
    """The rows of an earlier closing of the same month stay in the vault as files of the month."""
    for item in rows.ledgers(month.id or 0):
        office.attach(
            tx, owner="month", owner_id=month.id or 0, part=_EARLIER, title=f"{rules.title(month.key)}以前关账的台账",
            file_name=f"{month.key}-{item.ledger}.rows", mime="application/zlib",
            content=rows.ledger_content(month.id or 0, item.ledger), at=desk.clock(), by=desk.account.display_name,
            position=month.submission,
        )  # fmt: skip


# -- who is counted in each rate --------------------------------------------------------------------------------------


def _rate_lists(facts: Facts) -> list[KeptRow]:
    desk, past = facts.desk, look_back(facts.desk, facts.collected.span.on)
    return [
        _kept_duty(name, row)
        for name, _, _ in RATES
        for row in counted_duties(desk, name, facts.key, past=past)
    ]


def _kept_duty(rate: str, row: DutyRow) -> KeptRow:
    duty = row.duty
    cells = {
        "rate": rate,
        "name": row.person,
        "unit": row.unit,
        "post": row.post,
        "kind": duty.kind,
        "on": duty.subject,
    }
    cells |= {"excuse": duty.excuse, "why": duty.why, "clause": duty.clause, "part": str(duty.part)}
    cells |= {name: str(value) for name in _NUMBERS if (value := getattr(duty, name)) is not None}
    cells |= {name: value.isoformat() for name in _DAYS if (value := getattr(duty, name)) is not None}
    key = "/".join((rate, duty.kind, duty.subject, str(duty.subject_id), str(duty.part)))
    return KeptRow(
        key=key, subject=duty.subject, id=duty.subject_id, cells={k: v for k, v in cells.items() if v}
    )


def counted_then(desk: Desk, name: str, key: str) -> list[DutyRow]:
    """Who was counted in a rate of a closed month when it was sent, by due day."""
    desk.need(Permission.READ)
    with desk.vault.read():
        month = rows.month(key)
        kept = (
            rows.ledger_rows(month.id, RATE_LISTS) if month and month.id and month.state == "frozen" else []
        )
    return [_duty_again(row) for row in kept if row.cells.get("rate") == name]


def _duty_again(row: KeptRow) -> DutyRow:
    cells = row.cells

    def on(name: str) -> date | None:
        return date.fromisoformat(cells[name]) if name in cells else None

    due = on("due_on") or date.min
    duty = Duty(
        kind=cells["kind"], subject=cells["on"], subject_id=row.id or 0, part=int(cells["part"]),
        counted_from=on("counted_from") or due, due_on=due, warn_on=on("warn_on") or due, done_on=on("done_on"),
        excuse=cells.get("excuse", ""), why=cells.get("why", ""), clause=cells.get("clause", ""),
    )  # fmt: skip
    numbers: dict[str, Any] = {name: int(cells[name]) for name in _NUMBERS if name in cells}
    duty = replace(duty, **numbers)
    return DutyRow(duty, cells.get("name", ""), cells.get("unit", ""), cells.get("post", ""))


def kept_rows(desk: Desk, key: str) -> dict[str, list[KeptRow]]:
    """The ledgers of a closed month as they were sent; {} for one that is open."""
    desk.need(Permission.READ)
    with desk.vault.read():
        month = rows.month(key)
        if month is None or month.id is None or month.state != "frozen":
            return {}
        names = [item.ledger for item in rows.ledgers(month.id) if item.ledger != RATE_LISTS]
        return {name: rows.ledger_rows(month.id, name) for name in names}


# -- opening again ----------------------------------------------------------------------------------------------------


def reopen_month(desk: Desk, key: str, *, why: str) -> Changes:
    """Open a closed month again with a reason; file and rows as they were sent stay in the vault."""
    desk.need(Permission.FREEZE)
    if not why.strip():
        raise RuleError("why", "请写明重新打开的理由。")
    with desk.vault.write(desk.actor, "重新打开月报", noun="month", why=why) as tx:
        month = rows.month(key)
        if month is None or month.state != "frozen":
            raise Refused(f"{rules.title(key)}没有关账。")
        later = [item for item in rows.frozen() if item.key > key]
        if later:
            raise Refused(_in_order(key, later))
        opened = replace(
            month, state="open", reopened_at=desk.clock(), reopened_by=desk.account.display_name,
            reopen_reason=why.strip(),
        )  # fmt: skip
        rows.save(tx, opened)
        tx.record_id = month.id
        tx.note(rules.title(key))
    return Changes(touched=Touched.MONTHS, message=f"{rules.title(key)}已重新打开。", record_id=month.id)


def _in_order(key: str, later: list[Month]) -> str:
    last = rules.title(later[-1].key)
    return f"{last}已关账，它的结转和更正以{rules.title(key)}的报送为准。可先重新打开以后的月份，或者改正记录，由下月作为更正上报。"
