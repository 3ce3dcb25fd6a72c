"""Changing or confirming one rule: its values, its clause, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jzdesk.domain.rule_edits import CLAUSE, DEFAULT
from jzdesk.ui.common.fields import CheckField, Choice, ChoiceField, IntField, LongText, TextField
from jzdesk.ui.common.form import RecordForm

if TYPE_CHECKING:
    from jzdesk.domain.rule_edits import Entry, Value
    from jzdesk.ui.common.fields import Field

MOST = 99_999
WIDTH = 420


class RuleForm(RecordForm):
    """Reads to the values to lay over the entry, and the reason."""

    def __init__(self, name: str, entry: Entry, *, together: bool = False) -> None:
        """`together`: the entry is confirmed with the others of its group."""
        super().__init__(f"修改或者确认：{name}", save_text="保存并重新计算")
        self._entry = entry
        part = self.section("本县的规定")
        for value in entry.values:
            self.add(part, value.key, value.label, _field(value))
        if entry.clause is not None:
            self.add(part, CLAUSE, "依据", LongText(lines=3, chars=30), required=True)
        hint = "同组各项一并确认。" if together else ""
        self.add(part, DEFAULT, "", CheckField("已经本县研究确认，不再标为默认"), hint=hint)
        why = self.section("")
        self.add(
            why, "why", "理由", TextField(chars=30, max_length=200), required=True, hint="写入审计日志。"
        )
        for name_ in (CLAUSE, "why"):
            if name_ in self.rows:
                self.rows[name_].field.editors()[0].setMinimumWidth(WIDTH)
        given: dict[str, Any] = {value.key: value.now for value in entry.values}
        self.set_values(
            {**given, CLAUSE: entry.clause, DEFAULT: True}
            if entry.clause is not None
            else {**given, DEFAULT: True}
        )

    def read(self) -> tuple[dict[str, Any], str]:
        """What to lay over the entry, and why."""
        values = self.values()
        why = str(values.pop("why"))
        return {**values, DEFAULT: not values[DEFAULT]}, why


def _field(value: Value) -> Field:
    if value.kind == "flag":
        return CheckField("是")
    if value.kind == "choice":
        return ChoiceField([Choice(code, words) for code, words in value.choices])
    return IntField(least=0, most=MOST)
