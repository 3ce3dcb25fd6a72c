"""导入: writing a plan, all of it or nothing, as one audit entry; the register of runs, and taking one back."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.import_runs import KINDS, ImportRun
from jzdesk.services import archive_locks
from jzdesk.services.duty_batches import refresh_people
from jzdesk.services.import_kinds import CHANGED, CHOICE, FAULT, NEW, REPEAT, SAME, Written
from jzdesk.storage import import_runs as rows
from jzdesk.storage import office

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from jzdesk.domain.dossiers import Dossier
    from jzdesk.services.desk import Desk
    from jzdesk.services.import_plans import Plan
    from jzdesk.storage.transaction import Transaction

MAPPING = "import_mapping"
"""The setting that remembers, per kind and heading, which columns were taken for which fields."""
MOST_MAPPINGS = 200
TOUCHED = (
    Touched.CASES | Touched.PEOPLE | Touched.UNITS | Touched.DOSSIERS | Touched.DUTIES | Touched.TOLERANCE
)
SINCE = "试导入之后库内数据有改动，第{row}行的结果与试导入时不同，没有导入任何内容，请重新试导入后再导入。"


def apply_import(
    desk: Desk, plan: Plan, *, leave_out: bool = False, progress: Callable[[int, int], None] | None = None
) -> Changes:
    """Write the new and changed rows of a plan. Refused while a person has yet to decide on a row, while rows are faulty
    (unless they are to be left out), and where records changed since so that a row would turn out otherwise. What
    `progress` raises cancels: nothing is written."""
    desk.need(Permission.WRITE)
    if plan.nothing:
        return Changes(touched=Touched.NOTHING, message=plan.nothing)
    if plan.waiting:
        raise Refused(f"还有{plan.waiting}行没有认定是哪一个人，请逐行认定后再导入。")
    if plan.faulty and not leave_out:
        raise Refused(
            f"有{plan.faulty}行存在问题，没有导入任何内容；请改正后重新试导入，或者选择不导入这些行。"
        )
    if not plan.written:
        raise Refused("没有可以导入的行，请改正问题后重新试导入。")
    name = KINDS[plan.kind.code]
    with desk.vault.write(desk.actor, f"导入旧台账（{name}）", noun=rows.NOUN) as tx:
        work = _Work(desk, tx, plan, progress)
        work.write()
        run = rows.save(tx, work.run())
        tx.record_id = run.id
        _remember(plan)
        said = f"{name}：新增{run.added}行，修改{run.changed}行"
        rest = f"，{run.left_out}行没有导入" if run.left_out else ""
        tx.sum_up(f"“{run.file_name}”{said}{rest}")
    message = f"已导入“{run.file_name}”，{said}{rest}。"
    return Changes(touched=TOUCHED, message=message, record_id=run.id, audit_seq=tx.seq)


class _Work:
    """One run: the rows first, then what follows for the people."""

    def __init__(
        self, desk: Desk, tx: Transaction, plan: Plan, progress: Callable[[int, int], None] | None
    ) -> None:
        self.desk, self.tx, self.plan = desk, tx, plan
        self.progress = progress
        self.made: set[int] = set()
        self.people: dict[int, None] = {}
        self.archived: list[tuple[Dossier, object]] = []
        self.counts: Counter[str] = Counter()

    def write(self) -> None:
        """Judge every row again, on what is on record now, and write those that bring something."""
        plan, tx = self.plan, self.tx
        steps = 2 * plan.total

        def tell(done: int, _total: int) -> None:
            if self.progress:
                self.progress(done, steps)

        shelved: dict[int, tuple[Dossier, list[object]]] = {}
        for row, verdict in plan.judging.verdicts(plan.choices, made=self.made, progress=tell):
            if verdict.outcome != plan.outcome(row.number):
                raise Refused(SINCE.format(row=row.number))
            self.counts[verdict.outcome] += 1
            if verdict.write is None:
                continue
            try:
                written: Written = verdict.write(self.desk, tx)
            except RuleError as fault:
                raise Refused(f"第{row.number}行不能导入：{fault.text}") from fault
            self.made.update(written.made)
            self.people |= dict.fromkeys(written.people)
            for noun, key in written.concerns:
                tx.concerns(noun, key)
            for dossier, day in written.archived:
                shelved.setdefault(dossier.id or 0, (dossier, []))[1].append(day)

        def follow(done: int, total: int) -> None:
            if self.progress:
                self.progress(plan.total + plan.total * done // max(total, 1), steps)

        refresh_people(self.desk, tx, list(self.people), follow)
        for dossier, days in shelved.values():
            archive_locks.follow(self.desk, tx, dossier, *days)  # type: ignore[arg-type]

    def run(self) -> ImportRun:
        """What is kept of the run."""
        source, counts = self.plan.source, self.counts
        mapping = dict(sorted(source.columns.items(), key=lambda pair: pair[1]))
        return ImportRun(
            kind=self.plan.kind.code, file_name=source.file_name, file_digest=source.digest, sheet=source.sheet,
            mapping=json.dumps(mapping, ensure_ascii=False), rows=self.plan.total, added=counts[NEW],
            changed=counts[CHANGED], unchanged=counts[SAME], left_out=counts[FAULT] + counts[CHOICE] + counts[REPEAT],
            done_at=self.desk.clock(), done_by=self.desk.account.name,
        )  # fmt: skip


# ---- which columns were taken for which fields, remembered


def remembered(kind: str, signature: str) -> dict[int, str]:
    """The columns taken last time for a heading of this kind: column → field key. Call it inside a read."""
    known = json.loads(office.setting(MAPPING) or "{}")
    return {int(column): key for column, key in known.get(f"{kind} {signature}", {}).items()}


def _remember(plan: Plan) -> None:
    source = plan.source
    if not source.signature:
        return
    known: dict[str, Mapping[str, str]] = json.loads(office.setting(MAPPING) or "{}")
    known.pop(f"{plan.kind.code} {source.signature}", None)
    known[f"{plan.kind.code} {source.signature}"] = {
        str(column): key for key, column in source.columns.items()
    }
    kept = dict(list(known.items())[-MOST_MAPPINGS:])
    office.keep_setting(MAPPING, json.dumps(kept, ensure_ascii=False))


# ---- the register of runs


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run in the register; `undone` says who took it back and when, `why_not` why it cannot be taken back."""

    id: int
    seq: int
    kind: str
    kind_name: str
    file_name: str
    done_at: datetime
    done_by: str
    summary: str
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    undone: str = ""
    why_not: str = ""

    @property
    def can_undo(self) -> bool:
        """Whether it may be tried."""
        return not self.why_not


def list_runs(desk: Desk, *, limit: int = 100) -> list[RunRow]:
    """Every run of an import, the latest first, those taken back among them."""
    desk.need(Permission.READ)
    with desk.vault.read() as database:
        entries = rows.entries(database, limit=limit * 3)
        known = rows.runs({entry.run_id for entry in entries})
    acts: dict[int, list[rows.RunEntry]] = {}
    for entry in reversed(entries):
        acts.setdefault(entry.run_id, []).append(entry)
    made = [_run_row(desk, list_, known.get(run_id)) for run_id, list_ in acts.items() if _is_run(list_[0])]
    return sorted(made, key=lambda row: -row.seq)[:limit]


def _is_run(entry: rows.RunEntry) -> bool:
    return entry.action.startswith("导入旧台账")


def _run_row(desk: Desk, acts: list[rows.RunEntry], run: ImportRun | None) -> RunRow:
    first, last = acts[0], acts[-1]
    undone = f"{last.account}于{last.at:%Y-%m-%d %H:%M}撤回" if run is None else ""
    why_not = (
        "已经撤回" if run is None else "" if last.account == desk.account.name else "只能撤回本账户自己的导入"
    )
    kinds = {name: code for code, name in KINDS.items()}
    kind_name = first.action.partition("（")[2].removesuffix("）")
    name = first.summary.partition("“")[2].partition("”")[0]
    row = RunRow(
        id=first.run_id, seq=last.seq, kind=kinds.get(kind_name, ""), kind_name=kind_name, file_name=name,
        done_at=first.at, done_by=first.account, summary=first.summary, undone=undone, why_not=why_not,
    )  # fmt: skip
    if run is None:
        return row
    return replace(row, rows=run.rows, added=run.added, changed=run.changed, unchanged=run.unchanged,
                   left_out=run.left_out)  # fmt: skip


def undo_run(desk: Desk, run_id: int) -> Changes:
    """Take a run back: what it added is gone, what it changed is as before. Refused where any of it was changed since."""
    from jzdesk.services.history import take_back

    desk.need(Permission.WRITE)
    with desk.vault.read() as database:
        entries = rows.entries(database, run_id=run_id)
        known = rows.get(run_id)
    if known is None or not entries:
        raise Refused("这次导入已经撤回，请刷新列表。")
    return take_back(desk, entries[0].seq)
