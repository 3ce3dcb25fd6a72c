"""The findings kept with a file, and what people decided about them; what was decided holds for later months."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.counties import Verdict
from jzdesk.domain.errors import Refused, RuleError
from jzdesk.domain.merging import Finding, from_plain
from jzdesk.storage import intakes as rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jzdesk.domain.counties import Intake
    from jzdesk.services.desk import Desk

VERDICTS = {"not_duplicate": "不是重复", "explained": "已核实，属实"}
"""What a person may say of a finding."""


def findings_of(item: Intake) -> list[Finding]:
    """The findings of a file with the verdicts. Call it inside a read or a write."""
    return judged(from_plain(json.loads(item.findings) if item.findings else []))


def judged(found: Sequence[Finding]) -> list[Finding]:
    """Findings with what was decided about each. Call it inside a read or a write."""
    said = rows.verdicts_of((item.rule, item.key) for item in found if item.key)
    made = []
    for item in found:
        verdict = said.get((item.rule, item.key))
        made.append(
            replace(item, verdict=verdict.verdict, reason=verdict.reason) if verdict and item.key else item
        )
    return made


def give_verdict(desk: Desk, found: Finding, verdict: str, *, reason: str) -> Changes:
    """Say that what was found is right as it stands, with the reason."""
    desk.need(Permission.WRITE)
    if verdict not in VERDICTS:
        raise RuleError("verdict", "请选择认定的结果。")
    if not reason.strip():
        raise RuleError("reason", "请写明核实的情况。")
    if not found.decidable:
        raise Refused(f"“{found.title}”须由报送单位改正，不能认定为属实。")
    with desk.vault.write(desk.actor, "认定汇总问题", noun="intake_verdict", why=reason.strip()) as tx:
        saved = rows.save_verdict(
            tx,
            Verdict(
                rule=found.rule, key=found.key, verdict=verdict, reason=reason.strip(), decided_on=desk.today,
                decided_by=desk.account.display_name,
            ),
        )  # fmt: skip
        tx.record_id = saved.id
        tx.note(f"{found.title}：{VERDICTS[verdict]}。{found.place} {found.text}")
    return Changes(touched=Touched.INTAKE, message=f"已认定：{VERDICTS[verdict]}。", audit_seq=tx.seq)


def take_verdict_back(desk: Desk, found: Finding, *, why: str) -> Changes:
    """Forget what was decided about a finding: it is open again."""
    desk.need(Permission.WRITE)
    if not why.strip():
        raise RuleError("why", "请写明撤销认定的理由。")
    with desk.vault.write(desk.actor, "撤销汇总问题的认定", noun="intake_verdict", why=why.strip()) as tx:
        if not rows.remove_verdict(tx, found.rule, found.key):
            raise Refused("这一问题没有认定过，请刷新后再试。")
        tx.note(f"{found.title}：{found.text}")
    return Changes(touched=Touched.INTAKE, message="已撤销认定，问题重新列为待核实。", audit_seq=tx.seq)


def verdicts(desk: Desk) -> list[Verdict]:
    """Everything that was decided, the latest first."""
    desk.need(Permission.READ)
    with desk.vault.read():
        return rows.verdicts()
