"""What the office decides for itself: its name, and how the last day of a period is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jzdesk.domain.accounts import Permission
from jzdesk.domain.changes import Changes, Touched
from jzdesk.domain.dates import END_RULE_NAMES, EndRule
from jzdesk.domain.errors import RuleError
from jzdesk.services.duties import rebuild
from jzdesk.storage import office as rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from jzdesk.services.desk import Desk


def change_end_rule(
    desk: Desk, rule: EndRule, *, why: str, progress: Callable[[int, int], None] | None = None
) -> Changes:
    """Count the last day of every period another way, and all that hangs on it again (domain.md §1.6)."""
    desk.need(Permission.CHANGE_RULES)
    if not why.strip():
        raise RuleError("why", "请写明修改届满日算法的理由。")
    if rule == desk.end_rule:
        return Changes(touched=Touched.NOTHING, message="届满日算法没有变化。")
    before = desk.office
    changed = replace(before, end_rule=rule.value)
    with desk.vault.write(desk.actor, "修改届满日算法", noun="office", record_id=before.id, why=why.strip()) as tx:
        rows.save(tx, changed)
        tx.note(END_RULE_NAMES[rule])
        desk.office = changed
        try:
            rebuild(desk, progress)
        except BaseException:
            desk.office = before
            raise
    return Changes(touched=Touched.ALL, message=f"届满日改按“{END_RULE_NAMES[rule]}”计算，全部期限已重新计算。")


def rename_office(desk: Desk, unit_name: str, *, why: str) -> Changes:
    """Change the name of the unit as it stands on ledgers and forms."""
    desk.need(Permission.CHANGE_RULES)
    if not unit_name.strip():
        raise RuleError("unit_name", "请填写本单位名称。")
    if not why.strip():
        raise RuleError("why", "请写明修改单位名称的理由。")
    changed = replace(desk.office, unit_name=unit_name.strip())
    with desk.vault.write(desk.actor, "修改单位名称", noun="office", record_id=changed.id, why=why.strip()) as tx:
        rows.save(tx, changed)
        tx.note(changed.unit_name)
    desk.office = changed
    return Changes(touched=Touched.RULES, message=f"单位名称已改为“{changed.unit_name}”。")
