"""批量标记送达: one day, one person and one way of delivery for the decisions of many cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jzdesk.domain.duties import DutyKind
from jzdesk.ui.cases.execution_fields import add_fields, read_details
from jzdesk.ui.common.fields import TextField
from jzdesk.ui.common.many_form import ManyForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jzdesk.ui.common.frame import Frame

HINT = "不能标记的案件（已送达、尚未决定、在回收站等）不予办理，并逐一说明原因。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What holds for all of them."""

    on: date
    by: str
    details: Mapping[str, str]


class DeliverForm(ManyForm):
    """`read()` gives the Delivery. What differs from person to person (the signature) is recorded case by case."""

    def __init__(self, frame: Frame, people: Sequence[str], total: int) -> None:
        super().__init__(frame, "批量标记送达", people, total=total)
        self.template = frame.desk.rulebook.execution.items[DutyKind.DELIVER.value]
        part = self.section("送达情况")
        self.add(part, "done_on", "送达日期", self.day(), required=True)
        self.add(part, "done_by", "办理人", TextField(chars=10), required=True, hint=HINT)
        add_fields(self, part, self.template, frame)
        self.set_values({"done_on": frame.today()})

    def read(self) -> Delivery:
        values = self.values()
        return Delivery(on=values["done_on"], by=values["done_by"], details=read_details(self.template, values, {}))
