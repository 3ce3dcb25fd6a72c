"""汇总: taking in what the counties send, and accepting it or sending it back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.counties import INTAKE_STATES, County, Intake
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.merge_changes import changes_between, told
from jzdesk.domain.merging import Finding, as_plain
from jzdesk.domain.months import span as month_span
from jzdesk.domain.months import title as month_title
from jzdesk.services import intake_books as books
from jzdesk.services.counties import due_on
from jzdesk.services.intake_context import context_for, plans_of
from jzdesk.services.intake_findings import findings_of
from jzdesk.storage import intakes as rows
from jzdesk.storage import office

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jzdesk.domain.merging import CountyBook
    from jzdesk.services.desk import Desk
    from jzdesk.storage.transaction import Transaction

_SHEET_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """What became of one file: 'taken', 'known' (it is here already) or 'refused'; `text` says it in a sentence."""

    file: str
    state: str
    text: str
    intake_id: int | None = None
    county_name: str = ""
    month: str = ""
    submission: int = 0
    grave: int = 0
    checks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of the files chosen."""

    files: tuple[TakenFile, ...]
    changes: Changes


def take_in(
    desk: Desk,
    paths: Sequence[Path],
    *,
    county_id: int | None = None,
    month: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> TakenIn:
    """Read, check and keep the workbooks of counties, each in a transaction of its own. County and month are those the
    file names; `month` is the one expected, `county_id` the sender where a file does not say (or says it wrong)."""
    desk.need(Permission.WRITE)
    if month:
        month_span(month)
    taken: list[TakenFile] = []
    for done, path in enumerate(paths):
        if progress:
            progress(done, len(paths))
        taken.append(_take_one(desk, path, county_id, month))
    if progress:
        progress(len(paths), len(paths))
    kept = [file for file in taken if file.state == "taken"]
    said = f"收到{len(kept)}份" + (f"，{len(taken) - len(kept)}份没有接收" if len(kept) < len(taken) else "")
    touched = Touched.INTAKE if kept else Touched.NOTHING
    only = kept[0].intake_id if len(kept) == 1 else None
    return TakenIn(files=tuple(taken), changes=Changes(touched=touched, message=f"{said}。", record_id=only))


def _take_one(desk: Desk, path: Path, county_id: int | None, month: str) -> TakenFile:
    from jzdesk.exports.package import digest_of
    from jzdesk.imports.county_book import read_county_book

    try:
        with desk.vault.read():
            known = rows.with_digest(digest_of(path)) if path.is_file() else None
        if known is not None:
            state = INTAKE_STATES.get(known.state, known.state)
            text = f"“{path.name}”已于{known.received_on:%Y-%m-%d}收到过（{known.month}第{known.submission}次，{state}），是同一个文件。"
            return TakenFile(file=path.name, state="known", text=text, intake_id=known.id, month=known.month)
        book = read_county_book(path, plans_of(desk))
        county = _county_of(desk, book, county_id)
        return _keep(desk, path, book, (county, month or book.head.month))
    except RuleError as fault:
        return TakenFile(
            file=path.name, state="refused", text=f"“{path.name}”没有写明月份，请选择月份后接收：{fault.text}"
        )
    except Refused as fault:
        return TakenFile(file=path.name, state="refused", text=fault.text)


def _county_of(desk: Desk, book: CountyBook, county_id: int | None) -> County:
    """Whose file it is: as chosen, else by its code, else by its name."""
    with desk.vault.read():
        counties = rows.counties()
    if county_id is not None:
        chosen = next((c for c in counties if c.id == county_id), None)
        if chosen is None:
            raise Refused("选择的单位已不在名单中。")
        return chosen
    head = book.head
    found = [c for c in counties if head.unit_code and c.code == head.unit_code]
    found = found or [
        c for c in counties if not head.unit_code and head.unit_name and c.name == head.unit_name
    ]
    if not found:
        named = f"“{head.unit_name}”（{head.unit_code}）" if head.unit_code else f"“{head.unit_name}”"
        said = f"的填报单位{named}不在下级单位名单中，请先登记该单位" if head.unit_name or head.unit_code else (
            "没有写明填报单位，请选择单位后接收"
        )  # fmt: skip
        raise Refused(f"“{head.file}”{said}。")
    return found[0]


def _keep(desk: Desk, path: Path, book: CountyBook, place: tuple[County, str]) -> TakenFile:
    county, month = place
    month_span(month)
    found, span = checked(desk, book, county, month)
    content = path.read_bytes()
    with desk.vault.write(desk.actor, "接收下级月报", noun="intake") as tx:
        for other in rows.intakes_of(county.id or 0, month):
            if other.state == "received" and other.submission <= book.head.submission:
                rows.set_values(tx, other.id or 0, {"state": "replaced"})
        saved = rows.save(
            tx,
            Intake(
                county_id=county.id, month=month, submission=book.head.submission, level=book.head.level, state="received",
                file_name=path.name, file_digest=book.head.digest, received_on=desk.today,
                received_by=desk.account.display_name, due_on=due_on(desk, month),
                manifest=books.described(book, span), findings=_as_json(found),
            ),
        )  # fmt: skip
        _keep_rows(tx, saved.id or 0, book)
        office.attach(
            tx, owner="intake", owner_id=saved.id or 0, title=f"{county.name}{month_title(month)}月报", file_name=path.name,
            mime=_SHEET_MIME, content=content, at=desk.clock(), by=desk.account.display_name,
        )  # fmt: skip
        tx.record_id = saved.id
        tx.note(f"{county.name}{month_title(month)}月报第{book.head.submission}次 {path.name}")
    grave, checks = _open_counts(desk, found)
    text = f"{county.name}{month_title(month)}月报第{book.head.submission}次已收到，{_said(grave, checks)}。"
    return TakenFile(
        file=path.name, state="taken", text=text, intake_id=saved.id, county_name=county.name, month=month,
        submission=book.head.submission, grave=grave, checks=checks,
    )  # fmt: skip


def _said(grave: int, checks: int) -> str:
    parts = [f"{count}处{word}" for count, word in ((grave, "须改正"), (checks, "须核实")) if count]
    return "、".join(parts) or "没有发现问题"


def checked(
    desk: Desk, book: CountyBook, county: County, month: str, own: int | None = None
) -> tuple[list[Finding], tuple[str, str]]:
    """The findings of a file and the days it covers; `own` is its key where it is kept already."""
    context = context_for(desk, book, county, month, own)
    found = books.check_book(book, context, code=county.code, name=county.name)
    return told(books.without_twins(found)), books.span_of_head(book.head, context.wanted)


def _keep_rows(tx: Transaction, intake_id: int, book: CountyBook) -> None:
    from jzdesk.domain.month_rows import digest_of

    for code, ledger in book.ledgers.items():
        keys = [column.key for column in ledger.columns if column.key]
        digest = digest_of(ledger.rows, keys)
        rows.keep_ledger(
            tx, intake_id, code, count=len(ledger.rows), digest=digest, content=books.pack(ledger)
        )


def _as_json(found: Sequence[Finding]) -> str:
    return json.dumps(as_plain(found), ensure_ascii=False, separators=(",", ":"))


def _open_counts(desk: Desk, found: Sequence[Finding]) -> tuple[int, int]:
    """(须改正, 须核实) that are still open."""
    from jzdesk.services.intake_findings import judged

    with desk.vault.read():
        open_ = [item for item in judged(found) if item.open]
    grave = sum(item.grave for item in open_)
    return grave, len(open_) - grave


# -- decisions ----------------------------------------------------------------------------------------------------------


def accept(desk: Desk, intake_id: int, *, reason: str = "") -> Changes:
    """Take a month as final. What must be put right is open, or the month says otherwise than the one accepted before: only
    with a reason."""
    desk.need(Permission.REVIEW)
    with desk.vault.write(
        desk.actor, "接收确认下级月报", noun="intake", record_id=intake_id, why=reason.strip()
    ) as tx:
        item, county = _pending(intake_id, ("received", "returned"))
        grave = [f for f in findings_of(item) if f.grave and f.open]
        if grave and not reason.strip():
            raise RuleError(
                "reason", f"还有{len(grave)}处须改正的问题（{grave[0].title}等），确实要接收的，请写明理由。"
            )
        earlier = rows.accepted(county.id or 0, item.month)
        if earlier is not None and not reason.strip() and _differs(earlier.id or 0, intake_id):
            raise RuleError(
                "reason",
                f"{item.month}已接收过第{earlier.submission}次报送，内容有变化，请写明改用这一次的理由。",
            )
        if earlier is not None:
            rows.set_values(tx, earlier.id or 0, {"state": "replaced"})
            tx.concerns("intake", earlier.id or 0)
        _decide(desk, tx, intake_id, "accepted", reason.strip())
        tx.note(_named(county, item))
    return _done(tx.seq, intake_id, f"{_named(county, item)}已接收。")


def _differs(one: int, other: int) -> bool:
    kept = [rows.intake(one), rows.intake(other)]
    read = [
        {code: books.kept_of(item.manifest).ledger(code, content) for code, content in rows.ledgers(item.id or 0).items()}
        for item in kept if item is not None
    ]  # fmt: skip
    return len(read) < len(kept) or bool(changes_between(read[0], read[1]))


def return_to(desk: Desk, intake_id: int, *, reason: str) -> Changes:
    """Send a month back to its county, with the reason."""
    desk.need(Permission.REVIEW)
    if not reason.strip():
        raise RuleError("reason", "请写明退回的理由。")
    with desk.vault.write(
        desk.actor, "退回下级月报", noun="intake", record_id=intake_id, why=reason.strip()
    ) as tx:
        item, county = _pending(intake_id, ("received", "accepted"))
        _decide(desk, tx, intake_id, "returned", reason.strip())
        tx.note(_named(county, item))
    return _done(tx.seq, intake_id, f"{_named(county, item)}已退回。")


def reopen(desk: Desk, intake_id: int, *, why: str) -> Changes:
    """Take a decision back: the month is received again, and nothing more."""
    desk.need(Permission.REVIEW)
    if not why.strip():
        raise RuleError("why", "请写明撤销的理由。")
    with desk.vault.write(
        desk.actor, "撤销对下级月报的处理", noun="intake", record_id=intake_id, why=why.strip()
    ) as tx:
        item, county = _pending(intake_id, ("accepted", "returned"))
        rows.set_values(
            tx, intake_id, {"state": "received", "decided_on": None, "decided_by": "", "reason": ""}
        )
        if item.state == "accepted":
            _back_in_place(tx, item, "accepted")
        tx.note(_named(county, item))
    return _done(tx.seq, intake_id, f"{_named(county, item)}恢复为已收到。")


def remove(desk: Desk, intake_id: int, *, why: str) -> Changes:
    """Into the recycle bin: a file taken in by mistake, about which nothing was decided."""
    desk.need(Permission.WRITE)
    if not why.strip():
        raise RuleError("why", "请写明删除的理由。")
    with desk.vault.write(
        desk.actor, "删除下级月报", noun="intake", record_id=intake_id, why=why.strip()
    ) as tx:
        item, county = _pending(intake_id, ("received", "replaced"))
        rows.delete(tx, intake_id, desk.clock())
        if item.state == "received":
            _back_in_place(tx, item, "received")
        tx.note(_named(county, item))
    return _done(tx.seq, intake_id, f"{_named(county, item)}已删除。")


def _back_in_place(tx: Transaction, item: Intake, state: str) -> None:
    """The file that this one had taken the place of holds again."""
    for other in rows.intakes_of(item.county_id or 0, item.month):
        if (
            other.id != item.id
            and other.state == "replaced"
            and bool(other.decided_on) == (state == "accepted")
        ):
            rows.set_values(tx, other.id or 0, {"state": state})
            tx.concerns("intake", other.id or 0)
            return


def check_again(desk: Desk, intake_id: int) -> Changes:
    """Read the file kept once more and look at it anew: the month before may have been accepted since."""
    desk.need(Permission.WRITE)
    from jzdesk.imports.county_book import read_county_book

    with desk.vault.read():
        item, county = _pending(intake_id, tuple(INTAKE_STATES))
        content = _content(intake_id)
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(item.file_name).name or "月报.xlsx")
        path.write_bytes(content)
        book = read_county_book(path, plans_of(desk))
    found, _ = checked(desk, book, county, item.month, intake_id)
    with desk.vault.write(desk.actor, "重新核对下级月报", noun="intake", record_id=intake_id) as tx:
        rows.set_values(tx, intake_id, {"findings": _as_json(found)})
        tx.note(_named(county, item))
    grave, checks = _open_counts(desk, found)
    return _done(tx.seq, intake_id, f"{_named(county, item)}已重新核对，{_said(grave, checks)}。")


def original(desk: Desk, intake_id: int, out: Path) -> Path:
    """The file as it came."""
    desk.need(Permission.EXPORT)
    from jzdesk.exports.package import written_aside

    with desk.vault.read():
        content = _content(intake_id)
    with written_aside(out) as aside:
        aside.write_bytes(content)
    desk.vault.log(desk.actor, "导出下级月报原件", noun="intake", record_id=intake_id, summary=out.name)
    return out


def _content(intake_id: int) -> bytes:
    kept = office.attachments("intake", intake_id)
    content = office.attachment_content(kept[-1].id) if kept else None
    if content is None:
        raise Refused("这份月报的原件已不在库中。")
    return content


def _pending(intake_id: int, states: Sequence[str]) -> tuple[Intake, County]:
    """A file in one of the states, with its county. Call it inside a read or a write."""
    item = rows.intake(intake_id)
    county = rows.county(item.county_id or 0) if item else None
    if item is None or county is None:
        raise Refused("这份月报已不在库中，请刷新后再试。")
    if item.state not in states:
        raise Refused(f"{_named(county, item)}现为“{INTAKE_STATES[item.state]}”，不能这样处理。")
    return item, county


def _decide(desk: Desk, tx: Transaction, intake_id: int, state: str, reason: str) -> None:
    values = {
        "state": state,
        "decided_on": desk.today,
        "decided_by": desk.account.display_name,
        "reason": reason,
    }
    rows.set_values(tx, intake_id, values)


def _named(county: County, item: Intake) -> str:
    return f"{county.name}{month_title(item.month)}月报第{item.submission}次"


def _done(seq: int | None, intake_id: int, message: str) -> Changes:
    return Changes(touched=Touched.INTAKE, message=message, record_id=intake_id, audit_seq=seq)
